"""From runs in pairs to what a project does: minutes between zones, loads and crowding of corridors, jobs within reach.

Per world first, summarised after. A difference is told apart where its mean rises above twice its standard error and
above what the solver leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from balanssim.catalogue import VARIABLES
from balanssim.compare.build import unit_of
from balanssim.compare.differences import LEVELS, indistinguishable, mean_and_noise
from balanssim.paired import BY_AREA, BY_CORRIDOR, TRAVEL, Pair, Paired

Array = npt.NDArray[np.float64]

#: A difference below this many tolerances of the equilibrium, relative to the outcome, is the solver's.
SOLVER = 10.0
#: Pairs of zones that are kept, by mode: those on which most minutes change.
MOST_PAIRS = 10
#: A change of travel time below this is none, minutes.
LEAST_MINUTES = 0.1


@dataclass(frozen=True)
class Effect:
    """One outcome of one project: with and without it, and the paired difference.

    ``measure`` a variable of the catalogue, ``minutes_car`` and so on (door to door, between two zones) or
    ``hours_car`` and so on (of all who travel in the busiest hour without it); ``place`` an area, a corridor, two zones
    nothing for the region. Medians ``without`` and ``with_it``, None where the quantity does not exist; ``low, median,
    high`` (p10, p50, p90) of the difference with minus without; ``same``: not told apart; ``weight`` traveller-minutes
    of a pair of zones. ``by_variant``: medians of the difference in the worlds with the base facts of the network, and
    with its variant.
    """

    project: str
    measure: str
    place: tuple[str, ...]
    unit: str
    without: float | None
    with_it: float | None
    low: float | None
    median: float | None
    high: float | None
    same: bool
    by_variant: tuple[float | None, float | None]
    weight: float = 0.0


def effects(found: Paired, transit: frozenset[str]) -> list[Effect]:
    """Every effect of every project, in order; ``transit`` ids of the corridors of transit."""
    return [row for pair in found.pairs for row in _of_project(pair, found, transit)]


def _of_project(pair: Pair, found: Paired, transit: frozenset[str]) -> list[Effect]:
    rows = [*_hours(pair, found), *_minutes(pair, found)]
    for name in BY_CORRIDOR:
        for place, corridor in enumerate(found.corridors):
            sides = pair.without.corridor[name][place], pair.with_it.corridor[name][place]
            if not all(np.isnan(side).all() for side in sides):
                rows.append(_effect(pair, found, name, (corridor,), unit_of(name, corridor in transit), *sides))
    for name in BY_AREA:
        for place, area in enumerate(found.areas):
            sides = pair.without.area[name][place], pair.with_it.area[name][place]
            rows.append(_effect(pair, found, name, (area,), VARIABLES[name].unit, *sides))
    return rows


def _hours(pair: Pair, found: Paired) -> list[Effect]:
    """Hours of all travellers of the busiest hour without the project, at its travel times and at those with it."""
    rows = []
    for mode, name in enumerate(TRAVEL):
        without, with_it = (
            np.einsum("odk,odk->k", pair.travellers[mode], side.minutes[mode]) / 60.0
            for side in (pair.without, pair.with_it)
        )
        rows.append(_effect(pair, found, f"hours_{name}", (), "h", without, with_it))
    return rows


def _minutes(pair: Pair, found: Paired) -> list[Effect]:
    """Pairs of zones on which the project changes most minutes, all travellers together."""
    rows = []
    zones = len(found.zones)
    for mode, name in enumerate(TRAVEL):
        change = pair.with_it.minutes[mode] - pair.without.minutes[mode]
        weight = np.median(change * pair.travellers[mode], axis=-1)
        for place in np.argsort(-np.abs(weight), axis=None, kind="stable")[:MOST_PAIRS].tolist():
            at = divmod(place, zones)
            if abs(float(np.median(change[at]))) >= LEAST_MINUTES:
                sides = pair.without.minutes[mode][at], pair.with_it.minutes[mode][at]
                ends = tuple(found.zones[end] for end in at)
                rows.append(_effect(pair, found, f"minutes_{name}", ends, "min", *sides, weight=float(weight[at])))
    return rows


def _effect(
    pair: Pair,
    found: Paired,
    measure: str,
    place: tuple[str, ...],
    unit: str,
    without: Array,
    with_it: Array,
    weight: float = 0.0,
) -> Effect:
    difference = with_it - without
    told = not np.isnan(difference).any()
    mean, noise = mean_and_noise(without, with_it)
    least = SOLVER * found.tolerance * float(np.maximum(np.abs(without), np.abs(with_it)).max())
    low, middle, high = np.quantile(difference, [LEVELS[0], LEVELS[2], LEVELS[4]]) if told else (np.nan,) * 3
    variants = tuple(
        _plain(float(np.median(difference[chosen]))) if told and chosen.any() else None
        for chosen in (~found.wide, found.wide)
    )
    return Effect(
        pair.project, measure, place, unit, _plain(float(np.median(without))), _plain(float(np.median(with_it))),
        _plain(float(low)), _plain(float(middle)), _plain(float(high)),
        told and bool(indistinguishable(mean, np.maximum(noise, least))), (variants[0], variants[1]), weight,
    )  # fmt: skip


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else value
