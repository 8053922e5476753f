"""Commuting of one year at the volumes it makes, or at those of the base date, around that date.

Prepares the fixed point of `equilibrium` from base, network and levers, and balances its matrix to the last digit.
Where congestion is fixed the same chain runs once, at the volumes of the base date on the network of the year.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from balanssim.model import equilibrium, evaluation, kernels, peak, routes
from balanssim.model.commuting_base import (
    CommutingParameters,
    CommutingStatic,
    Transport,
    choice,
    unchanged,
    with_hubs,
)
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import Year
from balanssim.model.layout import MODES
from balanssim.model.memory import Memory
from balanssim.model.network_parts import Floats, Ints, LinkState
from balanssim.model.pathsize import path_sizes
from balanssim.model.sharing import ByState, Once, states

#: States of the network of which a block keeps what routes are in them: 0.3 MB each on the region that is shipped.
STATES = 64


@dataclass(frozen=True)
class CongestionBase:
    """Base date of one block of draws.

    `scalar (draw,)` regional factor on cars; `cost (mode, o, d, draw)`, `car_min (pair, draw)`; commuter `cars (pair,
    draw)` an hour; `modelled`, `kappa (road, draw)` on roads that congest, `riders (segment, draw)` modelled; `volumes`
    counted on them (road, draw) and (segment, draw); `route_flows` per mode (route, draw); `once` keeps what the years
    of the block share.
    """

    scalar: Floats
    cost: Floats
    car_min: Floats
    cars: Floats
    modelled: Floats
    kappa: Floats
    riders: Floats
    volumes: tuple[Floats, Floats]
    route_flows: dict[str, Floats]
    once: Once = field(default_factory=Once, repr=False)


@dataclass(frozen=True)
class CongestedYear:
    """Outcome of a year: the `solved` fixed point, `flows (o, d, draw)` balanced to the tolerance of margins with
    `error (draw,)`, balancing factors `warm`, and `transit_min (o, d, draw)` by the clock.
    """

    solved: equilibrium.Solved
    flows: Floats
    error: Floats
    warm: Warm
    transit_min: Floats


def at_counts(
    at: Transport, p: CommutingParameters, links: LinkState, factors: Floats | None = None
) -> tuple[Floats, Floats, dict[str, Floats]]:
    """`evaluation.travel` at the volumes of the base date, on `links` and at base prices unless `factors` are given."""
    year = _base_year(at, p, links)
    year = year if factors is None else replace(year, factors=factors)
    return evaluation.travel(at, year, *_counted(at, links))


def prepare(static: CommutingStatic, p: CommutingParameters, links: LinkState) -> CongestionBase:
    """Base date: costs, loads, regional scalar and pivot at the volumes that were counted."""
    universe, form, draws = static.universe, static.form, p.beta.size
    counted = _counted(static, links)
    flows = np.repeat(static.flows[:, :, None], draws, axis=2)
    year = _base_year(static, p, links)
    cost, car_min, shares = kernels.travel(static, year, *counted)
    mode_share = choice(static, p, np.zeros_like(cost), np.arange(draws))[0]
    year = replace(year, car_min=car_min)
    cars = evaluation.trips(year, "car", flows, mode_share, car_min)
    load = universe.corridor_routes["car"] @ (cars[universe.car.pair] * shares["car"])
    scalar = peak.screenline_scalar(static.counted_cars, load, static.screenline.astype(np.float64))
    year = replace(year, per_job=_per_job(static, p, scalar, 0.0, 0.0))
    trips = {mode: evaluation.trips(year, mode, flows, mode_share, car_min) for mode in MODES}
    route_flows = {}
    for mode, of_pair in trips.items():
        route_flows[mode] = of_pair[routes.of_mode(universe, mode).pair]
        route_flows[mode] *= shares[mode]
    modelled = form.moving["car"].loads(route_flows["car"])
    riders = form.moving["transit"].loads(route_flows["transit"])
    kappa = peak.count_pivot(form.counts.commuters[form.counts.roads], modelled)
    return CongestionBase(scalar, cost, car_min, trips["car"], modelled, kappa, riders, counted, route_flows)


def of_year(
    static: CommutingStatic,
    base: CongestionBase,
    p: CommutingParameters,
    links: LinkState,
    *,
    rows: Floats,
    columns: Floats,
    factors: Floats,
    wfh_extra: Floats | float,
    avoided: Floats | float,
    growth: Floats | float,
    volumes: tuple[Floats, Floats],
    warm: Warm,
    past: Memory | None = None,
) -> CongestedYear:
    """Commuting of one year, in equilibrium from `volumes` of roads that congest and segments, or at base volumes.

    `rows`, `columns (zone, draw)` margins with equal totals; `factors (lever, draw)` as in `unchanged`; levers as in
    `commuting.YearInputs`; `growth` of other traffic since the base date; `past` what the year before taught.
    """
    draws = p.beta.size
    known: dict[bytes, tuple[Floats, ...]] = base.once.made("states", (static,), dict)
    still, sizes, clock = base.once.made("network", (static, links), lambda: _network(static, links, known))
    per_job = base.once.made(
        "per_job", (wfh_extra, avoided), lambda: _per_job(static, p, base.scalar, wfh_extra, avoided)
    )
    year = Year(
        p, links, rows, columns, factors, base.cost, base.car_min, still, sizes, per_job, base.cars, base.modelled,
        base.kappa, base.riders, np.broadcast_to(np.asarray(growth, dtype=np.float64), draws), base.once,
    )  # fmt: skip
    tolerance = np.broadcast_to(np.asarray(p.gap_tolerance, dtype=np.float64), draws)
    start, steps = (volumes, p.gap_iterations) if p.congestion == "equilibrium" else (_counted(static, links), 0)
    solved = equilibrium.solve(static, year, *start, warm, tolerance, steps, past)
    balanced = solved.answer.balanced(static, year)
    minutes = clock.by_draw.reshape(balanced.flows.shape)
    reached = replace(solved.answer.warm, a=balanced.a, b=balanced.b)
    return CongestedYear(solved, balanced.flows, balanced.error, reached, with_hubs(minutes, factors))


def _counted(at: Transport, links: LinkState) -> tuple[Floats, Floats]:
    """Volumes of the base date on roads that congest and on segments, (road, draw) and (segment, draw)."""
    cars = links.car_volume[at.form.counts.roads]
    return cars, np.repeat(at.universe.network.lines.volume[:, None], cars.shape[1], axis=1)


def _base_year(at: Transport, p: CommutingParameters, links: LinkState) -> Year:
    """The base date as far as travelling needs it: no margins, nothing to compare with, no regional factor yet."""
    draws = p.beta.size
    none = np.zeros((0, draws))
    different, of = states(links)
    return Year(
        p, links, none, none, unchanged(draws, at.parking_eur.size), none, none, _still(at, different, of),
        _sizes(at, different, of), _per_job(at, p, np.ones(draws), 0.0, 0.0), none, none, none, none, np.ones(draws),
    )  # fmt: skip


def _network(
    at: Transport, links: LinkState, known: dict[bytes, tuple[Floats, ...]]
) -> tuple[dict[str, ByState], dict[str, ByState], ByState]:
    """What a network makes of routes: `_still`, `_sizes`, and minutes by transit by the clock (pair, draw).

    `known` what earlier states made, by all that it follows from; of new states it is added.
    """
    different, of = states(links)
    edges = [routes.mode_edges(different, mode) for mode in MODES]
    read = np.concatenate([*edges, different.open_projects]).T
    keys = [row.tobytes() for row in np.ascontiguousarray(read)]
    new = np.array([number for number, key in enumerate(keys) if key not in known], dtype=np.int64)
    if new.size:
        made = _of_states(at, different.columns(new))
        for number, column in zip(new.tolist(), range(new.size), strict=True):
            known[keys[number]] = tuple(np.ascontiguousarray(values[:, column]) for values in made)
    still, sizes, (clock,) = (
        [ByState(np.stack([known[key][place] for key in keys], axis=1), of) for place in places]
        for places in ((0, 1), (2, 3), (4,))
    )
    for old in list(known)[:-STATES]:
        del known[old]
    return dict(zip(MODES, still, strict=True)), dict(zip(MODES, sizes, strict=True)), clock


def _of_states(at: Transport, links: LinkState) -> tuple[Floats, ...]:
    """`_still` and `_sizes` by mode, and minutes by the clock, of different states (row, state)."""
    each = np.arange(links.open_projects.shape[1])
    still, sizes = _still(at, links, each), _sizes(at, links, each)
    transit = at.universe.transit
    clock = routes.pair_minutes(transit, routes.route_minutes(transit, links.transit_min, links.open_projects))
    return (*(still[mode].values for mode in MODES), *(sizes[mode].values for mode in MODES), clock)


def _still(at: Transport, links: LinkState, of: Ints) -> dict[str, ByState]:
    """Minutes of routes that do not follow volumes, infinite where a route is closed, by mode (route, draw).

    `links` of the different states, `of (draw,)` the state of each draw.
    """
    made = {}
    for mode in MODES:
        of_mode = replace(routes.of_mode(at.universe, mode), incidence=at.form.still[mode])
        minutes = routes.route_minutes(of_mode, routes.mode_edges(links, mode), links.open_projects)
        made[mode] = ByState(minutes, of)
    return made


def _sizes(at: Transport, links: LinkState, of: Ints) -> dict[str, ByState]:
    made = {}
    for mode in MODES:
        of_mode = routes.of_mode(at.universe, mode)
        usable = routes.usable(of_mode, links.open_projects)[of_mode.choice]
        made[mode] = ByState(path_sizes(at.form.overlap[mode], usable), of)
    return made


def _per_job(
    at: Transport,
    p: CommutingParameters,
    scalar: Floats,
    wfh_extra: Floats | float,
    avoided: Floats | float,
) -> dict[str, Floats]:
    """Cars (times the regional `scalar`) or passengers in the busiest hour per job of a mode, (pair, draw)."""
    going = peak.at_work(at.universe.base_km.ravel(), p.wfh, wfh_extra)
    going *= peak.peak_factor(p.days_per_week, p.present, p.peak_share, avoided)
    return {"car": going * (scalar / p.occupancy), "transit": going}
