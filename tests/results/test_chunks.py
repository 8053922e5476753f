"""Chunk files written directly are, byte for byte, those of zarr; what is stored otherwise is refused."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from balanssim.errors import RunError
from balanssim.results import chunks, mend, store
from tests.results.support import arrays, content, small_contract, write

NAN = float("nan")
#: Rows of the array and of a chunk, and the blocks to write, in order: number and values, draw first.
Case = tuple[int, int, list[tuple[int, NDArray[Any]]]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Blocks in any order, some written twice; the last one is cut; values are partly or all NaN, or zero of a sign."""
    rows, size = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    rest = tuple(draw(st.lists(st.integers(0, 4), max_size=3)))
    dtype = draw(st.sampled_from(["float32", "float64"]))
    usual = st.one_of(st.floats(width=32, allow_nan=False), st.sampled_from([0.0, -0.0, NAN]))
    made = []
    for number in draw(st.lists(st.integers(0, (rows - 1) // size), min_size=1, max_size=4)):
        shape = (min(rows - number * size, size), *rest)
        count = int(np.prod(shape))
        values = draw(st.one_of(st.just([NAN] * count), st.lists(usual, min_size=count, max_size=count)))
        made.append((number, np.array(values, dtype).reshape(shape)))
    return rows, size, made


@settings(max_examples=60)
@given(cases())
@example((130, 64, [(2, np.full((2, 3), 0.1, "f4")), (0, np.zeros((64, 3), "f4"))]))
@example((64, 64, [(0, np.random.default_rng(1).normal(size=(64, 28, 70)))]))
@example((2, 2, [(0, np.ones((2, 0)))]))
@example((1, 1, [(0, np.ones(1)), (0, np.full(1, NAN))]))  # what becomes all NaN goes
def test_chunks_are_those_of_zarr(case: Case) -> None:
    rows, size, made = case
    shape, dtype = (rows, *made[0][1].shape[1:]), made[0][1].dtype
    grid = (size, *(max(1, length) for length in shape[1:]))
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        for folder in (ours, theirs):  # nothing said of codecs: stores that are there were made so
            target = zarr.create_array(folder, shape=shape, chunks=grid, dtype=dtype.name, fill_value=NAN)
        kept = chunks.layout(Path(ours))
        assert kept == chunks.Layout(shape, grid, dtype)
        for number, values in made:
            place = (number, *[0] * (len(shape) - 1))
            chunks.write(Path(ours), kept, place, values)
            if values.size:
                target[number * size : number * size + len(values)] = values
            np.testing.assert_array_equal(chunks.read(Path(ours), kept, place, values.shape), values)
        assert content(Path(ours)) == content(Path(theirs))


@pytest.mark.parametrize(("profile", "years"), [("standard", ()), ("full", (2024, 2026))])
def test_a_store_holds_what_zarr_would_have_written(tmp_path: Path, profile: str, years: tuple[int, ...]) -> None:
    contract = small_contract(profile, 100, years)
    for name in ("ours", "theirs"):
        store.create(tmp_path / name, contract)
    write(tmp_path / "ours", contract, contract.all_blocks())
    root = zarr.open_group(tmp_path / "theirs" / store.STORE, mode="r+")
    for group, block in contract.all_blocks():
        values, rows = arrays(contract, group, block), contract.rows(group, block)
        for spec in contract.arrays(group):
            target = root[f"{group}/{spec.name}"]
            if spec.chosen is None:
                target[rows] = values[spec.name]
            else:
                target.oindex[(rows, *[slice(None)] * (spec.dims.index("year") - 1), list(spec.chosen))] = values[
                    spec.name
                ]
    assert content(tmp_path / "ours" / store.STORE) == content(tmp_path / "theirs" / store.STORE)


OTHER = {
    "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
    "fill_value": 0.0,
    "chunk_key_encoding": {"name": "v2", "configuration": {"separator": "."}},
    "data_type": "int32",
}


@pytest.mark.parametrize("key", OTHER)
def test_what_is_stored_in_another_way_is_refused_and_kept(tmp_path: Path, key: str) -> None:
    contract = small_contract(draws=64)
    store.create(tmp_path, contract)
    write(tmp_path, contract, [("draws", 0)])
    meta = store.array_of(tmp_path, "draws", "homes") / chunks.META
    meta.write_text(json.dumps({**json.loads(meta.read_bytes()), key: OTHER[key]}))
    before = content(tmp_path)
    for attempt in (lambda: write(tmp_path, contract, [("draws", 0)]), lambda: mend.mend(tmp_path)):
        with pytest.raises(RunError, match=rf"draws/homes/zarr\.json keeps values in another way \({key}\)"):
            attempt()
    assert content(tmp_path) == before
    assert store.finished_blocks(tmp_path) == [("draws", 0)]


def test_a_chunk_cut_off_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zarr.create_array(tmp_path, shape=(2,), chunks=(2,), dtype="float32", fill_value=NAN)
    kept = chunks.layout(tmp_path)
    chunks.write(tmp_path, kept, (0,), np.ones(2, "f4"))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        chunks.write(tmp_path, kept, (0,), np.zeros(2, "f4"))
    assert chunks.read(tmp_path, kept, (0,), (2,)).tolist() == [1.0, 1.0]
    assert [path.name for path in tmp_path.rglob("*.partial")] == []
