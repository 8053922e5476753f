"""Infrastructure projects as items of the walk: decisions at meetings, money, pauses, appeals, building, opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from balanssim.distributions import Distribution
from balanssim.inputs import NEVER, Array, Inputs, WorldBlock
from balanssim.procedures import calendar, draws, money, rounds, stages
from balanssim.procedures.walk import Node, Step, Walked
from balanssim.templates import Stage, Template

#: Years between the decision on the route to an exploration and the start decision: it falls at a later round.
PREPARATION = 0.5
#: Decisions that a project may have behind it when it enters, in their order.
DECISIONS = ("funding", "start_decision", "preferred_decision", "project_decision")
BUILDING, START = "realisation", "start_decision"


@dataclass(frozen=True)
class Projects:
    """All projects in the walk, in order of the axis: ``items`` ids, ``steps``, ``start`` (item, draw)."""

    items: tuple[str, ...]
    steps: tuple[tuple[Step, ...], ...]
    start: Array


@dataclass
class _Item:
    """Steps of one project while they are made."""

    number: int
    width: int
    steps: list[Step] = field(default_factory=list)

    def mark(self, name: str, years: float = 0.0, **begin: Any) -> None:
        """Add a step of a fixed time, none as a rule: it marks a date or waits for one."""
        duration = np.full(self.width, years)
        self.steps.append(Step(self.number, name, duration, np.ones(self.width, dtype=bool), **begin))


def chain(inputs: Inputs, worlds: WorldBlock, first: int, desks: Mapping[tuple[str, str], int]) -> Projects:
    """Items and steps of every infrastructure project.

    Parameters
    ----------
    first : place of the first of these items in the walk
    desks : (resource, municipality or 'region') -> index of the desk

    A project that follows procedures enters its template at the stage in which it stands, with any share of that stage
    left. It may have to wait for another project, for its release from a pause, for a meeting and for money. One under
    construction opens in its own band. An opening set by hand, or never, has its dates given.
    """
    given = inputs.infrastructure
    sight = money.in_sight(given, money.costs(inputs, worlds))
    released = releases(inputs, worlds)
    steps = []
    for place in range(len(inputs.axes.projects)):
        item = _Item(first + place, worlds.width)
        if np.isnan(given.opening[place]):
            _by_procedures(inputs, worlds, place, item, first, desks, sight[place], released[place])
        else:
            _by_hand(inputs, place, item)
        steps.append(tuple(item.steps))
    starts = np.repeat(given.status[:, None], worlds.width, axis=1)
    return Projects(inputs.axes.projects, tuple(steps), starts)


def nodes(projects: Projects, first: int) -> dict[tuple[int, str], Node]:
    """(project, milestone) -> step that dates it, for what waits for it."""
    return {
        (place, step.name): (first + place, step.name) for place, steps in enumerate(projects.steps) for step in steps
    }


def dates(projects: Projects, walked: Walked, first: int) -> dict[tuple[int, str], Array]:
    """(project, step) -> (draw,) decimal years, NEVER where not reached."""
    return {
        (place, step.name): walked.date[first + place, step.name]
        for place, steps in enumerate(projects.steps)
        for step in steps
    }


def releases(inputs: Inputs, worlds: WorldBlock) -> Array:
    """Date from which a paused project can be released, (project, draw); 0 for a project that is not paused.

    By the scenario, or by its place in the queue, drawn where it is not known, and the pace of the queue since its
    newest status (parameters MIRT19: 0 to 2 a year); never before the year that the state names.
    """
    given, labels = inputs.infrastructure, worlds.luck
    out = np.zeros((len(inputs.axes.projects), worlds.width))
    paused = ~np.isnan(given.restart[0])
    since = given.status[paused].max(initial=float(inputs.axes.start))
    pace = np.maximum(worlds.values["procedures.restart_pace"], 1e-9)
    for place, project in enumerate(inputs.axes.projects):
        if not np.isnan(given.paused_until[place]):
            out[place] = calendar.planned(inputs, given.paused_until[place])
        elif paused[place]:
            low, high = given.restart[:, place]
            luck = draws.uniform(inputs.procedures.seed, "procedures.event", project, "place in the queue", labels)
            rank = np.where(labels == draws.CENTRAL, (low + high) / 2.0, low + np.floor(luck * (high - low + 1.0)))
            earliest = given.release_from[place]
            out[place] = np.fmax(np.minimum(since + rank / pace, NEVER), earliest)
    return out


def _by_procedures(
    inputs: Inputs,
    worlds: WorldBlock,
    place: int,
    item: _Item,
    first: int,
    desks: Mapping[tuple[str, str], int],
    sight: Array,
    released: Array,
) -> None:
    given, procedures = inputs.infrastructure, inputs.procedures
    template = procedures.templates[given.template[place]]
    entry = template.place(given.entry[place])
    required = given.requires[place]
    if required is not None:
        item.mark("required", after=(first + required[0], required[1]))
    if released.any():
        item.mark("release", at_meeting=True, not_before=released, gate_cause="pause")
    for name in _behind(template, entry):
        item.mark(name)
    for stage in template.stages[entry:]:
        if stage.id == START:
            _start(inputs, place, item, stage, sight)
            continue
        if stage.id == BUILDING:
            item.mark("works")
        begin = {"at_meeting": True} if stage.waits == "meeting" else {}
        desk = desks.get((stage.resource, "region"), -1)
        made = _sized(inputs, place, stage, entry == template.place(BUILDING))
        factor = _factor(inputs, worlds, place, stage, begun=entry > 0 and stage.id == given.entry[place])
        name = inputs.axes.projects[place]
        item.steps += rounds.steps(made, item.number, name, procedures.seed, worlds.luck, factor, desk, **begin)
    item.mark("opening")


def _behind(template: Template, entry: int) -> tuple[str, ...]:
    """Decisions that were taken before a project enters at a stage."""
    taken = [name for name in DECISIONS[1:] if template.place(name) < entry]
    return ("funding", *taken) if taken else ()


def _start(inputs: Inputs, place: int, item: _Item, stage: Stage, sight: Array) -> None:
    """Money in sight and the start decision, both at a meeting; before it, where there is one, that on the route."""
    given = inputs.infrastructure
    year, chosen = given.route_decision[place], given.start_decision[place]
    if not np.isnan(year):
        planned = np.full(item.width, calendar.planned(inputs, year))
        item.mark("route_decision", at_meeting=True, not_before=planned, gate_cause="agenda")  # no delay: it is planned
        if np.isnan(chosen):
            item.mark("preparation", PREPARATION)
    item.mark("funding", at_meeting=True, not_before=np.where(sight, 0.0, NEVER), gate_cause="funding")
    begin: dict[str, Any] = {}
    if not np.isnan(chosen):
        begin = {"not_before": np.full(item.width, calendar.planned(inputs, chosen)), "gate_cause": "planned"}
    item.mark(stage.id, at_meeting=True, **begin)


def _sized(inputs: Inputs, place: int, stage: Stage, under_construction: bool) -> Stage:
    """Building takes the years of the project itself where those of the template do not fit."""
    given = inputs.infrastructure
    if stage.id != BUILDING:
        return stage
    band = given.works[:, place]
    if under_construction:
        band = np.maximum(given.band[:, place] - given.status[place], 0.0)
    if np.isnan(band).any():
        return stage
    low, mode, high = (float(years) for years in band)
    spread = {"low": low, "mode": mode, "high": high}
    return replace(
        stage, duration=Distribution("triangular", spread) if low < high else Distribution("fixed", {"value": low})
    )


def _factor(inputs: Inputs, worlds: WorldBlock, place: int, stage: Stage, begun: bool) -> Array:
    """Factor on the durations of a stage, (draw,): common to all projects of a world; what is left of one begun.

    The court has a factor of its own. What is left of works under construction is in the band of the project.
    """
    procedures = inputs.procedures
    if stage.condition:
        return np.full(worlds.width, procedures.nitrogen_road_years)
    if stage.id == BUILDING and begun:
        return np.ones(worlds.width)
    common = worlds.values["procedures.infrastructure_duration_factor"] * procedures.infrastructure_duration_factor
    factor = np.broadcast_to(stages.court_factor(stage, procedures.court_factor), worlds.width)
    if stage.resource != stages.COURT:
        factor = factor * common
    if begun:
        project = inputs.axes.projects[place]
        left = draws.uniform(procedures.seed, "procedures.duration", project, "what is left", worlds.luck)
        factor = factor * np.where(worlds.luck == draws.CENTRAL, 0.5, left)
    return np.asarray(factor)


def _by_hand(inputs: Inputs, place: int, item: _Item) -> None:
    """Dates of a project whose opening a scenario gives: decisions as long before it as its procedure takes."""
    given = inputs.infrastructure
    opening = given.opening[place]
    template = inputs.procedures.templates[given.template[place]]
    taken = {stage.id: stages.expected([stage]) for stage in template.stages}
    lead = given.decision_lead[place]
    if np.isnan(lead):
        lead = taken["elaboration"] + taken["appeal"] + taken[BUILDING]
    preferred = opening - lead
    dated = {
        "funding": preferred - taken["exploration"],
        START: preferred - taken["exploration"],
        "preferred_decision": preferred,
        "project_decision": max(preferred, opening - taken["appeal"] - taken[BUILDING]),
        "opening": opening,
    }
    for name, date in dated.items():
        item.mark(name, not_before=np.full(item.width, date if opening < NEVER else NEVER), gate_cause="by hand")
