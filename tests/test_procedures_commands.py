"""``balanssim procedures``: when projects and plans come, why so late, the money, and the round that is in time."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import xarray as xr

from balanssim import api, questions, rehearse
from balanssim.cli import main
from balanssim.compare import deliveries, lateness
from balanssim.errors import InputError
from balanssim.rehearse import Arrivals, Round
from balanssim.report import procedures, rows, together
from balanssim.report.rehearsal import Rehearsal
from tests.middle import tiny_resolved

METRO, A6, A27 = "P01_IJMEER_METRO", "P03_A6_LLS", "P04_A27_ZWE"
DRAWS = 64


@cache
def rehearsed() -> Rehearsal:
    overrides = (f"levers.infrastructure.{A6}.opening=procedures", f"levers.infrastructure.{A27}.opening=2035")
    return questions.rehearse("balanssim:wonen-eerst", draws=DRAWS, overrides=overrides)


#: The tiny region, both projects by procedures and with their money, and nobody spared an appeal.
CROWDED = (
    "procedures.road.appeal.probability=1",
    "procedures.metro.appeal.probability=1",
    "procedures.housing.appeal.probability=1",
    "procedures.metro.exploration.duration=0.3",
    "procedures.metro.elaboration.duration=0.2",
    "levers.infrastructure.P2_METRO.extra_funding_meuro=1550",
)
COURTS = {"wide": CROWDED, "small": (*CROWDED, "procedures.resources.council_of_state.capacity=1")}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Rehearsal, xr.Dataset]]:
    """The tiny region with a wide and a small court: rehearsed, and as a run."""
    out, found = tmp_path_factory.mktemp("runs"), {}
    for name, overrides in COURTS.items():
        resolved = tiny_resolved(*overrides)
        run = api.simulate(resolved, draws=70, out=out, workers=1)
        found[name] = (questions.rehearse(resolved, draws=70), run)
    return found


@pytest.mark.parametrize("court", list(COURTS))
def test_show_and_a_run_give_the_same_years(crowded: dict[str, tuple[Rehearsal, xr.Dataset]], court: str) -> None:
    rehearsed_, run = crowded[court]
    found = rehearsed_.found
    opening = np.where(found.opening > found.end + 0.5, 9999.0, found.opening)
    np.testing.assert_array_equal(run["opening_year"].transpose("project", "draw").values, opening.astype(np.float32))
    delays = run["project_delay"].transpose("project", "delay", "draw").values
    np.testing.assert_array_equal(delays, found.delays.astype(np.float32))
    plans = list(found.plans.ids)
    for name, ours in (("plan_homes", found.plans.size), ("plan_delivered", found.plans.arrived)):
        stored = run[name].sel(plan=plans).transpose("plan", "draw").values
        np.testing.assert_array_equal(stored, ours.astype(np.float32))
    waiting = run["plan_waiting"].sel(plan=plans).transpose("plan", "wait", "draw").values
    ours = found.plans.delays[:, : waiting.shape[1]]
    np.testing.assert_allclose(waiting, ours, atol=1e-6)


def test_a_small_court_makes_projects_and_plans_wait(crowded: dict[str, tuple[Rehearsal, xr.Dataset]]) -> None:
    wide, small = (crowded[court][0].found for court in COURTS)
    assert (small.opening != wide.opening).any(axis=1).all()
    line = small.plans.causes.index("council_of_state")
    assert wide.plans.delays[:, line].max() == 0.0
    assert small.plans.delays[:, line].max() > 0.5


@pytest.mark.parametrize("court", list(COURTS))
def test_a_round_and_a_run_with_that_decision_give_the_same_years(court: str) -> None:
    resolved = together.resample(tiny_resolved(*COURTS[court]), 16, 1)
    found = rehearse.rounds(resolved, api.load_region(resolved.region_path), "P1_BRIDGE", 2030)
    assert [one.year for one in found][:3] == [2023, 2024, 2025]
    for one in found[1:]:
        again = tiny_resolved(*COURTS[court], f"levers.infrastructure.P1_BRIDGE.paused_until={one.year}")
        np.testing.assert_array_equal(questions.rehearse(again, draws=16).found.opening[0], one.opening)
    assert (found[0].opening <= 2030.5).any()
    assert (found[-1].opening > 2030.5).all()  # nothing is asked beyond the first round that is too late in all worlds


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
    found = questions.latest_decision("balanssim:referentie", METRO, open_by=2045, futures=30, draws=DRAWS)
    shares = [line.share for line in found.answer.lines]
    assert shares == sorted(shares, reverse=True)
    assert found.answer.lines[0].year == 2027  # that of 2026 decides on the route to an exploration (F159)
    assert found.route == 2026
    soon = questions.latest_decision("balanssim:referentie", METRO, open_by=2026, futures=30, draws=1)
    assert [(line.year, line.share) for line in soon.answer.lines] == [(2027, 0.0)]  # too late, but not without rounds
    assert shares[0] > 0.3
    assert found.answer.latest is not None
    assert found.answer.years == pytest.approx(1.0, abs=0.5)
    paused = questions.latest_decision("balanssim:referentie", A6, open_by=2040, futures=50, draws=DRAWS)
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
        questions.latest_decision("balanssim:referentie", project, open_by=open_by, futures=futures, draws=1)
    assert [problem.code for problem in error.value.problems] == [code]


def arrivals() -> Arrivals:
    """Two plans of 100 and 300 homes in four worlds: the first drops out in the last, the second never ends there."""
    size = np.array([[100.0] * 4, [300.0] * 4])
    return Arrivals(
        ids=("a", "b"), zone=("Z", "Z"), kind=("homes",) * 2, size=size,
        lost=np.array([[0, 0, 50, 100], [0, 0, 0, 30.0]]), arrived=np.array([[100, 100, 50, 0], [300, 300, 300, 90.0]]),
        ready=np.array([[2030.5, 2031, 2032, np.nan], [2033, 2034, 2035, 2036]]),
        first=np.array([[2030, 2031, 2032, np.nan], [2033, 2034, 2035, 2036]]),
        done=np.array([[2033, 2034, 2035, np.nan], [2040, 2041, 2042, 9999]]),
        causes=("release", "court"), delays=np.array([[[0, 0, 0, 0], [1, 1, 1, 1]], [[4, 4, 4, 0], [1, 1, 1, 1.0]]]),
        waits_for=("", "P"),
    )  # fmt: skip


def test_plans_alone_and_together_worked_out_by_hand() -> None:
    one, other, both = (deliveries.delivered(arrivals(), chosen, [2034, 2041]) for chosen in ([0], [1], [0, 1]))
    assert (one.first, one.last) == ((2030, 2031, 2032), (2032, 2033, 2034))  # of the three worlds in which it is left
    assert (one.dropped, one.finished, one.lost) == (0.25, 0.75, 0.375)
    assert one.by_year == ((2034, 0.5), (2041, 0.75))
    assert one.causes == (("court", 1.0),)
    assert (other.last[2], other.dropped, other.finished, other.by_year[1]) == (9999, 0.0, 0.75, (2041, 0.5))
    assert (other.causes, other.waits_for) == ((("release", 3.0), ("court", 1.0)), "P")
    assert (both.size[1], both.first, both.dropped, both.waits_for) == (400, (2030, 2031, 2036), 0.0, "")
    assert both.arrived == pytest.approx(np.quantile([400, 400, 350, 90], (0.1, 0.5, 0.9)))
    assert both.causes == (("release", 0.75 * 3.0), ("court", 1.0))  # by the size of the plans
    assert deliveries.largest(arrivals(), 1) == [1]


def test_a_plan_of_which_nothing_is_left_has_no_years() -> None:
    gone = replace(arrivals(), done=np.full((2, 4), np.nan), ready=np.full((2, 4), np.nan))
    found = deliveries.delivered(gone, [0], [2041])
    assert (found.dropped, found.finished, found.by_year) == (1.0, 0.0, ((2041, 0.0),))
    assert np.isnan([*found.first, *found.last]).all()


def test_plans_in_the_text_add_up_to_all_plans_and_every_plan_is_in_the_json() -> None:
    rehearsed_ = rehearsed()
    found, years = rehearsed_.found.plans, [2031, 2041]
    lines = rows.of_plans(found, rehearsed_.region, years, "nl")
    assert sorted(plan for line in lines for plan in line.found.ids) == sorted(found.ids)
    assert "lokaal-GM0363-ZU" not in found.ids  # stands for all plans of a district elsewhere
    plain = rehearsed_.to_json("nl")
    assert [one["id"] for one in plain["plans"]] == list(found.ids)
    pampus = next(one for one in plain["plans"] if one["id"] == "pampus-rest")
    assert (pampus["unit"], pampus["waits_for"], pampus["by_year"][2031]) == ("homes", METRO, 0.0)
    assert pampus["causes"]["decision"] > 0.0
    dropping = [one for one in plain["plans"] if one["dropped"] > 0.0]
    assert dropping
    assert all(one["lost"] >= one["dropped"] for one in dropping)
    assert {one["unit"] for one in plain["work_locations"]} == {"ha", "m2"}
    text = rehearsed_.text("nl")
    assert "Almere Pampus, vervolg wacht op het besluit over IJmeerverbinding." in " ".join(text.split())


def test_homes_of_every_plan_come_drop_out_or_are_still_there() -> None:
    found = rehearsed().found.plans
    assert (found.arrived + found.lost <= found.size + 1e-6).all()
    finished = found.done <= 2051
    np.testing.assert_allclose((found.arrived + found.lost)[finished], found.size[finished], atol=0.5)
    there = ~np.isnan(found.done)
    assert (found.first[there] <= found.done[there]).all()
    assert (found.first[there] >= np.floor(np.minimum(found.ready, 9999.0))[there]).all()


def test_progress_counts_blocks_and_rounds() -> None:
    told: list[tuple[int, int, str]] = []
    resolved = tiny_resolved(*COURTS["wide"])
    questions.rehearse(resolved, draws=70, progress=lambda *one: told.append(one))
    assert told == [(1, 2, "tiny"), (2, 2, "tiny")]
    told.clear()
    questions.latest_decision(resolved, "P1_BRIDGE", open_by=2026, draws=70, progress=lambda *one: told.append(one))
    assert [done for done, *_ in told] == list(range(1, len(told) + 1))
    assert {(total, name) for _, total, name in told} == {(8, "tiny")}  # rounds of 2023 to 2026, two blocks each
    assert len(told) <= 8


def test_commands_give_text_json_and_exit_codes(capsys, monkeypatch) -> None:
    found = rehearsed().found  # before what it asks is replaced, also where this test is the first
    monkeypatch.setattr(rehearse, "rehearse", lambda *_: found)
    assert main(["procedures", "show", "balanssim:wonen-eerst", "--draws", "64", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    groups = {"projects", "plans", "work_locations", "programmes"}
    assert {"scenario", "draws", "seed", "horizon_end", *groups} == set(shown)
    assert shown["projects"][0]["money"]["per_home_eur"] == 150_000.0
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
