"""Matrices of commuters by municipality and year, as Statistics Netherlands publishes them, one row a pair.

A pair that is not in the table had too few commuters to be published: zero. Numbers may be rounded; to what follows
from the numbers themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim import namedfiles
from balanssim.errors import InputError, Problem, summed
from balanssim.region.tables import Column, Schema, Table, parse

Floats = NDArray[np.float64]

MATRIX = Schema(
    "od", (
        Column("year", "int", low=1900, high=2200), Column("origin_code", "text"),
        Column("origin_name", "text", optional=True), Column("dest_code", "text"),
        Column("dest_name", "text", optional=True), Column("jobs", "float", low=0.0),
    ),
    key=("year", "origin_code", "dest_code"), may_be_empty=False,
)  # fmt: skip
COSTS = Schema(
    "costs", (Column("origin", "text"), Column("destination", "text"), Column("cost", "float", low=0.0)),
    key=("origin", "destination"), may_be_empty=False,
)  # fmt: skip


@dataclass(frozen=True)
class Matrices:
    """`jobs (year, origin, destination)` on the same `codes`, `years` in rising order.

    `rounding` to which the jobs of the base were rounded, 1 for whole jobs. `left_out`: codes with jobs in one of the
    two years alone, by a change of borders; `left_jobs` what they have of the base and of the observed year. `cost
    (origin, destination)`, NaN where none is given; None without a table.
    """

    codes: tuple[str, ...]
    years: tuple[int, ...]
    jobs: Floats
    rounding: float
    left_out: tuple[str, ...]
    left_jobs: tuple[float, float]
    cost: Floats | None


def read(base: str | Path, observed: str | Path, start: int, end: int, costs: str | Path | None = None) -> Matrices:
    """Years up to `start` of one table and `end` of another, on the codes that both years have jobs for.

    Raises ``InputError`` with all problems: cells, a year that is not there, costs that share no code.
    """
    problems: list[Problem] = []
    known, found = (_table(ref, MATRIX, problems) for ref in (base, observed))
    priced = None if costs is None else _table(costs, COSTS, problems)
    for table, year, option in ((known, start, "--base"), (found, end, "--observed")):
        if table is not None and len(table) and year not in table["year"]:
            years = sorted(set(table["year"].tolist()))
            words = {"year": year, "years": years[:12], "option": option}
            problems.append(table.problem(0, "year", "hindcast.year_missing", **words))
    if problems or known is None or found is None:
        raise InputError(summed(problems))
    years = [int(year) for year in np.unique(known["year"]) if year <= start] + [end]
    began, ended = (_codes(table, year) for table, year in ((known, start), (found, end)))
    codes = tuple(sorted(began & ended))
    for table, year, there in ((known, start, began), (found, end, ended)):
        if not there:
            problems.append(table.problem(0, "jobs", "hindcast.nothing", year=year))
    if problems:
        raise InputError(summed(problems))
    if not codes:
        words = {"found": sorted(began)[:5], "codes": sorted(ended)[:5]}
        raise InputError([known.problem(0, "origin_code", "hindcast.no_code_shared", **words)])
    jobs = np.stack([_matrix(known if year <= start else found, year, codes) for year in years])
    cost = None if priced is None else _costs(priced, codes, problems)
    if problems:
        raise InputError(summed(problems))
    rounding = _rounding(known["jobs"][known["year"] == start])
    all_jobs = (float(table["jobs"][table["year"] == year].sum()) for table, year in ((known, start), (found, end)))
    left = tuple(total - float(kept.sum()) for total, kept in zip(all_jobs, jobs[-2:], strict=True))
    return Matrices(codes, tuple(years), jobs, rounding, tuple(sorted(began ^ ended)), (left[0], left[1]), cost)


def _table(ref: str | Path, schema: Schema, problems: list[Problem]) -> Table | None:
    text = namedfiles.read(ref, problems)
    return None if text is None else parse(text, schema, Path(ref).as_posix(), problems)


def _codes(table: Table, year: int) -> set[str]:
    at = np.flatnonzero((table["year"] == year) & (table["jobs"] > 0.0)).tolist()
    return {table[side][row] for row in at for side in ("origin_code", "dest_code")}


def _matrix(table: Table, year: int, codes: Sequence[str]) -> Floats:
    """(origin, destination) jobs of a year; codes of other years are left out."""
    number = {code: place for place, code in enumerate(codes)}
    made = np.zeros((len(codes), len(codes)))
    for row in np.flatnonzero(table["year"] == year).tolist():
        origin, destination = number.get(table["origin_code"][row]), number.get(table["dest_code"][row])
        if origin is not None and destination is not None:
            made[origin, destination] = table["jobs"][row]
    return made


def _costs(table: Table, codes: Sequence[str], problems: list[Problem]) -> Floats:
    number = {code: place for place, code in enumerate(codes)}
    made = np.full((len(codes), len(codes)), np.nan)
    for row, (origin, destination) in enumerate(zip(table["origin"], table["destination"], strict=True)):
        if origin in number and destination in number:
            made[number[origin], number[destination]] = table["cost"][row]
    if np.isnan(made).all():
        pairs = [f"{a} - {b}" for a, b in zip(table["origin"][:3], table["destination"][:3], strict=True)]
        problems.append(table.problem(0, "origin", "hindcast.no_pair_shared", found=pairs, codes=list(codes[:5])))
    return made


def _rounding(jobs: Floats) -> float:
    """The largest whole number that all jobs are a multiple of; 1 where they are not whole."""
    whole = jobs[jobs > 0.0]
    if not whole.size or (whole != np.round(whole)).any():
        return 1.0
    return float(np.gcd.reduce(whole.astype(np.int64)))
