"""A block on disk against the least that its bytes can take: files written and read plainly, as many and as deep.

Of the region that comes with the package, profile `summary`, 64 worlds. What ours does beside that is compressing or
the reverse (`packing`, `unpacking` in the notes: what these take alone, in times of the reference), checks, checksums,
and every file whole or absent.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from time import process_time

from threadpoolctl import threadpool_limits

from balanssim import catalogue, engine, prepare, scenario
from balanssim.dims import BLOCK
from balanssim.prepare import labels
from balanssim.region.read import load_region
from balanssim.results import chunks, mend, store
from balanssim.results import contract as contracts
from balanssim.results.contract import Contract
from benchmarks.cases.engine import SCENARIO, block, shipped
from benchmarks.registry import Notes, Run, case

#: Blocks that are written or read in one measurement, and that a store has: each measurement writes others.
EACH, BLOCKS = 4, 64


class Stored:
    """A store, the outcomes of one block of worlds, and the files that they make, by their places in a block."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="store-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        with threadpool_limits(1):
            self.arrays = engine.run_block(shipped()[0], block(0), catalogue.stored("summary")).outputs
        resolved = scenario.load(SCENARIO)
        region = load_region(resolved.index.path)
        coords = labels.coords(prepare.axes_of(resolved, region))
        self.contract: Contract = contracts.make("summary", BLOCK * BLOCKS, coords, labels.names(region))
        store.create(self.folder, self.contract)
        store.write_block(self.folder, "draws", 0, self.arrays)
        self.files = {
            path: path.read_bytes() for path in self.folder.glob("store.zarr/draws/*/c/0/**/*") if path.is_file()
        }
        receipt = store.receipt_path(self.folder, "draws", 0)
        self.receipt = receipt.read_bytes()
        self.fresh: Iterator[int] = count(1)
        self.plain: Iterator[int] = count()

    def write(self) -> None:
        for _ in range(EACH):
            store.write_block(self.folder, "draws", next(self.fresh), self.arrays)

    def write_plainly(self) -> None:
        for _ in range(EACH):
            number = str(next(self.plain))
            for path, data in self.files.items():
                array, _, place = path.relative_to(self.folder).as_posix().partition("/c/0")
                written = f"{self.folder}/plain/{array}/c/{number}{place}"
                os.makedirs(os.path.dirname(written), exist_ok=True)  # noqa: PTH103, PTH120 # the least there is
                with open(written, "wb") as handle:  # noqa: PTH123 # idem
                    handle.write(data)
            with open(f"{self.folder}/plain/{number}.json", "wb") as handle:  # noqa: PTH123 # idem
                handle.write(self.receipt)
                os.fsync(handle.fileno())

    def read(self) -> None:
        for _ in range(EACH):
            for spec in self.contract.arrays("draws"):
                store.read_block(self.folder, self.contract, "draws", 0, spec)

    def read_plainly(self) -> None:
        for _ in range(EACH):
            for path in self.files:
                with open(path, "rb") as handle:  # noqa: PTH123 # idem
                    handle.read()

    def notes(self) -> Notes:
        """Raises ``AssertionError`` where the block does not read back as it was written."""
        assert mend.verify(self.folder) == []
        packed = list(self.files.values())
        raw = [chunks.ZSTD.decode(data) for data in packed]
        sizes = {"files": len(packed), "kB": sum(map(len, raw)) // 1000, "kB_packed": sum(map(len, packed)) // 1000}
        write, read = least(self.write_plainly) / EACH, least(self.read_plainly) / EACH
        packing = least(lambda: [chunks.ZSTD.encode(data) for data in raw]) / write
        unpacking = least(lambda: [chunks.ZSTD.decode(data) for data in packed]) / read
        return {**sizes, "packing": round(packing, 1), "unpacking": round(unpacking, 1)}


def least(run: Run) -> float:
    """Seconds of the processor, the least of some."""
    found = []
    for _ in range(4):
        start = process_time()
        run()
        found.append(process_time() - start)
    return min(found)


@cache
def stored() -> Stored:
    return Stored()


@case("store-write", reference="the same bytes written plainly to as many files", at_most=40, repeats=5)
def writing() -> tuple[Run, Run, Notes]:
    """Checked, compressed, written with a receipt: what it takes beside the files themselves."""
    return stored().write, stored().write_plainly, stored().notes()


@case("store-read", reference="the same files read plainly", at_most=40, repeats=7)
def reading() -> tuple[Run, Run, Notes]:
    """All variables of a block, as a run that goes on reads back what is there."""
    return stored().read, stored().read_plainly, stored().notes()
