"""A sweep in the hands of other tools: what they read is what the store holds, world by world."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balanssim import cli
from balanssim.results import store
from balanssim.sweep import export, load
from balanssim.sweep import run as sweeps
from balanssim.sweep.swept import Swept
from tests.sweep.support import study
from tests.sweep.test_run import PACE, SMALL

OUTCOMES = ["homes@T1@2030", "population@T1", "opening_year@P1_BRIDGE"]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    folder = tmp_path_factory.mktemp("export")
    asked = study(folder, **{**SMALL, "design": {"method": "lhs", "size": 10}, "outcomes": OUTCOMES})
    return sweeps.run(load.load(asked), out=folder / "results", workers=1)


def runs(swept: Swept) -> list[Any]:
    """The store of each policy, in order."""
    content = json.loads((swept.path / sweeps.RECORD).read_bytes())
    return [store.open_run(swept.path / sweeps.RUNS / "tiny" / one["run"]) for one in content["policies"]]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_the_long_table_holds_every_value_of_the_outcomes(swept: Swept, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra dev")
    table, experiments = export.export(swept.path, "long", tmp_path)
    found = parquet.read_table(table).to_pydict()
    assert len(found["value"]) == 2 * 10 * (1 + 7 + 1)
    slow, fast = runs(swept)
    for policy, data in ((f"tiny; {PACE}=20", slow), (f"tiny; {PACE}=350", fast)):
        at = [i for i, name in enumerate(found["policy"]) if name == policy and found["variable"][i] == "population"]
        wanted = data.population.sel(area="T1").values.ravel()
        np.testing.assert_array_equal(np.float32([found["value"][i] for i in at]), wanted)
        assert [found["year"][i] for i in at[:7]] == list(range(2024, 2031))
        assert {found["place"][i] for i in at} == {"T1"}
    worlds = rows(experiments)
    assert [row["scenario"] for row in worlds] == [str(run) for run in range(1, 11)] * 2
    assert [row[PACE] for row in worlds] == ["20"] * 10 + ["350"] * 10
    assert len({row["housing.demand_growth"] for row in worlds[:10]}) == 10
    assert worlds[0]["housing.demand_growth"] == worlds[10]["housing.demand_growth"]


def test_without_pyarrow_the_long_table_is_csv(swept: Swept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = export.export(swept.path, "long", tmp_path)
    found = pytest.importorskip("pyarrow.parquet", reason="needs the extra dev").read_table(whole).to_pylist()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    table, _ = export.export(swept.path, "long", tmp_path)
    assert table.name == "long.csv"
    assert [{**row, "value": float(row["value"]), "scenario": int(row["scenario"]), "year": int(row["year"])}
            for row in rows(table)] == found  # fmt: skip


def test_the_iamc_table_has_years_side_by_side(swept: Swept, tmp_path: Path) -> None:
    table, _ = export.export(swept.path, "iamc", tmp_path)
    found = rows(table)
    assert list(found[0]) == ["model", "scenario", "region", "variable", "unit", *(str(y) for y in range(2024, 2031))]
    assert len(found) == 2 * 2 * 10  # an opening year has no years
    (row,) = (row for row in found if row["scenario"] == f"tiny; {PACE}=350 #3" and row["variable"] == "homes")
    assert row["2024"] == ""
    assert np.float32(row["2030"]) == runs(swept)[1].homes.sel(area="T1", year=2030, draw=3).values


@pytest.mark.filterwarnings("ignore")  # of the workbench and what it loads
def test_the_ema_workbench_reads_experiments_and_outcomes(swept: Swept, tmp_path: Path) -> None:
    workbench = pytest.importorskip("ema_workbench", reason="needs the extra dev")
    (archive,) = export.export(swept.path, "ema", tmp_path)
    experiments, outcomes = workbench.load_results(str(archive))
    assert list(outcomes) == OUTCOMES
    assert experiments.shape[0] == 20
    assert {"scenario", "policy", "model", PACE, "people.occupancy_new"} <= set(experiments.columns)
    slow, fast = runs(swept)
    wanted = np.concatenate([data.population.sel(area="T1").values for data in (slow, fast)])
    np.testing.assert_array_equal(outcomes["population@T1"].astype(np.float32), wanted)
    np.testing.assert_array_equal(outcomes["homes@T1@2030"].shape, (20,))
    from ema_workbench.analysis import feature_scoring

    scores = feature_scoring.get_feature_scores_all(experiments.drop(columns=["scenario", "model"]), {
        "homes": outcomes["homes@T1@2030"]})  # fmt: skip
    assert scores["homes"].idxmax() in (PACE, "policy")


def test_an_unfinished_sweep_and_one_without_years_are_refused(
    swept: Swept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = study(tmp_path, **{**SMALL, "outcomes": OUTCOMES[2:], "design": {"method": "lhs", "size": 4}})
    command = ["sweep", "export", str(asked), "--out", str(tmp_path / "results"), "--to", str(tmp_path / "tables")]
    assert cli.main([*command, "--format", "long", "--lang", "en"]) == 1
    assert "There is no sweep" in capsys.readouterr().err
    made = sweeps.run(load.load(asked), out=tmp_path / "results", workers=1)
    assert cli.main([*command, "--format", "iamc", "--lang", "en"]) == 1
    assert "no outcome by year" in capsys.readouterr().err
    assert cli.main(["sweep", "export", str(made.path), "--to", str(tmp_path / "t"), "--format", "ema", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [(tmp_path / "t" / "ema.tar.gz").as_posix()]
    next((made.path / sweeps.RUNS).glob("*/*/blocks/000001.json")).unlink()
    assert cli.main([*command, "--format", "long", "--lang", "en"]) == 1
    assert "is not finished" in capsys.readouterr().err
