"""Laws of completions for any set of plans, caps and worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.inputs import NEVER, Grid, HousingPlans, Inputs, WorldBlock
from balanssim.procedures import housing, pace
from tests.middle import tiny

DRAWS = 3
ZONES = 5
share = st.floats(0.0, 1.0)
years = st.floats(2020.0, 2034.0) | st.just(NEVER)


def floats(strategy: st.SearchStrategy, size: int) -> st.SearchStrategy:
    return st.lists(strategy, min_size=size, max_size=size).map(np.array)


@st.composite
def settings_of_a_year(draw: st.DrawFn) -> tuple[Inputs, WorldBlock, np.ndarray]:
    """Inputs with random plans, caps that overlap and limits; worlds; decisions (project, draw)."""
    inputs = tiny("known_outcomes=forget").inputs
    count, caps = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    plans = HousingPlans(
        ids=tuple(f"plan-{number}" for number in range(count)),
        zone=draw(floats(st.integers(0, ZONES - 1), count)),
        status=draw(floats(st.integers(0, 3), count)),
        homes=np.sort(draw(floats(st.floats(0.0, 5000.0), 3 * count)).reshape(3, count), axis=0),
        earliest=draw(floats(st.integers(2020, 2032), count)).astype(float),
        max_pace=draw(floats(st.floats(0.0, 1000.0), count)),
        organic=draw(floats(st.booleans(), count)),
        state_land=draw(floats(st.booleans(), count)),
        release_year=draw(floats(st.just(0.0) | years, count)),
        release_project=draw(floats(st.sampled_from([-1, 0, 1]), count)),
    )
    pace = draw(floats(st.floats(1.0, 800.0), caps))
    shares = np.array(draw(st.sampled_from([(0.4, 0.4, 0.2), (1.0, 0.0, 0.0), (0.0, 0.5, 0.5), (0.9, 0.05, 0.05)])))
    made = replace(
        inputs,
        housing=replace(
            inputs.housing,
            plans=plans,
            pace_zones=draw(floats(st.booleans(), caps * ZONES)).reshape(caps, ZONES),
            pace_cap=pace,
            pace_start=pace * draw(floats(st.floats(0.2, 1.5), caps)),
            pace_is_policy=draw(floats(st.booleans(), caps)),
            segment_shares=shares,
            corporation_share_max=draw(share),
            drinking_water_cap=draw(st.just(np.inf) | st.floats(1.0, 500.0)),
            water_zones=draw(floats(st.booleans(), ZONES)),
            nitrogen_delay=draw(st.floats(0.0, 3.0)),
            state_land_delay=draw(st.floats(0.0, 3.0)),
        ),
        grid=Grid(
            reinforcement_year=float(draw(st.integers(2024, 2032))),
            freeze_possible=draw(st.booleans()),
            zones=draw(floats(st.booleans(), ZONES)),
            planned_homes=draw(st.floats(1.0, 800.0)),
            known_homes=draw(st.floats(0.0, 400.0)),
        ),
    )
    values = {
        "housing.attrition_hard": share,
        "housing.attrition_soft": share,
        "housing.attrition_unknown": share,
        "housing.soft_delay": st.floats(0.0, 4.0),
        "housing.unknown_delay": st.floats(0.0, 6.0),
        "housing.pace_factor": st.floats(0.1, 1.3),
        "housing.other_pace_factor": st.floats(0.1, 1.3),
        "housing.pace_growth_max": st.floats(0.0, 0.3),
        "housing.plan_band": st.floats(-1.0, 1.0),
        "housing.surplus_stop": st.floats(0.005, 0.2),
        "housing.base_shortage": st.floats(-0.05, 0.1),
        "housing.friction_vacancy": st.floats(0.0, 0.05),
        "housing.demand_growth": st.floats(-0.01, 0.03),
        "housing.demand_growth_elsewhere": st.floats(-0.01, 0.03),
        "housing.transformation_rate": st.floats(0.0, 0.005),
        "housing.withdrawal_rate": st.floats(0.0, 0.005),
        "grid.connectable_share": st.floats(0.05, 1.0),
        "grid.freeze_2026": share,
        "grid.slip_years": st.floats(0.0, 4.0),
    }
    labels = np.arange(DRAWS)
    worlds = WorldBlock({name: draw(floats(one, DRAWS)) for name, one in values.items()}, labels, labels, labels)
    decisions = draw(floats(years, 2 * DRAWS)).reshape(2, DRAWS)
    return made, worlds, decisions


def deliver(inputs: Inputs, worlds: WorldBlock, decisions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return housing.completions(inputs, worlds, decisions, pace.grid_congested(inputs, worlds))


def eager(worlds: WorldBlock) -> WorldBlock:
    """The same worlds with homes so short that the market takes whatever is built."""
    return replace(worlds, values={**worlds.values, "housing.base_shortage": np.full(worlds.width, 10.0)})


def by_zone(inputs: Inputs, of_plans: np.ndarray) -> np.ndarray:
    out = np.zeros((ZONES, of_plans.shape[1]))
    np.add.at(out, inputs.housing.plans.zone, of_plans)
    return out


@given(settings_of_a_year())
@settings(max_examples=70)
def test_what_is_delivered_and_what_is_left_are_the_homes_that_survive(given_: tuple) -> None:
    inputs, worlds, decisions = given_
    out, left = deliver(inputs, worlds, decisions)
    homes = housing.plan_homes(inputs.housing.plans, worlds)
    assert np.isfinite(out).all()
    assert out.min() >= 0.0
    assert left.min() >= -1e-9
    assert (left <= homes + 1e-9).all()
    np.testing.assert_allclose(
        out.sum(axis=(0, 2)) + by_zone(inputs, left), by_zone(inputs, homes), rtol=1e-9, atol=1e-6
    )


@given(settings_of_a_year())
@settings(max_examples=70)
def test_nothing_comes_before_release_decision_or_earliest_year(given_: tuple) -> None:
    inputs, worlds, decisions = given_
    plans = inputs.housing.plans
    out, _ = deliver(inputs, worlds, decisions)
    made = out.sum(axis=2)
    for index, year in enumerate(inputs.axes.flow_years):
        waits = (plans.earliest[:, None] > year) | (plans.release_year[:, None] > year)
        waits = waits | ((plans.release_project >= 0)[:, None] & (decisions[plans.release_project] > year))
        for zone in range(ZONES):
            closed = waits[plans.zone == zone].all(axis=0)
            assert (made[index, zone, closed] == 0.0).all()


@given(settings_of_a_year())
@settings(max_examples=70)
def test_every_cap_holds_in_every_year(given_: tuple) -> None:
    inputs, worlds, decisions = given_
    home = inputs.housing
    congested = pace.grid_congested(inputs, worlds)
    out, _ = deliver(inputs, worlds, decisions)
    made = out.sum(axis=2)
    factor = np.where(
        home.pace_is_policy[:, None], worlds.values["housing.pace_factor"], worlds.values["housing.other_pace_factor"]
    )
    before = np.zeros((len(home.pace_cap), DRAWS))
    for index in range(len(inputs.axes.flow_years)):
        under = home.pace_zones.astype(float) @ made[index]
        assert (under <= home.pace_cap[:, None] * factor + 1e-6).all()
        grown = np.maximum(before, home.pace_start[:, None]) * (1 + worlds.values["housing.pace_growth_max"])
        assert (under <= np.where(home.pace_is_policy[:, None], grown, np.inf) + 1e-6).all()
        before = under
        connected = np.maximum(
            worlds.values["grid.connectable_share"] * inputs.grid.planned_homes, inputs.grid.known_homes
        )
        on_grid = made[index][inputs.grid.zones].sum(axis=0)
        assert (on_grid <= np.where(congested[index], connected, np.inf) + 1e-6).all()
        assert (made[index][home.water_zones].sum(axis=0) <= home.drinking_water_cap + 1e-6).all()


@given(settings_of_a_year(), st.integers(0, 3), st.floats(1.0, 3.0))
@settings(max_examples=50)
def test_a_larger_cap_never_gives_fewer_homes_over_the_horizon(given_: tuple, which: int, more: float) -> None:
    # Where areas compete for water or for buyers, one that builds faster makes others wait; and a builder who is done
    # sooner has to grow again for the next plan. Without those three a larger cap never builds less of any plan.
    inputs, worlds, decisions = given_
    worlds = eager(worlds)
    home = replace(inputs.housing, drinking_water_cap=np.inf, pace_start=inputs.housing.pace_start * 1e6)
    inputs = replace(inputs, housing=home)
    factors = np.ones(len(inputs.housing.pace_cap))
    factors[which % len(factors)] = more
    wider = replace(inputs, housing=replace(home, pace_cap=home.pace_cap * factors))
    _, left = deliver(inputs, worlds, decisions)
    _, left_wider = deliver(wider, worlds, decisions)
    assert (left_wider <= left + 1e-6).all()


@given(settings_of_a_year(), st.floats(1.0, 3.0))
@settings(max_examples=50)
def test_more_drinking_water_never_gives_fewer_homes(given_: tuple, more: float) -> None:
    inputs, worlds, decisions = given_
    worlds, home = eager(worlds), replace(inputs.housing, pace_start=inputs.housing.pace_start * 1e6)
    inputs = replace(inputs, housing=home)
    wider = replace(inputs, housing=replace(home, drinking_water_cap=home.drinking_water_cap * more))
    left, left_wider = deliver(inputs, worlds, decisions)[1], deliver(wider, worlds, decisions)[1]
    assert (left_wider.sum(axis=0) <= left.sum(axis=0) + 1e-6).all()


@given(settings_of_a_year())
@settings(max_examples=50)
def test_earlier_reinforcement_never_gives_fewer_homes(given_: tuple) -> None:
    inputs, worlds, decisions = given_
    worlds, home = eager(worlds), replace(inputs.housing, pace_start=inputs.housing.pace_start * 1e6)
    inputs = replace(inputs, housing=replace(home, drinking_water_cap=np.inf))
    soon = replace(inputs, grid=replace(inputs.grid, reinforcement_year=inputs.grid.reinforcement_year - 3))
    left, left_soon = deliver(inputs, worlds, decisions)[1], deliver(soon, worlds, decisions)[1]
    assert (left_soon <= left + 1e-6).all()


@given(settings_of_a_year())
@settings(max_examples=50)
def test_social_rent_stays_within_the_corporations_share_and_out_of_organic_plans(given_: tuple) -> None:
    inputs, worlds, decisions = given_
    out, _ = deliver(inputs, worlds, decisions)
    municipality = inputs.housing.municipality
    for number in range(municipality.max() + 1):
        made = out[:, municipality == number].sum(axis=1)
        assert (made[:, 0] <= inputs.housing.corporation_share_max * made.sum(axis=1) + 1e-6).all()
    plans = inputs.housing.plans
    for zone in range(ZONES):
        if plans.organic[plans.zone == zone].all():
            assert (out[:, zone, 0] == 0.0).all()


@given(settings_of_a_year())
@settings(max_examples=40)
def test_a_draw_is_computed_by_itself(given_: tuple) -> None:
    inputs, worlds, decisions = given_
    out, left = deliver(inputs, worlds, decisions)
    order = np.array([2, 0, 1])
    turned = WorldBlock({n: v[order] for n, v in worlds.values.items()}, worlds.labels, worlds.row, worlds.luck)
    out_turned, left_turned = deliver(inputs, turned, decisions[:, order])
    np.testing.assert_array_equal(out_turned, out[..., order])
    np.testing.assert_array_equal(left_turned, left[:, order])
