"""Anderson acceleration of a fixed point, each draw by itself.

Source: Anderson (1965), Iterative procedures for nonlinear integral equations; Walker and Ni (2011), Anderson
acceleration for fixed-point iterations, SIAM Journal on Numerical Analysis 49.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balanssim.model.network_parts import Floats, Ints

#: Ridge on the normal equations, relative to the length of each change: keeps steps that point the same way apart.
RIDGE = 1e-10


@dataclass(frozen=True)
class History:
    """What the last steps taught, newest last: `moves`, `changes (step, draw, item)`: how the point and its residual
    changed; `point`, `residual (draw, item)` of the last step.
    """

    moves: Floats
    changes: Floats
    point: Floats
    residual: Floats

    def columns(self, draws: Ints) -> History:
        """The same for some draws only."""
        return History(self.moves[:, draws], self.changes[:, draws], self.point[draws], self.residual[draws])


def learn(history: History, point: Floats, residual: Floats, window: int) -> History:
    """Take in one more evaluation, and forget what is more than `window` steps old."""
    moves = np.concatenate([history.moves, (point - history.point)[None]])[-window:]
    changes = np.concatenate([history.changes, (residual - history.residual)[None]])[-window:]
    return History(moves, changes, point, residual)


def step(history: History, damping: float) -> Floats:
    """Next point (draw, item): the mix of the last ones whose residuals best cancel, moved on by `damping` x residual.

    Least squares over the window, by normal equations with a small ridge. Each draw is solved by itself, so
    none depends on its neighbours.
    """
    point, residual = history.point, history.residual
    steps = len(history.moves)
    if steps == 0:
        return point + damping * residual
    products = np.empty((len(point), steps, steps))
    toward = np.empty((len(point), steps))
    for one in range(steps):
        toward[:, one] = np.vecdot(history.changes[one], residual)
        for other in range(one + 1):
            products[:, one, other] = np.vecdot(history.changes[one], history.changes[other])
            products[:, other, one] = products[:, one, other]
    # To unit length first: late changes are small beside early ones.
    length = np.sqrt(np.maximum(products[:, range(steps), range(steps)], 1e-300))
    products /= length[:, :, None] * length[:, None, :]
    products[:, range(steps), range(steps)] += RIDGE
    weights = np.linalg.solve(products, (toward / length)[:, :, None])[:, :, 0] / length
    after = point + damping * residual
    for one in range(steps):
        after -= weights[:, one, None] * (history.moves[one] + damping * history.changes[one])
    return after
