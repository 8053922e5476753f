"""One CSV file of a region folder: schema in, typed columns out, every cell that does not fit named by line and column.

Nothing is repaired and nothing is guessed: an empty cell is 'not given', never zero, and only where the schema allows.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from balanssim import releases
from balanssim.errors import Problem
from balanssim.region import files

Kind = Literal["text", "id", "ids", "int", "float", "choice", "date", "start", "release", "opening", "milestone"]

#: Larger than anything a region counts; sums of such numbers stay finite.
LARGEST = 1e12

#: More problems than this in one column say the same thing; the rest is counted.
SHOWN = 20

_NUMBER_CHARACTERS = re.compile(r"[0-9.eE+\-]*")
_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_ID = r"[A-Za-z0-9][A-Za-z0-9_.+/-]*"
_YEAR = r"(19|20|21)\d\d"
#: Steps of a project that another one may wait for.
MILESTONES = ("funding", "start_decision", "preferred_decision", "project_decision", "opening")
_PATTERNS: dict[str, re.Pattern[str]] = {
    "text": re.compile(r"\S(.*\S)?", re.DOTALL),
    "id": re.compile(_ID),
    "ids": re.compile(rf"{_ID}(;{_ID})*"),
    "date": re.compile(rf"{_DATE}(/{_DATE})?"),
    "start": re.compile(rf"procedures|never|{_YEAR}"),
    "release": re.compile(rf"never|{_YEAR}|({'|'.join(releases.MILESTONES)}):{_ID}"),
    "opening": re.compile(rf"procedures|never|{_YEAR}"),
    "milestone": re.compile(rf"{_ID}:({'|'.join(MILESTONES)})"),
}


@dataclass(frozen=True)
class Column:
    """What one column may hold. ``above`` is an open lower bound; ``refers`` names the set a value must belong to."""

    name: str
    kind: Kind
    optional: bool = False
    low: float = -math.inf
    high: float = math.inf
    above: float = -math.inf
    choices: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True)
class Schema:
    """Columns of one file and the columns that together make a row unique."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    may_be_empty: bool = True


@dataclass(frozen=True)
class Table:
    """Typed columns of one file, all of the same length, in order of the file.

    ``int`` and ``float`` columns are arrays (int64, or float64 with NaN where an optional cell is empty); ``ids`` are
    tuples of words; all others are words ('' where an optional cell is empty). ``lines`` are line numbers from one.
    ``whole``: no row was left out.
    """

    name: str
    file: str
    columns: Mapping[str, Any]
    lines: tuple[int, ...]
    header: tuple[str, ...] = ()
    text: tuple[str, ...] = field(default=(), repr=False, compare=False)
    whole: bool = True

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, column: str) -> Any:
        return self.columns[column]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Rows as plain dicts, numbers as Python numbers."""
        plain = {n: c.tolist() if isinstance(c, np.ndarray) else c for n, c in self.columns.items()}
        for row in range(len(self)):
            yield {name: column[row] for name, column in plain.items()}

    def problem(self, row: int, column: str, code: str, /, **params: object) -> Problem:
        """A problem of one cell, with its place in the text of the file."""
        if not len(self):
            return Problem(self.file, 1, 1, column, code, params)
        line, place = locate(self.text, self.lines[row], self.header.index(column) if column in self.header else 0)
        return Problem(self.file, line, place, column, code, params)


def locate(text: Sequence[str], line: int, field_number: int) -> tuple[int, int]:
    """Line and column (from one) of a field of the record that starts on ``line``."""
    quoted, count, number = False, 0, line
    while number <= len(text):
        for position, character in enumerate(text[number - 1]):
            if count == field_number:
                return number, position + 1
            if character == '"':
                quoted = not quoted
            elif character == "," and not quoted:
                count += 1
        if count == field_number:
            return number, len(text[number - 1].rstrip("\r\n")) + 1
        number += 1
    return line, 1


def parse(text: str, schema: Schema, shown: str, problems: list[Problem]) -> Table | None:
    """Read one file; None where its columns cannot be told apart. Cells that do not fit go to ``problems``."""
    lines = files.lines_of(text)
    records, starts = files.records(lines, shown, problems)
    if records is None:
        return None
    if not records:
        problems.append(Problem(shown, 1, 1, "", "table.empty", {"columns": [c.name for c in schema.columns]}))
        return None
    header, wanted = records[0], [column.name for column in schema.columns]
    other = next((sign for sign in ";\t|" if len(header) == 1 and header[0].count(sign) >= len(wanted) // 2), "")
    if other:
        words = {"found": {"\t": "tab"}.get(other, other), "columns": wanted}
        problems.append(Problem(shown, starts[0], header[0].index(other) + 1, "", "table.separator", words))
        return None
    if not _check_header(header, wanted, starts[0], shown, lines, problems):
        return None
    body: list[list[str]] = []
    places: list[int] = []
    ragged: list[tuple[int, int]] = []
    for record, line in zip(records[1:], starts[1:], strict=True):
        if len(record) == len(header):
            body.append(record)
            places.append(line)
        else:
            ragged.append((line, len(record)))
    for line, found in ragged[:SHOWN]:
        problems.append(Problem(shown, line, 1, "", "table.row_width", {"found": found, "wanted": len(header)}))
    if len(ragged) > SHOWN:
        more = {"n": len(ragged) - SHOWN}
        problems.append(Problem(shown, ragged[SHOWN][0], 1, "", "table.more_rows", more))
    if not body and not ragged and not schema.may_be_empty:
        problems.append(Problem(shown, 1, 1, "", "table.no_rows", {}))
    bare = Table(schema.file, shown, {}, tuple(places), tuple(header), lines)
    cells = dict(zip(header, zip(*body, strict=True), strict=True)) if body else dict.fromkeys(header, ())
    columns = {column.name: _convert(bare, column, cells[column.name], problems) for column in schema.columns}
    table = Table(schema.file, shown, columns, bare.lines, bare.header, lines, whole=not ragged)
    _check_key(table, schema, problems)
    return table


def _check_header(
    header: Sequence[str],
    wanted: Sequence[str],
    start: int,
    shown: str,
    lines: Sequence[str],
    problems: list[Problem],
) -> bool:
    fine = True
    first = {name: number for number, name in reversed(list(enumerate(header)))}
    strange = [number for number, name in enumerate(header) if name not in wanted or first[name] < number]
    for number in strange[:SHOWN]:
        name = header[number]
        code = "table.column_twice" if first[name] < number else "table.column_unknown"
        line, place = locate(lines, start, number)
        near = difflib.get_close_matches(name, wanted, n=2)
        params = {"column": name, "columns": list(wanted), "near": near}
        problems.append(Problem(shown, line, place, name, code, params))
        fine = fine and code == "table.column_unknown"
    if len(strange) > SHOWN:
        problems.append(Problem(shown, start, 1, "", "table.more_columns", {"n": len(strange) - SHOWN}))
        fine = False
    for name in wanted:
        if name not in header:
            problems.append(
                Problem(shown, start, 1, name, "table.column_missing", {"column": name, "header": list(header[:SHOWN])})
            )
            fine = False
    return fine


def _convert(table: Table, column: Column, cells: Sequence[str], problems: list[Problem]) -> Any:
    wrong = _Wrong(table, column, problems)
    if not column.optional:
        for row, cell in enumerate(cells):
            if cell == "":
                wrong.add(row, "table.cell_empty")
    if column.kind in ("int", "float"):
        values = _numbers(cells, column, wrong)
    elif column.kind == "choice":
        for row, cell in enumerate(cells):
            if cell not in column.choices and cell != "":
                wrong.add(row, "table.choice", value=cell, choices=list(column.choices))
        values = list(cells)
    else:
        pattern = _PATTERNS[column.kind]
        for row, cell in enumerate(cells):
            if cell != "" and not pattern.fullmatch(cell):
                wrong.add(row, f"table.kind_{column.kind}", value=cell)
        values = (
            [tuple(part for part in cell.split(";") if part) for cell in cells] if column.kind == "ids" else list(cells)
        )
    wrong.close()
    return values


def _numbers(cells: Sequence[str], column: Column, wrong: _Wrong) -> Any:
    values = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if cell == "":
            continue
        try:
            # float() also reads 'nan', '1_000' and digits of other scripts: none of them is a number of a table.
            value = float(cell) if _NUMBER_CHARACTERS.fullmatch(cell) else math.nan
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            wrong.add(row, "table.number", value=cell)
        elif column.kind == "int" and value != int(value):
            wrong.add(row, "table.whole_number", value=cell)
        elif abs(value) > LARGEST:
            wrong.add(row, "table.range_to", value=value, low=-LARGEST, high=LARGEST)
        elif not column.low <= value <= column.high or value <= column.above:
            code, limits = out_of_range(column.low, column.high, column.above)
            wrong.add(row, code, value=value, **limits)
        else:
            values[row] = value
    if column.kind == "int" and not column.optional:
        return np.nan_to_num(values).astype(np.int64)
    return values


def out_of_range(low: float, high: float, above: float = -math.inf) -> tuple[str, dict[str, float]]:
    """Code and parameters of the words for an allowed range; ``above`` is an open lower bound."""
    if above > -math.inf:
        return "table.range_above", {"above": above}
    return ("table.range_from", {"low": low}) if high == math.inf else ("table.range_to", {"low": low, "high": high})


class _Wrong:
    """Problems of one column, the first ``SHOWN`` in full and the rest as a number."""

    def __init__(self, table: Table, column: Column, problems: list[Problem]) -> None:
        self.table, self.column, self.problems, self.count = table, column, problems, 0
        self.row = 0

    def add(self, row: int, code: str, **params: object) -> None:
        self.count += 1
        self.row = row
        if self.count <= SHOWN:
            self.problems.append(self.table.problem(row, self.column.name, code, column=self.column.name, **params))

    def close(self) -> None:
        if self.count > SHOWN:
            more = self.count - SHOWN
            self.problems.append(self.table.problem(self.row, self.column.name, "table.more", n=more))


def _check_key(table: Table, schema: Schema, problems: list[Problem]) -> None:
    if not schema.key:
        return
    first: dict[tuple[Any, ...], int] = {}
    wrong = _Wrong(table, Column(schema.key[0], "id"), problems)
    for row, key in enumerate(zip(*(table[name] for name in schema.key), strict=True)):
        if key in first:
            words = " / ".join(str(part) for part in key)
            wrong.add(
                row, "table.duplicate", value=words, key=", ".join(schema.key), first=str(table.lines[first[key]])
            )
        else:
            first[key] = row
    wrong.close()
