"""Openings: by hand, never, or drawn; open on 1 July of the year."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.inputs import NEVER
from balanssim.procedures import infrastructure, simulate
from tests.middle import real, tiny

YEARS = range(2024, 2031)


@pytest.mark.parametrize(
    ("opening", "first"),
    [(2027.0, 2027), (2027.5, 2027), (2027.51, 2028), (2026.9, 2027), (2030.5, 2030), (2030.6, None), (NEVER, None)],
)
def test_open_means_opened_by_1_july(opening: float, first: int | None) -> None:
    is_open = infrastructure.open_by_year(np.array([[opening]]), YEARS)[:, 0, 0]
    expected = [first is not None and year >= first for year in YEARS]
    assert is_open.tolist() == expected


def test_openings_follow_the_lever_or_the_draw() -> None:
    case = tiny("levers.infrastructure.P1_BRIDGE.opening=2028", "levers.infrastructure.P2_METRO.opening=procedures")
    block = case.block(list(range(65)))
    years = infrastructure.opening_years(case.inputs, block)
    assert np.unique(years[case.project("P1_BRIDGE")]).tolist() == [2028.0]
    drawn = years[case.project("P2_METRO")]
    np.testing.assert_array_equal(drawn, block.values["infrastructure.P2_METRO.opening_year"])
    assert np.unique(drawn).size == 65


def test_never_stays_closed_in_every_year_and_draw() -> None:
    case = tiny("levers.infrastructure.P2_METRO.opening=never")
    outcome = simulate(case.inputs, case.block([0, 1, 2]))
    assert not outcome.infrastructure_open[:, case.project("P2_METRO")].any()
    assert (outcome.milestone_year[case.project("P2_METRO"), "opening"] == NEVER).all()


def test_a_plan_that_waits_for_a_decision_never_comes_before_it() -> None:
    # nieuw-1 (T1-N) waits for the decision on the metro, eight years before its opening.
    for opening, first in (("never", None), ("2028", 2027), ("2030", 2027)):
        case = tiny(f"levers.infrastructure.P2_METRO.opening={opening}", "known_outcomes=forget")
        outcome = simulate(case.inputs, case.block(list(range(65))))
        built = outcome.completions[:, case.zone("T1-N")].sum(axis=(1, 2))
        assert (built > 0).any() == (first is not None)
        if first is not None:
            assert built[: first - 2024].max() == 0.0
        decision = outcome.milestone_year[case.project("P2_METRO"), "preferred_decision"]
        lead = case.inputs.infrastructure.decision_lead[case.project("P2_METRO")]
        np.testing.assert_allclose(decision, (NEVER if opening == "never" else float(opening)) - lead)


def test_a_project_is_closed_on_the_base_date_of_every_draw() -> None:
    # The base matrix was observed without it; some draws of HOV Gooi open in the base year.
    case = real("omgevingsvisie")
    outcome = simulate(case.inputs, case.block(list(range(1, 129))))
    opening = outcome.milestone_year[case.project("P21_HOV_GOOI"), "opening"]
    assert (opening < 2024.5).any()
    assert not outcome.infrastructure_open[0].any()
    assert outcome.infrastructure_open[1, case.project("P21_HOV_GOOI"), opening < 2025.5].all()
    by_hand = tiny("levers.infrastructure.P1_BRIDGE.opening=2024")
    is_open = simulate(by_hand.inputs, by_hand.block([0])).infrastructure_open[:, by_hand.project("P1_BRIDGE"), 0]
    assert is_open.tolist() == [False, *[True] * 6]
