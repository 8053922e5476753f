"""Laws of pace and market: what growth of capacity, the grid and buyers do to any set of plans and caps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.inputs import Inputs, WorldBlock
from balanssim.procedures.housing import Ready
from tests.properties.test_procedures_properties import deliver, eager, settings_of_a_year


def without_end(inputs: Inputs, worlds: WorldBlock, ready: Ready) -> tuple[Inputs, WorldBlock, Ready]:
    """The same with plans that never run out, no cap on water, and buyers for everything.

    Where plans run out, one that is built sooner leaves its builders idle: the law of the larger cap then holds
    without growth of capacity only.
    """
    home = replace(inputs.housing, drinking_water_cap=np.inf)
    endless = replace(ready, homes=np.full_like(ready.homes, 1e9), lost=np.zeros_like(ready.lost))
    return replace(inputs, housing=home), eager(worlds), endless


@given(settings_of_a_year(), st.integers(0, 3), st.floats(1.0, 3.0), st.floats(1.0, 3.0))
@settings(max_examples=50)
def test_growth_of_capacity_never_turns_a_larger_limit_into_fewer_homes(
    given_: tuple, which: int, more: float, grid: float
) -> None:
    inputs, worlds, ready = given_
    inputs, worlds, ready = without_end(inputs, worlds, ready)
    home = inputs.housing
    factors = np.ones(len(home.pace_cap))
    factors[which % len(factors)] = more
    first = deliver(inputs, worlds, ready).completions
    for wider in (
        replace(inputs, housing=replace(home, pace_cap=home.pace_cap * factors)),
        replace(inputs, housing=replace(home, pace_start=home.pace_start * factors)),
        replace(inputs, grid=replace(inputs.grid, planned_homes=inputs.grid.planned_homes * grid)),
        replace(inputs, grid=replace(inputs.grid, known_homes=inputs.grid.known_homes * grid)),
        replace(inputs, grid=replace(inputs.grid, reinforcement_year=inputs.grid.reinforcement_year - 2.0)),
        replace(inputs, grid=replace(inputs.grid, freeze_possible=False)),
    ):
        made = deliver(wider, worlds, ready).completions
        assert (made.sum(axis=2) >= first.sum(axis=2) - 1e-6).all()


@given(settings_of_a_year())
@settings(max_examples=50)
def test_buyers_stop_building_at_the_surplus_and_change_nothing_while_homes_are_short(given_: tuple) -> None:
    inputs, worlds, ready = given_
    values, study = worlds.values, inputs.study
    made, taken = (deliver(inputs, each, ready).completions.sum(axis=2) for each in (worlds, eager(worlds)))
    base = inputs.housing.homes.sum(axis=0)
    stock = np.full(worlds.width, base[study].sum())
    short_till_now = np.ones(worlds.width, dtype=bool)
    growth = np.where(
        inputs.work.bound[:, None], values["housing.demand_growth"], values["housing.demand_growth_elsewhere"]
    )
    for index, year in enumerate(inputs.axes.flow_years):
        households = base[:, None] * (1 - values["housing.friction_vacancy"] + values["housing.base_shortage"])
        households = (households * (1 + growth * inputs.housing.household_factor) ** index)[study].sum(axis=0)
        surplus = (stock * (1 - values["housing.friction_vacancy"]) - households) / stock
        stops = surplus >= values["housing.surplus_stop"] + 1e-9
        if year in inputs.housing.known_net:
            stock = stock + inputs.housing.known_net[year][study].sum()
            short_till_now &= surplus <= 0.0
            continue
        assert (made[index][study][:, stops] == 0.0).all()
        short_till_now &= surplus <= 0.0
        same = short_till_now
        np.testing.assert_array_equal(made[index][:, same], taken[index][:, same])
        stock = stock * (1 + values["housing.transformation_rate"] - values["housing.withdrawal_rate"])
        stock = stock + made[index][study].sum(axis=0)


@given(settings_of_a_year(), st.floats(0.0, 0.3))
@settings(max_examples=50)
def test_more_households_never_mean_fewer_homes_in_the_year_itself(given_: tuple, more: float) -> None:
    inputs, worlds, ready = given_
    wanted = worlds.values["housing.base_shortage"] + more
    first = deliver(inputs, worlds, ready).completions
    shorter = replace(worlds, values={**worlds.values, "housing.base_shortage": wanted})
    other = deliver(inputs, shorter, ready).completions
    assert (other[0].sum(axis=1) >= first[0].sum(axis=1) - 1e-9).all()
    np.testing.assert_array_equal(other[0][~inputs.study], first[0][~inputs.study])
