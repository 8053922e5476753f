"""What is needed to keep an outcome on the right side of a signal value: until when, for how many homes, open by when.

Everything is per world first and summarised after. Between two reference dates outcomes are taken to run straight, so
that a moment and the homes of that moment go together. Source: latest acceptable opening year and number of homes
before a threshold, domain.md sections 1 and 4; adaptation tipping points, Kwadijk et al. (2010).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from balanssim.compare.differences import LEVELS, summary_of_years
from balanssim.compare.openings import NOT_BEFORE_END

Array = npt.NDArray[np.float64]
Years = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Signal:
    """A signal value: crossed above ``bound``, or below it with ``floor``; both in the unit of the outcome."""

    bound: float
    floor: bool = False

    def crossed(self, outcome: Array) -> npt.NDArray[np.bool_]:
        """Where an outcome is past the signal value; the value itself is not. Any shape."""
        return outcome < self.bound if self.floor else outcome > self.bound


@dataclass(frozen=True)
class Tipping:
    """When a scenario crosses a signal value, and after how many homes.

    ``crossed`` share of the worlds that cross it by the last date looked at, ``at_once`` that are past it on the base
    date; ``year`` (p10, median, p90) the year of crossing over all worlds, 9999 where not; ``homes`` (p10, median, p90)
    homes added until then, infinite where the end is reached first; ``homes_end`` the same at that end.
    """

    crossed: float
    at_once: float
    year: tuple[float, float, float]
    homes: tuple[float, float, float]
    homes_end: tuple[float, float, float]


@dataclass(frozen=True)
class Opening:
    """An opening year that was tried, None for not within the horizon: share of worlds that stay within the signal."""

    year: int | None
    within: float


@dataclass(frozen=True)
class LatestOpening:
    """The latest opening year at which a signal value is respected in a share of the worlds.

    ``latest`` that year, None where none is early enough; ``unneeded``: it is respected without the project too;
    ``tried`` what was calculated, in order of year, without the project last.
    """

    project: str
    latest: int | None
    unneeded: bool
    tried: tuple[Opening, ...]


def moment(years: Years, course: Array, signal: Signal) -> Array:
    """The moment at which each world first crosses a signal value.

    Parameters
    ----------
    years : (time,) reference dates in rising order
    course : (draw, time) outcome
    signal : in the unit of the outcome

    Returns
    -------
    (draw,) decimal year, straight between reference dates; the first date where it is past the value from the start;
    infinite where it never is
    """
    past = signal.crossed(course)
    at = past.argmax(axis=1)
    rows = np.arange(len(course))
    before, after = course[rows, np.maximum(at - 1, 0)], course[rows, at]
    # `after` is past the bound and `before` is not, so that they differ wherever the fraction is used.
    fraction = np.divide(signal.bound - before, after - before, out=np.ones_like(after), where=after != before)
    start = years[np.maximum(at - 1, 0)].astype(np.float64)
    found = np.where(at == 0, float(years[0]), start + fraction * (years[at] - start))
    return np.where(past.any(axis=1), found, np.inf)


def tipping(years: Years, course: Array, homes: Array, signal: Signal) -> Tipping:
    """When each world crosses a signal value and how many homes were added by then.

    Parameters
    ----------
    years : (time,) reference dates in rising order, the last one looked at last
    course, homes : (draw, time) the outcome, and homes added since the base date
    """
    when = moment(years, course, signal)
    crossed = np.isfinite(when)
    added = np.array([np.interp(one, years, row) for one, row in zip(when, homes, strict=True)])
    year = np.where(crossed, np.floor(np.where(crossed, when, 0.0)), float(NOT_BEFORE_END))
    low, middle, high = (LEVELS.index(level) for level in (0.10, 0.50, 0.90))
    dates = summary_of_years(year)
    # An order statistic that occurs: half of a number of homes and 'more than that' is neither.
    until = np.quantile(np.where(crossed, added, np.inf), LEVELS, method="inverted_cdf")
    end = np.quantile(homes[:, -1], LEVELS)
    return Tipping(
        crossed=float(crossed.mean()),
        at_once=float(signal.crossed(course[:, 0]).mean()),
        year=(float(dates[low]), float(dates[middle]), float(dates[high])),
        homes=(float(until[low]), float(until[middle]), float(until[high])),
        homes_end=(float(end[low]), float(end[middle]), float(end[high])),
    )


def latest_opening(
    project: str, years: Sequence[int], within: Callable[[int | None], float], share: float
) -> LatestOpening:
    """The last opening year at which a signal value is respected in a share of the worlds, by halving.

    Parameters
    ----------
    project : id, for the answer
    years : opening years to choose from, in rising order
    within : share of the worlds that stay within the signal value when the project opens in a year, None for not at
        all; each call is a run
    share : 0..1 of the worlds asked for

    The next year after the answer was tried and fails, whether or not an earlier opening is always better.
    """
    tried: dict[int | None, float] = {}

    def enough(year: int | None) -> bool:
        tried[year] = within(year)
        return tried[year] >= share

    if enough(None):
        return LatestOpening(project, None, True, _in_order(tried))
    if not enough(years[0]):
        return LatestOpening(project, None, False, _in_order(tried))
    low, high = 0, len(years)  # years[low] is early enough, years[high] (or not at all) is not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if enough(years[middle]) else (low, middle)
    return LatestOpening(project, years[low], False, _in_order(tried))


def _in_order(tried: dict[int | None, float]) -> tuple[Opening, ...]:
    return tuple(Opening(year, tried[year]) for year in sorted(tried, key=lambda year: (year is None, year or 0)))
