"""Runs on disk: workers, order, what was lost and failure never change what a run holds.

Runs and workers that are killed, and a second command beside them: ``tests/faults``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from balanssim import engine, execute, kernel
from balanssim.catalogue import VARIABLES
from balanssim.errors import RunError
from balanssim.execute import RunHandle
from balanssim.prepare import labels
from balanssim.procedures import walk
from balanssim.report import together
from balanssim.results import mend, record, runs, store
from balanssim.scenario import Resolved
from tests.middle import STANDARD, TINY, tiny, tiny_folder, tiny_resolved
from tests.results.support import content

DRAWS = "sampling.draws=130"  # the central run and three blocks, the last one of two draws


def run(out: Path, **options: object) -> RunHandle:
    return execute.run(tiny_resolved(DRAWS), out=out, **{"workers": 1, "profile": "summary", **options})  # type: ignore[arg-type]


def kept(handle: RunHandle) -> dict[str, bytes]:
    """All bytes that must be identical: the store, the record, and receipts without their timing."""
    made = {f"store/{name}": data for name, data in content(handle.path / store.STORE).items()}
    made["run.json"] = (handle.path / record.RECORD).read_bytes()
    for path in sorted((handle.path / store.BLOCKS).glob("*.json")):
        receipt = json.loads(path.read_bytes())
        receipt.pop("timing")
        made[path.name] = json.dumps(receipt, sort_keys=True).encode()
    return made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunHandle:
    """The run, computed in one process in order."""
    return run(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def first(whole: RunHandle, tmp_path: Path) -> RunHandle:
    """The run once more, in the results folder of a test."""
    shutil.copytree(whole.path.parents[1], tmp_path, dirs_exist_ok=True)
    return replace(whole, path=tmp_path / whole.path.relative_to(whole.path.parents[1]))


def test_a_run_holds_every_block_and_what_the_engine_made(whole: RunHandle) -> None:
    assert (whole.failed, whole.computed) == ((), 4)
    assert store.missing_blocks(whole.path) == []
    assert mend.verify(whole.path) == []
    assert whole.path.parent.name == "tiny"
    assert set(whole.step_seconds) == {"procedures", "housing", "people", "jobs", "commuting", "indicators"}
    case = tiny(DRAWS)
    data = store.open_run(whole.path)
    made = engine.run_block(case.inputs, case.block([129, 130], 64), [VARIABLES["homes"]])
    np.testing.assert_array_equal(data.homes.sel(draw=[129, 130]).values, made.outputs["homes"][:2])
    central = engine.run_block(case.inputs, case.block([0], 1), STANDARD)
    np.testing.assert_array_equal(store.open_central(whole.path).jobs_all.values, central.outputs["jobs_all"])


@pytest.mark.parametrize("workers", [2, pytest.param(4, marks=pytest.mark.long)])
def test_many_workers_equal_one(whole: RunHandle, tmp_path: Path, workers: int) -> None:
    heard: list[tuple[int, int, str]] = []
    several = run(tmp_path, workers=workers, progress=lambda *said: heard.append(said))
    assert (several.run_id, kept(several)) == (whole.run_id, kept(whole))
    assert [done for done, _, _ in heard] == [1, 2, 3, 4]
    assert {(total, name) for _, total, name in heard} == {(4, "tiny")}


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (2, 0, 3, 1)])
def test_any_order_of_blocks_is_the_same_run(
    whole: RunHandle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...]
) -> None:
    missing = store.missing_blocks
    monkeypatch.setattr(store, "missing_blocks", lambda folder: [missing(folder)[number] for number in order])
    turned = run(tmp_path)
    monkeypatch.undo()
    assert turned.computed == 4
    assert kept(turned) == kept(whole)


def test_two_scenarios_in_one_call_are_each_the_run_they_are_alone(whole: RunHandle, tmp_path: Path) -> None:
    other = tiny_resolved(DRAWS, "levers.housing.pace_cap.T1=100", text=TINY.replace("id: tiny", "id: other"))
    both = execute.run_many([other, tiny_resolved(DRAWS)], out=tmp_path, workers=1, profile="summary")
    assert [handle.path.parent.name for handle in both] == ["other", "tiny"]
    assert kept(both[1]) == kept(whole)
    assert both[0].run_id != both[1].run_id


def test_a_finished_run_is_found_again(first: RunHandle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.stat().st_mtime_ns for path in sorted(first.path.rglob("*")) if path.suffix == ".json"}
    monkeypatch.setattr(engine, "run_block", lambda *_, **__: pytest.fail("computed again"))
    second = run(tmp_path)
    assert (second.run_id, second.computed, second.failed) == (first.run_id, 0, ())
    assert {path: path.stat().st_mtime_ns for path in sorted(first.path.rglob("*")) if path.suffix == ".json"} == before


def test_fresh_computes_everything_again_and_finds_the_same(whole: RunHandle, first: RunHandle, tmp_path: Path) -> None:
    homes = next((first.path / store.STORE / "draws" / "homes" / "c").rglob("0/0/0"))
    homes.write_bytes(b"damaged")
    again = run(tmp_path, fresh=True)
    assert (again.run_id, again.computed) == (first.run_id, 4)
    assert kept(again) == kept(whole)


@pytest.mark.parametrize("lost", [("000000",), ("000001", "000003"), ("000000", "000001", "000002", "000003")])
def test_blocks_without_a_receipt_are_computed_and_no_others(
    whole: RunHandle, first: RunHandle, tmp_path: Path, lost: tuple[str, ...]
) -> None:
    for name in lost:
        (first.path / store.BLOCKS / f"{name}.json").unlink()
    resumed = run(tmp_path)
    assert resumed.computed == len(lost)
    assert kept(resumed) == kept(whole)


def test_a_run_goes_on_with_the_kernel_it_was_begun_with(
    first: RunHandle, whole: RunHandle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = record.kernel(first.path)
    other = {"numba": "numpy", "numpy": "numba"}[begun]
    monkeypatch.setenv(kernel.VARIABLE, other)
    assert run(tmp_path).computed == 0  # a finished run is found whatever kernel is asked for
    lost = first.path / store.BLOCKS / "000001.json"
    lost.unlink()
    with pytest.raises(RunError, match=f"begun with {begun}"):
        run(tmp_path)
    monkeypatch.delenv(kernel.VARIABLE)
    assert kept(run(tmp_path)) == kept(whole)
    monkeypatch.setenv(kernel.VARIABLE, other)
    again = run(tmp_path, fresh=True)
    assert (again.run_id, record.kernel(again.path)) == (first.run_id, other)


def test_a_kernel_that_is_not_there_is_said(first: RunHandle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = record.kernel(first.path)
    assert begun == "numba"
    monkeypatch.setattr(kernel, "_there", lambda: False)
    assert kernel.chosen() == "numpy"
    assert run(tmp_path).computed == 0
    (first.path / store.BLOCKS / "000001.json").unlink()
    with pytest.raises(RunError, match="not installed here"):
        run(tmp_path)
    monkeypatch.setenv(kernel.VARIABLE, "numba")
    with pytest.raises(RunError, match=r"balanssim\[fast\]"):
        run(tmp_path)
    monkeypatch.setenv(kernel.VARIABLE, "fortran")
    with pytest.raises(RunError, match="'fortran'"):
        run(tmp_path)


def around(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}


UNGUARDED = """
import sys
from pathlib import Path
import balanssim as bs
here = Path(sys.argv[1])
print(bs.simulate(here / "tiny.yaml", out=here / "out", workers=2, profile="summary").sizes["draw"])
"""


# a script on standard input has no file that a second process could import: rarer, and as dear as the other
@pytest.mark.parametrize(
    "stdin", [pytest.param(False, id="a file"), pytest.param(True, id="standard input", marks=pytest.mark.long)]
)
def test_a_plain_script_may_use_two_processes(whole: RunHandle, tmp_path: Path, root: Path, stdin: bool) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    shutil.copytree(tiny_folder() / "region", tmp_path / "region")
    (tmp_path / "script.py").write_text(UNGUARDED)
    command = [sys.executable, "-" if stdin else str(tmp_path / "script.py"), str(tmp_path)]
    given = UNGUARDED if stdin else ""
    done = subprocess.run(command, cwd=root, env=around(root), input=given, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("130", "")
    (made,) = (tmp_path / "out" / "tiny").iterdir()
    assert store.missing_blocks(made) == []
    np.testing.assert_array_equal(store.open_run(made).homes.values, store.open_run(whole.path).homes.values)


def test_a_block_that_fails_leaves_a_receipt_and_the_others_are_there(
    whole: RunHandle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_block = engine.run_block

    def refuse(inputs, worlds, *args, **named):
        if 65 in worlds.labels:
            raise FloatingPointError("2026: homes are negative or missing")
        return run_block(inputs, worlds, *args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(engine, "run_block", refuse)
        failed = run(tmp_path)
    assert [(group, block) for group, block, _ in failed.failed] == [("draws", 1)]
    assert "homes are negative" in failed.failed[0][2]
    assert store.failed_blocks(failed.path) == [("draws", 1)]
    assert store.finished_blocks(failed.path) == [("central", 0), ("draws", 0), ("draws", 2)]
    mended = run(tmp_path)
    assert (mended.failed, mended.computed) == ((), 1)
    assert kept(mended) == kept(whole)


def test_a_number_that_is_not_finite_is_a_failure_that_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_block = engine.run_block

    def spoil(inputs, worlds, *args, **named):
        result = run_block(inputs, worlds, *args, **named)
        if 3 in worlds.labels:
            result.outputs["population"][2, 4, 1] = np.nan
        return result

    monkeypatch.setattr(engine, "run_block", spoil)
    failed = run(tmp_path)
    assert [(group, block) for group, block, _ in failed.failed] == [("draws", 0)]
    assert "population" in failed.failed[0][2]
    assert "2028" in failed.failed[0][2]


def test_the_same_run_twice_in_one_call_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    twice: list[Resolved] = [tiny_resolved(DRAWS), tiny_resolved(DRAWS)]
    with pytest.raises(RunError) as caught:
        execute.run_many(twice, out=tmp_path, workers=1)
    assert caught.value.code == "results.locked"


def test_more_draws_are_another_run_that_begins_with_the_same_worlds(whole: RunHandle, tmp_path: Path) -> None:
    other = execute.run(tiny_resolved("sampling.draws=131"), out=tmp_path / "more", workers=1, profile="summary")
    assert other.run_id != whole.run_id
    first = store.open_run(whole.path).homes.values
    np.testing.assert_array_equal(store.open_run(other.path).homes.values[:130], first)


def test_labels_have_words_in_both_languages_and_links_their_names(tmp_path: Path) -> None:
    handle = execute.run(tiny_resolved("sampling.draws=1"), out=tmp_path, workers=1)
    data = store.open_run(handle.path)
    assert data.map_year.values.tolist() == [2026]
    assert data.segment_name_nl.values.tolist() == ["sociale huur", "middensegment", "hoog segment"]
    assert data.location_name_en.values.tolist() == ["business park", "office", "mixed area"]
    names = [data.link_load_extra.sel(link="P2_METRO_M1_S_N_S_3")[f"link_name_{lang}"].item() for lang in ("nl", "en")]
    assert names == ["Metro naar Nieuw", "Metro to Nieuw"]
    assert data.link_load_extra.sel(link="R_J_C_J_3").link_name_nl.item() == "J_C-J_3"
    for dim in (name for name in data.dims if data[name].dtype.kind not in "iuf"):
        for lang in ("nl", "en"):
            assert f"{dim}_name_{lang}" in data.coords, dim
            assert all(data[f"{dim}_name_{lang}"].values), dim


def test_a_label_that_only_a_region_knows_is_its_own_word() -> None:
    assert labels._words("segment", ("mid", "woonboot"), "nl") == ["middensegment", "woonboot"]


def test_a_horizon_without_map_years_is_stored_too(tmp_path: Path) -> None:
    changes = ("horizon.end=2025", "levers.work.space_by=2025", "levers.work.programmes.campus=never")
    resolved = tiny_resolved("sampling.draws=2", *changes, "levers.grid.reinforcement_year=2025")
    handle = execute.run(resolved, out=tmp_path, workers=1)
    assert handle.failed == ()
    assert mend.verify(handle.path) == []
    data = store.open_run(handle.path)
    assert (data.sizes["map_year"], data.link_crowding.shape[1]) == (0, 0)
    assert np.isfinite(data.homes.values).all()


def test_the_full_profile_keeps_the_matrix_of_its_years(tmp_path: Path) -> None:
    handle = execute.run(tiny_resolved("sampling.draws=2"), out=tmp_path, workers=1, profile="full")
    case = tiny("sampling.draws=2")
    flow = store.open_run(handle.path).flow
    assert flow.attrs["stored_years"] == [2024]
    np.testing.assert_allclose(
        flow.sel(year=2024).sum("mode").values[1], case.region.commuting.jobs, rtol=1e-6, atol=1e-3
    )
    assert np.isnan(flow.sel(year=2025).values).all()


def test_walks_are_kept_for_every_scenario_that_walks_the_same(
    whole: RunHandle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated: list[object] = []
    walked = walk.run

    def count(case: walk.Walk) -> walk.Walked:
        simulated.append(case)
        return walked(case)

    monkeypatch.setattr(walk, "run", count)
    assert kept(run(tmp_path)) == kept(whole)
    assert len(simulated) == 4
    other = tiny_resolved(DRAWS, "levers.demand.employment_factor=1.1")
    execute.run(other, out=tmp_path, workers=1, profile="summary")
    assert len(simulated) == 4
    assert len(list((tmp_path / execute.WALKS).iterdir())) == 4
    assert [info.study for info in runs.list_runs(tmp_path)] == ["tiny", "tiny"]
    assert kept(run(tmp_path, fresh=True)) == kept(whole)
    assert len(simulated) == 8  # fresh: nothing is taken over, and what is kept is written again
    assert len(list((tmp_path / execute.WALKS).iterdir())) == 4


def test_worlds_without_an_equilibrium_are_counted_listed_and_said(tmp_path: Path) -> None:
    """One step is too few to find it: every receipt names worlds and years, and the terminal says how many."""
    text = ["numerics.congestion=equilibrium", "numerics.gap_iterations=1", "numerics.gap_tolerance=1e-9"]
    resolved = tiny_resolved("sampling.draws=3", *text)
    handle = execute.run(resolved, out=tmp_path, workers=1)
    receipts = store.receipts(handle.path)
    listed = receipts["draws", 0]["unsettled"]
    assert set(listed) == {"1", "2", "3"}
    assert all(years and min(years) > 2024 for years in listed.values())
    dataset = store.open_run(handle.path)
    notes = together.unsettled(["tiny"], [resolved], [dataset])
    assert notes == [("compare.note.gap", {"n": 3, "draws": 3, "scenario": "tiny"})]
    usual = tiny_resolved("sampling.draws=3", text[0])
    settled = execute.run(usual, out=tmp_path, workers=1)
    assert all("unsettled" not in receipt for receipt in store.receipts(settled.path).values())
    assert together.unsettled(["tiny"], [usual], [store.open_run(settled.path)]) == []
