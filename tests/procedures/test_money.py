"""Money in sight, worked out by hand: 75 percent of what a project costs, or a fixed sum that closes the gap."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from balanssim.compare.statements import statements
from balanssim.funding import Statement
from balanssim.procedures import money
from balanssim.region.read import load_region
from balanssim.scenario import load
from tests.middle import quick, real, tiny

METRO = "P2_METRO"


def sight(cost: float, state: float, extra: float = 0.0, fixed: float = 0.0) -> bool:
    """In sight in a world in which a project costs this; its estimate is 80-100-200, one payer is not found."""
    case = tiny()
    given = case.inputs.infrastructure
    place, ones = case.project(METRO), np.ones(len(given.extra))
    given = replace(
        given,
        covered=np.stack([ones * state, ones * np.nan, ones * 0.0]),
        extra=ones * extra,
        housing_mobility=ones * fixed,
        cost=np.outer([80.0, 100.0, 200.0], ones),
    )
    return bool(money.in_sight(given, np.full((len(ones), 1), cost))[place, 0])


@pytest.mark.parametrize(("covered", "starts"), [(74.0, False), (75.0, True), (76.0, True)])
def test_a_start_takes_75_percent_of_what_the_project_costs(covered: float, starts: bool) -> None:
    assert sight(100.0, covered) is starts
    assert sight(100.0, 0.0, extra=covered) is starts
    assert sight(100.0, 40.0, extra=covered - 40.0) is starts


def test_the_rule_holds_on_what_it_turns_out_to_cost() -> None:
    assert sight(120.0, 90.0)
    assert not sight(121.0, 90.0)
    assert sight(200.0, 150.0)


def test_the_second_door_closes_the_gap_to_the_central_estimate_whatever_it_turns_out_to_cost() -> None:
    assert sight(200.0, 30.0, extra=20.0, fixed=50.0)
    assert not sight(200.0, 30.0, extra=20.0, fixed=49.0)
    # A fixed sum that closes no gap is no cover in the other rule.
    assert not sight(100.0, 74.0, fixed=25.0)
    assert sight(100.0, 75.0, fixed=1.0)


def test_costs_stay_within_the_band_and_share_their_luck_between_scenarios() -> None:
    case, other = real("referentie"), real("omgevingsvisie")
    block = case.block(list(range(65)))
    cost = money.costs(case.inputs, block)
    low, _, high = case.inputs.infrastructure.cost
    assert (cost >= low[:, None]).all()
    assert (cost <= high[:, None]).all()
    np.testing.assert_array_equal(cost, money.costs(other.inputs, block))
    metro = cost[case.project("P01_IJMEER_METRO")]
    assert metro[0] == pytest.approx((3500 + 6000 + 9000) / 3)
    assert np.unique(metro[1:]).size == 64


def test_75_percent_of_the_central_estimate_is_enough_in_fewer_than_half_of_the_worlds() -> None:
    """The chance that a triangular cost of 3.5-6-9 billion is at most 6 is (6 - 3.5) / (9 - 3.5) = 0.45."""
    case = quick("omgevingsvisie", "levers.infrastructure.P01_IJMEER_METRO.extra_funding_meuro=4500")
    worlds = case.block(list(range(1, 129)))
    seen = money.in_sight(case.inputs.infrastructure, money.costs(case.inputs, worlds))
    assert seen[case.project("P01_IJMEER_METRO")].mean() == pytest.approx(2.5 / 5.5, abs=0.12)


def test_statement_of_the_crossing() -> None:
    """Three quarters of 6 billion over 30,000 homes are 150,000 euro each (domain brief 5)."""
    region = load_region("balanssim:flevoland-mra")
    metro = statements(load("balanssim:referentie"), region)["P01_IJMEER_METRO"]
    assert (metro.found, metro.share, metro.to_start, metro.gap) == (0.0, 0.0, 4500.0, (3500.0, 6000.0, 9000.0))
    assert metro.co_financing == (1500.0, 3000.0)
    assert (metro.homes, metro.per_home) == (30000.0, 150000.0)


def test_statement_of_a_paused_road_and_of_one_whose_money_was_not_found() -> None:
    found = statements(load("balanssim:referentie"), load_region("balanssim:flevoland-mra"))
    road = found["P04_A27_ZWE"]
    assert road.share == pytest.approx(29 / 193)
    assert road.to_start == pytest.approx(0.75 * 193 - 29)
    unknown = found["P13_HOEVELAKEN"]
    assert (unknown.found, unknown.share, unknown.to_start, unknown.gap, unknown.per_home) == (None,) * 5


def test_what_a_scenario_adds_is_told_apart_from_what_the_sources_name() -> None:
    one = Statement("p", (80.0, 100.0, 200.0), "2025", 30.0, None, None, 20.0, 25.0, 1000.0)
    assert (one.found, one.added, one.share) == (30.0, 45.0, 0.3)
    assert (one.to_start, one.gap, one.per_home) == (45.0, (50.0, 70.0, 170.0), 45_000.0)
    covered = replace(one, state=100.0)
    assert (covered.to_start, covered.gap, covered.per_home) == (0.0, (0.0, 0.0, 0.0), 0.0)
