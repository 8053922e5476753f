"""What the equilibrium of congestion and commuting costs over the least arithmetic its evaluations can take."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any
from unittest import mock

import numpy as np
from threadpoolctl import threadpool_limits

from balanssim import catalogue, engine, prepare, scenario
from balanssim.dims import BLOCK
from balanssim.model import demand, equilibrium
from balanssim.region.read import load_region
from benchmarks.registry import Notes, Run, case, require

SCENARIO = "balanssim:omgevingsvisie"
#: Reference dates whose equilibrium is sought again.
UNTIL = 2032


@cache
def problems() -> tuple[list[tuple[Any, ...]], list[equilibrium.Solved], int]:
    """Arguments and answers of every year of one block in NumPy, and its balancing steps, summed over draws."""
    resolved = scenario.load(SCENARIO, overrides=(f"sampling.draws={BLOCK}",))
    region = load_region(resolved.index.path)
    inputs = prepare.prepare(resolved, region)
    inputs = replace(inputs, numerics={**inputs.numerics, "kernel": "numpy"})
    worlds = prepare.world_block(prepare.make_worlds(resolved, region), range(1, BLOCK + 1), BLOCK)
    asked: list[tuple[Any, ...]] = []
    solve = equilibrium.solve

    def keep(*args: Any) -> equilibrium.Solved:
        asked.append(args)
        return solve(*args)

    with threadpool_limits(1), mock.patch.object(equilibrium, "solve", keep):
        engine.run_block(inputs, worlds, catalogue.stored("summary"), stop=UNTIL)
    asked = asked[1:]  # the base year takes no step
    steps, furness = 0, demand.furness

    def balance(*args: Any, **named: Any) -> demand.Balanced:
        nonlocal steps
        made = furness(*args, **named)
        steps += int(made.iterations.sum())
        return made

    with threadpool_limits(1), mock.patch.object(demand, "furness", balance):
        answers = [solve(*args) for args in asked]
    return asked, answers, steps


def solving(kernel: str) -> tuple[Run, Notes]:
    """What seeks the equilibria again with a kernel, and how many evaluations beside the first that took."""
    asked = problems()[0]
    years = [replace(args[1], parameters=replace(args[1].parameters, kernel=kernel)) for args in asked]

    def solve() -> list[equilibrium.Solved]:
        with threadpool_limits(1):
            return [equilibrium.solve(args[0], year, *args[2:]) for args, year in zip(asked, years, strict=True)]

    taken = np.bincount(np.concatenate([answer.iterations for answer in solve()]))
    return solve, {"draw_years": BLOCK * len(asked), "evaluations_after_the_first": taken.tolist()}


@case("equilibrium-64-draws", reference="its exponentials, gathers and balancing products alone", at_most=8, repeats=3)
def years_of_a_block() -> tuple[Run, Run, Notes]:
    """64 draws over eight years against the exponentials, sparse products and matrix-vector products they need."""
    asked, answers, steps = problems()
    ours, notes = solving("numpy")
    static = asked[0][0]
    form, universe = static.form, static.universe
    evaluations = round(sum(float((1 + answer.iterations).sum()) for answer in answers) / BLOCK)
    random = np.random.default_rng(1)
    pairs = random.normal(size=(len(static.flows) ** 2, BLOCK))
    routes = {mode: random.normal(size=(getattr(universe, mode).choice.size, BLOCK)) for mode in ("car", "transit")}
    links = {mode: random.normal(size=(form.moving[mode].made_of.shape[0], BLOCK)) for mode in ("car", "transit")}
    flows = {mode: random.normal(size=(form.moving[mode].uses.shape[0], BLOCK)) for mode in ("car", "transit")}
    matrix = np.exp(random.normal(size=(BLOCK, *static.flows.shape)))
    vector, out = random.uniform(0.5, 2.0, (BLOCK, len(static.flows))), np.empty_like(pairs)
    outs = {mode: np.empty_like(values) for mode, values in routes.items()}

    def least() -> None:
        with threadpool_limits(1):
            for _ in range(evaluations):
                for _ in range(5):  # two modes, composite cost, deterrence, spreading of the peak
                    np.exp(pairs, out=out)
                for mode in ("car", "transit"):
                    np.exp(routes[mode], out=outs[mode])
                    _ = form.moving[mode].sums(links[mode])
                    _ = form.moving[mode].loads(flows[mode])
                _ = form.moving["car"].loads(flows["car"])
            for _ in range(round(steps / BLOCK)):
                np.matvec(matrix, vector)
                np.vecmat(vector, matrix)

    return ours, least, notes


@case(
    "equilibrium-compiled", reference="the same equilibria by the NumPy reference", at_most=0.8, repeats=3, short=True
)
def compiled_years() -> tuple[Run, Run, Notes]:
    """The compiled kernel against the reference, on the same years of the same block."""
    require("numba", extra="fast")
    ours, notes = solving("numba")
    return ours, solving("numpy")[0], notes


@case(
    "equilibrium-roofline", reference="its exponentials, gathers, balancing and bytes, compiled", at_most=6, repeats=3
)
def roofline() -> tuple[Run, Run, Notes]:
    """The compiled kernel against its own least arithmetic, eight draws in the cache at a time."""
    require("numba", extra="fast")
    from benchmarks.roofline import Least

    asked, answers, steps = problems()
    ours, notes = solving("numba")
    evaluations = sum(float((1 + answer.iterations).sum()) for answer in answers)
    least = Least(asked[0][0])
    rates = least.rates(evaluations / BLOCK / len(asked), steps / BLOCK / len(asked))
    return ours, lambda: least.run(evaluations, steps), {**notes, "microseconds_per_draw_year": rates}


@case("equilibrium-342", reference="the same years by the NumPy reference", at_most=0.8, repeats=1)
def national_years() -> tuple[Run, Run]:
    """Two years of eight worlds of an invented country of 342 zones."""
    require("numba", extra="fast")
    from balanssim import invented_network
    from balanssim.invented import country
    from balanssim.model import commuting

    static = invented_network.static(country(342))

    def years(kernel: str) -> Run:
        base = commuting.prepare(static, invented_network.parameters(8, kernel))
        rows, columns = (np.repeat(static.flows.sum(axis=axis)[:, None], 8, axis=1) for axis in (1, 0))

        def solve() -> None:
            state = None
            for growth in (1.0, 1.02):
                year = commuting.YearInputs(base, growth * rows, growth * columns, other_traffic=growth)
                with threadpool_limits(1):
                    state = commuting.solve(year, base.links, state).state

        return solve

    return years("numba"), years("numpy")
