"""Laws of a whole run for any levers, any worlds and any date to split on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim import engine, outcomes, procedures
from balanssim.catalogue import VARIABLES
from balanssim.dims import FLOW_YEAR, MAP_YEAR, YEAR
from tests.middle import FULL, STANDARD, Case, picked, real, same_bits, tiny, watched

year = st.integers(2025, 2030)


def lever(key: str, values: st.SearchStrategy) -> st.SearchStrategy[str]:
    return values.map(lambda value: f"levers.{key}={value}")


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[str, ...]:
    """Overrides on the tiny scenario: any set of levers within what a scenario may say."""
    levers = (
        lever("housing.pace_cap.T1", st.integers(0, 3000)),
        lever("housing.pace_cap.study-area", st.integers(1, 3000)),
        lever("housing.plans.nieuw-1.release", st.sampled_from(["open", "never", "2027", "decision:P1_BRIDGE"])),
        lever("housing.plans.centrum.homes", st.integers(0, 20000)),
        lever("housing.plans.centrum.max_pace", st.integers(1, 5000)),
        lever("housing.corporation_share_max", st.sampled_from([0, 0.2, 1])),
        lever("housing.drinking_water_cap", st.integers(1, 500)),
        lever("housing.nitrogen_delay_years", st.integers(0, 5)),
        lever("work.business_park_ha", st.sampled_from([0, 5, 20, 400])),
        lever("work.mixed_m2", st.sampled_from([0, 1000, 900000])),
        lever("work.office_m2", st.sampled_from([0, 500000])),
        lever("work.growth_factor", st.sampled_from([0, 0.5, 3])),
        lever("work.space_by", year),
        lever("work.programmes.campus", year),
        lever("grid.reinforcement_year", year),
        lever("grid.freeze", st.sampled_from(["none", "possible"])),
        lever("demand.household_factor", st.sampled_from([0, 0.5, 2])),
        lever("demand.employment_factor", st.sampled_from([0, 0.5, 2])),
        lever("infrastructure.P1_BRIDGE.opening", st.sampled_from(["procedures", "never", "2024", "2026"])),
        lever("infrastructure.P2_METRO.opening", st.sampled_from(["procedures", "never", "2024", "2027"])),
        lever("mobility.fuel_cost_factor", st.sampled_from([0.5, 2])),
        lever("mobility.fare_factor", st.sampled_from([0.5, 2])),
        lever("mobility.parking_factor", st.sampled_from([0, 3])),
        lever("mobility.parking_extra_eur.T1", st.sampled_from([2, 8])),
        lever("mobility.frequency_factor", st.sampled_from([0.5, 2])),
        lever("mobility.line_frequency_factor.IC", st.sampled_from([0.5, 2])),
        lever("mobility.cycle_time_factor", st.sampled_from([0.7, 1.2])),
        lever("mobility.wfh_extra_share", st.sampled_from([0.05, 0.2])),
        lever("mobility.spread_and_avoid", st.sampled_from([0.1, 0.3])),
        st.sampled_from(["known_outcomes=forget", "known_outcomes=use"]),
    )
    chosen = draw(st.lists(st.sampled_from(range(len(levers))), unique=True, max_size=8).map(sorted))
    return tuple(draw(levers[number]) for number in chosen)


def case_of(overrides: tuple[str, ...]) -> Case:
    return tiny(*overrides)


@given(scenarios(), st.lists(st.integers(0, 130), min_size=1, max_size=4))
@settings(max_examples=50)
def test_any_scenario_conserves_homes_people_and_jobs(overrides: tuple[str, ...], labels: list[int]) -> None:
    case = case_of(overrides)
    with pytest.MonkeyPatch.context() as patch:
        result, seen = watched(case, case.block(labels), patch)
    assert [moment.state.year for moment in seen] == list(case.inputs.axes.years)
    finite = {name: np.isfinite(v) | (VARIABLES[name].gaps & np.isnan(v)) for name, v in result.outputs.items()}
    assert [name for name, fine in finite.items() if not fine.all()] == []
    assert result.outputs["furness_error"].max() <= 1e-9
    may_be_negative = {
        "homes_added", "homes_transformed", "jobs_all_added", "commute_load_extra", "link_load_extra",
        "housing_shortage", "out_commuters", "in_commuters",
    }  # fmt: skip
    for name, values in result.outputs.items():
        if name not in may_be_negative:
            assert (values[~np.isnan(values)] >= -1e-6).all(), name  # some variables only have a value under congestion
    base = seen[0].state
    national = base.jobs.sum(axis=0) * case.inputs.work.filled_rate[:, None]
    for moment in seen:
        state = moment.state
        # what was placed and what was not is growth that was asked for; room is used, never made
        assert (state.displaced >= -1e-9).all()
        assert (state.elsewhere <= state.displaced.sum(axis=0) + 1e-9).all()
        assert state.space_free.min() >= -1e-9
        leaving, arriving = moment.result.flows.sum(axis=1), moment.result.flows.sum(axis=0)
        np.testing.assert_allclose(leaving.sum(axis=0), arriving.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(seen[0].result.flows.sum(axis=(0, 1)), national.sum(axis=0), rtol=1e-9)


@given(scenarios(), st.lists(st.integers(0, 130), min_size=1, max_size=4))
@settings(max_examples=25)
def test_in_any_scenario_a_corridor_has_the_extra_of_its_links(overrides: tuple[str, ...], labels: list[int]) -> None:
    case = case_of(overrides)
    with pytest.MonkeyPatch.context() as patch:
        result, seen = watched(case, case.block(labels), patch, variables=[VARIABLES["link_load_extra"]])
    place = case.inputs.axes.links.index
    universe = case.inputs.commuting.universe
    taken = universe.corridor_edges["transit"][[case.corridor("rail")]] @ universe.transit.incidence.T
    assert taken.max() == 1.0  # no route takes two of the lines
    for moment in seen:
        extra = outcomes.on_map(moment.result, moment.fixed)["link_load_extra"]
        for corridor, links in (
            ("bridge", ("R_J_C_J_3",)),
            ("rail", ("T_IC_S_C_S_3", "T_SPR_S_C_S_3", "P2_METRO_M1_S_N_S_3")),
        ):
            at = case.corridor(corridor)
            load = moment.fixed.commuting.link_load[at].max()
            total = extra[[place(link) for link in links]].sum(axis=0)
            np.testing.assert_allclose(total, moment.result.extra[at], rtol=1e-9, atol=1e-9 * load, err_msg=corridor)
        if moment.state.year == 2026:
            np.testing.assert_array_equal(result.outputs["link_load_extra"][:, 0], extra.T.astype(np.float32))


@given(scenarios(), st.lists(st.integers(0, 130), min_size=1, max_size=3), st.integers(2024, 2030))
@settings(max_examples=25)
def test_any_scenario_may_be_split_on_any_date(overrides: tuple[str, ...], labels: list[int], stop: int) -> None:
    case = case_of(overrides)
    block = case.block(labels)
    whole = engine.run_block(case.inputs, block, FULL, flow_years=(2024, 2028))
    first = engine.run_block(case.inputs, block, FULL, flow_years=(2024, 2028), stop=stop)
    second = engine.run_block(case.inputs, block, FULL, flow_years=(2024, 2028), state=first.state)
    for variable in FULL:
        one, other = first.outputs[variable.name], second.outputs[variable.name]
        timed = variable.dims[0] in (YEAR, FLOW_YEAR, MAP_YEAR)
        joined = np.concatenate([one, other], axis=1) if timed else other  # without a year: as known at the end
        assert joined.tobytes() == whole.outputs[variable.name].tobytes(), variable.name
    assert same_bits(second.state, whole.state) == []


@given(scenarios(), st.lists(st.integers(1, 130), min_size=2, max_size=6, unique=True), st.randoms())
@settings(max_examples=25)
def test_any_order_of_draws_gives_each_its_own_future(overrides: tuple[str, ...], labels: list[int], luck) -> None:
    case = case_of(overrides)
    order = list(range(len(labels)))
    luck.shuffle(order)
    one = engine.run_block(case.inputs, case.block(labels), STANDARD)
    other = engine.run_block(case.inputs, case.block([labels[number] for number in order]), STANDARD)
    assert same_bits(picked(one.outputs, order), other.outputs) == []


def test_a_larger_cap_never_builds_less_on_the_shipped_region() -> None:
    # Of Flevoland itself: where buyers run out, more homes here mean fewer elsewhere in the study area.
    built = []
    for pace in (1500, 2800, 4000):
        case = real("omgevingsvisie", f"levers.housing.pace_cap.GM0034={pace}")
        inside = case.inputs.membership[[case.area("flevoland")]].toarray()[0] > 0
        made = procedures.simulate(case.inputs, case.block(list(range(65)))).completions
        built.append(made[:, inside].sum(axis=(0, 1, 2)))
    assert (np.diff(built, axis=0) >= -1e-6).all()
    assert (built[1] > built[0]).all()


def test_a_larger_cap_builds_more_in_the_whole_study_area_where_buyers_are_plenty() -> None:
    built = []
    for pace in (1500, 2800, 4000):
        case = real("omgevingsvisie", f"levers.housing.pace_cap.GM0034={pace}")
        block = case.block(list(range(65)))
        plenty = {name: np.full(65, 0.05) for name in ("housing.demand_growth", "housing.demand_growth_elsewhere")}
        block = replace(block, values={**block.values, **plenty})
        built.append(procedures.simulate(case.inputs, block).completions.sum(axis=2))
    study = case.inputs.study
    more = np.diff([made[:, study].sum(axis=(0, 1)) for made in built], axis=0)
    assert (more[0] > 0.0).all()
    assert (more[1] >= -1e-6).all()  # where builders cannot grow to the largest cap it changes nothing
    assert (more[1] > 0.0).mean() > 0.9
    for made in built[1:]:
        np.testing.assert_array_equal(made[:, ~study], built[0][:, ~study])
