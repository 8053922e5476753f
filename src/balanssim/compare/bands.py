"""Bands of every outcome over time and place, and of some their paired difference to the first scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from balanssim import catalogue
from balanssim.compare.differences import STATISTICS, indistinguishable, mean_and_noise, summary
from balanssim.compare.smallest import smallest
from balanssim.compare.table import place_label
from balanssim.dims import AREA, CORRIDOR, DRAW, FLOW_YEAR, YEAR
from balanssim.texts import LANGUAGES, Lang

Array = npt.NDArray[Any]
#: Variables of a dataset: dims, values and attributes by name.
Found = dict[str, tuple[tuple[str, ...], Array, dict[str, str]]]

#: Dims of the links of the network and of the years of the map.
LINK, MAP_YEAR = "link", "map_year"
#: A band needs a dim of time and a dim of place.
TIMES: Final = (YEAR, FLOW_YEAR, MAP_YEAR)
PLACES: Final = (AREA, CORRIDOR, LINK)
#: Outcomes that also get the difference to the first scenario: what the map and the table of municipalities show.
WITH_DIFFERENCE: Final = ("homes_added", "jobs_all_added", "link_load_extra", "link_crowding")


def bands(
    datasets: Mapping[str, xr.Dataset], worlds: Array, labels: Mapping[str, tuple[str, str]], tolerance: float
) -> xr.Dataset:
    """The fans, tables and maps of the page.

    Parameters
    ----------
    datasets : results per scenario, dims draw, time, place
    worlds : labels of the worlds that count
    labels : (nl, en) words of places; a place without words takes those stored with the results, or its id
    tolerance : of the equilibrium, as in ``smallest.smallest``

    Returns
    -------
    dataset of float32 bands (scenario, statistic, time, place) of every stored outcome with two dims, and
    ``<name>_difference`` of ``WITH_DIFFERENCE``: per world to the first scenario, summarised after, with
    ``<name>_indistinguishable`` (scenario, time, place): True where its mean does not rise above its noise or is
    smaller than the smallest difference
    """
    found: Found = {}
    coords: dict[str, Any] = {}
    drawn = [data.get_index(DRAW).get_indexer(worlds.astype(np.int64)) for data in datasets.values()]
    for name, variable in catalogue.VARIABLES.items():
        if not _wanted(variable):
            continue
        if not all(name in data and set(data[name].dims) == {DRAW, *variable.dims} for data in datasets.values()):
            continue
        coords |= {dim: _labels(datasets, dim) for dim in variable.dims if dim not in coords}
        # One array read for each scenario: by label it takes ten times as long, and a page waits for it.
        arrays = [
            data.variables[name].transpose(DRAW, *variable.dims).values[at]
            for data, at in zip(datasets.values(), drawn, strict=True)
        ]
        attrs = {"units": variable.unit, "label_nl": variable.label_nl, "label_en": variable.label_en}
        banded = ("scenario", "statistic", *variable.dims)
        found[name] = banded, _side_by_side(arrays), attrs
        if name in WITH_DIFFERENCE:
            found |= _paired(name, arrays, variable.dims, attrs, tolerance)
    for dim in PLACES:
        if dim in coords:
            for lang in LANGUAGES:
                words = _place_words(next(iter(datasets.values())), dim, coords[dim], labels, lang)
                coords[f"{dim}_{lang}"] = (dim, np.array(words, dtype=object))
    return xr.Dataset(found, coords=coords)


def of_places(datasets: Mapping[str, xr.Dataset], year: int, tolerance: float) -> xr.Dataset:
    """Paired differences to the first scenario, on one reference date, of every stored outcome of areas and corridors.

    Parameters
    ----------
    datasets : results per scenario, dims draw, year, area or corridor; every world of label 1 and up counts
    year : of the reference date, 1 January
    tolerance : of the equilibrium, as in ``smallest.smallest``

    Returns
    -------
    ``<name>_difference`` (scenario, statistic, place) in the unit of the outcome and ``<name>_indistinguishable``
    (scenario, place), as in ``bands``
    """
    found: Found = {}
    coords: dict[str, Any] = {"statistic": np.array(STATISTICS, dtype=object)}
    for name, variable in catalogue.VARIABLES.items():
        if variable.dims not in ((YEAR, AREA), (YEAR, CORRIDOR)) or not _wanted(variable):
            continue
        if not all(name in data for data in datasets.values()):
            continue
        dim = variable.dims[1]
        coords |= {dim: _labels(datasets, dim)} if dim not in coords else {}
        arrays = []
        for data in datasets.values():
            worlds = data[DRAW].values > 0
            place = data[YEAR].values.tolist().index(year)
            arrays.append(data.variables[name].transpose(DRAW, YEAR, dim).values[worlds, place])
        attrs = {"units": variable.unit, "label_nl": variable.label_nl, "label_en": variable.label_en}
        found |= _paired(name, arrays, (dim,), attrs, tolerance)
    return xr.Dataset(found, coords)


def _paired(name: str, arrays: list[Array], dims: tuple[str, ...], attrs: dict[str, str], tolerance: float) -> Found:
    """Differences of the worlds of arrays (draw, *dims) to those of the first, and whether they tell anything."""
    paired = [one.astype(np.float64) - arrays[0].astype(np.float64) for one in arrays]
    told = _told(arrays, smallest(name, tolerance))
    return {
        f"{name}_difference": (("scenario", "statistic", *dims), _side_by_side(paired), attrs),
        f"{name}_indistinguishable": (("scenario", *dims), told, {}),
    }


def _wanted(variable: catalogue.Variable) -> bool:
    if len(variable.dims) != 2 or variable.dims[0] not in TIMES or variable.dims[1] not in PLACES:
        return False
    return LINK in variable.dims or (variable.role == "outcome" and variable.profile == "summary")


def _labels(datasets: Mapping[str, xr.Dataset], dim: str) -> Array:
    """Labels of a dim, the same in all."""
    labels: list[Array] = [data[dim].values for data in datasets.values()]
    if any(not np.array_equal(one, labels[0]) for one in labels[1:]):
        raise ValueError(f"other labels of {dim}")
    return labels[0]


def _side_by_side(arrays: list[Array]) -> Array:
    return np.stack([summary(one).astype(np.float32) for one in arrays])


def _told(arrays: list[Array], least: float) -> Array:
    told = [mean_and_noise(arrays[0], one) for one in arrays]
    return np.stack([indistinguishable(mean, np.maximum(noise, least)) for mean, noise in told])


def _place_words(
    data: xr.Dataset, dim: str, ids: Array, labels: Mapping[str, tuple[str, str]], lang: Lang
) -> list[str]:
    places = [str(place) for place in ids]
    stored: dict[str, str] = {}
    for name in (f"{dim}_{lang}", f"{dim}_name_{lang}"):
        if name in data.coords:
            stored |= {str(place): str(word) for place, word in zip(data[dim].values, data[name].values, strict=True)}
    return [place_label(labels, place, lang) if place in labels else stored.get(place, place) for place in places]
