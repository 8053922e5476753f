"""Where everything lies on the schematic map: projection, bundles of lines, scales, free places for names and numbers.

All of it is the same for every map and year of a page, so that maps can be laid side by side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balanssim.errors import InputError, Problem
from balanssim.report import svg
from balanssim.report.mapdata import Layer, MapData
from balanssim.report.places import Degrees, Link, Places, Zone
from balanssim.texts import Lang

WIDTH: Final = 420.0
#: Largest circle and line, in units of the drawing.
RADIUS: Final = 20.0
LINE: Final = {"road": 11.0, "transit": 9.0}
#: Most names of towns, and most numbers beside lines of one kind.
TOWNS: Final = 14
VALUES: Final = 7
_TEXT: Final = 10.5
_EDGE: Final = RADIUS + 8.0


@dataclass(frozen=True)
class Projection:
    """Equirectangular at the middle latitude of the zones: degrees to units of the drawing."""

    west: float
    north: float
    scale: float
    height: float
    squeeze: float

    def __call__(self, at: Degrees) -> svg.Point:
        """Where a place lies in the drawing."""
        return ((at[0] - self.west) * self.squeeze * self.scale, (self.north - at[1]) * self.scale)

    @property
    def frame(self) -> svg.Box:
        """The whole drawing."""
        return (0.0, 0.0, WIDTH, self.height)


def projection(zones: Sequence[Zone]) -> Projection:
    """The projection that fits the zones with room for their circles."""
    lons, lats = [zone.at[0] for zone in zones], [zone.at[1] for zone in zones]
    squeeze = max(math.cos(math.radians((min(lats) + max(lats)) / 2)), 0.05)
    wide, tall = max((max(lons) - min(lons)) * squeeze, 1e-3), max(max(lats) - min(lats), 1e-3)
    scale = (WIDTH - 2 * _EDGE) / max(wide, tall)
    left = (WIDTH - wide * scale) / 2
    height = tall * scale + 2 * _EDGE
    return Projection(min(lons) - left / scale / squeeze, max(lats) + _EDGE / scale, scale, height, squeeze)


@dataclass(frozen=True)
class Sheet:
    """All maps of a page: their data, geometry and scales. ``draw``, ``frames`` and ``legend`` read it."""

    data: MapData
    places: Places
    lang: Lang
    project: Projection
    scales: tuple[Mapping[str, float], Mapping[str, float]]
    lines: Mapping[str, str]
    towns: tuple[tuple[str, float, float, str], ...]
    labels: Mapping[str, Mapping[int, tuple[float, float, str]]]

    def scale(self, map_: int, kind: str) -> float:
        """Units of the outcome at the largest size: one for all maps of scenarios, one for all of differences."""
        return self.scales[0 if map_ < self.data.scenarios else 1][kind]


def sheet(data: MapData, places: Places, lang: Lang) -> Sheet:
    """Geometry, scales and free labels, the same for every map of the page."""
    zones = [zone for zone in places.zones if zone.focus]
    project = projection(zones)
    both = (slice(0, data.scenarios), slice(data.scenarios, None))
    scales = tuple(_scales(data, maps) for maps in both)
    lines: dict[str, str] = {}
    middles: dict[str, svg.Point] = {}
    for layer in data.layers:
        if layer.kind in LINE:
            for id_, (start, end) in _bundles(layer, places, project, _relative(layer, data, scales)).items():
                lines[id_] = svg.path((start, end))
                middles[id_] = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    taken: list[svg.Box] = []
    towns = tuple(_towns(zones, data, project, taken))
    taken += _circles(data, project, scales)
    labels = {
        str(layer.kind): _labels(layer, data, middles, project, taken) for layer in data.layers if layer.kind in LINE
    }
    return Sheet(data, places, lang, project, (scales[0], scales[1]), lines, towns, labels)


def _scales(data: MapData, maps: slice) -> dict[str, float]:
    """The value at the largest size per kind; homes and jobs share one, so that they can be compared."""
    found = {layer.kind: layer.largest(maps) for layer in data.layers}
    circles = max(found.get("homes", 0.0), found.get("jobs", 0.0))
    return {kind: (circles if kind in ("homes", "jobs") else size) or 1.0 for kind, size in found.items()}


def _relative(layer: Layer, data: MapData, scales: Sequence[Mapping[str, float]]) -> list[float]:
    """The largest size of each item on any map, as a share of the largest size there is."""
    sizes = np.nan_to_num(np.abs(layer.values[..., 0]))
    own = sizes[: data.scenarios].max(axis=(0, 1)) / scales[0][layer.kind]
    if data.maps > data.scenarios:
        own = np.maximum(own, sizes[data.scenarios :].max(axis=(0, 1)) / scales[1][layer.kind])
    return [float(size) for size in np.minimum(own, 1.0)]


def _bundles(
    layer: Layer, places: Places, project: Projection, relative: Sequence[float]
) -> dict[str, tuple[svg.Point, svg.Point]]:
    """Ends of every line; lines between the same two stops lie side by side, each with room for its largest width."""
    groups: dict[tuple[str, str], list[int]] = {}
    links = [item for item in layer.items if isinstance(item, Link)]
    for item, link in enumerate(links):
        groups.setdefault((min(link.from_node, link.to_node), max(link.from_node, link.to_node)), []).append(item)
    found = {}
    for (one, other), items in groups.items():
        start, end = project(places.nodes[one]), project(places.nodes[other])
        length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
        across = (-(end[1] - start[1]) / length, (end[0] - start[0]) / length)
        widths = [max(LINE[layer.kind] * relative[item], 0.6) + 0.3 for item in items]
        side = -sum(widths) / 2
        for item, width in zip(items, widths, strict=True):
            shift = side + width / 2
            side += width
            moved = [(x + across[0] * shift, y + across[1] * shift) for x, y in (start, end)]
            found[links[item].id] = (moved[0], moved[1])
    return found


def _towns(
    zones: Sequence[Zone], data: MapData, project: Projection, taken: list[svg.Box]
) -> list[tuple[str, float, float, str]]:
    """Names of the towns with the largest circles, as far as they fit without overlap."""
    size: dict[str, float] = {}
    for layer in data.layers:
        if layer.kind in ("homes", "jobs"):
            largest = np.nan_to_num(np.abs(layer.values[..., 0])).max(axis=(0, 1))
            for item, zone in enumerate(layer.items):
                assert isinstance(zone, Zone)
                size[zone.town] = size.get(zone.town, 0.0) + float(largest[item])
    found: list[tuple[str, float, float, str]] = []
    for town in sorted(size, key=lambda name: -size[name]):
        if len(found) == TOWNS:
            break
        points = [project(zone.at) for zone in zones if zone.town == town]
        middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
        name = town if len(town) <= 28 else f"{town[:27]}…"
        place = svg.place_label(name, middle, _TEXT + 1, taken, project.frame, 7.0)
        if place is not None:
            x, y, anchor, box = place
            taken.append(box)
            found.append((name, x, y, anchor))
    return found


def _circles(data: MapData, project: Projection, scales: Sequence[Mapping[str, float]]) -> list[svg.Box]:
    """Ground of the larger circles, where a number would not be read."""
    found = []
    for layer in data.layers:
        if layer.kind not in LINE:
            for zone, relative in zip(layer.items, _relative(layer, data, scales), strict=True):
                assert isinstance(zone, Zone)
                radius, (x, y) = 0.8 * RADIUS * math.sqrt(relative), project(zone.at)
                if radius > 6:
                    found.append((x - radius, y - radius, x + radius, y + radius))
    return found


def _labels(
    layer: Layer, data: MapData, middles: dict[str, svg.Point], project: Projection, towns: Sequence[svg.Box]
) -> dict[int, tuple[float, float, str]]:
    """Places for the numbers beside the busiest lines."""
    taken = list(towns)
    found: dict[int, tuple[float, float, str]] = {}
    for item, link in enumerate(layer.items):
        if len(found) == VALUES:
            break
        assert isinstance(link, Link)
        place = svg.place_label("+0.000", middles[link.id], _TEXT, taken, project.frame, 5.0)
        if place is not None:
            found[item] = place[:3]
            box = place[3]
            taken.append((box[0] - 30, box[1] - 8, box[2] + 30, box[3] + 8))
    return found


def check_outline(places: Places, file: str) -> None:
    """Raise ``InputError`` where no outline lies near the zones: longitude and latitude may be swapped."""
    zones = [zone for zone in places.zones if zone.focus]
    if places.outline is None or not zones:
        return
    project = projection(zones)
    box = (0.0, 0.0, WIDTH, project.height)
    if not any(cut([project(point) for point in ring], box) for ring in places.outline.rings):
        raise InputError([Problem(file, 0, 0, "", "outline.elsewhere", {})])


def inside(point: svg.Point, box: svg.Box) -> bool:
    """True where a point lies within a box, edges included."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def cut(ring: Sequence[svg.Point], box: svg.Box) -> list[svg.Point]:
    """A ring cut at the box (Sutherland and Hodgman, 1974) without points within 0.8 unit of the last."""
    points = list(ring)
    for axis, at, keep_below in ((0, box[0], False), (0, box[2], True), (1, box[1], False), (1, box[3], True)):
        cut: list[svg.Point] = []
        for here, there in zip(points, points[1:] + points[:1], strict=True):
            a = here[axis] <= at if keep_below else here[axis] >= at
            b = there[axis] <= at if keep_below else there[axis] >= at
            if a:
                cut.append(here)
            if a != b:
                part = (at - here[axis]) / (there[axis] - here[axis])
                cut.append((here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])))
        points = cut
    kept: list[svg.Point] = []
    for x, y in points:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > 0.8:
            kept.append((x, y))
    return kept if len(kept) > 2 else []
