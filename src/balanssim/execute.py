"""Run scenarios: find or make the run folder, compute the missing blocks in workers, leave a receipt of each.

What can change numbers is in the run's question; workers, language and folders are not. The same command finds a
finished run, or completes an interrupted one. Workers start by spawn, one BLAS thread each, so that one worker and many
give the same bits.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balanssim.catalogue import PROFILES, Profile
from balanssim.dims import BLOCK
from balanssim.errors import RunError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from balanssim.inputs import Inputs, WorldBlock
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
Progress = Callable[[int, int, str], None]
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
class Task:
    """One scenario ready to compute: arrays, what to keep, and where walks through procedures are kept.

    ``fresh``: they are simulated again all the same. Worlds come block by block: a task does not grow with them.
    """

    folder: Path
    walks: Path
    fresh: bool
    inputs: Inputs
    contract: Contract


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
        tasks = {number: _task(folders[number], fresh) for number in dict.fromkeys(number for number, _ in todo)}
        tables = {number: _worlds(folders[number]) for number in tasks}
        seconds: list[dict[str, float]] = [{} for _ in folders]
        total = len(todo)
        if announce is not None and todo:
            announce(total, sum(folders[number].contract.size() for number in tasks))
        blocks = stack.enter_context(closing(_compute(tasks, tables, todo, workers)))
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
    with _one_blas_thread():
        block = prepare.world_block(worlds, list(labels), BLOCK)
        return dict(engine.run_block(inputs, block, catalogue.stored("standard")).seconds)


def _regions(scenarios: Sequence[Resolved]) -> dict[Path, Region]:
    """The region of each scenario, read once."""
    from balanssim.region.read import load_region

    return {path: load_region(path) for path in dict.fromkeys(resolved.index.path for resolved in scenarios)}


def _task(folder: Folder, fresh: bool) -> Task:
    """Arrays of a scenario of which blocks are missing."""
    from balanssim import prepare

    inputs = prepare.prepare(folder.resolved, folder.region)
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
    content = record.record(asked, study=scenario.id, scenario_files=resolved.files, overrides=resolved.overrides)
    record.write(folder, content)
    coords = labels.coords(prepare.axes_of(resolved, region))
    words, years = labels.names(region), _flow_years(resolved)
    contract = contracts.make(_profile(resolved, profile), scenario.sampling.draws, coords, words, years)
    mend.mend(folder)
    store.create(folder, contract)
    return Folder(folder, resolved, region, contract, given)


def _compute(
    tasks: Mapping[int, Task], tables: Mapping[int, Worlds], todo: Sequence[tuple[int, Block]], workers: int | None
) -> Generator[tuple[int, dict[str, float]]]:
    """Compute blocks in any order; yields (task number, seconds per step) as each is written.

    Raises ``RunError`` when the disk refuses, or workers are killed again before any block is done. Whatever ends it,
    workers end with it.
    """
    count = min(workers or os.cpu_count() or 1, max(len(todo), 1))
    if count == 1 or len(todo) <= 1:
        with _one_blas_thread():
            for number, block in todo:
                yield number, compute_block(tasks[number], block, _block(tasks[number], tables[number], block))
        return
    left = dict.fromkeys(todo)
    again = True
    while left:
        before = len(left)
        try:
            for item, steps in _in_pool(tasks, tables, list(left), count):
                del left[item]
                yield item[0], steps
        except BrokenProcessPool as error:  # a worker was killed: what it held goes to a new pool
            if len(left) == before and not again:  # then the failure is the user's to see
                raise RunError("execute.workers_killed", workers=count) from error
            from balanssim.results import files

            again = len(left) < before
            for number in {number for number, _ in left}:
                files.remove_partials(tasks[number].folder)


def _block(task: Task, worlds: Worlds, block: Block) -> WorldBlock:
    """The worlds of one block, padded to its width; the central one is alone."""
    from balanssim import prepare

    group, number = block
    labels = list(task.contract.labels(group)[task.contract.rows(group, number)])
    return prepare.world_block(worlds, labels, 1 if group == "central" else BLOCK)


def _in_pool(
    tasks: Mapping[int, Task], tables: Mapping[int, Worlds], todo: Sequence[tuple[int, Block]], count: int
) -> Iterator[tuple[tuple[int, Block], dict[str, float]]]:
    """Compute blocks in a pool of workers of its own, which are gone at the end; raises ``BrokenProcessPool``."""
    import multiprocessing

    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    context = multiprocessing.get_context("spawn")
    ends, alive = context.Pipe(duplex=False)  # workers end when nobody holds ``alive`` any more
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_start_worker, initargs=(dict(tasks), ends))
    try:
        running: dict[Future[dict[str, float]], tuple[int, Block]] = {}
        waiting = iter(todo)
        while True:
            with _unmixed():  # two blocks for each worker: what waits takes no room however many there are
                for number, block in islice(waiting, 2 * count - len(running)):
                    worlds = _block(tasks[number], tables[number], block)
                    running[pool.submit(_in_worker, number, block, worlds)] = (number, block)
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
        pool.shutdown(wait=True)
    finally:
        alive.close()
        pool.shutdown(wait=True, cancel_futures=True)
        ends.close()


@contextmanager
def _unmixed() -> Iterator[None]:
    """Start workers that know nothing of the program that starts them.

    Python would run the user's script again in each worker, which starts workers of its own unless the script is
    guarded by ``if __name__ == "__main__"``; a block needs nothing from it. Ctrl-C in a terminal goes to every process:
    here it waits until the workers have been started deaf to it.
    """
    import signal
    from multiprocessing import resource_tracker
    from types import ModuleType

    mask = getattr(signal, "pthread_sigmask", None)  # not on Windows
    if mask:
        resource_tracker.ensure_running()  # it would lift the mask when it starts
        before = mask(signal.SIG_BLOCK, {signal.SIGINT})
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
        if mask:
            mask(signal.SIG_SETMASK, before)


_TASKS: Mapping[int, Task] = {}


def _start_worker(tasks: Mapping[int, Task], ends: Connection) -> None:
    """Keep the tasks in the worker, limit its threads, leave Ctrl-C to the parent, and end with it."""
    import signal
    import threading

    from threadpoolctl import threadpool_limits

    global _TASKS
    _TASKS = tasks
    threadpool_limits(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(ends,), daemon=True).start()


def _end_with_parent(ends: Connection) -> None:
    """Stop this worker when its parent is gone or has enough: none may write on after the next run takes the lock."""
    from multiprocessing import connection

    connection.wait([ends])
    os._exit(1)


def _in_worker(number: int, block: Block, worlds: WorldBlock) -> dict[str, float]:
    return compute_block(_TASKS[number], block, worlds)


@contextmanager
def _one_blas_thread() -> Iterator[None]:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


def compute_block(task: Task, block: Block, worlds: WorldBlock) -> dict[str, float]:
    """Compute one block of worlds and write it with its receipt; a failure leaves a receipt that says why.

    Raises ``RunError`` when the disk refuses: another block would fare no better.
    """
    from balanssim import engine
    from balanssim.results import files, store

    started = time.perf_counter()
    group, number = block
    rows = task.contract.rows(group, number)
    try:
        result = engine.run_block(
            task.inputs,
            worlds,
            task.contract.variables(),
            flow_years=task.contract.flow_years,
            walks=task.walks,
            fresh=task.fresh,
        )
        arrays = {name: values[: rows.stop - rows.start] for name, values in result.outputs.items()}
        tolerance = float(task.inputs.numerics["gap_tolerance_central" if group == "central" else "gap_tolerance"])
        store.write_block(
            task.folder, group, number, arrays, seconds=time.perf_counter() - started,
            unsettled=_unsettled(arrays, list(task.contract.labels(group)[rows]), result.years, tolerance),
        )  # fmt: skip
    except RunError as error:
        if error.code in files.REFUSALS:
            raise
        store.write_failure(task.folder, group, number, error.code, error.params)
        return {}
    except (ArithmeticError, ValueError) as error:
        store.write_failure(task.folder, group, number, "results.block_failed", {"reason": str(error)})
        return {}
    return dict(result.seconds)


def _unsettled(
    arrays: Mapping[str, Any], labels: Sequence[int], years: range, tolerance: float
) -> dict[int, list[int]]:
    """Years in which a draw found no equilibrium within the tolerance, by label; draws that always did are not named.

    A gap as it is stored may be rounded up by half a unit of its last place.
    """
    far = (arrays["gap_route"] > tolerance * (1 + 1e-6)) | (arrays["gap_demand"] > tolerance * (1 + 1e-6))
    return {
        int(label): [year for year, over in zip(years, row, strict=True) if over]
        for label, row in zip(labels, far, strict=True)
        if row.any()
    }


def _failures(folder: Path) -> Iterator[tuple[str, int, str]]:
    from balanssim.results import store

    for (group, block), receipt in store.receipts(folder).items():
        if receipt.get("status") == "failed":
            yield group, block, str(receipt.get("error", {}).get("params") or receipt.get("error", {}).get("code"))
