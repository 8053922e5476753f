"""``balanssim procedures``: when projects open, why so late, their money, and the round that is in time."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from balanssim import api, rehearse
from balanssim.cli import main
from balanssim.compare import lateness
from balanssim.errors import InputError
from balanssim.rehearse import Round
from balanssim.report import procedures
from balanssim.report.rehearsal import Rehearsal
from tests.middle import quick

METRO, A6, A27 = "P01_IJMEER_METRO", "P03_A6_LLS", "P04_A27_ZWE"
DRAWS = 64


@cache
def rehearsed() -> Rehearsal:
    overrides = (f"levers.infrastructure.{A6}.opening=procedures", f"levers.infrastructure.{A27}.opening=2035")
    return api.rehearse("balanssim:wonen-eerst", draws=DRAWS, overrides=overrides)


def test_a_rehearsal_gives_the_openings_of_the_walk() -> None:
    case = quick("wonen-eerst", f"levers.infrastructure.{A6}.opening=procedures")
    from balanssim.procedures.projects import alone

    dated = alone(case.inputs, case.block(list(range(1, DRAWS + 1)))).milestone_year
    found = rehearsed().found
    np.testing.assert_array_equal(found.opening[found.projects.index(METRO)], dated[case.project(METRO), "opening"])
    np.testing.assert_array_equal(found.opening[found.projects.index(A6)], dated[case.project(A6), "opening"])


def test_projects_have_shares_causes_and_money() -> None:
    found = {one.project: one for one in rehearsed().projects("nl")}
    assert "P05_LELYLIJN" not in found  # never
    metro, a6, a27 = found[METRO], found[A6], found[A27]
    assert list(metro.by_year) == [2031, 2040, 2041]  # years of the goals
    assert list(metro.by_year.values()) == sorted(metro.by_year.values())
    assert metro.opened == (rehearsed().found.opening[0] < 9999).mean()
    assert a6.causes[0][0] == "pause"
    assert dict(a6.causes)["pause"] > 5.0
    assert [years for _, years in metro.causes] == sorted((years for _, years in metro.causes), reverse=True)
    assert (a27.setting, a27.median, a27.p10, a27.causes) == ("assumed", 2035.0, 2035.0, ())
    assert (metro.money.extra, metro.money.per_home) == (6750.0, 150_000.0)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "nl",
            (
                "2035 aangenomen",
                "pauze (",
                "75 procent zou 150.000 euro per woning vragen",
                "niet voor 2051",
                "0 % gedekt",
            ),
        ),
        (
            "en",
            ("2035 assumed", "pause (", "75 percent would ask 150,000 euro per home", "not before 2051", "0% covered"),
        ),
    ],
)
def test_text_says_what_is_assumed_what_delays_and_what_the_money_is(lang, words) -> None:
    text = rehearsed().text(lang).replace("\N{NO-BREAK SPACE}", " ")
    flat = " ".join(text.split())
    assert [word for word in words if word not in flat] == []
    assert max(len(line) for line in text.splitlines()) <= 125


def test_rounds_in_time_worked_out_by_hand() -> None:
    early, late = np.array([2040.0, 2041.5, 2043.0, 9999.0]), np.array([2041.0, 2042.5, 9999.0, 9999.0])
    rounds = [Round(2026, 2026.9, early), Round(2027, 2027.9, late), Round(2028, 2028.9, late + 5.0)]
    half = lateness.latest(rounds, 2041, 0.5)
    assert [line.share for line in half.lines] == [0.5, 0.25, 0.0]
    assert (half.latest, half.missed, half.lost, half.years) == (2026, 2026, 0.25, 1.0)
    quarter = lateness.latest(rounds, 2041, 0.25)
    assert (quarter.latest, quarter.lost) == (2027, 0.25)
    none = lateness.latest(rounds, 2041, 0.75)
    assert (none.latest, none.missed) == (None, 2026)
    assert "in geen enkele ronde gehaald. Bij BO MIRT 2026 in 50 van 100" in procedures.latest(
        none, "x", "y", 4, 2051, "nl"
    )


def test_an_earlier_round_is_never_worse_and_the_money_is_taken_to_be_there() -> None:
    found = api.latest_decision("balanssim:referentie", METRO, open_by=2045, futures=30, draws=DRAWS)
    shares = [line.share for line in found.answer.lines]
    assert shares == sorted(shares, reverse=True)
    assert found.answer.lines[0].year == 2026
    assert shares[0] > 0.3
    assert found.answer.latest is not None
    assert found.answer.years == pytest.approx(1.0, abs=0.5)
    paused = api.latest_decision("balanssim:referentie", A6, open_by=2040, futures=50, draws=DRAWS)
    assert paused.answer.latest is not None  # released by hand, whatever its place in the queue


@pytest.mark.parametrize(
    ("project", "open_by", "futures", "code"),
    [
        ("P01", 2045, 50, "scenario.unknown_projects"),
        (METRO, 2075, 50, "scenario.year_outside"),
        (METRO, 2045, 101, "rehearse.share"),
        ("P08_ZUIDASDOK", 2040, 50, "rehearse.no_decision"),
    ],
)
def test_questions_that_cannot_be_answered(project: str, open_by: int, futures: int, code: str) -> None:
    with pytest.raises(InputError) as error:
        api.latest_decision("balanssim:referentie", project, open_by=open_by, futures=futures, draws=1)
    assert [problem.code for problem in error.value.problems] == [code]


def test_commands_give_text_json_and_exit_codes(capsys, monkeypatch) -> None:
    monkeypatch.setattr(rehearse, "rehearse", lambda resolved, region: rehearsed().found)
    assert main(["procedures", "show", "balanssim:wonen-eerst", "--draws", "64", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"scenario", "draws", "seed", "horizon_end", "projects"} == set(found)
    assert found["projects"][0]["money"]["per_home_eur"] == 150_000.0
    assert main(["procedures", "show", "balanssim:wonen-eerst", "--draws", "64", "--lang", "en"]) == 0
    assert "IJmeer crossing" in capsys.readouterr().out
    rounds = [Round(2026, 2026.9, np.full(4, 2040.0)), Round(2027, 2027.9, np.full(4, 2041.0))]
    monkeypatch.setattr(rehearse, "rounds", lambda *_: rounds)
    question = ["procedures", "latest", "--project", METRO, "--open-by", "2040"]
    assert main([*question, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["latest"], answer["lost"], answer["scenario"]) == (2026, 1.0, "referentie")
    assert main(question) == 0
    assert "uiterlijk in BO MIRT 2026" in capsys.readouterr().out
    assert main([*question[:-2], "--lang", "en"]) == 2
    assert "--open-by" in capsys.readouterr().err
