"""From scenario and region to arrays: names in order, levers where they belong, nothing missing."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from balanssim import prepare
from balanssim.inputs import NEVER
from tests.middle import TINY, leaves, real, tiny, tiny_resolved


def caps(*overrides: str, text: str = TINY) -> list[tuple[set[str], float, bool]]:
    """Every pace cap: its zones, homes a year, and whether the scenario set it."""
    inputs = tiny(*overrides, text=text).inputs
    home = inputs.housing
    return [
        ({inputs.axes.zones[zone] for zone in zones.nonzero()[0]}, float(cap), bool(policy))
        for zones, cap, policy in zip(home.pace_zones, home.pace_cap, home.pace_is_policy, strict=True)
    ]


NO_CAP = TINY.replace("    pace_cap: {T1: 350}\n", "")


def test_a_scenario_without_caps_keeps_recent_paces() -> None:
    expected = [
        ({"T1-C", "T1-N"}, 300.0, False),
        ({"T2"}, 150.0, False),
        ({"T3"}, 400.0, False),
        ({"EX1"}, 1200.0, False),
    ]
    assert caps(text=NO_CAP) == expected


def test_a_cap_of_the_scenario_replaces_the_recent_pace_of_its_zones() -> None:
    expected = [
        ({"T1-C", "T1-N"}, 350.0, True),
        ({"T2"}, 150.0, False),
        ({"T3"}, 400.0, False),
        ({"EX1"}, 1200.0, False),
    ]
    assert caps() == expected


def test_a_cap_on_a_part_of_a_municipality_leaves_the_rest_at_its_recent_pace() -> None:
    found = caps(text=NO_CAP.replace("  housing:\n", "  housing:\n    pace_cap: {T1-N: 120}\n"))
    assert ({"T1-N"}, 120.0, True) in found
    assert ({"T1-C"}, 300.0, False) in found
    assert {zone for zones, _, _ in found for zone in zones} == {"T1-C", "T1-N", "T2", "T3", "EX1"}


def test_caps_may_overlap() -> None:
    found = caps("levers.housing.pace_cap.study-area=400")
    assert ({"T1-C", "T1-N"}, 350.0, True) in found
    assert ({"T1-C", "T1-N", "T2"}, 400.0, True) in found


def test_every_zone_of_the_shipped_region_is_under_a_cap() -> None:
    assert real("omgevingsvisie").inputs.housing.pace_zones.any(axis=0).all()


def test_capacity_starts_from_the_larger_of_recent_pace_and_known_year() -> None:
    known, unknown = tiny("known_outcomes=use").inputs.housing, tiny("known_outcomes=forget").inputs.housing
    np.testing.assert_allclose(known.pace_start, known.pace_zones @ np.array([300.0, 0, 150, 400, 1200]))
    np.testing.assert_array_equal(known.pace_start, unknown.pace_start)  # new-built of 2024 equals the pace there
    shipped = real("omgevingsvisie").inputs.housing
    assert (shipped.pace_start >= real("omgevingsvisie", "known_outcomes=forget").inputs.housing.pace_start).all()


@pytest.mark.parametrize(
    ("release", "year", "project"),
    [("open", 0.0, -1), ("never", NEVER, -1), ("2027", 2027.0, -1), ("decision:P1_BRIDGE", 0.0, 0)],
)
def test_a_release_is_open_never_a_year_or_a_decision(release: str, year: float, project: int) -> None:
    plans = tiny(f"levers.housing.plans.centrum.release={release}").inputs.housing.plans
    at = plans.ids.index("centrum")
    assert (plans.release_year[at], plans.release_project[at]) == (year, project)


def test_a_lever_on_a_plan_changes_that_plan_alone() -> None:
    base, changed = tiny().inputs.housing.plans, tiny("levers.housing.plans.bijdorp.homes=123").inputs.housing.plans
    at = base.ids.index("bijdorp")
    assert changed.homes[:, at].tolist() == [123.0] * 3
    np.testing.assert_array_equal(np.delete(changed.homes, at, axis=1), np.delete(base.homes, at, axis=1))
    np.testing.assert_array_equal(changed.max_pace, base.max_pace)
    pace = tiny("levers.housing.plans.bijdorp.max_pace=7").inputs.housing.plans
    assert pace.max_pace[at] == 7.0
    np.testing.assert_array_equal(pace.homes, base.homes)


@pytest.mark.parametrize(("words", "year"), [("procedures", np.nan), ("never", NEVER), ("2028", 2028.0)])
def test_an_opening_is_procedures_never_or_a_year(words: str, year: float) -> None:
    case = tiny(f"levers.infrastructure.P1_BRIDGE.opening={words}")
    np.testing.assert_equal(case.inputs.infrastructure.opening[case.project("P1_BRIDGE")], year)


def test_space_of_a_lever_above_what_is_available_now_becomes_new_space() -> None:
    work = tiny().inputs.work  # 60 ha of which 20 now; 90,000 m2 of which 30,000; 20,000 m2 of which 10,000
    assert work.space.sum(axis=1).tolist() == [40.0, 20000.0, 60000.0]  # T1 and T2
    new = dict(zip(work.location_plans.ids, work.location_plans.size, strict=True))
    assert new == {"park-nieuw": 40.0, "kantoor": 10000.0, "gemengd": 60000.0}


def test_space_of_a_lever_below_what_is_available_now_scales_it_down() -> None:
    case = tiny("levers.work.business_park_ha=5", "levers.work.mixed_m2=0")
    work = case.inputs.work
    park, mixed = (case.inputs.axes.locations.index(name) for name in ("business_park", "mixed"))
    t1, t2 = case.zone("T1-C"), case.zone("T2")
    assert work.space[park, [t1, t2]].tolist() == [5.0, 20.0]  # the lever is one for the municipality of its plans
    assert work.space[mixed, [t1, t2]].tolist() == [0.0, 30000.0]
    sizes = dict(zip(work.location_plans.ids, work.location_plans.size, strict=True))
    assert sizes["park-nieuw"] == sizes["gemengd"] == 0.0
    assert sizes["kantoor"] == 10000.0


def test_a_programme_starts_by_the_lever_or_by_default() -> None:
    assert tiny().inputs.work.programmes.start.tolist() == [2026.0]
    without = TINY.replace(", programmes: {campus: 2026}", "")
    assert tiny(text=without).inputs.work.programmes.start.tolist() == [NEVER]


def test_uncertainties_of_a_scenario_replace_those_of_the_region_and_move_no_others() -> None:
    text = TINY + "uncertainties:\n  grid.slip_years: {dist: fixed, value: 2, unit: year, source: t, status: assumed}\n"
    base, changed = tiny().worlds, tiny(text=text).worlds
    assert np.unique(changed.values["grid.slip_years"]).tolist() == [2.0]
    differing = [name for name in base.values if not np.array_equal(base.values[name], changed.values[name])]
    assert differing == ["grid.slip_years"]


def test_a_block_is_padded_with_its_last_world() -> None:
    case = tiny()
    block = case.block([3, 4], 5)
    assert block.labels.tolist() == [3, 4, 4, 4, 4]
    assert block.width == 5
    for name, values in block.values.items():
        np.testing.assert_array_equal(values, case.worlds.values[name][[3, 4, 4, 4, 4]])


@pytest.mark.parametrize("make", [tiny, lambda: real("omgevingsvisie")], ids=["tiny", "shipped"])
def test_arrays_are_complete_and_in_step_with_the_axes(make) -> None:
    case = make()
    inputs, zones = case.inputs, len(case.inputs.axes.zones)
    for name, value in leaves({f.name: getattr(inputs, f.name) for f in fields(inputs) if f.name != "commuting"}):
        if name == "[people].known_population[2025]" or name.startswith("[infrastructure]."):
            continue
        if isinstance(value, np.ndarray) and value.dtype == np.float64:
            assert not np.isnan(value).any(), name
    projects = inputs.infrastructure  # a project waits only for some of all that it could wait for
    assert not any(np.isnan(part).any() for part in (projects.status, projects.extra, projects.housing_mobility))
    for part in (inputs.people, inputs.work):
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray) and field.name != "split":
                assert value.shape[-1] == zones, field.name
    assert inputs.membership.shape == (len(inputs.axes.areas), zones)
    np.testing.assert_allclose(inputs.housing.homes.sum(axis=0) * inputs.people.occupancy, inputs.people.population)
    np.testing.assert_allclose(
        (inputs.work.jobs.sum(axis=0) * inputs.work.filled_rate).sum(), inputs.people.resident_jobs.sum()
    )
    assert [inputs.axes.projects[index] for index in inputs.project_order] == list(
        inputs.commuting.universe.network.projects
    )


def test_prepare_is_a_pure_function() -> None:
    case = tiny()
    again = prepare.prepare(tiny_resolved(), case.region)
    np.testing.assert_array_equal(again.commuting.flows, case.inputs.commuting.flows)
    np.testing.assert_array_equal(again.housing.pace_cap, case.inputs.housing.pace_cap)
    assert again.axes == case.inputs.axes


def test_a_hindcast_forgets_what_is_known() -> None:
    forgotten = tiny("known_outcomes=forget").inputs
    assert (forgotten.housing.known_net, forgotten.housing.known_new, forgotten.people.known_population) == ({}, {}, {})
    used = tiny().inputs
    assert list(used.housing.known_net) == [2024]
    known = used.people.known_population[2025]
    assert known[[0, 1]].sum() == pytest.approx(48650.0)  # T1, over its sub-zones by people
    assert np.isnan(known[2:]).all()


def test_parameters_that_are_drawn_act_with_their_values() -> None:
    case = tiny()
    found = prepare.acting(case.resolved, case.region)
    assert "procedures.restart_pace" in found
    np.testing.assert_array_equal(found["work.basic_growth"], case.worlds.values["work.basic_growth"][1:])


def test_a_parameter_that_a_scenario_fixes_does_not_act() -> None:
    case = tiny("uncertainties.work.basic_growth=0.004")
    assert "work.basic_growth" not in prepare.acting(case.resolved, case.region)
