"""Whether a sweep fits in memory: asked beforehand, so that nothing is begun that the system would break off.

Estimates with measured constants, on the large side of what was measured; a test holds them against peaks of workers.
"""

from __future__ import annotations

import os
from typing import Final

from balanssim import memory
from balanssim.dims import BLOCK
from balanssim.errors import RunError
from balanssim.region.read import Region

#: Bytes for each world and parameter: the design, values of the worlds and both as text. Measured: 117.
PER_VALUE: Final = 120
#: MB of a worker that computes next to nothing: Python, NumPy, the compiled kernel. Measured: 201 (89 without kernel).
WORKER_MB: Final = 220
#: Arrays by world, mode, origin and destination that a worker holds. Measured on the region that is shipped: 38.
ARRAYS: Final = 40


def design_mb(rows: int, parameters: int) -> float:
    """Memory of a design of so many worlds, in MB."""
    return rows * parameters * PER_VALUE / 1e6


def worker_mb(region: Region) -> float:
    """Memory of a worker that computes blocks of this region, in MB."""
    pairs = len(region.zones) ** 2 * len(region.index.modes)
    return WORKER_MB + BLOCK * pairs * 8 * ARRAYS / 1e6


def refuse_design(rows: int, parameters: int) -> None:
    """Raise ``RunError`` where the design of a sweep is larger than the memory that is free."""
    needed, free = design_mb(rows, parameters), memory.free_mb()
    if needed > free:
        raise RunError("sweep.design_memory", runs=rows, needed=_gb(needed), free=_gb(free))


def refuse_workers(region: Region, workers: int | None, blocks: int) -> None:
    """Raise ``RunError`` where workers together would hold more than the memory that is free.

    ``workers``: as asked, the number of cores by default; ``blocks``: still to compute, no worker starts without one.
    """
    count = min(workers or os.cpu_count() or 1, blocks)
    each, free = worker_mb(region), memory.free_mb()
    if count < 1 or count * each <= free:
        return
    words = {"workers": count, "each": _gb(each), "needed": _gb(count * each), "free": _gb(free)}
    if (fit := int(free // each)) < 1:
        raise RunError("sweep.worker_memory", **words)
    raise RunError("sweep.workers_memory", fit=fit, **words)


def _gb(amount: float) -> float:
    return round(amount / 1e3, 2)
