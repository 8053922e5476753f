"""Page, terminal, JSON, Python and Excel export say the same of every scenario and outcome of a small region."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xarray as xr

import balanssim as bs
from balanssim import cli
from balanssim.compare import tabulate
from balanssim.texts import Lang
from tests import agreement
from tests.middle import TINY, tiny_folder

YEAR, DRAWS = 2029, 12
GOALS = """
goals:
  - {id: bouwen, title: {nl: Huizen, en: Houses}, kind: afspraak, variable: homes_added, area: T1, year: 2029, at_least: 1400, source: test}
  - {id: werk, title: {nl: Werkplekken, en: Workplaces}, kind: ambitie, variable: jobs_all_added, area: T1, year: 2028, at_least: 900, source: test}
  - {id: druk, title: {nl: Drukte, en: Busy}, kind: signaalwaarde, variable: commute_load_extra, corridor: bridge, year: 2029, at_most: 40, source: test}
  - {id: verhouding, title: {nl: Verhouding, en: Ratio}, kind: rekenwaarde, variable: jobs_per_resident_1564, area: T1, year: 2029, at_least: 0.6, source: test}
"""  # noqa: E501
#: Three scenarios: less work, and slower building with a bridge whose opening is set by hand.
CHANGES = {
    "tiny": (),
    "minder": (("business_park_ha: 60", "business_park_ha: 2"), ("office_m2: 20000", "office_m2: 1000")),
    "trager": (
        ("pace_cap: {T1: 350}", "pace_cap: {T1: 150}"),
        ("grid:", "infrastructure: {P1_BRIDGE: {opening: 2028}}\n  grid:"),
    ),
}


def scenario(name: str, folder: Path) -> Path:
    text = TINY.replace("id: tiny", f"id: {name}").replace("region: ./region", f"region: {tiny_folder() / 'region'}")
    text = text.replace("title: {nl: Proef, en: Test}", f"title: {{nl: Proef {name}, en: Trial {name}}}")
    for old, new in CHANGES[name]:
        assert old in text
        text = text.replace(old, new)
    path = folder / f"{name}.yaml"
    path.write_text(text + GOALS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """One comparison told in every way; the terminal so wide that no cell is wrapped."""
    folder = tmp_path_factory.mktemp("agreement")
    files = [str(scenario(name, folder)) for name in CHANGES]
    out = folder / "results"
    found: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "400")
        for lang in ("nl", "en"):
            asked = ["--lang", lang, "compare", *files, "--draws", str(DRAWS), "--year", str(YEAR), "--out", str(out)]
            ways = {"json": ["--json", "--workers", "1"]} | ({"terminal": ["--no-page"]} if lang == "nl" else {})
            for way, more in ways.items():
                said: list[str] = []
                patch.setattr("balanssim.console.say", lambda text, stream=None, said=said: said.append(text))
                patch.setattr("balanssim.cli.say", lambda text, stream=None, said=said: said.append(text))
                assert cli.main([*asked, *more]) == 0
                found[f"{way}-{lang}"] = "\n".join(said)
            found[f"json-{lang}"] = json.loads(found[f"json-{lang}"])
            found[f"page-{lang}"] = agreement.Reader(Path(found[f"json-{lang}"]["page"]).read_text(encoding="utf-8"))
    found["api"] = bs.compare(files, draws=DRAWS, year=YEAR, out=out)
    yield found
    found["api"].close()


def test_there_is_something_to_agree_on(told: dict[str, Any]) -> None:
    found = told["json-nl"]
    assert len(found["scenarios"]) == len(CHANGES)
    assert len(found["outcomes"]) > 12
    assert len(found["goals"]) == 4
    assert len(told["page-nl"].sentences) >= 3
    medians = [[cell["median"] for cell in outcome["cells"]] for outcome in found["outcomes"]]
    assert any(len(set(row)) == 3 for row in medians)
    counted = [cell["futures"] for goal in found["goals"] for cell in goal["cells"] if cell["futures"] is not None]
    assert any(0 < share < 1 for share in counted)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_says_what_the_json_says(told: dict[str, Any], lang: Lang) -> None:
    assert agreement.wrong_on_page(told[f"json-{lang}"], told[f"page-{lang}"].rows) == []


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_number_in_the_sentences_is_in_the_json(told: dict[str, Any], lang: Lang) -> None:
    assert agreement.wrong_in_sentences(told[f"json-{lang}"], told[f"page-{lang}"].sentences) == []


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_section_on_procedures_says_what_the_json_says(told: dict[str, Any], lang: Lang) -> None:
    found, page = told[f"json-{lang}"], told[f"page-{lang}"]
    assert len(found["courses"]) == 2
    assert len(found["plans"]) > 1
    assert {cell["setting"] for line in found["courses"] for cell in line["cells"]} == {"procedures", "assumed"}
    assert any(name.startswith("lost-") for name in page.rows)
    assert page.late
    assert agreement.wrong_in_procedures(found, page.rows, page.late) == []


def test_the_terminal_says_what_the_json_says(told: dict[str, Any]) -> None:
    assert agreement.wrong_in_terminal(told["json-nl"], told["terminal-nl"]) == []


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_python_gives_what_the_json_gives(told: dict[str, Any], lang: Lang) -> None:
    table = json.loads(json.dumps(tabulate(told["api"], lang).to_json()))
    assert {name: told[f"json-{lang}"][name] for name in table} == table
    value = told["api"].value
    for outcome in told["json-nl"]["outcomes"]:
        for cell in outcome["cells"]:
            row = value.sel(row=outcome["id"], scenario=cell["scenario"])
            assert [row.sel(statistic=one).item() for one in ("p10", "median", "p90")] == [
                cell["p10"],
                cell["median"],
                cell["p90"],
            ]


@pytest.fixture(scope="module")
def exported(told: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, int], xr.DataArray]:
    """The worlds of a variable of a scenario as they stand in the Excel export, by their labels."""
    runs = {run["scenario"]: Path(run["path"]) for run in told["json-nl"]["runs"]}
    kept: dict[tuple[str, str, int], xr.DataArray] = {}

    def read(name: str, variable: str, year: int) -> xr.DataArray:
        key = (name, variable, year)
        if key not in kept:
            path = tmp_path_factory.mktemp("export") / "t.xlsx"
            bs.export(runs[name], variable, out=path, format="xlsx", year=year)
            book = openpyxl.load_workbook(path, read_only=True)
            head, *rows = book.worksheets[0].iter_rows(values_only=True)
            book.close()
            place = next(dim for dim in ("area", "corridor") if dim in head)
            at = [head.index(column) for column in ("draw", "year", place, "value")]
            axes = [list(dict.fromkeys(row[one] for row in rows)) for one in at[:3]]
            values = np.array([row[at[3]] for row in rows], float).reshape([len(axis) for axis in axes])
            cube = xr.DataArray(
                values, dict(zip(("draw", "year", "place"), axes, strict=True)), ("draw", "year", "place")
            )
            kept[key] = cube.sel(draw=cube.draw > 0)
        return kept[key]

    return read


def test_the_excel_export_gives_the_bands_and_differences(told: dict[str, Any], exported: Any) -> None:
    first = told["json-nl"]["scenarios"][0]["id"]
    for outcome in told["json-nl"]["outcomes"]:
        chosen = {"year": outcome["year"], "place": outcome["place"]}
        start = exported(first, outcome["variable"], outcome["year"]).sel(chosen).values
        for cell in outcome["cells"]:
            worlds = exported(cell["scenario"], outcome["variable"], outcome["year"]).sel(chosen).values
            assert len(worlds) == DRAWS
            close = 1e-6 * max(np.abs(worlds).max(), np.abs(start).max())  # float32 of both, in their difference
            for values, keys in (
                (worlds, ("p10", "median", "p90")),
                (worlds - start, ("difference_p10", "difference_median", "difference_p90")),
            ):
                if cell[keys[0]] is not None:
                    shown = [cell[key] for key in keys]
                    np.testing.assert_allclose(np.quantile(values, (0.1, 0.5, 0.9)), shown, rtol=1e-6, atol=close)


def test_the_excel_export_gives_the_counts_of_goals(told: dict[str, Any], exported: Any) -> None:
    for goal in told["json-nl"]["goals"]:
        for cell in goal["cells"]:
            worlds = (
                exported(cell["scenario"], goal["variable"], goal["year"])
                .sel(year=goal["year"], place=goal["place"])
                .values
            )
            bound = goal["at_least"] if goal["at_least"] is not None else goal["at_most"]
            inside = worlds >= bound if goal["at_least"] is not None else worlds <= bound
            close = 1e-6 * abs(bound)  # float32 of both, in their difference
            assert cell["margin"] == pytest.approx(np.median(worlds) - bound, rel=1e-6, abs=close)
            if goal["counted"]:
                share = inside.mean() if goal["counted"] == "met" else 1 - inside.mean()
                assert cell["futures"] == pytest.approx(share)


def test_the_excel_export_gives_the_dates_of_projects_and_what_was_set_by_hand(
    told: dict[str, Any], tmp_path: Path
) -> None:
    runs = {run["scenario"]: Path(run["path"]) for run in told["json-nl"]["runs"]}
    for name, run in runs.items():
        book = openpyxl.load_workbook(bs.export(run, "milestone_year", out=tmp_path / f"{name}.xlsx", format="xlsx"))
        head, *rows = book.worksheets[0].iter_rows(values_only=True)
        at = {column: head.index(column) for column in ("draw", "project", "project_name", "milestone", "value")}
        for line in told["json-nl"]["courses"]:
            cell = next(cell for cell in line["cells"] if cell["scenario"] == name)
            own = [row for row in rows if row[at["project"]] == line["id"]]
            assert {row[at["project_name"]].endswith("(aangenomen)") for row in own} == {cell["setting"] == "assumed"}
            for date in cell["dates"]:
                worlds = [row[at["value"]] for row in own if row[at["draw"]] and row[at["milestone"]] == date["id"]]
                assert len(worlds) == DRAWS
                shown = [date[key] for key in ("p10", "median", "p90")]
                given = np.quantile(worlds, (0.1, 0.5, 0.9), method="inverted_cdf")
                np.testing.assert_allclose(given, shown, rtol=1e-6)


def test_a_number_that_is_wrong_is_found(told: dict[str, Any]) -> None:
    """The checks above must be able to fail: one digit changed on the page, in a sentence, in the terminal."""
    found, page = told["json-nl"], told["page-nl"]
    text = page.rows["row-0"][1]
    digit = next(one for one in text if one.isdigit() and one != "0")
    other = str((int(digit) + 1) % 10)
    assert agreement.wrong_on_page(
        found, {**page.rows, "row-0": [page.rows["row-0"][0], text.replace(digit, other), text]}
    )
    band = next(one for one in page.sentences if "[" in one)
    assert agreement.wrong_in_sentences(found, [band.replace("[", "[9")])
    assert agreement.wrong_in_terminal(found, told["terminal-nl"].replace(digit, other))
    for name in ("course-0", "plan-0", next(one for one in page.rows if one.startswith("lost-"))):
        cells = [cell.replace("20", "19").replace(",", ",9") for cell in page.rows[name]]
        assert agreement.wrong_in_procedures(found, {**page.rows, name: cells}, page.late)
    assert agreement.wrong_in_procedures(found, page.rows, [page.late[0].replace("[", "[9")])
