"""What a call for a sweep gives: what is on disk, what was computed just now, and what could not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balanssim import texts
from balanssim.dims import BLOCK
from balanssim.execute import RunHandle
from balanssim.results import store
from balanssim.texts import Lang


@dataclass(frozen=True)
class Failure:
    """A block that could not be computed: scenario, run folder, first and last draw (0: the central run), and why.

    ``code``, ``params``: words of the reason; ``world``: the first one that fails, ``draw, luck, values`` by parameter,
    empty where none of the block fails by itself.
    """

    scenario: str
    run: str
    first_draw: int
    last_draw: int
    code: str
    params: Mapping[str, str]
    world: Mapping[str, Any]

    def reason(self, lang: Lang) -> str:
        """Why, in words."""
        return texts.message(self.code, lang, {"run": self.run, **self.params})

    def to_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**vars(self), "reason": self.reason("en")}


@dataclass(frozen=True)
class Swept:
    """A sweep on disk.

    ``runs``: worlds over all policies, central runs apart; ``computed``: of them, how many just now; ``failed``: how
    many could not be; ``seconds`` of this call; ``peak_memory_mb``: most that this process held, ``worker_memory_mb``:
    most that one that computed blocks just now held, 0 where not known.
    """

    sweep: str
    path: Path
    policies: int
    runs: int
    computed: int
    failed: int
    failures: tuple[Failure, ...]
    seconds: float
    peak_memory_mb: float
    worker_memory_mb: float

    def to_json(self) -> dict[str, Any]:
        """For ``--json``."""
        rate = self.computed / self.seconds if self.seconds > 0 else 0.0
        return {
            "sweep": self.sweep,
            "store": self.path.as_posix(),
            "policies": self.policies,
            "runs": self.runs,
            "computed": self.computed,
            "failed": self.failed,
            "failures": [one.to_json() for one in self.failures],
            "seconds": round(self.seconds, 3),
            "runs_per_second": round(rate, 3),
            "peak_memory_mb": round(max(self.peak_memory_mb, self.worker_memory_mb), 1),
            "worker_memory_mb": round(self.worker_memory_mb, 1),
        }


def failures(handle: RunHandle) -> Iterator[Failure]:
    """Blocks of a run that could not be computed."""
    for receipt in store.receipts(handle.path).values() if handle.failed else ():
        if receipt.get("status") == "failed":
            first, last, error = receipt["first_draw"], receipt["last_draw"], receipt["error"]
            world = receipt.get("world", {})
            yield Failure(handle.resolved.id, handle.run_id, first, last, error["code"], error["params"], world)


def computed(handle: RunHandle, rows: int) -> int:
    """Worlds computed now: blocks are whole but for the last one."""
    return sum(min(rows, (block + 1) * BLOCK) - block * BLOCK for group, block in handle.blocks if group == "draws")


def worker_memory(handle: RunHandle) -> float:
    """Most memory of a process that computed a block of this run just now, in MB."""
    found = store.receipts(handle.path)
    peaks = (found.get(block, {}).get("timing", {}).get("peak_memory_mb", 0.0) for block in handle.blocks)
    return max(peaks, default=0.0)
