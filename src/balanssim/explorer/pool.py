"""Warm workers: each has read the scenario and its region, and keeps the arrays of the state it computed last.

They start by spawn with one BLAS thread, are deaf to Ctrl-C and end with their parent, as those of a run. A run is
given up within a year of it where its ticket is called off.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any, Final

from balanssim import live, workers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from balanssim.inputs import Inputs
    from balanssim.live import Arrays
    from balanssim.region.read import Region
    from balanssim.scenario import Resolved

#: Worlds that the compiled kernel computes at a time: ``model.lanes.WIDTH``, which needs numba.
CHUNK: Final = 8


class CalledOff(Exception):
    """A newer question came while this one was being answered."""


@dataclass
class Desk:
    """What one process holds: the scenario, its region, the arrays of the latest state, and what worlds left."""

    ref: str
    region: Region
    _held: dict[tuple[str, ...], tuple[Resolved, Inputs]] = field(default_factory=dict)
    _kept: live.Kept = field(default_factory=live.Kept)

    def worlds(self, overrides: tuple[str, ...], labels: Sequence[int], off: Callable[[], bool]) -> Arrays:
        """Worlds of a state; raises ``CalledOff`` when ``off`` says so, and ``InputError`` as loading a scenario."""
        from balanssim import scenario
        from balanssim.scenario.resolved import resample

        if overrides not in self._held:
            resolved = scenario.load(self.ref, overrides=overrides)
            self._held = {overrides: (resolved, live.prepared(resolved, self.region))}
        resolved, inputs = self._held[overrides]
        sampled = resample(resolved, max(labels), resolved.scenario.sampling.seed)

        def on_year(_: int) -> None:
            if off():
                raise CalledOff

        return live.worlds(sampled, self.region, inputs, labels, on_year, self._kept)


@dataclass(frozen=True)
class Ahead:
    """A share that was begun before it was asked for, under a number of its own."""

    overrides: tuple[str, ...]
    labels: list[int]
    number: int
    task: Future[Arrays]


class Here:
    """All in this process: one core, and no process to start."""

    def __init__(self, ref: str, region: Region) -> None:
        self._desk = Desk(ref, region)
        self._off = 0

    def worlds(self, overrides: tuple[str, ...], labels: Sequence[int], ticket: int) -> Arrays:
        """Worlds of a state; raises ``CalledOff``."""
        return self._desk.worlds(overrides, labels, lambda: self._off == ticket)

    def ahead(self, overrides: tuple[str, ...], labels: Sequence[int], ticket: int) -> None:
        """Nothing is begun: whoever asks next would wait for it."""

    def call_off(self, ticket: int) -> None:
        """Give up the run with this ticket."""
        self._off = ticket

    def close(self) -> None:
        """Nothing to end."""


class Pool:
    """Processes that share the worlds of a question."""

    def __init__(self, ref: str, region: Region, processes: int) -> None:
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")
        self._context = multiprocessing.get_context("spawn")
        self._processes = processes
        self._off = self._context.Value("q", 0, lock=False)
        self._off_ahead = self._context.Value("q", 0, lock=False)
        self._ahead: Ahead | None = None
        self._numbers = count(1)
        self._taken = 0
        self._ends, self._alive = self._context.Pipe(duplex=False)
        self._given = (ref, str(region.index.path), (self._off, self._off_ahead), self._ends)
        self._pool = self._begin()

    def _begin(self) -> ProcessPoolExecutor:
        """Processes that are ready."""
        pool = ProcessPoolExecutor(self._processes, mp_context=self._context, initializer=_start, initargs=self._given)
        with workers.unmixed():
            for task in [pool.submit(_ready) for _ in range(self._processes)]:
                task.result()
        return pool

    def worlds(self, overrides: tuple[str, ...], labels: Sequence[int], ticket: int) -> Arrays:
        """Worlds of a state, shared between the processes; raises ``CalledOff``. Killed processes are started again."""
        try:
            return self._shared(overrides, labels, ticket)
        except BrokenProcessPool:
            self._ahead = None
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._begin()
            return self._shared(overrides, labels, ticket)

    def _shared(self, overrides: tuple[str, ...], labels: Sequence[int], ticket: int) -> Arrays:
        parts, tasks = shares(labels, self._processes), []
        ahead = self._ahead
        if ahead is not None and (ahead.overrides, ahead.labels) == (overrides, parts[-1]):
            self._taken = ticket
            tasks, parts = [ahead.task], parts[:-1]
        else:
            self._drop()
        try:
            with workers.unmixed():
                tasks = [*(self._pool.submit(_worlds, overrides, part, ticket) for part in parts), *tasks]
            return live.joined([task.result() for task in tasks])
        finally:
            self._taken = 0
            self._drop()

    def ahead(self, overrides: tuple[str, ...], labels: Sequence[int], ticket: int) -> None:
        """Begin the largest share of worlds that will be asked for next, while what is there is drawn on another core.

        It is given up when other worlds are asked for. With one process nothing is begun.
        """
        self._drop()
        if self._processes > 1:
            part, number = shares(labels, self._processes)[-1], next(self._numbers)
            with suppress(BrokenProcessPool), workers.unmixed():  # whoever asks next starts processes again
                task = self._pool.submit(_worlds, overrides, part, number, ahead=True)
                self._ahead = Ahead(overrides, part, number, task)

    def call_off(self, ticket: int) -> None:
        """Give up the run with this ticket."""
        self._off.value = ticket
        if ticket == self._taken:
            self._drop()

    def _drop(self) -> None:
        """Give up what was begun before it was asked for."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            self._off_ahead.value = ahead.number

    def close(self) -> None:
        """End the processes."""
        self._drop()
        self._alive.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._ends.close()


def shares(labels: Sequence[int], count: int) -> list[list[int]]:
    """Worlds of each process, in order: equal numbers of chunks of the kernel, which computes each as a whole."""
    chunks = -(-len(labels) // CHUNK)
    ends = [CHUNK * (chunks * number // count) for number in range(count + 1)]
    return [list(labels[start:end]) for start, end in pairwise(ends) if start < end]


_DESK: Desk
_OFF: tuple[Any, Any] = (None, None)


def _start(ref: str, region: str, off: tuple[Any, Any], ends: Connection) -> None:
    """Read the region, limit threads, leave Ctrl-C to the parent, and end with it."""
    from threadpoolctl import threadpool_limits

    from balanssim.region.read import load_region

    global _DESK, _OFF
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=workers.end_with_parent, args=(ends,), daemon=True).start()
    threadpool_limits(1)
    _DESK, _OFF = Desk(ref, load_region(region)), off


def _ready() -> None:
    """Wait until a worker has started."""


def _worlds(overrides: tuple[str, ...], labels: list[int], ticket: int, ahead: bool = False) -> Arrays:
    """``ticket``: of the question, or ``ahead`` of it a number; all numbers up to one that is given up have been."""
    called, given_up = _OFF
    off = (lambda: ticket <= given_up.value) if ahead else (lambda: ticket == called.value)
    return _DESK.worlds(overrides, labels, off)
