"""The fixed point of demand and supply, draw by draw: volumes that lead to themselves.

Sought by Anderson acceleration in the space of volumes; a draw stops when a plain step would change route flows and
commuters by less than its tolerance. Nothing here adds over draws, so no draw depends on its neighbours. Source of the
gaps and of the stop: model.md 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balanssim.model import acceleration, kernels, memory
from balanssim.model.commuting_base import CommutingStatic
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import Answer, Year
from balanssim.model.memory import Memory
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
    relative to all route flows and all commuters; `iterations (draw,)` evaluations after the first; `taught` what the
    next year begins with.
    """

    at: tuple[Floats, Floats]
    answer: Answer
    gap_route: Floats
    gap_demand: Floats
    iterations: Ints
    taught: Memory | None


def solve(
    static: CommutingStatic,
    year: Year,
    cars: Floats,
    riders: Floats,
    warm: Warm,
    tolerance: Floats,
    limit: int,
    past: Memory | None = None,
) -> Solved:
    """Find the volumes that lead to themselves, from `cars (road, draw)` and `riders (segment, draw)`.

    `tolerance (draw,)` of both gaps, `limit` of evaluations after the first. A draw whose volumes come back exactly
    stops at once with gaps of zero. The gaps are measured by a plain step, from an answer to what the answer to its
    volumes would be, when they are expected to be small enough; the answer stands, as a plain step may lead away. A
    draw that reaches the limit ends with the gaps of its last step. With a limit of 0 the answer to the given volumes
    stands, whatever volumes it makes, and no gap is measured. `past` is what the year before taught.
    """
    draws, roads = tolerance.size, len(cars)
    gaps, used = np.zeros((2, draws)), np.zeros(draws, dtype=np.int64)
    work = kernels.evaluator(static, year, warm)
    last = _items(cars, riders)
    point = memory.begin(last, past)
    image = _items(*work.evaluate(np.arange(draws), *_volumes(point, roads), np.ones(draws, dtype=bool)))
    final, learnt = point.copy(), memory.before(draws, point.shape[1], past)
    at = np.flatnonzero(np.any(image != point, axis=1))
    history = acceleration.History(learnt[0][:, at], learnt[1][:, at], point[at], image[at] - point[at])
    going, image = np.ones(at.size, dtype=bool), image[at]
    failed, per_move = np.zeros(at.size, dtype=bool), GAP_OF_MOVE / _length(image)
    for number in range(1, limit + 1):
        if not going.any():
            break
        # After a step that measured too large a gap, and just before the last one, no other measures.
        plain = (per_move * _length(history.residual) <= HOPEFUL * tolerance[at]) & ~failed & (number != limit - 1)
        plain |= number == limit
        target = np.maximum(acceleration.step(history, DAMPING), 0.0)
        target = np.where(plain[:, None], image, target)
        now = work.evaluate(at, *_volumes(target, roads), going & ~plain)
        moved = going
        failed = plain
        if plain.any():
            found = work.gaps(at)
            worst = found.max(axis=0)
            per_move = np.where(plain, worst / _length(history.residual), per_move)
            stopped = going & plain & ((worst <= tolerance[at]) | (number == limit))
            places = np.flatnonzero(stopped)
            gaps[:, at[places]], used[at[places]], final[at[places]] = found[:, places], number, history.point[places]
            going = going & ~stopped
        image = _items(*now)
        history = acceleration.learn(history, target, image - target, WINDOW)
        memory.remember(learnt, at, history, moved)
        if np.count_nonzero(going) <= work.worth * at.size and not going.all():
            kept = np.flatnonzero(going)
            at, image, history, going = at[kept], image[kept], history.columns(kept), going[kept]
            per_move, failed = per_move[kept], failed[kept]
    taught = memory.close(last, final, year.links, learnt, past) if limit else past
    return Solved(_volumes(final, roads), work.answer(), gaps[0], gaps[1], used, taught)


def _items(cars: Floats, riders: Floats) -> Floats:
    """All volumes of a draw in a row, (draw, item)."""
    return np.ascontiguousarray(np.concatenate([cars, riders]).T)


def _volumes(items: Floats, roads: int) -> tuple[Floats, Floats]:
    """The reverse: (road, draw) and (segment, draw)."""
    return np.ascontiguousarray(items[:, :roads].T), np.ascontiguousarray(items[:, roads:].T)


def _length(residual: Floats) -> Floats:
    """Sum of sizes per draw, never zero; `residual (draw, item)`."""
    size = np.abs(residual)
    total: Floats = np.maximum(np.vecdot(size, np.ones_like(size)), 1e-300)
    return total
