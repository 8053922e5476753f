"""What a walk through procedures costs over SimPy itself, and what keeping it brings."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import simpy

from balanssim import prepare, scenario
from balanssim.dims import BLOCK
from balanssim.inputs import Inputs, WorldBlock
from balanssim.procedures import cache as kept
from balanssim.procedures import draws, walk
from balanssim.procedures.simulate import assemble, simulate
from balanssim.procedures.walk import Walk
from balanssim.region.read import load_region
from benchmarks.registry import Run, case

DRAWS = 1_000


@cache
def pipeline() -> tuple[Inputs, tuple[WorldBlock, ...]]:
    """The reference, and 1,000 draws in blocks."""
    resolved = scenario.load("balanssim:referentie", overrides=[f"sampling.draws={DRAWS}"])
    region = load_region(resolved.index.path)
    inputs, worlds = prepare.prepare(resolved, region), prepare.make_worlds(resolved, region)
    blocks = [list(range(first, min(first + BLOCK, DRAWS + 1))) for first in range(1, DRAWS + 1, BLOCK)]
    return inputs, tuple(prepare.world_block(worlds, labels, len(labels)) for labels in blocks)


@cache
def reference() -> tuple[Walk, ...]:
    """The walks of 1,000 draws of the reference pipeline."""
    inputs, blocks = pipeline()
    return tuple(assemble(inputs, worlds).walk for worlds in blocks)


def simulated() -> list[int]:
    """Events of each draw, all walks simulated."""
    return [int(events) for one in reference() for events in walk.run(one).events]


@case(
    "procedures-1000-draws",
    reference="a bare SimPy loop of the same number of events",
    at_most=20,
    repeats=3,
    short=True,
)
def procedures() -> tuple[Run, Run]:
    """1,000 draws of the reference walk against as many environments with as many timeouts that do nothing."""
    return simulated, bare(simulated())


@case("pipeline-1000-draws", reference="a bare SimPy loop of the same number of events", at_most=50, repeats=3)
def whole_pipeline() -> tuple[Run, Run]:
    """Luck drawn, plans and projects walked, homes delivered: all procedures of 1,000 draws, nothing kept."""
    inputs, blocks = pipeline()

    def first_time() -> None:
        draws._latest.cache_clear()
        for worlds in blocks:
            simulate(inputs, worlds)

    return first_time, bare(simulated())


@case("procedures-kept", reference="the same walks simulated", at_most=0.7, repeats=3)
def procedures_kept() -> tuple[Run, Run]:
    """1,000 draws read back from a folder against simulating them."""
    folder = tempfile.TemporaryDirectory()
    return lambda: [kept.run(one, Path(folder.name)) for one in reference()], simulated


def bare(counts: list[int]) -> Run:
    """As many environments as there are draws, with as many timeouts as each has events."""

    def run() -> None:
        for count in counts:
            environment = simpy.Environment()
            for number in range(count):
                environment.timeout(float(number)).callbacks.append(nothing)
            environment.run()

    return run


def nothing(event: simpy.Event) -> None:
    """A callback that does nothing."""
