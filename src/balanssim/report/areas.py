"""The table of municipalities and aggregates: every outcome that the dataset holds per area, in the reference year."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from balanssim import catalogue
from balanssim.dims import AREA, YEAR
from balanssim.report import numbers
from balanssim.texts import Lang

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.compare.structure import Comparison

#: What a strategist looks at first.
MAIN: Final = (
    "homes_added", "jobs_all_added", "jobs_per_resident_1564", "share_working_outside", "out_commuters", "social_share",
)  # fmt: skip
#: Columns behind the choice of subject; what is in no group comes with ``all`` only.
GROUPS: Final = {
    "homes": ("homes", "homes_added", "population", "social_share", "housing_shortage", "households_elsewhere"),
    "jobs": ("jobs_all", "jobs_all_added", "jobs_displaced", "jobs_elsewhere", "employee_jobs"),
    "balance": (
        "jobs_per_resident_1564", "jobs_per_home", "jobs_per_labour_force", "employed_persons", "resident_jobs",
    ),
    "commuting": (
        "share_working_outside", "share_working_outside_all", "out_commuters", "in_commuters", "commute_car_km",
        "commute_car_co2",
    ),
    "reach": ("jobs_within_45min_car", "jobs_within_45min_transit"),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One outcome: its words, its unit as shown, and the groups that it belongs to."""

    name: str
    label: str
    unit: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """One cell: words, and the raw numbers in the shown unit for sorting and for a spreadsheet."""

    main: str
    band: str
    raw: tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """One area with, per scenario, a value per column."""

    area: str
    label: str
    scenarios: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class AreaTable:
    """A table of areas of one sort: ``aggregates`` or ``municipalities``."""

    sort: str
    lines: tuple[Line, ...]


def columns(dataset: xr.Dataset, lang: Lang) -> tuple[Column, ...]:
    """Columns in the order: what is looked at first, then by subject, then the rest of the catalogue."""
    held = [
        name
        for name, variable in catalogue.VARIABLES.items()
        if name in dataset and {YEAR, AREA, "statistic"} <= set(dataset[name].dims) and variable.dims == (YEAR, AREA)
    ]
    wanted = dict.fromkeys([*MAIN, *(name for group in GROUPS.values() for name in group), *held])
    found = []
    for name in wanted:
        if name in held:
            variable = catalogue.VARIABLES[name]
            label = variable.label_nl if lang == "nl" else variable.label_en
            groups = [group for group, names in GROUPS.items() if name in names]
            groups += ["main"] if name in MAIN else []
            found.append(Column(name, label, numbers.unit_label(variable.unit, lang), tuple(groups)))
    return tuple(found)


def area_tables(
    dataset: xr.Dataset, comparison: Comparison, kinds: Mapping[str, str], chosen: Sequence[Column]
) -> list[AreaTable]:
    """Municipalities and aggregates of the study area apart: a sum does not belong in a list of its parts.

    Parameters
    ----------
    dataset : from ``compare``
    comparison : its tables
    kinds : kind of each area that is shown, by id; other areas are left out
    chosen : from ``columns``
    """
    if not chosen:
        return []
    values = {
        column.name: dataset[column.name]
        .sel({YEAR: comparison.year})
        .sel(statistic=["median", "p10", "p90"])
        .transpose("scenario", AREA, "statistic")
        .values
        for column in chosen
    }
    names = [str(area) for area in dataset[AREA].values]
    labels = [str(label) for label in dataset[f"area_{comparison.lang}"].values]
    tables = []
    for sort in ("aggregates", "municipalities"):
        lines = []
        for position in _order(names, json.loads(dataset.attrs.get("areas", "[]"))):
            area = names[position]
            if area not in kinds or (kinds[area] == "municipality") != (sort == "municipalities"):
                continue
            scenarios = tuple(
                tuple(
                    _value(values[column.name][scenario, position], column.name, comparison.lang) for column in chosen
                )
                for scenario in range(len(comparison.scenarios))
            )
            lines.append(Line(area, labels[position], scenarios))
        if lines:
            tables.append(AreaTable(sort, tuple(lines)))
    return tables


def _order(names: Sequence[str], first: Sequence[str]) -> list[int]:
    """Positions of areas: the headline areas of the region first, the others as they come."""
    rank = {area: position for position, area in enumerate(first)}
    return sorted(range(len(names)), key=lambda position: (rank.get(names[position], len(rank)), position))


def _value(band: Sequence[float], name: str, lang: Lang) -> Value:
    unit = catalogue.VARIABLES[name].unit
    median, low, high = (float(value) for value in band)
    if math.isnan(median):
        return Value(numbers.DASH, "", ("", "", ""))
    main = numbers.value(median, unit, lang) + numbers.percent_sign(unit, lang)
    factor, digits = (100.0, 2) if unit == "share" else (1.0, 4 if unit == "ratio" else 1)
    raw = [f"{value * factor:.{digits}f}" for value in (median, low, high)]
    return Value(main, numbers.band(low, high, unit, lang), (raw[0], raw[1], raw[2]))
