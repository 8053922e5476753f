"""What a block of draws costs over the least arithmetic it can take, and what a second process brings."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest import mock

import numpy as np
from threadpoolctl import threadpool_limits

from balanssim import catalogue, engine, prepare, scenario
from balanssim.dims import BLOCK
from balanssim.inputs import Inputs, WorldBlock
from balanssim.model import demand
from balanssim.region.read import load_region
from benchmarks.registry import Run, case

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


@dataclass
class Count:
    """Work of a run that no form of it can do without: years, balancing steps and draws whose costs changed."""

    solves: int = 0
    steps: int = 0
    renewed: int = 0


def counted() -> Count:
    shipped()  # the fit of the base deterrence balances too, once per scenario
    count, furness, mode_choice = Count(), demand.furness, demand.mode_choice

    def balance(*args: Any, **named: Any) -> demand.Balanced:
        made = furness(*args, **named)
        count.solves += 1
        count.steps += int(made.iterations.sum())
        return made

    def choose(p0: Any, du: Any, beta: Any) -> Any:
        count.renewed += du.shape[-1]
        return mode_choice(p0, du, beta)

    with mock.patch.object(demand, "furness", balance), mock.patch.object(demand, "mode_choice", choose):
        compute(0)
    return count


@case("block-64-draws", reference="its exponentials and balancing products alone", at_most=40, repeats=5)
def whole_block() -> tuple[Run, Run]:
    """64 draws over all years against the exponentials of demand and the matrix-vector products of balancing."""
    inputs, count = shipped()[0], counted()
    zones, modes, years = len(inputs.axes.zones), len(inputs.axes.modes), len(inputs.axes.years)
    random = np.random.default_rng(1)
    change = random.normal(size=(zones, zones, BLOCK))
    matrix = np.ascontiguousarray(np.exp(change).transpose(2, 0, 1))
    vector, out = random.uniform(0.5, 2.0, (BLOCK, zones)), np.empty_like(change)
    passes = round(count.steps / BLOCK)
    choices = round(modes * count.renewed / BLOCK)

    def least() -> None:
        with threadpool_limits(1):
            for _ in range(years + choices):
                np.exp(change, out=out)
            for _ in range(passes):
                np.matvec(matrix, vector)
                np.vecmat(vector, matrix)

    return lambda: compute(0), least


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


@case("two-processes", reference="the same two blocks in one process", at_most=0.85, repeats=3)
def two_processes() -> tuple[Run, Run]:
    two, one = _pool(2), _pool(1)
    return lambda: list(two.map(compute, range(2))), lambda: list(one.map(compute, range(2)))
