"""Jobs: serving jobs follow people, basic jobs must be attracted, both need room on work locations.

Growth that finds no room is displaced: part lands in other zones, part is lost; both are reported. Docs: model/jobs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def spending_share(deterrence: Array, attraction: Array) -> Array:
    """Share of the spending and services of origin-zone people that lands in each destination; rows sum to one.

    ``deterrence`` (origin, destination, draw) exp(-decay x base-year car minutes); ``attraction`` (destination, draw).
    Source: singly constrained retail model (Lakshmanan and Hansen 1965) with exponential decay.
    """
    weight = deterrence * attraction[None]
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def attraction(serving_base: Array, ratio: Array, population: Array, population_base: Array) -> Array:
    """Pull of each zone on spending, (zone, draw): the serving jobs of the base date plus those that new people bring.

    ``ratio`` (zone, draw) serving jobs that come with a new resident.

    A new district comes with its shops, schools and surgeries; a district that shrinks keeps its pull.
    """
    return serving_base[:, None] + ratio * np.maximum(population - population_base[:, None], 0.0)


def serving_jobs(
    serving: Array, population: Array, spending: Array, ratio: Array, sigma: Array, adjust_rate: Array
) -> Array:
    """Move serving jobs one year toward what the people around them support.

    Parameters
    ----------
    serving : (zone, draw) jobs on 1 January
    population : (zone, draw) people on 1 January
    spending : (zone, zone, draw) share of the spending of row-zone people that lands in column zone; rows sum to 1
    ratio : (draw,) serving jobs per person in balance
    sigma : (zone, draw) factor, 1 where the zone serves exactly its share
    adjust_rate : (draw,) share of the gap closed in a year, 0..1

    Returns
    -------
    (zone, draw) jobs one year later

    Source: population-serving employment with partial adjustment, model.md 5; compare Lowry (1964).
    """
    supported = sigma * ratio * np.einsum("ijd,id->jd", spending, population)
    return np.asarray(serving + adjust_rate * (supported - serving))


def base_sigma(serving: Array, population: Array, spending: Array, ratio: Array, parent: NDArray[np.int64]) -> Array:
    """Factor that makes the serving jobs of the base date a balance, (zone, draw).

    ``serving, population`` (zone,), ``ratio`` (draw,), ``parent`` (zone,) the zone itself, or the zone whose factor a
    zone without a base takes over.
    """
    supported = ratio * np.einsum("ijd,i->jd", spending, population)
    sigma = np.divide(
        np.repeat(serving[:, None], supported.shape[1], axis=1),
        supported,
        out=np.ones_like(supported),
        where=supported > 0,
    )
    return np.asarray(sigma[parent])


def sigma_path(sigma_base: Array, catch_up: Array, years: int) -> Array:
    """Base-date factor after ``years``, (zone, draw).

    Where serving jobs are few (sigma < 1) the gap closes at ``catch_up`` (draw,) a year.
    """
    gap = np.minimum(sigma_base - 1.0, 0.0)
    return np.asarray(sigma_base - gap * (1.0 - (1.0 - catch_up) ** years))


def basic_jobs(basic: Array, growth: Array, access_change: Array, elasticity: Array, programme: Array) -> Array:
    """Basic jobs one year later, before space limits them, (zone, draw).

    Parameters
    ----------
    basic : (zone, draw) employee jobs on 1 January
    growth : (zone, draw) regional growth path, share a year
    access_change : (zone, draw) change in ln(labour accessibility), lagged one year
    elasticity : (draw,)
    programme : (zone, draw) employee jobs that named programmes bring this year
    """
    return np.asarray(np.maximum(basic * (1.0 + growth + elasticity * access_change), 0.0) + programme)


class Placed(NamedTuple):
    """Growth after space: jobs ``landed`` and ``displaced`` (row, zone, draw), room ``free`` (location, zone, draw)."""

    landed: Array
    displaced: Array
    free: Array


def place_growth(
    growth: Array,
    split: Array,
    room_per_job: Array,
    free: Array,
    bound: NDArray[np.bool_],
    municipality: NDArray[np.int64],
) -> Placed:
    """Let growth land where there is room: in its own zone first, then elsewhere in its municipality.

    Parameters
    ----------
    growth : (row, zone, draw) jobs (all jobs) that want to come this year, a row per sector or programme; negative =
        leaving
    split : (row, location, zone) where the growth of a row lands; what is left of a row needs no work location
    room_per_job : (location, draw) ha or m2 a job takes
    free : (location, zone, draw) room at the start of the year, new supply included
    bound : (zone,) zones whose work locations are known; elsewhere room never limits
    municipality : (zone,) index

    Growth that leaves releases its room. Rows share a location in proportion to what they ask.
    Source: accounting identity free[t+1] = free[t] + supply + released - used, model.md 5.
    """
    at = np.flatnonzero(bound)
    ours = growth[:, at]
    wanted = np.einsum("rlz,rzd->rlzd", split[:, :, at], np.maximum(ours, 0.0))
    room = room_per_job[:, None, :]
    available = free[:, at] + np.einsum("rlz,rzd->lzd", split[:, :, at], np.maximum(-ours, 0.0)) * room
    need = wanted.sum(axis=0) * room
    without = wanted * (1.0 - np.divide(available, need, out=np.ones_like(need), where=need > available))
    left = np.maximum(available - need, 0.0)
    moved_in, placed, left = _within_municipality(without, room_per_job, left, municipality[at])
    landed, displaced, still_free = growth.copy(), np.zeros_like(growth), free.copy()
    landed[:, at] += moved_in - without.sum(axis=1)
    displaced[:, at] = without.sum(axis=1) - placed
    still_free[:, at] = left
    return Placed(landed, displaced, still_free)


def _within_municipality(
    without: Array, room_per_job: Array, left: Array, municipality: NDArray[np.int64]
) -> tuple[Array, Array, Array]:
    """Second try: (jobs that move in by zone, jobs of each zone that found a place so, room left).

    ``without`` (row, location, zone, draw) jobs without room in their own zone; room of a location in a municipality is
    shared in proportion to what is asked, and filled in proportion to where it lies.
    """
    within = (municipality[None, :] == np.unique(municipality)[:, None]).astype(np.float64)
    asked = np.einsum("mz,lzd->lmd", within, without.sum(axis=0) * room_per_job[:, None, :])
    supply = np.einsum("mz,lzd->lmd", within, left)
    fits = np.divide(supply, asked, out=np.ones_like(asked), where=asked > supply)
    placed = without * np.einsum("mz,lmd->lzd", within, fits)
    total = np.einsum("mz,lmd->lzd", within, supply)
    where = np.divide(left, total, out=np.zeros_like(left), where=total > 0)
    by_place = np.einsum("mz,rlmd->rlzd", within, np.einsum("mz,rlzd->rlmd", within, placed))
    moved_in = np.einsum("rlzd,lzd->rzd", by_place, where)
    used = np.einsum("mz,lmd->lzd", within, np.minimum(asked, supply)) * where
    return moved_in, placed.sum(axis=1), np.maximum(left - used, 0.0)


def relocate(displaced: Array, share: Array, weight: Array) -> Array:
    """Jobs that land in other zones, (sector, zone, draw), from those displaced.

    Parameters
    ----------
    displaced : (sector, zone, draw) jobs without room at home
    share : (draw,) part that stays in reach of its zone
    weight : (zone, zone, draw) where jobs of row zone go: rows sum to one, zero on zones whose space is bound
    """
    return np.asarray(np.einsum("szd,zjd->sjd", displaced * share, weight))


def relocation_weight(deterrence: Array, jobs: Array, bound: NDArray[np.bool_]) -> Array:
    """Rows sum to one: displaced jobs look for zones with room nearby, in proportion to the jobs already there.

    ``deterrence`` (zone, zone, draw), ``jobs`` (zone,), ``bound`` (zone,) zones whose own space is limited: they
    receive nothing, because what is free there is already offered to their own growth.
    """
    weight = np.where(bound, 0.0, jobs)[None, :, None] * deterrence
    total = weight.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(weight, total, out=np.zeros_like(weight), where=total > 0))
