"""People: residents, employed residents and the employee jobs they hold.

Residents follow from homes (persons per dwelling), never from household size. One currency of work: employee jobs of
the CBS definition; the conversion is fixed on the base date. Docs: model/people.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def population(homes_base: Array, occupancy: Array, added: Array, occupancy_new: Array, occupied: Array) -> Array:
    """Residents on 1 January, (zone, draw).

    Parameters
    ----------
    homes_base : (zone,) homes on the base date
    occupancy : (zone, draw) persons per home in the homes of the base date
    added : (segment, zone, draw) net additions since the base date; may be negative
    occupancy_new : (segment, zone, draw) persons per new home
    occupied : (zone, draw) share of homes occupied, 1 while there is a shortage

    Source: persons per dwelling (CBS population / CBS stock); new homes 2.0 to 2.5 (parameters WON19).
    """
    settled = homes_base[:, None] * occupancy + (added * occupancy_new).sum(axis=0)
    return np.asarray(np.maximum(settled, 0.0) * occupied)


def rebase_occupancy(
    homes_base: Array,
    known: Array,
    added: Array,
    occupancy_new: Array,
    occupancy: Array,
    occupied: Array | float = 1.0,
) -> Array:
    """Persons per base-date home that make the population of a known year exact, (zone, draw).

    ``known`` is (zone,) or (zone, draw) residents, NaN where not observed; there the old occupancy stays. ``occupied``
    (zone, draw) is that of ``population``, greater than zero.
    """
    in_new = (added * occupancy_new).sum(axis=0)
    residents, base = known if known.ndim == 2 else known[:, None], homes_base[:, None]
    settled = residents / occupied - in_new
    exact = np.divide(settled, base, out=occupancy.copy(), where=base > 0)
    return np.where(np.isfinite(residents) & (exact > 0), exact, occupancy)


def employed_persons(
    residents: Array, share_15_74: Array, participation: Array, ageing: Array, drift: Array, years: int
) -> Array:
    """Employed residents of 15-74, (zone, draw).

    ``share_15_74`` and ``participation`` are (zone,) on the base date; ``ageing`` and ``drift`` (draw,) their relative
    change a year. Both are kept within 0..1. Source: CBS net labour participation (15-74 years).
    """
    share = np.clip(share_15_74[:, None] * (1.0 + ageing) ** years, 0.0, 1.0)
    working = np.clip(participation[:, None] * (1.0 + drift) ** years, 0.0, 1.0)
    return residents * share * working


def resident_jobs(employed: Array, employee_share: Array, jobs_per_employee: Array, resident_scale: Array) -> Array:
    """Employee jobs held by residents, (zone, draw); the three factors are (zone,) and fixed on the base date."""
    return employed * (employee_share * jobs_per_employee * resident_scale)[:, None]


def close_national(inside: Array, base: Array, external: NDArray[np.bool_], national: Array) -> Array:
    """Give the externals what the nation has and the inside has not, (zone, draw).

    Parameters
    ----------
    inside : (zone, draw) values; rows of externals are replaced
    base : (zone,) base-date values, the pattern of the externals
    external : (zone,) bool
    national : (draw,) national total

    More people in the region means fewer elsewhere: a model of one region must not create people or jobs.
    """
    left = np.maximum(national - inside[~external].sum(axis=0), 0.0)
    pattern = np.where(external, base, 0.0) / base[external].sum()
    return np.where(external[:, None], pattern[:, None] * left, inside)
