"""Commuting of one year: modes, destinations and loads around the observed base.

One chain (`congestion.of_year`): volumes to minutes, routes, modes, destinations and volumes, taken once at the volumes
of the base date where congestion is fixed, and until volumes come back in equilibrium. The state holds what the next
year needs, so that a split run equals a whole run. Equations: model.md 6.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from balanssim.model import congestion, load_ratios, network, peak, routes
from balanssim.model.commuting_base import (
    THIN_JOBS,
    Bools,
    CommutingParameters,
    CommutingStatic,
    Floats,
    Ints,
    Transport,
    choice,
    transport,
    unchanged,
)
from balanssim.model.commuting_demand import Warm
from balanssim.model.commuting_static import make_static
from balanssim.model.congestion import at_counts
from balanssim.model.evaluation import Answer
from balanssim.model.memory import Memory

__all__ = [
    "THIN_JOBS",
    "CommutingBase",
    "CommutingParameters",
    "CommutingResult",
    "CommutingState",
    "CommutingStatic",
    "Transport",
    "YearInputs",
    "at_counts",
    "choice",
    "close",
    "make_static",
    "prepare",
    "solve",
    "transport",
]


@dataclass(frozen=True)
class CommutingState:
    """What a year hands to the next: where to begin. `warm` balancing factors; `cars (road, draw)` on roads that
    congest and `riders (segment, draw)`, the volumes that travel times followed; `past` what their equilibrium taught.
    """

    warm: Warm
    cars: Floats
    riders: Floats
    past: Memory | None = None


@dataclass(frozen=True)
class CommutingBase:
    """Base year of one block of draws.

    Per corridor and draw: `modelled_load`, the pivot `kappa` on counts and `link_load`, the counted load where there is
    one; `at` the base date of the chain, `start` state and the `links` it is on.
    """

    static: CommutingStatic
    parameters: CommutingParameters
    modelled_load: Floats
    kappa: Floats
    link_load: Floats
    start: CommutingState
    links: network.LinkState
    at: congestion.CongestionBase

    @property
    def car_min(self) -> Floats:
        """Minutes by car of the base date, door to door (o, d, draw)."""
        minutes: Floats = self.at.car_min.reshape(*self.static.flows.shape, -1)
        return minutes


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

    `flows (o, d, draw)` jobs; `car_min`, `transit_min (o, d, draw)` door to door, by the clock; `link_load`, `extra
    (corridor, draw)` cars or passengers an hour and their difference from the base; `closure (draw,)` the factor that
    scaled jobs filled to resident jobs; `margin_error`, `gap_route`, `gap_demand`, `iterations (draw,)` as in
    `equilibrium.Solved`; `links` the network of the year; `volumes` of all travellers; `answer` what the rest is read
    from.
    """

    flows: Floats
    car_min: Floats
    transit_min: Floats
    link_load: Floats
    extra: Floats
    closure: Floats
    margin_error: Floats
    gap_route: Floats
    gap_demand: Floats
    iterations: Ints
    state: CommutingState = field(repr=False)
    links: network.LinkState = field(repr=False)
    volumes: load_ratios.Volumes = field(repr=False)
    answer: Answer = field(repr=False)

    @property
    def mode_share(self) -> Floats:
        """Shares of modes (mode, o, d, draw)."""
        return self.answer.mode_share

    def share_of(self, mode: int) -> Floats:
        """Share of one mode (o, d, draw)."""
        return self.answer.share_of(mode)

    @property
    def cost(self) -> Floats:
        """Generalised minutes (mode, o, d, draw)."""
        return self.answer.cost

    @property
    def deterrence(self) -> Floats:
        """The fitted deterrence at the costs of this year (o, d, draw)."""
        return self.answer.response

    @property
    def route_flows(self) -> dict[str, Floats]:
        """Commuters on routes per mode (route, draw)."""
        return self.answer.route_flows


def prepare(static: CommutingStatic, parameters: CommutingParameters, variant: Bools | None = None) -> CommutingBase:
    """Base year of a block of draws: costs on the base network, loads and the regional scalar of each draw.

    `variant (variant, draw)` bool, as in `network.link_attributes`.
    """
    universe = static.universe
    draws = parameters.beta.size
    closed = np.zeros((len(universe.network.projects), draws), dtype=bool)
    links = network.link_attributes(universe.network, closed, variant)
    base = congestion.prepare(static, parameters, links)
    one = np.ones((len(universe.network.zones), draws))
    start = CommutingState(Warm(one, one, static.synthetic_a * one, static.synthetic_b * one), *base.volumes)
    counted = np.repeat(static.counted[:, None], draws, axis=1)
    modelled = routes.corridor_loads(universe, base.route_flows)
    kappa = peak.count_pivot(counted, modelled)
    load = np.where(counted > 0.0, counted, modelled)
    return CommutingBase(static, parameters, modelled, kappa, load, start, links, base)


def solve(year: YearInputs, links: network.LinkState, previous: CommutingState | None = None) -> CommutingResult:
    """Commuting of one year on the network `links`.

    `previous` is the state of the year before, None in the base year; results do not depend on which draws share a
    block. Raises `ValueError` for a zone with resident jobs or filled jobs below zero or not finite.
    """
    base = year.base
    static, parameters = base.static, base.parameters
    draws = parameters.beta.size
    for name in ("resident_jobs", "jobs_filled"):
        value = getattr(year, name)
        if value.shape != (len(static.flows), draws) or not np.isfinite(value).all() or (value < 0.0).any():
            raise ValueError(f"{name}: expected finite jobs, not below zero, of shape {(len(static.flows), draws)}")
    state = base.start if previous is None else previous
    columns, closure = close(year.resident_jobs, year.jobs_filled)
    factors = unchanged(draws, len(static.flows))
    for k, factor in enumerate((year.fuel_factor, year.fare_factor, year.cycle_time_factor, year.hub_minutes)):
        factors[k] = factor
    factors[4:] = np.reshape(year.parking_extra, (-1, 1))
    found = congestion.of_year(
        static, base.at, parameters, links, rows=year.resident_jobs, columns=columns, factors=factors,
        wfh_extra=year.wfh_extra, avoided=year.spread_and_avoid, growth=year.other_traffic,
        volumes=(state.cars, state.riders), warm=state.warm, past=state.past,
    )  # fmt: skip
    solved, last = found.solved, found.solved.answer
    modelled = last.corridor_loads(static.universe)
    load = np.maximum(base.link_load + base.kappa * (modelled - base.modelled_load), 0.0)
    return CommutingResult(
        found.flows, last.car_min.reshape(found.flows.shape), found.transit_min, load, load - base.link_load, closure,
        found.error, solved.gap_route, solved.gap_demand, solved.iterations,
        CommutingState(found.warm, *solved.at, solved.taught), links,
        load_ratios.volumes(static.universe.network, static.form, links, last.cars, last.riders), last,
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
