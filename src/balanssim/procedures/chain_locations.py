"""Work locations and programmes as items of the walk: when room for work and named employers can come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from balanssim.inputs import NEVER, Array, Inputs, Ints, WorldBlock
from balanssim.procedures import rounds, stages
from balanssim.procedures.walk import Step, Walked
from balanssim.templates import Stage

READY = "ready"


@dataclass(frozen=True)
class Locations:
    """Items with their steps and start (item, draw): first location plans, then programmes that go by procedures.

    ``location, programme`` (item,) index of each among the location plans and programmes.
    """

    items: tuple[str, ...]
    steps: tuple[tuple[Step, ...], ...]
    start: Array
    location: Ints
    programme: Ints


def chain(inputs: Inputs, worlds: WorldBlock, first: int, desks: Mapping[tuple[str, str], int]) -> Locations:
    """Items and steps of new work locations and of programmes whose start follows from procedures.

    Parameters
    ----------
    first : place of the first of these items in the walk
    desks : (resource, municipality or 'region') -> index of the desk

    Planning of a work location starts in its first year, not before the base date: its stages are the years by which
    room for work comes behind homes (parameters JOB11). A programme starts at once.
    """
    work, given, start = inputs.work, inputs.procedures, float(inputs.axes.start)
    ahead = stages.ahead(given.templates["work_location"], "", (stages.NITROGEN,))
    special = stages.ahead(given.templates["special"], "", (stages.NITROGEN,))
    programmes = [int(number) for number in np.flatnonzero(np.isnan(work.programmes.start))]
    items: list[str] = []
    steps, starts = [], []
    for number, plan in enumerate(work.location_plans.ids):
        starts.append(np.full(worlds.width, max(work.location_plans.earliest[number], start)))
        zone = int(work.location_plans.zone[number])
        steps.append(_steps(inputs, worlds, ahead, first + len(items), plan, zone, desks))
        items.append(plan)
    for number in programmes:
        programme = work.programmes.ids[number]
        starts.append(np.full(worlds.width, start))
        zone = int(work.programmes.zone[number])
        steps.append(_steps(inputs, worlds, special, first + len(items), programme, zone, desks))
        items.append(programme)
    return Locations(
        items=tuple(items),
        steps=tuple(steps),
        start=np.array(starts).reshape(len(items), worlds.width),
        location=np.arange(len(work.location_plans.ids)),
        programme=np.array(programmes, dtype=np.int64),
    )


def ready(inputs: Inputs, chained: Locations, walked: Walked, first: int, width: int) -> tuple[Array, Array]:
    """Decimal year in which each location plan has room, (plan, draw), and in which each programme starts."""
    work = inputs.work
    dates = [walked.date[first + place, READY] for place in range(len(chained.items))]
    room = np.array(dates[: len(chained.location)]).reshape(len(chained.location), width)
    starts = np.repeat(work.programmes.start[:, None], width, axis=1)
    for place, number in enumerate(chained.programme, start=len(chained.location)):
        starts[number] = np.where(walked.dropped[first + place], NEVER, dates[place])
    return room, starts


def _steps(
    inputs: Inputs,
    worlds: WorldBlock,
    ahead: tuple[Stage, ...],
    item: int,
    name: str,
    zone: int,
    desks: Mapping[tuple[str, str], int],
) -> tuple[Step, ...]:
    given, place = inputs.procedures, inputs.procedures.municipality[zone]
    out: list[Step] = []
    for stage in ahead:
        desk = desks.get((stage.resource, place), desks.get((stage.resource, "region"), -1))
        factor = inputs.housing.nitrogen_delay if stage.condition else stages.court_factor(stage, given.court_factor)
        out += rounds.steps(stage, item, name, given.seed, worlds.luck, factor, desk)
    done = np.ones(worlds.width, dtype=bool)
    return (*out, Step(item, READY, np.zeros(worlds.width), done))
