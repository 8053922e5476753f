"""How many homes a year can bring: site, policy, builders, market, connections to grid and water.

Limits are caps and the smallest one binds: none is multiplied with another for the same cause. What a limit holds back
beyond the ones before it is counted under its cause, in the order of ``CAUSES``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from balanssim.inputs import Array, Inputs, WorldBlock
from balanssim.model import housing as market
from balanssim.procedures import draws

#: Connectable share during a freeze of small connections: the low end of parameters NET03.
FREEZE_SHARE = 0.3
FREEZE_YEARS = (2026, 2027)
#: Causes that act as a limit on a set of zones, in the order in which they are counted.
SHARED = ("pace_cap", "builders", "market", "grid")


@dataclass(frozen=True)
class Limits:
    """Homes that can be completed in a year, by cause: ``limit`` cause -> (row, draw); ``under`` cause -> (row, plan),
    1 where the plan lies in the zones of the row.
    """

    limit: dict[str, Array]
    under: dict[str, Array]


def grid_congested(inputs: Inputs, worlds: WorldBlock) -> NDArray[np.bool_]:
    """True while the grid is not reinforced, (flow_year, draw)."""
    ready = inputs.grid.reinforcement_year + worlds.values["grid.slip_years"]
    years = np.array(inputs.axes.flow_years, dtype=np.float64)
    return np.less(years[:, None], np.atleast_1d(ready)).astype(np.bool_)


def market_dips(inputs: Inputs, worlds: WorldBlock) -> Array:
    """Share of the builders' capacity that the market of a year does not ask, (flow_year, draw), 0 in a normal year.

    A year has a dip with the chance ``housing.market_dip_chance``, of the depth ``housing.market_dip_depth``; years
    are independent. The central run takes the expected loss in every year.

    Source: homes completed by province and year, CBS 81955NED 2012-2018 (see the parameters).
    """
    chance, depth = worlds.values["housing.market_dip_chance"], worlds.values["housing.market_dip_depth"]
    out = np.zeros((len(inputs.axes.flow_years), worlds.width))
    for index, year in enumerate(inputs.axes.flow_years):
        luck = draws.uniform(inputs.procedures.seed, "procedures.event", "market", str(year), worlds.luck)
        out[index] = np.where(worlds.luck == 0, chance, luck < chance) * depth
    return out


def under_limits(inputs: Inputs) -> dict[str, csr_array]:
    """Plans under the rows of each shared limit, cause -> (row, plan), ones where they are."""
    zone = inputs.housing.plans.zone
    pace, grid = inputs.housing.pace_zones[:, zone], inputs.grid.zones[None, zone]
    return {cause: csr_array((grid if cause == "grid" else pace).astype(np.float64)) for cause in SHARED}


def limits(
    inputs: Inputs, worlds: WorldBlock, year: int, congested: NDArray[np.bool_], dip: Array, before: Array
) -> dict[str, Array]:
    """Homes that can be completed under each shared limit in a year, cause -> (row, draw), rows as in ``under_limits``.

    Parameters
    ----------
    congested, dip : (draw,) of this year
    before : (cap, draw) homes completed under each pace cap in the year before

    A policy is a cap. Builders grow from what was built before, or lately if that was more, by a bounded growth a year
    (parameters WON18); where there is no policy they keep the recent pace. A dip of the market takes part of what they
    can. The grid connects a share (NET03) of what housing deals ask of its zones, and never less than in the last known
    year, which was a year of congestion too.
    """
    housing, values = inputs.housing, worlds.values
    policy, steered = housing.pace_is_policy[:, None], housing.pace_steered[:, None]
    grown = np.maximum(before, housing.pace_start[:, None]) * (1.0 + values["housing.pace_growth_max"])
    kept = housing.pace_cap[:, None] * values["housing.other_pace_factor"]
    builders = np.where(policy, grown, kept) * np.where(steered, housing.builders_factor, 1.0)
    cap = np.where(policy, housing.pace_cap[:, None], np.inf)
    return {
        "pace_cap": cap,
        "builders": builders,
        "market": np.where(steered, np.minimum(cap, builders) * (1.0 - dip), np.inf),
        "grid": np.where(congested, _connected(inputs, worlds, year), np.inf)[None, :],
    }


def _connected(inputs: Inputs, worlds: WorldBlock, year: int) -> Array:
    """Homes that a congested grid connects in a year, (draw,)."""
    grid = inputs.grid
    share, known = worlds.values["grid.connectable_share"], np.full(worlds.width, grid.known_homes)
    if grid.freeze_possible and year in FREEZE_YEARS:
        freeze = worlds.values["grid.freeze_2026"]
        share = share - freeze * np.maximum(share - FREEZE_SHARE, 0.0)
        known = known * (1.0 - freeze)  # a freeze undercuts the last known year, but only where it falls
    return np.asarray(np.maximum(share * grid.planned_homes, known) * grid.connection_factor)


def added(members: csr_array, values: Array) -> Array:
    """``values`` (item, draw) summed over the ``members`` of each row, (row, item) to (row, draw), item after item.

    A dense product adds in an order that depends on where a draw stands among others.
    """
    return np.asarray(members @ values)


def deliver(wanted: Array, limit: dict[str, Array], under: dict[str, csr_array]) -> tuple[Array, dict[str, Array]]:
    """Share each limit over the plans under it in proportion to what they can deliver.

    ``wanted`` (plan, draw); ``limit`` cause -> (row, draw); ``under`` cause -> (row, plan). Under several limits the
    tightest one holds. Returns what is delivered, (plan, draw), and what each cause holds back beyond the causes before
    it, cause -> (plan, draw); the two add up to ``wanted``.
    """
    scale, held = np.ones_like(wanted), {}
    for cause in SHARED:
        asked = added(under[cause], wanted)
        ratio = np.divide(limit[cause], asked, out=np.ones_like(asked), where=asked > limit[cause])
        tighter = scale.copy()
        for row in np.flatnonzero((ratio < 1.0).any(axis=1)):
            members = under[cause].indices[slice(*under[cause].indptr[row : row + 2])]
            tighter[members] = np.minimum(tighter[members], ratio[row])
        held[cause] = wanted * (scale - tighter)
        scale = tighter
    return wanted * scale, held


def fall_behind(behind: Array, held: Array, own: Array, out: Array) -> Array:
    """Homes by which plans are behind the pace of their own site, by cause, a year later: (cause, plan, draw).

    ``behind`` a year before and ``held`` back this year (cause, plan, draw); ``own`` what the site alone would bring
    and ``out`` what comes, (plan, draw). What a plan falls further behind is shared over what held it; what it
    catches up is taken off all causes alike.
    """
    more, total, before = own - out, held.sum(axis=0), behind.sum(axis=0)
    share = np.divide(np.maximum(more, 0.0), total, out=np.zeros_like(total), where=total > 0.0)
    rest = np.maximum(before + np.minimum(more, 0.0), 0.0)
    keep = np.divide(rest, before, out=np.zeros_like(before), where=before > 0.0)
    return np.asarray(behind * keep + held * share)


def take_up(inputs: Inputs, worlds: WorldBlock, year: int, study_homes: Array) -> Array:
    """Share of what could be built in the study area that the market takes, (draw,).

    ``study_homes`` (draw,) stock of the study area on 1 January. 1 while homes are short; building slows in
    proportion to a surplus and stops at ``housing.surplus_stop``. Source: model.md 3 (surplus stands empty); the
    slope is an assumption.
    """
    values, study = worlds.values, inputs.study
    wanted = market.demand(
        inputs.housing.homes.sum(axis=0),
        values["housing.friction_vacancy"],
        values["housing.base_shortage"],
        demand_growth(inputs, worlds),
        year - inputs.axes.start,
    )[study].sum(axis=0)
    short = market.shortage(study_homes[None, :], wanted[None, :], values["housing.friction_vacancy"])[0]
    return np.asarray(np.clip(1.0 + short / values["housing.surplus_stop"], 0.0, 1.0))


def demand_growth(inputs: Inputs, worlds: WorldBlock) -> Array:
    """Growth of housing demand a year, (zone, draw); zero outside the study area, where demand is not followed."""
    values, bound = worlds.values, inputs.work.bound[:, None]
    inside = np.where(bound, values["housing.demand_growth"], values["housing.demand_growth_elsewhere"])
    return np.where(inputs.study[:, None], inside * inputs.housing.household_factor, 0.0)


def within_water(inputs: Inputs, delivered: Array) -> Array:
    """Scale deliveries to the drinking-water connections of a year, (plan, draw); the rest stays in the plans."""
    housing = inputs.housing
    if not np.isfinite(housing.drinking_water_cap):
        return delivered
    under = housing.water_zones[housing.plans.zone]
    total = delivered[under].sum(axis=0)
    cap = housing.drinking_water_cap
    scale = np.divide(cap, total, out=np.ones_like(total), where=total > cap)
    return np.where(under[:, None], delivered * scale, delivered)
