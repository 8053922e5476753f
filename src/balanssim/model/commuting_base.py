"""What commuting works with: parameters of a block of draws, what no draw changes, and the choice of a mode.

Equations: model.md 6.1 and 6.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balanssim.model import costs, demand, routes
from balanssim.model.layout import Layout, layout
from balanssim.model.sharing import ByState

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
    `congestion` fixed, at the volumes of the base date, or equilibrium, with `gap_tolerance` (draw,) and the most
    evaluations `gap_iterations`; `kernel` numpy or numba, see `kernels`.
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
    kernel: str = "numpy"


@dataclass(frozen=True)
class Transport:
    """Supply of a scenario: all routes, how they are arranged, and `parking_eur (zone,)` per one-way trip."""

    universe: routes.RouteUniverse
    form: Layout
    parking_eur: Floats


def transport(universe: routes.RouteUniverse, parking_eur: Floats, external: Bools) -> Transport:
    """Arrange the routes of a scenario; `external (zone,)` bool, zones whose trunks do not congest."""
    return Transport(universe, layout(universe, external), parking_eur)


@dataclass(frozen=True)
class CommutingStatic(Transport):
    """What no draw changes; made once per scenario by `make_static`.

    `flows (o, d)` employee jobs of the base year, balanced to its margins; `p0 (mode, o, d)` base shares;
    `child_rows, child_columns (zone,)` index of the zone whose pattern of residents or of workplaces a zone
    inherits, -1 none; `screenline (corridor,)` bool, the car corridors on which the regional scalar is fitted,
    `counted_cars` commuter cars an hour there. `deterrence`, `synthetic (o, d)` the fitted base model with its `slope`
    per damped minute, its term `inside` for trips within zones and factors `synthetic_a`, `synthetic_b (zone, 1)`;
    `counted (corridor,)` commuter cars an hour on the base date, 0 where nothing is counted; `step`, `synthetic_step
    (d, d)` speed up balancing.
    """

    flows: Floats
    p0: Floats
    child_rows: Ints
    child_columns: Ints
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
    counted: Floats


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


def with_hubs(minutes: Floats, factors: Floats) -> Floats:
    """Transit minutes with what hubs save on the way to and from the stop, at most half of a short trip."""
    if not factors[3].any():
        return minutes
    saved: Floats = minutes - factors[3]
    return np.maximum(saved, 0.5 * minutes, out=saved)


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
    if isinstance(value, ByState):
        return value.columns(draws)
    if isinstance(value, dict):
        return {name: only(part, draws) for name, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: only(getattr(value, f.name), draws) for f in fields(value)})
    return value
