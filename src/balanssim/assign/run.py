"""User equilibrium on a network of two files: checks, assignment, figures."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balanssim.assign import tntp
from balanssim.errors import InputError, Problem, summed
from balanssim.model import assignment
from balanssim.model.road_graph import RoadGraph, arrival, road_graph
from balanssim.model.volume_delay import costs, curves, times

Floats = NDArray[np.float64]
FLOW_COLUMNS = ("from_node", "to_node", "flow", "time", "cost")


@dataclass(frozen=True)
class Assignment:
    """Outcome of an assignment. `flow`, `time`, `cost (link,)` in order of the file.

    `objective` is Beckmann's; `total_travel_time` counts time only, `total_cost` tolls and distance too.
    `relative_gap`: (total cost - cost of the same trips by the cheapest paths) / total cost. `within_zones`: trips
    from a zone to itself, which use no link.
    """

    network: tntp.Network
    flow: Floats
    time: Floats
    cost: Floats
    objective: float
    total_travel_time: float
    total_cost: float
    relative_gap: float
    gap: float
    converged: bool
    iterations: int
    seconds: float
    trips: float
    within_zones: float
    pairs: int
    paths: int
    toll_factor: float
    distance_factor: float
    notes: tuple[tuple[str, dict[str, object]], ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data, without the table of flows."""
        return {
            "objective": self.objective, "total_travel_time": self.total_travel_time, "total_cost": self.total_cost,
            "relative_gap": self.relative_gap, "converged": self.converged, "gap_asked": self.gap,
            "iterations": self.iterations, "seconds": self.seconds, "zones": self.network.zones,
            "nodes": self.network.nodes, "links": self.flow.size, "first_thru_node": self.network.first_thru,
            "trips": self.trips, "trips_within_zones": self.within_zones, "pairs": self.pairs, "paths": self.paths,
            "toll_factor": self.toll_factor, "distance_factor": self.distance_factor,
            "notes": [{"code": code, **params} for code, params in self.notes],
        }  # fmt: skip


def assign_files(
    network: str | Path,
    trips: str | Path,
    *,
    gap: float = 1e-6,
    iterations: int = 200,
    toll_factor: float = 0.0,
    distance_factor: float = 0.0,
    watch: Callable[[int, float], None] = lambda count, gap: None,
) -> Assignment:
    """Read both files and assign until the relative gap is at most `gap`, or for `iterations`.

    Cost of a link = time + toll_factor x toll + distance_factor x length. `watch` is told the number of each iteration
    and its gap. Raises ``InputError`` with all problems of both files, pairs with trips and without a path among them.
    """
    started = time.monotonic()
    problems: list[Problem] = []
    net = tntp.read_network(network, problems)
    demand = tntp.read_trips(trips, None if net is None else net.zones, problems)
    if problems or net is None or demand is None:
        raise InputError(summed(problems))
    between = demand.origin != demand.destination
    fixed = toll_factor * net.toll + distance_factor * net.length
    links = curves(net.free, net.b, net.capacity, net.power, fixed)
    origins, row = np.unique(demand.origin[between] - 1, return_inverse=True)
    graph = road_graph(net.nodes, net.first_thru - 1, net.tail - 1, net.head - 1, origins)
    ends = arrival(net.nodes, net.first_thru - 1, demand.destination[between] - 1)
    asked = assignment.Demand(row, ends, demand.trips[between])
    _connected(graph, asked, assignment.unconnected(graph, asked, links), demand, between)
    found = assignment.equilibrium(graph, asked, links, gap, iterations, watch)
    taken, cost = times(links, found.volume), costs(links, found.volume)
    return Assignment(
        net, found.volume, taken, cost, assignment.objective(links, found.volume),
        float(found.volume @ taken), float(found.volume @ cost), found.gap, gap, found.converged, found.iterations,
        time.monotonic() - started, float(asked.trips.sum()), float(demand.trips[~between].sum()),
        asked.trips.size, found.path_flow.size, toll_factor, distance_factor, (*net.notes, *demand.notes),
    )  # fmt: skip


def _connected(
    graph: RoadGraph, asked: assignment.Demand, lost: NDArray[np.int64], demand: tntp.Trips, between: NDArray[np.bool_]
) -> None:
    """Raise ``InputError`` for pairs with trips and without a path."""
    if not lost.size:
        return
    entry = np.flatnonzero(between)[lost]
    raise InputError(
        summed(
            Problem(
                demand.shown, demand.lines[n], 1, "trips", "tntp.unconnected",
                {"value": f"{demand.origin[n]} > {demand.destination[n]}", "trips": float(demand.trips[n])},
            )
            for n in entry.tolist()
        )
    )  # fmt: skip


def write_flows(found: Assignment, path: str | Path) -> Path:
    """Flow, time and cost of every link in order of the network file, as CSV."""
    target = Path(path)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FLOW_COLUMNS)
        columns = (found.network.tail, found.network.head, found.flow, found.time, found.cost)
        writer.writerows(zip(*(column.tolist() for column in columns), strict=True))
    return target
