"""How long procedures take in the worlds of an ensemble: housing plans from their initiative on, projects to opening.

Registered plans enter their template somewhere on the way. Here each of them is followed from the initiative, without
lines at desks and to any end, so that durations can be held against those that are published.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balanssim.inputs import NEVER, HousingPlans, Inputs, WorldBlock
from balanssim.procedures import calendar, chain_housing, chain_infrastructure, rounds, stages, walk
from balanssim.procedures.walk import Walked

Array = NDArray[np.float64]
#: Far enough for the longest walk.
FAR = 2150
STATUS = {name: number for number, name in enumerate(chain_housing.STATUS)}
START, METRO = "start_decision", "P01_IJMEER_METRO"
#: Steps of a project of which the date is kept, in order.
DATED = ("route_decision", START, "preferred_decision", "project_decision", "works", "opening")


def registered(inputs: Inputs) -> NDArray[np.bool_]:
    """Plans of Flevoland that are in the register, (plan,): hard, soft or of unknown status."""
    plans = inputs.housing.plans
    inside = inputs.membership[[inputs.axes.areas.index("flevoland")]].toarray()[0] > 0.0
    return np.asarray(inside[plans.zone] & (plans.status != STATUS["room"]))


def some(plans: HousingPlans, chosen: NDArray[np.int64]) -> HousingPlans:
    """A part of the plans."""
    part: dict[str, Any] = {}
    for one in fields(plans):
        values = getattr(plans, one.name)
        part[one.name] = (
            tuple(values[number] for number in chosen) if isinstance(values, tuple) else values[..., chosen]
        )
    return HousingPlans(**part)


def from_initiative(inputs: Inputs) -> Inputs:
    """The registered plans of Flevoland, without the organic ones, as if all began today and none were held."""
    plans = inputs.housing.plans
    plans = some(plans, np.flatnonzero(registered(inputs) & ~plans.organic))
    plans = replace(
        plans,
        status=np.full_like(plans.status, STATUS["unknown"]),
        earliest=np.full_like(plans.earliest, float(inputs.axes.start)),
        release_year=np.zeros_like(plans.release_year),
        release_project=np.full_like(plans.release_project, -1),
    )
    return replace(inputs, housing=replace(inputs.housing, plans=plans))


def housing(inputs: Inputs, worlds: WorldBlock) -> dict[str, Array]:
    """Years of every plan in every world, (plan, draw); NaN where a plan drops out before.

    ``delivery`` from the initiative to the first home, ``building`` to the start of building, ``hard`` from agreement
    to a plan that stands, ``built`` from permit to the first home, ``pace`` from there until half of the homes stand
    at the pace of the site; NaN where there was no appeal: ``appeal`` the first time at the court, ``appealed`` all
    that the appeal took, annulment and repair included.
    """
    case = from_initiative(inputs)
    plans = chain_housing.chain(case, worlds, 0, {}, {})
    walked = _walked(case, worlds, plans)
    template = case.procedures.templates["housing"]
    names = {stage.id: rounds.last(stage) for stage in template.stages}
    items = range(len(plans.items))

    def date(stage: str) -> Array:
        dates = np.stack([walked.date[item, names.get(stage, stage)] for item in items])
        return np.where(dates >= NEVER, np.nan, dates)

    appeals = [next(step for step in steps if step.name == "appeal") for steps in plans.steps]
    happens = np.stack([step.happens for step in appeals])
    stands, permit, ready = date("appeal"), date("permit"), date(chain_housing.READY)
    given = case.housing.plans
    return {
        "delivery": ready - plans.start,
        "building": permit - plans.start,
        "hard": stands - date("agreement"),
        "built": ready - permit,
        "pace": np.where(np.isfinite(ready), (plans.homes - plans.lost) / given.max_pace[:, None] / 2.0, np.nan),
        "appeal": np.where(happens, np.stack([step.duration for step in appeals]), np.nan),
        "appealed": np.where(happens, stands - date("plan"), np.nan),
    }


def expected(inputs: Inputs) -> dict[str, float]:
    """Years of each stage of the template for housing in expectation, branches by their probability."""
    return {
        stage.id: stages.expected([stage])
        for stage in inputs.procedures.templates["housing"].stages
        if not stage.condition
    }


def infrastructure(inputs: Inputs, worlds: WorldBlock) -> dict[str, Array]:
    """Dates of every project by procedures, followed to any end: '<project>:<step>' -> (draw,), NaN where never."""
    case = replace(inputs, axes=replace(inputs.axes, end=FAR))
    chained = chain_infrastructure.chain(case, worlds, 0, {})
    found = chain_infrastructure.dates(chained, _walked(case, worlds, chained), 0)
    return {
        f"{project}:{step}": np.where(found[place, step] >= NEVER, np.nan, found[place, step])
        for place, project in enumerate(inputs.axes.projects)
        for step in DATED
        if (place, step) in found
    }


def _walked(inputs: Inputs, worlds: WorldBlock, items: chain_housing.Plans | chain_infrastructure.Projects) -> Walked:
    """A walk of these items by themselves, to any end, with nobody in line."""
    dates = calendar.meetings(inputs, worlds)
    return walk.run(walk.Walk(items.items, items.steps, items.start, (), np.zeros(0), dates, float(FAR)))
