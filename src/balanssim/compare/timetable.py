"""Dates of projects and large housing plans over the worlds, and the years that projects lose to each cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from balanssim.compare.differences import summary, summary_of_years
from balanssim.compare.table import place_label
from balanssim.dims import DELAY, DRAW, MILESTONE, PLAN, PROJECT
from balanssim.texts import LANGUAGES

Array = npt.NDArray[np.float64]

#: Housing plans that are shown, the largest ones of the first scenario that have procedures ahead of them.
PLANS: Final = 6
_PROJECTS: Final = ("milestone_year", "project_delay")
_PLANS: Final = ("plan_ready_year", "plan_homes", "plan_delivered")
#: All that the timetable is made of.
TIMETABLE: Final = frozenset({*_PROJECTS, *_PLANS})


def timetable(
    datasets: Mapping[str, xr.Dataset], worlds: Array, labels: Mapping[str, tuple[str, str]], base_year: int
) -> xr.Dataset:
    """What the section on procedures shows.

    Parameters
    ----------
    datasets : results per scenario
    worlds : labels of the worlds that count
    labels : (nl, en) words of plans; a plan without words takes those stored with the results, or its id
    base_year : year of the base date; a plan that is ready on it in every world has no procedures ahead

    Returns
    -------
    dataset with dims scenario, statistic, project, milestone, delay, plan: ``milestone_year`` as in the catalogue (NaN
    where a project does not pass it, 9999 where not within the horizon), ``project_delay`` and its mean over the worlds
    ``project_delay_mean`` (NaN where the opening is set by hand or never), ``plan_ready_year``, ``plan_homes`` and
    ``plan_delivered``; without what the results do not all hold
    """
    found: dict[str, xr.DataArray] = {}
    chosen = worlds.astype(np.int64)
    first = next(iter(datasets.values()))
    parts = {name: [data[name].sel({DRAW: chosen}) for data in datasets.values()] for name in _held(datasets)}
    if set(_PROJECTS) <= set(parts):
        dims = {"milestone_year": (DRAW, PROJECT, MILESTONE), "project_delay": (DRAW, PROJECT, DELAY)}
        arrays = {name: np.stack([_plain(one, dims[name]) for one in parts[name]]) for name in _PROJECTS}
        coords = {dim: first[dim].values for dim in (PROJECT, MILESTONE, DELAY)}
        for name in _PROJECTS:
            found[name] = _banded(arrays[name], name == "milestone_year", dims[name][1:], coords)
        mean = arrays["project_delay"].mean(axis=1)
        found["project_delay_mean"] = xr.DataArray(
            mean, {dim: coords[dim] for dim in (PROJECT, DELAY)}, dims=("scenario", PROJECT, DELAY)
        )
    result = xr.Dataset(found)
    if set(_PLANS) <= set(parts):
        plans = _largest(parts["plan_homes"][0], parts["plan_ready_year"], base_year)
        for name in _PLANS:
            values = np.stack([_plain(one.sel({PLAN: plans}), (DRAW, PLAN)) for one in parts[name]])
            result[name] = _banded(values, name == "plan_ready_year", (PLAN,), {PLAN: np.array(plans, dtype=object)})
        for lang in LANGUAGES:
            stored = first.get(f"{PLAN}_name_{lang}", first[PLAN]).sel({PLAN: plans}).values
            words = [
                place_label(labels, plan, lang) if plan in labels else str(word)
                for plan, word in zip(plans, stored, strict=True)
            ]
            result = result.assign_coords({f"{PLAN}_{lang}": (PLAN, np.array(words, dtype=object))})
    return result


def _held(datasets: Mapping[str, xr.Dataset]) -> list[str]:
    return [name for name in (*_PROJECTS, *_PLANS) if all(name in data for data in datasets.values())]


def _plain(data: xr.DataArray, dims: tuple[str, ...]) -> Array:
    return np.asarray(data.transpose(*dims).values, dtype=np.float64)


def _banded(
    values: Array, years: bool, dims: tuple[str, ...], coords: Mapping[str, npt.NDArray[np.object_]]
) -> xr.DataArray:
    """(scenario, draw, ...) to statistics over the worlds; NaN where a world has no value."""
    banded = np.stack([(summary_of_years if years else summary)(one) for one in values])
    banded = np.where(np.isnan(values.sum(axis=1))[:, None], np.nan, banded)
    return xr.DataArray(banded, {dim: coords[dim] for dim in dims}, dims=("scenario", "statistic", *dims))


def _largest(homes: xr.DataArray, ready: list[xr.DataArray], base_year: int) -> list[str]:
    """Plans with procedures ahead in some world of some scenario, the largest first."""
    ahead = np.max([_plain(one, (DRAW, PLAN)).max(axis=0) for one in ready], axis=0) > base_year
    size = np.median(_plain(homes, (DRAW, PLAN)), axis=0)
    order = np.argsort(-size, kind="stable")
    return [str(homes[PLAN].values[place]) for place in order if ahead[place]][:PLANS]
