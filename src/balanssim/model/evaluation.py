"""One evaluation of the equilibrium: volumes to minutes, routes, modes, destinations, and back to volumes.

All arrays have the draw last, so that draws that have stopped can be left out. Equations: model.md 6.1 to 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balanssim.model import routes, supply
from balanssim.model.commuting_base import (
    CommutingParameters,
    CommutingStatic,
    Transport,
    choice,
    pair_costs,
    with_hubs,
)
from balanssim.model.commuting_demand import Matrix, Warm, matrix_at
from balanssim.model.layout import MODES
from balanssim.model.network_parts import Floats, LinkState

#: Largest margin error of the matrix while the point is sought; the last matrix is balanced to `tolerance`.
BALANCED = 1e-7


@dataclass(frozen=True)
class Year:
    """One year of some draws, all that the fixed point does not change.

    `rows`, `columns (zone, draw)` margins; `factors (lever, draw)` levers as in `unchanged`; `cost (mode, o, d, draw)`,
    `car_min (pair, draw)` of the base date; per mode: `still_min (route, draw)` minutes that do not move, infinite
    where closed, `sizes (choice route, draw)`, `per_job (pair, draw)` cars or passengers an hour per job; `base_cars
    (pair, draw)` of the base date; `modelled`, `kappa (road, draw)`, `riders (segment, draw)` modelled on the base
    date; `growth (draw,)` of other traffic.
    """

    parameters: CommutingParameters
    links: LinkState
    rows: Floats
    columns: Floats
    factors: Floats
    cost: Floats
    car_min: Floats
    still_min: dict[str, Floats]
    sizes: dict[str, Floats]
    per_job: dict[str, Floats]
    base_cars: Floats
    modelled: Floats
    kappa: Floats
    riders: Floats
    growth: Floats


@dataclass(frozen=True)
class Evaluation:
    """What volumes lead to.

    `matrix` of jobs; `mode_share`, `cost (mode, o, d, draw)`; `car_min (pair, draw)`; per mode `route_flows (route,
    draw)`; `cars (road, draw)`, `riders (segment, draw)` volumes of all travellers.
    """

    matrix: Matrix
    mode_share: Floats
    cost: Floats
    car_min: Floats
    route_flows: dict[str, Floats]
    cars: Floats
    riders: Floats


def evaluate(static: CommutingStatic, year: Year, cars: Floats, riders: Floats, warm: Warm) -> Evaluation:
    """What travellers do at volumes `cars (road, draw)` and `riders (segment, draw)`, and what volumes that gives.

    `warm` balancing factors to begin with.
    """
    universe, form, p = static.universe, static.form, year.parameters
    cost, car_min, shares = travel(static, year, cars, riders)
    mode_share, composite = choice(static, p, cost - year.cost, np.arange(p.beta.size))
    matrix = matrix_at(static, p, composite, year.rows, year.columns, warm, BALANCED)
    flows = {}
    for mode in MODES:
        flows[mode] = trips(year, mode, matrix.flows, mode_share, car_min)[routes.of_mode(universe, mode).pair]
        flows[mode] *= shares[mode]
    base = year.base_cars[universe.car.pair]
    base *= shares["car"]
    load = form.loading["car"]
    volumes = supply.road_volumes(
        form.counts, year.links.car_volume[form.counts.roads], year.kappa, year.modelled,
        load @ flows["car"], load @ base, year.growth,
    )  # fmt: skip
    riding = form.loading["transit"] @ flows["transit"]
    riding -= year.riders
    riding += universe.network.lines.volume[:, None]
    np.maximum(riding, 0.0, out=riding)
    return Evaluation(matrix, mode_share, cost, car_min, flows, volumes, riding)


def travel(at: Transport, year: Year, cars: Floats, riders: Floats) -> tuple[Floats, Floats, dict[str, Floats]]:
    """Generalised minutes (mode, o, d, draw), car minutes (pair, draw) and shares of routes by mode (route, draw)."""
    universe, form, links, p = at.universe, at.form, year.links, year.parameters
    zones = len(universe.network.zones)
    shape = (zones, zones, p.beta.size)
    felt = supply.crowding_factor(riders, links.transit_seats, links.transit_capacity, p.crowding_max)
    felt *= links.transit_min[: len(felt)]
    moving = {
        "car": supply.congested_minutes(universe.network, links, form.counts.roads, cars),
        "transit": felt,
    }
    minutes, km, shares = {}, {}, {}
    for mode in MODES:
        of_mode = routes.of_mode(universe, mode)
        per_route = form.moving[mode] @ moving[mode]
        per_route += year.still_min[mode]
        minutes[mode] = routes.pair_minutes(of_mode, per_route)
        shares[mode] = routes.route_shares(of_mode, per_route, minutes[mode], p.route_spread, year.sizes[mode])
        km[mode] = routes.pair_km(of_mode, shares[mode]).reshape(shape)
    by_pair = {
        "car": minutes["car"].reshape(shape),
        "transit": with_hubs(minutes["transit"].reshape(shape), year.factors),
    }
    cost = pair_costs(universe, at.parking_eur, p, by_pair, km, year.factors)
    return cost, minutes["car"], shares


def trips(year: Year, mode: str, flows: Floats, mode_share: Floats, car_min: Floats) -> Floats:
    """Cars or passengers of a pair in the busiest hour (pair, draw); `flows (o, d, draw)`, `mode_share (mode, o, d,
    draw)`, `car_min (pair, draw)`.
    """
    made: Floats = (flows * mode_share[MODES.index(mode)]).reshape(-1, flows.shape[-1])
    made *= year.per_job[mode]
    if mode == "car":
        made *= supply.spreading(car_min, year.car_min, year.parameters.peak_spreading)
    return made
