"""Infrastructure projects of a scenario as arrays: where each stands, what it waits for, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from balanssim.inputs import NEVER, Array, Axes, Infrastructure
from balanssim.prepare.procedures import decimal_years

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.scenario.schema import Levers

_BANDS = {
    "cost": ("cost_low", "cost", "cost_high"),
    "covered": ("covered_state", "covered_region", "covered_area"),
    "works": ("works_low", "works", "works_high"),
    "band": ("earliest_year", "central_year", "late_year"),
    "restart": ("restart_low", "restart_high"),
}


def opening_levers(levers: Levers, region: Region) -> Mapping[str, str]:
    """What the scenario says of each project's opening: ``procedures``, ``never`` or a year, as a word."""
    words = {}
    for row in region.infrastructure.rows():
        given = levers.infrastructure.get(row["project"])
        words[row["project"]] = str(row["default_opening"] if given is None or given.opening is None else given.opening)
    return words


def infrastructure(axes: Axes, levers: Levers, region: Region) -> Infrastructure:
    """Arrays of all projects in order of the region's table."""
    words, table = opening_levers(levers, region), region.infrastructure
    special = {"procedures": np.nan, "never": NEVER}
    opening = np.array([special[words[p]] if words[p] in special else float(words[p]) for p in axes.projects])
    bands = {name: _rows(table, columns) for name, columns in _BANDS.items()}
    return Infrastructure(
        opening=opening,
        assumed=np.array([words[project] not in special for project in axes.projects]),
        decision_lead=np.array(table["decision_lead_years"], dtype=np.float64),
        template=tuple(table["template"]),
        entry=tuple(table["entry_stage"]),
        status=np.fmax(decimal_years(table["status_date"]), axes.start),
        route_decision=np.array(table["route_decision"], dtype=np.float64),
        release_from=np.array(table["release_from"], dtype=np.float64),
        requires=tuple(_required(word, axes) for word in table["requires"]),
        start_decision=_lever(axes, levers, "start_decision", np.nan),
        paused_until=_lever(axes, levers, "paused_until", np.nan),
        extra=_lever(axes, levers, "extra_funding_meuro", 0.0),
        housing_mobility=_lever(axes, levers, "housing_mobility_meuro", 0.0),
        **bands,
    )


def _rows(table: Any, columns: tuple[str, ...]) -> Array:
    """Columns as rows, NaN where a cell is empty; a band without ends is its middle."""
    out = np.array([table[name] for name in columns], dtype=np.float64)
    if columns == _BANDS["cost"]:
        out = np.where(np.isnan(out), out[1], out)
    return out


def _required(word: str, axes: Axes) -> tuple[int, str] | None:
    project, _, milestone = word.partition(":")
    return (axes.projects.index(project), milestone) if milestone else None


def _lever(axes: Axes, levers: Levers, name: str, default: float) -> Array:
    out = np.full(len(axes.projects), default)
    for place, project in enumerate(axes.projects):
        given = getattr(levers.infrastructure.get(project), name, None)
        if given is not None:
            out[place] = float(given)
    return out
