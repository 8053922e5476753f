"""PAWN indices with intervals from any sample: how far knowing a factor moves the distribution of an outcome.

No design is asked and factors may be correlated: then the index of a factor holds what moves with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balanssim import rng
from balanssim.errors import RunError
from balanssim.sweep.indices import BAND
from balanssim.worlds import Floats, Labels

#: Parts into which the values of a factor are cut.
SLICES: Final = 10
#: Fewer worlds leave fewer than fifteen in a part.
FEWEST: Final = 150
RESAMPLES: Final = 100
#: Orders without meaning, to see what accident gives; an index below all but this part of them is not told from zero.
SHUFFLES: Final = 1000
FALSE_ALARM: Final = 0.05


@dataclass(frozen=True)
class Pawn:
    """``index`` (factor, 3): median distance over the parts, low and high of the interval.

    ``floor``: what the luckiest of all factors would reach if none had an effect, exceeded in one of twenty cases;
    ``used``: worlds.
    """

    index: Floats
    floor: float
    used: int


def pawn(values: Floats, given: Floats, seed: int, *keys: str | int) -> Pawn:
    """Indices of one outcome.

    Parameters
    ----------
    values : (row,) outcome, NaN where it was not computed
    given : (row, factor) values or points of the factors; only their order counts
    seed, keys : of resamples and shuffles (stream ``sweep.resample``)

    Returns
    -------
    Pawn: the Kolmogorov-Smirnov distance between the distribution of the outcome and that in a part of the values of
    a factor, median over the parts; a factor of few values has a part for each

    Raises
    ------
    RunError
        fewer than ``FEWEST`` worlds

    Source: Pianosi and Wagener (2018), Environmental Modelling and Software 108; what accident gives: Khorashadi Zadeh
    et al. (2017), ibid. 91.
    """
    values, parts = _cut(values, given)
    count, factors = parts.shape
    stream = rng.stream(seed, "sweep.resample", "pawn", *keys)
    drawn = stream.integers(0, count, (RESAMPLES, count))
    found = _index(values, parts)
    again = np.stack([_index(values[rows], parts[rows]) for rows in drawn])
    low, high = np.quantile(again, ((1 - BAND) / 2, (1 + BAND) / 2), axis=0)
    even = (np.arange(count) * SLICES) // count
    idle = [float(_index(values, stream.permutation(even)[:, None])[0]) for _ in range(SHUFFLES)]
    floor = float(np.quantile(idle, (1 - FALSE_ALARM) ** (1 / factors)))
    return Pawn(np.stack([found, low, high], axis=-1), floor, count)


def distances(values: Floats, given: Floats) -> Floats:
    """Indices alone, (factor,), without intervals; takes and raises what ``pawn`` does."""
    return _index(*_cut(values, given))


def _cut(values: Floats, given: Floats) -> tuple[Floats, Labels]:
    """Outcomes that are there, and the parts (row, factor) of their worlds."""
    there = np.isfinite(values)
    if there.sum() < FEWEST:
        raise RunError("sweep.too_few_worlds", n=int(there.sum()), least=FEWEST)
    return values[there], np.stack([_parts(column) for column in given[there].T], axis=1)


def _parts(column: Floats) -> Labels:
    """The part of each world: equal numbers of worlds, or a part for each value where there are few."""
    different, place = np.unique(column, return_inverse=True)
    if len(different) <= SLICES:
        return np.asarray(place, dtype=np.int64)
    rank = np.argsort(np.argsort(column, kind="stable"), kind="stable")
    return np.asarray(rank * SLICES // len(column), dtype=np.int64)


def _index(values: Floats, parts: Labels) -> Floats:
    """Median distance over the parts of each factor, (factor,)."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    last = np.append(ordered[1:] != ordered[:-1], True)  # equal outcomes step at once
    whole = np.flatnonzero(last) + 1.0
    out = np.empty(parts.shape[1])
    for factor, part in enumerate(parts[order].T):
        member = part[:, None] == np.arange(part.max() + 1)
        size = member.sum(axis=0)
        inside = np.cumsum(member, axis=0)[last][:, size > 0] / size[size > 0]
        out[factor] = np.median(np.abs(inside - (whole / len(values))[:, None]).max(axis=0))
    return out
