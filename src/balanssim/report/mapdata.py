"""What the maps show, from the datasets: per layer the items that are drawn, and their values per map and year.

The maps of a page are one per scenario and, from the second on, one of its paired difference to the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

from balanssim.dims import AREA, LINK, MAP_YEAR, MAP_YEARS, YEAR
from balanssim.report.places import Link, Places, Zone

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Kind = Literal["homes", "jobs", "road", "transit"]

#: Outcome of each layer of circles.
CIRCLES: Final[Mapping[Kind, str]] = {"homes": "homes_added", "jobs": "jobs_all_added"}
LOAD: Final = "link_load_extra"
CROWDING: Final = "link_crowding"
#: Links whose largest median stays below this share of the largest of all are drawn as grey ground only.
VISIBLE: Final = 0.02


@dataclass(frozen=True)
class Layer:
    """One kind of thing on the maps.

    ``items`` zones or links, the largest first; ``values`` (map, year, item, 3): median, p10 and p90; ``told`` (map,
    year, item): False where a difference cannot be told from the noise; ``crowding`` (map, year, item, 3) passengers
    per seat, NaN where there is none and in differences.
    """

    kind: Kind
    items: tuple[Zone | Link, ...]
    values: Array
    told: npt.NDArray[np.bool_]
    crowding: Array | None = None

    def largest(self, maps: slice) -> float:
        """The largest median in absolute size over all items and years of some maps; 0 where there are none."""
        medians = np.abs(self.values[maps, ..., 0])
        finite = medians[np.isfinite(medians)]
        return float(finite.max()) if finite.size else 0.0


@dataclass(frozen=True)
class MapData:
    """Layers and axes; the maps of scenarios come first, then those of differences, in column order from the second."""

    scenarios: int
    years: tuple[int, ...]
    shown: int
    layers: tuple[Layer, ...]

    @property
    def maps(self) -> int:
        """Number of maps."""
        return max(2 * self.scenarios - 1, 0)

    def column(self, map_: int) -> int:
        """Column of the scenario that a map is about."""
        return map_ if map_ < self.scenarios else map_ - self.scenarios + 1

    def layer(self, kind: Kind) -> Layer | None:
        """One layer, None where the results do not hold it."""
        return next((layer for layer in self.layers if layer.kind == kind), None)


def map_data(dataset: xr.Dataset, places: Places, year: int) -> MapData | None:
    """What the maps show; None where the results hold no zone of the study area.

    Parameters
    ----------
    dataset : from ``compare``: bands of homes, jobs and, where stored, link loads and crowding
    places : zones and links of the region
    year : reference year; shown first, or else the last year of the map before it
    """
    zones = tuple(zone for zone in places.zones if zone.focus)
    known = {str(area) for area in dataset[AREA].values} if AREA in dataset.dims else set()
    zones = tuple(zone for zone in zones if zone.id in known)
    if not zones:
        return None
    held = dataset[MAP_YEAR].values if MAP_YEAR in dataset.dims else MAP_YEARS
    inside = {int(one) for one in dataset[YEAR].values} if YEAR in dataset.dims else set()
    years = tuple(int(one) for one in held if int(one) in inside)
    if not years:
        return None
    layers = [_circles(dataset, kind, zones, years) for kind in CIRCLES]
    layers += _lines(dataset, places.links, years) if LOAD in dataset else []
    before = [one for one in years if one <= year] or [years[0]]
    found = tuple(layer for layer in layers if layer is not None)
    return MapData(dataset.sizes["scenario"], years, before[-1], found) if found else None


def _circles(dataset: xr.Dataset, kind: Kind, zones: tuple[Zone, ...], years: Sequence[int]) -> Layer | None:
    name = CIRCLES[kind]
    if name not in dataset:
        return None
    where = {YEAR: list(years), AREA: [zone.id for zone in zones]}
    values, told = _bands(dataset, name, where, (YEAR, AREA))
    order = _by_size(values)
    return Layer(kind, tuple(zones[item] for item in order), values[:, :, order], told[:, :, order])


def _lines(dataset: xr.Dataset, links: Sequence[Link], years: Sequence[int]) -> list[Layer | None]:
    known = {str(link) for link in dataset[LINK].values}
    layers: list[Layer | None] = []
    for kind in ("road", "transit"):
        there = [link for link in links if link.kind == kind and link.id in known]
        if not there:
            continue
        where = {MAP_YEAR: list(years), LINK: [link.id for link in there]}
        values, told = _bands(dataset, LOAD, where, (MAP_YEAR, LINK))
        chosen = _peak_direction(there, values, dataset.sizes["scenario"])
        order = _by_size(values[:, :, chosen])
        picked = [chosen[item] for item in order]
        crowding = None
        if kind == "transit" and CROWDING in dataset:
            crowding = _bands(dataset, CROWDING, where, (MAP_YEAR, LINK))[0][:, :, picked]
            crowding[dataset.sizes["scenario"] :] = np.nan
        items = tuple(there[item] for item in picked)
        layers.append(Layer(kind, items, values[:, :, picked], told[:, :, picked], crowding))
    return layers


def _bands(
    dataset: xr.Dataset, name: str, where: Mapping[str, object], dims: tuple[str, str]
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """(map, year, item, 3) median, p10, p90 of scenarios and differences, and whether each can be told from noise."""
    order = ("scenario", *dims, "statistic")
    statistics = ["median", "p10", "p90"]
    own = dataset[name].sel(where).sel(statistic=statistics).transpose(*order).values.astype(np.float64)
    scenarios = own.shape[0]
    parts, told = [own], [np.ones(own.shape[:3], dtype=bool)]
    if scenarios > 1:
        if f"{name}_difference" in dataset:
            paired = dataset[f"{name}_difference"].sel(where).sel(statistic=statistics).transpose(*order)
            parts.append(paired.values.astype(np.float64)[1:])
        else:
            parts.append(np.full((scenarios - 1, *own.shape[1:]), np.nan))
        if f"{name}_indistinguishable" in dataset:
            same = dataset[f"{name}_indistinguishable"].sel(where).transpose(*order[:-1])
            told.append(~same.values.astype(bool)[1:])
        else:
            told.append(np.ones((scenarios - 1, *own.shape[1:3]), dtype=bool))
    return np.concatenate(parts), np.concatenate(told)


def _by_size(values: Array) -> list[int]:
    """Items by their largest median, large first, so that small circles lie on top and long tables begin well."""
    size = np.nanmax(np.abs(np.nan_to_num(values[..., 0])), axis=(0, 1))
    return [int(item) for item in np.argsort(-size, kind="stable")]


def _peak_direction(links: Sequence[Link], values: Array, scenarios: int) -> list[int]:
    """Of the two directions of each road or line the busiest one, the same on every map; faint ones left out."""
    extra = np.nan_to_num(values[:scenarios, ..., 0])
    size = np.abs(np.nan_to_num(values[..., 0])).max(axis=(0, 1))
    busiest = extra.max(axis=(0, 1))
    best: dict[tuple[object, ...], int] = {}
    for item, link in enumerate(links):
        key = (*sorted((link.from_node, link.to_node)), link.line, link.name)
        other = best.get(key)
        if other is None or link.base + busiest[item] > links[other].base + busiest[other]:
            best[key] = item
    floor = VISIBLE * size[list(best.values())].max() if best else 0.0
    return [item for item in best.values() if size[item] > 0 and size[item] >= floor]
