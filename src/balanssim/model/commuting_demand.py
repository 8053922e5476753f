"""The matrix of one year at given costs: synthetic matrix, pivot and balancing.

Equations of model.md 6.1, in the order in which a year needs them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balanssim.model import demand
from balanssim.model.commuting_base import CommutingParameters, CommutingStatic
from balanssim.model.network_parts import Floats, Ints


@dataclass(frozen=True)
class Warm:
    """Balancing factors to begin with: `a`, `b` of the matrix, `synthetic_a`, `synthetic_b` of the synthetic one, all
    (zone, draw).
    """

    a: Floats
    b: Floats
    synthetic_a: Floats
    synthetic_b: Floats


@dataclass(frozen=True)
class Matrix:
    """`flows (o, d, draw)` jobs, balanced from `prior`; `response (o, d, draw)` the fitted deterrence at these costs;
    `warm` the factors reached, with margin `error` and `iterations (draw,)` of the last balancing.
    """

    flows: Floats
    prior: Floats
    response: Floats
    warm: Warm
    error: Floats
    iterations: Ints


def matrix_at(
    static: CommutingStatic,
    p: CommutingParameters,
    composite: Floats,
    rows: Floats,
    columns: Floats,
    warm: Warm,
    tolerance: float,
) -> Matrix:
    """Balanced matrix at a change of composite cost, `composite (o, d, draw)` damped minutes against the base date.

    `rows`, `columns (zone, draw)` margins with equal totals, `tolerance` of their relative error.
    """
    response = np.exp(composite * -(p.lambda_ratio * p.beta))
    response *= static.deterrence[:, :, None]
    modelled = demand.furness(
        response, rows, columns, warm.synthetic_a, warm.synthetic_b,
        p.synthetic_tolerance, p.iterations, static.synthetic_step,
    )  # fmt: skip
    prior = demand.pivot(
        static.flows, static.synthetic, modelled.flows, p.pivot_limit, static.child_rows, static.child_columns
    )
    balanced = demand.furness(prior, rows, columns, warm.a, warm.b, tolerance, p.iterations, static.step)
    reached = Warm(balanced.a, balanced.b, modelled.a, modelled.b)
    return Matrix(balanced.flows, prior, response, reached, balanced.error, balanced.iterations)
