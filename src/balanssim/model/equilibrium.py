"""The fixed point of demand and supply, draw by draw: volumes that lead to themselves.

Sought by Anderson acceleration in the space of volumes; a draw stops when a plain step would change route flows and
commuters by less than its tolerance. Nothing here adds over draws, so no draw depends on its neighbours. Source of the
gaps and of the stop: model.md 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from balanssim.model import acceleration
from balanssim.model.commuting_base import CommutingStatic, only
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import Evaluation, Year, evaluate
from balanssim.model.layout import MODES
from balanssim.model.network_parts import Floats, Ints

#: Evaluations that the acceleration looks back on, and how far it moves on along the residual.
WINDOW = 4
DAMPING = 0.5
#: A plain step, which measures the gaps, is taken when they are expected below this part of the tolerance; before the
#: first one they are expected from the relative size of the residual. Measured on ready-made scenarios: decision 0024.
HOPEFUL = 0.7
GAP_OF_MOVE = 0.25


@dataclass(frozen=True)
class Solved:
    """`at` the volumes of roads that congest and of segments (road, draw), (segment, draw) that travellers answer to,
    and `answer` what they do; `gap_route`, `gap_demand (draw,)`: what answering their own volumes would change of it,
    relative to all route flows and all commuters; `iterations (draw,)` evaluations after the first.
    """

    at: tuple[Floats, Floats]
    answer: Evaluation
    gap_route: Floats
    gap_demand: Floats
    iterations: Ints


def solve(
    static: CommutingStatic,
    year: Year,
    cars: Floats,
    riders: Floats,
    warm: Warm,
    tolerance: Floats,
    limit: int,
) -> Solved:
    """Find the volumes that lead to themselves, from `cars (road, draw)` and `riders (segment, draw)`.

    `tolerance (draw,)` of both gaps, `limit` of evaluations after the first. A draw whose volumes come back exactly
    stops at once with gaps of zero. The gaps are measured by a plain step, from an answer to what the answer to its
    volumes would be, when they are expected to be small enough; the answer stands, as a plain step may lead away. A
    draw that reaches the limit ends with the gaps of its last step. With a limit of 0 the answer to the given volumes
    stands, whatever volumes it makes, and no gap is measured.
    """
    draws, roads = tolerance.size, len(cars)
    gaps, used = np.zeros((2, draws)), np.zeros(draws, dtype=np.int64)
    answer = now = evaluate(static, year, cars, riders, warm)
    point, image = _items(cars, riders), _items(now.cars, now.riders)
    final = point.copy()
    at = np.flatnonzero(np.any(image != point, axis=1))
    going = np.ones(at.size, dtype=bool)
    if 0 < at.size < draws:
        year, now, point, image = only(year, at), only(now, at), point[at], image[at]
    history = acceleration.begin(point, image - point)
    per_move = GAP_OF_MOVE / _length(image)
    for number in range(1, limit + 1):
        if not going.any():
            break
        plain = (per_move * _length(history.residual) <= HOPEFUL * tolerance[at]) | (number == limit)
        target = np.maximum(acceleration.step(history, DAMPING), 0.0)
        target = np.where(plain[:, None], image, target)
        before = now
        now = evaluate(
            static, year, np.ascontiguousarray(target[:, :roads].T), np.ascontiguousarray(target[:, roads:].T),
            before.matrix.warm,
        )  # fmt: skip
        if plain.any():
            found = _gaps(before, now)
            per_move = np.where(plain, found.max(axis=0) / _length(history.residual), per_move)
            stopped = going & plain & ((found.max(axis=0) <= tolerance[at]) | (number == limit))
            places = np.flatnonzero(stopped)
            gaps[:, at[places]], used[at[places]], final[at[places]] = found[:, places], number, history.point[places]
            _keep(answer, at[places], before, places)
            going &= ~stopped
        image = _items(now.cars, now.riders)
        history = acceleration.learn(history, target, image - target, WINDOW)
        if 2 * np.count_nonzero(going) <= at.size:
            kept = np.flatnonzero(going)
            at, year, now, image = at[kept], only(year, kept), only(now, kept), image[kept]
            history, per_move, going = history.columns(kept), per_move[kept], going[kept]
    volumes = np.ascontiguousarray(final.T)
    return Solved((volumes[:roads], volumes[roads:]), answer, gaps[0], gaps[1], used)


def _items(cars: Floats, riders: Floats) -> Floats:
    """All volumes of a draw in a row, (draw, item)."""
    return np.ascontiguousarray(np.concatenate([cars, riders]).T)


def _length(residual: Floats) -> Floats:
    """Sum of sizes per draw, never zero; `residual (draw, item)`."""
    size = np.abs(residual)
    total: Floats = np.maximum(np.vecdot(size, np.ones_like(size)), 1e-300)
    return total


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
    if final is found:
        return
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
