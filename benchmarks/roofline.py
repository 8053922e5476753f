"""The least arithmetic of an evaluation, compiled: exponentials, sums over links, balancing passes, bytes written.

Each part by itself, on chunks of eight draws that stay in the cache, as the kernel has them.
"""

from __future__ import annotations

from time import process_time

import numba
import numpy as np

from balanssim.model.commuting_base import CommutingStatic
from balanssim.model.compiled_balancing import reach
from balanssim.model.compiled_links import sums_of
from balanssim.model.lanes import WIDTH, exp, load, store
from balanssim.model.layout import MODES


@numba.njit(error_model="numpy")
def exponentials(values, made, times):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    for _ in range(times):
        for row in range(len(values)):
            store(made, row, exp(load(values, row)))


@numba.njit(error_model="numpy")
def copies(values, made, times):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    for number in range(times):
        for row in range(made.shape[1]):
            store(made[number % len(made)], row, load(values, row))


@numba.njit(error_model="numpy")
def passes(matrix, zones, right, row, left, reached, times):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    for _ in range(times):
        reach(matrix, zones, right, row, left, reached, False)


class Least:
    """Parts of one evaluation of a scenario, for eight draws."""

    def __init__(self, static: CommutingStatic) -> None:
        random = np.random.default_rng(1)
        self.zones, form, universe = len(static.flows), static.form, static.universe
        pairs = self.zones**2
        choice = universe.car.choice.size + universe.transit.choice.size
        # Two modes, composite cost and deterrence, and twice for spreading of the peak; logarithms count as one.
        self.values = random.normal(size=(choice + 6 * pairs, WIDTH))
        self.made = np.empty_like(self.values)
        tables = [
            table for mode in MODES for one in (form.moving[mode],)
            for table in (one.uses, one.used_by, one.made_of) + ((one.used_by, one.made_of) if mode == "car" else ())
        ]  # fmt: skip
        self.sums = [
            (
                table.indptr.astype(np.int64), table.indices.astype(np.int64),
                random.random((table.shape[1], WIDTH)), np.empty((table.shape[0], WIDTH)),
            )
            for table in tables
        ]  # fmt: skip
        self.matrix = np.exp(random.normal(size=(pairs, WIDTH)))
        self.margin = random.uniform(0.5, 2.0, (4, self.zones, WIDTH))
        # Results of a draw-year that are written: shares, costs, minutes, three matrices, route flows.
        rows = 10 * pairs + universe.car.km.size + universe.transit.km.size
        self.source, self.target = random.random((rows, WIDTH)), np.empty((8, rows, WIDTH))

    def exponentials(self, evaluations: int) -> None:
        exponentials(self.values, self.made, evaluations)

    def gathers(self, evaluations: int) -> None:
        for _ in range(evaluations):
            for table in self.sums:
                sums_of(*table)

    def balancing(self, times: int) -> None:
        row, right, left, reached = self.margin
        passes(self.matrix, self.zones, right, row, left, reached, times)

    def bytes(self, evaluations: int) -> None:
        copies(self.source, self.target, evaluations)

    def run(self, evaluations: float, steps: float) -> None:
        """All parts, for so many evaluations and balancing steps of single draws."""
        for part, count in self._parts(evaluations, steps):
            part(count)

    def rates(self, evaluations: float, steps: float) -> dict[str, float]:
        """Microseconds of each part for one draw-year of so many evaluations and balancing steps."""
        found = {}
        for part, count in self._parts(100 * evaluations, 100 * steps):
            part(1)
            best = float("inf")
            for _ in range(3):
                start = process_time()
                part(count)
                best = min(best, process_time() - start)
            found[part.__name__] = round(1e4 * best, 1)
        return found

    def _parts(self, evaluations: float, steps: float):  # type: ignore[no-untyped-def]  # noqa: ANN202
        each = round(evaluations / WIDTH)
        return (
            (self.exponentials, each), (self.gathers, each), (self.balancing, round(steps / WIDTH)),
            (self.bytes, each),
        )  # fmt: skip
