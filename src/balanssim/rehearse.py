"""Procedures of a scenario alone, without the years after them: when projects open, why so late, and what if.

Nothing is stored; the worlds are those of a run of the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from balanssim.dims import BLOCK
from balanssim.inputs import NEVER

if TYPE_CHECKING:
    from balanssim.inputs import Infrastructure, Inputs, WorldBlock
    from balanssim.region.read import Region
    from balanssim.scenario.resolved import Resolved

Array = NDArray[np.float64]

#: Stages in which a start decision is still to come.
BEFORE_START = ("research", "start_decision")


@dataclass(frozen=True)
class Rehearsed:
    """Outcome over the worlds: ``opening`` (project, world) decimal years, ``delays`` (project, cause, world) years.

    ``projects`` ids; ``end`` last reference date: what opens after 1 July of it has not opened.
    """

    projects: tuple[str, ...]
    end: int
    opening: Array
    delays: Array


@dataclass(frozen=True)
class Round:
    """A round of the BO MIRT at which the decision may fall at the earliest, and the openings that follow, (world,)."""

    year: int
    planned: float
    opening: Array


def rehearse(resolved: Resolved, region: Region) -> Rehearsed:
    """Walk the projects of a scenario in all its worlds."""
    from balanssim.procedures import projects

    inputs, blocks = _prepared(resolved, region)
    found = [projects.alone(inputs, block) for block, _ in blocks]
    names = inputs.axes.projects
    openings = [
        np.stack([one.milestone_year[place, "opening"] for place in range(len(names))])[:, : blocks[part][1]]
        for part, one in enumerate(found)
    ]
    delays = [one.delays[:, :, : blocks[part][1]] for part, one in enumerate(found)]
    return Rehearsed(names, inputs.axes.end, np.concatenate(openings, axis=1), np.concatenate(delays, axis=2))


def rounds(resolved: Resolved, region: Region, project: str, last: int) -> list[Round]:
    """Openings of a project when its start decision, or its release from a pause, falls at each coming round.

    Every round that is not held yet, up to that of the year ``last``. The money is taken to be there at the decision.
    An empty list for a project that has neither a start decision nor a release before it.
    """
    from balanssim.procedures import calendar, projects

    inputs, blocks = _prepared(resolved, region)
    place = inputs.axes.projects.index(project)
    lever = decision(inputs.infrastructure, place)
    years, dates = calendar.listed(inputs)
    held = np.zeros(len(years), dtype=bool)
    held[: len(inputs.procedures.held)] = inputs.procedures.held
    out = []
    for year, planned in zip(years[~held], dates[~held], strict=True):
        if not lever or year > last:
            break
        asked = replace(inputs, infrastructure=_asked(inputs.infrastructure, place, lever, float(year)))
        found = [projects.alone(asked, block).milestone_year[place, "opening"][:width] for block, width in blocks]
        out.append(Round(int(year), float(planned), np.concatenate(found)))
    return out


def decision(given: Infrastructure, place: int) -> str:
    """Lever of the decision that a project waits for: its start, or the end of its pause; '' where it has neither."""
    if given.entry[place] in BEFORE_START:
        return "start_decision"
    return "paused_until" if not np.isnan(given.restart[0, place]) else ""


def _asked(given: Infrastructure, place: int, lever: str, year: float) -> Infrastructure:
    """One project by procedures, its decision at a round, nothing left to pay; others only where it waits for them."""
    needed, waits = {place}, given.requires[place]
    while waits is not None and waits[0] not in needed:
        needed.add(waits[0])
        waits = given.requires[waits[0]]
    opening = np.where([at in needed for at in range(len(given.opening))], given.opening, NEVER)
    chosen, cost = getattr(given, lever).copy(), given.cost.copy()
    opening[place], chosen[place], cost[:, place] = np.nan, year, 0.0
    return replace(given, opening=opening, cost=cost, **{lever: chosen})


def _prepared(resolved: Resolved, region: Region) -> tuple[Inputs, list[tuple[WorldBlock, int]]]:
    """Inputs, and the blocks of worlds with the number of worlds in each; the central run is no world."""
    from balanssim import prepare

    inputs, worlds = prepare.prepare(resolved, region), prepare.make_worlds(resolved, region)
    labels = list(range(1, worlds.draws + 1))
    parts = [labels[start : start + BLOCK] for start in range(0, len(labels), BLOCK)]
    return inputs, [(prepare.world_block(worlds, part, BLOCK), len(part)) for part in parts]
