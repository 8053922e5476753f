"""Policies of a sweep side by side: regret, measures, years in which thresholds fall, and convergence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balanssim import cli
from balanssim.errors import RunError
from balanssim.report import policies
from balanssim.sweep import convergence, load, reading, regret, run, years
from balanssim.sweep.rules import better, limit
from balanssim.sweep.schema import Outcome
from tests.sweep.support import study

PACE = "levers.housing.pace_cap.T1"
ASKED: dict[str, Any] = {
    "measures": {
        "meer": {"title": {"nl": "Meer woningen", "en": "More homes"}, "set": {PACE: 350}},
        "niets": {"title": {"nl": "Niets", "en": "Nothing"}, "set": {"levers.procedures.planners_factor": 1.0001}},
    },
    "set": {PACE: 20},
    "outcomes": [
        {"outcome": "homes_added@T1", "threshold": 600, "kind": "ambitie"},
        {"outcome": "homes_added@T1@2026", "better": "more"},
        "opening_year@P1_BRIDGE",
    ],
    "design": {"method": "lhs", "size": 160},
}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A study with two measures, computed: its file and its folder."""
    path = study(tmp_path_factory.mktemp("policies"), **ASKED)
    return path, run.run(load.load(path), out=path.parent, workers=1).path


def told(path: Path, capsys: pytest.CaptureFixture[str], *command: str) -> Any:
    capsys.readouterr()
    assert cli.main(["sweep", command[0], str(path), "--out", str(path.parent), *command[1:]]) == 0
    out = capsys.readouterr().out
    return json.loads(out) if "--json" in command else out


def test_regret_is_what_a_policy_falls_short_of_the_best_in_the_same_world() -> None:
    values = np.array([[3.0, 1.0, 5.0], [2.0, 4.0, 5.0]])
    np.testing.assert_array_equal(regret.shortfall(values, more=True), [[0, 3, 0], [1, 0, 0]])
    np.testing.assert_array_equal(regret.shortfall(values, more=False), [[1, 0, 0], [0, 3, 0]])


@pytest.mark.parametrize(
    ("given", "direction"),
    [
        ({"threshold": 1, "kind": "ambitie"}, 1),
        ({"threshold": 1, "kind": "afspraak", "below": True}, -1),
        ({"threshold": 1, "kind": "signaalwaarde"}, -1),
        ({"threshold": 1, "kind": "signaalwaarde", "below": True}, 1),
        ({"threshold": 1, "kind": "rekenwaarde"}, 0),
        ({"threshold": 1, "kind": "signaalwaarde", "better": "more"}, 1),
        ({}, 0),
    ],
)
def test_what_is_better_follows_from_the_threshold(given: dict[str, Any], direction: int) -> None:
    assert better(Outcome(outcome="homes@T1", **given)) == direction


@pytest.mark.parametrize(
    ("given", "held_to"),
    [
        ({"outcome": "opening_year@P1", "threshold": 2046, "below": True}, 2046.5),  # open in 2046 is in time
        ({"outcome": "opening_year@P1", "threshold": 2046}, 2045.5),
        ({"outcome": "homes@T1", "threshold": 2046, "below": True}, 2046.0),
    ],
)
def test_a_year_is_held_to_as_it_is_written(given: dict[str, Any], held_to: float) -> None:
    assert limit(Outcome(kind="rekenwaarde", **given)) == held_to


def test_each_measure_is_a_policy_by_itself_on_what_the_study_sets(swept: tuple[Path, Path]) -> None:
    loaded = load.load(swept[0])
    assert [policy.measure for policy in loaded.policies] == ["", "meer", "niets"]
    caps = [policy.resolved.scenario.levers.housing.pace_cap["T1"] for policy in loaded.policies]
    assert [float(cap) for cap in caps] == [20, 350, 20]


def test_a_measure_that_helps_everywhere_is_no_regret_and_one_that_does_nothing_is_not(
    swept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    regrets, (more, nothing) = regret.compare(swept[1])
    assert more.no_regret
    assert not nothing.no_regret
    assert nothing.worst.holds
    assert nothing.worst.median == 0
    for one in regrets:  # of the outcomes with a direction
        by_name = {line.measure: line for line in one.policies}
        assert by_name["meer"].best == 1
        assert by_name["meer"].most == 0
        assert by_name[""].mean == pytest.approx(by_name["niets"].mean)
    assert [(one.year, one.more) for one in regrets] == [(2030, True), (2026, True)]
    assert regrets[0].policies[0].mean > 0
    found = told(swept[0], capsys, "regret", "--json")
    assert [one["no_regret"] for one in found["measures"]] == [True, False]
    shown = told(swept[0], capsys, "regret", "--lang", "nl")
    assert "als we het anders treffen" in shown.lower()
    assert "Meer woningen" in shown
    assert "nee: nergens in 75 van 100 beter" in shown


def test_a_measure_that_harms_in_one_outcome_is_told_where() -> None:
    changes = [
        regret.Change("a", {}, "homes", "T1", 2030, True, share, 0.0, 0.0, 0.0, gains, True)
        for share, gains in ((1.0, True), (0.4, False), (0.8, False))
    ]
    measured = regret.Measured("m", "m", "m", 10, tuple(changes))
    assert not measured.no_regret
    assert measured.worst is changes[1]


def test_a_change_within_what_the_equilibrium_is_near_to_counts_as_none() -> None:
    without = np.linspace(800.0, 1200.0, 40)
    asked = Outcome(outcome="commute_load_extra@hollandse-brug@2041", better="less")
    for shift, share, equal, gains in ((-6.0, 1.0, True, False), (-30.0, 1.0, False, True), (30.0, 0.0, False, False)):
        found = regret.change({"scenario": "a", "levers": {}}, asked, 2041, np.stack([without, without + shift]))
        assert (found.share, found.equal, found.gains) == (share, equal, gains)


def test_a_year_later_is_no_rounding_of_the_calendar() -> None:
    """A thousandth of 2041 is two years: dates are equal only where they are."""
    without = np.linspace(2040.0, 2050.0, 40)
    asked = Outcome(outcome="opening_year@P1_BRIDGE", better="less")
    for shift, share, equal, gains in ((0.0, 1.0, True, False), (1.0, 0.0, False, False), (-0.5, 1.0, False, True)):
        found = regret.change({"scenario": "a", "levers": {}}, asked, 0, np.stack([without, without + shift]))
        assert (found.share, found.equal, found.gains) == (share, equal, gains)


def test_years_are_those_of_the_first_crossing() -> None:
    course = np.array([[0.0, 5.0, 2.0], [0.0, 1.0, 2.0], [9.0, 9.0, 9.0]])
    np.testing.assert_array_equal(years.first(course, [2024, 2025, 2026], 4.0, below=False), [2025, 2027, 2024])
    np.testing.assert_array_equal(years.first(course, [2024, 2025, 2026], 0.0, below=True), [2024, 2024, 2027])


def test_a_threshold_falls_earlier_with_the_measure(
    swept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    without, more, nothing = years.thresholds(swept[1])
    assert without.quantiles == nothing.quantiles
    last = max(without.by_year)
    assert (more.quantiles[1] or last + 1) < (without.quantiles[1] or last + 1)
    assert more.by_year[last] == pytest.approx(1 - more.never)
    assert list(more.by_year.values()) == sorted(more.by_year.values())
    assert len(told(swept[0], capsys, "years", "--json")["years"]) == 3
    assert "tiny + meer" in told(swept[0], capsys, "years", "--lang", "en")


def test_convergence_has_a_row_for_each_smaller_study_that_bears_it(
    swept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    found = convergence.follow(swept[1])[0]
    assert [step.worlds for step in found.steps] == [20, 40, 80, 160]
    assert not found.steps[0].indices  # PAWN asks for 150 worlds
    assert len(found.steps[-1].indices) == convergence.FOLLOWED
    assert found.steps[-1].half_width < found.steps[0].half_width
    assert found.settled == (abs(found.steps[-1].mean - found.steps[-2].mean) <= found.steps[-2].half_width)
    assert told(swept[0], capsys, "convergence", "--json")["convergence"][0]["steps"][-1]["worlds"] == 160
    assert "160" in told(swept[0], capsys, "convergence", "--lang", "en")


def test_without_another_policy_or_a_direction_regret_is_refused(tmp_path: Path) -> None:
    small = {"design": {"method": "lhs", "size": 20}}
    for changes, code in (
        ({"outcomes": [{"outcome": "homes_added@T1", "better": "more"}]}, "sweep.one_policy"),
        ({"measures": ASKED["measures"], "set": ASKED["set"]}, "sweep.no_better"),
    ):
        done = run.run(load.load(study(tmp_path, **changes, **small)), out=tmp_path, workers=1)
        with pytest.raises(RunError) as caught:
            regret.compare(done.path)
        assert caught.value.code == code
        assert str(caught.value)


def test_a_mistake_in_a_measure_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {
        "m": {"title": {"nl": "m", "en": "m"}, "set": {"levers.housing.builders_facter": 1.2, "sampling.draws": 3}}
    }
    assert cli.main(["sweep", "check", str(study(tmp_path, measures=wrong)), "--lang", "en"]) == 2
    shown = capsys.readouterr().err
    assert "builders_factor" in shown
    assert "sampling.draws" in shown
    assert "study.yaml:" in shown
    assert "Traceback" not in shown


def test_a_measure_that_changes_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = study(tmp_path, measures=ASKED["measures"], set={PACE: 350})
    assert cli.main(["sweep", "check", str(path), "--lang", "en"]) == 2
    assert "'meer' changes nothing of 'tiny'" in capsys.readouterr().err


def test_a_circumstance_is_told_and_never_called_no_regret(swept: tuple[Path, Path], tmp_path: Path) -> None:
    """The same policies, of which the study now says that nobody takes the first one to make things better."""
    measures = {**ASKED["measures"], "meer": {**ASKED["measures"]["meer"], "circumstance": True}}
    path = study(swept[0].parent, **{**ASKED, "measures": measures})
    try:
        again = run.run(load.load(path), out=path.parent, workers=1)
        assert (again.path, again.computed) == (swept[1], 0)
        _, (befalls, nothing) = regret.compare(again.path)
        assert (befalls.circumstance, befalls.no_regret) == (True, False)
        assert all(one.holds for one in befalls.changes)
        shown = policies.regrets([], [befalls, nothing], "en")
        assert (befalls.title_en in shown, nothing.title_en in shown) == (False, True)
    finally:
        run.run(load.load(study(swept[0].parent, **ASKED)), out=path.parent, workers=1)


def test_a_study_that_asks_otherwise_says_so_and_takes_what_is_there(tmp_path: Path) -> None:
    """Words, outcomes and thresholds are no part of a run: its numbers stay, the record follows the file."""
    small = {"design": {"method": "lhs", "size": 20}}
    first = run.run(load.load(study(tmp_path, **small)), out=tmp_path, workers=1)
    other = load.load(study(tmp_path, **small, outcomes=["population@T1@2030"]))
    with pytest.raises(RunError) as caught:
        run.kept(other, tmp_path)
    assert (caught.value.code, str(caught.value) != caught.value.code) == ("sweep.study_changed", True)
    again = run.run(other, out=tmp_path, workers=1)
    assert (again.path, again.computed) == (first.path, 0)
    assert run.kept(other, tmp_path) == first.path
    assert reading.read(first.path).outcomes == ("population@T1@2030",)
