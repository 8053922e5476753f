"""Indicators: what is reported per area, from the state of one reference date.

Areas are sets of zones (municipality, Woondeal region, province ...). Numbers add up over zones; shares and ratios are
made of numbers that were added up first, never averaged. Docs: model/indicators.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.float64]


def total(membership: sparse.csr_array, values: Array) -> Array:
    """Sum zones to areas: ``membership`` (area, zone) of 0 and 1, ``values`` (..., zone, draw) -> (..., area, draw)."""
    if values.ndim == 2:
        return np.asarray(membership @ values)
    return np.stack([np.asarray(membership @ part) for part in values])


def ratio(top: Array, bottom: Array) -> Array:
    """top / bottom, zero where the bottom is zero (an area without homes, people or jobs)."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)


def all_jobs(employee_jobs: Array, per_employee_job: Array, self_employed: Array) -> Array:
    """All jobs, LISA-like, (zone, draw): employee jobs x q + self-employed jobs.

    ``per_employee_job`` (zone, draw) q, ``self_employed`` (zone, draw) jobs of self-employed, growing with the people.
    Source: model.md 0; definitions of LISA (all jobs, part-time included) and CBS (employee jobs).
    """
    return employee_jobs * per_employee_job + self_employed


def inside_area(membership: sparse.csr_array, flows: Array) -> Array:
    """Commuters who live and work in the same area, (area, draw); ``flows`` (origin, destination, draw)."""
    zones, draws = flows.shape[1], flows.shape[2]
    by_origin = np.asarray(membership @ flows.reshape(flows.shape[0], zones * draws)).reshape(-1, zones, draws)
    # Only destinations inside the area are picked out: most areas are one zone.
    members, count = membership.indices, np.diff(membership.indptr)
    picked = by_origin[np.repeat(np.arange(len(count)), count), members]
    group = sparse.csr_array((np.ones(len(members)), np.arange(len(members)), membership.indptr))
    return np.asarray(group @ picked)


def pairs_of_zones(among: NDArray[np.bool_]) -> sparse.csr_array:
    """Table (zone, pair) that adds up what leaves a zone over the pairs ``among`` (origin, destination)."""
    origin, destination = np.nonzero(among)
    zones = len(among)
    return sparse.csr_array(
        (np.ones(origin.size), (origin, origin * zones + destination)), shape=(zones, zones * zones)
    )


def pairs_inside(membership: sparse.csr_array, among: NDArray[np.bool_]) -> sparse.csr_array:
    """Table (area, pair) that adds up pairs ``among`` (origin, destination) with both ends in the same area."""
    member = membership.toarray() > 0.0
    area, origin, destination = np.nonzero(member[:, :, None] & member[:, None, :] & among)
    zones = len(among)
    return sparse.csr_array(
        (np.ones(area.size), (area, origin * zones + destination)), shape=(len(member), zones * zones)
    )


def of_pairs(table: sparse.csr_array, flows: Array) -> Array:
    """``table`` (row, pair) times ``flows`` (origin, destination, draw), (row, draw)."""
    return np.asarray(table @ flows.reshape(table.shape[1], -1))


def share_outside(residents: Array, inside: Array) -> Array:
    """Share of residents' jobs at a workplace outside the area, (area, draw). Source: CBS 85481NED."""
    return ratio(residents - inside, residents)


def share_outside_all(residents: Array, inside: Array, self_employed: Array, self_employed_outside: Array) -> Array:
    """The same for all workers, an estimate, (area, draw): an assumed share of self-employed residents works outside.

    Parameters
    ----------
    residents, inside : (area, draw) employee jobs
    self_employed : (area, draw) self-employed residents
    self_employed_outside : (area, draw) share of them working outside the area
    """
    return ratio(residents - inside + self_employed * self_employed_outside, residents + self_employed)


#: Minutes over which the threshold is smeared: a zone is no point, times within it differ by some minutes either way.
THRESHOLD_WIDTH_MIN = 10.0


def jobs_within(minutes: Array, jobs: Array, threshold_min: float) -> Array:
    """Jobs within a time from each zone, (zone, draw).

    A job counts in full at five minutes below the threshold, half at it, and not at five minutes above.
    ``minutes`` (origin, destination, draw) door to door in the morning peak; ``jobs`` (zone, draw).
    Source: cumulative-opportunity accessibility; the threshold is a political choice (PBL 2022, Toegang voor iedereen).
    """
    reached = threshold_min - minutes
    reached /= THRESHOLD_WIDTH_MIN
    reached += 0.5
    np.clip(reached, 0.0, 1.0, out=reached)
    return np.asarray(np.einsum("odk,dk->ok", reached, jobs))


#: Year for which the emission of a car-kilometre is assumed; it moves there in equal steps and stays.
FLEET_YEAR = 2040


def car_co2(car_km: Array, year: int, base_year: int, grams: Array, occupancy: Array, later: Array) -> Array:
    """CO2 of car kilometres, tonnes, (area, draw).

    ``car_km`` (area, draw) vehicle-km; ``grams`` (draw,) per person-km in ``base_year``, well to wheel; ``occupancy``
    (draw,) persons per car, ``later`` (draw,) factor on a kilometre in 2040. Source: model.md 6.4; COM19, COM22.
    """
    passed = np.clip((year - base_year) / max(FLEET_YEAR - base_year, 1), 0.0, 1.0)
    return np.asarray(car_km * (grams * occupancy * (1.0 + passed * (later - 1.0)) / 1e6))


def labour_accessibility(deterrence: Array, resident_jobs: Array) -> Array:
    """Residents' jobs within reach of each work zone, (zone, draw): sum over origins of R x deterrence.

    ``deterrence`` (origin, destination, draw), the one fitted for commuting. Source: Hansen (1959).
    """
    return np.asarray(np.einsum("odk,ok->dk", deterrence, resident_jobs))


def weighted_mean(membership: sparse.csr_array, values: Array, weights: Array) -> Array:
    """Mean over the zones of an area, weighted, (area, draw); zero where the weights are."""
    return ratio(total(membership, values * weights), total(membership, weights))
