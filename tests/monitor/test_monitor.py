"""``balanssim monitor`` on a small region: forecast, file and scenario agree; bad tables are refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from balanssim import api, questions, scenario, testing
from balanssim.cli import main
from balanssim.compare.groups import grouped
from balanssim.errors import InputError
from balanssim.monitor import forecast, observed
from balanssim.monitor.surprise import Apart, Surprise, surprises
from balanssim.report.monitoring import Monitored
from tests.middle import TINY

HEAD = "outcome,place,year,value,unit,source\n"
FIGURES = (
    "net_additions,T1,2024,150,homes,Telling\n"
    "net_additions,T2,2024,100,homes,Telling\n"
    "population,T1,2025,48000,personen,Telling\n"
    "employee_jobs,T2,2026,7300,employee jobs,Telling\n"
    "homes_completed,T2,2025,80,homes/year,Telling\n"
    "traffic,bridge,2026,7000,veh/h,Telling\n"
    "traffic,rail,2026,1400,pass/h,Telling\n"
    "share_working_outside,T1,2026,0.55,share,Telling\n"
)
FORGET = "known_outcomes=forget"
SIZES = ("small", "middle", "large", "largest")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario on the tiny region and a table of figures."""
    folder = tmp_path_factory.mktemp("monitor")
    testing.tiny_region(folder / "region")
    (folder / "tiny.yaml").write_text(TINY.replace("draws: 130", "draws: 64"), encoding="utf-8")
    (folder / "figures.csv").write_text(HEAD + FIGURES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def data(study: Path):
    """The run of the same scenario, which forgets."""
    return api.simulate(study / "tiny.yaml", out=study / "results", workers=1, overrides=[FORGET], profile="standard")


def test_values_are_those_of_a_run(study: Path, data) -> None:
    resolved = api.load_scenario(study / "tiny.yaml", overrides=[FORGET])
    figures = observed.read(study / "figures.csv", resolved)
    found = forecast.forecast(resolved, api.load_region(study / "region"), figures).values
    homes = data["homes"]
    added = homes.sel(year=2025) - homes.sel(year=2024)
    ratio = data["load_ratio"].sel(year=2026, corridor="bridge").values
    wanted = [
        added.sel(area="T1"), added.sel(area="T2"), data["population"].sel(year=2025, area="T1"),
        data["employee_jobs"].sel(year=2026, area="T2"), data["homes_completed"].sel(flow_year=2025, area="T2"),
    ]  # fmt: skip
    np.testing.assert_array_equal(found[:5], [one.values for one in wanted])
    capacity = found[5] / ratio
    assert set(capacity.round(1)) == {
        8400.0,
        10500.0,
        12600.0,
    }  # as counted, with project P1, with the lanes of the variant
    rail = found[6] / data["crowding"].sel(year=2026, corridor="rail").values
    np.testing.assert_allclose(rail, 1400.0 + 900.0, rtol=1e-6)
    np.testing.assert_array_equal(found[7], data["share_working_outside"].sel(year=2026, area="T1").values)


def test_the_rebased_scenario_holds_what_was_counted_in_every_world(study: Path, capsys, data) -> None:
    target = study / "tiny-2026.yaml"
    words = ["monitor", str(study / "tiny.yaml"), "--observed", str(study / "figures.csv"), "--set", FORGET]
    assert main([*words, "--quiet", "--json", "--out", str(target)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["known_up_to"] == 2026
    assert [row["taken"] for row in told["figures"]] == [True] * 4 + [False] * 4
    first = told["figures"][0]
    homes = data["homes"].sel(area="T1")
    added = (homes.sel(year=2025) - homes.sel(year=2024)).values
    assert first["as_low"] == (added <= 150.0).mean()
    assert first["median"] == pytest.approx(float(np.median(added)))
    again = api.simulate(target, draws=8, out=study / "results", workers=1, profile="summary")
    for area, counted in (("T1", 150.0), ("T2", 100.0)):
        np.testing.assert_allclose(again["homes_added"].sel(year=2025, area=area), counted, atol=0.01)
    np.testing.assert_allclose(again["population"].sel(year=2025, area="T1"), 48000.0, rtol=1e-6)
    np.testing.assert_allclose(again["employee_jobs"].sel(year=2026, area="T2"), 7300.0, rtol=1e-6)
    assert float(again["homes"].sel(year=2027, area="T1").std()) > 0.5
    papers = api.load_scenario(target).papers["known.net_additions.2024.T1"]
    assert (papers.unit, papers.source, papers.status, papers.date) == ("homes", "Telling", "measured", "2024-12-31")
    words = scenario.diff(api.load_scenario(study / "tiny.yaml"), api.load_scenario(target), "nl")
    assert "Geteld: woningen erbij in het jaar, Testad, 2024" in words
    assert "48.000 personen  (bron: Telling; status: gemeten)" in words
    assert [group.id for group in grouped(["known.homes.2027.T1", "known_outcomes"])] == ["known_outcomes"]
    # and a year later again, on top of it
    (study / "later.csv").write_text(HEAD + "homes,T1,2027,21000,homes,Telling\n", encoding="utf-8")
    later = study / "tiny-2027.yaml"
    assert main(["monitor", str(target), "--observed", str(study / "later.csv"), "--quiet", "--out", str(later)]) == 0
    capsys.readouterr()
    held = api.load_scenario(later).scenario
    assert held.title.nl == "Proef, bekend tot 1 januari 2027"
    assert held.known is not None
    assert (held.known.homes, held.known.net_additions) == (
        {"2027": {"T1": 21000.0}},
        {"2024": {"T1": 150.0, "T2": 100.0}},
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "nl",
            (
                "Woningen erbij, Testad, 2024: geteld 150",
                "van 100 toekomsten",
                "Spreekt tegen",
                "1/jaar in de",
                "[−10 – −2]",
            ),
        ),
        (
            "en",
            (
                "Homes added, Testad, 2024: counted 150",
                "of 100 futures",
                "Speaks against",
                "1/year in the",
                "[−10 – −2]",
            ),
        ),
    ],
)
def test_text(study: Path, capsys, lang: str, words: tuple[str, ...]) -> None:
    given = ["monitor", str(study / "tiny.yaml"), "--observed", str(study / "figures.csv"), "--quiet", "--set", FORGET]
    assert main([*given, "--lang", lang]) == 0
    text = capsys.readouterr().out
    assert [word for word in words if word not in text] == []
    assert max(map(len, text.splitlines())) <= 120


def test_good_and_bad_years_are_factors_of_the_places_that_figures_are_about(study: Path) -> None:
    spread = [f"luck.housing.{kind}.{size}=0.5" for kind in ("year_spread", "lasting_spread") for size in SIZES]
    resolved = api.load_scenario(study / "tiny.yaml", overrides=[FORGET, *spread])
    figures = observed.read(study / "figures.csv", resolved)[:1]
    found = forecast.forecast(resolved, api.load_region(study / "region"), figures)
    assert [name for name in found.factors if name.startswith("luck.homes")] == ["luck.homes.2024.T1"]
    (told,) = surprises(found.values, [60.0], found.factors, 1)
    assert told.apart[0].factor == "luck.homes.2024.T1"
    assert told.apart[0].near < told.apart[0].rest
    text = Monitored(resolved, figures, (told,), ()).text("en")
    assert "Building year 2024 in Testad (1 is a usual year)" in text


def test_chance_of_a_year_is_no_assumption(study: Path) -> None:
    resolved = api.load_scenario(study / "tiny.yaml")
    figure = observed.Figure("net_additions", "T1", 2024, 150.0, "homes", "x", 2)
    apart = (Apart("luck.market.2024", 0.2, 0.0, 0.6), Apart("housing.withdrawal_rate", 0.004, 0.003, 0.4))
    found = Surprise(160.0, 180.0, 200.0, 140.0, 220.0, 0.03, 0.97, "outside", apart)
    text = Monitored(resolved, (figure,), (found,), ()).text("nl")
    against, luck = text.index("Spreekt tegen:"), text.index("Past bij (toeval")
    assert against < text.index("0,004") < luck < text.index("Bouwmarkt in 2024, deel dat uitvalt: 0,2 in")
    assert "in 3 van 100 toekomsten zo laag of lager; buiten de band 10–90" in text


def test_what_the_scenario_knows_already_is_no_forecast(study: Path, capsys) -> None:
    (study / "known.csv").write_text(
        HEAD + "homes,T1,2025,20270,homes,x\nhomes,T2,2025,12000,homes,x\n", encoding="utf-8"
    )
    assert main(["monitor", str(study / "tiny.yaml"), "--observed", str(study / "known.csv"), "--quiet"]) == 0
    told = capsys.readouterr().out
    assert "staat in dit scenario al vast op 20.270" in told
    assert "vast op een ander getal, 12.135" in told


BAD = (
    "homs,T1,2025,1,homes,x\n"  # 2
    "homes,Q9,2025,1,homes,x\n"
    "homes,T1,2024,1,homes,x\n"  # the reference date itself
    "homes,T1,2031,1,homes,x\n"
    "net_additions,T1,2030,1,homes,x\n"  # 6
    "homes,T2,2025,1,,x\n"
    "homes,T2,2026,1,jobs,x\n"
    "homes,T2,2027,-5,homes,x\n"
    "share_working_outside,T1,2025,62,share,x\n"  # 10
    "traffic,T1,2025,1,veh/h,x\n"
    "traffic,rail,2025,1,veh/h,x\n"
    "homes,T3,2025,veel,homes,x\n"
    "homes,T2,2028,1,homes,\n"  # 14
    "homes,T2,2028,1,homes,x\n"
    "homes_by_segment,T2,2028,1,homes,x\n"
)


def test_all_mistakes_are_named_at_once_and_nothing_is_written(study: Path) -> None:
    (study / "bad.csv").write_text(HEAD + BAD, encoding="utf-8")
    target = study / "bad.yaml"
    with pytest.raises(InputError) as error:
        questions.monitor(study / "tiny.yaml", study / "bad.csv", out=target)
    found = {(item.line, item.code) for item in error.value.problems}
    assert found == {
        (2, "monitor.outcome_near"), (3, "scenario.unknown_name"), (4, "monitor.year_past"),
        (5, "monitor.year_beyond"), (6, "monitor.year_beyond"), (7, "table.cell_empty"), (8, "value.unit"),
        (9, "monitor.negative"), (10, "monitor.share"), (11, "scenario.unknown_name"), (12, "value.unit"),
        (13, "table.number"), (14, "table.cell_empty"), (15, "table.duplicate"), (16, "monitor.outcome"),
    }  # fmt: skip
    assert not target.exists()


def test_figures_with_a_zero_too_many_are_refused(study: Path) -> None:
    rows = (
        "homes,T1,2026,206500,homes,x\n"
        "net_additions,T1,2024,-19000,homes,x\n"
        "population,T2,2026,3000,persons,x\n"
        "employee_jobs,T2,2026,73000,employee jobs,x\n"
        "homes,T1-N,2026,900,homes,x\n"  # there was nothing: no measure
        "traffic,bridge,2026,70000,veh/h,x\n"
    )
    (study / "zeros.csv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(InputError) as error:
        questions.monitor(study / "tiny.yaml", study / "zeros.csv")
    assert [(one.line, one.code) for one in error.value.problems] == [(n, "monitor.implausible") for n in (2, 3, 4, 5)]


def test_totals_that_their_parts_contradict_are_refused(study: Path) -> None:
    rows = "net_additions,T1,2025,100,homes,x\nnet_additions,T2,2025,50,homes,x\n"
    for whole, fine in ((151, True), (160, False)):
        (study / "parts.csv").write_text(f"{HEAD}{rows}net_additions,study-area,2025,{whole},homes,x\n", "utf-8")
        resolved = api.load_scenario(study / "tiny.yaml")
        if fine:
            assert len(observed.read(study / "parts.csv", resolved)) == 3
        else:
            with pytest.raises(InputError, match="T1, T2"):
                observed.read(study / "parts.csv", resolved)


@pytest.mark.parametrize(
    ("out", "rows", "code"),
    [
        ("tiny.yaml", FIGURES, "scenario.file_exists"),
        ("Groot Werk.yaml", FIGURES, "scenario.new_name"),
        ("new.yaml", "traffic,bridge,2026,7000,veh/h,Telling\n", "monitor.nothing_taken"),
    ],
)
def test_a_scenario_that_cannot_be_written_is_refused_before_anything_is_computed(
    study: Path, monkeypatch: pytest.MonkeyPatch, out: str, rows: str, code: str
) -> None:
    monkeypatch.setattr(forecast, "forecast", lambda *_: pytest.fail("computed"))
    (study / "some.csv").write_text(HEAD + rows, encoding="utf-8")
    before = sorted(path.name for path in study.iterdir())
    with pytest.raises(InputError) as error:
        questions.monitor(study / "tiny.yaml", study / "some.csv", out=study / out)
    assert [item.code for item in error.value.problems] == [code]
    assert sorted(path.name for path in study.iterdir()) == before


def test_told_to_forget_2024_and_then_told_its_figures_a_scenario_holds_them(tmp_path: Path) -> None:
    """Two worlds of the reference region: the counted homes of 2024 stand in the scenario that follows."""
    (tmp_path / "figures.csv").write_text(
        HEAD
        + "net_additions,GM0034,2024,1692,homes,CBS 81955NED\nnet_additions,flevoland,2024,2774,homes,CBS 81955NED\n",
        encoding="utf-8",
    )
    target = tmp_path / "referentie-2025.yaml"
    quick = [FORGET, "numerics.congestion=fixed"]
    found = questions.monitor("balanssim:referentie", tmp_path / "figures.csv", out=target, draws=2, overrides=quick)
    assert all(one.verdict != "known" for one in found.surprises)
    rows = "homes,GM0034,2025,94045,homes,x\nhomes,flevoland,2025,187199,homes,x\n"
    (tmp_path / "stock.csv").write_text(HEAD + rows, encoding="utf-8")
    again = questions.monitor(target, tmp_path / "stock.csv", draws=2)
    assert [one.verdict for one in again.surprises] == ["known", "known"]
    np.testing.assert_allclose([one.median for one in again.surprises], [94045.0, 187199.0], atol=0.1)
