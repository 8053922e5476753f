"""Run scenarios: find or make the run folder, compute the missing blocks in workers, leave a receipt of each.

What can change numbers is in the run's question; workers, language and folders are not. The same command finds a
finished run, or completes an interrupted one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balanssim import kernel
from balanssim.catalogue import PROFILES, Profile
from balanssim.dims import BLOCK
from balanssim.workers import Task, compute, one_blas_thread

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.results.contract import Contract
    from balanssim.results.record import Question
    from balanssim.results.store import Block
    from balanssim.scenario.resolved import Resolved
    from balanssim.worlds import Worlds

#: Draws above which only the summary is kept unless asked otherwise.
SUMMARY_ABOVE = 1000
#: Folder of a results folder in which walks through procedures are kept; its dot keeps it out of the list of studies.
WALKS = ".walks"
#: Folder of a results folder for runs between two scenarios, which only explain their difference.
MIXES = ".mixes"
#: Years whose commuting matrix the profile ``full`` keeps: base date, ten years on, the date of the goals, and the end.
FLOW_YEARS = (2024, 2034, 2041, 2051)
#: Times that a store becomes smaller by compression, at most: on the region that is shipped 18.4 MB became 12.7 MB.
PACKED = 2
Progress = Callable[[int, int, str], None]
#: What computes blocks in place of workers of this process: tasks, their worlds, the blocks.
Elsewhere = Callable[
    [Mapping[int, Task], "Mapping[int, Worlds]", "Sequence[tuple[int, Block]]"],
    Generator[tuple[int, dict[str, float]]],
]
Announce = Callable[[int, int], None]


@dataclass(frozen=True)
class Given:
    """Worlds from outside, such as those of a sweep, as many as the draws of the scenario; ``digest``: of their
    values and luck, for the record.
    """

    worlds: Worlds
    digest: str


@dataclass(frozen=True)
class Folder:
    """One scenario with its region and its run folder, record and store made."""

    path: Path
    resolved: Resolved
    region: Region
    contract: Contract
    given: Given | None


@dataclass(frozen=True)
class RunHandle:
    """A run on disk; ``failed`` lists (group, block, reason) of blocks that could not be computed."""

    run_id: str
    path: Path
    resolved: Resolved
    failed: tuple[tuple[str, int, str], ...] = ()
    seconds: float = 0.0
    computed: int = 0
    #: the blocks computed now
    blocks: tuple[Block, ...] = ()
    #: worker seconds per step of the plan, over the blocks computed now
    step_seconds: Mapping[str, float] = field(default_factory=dict)


def run(resolved: Resolved, *, out: Path, **options: Any) -> RunHandle:
    """Run one scenario; see ``run_many``."""
    return run_many([resolved], out=out, **options)[0]


def run_many(
    scenarios: Sequence[Resolved],
    *,
    out: Path,
    workers: int | None = None,
    profile: Profile | None = None,
    progress: Progress | None = None,
    announce: Announce | None = None,
    fresh: bool = False,
    worlds: Sequence[Given] | None = None,
    retry: bool = False,
    elsewhere: Elsewhere | None = None,
    central: bool = True,
) -> list[RunHandle]:
    """Run scenarios side by side in one pool of workers.

    Parameters
    ----------
    scenarios : checked scenarios; draws and seed are those of their sampling
    out : folder of results; each run gets ``<out>/<scenario id>/<run id>``
    workers : processes; the number of cores by default; 1 computes in this process
    profile : what to keep; ``standard`` up to 1,000 draws and ``summary`` above by default
    progress : called as ``progress(done, total, scenario id)`` after each block
    announce : called once as ``announce(blocks to compute, bytes to store before compression)`` before the first block
    fresh : compute again what is there, kept walks through procedures too
    worlds : of each scenario, in place of those of its sampling
    retry : only blocks that failed before
    elsewhere : what computes blocks, such as a cluster, in place of processes of this machine
    central : the central run too; without it the runs are unfinished until somebody asks for all of them

    Raises
    ------
    InputError, RunError
        a region that cannot be read, a folder that another process holds, a disk that refuses
    """
    from balanssim.results import store

    started = time.perf_counter()
    with ExitStack() as stack:
        regions = _regions(scenarios)
        given: Sequence[Given | None] = worlds or [None] * len(scenarios)
        folders = [
            _folder(one, regions[one.index.path], its, out, profile, fresh, stack)
            for one, its in zip(scenarios, given, strict=True)
        ]
        asked = store.failed_blocks if retry else store.missing_blocks
        todo = [(number, block) for number, folder in enumerate(folders) for block in asked(folder.path)]
        todo = [item for item in todo if central or item[1][0] != "central"]
        tasks = {number: _task(folders[number], fresh) for number in dict.fromkeys(number for number, _ in todo)}
        tables = {number: _worlds(folders[number]) for number in tasks}
        seconds: list[dict[str, float]] = [{} for _ in folders]
        total = len(todo)
        size = sum(folders[number].contract.size() for number in tasks)
        _refuse_too_large(out, size)
        if announce is not None and todo:
            announce(total, size)
        made = compute(tasks, tables, todo, workers) if elsewhere is None else elsewhere(tasks, tables, todo)
        blocks = stack.enter_context(closing(made))
        for done, (number, steps) in enumerate(blocks, start=1):
            for name, spent in steps.items():
                seconds[number][name] = seconds[number].get(name, 0.0) + spent
            if progress is not None:
                progress(done, total, scenarios[number].id)
        elapsed = time.perf_counter() - started
        return [
            RunHandle(
                run_id=folder.path.name,
                path=folder.path,
                resolved=folder.resolved,
                failed=tuple(_failures(folder.path)),
                seconds=elapsed,
                computed=sum(1 for other, _ in todo if other == number),
                blocks=tuple(block for other, block in todo if other == number),
                step_seconds=seconds[number],
            )
            for number, folder in enumerate(folders)
        ]


def step_seconds(resolved: Resolved) -> dict[str, float]:
    """Seconds per step of the plan for one block of worlds, and of ``procedures`` before the years; nothing is kept."""
    from balanssim import catalogue, engine, prepare
    from balanssim.region.read import load_region

    region = load_region(resolved.index.path)
    inputs = prepare.prepare(resolved, region)
    worlds = prepare.make_worlds(resolved, region)
    labels = range(1, min(worlds.draws, BLOCK) + 1) if worlds.draws else range(1)
    with one_blas_thread():
        block = prepare.world_block(worlds, list(labels), BLOCK)
        return dict(engine.run_block(inputs, block, catalogue.stored("standard")).seconds)


def _refuse_too_large(out: Path, size: int) -> None:
    """Raise ``RunError`` where what is to be stored is more than ``PACKED`` times what is free: it would break off."""
    import shutil

    from balanssim.errors import RunError

    free = shutil.disk_usage(out).free
    if size > PACKED * free:
        raise RunError("results.too_large", path=out.as_posix(), needed=round(size / 1e9, 2), free=round(free / 1e9, 2))


def _regions(scenarios: Sequence[Resolved]) -> dict[Path, Region]:
    """The region of each scenario, read once."""
    from balanssim.region.read import load_region

    return {path: load_region(path) for path in dict.fromkeys(resolved.index.path for resolved in scenarios)}


def _task(folder: Folder, fresh: bool) -> Task:
    """Arrays of a scenario of which blocks are missing, computed with the kernel that it was begun with."""
    from balanssim import prepare
    from balanssim.results import record

    inputs = prepare.prepare(folder.resolved, folder.region)
    begun = kernel.of_run(record.kernel(folder.path), folder.path.name)
    inputs = replace(inputs, numerics={**inputs.numerics, "kernel": begun})
    return Task(folder.path, folder.path.parents[1] / WALKS, fresh, inputs, folder.contract)


def _worlds(folder: Folder) -> Worlds:
    """All worlds of a scenario."""
    from balanssim import prepare

    return folder.given.worlds if folder.given else prepare.make_worlds(folder.resolved, folder.region)


def question(resolved: Resolved, region: Region, given: Given | None, profile: Profile | None) -> Question:
    """All that can change a number of a run of this scenario; its ``run_id()`` is the name of the run folder."""
    from balanssim.results import record

    scenario = resolved.scenario
    kept = _profile(resolved, profile)
    sampling = scenario.sampling.model_dump()
    return record.Question(
        scenario=resolved.canonical_json(),
        region=region.content_hash,
        sampling=sampling if given is None else {**sampling, "worlds": given.digest},
        numerics=scenario.numerics.model_dump(),
        profile=kept,
        flow_years=_flow_years(resolved) if kept == "full" else [],
        source=record.source_hash(),
    )


def _profile(resolved: Resolved, asked: Profile | None) -> Profile:
    return asked or (PROFILES[0] if resolved.scenario.sampling.draws > SUMMARY_ABOVE else PROFILES[1])


def _flow_years(resolved: Resolved) -> list[int]:
    horizon = resolved.scenario.horizon
    return [year for year in FLOW_YEARS if horizon.start <= year <= horizon.end]


def _folder(
    resolved: Resolved,
    region: Region,
    given: Given | None,
    out: Path,
    profile: Profile | None,
    fresh: bool,
    stack: ExitStack,
) -> Folder:
    """Lock the run folder, write its record and empty store."""
    from balanssim import prepare
    from balanssim.prepare import labels
    from balanssim.results import contract as contracts
    from balanssim.results import files, mend, record, store

    scenario = resolved.scenario
    asked = question(resolved, region, given, profile)
    folder = record.run_dir(out, scenario.id, asked.run_id())
    stack.enter_context(files.lock(folder))
    if fresh or not record.readable(folder):  # without a record nobody knows what the blocks are
        store.discard(folder)
    content = record.record(
        asked, study=scenario.id, scenario_files=resolved.files, overrides=resolved.overrides, kernel=kernel.chosen()
    )
    record.write(folder, content, again=fresh)
    coords = labels.coords(prepare.axes_of(resolved, region))
    words, years = labels.names(region), _flow_years(resolved)
    contract = contracts.make(_profile(resolved, profile), scenario.sampling.draws, coords, words, years)
    mend.mend(folder)
    store.create(folder, contract)
    return Folder(folder, resolved, region, contract, given)


def _failures(folder: Path) -> Iterator[tuple[str, int, str]]:
    from balanssim.results import store

    for (group, block), receipt in store.receipts(folder).items():
        if receipt.get("status") == "failed":
            yield group, block, str(receipt.get("error", {}).get("params") or receipt.get("error", {}).get("code"))
