"""Sobol indices with intervals from the rows of a Sobol design. Bare arrays in, bare arrays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balanssim import rng
from balanssim.errors import RunError
from balanssim.sweep.design import FIRST, SECOND
from balanssim.worlds import Floats, Labels

#: Resamples of base points, and the part of them that an interval holds.
RESAMPLES: Final = 500
BAND: Final = 0.95
#: Fewer base points say nothing: on Ishigami the error of an index is then about a tenth.
FEWEST: Final = 64


@dataclass(frozen=True)
class Indices:
    """Indices of one outcome: ``first``, ``total`` (factor, 3): estimate, low and high end of the interval.

    ``second`` (factor, factor, 3), of what a pair does together beyond both alone, above the diagonal, NaN elsewhere;
    None without a second-order design. ``used``: base points; ``variance`` of the outcome, 0 where it does not vary:
    then all indices are NaN.
    """

    first: Floats
    total: Floats
    second: Floats | None
    used: int
    variance: float


def sobol(values: Floats, base: Labels, moved: Labels, factors: int, seed: int, *keys: str | int) -> Indices:
    """First-order and total indices of one outcome, and second-order ones where the design has them.

    Parameters
    ----------
    values : (row,) outcome, NaN where it was not computed; a base point with such a row is left out as a whole
    base, moved : (row,) of the design, base point by base point
    factors : number of factors k
    seed, keys : of the resamples (stream ``sweep.resample``)

    Returns
    -------
    Indices; intervals are percentiles over resampled base points

    Raises
    ------
    RunError
        rows that are no Sobol design in its order, or fewer than ``FEWEST`` base points that are whole

    Source: first order Saltelli et al. (2010), Computer Physics Communications 181, table 2 (b); total Jansen (1999),
    idem (f); second order Saltelli (2002), ibid. 145, theorem 2.
    """
    table = _whole(values, base, moved, factors)
    found = _estimate(table, factors)
    drawn = rng.stream(seed, "sweep.resample", "sobol", *keys).integers(0, len(table), (RESAMPLES, len(table)))
    variance = float(table[:, [0, -1]].var())
    with np.errstate(invalid="ignore", divide="ignore"):
        again = [_estimate(table[rows], factors) for rows in drawn]
    ends = ((1 - BAND) / 2, (1 + BAND) / 2)
    first, total, second = (
        None
        if one is None
        else np.stack([one, *np.quantile(np.array([other[place] for other in again]), ends, axis=0)], -1)
        for place, one in enumerate(found)
    )
    assert first is not None
    assert total is not None
    return Indices(first, total, second, len(table), variance)


def totals(values: Floats, base: Labels, moved: Labels, factors: int) -> Floats:
    """Total indices alone, (factor,), without intervals; takes and raises what ``sobol`` does."""
    return _estimate(_whole(values, base, moved, factors), factors)[1]


def _whole(values: Floats, base: Labels, moved: Labels, factors: int) -> Floats:
    """Centred rows of the base points that are whole, (base point, row of it)."""
    each = int(np.argmax(moved == SECOND)) + 1
    wanted = np.concatenate([[FIRST], np.tile(np.arange(factors), (each - 2) // max(factors, 1)), [SECOND]])
    shape = (-1, each)
    if each not in (factors + 2, 2 * factors + 2) or len(moved) % each:
        raise RunError("sweep.not_in_order")
    if np.any(moved.reshape(shape) != wanted) or np.any(np.diff(base.reshape(shape), axis=1)):
        raise RunError("sweep.not_in_order")
    table = values.reshape(shape)
    table = table[np.isfinite(table).all(axis=1)]
    if len(table) < FEWEST:
        raise RunError("sweep.too_few_points", n=len(table), least=FEWEST)
    return np.asarray(table - table[:, [0, -1]].mean())  # a mean that is far from zero would drown the products


def _estimate(table: Floats, factors: int) -> tuple[Floats, Floats, Floats | None]:
    """Indices of centred rows (base point, row of it); NaN where nothing varies."""
    a, b, swapped = table[:, 0], table[:, -1], table[:, 1 : 1 + factors]
    spread = table[:, [0, -1]].var()
    variance = spread if spread > 0 else np.nan
    first = (b[:, None] * (swapped - a[:, None])).mean(axis=0) / variance
    total = ((a[:, None] - swapped) ** 2).mean(axis=0) / 2 / variance
    if table.shape[1] == factors + 2:
        return first, total, None
    back = table[:, 1 + factors : -1]
    both = (back.T @ swapped / len(table) - (a * b).mean()) / variance  # what a pair does, alone and together
    second = both - first[:, None] - first
    return first, total, np.where(np.triu(np.ones_like(second), 1) > 0, second, np.nan)
