"""Spatial interaction with both margins fixed: which deterrence fits a table of flows best.

`T = A_o B_d exp(sum of parameter x covariate)`, with Poisson likelihood. The balancing factors are concentrated out:
for every value of the parameters they are those that reproduce both margins, so Newton works on one or two numbers. At
the maximum the modelled mean of every covariate is the observed one (Hyman's condition).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from balanssim.model.conjugate import solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Status = Literal["converged", "not_identified", "no_finite_estimate", "not_converged"]

#: Largest relative error of a margin of a fitted table; the least a double holds is some 1e-16.
MARGIN_ERROR = 1e-12
#: Newton ends when no parameter, in standard deviations of its covariate, moves more than this.
MOVE = 1e-12
#: No step multiplies a modelled flow by more than exp of this.
LONGEST = 6.0
#: A covariate of which less than this share of the variance is left beside origin and destination says nothing.
LEAST_VARIANCE = 1e-14
#: A step that moves some flow by a tenth or more and can add no more than this per unit of flow to the log-likelihood
#: leads to infinity; on the way to a finite best, steps and gains fall together.
VANISHED = 1e-14


@dataclass(frozen=True)
class Pairs:
    """Pairs of a table, sorted by origin: `origin`, `destination (pair,)` numbers from zero, every one in use."""

    origin: Ints
    destination: Ints
    origins: int
    destinations: int

    @property
    def start(self) -> Ints:
        """First pair of each origin, and the number of pairs, (origin + 1,)."""
        return np.searchsorted(self.origin, np.arange(self.origins + 1))

    @cached_property
    def part(self) -> Ints:
        """Number of the separate table that each destination is in, (destination,), from zero."""
        size = self.origins + self.destinations
        graph = coo_array(
            (np.ones(self.origin.size), (self.origin, self.destination + self.origins)), shape=(size, size)
        )
        _, part = connected_components(graph.tocsr(), directed=False)
        _, own = np.unique(part[self.origins :], return_inverse=True)
        return own.astype(np.int64)

    def by_row(self, values: Floats) -> Floats:
        """Sum of `values (pair,)` per origin."""
        sums: Floats = np.add.reduceat(values, self.start[:-1])
        return sums

    def by_column(self, values: Floats) -> Floats:
        """Sum of `values (pair,)` per destination."""
        return np.bincount(self.destination, weights=values, minlength=self.destinations).astype(np.float64)

    def table(self, values: Floats) -> csr_array:
        """(origin, destination) with a value per pair."""
        return csr_array((values, self.destination, self.start), shape=(self.origins, self.destinations))


@dataclass(frozen=True)
class Fit:
    """Outcome of `fit`: `parameters (k,)`, `covariance` and `robust (k, k)` of them, `flows (pair,)` modelled.

    `even (pair,)` are the flows with all parameters zero: both margins, and no deterrence. `covariance` holds if flows
    are Poisson; `robust` is the sandwich, which holds for any variance. Where `status` is not `converged`, `at_fault`
    is the covariate that cannot be fitted (-1: none by itself).
    """

    status: Status
    parameters: Floats
    flows: Floats
    even: Floats
    covariance: Floats
    robust: Floats
    iterations: int
    at_fault: int = -1


def supported(flows: Floats, origin: Ints, destination: Ints) -> tuple[Bools, int]:
    """Pairs that can hold a flow when both margins are kept, (pair,), and into how many separate tables they fall.

    `flows (pair,)`, `origin`, `destination (pair,)` numbers from zero. A pair without flow can only get one if others
    give way around a circle; without such a circle its best flow is zero, its factors run to minus infinity and it is
    left out. Circles are strongly connected parts of the graph in which a pair leads from origin to destination, and
    back where it has flow. Source: separation by fixed effects, Correia, Guimaraes and Zylkin (2019).
    """
    nodes = int(origin.max(initial=-1)) + 1
    size = nodes + int(destination.max(initial=-1)) + 1
    used = flows > 0.0
    rows = np.concatenate([origin, destination[used] + nodes])
    columns = np.concatenate([destination + nodes, origin[used]])
    graph = coo_array((np.ones(rows.size), (rows, columns)), shape=(size, size))
    _, part = connected_components(graph.tocsr(), directed=True, connection="strong")
    can: Bools = part[origin] == part[destination + nodes]
    return can, int(np.unique(part[origin[can]]).size)


def balance(
    pairs: Pairs, utility: Floats, rows: Floats, columns: Floats, right: Floats | None
) -> tuple[Floats, Floats]:
    """Flows `exp(utility + a_o + b_d) (pair,)` that meet both margins, and `b (destination,)`.

    `utility (pair,)`, `rows (origin,)`, `columns (destination,)` greater than zero, `right` a first guess of `b`. Rows
    fit exactly at every turn; a Newton step moves the columns, a Furness step where Newton does not help. Raises
    `FloatingPointError` where the margins are not met after 500 turns: a pair was not `supported`.
    """
    b = np.zeros(pairs.destinations) if right is None else right.copy()
    start = pairs.start[:-1]

    def rows_met(b: Floats) -> tuple[Floats, Floats, float]:
        raised = utility + b[pairs.destination]
        top = np.maximum.reduceat(raised, start)
        flows = np.exp(raised - top[pairs.origin])
        total = pairs.by_row(flows)
        flows *= (rows / total)[pairs.origin]
        reached = pairs.by_column(flows)
        return flows, reached, float(columns @ b - rows @ (np.log(total) + top))

    flows, reached, height = rows_met(b)
    error = float(np.abs(reached / columns - 1.0).max())
    for _ in range(500):
        if error <= MARGIN_ERROR:
            return flows, b
        step = _beside_rows(pairs, flows, rows, reached, columns - reached, min(0.1, error))
        trial = b + step * min(1.0, LONGEST / max(float(np.abs(step).max()), 1e-300))
        met = rows_met(trial)
        worse = float(np.abs(met[1] / columns - 1.0).max())
        if not (met[2] > height or worse < error):
            with np.errstate(divide="ignore"):
                trial = b + np.clip(np.log(columns / reached), -500.0, 500.0)
            met = rows_met(trial)
            worse = float(np.abs(met[1] / columns - 1.0).max())
            if error < 1e3 * MARGIN_ERROR and worse >= error:
                return flows, b  # as near as numbers of this size go
        b, (flows, reached, height), error = trial, met, worse
    raise FloatingPointError("the margins cannot be met")


def _beside_rows(
    pairs: Pairs, flows: Floats, rows: Floats, reached: Floats, wanted: Floats, tolerance: float
) -> Floats:
    """Solve `(C - T' R^-1 T) x = wanted`: what columns must do once rows follow. Singular by one scale per table.

    `wanted` adds to zero in every separate table, but for rounding, which is taken off: no `x` answers to it, and where
    all that is wanted is about as small, conjugate gradients would follow it without end.
    """
    diagonal = np.where(reached > 0.0, reached, 1.0)  # what nothing reaches yet, by underflow, waits for a Furness step
    excess = np.bincount(pairs.part, weights=wanted) / np.bincount(pairs.part, weights=diagonal)
    wanted = wanted - diagonal * excess[pairs.part]
    table = pairs.table(flows)
    back = table.T.tocsr()

    def apply(x: Floats) -> Floats:
        image: Floats = reached * x - back @ ((table @ x) / rows)
        return image

    return solve(apply, wanted, diagonal, tolerance, 4 * pairs.destinations + 50)


def beside_margins(pairs: Pairs, flows: Floats, covariate: Floats) -> Floats:
    """What of `covariate (pair,)` is left beside an origin and a destination effect, weighted by `flows (pair,)`.

    Weighted least squares; what is left has weighted mean zero in every row and column (Frisch and Waugh, 1933).
    """
    rows = pairs.by_row(flows)
    reached = pairs.by_column(flows)

    def rowless(x: Floats) -> Floats:
        within: Floats = x - (pairs.by_row(flows * x) / rows)[pairs.origin]
        return within

    left = rowless(covariate)
    for _ in range(2):  # a second round takes off what rounding left in the first
        wanted = pairs.by_column(flows * left)
        effect = _beside_rows(pairs, flows, rows, reached, wanted, 1e-9)
        left = rowless(left - effect[pairs.destination])
    return left


def fit(pairs: Pairs, flows: Floats, covariates: Floats) -> Fit:
    """Parameters of greatest Poisson likelihood, with both margins of `flows (pair,)` reproduced.

    `covariates (k, pair)`. All pairs must be `supported`. Newton on the concentrated likelihood, which is concave, from
    zero; `Fit.status` says how it ended. Raises `ValueError` for a pair that is not supported, or an origin or
    destination without flow. Source: Wilson (1971); Flowerdew and Aitkin (1982); Hyman (1969).
    """
    rows = pairs.by_row(flows)
    columns = pairs.by_column(flows)
    if not (supported(flows, pairs.origin, pairs.destination)[0].all() and rows.all() and columns.all()):
        raise ValueError("a pair, origin or destination cannot hold a flow: leave it out before the fit")
    total = float(flows.sum())
    k = covariates.shape[0]
    nothing = np.full(k, np.nan)
    even, b = balance(pairs, np.zeros(flows.size), rows, columns, None)
    modelled = even

    def failed(status: Status, at: int, count: int) -> Fit:
        empty = np.full((k, k), np.nan)
        return Fit(status, nothing, modelled, even, empty, empty, count, at)

    # Work in standard deviations around the mean, so that no unit of cost matters.
    mean = covariates @ modelled / total
    centred = covariates - mean[:, None]
    spread = np.sqrt((centred**2) @ modelled / total)
    scale = np.where(spread > 0.0, spread, 1.0)
    x = centred / scale[:, None]
    left = np.stack([beside_margins(pairs, modelled, one) for one in x])
    information = (left * modelled) @ left.T
    alone = np.diag(information) / total
    constant = spread <= 1e-14 * np.abs(mean)
    if (constant | (alone <= LEAST_VARIANCE)).any():
        return failed("not_identified", int(np.argmax(constant | (alone <= LEAST_VARIANCE))), 0)
    correlation = information / np.sqrt(np.outer(np.diag(information), np.diag(information)))
    if np.linalg.det(correlation) <= LEAST_VARIANCE:
        return failed("not_identified", -1, 0)

    theta = np.zeros(k)

    def height(values: Floats, made: Floats) -> float:
        """Log-likelihood, short of a constant."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(np.where(flows > 0.0, flows * np.log(made), 0.0).sum())

    now, off = height(theta, modelled), np.inf
    for count in range(1, 201):
        score = x @ (flows - modelled)
        move = np.linalg.solve(information, score)
        longest = float(np.abs(move @ left).max())
        before, off = off, float(np.abs(score).max()) / total
        alike = off <= MARGIN_ERROR  # observed and modelled means are one, as far as the margins are
        ended = float(np.abs(move).max()) <= MOVE * max(1.0, float(np.abs(theta).max()))
        if ended or (alike and off >= before and longest < 0.1):  # the latter: as near as numbers of this size go
            covariance = np.linalg.inv(information)
            squares = left * (flows - modelled)
            robust = covariance @ (squares @ squares.T) @ covariance
            units = np.outer(scale, scale)
            return Fit("converged", theta / scale, modelled, even, covariance / units, robust / units, count)
        if longest >= 0.1 and (alike or float(score @ move) <= VANISHED * total):
            return failed("no_finite_estimate", -1, count)
        part = min(1.0, LONGEST / longest)
        for _ in range(40):
            trial = theta + part * move
            try:
                made, right = balance(pairs, trial @ x, rows, columns, b)
            except FloatingPointError:
                return failed("no_finite_estimate", -1, count)
            then = height(trial, made)
            if then >= now - 1e-13 * abs(now):
                break
            part /= 2.0
        theta, modelled, b, now = trial, made, right, then
        left = np.stack([beside_margins(pairs, modelled, one) for one in x])
        information = (left * modelled) @ left.T
    return failed("not_converged", -1, 200)
