"""Text of the tables in one fixed form: UTF-8, comma, header, '\\n', quotes only where needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a comma-separated file with a header, every value as text."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def text(columns: Sequence[str], rows: Iterable[Mapping[str, str | int | float | None]]) -> str:
    """Text of one table.

    `columns` fixes the order. `None` becomes an empty cell (not given, never zero). A key that is not a column, or
    a column that a row lacks, raises `ValueError`: a table with a silent gap would be read as 'not given'.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for number, row in enumerate(rows, start=2):
        if set(row) != set(columns):
            raise ValueError(f"row {number}: columns {sorted(set(row) ^ set(columns))} do not match")
        writer.writerow([_cell(row[column]) for column in columns])
    return buffer.getvalue()


def _cell(value: str | int | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # Shortest text that reads back as the same number; 12.0 is written as 12.
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value)
