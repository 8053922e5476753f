"""Mode choice around observed shares, destination choice by pivot, and balancing to both margins.

Equations of model.md 6.1: an incremental logit for mode, a doubly constrained synthetic matrix whose *change* moves the
observed matrix, and Furness balancing. At base costs and base margins all of it returns the base exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Balanced:
    """Outcome of `furness`: `flows (o, d, draw)`, factors `a (o, draw)`, `b (d, draw)`, largest relative margin
    `error (draw,)` and `iterations (draw,)`.
    """

    flows: Floats
    a: Floats
    b: Floats
    error: Floats
    iterations: Ints


def mode_choice(p0: Floats, du: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """Shares and change of composite cost together: `(p (mode, o, d, draw), dcc (o, d, draw))`.

    `p0 (mode, o, d)` or (mode, o, d, draw) base shares, up to a factor of the pair; `du (mode, o, d, draw)` change of
    damped minutes, `beta (draw,)` or (mode, draw) per minute, greater than zero. `dcc = -(1/beta) ln sum p0 exp(-beta
    du)`, of shares that add to 1, uses the first mode's beta where they differ. Both
    are exact at `du = 0`. Source: incremental (pivot-point) logit, Kumar (1980); model.md 6.1.
    """
    per_mode = np.broadcast_to(np.asarray(beta, dtype=np.float64), (p0.shape[0], du.shape[-1]))
    weight = np.empty(du.shape)
    for mode, change in enumerate(du):
        if change.any():
            np.multiply(change, -per_mode[mode], out=weight[mode])
            np.exp(weight[mode], out=weight[mode])
        else:
            weight[mode] = 1.0
    base = p0 if p0.ndim == du.ndim else p0[..., None]
    weight *= base
    total = weight[0].copy()
    whole = base[0].copy()
    for mode in range(1, p0.shape[0]):
        total += weight[mode]
        whole += base[mode]
    weight /= total
    total /= whole
    np.log(total, out=total)
    total *= -1.0 / per_mode[0]
    return weight, total


def mode_shares(p0: Floats, du: Floats, beta: Floats) -> Floats:
    """Mode shares `p ~ p0 exp(-beta du)`, (mode, o, d, draw); arguments as in `mode_choice`."""
    return mode_choice(p0, du, beta)[0]


def composite_change(p0: Floats, du: Floats, beta: Floats) -> Floats:
    """Change of composite cost in damped minutes (o, d, draw); arguments as in `mode_choice`."""
    return mode_choice(p0, du, beta)[1]


def furness(
    prior: Floats,
    rows: Floats,
    columns: Floats,
    a: Floats | None,
    b: Floats | None,
    tolerance: float,
    iterations: int,
    step: Floats | None = None,
) -> Balanced:
    """Scale rows and columns of `prior` until both margins fit (Furness, IPF, Sinkhorn).

    Parameters
    ----------
    prior : (o, d, draw) not negative
    rows, columns : (o, draw), (d, draw) not negative, equal totals per draw
    a, b : (o, draw), (d, draw) warm start, or None for ones
    tolerance : largest relative error over margins that are not zero
    iterations : upper limit
    step : (d, d) from `balancing_step` of a similar matrix: fewer iterations, the same solution

    Each draw stops at its own convergence: a draw that fits its margins at the start returns `a`, `b` untouched. A zero
    margin gives zero flows. A margin without any prior flow cannot be met: its draw ends with `error` 1. Every draw is
    computed by itself (one matrix-vector product a draw), so no draw depends on its neighbours. A draw whose error
    grows under `step` goes on without it for a while. Source: Furness (1965); Deming and Stephan (1940).
    """
    n = prior.shape[2]
    matrix = np.ascontiguousarray(prior.transpose(2, 0, 1))
    row, column = np.ascontiguousarray(rows.T), np.ascontiguousarray(columns.T)
    left = np.ones_like(row) if a is None else np.where(row > 0.0, np.where(a.T > 0.0, a.T, 1.0), 0.0)
    right = np.ones_like(column) if b is None else np.where(column > 0.0, np.where(b.T > 0.0, b.T, 1.0), 0.0)
    through = np.matvec(matrix, right)
    error = np.maximum(_misfit(left * through, row), _misfit(right * np.vecmat(left, matrix), column))
    used = np.zeros(n, dtype=np.int64)
    final = [left.copy(), right.copy()]
    # `at` names the draws held in the working arrays, `going` those of them that have not stopped; the arrays shrink
    # when half have stopped (a draw that goes on computing after its stop is not looked at again).
    at = np.flatnonzero(error > tolerance)
    going = np.ones(at.size, dtype=bool)
    matrix, row, column = matrix[at], row[at], column[at]
    left, right, through = left[at], right[at], through[at]
    # After a Newton step that made things worse a draw rests: plain steps, twice as many each time.
    rest, pause = np.zeros(at.size, dtype=np.int64), np.ones(at.size, dtype=np.int64)
    before, fast = np.full(at.size, np.inf), np.zeros(at.size, dtype=bool)
    for number in range(1, iterations + 1):
        if not going.any():
            break
        left = _ratio(row, through)
        reached = np.vecmat(left, matrix)
        now = _misfit(right * reached, column)
        unmet = np.any((row > 0.0) & (left == 0.0), axis=1)
        now = np.maximum(now, unmet.astype(np.float64))
        stopped = going & ((now <= tolerance) | (number == iterations))
        if stopped.any():
            done = at[stopped]
            final[0][done], final[1][done] = left[stopped], right[stopped]
            error[done], used[done] = now[stopped], number
            going &= ~stopped
            if 2 * np.count_nonzero(going) <= at.size:
                kept = np.flatnonzero(going)
                at, matrix, row, column, reached = at[kept], matrix[kept], row[kept], column[kept], reached[kept]
                right, fast, before, now = right[kept], fast[kept], before[kept], now[kept]
                rest, pause = rest[kept], pause[kept]
                going = np.ones(kept.size, dtype=bool)
        target = _ratio(column, reached)
        worse = fast & (now >= before)
        rest = np.where(worse, pause, np.maximum(rest - 1, 0))
        pause = np.where(worse, 2 * pause, pause)
        before, fast = now, rest == 0
        if step is not None and fast.any():
            moving = (right > 0.0) & (target > 0.0)
            log_change = np.log(np.where(moving, target / np.where(moving, right, 1.0), 1.0))
            longer = right * np.exp(np.clip(np.matvec(step, log_change), -2.0, 2.0))
            right = np.where(fast[:, None] & moving, longer, target)
        else:
            right = target
        through = np.matvec(matrix, right)
    a_last, b_last = np.ascontiguousarray(final[0].T), np.ascontiguousarray(final[1].T)
    flows = prior * a_last[:, None, :]
    flows *= b_last
    return Balanced(flows, a_last, b_last, error, used)


def balancing_step(flows: Floats) -> Floats:
    """Matrix that turns one Furness step (log of column factors) into a Newton step, for matrices like `flows` (o, d).

    Near the solution Furness multiplies the error by P = C^-1 T' R^-1 T (R, C the margins), so the whole way to go is
    (I - P)^-1 times one step. P keeps a common scale of all factors; that direction is fixed by the column shares.
    Source: linear rate of the Sinkhorn iteration, Knight (2008).
    """
    rows, columns = flows.sum(axis=1), flows.sum(axis=0)
    by_row = flows / np.where(rows > 0.0, rows, 1.0)[:, None]
    by_column = flows / np.where(columns > 0.0, columns, 1.0)
    scale = np.broadcast_to(columns / columns.sum(), flows.shape)
    return np.linalg.inv(np.eye(len(flows)) - by_column.T @ by_row + scale)


def deterrence(cost: Floats, slope: float, inside: float) -> Floats:
    """Base deterrence `F0 = exp(-slope x cost)`, within zones times `exp(inside)`; `cost (o, d)` damped minutes."""
    factor = np.exp(-slope * cost)
    factor[np.diag_indices_from(factor)] *= np.exp(inside)
    return factor


def fit_deterrence(flows: Floats, cost: Floats, counted: Bools) -> tuple[float, float]:
    """Slope per minute and term for trips within zones of the doubly constrained model that fits `flows` best.

    `flows`, `cost`, `counted (o, d)`: the conditions hold over the counted pairs (externals among themselves say little
    about a region): modelled mean cost between zones and share within zones equal the observed ones, which is the
    maximum of the Poisson likelihood. Source: Hyman (1969); Evans (1971). Raises `ValueError` where it does not
    converge.
    """
    rows, columns = flows.sum(axis=1)[:, None], flows.sum(axis=0)[:, None]
    between = counted & ~np.eye(len(flows), dtype=bool)
    within = counted & np.eye(len(flows), dtype=bool)

    def moments(matrix: Floats) -> Floats:
        out = matrix[between].sum()
        mean = (matrix[between] * cost[between]).sum() / out
        return np.array([mean, np.log(matrix[within].sum() / out)])

    target = moments(flows)
    at = np.array([1.0 / max(float(target[0]), 1.0), 0.0])
    warm: list[Floats | None] = [None, None]

    def misfit(point: Floats) -> Floats:
        prior = deterrence(cost, float(point[0]), float(point[1]))[:, :, None]
        balanced = furness(prior, rows, columns, warm[0], warm[1], 1e-11, 5000)
        warm[0], warm[1] = balanced.a, balanced.b
        return moments(balanced.flows[:, :, 0]) - target

    for _ in range(60):
        value = misfit(at)
        if np.abs(value / np.array([target[0], 1.0])).max() < 1e-9:
            return float(at[0]), float(at[1])
        steps = np.array([1e-5 * max(abs(float(at[0])), 1e-3), 1e-4])
        slopes = np.stack([(misfit(at + np.eye(2)[k] * steps[k]) - value) / steps[k] for k in range(2)], axis=1)
        move = np.linalg.solve(slopes, -value)
        # A long first step may leave the region where the model makes sense; halve it until it does not.
        at = at + move * min(
            1.0, 0.5 * abs(float(at[0])) / max(abs(float(move[0])), 1e-300), 2.0 / max(abs(float(move[1])), 1e-300)
        )
    raise ValueError("the base deterrence does not converge: are there flows between zones, and do costs differ?")


def synthetic(factor: Floats, a: Floats, b: Floats) -> Floats:
    """Synthetic matrix `a factor b`; `factor (o, d, draw)`, `a (o, draw)`, `b (d, draw)`."""
    made = factor * a[:, None, :]
    made *= b
    return made


def inherited_ratio(
    base: Floats, synthetic_base: Floats, child_rows: Ints, child_columns: Ints, limit: float
) -> Floats:
    """Observed over synthetic of the parent zone, for pairs with a zone that inherits its pattern; elsewhere 1. (o, d)

    `child_rows`, `child_columns (zone,)`: index of the parent, -1 for none. Ratios stay between 1/limit and limit.
    """
    origin = np.where(child_rows >= 0, child_rows, np.arange(len(base)))
    destination = np.where(child_columns >= 0, child_columns, np.arange(len(base)))
    at = np.ix_(origin, destination)
    modelled = synthetic_base[at]
    ratio = np.where(modelled > 0.0, base[at] / np.where(modelled > 0.0, modelled, 1.0), 1.0)
    child = (child_rows >= 0)[:, None] | (child_columns >= 0)[None, :]
    return np.where(child, np.clip(ratio, 1.0 / limit, limit), 1.0)


def pivot(
    base: Floats,
    synthetic_base: Floats,
    synthetic_now: Floats,
    limit: float,
    child_rows: Ints,
    child_columns: Ints,
) -> Floats:
    """Observed matrix moved by the change of the synthetic one; prior of the balancing (o, d, draw).

    Parameters
    ----------
    base, synthetic_base : (o, d) jobs, observed and modelled in the base year
    synthetic_now : (o, d, draw) modelled now
    limit : growth factor X from which a pair grows by the modelled difference instead of the ratio
    child_rows, child_columns : (zone,) index of the parent whose pattern a zone inherits, -1 for none

    With R = now / base of the model: `base x R` up to X; `base x X + now - X x synthetic_base` above (continuous);
    where
    nothing was observed `max(now - synthetic_base, 0)`. Pairs of a zone with a parent grow by the modelled difference
    times the parent's observed / modelled ratio. Source: model.md 6.1; growth cases as in Daly, Fox and Patruni (2012).
    """
    observed, modelled = base[:, :, None], synthetic_base[:, :, None]
    positive = modelled > 0.0
    ratio = synthetic_now / np.where(positive, modelled, 1.0)
    plain = (base > 0.0) & positive[:, :, 0]
    prior = observed * np.minimum(ratio, limit)
    above = synthetic_now - limit * modelled
    np.maximum(above, 0.0, out=above)
    prior += above
    child = (child_rows >= 0)[:, None] | (child_columns >= 0)[None, :]
    other = np.flatnonzero((~plain | child).ravel())
    if other.size:
        n = prior.shape[2]
        share = inherited_ratio(base, synthetic_base, child_rows, child_columns, limit).ravel()[other, None]
        was, now = modelled.reshape(-1, 1)[other], synthetic_now.reshape(-1, n)[other]
        grown = np.maximum(now - was, 0.0) * share
        kept = observed.reshape(-1, 1)[other] * np.minimum(ratio.reshape(-1, n)[other], 1.0)
        prior.reshape(-1, n)[other] = np.where(was > 0.0, kept, 0.0) + grown
    return prior


def _misfit(got: Floats, wanted: Floats) -> Floats:
    """Largest relative error over margins that are not zero, per draw (first axis)."""
    asked = wanted > 0.0
    error = np.abs(got / np.where(asked, wanted, 1.0) - 1.0)
    error[~asked] = 0.0
    worst: Floats = error.max(axis=1, initial=0.0)
    return worst


def _ratio(wanted: Floats, got: Floats) -> Floats:
    """Balancing factor; 0 where nothing is wanted or nothing can flow."""
    possible = (wanted > 0.0) & (got > 0.0)
    return np.where(possible, wanted / np.where(possible, got, 1.0), 0.0)
