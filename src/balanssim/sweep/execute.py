"""Blocks of a sweep on a Dask cluster that is already there: the only module that knows dask.

A block writes its own region of the store and its receipt, and what comes back over the network is a few numbers; so
nothing that was computed is lost with a worker. Folders must be the same ones on every machine.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from balanssim import workers
from balanssim.errors import RunError
from balanssim.results import files, record, store

if TYPE_CHECKING:
    from balanssim.inputs import WorldBlock
    from balanssim.results.store import Block
    from balanssim.workers import Task
    from balanssim.worlds import Worlds

#: Seconds to wait for an answer of the scheduler, and for its first worker.
PATIENCE: Final = 10.0
FIRST_WORKER: Final = 60.0
Item = tuple[int, "Block"]


@dataclass
class Cluster:
    """A scheduler and its workers."""

    address: str
    client: Any

    def compute(
        self, tasks: Mapping[int, Task], tables: Mapping[int, Worlds], todo: Sequence[Item]
    ) -> Generator[tuple[int, dict[str, float]]]:
        """As ``workers.compute``. Blocks that killed every worker that took them are recorded as failed.

        Raises ``RunError``: disk, folder or version of a worker does not fit, or the scheduler is gone.
        """
        from distributed.client import FutureCancelledError

        ready = {number: _everywhere(task) for number, task in tasks.items()}
        left = dict.fromkeys(todo)
        again = True
        while left:
            before = len(left)
            try:
                for item, steps in self._once(ready, tables, list(left)):
                    del left[item]
                    yield item[0], steps
            except (FutureCancelledError, OSError) as error:  # what the workers held is lost: they get it once more
                if len(left) == before and not again:
                    raise RunError("sweep.scheduler_gone", address=self.address) from error
                again = len(left) < before
        for task in ready.values():  # of workers that were killed
            files.remove_partials(task.folder)

    def _once(
        self, tasks: Mapping[int, Task], tables: Mapping[int, Worlds], todo: Sequence[Item]
    ) -> Iterator[tuple[Item, dict[str, float]]]:
        import distributed

        dask: Any = distributed
        if not todo:
            return
        (held,) = self.client.scatter([dict(tasks)], broadcast=True, hash=False)
        source, waiting = record.source_hash(), iter(todo)
        running: dict[Any, Item] = {}
        try:
            while True:
                # one for each thread: a block that waits at a worker would be blamed for its death
                room = max(1, sum(self.client.nthreads().values())) - len(running)
                for number, block in islice(waiting, max(room, 0)):
                    worlds = workers.world_block(tasks[number], tables[number], block)
                    future = self.client.submit(_on_worker, held, number, block, worlds, source, pure=False)
                    running[future] = (number, block)
                if not running:
                    return
                with self.client.as_current():
                    ended = dask.wait(list(running), return_when="FIRST_COMPLETED").done
                for future in ended:
                    item = running.pop(future)
                    try:
                        steps = future.result()
                    except dask.KilledWorker as error:
                        reason = {"workers": error.allowed_failures + 1}
                        store.write_failure(tasks[item[0]].folder, *item[1], "sweep.block_kills", reason)
                        steps = {}
                    yield item, steps
        finally:  # a block that is being computed ends by itself, and writes the same bytes
            with suppress(OSError, RuntimeError, TimeoutError):
                self.client.cancel(list(running))


@contextmanager
def attached(address: str) -> Iterator[Cluster]:
    """The cluster of a scheduler, as ``tcp://host:8786``, with at least one worker.

    Raises ``RunError`` at once: no dask here, an address that is none, nobody there, no workers.
    """
    try:
        import distributed
    except ImportError as error:
        raise RunError("sweep.no_dask") from error
    dask: Any = distributed
    try:
        _knock(address)
        client = dask.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise RunError("sweep.no_scheduler", address=address, seconds=round(PATIENCE)) from error
    try:
        try:
            client.wait_for_workers(1, timeout=FIRST_WORKER)
        except TimeoutError as error:
            raise RunError("sweep.no_workers", address=address, seconds=round(FIRST_WORKER)) from error
        yield Cluster(address, client)
    finally:
        with suppress(OSError, TimeoutError):
            client.close()


def _knock(address: str) -> None:
    """Raise ``OSError`` or ``ValueError`` at once where nobody listens: a client would go on trying."""
    import socket

    from distributed.comm.addressing import parse_address, parse_host_port

    scheme, place = parse_address(address, strict=True)
    if scheme in ("tcp", "tls"):
        socket.create_connection(parse_host_port(place), timeout=PATIENCE).close()


def _everywhere(task: Task) -> Task:
    """A task with folders that do not depend on where a worker was started."""
    return replace(task, folder=task.folder.resolve(), walks=task.walks.resolve())


def _on_worker(
    tasks: Mapping[int, Task], number: int, block: Block, worlds: WorldBlock, source: str
) -> dict[str, float]:
    """Compute and write one block on a worker; seconds per step."""
    import platform

    from threadpoolctl import threadpool_limits

    task = tasks[number]
    if record.source_hash() != source:
        raise RunError("sweep.other_version", host=platform.node())
    if not store.has_contract(task.folder):
        raise RunError("sweep.not_shared", host=platform.node(), path=task.folder.as_posix())
    if (files.load(store.receipt_path(task.folder, *block)) or {}).get("status") == "done":
        return {}  # the worker that computed it died before it could say so
    threadpool_limits(1)  # for good: another thread of this worker may be computing
    return workers.compute_block(task, block, worlds)
