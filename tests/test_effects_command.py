"""``balanssim network effects`` on a small region: text, JSON and CSV agree; effects are those of whole runs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from balanssim import engine, paired, questions, testing
from balanssim.cli import main
from balanssim.compare import effects
from balanssim.errors import InputError
from tests.middle import STANDARD, TINY, tiny, tiny_resolved

METRO, BRIDGE = "P2_METRO", "P1_BRIDGE"
DRAWS = 6


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario on the tiny region, in equilibrium."""
    folder = tmp_path_factory.mktemp("effects")
    testing.tiny_region(folder / "region")
    text = TINY.replace("draws: 130", f"draws: {DRAWS}").replace("congestion: fixed", "congestion: equilibrium")
    (folder / "tiny.yaml").write_text(text, encoding="utf-8")
    return folder


def asked(study: Path, *words: str) -> list[str]:
    return ["network", "effects", str(study / "tiny.yaml"), "--year", "2028", "--quiet", *words]


@pytest.mark.parametrize("congestion", ["fixed", "equilibrium"])
@pytest.mark.parametrize("project", [METRO, BRIDGE])
def test_a_pair_is_the_difference_of_two_runs_up_to_the_first_date(project: str, congestion: str) -> None:
    """A year after the base date nothing but travel can differ: two whole runs give the same effect."""
    given = (f"sampling.draws={DRAWS}", f"numerics.congestion={congestion}", "numerics.gap_tolerance=1e-6")
    given += ("numerics.gap_tolerance_central=1e-6",)
    year, labels = 2025, list(range(1, DRAWS + 1))
    found = paired.pairs(tiny_resolved(*given), tiny().region, [project], year)
    pair = found.pairs[0]
    for side, opening in ((pair.with_it, "2025"), (pair.without, "never")):
        case = tiny(*given, f"levers.infrastructure.{project}.opening={opening}")
        out = engine.run_block(case.inputs, case.block(labels), STANDARD, stop=year).outputs
        for name, values in (side.corridor | side.area).items():
            np.testing.assert_allclose(values.T, out[name][:, -1], rtol=2e-5, atol=2e-3, err_msg=name)


def test_a_project_that_is_open_or_not_in_the_scenario_makes_no_difference_to_the_pair() -> None:
    """What the scenario has of a project says only how often it is there; other projects stay as they are."""
    shares, effect = [], []
    for opening in ("2026", "never"):
        given = (f"sampling.draws={DRAWS}", "numerics.congestion=fixed")
        resolved = tiny_resolved(*given, f"levers.infrastructure.{BRIDGE}.opening={opening}")
        pair = paired.pairs(resolved, tiny().region, [BRIDGE], 2027).pairs[0]
        shares.append(pair.open_share)
        effect.append(pair.with_it.minutes[0] - pair.without.minutes[0])
    assert shares == [1.0, 0.0]
    np.testing.assert_allclose(effect[0], effect[1], atol=1e-9)


def test_text_json_and_csv_are_one_answer(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = study / "out" / "effects.csv"
    assert main([*asked(study, "--project", METRO, "--out", str(target)), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["draws"], told["year"], told["congestion"]) == (DRAWS, 2028, "equilibrium")
    [one] = told["projects"]
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert len(rows) == len(one["effects"])
    for row, effect in zip(rows, one["effects"], strict=True):
        assert row["project"] == METRO
        assert {name: "" if value is None else str(value) for name, value in effect.items()} == {
            name: value for name, value in row.items() if name != "project"
        }
    found = {(row["measure"], row["place"]): row for row in one["effects"]}
    assert found["minutes_transit", "T1-N>T3"]["difference_median"] < -1.0
    assert found["hours_transit", ""]["difference_p90"] < 0.0
    assert found["commute_load", "rail"]["difference_p10"] > 0.0
    assert found["commute_load", "bridge"]["difference_p90"] < 0.0
    assert (found["crowding", "rail"]["unit"], found["commute_load", "rail"]["unit"]) == ("pass/seat", "pass/h")
    # the lanes of the bridge matter to what it carries: both answers are given apart
    wide = found["load_ratio", "bridge"]
    assert wide["difference_base_network"] != wide["difference_variant"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("nl", ("met en zonder", "Ov-pendelaars per uur", "Banen binnen 45 min, ov", "6 rijstroken", "evenwicht")),
        ("en", ("with and without", "Transit commuters per hour", "Jobs within 45 min", "6 lanes", "equilibrium")),
    ],
)
def test_text_of_a_project(study: Path, capsys: pytest.CaptureFixture[str], lang: str, words: tuple[str, ...]) -> None:
    assert main([*asked(study, "--project", METRO), "--lang", lang]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert [word for word in words if word not in text] == []


def test_all_projects_are_one_line_each() -> None:
    found = questions.effects("balanssim:referentie", draws=1, year=2025, projects=("P11_A9_BAHO", "P03_A6_LLS"))
    three = questions.effects("balanssim:referentie", draws=1, year=2025)
    assert set(three.open_share) == set(three.resolved.index.projects)
    lines = three.text("nl").splitlines()
    for project in three.open_share:
        assert len([line for line in lines if line.startswith(project)]) == 1, project
    for project in found.open_share:
        assert [row.median for row in found.of(project)] == [row.median for row in three.of(project)]


def test_what_cannot_be_told_is_said_so() -> None:
    resolved = tiny_resolved(f"sampling.draws={DRAWS}", "numerics.congestion=fixed")
    found = paired.pairs(resolved, tiny().region, [METRO], 2028)
    rows = {(row.measure, row.place): row for row in effects.effects(found, frozenset({"rail"}))}
    assert rows["hours_car", ()].same  # travel times by car are held here
    assert not rows["hours_transit", ()].same
    assert rows["hours_transit", ()].low <= rows["hours_transit", ()].median <= rows["hours_transit", ()].high < 0.0


def test_every_fault_at_once(study: Path) -> None:
    with pytest.raises(InputError) as caught:
        questions.effects(study / "tiny.yaml", projects=("P2_METR", METRO), year=2024)
    assert {(one.file, one.code) for one in caught.value.problems} == {
        ("--project", "scenario.unknown_projects"), ("--year", "scenario.year_outside"),
    }  # fmt: skip
