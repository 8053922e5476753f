"""From the labelled results of several scenarios to one dataset of bands, differences and goals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from balanssim import catalogue
from balanssim.compare.differences import STATISTICS, indistinguishable, mean_and_noise, summary, summary_of_years
from balanssim.compare.goals import Goal, futures, union
from balanssim.compare.table import DEFAULT_YEAR, Row, headline_rows, place_label
from balanssim.dims import AREA, CORRIDOR, DRAW, FLOW_YEAR, PROJECT, YEAR
from balanssim.errors import InputError, Problem
from balanssim.texts import LANGUAGES

Array = npt.NDArray[np.float64]
Labels = Mapping[str, tuple[str, str]]
Note = tuple[str, dict[str, object]]

#: ``opening_year`` of a project that does not open before the end of the horizon.
NOT_BEFORE_END = 9999


@dataclass(frozen=True)
class Setting:
    """What a scenario says of a project: ``assumed`` (a year by hand), ``procedures`` or ``never``; money in sight."""

    setting: str
    covered: float | None = None


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

    Returns
    -------
    dataset with dims scenario, statistic, row, goal, project: ``value``, ``difference`` (per world, to the first
    scenario), ``difference_mean``, ``noise`` (two standard errors), ``indistinguishable``, ``goal_futures`` (share of
    the worlds), ``goal_margin`` (median minus bound), ``opening_year``, and a band (scenario, statistic, year, place)
    of every stored outcome; units in attrs

    Raises
    ------
    InputError
        no worlds in common, different seeds, or a year outside the horizon
    """
    worlds, dropped = _worlds(datasets, year)
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
            "draws": len(worlds),
            "dropped": dropped,
            "seed": int(first.attrs.get("seed", -1)),
        },
    )
    result = result.merge(_headline(datasets, worlds, shown, year, labels))
    transit = {row.place for row in shown if row.mode == "transit"}
    result = result.merge(_goals(datasets, worlds, used, transit, notes))
    result = result.merge(_openings(datasets, worlds, settings or {}, labels))
    result = result.merge(_bands(datasets, worlds, labels))
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


def _series(data: xr.Dataset, worlds: Array, variable: str, place: str, year: int) -> Array | None:
    """(draw,) outcome of one variable in one place and year, or None where the results do not hold it."""
    if variable not in catalogue.VARIABLES or variable not in data:
        return None
    time = FLOW_YEAR if FLOW_YEAR in data[variable].dims else YEAR
    dim = _place_dim(variable)
    if set(data[variable].dims) != {DRAW, time, dim}:
        return None
    if place not in data[dim].values or year not in data[time].values:
        return None
    picked = data[variable].sel({time: year, dim: place, DRAW: worlds.astype(np.int64)})
    values: Array = picked.values.astype(np.float64)
    return values


def _headline(
    datasets: Mapping[str, xr.Dataset], worlds: Array, rows: Sequence[Row], year: int, labels: Labels
) -> xr.Dataset:
    shape = (len(datasets), len(rows))
    value = np.full((*shape, len(STATISTICS)), np.nan)
    difference, mean, noise = value.copy(), np.full(shape, np.nan), np.full(shape, np.nan)
    for column, row in enumerate(rows):
        series = [_series(data, worlds, row.variable, row.place, year) for data in datasets.values()]
        for line, outcome in enumerate(series):
            first = series[0]
            if outcome is None or first is None:
                continue
            value[line, column] = summary(outcome)
            difference[line, column] = summary(outcome - first)
            mean[line, column], noise[line, column] = mean_and_noise(first, outcome)
    return xr.Dataset(
        {
            "value": (("scenario", "row", "statistic"), value),
            "difference": (("scenario", "row", "statistic"), difference),
            "difference_mean": (("scenario", "row"), mean),
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


def _goals(
    datasets: Mapping[str, xr.Dataset], worlds: Array, goals: Sequence[Goal], transit: Set[str], notes: list[Note]
) -> xr.Dataset:
    shape = (len(datasets), len(goals))
    share, median, margin = (np.full(shape, np.nan) for _ in range(3))
    told = np.ones(shape, dtype=bool)
    for column, goal in enumerate(goals):
        counts: list[Array | None] = []
        for line, data in enumerate(datasets.values()):
            outcome = _series(data, worlds, goal.variable, goal.place, goal.year)
            counts.append(None if outcome is None else futures(goal, outcome))
            if outcome is None:
                continue
            median[line, column] = np.median(outcome)
            margin[line, column] = median[line, column] - goal.bound
            share[line, column] = futures(goal, outcome).mean()
            first = counts[0]
            if first is not None and not np.isnan(first).any():
                told[line, column] = indistinguishable(*mean_and_noise(first, futures(goal, outcome)))
        if all(count is None for count in counts):
            params = {"goal": goal.id, "variable": goal.variable, "place": goal.place, "year": goal.year}
            notes.append(("compare.note.goal_unknown", params))
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
    bounds = {
        name: np.array([np.nan if (v := getattr(goal, name)) is None else v for goal in goals], dtype=np.float64)
        for name in ("at_least", "at_most")
    }
    return xr.Dataset(
        {
            "goal_futures": (("scenario", "goal"), share),
            "goal_median": (("scenario", "goal"), median),
            "goal_margin": (("scenario", "goal"), margin),
            "goal_indistinguishable": (("scenario", "goal"), told),
        },
        coords={
            "goal": _words([goal.id for goal in goals]),
            **{f"goal_{name}": ("goal", _words(values)) for name, values in texts.items()},
            **{f"goal_{name}": ("goal", values) for name, values in bounds.items()},
            "goal_year": ("goal", np.array([goal.year for goal in goals], dtype=np.int64)),
        },
    )


def _openings(
    datasets: Mapping[str, xr.Dataset], worlds: Array, settings: Mapping[str, Mapping[str, Setting]], labels: Labels
) -> xr.Dataset:
    held = [data for data in datasets.values() if "opening_year" in data]
    projects = [str(name) for name in held[0][PROJECT].values] if len(held) == len(datasets) else []
    years = np.full((len(datasets), len(STATISTICS), len(projects)), np.nan)
    opened = np.full((len(datasets), len(projects)), np.nan)
    covered = opened.copy()
    words = np.full(opened.shape, "", dtype=object)
    for line, (name, data) in enumerate(datasets.items()):
        if not projects:
            break
        picked = data["opening_year"].sel({DRAW: worlds.astype(np.int64), PROJECT: projects})
        values = picked.transpose(DRAW, PROJECT).values.astype(np.float64)
        years[line] = summary_of_years(values)
        opened[line] = (values < NOT_BEFORE_END).mean(axis=0)
        for column, project in enumerate(projects):
            setting = settings.get(name, {}).get(project, Setting(""))
            words[line, column] = setting.setting
            covered[line, column] = np.nan if setting.covered is None else setting.covered
    differs = np.zeros(len(projects), dtype=bool)
    for line in range(1, len(datasets)):
        differs |= (years[line] != years[0]).any(axis=0) | (words[line] != words[0])
    return xr.Dataset(
        {
            "opening_year": (("scenario", "statistic", "project"), years),
            "opened": (("scenario", "project"), opened),
            "opening_setting": (("scenario", "project"), words),
            "covered": (("scenario", "project"), covered),
        },
        coords={
            "project": _words(projects),
            "project_nl": ("project", _words([place_label(labels, project, "nl") for project in projects])),
            "project_en": ("project", _words([place_label(labels, project, "en") for project in projects])),
            "project_differs": ("project", differs),
        },
    )


def _bands(datasets: Mapping[str, xr.Dataset], worlds: Array, labels: Labels) -> xr.Dataset:
    """Bands of every outcome on (year or flow_year) x (area or corridor): the fans of the page."""
    bands: dict[str, xr.DataArray] = {}
    chosen = worlds.astype(np.int64)
    for name, variable in catalogue.VARIABLES.items():
        if variable.role != "outcome" or variable.profile != "summary" or len(variable.dims) != 2:
            continue
        if not all(name in data and set(data[name].dims) == {DRAW, *variable.dims} for data in datasets.values()):
            continue
        parts = []
        for data in datasets.values():
            picked = data[name].sel({DRAW: chosen}).transpose(DRAW, *variable.dims)
            coords = {dim: picked[dim].values for dim in variable.dims}
            dims = ("statistic", *variable.dims)
            parts.append(xr.DataArray(summary(picked.values).astype(np.float32), coords=coords, dims=dims))
        band = xr.concat(parts, dim="scenario", join="exact")
        bands[name] = band.assign_attrs(units=variable.unit, label_nl=variable.label_nl, label_en=variable.label_en)
    result = xr.Dataset(bands)
    for dim in (AREA, CORRIDOR):
        if dim in result.dims:
            for lang in LANGUAGES:
                words = [place_label(labels, str(place), lang) for place in result[dim].values]
                result = result.assign_coords({f"{dim}_{lang}": (dim, _words(words))})
    return result
