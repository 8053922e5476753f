"""Completions: released plans, delivered at a pace that is capped by policy, growth of capacity, grid and water.

Limits are caps and the smallest one binds: none is multiplied with another for the same cause. What a year cannot
deliver stays in the plan. Docs: model/procedures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from balanssim.inputs import Array, HousingPlans, Inputs, WorldBlock

#: Connectable share during a freeze of small connections: the low end of parameters NET03.
FREEZE_SHARE = 0.3
FREEZE_YEARS = (2026, 2027)


def grid_congested(inputs: Inputs, worlds: WorldBlock) -> NDArray[np.bool_]:
    """True while the grid is not reinforced, (flow_year, draw)."""
    ready = inputs.grid.reinforcement_year + worlds.values["grid.slip_years"]
    years = np.array(inputs.axes.flow_years, dtype=np.float64)
    return np.less(years[:, None], np.atleast_1d(ready)).astype(np.bool_)


def plan_homes(plans: HousingPlans, worlds: WorldBlock) -> Array:
    """Homes of each plan after attrition, (plan, draw): attrition by status, as an expected share.

    Room without a registered plan loses none: what drops out is replaced on the same ground.

    Source: parameters WON05-WON07 (a third of plans slips or drops out; hard 0.08, soft 0.3).
    """
    lost = [worlds.values[f"housing.attrition_{status}"] for status in ("hard", "soft", "unknown")]
    survival = 1.0 - np.stack([*lost, np.zeros(worlds.width)])
    return np.asarray(plans.homes[:, None] * survival[plans.status])


def plan_open(inputs: Inputs, worlds: WorldBlock, decisions: Array) -> Array:
    """First year in which each plan may deliver, (plan, draw): status, release, land and nitrogen all passed."""
    plans, start = inputs.housing.plans, float(inputs.axes.start)
    none = np.zeros(worlds.width)
    delay = np.stack([none, worlds.values["housing.soft_delay"], worlds.values["housing.unknown_delay"], none])
    first = np.maximum(plans.earliest[:, None], start + delay[plans.status])
    held = np.where(plans.state_land, inputs.housing.state_land_delay, 0.0)
    held = held + np.where(plans.status > 0, inputs.housing.nitrogen_delay, 0.0)
    first = first + held[:, None]
    first = np.maximum(first, plans.release_year[:, None])
    by_decision = plans.release_project >= 0
    first[by_decision] = np.maximum(first[by_decision], decisions[plans.release_project[by_decision]])
    return np.asarray(np.ceil(first))


def pace_limit(inputs: Inputs, worlds: WorldBlock, year: int, congested: NDArray[np.bool_]) -> Array:
    """Homes that can be completed under each cap in a year, (cap, draw): the smallest of cap, capacity and grid.

    ``congested`` (draw,) of this year. Growth of capacity starts from the larger of the recent pace and the last known
    year, and is bounded a year (parameters WON18). During congestion a share of the cap can be connected (NET03).
    """
    housing = inputs.housing
    attainable, elsewhere = worlds.values["housing.pace_factor"], worlds.values["housing.other_pace_factor"]
    factor = np.where(housing.pace_is_policy[:, None], attainable, elsewhere)
    cap = housing.pace_cap[:, None] * factor
    ramp = housing.pace_start[:, None] * (1.0 + worlds.values["housing.pace_growth_max"]) ** (year - inputs.axes.start)
    ramp = np.where(housing.pace_is_policy[:, None], ramp, np.inf)
    share = worlds.values["grid.connectable_share"]
    if inputs.grid.freeze_possible and year in FREEZE_YEARS:
        share = share - worlds.values["grid.freeze_2026"] * np.maximum(share - FREEZE_SHARE, 0.0)
    on_grid = np.asarray((housing.pace_zones & housing.grid_zones).any(axis=1))[:, None]
    connections = np.where(on_grid & congested, housing.pace_cap[:, None] * share, np.inf)
    return np.minimum(np.minimum(cap, ramp), connections)


def deliver(wanted: Array, limit: Array, zones: NDArray[np.bool_], plan_zone: NDArray[np.int64]) -> Array:
    """Share each cap over the plans under it in proportion to what they can deliver, (plan, draw).

    ``wanted`` (plan, draw), ``limit`` (cap, draw), ``zones`` (cap, zone), ``plan_zone`` (plan,). Under several caps the
    tightest one holds.
    """
    under = zones[:, plan_zone]
    asked = under.astype(np.float64) @ wanted
    ratio = np.divide(limit, asked, out=np.ones_like(limit), where=asked > limit)
    scale = np.where(under[:, :, None], ratio[:, None, :], 1.0).min(axis=0)
    return np.asarray(wanted * scale)


def segments(inputs: Inputs, by_plan: Array) -> Array:
    """Completions by zone and segment, (zone, segment, draw), social rent within the corporations' capacity.

    Organic plans (Oosterwold) bring no social rent: their homes are split over the other segments. What the
    corporations cannot build in a municipality becomes mid-priced.
    """
    housing, axes = inputs.housing, inputs.axes
    shares = np.repeat(housing.segment_shares[None, :], len(housing.plans.ids), axis=0)
    free_market = housing.segment_shares.copy()
    free_market[0] = 0.0
    if not free_market.any():  # a programme of social rent alone says nothing of the rest: mid-priced
        free_market[1] = 1.0
    shares[housing.plans.organic] = free_market / free_market.sum()
    out = np.zeros((len(axes.zones), len(axes.segments), by_plan.shape[1]))
    np.add.at(out, housing.plans.zone, shares[:, :, None] * by_plan[:, None, :])
    total = np.zeros((housing.municipality.max() + 1, by_plan.shape[1]))
    social = np.zeros_like(total)
    np.add.at(total, housing.municipality, out.sum(axis=1))
    np.add.at(social, housing.municipality, out[:, 0])
    allowed = housing.corporation_share_max * total
    keep = np.divide(allowed, social, out=np.ones_like(social), where=social > allowed)[housing.municipality]
    out[:, 1] += out[:, 0] * (1.0 - keep)
    out[:, 0] *= keep
    return out


def completions(
    inputs: Inputs, worlds: WorldBlock, decisions: Array, congested: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Homes completed, (flow_year, zone, segment, draw), and homes of plans not delivered at the end, (plan, draw).

    Known years are the observed new-built homes, taken from the plans of the zone that are open, hard ones first.
    """
    axes, housing = inputs.axes, inputs.housing
    plans = housing.plans
    left = plan_homes(plans, worlds)
    first = plan_open(inputs, worlds, decisions)
    out = np.zeros((len(axes.flow_years), len(axes.zones), len(axes.segments), worlds.width))
    for index, year in enumerate(axes.flow_years):
        if year in housing.known_new:
            out[index] = segments_known(inputs, housing.known_new[year], worlds.width)
            left = left - taken(plans, np.where(first <= year, left, 0.0), housing.known_new[year])
            continue
        wanted = np.where(first <= year, np.minimum(left, plans.max_pace[:, None]), 0.0)
        limit = pace_limit(inputs, worlds, year, congested[index])
        delivered = deliver(wanted, limit, housing.pace_zones, plans.zone)
        delivered = within_water(inputs, delivered)
        left = left - delivered
        out[index] = segments(inputs, delivered)
    return out, left


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


def segments_known(inputs: Inputs, new_built: Array, width: int) -> Array:
    """Observed new-built homes (zone,) by segment, (zone, segment, draw): the split is that of the plans' programme."""
    by_zone = new_built[:, None] * inputs.housing.segment_shares[None, :]
    return np.repeat(by_zone[:, :, None], width, axis=2)


def taken(plans: HousingPlans, left: Array, new_built: Array) -> Array:
    """What a known year takes from open plans with ``left`` (plan, draw) homes: hard plans first, never below zero."""
    out = np.zeros_like(left)
    open_need = np.repeat(new_built[:, None], left.shape[1], axis=1)
    for status in (0, 1, 2, 3):
        for plan in np.flatnonzero(plans.status == status):
            zone = plans.zone[plan]
            part = np.minimum(left[plan], open_need[zone])
            out[plan] = part
            open_need[zone] -= part
    return out
