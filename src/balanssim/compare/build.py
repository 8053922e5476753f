"""From the labelled results of several scenarios to one dataset of bands, differences and goals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from balanssim import catalogue
from balanssim.compare.bands import bands
from balanssim.compare.bounds import Note, bounds
from balanssim.compare.deciding import deciding
from balanssim.compare.differences import STATISTICS, indistinguishable, mean_and_noise, rounding, summary
from balanssim.compare.goals import union
from balanssim.compare.luck import outcomes as made_by_procedures
from balanssim.compare.luck import without_assumptions
from balanssim.compare.openings import Setting, openings
from balanssim.compare.smallest import smallest
from balanssim.compare.table import DEFAULT_YEAR, Row, headline_rows, place_label
from balanssim.compare.timetable import timetable
from balanssim.dims import AREA, CORRIDOR, DRAW, FLOW_YEAR, YEAR
from balanssim.errors import InputError, Problem

Array = npt.NDArray[np.float64]
#: A change since the base date and the stock that changed.
LEVELS: Final = {"homes_added": "homes", "jobs_all_added": "jobs_all"}
Labels = Mapping[str, tuple[str, str]]
Years = npt.NDArray[np.int64]


def compare(
    datasets: Mapping[str, xr.Dataset],
    goals: Mapping[str, Iterable[Any]] | None = None,
    *,
    year: int = DEFAULT_YEAR,
    rows: Sequence[Row] | None = None,
    settings: Mapping[str, Mapping[str, Setting]] | None = None,
    labels: Labels | None = None,
    titles: Labels | None = None,
    region: str = "",
    base_year: int | None = None,
    worlds: Mapping[str, Mapping[str, Array]] | None = None,
    tolerance: float = 0.0,
) -> xr.Dataset:
    """Put scenarios side by side, world by world.

    Parameters
    ----------
    datasets : results per scenario, dims draw (0 central, 1..N worlds), year, area, ...; the first is the reference
    goals : goals per scenario; the union by id is evaluated for every scenario
    year : reference date 1 January of the headline rows
    rows : headline rows; a row that the results do not hold is left out
    settings : per scenario and project, how its opening was set
    labels, titles : (nl, en) words of places and projects, and of scenarios
    region : name shown above the table
    base_year : year of the base date, by default the first year of the results
    worlds : per scenario the uncertain parameters that act in it: name -> (draw,) values of labels 1..N
    tolerance : the largest one to which the worlds of a scenario were solved, as in ``smallest.smallest``

    Returns
    -------
    dataset with dims scenario, statistic, row, goal, project, bound: ``value``, ``base_value`` and
    ``base_level`` (on the base date; the level is the stock of which the outcome is a change),
    ``difference`` (per world, to the first scenario), ``difference_mean``, ``higher`` and ``lower`` (share of the
    worlds in which it differs in that direction), ``noise`` (two standard errors, or the smallest difference where that
    is more), ``indistinguishable``; goals as in
    ``bounds``, opening years and money as in ``openings``, dates and delays as in ``timetable``, bands and their
    differences as in ``bands``, and with ``worlds`` what decides each row as in ``deciding``; units in attrs

    Raises
    ------
    InputError
        no worlds in common, different seeds, or a year outside the horizon
    """
    chosen, dropped = _worlds(datasets, year)
    first = next(iter(datasets.values()))
    labels, titles = labels or {}, titles or {}
    used, clashes = union(goals or {})
    notes: list[Note] = [
        ("compare.note.clash", {"goal": c.goal, "first": c.first, "other": c.other, "fields": list(c.fields)})
        for c in clashes
    ]
    if dropped:
        notes.append(("compare.note.dropped", {"n": dropped}))
    shown = [row for row in rows or headline_rows() if all(_holds(data, row) for data in datasets.values())]
    result = xr.Dataset(
        coords={
            "scenario": _words(list(datasets)),
            "statistic": _words(list(STATISTICS)),
            "title_nl": ("scenario", _words([titles.get(name, (name, name))[0] for name in datasets])),
            "title_en": ("scenario", _words([titles.get(name, (name, name))[1] for name in datasets])),
        },
        attrs={
            "region": region,
            "year": year,
            "base_year": int(first[YEAR].values[0]) if base_year is None else base_year,
            "horizon_end": int(first[YEAR].values[-1]),
            "draws": len(chosen),
            "dropped": dropped,
            "seed": int(first.attrs.get("seed", -1)),
        },
    )
    result = result.merge(_headline(datasets, chosen, shown, year, labels, tolerance))
    transit = {row.place for row in shown if row.mode == "transit"}
    result = result.merge(bounds(datasets, partial(_course, chosen), used, unit_of, transit, notes))
    result = result.merge(openings(datasets, chosen, settings or {}, labels, year))
    result = result.merge(timetable(datasets, chosen, labels, int(result.attrs["base_year"])))
    result = result.merge(bands(datasets, chosen, labels, tolerance))
    if worlds:
        result = result.merge(_deciding(datasets, chosen, shown, year, labels, worlds))
    result.attrs["notes"] = json.dumps(notes)
    return result


def unit_of(variable: str, transit: bool = False) -> str:
    """The unit of a catalogue variable; loads are vehicles on roads and passengers on transit."""
    unit = catalogue.VARIABLES[variable].unit
    if unit == "veh/h or pass/h":
        return "pass/h" if transit else "veh/h"
    return unit


def _words(values: Sequence[str]) -> npt.NDArray[np.object_]:
    return np.array(values, dtype=object)


def _worlds(datasets: Mapping[str, xr.Dataset], year: int) -> tuple[Array, int]:
    """Labels of the worlds that every scenario finished, and how many only some did."""
    problems: list[Problem] = []
    seeds = {name: data.attrs.get("seed") for name, data in datasets.items()}
    reference = next(iter(datasets))
    for name, data in datasets.items():
        if seeds[name] != seeds[reference]:
            params = {"seed": seeds[name], "first": seeds[reference]}
            problems.append(Problem(name, 0, 0, "sampling.seed", "compare.seeds_differ", params))
        years = data[YEAR].values
        if year not in years:
            params = {"year": year, "start": int(years[0]), "end": int(years[-1])}
            problems.append(Problem(name, 0, 0, "year", "compare.year_outside", params))
    if problems:
        raise InputError(problems)
    everyone: npt.NDArray[np.int64] | None = None
    finished: npt.NDArray[np.int64] | None = None
    for data in datasets.values():
        labels = data[DRAW].values.astype(np.int64)
        whole = np.ones(len(labels), dtype=bool)
        for name in ("homes_added", "jobs_all_added"):  # a world that failed is empty in every variable
            if name in data:
                values = data[name].transpose(DRAW, ...).values
                whole &= ~np.isnan(values.reshape(len(labels), -1)).all(axis=1)
        labels_worlds, labels_whole = labels[labels > 0], labels[(labels > 0) & whole]
        everyone = labels_worlds if everyone is None else np.union1d(everyone, labels_worlds)
        finished = labels_whole if finished is None else np.intersect1d(finished, labels_whole)
    if everyone is None or finished is None or not len(finished):
        raise InputError([Problem(reference, 0, 0, "sampling.draws", "compare.no_worlds", {})])
    return finished.astype(np.float64), len(everyone) - len(finished)


def _place_dim(variable: str) -> str:
    return CORRIDOR if CORRIDOR in catalogue.VARIABLES[variable].dims else AREA


def _holds(data: xr.Dataset, row: Row) -> bool:
    return row.variable in data and row.place in data[_place_dim(row.variable)].values


def _course(worlds: Array, data: xr.Dataset, variable: str, place: str) -> tuple[Years, Array] | None:
    """Years (time,) and outcome (draw, time) of a variable in a place, or None where the results do not hold it."""
    if variable not in catalogue.VARIABLES or variable not in data:
        return None
    held = data.variables  # without their coordinates: a page asks for dozens of them
    time = FLOW_YEAR if FLOW_YEAR in held[variable].dims else YEAR
    dim = _place_dim(variable)
    if set(held[variable].dims) != {DRAW, time, dim} or place not in held[dim].values:
        return None
    at = data.get_index(dim).get_loc(place)
    drawn = data.get_index(DRAW).get_indexer(worlds.astype(np.int64))
    picked = held[variable].transpose(DRAW, time, dim).values[drawn, :, at]
    return held[time].values.astype(np.int64), picked.astype(np.float64)


def _headline(
    datasets: Mapping[str, xr.Dataset], worlds: Array, rows: Sequence[Row], year: int, labels: Labels, tolerance: float
) -> xr.Dataset:
    shape = (len(datasets), len(rows))
    value = np.full((*shape, len(STATISTICS)), np.nan)
    difference, base, level = value.copy(), value[0].copy(), value[0].copy()
    mean, noise, higher, lower = (np.full(shape, np.nan) for _ in range(4))
    for column, row in enumerate(rows):
        first: Array | None = None
        for line, data in enumerate(datasets.values()):
            found = _course(worlds, data, row.variable, row.place)
            if found is None or year not in found[0]:
                continue
            outcome = found[1][:, int(np.flatnonzero(found[0] == year)[0])]
            value[line, column] = summary(outcome)
            if line == 0:
                first, base[column] = outcome, summary(found[1][:, 0])
                stock = _course(worlds, data, LEVELS.get(row.variable, ""), row.place)
                level[column] = np.nan if stock is None else summary(stock[1][:, 0])
            if first is None:
                continue
            paired = outcome - first
            difference[line, column] = summary(paired)
            mean[line, column], drawn = mean_and_noise(first, outcome)
            noise[line, column] = np.maximum(drawn, smallest(row.variable, tolerance))
            sizes = np.abs(paired) > rounding(first, outcome)
            higher[line, column] = (sizes & (paired > 0)).mean()
            lower[line, column] = (sizes & (paired < 0)).mean()
    return xr.Dataset(
        {
            "value": (("scenario", "row", "statistic"), value),
            "base_value": (("row", "statistic"), base),
            "base_level": (("row", "statistic"), level),
            "difference": (("scenario", "row", "statistic"), difference),
            "difference_mean": (("scenario", "row"), mean),
            "higher": (("scenario", "row"), higher),
            "lower": (("scenario", "row"), lower),
            "noise": (("scenario", "row"), noise),
            "indistinguishable": (("scenario", "row"), indistinguishable(mean, noise)),
        },
        coords={
            "row": _words([row.id for row in rows]),
            "row_variable": ("row", _words([row.variable for row in rows])),
            "row_place": ("row", _words([row.place for row in rows])),
            "row_place_nl": ("row", _words([place_label(labels, row.place, "nl") for row in rows])),
            "row_place_en": ("row", _words([place_label(labels, row.place, "en") for row in rows])),
            "row_unit": ("row", _words([unit_of(row.variable, row.mode == "transit") for row in rows])),
            "row_beneath": ("row", np.array([row.beneath for row in rows], dtype=bool)),
        },
    )


def _deciding(
    datasets: Mapping[str, xr.Dataset],
    chosen: Array,
    rows: Sequence[Row],
    year: int,
    labels: Labels,
    worlds: Mapping[str, Mapping[str, Array]],
) -> xr.Dataset:
    """What decides each row; a row that does not vary, apart from the rounding of the store, has no spread to share."""
    picked = chosen.astype(np.int64)
    seed = max(int(next(iter(datasets.values())).attrs.get("seed", 0)), 0)
    spread = np.full((len(datasets), len(rows), len(picked)), np.nan)
    for column, row in enumerate(rows):
        first: Array | None = None
        for line, data in enumerate(datasets.values()):
            found = _course(chosen, data, row.variable, row.place)
            if found is None or year not in found[0]:
                continue
            outcome = found[1][:, int(np.flatnonzero(found[0] == year)[0])]
            if line == 0:
                first = outcome
            if first is None:
                continue
            values = outcome if line == 0 else outcome - first
            if np.ptp(values) > 2 * rounding(first, outcome):
                spread[line, column] = values
    assumptions = [
        {
            name: values[picked - 1]
            for name, values in worlds.get(scenario, {}).items()
            if np.ptp(values[picked - 1]) > 0
        }
        for scenario in datasets
    ]
    first_area = next((row.place for row in rows if _place_dim(row.variable) == AREA), "")
    areas = [row.place if _place_dim(row.variable) == AREA else first_area for row in rows]
    luck = [
        without_assumptions(made_by_procedures(data, picked, year, list(dict.fromkeys(areas))), own, seed)
        for data, own in zip(datasets.values(), assumptions, strict=True)
    ]
    return deciding(spread, assumptions, luck, areas, labels, seed)
