"""Runs of a study against the same model called once per experiment by the EMA workbench, both in one process.

Ours holds all of it: reading the study and region, preparing, computing, and a store on disk with every variable of
the summary. The workbench gets the model prepared beforehand, computes one world a call and keeps one number of it in
memory, the least that it can do; or it calls what a user calls. On the tiny region of the tests, two factors.
"""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from balanssim import api, catalogue, engine, prepare, testing
from balanssim.inputs import Inputs, WorldBlock
from balanssim.region.read import load_region
from balanssim.sweep import load, tables
from balanssim.sweep import run as sweeps
from benchmarks.registry import Run, case, require

#: The workbench gets a fraction of them, so that measuring takes no minutes.
RUNS = 1024
SCENARIO = """\
schema_version: 1
id: tiny
title: {nl: Proef, en: Test}
region: ./region
horizon: {start: 2024, end: 2030}
levers:
  housing: {pace_cap: {T1: 350}, segment_shares: {social_rent: 0.4, mid: 0.4, high: 0.2}, corporation_share_max: 0.35}
  work: {business_park_ha: 60, mixed_m2: 90000, office_m2: 20000, space_by: 2028, programmes: {campus: 2026}}
  grid: {reinforcement_year: 2027}
"""
STUDY = f"""\
schema_version: 1
id: rate
title: {{nl: Proef, en: Test}}
scenarios: [tiny.yaml]
vary: [housing.demand_growth, people.occupancy_new]
outcomes: [homes@T1@2030]
design: {{method: lhs, size: {RUNS}}}
"""


@cache
def study() -> Path:
    """A study on the tiny region of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="rate-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    testing.tiny_region(folder / "region")
    (folder / "tiny.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder / "study.yaml"


def ours() -> float:
    out = Path(tempfile.mkdtemp(prefix="rate-", dir=study().parent))
    swept = sweeps.run(load.load(study()), out=out, workers=1)
    assert (swept.computed, swept.failed) == (RUNS, 0)
    return swept.seconds


class Called:
    """The model as a function of the factors, prepared once."""

    def __init__(self) -> None:
        loaded = load.load(study())
        region, resolved = load_region(loaded.index.path), loaded.policies[0].resolved
        plan = tables.plan(loaded, region)
        self.factors: dict[str, tuple[float, float]] = {}
        worlds = tables.worlds_of(plan, prepare.distributions(resolved, region))
        for name in plan.points.factors:
            values = worlds.values[name]
            self.factors[name] = float(values.min()), float(values.max())
        self.inputs: Inputs = prepare.prepare(resolved, region)
        self.start: WorldBlock = prepare.world_block(worlds, [1], 1)
        self.place = self.inputs.axes.areas.index("T1")
        self.kept = [catalogue.VARIABLES["homes"]]

    def __call__(self, **given: float) -> dict[str, Any]:
        values = {**self.start.values, **{_dotted(name): np.array([value]) for name, value in given.items()}}
        world = WorldBlock(values, self.start.labels, self.start.row, self.start.luck)
        made = engine.run_block(self.inputs, world, self.kept).outputs["homes"]
        return {"homes": float(made[0, -1, self.place])}


def _plain(name: str) -> str:
    return name.replace(".", "__")


def _dotted(name: str) -> str:
    return name.replace("__", ".")


class Asked:
    """The model as a user calls it: a run of one world by the public interface, on disk as every run is."""

    def __init__(self, factors: dict[str, tuple[float, float]]) -> None:
        self.factors, self.out = factors, Path(tempfile.mkdtemp(prefix="asked-", dir=study().parent))

    def __call__(self, **given: float) -> dict[str, Any]:
        values = [f"uncertainties.{_dotted(name)}={float(value)!r}" for name, value in given.items()]
        data = api.simulate(study().parent / "tiny.yaml", draws=1, out=self.out, workers=1, overrides=values)
        return {"homes": data.homes.sel(area="T1", year=2030).item()}


def workbench(function: Called | Asked, count: int) -> Run:
    """Experiments of the EMA workbench, one after the other."""
    require("ema_workbench", extra="dev")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ema_workbench as ema
    logging.getLogger(ema.__name__).setLevel(logging.ERROR)
    model = ema.Model("tiny", function=function)
    model.uncertainties = [ema.RealParameter(_plain(name), *ends) for name, ends in function.factors.items()]
    model.outcomes = [ema.ScalarOutcome("homes")]

    def experiments() -> None:
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore")
            _, outcomes = ema.perform_experiments(model, scenarios=count, log_progress=True)
        assert len(outcomes["homes"]) == count

    return experiments


@case(
    "sweep-over-prepared-calls",
    reference="64 experiments of the EMA workbench that call the prepared model and keep one number",
    at_most=2,
    repeats=2,
)
def over_prepared_calls() -> tuple[Run, Run]:
    """1,024 runs: a ratio of 0.8 is 20 times the rate, 2 is 8 times."""
    return ours, workbench(Called(), RUNS // 16)


@case(
    "sweep-over-public-calls",
    reference="16 experiments of the EMA workbench that call the public simulate",
    at_most=3.2,
    repeats=2,
)
def over_public_calls() -> tuple[Run, Run]:
    """1,024 runs: a ratio of 3.2 is 20 times the rate."""
    return ours, workbench(Asked(Called().factors), RUNS // 64)
