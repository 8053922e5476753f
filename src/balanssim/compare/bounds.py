"""Goals held against the worlds of every scenario: how often, by which margin, and from which year on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

import numpy as np
import numpy.typing as npt
import xarray as xr

from balanssim import catalogue
from balanssim.compare.differences import (
    STATISTICS,
    indistinguishable,
    mean_and_noise,
    summary,
    summary_of_years,
)
from balanssim.compare.goals import Goal, futures
from balanssim.compare.openings import NOT_BEFORE_END

Array = npt.NDArray[np.float64]
Note = tuple[str, dict[str, object]]
#: (results, variable, place) -> years (time,) and outcome (draw, time); None where the results do not hold it.
Series = Callable[[xr.Dataset, str, str], tuple[npt.NDArray[np.int64], Array] | None]


def bounds(
    datasets: Mapping[str, xr.Dataset],
    series: Series,
    goals: Sequence[Goal],
    unit_of: Callable[[str, bool], str],
    transit: Set[str],
    notes: list[Note],
) -> xr.Dataset:
    """Every goal against every scenario.

    Parameters
    ----------
    datasets : results per scenario
    series : finds an outcome of the worlds that count
    goals : the union of the goals of the scenarios
    unit_of : unit of a variable, and whether of a transit corridor
    transit : corridors of transit among the headline rows
    notes : a goal that no scenario can answer is added here

    Returns
    -------
    dataset with dims scenario, statistic, goal: ``goal_futures`` (share of the worlds), ``goal_value``
    (the outcome on the date of the goal), ``goal_median``, ``goal_margin`` (median minus bound),
    ``goal_indistinguishable``, and ``goal_reached``: the first 1 January on which the bound is respected (agreement,
    ambition) or crossed (signal value), 9999 where not within the horizon
    """
    shape = (len(datasets), len(goals))
    share, median, margin = (np.full(shape, np.nan) for _ in range(3))
    value, reached = (np.full((len(datasets), len(STATISTICS), len(goals)), np.nan) for _ in range(2))
    told = np.ones(shape, dtype=bool)
    for column, goal in enumerate(goals):
        counts: list[Array | None] = []
        for line, data in enumerate(datasets.values()):
            found = series(data, goal.variable, goal.place)
            if found is None or goal.year not in found[0]:
                counts.append(None)
                continue
            years, course = found
            outcome = course[:, int(np.flatnonzero(years == goal.year)[0])]
            counts.append(futures(goal, outcome))
            value[line, :, column] = summary(outcome)
            median[line, column] = np.median(outcome)
            margin[line, column] = median[line, column] - goal.bound
            share[line, column] = futures(goal, outcome).mean()
            reached[line, :, column] = summary_of_years(first_year(goal, years, course))
            first = counts[0]
            if first is not None and not np.isnan(first).any():
                told[line, column] = indistinguishable(*mean_and_noise(first, futures(goal, outcome)))
        if all(count is None for count in counts):
            params = {"goal": goal.id, "variable": goal.variable, "place": goal.place, "year": goal.year}
            notes.append(("compare.note.goal_unknown", params))
    return xr.Dataset(
        {
            "goal_futures": (("scenario", "goal"), share),
            "goal_value": (("scenario", "statistic", "goal"), value),
            "goal_median": (("scenario", "goal"), median),
            "goal_margin": (("scenario", "goal"), margin),
            "goal_indistinguishable": (("scenario", "goal"), told),
            "goal_reached": (("scenario", "statistic", "goal"), reached),
        },
        coords=_coords(goals, unit_of, transit),
    )


def first_year(goal: Goal, years: npt.NDArray[np.int64], course: Array) -> Array:
    """The first 1 January on which a goal counts, in every world.

    Parameters
    ----------
    goal : agreement or ambition (respected) or signal value (crossed); other kinds give NaN
    years : (time,) in rising order
    course : (draw, time) outcome in the unit of the goal's variable

    Returns
    -------
    (draw,) year; 9999 where not within the horizon
    """
    hit = futures(goal, course)
    if np.isnan(hit).any():
        return np.full(course.shape[0], np.nan)
    return np.where(hit.any(axis=1), years[hit.argmax(axis=1)], float(NOT_BEFORE_END))


def _coords(goals: Sequence[Goal], unit_of: Callable[[str, bool], str], transit: Set[str]) -> dict[str, object]:
    known = catalogue.VARIABLES
    units = [unit_of(goal.variable, goal.place in transit) if goal.variable in known else "" for goal in goals]
    texts = {
        "title_nl": [goal.title_nl for goal in goals],
        "title_en": [goal.title_en for goal in goals],
        "kind": [goal.kind for goal in goals],
        "variable": [goal.variable for goal in goals],
        "place": [goal.place for goal in goals],
        "unit": units,
        "source": [goal.source for goal in goals],
    }
    limits = {
        name: np.array([np.nan if (v := getattr(goal, name)) is None else v for goal in goals], dtype=np.float64)
        for name in ("at_least", "at_most")
    }
    return {
        "goal": np.array([goal.id for goal in goals], dtype=object),
        **{f"goal_{name}": ("goal", np.array(values, dtype=object)) for name, values in texts.items()},
        **{f"goal_{name}": ("goal", values) for name, values in limits.items()},
        "goal_year": ("goal", np.array([goal.year for goal in goals], dtype=np.int64)),
    }
