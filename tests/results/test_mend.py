"""What is damaged is forgotten, and nothing else; throwing away never leaves a receipt of what is gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from balanssim.errors import RunError
from balanssim.results import mend, record, store
from tests.results.support import small_contract, write

BLOCKS: list[store.Block] = [("central", 0), ("draws", 0), ("draws", 1)]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a central block and two of draws."""
    folder, contract = tmp_path_factory.mktemp("finished"), small_contract()
    store.create(folder, contract)
    write(folder, contract, BLOCKS)
    return folder


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> Path:
    """The same for one test alone, to be damaged."""
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    return tmp_path


def chunk(run: Path, name: str, number: int) -> Path:
    return next(path for path in (run / store.STORE / "draws" / name / "c" / str(number)).rglob("*") if path.is_file())


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def test_what_reads_back_stays(run: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in run.rglob("*")}
    mend.mend(run)
    assert {path: path.stat().st_mtime_ns for path in run.rglob("*")} == before


@pytest.mark.parametrize("harm", [empty, halve, zero, Path.unlink])
def test_a_damaged_chunk_costs_its_block(run: Path, harm: Callable[[Path], None]) -> None:
    harm(chunk(run, "homes", 1))
    assert mend.verify(run) == [("draws", 1, "homes")]
    assert mend.verify(run, "jobs_all") == []
    mend.mend(run)
    assert store.missing_blocks(run) == [("draws", 1)]


@pytest.mark.parametrize("name", ["zarr.json", "draws/zarr.json", "draws/homes/zarr.json", "central/area/zarr.json"])
@pytest.mark.parametrize("harm", [halve, Path.unlink])
def test_a_damaged_description_costs_the_store(run: Path, name: str, harm: Callable[[Path], None]) -> None:
    harm(run / store.STORE / name)
    mend.mend(run)
    assert not (run / store.STORE).exists()
    store.create(run, small_contract())
    assert store.missing_blocks(run) == BLOCKS


@pytest.mark.parametrize("harm", [halve, Path.unlink])
def test_damaged_labels_cost_the_store(run: Path, harm: Callable[[Path], None]) -> None:
    harm(run / store.STORE / "draws" / "area_name_nl" / "c" / "0")
    mend.mend(run)
    assert not (run / store.STORE).exists()


def test_receipts_of_a_store_that_is_gone_count_for_nothing(run: Path) -> None:
    shutil.rmtree(run / store.STORE)
    store.create(run, small_contract())
    assert store.missing_blocks(run) == BLOCKS


def test_throwing_away_takes_receipts_first(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", stop)
        with pytest.raises(KeyboardInterrupt):
            store.discard(run)
    assert list((run / store.BLOCKS).iterdir()) == []
    store.create(run, small_contract())
    assert store.missing_blocks(run) == BLOCKS
    assert list(run.rglob("*.partial")) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"question": {}}'])
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / record.RECORD).write_text(text)
    assert not record.readable(tmp_path)
    with pytest.raises(RunError) as caught:
        record.read(tmp_path)
    assert caught.value.code == "results.no_record"
