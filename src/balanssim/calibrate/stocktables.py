"""Stocks of homes by municipality and year, as Statistics Netherlands publishes them (81955NED), one row a year."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim import namedfiles
from balanssim.errors import InputError, Problem, summed
from balanssim.region.tables import Column, Schema, Table, parse

Floats = NDArray[np.float64]

_FLOWS = ("new_built", "other_additions", "demolished", "other_withdrawals")
STOCK = Schema(
    "stock", (
        Column("year", "int", low=1900, high=2200), Column("code", "text"), Column("name", "text", optional=True),
        Column("stock_start", "float", low=0.0),
        *(Column(flow, "float", optional=True, low=0.0) for flow in _FLOWS),
        Column("correction", "float", optional=True), Column("net_change", "float", optional=True),
        Column("stock_end", "float", low=0.0),
    ),
    key=("year", "code"), may_be_empty=False,
)  # fmt: skip


@dataclass(frozen=True)
class Stocks:
    """Homes of the same `codes`: `years` that are known, in rising order, the last one the start of the forecast.

    `known (year, municipality)` net additions during each known year; `begin (municipality,)` stock on 1 January of the
    first known year, `start` on 31 December of the last one, `counted` on 31 December of the year that is forecast.
    `left_out`: codes that one of the years does not have.
    """

    codes: tuple[str, ...]
    years: tuple[int, ...]
    end: int
    known: Floats
    begin: Floats
    start: Floats
    counted: Floats
    left_out: tuple[str, ...]


def read(observed: str | Path, start: int, end: int) -> Stocks:
    """Known years up to `start` and the stock at the end of `end`.

    Of the years before `start` those count that follow each other without a gap. Raises ``InputError`` with all
    problems: cells, a year that is not there, no municipality that has both.
    """
    problems: list[Problem] = []
    shown = Path(observed).as_posix()
    text = namedfiles.read(observed, problems)
    table = None if text is None else parse(text, STOCK, shown, problems)
    if table is not None and len(table):
        for year in (start, end):
            if year not in table["year"]:
                words = {"year": year, "years": sorted(set(table["year"].tolist()))[:12], "option": "--observed"}
                problems.append(table.problem(0, "year", "hindcast.year_missing", **words))
    if problems or table is None:
        raise InputError(summed(problems))
    years = [start]
    while years[0] - 1 in table["year"]:
        years.insert(0, years[0] - 1)
    by_year = {year: _by_code(table, year) for year in (*years, end)}
    for year, rows in by_year.items():
        if not rows:
            problems.append(table.problem(0, "stock_end", "hindcast.nothing", year=year))
    if problems:
        raise InputError(summed(problems))
    codes = tuple(sorted(set.intersection(*(set(rows) for rows in by_year.values()))))
    everyone = set.union(*(set(rows) for rows in by_year.values()))
    if not codes:
        found, other = (sorted(by_year[year])[:5] for year in (start, end))
        raise InputError([table.problem(0, "code", "hindcast.no_code_shared", found=found, codes=other)])

    def column(year: int, name: str) -> Floats:
        return np.array([table[name][by_year[year][code]] for code in codes], dtype=np.float64)

    def additions(year: int) -> Floats:
        change, correction = column(year, "stock_end") - column(year, "stock_start"), column(year, "correction")
        return change - np.where(np.isnan(correction), 0.0, correction)

    known = np.stack([additions(year) for year in years])
    return Stocks(
        codes, tuple(years), end, known, column(years[0], "stock_start"), column(start, "stock_end"),
        column(end, "stock_end"), tuple(sorted(everyone - set(codes))),
    )  # fmt: skip


def _by_code(table: Table, year: int) -> dict[str, int]:
    """Row of each municipality that has homes at the end of the year."""
    rows = np.flatnonzero((table["year"] == year) & (table["stock_end"] > 0.0)).tolist()
    return {table["code"][row]: row for row in rows}
