"""``balanssim needed`` on a small region: text, JSON and Python agree; bad questions are refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from balanssim import api, questions, testing
from balanssim.cli import main
from balanssim.errors import InputError
from tests.middle import TINY


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario on the tiny region; runs of one test serve the next."""
    folder = tmp_path_factory.mktemp("needed")
    testing.tiny_region(folder / "region")
    (folder / "tiny.yaml").write_text(TINY.replace("draws: 130", "draws: 16"), encoding="utf-8")
    return folder


def asked(study: Path, *words: str) -> list[str]:
    return ["needed", str(study / "tiny.yaml"), "--out", str(study / "results"), "--workers", "1", "--quiet", *words]


def test_the_answer_is_that_of_the_runs(study, capsys) -> None:
    measure = "levers.housing.pace_cap.T1=100"
    words = ["--indicator", "homes_added", "--place", "T1", "--signal", "900", "--homes-in", "T1", "--measure", measure]
    assert main([*asked(study, *words), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    data = api.simulate(study / "tiny.yaml", out=study / "results", workers=1, profile="summary")
    homes = data["homes_added"].sel(area="T1").values
    assert told["without_measures"]["crossed"] == (homes > 900.0).any(axis=1).mean()
    # of homes the number at the crossing is the signal value itself
    reached = [value for value in told["without_measures"]["homes"] if value is not None]
    assert reached
    np.testing.assert_allclose(reached, 900.0, rtol=1e-6)
    assert told["with_measures"]["crossed"] < told["without_measures"]["crossed"]
    assert (told["unit"], told["until"], told["measures"]) == ("homes", 2030, [measure])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("nl", ("16 toekomsten", "signaalwaarde 900 woningen", "zonder maatregelen", "met maatregelen", "Maatregelen")),
        ("en", ("16 futures", "signal value 900 homes", "without measures", "with measures", "Measures: ")),
    ],
)
def test_text(study, capsys, lang, words) -> None:
    given = ["--indicator", "homes_added", "--place", "T1", "--signal", "900", "--homes-in", "T1"]
    assert main([*asked(study, *given), "--measure", "levers.housing.pace_cap.T1=100", "--lang", lang]) == 0
    text = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert [word for word in words if word not in text] == []


def test_latest_opening_is_that_of_the_runs(study) -> None:
    """A project that no signal value needs; and one value that nothing can keep."""
    scenario, project = study / "tiny.yaml", next(iter(api.load_scenario(study / "tiny.yaml").index.projects))
    both = {"out": study / "results", "workers": 1, "projects": (project,)}
    corridor = next(iter(api.load_scenario(scenario).index.corridors))
    easy = questions.needed(scenario, "commute_load_extra", 1e6, place=corridor, **both)
    assert easy.plain.openings[0].unneeded
    hard = questions.needed(scenario, "homes_added", 0.0, place="T1", **both)
    assert (hard.plain.openings[0].latest, hard.plain.openings[0].unneeded) == (None, False)
    assert [one.within for one in hard.plain.openings[0].tried] == [0.0, 0.0]
    assert "geen jaar is vroeg genoeg" in " ".join(hard.text("nl").split())


def test_every_fault_at_once(study) -> None:
    with pytest.raises(InputError) as caught:
        questions.needed(
            study / "tiny.yaml", "homes_addd", 1.0, homes_in="T9", projects=("P9",), until=2031, futures=101,
            out=study / "results",
        )  # fmt: skip
    found = {(one.file, one.code) for one in caught.value.problems}
    assert found == {
        ("--indicator", "scenario.unknown_variables"), ("--homes-in", "scenario.unknown_name"),
        ("--project", "scenario.unknown_name"), ("--until", "scenario.year_outside"), ("--in", "rehearse.share"),
    }  # fmt: skip


@pytest.mark.parametrize("variable", ["opening_year", "homes_completed", "link_load_extra"])
def test_an_outcome_without_reference_dates_is_refused(study, variable) -> None:
    with pytest.raises(InputError) as caught:
        questions.needed(study / "tiny.yaml", variable, 1.0, out=study / "results")
    assert [one.code for one in caught.value.problems] == ["needed.dims"]


def test_a_bad_measure_is_refused_before_anything_is_run(study, capsys) -> None:
    code = main(asked(study, "--indicator", "homes_added", "--signal", "5", "--measure", "levers.housing.pace=3"))
    assert code == 2
    assert "--measure  levers.housing.pace" in capsys.readouterr().err
