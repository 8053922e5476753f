"""When plans and work locations deliver, how much of them drops out, and what delays them most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from balanssim.compare.differences import STATISTICS, summary, summary_of_years
from balanssim.compare.openings import NOT_BEFORE_END
from balanssim.rehearse import Arrivals

Array = npt.NDArray[np.float64]
#: p10, median and p90.
Band = tuple[float, float, float]


@dataclass(frozen=True)
class Delivered:
    """Plans or work locations, one or several taken together, over the worlds.

    ``ids``; ``kind`` as in ``Arrivals``; ``size`` (homes, ha, m2 or jobs) asked, ``arrived`` by the end of the horizon
    and ``lost`` the share of the size that drops out. Years over the worlds in which something is left, NaN where that
    is none, 9999 where not within the horizon: ``ready`` decimal, ``first`` and ``last`` in which something comes.
    Shares of the worlds: ``dropped`` in which nothing is left, ``finished`` in which all that is left has come within
    the horizon, and ``by_year`` (year, share) before 1 January of a year. ``causes`` mean years lost to each cause over
    all worlds, the largest first, none that is nothing; ``waits_for`` the project that releases them.
    """

    ids: tuple[str, ...]
    kind: str
    size: Band
    arrived: Band
    lost: float
    ready: Band
    first: Band
    last: Band
    dropped: float
    finished: float
    by_year: tuple[tuple[int, float], ...]
    causes: tuple[tuple[str, float], ...]
    waits_for: str


def delivered(found: Arrivals, chosen: Sequence[int], years: Sequence[int]) -> Delivered:
    """Some items taken together; delays are means over the items by their size."""
    rows = list(chosen)
    size, lost, done = found.size[rows], found.lost[rows], found.done[rows]
    there = ~np.isnan(done)
    whole = np.where(there, done, -np.inf).max(axis=0)
    left = np.asarray(there.any(axis=0))
    weight = size / np.maximum(size.sum(axis=0), 1.0)
    mean = (found.delays[rows] * weight[:, None, :]).sum(axis=0).mean(axis=1)
    order = np.argsort(-mean, kind="stable")
    waits = {found.waits_for[row] for row in rows}
    return Delivered(
        ids=tuple(found.ids[row] for row in rows),
        kind=found.kind[rows[0]],
        size=_band(summary(size.sum(axis=0))),
        arrived=_band(summary(found.arrived[rows].sum(axis=0))),
        lost=float((lost.sum(axis=0) / np.maximum(size.sum(axis=0), 1.0)).mean()),
        ready=_years(_earliest(found.ready[rows]), left),
        first=_years(np.floor(_earliest(found.first[rows])), left),
        last=_years(np.where(whole < NOT_BEFORE_END, np.ceil(whole) - 1.0, NOT_BEFORE_END), left),
        dropped=float(1.0 - left.mean()),
        finished=float((left & (whole < NOT_BEFORE_END)).mean()),
        by_year=tuple((year, float((left & (whole <= year)).mean())) for year in years),
        causes=tuple((found.causes[cause], float(mean[cause])) for cause in order if mean[cause] > 0.0),
        waits_for=waits.pop() if len(waits) == 1 else "",
    )


def largest(found: Arrivals, count: int) -> list[int]:
    """The items of the largest median size, the largest first."""
    size = np.median(found.size, axis=1)
    return sorted(range(len(found.ids)), key=lambda row: (-size[row], found.ids[row]))[:count]


def _earliest(dates: Array) -> Array:
    return np.asarray(np.where(np.isnan(dates), np.inf, dates).min(axis=0))


def _years(dates: Array, left: npt.NDArray[np.bool_]) -> Band:
    """p10, median and p90 over the worlds in which something is left."""
    if not left.any():
        return (np.nan, np.nan, np.nan)
    return _band(summary_of_years(np.minimum(dates[left], NOT_BEFORE_END)))


def _band(values: Array) -> Band:
    found = dict(zip(STATISTICS, values.tolist(), strict=True))
    return found["p10"], found["median"], found["p90"]
