"""The store of a run: one Zarr v3 folder made whole before the first block, then filled block by block.

zarr makes the store; workers write its chunks without it (``chunks``). A block counts as finished when its receipt is
there, and the receipt is written last: a chunk file by itself proves nothing. Killing a run loses at most the blocks in
flight.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from balanssim.dims import DRAW, YEAR
from balanssim.errors import RunError
from balanssim.results import chunks, files
from balanssim.results.contract import CONTRACT_VERSION, GROUPS, ArraySpec, Contract, Group, from_json

if TYPE_CHECKING:
    import xarray as xr
    import zarr
    from zarr.storage import MemoryStore

STORE: Final = "store.zarr"
BLOCKS: Final = "blocks"
RECEIPT_VERSION: Final = 1
Block = tuple[Group, int]


def create(run_dir: Path, contract: Contract) -> None:
    """Make the empty store of a run, or accept the one that is there when it has the same contract.

    The store is built beside its final place and renamed, so that it is whole or absent; remains of an interrupted run
    are removed, and receipts that speak of a store that is gone. Hold ``files.lock(run_dir)`` and start workers
    afterwards.

    Raises ``RunError``: the store there has another contract, or the disk refuses.
    """
    files.make_folder(run_dir / BLOCKS)
    files.remove_partials(run_dir)
    final = run_dir / STORE
    if final.exists():
        if read_contract(run_dir) != contract:
            raise RunError("results.other_contract", run=run_dir.name)
        return
    discard(run_dir)
    partial = run_dir / f"{STORE}{files.PARTIAL}"
    with files.refusals(run_dir):
        try:
            for name, data in _template(json.dumps(contract.to_json())).items():
                (partial / name).parent.mkdir(parents=True, exist_ok=True)
                (partial / name).write_bytes(data)
            partial.rename(final)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


def discard(run_dir: Path) -> None:
    """Throw away all blocks: receipts first, so that a store that is going never counts as finished."""
    with files.refusals(run_dir):
        for receipt in sorted((run_dir / BLOCKS).glob("*.json")):
            receipt.unlink(missing_ok=True)
        files.remove_partials(run_dir)
        if (run_dir / STORE).exists():
            shutil.rmtree((run_dir / STORE).rename(run_dir / f"{STORE}.old{files.PARTIAL}"))


def write_block(
    run_dir: Path,
    group: Group,
    block: int,
    arrays: Mapping[str, NDArray[Any]],
    *,
    seconds: float = 0.0,
    peak_mb: float = 0.0,
    unsettled: Mapping[int, list[int]] | None = None,
) -> dict[str, Any]:
    """Write one block of every variable, then its receipt; safe beside other processes that write other blocks.

    Parameters
    ----------
    group, block : ``central`` 0, or ``draws`` b with the labels 1 + 64 b .. 64 (b + 1), the last one cut
    arrays : every variable of the contract, draw first, in units of the catalogue; flows with the chosen years only
    seconds, peak_mb : computing time, and most memory that the process ever held; apart from what must be identical
    unsettled : years in which a draw found no equilibrium, by label; listed in the receipt

    Returns
    -------
    The receipt: checksums of the bytes stored per variable.

    Raises
    ------
    ValueError
        names or shapes that do not fit the block exactly: a region across chunks would race with other writers
    RunError
        a value that is not a finite number, or a disk that refuses; the block then stays unfinished
    """
    contract = read_contract(run_dir)
    specs = contract.arrays(group)
    rows = contract.rows(group, block)
    ready = _fit(specs, rows, arrays)
    _refuse_not_finite(run_dir, specs, contract, group, rows, ready)
    with files.refusals(run_dir):
        if any(chunks.layout(array_of(run_dir, group, spec.name)) != layout_of(spec) for spec in specs):
            raise RunError("results.other_contract", run=run_dir.name)
        for spec in specs:
            for place, part in _places(spec, block):
                array = array_of(run_dir, group, spec.name)
                chunks.write(array, layout_of(spec), place, ready[spec.name][part])
    receipt = {
        **_about(contract, group, block),
        "status": "done",
        "arrays": {name: digest(values) for name, values in ready.items()},
        **({"unsettled": {str(label): years for label, years in unsettled.items()}} if unsettled else {}),
        "timing": {"seconds": round(seconds, 3), "peak_memory_mb": round(peak_mb, 1)},
    }
    files.write_atomic(receipt_path(run_dir, group, block), files.dump(receipt))
    return receipt


def write_failure(
    run_dir: Path,
    group: Group,
    block: int,
    code: str,
    params: Mapping[str, Any] | None = None,
    *,
    world: Mapping[str, Any] | None = None,
) -> None:
    """Leave a receipt of a block that could not be computed; a resumed run tries it again.

    ``world``: the first one that fails, its ``draw``, ``luck`` and ``values`` by parameter: with ``run.json`` all that
    it takes to compute it again.
    """
    receipt = {
        **_about(read_contract(run_dir), group, block),
        "status": "failed",
        "error": {"code": code, "params": {name: str(value) for name, value in (params or {}).items()}},
        **({"world": dict(world)} if world else {}),
    }
    files.write_atomic(receipt_path(run_dir, group, block), files.dump(receipt))


def receipt_path(run_dir: Path, group: Group, block: int) -> Path:
    """``blocks/000000.json`` is the central run; block b of the draws is number b + 1."""
    return run_dir / BLOCKS / f"{0 if group == 'central' else block + 1:06d}.json"


def receipts(run_dir: Path) -> dict[Block, Mapping[str, Any]]:
    """Every readable receipt by block, in order."""
    found: dict[Block, Mapping[str, Any]] = {}
    for group, block in read_contract(run_dir).all_blocks():
        receipt = files.load(receipt_path(run_dir, group, block))
        if receipt is not None and (receipt.get("group"), receipt.get("block")) == (group, block):
            found[group, block] = receipt
    return found


def finished_blocks(run_dir: Path) -> list[Block]:
    """Blocks with a receipt that says done, central first."""
    return [block for block, receipt in receipts(run_dir).items() if receipt.get("status") == "done"]


def failed_blocks(run_dir: Path) -> list[Block]:
    """Blocks whose receipt says failed."""
    return [block for block, receipt in receipts(run_dir).items() if receipt.get("status") == "failed"]


def missing_blocks(run_dir: Path) -> list[Block]:
    """Blocks still to compute: never begun, interrupted or failed."""
    done = frozenset(finished_blocks(run_dir))
    return [block for block in read_contract(run_dir).all_blocks() if block not in done]


def read_contract(run_dir: Path) -> Contract:
    """The contract a store was made with, without opening the store.

    Raises ``RunError`` where there is no store, or one of a later version of balanssim.
    """
    meta = _meta(run_dir)
    if meta is None:
        raise RunError("results.no_store", run=run_dir.name)
    if meta["version"] > CONTRACT_VERSION:
        raise RunError("results.newer_contract", run=run_dir.name, found=meta["version"])
    return from_json(meta)


def has_contract(run_dir: Path) -> bool:
    """Whether the store says what it was made with."""
    return _meta(run_dir) is not None


def _meta(run_dir: Path) -> Mapping[str, Any] | None:
    """The contract as it stands in the store, or None where that cannot be read."""
    meta = files.load(run_dir / STORE / "zarr.json") or {}
    found: Mapping[str, Any] | None = (meta.get("attributes") or {}).get("contract")
    return found


def open_run(run_dir: Path, *, partial: bool = False) -> xr.Dataset:
    """The draws (labels 1..N) as a labelled dataset that reads only what is asked for.

    Units and words (``long_name_nl``, ``long_name_en``) are attributes; names of areas, corridors and projects are
    coordinates (``area_name_nl``). Raises ``RunError`` for an unfinished run unless ``partial``: then blocks that are
    not there read as NaN.
    """
    return _open(run_dir, "draws", partial)


def open_central(run_dir: Path, *, partial: bool = False) -> xr.Dataset:
    """The central run (draw 0, expected values), as ``open_run``."""
    return _open(run_dir, "central", partial)


def _open(run_dir: Path, group: Group, partial: bool) -> xr.Dataset:
    import xarray as xr

    contract = read_contract(run_dir)
    missing = [block for block in missing_blocks(run_dir) if block[0] == group]
    if missing and not partial:
        raise RunError("results.incomplete", run=run_dir.name, missing=len(missing), blocks=contract.blocks(group))
    dataset: xr.Dataset = xr.open_zarr(run_dir / STORE, group=group, consolidated=False, chunks=None)
    words = [f"{dim}_name_{lang}" for dim, table in contract.names.items() for lang in table]
    dataset = dataset.set_coords(words)
    dataset.attrs |= {
        "run": run_dir.name,
        "study": run_dir.parent.name,
        "profile": contract.profile,
        "contract_version": contract.version,
    }
    return dataset


@lru_cache(maxsize=2)
def _template(contract: str) -> Mapping[str, bytes]:
    """Files of the empty store of a contract, given as JSON, by name: policies of a study have one in common."""
    from zarr.storage import MemoryStore

    made: dict[str, Any] = {}
    _build(MemoryStore(made), from_json(json.loads(contract)))
    return {name: data.to_bytes() for name, data in made.items()}


def _build(empty: MemoryStore, contract: Contract) -> None:
    import zarr
    from zarr.codecs import BytesCodec, ZstdCodec

    root = zarr.create_group(empty, zarr_format=3, attributes={"contract": contract.to_json()})
    for name in GROUPS:
        group = root.create_group(name)
        _coordinate(group, DRAW, DRAW, list(contract.labels(name)), {"long_name_nl": "worp", "long_name_en": "draw"})
        for dim, labels in contract.coords.items():
            _coordinate(group, dim, dim, list(labels), {})
            for lang, words in contract.names.get(dim, {}).items():
                _coordinate(group, f"{dim}_name_{lang}", dim, list(words), {})
        for spec in contract.arrays(name):
            group.create_array(
                spec.name,
                shape=spec.shape,
                chunks=spec.chunks,
                dtype=spec.dtype,
                serializer=BytesCodec(endian="little"),  # as ``chunks.KEPT``, whatever zarr is told to do elsewhere
                compressors=ZstdCodec(level=0, checksum=False),
                fill_value=float("nan"),
                dimension_names=spec.dims,
                attributes=dict(spec.attrs),
            )


def _coordinate(group: zarr.Group, name: str, dim: str, labels: list[Any], attrs: dict[str, Any]) -> None:
    whole = all(isinstance(label, int) for label in labels)
    values = np.array(labels, dtype=np.int64) if whole else np.array([str(label) for label in labels], dtype=object)
    array = group.create_array(
        name,
        shape=values.shape,
        chunks=(max(1, len(labels)),),
        dtype="int64" if whole else "string",
        dimension_names=(dim,),
        attributes=attrs,
    )
    if labels:
        array[:] = values


def layout_of(spec: ArraySpec) -> chunks.Layout:
    """How an array of a contract lies on disk."""
    return chunks.Layout(spec.shape, spec.chunks, np.dtype(spec.dtype).newbyteorder("<"))


def array_of(run_dir: Path, group: Group, name: str) -> Path:
    """Folder of one array of the store."""
    return run_dir / STORE / group / name


def _fit(specs: tuple[ArraySpec, ...], rows: slice, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Arrays as they will lie on disk; raises ValueError with everything that does not fit."""
    known = {spec.name for spec in specs}
    faults = [f"unknown variable {name!r}" for name in sorted(arrays) if name not in known]
    ready = {}
    for spec in specs:
        shape = list(spec.shape)
        shape[0] = rows.stop - rows.start
        if spec.chosen is not None:
            shape[spec.dims.index(YEAR)] = len(spec.chosen)
        if spec.name not in arrays:
            faults.append(f"variable {spec.name!r} is missing")
        elif arrays[spec.name].shape != tuple(shape):
            faults.append(f"{spec.name!r} has shape {arrays[spec.name].shape}, the block wants {tuple(shape)}")
        else:
            with np.errstate(over="ignore"):  # an overflow becomes infinite and is refused as such
                ready[spec.name] = np.ascontiguousarray(arrays[spec.name], dtype=layout_of(spec).dtype)
    if faults:
        raise ValueError("; ".join(faults))
    return ready


def _refuse_not_finite(
    run_dir: Path,
    specs: tuple[ArraySpec, ...],
    contract: Contract,
    group: Group,
    rows: slice,
    ready: Mapping[str, NDArray[Any]],
) -> None:
    for spec in specs:
        values = ready[spec.name]
        refused = np.isinf(values) if spec.gaps else ~np.isfinite(values)
        if refused.any():
            bad = np.argwhere(refused)
            first = [int(i) for i in bad[0]]
            if spec.chosen is not None:
                axis = spec.dims.index(YEAR)
                first[axis] = spec.chosen[first[axis]]
            where = [f"draw {contract.labels(group)[rows.start + first[0]]}"]
            where += [f"{d} {contract.coords[d][i]}" for d, i in zip(spec.dims[1:], first[1:], strict=True)]
            raise RunError(
                "results.not_finite", run=run_dir.name, variable=spec.name, count=len(bad), where=", ".join(where),
                draw=contract.labels(group)[rows.start + int(bad[0][0])],
            )  # fmt: skip


def read_block(run_dir: Path, contract: Contract, group: Group, block: int, spec: ArraySpec) -> NDArray[Any]:
    """One variable of one block as it lies on disk, with the chosen years only.

    Raises ``RunError`` where it is stored in another way than ours, and what ``chunks`` raises for what is damaged.
    """
    array, rows = array_of(run_dir, group, spec.name), contract.rows(group, block)
    kept = chunks.layout(array)
    shape = (rows.stop - rows.start, *spec.shape[1:])
    parts = [chunks.read(array, kept, place, shape) for place, _ in _places(spec, block)]
    return parts[0] if spec.chosen is None else np.concatenate(parts, spec.dims.index(YEAR))


def _places(spec: ArraySpec, block: int) -> Iterator[tuple[tuple[int, ...], tuple[slice, ...]]]:
    """Chunks of a block: the place of each in the grid of chunks, and what it holds of the values of the block."""
    place = [block, *[0] * (len(spec.dims) - 1)]
    part = [slice(None)] * len(spec.dims)
    if spec.chosen is None:
        yield tuple(place), tuple(part)
        return
    axis = spec.dims.index(YEAR)
    for position, year in enumerate(spec.chosen):
        place[axis], part[axis] = year, slice(position, position + 1)
        yield tuple(place), tuple(part)


def digest(values: NDArray[Any]) -> str:
    """SHA-256 over shape and bytes, little-endian."""
    little = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    found = hashlib.sha256(json.dumps(list(little.shape)).encode())
    found.update(little.reshape(-1).view(np.uint8).data)
    return found.hexdigest()


def _about(contract: Contract, group: Group, block: int) -> dict[str, Any]:
    labels = contract.labels(group)[contract.rows(group, block)]
    return {
        "version": RECEIPT_VERSION,
        "group": group,
        "block": block,
        "first_draw": labels[0],
        "last_draw": labels[-1],
    }
