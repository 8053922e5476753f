"""Roads, trains and the model of commuting of an invented country, to measure how the equilibrium grows with zones.

Roads join neighbours, and carry on the base date what commuters make; lines join each large town to the nearest ones.
Every number is invented.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree

from balanssim.invented import DETOUR, Country
from balanssim.model import commuting, network, routes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Table = dict[str, NDArray[np.str_]]

#: Neighbours that a road leads to; km/h on it; cars in the busiest hour per commuter.
NEIGHBOURS, ROAD_KMH, IN_PEAK = 3, 75.0, 0.18
#: Part of the capacity that is full on the base date, and of the cars that commuters drive.
FULL, COMMUTERS = 0.6, 0.5
#: Zones for each town with a station, towns that a line leads to, km/h and vehicles an hour on it.
PER_STATION, LINES, TRAIN_KMH, FREQUENCY = 4, 3, 70.0, 4.0


def static(made: Country) -> commuting.CommutingStatic:
    """The model of commuting of a country, balanced and fitted."""
    zones = made.rows.size
    universe = routes.enumerate_routes(network.compile_network(*tables(made)), _corridors())
    inside = np.arange(zones)
    return commuting.make_static(
        commuting.transport(universe, np.zeros(zones), np.zeros(zones, dtype=bool)),
        flows=made.flows, rows=made.rows, columns=made.columns, p0=shares(made),
        parent=np.full(zones, -1), study=inside >= 0, screenline=np.array([True]), central=parameters(1),
    )  # fmt: skip


def shares(made: Country) -> Floats:
    """Modes on the base date (mode, o, d): the train further away, the bicycle near home."""
    far = made.km
    odds = np.stack([np.ones_like(far), 0.12 + 0.25 * np.minimum(far / 40.0, 1.0), 1.6 * np.exp(-far / 5.0)])
    made_of: Floats = odds / odds.sum(axis=0)
    return made_of


def parameters(draws: int, kernel: str = "numpy") -> commuting.CommutingParameters:
    """Round values, another in every draw, with the equilibrium asked for."""
    bend = 1.0 + 0.3 * np.linspace(-0.5, 0.5, draws) if draws > 1 else np.ones(1)
    values: dict[str, float] = {
        "beta": 0.03, "lambda_ratio": 0.6, "value_of_time": 9.25, "fuel_cost_km": 0.11, "fare_base": 0.75,
        "fare_km": 0.12, "days_per_week": 4.0, "present": 0.87, "wfh": 0.17, "peak_share": 0.24, "occupancy": 1.08,
        "peak_spreading": 0.5,
    }  # fmt: skip
    bent: dict[str, Any] = {name: value * bend for name, value in values.items()}
    return commuting.CommutingParameters(
        **bent, crowding_max=1.6, congestion="equilibrium", gap_tolerance=np.full(draws, 1e-3), kernel=kernel
    )


def tables(made: Country) -> tuple[dict[str, Table], Table]:
    """Tables of the network, and that of projects, which is empty."""
    zones = made.rows.size
    joined = _neighbours(made)
    start, end = np.concatenate([joined, joined[:, ::-1]]).T
    km = made.km[start, end]
    load = np.maximum(_loads(made, start, end, km), 100.0) / COMMUTERS
    zone, junction, stop = (np.array([f"{kind}{number}" for number in range(zones)]) for kind in ("Z", "J", "S"))
    station = np.arange(0, zones, PER_STATION)
    both = (np.concatenate([zone, junction]), np.concatenate([junction, zone]))
    connector = np.full(2 * zones, 2.0)
    length = np.concatenate([km, connector])
    roads = {
        "link": _texts(np.arange(start.size + 2 * zones)),
        "from_node": np.concatenate([junction[start], both[0]]),
        "to_node": np.concatenate([junction[end], both[1]]),
        "length_km": _texts(length),
        "free_flow_min": _texts(np.concatenate([60.0 * km / ROAD_KMH, 2.0 * connector])),
        "capacity_veh_h": _texts(np.concatenate([load / FULL, np.full(2 * zones, 1e5)])),
        "base_volume_veh_h": _texts(np.concatenate([load, np.full(2 * zones, 1e3)])),
        "commuter_share": _texts(np.full(length.size, COMMUTERS)),
        "bpr_alpha": _texts(np.full(length.size, 0.8)),
        "bpr_beta": _texts(np.full(length.size, 4.0)),
    }
    lat, lon = 52.0 + made.place[:, 1] / 111.2, 5.0 + made.place[:, 0] / 68.5
    access = np.argmin(made.km[:, station], axis=1)
    away = made.km[np.arange(zones), station[access]]
    minutes = _texts(np.where(away > 3.5, 3.0 * away, 6.0))
    return {
        "zones": {
            "zone": zone, "intrazonal_car_min": _texts(np.full(zones, 6.0)),
            "intrazonal_bike_km": _texts(np.diag(made.km)),
        },
        "nodes": {
            "node": np.concatenate([zone, junction, stop[station]]),
            "lat": _texts(np.concatenate([lat, lat, lat[station]])),
            "lon": _texts(np.concatenate([lon, lon, lon[station]])),
        },
        "road_links": roads,
        "transit_links": _trains(made, station, stop),
        "transit_access": {"zone": zone, "node": stop[station[access]], "access_min": minutes, "egress_min": minutes},
    }, {name: np.array([], dtype=str) for name in ("project", "action", "target", "field", "new_value")}  # fmt: skip


def _neighbours(made: Country) -> Ints:
    """Pairs of zones that a road joins (road, 2): the nearest ones, and what keeps the country together."""
    zones = made.rows.size
    apart = made.km.copy()
    np.fill_diagonal(apart, np.inf)
    near = np.argsort(apart, axis=1, kind="stable")[:, : min(NEIGHBOURS, zones - 1)]
    tree = coo_array(minimum_spanning_tree(np.where(np.isfinite(apart), apart, 0.0)))
    pairs = np.concatenate([
        np.stack([np.repeat(np.arange(zones), near.shape[1]), near.ravel()], axis=1), np.stack(tree.coords, axis=1)
    ])  # fmt: skip
    return np.unique(np.sort(pairs, axis=1), axis=0)


def _loads(made: Country, start: Ints, end: Ints, km: Floats) -> Floats:
    """Cars of commuters in the busiest hour on each road when all take the shortest way (road,)."""
    zones = made.rows.size
    graph = coo_array((km, (start, end)), shape=(zones, zones)).tocsr()
    far, before = dijkstra(graph, return_predecessors=True)
    through = made.flows * IN_PEAK
    np.fill_diagonal(through, 0.0)
    load = np.zeros((zones, zones))
    for origin in range(zones):
        for place in np.argsort(-far[origin], kind="stable")[:-1].tolist():  # the farthest first
            last = before[origin, place]
            load[last, place] += through[origin, place]
            through[origin, last] += through[origin, place] if last != origin else 0.0
    return load[start, end]


def _trains(made: Country, station: Ints, stop: NDArray[np.str_]) -> Table:
    """Lines between towns with a station, both ways, a line for each two."""
    apart = made.km[np.ix_(station, station)].copy()
    np.fill_diagonal(apart, np.inf)
    near = np.argsort(apart, axis=1, kind="stable")[:, : min(LINES, station.size - 1)]
    tree = coo_array(minimum_spanning_tree(np.where(np.isfinite(apart), apart, 0.0)))
    pairs = np.concatenate([
        np.stack([np.repeat(np.arange(station.size), near.shape[1]), near.ravel()], axis=1),
        np.stack(tree.coords, axis=1),
    ])  # fmt: skip
    joined = station[np.unique(np.sort(pairs, axis=1), axis=0)]
    start, end = np.concatenate([joined, joined[:, ::-1]]).T
    count = start.size
    return {
        "link": np.array([f"T{number}" for number in range(count)]),
        "from_node": stop[start], "to_node": stop[end],
        "line": np.array([f"L{number % len(joined)}" for number in range(count)]),
        "in_vehicle_min": _texts(60.0 * made.km[start, end] / DETOUR / TRAIN_KMH + 1.0),
        "frequency_h": _texts(np.full(count, FREQUENCY)), "seats_pass_h": _texts(np.full(count, 2400)),
        "capacity_pass_h": _texts(np.full(count, 3600)), "base_volume_pass_h": _texts(np.full(count, 900)),
    }  # fmt: skip


def _corridors() -> Table:
    """One corridor by car: the first road."""
    return {"corridor": np.array(["first"]), "mode": np.array(["car"]), "links": np.array(["0"])}


def _texts(values: NDArray[np.generic]) -> NDArray[np.str_]:
    return np.array([str(value) for value in values.tolist()])
