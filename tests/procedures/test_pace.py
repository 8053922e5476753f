"""How many homes a year can bring: growth of capacity, one grid for all its zones, a market that takes them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from balanssim.dims import CAUSES
from balanssim.inputs import Inputs, WorldBlock
from balanssim.procedures import pace
from tests.procedures.test_housing import built, delivery, held, plans, setting, world

MANY = {"homes": 1e6}

# ---- capacity ------------------------------------------------------------------------------------------------------


def test_capacity_grows_from_what_was_built_and_not_from_what_could_have_been() -> None:
    # Until 2026 one plan holds 20 a year; capacity does not grow unseen in the meantime.
    inputs = setting(
        plans({"homes": 60, "max_pace": 20}, MANY),
        pace_cap=np.array([1000.0]),
        pace_start=np.array([100.0]),
    )
    made = built(inputs, world(housing__pace_growth_max=0.1), at=[2024, 2027])[:, 0]
    np.testing.assert_allclose(made, [20.0, 20.0, 20.0, 110.0, 121.0, 133.1])


def test_capacity_grows_from_a_known_year_above_its_start() -> None:
    observed = {2024: np.array([300.0, 0, 0, 0, 0])}
    inputs = setting(
        plans(MANY),
        pace_cap=np.array([1000.0]),
        pace_start=np.array([100.0]),
        known_new=observed,
        known_net=observed,
    )
    made = built(inputs, world(housing__pace_growth_max=0.1))[:, 0]
    np.testing.assert_allclose(made, 300.0 * 1.1 ** np.arange(6))


def test_without_a_policy_the_pace_holds_whatever_capacity_was() -> None:
    inputs = setting(
        plans(MANY), pace_cap=np.array([200.0]), pace_start=np.array([10.0]), pace_is_policy=np.array([False])
    )
    np.testing.assert_allclose(built(inputs)[:, 0], 200.0)


# ---- bad years -----------------------------------------------------------------------------------------------------


def test_a_bad_year_takes_its_depth_from_what_builders_can_and_is_counted_as_market() -> None:
    inputs = setting(plans({"homes": 2000}), pace_cap=np.array([100.0]))
    made = delivery(inputs, world(housing__market_dip_chance=1.0, housing__market_dip_depth=0.3))
    np.testing.assert_allclose(made.delivered[:, 0, 0], 70.0)
    np.testing.assert_allclose(held(made, "market")[:, 0], 30.0)
    away = setting(plans({"homes": 2000}), pace_cap=np.array([100.0]), pace_steered=np.array([False]))
    worlds = world(housing__market_dip_chance=1.0, housing__market_dip_depth=0.3)
    np.testing.assert_allclose(built(away, worlds)[:, 0], 100.0)


def test_bad_years_come_by_their_chance_and_the_central_run_takes_the_expected_loss() -> None:
    inputs = setting(plans({}))
    worlds = world(4001, housing__market_dip_chance=0.2, housing__market_dip_depth=0.3)
    dips = pace.market_dips(inputs, worlds)
    np.testing.assert_allclose(dips[:, 0], 0.06)
    assert set(np.unique(dips[:, 1:])) == {0.0, 0.3}
    np.testing.assert_allclose((dips[:, 1:] > 0).mean(axis=1), 0.2, atol=4 * np.sqrt(0.16 / 4000))
    assert abs(np.corrcoef(dips[0, 1:], dips[1, 1:])[0, 1]) < 0.06  # years by themselves
    cut = {name: value[100:164] for name, value in worlds.values.items()}
    part = WorldBlock(cut, worlds.labels[100:164], worlds.row[100:164], worlds.luck[100:164])
    np.testing.assert_array_equal(pace.market_dips(inputs, part), dips[:, 100:164])


def test_what_holds_back_adds_up_and_a_later_cause_counts_only_what_it_adds() -> None:
    inputs = setting(plans({"homes": 1000, "max_pace": 400}), grid_year=2040.0, pace_cap=np.array([100.0]))
    inputs = asked(replace(inputs, housing=replace(inputs.housing, pace_start=np.array([80.0]))), 100.0)
    made = delivery(inputs, world(housing__market_dip_chance=1.0, housing__market_dip_depth=0.1))
    first = {cause: float(held(made, cause)[0].sum()) for cause in CAUSES}
    # 1,000 ready, 400 at the pace of the site, policy 100, builders 80, a bad year 72, the grid 60
    want = {"site": 600, "pace_cap": 300, "builders": 20, "market": 8, "grid": 12, "water": 0, "corporations": 0}
    assert first == pytest.approx(want)
    assert made.delivered[0].sum() == pytest.approx(60.0)


# ---- the grid ------------------------------------------------------------------------------------------------------


def asked(inputs: Inputs, planned: float) -> Inputs:
    """The same with this number of homes a year asked of the grid by housing deals."""
    return replace(inputs, grid=replace(inputs.grid, planned_homes=planned))


@pytest.mark.parametrize("cap", [61.0, 100.0, 5000.0])
def test_what_the_grid_connects_does_not_depend_on_the_policy_cap(cap: float) -> None:
    inputs = asked(setting(plans(MANY), grid_year=2027.0, pace_cap=np.array([cap])), 100.0)
    limit = pace.limits(inputs, world(), 2024, np.array([True]), np.zeros(1), np.zeros((1, 1)))
    assert (limit["pace_cap"][0, 0], limit["grid"][0, 0]) == (cap, 60.0)
    np.testing.assert_allclose(built(inputs)[:, 0], [60.0] * 3 + [cap] * 3)


def test_one_limit_of_the_grid_is_shared_over_zones_under_caps_of_their_own() -> None:
    given = plans({**MANY, "max_pace": 300}, {**MANY, "zone": 2, "max_pace": 100}, {**MANY, "zone": 3})
    inputs = setting(
        given,
        grid_year=2040.0,
        on_grid=(0, 2),
        pace_zones=np.eye(5, dtype=bool),
        pace_cap=np.full(5, 400.0),
        pace_start=np.full(5, 1e9),
        pace_is_policy=np.ones(5, dtype=bool),
    )
    np.testing.assert_allclose(built(asked(inputs, 100.0)), np.tile([45.0, 0, 15.0, 400.0, 0], (6, 1)))


@pytest.mark.parametrize(("on_grid", "planned"), [((), 100.0), ((1, 2, 3, 4), 100.0), ((0,), np.inf)])
def test_no_congestion_where_no_plan_or_no_deal_lies_under_the_congested_grid(
    on_grid: tuple[int, ...], planned: float
) -> None:
    inputs = setting(plans(MANY), grid_year=2040.0, freeze=True, on_grid=on_grid, pace_cap=np.array([100.0]))
    for freeze in (0.0, 1.0):
        made = built(asked(inputs, planned), world(grid__freeze_2026=freeze))
        np.testing.assert_allclose(made[:, 0], 100.0)


def test_a_freeze_undercuts_the_last_known_year_and_only_where_it_falls() -> None:
    inputs = setting(plans(MANY), grid_year=2029.0, freeze=True, known_connected=80.0, pace_cap=np.array([100.0]))
    inputs = asked(inputs, 100.0)
    falls, stays_away = (built(inputs, world(grid__freeze_2026=value))[:, 0] for value in (1.0, 0.0))
    np.testing.assert_allclose(falls, [80, 80, 30, 30, 80, 100])
    np.testing.assert_allclose(stays_away, [80, 80, 80, 80, 80, 100])


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 1.0])
def test_a_heavier_freeze_never_connects_more(share: float) -> None:
    inputs = asked(setting(plans(MANY), grid_year=2029.0, freeze=True, known_connected=80.0), 100.0)
    made = [
        built(inputs, world(grid__freeze_2026=freeze, grid__connectable_share=share))[2, 0]
        for freeze in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    assert made == sorted(made, reverse=True)
    assert made[0] == max(100.0 * share, 80.0)
    assert made[-1] == pytest.approx(100.0 * min(share, 0.3))


# ---- a market that takes them --------------------------------------------------------------------------------------


def market(stop: float, growth: float = 0.0, shortage: float = 0.0) -> WorldBlock:
    """A market with this point of standstill, growth of demand, and shortage on the base date (share of the stock)."""
    return world(
        housing__surplus_stop=stop,
        housing__demand_growth=growth,
        housing__demand_growth_elsewhere=growth,
        housing__base_shortage=shortage,
    )


def stock(inputs: Inputs) -> float:
    """Homes in the study area on the base date: 32,000."""
    return float(inputs.housing.homes[:, inputs.study].sum())


@pytest.mark.parametrize(
    ("short", "taken"),
    [(0.1, 1.0), (1e-6, 1.0), (0.0, 1.0), (-0.01, 0.75), (-0.02, 0.5), (-0.04, 0.0), (-0.05, 0.0), (-0.5, 0.0)],
)
def test_the_market_takes_all_while_short_and_nothing_from_the_standstill_on(short: float, taken: float) -> None:
    inputs = setting(plans({}))
    homes = np.array([stock(inputs) / (1.0 + short)])  # demand is the stock of the base date
    np.testing.assert_allclose(pace.take_up(inputs, market(0.04), 2024, homes), taken, atol=1e-12)


def test_homes_that_stand_empty_for_moving_are_no_surplus() -> None:
    inputs = setting(plans({}))
    worlds = world(housing__base_shortage=0.0, housing__friction_vacancy=0.02, housing__surplus_stop=0.1)
    base = np.array([stock(inputs)])
    np.testing.assert_allclose(pace.take_up(inputs, worlds, 2024, base), 1.0)
    np.testing.assert_allclose(pace.take_up(inputs, worlds, 2024, 1.05 * base), 1 - 0.98 * (0.05 / 1.05) / 0.1)


def test_demand_grows_year_by_year() -> None:
    inputs = setting(plans({}), household_factor=0.5)
    worlds, homes = market(0.05, growth=0.02), np.array([stock(inputs) * 1.01**3])
    taken = [float(pace.take_up(inputs, worlds, year, homes)[0]) for year in (2024, 2026, 2027, 2030)]
    np.testing.assert_allclose(taken, [1 - (1 - 1.01**-3) / 0.05, 1 - (1 - 1.01**-1) / 0.05, 1.0, 1.0])


def test_growth_of_demand_is_followed_in_the_study_area_alone() -> None:
    inputs = setting(plans({}), household_factor=2.0)
    inputs = replace(inputs, work=replace(inputs.work, bound=np.array([True, True, False, False, False])))
    growth = pace.demand_growth(inputs, world(housing__demand_growth=0.01, housing__demand_growth_elsewhere=0.002))
    assert inputs.study.tolist() == [True, True, True, False, False]
    np.testing.assert_allclose(growth[:, 0], [0.02, 0.02, 0.004, 0.0, 0.0])


def test_building_comes_to_a_standstill_before_the_surplus_that_stops_it() -> None:
    # 320 a year is a hundredth of the stock; nothing else changes.
    inputs = setting(plans({**MANY, "max_pace": 320}, {**MANY, "zone": 4, "max_pace": 320}))
    made = built(inputs, market(0.02))
    np.testing.assert_allclose(made[:2, 0], [320.0, 320.0 * (1.0 - (0.01 / 1.01) / 0.02)])
    assert (np.diff(made[:, 0]) < 0.0).all()
    homes = stock(inputs) + made[:, 0].sum()
    assert (homes - stock(inputs)) / homes < 0.02
    np.testing.assert_allclose(made[:, 4], 320.0)  # demand outside the study area is not followed
    np.testing.assert_allclose(built(inputs, market(0.02, shortage=0.2))[:, 0], 320.0)


def test_low_demand_shrinks_completions_and_high_demand_does_not() -> None:
    # 640 a year is 2% of the stock: demand of 3% a year takes it all, demand of 0.2% about a tenth in the end.
    inputs = setting(plans({**MANY, "max_pace": 640}))
    low, high = (built(inputs, market(0.03, growth=growth))[:, 0] for growth in (0.002, 0.03))
    np.testing.assert_allclose(high, 640.0)
    assert low[0] == 640.0
    assert (np.diff(low) < 0.0).all()
    assert 64.0 < low[-1] < 0.35 * 640.0
    made = delivery(inputs, market(0.03, growth=0.002))
    refused = 640.0 - made.delivered[:, 0, 0]
    np.testing.assert_allclose(held(made, "market")[:, 0], refused)  # what the market does not take stays in the plan


def test_withdrawn_homes_make_way_for_new_ones() -> None:
    # A hundredth is withdrawn a year and twice that is built, so that half of it adds to the stock.
    inputs = setting(plans({**MANY, "max_pace": 640}))
    worlds = world(housing__base_shortage=0.0, housing__withdrawal_rate=0.01, housing__surplus_stop=0.02)
    made = built(inputs, worlds)[:, 0]
    assert made[1] == pytest.approx(640.0 * (1.0 - (0.01 / 1.01) / 0.02))
    assert (made[1:] > built(inputs, market(0.02))[1:, 0]).all()
    turned = world(housing__base_shortage=0.0, housing__transformation_rate=0.01, housing__surplus_stop=0.05)
    assert built(inputs, turned)[1, 0] == pytest.approx(640.0 * (1.0 - (0.03 / 1.03) / 0.05))


def test_a_known_year_counts_by_its_net_additions_in_what_the_market_takes() -> None:
    new, net = ({2024: np.array([homes, 0.0, 0.0, 9999.0, 0.0])} for homes in (640.0, 320.0))
    inputs = setting(plans({**MANY, "max_pace": 320}), known_new=new, known_net=net)
    made = built(inputs, market(0.02))[:, 0]
    np.testing.assert_allclose(made[:2], [640.0, 320.0 * (1.0 - (0.01 / 1.01) / 0.02)])
