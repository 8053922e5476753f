"""The schematic multimodal network as arrays: its types and the conventions of its tables.

Zones are leaves. Car edges are road links; transit edges are line segments, each with a twin *wait* edge that counts
where a rider boards that segment. Links that a project adds exist from the start and are usable only where it is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Table = Mapping[str, ArrayLike]

#: Names of added links: `<project>_<from>_<to>` (road), `<project>_<line>_<from>_<to>` (transit), in both directions.
#: BPR of a road link that a project adds (convention of the network tables), without base volume: free flow.
NEW_ROAD_ALPHA = 0.60
NEW_ROAD_BETA = 4.0
#: Longest wait for a first or next vehicle, and the extra minutes of a transfer (convention of the network tables).
MAX_WAIT_MIN = 10.0
TRANSFER_MIN = 5.0
#: Transit within a zone (assumed): walk to and from a stop 8, wait 6, then 18 km/h over the mean distance.
LOCAL_TRANSIT_FIXED_MIN = 14.0
LOCAL_TRANSIT_KMH = 18.0
#: Length of track over the straight line between stops (assumed); only fares use transit kilometres.
TRACK_DETOUR = 1.1

ROAD_FIELDS = {"capacity_veh_h": "capacity", "free_flow_min": "free_min", "base_volume_veh_h": "volume"}
TRANSIT_FIELDS = {
    "in_vehicle_min": "ride_min",
    "frequency_h": "frequency",
    "capacity_pass_h": "capacity",
    "seats_pass_h": "seats",
}
#: Fields that projects may name and that change no time here (lanes act through capacity).
INERT_FIELDS = ("lanes", "mode", "name", "bpr_alpha", "bpr_beta", "road_type")


@dataclass(frozen=True)
class Change:
    """One attribute of some edges that becomes `value` where `project` (or variant) is on."""

    switch: int
    field: str
    edges: Ints
    value: float


@dataclass(frozen=True)
class Roads:
    """Directed road edges, base links first, then links of projects. All arrays (edge,).

    `start`, `end` are node indices; `added_by` is the project that adds the edge, -1 for the base network.
    """

    ids: tuple[str, ...]
    start: Ints
    end: Ints
    length_km: Floats
    free_min: Floats
    capacity: Floats
    volume: Floats
    commuter_share: Floats
    alpha: Floats
    beta: Floats
    added_by: Ints


@dataclass(frozen=True)
class Lines:
    """Directed line segments, base first, then those of projects. All arrays (segment,).

    `line` is the index of the line id (a rider stays on board while it is the same); minutes, vehicles per hour,
    passengers per hour; `km` along the track.
    """

    ids: tuple[str, ...]
    start: Ints
    end: Ints
    line: Ints
    ride_min: Floats
    frequency: Floats
    seats: Floats
    capacity: Floats
    volume: Floats
    km: Floats
    added_by: Ints


@dataclass(frozen=True)
class Network:
    """Everything about the network that no draw changes. Node index of zone z is z."""

    zones: tuple[str, ...]
    nodes: tuple[str, ...]
    projects: tuple[str, ...]
    variants: tuple[str, ...]
    roads: Roads
    lines: Lines
    access_zone: Ints
    access_node: Ints
    access_min: Floats
    egress_min: Floats
    intrazonal_car_min: Floats
    intrazonal_km: Floats
    road_changes: tuple[Change, ...]
    line_changes: tuple[Change, ...]
    road_variants: tuple[Change, ...]
    line_variants: tuple[Change, ...]


@dataclass(frozen=True)
class LinkState:
    """Attributes of edges per draw, minutes at base-year volumes.

    `open_projects (project, draw)` and `variant (variant, draw)` bool are what the state was made from; `car_min`,
    `car_capacity`, `car_free`, `car_volume (edge, draw)`: minutes, capacity, free-flow minutes and volume of the base
    year; `transit_min (2 x segment, draw)`: riding minutes, then waits; `transit_capacity`,
    `transit_seats (segment, draw)` passengers an hour.
    """

    open_projects: Bools
    variant: Bools
    car_min: Floats
    car_capacity: Floats
    car_free: Floats
    car_volume: Floats
    transit_min: Floats
    transit_capacity: Floats
    transit_seats: Floats

    def columns(self, draws: Ints) -> LinkState:
        """The same state for some draws only (copies, contiguous)."""
        return LinkState(
            **{name: np.ascontiguousarray(getattr(self, name)[:, draws]) for name in self.__dataclass_fields__}
        )
