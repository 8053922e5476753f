"""PRIM: boxes in the space of factors that hold many of the cases that matter. Bare arrays in, bare arrays out.

Peel a small part of the worlds off one side of one factor, again and again, where most is gained for what is lost; of
all boxes on the way take the one that tells cases best from the others; paste back what was peeled too far; drop limits
that accident explains. Source: Friedman and Fisher (1999), Statistics and Computing 9; limits that matter and
reproducibility: Bryant and Lempert (2010), Technological Forecasting and Social Change 77.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from balanssim import rng
from balanssim.worlds import Floats

Chosen = NDArray[np.bool_]

#: Part of the worlds of a box that is peeled off, or pasted on, at a time.
PEEL: Final = 0.05
#: A box holds at least this part of all worlds.
LEAST: Final = 0.05
#: A limit stays if accident among all sides of all factors explains it in fewer cases than this.
ACCIDENT: Final = 0.05
#: Times that the search is repeated on resampled worlds.
REPEATS: Final = 20
#: Rank sums further from their mean than this many standard deviations tell a factor from one that does nothing.
RANKS: Final = 2.0


@dataclass(frozen=True)
class Box:
    """``low``, ``high`` (factor,): limits, infinite where there is none.

    ``coverage``: part of all cases that lie in it; ``density``: part of its worlds that are cases; ``mass``: part of
    all worlds that lie in it.
    """

    low: Floats
    high: Floats
    coverage: float
    density: float
    mass: float

    @property
    def limited(self) -> Chosen:
        """Sides with a limit, (factor, 2): low, high."""
        return np.isfinite(np.stack([self.low, self.high], axis=1))

    def holds(self, given: Floats) -> Chosen:
        """Which worlds (row, factor) lie in it, (row,)."""
        return np.asarray(((given >= self.low) & (given <= self.high)).all(axis=1))


@dataclass(frozen=True)
class Repeated:
    """How a search does on resampled worlds: ``limits`` (factor, 2): part of the repeats that limit the same side.

    ``coverage``, ``density``: of its boxes on the worlds that were left out, on average; NaN if no world ever was.
    """

    limits: Floats
    coverage: float
    density: float


def boxes(given: Floats, cases: Chosen, most: int = 3) -> list[Box]:
    """Boxes one after the other, each in the worlds that the ones before left; coverage and mass are of all worlds.

    Ends where no box is found, or one that adds less than a tenth of the cases.
    """
    found: list[Box] = []
    left = np.ones(len(cases), dtype=np.bool_)
    while len(found) < most and (cases & left).any() and not cases[left].all():
        one = box(given[left], cases[left])
        inside = one.holds(given) & left
        if not one.limited.any() or (cases & inside).sum() < 0.1 * cases.sum():
            break
        part = float(cases[inside].mean())
        found.append(Box(one.low, one.high, float(cases[inside].sum() / cases.sum()), part, float(inside.mean())))
        left &= ~inside
    return found


def box(given: Floats, cases: Chosen) -> Box:
    """The box that tells cases best from the other worlds.

    Parameters
    ----------
    given : (row, factor) values of the factors; of a factor with few values the outermost one is peeled as a whole
    cases : (row,) worlds that matter; some are and some are not

    Returns
    -------
    Box, without a limit where nothing tells them apart: of all boxes on the way that with the largest part of the
    cases minus the part of the others (Youden, Cancer 3, 1950), which does not depend on how many cases there are.
    Among many factors that do nothing in few worlds, the way peels accident: it is gone again with the factors alone
    that lie otherwise in cases, and the better of both boxes is given.
    """
    sides = 2 * given.shape[1]
    found = _searched(given, cases, sides)
    places = np.flatnonzero(_otherwise(given, cases))
    if 0 < len(places) < given.shape[1]:
        other = _searched(given[:, places], cases, sides)
        if _score(other, cases) > _score(found, cases):
            low, high = np.full(given.shape[1], -np.inf), np.full(given.shape[1], np.inf)
            low[places], high[places] = other.low, other.high
            found = Box(low, high, other.coverage, other.density, other.mass)
    return found


def _searched(given: Floats, cases: Chosen, sides: int) -> Box:
    """The best box on the way, with the limits alone that accident does not explain among so many sides."""
    path = list(peel(given, cases))
    best = path[int(np.argmax([_score(one, cases) for one in path]))]
    return _needed(_paste(best, given, cases), given, cases, sides)


def _otherwise(given: Floats, cases: Chosen) -> NDArray[np.bool_]:
    """Factors that are higher, lower, nearer to their middle or further from it in cases, (factor,).

    Rank sums beyond ``RANKS`` standard deviations (Wilcoxon, Biometrics Bulletin 1, 1945), of values and of distances
    from the middle.
    """
    ranks = np.argsort(np.argsort(given, axis=0, kind="stable"), axis=0, kind="stable").astype(np.float64)
    ranks -= ranks.mean(axis=0)
    chosen = np.zeros(given.shape[1], dtype=np.bool_)
    part = float(cases.mean())
    for score in (ranks, np.abs(ranks)):
        spread = score.std(axis=0) * np.sqrt((1 - part) / max(float(cases.sum()), 1.0))
        chosen |= np.abs(score[cases].mean(axis=0) - score.mean(axis=0)) > RANKS * spread
    return chosen


def peel(given: Floats, cases: Chosen) -> Iterator[Box]:
    """All boxes from the whole space down to the smallest."""
    low, high = np.full(given.shape[1], -np.inf), np.full(given.shape[1], np.inf)
    rows = np.arange(len(cases))
    while True:
        yield _box(low, high, rows, cases)
        inside, hits = given[rows], cases[rows].astype(np.float64)
        near = round(PEEL * (len(rows) - 1))
        sorted_there = np.partition(inside, (near, len(rows) - 1 - near), axis=0)
        keep = np.stack([inside > sorted_there[near], inside < sorted_there[-1 - near]])  # (side, row, factor)
        size = keep.sum(axis=1)
        lost = len(rows) - size
        with np.errstate(invalid="ignore", divide="ignore"):
            gain = (hits @ keep / size - hits.mean()) / lost
        gain = np.where(size >= max(LEAST * len(cases), 1), np.nan_to_num(gain, nan=-np.inf), -np.inf)
        side, factor = (int(place) for place in np.unravel_index(int(np.argmax(gain)), gain.shape))
        if gain[side, factor] == -np.inf:  # two boxes may lie so that the first peels lose; the way goes on
            return
        kept, gone = (inside[chosen, factor] for chosen in (keep[side, :, factor], ~keep[side, :, factor]))
        low, high = low.copy(), high.copy()
        if side == 0:
            low[factor] = (gone.max() + kept.min()) / 2
        else:
            high[factor] = (kept.max() + gone.min()) / 2
        rows = rows[keep[side, :, factor]]


def repeated(given: Floats, cases: Chosen, seed: int, *keys: str | int) -> Repeated:
    """The search for one box on resampled worlds (stream ``sweep.resample``)."""
    generator = rng.stream(seed, "sweep.resample", "prim", *keys)
    limits = np.zeros((given.shape[1], 2))
    outside = []
    for _ in range(REPEATS):
        rows = generator.integers(0, len(cases), len(cases))
        if not 0 < cases[rows].sum() < len(rows):
            continue
        one = box(given[rows], cases[rows])
        limits += one.limited
        rest = np.setdiff1d(np.arange(len(cases)), rows)
        inside, hits = one.holds(given[rest]), cases[rest]
        if hits.any() and inside.any():
            outside.append((hits[inside].sum() / hits.sum(), hits[inside].mean()))
    coverage, density = np.mean(outside, axis=0) if outside else (np.nan, np.nan)
    return Repeated(limits / REPEATS, float(coverage), float(density))


def _box(low: Floats, high: Floats, rows: NDArray[np.intp], cases: Chosen) -> Box:
    hits = cases[rows]
    return Box(low, high, float(hits.sum() / cases.sum()), float(hits.mean()), len(rows) / len(cases))


def _score(one: Box, cases: Chosen) -> float:
    """Part of the cases in a box minus the part of the others: 0 for the whole space, 1 where they are told apart."""
    return one.coverage - _others(one, cases)


def _others(one: Box, cases: Chosen) -> float:
    """Part of the worlds that are no cases that lie in a box."""
    return one.mass * (1 - one.density) / (1 - float(cases.mean()))


def _made(low: Floats, high: Floats, given: Floats, cases: Chosen) -> Box:
    rows = np.flatnonzero(((given >= low) & (given <= high)).all(axis=1))
    return _box(low, high, rows, cases)


def _without(one: Box, factor: int, side: int, value: float) -> tuple[Floats, Floats]:
    """Limits with one of them moved."""
    ends = [one.low.copy(), one.high.copy()]
    ends[side][factor] = value
    return ends[0], ends[1]


def _paste(one: Box, given: Floats, cases: Chosen) -> Box:
    """Widen the box as long as that tells cases better apart."""
    while True:
        wider = []
        for factor, side in np.argwhere(one.limited).tolist():
            bound = (one.low, one.high)[side][factor]
            free = _made(*_without(one, factor, side, (-np.inf, np.inf)[side]), given, cases)
            column = given[free.holds(given), factor]
            beyond = np.sort(column[column < bound])[::-1] if side == 0 else np.sort(column[column > bound])
            count = max(int(PEEL * one.mass * len(cases)), 1)
            value = beyond[count - 1] if len(beyond) > count else (-np.inf, np.inf)[side]
            wider.append(_made(*_without(one, factor, side, float(value)), given, cases))
        score = [_score(other, cases) for other in wider]
        if not score or max(score) <= _score(one, cases):
            return one
        one = wider[int(np.argmax(score))]


def _needed(one: Box, given: Floats, cases: Chosen, sides: int) -> Box:
    """The box without limits that accident explains where ``sides`` were looked at, the least needed first."""
    while one.limited.any():
        chances, others = [], []
        for factor, side in np.argwhere(one.limited).tolist():
            other = _made(*_without(one, factor, side, (-np.inf, np.inf)[side]), given, cases)
            count = round(one.mass * len(cases))
            chances.append(float(bdtrc(round(one.density * count) - 1, count, other.density)))
            others.append(other)
        if max(chances) <= ACCIDENT / sides:
            return one
        one = others[int(np.argmax(chances))]
    return one
