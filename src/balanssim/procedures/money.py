"""When the money of a project is in sight: 75 percent of what it costs in a world, or a fixed sum that closes a gap."""

from __future__ import annotations

import numpy as np

from balanssim.distributions import Distribution
from balanssim.funding import START_SHARE
from balanssim.inputs import Array, Bools, Infrastructure, Inputs, WorldBlock
from balanssim.procedures import draws


def costs(inputs: Inputs, worlds: WorldBlock) -> Array:
    """What each project turns out to cost, (project, draw), million euro; NaN where no estimate was found.

    Drawn between low, central and high estimate; the central run has the mean.
    """
    given, labels = inputs.infrastructure, worlds.luck
    out = np.full((len(inputs.axes.projects), worlds.width), np.nan)
    for place, project in enumerate(inputs.axes.projects):
        low, central, high = given.cost[:, place]
        if np.isnan(central):
            continue
        spread = Distribution("triangular", {"low": low, "mode": central, "high": high}) if low < high else None
        if spread is None:
            out[place] = central
            continue
        luck = draws.uniform(inputs.procedures.seed, "procedures.cost", project, "cost", labels)
        out[place] = np.where(labels == draws.CENTRAL, spread.expected(), spread.ppf(luck))
    return out


def in_sight(given: Infrastructure, cost: Array) -> Bools:
    """Whether a start decision can be taken, (project, draw), for what projects cost (project, draw).

    First door: what state, region and area cover and the scenario adds is at least 75 percent of the cost (parameters
    MIRT03). Second door: the fixed sum of the housing-and-mobility money closes the gap to the central estimate; it
    asks nothing of the rest. What no source names as covered counts as nothing.
    """
    covered = np.nansum(given.covered, axis=0) + given.extra
    first = covered[:, None] >= START_SHARE * cost
    second = (given.housing_mobility > 0.0) & (covered + given.housing_mobility >= given.cost[1])
    return np.asarray(first | second[:, None])
