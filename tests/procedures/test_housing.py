"""Completions worked out by hand: plans, releases, caps, grid, water and segments on small sets of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from balanssim.inputs import NEVER, Grid, HousingPlans, Inputs, WorldBlock
from balanssim.procedures import housing, pace
from tests.middle import tiny

HARD, SOFT, UNKNOWN, ROOM = range(4)
QUIET = {
    "housing.attrition_hard": 0.0,
    "housing.attrition_soft": 0.0,
    "housing.attrition_unknown": 0.0,
    "housing.soft_delay": 0.0,
    "housing.unknown_delay": 0.0,
    "housing.pace_factor": 1.0,
    "housing.other_pace_factor": 1.0,
    "housing.pace_growth_max": 0.0,
    "housing.plan_band": 0.0,
    "housing.surplus_stop": 0.03,
    "housing.base_shortage": 10.0,  # homes are short: the market takes all
    "housing.friction_vacancy": 0.0,
    "housing.demand_growth": 0.0,
    "housing.demand_growth_elsewhere": 0.0,
    "housing.transformation_rate": 0.0,
    "housing.withdrawal_rate": 0.0,
    "grid.connectable_share": 0.6,
    "grid.freeze_2026": 0.0,
    "grid.slip_years": 0.0,
}


def world(draws: int = 1, **values: float) -> WorldBlock:
    """Every uncertain value of no effect, but for those given (dots as double underscores)."""
    given = QUIET | {name.replace("__", "."): value for name, value in values.items()}
    labels = np.arange(draws)
    return WorldBlock({name: np.full(draws, value) for name, value in given.items()}, labels, labels, labels)


def plans(*rows: Mapping[str, object]) -> HousingPlans:
    """Plans from rows; what a row leaves out: T1-C, hard, 100 homes, from 2024, no limit of its own, open."""

    def column(name: str, default: object, kind: type) -> np.ndarray:
        return np.array([row.get(name, default) for row in rows], dtype=kind)

    return HousingPlans(
        ids=tuple(f"plan-{number}" for number in range(len(rows))),
        zone=column("zone", 0, np.int64),
        status=column("status", HARD, np.int64),
        homes=np.outer([0.5, 1.0, 2.0], column("homes", 100, np.float64)),
        earliest=column("earliest", 2024, np.float64),
        max_pace=column("max_pace", 1e9, np.float64),
        organic=column("organic", False, np.bool_),
        state_land=column("state_land", False, np.bool_),
        release_year=column("release_year", 0, np.float64),
        release_project=column("release_project", -1, np.int64),
    )


def setting(
    given: HousingPlans,
    grid_year: float = 2024.0,
    freeze: bool = False,
    on_grid: tuple[int, ...] = (0, 1, 2, 3, 4),
    known_connected: float = 0.0,
    **housing_values: object,
) -> Inputs:
    """The tiny region with these plans and one cap that never binds; no known year, no congestion."""
    inputs = tiny("known_outcomes=forget").inputs
    zones = len(inputs.axes.zones)
    free = {
        "plans": given,
        "pace_zones": np.ones((1, zones), dtype=bool),
        "pace_cap": np.array([1e9]),
        "pace_start": np.array([1e9]),
        "pace_is_policy": np.array([True]),
        "corporation_share_max": 1.0,
    }
    return replace(
        inputs,
        housing=replace(inputs.housing, **(free | housing_values)),  # type: ignore[arg-type]
        grid=Grid(grid_year, freeze, np.isin(np.arange(zones), on_grid), 100.0, known_connected),
    )


def built(inputs: Inputs, worlds: WorldBlock | None = None, decisions: np.ndarray | None = None) -> np.ndarray:
    """Homes completed, (flow_year, zone), draw 0."""
    worlds = worlds or world()
    decisions = np.full((len(inputs.axes.projects), worlds.width), NEVER) if decisions is None else decisions
    out, _ = housing.completions(inputs, worlds, decisions, pace.grid_congested(inputs, worlds))
    return np.asarray(out.sum(axis=2)[:, :, 0])


# ---- when ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "values", "first"),
    [
        ({}, {}, 2024),
        ({"earliest": 2027}, {}, 2027),
        ({"status": SOFT}, {"housing__soft_delay": 2.0}, 2026),
        ({"status": SOFT}, {"housing__soft_delay": 2.3}, 2027),
        ({"status": SOFT, "earliest": 2028}, {"housing__soft_delay": 2.0}, 2028),
        ({"status": UNKNOWN}, {"housing__unknown_delay": 3.0, "housing__soft_delay": 1.0}, 2027),
        ({"status": ROOM}, {"housing__unknown_delay": 3.0, "housing__soft_delay": 1.0}, 2024),
        ({"status": HARD}, {"housing__unknown_delay": 3.0, "housing__soft_delay": 1.0}, 2024),
        ({"release_year": 2026}, {}, 2026),
    ],
)
def test_a_plan_starts_when_everything_has_passed(row: dict, values: dict, first: int) -> None:
    made = built(setting(plans(row)), world(**values))
    assert made[:, 0].nonzero()[0].tolist() == [first - 2024]


@pytest.mark.parametrize("release", [NEVER, 2031.0])
def test_a_plan_that_is_not_released_within_the_horizon_delivers_nothing(release: float) -> None:
    assert built(setting(plans({"release_year": release}))).sum() == 0.0


@pytest.mark.parametrize(("decision", "first"), [(2020.0, 2024), (2026.0, 2026), (2026.2, 2027), (NEVER - 8, None)])
def test_a_plan_waits_for_the_decision_it_names(decision: float, first: int | None) -> None:
    inputs = setting(plans({"release_project": 1}))
    decisions = np.array([[2024.0], [decision]])
    made = built(inputs, decisions=decisions)
    assert made.sum(axis=1).nonzero()[0].tolist() == ([] if first is None else [first - 2024])


def test_delays_of_land_and_nitrogen_add_up_where_they_apply() -> None:
    rows = ({}, {"state_land": True}, {"status": SOFT}, {"status": SOFT, "state_land": True})
    inputs = setting(plans(*rows), state_land_delay=1.0, nitrogen_delay=2.0)
    first = housing.plan_open(inputs, world(), np.full((2, 1), NEVER))
    assert first[:, 0].tolist() == [2024, 2025, 2026, 2027]


def test_nitrogen_delays_soft_and_unknown_plans_and_room_that_is_still_to_come() -> None:
    rows = ({"status": UNKNOWN}, {"status": ROOM}, {"status": ROOM, "earliest": 2025}, {"earliest": 2025})
    inputs = setting(plans(*rows), nitrogen_delay=2.0)
    first = housing.plan_open(inputs, world(), np.full((2, 1), NEVER))
    assert first[:, 0].tolist() == [2026, 2024, 2027, 2025]


# ---- how many ------------------------------------------------------------------------------------------------------


def test_attrition_goes_by_status_and_room_loses_nothing() -> None:
    given = plans(*({"status": status} for status in range(4)))
    values = {"attrition_hard": 0.1, "attrition_soft": 0.3, "attrition_unknown": 0.5}
    homes = housing.plan_homes(given, world(**{f"housing__{name}": value for name, value in values.items()}))
    np.testing.assert_allclose(homes[:, 0], [90.0, 70.0, 50.0, 100.0])


def test_a_plan_is_as_large_as_its_band_says() -> None:
    for band, size in ((-1.0, 50.0), (-0.5, 75.0), (0.0, 100.0), (0.5, 150.0), (1.0, 200.0)):
        assert housing.plan_homes(plans({}), world(housing__plan_band=band))[0, 0] == pytest.approx(size)


def test_a_plan_delivers_at_its_own_pace_until_it_is_done() -> None:
    made = built(setting(plans({"homes": 100, "max_pace": 40})))[:, 0]
    np.testing.assert_allclose(made, [40, 40, 20, 0, 0, 0])


def test_a_cap_is_shared_in_proportion_to_what_plans_can_deliver() -> None:
    inputs = setting(
        plans({"homes": 300}, {"zone": 2, "homes": 100}), pace_cap=np.array([100.0]), pace_start=np.array([1e9])
    )
    made = built(inputs)
    np.testing.assert_allclose(made[0, [0, 2]], [75.0, 25.0])
    np.testing.assert_allclose(made.sum(axis=1), [100, 100, 100, 100, 0, 0])


def test_the_tightest_of_overlapping_caps_holds() -> None:
    zones = np.zeros((2, 5), dtype=bool)
    zones[0, [0, 2]], zones[1, 0] = True, True
    inputs = setting(
        plans({"homes": 1000}, {"zone": 2, "homes": 1000}),
        pace_zones=zones,
        pace_cap=np.array([100.0, 30.0]),
        pace_start=np.array([1e9, 1e9]),
        pace_is_policy=np.array([True, True]),
    )
    made = built(inputs)
    np.testing.assert_allclose(made[0, [0, 2]], [30.0, 50.0])


def test_capacity_grows_from_what_was_built_and_no_further_than_the_cap() -> None:
    inputs = setting(plans({"homes": 1e6}), pace_cap=np.array([130.0]), pace_start=np.array([100.0]))
    made = built(inputs, world(housing__pace_growth_max=0.1))[:, 0]
    np.testing.assert_allclose(made, [110.0, 121.0, 130.0, 130.0, 130.0, 130.0])


def test_capacity_that_was_not_used_is_not_there_the_next_year() -> None:
    # 100 lately; nothing to build in the first two years, so that growth starts from the recent pace again.
    inputs = setting(plans({"homes": 1e6, "earliest": 2026}), pace_cap=np.array([200.0]), pace_start=np.array([100.0]))
    made = built(inputs, world(housing__pace_growth_max=0.5))[:, 0]
    np.testing.assert_allclose(made, [0, 0, 150, 200, 200, 200])


def test_a_part_of_the_cap_is_attainable() -> None:
    policy = setting(plans({"homes": 1e6}), pace_cap=np.array([200.0]))
    factors = world(housing__pace_factor=0.9, housing__other_pace_factor=0.5)
    assert built(policy, factors)[0, 0] == pytest.approx(180.0)
    elsewhere = setting(plans({"homes": 1e6}), pace_cap=np.array([200.0]), pace_is_policy=np.array([False]))
    assert built(elsewhere, factors)[0, 0] == pytest.approx(100.0)


@pytest.mark.parametrize("factor", [0.5, 0.6, 0.9])
def test_grid_congestion_is_one_limit_among_others(factor: float) -> None:
    # The smallest of limits, never a product: 60 homes can be connected, 0.6 of the 100 that were planned.
    inputs = setting(plans({"homes": 1e6}), grid_year=2027.0, pace_cap=np.array([100.0]))
    made = built(inputs, world(housing__pace_factor=factor))[:, 0]
    np.testing.assert_allclose(made, [100 * min(factor, 0.6)] * 3 + [100 * factor] * 3)


def test_the_grid_is_ready_later_by_its_slip() -> None:
    inputs = setting(plans({"homes": 1e6}), grid_year=2026.0, pace_cap=np.array([100.0]))
    made = built(inputs, world(grid__slip_years=1.5))[:, 0]
    np.testing.assert_allclose(made, [60, 60, 60, 60, 100, 100])


def test_connections_are_shared_by_the_zones_of_the_grid_and_leave_others_alone() -> None:
    given = plans({"homes": 900}, {"zone": 2, "homes": 300}, {"zone": 3, "homes": 70})
    made = built(setting(given, grid_year=2040.0, on_grid=(0, 2)))
    np.testing.assert_allclose(made[0, [0, 2, 3]], [45.0, 15.0, 70.0])


def test_the_grid_connects_no_less_than_in_the_last_known_year() -> None:
    inputs = setting(plans({"homes": 1e6}), grid_year=2026.0, known_connected=80.0, pace_cap=np.array([100.0]))
    np.testing.assert_allclose(built(inputs)[:, 0], [80, 80, 100, 100, 100, 100])


def test_a_freeze_lowers_connections_in_two_years_only() -> None:
    worlds = world(grid__freeze_2026=1.0)
    inputs = setting(plans({"homes": 1e6}), grid_year=2029.0, freeze=True, pace_cap=np.array([100.0]))
    np.testing.assert_allclose(built(inputs, worlds)[:, 0], [60, 60, 30, 30, 60, 100])
    without = setting(plans({"homes": 1e6}), grid_year=2029.0, pace_cap=np.array([100.0]))
    np.testing.assert_allclose(built(without, worlds)[:, 0], [60, 60, 60, 60, 60, 100])


def test_drinking_water_caps_its_own_zones_and_nothing_is_lost() -> None:
    water = np.array([True, True, False, False, False])
    inputs = setting(
        plans({"homes": 90, "max_pace": 60}, {"zone": 1, "homes": 60, "max_pace": 30}, {"zone": 2, "homes": 60}),
        drinking_water_cap=45.0,
        water_zones=water,
    )
    made = built(inputs)
    np.testing.assert_allclose(made[0, :3], [30.0, 15.0, 60.0])
    assert made[:, water].sum(axis=1).max() <= 45.0 + 1e-9
    assert made.sum() == pytest.approx(210.0)


# ---- a market that takes them --------------------------------------------------------------------------------------


def test_building_slows_with_a_surplus_and_stops() -> None:
    inputs = setting(plans({"homes": 1e6}, {"zone": 3, "homes": 6000, "max_pace": 40}), pace_cap=np.array([400.0]))
    stock = demand = float(inputs.housing.homes[:, inputs.study].sum())
    made = built(inputs, world(housing__base_shortage=0.0, housing__surplus_stop=0.02))
    share = 400.0 / (1e6 + 40.0)
    for year in range(6):
        taken = min(max(1.0 + (demand - stock) / stock / 0.02, 0.0), 1.0)
        assert made[year, 0] == pytest.approx((1e6 - made[:year, 0].sum()) * share * taken, rel=1e-3)
        stock += made[year, 0]
    assert made[5, 0] < 0.5 * made[0, 0]
    # a neighbour outside the study area is another market
    assert made[5, 3] == pytest.approx(made[0, 3], rel=1e-2)


def test_what_the_market_does_not_take_stays_in_the_plan() -> None:
    inputs = setting(plans({"homes": 5000}))
    worlds = world(housing__base_shortage=-0.5)
    out, left = housing.completions(inputs, worlds, np.full((2, 1), NEVER), pace.grid_congested(inputs, worlds))
    assert out.sum() == 0.0
    assert left[0, 0] == pytest.approx(5000.0)


# ---- segments ------------------------------------------------------------------------------------------------------


def by_segment(inputs: Inputs) -> np.ndarray:
    """Homes of the first year, (zone, segment)."""
    out, _ = housing.completions(inputs, world(), np.full((2, 1), NEVER), pace.grid_congested(inputs, world()))
    return np.asarray(out[0, :, :, 0])


def test_homes_are_split_by_the_programme() -> None:
    shares = np.array([0.4, 0.35, 0.25])
    np.testing.assert_allclose(by_segment(setting(plans({}), segment_shares=shares))[0], [40, 35, 25])


def test_organic_plans_bring_no_social_rent() -> None:
    inputs = setting(plans({"organic": True}), segment_shares=np.array([0.4, 0.4, 0.2]))
    np.testing.assert_allclose(by_segment(inputs)[0], [0, 200 / 3, 100 / 3])


def test_organic_plans_bring_no_social_rent_where_the_programme_is_all_social() -> None:
    inputs = setting(plans({"organic": True}, {"zone": 2}), segment_shares=np.array([1.0, 0.0, 0.0]))
    made = by_segment(inputs)
    assert made[0, 0] == 0.0
    assert made[0].sum() == pytest.approx(100.0)
    np.testing.assert_allclose(made[2], [100.0, 0.0, 0.0])


def test_corporations_build_up_to_their_share_of_a_municipality() -> None:
    # T1-C and T1-N are one municipality: what is social in one counts with what is not in the other.
    given = plans({"homes": 60}, {"zone": 1, "homes": 40, "organic": True}, {"zone": 2, "homes": 100})
    inputs = setting(given, segment_shares=np.array([0.5, 0.3, 0.2]), corporation_share_max=0.24)
    made = by_segment(inputs)
    np.testing.assert_allclose(made[0], [24.0, 24.0, 12.0])  # 30 wanted, 24 of 100 allowed; the rest becomes mid-priced
    np.testing.assert_allclose(made[2], [24.0, 56.0, 20.0])
    assert made.sum() == pytest.approx(200.0)


# ---- known years ---------------------------------------------------------------------------------------------------


def test_a_known_year_is_the_observed_one_and_comes_out_of_open_plans() -> None:
    given = plans(
        {"homes": 50},
        {"homes": 100, "status": ROOM, "earliest": 2024},
        {"homes": 100, "status": ROOM, "earliest": 2026},
        {"homes": 100, "release_year": NEVER},
    )
    observed = {2024: np.array([80.0, 0, 0, 0, 0])}
    inputs = setting(given, known_new=observed, known_net=observed)
    out, left = housing.completions(inputs, world(), np.full((2, 1), NEVER), np.zeros((6, 1), dtype=bool))
    assert out[0].sum() == pytest.approx(80.0)
    # hard first, then what is open; plans that may not deliver yet give nothing
    assert out[:, :, :, 0].sum(axis=(1, 2)).tolist() == pytest.approx([80, 70, 100, 0, 0, 0])
    assert left[:, 0].tolist() == pytest.approx([0, 0, 0, 100])
