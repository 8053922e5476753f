"""Registered cases. Importing a module of ``benchmarks.cases`` is enough to register what it holds.

A case gives two functions without arguments: ours and a reference that does the smallest amount of work the task can
take, or the same work in the obvious way. Only their *ratio* is kept: seconds belong to a machine.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import platform
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time

RATIOS = Path(__file__).with_name("ratios.json")
PACKAGES = ("numpy", "scipy", "xarray", "zarr", "pydantic", "click")

Run = Callable[[], object]


class Left(Exception):
    """A case cannot be measured here; says why."""


def require(package: str, extra: str) -> None:
    """Leave a case out where a package is not installed, and say which extra brings it."""
    if find_spec(package) is None:
        raise Left(f"needs {package} (extra {extra})")


#: What a case says beside its times, such as how many steps were taken; recorded as it is.
Notes = dict[str, object]
Prepared = tuple[Run, Run] | tuple[Run, Run, Notes]
#: A ratio that has grown by more than this part of what is recorded fails.
WORSE = 0.3


@dataclass(frozen=True)
class Case:
    """One comparison: what is measured, against what, and the ratio (ours / reference) it must stay under.

    ``clock``: what tells the time, of the processor unless the clock on the wall is what matters; ``short``: whether it
    takes few seconds, and is held to its bound by every CI.
    """

    name: str
    reference: str
    at_most: float
    repeats: int
    make: Callable[[], Prepared]
    clock: Callable[[], float] = perf_counter
    short: bool = False


@dataclass(frozen=True)
class Measured:
    """Best times of both sides in seconds; the ratio is what is recorded."""

    case: Case
    ours_s: float
    reference_s: float
    notes: Notes | None = None

    @property
    def ratio(self) -> float:
        return self.ours_s / self.reference_s

    @property
    def kept(self) -> bool:
        return self.ratio <= self.case.at_most

    def change(self, recorded: float | None) -> float:
        """Part by which the ratio has grown since it was recorded; 0 where nothing is recorded."""
        return 0.0 if recorded is None else self.ratio / recorded - 1.0


def processor() -> float:
    """Seconds of the processor of this process and of those it has waited for: others that are busy hardly move it."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


CASES: dict[str, Case] = {}


def case(
    name: str,
    *,
    reference: str,
    at_most: float,
    repeats: int = 7,
    clock: Callable[[], float] = processor,
    short: bool = False,
) -> Callable[[Callable[[], Prepared]], Callable[[], Prepared]]:
    """Register the decorated function, which prepares the data and returns ``(ours, reference)``, and notes if any."""

    def register(make: Callable[[], Prepared]) -> Callable[[], Prepared]:
        if name in CASES and CASES[name].make is not make:
            raise ValueError(f"two benchmark cases are called {name!r}")
        CASES[name] = Case(name, reference, at_most, repeats, make, clock, short)
        return make

    return register


def discover() -> dict[str, Case]:
    """Import every module of ``benchmarks.cases``; the cases by name, in order of name."""
    package = importlib.import_module("benchmarks.cases")
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"{package.__name__}.{module}")
    return dict(sorted(CASES.items()))


def measure(item: Case, repeats: int | None = None) -> Measured:
    """Best of ``repeats``, the two sides in turn, so that a busy moment of the machine hits both."""
    ours, reference, *notes = item.make()
    ours(), reference()  # caches, lazy imports
    best = [float("inf"), float("inf")]
    for _ in range(repeats or item.repeats):
        for side, run in enumerate((ours, reference)):
            start = item.clock()
            run()
            best[side] = min(best[side], item.clock() - start)
    return Measured(item, best[0], best[1], notes[0] if notes else None)


def ratios(path: Path = RATIOS) -> dict[str, float]:
    """The recorded ratio of each case."""
    known = json.loads(path.read_text(encoding="utf-8"))["cases"] if path.exists() else {}
    return {name: float(entry["ratio"]) for name, entry in known.items()}


def surroundings() -> dict[str, object]:
    """What a ratio may depend on: versions, processor kind and count, BLAS threads; nothing that names a machine."""
    return {
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "platform": sys.platform,
        "processor": platform.machine(),
        "cpu_count": os.cpu_count(),
        "blas_threads": os.environ.get("OPENBLAS_NUM_THREADS", "default"),
    }


def record(measured: list[Measured], path: Path = RATIOS) -> None:
    """Write ratios, keeping those of cases that were not measured now."""
    known = json.loads(path.read_text(encoding="utf-8"))["cases"] if path.exists() else {}
    around = surroundings()
    for item in measured:
        known[item.case.name] = {
            "ratio": float(f"{item.ratio:.3g}"),
            "at_most": item.case.at_most,
            "reference": item.case.reference,
            "repeats": item.case.repeats,
            "measured_with": around,
        }
        if item.notes is not None:
            known[item.case.name]["notes"] = item.notes
    text = json.dumps({"schema_version": 1, "cases": dict(sorted(known.items()))}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
