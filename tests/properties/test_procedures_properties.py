"""Laws of completions for any set of plans, caps and worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.dims import CAUSES
from balanssim.inputs import NEVER, Grid, HousingPlans, Inputs, WorldBlock, between
from balanssim.procedures import housing, pace
from balanssim.procedures.housing import Delivery, Ready
from tests.middle import tiny

DRAWS = 3
ZONES = 5
share = st.floats(0.0, 1.0)
years = st.floats(2020.0, 2034.0) | st.just(NEVER)


def floats(strategy: st.SearchStrategy, size: int) -> st.SearchStrategy:
    return st.lists(strategy, min_size=size, max_size=size).map(np.array)


@st.composite
def settings_of_a_year(draw: st.DrawFn) -> tuple[Inputs, WorldBlock, Ready]:
    """Inputs with random plans, caps that overlap, limits and a known year; worlds; when plans are ready."""
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
        release_project=np.full(count, -1),
        release_step=("",) * count,
        sites=np.ones(count, dtype=np.int64),
    )
    known = {2024: draw(floats(st.floats(0.0, 500.0), ZONES))} if draw(st.booleans()) else {}
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
            pace_steered=draw(floats(st.booleans(), caps)),
            builders_factor=draw(st.floats(0.5, 2.0)),
            known_new=known,
            known_net=known,
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
            connection_factor=draw(st.floats(0.5, 2.0)),
        ),
    )
    values = {
        "housing.market_dip_chance": share,
        "housing.market_dip_depth": share,
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
    size = (count, DRAWS)
    homes = between(plans.homes, worlds.values["housing.plan_band"])
    lost = homes * draw(floats(st.sampled_from([0.0, 1.0]) | share, count * DRAWS)).reshape(size)
    at = draw(floats(years, count * DRAWS)).reshape(size)
    lost_at = np.minimum(at, 2024.0 + draw(floats(st.floats(0.0, 9.0), count * DRAWS)).reshape(size))
    return made, worlds, Ready(homes, lost, lost_at, at)


def deliver(inputs: Inputs, worlds: WorldBlock, ready: Ready) -> Delivery:
    return housing.deliver(inputs, worlds, ready, pace.grid_congested(inputs, worlds))


def eager(worlds: WorldBlock) -> WorldBlock:
    """The same worlds with homes so short that the market takes whatever is built."""
    return replace(worlds, values={**worlds.values, "housing.base_shortage": np.full(worlds.width, 10.0)})


def by_zone(inputs: Inputs, of_plans: np.ndarray) -> np.ndarray:
    out = np.zeros((ZONES, of_plans.shape[1]))
    np.add.at(out, inputs.housing.plans.zone, of_plans)
    return out


@given(settings_of_a_year())
@settings(max_examples=70)
def test_homes_are_delivered_in_procedure_ready_or_dropped_on_every_reference_date(given_: tuple) -> None:
    inputs, worlds, ready = given_
    made = deliver(inputs, worlds, ready)
    assert all(np.isfinite(values).all() and values.min() >= -1e-9 for values in vars(made).values())
    done = np.concatenate([np.zeros((1, *ready.homes.shape)), made.delivered.cumsum(axis=0)])
    waiting = ready.homes - done - made.in_procedure - made.dropped
    assert waiting.min() >= -1e-6
    for index, year in enumerate(inputs.axes.years):  # what is neither here nor there is ready, and only then
        assert (waiting[index][ready.at > year] <= 1e-6).all()
        assert (made.in_procedure[index][(ready.at <= year) & (ready.lost_at <= year)] <= 1e-6).all()
    assert (np.diff(made.dropped, axis=0) >= 0.0).all()
    assert (done[-1] <= ready.homes - made.dropped[-1] + 1e-6).all()
    unknown = [index for index, year in enumerate(inputs.axes.flow_years) if year not in inputs.housing.known_new]
    by_year = made.completions.sum(axis=2)[unknown]
    np.testing.assert_allclose(by_year, [by_zone(inputs, made.delivered[i]) for i in unknown], rtol=1e-9, atol=1e-6)


@given(settings_of_a_year())
@settings(max_examples=70)
def test_nothing_comes_before_a_plan_is_ready(given_: tuple) -> None:
    inputs, worlds, ready = given_
    made = deliver(inputs, worlds, ready)
    for index, year in enumerate(inputs.axes.flow_years):
        assert (made.delivered[index][ready.at >= year + 1.0] == 0.0).all()
        assert (made.held[index].sum(axis=0)[by_zone(inputs, (ready.at < year + 1.0) * 1.0) == 0.0] == 0.0).all()


@given(settings_of_a_year())
@settings(max_examples=70)
def test_what_is_ready_is_delivered_or_held_back_for_a_cause(given_: tuple) -> None:
    inputs, worlds, ready = given_
    made = deliver(inputs, worlds, ready)
    without = [number for number, cause in enumerate(CAUSES) if cause != "corporations"]
    left = ready.homes - made.dropped[-1]
    for index, year in enumerate(inputs.axes.flow_years):
        if year not in inputs.housing.known_new:
            can = by_zone(inputs, np.where(ready.at < year + 1.0, left, 0.0))
            kept = made.held[index, without].sum(axis=0) + by_zone(inputs, made.delivered[index])
            np.testing.assert_allclose(kept, can, rtol=1e-9, atol=1e-5)
        left = left - made.delivered[index]


@given(settings_of_a_year())
@settings(max_examples=70)
def test_every_cap_holds_in_every_year(given_: tuple) -> None:
    inputs, worlds, ready = given_
    home, policy = inputs.housing, inputs.housing.pace_is_policy[:, None]
    congested, dips = pace.grid_congested(inputs, worlds), pace.market_dips(inputs, worlds)
    made = deliver(inputs, worlds, ready).completions.sum(axis=2)
    steered = home.pace_steered[:, None]
    factor = np.where(steered, home.builders_factor, 1.0)
    before = np.zeros((len(home.pace_cap), DRAWS))
    for index, year in enumerate(inputs.axes.flow_years):
        under = home.pace_zones.astype(float) @ made[index]
        if year in home.known_new:
            before = under
            continue
        grown = np.maximum(before, home.pace_start[:, None]) * (1 + worlds.values["housing.pace_growth_max"])
        recent = home.pace_cap[:, None] * worlds.values["housing.other_pace_factor"]
        builders = np.where(policy, grown, recent) * factor
        cap = np.minimum(np.where(policy, home.pace_cap[:, None], np.inf), builders)
        assert (under <= cap * np.where(steered, 1.0 - dips[index], 1.0) + 1e-6).all()
        before = under
        share = worlds.values["grid.connectable_share"] * inputs.grid.planned_homes
        connected = np.maximum(share, inputs.grid.known_homes) * inputs.grid.connection_factor
        on_grid = made[index][inputs.grid.zones].sum(axis=0)
        assert (on_grid <= np.where(congested[index], connected, np.inf) + 1e-6).all()
        assert (made[index][home.water_zones].sum(axis=0) <= home.drinking_water_cap + 1e-6).all()


def not_delivered(inputs: Inputs, worlds: WorldBlock, ready: Ready) -> np.ndarray:
    """Homes of each plan that are left at the end, (plan, draw)."""
    made = deliver(inputs, worlds, ready)
    return np.asarray(ready.homes - made.dropped[-1] - made.delivered.sum(axis=0))


@given(settings_of_a_year(), st.integers(0, 3), st.floats(1.0, 3.0))
@settings(max_examples=50)
def test_a_larger_cap_never_gives_fewer_homes_over_the_horizon(given_: tuple, which: int, more: float) -> None:
    # Where areas compete for water or for buyers, one that builds faster makes others wait; and a builder who is done
    # sooner has to grow again for the next plan. Without those three a larger cap never builds less of any plan.
    inputs, worlds, ready = given_
    worlds = eager(worlds)
    home = replace(inputs.housing, drinking_water_cap=np.inf, pace_start=inputs.housing.pace_start * 1e6)
    inputs = replace(inputs, housing=home)
    factors = np.ones(len(inputs.housing.pace_cap))
    factors[which % len(factors)] = more
    wider = replace(inputs, housing=replace(home, pace_cap=home.pace_cap * factors))
    assert (not_delivered(wider, worlds, ready) <= not_delivered(inputs, worlds, ready) + 1e-6).all()


@given(settings_of_a_year(), st.floats(1.0, 3.0))
@settings(max_examples=50)
def test_more_drinking_water_never_gives_fewer_homes(given_: tuple, more: float) -> None:
    inputs, worlds, ready = given_
    worlds, home = eager(worlds), replace(inputs.housing, pace_start=inputs.housing.pace_start * 1e6)
    inputs = replace(inputs, housing=home)
    wider = replace(inputs, housing=replace(home, drinking_water_cap=home.drinking_water_cap * more))
    left, left_wider = not_delivered(inputs, worlds, ready), not_delivered(wider, worlds, ready)
    assert (left_wider.sum(axis=0) <= left.sum(axis=0) + 1e-6).all()


@given(settings_of_a_year(), st.floats(1.0, 3.0))
@settings(max_examples=50)
def test_relief_of_grid_or_builders_never_gives_fewer_homes(given_: tuple, more: float) -> None:
    inputs, worlds, ready = given_
    worlds, home = eager(worlds), replace(inputs.housing, pace_start=inputs.housing.pace_start * 1e6)
    inputs = replace(inputs, housing=replace(home, drinking_water_cap=np.inf))
    left, grid = not_delivered(inputs, worlds, ready), inputs.grid
    for relieved in (
        replace(inputs, grid=replace(grid, reinforcement_year=grid.reinforcement_year - 3)),
        replace(inputs, grid=replace(grid, connection_factor=grid.connection_factor * more)),
        replace(inputs, housing=replace(inputs.housing, builders_factor=home.builders_factor * more)),
    ):
        assert (not_delivered(relieved, worlds, ready) <= left + 1e-6).all()


@given(settings_of_a_year())
@settings(max_examples=50)
def test_social_rent_stays_within_the_corporations_share_and_out_of_organic_plans(given_: tuple) -> None:
    inputs, worlds, ready = given_
    inputs = replace(inputs, housing=replace(inputs.housing, known_new={}, known_net={}))
    out = deliver(inputs, worlds, ready).completions
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
    inputs, worlds, ready = given_
    made = deliver(inputs, worlds, ready)
    order = np.array([2, 0, 1])
    values = {name: value[order] for name, value in worlds.values.items()}
    turned = WorldBlock(values, worlds.labels[order], worlds.row[order], worlds.luck[order])
    again = deliver(inputs, turned, Ready(*(values[:, order] for values in vars(ready).values())))
    for name, values_ in vars(made).items():
        np.testing.assert_array_equal(getattr(again, name), values_[..., order], err_msg=name)
