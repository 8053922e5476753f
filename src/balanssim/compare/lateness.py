"""When projects open, in how many worlds by which year, what delays them most, and the round that is just in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from balanssim.compare.differences import STATISTICS, summary_of_years
from balanssim.compare.openings import NOT_BEFORE_END
from balanssim.dims import DELAYS
from balanssim.funding import Statement
from balanssim.rehearse import Rehearsed, Round

Array = npt.NDArray[np.float64]

#: A project counts in a year if it opened by 1 July of it.
HALF = 0.5


@dataclass(frozen=True)
class Waiting:
    """One project: how its opening is set, opening years, shares of the worlds, causes of delay, money.

    ``opened`` share of the worlds in which it opens within the horizon, ``by_year`` in which it counts in a year;
    ``causes`` mean years lost to each cause of ``dims.DELAYS``, the largest first, none that is nothing.
    """

    project: str
    label: str
    setting: str
    median: float
    p10: float
    p90: float
    opened: float
    by_year: Mapping[int, float]
    causes: tuple[tuple[str, float], ...]
    money: Statement


@dataclass(frozen=True)
class Line:
    """A round: share of the worlds in which the project counts in the year asked for, and its opening years."""

    year: int
    share: float
    median: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Latest:
    """Answer to: by which round must the decision fall to be open by a year in so many of 100 futures?

    ``latest`` year of that round, None where none does; ``lost`` share of the worlds and ``years`` (median over the
    worlds that open in both) that a missed round costs after ``missed``: the latest round, or else the first.
    """

    open_by: int
    share: float
    lines: tuple[Line, ...]
    latest: int | None
    missed: int | None
    lost: float | None
    years: float | None


def waiting(
    found: Rehearsed,
    years: Sequence[int],
    settings: Mapping[str, str],
    labels: Mapping[str, str],
    money: Mapping[str, Statement],
) -> list[Waiting]:
    """Every project that opens within the horizon in some world or follows procedures, in order of the region."""
    out = []
    for place, project in enumerate(found.projects):
        opening, setting = found.opening[place], settings[project]
        if setting == "never":
            continue
        mean = np.where(np.isnan(found.delays[place]).any(axis=1), 0.0, found.delays[place].mean(axis=1))
        order = np.argsort(-mean, kind="stable")
        low, middle, high = _band(opening)
        out.append(
            Waiting(
                project=project,
                label=labels[project],
                setting=setting,
                median=middle,
                p10=low,
                p90=high,
                opened=float((opening < NOT_BEFORE_END).mean()),
                by_year={year: float((opening <= year + HALF).mean()) for year in years},
                causes=tuple((DELAYS[cause], float(mean[cause])) for cause in order if mean[cause] > 0.0),
                money=money[project],
            )
        )
    return out


def latest(rounds: Sequence[Round], open_by: int, share: float) -> Latest:
    """The last round that is in time; ``share`` 0..1 of the worlds asked for."""
    lines = []
    for one in rounds:
        low, middle, high = _band(one.opening)
        lines.append(Line(one.year, float((one.opening <= open_by + HALF).mean()), middle, low, high))
    in_time = [line.year for line in lines if line.share >= share]
    answer = in_time[-1] if in_time else None
    at = next((place for place, line in enumerate(lines) if line.year == answer), 0)
    if at + 1 >= len(lines):
        return Latest(open_by, share, tuple(lines), answer, None, None, None)
    both = (rounds[at].opening < NOT_BEFORE_END) & (rounds[at + 1].opening < NOT_BEFORE_END)
    later = (rounds[at + 1].opening - rounds[at].opening)[both]
    return Latest(
        open_by,
        share,
        tuple(lines),
        answer,
        lines[at].year,
        lines[at].share - lines[at + 1].share,
        float(np.median(later)) if later.size else None,
    )


def _band(years: Array) -> tuple[float, float, float]:
    """Opening years (world,) as p10, median and p90."""
    found = dict(zip(STATISTICS, summary_of_years(years).tolist(), strict=True))
    return found["p10"], found["median"], found["p90"]
