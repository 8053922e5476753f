"""Arrays of a year as the compiled kernels want them, and what calls them.

Import only where numba is there.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from balanssim.model import acceleration, compiled, compiled_solve, demand, routes, seeking, supply
from balanssim.model.commuting_base import CommutingParameters, CommutingStatic
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import BALANCED, Answer, Year
from balanssim.model.lanes import WIDTH
from balanssim.model.layout import MODES
from balanssim.model.network_parts import Floats, Ints
from balanssim.model.sharing import ByState


class Compiled:
    """The equilibrium of a year, eight draws at a time; twin of `seeking.seek` with `evaluation.Reference`."""

    def __init__(self, static: CommutingStatic, year: Year, warm: Warm) -> None:
        self._static, self._year, self._draws = static, year, year.growth.size
        zones, p = len(static.flows), year.parameters
        pairs = zones * zones
        self._chunks = -(-self._draws // WIDTH)
        self._modes = [_routes(static, year, mode) for mode in MODES]
        self._fixed = (*_fixed(static, year), p.route_spread)
        still = {
            "cost": year.cost, "car_min": year.car_min, "cars": year.per_job["car"],
            "riders": year.per_job["transit"], "base_cars": year.base_cars,
        }  # fmt: skip
        self._still = (*(_packed_once(year, name, values) for name, values in still.items()), self._bicycles())
        self._margins = (packed(year.rows), packed(year.columns))
        self._warm = tuple(packed(part) for part in (warm.a, warm.b, warm.synthetic_a, warm.synthetic_b))
        self._limits = np.array([p.synthetic_tolerance, BALANCED, p.iterations, p.pivot_limit])
        routed = (self._modes[0][3].size, self._modes[1][3].size)
        rows = (3 * pairs, pairs, pairs, pairs, pairs, *routed)
        self._rooms: list[tuple[Floats, ...]] = year.once.made("rooms", (self._chunks, *rows), list)
        self._out = self._rooms.pop() if self._rooms else tuple(self._room(row) for row in rows)
        self._roads, self._segments = static.form.counts.roads.size, len(year.riders)
        self._images, self._kept_at = (self._room(self._roads + self._segments) for _ in range(2))
        self._own = year.once.made("own", (*rows, zones), lambda: self._workspace(rows, zones))

    def seek(
        self, start: Floats, learnt: tuple[Floats, Floats], tolerance: Floats, limit: int
    ) -> tuple[Floats, Floats, Ints, Answer]:
        """As `seeking.seek`."""
        static, year = self._static, self._year
        final, gaps, used = np.empty_like(start), np.zeros((2, self._draws)), np.zeros(self._draws, dtype=np.int64)
        rule = np.array([seeking.DAMPING, seeking.HOPEFUL, seeking.GAP_OF_MOVE, acceleration.RIDGE])
        by_road, *still = _links(static, year)
        base = (_packed_once(year, name, getattr(year, name)) for name in ("kappa", "modelled", "riders"))
        few = packed(np.stack([_crowding(year), year.growth - 1.0, tolerance]))
        compiled_solve.seek(
            len(static.flows), self._fixed, *self._modes, self._still, self._margins,
            (static.synthetic_step, static.step), self._limits,
            (by_road, few, *still, *base, static.universe.network.lines.volume), *self._own, self._out, self._warm,
            self._images, self._kept_at, start, final, *learnt, rule, seeking.WINDOW, limit, gaps, used,
        )  # fmt: skip
        return final, gaps, used, self._answer()

    def _answer(self) -> Held:
        """The answers that are kept, read from the room of the kernel."""
        warm = Warm(*(unpacked(values, self._draws) for values in self._warm))
        held = Held(self._out, warm, *self._links_of(self._images), self._cost)
        weakref.finalize(held, self._rooms.append, self._out)  # for the next year, when nothing is read any more
        return held

    def _links_of(self, items: Floats) -> tuple[Floats, Floats]:
        """By road (road, draw) and by segment (segment, draw)."""
        roads = unpacked(items, self._draws, 0, self._roads)
        return roads, unpacked(items, self._draws, self._roads)

    def _bicycles(self) -> Floats:
        """What the bicycle weighs, made again when its minutes change."""
        year, (draws, pairs, _, _) = self._year, self._fixed

        def make() -> Floats:
            base = packed(year.cost)
            made = np.empty((self._chunks, pairs.shape[1], WIDTH))
            compiled.bicycles(draws, pairs, base, made)
            return made

        made: Floats = year.once.made("bicycles", (year.cost, pairs, year.factors[2].tobytes()), make)
        return made

    def _cost(self) -> Floats:
        """Generalised minutes at the volumes that were evaluated last of each draw whose answer is kept."""
        return travel(self._static, self._year, *self._links_of(self._kept_at))[0]

    def _room(self, rows: int) -> Floats:
        return np.empty((self._chunks, rows, WIDTH))

    def _workspace(self, rows: tuple[int, ...], zones: int) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
        """What `compiled_answer.answer` computes in, for one chunk, and the loads of links."""
        car, transit = self._modes
        most = [int(np.diff(mode[0][::zones]).max()) for mode in self._modes]
        symbols = (self._roads + len(car[12]) - 1, self._segments + len(transit[12]) - 1)
        counts = (2 * rows[1], rows[1], rows[3], rows[4], *rows[5:], 2 * most[0], most[1], 2 * symbols[0], symbols[1])
        own = tuple(np.empty((count, WIDTH)) for count in counts)
        loads = tuple(np.empty((count, WIDTH)) for count in (self._roads, self._roads, self._segments))
        return (*own, np.empty((13, zones, WIDTH))), loads


class Held:
    """`evaluation.Answer` in the room of the kernel, by chunk and lane; arrays are taken out when asked for."""

    def __init__(
        self, out: tuple[Floats, ...], warm: Warm, cars: Floats, riders: Floats, cost: Callable[[], Floats]
    ) -> None:
        self._out, self.warm, self.cars, self.riders, self._cost = out, warm, cars, riders, cost
        self._draws, self._zones = cars.shape[1], len(warm.a)

    @cached_property
    def mode_share(self) -> Floats:
        """Shares of modes (mode, o, d, draw)."""
        return self._square(0, 3)

    def share_of(self, mode: int) -> Floats:
        """Share of one mode (o, d, draw)."""
        made: Floats = self._square(0, 1, mode * self._zones**2)[0]
        return made

    @cached_property
    def cost(self) -> Floats:
        """Generalised minutes (mode, o, d, draw), computed again: few ask for them."""
        return self._cost()

    @cached_property
    def car_min(self) -> Floats:
        """Minutes by car (pair, draw)."""
        return unpacked(self._out[1], self._draws)

    @cached_property
    def response(self) -> Floats:
        """The fitted deterrence at these costs (o, d, draw)."""
        made: Floats = self._square(4, 1)[0]
        return made

    @cached_property
    def route_flows(self) -> dict[str, Floats]:
        """Commuters on routes per mode (route, draw)."""
        return {mode: unpacked(self._out[5 + place], self._draws) for place, mode in enumerate(MODES)}

    def corridor_loads(self, universe: routes.RouteUniverse) -> Floats:
        """As `routes.corridor_loads` of the flows on routes."""
        total = np.zeros((len(universe.corridors), self._draws))
        for place, mode in enumerate(MODES):
            table, flows = universe.corridor_routes[mode], self._out[5 + place]
            if not (table.data == 1.0).all():
                raise ValueError("a corridor counts a route other than once")
            made = np.empty((len(flows), table.shape[0], WIDTH))
            compiled.members_of(table.indptr.astype(np.int64), table.indices.astype(np.int64), flows, made)
            total += unpacked(made, self._draws)
        return total

    def balanced(self, static: CommutingStatic, year: Year) -> demand.Balanced:
        """The matrix balanced to the tolerance of margins; in place of the matrix of the last evaluation."""
        p, prior, flows = year.parameters, self._out[3], self._out[2]
        left, right, end = packed(self.warm.a), packed(self.warm.b), np.empty((len(prior), 1, WIDTH))
        compiled.finish(
            self._zones, prior, packed(year.rows), packed(year.columns), left, right, static.step, p.tolerance,
            p.iterations, flows, end,
        )  # fmt: skip
        a, b, error = (unpacked(values, self._draws) for values in (left, right, end))
        return demand.Balanced(self._square(2, 1)[0], a, b, error[0], np.zeros(self._draws, dtype=np.int64))

    def _square(self, place: int, count: int, first: int = 0) -> Floats:
        pairs, square = self._zones**2, (self._zones, self._zones, self._draws)
        return unpacked(self._out[place], self._draws, first, count * pairs).reshape(count, *square)


def travel(
    static: CommutingStatic, year: Year, cars: Floats, riders: Floats
) -> tuple[Floats, Floats, dict[str, Floats]]:
    """As `evaluation.travel`."""
    draws, zones = cars.shape[1], len(static.flows)
    car, transit = (_routes(static, year, name) for name in MODES)
    chunks = -(-draws // WIDTH)
    rows = (zones * zones, 3 * zones * zones, car[3].size, transit[3].size)
    made = [np.empty((chunks, count, WIDTH)) for count in rows]
    by_road, capacity, free, _, *service = _links(static, year)
    few = packed(_crowding(year)[None])
    compiled.travel(
        zones, (*_fixed(static, year), year.parameters.route_spread), car, transit,
        (by_road, few, capacity, free, *service), packed(np.concatenate([cars, riders])), *made,
    )  # fmt: skip
    minutes, cost, by_car, by_transit = (unpacked(values, draws) for values in made)
    return cost.reshape(3, zones, zones, draws), minutes, {"car": by_car, "transit": by_transit}


def packed(values: Floats) -> Floats:
    """`values (..., draw)` by chunk of draws, (chunk, row, lane)."""
    rows = np.ascontiguousarray(values).reshape(-1, values.shape[-1])
    made = np.empty((-(-rows.shape[1] // WIDTH), rows.shape[0], WIDTH))
    compiled.pack(rows, made)
    return made


def _packed_of(values: ByState) -> Floats:
    """`packed` of an array that differs by the state of the network alone."""
    made = np.empty((-(-values.of.size // WIDTH), len(values.values), WIDTH))
    compiled.pack_of(values.values, values.of, made)
    return made


def _packed_once(year: Year, name: str, values: Floats) -> Floats:
    """`packed` of an array that the years of a block share."""
    made: Floats = year.once.made(name, (values,), lambda: packed(values))
    return made


def unpacked(values: Floats, draws: int, first: int = 0, rows: int | None = None) -> Floats:
    """The reverse of `packed`, (row, draw): `rows` from `first` on."""
    made = np.empty((values.shape[1] - first if rows is None else rows, draws))
    compiled.unpack(values, first, made)
    return made


def _fixed(static: CommutingStatic, year: Year) -> tuple[Floats, Floats, Floats]:
    """What differs by draw alone, by pair alone, and what parking costs (chunk, zone, lane)."""
    p, factors = year.parameters, year.factors
    pairs = year.once.made("pairs", (static, p), lambda: by_pair(static, p))
    return packed(by_draw(p, factors)), pairs, packed(static.parking_eur[:, None] + factors[4:])


def by_draw(p: CommutingParameters, factors: Floats) -> Floats:
    """What differs by draw alone, (row, draw), in the order of rows of `compiled`."""
    per_euro = 60.0 / p.value_of_time
    transit, bike = (p.beta if beta is None else beta for beta in (p.beta_transit, p.beta_bike))
    made = np.empty((13, p.beta.size))
    rows: list[Floats | float] = [
        p.fuel_cost_km * factors[0] * per_euro, per_euro, p.fare_km * factors[1] * per_euro,
        p.fare_base * factors[1] * per_euro, factors[2], factors[3], -p.beta, -transit, -bike,
        1.0 if p.transit_odds is None else p.transit_odds, -1.0 / p.beta, -(p.lambda_ratio * p.beta),
        -np.asarray(p.peak_spreading),
    ]  # fmt: skip
    for number, row in enumerate(rows):
        made[number] = row
    return made


def by_pair(static: CommutingStatic, p: CommutingParameters) -> Floats:
    """What differs by pair alone, (row, pair), in the order of rows of `compiled`.

    The last row is the ratio by which a pair grows that inherits the pattern of another zone, below 0 where the
    observed flow itself grows by the ratio of the model; see `demand.pivot`.
    """
    flows, modelled = static.flows, static.synthetic
    child = (static.child_rows >= 0)[:, None] | (static.child_columns >= 0)[None, :]
    ratio = demand.inherited_ratio(flows, modelled, static.child_rows, static.child_columns, p.pivot_limit)
    inherited = np.where(child | (flows <= 0.0) | (modelled <= 0.0), ratio, -1.0)
    bike = (60.0 / p.bike_kmh) * static.universe.base_km
    rows = (static.damping, static.deterrence, *static.p0, bike, flows, modelled, inherited)
    return np.stack([values.ravel() for values in rows])


def _links(static: CommutingStatic, year: Year) -> tuple[Any, ...]:
    """What links make of volumes: by road alone (row, road), in the order of rows of `compiled_links`; then by chunk:
    capacity, free minutes and counted cars of roads, seats, places to stand and riding minutes of segments.
    """
    links, counts, roads = year.links, static.form.counts, static.universe.network.roads

    def make() -> tuple[Floats, ...]:
        at = counts.roads
        by_road = np.stack(
            [roads.alpha[at], roads.beta[at], counts.others[at, 0], counts.per_commuter[at, 0], counts.added[at]]
        )
        places = supply.standing_room(links.transit_seats, links.transit_capacity)
        of_roads = (links.car_capacity[at], links.car_free[at], links.car_volume[at])
        of_segments = (links.transit_seats, places, links.transit_min[: len(places)])
        return (by_road, *(packed(values) for values in (*of_roads, *of_segments)))

    made: tuple[Any, ...] = year.once.made("links", (static, links), make)
    return made


def _crowding(year: Year) -> Floats:
    """What a minute gains where all places are taken (draw,)."""
    most = np.asarray(year.parameters.crowding_max, dtype=np.float64)
    return np.broadcast_to(most - 1.0, year.parameters.beta.shape)


def _routes(static: CommutingStatic, year: Year, mode: str) -> tuple[Any, ...]:
    """What the kernels need of a mode, see `compiled_answer.answer`."""
    of_mode = routes.of_mode(static.universe, mode)
    start, uses, *others = year.once.made(f"routes of {mode}", (static,), lambda: _tables(static, mode))
    of_network = (year.still_min[mode], year.sizes[mode])
    still, sizes = year.once.made(f"minutes of {mode}", of_network, lambda: [_packed_of(one) for one in of_network])
    return (start, *uses, of_mode.km, still, sizes, *(part for table in others for part in table))


def _tables(static: CommutingStatic, mode: str) -> tuple[Any, ...]:
    """First route of each pair, then starts and members of what routes use, `by_origin`, and starts and members of what
    links add up and of parts.
    """
    of_mode, moving = routes.of_mode(static.universe, mode), static.form.moving[mode]
    uses, *tables = (
        (one.indptr.astype(np.int64), one.indices.astype(np.int64))
        for one in (moving.uses, moving.made_of, moving.parts)
    )
    start = np.append(of_mode.pair_start, of_mode.pair.size)
    return (start, uses, by_origin(start[:: len(static.flows)], *uses), *tables)


def by_origin(first: Ints, start: Ints, used: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Routes of an origin that use a link or part, in groups: first group of each origin, what each group uses, first
    member of each group, and members counted from the `first (origin + 1,)` route of the origin.

    Route r uses `used[start[r]]` and on. Members stand in the order of routes, as all routes of a link do.
    """
    route = np.repeat(np.arange(start.size - 1), np.diff(start))
    origin = np.searchsorted(first, route, side="right") - 1
    order = np.lexsort((route, used, origin))
    route, used, origin = route[order], used[order], origin[order]
    new = np.flatnonzero(np.append(True, (np.diff(origin) != 0) | (np.diff(used) != 0))[: used.size])
    groups: Ints = np.searchsorted(origin[new], np.arange(first.size))
    return groups, used[new], np.append(new, used.size), route - first[origin]
