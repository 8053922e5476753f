"""All procedures of a scenario, for one block of draws: one walk of all items, then delivery under caps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from balanssim.inputs import Array, Inputs, WorldBlock
from balanssim.procedures import (
    cache,
    calendar,
    chain_housing,
    chain_infrastructure,
    chain_locations,
    desks,
    housing,
    infrastructure,
    locations,
    pace,
    why,
)
from balanssim.procedures.chain_housing import Plans
from balanssim.procedures.chain_infrastructure import Projects
from balanssim.procedures.chain_locations import Locations
from balanssim.procedures.outcome import ProcedureOutcome
from balanssim.procedures.walk import Walk, Walked


@dataclass(frozen=True)
class Assembled:
    """Everything that goes through procedures in one walk: projects first, then housing plans, then work locations."""

    walk: Walk
    projects: Projects
    plans: Plans
    sites: Locations

    @property
    def first_plan(self) -> int:
        """Place of the first housing plan among the items."""
        return len(self.projects.items)

    @property
    def first_site(self) -> int:
        """Place of the first work location among the items."""
        return self.first_plan + len(self.plans.items)


def assemble(inputs: Inputs, worlds: WorldBlock, again: Assembled | None = None) -> Assembled:
    """All items of a block of draws in one walk: they share desks, and plans wait for milestones of projects.

    ``again``: what was assembled for inputs that differ in ``infrastructure`` alone; its plans and work locations are
    taken over.
    """
    desk = desks.make(inputs, worlds)
    projects = chain_infrastructure.chain(inputs, worlds, 0, desk.index)
    first = len(projects.items)
    if again is None:
        plans = chain_housing.chain(inputs, worlds, first, desk.index, chain_infrastructure.nodes(projects, 0))
        sites = chain_locations.chain(inputs, worlds, first + len(plans.items), desk.index)
    else:
        plans, sites = again.plans, again.sites
    whole = Walk(
        items=(*projects.items, *plans.items, *sites.items),
        steps=(*projects.steps, *plans.steps, *sites.steps),
        start=np.concatenate([projects.start, plans.start, sites.start]),
        resources=desk.names,
        capacity=desk.capacity,
        meetings=calendar.meetings(inputs, worlds),
        horizon=inputs.axes.end + infrastructure.HALF,
    )
    return Assembled(whole, projects, plans, sites)


def simulate(inputs: Inputs, worlds: WorldBlock, kept: Path | None = None, *, fresh: bool = False) -> ProcedureOutcome:
    """When homes, work locations, programmes and links arrive, per draw.

    Parameters
    ----------
    inputs : complete arrays of the scenario
    worlds : values of the uncertain parameters for a block of draws
    kept : folder with what earlier walks gave, where there is one; it changes no number
    fresh : walk again also where it is there

    Returns
    -------
    ProcedureOutcome, draw last. Deliveries of a plan never exceed its homes; nothing arrives before its release.

    Source: model.md 2 and 7; paces are levers, limits act as caps (the smallest one binds).
    """
    made = assemble(inputs, worlds)
    return outcome(inputs, worlds, made, cache.run(made.walk, kept, fresh=fresh))


def outcome(inputs: Inputs, worlds: WorldBlock, made: Assembled, walked: Walked) -> ProcedureOutcome:
    """What a walk means for projects, homes and work locations: openings, and deliveries under caps."""
    milestones = chain_infrastructure.dates(made.projects, walked, 0)
    openings = np.stack([milestones[project, "opening"] for project in range(len(inputs.axes.projects))])
    is_open = infrastructure.open_by_year(openings, inputs.axes.years)
    is_open[0] = False  # the base matrix was observed on the base network: what opens in that year counts from the next
    ready = chain_housing.ready(inputs, made.plans, walked, made.first_plan)
    room, starts = chain_locations.ready(inputs, made.sites, walked, made.first_site, worlds.width)
    congested = pace.grid_congested(inputs, worlds)
    homes = housing.deliver(inputs, worlds, ready, congested)
    return ProcedureOutcome(
        completions=homes.completions,
        location_supply=locations.supply(inputs, room),
        programme_jobs=locations.programme_jobs(inputs, worlds, starts),
        infrastructure_open=is_open,
        milestone_year=milestones,
        delays=why.delays(inputs, made.projects, walked, 0, made.walk.horizon),
        congested=congested,
        milestones={(made.walk.items[item], step): date for (item, step), date in walked.date.items()},
        waited=_waited(made.walk, walked),
        plan_homes=ready.homes,
        delivered=homes.delivered,
        in_procedure=homes.in_procedure,
        dropped=homes.dropped,
        held=homes.held,
        late=homes.late,
        ready=ready.at,
        room=room,
        starts=starts,
    )


def _waited(whole: Walk, walked: Walked) -> dict[tuple[str, str], Array]:
    """Years that each item waited for each cause, over all its steps."""
    out: dict[tuple[str, str], Array] = {}
    for (item, _, cause), years in walked.waited.items():
        kind, _, what = cause.partition(":")
        key = whole.items[item], f"{kind}:{what.partition(':')[0]}" if kind == "queue" else cause
        out[key] = out[key] + years if key in out else years
    return out
