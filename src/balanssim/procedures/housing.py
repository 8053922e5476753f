"""Deliveries: plans that are ready, at a pace within caps of site, policy, builders, market, grid and water.

When a plan is ready and which part of it drops out comes from the walk (``chain_housing``). What a year cannot deliver
stays in the plan and is counted under the cause that held it. Docs: the page on the model, section on procedures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from balanssim.dims import CAUSES, LATE
from balanssim.inputs import Array, HousingPlans, Inputs, Totals, WorldBlock, settled
from balanssim.procedures import luck, pace


@dataclass(frozen=True)
class Ready:
    """What procedures say of every plan, (plan, draw) each.

    ``homes`` of the plan, ``lost`` the part of them that drops out and ``lost_at`` the decimal year in which that
    becomes known; ``at`` the decimal year from which the rest can be delivered, NEVER where it cannot.
    """

    homes: Array
    lost: Array
    lost_at: Array
    at: Array


@dataclass(frozen=True)
class Delivery:
    """Homes by plan from the base date to the end; draw last.

    ``completions`` (flow_year, zone, segment, draw); ``delivered`` (flow_year, plan, draw) out of the plans;
    ``in_procedure`` and ``dropped`` (year, plan, draw) on 1 January; ``held`` (flow_year, cause, zone, draw) homes that
    were ready and had to wait, causes as in ``dims.CAUSES``; ``late`` (cause of ``dims.LATE``, plan, draw) home-years
    by which the homes of a plan come later than at the pace of their site: the homes that it is behind on every
    1 January, added up. On every 1 January the homes of a plan are what was delivered, what dropped out, what is in
    procedure and what is ready.
    """

    completions: Array
    delivered: Array
    in_procedure: Array
    dropped: Array
    held: Array
    late: Array


def deliver(inputs: Inputs, worlds: WorldBlock, ready: Ready, congested: NDArray[np.bool_]) -> Delivery:
    """Deliver the homes of all plans year by year.

    Parameters
    ----------
    ready : homes, drop-outs and dates of every plan
    congested : (flow_year, draw) grid congestion

    Returns
    -------
    Delivery. Known years are the observed new-built homes, taken from the plans of the zone that are ready, hard ones
    first; what was built in them cannot have dropped out. Totals that a scenario counts go before them.
    """
    axes, housing = inputs.axes, inputs.housing
    plans, under, dips = housing.plans, pace.under_limits(inputs), pace.market_dips(inputs, worlds)
    paced = csr_array(housing.pace_zones.astype(np.float64))
    paced_plans = csr_array(housing.pace_zones[:, plans.zone].astype(np.float64))
    of_zone = csr_array(
        (np.ones(plans.zone.size), (plans.zone, np.arange(plans.zone.size))), shape=(len(axes.zones), plans.zone.size)
    )
    left, lost, done = ready.homes - ready.lost, ready.lost, np.zeros_like(ready.homes)
    shape = (len(axes.flow_years), len(axes.zones), len(axes.segments), worlds.width)
    completions = np.zeros(shape)
    delivered = np.zeros((shape[0], len(plans.ids), worlds.width))
    held = np.zeros((shape[0], len(CAUSES), shape[1], worlds.width))
    behind, meant = np.zeros((len(LATE), len(plans.ids), worlds.width)), np.zeros_like(ready.homes)
    late, none = np.zeros_like(behind), np.zeros_like(ready.homes)
    before = np.zeros((len(housing.pace_cap), worlds.width))
    homes = np.full(worlds.width, housing.homes[:, inputs.study].sum())
    chance = luck.factors(inputs, worlds)
    other = worlds.values["housing.transformation_rate"] - worlds.values["housing.withdrawal_rate"]
    stock = np.repeat(housing.homes.sum(axis=0)[:, None], worlds.width, axis=1) if housing.counted else None
    for index, year in enumerate(axes.flow_years):
        part = np.clip(year + 1.0 - ready.at, 0.0, 1.0)
        begun = (lost, meant, behind, late)
        if year in housing.known_new:
            completions[index] = segments_known(inputs, housing.known_new[year], worlds.width)
            out = taken(plans, np.where(part > 0.0, left + lost, 0.0), housing.known_new[year])
            lost = np.minimum(lost, left + lost - out)
            meant = done + out
            homes = homes + housing.known_net[year][inputs.study].sum()
        else:
            wanted = np.minimum(np.where(part > 0.0, left, 0.0), plans.max_pace[:, None] * part)
            limit = pace.limits(inputs, worlds, year, congested[index], dips[index], before)
            usual, kept = pace.deliver(wanted, limit, under)
            out, there = usual, np.where(part > 0.0, left, 0.0)
            kept["site"] = there - wanted
            if chance is not None:
                factor = chance[index, housing.municipality[plans.zone]]
                out, kept = luck.shift(usual, factor, there, kept)
            connected = pace.within_water(inputs, out)
            taking = np.where(inputs.study[plans.zone][:, None], pace.take_up(inputs, worlds, year, homes), 1.0)
            kept["water"] = out - connected
            kept["market"] = kept["market"] + connected * (1.0 - taking)
            out = connected * taking
            completions[index], moved = segments(inputs, out)
            for cause, values in kept.items():
                held[index, CAUSES.index(cause)] = pace.added(of_zone, values)
            own = np.minimum(np.maximum(ready.homes - lost - meant, 0.0), plans.max_pace[:, None] * part)
            behind = pace.fall_behind(behind, np.stack([kept.get(cause, none) for cause in LATE]), own, out)
            meant, late = meant + own, late + behind
            held[index, CAUSES.index("corporations")] = moved
            homes = homes * (1.0 + other) + completions[index][inputs.study].sum(axis=(0, 1))
        if stock is not None:
            net = completions[index].sum(axis=1) + other * stock
            if year in housing.known_new:
                net = np.repeat(housing.known_net[year][:, None], worlds.width, axis=1)
            if year in housing.counted:
                totals = housing.counted[year]
                here = totals.settled
                completions[index], net = as_counted(inputs, completions[index], stock, net, totals)
                need = np.where(here[:, None], completions[index].sum(axis=1), 0.0)
                known = here[plans.zone][:, None]
                lost, meant = (np.where(known, old, new) for old, new in zip(begun[:2], (lost, meant), strict=True))
                behind, late = (np.where(known, old, new) for old, new in zip(begun[2:], (behind, late), strict=True))
                took = taken(plans, np.where((part > 0.0) & known, np.maximum(left + lost, 0.0), 0.0), need)
                out = np.where(known, took, out)
                lost = np.where(known, np.minimum(lost, left + lost - out), lost)
                meant = np.where(known, done + out, meant)
                held[index][:, here] = 0.0
            stock = stock + net
            homes = stock[inputs.study].sum(axis=0)
        delivered[index], done = out, done + out
        left = np.maximum(ready.homes - lost - done, 0.0)
        before = pace.added(paced, completions[index].sum(axis=1))
        if chance is not None and year not in (*housing.known_new, *housing.counted):  # builders grow without luck
            before = pace.added(paced_plans, usual * taking)
    dates = np.array(axes.years, dtype=np.float64)[:, None, None]
    dropped = np.where(ready.lost_at <= dates, lost, 0.0)
    in_procedure = np.where(ready.at > dates, ready.homes - lost, 0.0) + lost - dropped
    return Delivery(completions, delivered, in_procedure, dropped, held, late)


def segments(inputs: Inputs, by_plan: Array) -> tuple[Array, Array]:
    """Completions by zone and segment, (zone, segment, draw), social rent within the corporations' capacity.

    Organic plans (Oosterwold) bring no social rent: their homes are split over the other segments. What the
    corporations cannot build in a municipality becomes mid-priced: the second value, (zone, draw).
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
    moved = out[:, 0] * (1.0 - keep)
    out[:, 1] += moved
    out[:, 0] *= keep
    return out, moved


def segments_known(inputs: Inputs, new_built: Array, width: int) -> Array:
    """Observed new-built homes (zone,) by segment, (zone, segment, draw): the split is that of the plans' programme."""
    by_zone = new_built[:, None] * inputs.housing.segment_shares[None, :]
    return np.repeat(by_zone[:, :, None], width, axis=2)


def as_counted(inputs: Inputs, completions: Array, stock: Array, net: Array, totals: Totals) -> tuple[Array, Array]:
    """Completions (zone, segment, draw) and net additions (zone, draw) of a year of which areas are counted.

    ``completions`` and ``net`` are what the model says and ``stock`` (zone, draw) is that of 1 January. What plans
    deliver takes up the difference, as far as it can: transformations and withdrawals stay those of any year.
    """
    built = completions.sum(axis=1)
    counted = settled(totals, net, built, stock, before=stock)
    wanted = np.where(totals.settled[:, None], np.maximum(built + counted - net, 0.0), built)
    usual = np.repeat(inputs.housing.segment_shares[None, :, None], len(built), axis=0)
    split = np.divide(
        completions, built[:, None], out=np.repeat(usual, built.shape[1], axis=2), where=built[:, None] > 0
    )
    return np.where(totals.settled[:, None, None], split * wanted[:, None], completions), counted


def taken(plans: HousingPlans, left: Array, new_built: Array) -> Array:
    """What a known year takes from ready plans with ``left`` (plan, draw) homes: hard plans first, never below zero.

    ``new_built`` (zone,) or (zone, draw) homes.
    """
    out = np.zeros_like(left)
    need = new_built if new_built.ndim == 2 else new_built[:, None]
    open_need = np.array(np.broadcast_to(need, (len(need), left.shape[1])))
    for status in (0, 1, 2, 3):
        for plan in np.flatnonzero(plans.status == status):
            zone = plans.zone[plan]
            part = np.minimum(left[plan], open_need[zone])
            out[plan] = part
            open_need[zone] -= part
    return out
