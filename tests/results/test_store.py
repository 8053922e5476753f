"""Blocks written side by side, in any order, interrupted and resumed, give the same store."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from balanssim.errors import RunError
from balanssim.results import chunks, files, mend, store
from balanssim.results.contract import Contract
from tests.results.support import arrays, content, small_contract, work, write


def made(folder: Path, contract: Contract, order: list | None = None) -> Path:
    store.create(folder, contract)
    write(folder, contract, contract.all_blocks() if order is None else order)
    return folder


def test_two_spawned_processes_equal_one(tmp_path: Path) -> None:
    contract = small_contract(draws=150)
    serial = made(tmp_path / "serial", contract)
    parallel = tmp_path / "parallel"
    store.create(parallel, contract)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(work, str(parallel), "standard", 150, *block) for block in contract.all_blocks()]
        assert {job.result() for job in jobs} == {""}
    assert content(parallel / store.STORE) == content(serial / store.STORE)
    assert mend.verify(parallel) == []
    xr.testing.assert_identical(_labelled(parallel), _labelled(serial))


def _labelled(folder: Path) -> xr.Dataset:
    return store.open_run(folder).load().drop_attrs()


def test_any_order_of_blocks_gives_identical_bytes(tmp_path: Path) -> None:
    contract = small_contract("full", 150, (2024, 2026))
    one = made(tmp_path / "one", contract)
    two = made(tmp_path / "two", contract, contract.all_blocks()[::-1])
    assert content(one / store.STORE) == content(two / store.STORE)
    assert content(one / store.BLOCKS) == content(two / store.BLOCKS)  # seconds are equal here by construction


def test_values_come_back_under_their_labels(tmp_path: Path) -> None:
    contract = small_contract("full", 100, (2024, 2026))
    run = made(tmp_path / "study" / "run", contract)
    draws, central = store.open_run(run), store.open_central(run)
    assert draws.draw.values.tolist() == list(range(1, 101))
    assert central.draw.values.tolist() == [0]
    for block in (0, 1):
        expected = arrays(contract, "draws", block)
        labels = contract.labels("draws")[contract.rows("draws", block)]
        part = draws.sel(draw=list(labels))
        np.testing.assert_array_equal(part.homes_by_segment.values, expected["homes_by_segment"].astype("f4"))
        np.testing.assert_array_equal(part.flow.sel(year=[2024, 2026]).values, expected["flow"].astype("f4"))
    assert np.isnan(draws.flow.sel(year=2025).values).all()
    assert draws.flow.attrs["stored_years"] == [2024, 2026]
    assert draws.homes.attrs["units"] == "homes"
    assert draws.homes.attrs["long_name_nl"] == "Woningen"
    assert draws.homes.attrs["long_name_en"] == "Homes"
    assert draws.sel(area="GM0034").area_name_nl.item() == "Almere"
    assert draws.attrs["profile"] == "full"


def test_opening_reads_no_values(tmp_path: Path) -> None:
    run = made(tmp_path / "run", small_contract())
    chunk = next((run / store.STORE / "draws" / "homes" / "c").rglob("0"))
    while chunk.is_dir():
        chunk = chunk / "0"
    chunk.write_bytes(b"damaged")
    data = store.open_run(run)
    assert data.sizes["draw"] == 100
    with pytest.raises(RuntimeError):
        data.homes.load()
    assert ("draws", 0, "homes") in mend.verify(run)


def test_importing_the_store_leaves_labelled_data_alone() -> None:
    code = "import sys, balanssim.results.store; print([m for m in ('xarray', 'pandas', 'zarr') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---- interruption -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stop_after", [0, 1, 17, 30])
def test_a_write_cut_off_anywhere_leaves_a_store_that_resumes(tmp_path, monkeypatch, stop_after) -> None:
    contract = small_contract(draws=100)
    whole = made(tmp_path / "whole", contract)
    run = tmp_path / "run"
    store.create(run, contract)
    write(run, contract, [("draws", 1)])
    real, done = chunks.write, []

    def stop(*args) -> None:
        if len(done) == stop_after:
            raise KeyboardInterrupt
        done.append(1)
        real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(chunks, "write", stop)
        with pytest.raises(KeyboardInterrupt):
            write(run, contract, [("draws", 0)])
    assert store.finished_blocks(run) == [("draws", 1)]
    assert store.missing_blocks(run) == [("central", 0), ("draws", 0)]
    with pytest.raises(RunError, match="1 of 2 blocks"):
        store.open_run(run)
    store.create(run, contract)
    write(run, contract, store.missing_blocks(run))
    assert content(run / store.STORE) == content(whole / store.STORE)
    assert store.missing_blocks(run) == []


def test_a_killed_process_leaves_a_store_that_resumes(tmp_path: Path) -> None:
    contract = small_contract(draws=100)
    whole = made(tmp_path / "whole", contract)
    run = tmp_path / "run"
    code = (
        "import os, sys; from pathlib import Path; from balanssim.results import files, store;"
        "from tests.results.support import small_contract, write;"
        "run = Path(sys.argv[1]); contract = small_contract(draws=100);"
        "lock = files.lock(run); lock.__enter__(); store.create(run, contract); write(run, contract, [('central', 0)]);"
        "(run / 'blocks' / '000001.json.7.partial').write_text('{');"
        "(run / 'store.zarr.partial').mkdir();"
        "store.digest = lambda values: os.kill(os.getpid(), 9);"
        "write(run, contract, [('draws', 0)])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(run)], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -9
    assert store.finished_blocks(run) == [("central", 0)]
    with files.lock(run):  # the lock of a dead process is free
        store.create(run, contract)
        assert not list(run.rglob("*.partial"))
        write(run, contract, store.missing_blocks(run))
    assert content(run / store.STORE) == content(whole / store.STORE)


def test_creation_cut_off_leaves_no_store(tmp_path, monkeypatch) -> None:
    run = tmp_path / "run"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", stop)
        with pytest.raises(KeyboardInterrupt):
            store.create(run, small_contract())
    assert not (run / store.STORE).exists()
    with pytest.raises(RunError, match="no results"):
        store.read_contract(run)
    store.create(run, small_contract())


def test_unreadable_and_failed_receipts_are_missing_blocks(tmp_path: Path) -> None:
    contract = small_contract(draws=100)
    run = made(tmp_path / "run", contract)
    store.receipt_path(run, "draws", 0).write_text('{"status": "do')
    store.write_failure(run, "draws", 1, "results.not_finite", {"variable": "homes"})
    assert store.missing_blocks(run) == [("draws", 0), ("draws", 1)]
    assert store.failed_blocks(run) == [("draws", 1)]
    assert np.isnan(store.open_run(run, partial=True).homes.values).sum() == 0


def test_a_receipt_under_the_wrong_number_is_no_proof(tmp_path: Path) -> None:
    run = made(tmp_path / "run", small_contract(draws=100))
    store.receipt_path(run, "draws", 1).write_bytes(store.receipt_path(run, "draws", 0).read_bytes())
    assert store.missing_blocks(run) == [("draws", 1)]


def test_an_all_zero_block_is_stored_and_verified(tmp_path: Path) -> None:
    contract = small_contract(draws=64)
    store.create(tmp_path / "run", contract)
    for group, block in contract.all_blocks():
        zeros = {name: values * 0 for name, values in arrays(contract, group, block).items()}
        store.write_block(tmp_path / "run", group, block, zeros)
    assert mend.verify(tmp_path / "run") == []
    assert float(store.open_run(tmp_path / "run").homes.sum()) == 0


def test_verify_finds_a_changed_value_and_a_lost_chunk(tmp_path: Path) -> None:
    import zarr

    run = made(tmp_path / "run", small_contract(draws=100))
    zarr.open_group(run / store.STORE, mode="r+")["draws/population"][70, 0, 0] = 1.0
    (run / store.STORE / "central" / "homes" / "c" / "0" / "0" / "0").unlink()
    assert mend.verify(run) == [("central", 0, "homes"), ("draws", 1, "population")]


def test_receipts_keep_seconds_apart(tmp_path: Path) -> None:
    contract = small_contract(draws=64)
    store.create(tmp_path / "run", contract)
    values = arrays(contract, "draws", 0)
    fast = store.write_block(tmp_path / "run", "draws", 0, values, seconds=1)
    slow = store.write_block(tmp_path / "run", "draws", 0, values, seconds=9)
    assert fast != slow
    assert {**fast, "timing": 0} == {**slow, "timing": 0}
    assert json.loads(store.receipt_path(tmp_path / "run", "draws", 0).read_bytes()) == slow


# ---- refusals -----------------------------------------------------------------------------------------------------


def test_misaligned_blocks_and_wrong_names_raise_together(tmp_path: Path) -> None:
    contract = small_contract(draws=100)
    store.create(tmp_path / "run", contract)
    good = arrays(contract, "draws", 1)  # 36 draws
    for group, block in [("draws", 0), ("central", 0)]:
        with pytest.raises(ValueError, match="'homes' has shape"):
            store.write_block(tmp_path / "run", group, block, good)
    with pytest.raises(ValueError, match=r"blocks 0\.\.1"):
        store.write_block(tmp_path / "run", "draws", 2, good)
    wrong = {**good, "homse": good["homes"], "population": good["population"][:-1]}
    del wrong["homes"]
    with pytest.raises(ValueError, match=r"'homse'.*'homes' is missing.*'population' has shape"):
        store.write_block(tmp_path / "run", "draws", 1, wrong)
    assert store.finished_blocks(tmp_path / "run") == []


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e39])
def test_what_is_not_a_number_is_refused_with_its_place(tmp_path: Path, bad: float) -> None:
    contract = small_contract("full", 100, (2024, 2026))
    store.create(tmp_path / "run", contract)
    values = arrays(contract, "draws", 1)
    values["flow"][2, 1, 0, 1, 2] = bad
    with pytest.raises(RunError, match="draw 67, year 2026, mode car, origin GM0363, destination GM0995"):
        store.write_block(tmp_path / "run", "draws", 1, values)
    assert store.finished_blocks(tmp_path / "run") == []


def test_a_gap_is_kept_where_the_variable_may_have_one_and_only_as_nan(tmp_path: Path) -> None:
    contract = small_contract(draws=64)
    store.create(tmp_path / "run", contract)
    values = arrays(contract, "draws", 0)
    values["link_crowding"][:, :, 0] = np.nan
    store.write_block(tmp_path / "run", "central", 0, arrays(contract, "central", 0))
    store.write_block(tmp_path / "run", "draws", 0, values)
    assert mend.verify(tmp_path / "run") == []
    kept = store.open_run(tmp_path / "run").link_crowding
    np.testing.assert_array_equal(kept.values, values["link_crowding"].astype("f4"))
    assert np.isnan(kept.sel(link="R_A_B")).all()
    values["link_crowding"][3, 0, 1] = np.inf
    with pytest.raises(RunError, match="draw 4, map_year 2026, link T_IC_A_B"):
        store.write_block(tmp_path / "run", "draws", 0, values)
    values["link_crowding"][3, 0, 1] = 1.0
    values["link_load_extra"][3, 0, 1] = np.nan
    with pytest.raises(RunError, match="link_load_extra"):
        store.write_block(tmp_path / "run", "draws", 0, values)


def test_another_contract_is_refused(tmp_path: Path) -> None:
    store.create(tmp_path / "run", small_contract(draws=64))
    store.create(tmp_path / "run", small_contract(draws=64))
    with pytest.raises(RunError, match="other variables, labels or draws"):
        store.create(tmp_path / "run", small_contract(draws=128))


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    store.create(tmp_path / "run", small_contract(draws=64))
    meta = tmp_path / "run" / store.STORE / "zarr.json"
    text = json.loads(meta.read_text())
    text["attributes"]["contract"]["version"] = 99
    meta.write_text(json.dumps(text))
    with pytest.raises(RunError, match="later version"):
        store.read_contract(tmp_path / "run")


def test_one_lock_per_run_names_the_run(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from balanssim.results import files\n"
        "with files.lock(Path(sys.argv[1])): pass"
    )
    run = tmp_path / "vergelijking" / "8f3a"

    def other(folder: Path) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False)

    with files.lock(run):
        refused = other(run)
        assert refused.returncode == 1
        assert "Run vergelijking/8f3a is being computed by another process" in refused.stderr
        assert other(run.with_name("other")).returncode == 0
    assert other(run).returncode == 0


def test_a_full_disk_gives_clear_words_and_no_receipt(tmp_path: Path) -> None:
    """A real refusal by the system: the process may write files of at most 2 kB."""
    pytest.importorskip("resource", reason="needs limits of POSIX")
    contract = small_contract(draws=64)
    store.create(tmp_path / "run", contract)
    code = (
        "import resource, signal, sys; from pathlib import Path; from balanssim.errors import RunError;"
        "from tests.results.support import small_contract, write\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write(Path(sys.argv[1]), small_contract(draws=64), [('draws', 0)])\n"
        "except RunError as error: print(error.code, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "run")],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout.startswith("results.disk_full")
    assert "make room and start the same command again" in done.stdout
    assert store.finished_blocks(tmp_path / "run") == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "not_writable"),
        (errno.EACCES, "not_writable"),
        (errno.EIO, "write_failed"),
    ],
)
def test_every_refusal_of_the_disk_is_a_run_error(tmp_path, monkeypatch, number, code) -> None:
    contract = small_contract(draws=64)
    store.create(tmp_path / "run", contract)

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr("balanssim.results.files.os.fsync", refuse)
        with pytest.raises(RunError) as raised:
            write(tmp_path / "run", contract, [("draws", 0)])
    assert raised.value.code == f"results.{code}"
    assert store.finished_blocks(tmp_path / "run") == []
    assert not list((tmp_path / "run").rglob("*.partial"))


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_folder_gives_clear_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(RunError, match="cannot be written to"):
            store.create(tmp_path / "run", small_contract())
    finally:
        tmp_path.chmod(0o755)


def test_a_file_where_a_folder_should_be_gives_clear_words(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    with pytest.raises(RunError, match="lies a file, where a folder should be"):
        store.create(tmp_path / "run", small_contract())


# ---- edges --------------------------------------------------------------------------------------------------------


def test_no_draws_and_no_projects_can_be_stored(tmp_path: Path) -> None:
    from balanssim.results import contract as contracts
    from tests.results.support import COORDS

    contract = contracts.make("standard", 0, {**COORDS, "project": []})
    run = made(tmp_path / "run", contract)
    assert store.missing_blocks(run) == []
    assert mend.verify(run) == []
    assert store.open_run(run).sizes["draw"] == 0
    assert store.open_central(run).homes.shape == (1, 3, 2)
    assert store.open_central(run).infrastructure_open.shape == (1, 3, 0)
