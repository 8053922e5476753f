"""Housing plans as items of the walk: where each enters, what it waits for, which part drops out, when it is ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from balanssim.inputs import Array, Inputs, Ints, WorldBlock, between
from balanssim.procedures import draws, rounds, stages
from balanssim.procedures.housing import Ready
from balanssim.procedures.walk import Node, Step, Walked
from balanssim.templates import Stage

STATUS = ("hard", "soft", "unknown", "room")
#: Last step of every plan: ready for delivery, not before the year in which its municipality means to begin.
READY = "ready"
#: Item and step of a project that releases plans, or the dates (draw,) of a year that a scenario set by hand.
Milestones = Mapping[tuple[int, str], Node | Array]


@dataclass(frozen=True)
class Plans:
    """Plans in the walk: ``items`` ids with their ``steps`` and ``start`` (item, draw); ``plan`` (item,) index of each.

    ``homes, lost`` (plan, draw) of all plans, in the walk or not; ``lost_step`` per item the step that ends with the
    drop-outs, '' where they are known on the base date.
    """

    items: tuple[str, ...]
    steps: tuple[tuple[Step, ...], ...]
    start: Array
    plan: Ints
    homes: Array
    lost: Array
    lost_step: tuple[str, ...]


def chain(
    inputs: Inputs, worlds: WorldBlock, first: int, desks: Mapping[tuple[str, str], int], milestones: Milestones
) -> Plans:
    """Items and steps of every housing plan that goes through procedures.

    Parameters
    ----------
    first : place of the first of these items in the walk
    desks : (resource, municipality or 'region') -> index of the desk
    milestones : what may release a plan

    A hard plan whose first year has come is being built: it has no steps. Another hard plan enters at the permit, a
    soft one somewhere in the stage of the plan, an unknown one at the start. ``room`` in the region starts so that at
    normal durations it is ready in its earliest year, not before the base date; pools elsewhere stay outside the walk.
    No plan is ready before its earliest year.
    """
    plans, start = inputs.housing.plans, float(inputs.axes.start)
    homes, lost, share = drop_outs(inputs, worlds)
    chosen = [number for number in range(len(plans.ids)) if _walks(inputs, number)]
    steps, starts, lost_step = [], [], []
    for item, number in enumerate(chosen, start=first):
        status, ahead = STATUS[plans.status[number]], _ahead(inputs, number)
        made = _steps(inputs, worlds, number, item, ahead, desks, milestones)
        gone = _drop_step(ahead, status)
        made = [replace(step, drops=share[number] >= 1.0) if step.name == gone else step for step in made]
        meant = np.full(worlds.width, plans.earliest[number])
        made.append(_passing(item, READY, worlds.width, not_before=meant, gate_cause="earliest_year"))
        begins = max(start, plans.earliest[number] - stages.expected(ahead)) if status == "room" else start
        steps.append(tuple(made))
        starts.append(np.full(worlds.width, begins))
        lost_step.append(gone)
    return Plans(
        items=tuple(plans.ids[number] for number in chosen),
        steps=tuple(steps),
        start=np.array(starts).reshape(len(chosen), worlds.width),
        plan=np.array(chosen, dtype=np.int64),
        homes=homes,
        lost=lost,
        lost_step=tuple(lost_step),
    )


def ready(inputs: Inputs, plans: Plans, walked: Walked, first: int) -> Ready:
    """When every plan can be delivered and what drops out of it, from the dates of the walk.

    Plans outside the walk are ready on the base date, or in the year of their release.
    """
    given = inputs.housing.plans
    at = np.repeat(np.maximum(given.release_year, inputs.axes.start)[:, None], plans.homes.shape[1], axis=1)
    lost_at = np.full_like(at, float(inputs.axes.start))
    for place, number in enumerate(plans.plan):
        at[number] = walked.date[first + place, READY]
        if plans.lost_step[place]:
            date = walked.date[first + place, plans.lost_step[place]]
            lost_at[number] = np.where(walked.dropped[first + place], walked.dropped_date[first + place], date)
    return Ready(plans.homes, plans.lost, lost_at, at)


def drop_outs(inputs: Inputs, worlds: WorldBlock) -> tuple[Array, Array, Array]:
    """Homes of every plan, homes that drop out of it, and their share: (plan, draw) each.

    A plan of several sites loses them one by one, each with the chance of its status; in the central run the expected
    share of every plan. Room without a registered plan loses none: what drops out is replaced on the same ground.

    Source: parameters WON05-WON07 (a third of plans slips or drops out; hard 0.08, soft 0.3).
    """
    plans, seed, labels = inputs.housing.plans, inputs.procedures.seed, worlds.luck
    homes = between(plans.homes, worlds.values["housing.plan_band"])
    share = np.zeros_like(homes)
    for number, plan in enumerate(plans.ids):
        status = STATUS[plans.status[number]]
        if status == "room":
            continue
        chance, sites = worlds.values[f"housing.attrition_{status}"], int(plans.sites[number])
        luck = draws.uniform(seed, "procedures.attrition", plan, "sites", labels)
        share[number] = np.where(labels == draws.CENTRAL, chance, _sites_lost(luck, chance, sites) / sites)
    return homes, homes * share, share


def _sites_lost(luck: Array, chance: Array, sites: int) -> Array:
    """How many of ``sites`` drop out, each with ``chance`` (draw,): the binomial quantile at ``luck`` (draw,)."""
    mass = (1.0 - chance) ** sites
    below, lost = mass.copy(), np.zeros_like(luck)
    certain = chance >= 1.0
    for number in range(sites):
        lost += luck >= below
        odds = np.divide(chance, 1.0 - chance, out=np.zeros_like(chance), where=~certain)
        mass = mass * odds * (sites - number) / (number + 1)
        below = below + mass
    return np.where(certain, float(sites), lost)


def _ahead(inputs: Inputs, number: int) -> tuple[Stage, ...]:
    """Stages that a plan still goes through; none for one that is being built or that only waits for its release."""
    plans, status = inputs.housing.plans, STATUS[inputs.housing.plans.status[number]]
    if _begun(inputs, number):
        return ()
    template = inputs.procedures.templates["organic" if plans.organic[number] else "housing"]
    holds = (stages.NITROGEN, stages.STATE_LAND) if plans.state_land[number] else (stages.NITROGEN,)
    return stages.ahead(template, status, holds)


def _steps(
    inputs: Inputs,
    worlds: WorldBlock,
    number: int,
    item: int,
    ahead: tuple[Stage, ...],
    desks: Mapping[tuple[str, str], int],
    milestones: Milestones,
) -> list[Step]:
    plans, given, labels = inputs.housing.plans, inputs.procedures, worlds.luck
    name, status = plans.ids[number], STATUS[plans.status[number]]
    common = worlds.values["procedures.housing_duration_factor"] * given.housing_duration_factor
    delays = {stages.STATE_LAND: inputs.housing.state_land_delay, stages.NITROGEN: inputs.housing.nitrogen_delay}
    entry = next((stage.id for stage in ahead if not stage.condition), "")
    gate = _release(inputs, worlds.width, number, milestones)
    gated = next((place for place, stage in enumerate(ahead) if stage.waits == "release"), 0)
    place_name = inputs.procedures.municipality[plans.zone[number]]
    out: list[Step] = []
    for place, stage in enumerate(ahead):
        factor = common
        if stage.resource == stages.COURT:  # the time of the court is its own
            factor = np.full(worlds.width, stages.court_factor(stage, given.court_factor))
        elif stage.condition:
            factor = np.full(worlds.width, delays[stage.condition])
        elif stage.id == entry and status == "soft":
            left = draws.uniform(given.seed, "procedures.duration", name, "what is left", labels)
            factor = factor * np.where(labels == draws.CENTRAL, 0.5, left)
        begin = gate if place == gated else {}
        desk = desks.get((stage.resource, place_name), desks.get((stage.resource, "region"), -1))
        out += rounds.steps(stage, item, name, given.seed, labels, factor, desk, **begin)
    if not ahead:
        out.append(_passing(item, "release", worlds.width, **gate))
    return out


def _release(inputs: Inputs, width: int, number: int, milestones: Milestones) -> dict[str, Any]:
    """What a plan waits for before it is released, as arguments of a step."""
    plans = inputs.housing.plans
    gate: dict[str, Any] = {}
    if plans.release_year[number] > 0.0:
        gate = {"not_before": np.full(width, plans.release_year[number]), "gate_cause": "release"}
    if plans.release_project[number] >= 0:
        found = milestones[int(plans.release_project[number]), plans.release_step[number]]
        if isinstance(found, tuple):
            gate["after"] = found
        else:
            gate = {"not_before": found, "gate_cause": "release"}
    return gate


def _drop_step(ahead: tuple[Stage, ...], status: str) -> str:
    """The step at whose end the drop-outs of a plan are known, '' where it has none to come."""
    return next((rounds.last(stage) for stage in ahead if stage.drop_out == f"housing.attrition_{status}"), "")


def _passing(item: int, name: str, width: int, **begin: Any) -> Step:
    """A step that takes no time: it marks a date or waits for one."""
    return Step(item, name, np.zeros(width), np.ones(width, dtype=bool), **begin)


def _begun(inputs: Inputs, number: int) -> bool:
    """A hard plan that is being built, or a pool that stands for many plans: no procedures ahead of it."""
    plans = inputs.housing.plans
    return plans.earliest[number] <= inputs.axes.start and STATUS[plans.status[number]] in ("hard", "room")


def stands_for_many(inputs: Inputs, number: int) -> bool:
    """A pool that stands for all plans of a region elsewhere."""
    return _begun(inputs, number) and STATUS[inputs.housing.plans.status[number]] == "room"


def _walks(inputs: Inputs, number: int) -> bool:
    plans = inputs.housing.plans
    held = plans.release_year[number] > inputs.axes.start or plans.release_project[number] >= 0
    return not _begun(inputs, number) or bool(held)
