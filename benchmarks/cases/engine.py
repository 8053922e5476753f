"""What a block of draws costs over the least arithmetic it can take, and what a second process brings."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from time import perf_counter
from typing import Any
from unittest import mock

from threadpoolctl import threadpool_limits

from balanssim import catalogue, engine, prepare, scenario
from balanssim.dims import BLOCK
from balanssim.inputs import Inputs, WorldBlock
from balanssim.model import equilibrium
from balanssim.region.read import load_region
from benchmarks.registry import Notes, Run, case, require

SCENARIO = "balanssim:omgevingsvisie"
STANDARD = catalogue.stored("standard")


@cache
def shipped() -> tuple[Inputs, Any]:
    """Arrays and worlds of a ready-made scenario on the region that comes with the package."""
    resolved = scenario.load(SCENARIO, overrides=(f"sampling.draws={2 * BLOCK}",))
    region = load_region(resolved.index.path)
    return prepare.prepare(resolved, region), prepare.make_worlds(resolved, region)


def block(number: int) -> WorldBlock:
    return prepare.world_block(shipped()[1], range(1 + BLOCK * number, 1 + BLOCK * (number + 1)), BLOCK)


def compute(number: int) -> int:
    """One block of draws over all years; gives nothing back but its size."""
    with threadpool_limits(1):
        made = engine.run_block(shipped()[0], block(number), STANDARD).outputs
    return sum(values.size for values in made.values())


@cache
def evaluations() -> int:
    """Evaluations of all draws of a block over all years, the first ones included."""
    count, solve = 0, equilibrium.solve

    def seek(*args: Any) -> equilibrium.Solved:
        nonlocal count
        found = solve(*args)
        count += int((1 + found.iterations).sum())
        return found

    with mock.patch.object(equilibrium, "solve", seek):
        compute(0)
    return count


@case("block-64-draws", reference="the least arithmetic of its evaluations, compiled", at_most=12, repeats=3)
def whole_block() -> tuple[Run, Run, Notes]:
    """64 draws over all years against exponentials, gathers, bytes and one step of each of the two balancings."""
    require("numba", extra="fast")
    from benchmarks.roofline import Least

    static = shipped()[0].commuting
    count, least = evaluations(), Least(static)
    notes: Notes = {"draw_years": BLOCK * len(shipped()[0].axes.years), "evaluations": count}
    return lambda: compute(0), lambda: least.run(count, 2 * count), notes


def _pool(workers: int) -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=shipped)
    list(pool.map(compute, range(2)))  # started, imported and prepared before the clock runs
    return pool


@case("central-run", reference="64 draws over the same years", at_most=0.6, repeats=3)
def central_run() -> tuple[Run, Run]:
    """The central run, which is solved a hundred times as exactly, against a block of draws."""
    alone = prepare.world_block(shipped()[1], [0], 1)

    def central() -> None:
        with threadpool_limits(1):
            engine.run_block(shipped()[0], alone, STANDARD)

    return central, lambda: compute(0)


@case("two-processes", reference="the same two blocks in one process", at_most=0.85, repeats=3, clock=perf_counter)
def two_processes() -> tuple[Run, Run]:
    two, one = _pool(2), _pool(1)
    return lambda: list(two.map(compute, range(2))), lambda: list(one.map(compute, range(2)))
