"""An invented country of any number of zones: towns of all sizes, and commuting that falls with distance.

For measuring how time and memory grow, and for matrices beside which other programs are timed. Every number is
invented; the shapes are those of real countries: sizes of towns by rank (Zipf, 1949; Gabaix, 1999), jobs more
concentrated than homes, a doubly constrained gravity model (Wilson, 1967).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balanssim.model import demand

Floats = NDArray[np.float64]

#: Kilometres between neighbouring zones where they lie evenly; of a road for each as the crow flies.
SPACING_KM, DETOUR = 8.0, 1.3
#: Decline of commuting per kilometre by road, and spread of jobs per resident between zones (of its logarithm).
DECLINE, SPREAD = 0.06, 0.35


@dataclass(frozen=True)
class Country:
    """`place (zone, 2)` km, `km (o, d)` by road, within a zone to its own mean; `rows`, `columns (zone,)` jobs of
    residents and at workplaces with equal totals; `flows (o, d)` commuters that meet both.
    """

    place: Floats
    km: Floats
    rows: Floats
    columns: Floats
    flows: Floats


def country(zones: int, seed: int = 1) -> Country:
    """A country of `zones`; the same for the same seed. Raises `ValueError` for fewer than two zones."""
    if zones < 2:
        raise ValueError("a country has at least two zones")
    rng = np.random.default_rng((seed, zones))
    side = SPACING_KM * np.sqrt(zones)
    size: Floats = np.asarray((1.0 + np.arange(zones)) ** -0.8, dtype=np.float64)
    size *= 25_000.0 * zones / size.sum()
    # Half of the zones lie around a large town, the others anywhere.
    towns = rng.random((max(zones // 15, 1), 2)) * side
    place = rng.random((zones, 2)) * side
    near = rng.random(zones) < 0.5
    near[: len(towns)] = False
    place[: len(towns)] = towns
    place[near] = towns[rng.integers(len(towns), size=int(near.sum()))] + rng.normal(0.0, 10.0, (int(near.sum()), 2))
    apart = place[:, None] - place[None]
    km = DETOUR * np.sqrt((apart**2).sum(axis=2))
    np.fill_diagonal(km, 1.0 + 0.25 * SPACING_KM)
    rows: Floats = size
    columns: Floats = size * size**0.15 * np.exp(rng.normal(0.0, SPREAD, zones))
    columns *= rows.sum() / columns.sum()
    flows = demand.furness(
        np.exp(-DECLINE * km)[:, :, None], rows[:, None], columns[:, None], None, None, 1e-12, 20_000
    ).flows[:, :, 0]
    return Country(place, km, rows, columns, flows)


def grown(base: Country, draws: int, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    """Matrices to balance (o, d, draw) with their margins (zone, draw): cells and margins of a country that moved."""
    rng = np.random.default_rng((seed, len(base.rows), draws))
    prior = base.flows[:, :, None] * np.exp(rng.normal(0.0, 0.1, (*base.flows.shape, draws)))
    rows = base.rows[:, None] * np.exp(rng.normal(0.0, 0.15, (base.rows.size, draws)))
    columns = base.columns[:, None] * np.exp(rng.normal(0.0, 0.15, (base.rows.size, draws)))
    return prior, rows, columns * (rows.sum(axis=0) / columns.sum(axis=0))
