"""Roads, trains and the model of commuting of an invented country, to measure how the equilibrium grows with zones.

Roads and railways join neighbours, so that ways round are as short as in a real country, and carry on the base date
what commuters make; they are as wide as an authority would have built them for that. Every number is invented; lanes,
speeds and how full roads and trains are lie near those of the region that is shipped (decision 0043).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from balanssim.invented import DETOUR, Country
from balanssim.model import commuting, network, peak, routes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Table = dict[str, NDArray[np.str_]]

#: Kilometres of a road between neighbours for each as the crow flies. With the ways round over the network long
#: trips become `invented.DETOUR` as the crow flies.
BEND = 1.1
#: Of rural roads, and of motorways: km/h, cars an hour on a lane, and what the minutes do with volumes.
KMH, PER_LANE, ALPHA, BETA = (60.0, 96.0), (1500.0, 2100.0), (0.7, 0.9), (3.0, 4.0)
TYPES = ("rural", "motorway")
#: Cars an hour from where a road is built as a motorway: more than two lanes of a rural road hold.
MOTORWAY = 3000.0
#: How full roads and trains were made to be, and the least part of the volumes of the base date that had come by then:
#: some roads are older than others.
FULL, LEAST = 0.75, 0.8
#: Part of the cars that commuters drive, and cars of commuters at least on a road.
COMMUTERS, FEW = 0.5, 100.0
#: Zones for each town with a station; km/h, seats of a train, places for each seat, and trains an hour at least.
PER_STATION, TRAIN_KMH, SEATS, PLACES, SELDOM = 4, 70.0, 600.0, 1.5, 2.0


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
    zone, junction, stop = (np.array([f"{kind}{number}" for number in range(zones)]) for kind in ("Z", "J", "S"))
    station = np.arange(0, zones, PER_STATION)
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
        "road_links": _roads(made, zone, junction),
        "transit_links": _trains(made, station, access, stop),
        "transit_access": {"zone": zone, "node": stop[station[access]], "access_min": minutes, "egress_min": minutes},
    }, {name: np.array([], dtype=str) for name in ("project", "action", "target", "field", "new_value")}  # fmt: skip


def _roads(made: Country, zone: NDArray[np.str_], junction: NDArray[np.str_]) -> Table:
    """Roads between neighbours, both ways, then connectors.

    Loads come twice: by kilometres, which says where motorways are, and by their minutes, which says how many lanes.
    """
    zones = made.rows.size
    start, end = _both_ways(made.place)
    km = made.km[start, end] * BEND / DETOUR
    cars = travellers(made, 0) / parameters(1).occupancy
    wide = (_loads(cars, start, end, km) > COMMUTERS * MOTORWAY).astype(int)
    kmh, per_lane, alpha, beta = (np.array(values)[wide] for values in (KMH, PER_LANE, ALPHA, BETA))
    minutes = 60.0 * km / kmh
    volume = np.maximum(_loads(cars, start, end, minutes), FEW) / COMMUTERS
    then = volume * np.random.default_rng((1, zones)).uniform(LEAST, 1.0, km.size)
    lanes = np.maximum(np.ceil(then / (FULL * per_lane)), 1.0)
    both = (np.concatenate([zone, junction]), np.concatenate([junction, zone]))
    connector = np.full(2 * zones, 2.0)

    def with_connectors(roads: NDArray[np.generic], value: float | str) -> NDArray[np.str_]:
        return _texts(np.concatenate([roads, np.full(2 * zones, value)]))

    return {
        "link": _texts(np.arange(km.size + 2 * zones)),
        "from_node": np.concatenate([junction[start], both[0]]),
        "to_node": np.concatenate([junction[end], both[1]]),
        "length_km": _texts(np.concatenate([km, connector])),
        "lanes": with_connectors(lanes.astype(int), 2),
        "free_flow_min": _texts(np.concatenate([minutes, 2.0 * connector])),
        "capacity_veh_h": with_connectors(lanes * per_lane, 1e5),
        "base_volume_veh_h": with_connectors(volume, 1e3),
        "commuter_share": with_connectors(np.full(km.size, COMMUTERS), COMMUTERS),
        "road_type": with_connectors(np.array(TYPES)[wide], "connector"),
        "bpr_alpha": with_connectors(alpha, ALPHA[0]),
        "bpr_beta": with_connectors(beta, BETA[0]),
    }


def _both_ways(place: Floats) -> tuple[Ints, Ints]:
    """Starts and ends of what joins neighbours among the `place (zone, 2)`, there and back.

    Neighbours are those without another place in the circle between them, which holds a country together with ways
    round as short as real ones. Source: Gabriel and Sokal (1969); Aldous and Shun (2010), Statistical Science 25.
    """
    apart = ((place[:, None] - place[None]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    free = np.array([(one + apart).min(axis=1) >= one for one in apart]) & np.isfinite(apart)
    start, end = np.nonzero(np.triu(free))
    return np.concatenate([start, end]), np.concatenate([end, start])


def travellers(made: Country, mode: int) -> Floats:
    """Commuters by a mode in the busiest hour between zones (o, d), as the model counts them; none within a zone."""
    p = parameters(1)
    going = peak.at_work(made.km.ravel(), p.wfh) * peak.peak_factor(p.days_per_week, p.present, p.peak_share)
    travelling: Floats = made.flows * shares(made)[mode] * going.reshape(made.km.shape)
    np.fill_diagonal(travelling, 0.0)
    return travelling


def _loads(through: Floats, start: Ints, end: Ints, cost: Floats) -> Floats:
    """Travellers on each link (link,) when all take the cheapest way; `through (o, d)`."""
    zones = len(through)
    every, through, load = np.arange(zones), through.copy(), np.zeros((zones, zones))
    far, before = dijkstra(
        coo_array((cost, (start, end)), shape=(zones, zones)).tocsr(), return_predecessors=True
    )  # fmt: skip
    for place in np.argsort(-far, axis=1, kind="stable").T[:-1]:  # of every origin the farthest first
        last, passing = before[every, place], through[every, place]
        np.add.at(load, (last, place), passing)
        through[every, last] += passing
    found: Floats = load[start, end]
    return found


def _trains(made: Country, station: Ints, access: Ints, stop: NDArray[np.str_]) -> Table:
    """Lines between neighbouring towns with a station, both ways, a line for each two; `access (zone,)` to which of the
    stations a zone goes. As many trains as riders ask for.
    """
    first, last = _both_ways(made.place[station])
    start, end = station[first], station[last]
    minutes = 60.0 * made.km[start, end] / DETOUR / TRAIN_KMH + 1.0
    riders = np.zeros((station.size, station.size))
    np.add.at(riders, (access[:, None], access[None]), travellers(made, 1))
    load = _loads(riders, first, last, minutes)
    trains = np.maximum(np.ceil(load / (FULL * SEATS)), SELDOM)
    count = start.size
    return {
        "link": np.array([f"T{number}" for number in range(count)]),
        "from_node": stop[start], "to_node": stop[end],
        "line": np.array([f"L{number % (count // 2)}" for number in range(count)]),
        "in_vehicle_min": _texts(minutes), "frequency_h": _texts(trains), "seats_pass_h": _texts(SEATS * trains),
        "capacity_pass_h": _texts(PLACES * SEATS * trains), "base_volume_pass_h": _texts(load),
    }  # fmt: skip


def _corridors() -> Table:
    """One corridor by car: the first road."""
    return {"corridor": np.array(["first"]), "mode": np.array(["car"]), "links": np.array(["0"])}


def _texts(values: NDArray[np.generic]) -> NDArray[np.str_]:
    return np.array([str(value) for value in values.tolist()])
