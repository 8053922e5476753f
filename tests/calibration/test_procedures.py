"""The pages on procedures: their figures are those of the worlds, and words and tables fit each other."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from balanssim import engine
from balanssim.procedures import simulate
from calibration import durations, ensemble, pages, plans_2021, procedures
from calibration.ensemble import Ensemble
from calibration.findings import bottlenecks, knelpunten
from calibration.findings.bottlenecks import Found
from calibration.findings.relief import gain, reliefs
from tests.middle import STANDARD

#: Reliefs that the statements of the page speak of, and two that bring homes.
SOME = ("grid", "durations", "planners", "corporations")


@pytest.fixture(scope="module")
def case() -> Ensemble:
    return ensemble.load(6, 1)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def found(case: Ensemble, out: Path) -> Found:
    return bottlenecks.gather(case, out, [one for one in reliefs(case) if one.id in SOME], [])


@pytest.fixture(scope="module")
def held(case: Ensemble, out: Path) -> dict[str, np.ndarray]:
    return procedures.gather(case, out)


def shape(text: str) -> list[str]:
    """Headings, words outside the parts, and the first cells of tables without the numbers in them."""
    lines = [re.sub(r"\d[\d.,]*", "N", line.split("|")[1] if line.startswith("|") else line)
             for line in text.splitlines()]  # fmt: skip
    return [line for line in lines if line.strip()]


def test_net_additions_are_those_of_the_model(case: Ensemble) -> None:
    worlds = case.blocks[0]
    outcome = simulate(case.inputs, worlds)
    ours = ensemble.net_additions(case.inputs, worlds, outcome.completions)
    ran = engine.run_block(case.inputs, worlds, STANDARD, stop=2026, procedures=outcome)
    theirs = ran.outputs["homes_added"]  # (draw, year, area)
    flevoland = case.inputs.axes.areas.index("flevoland")
    np.testing.assert_allclose(
        ours[:3, case.inside("flevoland")].sum(axis=1).T, theirs[:, :3, flevoland], rtol=1e-4, atol=0.1
    )


def test_only_what_reaches_procedures_is_made_ready_again(case: Ensemble) -> None:
    assert ensemble.again(case, ["levers.housing.builders_factor=2"]).inputs.housing.builders_factor == 2.0
    with pytest.raises(ValueError, match=r"levers\.work\.growth_factor"):
        ensemble.again(case, ["levers.work.growth_factor=2"])


def test_stage_times_of_plans_add_up(case: Ensemble) -> None:
    one = durations.housing(case.inputs, case.blocks[0])
    np.testing.assert_allclose(one["building"] + one["built"], one["delivery"])
    there = np.isfinite(one["appealed"])
    assert there.any()
    assert (one["appealed"][there] >= one["appeal"][there] - 1e-9).all()
    assert (np.isnan(one["delivery"]) | (one["delivery"] > 2.0)).all()


def test_a_figure_outside_is_seen(held: dict[str, np.ndarray]) -> None:
    assert procedures.hold(held)["appeal"].inside
    slow = {**held, "appeal": held["appeal"] * 3.0}
    assert not procedures.hold(slow)["appeal"].inside
    never = {**held, "P03_A6_LLS:opening": np.full(6, np.nan)}
    assert procedures.hold(never)["a6"].low == np.inf


def test_the_page_on_durations_has_the_parts_of_its_command(case: Ensemble, held: dict) -> None:
    text = procedures.PAGE.read_text(encoding="utf-8")
    filled = pages.fill(text, procedures.parts(held, case, Path("nowhere")))
    assert pages.part(filled, "plans-2021") == pages.part(text, "plans-2021")  # no figures at hand: kept
    for name in ("checks", "years", "quarters", "rule", "crossing"):
        new, old = (shape(pages.part(page, name)) for page in (filled, text))
        assert new == old, name
    assert "1,024 worlds, seed 1" in text


def test_what_lies_outside_on_the_page_is_spoken_of() -> None:
    text = procedures.PAGE.read_text(encoding="utf-8")
    words = text.split("## Outside, and why")[1].split("## Where the years")[0]
    rows = [line.split(" | ") for line in pages.part(text, "checks").splitlines()[2:]]
    outside = {row[0].strip("| ") for row in rows if "outside" in row[-1] + row[-2]}
    assert outside, "all inside: the page tells another story"
    assert set(re.findall(r"\*\*([^*]+)\*\*", words)) == outside


def test_the_plans_of_2021_are_summed_over_those_with_both_figures(tmp_path: Path) -> None:
    plans = [("A", "100", "50", ""), ("B", "10", "", ""), ("C", "10", "10", "5"), ("D", "40", "10", "")]
    stock = [("A", "Flevoland", "1", "1000", "1090"), ("B", "X", "0", "1", "2"), ("C", "X", "0", "1", "2"),
             ("D", "X", "0", "500", "530"), ("E", "X", "0", "1", "2")]  # fmt: skip
    with (tmp_path / plans_2021.PLANS).open("w", newline="", encoding="utf-8") as file:
        head = ("code", "hard_2020_2024", "soft_2020_2024", "unspecified_2021_2024")
        csv.writer(file).writerows([head, *plans])
    with (tmp_path / plans_2021.STOCK).open("w", newline="", encoding="utf-8") as file:
        head = ("code", "province", "in_mra", "dwellings_1jan2021", "dwellings_31dec2024", "name")
        csv.writer(file).writerows([head, *((*row, row[0]) for row in stock)])
    assert plans_2021.there(tmp_path)
    assert not plans_2021.there(tmp_path / "nowhere")
    read = plans_2021.read(tmp_path)
    assert [one.code for one in read] == ["A", "D"]
    assert plans_2021.share(read) == pytest.approx(120 / 200)
    assert "| all with a figure | 2 | 140 | 60 | 120 | 86 | 60 |" in plans_2021.table(read)


def test_what_the_page_on_bottlenecks_says_holds_in_a_short_run(found: Found) -> None:
    assert [item.text for item in knelpunten.statements(found) if not item.stands] == []


def test_a_sentence_that_does_not_hold_is_seen(found: Found) -> None:
    fewer = {**found.reference, "ready": found.reference["ready"] - 100.0}
    crowded = {**found.desks, "planners:GM0034": np.full(6, 25.0)}
    helped = {**found.homes, "planners": found.homes["reference"] + 5.0}
    said = [
        {item.text: item.stands for item in knelpunten.statements(replace(found, **change))}
        for change in ({"reference": fewer}, {"desks": crowded}, {"homes": helped})
    ]
    assert not said[0]["elke woning van het register staat op precies een plaats"]
    assert not said[1]["ook op het drukste moment heeft een planteam of de Raad van State plaats over"]
    assert not said[2]["een kwart meer planteams en corporaties verandert geen woning"]


def test_the_page_on_bottlenecks_has_the_parts_of_its_command(case: Ensemble, found: Found) -> None:
    text = knelpunten.PAGE.read_text(encoding="utf-8")
    filled = pages.fill(text, knelpunten.parts(found))
    assert [line for line in filled.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]
    for name in ("per-jaar", "waar", "waarop", "planteams", "controle"):
        new, old = (shape(pages.part(page, name)) for page in (filled, text))
        assert new == old, name
    table, levers = pages.part(text, "verruimen"), pages.part(text, "hefbomen")
    for one in reliefs(case):  # every relief that the command knows stands there, and what it sets
        assert f"| {one.name} |" in table
        (line,) = (line for line in levers.splitlines() if line.startswith(f"- {one.name}: "))
        assert line.endswith(one.shown or ", ".join(f"`{lever}`" for lever in one.levers))
    assert "1.024 toekomsten, startgetal 1" in text


def test_what_is_within_the_noise_is_said_to_be() -> None:
    luck = np.random.default_rng(1).normal(0.0, 100.0, 64)
    base = np.full(64, 1000.0)
    noise, real = gain(base, base + luck - luck.mean() + 5.0), gain(base, base + luck - luck.mean() + 60.0)
    assert (noise.told_apart, real.told_apart) == (False, True)
    assert real.mean == pytest.approx(60.0)


def test_the_busiest_moment_counts_who_is_there_together() -> None:
    visits = [(np.array([2024.0]), np.array([2026.0])), (np.array([2025.0]), np.array([2027.0])),
              (np.array([2026.0]), np.array([2028.0])), (np.array([9999.0]), np.array([9999.0]))]  # fmt: skip
    assert bottlenecks._most(visits, 1) == [2.0]
    assert bottlenecks._most([], 3).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.long
@pytest.mark.parametrize("page", [procedures, knelpunten])
def test_the_committed_pages_are_what_their_commands_write(page: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "page.md"
    assert page.main(["--results", str(tmp_path), "--page", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == page.PAGE.read_text(encoding="utf-8")
