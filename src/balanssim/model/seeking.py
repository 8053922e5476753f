"""The search for the fixed point by the NumPy reference, draw by draw; see `equilibrium`."""

from __future__ import annotations

import numpy as np

from balanssim.model import acceleration, memory
from balanssim.model.commuting_base import CommutingStatic
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import Evaluation, Reference, Year
from balanssim.model.network_parts import Floats, Ints

#: Evaluations that the acceleration looks back on, and how far it moves on along the residual.
WINDOW = 4
DAMPING = 0.5
#: A plain step, which measures the gaps, is taken when they are expected below this part of the tolerance; before the
#: first one they are expected from the relative size of the residual. Measured on ready-made scenarios: decision 0024.
HOPEFUL = 0.7
GAP_OF_MOVE = 0.25
#: Draws that have stopped are left out where at most this part goes on, as leaving out copies the arrays of all.
WORTH = 0.5


def seek(
    static: CommutingStatic,
    year: Year,
    warm: Warm,
    start: Floats,
    learnt: tuple[Floats, Floats],
    tolerance: Floats,
    limit: int,
) -> tuple[Floats, Floats, Ints, Evaluation]:
    """Volumes of the fixed point (draw, item), gaps (2, draw), evaluations after the first (draw,), and the answer.

    From `start (draw, item)`, with the moves and changes that were `learnt`, which is written in; items are roads that
    congest, then segments. The other arguments: `equilibrium.solve`.
    """
    draws, roads = tolerance.size, len(year.modelled)
    gaps, used = np.zeros((2, draws)), np.zeros(draws, dtype=np.int64)
    work, point = Reference(static, year, warm), start
    image = items_of(*work.evaluate(np.arange(draws), *volumes_of(point, roads), np.ones(draws, dtype=bool)))
    final = point.copy()
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
        now = work.evaluate(at, *volumes_of(target, roads), going & ~plain)
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
        image = items_of(*now)
        history = acceleration.learn(history, target, image - target, WINDOW)
        memory.remember(learnt, at, history, moved)
        if np.count_nonzero(going) <= WORTH * at.size and not going.all():
            kept = np.flatnonzero(going)
            at, image, history, going = at[kept], image[kept], history.columns(kept), going[kept]
            per_move, failed = per_move[kept], failed[kept]
    return final, gaps, used, work.answer()


def items_of(cars: Floats, riders: Floats) -> Floats:
    """All volumes of a draw in a row, (draw, item)."""
    return np.ascontiguousarray(np.concatenate([cars, riders]).T)


def volumes_of(items: Floats, roads: int) -> tuple[Floats, Floats]:
    """The reverse: (road, draw) and (segment, draw)."""
    return np.ascontiguousarray(items[:, :roads].T), np.ascontiguousarray(items[:, roads:].T)


def _length(residual: Floats) -> Floats:
    """Sum of sizes per draw, never zero; `residual (draw, item)`."""
    size = np.abs(residual)
    total: Floats = np.maximum(np.vecdot(size, np.ones_like(size)), 1e-300)
    return total
