"""Compute a study: one run folder for each policy, side by side in one pool, with the design and a record beside them.

``<out>/sweeps/<study>/<sweep>/`` holds ``sweep.json``, ``design.csv``, ``worlds/`` with the values of every world, and
``runs/<scenario>/<run>/``: run folders as any other, made and resumed by ``execute``. The sweep is named by its runs,
so that the same study is found again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from balanssim import catalogue, execute, memory, prepare
from balanssim.catalogue import PROFILES, Profile
from balanssim.dims import BLOCK
from balanssim.distributions import Distribution
from balanssim.errors import RunError
from balanssim.execute import Announce, Given, Progress
from balanssim.region.read import Region, load_region
from balanssim.results import files, record, store
from balanssim.scenario.resolved import Resolved, resample
from balanssim.sweep import room, swept, tables
from balanssim.sweep.execute import attached
from balanssim.sweep.load import Loaded
from balanssim.sweep.rules import outcome_of
from balanssim.sweep.schema import Study
from balanssim.sweep.tables import Plan

FOLDER: Final = "sweeps"
RECORD: Final = "sweep.json"
DESIGN: Final = "design.csv"
RUNS: Final = "runs"
#: Folder of the values of every world, a file for all policies that have the same.
WORLDS: Final = "worlds"
VERSION: Final = 1


def run(
    loaded: Loaded,
    *,
    out: Path,
    workers: int | None = None,
    runs: int | None = None,
    fresh: bool = False,
    retry: bool = False,
    scheduler: str | None = None,
    progress: Progress | None = None,
    announce: Announce | None = None,
) -> swept.Swept:
    """Compute what is missing of a study; the same call completes one that was stopped.

    Parameters
    ----------
    loaded : a checked study
    out : folder of results
    workers : processes; never changes a number
    runs : worlds over all policies, at most; the size of the design by default
    fresh : compute again what is there
    retry : only blocks that failed before
    scheduler : address of a Dask scheduler, as ``tcp://host:8786``, whose workers compute in place of this machine
    progress, announce : as in ``execute.run_many``

    Raises
    ------
    InputError, RunError
        a design that cannot be made, less memory than it takes, a folder that another process holds, a refusing disk
    """
    started = time.perf_counter()
    with ExitStack() as stack:
        cluster = stack.enter_context(attached(scheduler)) if scheduler else None
        ready = _ready(loaded, out, runs)
        if retry and not (ready.folder / RECORD).exists():
            kept(loaded, out, runs, ready)
        if cluster is None:
            room.refuse_workers(load_region(loaded.index.path), workers, _left(ready))
        stack.enter_context(files.lock(ready.folder))
        _keep(ready)
        handles = execute.run_many(
            ready.scenarios, out=ready.folder / RUNS, workers=workers, profile=ready.profile, progress=progress,
            announce=announce, fresh=fresh, worlds=ready.given, retry=retry,
            elsewhere=cluster.compute if cluster else None,
        )  # fmt: skip
    failed = [one for handle in handles for one in swept.failures(handle)]
    return swept.Swept(
        sweep=ready.folder.name,
        path=ready.folder,
        policies=len(handles),
        runs=ready.rows * len(handles),
        computed=sum(swept.computed(handle, ready.rows) for handle in handles),
        failed=sum(one.last_draw - one.first_draw + 1 for one in failed if one.first_draw),
        failures=tuple(failed),
        seconds=time.perf_counter() - started,
        peak_memory_mb=memory.peak_mb(),
        worker_memory_mb=max((swept.worker_memory(handle) for handle in handles), default=0.0),
    )


def kept(loaded: Loaded, out: Path, runs: int | None = None, ready: Ready | None = None) -> Path:
    """Folder of the sweep of a study with this design.

    Raises ``RunError`` where it was never begun, and where its record holds other outcomes or words than the study.
    """
    ready = ready or _ready(loaded, out, runs)
    folder, held = ready.folder, files.load(ready.folder / RECORD)
    if held is None:
        raise RunError("sweep.not_there", study=loaded.source.shown, path=folder.parent.as_posix())
    if held.get("record_version", 0) <= VERSION and not _as_asked(held, ready.content):
        raise RunError("sweep.study_changed", study=loaded.source.shown)
    return folder


@dataclass(frozen=True)
class Ready:
    """A study before it is computed: scenarios with their worlds, ``content`` of the record, the design as text."""

    folder: Path
    scenarios: Sequence[Resolved]
    given: Sequence[Given]
    profile: Profile
    content: Mapping[str, Any]
    design: bytes
    worlds: Mapping[str, Callable[[], bytes]]
    rows: int


def _ready(loaded: Loaded, out: Path, runs: int | None) -> Ready:
    region = load_region(loaded.index.path)
    plan = tables.plan(loaded, region, runs)
    scenarios = [resample(policy.resolved, len(plan), loaded.study.seed) for policy in loaded.policies]
    given = list(_given(scenarios, plan, region))
    profile = _profile(loaded)
    names = [execute.question(one, region, its, profile).run_id() for one, its in zip(scenarios, given, strict=True)]
    design = tables.text_of(plan)
    content = _record(loaded, plan, names, hashlib.sha256(design).hexdigest(), [_short(one.digest) for one in given])
    folder = out / FOLDER / loaded.study.id / content["sweep"]
    worlds = {_short(one.digest): partial(tables.text_of_worlds, plan, one.worlds) for one in given}
    return Ready(folder, scenarios, given, profile, content, design, worlds, len(plan))


def _left(ready: Ready) -> int:
    """Blocks that are still to compute."""
    places = [ready.folder / RUNS / one["scenario"] / one["run"] for one in ready.content["policies"]]
    done = sum(len(store.finished_blocks(place)) for place in places if store.has_contract(place))
    return (1 + -(-ready.rows // BLOCK)) * len(places) - done


def _short(digest: str) -> str:
    return digest[: record.ID_LENGTH]


def _given(scenarios: Sequence[Resolved], plan: Plan, region: Region) -> Iterator[Given]:
    """The worlds of every policy; policies with the same distributions share one table."""
    made: dict[str, Given] = {}
    for resolved in scenarios:
        chosen = prepare.distributions(resolved, region)
        key = _key(chosen)
        if key not in made:
            worlds = tables.worlds_of(plan, chosen)
            made[key] = Given(worlds, tables.digest(worlds))
        yield made[key]


def _key(distributions: Mapping[str, Distribution]) -> str:
    return repr([(name, one.kind, sorted(one.params.items())) for name, one in sorted(distributions.items())])


def _profile(loaded: Loaded) -> Profile:
    """The smallest profile that keeps every outcome of the study, and the links on the maps of a brief."""
    asked = [outcome_of(one.outcome)[0] for one in loaded.study.outcomes]
    asked += ["link_load_extra"] if loaded.study.decision is not None else []
    return PROFILES[max(PROFILES.index(catalogue.VARIABLES[name].profile) for name in asked)]


def _record(loaded: Loaded, plan: Plan, names: Sequence[str], design: str, worlds: Sequence[str]) -> dict[str, Any]:
    """The content of ``sweep.json``; the id follows from design and runs, which hold all that changes numbers."""
    total = hashlib.sha256("\n".join([design, *names]).encode()).hexdigest()
    return {
        "record_version": VERSION,
        "sweep": total[: record.ID_LENGTH],
        "study": loaded.study.model_dump(mode="json"),
        "file": {"name": loaded.source.name, "sha256": loaded.source.sha256},
        "design": {
            "method": loaded.study.design.method,
            "size": plan.size,
            "rows": len(plan),
            "luck": plan.luck,
            "factors": list(plan.points.factors),
            "sha256": design,
        },
        "policies": [
            {
                "scenario": policy.resolved.id,
                "levers": dict(policy.levers),
                **({"measure": policy.measure} if policy.measure else {}),
                "run": name,
                "worlds": its,
            }
            for policy, name, its in zip(loaded.policies, names, worlds, strict=True)
        ],
        "versions": record.versions(),
    }


def _keep(ready: Ready) -> None:
    """Write record, design and worlds once; the record again where the study asks or words otherwise."""
    folder, content = ready.folder, ready.content
    held = files.load(folder / RECORD)
    if held is not None and held.get("record_version", 0) > VERSION:
        raise RunError("results.newer_contract", run=folder.name, found=held["record_version"])
    kept = folder / DESIGN
    if not kept.exists() or hashlib.sha256(kept.read_bytes()).hexdigest() != content["design"]["sha256"]:
        files.write_atomic(kept, ready.design)
    files.make_folder(folder / WORLDS)
    for name, text in ready.worlds.items():
        if not (folder / WORLDS / f"{name}.csv").exists():
            files.write_atomic(folder / WORLDS / f"{name}.csv", text())
    if held is None or not _as_asked(held, content):
        versions = content["versions"] if held is None else held["versions"]
        files.write_atomic(folder / RECORD, files.dump({**content, "versions": versions}))


def _as_asked(held: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether a record holds the study; a key that a study did not know yet has its default."""
    try:
        known: Mapping[str, Any] = Study.model_validate(held["study"]).model_dump(mode="json")
    except ValidationError:
        return False
    return bool(known == content["study"])
