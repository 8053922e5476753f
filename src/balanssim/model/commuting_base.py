"""What commuting needs once per scenario: the balanced base matrix, the fitted deterrence and who uses which corridor.

Also the costs of a network state, which the base and every year share. Equations: model.md 6.1 and 6.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balanssim.model import costs, demand, network, peak, routes
from balanssim.model.layout import Layout, layout

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: A zone with a parent inherits its pattern only where its own base margin is smaller than this (jobs): with more,
#: its own pattern is observed.
THIN_JOBS = 200.0


@dataclass(frozen=True)
class CommutingParameters:
    """Uncertain parameters (draw,), then settings that are the same in every draw.

    `beta` per damped minute by car, `beta_transit` and `beta_bike` of the other modes, None where equal to it;
    `lambda_ratio` destination over mode sensitivity; `value_of_time` euro/h; costs in euro, one way; `transit_odds`
    factor on the odds of transit in the base shares, None for 1; `peak_spreading` elasticity of the share in the
    busiest hour to car minutes, turned round; `crowding_max` how much longer a minute feels where all places are taken.
    Settings: `route_spread` per minute (logit between routes), `pivot_limit` the growth factor X, `bike_kmh`;
    `congestion` fixed or equilibrium, with `gap_tolerance` (draw,) and the most evaluations `gap_iterations`.
    """

    beta: Floats
    lambda_ratio: Floats
    value_of_time: Floats
    fuel_cost_km: Floats
    fare_base: Floats
    fare_km: Floats
    days_per_week: Floats
    present: Floats
    wfh: Floats
    peak_share: Floats
    occupancy: Floats
    beta_transit: Floats | None = None
    beta_bike: Floats | None = None
    transit_odds: Floats | None = None
    bike_kmh: float = 16.0
    damping_km: float = 30.0
    damping_exponent: float = 0.5
    route_spread: float = 0.3
    pivot_limit: float = 5.0
    tolerance: float = 1e-10
    iterations: int = 400
    synthetic_tolerance: float = 1e-6
    peak_spreading: Floats | float = 0.0
    crowding_max: Floats | float = 1.0
    congestion: str = "fixed"
    gap_tolerance: Floats | float = 1e-3
    gap_iterations: int = 100


@dataclass(frozen=True)
class Entries:
    """Pairs that may use each corridor, sorted by corridor, then pair.

    `pair (entry,)`, `start (corridor + 1,)` first entry of each corridor, `route (k,)` the routes concerned and `first
    (entry,)` the first of them per entry.
    """

    pair: Ints
    start: Ints
    route: Ints
    first: Ints


@dataclass(frozen=True)
class Costs:
    """Of one network: `cost (mode, o, d, draw)` generalised minutes; `car_min`, `transit_min (o, d, draw)` door
    to door; `use_car`, `use_transit (entry, draw)` share of a pair's trips on a corridor.
    """

    cost: Floats
    car_min: Floats
    transit_min: Floats
    use_car: Floats
    use_transit: Floats


@dataclass(frozen=True)
class CommutingStatic:
    """What no draw changes; made once per scenario by `make_static`.

    `flows (o, d)` employee jobs of the base year, balanced to its margins; `p0 (mode, o, d)` base shares;
    `child_rows, child_columns (zone,)` index of the zone whose pattern of residents or of workplaces a zone
    inherits, -1 none; `parking_eur (zone,)` per one-way trip; `screenline (corridor,)` bool, the car corridors on
    which the regional scalar is fitted, `counted_cars` commuter cars an hour there. `deterrence`, `synthetic (o,
    d)` the fitted base model with its `slope` per damped minute, its term `inside` for trips within zones and
    factors `synthetic_a`, `synthetic_b (zone, 1)`; `counted (corridor,)` commuter cars an hour on the base date, 0
    where nothing is counted; `step`, `synthetic_step (d, d)` speed up balancing. `entries` per mode: which pairs
    use which corridor.
    """

    universe: routes.RouteUniverse
    flows: Floats
    p0: Floats
    child_rows: Ints
    child_columns: Ints
    parking_eur: Floats
    screenline: Bools
    counted_cars: float
    damping: Floats
    deterrence: Floats
    slope: float
    inside: float
    synthetic: Floats
    synthetic_a: Floats
    synthetic_b: Floats
    step: Floats
    synthetic_step: Floats
    entries: dict[str, Entries]
    counted: Floats
    form: Layout


def make_static(
    *,
    universe: routes.RouteUniverse,
    flows: Floats,
    rows: Floats,
    columns: Floats,
    p0: Floats,
    parent: Ints,
    study: Bools,
    parking_eur: Floats,
    screenline: Bools,
    central: CommutingParameters,
    external: Bools | None = None,
) -> CommutingStatic:
    """Balance the observed matrix once, fit the base deterrence and index the corridors.

    `flows (o, d)` employee jobs; `rows`, `columns (zone,)` its margins; `parent (zone,)` index of the zone
    whose pattern a thin zone inherits, -1 none; `study (zone,)` bool: the deterrence is fitted on
    pairs with a study zone at either end; `central` parameters of width 1 (expected values): the deterrence describes
    the observed base and is the same in every draw; `external (zone,)` bool, zones whose trunks do not congest, none by
    default. Shapes of the rest as in `CommutingStatic`.
    Raises `ValueError` where the base matrix cannot meet its margins or p0 does not add to 1.
    """
    if np.abs(p0.sum(axis=0) - 1.0).max() > 1e-6 or (p0 < 0.0).any():
        raise ValueError("p0: base mode shares must be 0 or more and add to 1 for every pair")
    fitted = demand.furness(
        flows[:, :, None], rows[:, None], columns[:, None], None, None,
        0.01 * central.tolerance, 10 * central.iterations,
    )  # fmt: skip
    if fitted.error[0] > 0.1 * central.tolerance:
        raise ValueError(f"base commuting does not fit its margins: largest relative error {fitted.error[0]:.2e}")
    observed = fitted.flows[:, :, 0]
    damping = costs.damping(universe.base_km, central.damping_km, central.damping_exponent)
    entries = {mode: _entries(universe, mode) for mode in ("car", "transit")}
    cost = base_costs(universe, parking_eur, central)
    mean_cost = (p0 * cost[:, :, :, 0]).sum(axis=0) * damping
    slope, inside = demand.fit_deterrence(observed, mean_cost, study[:, None] | study[None, :])
    deterrence = demand.deterrence(mean_cost, slope, inside)
    modelled = demand.furness(
        deterrence[:, :, None], rows[:, None], columns[:, None], None, None,
        0.01 * central.synthetic_tolerance, 10 * central.iterations,
    )  # fmt: skip
    lines = screenline & np.array([mode == "car" for mode in universe.corridor_mode])
    roads = universe.network.roads
    on_line = np.minimum(lines.astype(np.float64) @ universe.corridor_edges["car"], 1.0)
    return CommutingStatic(
        universe=universe,
        flows=observed,
        p0=p0,
        child_rows=np.where(rows < THIN_JOBS, parent, -1),
        child_columns=np.where(columns < THIN_JOBS, parent, -1),
        parking_eur=parking_eur,
        screenline=lines,
        counted_cars=float((on_line * roads.volume * roads.commuter_share).sum()),
        damping=damping,
        deterrence=deterrence,
        slope=slope,
        inside=inside,
        synthetic=modelled.flows[:, :, 0],
        synthetic_a=modelled.a,
        synthetic_b=modelled.b,
        step=demand.balancing_step(observed),
        synthetic_step=demand.balancing_step(modelled.flows[:, :, 0]),
        entries=entries,
        counted=np.asarray(
            np.minimum(universe.corridor_edges["car"].toarray(), 1.0) @ (roads.volume * roads.commuter_share)
        ),
        form=layout(universe, np.zeros(rows.size, dtype=bool) if external is None else external),
    )


def base_costs(universe: routes.RouteUniverse, parking_eur: Floats, parameters: CommutingParameters) -> Floats:
    """Generalised minutes on the base network at base prices (mode, o, d, draw); `parking_eur (zone,)`."""
    draws = parameters.beta.size
    entries = {mode: _entries(universe, mode) for mode in ("car", "transit")}
    links = network.base_state(universe.network, draws)
    factors = unchanged(draws, parking_eur.size)
    return network_costs(universe, parking_eur, entries, parameters, links, factors, np.arange(draws)).cost


def choice(static: CommutingStatic, p: CommutingParameters, change: Floats, draws: Ints) -> tuple[Floats, Floats]:
    """Mode shares and change of composite cost, `(share (mode, o, d, draw), composite (o, d, draw))`, of some draws.

    `change (mode, o, d, draw)` of generalised minutes against the base date, overwritten; `draws` the labels of its
    last axis. Composite cost is in damped minutes by car, 0 at no change. Source: model.md 6.1.
    """
    change *= static.damping[:, :, None]
    others = (p.beta if beta is None else beta for beta in (p.beta_transit, p.beta_bike))
    beta = np.stack([p.beta, *others])[:, draws]
    if p.transit_odds is None:
        return demand.mode_choice(static.p0, change, beta)
    base = np.repeat(static.p0[..., None], draws.size, axis=3)
    base[1] *= p.transit_odds[draws]
    return demand.mode_choice(base, change, beta)


def unchanged(draws: int, zones: int) -> Floats:
    """Levers of the base year, (4 + zone, draw): factors on fuel, fare and cycling time; minutes saved at hubs; then
    what parking costs more than on the base date in each zone, euro per one-way trip.
    """
    return np.repeat(np.concatenate([[1.0, 1.0, 1.0, 0.0], np.zeros(zones)])[:, None], draws, axis=1)


def network_costs(
    universe: routes.RouteUniverse,
    parking_eur: Floats,
    entries: dict[str, Entries],
    parameters: CommutingParameters,
    links: network.LinkState,
    factors: Floats,
    draws: Ints,
) -> Costs:
    """Minutes, generalised minutes and corridor use of some draws; `links` and `factors` hold only those."""
    zones = len(universe.network.zones)
    shape = (zones, zones, draws.size)
    minutes, km, use = {}, {}, {}
    for mode, of_mode in (("car", universe.car), ("transit", universe.transit)):
        per_route = routes.route_minutes(of_mode, routes.mode_edges(links, mode), links.open_projects)
        fastest = routes.pair_minutes(of_mode, per_route)
        share = routes.route_shares(of_mode, per_route, fastest, parameters.route_spread)
        minutes[mode], km[mode] = fastest.reshape(shape), routes.pair_km(of_mode, share).reshape(shape)
        at = entries[mode]
        use[mode] = peak.grouped_sum(share[at.route], np.append(at.first, at.route.size))
    minutes["transit"] = with_hubs(minutes["transit"], factors)
    cost = pair_costs(universe, parking_eur, only(parameters, draws), minutes, km, factors)
    return Costs(cost, minutes["car"], minutes["transit"], use["car"], use["transit"])


def with_hubs(minutes: Floats, factors: Floats) -> Floats:
    """Transit minutes with what hubs save on the way to and from the stop, at most half of a short trip."""
    saved: Floats = np.maximum(minutes - factors[3], 0.5 * minutes)
    return saved


def pair_costs(
    universe: routes.RouteUniverse,
    parking_eur: Floats,
    parameters: CommutingParameters,
    minutes: Mapping[str, Floats],
    km: Mapping[str, Floats],
    factors: Floats,
) -> Floats:
    """Generalised minutes (mode, o, d, draw) from `minutes` and `km` by mode (o, d, draw); `factors` as `unchanged`."""
    return costs.generalised_minutes(
        car_min=minutes["car"],
        car_km=km["car"],
        transit_min=minutes["transit"],
        transit_km=km["transit"],
        bike_km=universe.base_km,
        value_of_time=parameters.value_of_time,
        fuel_cost_km=parameters.fuel_cost_km * factors[0],
        parking_eur=parking_eur[:, None] + factors[4:],
        fare_base=parameters.fare_base * factors[1],
        fare_km=parameters.fare_km * factors[1],
        bike_kmh=parameters.bike_kmh,
        cycle_time_factor=factors[2],
    )


def only(value: Any, draws: Ints | Bools) -> Any:
    """The same for some draws: an array, or all arrays of a mapping or dataclass, which have the draw last. Copies."""
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value[..., draws])
    if isinstance(value, dict):
        return {name: only(part, draws) for name, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: only(getattr(value, f.name), draws) for f in fields(value)})
    return value


def _entries(universe: routes.RouteUniverse, mode: str) -> Entries:
    """Pairs that may use each corridor of a mode."""
    matrix = universe.corridor_routes[mode].tocoo()
    of_mode = universe.car if mode == "car" else universe.transit
    order = np.lexsort((matrix.col, matrix.row))
    corridor, route = matrix.row[order].astype(np.int64), matrix.col[order].astype(np.int64)
    pair = of_mode.pair[route]
    head = np.ones(route.size, dtype=bool)
    head[1:] = (corridor[1:] != corridor[:-1]) | (pair[1:] != pair[:-1])
    first = np.flatnonzero(head)
    start = np.searchsorted(corridor[first], np.arange(len(universe.corridors) + 1))
    return Entries(pair[first], start, route, first)
