"""Blocks of worlds in worker processes, each written with a receipt as it is done.

Workers start by spawn, one BLAS thread each, so that one worker and many give the same bits; what a killed worker held
goes to a new pool.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from balanssim import memory
from balanssim.errors import RunError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from balanssim.inputs import Inputs, WorldBlock
    from balanssim.results.contract import Contract
    from balanssim.results.store import Block
    from balanssim.worlds import Worlds

#: What a block may end in without an end to the rest: numbers that cannot be, and memory that is not there.
FAILURES: Final = (ArithmeticError, ValueError, MemoryError)


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


def compute(
    tasks: Mapping[int, Task], tables: Mapping[int, Worlds], todo: Sequence[tuple[int, Block]], workers: int | None
) -> Generator[tuple[int, dict[str, float]]]:
    """Compute blocks in any order; yields (task number, seconds per step) as each is written.

    Raises ``RunError`` when the disk refuses, or workers are killed again before any block is done. Whatever ends it,
    workers end with it.
    """
    count = min(workers or os.cpu_count() or 1, max(len(todo), 1))
    if count == 1 or len(todo) <= 1:
        with one_blas_thread():
            for number, block in todo:
                yield number, compute_block(tasks[number], block, world_block(tasks[number], tables[number], block))
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
            again = len(left) < before


def world_block(task: Task, worlds: Worlds, block: Block) -> WorldBlock:
    """The worlds of one block, padded to its width; the central one is alone."""
    from balanssim import prepare

    group, number = block
    labels = list(task.contract.labels(group)[task.contract.rows(group, number)])
    return prepare.world_block(worlds, labels, 1 if group == "central" else prepare.block_width(len(labels)))


def _in_pool(
    tasks: Mapping[int, Task], tables: Mapping[int, Worlds], todo: Sequence[tuple[int, Block]], count: int
) -> Iterator[tuple[tuple[int, Block], dict[str, float]]]:
    """Compute blocks in a pool of workers of its own, which are gone at the end; raises ``BrokenProcessPool``."""
    import multiprocessing

    from balanssim.results import files

    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    context = multiprocessing.get_context("spawn")
    ends, alive = context.Pipe(duplex=False)  # workers end when nobody holds ``alive`` any more
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_start_worker, initargs=(dict(tasks), ends))
    running: dict[Future[dict[str, float]], tuple[int, Block]] = {}
    try:
        waiting = iter(todo)
        while True:
            with unmixed():  # two blocks for each worker: what waits takes no room however many there are
                for number, block in islice(waiting, 2 * count - len(running)):
                    worlds = world_block(tasks[number], tables[number], block)
                    running[pool.submit(_in_worker, number, block, worlds)] = (number, block)
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                steps = future.result()
                yield running.pop(future), steps
        pool.shutdown(wait=True)
    finally:
        alive.close()
        pool.shutdown(wait=True, cancel_futures=True)
        ends.close()
        for number in {number for number, _ in running.values()}:  # what workers that were stopped had in hand
            with suppress(RunError):  # it must not stand in for what stopped them, and does no harm
                files.remove_partials(tasks[number].folder)


@contextmanager
def unmixed() -> Iterator[None]:
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
    threading.Thread(target=end_with_parent, args=(ends,), daemon=True).start()


def end_with_parent(ends: Connection) -> None:
    """Stop this worker when its parent is gone or has enough: none may write on after the next run takes the lock."""
    from multiprocessing import connection

    connection.wait([ends])
    os._exit(1)


def _in_worker(number: int, block: Block, worlds: WorldBlock) -> dict[str, float]:
    return compute_block(_TASKS[number], block, worlds)


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep linear algebra to one thread."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


def compute_block(task: Task, block: Block, worlds: WorldBlock) -> dict[str, float]:
    """Compute one block of worlds and write it with its receipt; a failure leaves a receipt that says why, and of the
    first world that fails by itself what it is made of.

    Raises ``RunError`` when the disk refuses: another block would fare no better.
    """
    from balanssim import engine
    from balanssim.results import files, store

    started = time.perf_counter()
    group, number = block
    rows = task.contract.rows(group, number)

    def compute(block: WorldBlock) -> engine.BlockResult:
        return engine.run_block(
            task.inputs, block, task.contract.variables(), flow_years=task.contract.flow_years, walks=task.walks,
            fresh=task.fresh,
        )  # fmt: skip

    try:
        result = compute(worlds)
        arrays = {name: values[: rows.stop - rows.start] for name, values in result.outputs.items()}
        tolerance = float(task.inputs.numerics["gap_tolerance_central" if group == "central" else "gap_tolerance"])
        store.write_block(
            task.folder, group, number, arrays, seconds=time.perf_counter() - started, peak_mb=memory.peak_mb(),
            unsettled=_unsettled(arrays, list(task.contract.labels(group)[rows]), result.years, tolerance),
        )  # fmt: skip
    except RunError as error:
        if error.code in files.REFUSALS:
            raise
        named = [_world(worlds, at) for at, label in enumerate(worlds.labels) if label == error.params.get("draw")]
        store.write_failure(task.folder, group, number, error.code, error.params, world=dict(*named[:1]))
        return {}
    except FAILURES as error:
        found, reason = _first_failing(compute, worlds, rows.stop - rows.start, error)
        words = {"reason": str(reason) or type(reason).__name__}
        store.write_failure(task.folder, group, number, "results.block_failed", words, world=found)
        return {}
    return dict(result.seconds)


def _first_failing(
    compute: Callable[[WorldBlock], object], worlds: WorldBlock, count: int, error: BaseException
) -> tuple[dict[str, Any], BaseException]:
    """The first world of a block that fails by itself as well, with all that it takes to compute it again.

    Worlds do not depend on their neighbours: halves, padded to the same width, are computed until one world is left.
    Empty where none of them fails without the others.
    """
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        if (found := _failure(compute, _part(worlds, low, middle))) is not None:
            high, error = middle, found
        else:
            low = middle
    found = _failure(compute, _part(worlds, low, high))
    if found is None:
        return {}, error
    return _world(worlds, low), found


def _failure(compute: Callable[[WorldBlock], object], worlds: WorldBlock) -> BaseException | None:
    try:
        compute(worlds)
    except FAILURES as error:
        return error
    return None


def _part(worlds: WorldBlock, low: int, high: int) -> WorldBlock:
    """Some worlds of a block, padded to its width."""
    at = [*range(low, high), *([high - 1] * (worlds.width - high + low))]
    values = {name: column[at] for name, column in worlds.values.items()}
    return replace(worlds, values=values, labels=worlds.labels[at], row=worlds.row[at], luck=worlds.luck[at])


def _world(worlds: WorldBlock, at: int) -> dict[str, Any]:
    """What a world is made of: its label, whose luck it has, and the values of its parameters."""
    values = {name: float(column[at]) for name, column in sorted(worlds.values.items())}
    return {"draw": int(worlds.labels[at]), "luck": int(worlds.luck[at]), "values": values}


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
