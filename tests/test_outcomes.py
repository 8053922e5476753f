"""Outcomes of areas against those of their zones, the base date, and directions on the shipped region."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim import engine
from balanssim.steps import employed
from tests.middle import FULL, STANDARD, Case, central, real, tiny, watched

#: Numbers that add up over zones; what is made of two numbers, or counts what stays inside, does not.
ADDITIVE = (
    "homes", "homes_added", "homes_completed", "homes_transformed", "homes_withdrawn", "homes_by_segment", "population",
    "employed_persons", "resident_jobs", "employee_jobs", "jobs_serving", "jobs_basic", "jobs_all", "jobs_all_added",
    "jobs_displaced", "jobs_elsewhere", "space_free", "commute_car_km", "commute_car_co2", "homes_in_procedure",
    "homes_ready", "homes_dropped", "homes_held",
)  # fmt: skip


def zones_of(case: Case, area: str) -> list[int]:
    """Areas that are one zone each and together make this one."""
    axes, member = case.inputs.axes, case.inputs.membership.toarray() > 0
    single = {int(row.nonzero()[0][0]): number for number, row in enumerate(member) if row.sum() == 1}
    return [single[int(zone)] for zone in member[axes.areas.index(area)].nonzero()[0]]


@pytest.mark.parametrize("name", ADDITIVE)
def test_an_area_is_the_sum_of_its_zones(name: str) -> None:
    for case, areas in (
        (tiny(), ("T1", "study-area")),
        (real("omgevingsvisie"), ("GM0034", "GM0363", "flevoland", "mra")),
    ):
        values = run(case)[name].astype(np.float64)
        for area in areas:
            parts = values[..., zones_of(case, area)].sum(axis=-1)
            np.testing.assert_allclose(values[..., case.area(area)], parts, rtol=2e-6, atol=0.05, err_msg=area)


_RUNS: dict[int, dict[str, np.ndarray]] = {}


def run(case: Case) -> dict[str, np.ndarray]:
    """Outputs of the central run and two worlds, once per case."""
    if id(case) not in _RUNS:
        _RUNS[id(case)] = engine.run_block(case.inputs, case.block([0, 1, 2]), STANDARD).outputs
    return _RUNS[id(case)]


def test_every_additive_variable_is_among_those_tested() -> None:
    made = {v.name for v in STANDARD if v.dims[-1] == "area"}
    other = {
        "social_share", "housing_shortage", "households_elsewhere", "jobs_per_resident_1564", "jobs_per_home",
        "jobs_per_labour_force", "share_working_outside", "share_working_outside_all", "self_containment",
        "out_commuters", "in_commuters", "car_share", "transit_share", "mean_commute_km", "jobs_within_45min_car",
        "jobs_within_45min_transit", "jobs_within_45min_bike", "jobs_within_30min_car", "jobs_within_30min_transit",
        "jobs_within_30min_bike", "hansen_accessibility", "commute_min_by_mode", "commute_km_by_mode",
    }  # fmt: skip
    assert made == {*ADDITIVE, *other}


@pytest.mark.parametrize("make", [tiny, lambda: real("omgevingsvisie")], ids=["tiny", "shipped"])
def test_nothing_is_added_on_the_base_date(make) -> None:
    case = make()
    labels = list(range(65))
    out = engine.run_block(case.inputs, case.block(labels), STANDARD, stop=2024).outputs
    for name in ("jobs_all_added", "homes_added", "jobs_displaced", "jobs_elsewhere"):
        assert np.unique(out[name][:, 0]).tolist() == [0.0], name
    assert out["households_elsewhere"][:, 0].max() < 1e-6
    scale = out["commute_load"].max()
    np.testing.assert_allclose(out["commute_load_extra"][:, 0] / scale, 0.0, atol=1e-9)
    np.testing.assert_allclose(out["jobs_scale"][:, 0], 1.0, rtol=1e-6)


def test_moves_between_sub_zones_are_inside_their_municipality(monkeypatch: pytest.MonkeyPatch) -> None:
    case = real("omgevingsvisie")
    result, seen = watched(case, case.block([0, 1]), monkeypatch, stop=2026)
    for area in ("GM0034", "GM0363", "flevoland"):
        at = case.area(area)
        zones = case.inputs.membership[[at]].toarray()[0] > 0
        flows = seen[2].result.flows[zones]
        share = 1.0 - flows[:, zones].sum(axis=(0, 1)) / flows.sum(axis=(0, 1))
        np.testing.assert_allclose(result.outputs["share_working_outside"][:, 2, at], share, rtol=1e-6)
        out = flows[:, ~zones].sum(axis=(0, 1))
        np.testing.assert_allclose(result.outputs["out_commuters"][:, 2, at], out, rtol=1e-6)
        # where sub-zones counted as outside, far more would 'leave'
        parts = result.outputs["out_commuters"][:, 2, zones_of(case, area)].sum(axis=1)
        assert (parts > 1.1 * out).all()


def test_shares_and_ratios_are_made_of_sums() -> None:
    case = real("omgevingsvisie")
    out = {name: values.astype(np.float64) for name, values in run(case).items()}
    for name, top, bottom in (
        ("jobs_per_home", "jobs_all", "homes"),
        ("share_working_outside", "out_commuters", "resident_jobs"),
    ):
        there = out[bottom] > 0.0
        np.testing.assert_allclose(out[name][there], out[top][there] / out[bottom][there], rtol=1e-4, err_msg=name)
        assert (out[name][~there] == 0.0).all(), name
    social, homes = out["homes_by_segment"][:, :, 0], out["homes"]
    np.testing.assert_allclose(out["social_share"] * homes, social, rtol=1e-5)
    for name in ("social_share", "share_working_outside", "share_working_outside_all", "self_containment", "car_share"):
        assert out[name].min() >= 0.0, name
        assert out[name].max() <= 1.0, name


def test_self_employed_work_outside_by_municipality_and_go_as_far_as_employees(monkeypatch: pytest.MonkeyPatch) -> None:
    case = real("omgevingsvisie")
    result, seen = watched(case, case.block([0, 1]), monkeypatch, stop=2025)
    moment, people = seen[1], case.inputs.people
    flows, of_zone = moment.result.flows, case.inputs.housing.municipality
    leave = moment.fixed.values["work.self_employed_outside"]
    alone = employed(moment.state, moment.fixed, 2025) * (1.0 - people.employee_share)[:, None]
    other = of_zone[:, None] != of_zone[None, :]
    for area in ("GM0034", "GM0363", "flevoland", "mra", "GM0034-ST"):
        at = case.area(area)
        zones = case.inputs.membership[[at]].toarray()[0] > 0
        crossing = zones[:, None] & ~zones[None, :]
        far = flows[crossing & other].sum(axis=0) / flows[zones[:, None] & other].sum(axis=0)
        near = flows[crossing & ~other].sum(axis=0) / flows[zones[:, None] & ~other].sum(axis=0)
        share = leave * far + (1.0 - leave) * near
        if area in ("GM0034", "GM0363"):
            np.testing.assert_allclose(share, leave)  # a municipality: the parameter as it is
        elif area in ("flevoland", "mra"):
            assert (share < leave).all()  # some who leave their municipality stay in the area
        else:
            assert ((share > leave) & (share < 1.0)).all()  # and a part of one is left more easily
        employees, self_employed = flows[zones].sum(axis=(0, 1)), alone[zones].sum(axis=0)
        expected = (flows[crossing].sum(axis=0) + share * self_employed) / (employees + self_employed)
        np.testing.assert_allclose(result.outputs["share_working_outside_all"][:, 1, at], expected, rtol=1e-6)


def test_all_jobs_grow_with_the_jobs_they_are_made_of() -> None:
    case = real("omgevingsvisie")
    out = run(case)
    added = out["jobs_all"].astype(float) - out["jobs_all"][:, :1]
    np.testing.assert_allclose(out["jobs_all_added"], added, rtol=1e-4, atol=2.0)


# ---- directions: the central run, all else as the draft vision -----------------------------------------------------

METRO = "levers.infrastructure.P01_IJMEER_METRO.opening"
A27 = "levers.infrastructure.P04_A27_ZWE.opening"
NO_PAMPUS = ("levers.housing.plans.pampus-rest.release=never",)


def at(name: str, place: str, year: int, *overrides: str) -> float:
    """One number of the central run of the draft vision with these changes: an area, or a corridor."""
    case = real("omgevingsvisie", *overrides)
    result = central("omgevingsvisie", *overrides)
    axes = case.inputs.axes
    index = axes.corridors.index(place) if place in axes.corridors else axes.areas.index(place)
    return float(result.outputs[name][0, year - axes.start, index])


def test_more_homes_bring_more_people_and_commuters() -> None:
    fewer = ("levers.housing.pace_cap.GM0034=1500",)
    for name in ("homes", "population", "resident_jobs", "out_commuters", "employee_jobs"):
        assert at(name, "GM0034", 2041) > at(name, "GM0034", 2041, *fewer), name
    assert at("commute_load", "hollandse-brug", 2041) > at("commute_load", "hollandse-brug", 2041, *fewer)


def test_the_ijmeer_link_moves_some_people_from_the_bridge_to_the_train_and_few() -> None:
    without, with_link = (*NO_PAMPUS, f"{METRO}=never"), (*NO_PAMPUS, f"{METRO}=2036")
    homes = [at("homes", "GM0034", 2041, *case) for case in (without, with_link)]
    assert homes[0] == homes[1]
    case = real("omgevingsvisie", *with_link)
    member, axes = case.inputs.membership.toarray() > 0, case.inputs.axes
    transit = axes.modes.index("transit")

    def to_amsterdam(overrides: tuple[str, ...]) -> float:
        flow = central("omgevingsvisie", *overrides).outputs["flow"][0, 0, transit].astype(np.float64)
        return float(flow[member[case.area("GM0034")]][:, member[case.area("GM0363")]].sum())

    assert 1.02 < to_amsterdam(with_link) / to_amsterdam(without) < 2.0
    cars = at("commute_load", "hollandse-brug", 2041, *with_link) / at("commute_load", "hollandse-brug", 2041, *without)
    assert 0.85 < cars < 0.999
    assert at("commute_load", "ijmeerverbinding", 2041, *without) == 0.0
    assert at("commute_load", "ijmeerverbinding", 2041, *with_link) > 100.0
    assert at("jobs_within_45min_transit", "GM0034", 2041, *with_link) > at(
        "jobs_within_45min_transit", "GM0034", 2041, *without
    )


def test_a_wider_a27_draws_cars_to_the_stichtse_brug() -> None:
    without, wider = (f"{A27}=never",), (f"{A27}=2032",)
    load = [at("commute_load", "stichtse-brug", 2041, *case) for case in (without, wider)]
    assert 1.001 < load[1] / load[0] < 1.5


def test_half_the_space_gives_fewer_jobs_and_more_that_find_no_place() -> None:
    half = ("levers.work.business_park_ha=150", "levers.work.mixed_m2=750000", "levers.work.office_m2=46500")
    assert at("jobs_all_added", "GM0034", 2041, *half) < at("jobs_all_added", "GM0034", 2041)
    assert at("jobs_displaced", "GM0034", 2041, *half) > at("jobs_displaced", "GM0034", 2041)
    assert at("homes", "GM0034", 2041, *half) == at("homes", "GM0034", 2041)


def test_a_later_grid_gives_fewer_homes_by_2035() -> None:
    later = ("levers.grid.reinforcement_year=2037",)
    for area in ("GM0034", "GM0995", "flevoland"):
        assert at("homes_added", area, 2035, *later) < at("homes_added", area, 2035), area
    assert at("homes_added", "GM0363", 2035, *later) == at("homes_added", "GM0363", 2035)


def test_dearer_driving_moves_people_out_of_cars_and_nearer() -> None:
    dear = ("levers.mobility.fuel_cost_factor=1.5",)
    assert at("car_share", "GM0034", 2041, *dear) < at("car_share", "GM0034", 2041)
    assert at("transit_share", "GM0034", 2041, *dear) > at("transit_share", "GM0034", 2041)
    assert at("commute_car_km", "GM0034", 2041, *dear) < at("commute_car_km", "GM0034", 2041)
    assert at("commute_load", "hollandse-brug", 2041, *dear) < at("commute_load", "hollandse-brug", 2041)


def test_cars_that_emit_less_save_more_than_dearer_driving_does() -> None:
    case = real("omgevingsvisie")
    at_start, later = (
        at("commute_car_co2", "mra", year) / at("commute_car_km", "mra", year)
        for year in (case.inputs.axes.start, 2041)
    )
    assert at_start == pytest.approx(0.15 * 1.08, rel=0.01)  # kg per kilometre: COM19 and COM09, central
    assert later == pytest.approx((0.15 + 0.35 + 0.6) / 3.0 * at_start, rel=0.01)  # COM22, mean of low, middle and high


def test_working_from_home_empties_the_road_and_changes_no_job() -> None:
    home = ("levers.mobility.wfh_extra_share=0.1",)
    assert at("commute_load", "hollandse-brug", 2041, *home) < at("commute_load", "hollandse-brug", 2041)
    assert at("out_commuters", "GM0034", 2041, *home) == at("out_commuters", "GM0034", 2041)


def test_flows_add_up_to_commuters_by_mode() -> None:
    case, result = real("omgevingsvisie"), central("omgevingsvisie")
    flow = result.outputs["flow"][0, 0].astype(np.float64)
    member, index = case.inputs.membership.toarray(), 2041 - case.inputs.axes.start
    residents = member @ flow.sum(axis=(0, 2))
    np.testing.assert_allclose(result.outputs["resident_jobs"][0, index], residents, rtol=1e-5)
    car = member @ flow[case.inputs.axes.modes.index("car")].sum(axis=1)
    np.testing.assert_allclose(result.outputs["car_share"][0, index], car / residents, rtol=1e-5)
    assert [variable.name for variable in FULL if variable.name == "flow"] == ["flow"]
