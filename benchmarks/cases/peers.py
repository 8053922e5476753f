"""The same work by other programs, in the same run: balancing by AequilibraE and ipfn, sampling by SALib.

They come with the extra `peers`, which is no part of the locked versions: AequilibraE brings 900 MB of geography.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from balanssim.invented import country, grown
from balanssim.model import demand
from balanssim.sweep import design
from benchmarks.registry import Notes, Run, case, require

Floats = NDArray[np.float64]

ZONES, DRAWS = 342, 16
#: Largest relative error of a margin at which all stop, and how far results may differ.
TOLERANCE, EQUAL = 1e-10, 1e-8
#: Base points and factors of the design.
POINTS, FACTORS = 4096, 40


@cache
def matrices() -> tuple[Floats, Floats, Floats, Floats]:
    """Flows of an invented country of as many zones as the Netherlands has municipalities; matrices with margins."""
    base = country(ZONES)
    return (base.flows, *grown(base, DRAWS))


def balanced(draws: int) -> demand.Balanced:
    """Ours in NumPy: the step that speeds it up is made each time."""
    flows, prior, rows, columns = matrices()
    with threadpool_limits(1):
        step = demand.balancing_step(flows)
        return demand.furness(
            prior[:, :, :draws], rows[:, :draws], columns[:, :draws], None, None, TOLERANCE, 10_000, step
        )


def notes(draws: int, theirs: list[Floats]) -> Notes:
    """How far results differ. Raises `AssertionError` where they are not the same."""
    ours = balanced(draws)
    assert ours.error.max() <= TOLERANCE
    apart = max(float(np.abs(made / ours.flows[:, :, draw] - 1.0).max()) for draw, made in enumerate(theirs))
    assert apart <= EQUAL, f"results differ by {apart:.1e}"
    return {"matrices": draws, "largest_difference": float(f"{apart:.1e}"), "our_steps": ours.iterations.tolist()}


@case("balancing-342-aequilibrae", reference="the balancing core of AequilibraE, one thread", at_most=0.2, repeats=3)
def beside_aequilibrae() -> tuple[Run, Run, Notes]:
    """16 matrices of 342 x 342 to 1e-10: 0.2 is five times as fast."""
    require("aequilibrae", extra="peers")
    from aequilibrae.distribution.ipf_core import ipf_core

    _, prior, rows, columns = matrices()

    def theirs() -> list[Floats]:
        made = []
        for draw in range(DRAWS):
            matrix = np.ascontiguousarray(prior[:, :, draw])
            row, column = np.ascontiguousarray(rows[:, draw]), np.ascontiguousarray(columns[:, draw])
            ipf_core(matrix, row, column, max_iterations=10_000, tolerance=TOLERANCE, cores=1)
            made.append(matrix)
        return made

    return lambda: balanced(DRAWS), theirs, notes(DRAWS, theirs())


@case("balancing-342-ipfn", reference="ipfn on the same two matrices", at_most=0.02, repeats=1)
def beside_ipfn() -> tuple[Run, Run, Notes]:
    """Two matrices of 342 x 342 to 1e-10: 0.02 is fifty times as fast."""
    require("ipfn", extra="peers")
    from ipfn import ipfn

    _, prior, rows, columns = matrices()

    def theirs() -> list[Floats]:
        return [
            ipfn.ipfn(
                prior[:, :, draw].copy(), [rows[:, draw].copy(), columns[:, draw].copy()], [[0], [1]],
                convergence_rate=TOLERANCE, max_iteration=10_000, rate_tolerance=0.0,
            ).iteration()
            for draw in range(2)
        ]  # fmt: skip

    return lambda: balanced(2), theirs, notes(2, theirs())


@case("sampling-sobol", reference="the design of SALib with as many points and factors", at_most=3, repeats=3)
def beside_salib() -> tuple[Run, Run]:
    """4,096 base points of 40 factors; ours has a stream for every factor, so that none moves the points of others."""
    require("SALib", extra="sensitivity")
    from SALib.sample import sobol

    names = [f"x{number}" for number in range(FACTORS)]
    problem = {"num_vars": FACTORS, "names": names, "bounds": [[0.0, 1.0]] * FACTORS}
    dimensions = {name: number for number, name in enumerate(names)}
    return (
        lambda: design.sobol(dimensions, POINTS, 1, luck="fixed"),
        lambda: sobol.sample(problem, POINTS, calc_second_order=False, seed=1),
    )
