"""Files of a region folder as bytes, text and CSV records; what is wrong goes to a list, with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from balanssim import textfiles
from balanssim.errors import Problem
from balanssim.positions import fault

#: Seven hundred zones have half a million pairs of 60 characters; beyond that it is another file by mistake.
MAX_BYTES = 32 * textfiles.MEGABYTE
#: As much as one field may hold; Python's own limit holds for the whole process and stays as it is.
LARGEST_FIELD = 131_072


def shown_file(shown: str, file: str) -> str:
    """How a file of the region is written in a problem."""
    return f"{shown.rstrip('/')}/{file}"


def read(folder: Path, shown: str, name: str, problems: list[Problem]) -> bytes | None:
    """The bytes of a file; None where it cannot be read."""
    where = shown_file(shown, name)
    try:
        data = textfiles.read(folder / name, MAX_BYTES)
    except (OSError, ValueError) as error:
        problems.append(fault(textfiles.refusal(error, folder / name, name), where))
        return None
    if len(data) > MAX_BYTES:
        problems.append(fault(textfiles.too_large(MAX_BYTES), where))
        return None
    return data


def text(data: bytes, where: str, problems: list[Problem]) -> str | None:
    """The text of a table; None where it is none at all."""
    found, wrong = textfiles.decode(data)
    if wrong is not None:
        problems.append(fault(wrong, where))
    return found


def lines_of(content: str) -> tuple[str, ...]:
    """Lines with their ends, of any system."""
    return tuple(io.StringIO(content, newline=""))


def records(lines: Sequence[str], where: str, problems: list[Problem]) -> tuple[list[list[str]] | None, list[int]]:
    """Records of a CSV file that are not blank, and the line (from one) on which each starts; None where broken."""
    reader = csv.reader(lines, strict=True)
    found: list[list[str]] = []
    starts: list[int] = []
    before = 0
    try:
        for record in reader:
            if record:
                found.append(record)
                starts.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        start = min(before + 1, max(len(lines), 1))
        problems.append(_explain(str(error), where, start, lines))
        return None, []
    return found, starts


def _explain(said: str, where: str, line: int, lines: Sequence[str]) -> Problem:
    """What the CSV reader says, in our words: at the quote that is never closed, or where the record starts."""
    if "limit" in said:
        return Problem(where, line, 1, "", "table.field_large", {"largest": LARGEST_FIELD})
    if "end of data" in said:
        return Problem(where, line, lines[line - 1].find('"') + 1 or 1, "", "table.quote_open", {})
    if "expected after" in said:
        return Problem(where, line, 1, "", "table.quote_inside", {})
    return Problem(where, line, 1, "", "table.csv_syntax", {})
