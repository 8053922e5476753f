"""What leaves the store is what lies in it, with its labels and units."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xarray as xr

from balanssim.errors import RunError
from balanssim.results import export, record, runs, store
from balanssim.results.record import Question
from tests.results.support import arrays, small_contract, write

QUESTION = Question(
    scenario=json.dumps({"id": "x", "title": {"nl": "Proef", "en": "Trial"}}),
    region="ab" * 32,
    sampling={"draws": 70, "seed": 3},
    numerics={},
    profile="full",
    flow_years=(2024, 2026),
    source="cd" * 32,
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = record.run_dir(tmp_path_factory.mktemp("results"), "proef", QUESTION.run_id())
    record.write(folder, record.record(QUESTION, study="proef", scenario_files=[]))
    contract = small_contract("full", 70, (2024, 2026))
    store.create(folder, contract)
    write(folder, contract, contract.all_blocks())
    return folder


def stored(variable: str) -> np.ndarray:
    contract = small_contract("full", 70, (2024, 2026))
    return np.concatenate([arrays(contract, *block)[variable].astype("f4") for block in contract.all_blocks()])


def table(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))
    book = openpyxl.load_workbook(path, read_only=True)
    header, *body = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return [dict(zip(header, row, strict=True)) for row in body]


@pytest.mark.parametrize("variable", ["homes", "homes_completed", "homes_by_segment", "opening_year", "flow"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_tables_hold_every_stored_value_exactly(run: Path, tmp_path: Path, variable: str, format: str) -> None:
    out = export.export(run, variable, out=tmp_path / f"t.{format}", format=format)  # type: ignore[arg-type]
    rows = table(out)
    values = np.array([float(row["value"]) for row in rows], dtype="f4").reshape(stored(variable).shape)
    np.testing.assert_array_equal(values, stored(variable))
    draws = np.array([int(row["draw"]) for row in rows])
    assert sorted(set(draws)) == list(range(71))
    assert {int(row["central"]) for row, draw in zip(rows, draws, strict=True) if draw == 0} == {1}
    assert {int(row["central"]) for row, draw in zip(rows, draws, strict=True) if draw > 0} == {0}
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("variable", ["homes", "flow", "opening_year"])
def test_netcdf_holds_every_stored_value_with_units(run: Path, tmp_path: Path, variable: str) -> None:
    out = export.export(run, variable, out=tmp_path / "t.nc", format="netcdf", lang="en")
    with xr.open_dataset(out, engine="h5netcdf") as data:
        np.testing.assert_array_equal(data[variable].values, stored(variable))
        assert data[variable].attrs["units"] == export.read(run, variable).attrs["units"]
        assert data.draw.values.tolist() == list(range(71))
        assert data.central.values.tolist() == [1] + [0] * 70
        if variable == "homes":
            assert data.area.values.tolist() == ["GM0034", "GM0363"]
            assert data.area_name_nl.values.tolist() == ["Almere", "Amsterdam"]
            assert data.homes.attrs["long_name"] == "Homes"


def test_rows_carry_labels_units_and_words(run: Path, tmp_path: Path) -> None:
    dutch = table(export.export(run, "homes_by_segment", out=tmp_path / "nl.csv", lang="nl", year=2025))
    english = table(export.export(run, "homes_by_segment", out=tmp_path / "en.csv", lang="en", year=2025))
    assert list(dutch[0]) == [
        "variable", "label", "unit", "draw", "central", "year", "segment", "segment_name", "area", "area_name", "value",
    ]  # fmt: skip
    assert len(dutch) == 71 * 3 * 2
    assert (dutch[0]["label"], dutch[0]["segment_name"]) == ("Woningen per segment", "sociale huur")
    assert (english[0]["label"], english[0]["segment_name"]) == ("Homes by segment", "social rent")
    assert dutch[0]["area_name"] == "Almere"
    assert dutch[0]["unit"] == "homes"
    assert {row["year"] for row in dutch} == {"2025"}
    assert [row["value"] for row in dutch] == [row["value"] for row in english]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_gap_is_an_empty_cell(tmp_path: Path, format: str) -> None:
    folder = tmp_path / "proef" / QUESTION.run_id()
    contract = small_contract(draws=2)
    record.write(folder, record.record(QUESTION, study="proef", scenario_files=[]))
    store.create(folder, contract)
    for group, block in contract.all_blocks():
        values = arrays(contract, group, block)
        values["link_crowding"][:, :, 0] = np.nan
        store.write_block(folder, group, block, values)
    out = tmp_path / f"t.{format}"
    rows = table(export.export(folder, "link_crowding", out=out, format=format, year=2026))  # type: ignore[arg-type]
    assert [row["link"] for row in rows] == ["R_A_B", "T_IC_A_B"] * 3
    assert [row["value"] in ("", None) for row in rows] == [True, False] * 3
    assert {str(row["map_year"]) for row in rows} == {"2026"}
    with pytest.raises(RunError, match=r"not stored for 2031\. Stored: 2026"):
        export.export(folder, "link_crowding", out=out, year=2031)


def test_excel_says_what_it_is(run: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export.export(run, "homes", out=tmp_path / "t.xlsx", format="xlsx"))
    assert book.sheetnames == ["gegevens", "toelichting"]
    about = dict(book["toelichting"].iter_rows(values_only=True))
    assert about["run"] == QUESTION.run_id()
    assert about["long_name_nl"] == "Woningen"


@pytest.mark.parametrize("format", export.FORMATS)
def test_exporting_twice_gives_the_same_table(run: Path, tmp_path: Path, format: str) -> None:
    once = export.export(run, "homes", out=tmp_path / "t", format=format).read_bytes()  # type: ignore[arg-type]
    again = export.export(run, "homes", out=tmp_path / "t", format=format).read_bytes()  # type: ignore[arg-type]
    assert once == again


def test_refusals_are_clear_and_leave_nothing(run: Path, tmp_path: Path, monkeypatch) -> None:
    out = tmp_path / "t.csv"
    with pytest.raises(RunError, match="Nearest name: 'homes'"):
        export.export(run, "homse", out=out)
    with pytest.raises(RunError, match=r"not stored for 2025\. Stored: 2024, 2026"):
        export.export(run, "flow", out=out, year=2025)
    with pytest.raises(RunError, match="not stored for 2026"):
        export.export(run, "homes_completed", out=out, year=2026)
    with pytest.raises(RunError, match="has no years"):
        export.export(run, "opening_year", out=out, year=2026)
    with pytest.raises(RunError, match="Unknown format 'ods'"):
        export.export(run, "homes", out=out, format="ods")  # type: ignore[arg-type]
    monkeypatch.setattr(export, "EXCEL_ROWS", 400)
    with pytest.raises(RunError, match="gives 427 rows; Excel takes 400"):
        export.export(run, "homes", out=out, format="xlsx")
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_run_is_not_exported(run: Path, tmp_path: Path) -> None:
    store.create(tmp_path / "new", small_contract())
    with pytest.raises(RunError, match="not finished"):
        export.export(tmp_path / "new", "homes", out=tmp_path / "t.csv")


def test_runs_are_listed_and_shown(run: Path) -> None:
    results = run.parents[1]
    (results / "proef" / "broken").mkdir()
    (results / "proef" / "broken" / "run.json").write_text("{")
    listed = runs.list_runs(results)
    assert [(info.run, info.problem) for info in listed] == [("broken", "results.no_record"), (QUESTION.run_id(), "")]
    info = listed[1]
    assert (info.study, info.scenario, info.title_nl, info.draws, info.seed) == ("proef", "x", "Proef", 70, 3)
    assert (info.blocks, info.finished, info.failed) == (3, 3, 0)
    shown = runs.show_run(run)
    assert shown["seconds"] == 1.0
    assert shown["record"]["study"] == "proef"
    assert runs.list_runs(results / "nothing") == []
