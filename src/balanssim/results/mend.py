"""What lies in a run folder, held against what was promised; what does not hold is computed again.

Our own writing leaves nothing that is half (``store``); a power cut, a copy that broke off or a stray hand may.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from balanssim.dims import DRAW
from balanssim.results import chunks, files, store
from balanssim.results.contract import GROUPS, Contract, Group

#: What zarr and its codecs raise for a file that is gone, cut short or filled with something else.
_UNREADABLE = (OSError, RuntimeError, ValueError, KeyError, TypeError)


def mend(run_dir: Path) -> None:
    """Take away receipts of blocks that do not read back as they were written, and a store whose labels do not.

    Hold ``files.lock(run_dir)``. Raises ``RunError`` where the disk refuses.
    """
    if not (run_dir / store.STORE).exists():
        return
    if not store.has_contract(run_dir) or not _sound(run_dir, store.read_contract(run_dir)):
        store.discard(run_dir)
        return
    with files.refusals(run_dir):
        for group, block, _ in verify(run_dir):
            store.receipt_path(run_dir, group, block).unlink(missing_ok=True)


def verify(run_dir: Path, variable: str | None = None) -> list[tuple[Group, int, str]]:
    """Read back every finished block and compare with its receipt: (group, block, variable) that differ or are gone.

    Of one ``variable``, or of all when None.
    """
    contract = store.read_contract(run_dir)
    wrong: list[tuple[Group, int, str]] = []
    for (group, block), receipt in store.receipts(run_dir).items():
        if receipt.get("status") != "done":
            continue
        written = receipt.get("arrays") or {}
        for spec in contract.arrays(group):
            if variable not in (None, spec.name):
                continue
            try:
                found = store.digest(store.read_block(run_dir, contract, group, block, spec))
            except _UNREADABLE:
                found = ""
            if found != written.get(spec.name):
                wrong.append((group, block, spec.name))
    return wrong


def _sound(run_dir: Path, contract: Contract) -> bool:
    """Whether every array is there as the contract has it, and every label reads as it should."""
    import zarr

    try:
        root = zarr.open_group(run_dir / store.STORE, mode="r", zarr_format=3)
        for group in GROUPS:
            if group not in root:
                return False
            labels = {DRAW: contract.labels(group), **contract.coords}
            for dim, table in contract.names.items():
                labels |= {f"{dim}_name_{lang}": words for lang, words in table.items()}
            for name, wanted in labels.items():
                if not np.array_equal(np.asarray(root[f"{group}/{name}"]), np.array(list(wanted))):
                    return False
            for spec in contract.arrays(group):
                if chunks.layout(store.array_of(run_dir, group, spec.name)) != store.layout_of(spec):
                    return False
    except _UNREADABLE:
        return False
    return True
