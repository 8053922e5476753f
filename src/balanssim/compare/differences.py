"""Differences between scenarios world by world, and whether they can be told from the noise of the computation.

Scenarios share their random numbers: draw label ``n`` is the same uncertain world in each. The difference is taken per
world first and summarised after, so that what the worlds have in common drops out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

#: The statistics kept of every outcome, in this order.
STATISTICS: Final = ("p10", "p25", "median", "p75", "p90")
LEVELS: Final = (0.10, 0.25, 0.50, 0.75, 0.90)

#: Results are stored as float32: a difference below a few of its steps is rounding, not an effect.
_ROUNDING = 4 * float(np.finfo(np.float32).eps)


def summary(values: Array) -> Array:
    """Median and bands over the worlds.

    Parameters
    ----------
    values : (draw, ...) outcomes, label 1..N; never draw 0

    Returns
    -------
    (statistic, ...) in the order of ``STATISTICS``; linear interpolation between worlds
    """
    return np.quantile(np.asarray(values, dtype=np.float64), LEVELS, axis=0)


def band(values: xr.DataArray) -> tuple[float, float, float]:
    """p10, median and p90 of what stands on ``statistic`` alone.

    Found in plain lists: three questions by label take ten times as long, and a page asks for hundreds.
    """
    if values.dims != ("statistic",):
        raise ValueError(f"on statistic alone, not {values.dims}")
    found = dict(zip(values["statistic"].values.tolist(), values.values.tolist(), strict=True))
    return found["p10"], found["median"], found["p90"]


def summary_of_years(years: Array) -> Array:
    """Median and bands of calendar years, always a year that occurs: 2045 and 'not before 2051' have no middle.

    Parameters
    ----------
    years : (draw, ...) years, 9999 where not before the end of the horizon

    Returns
    -------
    (statistic, ...)
    """
    return np.quantile(np.asarray(years, dtype=np.float64), LEVELS, axis=0, method="inverted_cdf")


def mean_and_noise(first: Array, other: Array) -> tuple[Array, Array]:
    """Mean paired difference and the noise below which it means nothing.

    Parameters
    ----------
    first, other : (draw, ...) the same worlds in the same order

    Returns
    -------
    mean, noise : (...) in the unit of the outcome; noise is two standard errors of the mean, infinite for a single
        world, and never below the rounding of the store

    Source: paired comparison under common random numbers, Law, Simulation Modeling and Analysis, ch. 10 and 11.
    """
    first = np.asarray(first, dtype=np.float64)
    difference = np.asarray(other, dtype=np.float64) - first
    count = difference.shape[0]
    mean = difference.mean(axis=0)
    if count < 2:
        return mean, np.full_like(mean, np.inf)
    noise = 2.0 * difference.std(axis=0, ddof=1) / np.sqrt(count)
    return mean, np.maximum(noise, rounding(first, first + difference))


def rounding(first: Array, other: Array) -> Array:
    """The size below which a difference between two outcomes is the rounding of the store.

    Parameters
    ----------
    first, other : (draw, ...) the same worlds in the same order

    Returns
    -------
    (...) in the unit of the outcome
    """
    size: Array = _ROUNDING * np.maximum(np.abs(first), np.abs(other)).max(axis=0)
    return size


def indistinguishable(mean: Array, noise: Array) -> npt.NDArray[np.bool_]:
    """True where the mean paired difference does not rise above its own noise, or cannot be known.

    Parameters
    ----------
    mean, noise : (...) of ``mean_and_noise``

    Returns
    -------
    (...) boolean; an exact zero is indistinguishable too
    """
    return ~(np.abs(mean) > noise)
