"""Templates of procedures and shared desks of a scenario: the region's, with the leaves that the scenario replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from balanssim.inputs import Array, Procedures
from balanssim.templates import ELSEWHERE, Resource, Stage, Template

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.scenario.resolved import Resolved
    from balanssim.scenario.schema import DeskChange, StageChange


def procedures(resolved: Resolved, region: Region) -> Procedures:
    """Templates, desks and dated meetings of one scenario on one region."""
    given, tables, relief = resolved.scenario.procedures, region.procedures, resolved.scenario.levers.procedures
    changes: Mapping[str, Mapping[str, StageChange]] = {kind: getattr(given, kind) for kind in tables.templates}
    return Procedures(
        seed=resolved.scenario.sampling.seed,
        templates={kind: _template(one, changes[kind]) for kind, one in tables.templates.items()},
        resources={name: _desk(one, given.resources.get(name)) for name, one in tables.resources.items()},
        municipality=tuple(region.zones["municipality"]),
        meetings=decimal_years(region.bomirt["date"]),
        held=np.array([status == "measured" for status in region.bomirt["status"]]),
        **{name: float(value) for name, value in relief.model_dump().items()},
    )


def decimal_years(dates: Any) -> Array:
    """Dates of a table as decimal years: 2026-07-02 is 2026.4986; a month counts as its 15th, a year as its 1 July.

    Of a period its end; NaN for an empty cell.
    """
    out = []
    for cell in dates:
        text = str(cell).rpartition("/")[2]
        if not text:
            out.append(np.nan)
            continue
        day = date.fromisoformat(f"{text}{('-07-01', '-15', '')[text.count('-')]}")
        length = date(day.year + 1, 1, 1).toordinal() - date(day.year, 1, 1).toordinal()
        out.append(day.year + (day.toordinal() - date(day.year, 1, 1).toordinal()) / length)
    return np.array(out, dtype=np.float64)


def _template(template: Template, changes: Mapping[str, StageChange]) -> Template:
    stages = tuple(_stage(stage, changes[stage.id]) if stage.id in changes else stage for stage in template.stages)
    return replace(template, stages=stages)


def _stage(stage: Stage, change: StageChange) -> Stage:
    values: dict[str, Any] = {
        name: getattr(change, name)
        for name in ("probability", "annulled", "rounds")
        if getattr(change, name) is not None
    }
    spans = {name: getattr(change, name) for name in ("duration", "repair")}
    values |= {name: one.to_distribution() for name, one in spans.items() if one is not None}
    return replace(stage, **values)


def _desk(desk: Resource, change: DeskChange | None) -> Resource:
    if change is None:
        return desk
    capacity = dict(desk.capacity)
    if change.capacity is not None:
        # one number for all places: what the region says of a named place holds no longer
        capacity = {"region" if desk.per == "region" else ELSEWHERE: change.capacity}
    return replace(desk, capacity={**capacity, **change.capacity_at})
