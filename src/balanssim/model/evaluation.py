"""One evaluation of the equilibrium: volumes to minutes, routes, modes, destinations, and back to volumes.

All arrays have the draw last, so that draws that have stopped can be left out. Equations: model.md 6.1 to 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Protocol

import numpy as np
from scipy.sparse import csr_array

from balanssim.model import demand, routes, supply
from balanssim.model.commuting_base import (
    CommutingParameters,
    CommutingStatic,
    Transport,
    choice,
    only,
    pair_costs,
    with_hubs,
)
from balanssim.model.commuting_demand import Matrix, Warm, matrix_at
from balanssim.model.layout import MODES
from balanssim.model.network_parts import Bools, Floats, Ints, LinkState
from balanssim.model.sharing import ByState, Once

#: Largest margin error of the matrix while the point is sought; the last matrix is balanced to `tolerance`.
BALANCED = 1e-7


@dataclass(frozen=True)
class Year:
    """One year of some draws, all that the fixed point does not change.

    `rows`, `columns (zone, draw)` margins; `factors (lever, draw)` levers as in `unchanged`; `cost (mode, o, d, draw)`,
    `car_min (pair, draw)` of the base date; per mode: `still_min (route, draw)` minutes that do not move, infinite
    where closed, `sizes (choice route, draw)`, `per_job (pair, draw)` cars or passengers an hour per job; `base_cars
    (pair, draw)` of the base date; `modelled`, `kappa (road, draw)`, `riders (segment, draw)` modelled on the base
    date; `growth (draw,)` of other traffic; `once` keeps what years of the same base share.
    """

    parameters: CommutingParameters
    links: LinkState
    rows: Floats
    columns: Floats
    factors: Floats
    cost: Floats
    car_min: Floats
    still_min: dict[str, ByState]
    sizes: dict[str, ByState]
    per_job: dict[str, Floats]
    base_cars: Floats
    modelled: Floats
    kappa: Floats
    riders: Floats
    growth: Floats
    once: Once = field(default_factory=Once)


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

    @property
    def warm(self) -> Warm:
        """Factors that balancing reached."""
        return self.matrix.warm

    @property
    def response(self) -> Floats:
        """The fitted deterrence at these costs."""
        return self.matrix.response

    def share_of(self, mode: int) -> Floats:
        """Share of one mode (o, d, draw)."""
        share: Floats = self.mode_share[mode]
        return share

    def corridor_loads(self, universe: routes.RouteUniverse) -> Floats:
        """As `routes.corridor_loads` of the flows on routes."""
        return routes.corridor_loads(universe, self.route_flows)

    def balanced(self, static: CommutingStatic, year: Year) -> demand.Balanced:
        """The matrix balanced to the tolerance of margins."""
        p, warm = year.parameters, self.matrix.warm
        return demand.furness(
            self.matrix.prior, year.rows, year.columns, warm.a, warm.b, p.tolerance, p.iterations, static.step
        )


class Answer(Protocol):
    """What is read of an answer that stands: an `Evaluation`, or the same taken out of a kernel when asked for."""

    @property
    def mode_share(self) -> Floats:
        """Shares of modes (mode, o, d, draw)."""

    @property
    def cost(self) -> Floats:
        """Generalised minutes (mode, o, d, draw)."""

    @property
    def car_min(self) -> Floats:
        """Minutes by car (pair, draw)."""

    @property
    def route_flows(self) -> dict[str, Floats]:
        """Commuters on routes per mode (route, draw)."""

    @property
    def warm(self) -> Warm:
        """Factors that balancing reached."""

    @property
    def cars(self) -> Floats:
        """Volumes of all cars (road, draw)."""

    @property
    def riders(self) -> Floats:
        """Volumes of all passengers (segment, draw)."""

    @property
    def response(self) -> Floats:
        """The fitted deterrence at these costs (o, d, draw)."""

    def share_of(self, mode: int) -> Floats:
        """Share of one mode (o, d, draw)."""

    def corridor_loads(self, universe: routes.RouteUniverse) -> Floats:
        """As `routes.corridor_loads` of the flows on routes."""

    def balanced(self, static: CommutingStatic, year: Year) -> demand.Balanced:
        """The matrix balanced to the tolerance of margins."""


class Reference:
    """Computes answers to volumes, and keeps those that stand."""

    def __init__(self, static: CommutingStatic, year: Year, warm: Warm) -> None:
        self._static, self._year, self._warm = static, year, warm
        self._at = (np.arange(year.growth.size), year)
        self._answer: Evaluation | None = None
        self._gaps: Floats | None = None

    def evaluate(self, draws: Ints, cars: Floats, riders: Floats, keep: Bools) -> tuple[Floats, Floats]:
        """Volumes that `cars (road, draw)` and `riders (segment, draw)` of some `draws` lead to.

        The answer is kept of the draws of `keep (draw,)`; of the others is measured how far it lies from the one that
        is kept. The first call is of all draws, and keeps all.
        """
        if draws.size != self._at[0].size:
            self._at = (draws, only(self._year, draws))
        whole = self._answer is None or draws.size == self._year.growth.size
        before = self._answer if self._answer is None or whole else only(self._answer, draws)
        warm = self._warm if before is None else before.matrix.warm
        now = evaluate(self._static, self._at[1], cars, riders, warm)
        if before is not None and not keep.all():
            self._gaps = _gaps(before, now)
        if self._answer is None or (whole and keep.all()):
            self._answer = now
        else:
            _keep(self._answer, draws[keep], now, np.flatnonzero(keep))
        return now.cars, now.riders

    def gaps(self, draws: Ints) -> Floats:
        """Route gap and demand gap of the last answers against those that are kept, (2, draw) of the same draws."""
        if self._gaps is None:
            raise ValueError("nothing was measured")
        return self._gaps

    def answer(self) -> Evaluation:
        """The answers that are kept, of all draws."""
        if self._answer is None:
            raise ValueError("nothing was evaluated")
        return self._answer


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
    load = form.moving["car"].loads
    volumes = supply.road_volumes(
        form.counts, year.links.car_volume[form.counts.roads], year.kappa, year.modelled,
        load(flows["car"]), load(base), year.growth,
    )  # fmt: skip
    riding = form.moving["transit"].loads(flows["transit"])
    riding -= year.riders
    riding += universe.network.lines.volume[:, None]
    np.maximum(riding, 0.0, out=riding)
    return Evaluation(matrix, mode_share, cost, car_min, flows, volumes, riding)


def travel(at: Transport, year: Year, cars: Floats, riders: Floats) -> tuple[Floats, Floats, dict[str, Floats]]:
    """Generalised minutes (mode, o, d, draw), car minutes (pair, draw) and shares of routes by mode (route, draw)."""
    universe, form, p = at.universe, at.form, year.parameters
    zones = len(universe.network.zones)
    shape = (zones, zones, p.beta.size)
    moving = moving_minutes(at, year, cars, riders)
    minutes, km, shares = {}, {}, {}
    for mode in MODES:
        of_mode = routes.of_mode(universe, mode)
        per_route = form.moving[mode].sums(moving[mode])
        per_route += year.still_min[mode].by_draw
        minutes[mode] = routes.pair_minutes(of_mode, per_route)
        shares[mode] = routes.route_shares(of_mode, per_route, minutes[mode], p.route_spread, year.sizes[mode].by_draw)
        km[mode] = routes.pair_km(of_mode, shares[mode]).reshape(shape)
    by_pair = {
        "car": minutes["car"].reshape(shape),
        "transit": with_hubs(minutes["transit"].reshape(shape), year.factors),
    }
    cost = pair_costs(universe, at.parking_eur, p, by_pair, km, year.factors)
    return cost, minutes["car"], shares


def moving_minutes(at: Transport, year: Year, cars: Floats, riders: Floats) -> dict[str, Floats]:
    """Minutes that follow volumes: on roads that congest by car (road, draw), felt in vehicles (segment, draw)."""
    links = year.links
    felt = supply.crowding_factor(riders, links.transit_seats, links.transit_capacity, year.parameters.crowding_max)
    felt *= links.transit_min[: len(felt)]
    roads = supply.congested_minutes(at.universe.network, links, at.form.counts.roads, cars)
    return {"car": roads, "transit": felt}


def trips(year: Year, mode: str, flows: Floats, mode_share: Floats, car_min: Floats) -> Floats:
    """Cars or passengers of a pair in the busiest hour (pair, draw); `flows (o, d, draw)`, `mode_share (mode, o, d,
    draw)`, `car_min (pair, draw)`.
    """
    made: Floats = (flows * mode_share[MODES.index(mode)]).reshape(-1, flows.shape[-1])
    made *= year.per_job[mode]
    if mode == "car":
        made *= supply.spreading(car_min, year.car_min, year.parameters.peak_spreading)
    return made


def _gaps(before: Evaluation, now: Evaluation) -> Floats:
    """Route gap and demand gap of a plain step, (2, draw)."""
    changed, routed = np.zeros_like(now.riders[0]), np.zeros_like(now.riders[0])
    for mode in MODES:
        changed += _total(np.abs(now.route_flows[mode] - before.route_flows[mode]))
        routed += _total(before.route_flows[mode])
    flows, other = (one.matrix.flows.reshape(-1, changed.size) for one in (before, now))
    moved, jobs = _total(np.abs(other - flows)), _total(flows)
    return np.stack([changed / np.maximum(routed, 1e-300), moved / np.maximum(jobs, 1e-300)])


def _total(values: Floats) -> Floats:
    """Sum over the first axis, added row by row whatever the number of draws; (draw,)."""
    ones = csr_array(np.ones((1, len(values))))
    total: Floats = (ones @ values)[0]
    return total


def _keep(final: Any, draws: Ints, found: Any, places: Ints) -> None:
    """Write some draws of one evaluation into another, array by array."""
    if isinstance(final, np.ndarray):
        if final.shape == found.shape:
            chosen = np.zeros(final.shape[-1], dtype=bool)
            chosen[places] = True
            np.copyto(final, found, where=chosen)
        else:
            final[..., draws] = found[..., places]
    elif isinstance(final, dict):
        for name, part in final.items():
            _keep(part, draws, found[name], places)
    elif is_dataclass(final):
        for item in fields(final):
            _keep(getattr(final, item.name), draws, getattr(found, item.name), places)
