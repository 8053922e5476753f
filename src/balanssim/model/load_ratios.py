"""How full roads and lines are in the busiest hour, and the time lost on roads: per link, and per corridor.

From the volumes of the equilibrium (`congestion`). Equations: model.md 6.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balanssim.model import routes, supply
from balanssim.model.layout import Layout
from balanssim.model.network_parts import Bools, Floats, LinkState, Network

#: Signal values of the volume/capacity ratio: from where a road is called busy, and full. Source: Dutch practice.
SIGNALS = (0.8, 0.9)
#: Speed that the travel-time factor compares with, km/h. Source: reistijdfactor of the Nota Mobiliteit (2004).
NORM_KMH = 100.0


@dataclass(frozen=True)
class Volumes:
    """All travellers of a year in the order of the network: `cars (edge, draw)` an hour with their `capacity`, the
    `lost` vehicle hours, the vehicle hours `spent` and those at `NORM_KMH`, `normal`, all five zero on links that are
    not open; `riders`, `seats (segment, draw)` an hour, zero on
    lines that do not run.
    """

    cars: Floats
    capacity: Floats
    lost: Floats
    spent: Floats
    normal: Floats
    riders: Floats
    seats: Floats


def volumes(network: Network, form: Layout, links: LinkState, cars: Floats, riders: Floats) -> Volumes:
    """Volumes of a year; `cars (road, draw)` on the roads that congest, `riders (segment, draw)`.

    Other roads keep the count of the base date. Hours are lost against free flow.
    """
    everywhere = links.car_volume.copy()
    everywhere[form.counts.roads] = cars
    minutes = supply.congested_minutes(network, links, np.arange(len(everywhere)), everywhere)
    there = _open(network.roads.added_by, links.open_projects)
    runs = _open(network.lines.added_by, links.open_projects) & (links.transit_seats > 0.0)
    carried = np.where(there, everywhere, 0.0)
    return Volumes(
        cars=carried,
        capacity=np.where(there, links.car_capacity, 0.0),
        lost=carried * (minutes - links.car_free) / 60.0,
        spent=carried * minutes / 60.0,
        normal=carried * (network.roads.length_km / NORM_KMH)[:, None],
        riders=np.where(runs, riders, 0.0),
        seats=np.where(runs, links.transit_seats, 0.0),
    )


def ratio(volume: Floats, room: Floats) -> Floats:
    """`volume / room`, NaN where there is no room."""
    return np.divide(volume, room, out=np.full_like(volume, np.nan), where=room > 0.0)


def of_corridors(universe: routes.RouteUniverse, at: Volumes) -> dict[str, Floats]:
    """`load_ratio`, `crowding`, `lost_vehicle_hours`, `travel_time_factor` (corridor, draw): sums over its links.

    NaN on corridors of the other mode, and where nothing of a corridor is open.
    """
    roads, rides = universe.corridor_edges["car"], universe.corridor_edges["transit"][:, : len(at.seats)]
    load = ratio(roads @ at.cars, roads @ at.capacity)
    return {
        "load_ratio": load,
        "crowding": ratio(rides @ at.riders, rides @ at.seats),
        "lost_vehicle_hours": np.where(np.isnan(load), np.nan, roads @ at.lost),
        "travel_time_factor": ratio(roads @ at.spent, roads @ at.normal),
    }


def room(universe: routes.RouteUniverse, links: LinkState) -> tuple[Floats, Floats]:
    """Capacity of the roads and seats of the lines of each corridor that are open, an hour, (corridor, draw) each."""
    network = universe.network
    there = _open(network.roads.added_by, links.open_projects)
    runs = _open(network.lines.added_by, links.open_projects)
    roads, rides = universe.corridor_edges["car"], universe.corridor_edges["transit"][:, : len(links.transit_seats)]
    capacity = roads @ np.where(there, links.car_capacity, 0.0)
    return np.asarray(capacity), np.asarray(rides @ np.where(runs, links.transit_seats, 0.0))


def of_links(at: Volumes) -> dict[str, Floats]:
    """`link_load_ratio` and `link_lost_hours` (link, draw), roads first, then segments, which have no value."""
    none = np.full_like(at.riders, np.nan)
    load = ratio(at.cars, at.capacity)
    return {
        "link_load_ratio": np.concatenate([load, none]),
        "link_lost_hours": np.concatenate([np.where(np.isnan(load), np.nan, at.lost), none]),
    }


def first_past(before: Floats, at: Volumes, year: int) -> Floats:
    """Year in which each link first passed each of `SIGNALS`, (signal, link, draw), infinite where not yet.

    `before` the same a year earlier. Segments of transit have no ratio and pass none. Source: threshold year,
    adaptation tipping points, Kwadijk et al. (2010).
    """
    load = of_links(at)["link_load_ratio"]
    past = load[None] > np.array(SIGNALS)[:, None, None]
    return np.where(past & np.isinf(before), float(year), before)


def _open(added_by: np.ndarray, open_projects: Bools) -> Bools:
    """Links that are there (link, draw): those of the base network, and those of open projects."""
    there = np.ones((added_by.size, open_projects.shape[1]), dtype=bool)
    new = np.flatnonzero(added_by >= 0)
    there[new] = open_projects[added_by[new]]
    return there
