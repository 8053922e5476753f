"""Projects in the walk: decisions at meetings, money, pauses, another project first, appeals, building, opening."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from balanssim.dims import DELAYS
from balanssim.inputs import NEVER
from balanssim.procedures import calendar, infrastructure, money, simulate
from balanssim.procedures.chain_infrastructure import releases
from tests.middle import Case, quick, real, tiny

YEARS = range(2024, 2031)
METRO, ROAD, A6, A27 = "P01_IJMEER_METRO", "P02_IJMEERWEG", "P03_A6_LLS", "P04_A27_ZWE"
#: No meeting slips or is missed, and the whole is as long as its stages.
CALM = (
    "uncertainties.procedures.meeting_slips=0",
    "uncertainties.procedures.meeting_missed=0",
    "uncertainties.procedures.infrastructure_duration_factor=1",
)
#: Exploration just under two years, elaboration three, no appeal, seven years of building.
FIXED = (
    "procedures.metro.exploration.duration=1.9",
    "procedures.metro.elaboration.duration=3",
    "procedures.metro.appeal.probability=0",
    "procedures.metro.realisation.duration=7",
)
LABELS = list(range(1, 65))


def lever(project: str, **values: Any) -> tuple[str, ...]:
    """Overrides of a project that follows procedures."""
    return tuple(f"levers.infrastructure.{project}.{name}={value}" for name, value in values.items())


def dates(case: Case, project: str, labels: list[int] = LABELS) -> dict[str, np.ndarray]:
    found = simulate(case.inputs, case.block(labels)).milestone_year
    return {step: date for (place, step), date in found.items() if place == case.project(project)}


def delay(case: Case, project: str) -> dict[str, np.ndarray]:
    found = simulate(case.inputs, case.block(LABELS)).delays[case.project(project)]
    return dict(zip(DELAYS, found, strict=True))


# ---- when a project is open ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "first"),
    [(2027.0, 2027), (2027.5, 2027), (2027.51, 2028), (2026.9, 2027), (2030.5, 2030), (2030.6, None), (NEVER, None)],
)
def test_open_means_opened_by_1_july(opening: float, first: int | None) -> None:
    is_open = infrastructure.open_by_year(np.array([[opening]]), YEARS)[:, 0, 0]
    expected = [first is not None and year >= first for year in YEARS]
    assert is_open.tolist() == expected


def test_a_project_is_closed_on_the_base_date_of_every_draw() -> None:
    # The base matrix was observed without it; a part of HOV Gooi opens in the base year.
    case = real("omgevingsvisie")
    outcome = simulate(case.inputs, case.block(list(range(1, 129))))
    opening = outcome.milestone_year[case.project("P21_HOV_GOOI"), "opening"]
    assert not outcome.infrastructure_open[0].any()
    assert outcome.infrastructure_open[1, case.project("P21_HOV_GOOI"), opening < 2025.5].all()
    by_hand = tiny("levers.infrastructure.P1_BRIDGE.opening=2024")
    is_open = simulate(by_hand.inputs, by_hand.block([0])).infrastructure_open[:, by_hand.project("P1_BRIDGE"), 0]
    assert is_open.tolist() == [False, *[True] * 6]


# ---- by hand, never, under construction ----------------------------------------------------------------------------


def test_never_stays_closed_in_every_year_and_draw() -> None:
    case = tiny("levers.infrastructure.P2_METRO.opening=never")
    outcome = simulate(case.inputs, case.block([0, 1, 2]))
    assert not outcome.infrastructure_open[:, case.project("P2_METRO")].any()
    assert (outcome.milestone_year[case.project("P2_METRO"), "opening"] == NEVER).all()
    assert np.isnan(outcome.delays[case.project("P2_METRO")]).all()


def test_an_opening_by_hand_dates_its_decisions_back_from_there() -> None:
    found = dates(real("ijmeer-2035"), METRO, [0, 1, 2])
    assert found["opening"].tolist() == [2035.0] * 3
    assert found["preferred_decision"].max() < 2025.0  # 12.5 years before: no earlier than where the project stands
    later = dates(real("omgevingsvisie"), METRO, [0, 1, 2])
    assert later["preferred_decision"].tolist() == [2040 - 12.5] * 3
    order = [
        later[name][0] for name in ("funding", "start_decision", "preferred_decision", "project_decision", "opening")
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("project", ["P08_ZUIDASDOK", "P11_A9_BAHO", "P20_PHS_GOOI", "P21_HOV_GOOI"])
def test_what_is_being_built_opens_in_its_own_band(project: str) -> None:
    case = quick("referentie")
    opening = dates(case, project)["opening"]
    low, _, high = case.inputs.infrastructure.band[:, case.project(project)]
    assert opening.min() >= max(low, case.inputs.infrastructure.status[case.project(project)])
    assert opening.max() <= high
    assert np.unique(opening).size == len(LABELS)
    assert sum(cause.sum() for cause in delay(case, project).values()) == 0.0


# ---- meetings ------------------------------------------------------------------------------------------------------


def test_meetings_held_are_fixed_and_later_ones_slip_to_january_or_are_missed() -> None:
    case = quick(
        "referentie", "uncertainties.procedures.meeting_slips=0.3", "uncertainties.procedures.meeting_missed=0.1"
    )
    years, planned = calendar.listed(case.inputs)
    assert years.tolist() == list(range(2024, 2052))
    assert planned[:2] == pytest.approx([2024.85, 2026.02], abs=0.01)
    met = calendar.meetings(case.inputs, case.block(list(range(1, 129))))
    assert (met[:2] == planned[:2, None]).all()
    later, slipped = met[2:], met[2:] > planned[2:, None] + 0.01
    assert np.isnan(later).mean() == pytest.approx(0.1, abs=0.02)
    assert slipped.mean() == pytest.approx(0.3, abs=0.03)
    assert later[slipped] % 1.0 == pytest.approx(calendar.JANUARY)
    assert (np.floor(later[slipped]) == np.broadcast_to(years[2:, None] + 1, later.shape)[slipped]).all()


def test_the_central_run_has_every_round_later_by_what_luck_costs_in_expectation() -> None:
    case = quick(
        "referentie", "uncertainties.procedures.meeting_slips=0.3", "uncertainties.procedures.meeting_missed=0.1"
    )
    planned = calendar.planned(case.inputs, 2030)
    met = calendar.meetings(case.inputs, case.block([0]))[2030 - 2024, 0]
    assert met == pytest.approx(planned + 0.3 * (2031 + calendar.JANUARY - planned) + 0.1)


def test_the_crossing_step_by_step() -> None:
    """Route at BO MIRT 2026, start at that of 2027, preferred decision two years on, each in November."""
    case = quick("referentie", *CALM, *FIXED, *lever(METRO, opening="procedures", extra_funding_meuro=6750))
    found = dates(case, METRO)
    expected = {
        "route_decision": calendar.planned(case.inputs, 2026),
        "start_decision": calendar.planned(case.inputs, 2027),
        "preferred_decision": calendar.planned(case.inputs, 2029),
        "opening": calendar.planned(case.inputs, 2029) + 10.0,
    }
    for step, date in expected.items():
        np.testing.assert_allclose(found[step], date, err_msg=step)


def test_a_missed_round_costs_a_year() -> None:
    money_there = {"opening": "procedures", "extra_funding_meuro": 6750}
    for year in (2028, 2029, 2030):
        one, other = (
            dates(quick("referentie", *CALM, *FIXED, *lever(METRO, **money_there, start_decision=start)), METRO)
            for start in (year, year + 1)
        )
        np.testing.assert_allclose(other["opening"] - one["opening"], 1.0, atol=0.02)
    missed = quick("referentie", *FIXED, *lever(METRO, **money_there), "uncertainties.procedures.meeting_missed=0.5")
    met = calendar.meetings(missed.inputs, missed.block(LABELS))
    start = dates(missed, METRO)["start_decision"]
    without = np.isnan(met[2027 - 2024]) & ~np.isnan(met[2026 - 2024])
    assert without.any()
    assert (start[without] > 2028.5).all()


# ---- money ---------------------------------------------------------------------------------------------------------


def test_no_money_no_start() -> None:
    case = quick("referentie", *lever(METRO, opening="procedures", extra_funding_meuro=4500))
    seen = money.in_sight(case.inputs.infrastructure, money.costs(case.inputs, case.block(LABELS)))[case.project(METRO)]
    assert 0 < seen.sum() < len(LABELS)
    found, why = dates(case, METRO), delay(case, METRO)
    for step in ("funding", "start_decision", "preferred_decision"):
        assert ((found[step] < NEVER) == seen).all()
    assert (found["opening"][~seen] == NEVER).all()
    assert (why["funding"][~seen] > 23.0).all()
    assert (why["funding"][seen] == 0.0).all()


def test_the_second_door_opens_for_all_worlds() -> None:
    short, enough = (
        dates(quick("referentie", *lever(METRO, opening="procedures", housing_mobility_meuro=sum_)), METRO)[
            "start_decision"
        ]
        for sum_ in (5999, 6000)
    )
    assert (short == NEVER).all()
    assert (enough < NEVER).all()


# ---- pauses, other projects, nitrogen ------------------------------------------------------------------------------


def test_a_pause_ends_by_the_queue_or_by_the_scenario() -> None:
    case = quick("referentie", *lever(A27, opening="procedures"), *lever(A6, opening="procedures"))
    block = case.block(LABELS)
    since = case.inputs.infrastructure.status[case.project(A27)]
    free = releases(case.inputs, block)
    np.testing.assert_allclose(free[case.project(A27)], since + 1.0 / block.values["procedures.restart_pace"])
    assert (free[case.project(A6)] >= 2030.0).all()
    assert (free[case.project(A6)] > free[case.project(A27)]).all()
    assert (dates(case, A27)["release"] >= free[case.project(A27)]).all()
    assert (delay(case, A27)["pause"] > 0.0).all()
    chosen = quick("referentie", *CALM, *lever(A27, opening="procedures", paused_until=2029))
    assert dates(chosen, A27)["release"].tolist() == [calendar.planned(chosen.inputs, 2029)] * len(LABELS)


def test_a_project_waits_for_the_milestone_of_another() -> None:
    paid = lever(ROAD, opening="procedures", extra_funding_meuro=4500)
    case = quick("referentie", *lever(METRO, opening="procedures", extra_funding_meuro=6750), *paid)
    metro, road = dates(case, METRO), dates(case, ROAD)
    assert (road["required"] == metro["preferred_decision"]).all()
    assert (road["start_decision"] >= metro["preferred_decision"]).all()
    without = quick("referentie", *paid)
    assert (dates(without, ROAD)["opening"] == NEVER).all()
    assert (delay(without, ROAD)["requires"] > 20.0).all()


def test_nitrogen_holds_up_roads_by_the_years_of_its_lever_and_nothing_else() -> None:
    roads = (*lever(A27, opening="procedures"), *lever(METRO, opening="procedures", extra_funding_meuro=6750))
    free, held = (quick("referentie", *roads, f"levers.procedures.nitrogen_road_years={years}") for years in (0, 4))
    before, after = dates(free, A27)["opening"], dates(held, A27)["opening"]
    there = after < NEVER
    assert there.any()
    np.testing.assert_allclose(after[there] - before[there], 4.0)
    np.testing.assert_array_equal(dates(free, METRO)["opening"], dates(held, METRO)["opening"])
    np.testing.assert_allclose(delay(held, A27)["nitrogen"], 4.0)


# ---- what always holds ---------------------------------------------------------------------------------------------


def test_a_plan_that_waits_for_a_decision_never_comes_before_it() -> None:
    # nieuw-1 (T1-N) waits for the decision on the metro, eight years before its opening.
    for opening, first in (("never", None), ("2028", 2027), ("2030", 2027)):
        case = tiny(f"levers.infrastructure.P2_METRO.opening={opening}", "known_outcomes=forget")
        outcome = simulate(case.inputs, case.block(list(range(65))))
        built = outcome.completions[:, case.zone("T1-N")].sum(axis=(1, 2))
        assert (built > 0).any() == (first is not None)
        if first is not None:
            assert built[: first - 2024].max() == 0.0


def test_longer_steps_for_all_never_bring_a_project_forward() -> None:
    roads = (*lever(A27, opening="procedures"), *lever(METRO, opening="procedures", extra_funding_meuro=6750))
    usual, slow = (
        simulate(case.inputs, case.block(LABELS)).milestone_year
        for case in (
            quick("referentie", *roads),
            quick("referentie", *roads, "levers.procedures.infrastructure_duration_factor=1.25"),
        )
    )
    assert all((slow[node] >= date).all() for node, date in usual.items())
    assert any((slow[node] > date).any() for node, date in usual.items())


def test_a_draw_does_not_depend_on_its_neighbours() -> None:
    case = quick("referentie", *lever(METRO, opening="procedures", extra_funding_meuro=4500))
    whole = dates(case, METRO)
    for labels in ([5], [64, 3, 17]):
        part = dates(case, METRO, labels)
        for step, date in part.items():
            np.testing.assert_array_equal(date, whole[step][[label - 1 for label in labels]], err_msg=step)
