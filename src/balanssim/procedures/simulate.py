"""All procedures of a scenario, for one block of draws."""

from __future__ import annotations

import numpy as np

from balanssim.inputs import Inputs, WorldBlock
from balanssim.procedures import housing, infrastructure, locations, pace, projects
from balanssim.procedures.outcome import ProcedureOutcome


def simulate(inputs: Inputs, worlds: WorldBlock) -> ProcedureOutcome:
    """When homes, work locations, programmes and links arrive, per draw.

    Parameters
    ----------
    inputs : complete arrays of the scenario
    worlds : values of the uncertain parameters for a block of draws

    Returns
    -------
    ProcedureOutcome, draw last. Deliveries of a plan never exceed its homes; nothing arrives before its release.

    Source: model.md 2; paces and opening years are levers, limits act as caps (the smallest one binds).
    """
    dated = projects.alone(inputs, worlds)
    milestones, everyone = dated.milestone_year, range(len(inputs.axes.projects))
    openings = np.stack([milestones[project, "opening"] for project in everyone])
    decisions = np.stack([milestones[project, "preferred_decision"] for project in everyone])
    is_open = infrastructure.open_by_year(openings, inputs.axes.years)
    is_open[0] = False  # the base matrix was observed on the base network: what opens in that year counts from the next
    congested = pace.grid_congested(inputs, worlds)
    completions, left = housing.completions(inputs, worlds, decisions, congested)
    return ProcedureOutcome(
        completions=completions,
        location_supply=locations.supply(inputs, worlds),
        programme_jobs=locations.programme_jobs(inputs, worlds),
        infrastructure_open=is_open,
        milestone_year=milestones,
        delays=dated.delays,
        congested=congested,
        not_delivered=np.asarray(left),
    )
