"""Completions: released plans, delivered at a pace that is capped by policy, growth of capacity, grid and water.

Limits are caps and the smallest one binds: none is multiplied with another for the same cause. What a year cannot
deliver stays in the plan. Docs: model/procedures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from balanssim.inputs import Array, HousingPlans, Inputs, WorldBlock, between
from balanssim.procedures import pace


def plan_homes(plans: HousingPlans, worlds: WorldBlock) -> Array:
    """Homes of each plan after attrition, (plan, draw): attrition by status, as an expected share.

    Room without a registered plan loses none: what drops out is replaced on the same ground.

    Source: parameters WON05-WON07 (a third of plans slips or drops out; hard 0.08, soft 0.3).
    """
    lost = [worlds.values[f"housing.attrition_{status}"] for status in ("hard", "soft", "unknown")]
    survival = 1.0 - np.stack([*lost, np.zeros(worlds.width)])
    homes = between(plans.homes, worlds.values["housing.plan_band"])
    return np.asarray(homes * survival[plans.status])


def plan_open(inputs: Inputs, worlds: WorldBlock, decisions: Array) -> Array:
    """First year in which each plan may deliver, (plan, draw): status, release, land and nitrogen all passed."""
    plans, start = inputs.housing.plans, float(inputs.axes.start)
    none = np.zeros(worlds.width)
    delay = np.stack([none, worlds.values["housing.soft_delay"], worlds.values["housing.unknown_delay"], none])
    first = np.maximum(plans.earliest[:, None], start + delay[plans.status])
    held = np.where(plans.state_land, inputs.housing.state_land_delay, 0.0)
    # Pools elsewhere are open on the base date and stand for many plans: nitrogen rules delay what is still to come.
    to_come = (plans.status == 1) | (plans.status == 2) | ((plans.status == 3) & (plans.earliest > start))
    held = held + np.where(to_come, inputs.housing.nitrogen_delay, 0.0)
    first = first + held[:, None]
    first = np.maximum(first, plans.release_year[:, None])
    by_decision = plans.release_project >= 0
    first[by_decision] = np.maximum(first[by_decision], decisions[plans.release_project[by_decision]])
    return np.asarray(np.ceil(first))


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
    plans, zones = housing.plans, pace.cap_zones(inputs)
    left = plan_homes(plans, worlds)
    first = plan_open(inputs, worlds, decisions)
    out = np.zeros((len(axes.flow_years), len(axes.zones), len(axes.segments), worlds.width))
    before = np.zeros((len(housing.pace_cap), worlds.width))
    homes = np.full(worlds.width, housing.homes[:, inputs.study].sum())
    other = worlds.values["housing.transformation_rate"] - worlds.values["housing.withdrawal_rate"]
    in_study = inputs.study[plans.zone][:, None]
    for index, year in enumerate(axes.flow_years):
        if year in housing.known_new:
            out[index] = segments_known(inputs, housing.known_new[year], worlds.width)
            left = left - taken(plans, np.where(first <= year, left, 0.0), housing.known_new[year])
            homes = homes + housing.known_net[year][inputs.study].sum()
        else:
            wanted = np.where(first <= year, np.minimum(left, plans.max_pace[:, None]), 0.0)
            limit = pace.limits(inputs, worlds, year, congested[index], before)
            delivered = pace.within_water(inputs, pace.deliver(wanted, limit, zones, plans.zone))
            delivered = np.where(in_study, delivered * pace.take_up(inputs, worlds, year, homes), delivered)
            left = left - delivered
            out[index] = segments(inputs, delivered)
            homes = homes * (1.0 + other) + out[index][inputs.study].sum(axis=(0, 1))
        before = housing.pace_zones.astype(np.float64) @ out[index].sum(axis=1)
    return out, left


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
