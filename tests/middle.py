"""Scenarios made ready for the engine: the tiny region in a moment, the shipped region once per process."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from balanssim import catalogue, engine, outcomes, prepare, scenario, steps, testing
from balanssim.engine import BlockResult
from balanssim.inputs import Inputs, WorldBlock
from balanssim.model.commuting import CommutingResult
from balanssim.model.state import State
from balanssim.prepare.procedures import procedures
from balanssim.prepare.projects import infrastructure
from balanssim.region.read import Region, load_region
from balanssim.scenario import Resolved
from balanssim.worlds import Worlds

FULL = catalogue.stored("full")
STANDARD = catalogue.stored("standard")

#: What tests of everything but congestion compute with, and the default that they leave.
HELD = ("sampling.draws=130", "numerics.congestion=fixed")
EQUILIBRIUM = "numerics.congestion=equilibrium"

TINY = """\
schema_version: 1
id: tiny
title: {nl: Proef, en: Test}
region: ./region
horizon: {start: 2024, end: 2030}
sampling: {draws: 130, seed: 1}
numerics: {congestion: fixed}
levers:
  housing:
    pace_cap: {T1: 350}
    segment_shares: {social_rent: 0.4, mid: 0.4, high: 0.2}
    corporation_share_max: 0.35
  work: {business_park_ha: 60, mixed_m2: 90000, office_m2: 20000, space_by: 2028, programmes: {campus: 2026}}
  grid: {reinforcement_year: 2027}
"""


@dataclass(frozen=True)
class Case:
    """One scenario with its region, arrays and worlds."""

    resolved: Resolved
    region: Region
    inputs: Inputs
    worlds: Worlds

    def block(self, labels: Sequence[int], width: int | None = None) -> WorldBlock:
        return prepare.world_block(self.worlds, labels, width or len(labels))

    def area(self, name: str) -> int:
        return self.inputs.axes.areas.index(name)

    def zone(self, name: str) -> int:
        return self.inputs.axes.zones.index(name)

    def project(self, name: str) -> int:
        return self.inputs.axes.projects.index(name)

    def corridor(self, name: str) -> int:
        return self.inputs.axes.corridors.index(name)


@cache
def tiny_folder() -> Path:
    """A folder with the tiny region in ``region/``, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tiny-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    testing.tiny_region(folder / "region")
    return folder


def tiny_resolved(*overrides: str, text: str = TINY) -> Resolved:
    return scenario.loads(text, base_dir=tiny_folder(), overrides=overrides)


@cache
def tiny(*overrides: str, text: str = TINY) -> Case:
    return _case(tiny_resolved(*overrides, text=text))


@cache
def real(name: str, *overrides: str) -> Case:
    """A ready-made scenario on the region that comes with the package, 130 draws, at the volumes of the base date: a
    third of the time of the equilibrium, which a test asks for where it matters (``EQUILIBRIUM``)."""
    return _case(scenario.load(f"balanssim:{name}", overrides=(*HELD, *overrides)))


@cache
def quick(name: str, *overrides: str) -> Case:
    """The same for what steers projects alone: commuting, homes and jobs stay those of ``name`` without overrides."""
    base = real(name)
    resolved = scenario.load(f"balanssim:{name}", overrides=(*HELD, *overrides))
    return _again(base, resolved)


def quick_tiny(*overrides: str) -> Case:
    """The same for the tiny region, not kept."""
    return _again(tiny(), tiny_resolved(*overrides))


def _again(base: Case, resolved: Resolved) -> Case:
    inputs = replace(
        base.inputs,
        infrastructure=infrastructure(base.inputs.axes, resolved.scenario.levers, base.region),
        procedures=procedures(resolved, base.region),
    )
    return Case(resolved, base.region, inputs, prepare.make_worlds(resolved, base.region))


@cache
def _region(path: Path) -> Region:
    return load_region(path)


def _case(resolved: Resolved) -> Case:
    region = _region(resolved.index.path)
    return Case(resolved, region, prepare.prepare(resolved, region), prepare.make_worlds(resolved, region))


@cache
def central(case_name: str, *overrides: str) -> BlockResult:
    """The central run of a ready-made scenario, standard profile and the matrix of 2041."""
    case = real(case_name, *overrides)
    return engine.run_block(case.inputs, case.block([0]), FULL, flow_years=(2041,))


@dataclass(frozen=True)
class Moment:
    """What the engine knew on one reference date."""

    state: State
    result: CommutingResult
    fixed: steps.Fixed


def watched(case: Case, block: WorldBlock, monkeypatch: Any, **options: Any) -> tuple[BlockResult, list[Moment]]:
    """Run with the engine's own checks on, and keep the float64 arrays of every reference date."""
    seen: list[Moment] = []
    check = outcomes.assert_conserved

    def keep(state: State, result: CommutingResult, fixed: steps.Fixed) -> None:
        seen.append(Moment(state, result, fixed))
        check(state, result, fixed)

    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "assert_conserved", keep)
        result = engine.run_block(case.inputs, block, options.pop("variables", STANDARD), check=True, **options)
    return result, seen


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Arrays and plain values inside dataclasses, mappings and sequences, by path."""
    if is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield from leaves(getattr(value, item.name), f"{name}.{item.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, f"{name}[{key}]")
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from leaves(item, f"{name}[{number}]")
    else:
        yield name, value


def same_bits(left: Any, right: Any) -> list[str]:
    """Paths at which two trees of arrays differ in a bit, shape or type; empty where they are the same."""
    one, other = dict(leaves(left)), dict(leaves(right))
    wrong = [name for name in one if name not in other] + [name for name in other if name not in one]
    for name, value in one.items():
        if name not in other:
            continue
        if isinstance(value, np.ndarray):
            twin = other[name]
            if value.shape != twin.shape or value.dtype != twin.dtype or value.tobytes() != twin.tobytes():
                wrong.append(name)
        elif value != other[name]:
            wrong.append(name)
    return wrong


def digest(outputs: Mapping[str, np.ndarray]) -> str:
    """SHA-256 over names, shapes and bytes of all outputs."""
    total = hashlib.sha256()
    for name in sorted(outputs):
        total.update(f"{name}{outputs[name].shape}".encode() + np.ascontiguousarray(outputs[name]).tobytes())
    return total.hexdigest()


def picked(outputs: Mapping[str, np.ndarray], draws: Sequence[int]) -> dict[str, np.ndarray]:
    return {name: values[list(draws)] for name, values in outputs.items()}
