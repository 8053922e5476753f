"""How many homes a year can bring: policy, growth of capacity, connections to the grid, and a market that takes them.

Limits are caps and the smallest one binds: none is multiplied with another for the same cause.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from balanssim.inputs import Array, Inputs, WorldBlock
from balanssim.model import housing as market

#: Connectable share during a freeze of small connections: the low end of parameters NET03.
FREEZE_SHARE = 0.3
FREEZE_YEARS = (2026, 2027)


def grid_congested(inputs: Inputs, worlds: WorldBlock) -> NDArray[np.bool_]:
    """True while the grid is not reinforced, (flow_year, draw)."""
    ready = inputs.grid.reinforcement_year + worlds.values["grid.slip_years"]
    years = np.array(inputs.axes.flow_years, dtype=np.float64)
    return np.less(years[:, None], np.atleast_1d(ready)).astype(np.bool_)


def cap_zones(inputs: Inputs) -> NDArray[np.bool_]:
    """Zones under each limit of ``limits``, (limit, zone): the pace caps, then the congested grid."""
    return np.vstack([inputs.housing.pace_zones, inputs.grid.zones[None, :]])


def limits(inputs: Inputs, worlds: WorldBlock, year: int, congested: NDArray[np.bool_], before: Array) -> Array:
    """Homes that can be completed under each limit in a year, (limit, draw), rows as in ``cap_zones``.

    Parameters
    ----------
    congested : (draw,) of this year
    before : (cap, draw) homes completed under each pace cap in the year before

    A policy cap is approached from what was built before, or lately if that was more, by a bounded growth of capacity a
    year (parameters WON18); where there is no policy the recent pace holds. The grid connects a share (NET03) of what
    housing deals ask of its zones, and never less than in the last known year, which was a year of congestion too.
    """
    housing, grid = inputs.housing, inputs.grid
    attainable, elsewhere = worlds.values["housing.pace_factor"], worlds.values["housing.other_pace_factor"]
    cap = housing.pace_cap[:, None] * np.where(housing.pace_is_policy[:, None], attainable, elsewhere)
    capacity = np.maximum(before, housing.pace_start[:, None]) * (1.0 + worlds.values["housing.pace_growth_max"])
    pace = np.where(housing.pace_is_policy[:, None], np.minimum(cap, capacity), cap)
    share, known = worlds.values["grid.connectable_share"], np.full(worlds.width, grid.known_homes)
    if grid.freeze_possible and year in FREEZE_YEARS:
        freeze = worlds.values["grid.freeze_2026"]
        share = share - freeze * np.maximum(share - FREEZE_SHARE, 0.0)
        known = known * (1.0 - freeze)  # a freeze undercuts the last known year, but only where it falls
    connected = np.maximum(share * grid.planned_homes, known)
    return np.vstack([pace, np.where(congested, connected, np.inf)[None, :]])


def deliver(wanted: Array, limit: Array, zones: NDArray[np.bool_], plan_zone: NDArray[np.int64]) -> Array:
    """Share each limit over the plans under it in proportion to what they can deliver, (plan, draw).

    ``wanted`` (plan, draw), ``limit`` (limit, draw), ``zones`` (limit, zone), ``plan_zone`` (plan,). Under several
    limits the tightest one holds.
    """
    under = zones[:, plan_zone]
    asked = under.astype(np.float64) @ wanted
    ratio = np.divide(limit, asked, out=np.ones_like(limit), where=asked > limit)
    scale = np.where(under[:, :, None], ratio[:, None, :], 1.0).min(axis=0)
    return np.asarray(wanted * scale)


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
