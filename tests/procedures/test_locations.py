"""Room for work and programmes: evenly spread, never early, adding up to what the levers say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from balanssim.inputs import NEVER, Inputs, LocationPlans, Programmes, WorldBlock
from balanssim.procedures import locations, simulate
from tests.middle import real, tiny


def with_plan(size: float, earliest: float, last: float) -> Inputs:
    inputs = tiny().inputs
    one = LocationPlans(
        ids=("park",),
        zone=np.array([2]),
        location=np.array([1]),
        size=np.array([size]),
        earliest=np.array([earliest]),
        last=np.array([last]),
    )
    return replace(inputs, work=replace(inputs.work, location_plans=one))


def with_programme(start: float, years_to_full: float, jobs: float = 600.0, place: int = 3) -> Inputs:
    inputs = tiny().inputs
    one = Programmes(
        ids=("campus",),
        zone=np.array([0]),
        sector=np.array([1]),
        place=np.array([place]),
        jobs=np.array([[jobs / 2], [jobs], [jobs * 3]]),
        start=np.array([start]),
        years_to_full=np.array([years_to_full]),
    )
    return replace(inputs, work=replace(inputs.work, programmes=one))


def sized(*bands: float) -> WorldBlock:
    labels = np.arange(len(bands))
    return WorldBlock({"work.programme_band": np.array(bands)}, labels, labels, labels)


def test_supply_is_even_from_the_first_to_the_last_year() -> None:
    made = locations.supply(with_plan(40.0, 2026, 2029), np.array([[2026.0]]))
    np.testing.assert_allclose(made[:, 2, 1, 0], [0, 0, 10, 10, 10, 10])
    assert made.sum() == pytest.approx(40.0)


def test_a_delay_shifts_the_whole_of_it_by_the_part_of_a_year() -> None:
    ready = np.array([[2025.0, 2025.25, 2027.0, 2035.0, NEVER]])
    made = locations.supply(with_plan(40.0, 2025, 2026), ready)[:, 2, 1]
    np.testing.assert_allclose(made[:, 0], [0, 20, 20, 0, 0, 0])
    np.testing.assert_allclose(made[:, 1], [0, 15, 20, 5, 0, 0])
    np.testing.assert_allclose(made[:, 2], [0, 0, 0, 20, 20, 0])
    np.testing.assert_allclose(made[:, 3:], 0.0)


@pytest.mark.parametrize(("start", "full"), [(2026.0, 3.0), (2026.0, 2.5), (2026.0, 0.5), (2026.0, 1.0)])
def test_a_programme_brings_its_jobs_from_its_start_and_no_more_than_it_holds(start: float, full: float) -> None:
    made = locations.programme_jobs(with_programme(start, full), sized(0.0, 0.0), np.full((1, 2), start))[:, 0, 1, 3]
    assert made[: int(start) - 2024].max() == 0.0
    np.testing.assert_allclose(made.sum(axis=0), 600.0)
    assert made[int(start) - 2024, 0] == pytest.approx(600.0 * min(1.0 / full, 1.0))


def test_a_programme_that_outlives_the_horizon_brings_the_part_that_fits() -> None:
    made = locations.programme_jobs(with_programme(2028.0, 4.0), sized(0.0), np.array([[2028.0]]))[:, 0, 1, 3, 0]
    np.testing.assert_allclose(made, [0, 0, 0, 0, 150, 150])


def test_a_programme_without_a_start_brings_nothing() -> None:
    assert locations.programme_jobs(with_programme(NEVER, 5.0), sized(0.0), np.array([[NEVER]])).sum() == 0.0


def test_a_programme_is_as_large_as_its_band_says() -> None:
    bands = sized(-1.0, -0.5, 0.0, 0.5, 1.0)
    made = locations.programme_jobs(with_programme(2026.0, 3.0), bands, np.full((1, 5), 2026.0))
    np.testing.assert_allclose(made.sum(axis=(0, 1, 2, 3)), [300.0, 450.0, 600.0, 1200.0, 1800.0])


@pytest.mark.parametrize("location", ["business_park", "office", "mixed"])
def test_space_of_the_shipped_scenario_adds_up_to_its_lever(location: str) -> None:
    case = real("omgevingsvisie")
    lever = {"business_park": "business_park_ha", "office": "office_m2", "mixed": "mixed_m2"}[location]
    total = float(getattr(case.resolved.scenario.levers.work, lever))
    almere = case.inputs.membership[[case.area("GM0034")]].toarray()[0] > 0
    number = case.inputs.axes.locations.index(location)
    supply = simulate(case.inputs, case.block(list(range(65)))).location_supply[:, almere, number].sum(axis=(0, 1))
    np.testing.assert_allclose(case.inputs.work.space[number, almere].sum() + supply, total, rtol=1e-9)


def test_new_space_outside_the_lever_comes_whole_too() -> None:
    case = real("omgevingsvisie")
    lelystad = case.zone("GM0995")
    supply = simulate(case.inputs, case.block([0, 1, 2])).location_supply[:, lelystad].sum(axis=0)
    expected = {"business_park": 60.0, "office": 0.0, "mixed": 80000.0}
    for number, location in enumerate(case.inputs.axes.locations):
        np.testing.assert_allclose(supply[number], expected[location], rtol=1e-9)
