"""Sweeps on disk: the worlds of ordinary runs, the same bytes whatever happens on the way, failures told."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import balanssim as bs
from balanssim import cli, engine, execute, prepare, workers
from balanssim.region.read import load_region
from balanssim.results import store
from balanssim.sweep import design, load, status, tables
from balanssim.sweep import run as sweeps
from balanssim.sweep.swept import Swept
from tests.middle import tiny_resolved
from tests.results.support import content
from tests.sweep.support import study

PACE = "levers.housing.pace_cap.T1"
#: Two factors and luck, two policies of 80 worlds: two blocks and a central run each.
SMALL: dict[str, Any] = {
    "vary": ["housing.demand_growth", "people.occupancy_new"],
    "levers": {PACE: [20, 350]},
    "design": {"method": "sobol", "size": 16},
}


def kept(swept: Swept) -> dict[str, bytes]:
    """All bytes that must be identical: records, design, stores, and receipts without their timing."""
    made = {name: (swept.path / name).read_bytes() for name in (sweeps.RECORD, sweeps.DESIGN)}
    for run in sorted((swept.path / sweeps.RUNS).glob("[!.]*/*")):
        made |= {f"{run.name}/{name}": data for name, data in content(run / store.STORE).items()}
        made[f"{run.name}/run.json"] = (run / "run.json").read_bytes()
        for path in sorted((run / store.BLOCKS).glob("*.json")):
            receipt = json.loads(path.read_bytes())
            receipt.pop("timing")
            made[f"{run.name}/{path.name}"] = json.dumps(receipt, sort_keys=True).encode()
    return made


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study(tmp_path_factory.mktemp("study"), **SMALL)


@pytest.fixture(scope="module")
def whole(asked: Path, tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """Computed in one process in order."""
    return sweeps.run(load.load(asked), out=tmp_path_factory.mktemp("whole"), workers=1)


def test_a_sweep_holds_every_policy_in_every_world(whole: Swept) -> None:
    assert (whole.policies, whole.runs, whole.computed, whole.failed, whole.failures) == (2, 160, 160, 0, ())
    record = json.loads((whole.path / sweeps.RECORD).read_bytes())
    assert record["design"]["factors"] == ["housing.demand_growth", "people.occupancy_new", design.LUCK]
    assert [policy["levers"] for policy in record["policies"]] == [{PACE: 20}, {PACE: 350}]
    low, high = (
        store.open_run(whole.path / sweeps.RUNS / "tiny" / policy["run"]).homes.sel(area="T1", year=2030)
        for policy in record["policies"]
    )
    assert low.sizes["draw"] == 80
    assert float((high - low).min()) >= 0  # world by world
    assert float((high - low).max()) > 0


# each time: two workers in ``tests/faults/test_sweep.py``
@pytest.mark.long
@pytest.mark.parametrize("workers", [2, 4])
def test_many_workers_equal_one(whole: Swept, asked: Path, tmp_path: Path, workers: int) -> None:
    assert kept(sweeps.run(load.load(asked), out=tmp_path, workers=workers)) == kept(whole)


def test_any_order_of_blocks_is_the_same_sweep(
    whole: Swept, asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = store.missing_blocks
    monkeypatch.setattr(store, "missing_blocks", lambda folder: missing(folder)[::-1])
    assert kept(sweeps.run(load.load(asked), out=tmp_path, workers=1)) == kept(whole)


def test_a_sweep_that_was_stopped_goes_on_where_it_was_and_ends_the_same(
    whole: Swept, asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, write = [], store.write_block

    def stop(*given: Any, **named: Any) -> None:
        if len(written) == 4:
            raise KeyboardInterrupt
        written.append(write(*given, **named))

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_block", stop)
        with pytest.raises(KeyboardInterrupt):
            sweeps.run(load.load(asked), out=tmp_path, workers=1)
    (before,) = status.status(tmp_path)
    assert (before.finished, before.failed, before.blocks) == (4, 0, 6)
    computed = []
    run_block = engine.run_block
    monkeypatch.setattr(engine, "run_block", lambda *g, **n: computed.append(1) or run_block(*g, **n))
    resumed = sweeps.run(load.load(asked), out=tmp_path, workers=1)
    assert len(computed) == 2
    assert resumed.computed == 64 + 16
    assert kept(resumed) == kept(whole)
    assert sweeps.run(load.load(asked), out=tmp_path).computed == 0
    (after,) = status.status(tmp_path)
    assert after.finished == after.blocks == 6


def test_a_block_that_fails_is_told_and_tried_again_and_the_rest_completes(
    whole: Swept, asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_block = engine.run_block

    def failing(inputs: Any, worlds: Any, *given: Any, **named: Any) -> Any:
        if 70 in worlds.labels and inputs.housing.pace_cap[0] == 20:
            raise ValueError("no such luck")
        return run_block(inputs, worlds, *given, **named)

    command = ["sweep", str(asked), "--out", str(tmp_path), "--workers", "1", "--json"]
    monkeypatch.setattr(engine, "run_block", failing)
    assert cli.main(command) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["computed"], told["failed"], told["exit_code"]) == (160, 160, 16, 1)
    (failure,) = told["failures"]
    assert (failure["first_draw"], failure["last_draw"]) == (65, 80)
    assert "no such luck" in failure["reason"]
    record = json.loads((Path(told["store"]) / sweeps.RECORD).read_bytes())
    assert failure["run"] == record["policies"][0]["run"]
    world, rows = failure["world"], (Path(told["store"]) / sweeps.DESIGN).read_text().splitlines()
    assert (world["draw"], world["luck"]) == (70, int(rows[70].split(",")[4]))
    data = tables.worlds_of(
        tables.plan(load.load(asked), load_region(asked.parent / "region")),
        prepare.distributions(load.load(asked).policies[0].resolved, load_region(asked.parent / "region")),
    )
    assert world["values"] == {name: float(column[70]) for name, column in data.values.items()}
    monkeypatch.undo()
    assert cli.main(["sweep", "retry", *command[1:]]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["computed"], told["failed"], told["exit_code"]) == (16, 0, 0)
    assert {"seconds", "runs_per_second", "peak_memory_mb", "store"} <= told.keys()
    assert kept(sweeps.run(load.load(asked), out=tmp_path)) == kept(whole)


def test_fresh_computes_all_of_it_again(whole: Swept, asked: Path) -> None:
    again = sweeps.run(load.load(asked), out=whole.path.parents[2], workers=1, fresh=True)
    assert (again.sweep, again.computed) == (whole.sweep, 160)


def test_worlds_of_an_ordinary_run_are_those_of_a_factorial_and_of_the_first_sample(tmp_path: Path) -> None:
    """All that is uncertain varies, luck included: then row A of base point j is world j, to the bit."""
    ordinary = execute.run(tiny_resolved("sampling.draws=70"), out=tmp_path / "ordinary", workers=1, profile="summary")
    wanted = store.open_run(ordinary.path).load()
    plain = sweeps.run(load.load(study(tmp_path, design={"method": "factorial", "size": 70})), out=tmp_path, workers=1)
    (run,) = (plain.path / sweeps.RUNS / "tiny").iterdir()
    found = store.open_run(run).load()
    for name in wanted.data_vars:
        np.testing.assert_array_equal(found[name].values, wanted[name].values, err_msg=str(name))
    sobol = sweeps.run(load.load(study(tmp_path, design={"method": "sobol", "size": 2})), out=tmp_path, workers=1)
    (run,) = (sobol.path / sweeps.RUNS / "tiny").iterdir()
    rows = [line.split(",") for line in (sobol.path / sweeps.DESIGN).read_text().splitlines()[1:]]
    first = [int(row[0]) for row in rows if row[2] == "first"]
    found = store.open_run(run).sel(draw=first).load()
    for name in wanted.data_vars:
        np.testing.assert_array_equal(found[name].values, wanted[name].values[:2], err_msg=str(name))


def test_what_a_worker_holds_does_not_grow_with_the_number_of_worlds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []

    def measure(tasks: Any, tables: Any, todo: Any, _: Any) -> Iterator[Any]:
        assert len(tables[0].row) > 64 * (len(todo) - 2)
        sizes.append(
            (len(pickle.dumps(tasks)), len(pickle.dumps(workers.world_block(tasks[0], tables[0], ("draws", 0)))))
        )
        yield from ()

    monkeypatch.setattr(execute, "compute", measure)
    for size in (128, 8192):
        path = study(tmp_path, design={"method": "lhs", "size": size})
        sweeps.run(load.load(path), out=tmp_path, workers=2)
    (task, block), (other_task, other_block) = sizes
    assert abs(task - other_task) < 100  # the number of draws has more digits, and so have names of folders
    assert block == other_block


def test_status_and_retry_without_a_sweep_say_what_to_do(
    asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sweep", "status", "--out", str(tmp_path), "--lang", "en"]) == 0
    assert "balanssim sweep STUDY" in capsys.readouterr().out
    assert cli.main(["sweep", "retry", str(asked), "--out", str(tmp_path), "--lang", "en"]) == 1
    assert "There is no sweep" in capsys.readouterr().err
    assert cli.main(["sweep", "check", str(asked), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"] == 160


def test_options_may_stand_before_the_study(asked: Path, whole: Swept, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(whole.path.parents[2])
    assert cli.main(["sweep", "--lang", "en", "--out", out, "--workers", "1", str(asked), "--quiet"]) == 0
    assert "160 runs, 0 of them now" in capsys.readouterr().out


def test_indices_of_a_sweep_tell_the_factors_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How many people live in a place that builds follows from how many live in a new home, not from demand."""
    changes = {**SMALL, "levers": None, "luck": "fixed", "outcomes": ["population@T1", "opening_year@P1_BRIDGE"]}
    path = study(tmp_path, **{**changes, "design": {"method": "sobol", "size": 64}})
    command = [str(path), "--out", str(tmp_path)]
    assert cli.main(["sweep", "indices", *command, "--lang", "en"]) == 1
    assert "There is no sweep" in capsys.readouterr().err
    assert cli.main(["sweep", *command, "--workers", "1", "--quiet"]) == 0
    capsys.readouterr()
    assert cli.main(["sweep", "indices", *command, "--json"]) == 0
    residents, opening = json.loads(capsys.readouterr().out)["answers"]
    assert (residents["year"], residents["used"], opening["constant"]) == (2030, 64, True)
    by_name = {one["factor"]: one for one in residents["indices"]}
    assert by_name["people.occupancy_new"]["total"]["estimate"] > 0.9
    assert cli.main(["sweep", "indices", *command, "--lang", "en"]) == 0
    assert "Residents per new home" in capsys.readouterr().out
    path = study(tmp_path, **{**changes, "design": {"method": "sobol", "size": 64, "second_order": True}})
    assert cli.main(["sweep", *command, "--workers", "1", "--quiet"]) == 0
    capsys.readouterr()
    assert cli.main(["sweep", "indices", *command, "--json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)["answers"][0]["pairs"]
    assert pair["factors"] == ["housing.demand_growth", "people.occupancy_new"]
    assert abs(pair["second"]["estimate"]) < 0.1
    assert cli.main(["sweep", "indices", *command, "--runs", "128"]) == 1  # another design, not computed


def test_a_year_that_no_run_has_is_refused(asked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for lang, words in (("en", "year 2099 is outside the horizon"), ("nl", "jaar 2099 ligt buiten de horizon")):
        for analysis in ("indices", "discover", "regret", "convergence"):
            assert cli.main(["sweep", analysis, str(asked), "--year", "2099", "--lang", lang]) == 2
            told = capsys.readouterr()
            assert (told.out, words in told.err, "Traceback" in told.err) == ("", True, False), told.err


def test_more_than_the_disk_holds_is_refused_before_it_begins(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["sweep", str(asked), "--out", str(tmp_path), "--workers", "1", "--quiet"]
    computed: list[int] = []
    monkeypatch.setattr(engine, "run_block", lambda *_, **__: computed.append(1))
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100_000))
    for lang in ("en", "nl"):
        assert cli.main([*command, "--lang", lang]) == 1
        told = capsys.readouterr()
        assert ("--runs" in told.err, told.out, computed) == (True, "", [])
    monkeypatch.undo()
    assert cli.main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["computed"] == 160


def test_a_block_without_memory_is_told_and_the_rest_completes(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_block = engine.run_block

    def greedy(inputs: Any, worlds: Any, *given: Any, **named: Any) -> Any:
        if worlds.labels[0] == 1 and worlds.labels[-1] == 64:  # the block as a whole, no world by itself
            raise MemoryError("Unable to allocate 9 GiB")
        return run_block(inputs, worlds, *given, **named)

    monkeypatch.setattr(engine, "run_block", greedy)
    assert cli.main(["sweep", str(asked), "--out", str(tmp_path), "--workers", "1", "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert "futures 1-64: Unable to allocate 9 GiB" in told.err
    assert "160 runs, 160 of them now" in told.out


def test_the_public_function_computes_and_finds_a_study(whole: Swept, asked: Path) -> None:
    found = bs.sweep(asked, out=whole.path.parents[2], workers=1)
    assert (found.path, found.computed, found.runs) == (whole.path, 0, 160)
    with pytest.raises(bs.InputError):
        bs.sweep(asked, runs=3)
