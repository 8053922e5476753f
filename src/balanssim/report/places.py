"""Where things lie, for the map: zones and links of a region with their coordinates, without the insides of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from balanssim.region.outline import Outline

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.texts import Lang

#: Longitude and latitude in degrees, WGS84.
Degrees = tuple[float, float]


@dataclass(frozen=True)
class Zone:
    """One zone; ``town`` is the municipality that it is labelled with, ``focus`` whether it lies in the study area."""

    id: str
    name: str
    town: str
    at: Degrees
    focus: bool


@dataclass(frozen=True)
class Link:
    """One direction of a road or of a transit line between two stops; ``base`` its volume on the base date per hour."""

    id: str
    name: str
    kind: Literal["road", "transit"]
    from_node: str
    to_node: str
    line: str
    base: float


@dataclass(frozen=True)
class Places:
    """All that a map needs beside the numbers."""

    zones: tuple[Zone, ...]
    nodes: Mapping[str, Degrees]
    links: tuple[Link, ...]
    outline: Outline | None = None

    def with_outline(self, outline: Outline | None) -> Places:
        """The same places before another background; None keeps the one there is."""
        return self if outline is None else replace(self, outline=outline)


def places_of(region: Region, lang: Lang, outline: Outline | None = None) -> Places:
    """The places of a region; zones are named as areas where they are one, connectors are left out."""
    areas = region.index.areas
    zones = []
    for row in region.zones.rows():
        area = areas.get(str(row["zone"]))
        name = str(row["name"]) if area is None else (area.name_nl if lang == "nl" else area.name_en)
        at = (float(row["lon"]), float(row["lat"]))
        zones.append(Zone(str(row["zone"]), name, str(row["municipality_name"]), at, row["role"] == "study"))
    nodes = {
        str(row["node"]): (float(row["lon"]), float(row["lat"]))
        for row in region.network["nodes"].rows()
        if row["kind"] != "zone"
    }
    known = nodes.keys()
    listed = (*_tables(region), *_projects(region, lang))
    links = tuple(link for link in listed if link.from_node in known and link.to_node in known)
    return Places(tuple(zones), nodes, links, outline)


def _tables(region: Region) -> Iterator[Link]:
    for row in region.network["road_links"].rows():
        if row["road_type"] != "connector":
            ends = (str(row["from_node"]), str(row["to_node"]))
            yield Link(str(row["link"]), str(row["name"]), "road", *ends, "", float(row["base_volume_veh_h"]))
    for row in region.network["transit_links"].rows():
        ends = (str(row["from_node"]), str(row["to_node"]))
        base = float(row["base_volume_pass_h"])
        yield Link(str(row["link"]), str(row["name"]), "transit", *ends, str(row["line"]), base)


def _projects(region: Region, lang: Lang) -> Iterator[Link]:
    """Links that projects add, both ways, named as in the results (section 2 of the interfaces page).

    In words they are the project and the two stops: a line of five stops would be five links of one name.
    """
    projects = region.index.projects
    stops = {str(row["node"]): str(row["name"]).split(" (")[0] for row in region.network["nodes"].rows()}
    for row in region.projects.rows():
        if row["action"] != "add_link":
            continue
        project = str(row["project"])
        entry = projects.get(project)
        called = project if entry is None else (entry.name_nl if lang == "nl" else entry.name_en).split(" (")[0]
        given = dict(zip(str(row["field"]).split(","), str(row["new_value"]).split(","), strict=False))
        line = given.get("line", "")
        one, other = str(row["target"]).split(">")
        name = f"{called}, {stops.get(one, one)}\N{EN DASH}{stops.get(other, other)}"
        for start, end in ((one, other), (other, one)):
            id_ = "_".join(part for part in (project, line, start, end) if part)
            yield Link(id_, name, "transit" if line else "road", start, end, line, 0.0)
