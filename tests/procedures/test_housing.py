"""Completions worked out by hand: plans, releases, caps, grid, water and segments on small sets of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from balanssim.dims import CAUSES
from balanssim.inputs import NEVER, Grid, HousingPlans, Inputs, WorldBlock
from balanssim.procedures import housing, pace
from balanssim.procedures.housing import Delivery, Ready
from tests.middle import tiny

HARD, SOFT, UNKNOWN, ROOM = range(4)
QUIET = {
    "housing.market_dip_chance": 0.0,
    "housing.market_dip_depth": 0.0,
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
        release_step=tuple(str(row.get("release_step", "")) for row in rows),
        sites=column("sites", 1, np.int64),
    )


def ready(
    given: HousingPlans, draws: int = 1, at: object = 2024.0, lost: object = 0.0, lost_at: float = 2024.0
) -> Ready:
    """Plans of their central size that are ready at these decimal years and of which this many homes drop out."""
    shape = (len(given.ids), draws)

    def spread(values: object) -> np.ndarray:
        return np.broadcast_to(np.reshape(np.asarray(values, dtype=np.float64), (-1, 1)), shape).copy()

    return Ready(spread(given.homes[1]), spread(lost), spread(lost_at), spread(at))


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
        "pace_steered": np.ones(zones, dtype=bool),
        "builders_factor": 1.0,
        "corporation_share_max": 1.0,
    }
    made = free | housing_values
    made["pace_steered"] = np.resize(np.asarray(made["pace_steered"]), len(np.asarray(made["pace_cap"])))
    return replace(
        inputs,
        housing=replace(inputs.housing, **made),  # type: ignore[arg-type]
        grid=Grid(grid_year, freeze, np.isin(np.arange(zones), on_grid), 100.0, known_connected, 1.0),
    )


def delivery(inputs: Inputs, worlds: WorldBlock | None = None, **when: object) -> Delivery:
    """Deliveries of the plans of the inputs, ready at once unless said otherwise."""
    worlds = worlds or world()
    given = ready(inputs.housing.plans, worlds.width, **when)  # type: ignore[arg-type]
    return housing.deliver(inputs, worlds, given, pace.grid_congested(inputs, worlds))


def built(inputs: Inputs, worlds: WorldBlock | None = None, **when: object) -> np.ndarray:
    """Homes completed, (flow_year, zone), draw 0."""
    return np.asarray(delivery(inputs, worlds, **when).completions.sum(axis=2)[:, :, 0])


def held(made: Delivery, cause: str) -> np.ndarray:
    """Homes that a cause held back, (flow_year, zone), draw 0."""
    return np.asarray(made.held[:, CAUSES.index(cause), :, 0])


# ---- when ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "first"), [(2020.0, 2024), (2024.0, 2024), (2026.0, 2026), (2026.2, 2026), (2026.99, 2026)]
)
def test_a_plan_delivers_from_the_year_in_which_it_is_ready(at: float, first: int) -> None:
    made = built(setting(plans({"max_pace": 10.0})), at=at)
    assert made.sum(axis=1).nonzero()[0][0] == first - 2024


@pytest.mark.parametrize("at", [NEVER, 2031.0])
def test_a_plan_that_is_not_ready_within_the_horizon_delivers_nothing(at: float) -> None:
    made = delivery(setting(plans({})), at=at)
    assert made.completions.sum() == 0.0
    np.testing.assert_array_equal(made.in_procedure[:, 0, 0], 100.0)


def test_the_first_year_of_a_plan_is_the_part_that_is_left_of_it() -> None:
    made = built(setting(plans({"homes": 100, "max_pace": 40})), at=2025.75)[:, 0]
    np.testing.assert_allclose(made, [0, 10, 40, 40, 10, 0])


def test_homes_of_a_plan_are_in_procedure_until_it_is_ready_and_then_wait_for_the_pace_of_the_site() -> None:
    made = delivery(setting(plans({"homes": 100, "max_pace": 40})), at=2026.0)
    np.testing.assert_allclose(made.in_procedure[:, 0, 0], [100, 100, 0, 0, 0, 0, 0])
    np.testing.assert_allclose(held(made, "site")[:, 0], [0, 0, 60, 20, 0, 0])
    assert made.held.sum() == pytest.approx(80.0)


def test_what_drops_out_is_in_procedure_until_then_and_never_delivered() -> None:
    made = delivery(setting(plans({"homes": 100, "max_pace": 40})), at=2027.0, lost=30.0, lost_at=2025.5)
    np.testing.assert_allclose(made.in_procedure[:, 0, 0], [100, 100, 70, 0, 0, 0, 0])
    np.testing.assert_allclose(made.dropped[:, 0, 0], [0, 0, 30, 30, 30, 30, 30])
    assert made.delivered.sum() == pytest.approx(70.0)


# ---- how many ------------------------------------------------------------------------------------------------------


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
    inputs = setting(plans({"homes": 1e6}), pace_cap=np.array([200.0]), pace_start=np.array([100.0]))
    made = built(inputs, world(housing__pace_growth_max=0.5), at=2026.0)[:, 0]
    np.testing.assert_allclose(made, [0, 0, 150, 200, 200, 200])


def test_a_policy_is_a_cap_and_without_one_builders_keep_a_part_of_their_recent_pace() -> None:
    policy = setting(plans({"homes": 1e6}), pace_cap=np.array([200.0]))
    factors = world(housing__other_pace_factor=0.5)
    assert built(policy, factors)[0, 0] == pytest.approx(200.0)
    elsewhere = setting(plans({"homes": 1e6}), pace_cap=np.array([200.0]), pace_is_policy=np.array([False]))
    assert built(elsewhere, factors)[0, 0] == pytest.approx(100.0)


@pytest.mark.parametrize("cap", [50.0, 60.0, 90.0])
def test_grid_congestion_is_one_limit_among_others(cap: float) -> None:
    # The smallest of limits, never a product: 60 homes can be connected, 0.6 of the 100 that were planned.
    made = delivery(setting(plans({"homes": 1000}), grid_year=2027.0, pace_cap=np.array([cap])))
    np.testing.assert_allclose(made.completions.sum(axis=(1, 2))[:, 0], [min(cap, 60.0)] * 3 + [cap] * 3)
    np.testing.assert_allclose(held(made, "grid")[:3, 0], max(cap - 60.0, 0.0))


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
    made = delivery(inputs, world(housing__base_shortage=-0.5))
    assert made.completions.sum() == 0.0
    np.testing.assert_allclose(held(made, "market")[:, 0], 5000.0)
    assert (made.in_procedure == 0.0).all()


# ---- segments ------------------------------------------------------------------------------------------------------


def by_segment(inputs: Inputs) -> np.ndarray:
    """Homes of the first year, (zone, segment)."""
    return np.asarray(delivery(inputs).completions[0, :, :, 0])


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
    np.testing.assert_allclose(held(delivery(inputs), "corporations")[0, :3], [6.0, 0.0, 26.0])


# ---- known years ---------------------------------------------------------------------------------------------------


def test_a_known_year_is_the_observed_one_and_comes_out_of_plans_that_are_ready() -> None:
    given = plans({"homes": 50}, {"homes": 100, "status": ROOM}, {"homes": 100, "status": ROOM}, {"homes": 100})
    observed = {2024: np.array([80.0, 0, 0, 0, 0])}
    inputs = setting(given, known_new=observed, known_net=observed)
    made = delivery(inputs, at=[2024, 2024.5, 2026, NEVER])
    assert made.completions[0].sum() == pytest.approx(80.0)
    # hard first, then what is ready; plans that may not deliver yet give nothing
    assert made.completions.sum(axis=(1, 2))[:, 0].tolist() == pytest.approx([80, 70, 100, 0, 0, 0])
    assert made.delivered[0, :, 0].tolist() == pytest.approx([50, 30, 0, 0])


def test_what_was_built_in_a_known_year_cannot_have_dropped_out() -> None:
    observed = {2024: np.array([80.0, 0, 0, 0, 0])}
    inputs = setting(plans({"homes": 100}), known_new=observed, known_net=observed)
    made = delivery(inputs, lost=50.0)
    np.testing.assert_allclose(made.delivered[:, 0, 0], [80, 0, 0, 0, 0, 0])
    np.testing.assert_allclose(made.dropped[:, 0, 0], 20.0)
    # more was built than the plans hold: the rest comes from elsewhere
    assert delivery(setting(plans({"homes": 60}), known_new=observed, known_net=observed)).delivered.sum() == 60.0


# ---- relief --------------------------------------------------------------------------------------------------------


def test_more_builders_lift_what_builders_can_and_not_the_policy() -> None:
    many = plans({"homes": 1e6})
    for start, factor, first in ((100.0, 1.0, 100.0), (100.0, 1.25, 125.0), (100.0, 2.0, 150.0)):
        inputs = setting(many, pace_cap=np.array([150.0]), pace_start=np.array([start]), builders_factor=factor)
        assert built(inputs)[0, 0] == pytest.approx(first)
    elsewhere = {"pace_steered": np.array([False]), "builders_factor": 2.0, "pace_is_policy": np.array([False])}
    assert built(setting(many, pace_cap=np.array([150.0]), **elsewhere))[0, 0] == pytest.approx(150.0)


def test_more_connections_lift_the_congested_grid() -> None:
    inputs = setting(plans({"homes": 1e6}), grid_year=2026.0, known_connected=80.0, pace_cap=np.array([100.0]))
    relieved = replace(inputs, grid=replace(inputs.grid, connection_factor=1.1))
    np.testing.assert_allclose(built(inputs)[:3, 0], [80, 80, 100])
    np.testing.assert_allclose(built(relieved)[:3, 0], [88, 88, 100])
