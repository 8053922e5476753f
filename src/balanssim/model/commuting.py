"""Commuting of one year: modes, destinations and loads around the observed base.

Order of a call where congestion is fixed: costs of the open network at base volumes (only for draws whose network or
prices changed), mode choice, synthetic matrix, pivot, balancing, loads; both gaps are zero. In equilibrium all of it
is part of a fixed point (`congestion`). The state holds what the next year needs, so that a split run equals a whole
run. Equations: model.md 6.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from balanssim.model import congestion, load_ratios, network, peak
from balanssim.model.commuting_base import (
    THIN_JOBS,
    Bools,
    CommutingParameters,
    CommutingStatic,
    Entries,
    Floats,
    Ints,
    base_costs,
    choice,
    make_static,
    network_costs,
    unchanged,
)
from balanssim.model.commuting_demand import Warm, matrix_at

__all__ = [
    "THIN_JOBS",
    "CommutingBase",
    "CommutingParameters",
    "CommutingResult",
    "CommutingState",
    "CommutingStatic",
    "Entries",
    "YearInputs",
    "base_costs",
    "choice",
    "close",
    "make_static",
    "peak_trips",
    "prepare",
    "solve",
]


@dataclass(frozen=True)
class CommutingState:
    """What a year hands to the next; `factors (lever, draw)` as in `unchanged` and `frequency (segment, draw)` of the
    cached costs.

    `car_min`, `transit_min (o, d, draw)` door to door; `use_car`, `use_transit (entry, draw)`: share of a pair's trips
    on a corridor. The rest as in `CommutingResult` and `demand.Balanced`
    (`a`, `b` of the flows, `synthetic_a`, `synthetic_b` of the synthetic matrix); `cars (road, draw)` on roads that
    congest and `riders (segment, draw)`: volumes to begin with.
    """

    open_projects: Bools
    variant: Bools
    frequency: Floats
    factors: Floats
    cost: Floats
    car_min: Floats
    transit_min: Floats
    mode_share: Floats
    composite_change: Floats
    use_car: Floats
    use_transit: Floats
    a: Floats
    b: Floats
    synthetic_a: Floats
    synthetic_b: Floats
    cars: Floats
    riders: Floats


@dataclass(frozen=True)
class CommutingBase:
    """Base year of one block of draws.

    `scalar (draw,)` regional factor on cars; per corridor and draw: `modelled_load`, the pivot `kappa` on counts and
    `link_load`, the counted load where there is one; `start` state and the `links` it is on; `congestion` what the
    equilibrium needs, None where congestion is fixed.
    """

    static: CommutingStatic
    parameters: CommutingParameters
    scalar: Floats
    modelled_load: Floats
    kappa: Floats
    link_load: Floats
    start: CommutingState
    links: network.LinkState
    congestion: congestion.CongestionBase | None = None


@dataclass(frozen=True)
class YearInputs:
    """Inputs of one year: `resident_jobs`, `jobs_filled (zone, draw)`, levers as factors on base prices (draw,) or
    float, `parking_extra (zone,)` or float, euro per one-way trip above the base date, and `other_traffic` relative to
    the base date. Service of transit acts through the links.
    """

    base: CommutingBase
    resident_jobs: Floats
    jobs_filled: Floats
    fuel_factor: Floats | float = 1.0
    fare_factor: Floats | float = 1.0
    cycle_time_factor: Floats | float = 1.0
    hub_minutes: Floats | float = 0.0
    parking_extra: Floats | float = 0.0
    wfh_extra: Floats | float = 0.0
    spread_and_avoid: Floats | float = 0.0
    other_traffic: Floats | float = 1.0


@dataclass(frozen=True)
class CommutingResult:
    """Outcomes of one year.

    `flows (o, d, draw)` jobs; `mode_share`, `cost (mode, o, d, draw)`, cost in generalised minutes; `deterrence
    (o, d, draw)` the fitted one at the costs of this year; `link_load`, `extra
    (corridor, draw)` cars or passengers an hour and their difference from the base; `closure (draw,)` the factor that
    scaled jobs filled to resident jobs; `margin_error`, `gap_route`, `gap_demand`, `iterations (draw,)` of the
    equilibrium, or of balancing where congestion is fixed; `links` the network of the year; in equilibrium
    `route_flows` per mode (route, draw), and `volumes` of all travellers that they make.
    """

    flows: Floats
    mode_share: Floats
    cost: Floats
    deterrence: Floats
    link_load: Floats
    extra: Floats
    closure: Floats
    margin_error: Floats
    gap_route: Floats
    gap_demand: Floats
    iterations: Ints
    state: CommutingState = field(repr=False)
    links: network.LinkState = field(repr=False)
    route_flows: dict[str, Floats] | None = field(default=None, repr=False)
    volumes: load_ratios.Volumes | None = field(default=None, repr=False)


def prepare(static: CommutingStatic, parameters: CommutingParameters, variant: Bools | None = None) -> CommutingBase:
    """Base year of a block of draws: costs on the base network, loads and the regional scalar of each draw.

    `variant (variant, draw)` bool, as in `network.link_attributes`.
    """
    universe = static.universe
    draws = parameters.beta.size
    zones = len(universe.network.zones)
    closed = np.zeros((len(universe.network.projects), draws), dtype=bool)
    links = network.link_attributes(universe.network, closed, variant)
    one = np.ones((zones, draws))
    roads, lines = static.form.counts.roads, universe.network.lines
    volumes = links.car_volume[roads], np.repeat(lines.volume[:, None], draws, axis=1)
    counted = np.repeat(static.counted[:, None], draws, axis=1)
    factors = unchanged(draws, zones)
    made = network_costs(universe, static.parking_eur, static.entries, parameters, links, factors, np.arange(draws))
    share, change = choice(static, parameters, np.zeros_like(made.cost), np.arange(draws))
    start = CommutingState(
        closed, links.variant, links.frequency, factors, made.cost, made.car_min, made.transit_min, share,
        change, made.use_car, made.use_transit, one, one, static.synthetic_a * one, static.synthetic_b * one, *volumes,
    )  # fmt: skip
    base = None
    if parameters.congestion == "equilibrium":
        base = congestion.prepare(static, parameters, links)
        start = replace(start, cost=base.cost, car_min=base.car_min.reshape(made.car_min.shape))
        scalar, modelled = base.scalar, congestion.corridor_loads(universe, base.route_flows)
    else:
        flows = np.repeat(static.flows[:, :, None], draws, axis=2)
        load = _loads(static, parameters, np.ones(draws), flows, start, 0.0, 0.0)
        scalar = peak.screenline_scalar(static.counted_cars, load, static.screenline.astype(np.float64))
        modelled = _loads(static, parameters, scalar, flows, start, 0.0, 0.0)
    kappa = peak.count_pivot(counted, modelled)
    load = np.where(counted > 0.0, counted, modelled)
    return CommutingBase(static, parameters, scalar, modelled, kappa, load, start, links, base)


def solve(year: YearInputs, links: network.LinkState, previous: CommutingState | None = None) -> CommutingResult:
    """Commuting of one year on the network `links`.

    `previous` is the state of the year before (warm starts and cached costs), None in the base year. Costs are
    recomputed only for draws whose open projects, variant or price factors differ from `previous`; results do not
    depend on which draws share a block. Raises `ValueError` for a zone with resident jobs or filled jobs below zero
    or not finite.
    """
    base = year.base
    static, parameters = base.static, base.parameters
    draws = parameters.beta.size
    for name in ("resident_jobs", "jobs_filled"):
        value = getattr(year, name)
        if value.shape != (len(static.flows), draws) or not np.isfinite(value).all() or (value < 0.0).any():
            raise ValueError(f"{name}: expected finite jobs, not below zero, of shape {(len(static.flows), draws)}")
    state = base.start if previous is None else previous
    columns_now, closure = close(year.resident_jobs, year.jobs_filled)
    factors = unchanged(draws, len(static.flows))
    for k, factor in enumerate((year.fuel_factor, year.fare_factor, year.cycle_time_factor, year.hub_minutes)):
        factors[k] = factor
    factors[4:] = np.reshape(year.parking_extra, (-1, 1))
    if base.congestion is not None:
        return _in_equilibrium(year, base.congestion, links, state, columns_now, closure, factors)
    moved = (
        np.any(links.open_projects != state.open_projects, axis=0)
        | np.any(links.variant != state.variant, axis=0)
        | np.any(links.frequency != state.frequency, axis=0)
        | np.any(factors != state.factors, axis=0)
    )
    state = _with_costs(base, state, links, factors, np.flatnonzero(moved)) if moved.any() else state

    matrix = matrix_at(
        static, parameters, state.composite_change, year.resident_jobs, columns_now,
        Warm(state.a, state.b, state.synthetic_a, state.synthetic_b), parameters.tolerance,
    )  # fmt: skip
    state = replace(state, **vars(matrix.warm))
    modelled_load = _loads(static, parameters, base.scalar, matrix.flows, state, year.wfh_extra, year.spread_and_avoid)
    load = np.maximum(base.link_load + base.kappa * (modelled_load - base.modelled_load), 0.0)
    none = np.zeros(draws)
    return CommutingResult(
        matrix.flows, state.mode_share, state.cost, matrix.response, load, load - base.link_load, closure, matrix.error,
        none, none, matrix.iterations, state, links,
    )  # fmt: skip


def _in_equilibrium(
    year: YearInputs,
    congested: congestion.CongestionBase,
    links: network.LinkState,
    state: CommutingState,
    columns: Floats,
    closure: Floats,
    factors: Floats,
) -> CommutingResult:
    base = year.base
    found = congestion.of_year(
        base.static, congested, base.parameters, links, rows=year.resident_jobs, columns=columns, factors=factors,
        wfh_extra=year.wfh_extra, avoided=year.spread_and_avoid, growth=year.other_traffic,
        volumes=(state.cars, state.riders), warm=Warm(state.a, state.b, state.synthetic_a, state.synthetic_b),
    )  # fmt: skip
    solved, last = found.solved, found.solved.answer
    state = replace(
        state, open_projects=links.open_projects, variant=links.variant, frequency=links.frequency, factors=factors,
        cost=last.cost, car_min=last.car_min.reshape(found.flows.shape), transit_min=found.transit_min,
        mode_share=last.mode_share, cars=solved.at[0], riders=solved.at[1], **vars(found.warm),
    )  # fmt: skip
    modelled = congestion.corridor_loads(base.static.universe, last.route_flows)
    load = np.maximum(base.link_load + base.kappa * (modelled - base.modelled_load), 0.0)
    return CommutingResult(
        found.flows, last.mode_share, last.cost, last.matrix.response, load, load - base.link_load, closure,
        found.error, solved.gap_route, solved.gap_demand, solved.iterations, state, links, last.route_flows,
        load_ratios.volumes(base.static.universe.network, base.static.form, links, last.cars, last.riders),
    )  # fmt: skip


def close(rows: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """Scale jobs filled to total resident jobs: `(columns (zone, draw), factor (draw,))`. Source: model.md 6.1,
    closure.

    Equal totals up to rounding leave the columns untouched (factor 1), so that the base year stays exact.
    """
    # Added up in the order of zones, whatever the width of the block, so that a draw is the same in any block.
    total, filled = np.add.accumulate(rows)[-1], np.add.accumulate(columns)[-1]
    factor = np.where(filled > 0.0, total / np.where(filled > 0.0, filled, 1.0), 1.0)
    factor = np.where(np.abs(factor - 1.0) < 1e-12, 1.0, factor)
    return columns * factor, factor


def peak_trips(
    static: CommutingStatic,
    p: CommutingParameters,
    scalar: Floats,
    mode: str,
    pairs: Ints | slice,
    flows: Floats,
    mode_share: Floats,
    wfh_extra: Floats | float,
    avoided: Floats | float,
) -> Floats:
    """Cars (times the regional `scalar`) or passengers in the peak hour of some pairs (pair, draw), before routes.

    `mode` car or transit, `pairs` their places `o * Z + d`; `flows (o, d, draw)` jobs, `mode_share (mode, o, d, draw)`;
    levers as in `YearInputs`. Source: model.md 6.3.
    """
    draws = p.beta.size
    number, factor = (0, scalar / p.occupancy) if mode == "car" else (1, np.ones(draws))
    trips: Floats = flows.reshape(-1, draws)[pairs] * mode_share[number].reshape(-1, draws)[pairs]
    trips *= peak.at_work(static.universe.base_km.ravel()[pairs], p.wfh, wfh_extra)
    trips *= peak.peak_factor(p.days_per_week, p.present, p.peak_share, avoided) * factor
    return trips


def _with_costs(
    base: CommutingBase, state: CommutingState, links: network.LinkState, factors: Floats, moved: Ints
) -> CommutingState:
    # Cutting columns out costs more than computing a few too many; each column is the same either way.
    whole = 2 * moved.size >= factors.shape[1]
    moved = np.arange(factors.shape[1]) if whole else moved
    part = links if whole else links.columns(moved)
    made = network_costs(
        base.static.universe, base.static.parking_eur, base.static.entries, base.parameters, part,
        np.ascontiguousarray(factors[:, moved]), moved,
    )  # fmt: skip
    change = made.cost - (base.start.cost if whole else base.start.cost[..., moved])
    share, composite = choice(base.static, base.parameters, change, moved)
    new = {
        "cost": made.cost,
        "car_min": made.car_min,
        "transit_min": made.transit_min,
        "mode_share": share,
        "composite_change": composite,
        "use_car": made.use_car,
        "use_transit": made.use_transit,
    }
    if not whole:
        for name, values in new.items():
            merged = getattr(state, name).copy()
            merged[..., moved] = values
            new[name] = merged
    return replace(
        state, open_projects=links.open_projects, variant=links.variant, frequency=links.frequency, factors=factors,
        **new,
    )  # fmt: skip


def _loads(
    static: CommutingStatic,
    p: CommutingParameters,
    scalar: Floats,
    flows: Floats,
    state: CommutingState,
    wfh_extra: Floats | float,
    avoided: Floats | float,
) -> Floats:
    """Peak-hour cars (times the regional scalar) and passengers per corridor (corridor, draw)."""
    load = np.zeros((len(static.universe.corridors), p.beta.size))
    for mode, use in (("car", state.use_car), ("transit", state.use_transit)):
        at = static.entries[mode]
        unique, place = np.unique(at.pair, return_inverse=True)
        moving = peak_trips(static, p, scalar, mode, unique, flows, state.mode_share, wfh_extra, avoided)
        load += peak.corridor_load(moving[place], use, at.start)
    return load
