"""Chunk files of a store, one for each array and block, written and read in one go, without zarr.

zarr plans every selection on a loop of its own and reads or writes each file in a thread: of small arrays that takes
far more than their bytes do (decision 0038). What is written here is byte for byte what zarr writes of the arrays that
``store`` makes; an array that is stored in any other way is refused.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numcodecs.zstd import Zstd  # what zarr itself compresses with
from numpy.typing import NDArray

from balanssim.errors import RunError
from balanssim.results import files

META: Final = "zarr.json"
#: Of ``zarr.json``: how ``store`` has zarr keep the values of a block.
KEPT: Final[dict[str, Any]] = {
    "zarr_format": 3,
    "node_type": "array",
    "fill_value": "NaN",
    "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
    "codecs": [
        {"name": "bytes", "configuration": {"endian": "little"}},
        {"name": "zstd", "configuration": {"level": 0, "checksum": False}},
    ],
    "storage_transformers": [],
}
#: Compresses and the reverse.
ZSTD: Final = Zstd(level=0, checksum=False)


@dataclass(frozen=True)
class Layout:
    """How an array lies on disk: its shape, the shape of a chunk, and the type of a value, little-endian."""

    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    dtype: np.dtype[Any]


def layout(array: Path) -> Layout:
    """How the array in a folder of a store lies on disk.

    Raises ``RunError`` where it is stored in another way than ours; ``OSError``, ``ValueError``, ``KeyError`` or
    ``TypeError`` where its description is gone or damaged.
    """
    found, other = _layout((array / META).read_bytes())
    if found is None:
        raise RunError("results.other_storage", path=str(array / META), keys=", ".join(other))
    return found


@lru_cache(maxsize=1024)
def _layout(meta: bytes) -> tuple[Layout | None, tuple[str, ...]]:
    """What a description says, by its text: it is the same for every block; or what in it is not ours."""
    told = json.loads(meta)
    grid = told["chunk_grid"]
    told = {"storage_transformers": [], **told}
    other = [key for key, value in KEPT.items() if told[key] != value]
    other += ["data_type"] * (told["data_type"] not in ("float32", "float64"))
    other += ["chunk_grid"] * (grid["name"] != "regular")
    if other:
        return None, tuple(other)
    chunks = tuple(grid["configuration"]["chunk_shape"])
    return Layout(tuple(told["shape"]), chunks, np.dtype(told["data_type"]).newbyteorder("<")), ()


def write(array: Path, kept: Layout, place: Sequence[int], values: NDArray[Any]) -> None:
    """Write one chunk, whole or as it was; nothing but NaN, the fill value, leaves no file.

    ``place``: of the chunk in the grid of chunks; ``values``: of its first rows and columns, the rest is padded.
    Raises ``OSError`` where the disk refuses.
    """
    path = _path(array, place)
    if not values.size or (np.isnan(values.flat[0]) and np.isnan(values).all()):
        path.unlink(missing_ok=True)
        return
    whole = values
    if values.shape != kept.chunks:
        whole = np.full(kept.chunks, np.nan, kept.dtype)
        whole[tuple(map(slice, values.shape))] = values
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace(path, ZSTD.encode(np.ascontiguousarray(whole)), sync=False)


def read(array: Path, kept: Layout, place: Sequence[int], shape: Sequence[int]) -> NDArray[Any]:
    """The first rows and columns of one chunk, NaN where it has no file.

    Raises ``OSError``, ``RuntimeError`` or ``ValueError`` where it cannot be read.
    """
    try:
        packed = _path(array, place).read_bytes()
    except FileNotFoundError:
        whole = np.full(kept.chunks, np.nan, kept.dtype)
    else:
        whole = np.frombuffer(ZSTD.decode(packed), kept.dtype).reshape(kept.chunks)
    return whole[tuple(map(slice, shape))]


def _path(array: Path, place: Sequence[int]) -> Path:
    return array.joinpath("c", *map(str, place))
