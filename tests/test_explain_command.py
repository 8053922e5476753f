"""``balanssim explain`` on a small region: parts add up, text, JSON and page agree; bad questions are refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from balanssim import api, questions, testing
from balanssim.cli import main
from balanssim.compare import shapley
from balanssim.errors import InputError
from tests.middle import TINY

OTHER = """\
schema_version: 1
id: ander
title: {nl: Ander, en: Other}
extends: ./tiny.yaml
set:
  levers.housing.pace_cap.T1: 60
  levers.work.business_park_ha: 20
  levers.infrastructure.P1_BRIDGE.opening: 2026
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two scenarios on the tiny region; runs of one test serve the next."""
    folder = tmp_path_factory.mktemp("explain")
    testing.tiny_region(folder / "region")
    (folder / "tiny.yaml").write_text(TINY.replace("draws: 130", "draws: 16"), encoding="utf-8")
    (folder / "ander.yaml").write_text(OTHER, encoding="utf-8")
    return folder


def asked(study: Path, *words: str) -> list[str]:
    files = [str(study / "tiny.yaml"), str(study / "ander.yaml")]
    return ["explain", *files, "--out", str(study / "results"), "--workers", "1", "--year", "2030", "--quiet", *words]


def test_parts_add_up_to_the_difference_of_the_runs(study, capsys) -> None:
    assert main([*asked(study), "--json", "--no-page"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["exact"], told["runs"], told["worlds"]) == (True, 8, 16)
    assert {one["group"] for one in told["groups"]} == {
        "levers.housing.pace_cap", "levers.work", "levers.infrastructure.P1_BRIDGE",
    }  # fmt: skip
    a, b = (api.simulate(study / name, out=study / "results", workers=1) for name in ("tiny.yaml", "ander.yaml"))
    for one in told["outcomes"]:
        parts = sum(part["mean"] for part in one["parts"])
        assert parts == pytest.approx(one["difference"]["mean"], rel=1e-9, abs=1e-6)
        assert one["b"] - one["a"] == pytest.approx(parts, rel=1e-9, abs=1e-6)
        dim = "corridor" if "corridor" in a[one["variable"]].dims else "area"
        place = {dim: one["place"], "year": one["year"]}
        whole = float((b[one["variable"]].sel(place) - a[one["variable"]].sel(place)).mean())
        assert whole == pytest.approx(parts, rel=1e-5, abs=1e-3)
    homes = next(one for one in told["outcomes"] if one["variable"] == "homes_added")
    assert homes["parts"][0]["group"] == "levers.housing.pace_cap"
    assert homes["parts"][0]["tells"]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_page_holds_what_the_terminal_says_and_asks_for_nothing(study, capsys, lang) -> None:
    assert main([*asked(study), "--lang", lang]) == 0
    text = capsys.readouterr().out
    (path,) = re.findall(r"\S+\.html", text)
    page = Path(path).read_text(encoding="utf-8")
    assert "default-src &#39;none&#39;" in page
    assert not re.findall(r"(?:src|href)=\"(?!#)", page)
    assert str(study) not in page
    for mean in re.findall(r"(?<= )[+−][\d.,]+", text.split("\n\n")[1]):
        assert mean in page
    assert f"--lang {lang}" in page


def test_the_repeated_command_gives_the_same(study) -> None:
    found = questions.explain(study / "tiny.yaml", study / "ander.yaml", years=[2030], out=study / "results", workers=1)
    words = found.repeat(("tiny.yaml", "ander.yaml"), (), "nl").split()
    assert words[:4] == ["balanssim", "explain", "tiny.yaml", "ander.yaml"]
    again = [found.a.scenario.sampling.draws, found.a.scenario.sampling.seed]
    assert [int(words[words.index(name) + 1]) for name in ("--draws", "--seed")] == again


def test_sides_that_are_the_same_are_refused(study) -> None:
    with pytest.raises(InputError) as caught:
        questions.explain(study / "tiny.yaml", study / "tiny.yaml", years=[2030], out=study / "results")
    assert [one.code for one in caught.value.problems] == ["explain.nothing"]


def test_outcomes_that_are_none_are_refused_together(study) -> None:
    names = ["homes_added", "homes_addd@T1", "opening_year@P1_BRIDGE", "homes_added@nowhere", "commute_load@rail"]
    with pytest.raises(InputError) as caught:
        questions.explain(
            study / "tiny.yaml", study / "ander.yaml", outcomes=names, years=[2030], out=study / "results"
        )
    found = [one.code for one in caught.value.problems]
    assert sorted(found) == ["explain.outcome", "needed.dims", "scenario.unknown_name", "scenario.unknown_variables"]


def test_beyond_five_changes_orders_are_drawn_unless_all_is_asked(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pair of orders is exact where no three changes need each other: nearly so on the small region."""
    monkeypatch.setattr(shapley, "EXACT", 2)  # the three changes of this study are then many
    monkeypatch.setattr(questions, "EXPLAINED_DRAWS", 8)
    told = []
    for words in ((), ("--exact",)):
        assert main([*asked(study, *words), "--json", "--no-page"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    drawn, whole = told
    assert (drawn["exact"], drawn["orders"], drawn["worlds"]) == (False, 4, 8)
    assert (whole["exact"], whole["runs"], whole["worlds"]) == (True, 8, 8)
    for one, other in zip(drawn["outcomes"], whole["outcomes"], strict=True):
        parts = {part["group"]: part["mean"] for part in other["parts"]}
        size = max(abs(value) for value in parts.values())
        for part in one["parts"]:
            assert part["mean"] == pytest.approx(parts[part["group"]], abs=0.05 * size + 1e-9)
        assert sum(part["mean"] for part in one["parts"]) == pytest.approx(one["difference"]["mean"], abs=1e-6)
    runs = sorted((study / "results" / ".mixes").glob("*/*/blocks/*.json"))
    assert runs
    assert all(path.name != "000000.json" for path in runs), "no central run is needed"
