"""A table of figures that came in, one row each: what, where, when, how much, by whom."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from balanssim import namedfiles
from balanssim.catalogue import VARIABLES
from balanssim.dims import AREA, CORRIDOR, FLOW_YEAR, YEAR
from balanssim.errors import InputError, Problem, summed
from balanssim.positions import Place
from balanssim.region.tables import Column, Schema, Table, parse
from balanssim.scenario.quantities import spelled
from balanssim.scenario.semantics import names_of, unknown_name

if TYPE_CHECKING:
    from balanssim.region.index import RegionIndex
    from balanssim.region.read import Region
    from balanssim.scenario import Resolved

FIGURES = Schema(
    "figures", (
        Column("outcome", "text"), Column("place", "text"), Column("year", "int", low=1900, high=2200),
        Column("value", "float"), Column("unit", "text"), Column("source", "text"),
    ),
    key=("outcome", "place", "year"), may_be_empty=False,
)  # fmt: skip

#: Outcomes that are made of others: what came during a year, and all cars or passengers in the busiest hour.
NET, TRAFFIC = "net_additions", "traffic"
#: Outcomes that a scenario can hold as counted, in the order of ``scenario.known``.
TAKEN: Final = ("homes", NET, "population", "employee_jobs")
#: Dims of outcomes that can be held against a figure: by year, and by area or corridor.
_BY_PLACE: Final = ((YEAR, AREA), (FLOW_YEAR, AREA), (YEAR, CORRIDOR))
#: Ends of names of outcomes that may be below zero.
_SIGNED: Final = (NET, "_added", "_extra", "_shortage")
_LIKE: Final = 3
#: An area of at least so many homes, persons or jobs does not become so many times larger or smaller.
_LEAST, _TIMES = 1000.0, 3


@dataclass(frozen=True)
class Figure:
    """One figure: an outcome of the catalogue, ``NET`` or ``TRAFFIC``, of an area or corridor and a year (1 January of
    a stock, the year of a flow), in ``unit`` of the outcome; ``line`` of the file.
    """

    outcome: str
    place: str
    year: int
    value: float
    unit: str
    source: str
    line: int

    @property
    def flow(self) -> bool:
        """Whether it is of a year and not of its 1 January."""
        return flows(self.outcome)

    @property
    def date(self) -> int:
        """The 1 January on which it is known."""
        return self.year + self.flow


def outcomes() -> tuple[str, ...]:
    """Everything that a row may name."""
    return (NET, TRAFFIC, *(name for name, entry in VARIABLES.items() if entry.dims in _BY_PLACE))


def flows(outcome: str) -> bool:
    """Whether an outcome is one of a year."""
    return outcome == NET or (outcome in VARIABLES and FLOW_YEAR in VARIABLES[outcome].dims)


def by_corridor(outcome: str) -> bool:
    """Whether an outcome is one of a corridor."""
    return outcome == TRAFFIC or (outcome in VARIABLES and CORRIDOR in VARIABLES[outcome].dims)


def read(ref: str | Path, resolved: Resolved, region: Region | None = None) -> tuple[Figure, ...]:
    """The figures of a file, in its order.

    Raises ``InputError`` with all problems: cells, names, units, years that the scenario does not forecast, parts that
    do not add up; with ``region`` also figures that a scenario could take as data and that are many times those of the
    base date, or a small part of them: typing errors.
    """
    problems: list[Problem] = []
    text = namedfiles.read(ref, problems)
    table = None if text is None else parse(text, FIGURES, Path(ref).as_posix(), problems)
    if table is None:
        raise InputError(summed(problems))
    broken = {(item.line, item.key) for item in problems}
    found = []
    for row, cells in enumerate(table.rows()):
        if (table.lines[row], "outcome") in broken or cells["outcome"] == "":
            continue
        problems += [item for item in _row(table, row, cells, resolved) if (item.line, item.key) not in broken]
        unit = spelled(cells["unit"])
        words = (cells["outcome"], cells["place"], cells["year"], cells["value"], unit, cells["source"])
        found.append(Figure(*words, line=table.lines[row]))
    if not problems:
        problems += _parts(table, found, resolved.index)
        problems += [] if region is None else _implausible(table, found, region)
    if problems:
        raise InputError(summed(problems))
    return tuple(found)


def _row(table: Table, row: int, cells: dict[str, object], resolved: Resolved) -> Iterable[Problem]:
    """What is wrong with one row by itself."""
    index, horizon = resolved.index, resolved.scenario.horizon
    outcome, place, year, value = str(cells["outcome"]), str(cells["place"]), cells["year"], cells["value"]
    if outcome not in outcomes():
        near = difflib.get_close_matches(outcome, outcomes(), n=_LIKE)
        code = "monitor.outcome_near" if near else "monitor.outcome"
        yield table.problem(row, "outcome", code, value=outcome, near=near, some=[*TAKEN, TRAFFIC])
        return
    kind = "corridors" if by_corridor(outcome) else "areas"
    names = names_of(index)
    if place and place not in names[kind]:
        cell = table.problem(row, "place", "")
        yield unknown_name(kind, place, names, Place(cell.file, cell.line, cell.column), ("place",))
        return
    wanted = unit_of(outcome, place, index)
    if cells["unit"] and spelled(str(cells["unit"])) != wanted:
        yield table.problem(row, "unit", "value.unit", found=cells["unit"], unit=wanted)
    first, last = horizon.start + 1 - flows(outcome), horizon.end - flows(outcome)
    if isinstance(year, int) and not first <= year <= last:
        code = "monitor.year_past" if year < first else "monitor.year_beyond"
        yield table.problem(row, "year", code, value=year, first=first, last=last)
    if isinstance(value, float) and np.isfinite(value):
        if value < 0.0 and not outcome.endswith(_SIGNED):
            yield table.problem(row, "value", "monitor.negative", value=value)
        elif wanted == "share" and value > 1.0 and not outcome.endswith(_SIGNED):
            yield table.problem(row, "value", "monitor.share", value=value, share=value / 100.0)


def _implausible(table: Table, figures: list[Figure], region: Region) -> Iterable[Problem]:
    """Figures far from those of the base date, of areas that are large enough to tell."""
    index = region.index
    homes = np.sum([region.base("homes", segment) for segment in index.segments], axis=0)
    places = [f"{sector}/{place}" for sector in index.sectors for place in (*index.locations, "none")]
    jobs = np.sum([region.base("employee_jobs", place) for place in places], axis=0)
    bases = {"homes": homes, NET: homes, "population": region.base("population"), "employee_jobs": jobs}
    for row, figure in enumerate(figures):
        if figure.outcome not in bases:
            continue
        base = float(region.areas.membership[region.areas.ids.index(figure.place)] @ bases[figure.outcome])
        stock = base + figure.value if figure.outcome == NET else figure.value
        if base >= _LEAST and not base / _TIMES <= stock <= base * _TIMES:
            yield table.problem(row, "value", "monitor.implausible", value=figure.value, base=round(base), times=_TIMES)


def unit_of(outcome: str, place: str, index: RegionIndex) -> str:
    """Unit of an outcome at a place: cars or passengers by the kind of the corridor."""
    if outcome == NET:
        return "homes"
    per_hour = "pass/h" if by_corridor(outcome) and index.corridors[place].mode == "transit" else "veh/h"
    unit = "veh/h or pass/h" if outcome == TRAFFIC else VARIABLES[outcome].unit
    return per_hour if unit == "veh/h or pass/h" else unit


def _parts(table: Table, figures: list[Figure], index: RegionIndex) -> Iterable[Problem]:
    """Areas of which all parts are counted too, and that are not their sum; half of a unit each may be rounding."""
    zones = {name: frozenset(area.zones) for name, area in index.areas.items()}
    for row, whole in enumerate(figures):
        if whole.outcome not in TAKEN:
            continue
        same = [one for one in figures if (one.outcome, one.year) == (whole.outcome, whole.year)]
        inside = [one for one in same if zones[one.place] < zones[whole.place]]
        largest = [one for one in inside if not any(zones[one.place] < zones[two.place] for two in inside)]
        held = [zone for one in largest for zone in zones[one.place]]
        total = sum(one.value for one in largest)
        if len(held) == len(set(held)) and set(held) == zones[whole.place]:
            if abs(total - whole.value) > 0.5 * (len(largest) + 1):
                parts = [one.place for one in largest]
                yield table.problem(row, "value", "monitor.parts", value=whole.value, parts=parts, total=total)
        elif len(held) == len(set(held)) and total > whole.value and whole.outcome != NET:
            parts = [one.place for one in largest]
            yield table.problem(row, "value", "monitor.parts", value=whole.value, parts=parts, total=total)
