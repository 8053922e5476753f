"""How surprising a figure is among the worlds of a forecast, and in which assumptions the worlds near it differ.

Worlds that came near a figure are held beside all others, factor by factor, by the largest distance between their
distributions (Kolmogorov and Smirnov): regional sensitivity analysis, Hornberger and Spear (1981), J. Environmental
Management 12. What chance brings among so many factors and figures follows from shuffles (largest of all: Westfall and
Young 1993).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from balanssim import rng

Array = NDArray[np.float64]

#: Part of the worlds that counts as near, and the fewest worlds of which anything can be told.
NEAR: Final = 0.2
FEWEST: Final = 64
#: Chance that, where no factor has to do with any of the figures, one is named all the same.
FALSE_ALARM: Final = 0.05
SHUFFLES: Final = 2000
#: Figures closer than this part of their size are the same: results are kept in single precision.
_SAME: Final = 1e-6
_MOST_FACTORS: Final = 3
_LOW, _HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Apart:
    """A factor in which worlds near a figure differ: its median in them and in the others, and the distance, 0..1."""

    factor: str
    near: float
    rest: float
    distance: float


@dataclass(frozen=True)
class Surprise:
    """A figure among the worlds.

    ``low, median, high``: 10, 50 and 90 of 100 worlds; ``least, most`` of all; ``as_low, as_high``: part of the worlds
    at or below the figure, and at or above it. ``verdict``: ``known`` (all worlds hold it as data), ``inside`` 10-90,
    ``outside`` it, ``beyond`` all worlds, or ``far`` beyond them: further than they lie apart, so that no assumption
    explains it. ``apart``: largest distance first.
    """

    low: float
    median: float
    high: float
    least: float
    most: float
    as_low: float
    as_high: float
    verdict: str
    apart: tuple[Apart, ...]


def surprises(values: Array, figures: Sequence[float], factors: Mapping[str, Array], seed: int) -> list[Surprise]:
    """Each figure (figure,) among its ``values`` (figure, world), with ``factors`` name -> (world,).

    ``seed``: root seed of the study, of the shuffles. Below ``FEWEST`` worlds no factor is named.
    """
    worlds = values.shape[1]
    floor = chance(factors, worlds, len(figures), seed) if worlds >= FEWEST else np.inf
    return [_one(row, float(figure), factors, floor) for row, figure in zip(values, figures, strict=True)]


def _one(values: Array, figure: float, factors: Mapping[str, Array], floor: float) -> Surprise:
    same = _SAME * max(abs(figure), 1.0)
    as_low, as_high = float((values <= figure + same).mean()), float((values >= figure - same).mean())
    low, median, high = (float(value) for value in np.quantile(values, (_LOW, 0.5, _HIGH)))
    if np.ptp(values) <= 2.0 * _SAME * max(abs(median), 1.0):
        verdict = "known"
    elif 0.0 in (as_low, as_high):
        gap = max(float(values.min()) - figure, figure - float(values.max()))
        verdict = "far" if gap > np.ptp(values) else "beyond"
    else:
        verdict = "inside" if low - same <= figure <= high + same else "outside"
    apart = () if verdict in ("known", "far") else tuple(_apart(values, figure, factors, floor))
    ends = float(values.min()), float(values.max())
    return Surprise(low, median, high, *ends, as_low, as_high, verdict, apart)


def _apart(values: Array, figure: float, factors: Mapping[str, Array], floor: float) -> list[Apart]:
    near = np.zeros(len(values), dtype=bool)
    near[np.argsort(np.abs(values - figure), kind="stable")[: nearest(len(values))]] = True
    found = []
    for name, factor in factors.items():
        distance = float(distances(factor, near[None])[0])
        if distance > floor:
            found.append(Apart(name, float(np.median(factor[near])), float(np.median(factor[~near])), distance))
    return sorted(found, key=lambda one: -one.distance)[:_MOST_FACTORS]


def nearest(worlds: int) -> int:
    """How many worlds count as near."""
    return max(round(NEAR * worlds), 1)


def distances(factor: Array, near: NDArray[np.bool_]) -> Array:
    """Largest distance between the distributions of a factor (world,) in worlds that are near and in the others.

    ``near`` (case, world), with as many worlds in every case; returns (case,). Worlds of equal value count together.
    """
    order = np.argsort(factor, kind="stable")
    chosen = near[:, order]
    count = chosen[0].sum()
    inside = np.cumsum(chosen, axis=1) / count
    outside = np.cumsum(~chosen, axis=1) / (len(factor) - count)
    last = np.append(np.diff(factor[order]) > 0.0, True)
    return np.asarray(np.abs(inside - outside)[:, last].max(axis=1))


def chance(factors: Mapping[str, Array], worlds: int, figures: int, seed: int) -> float:
    """Distance that chance alone exceeds, for any factor at any of the figures, in ``FALSE_ALARM`` of all cases."""
    start = np.zeros((SHUFFLES, worlds), dtype=bool)
    start[:, : nearest(worlds)] = True
    shuffled = rng.stream(seed, "monitor.surprise", "shuffle").permuted(start, axis=1)
    largest = np.zeros(SHUFFLES)
    for factor in factors.values():
        largest = np.maximum(largest, distances(factor, shuffled))
    return float(np.quantile(largest, 1.0 - FALSE_ALARM / figures))
