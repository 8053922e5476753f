"""Where growth of work lands and how large programmes are: shapes, bands and bounds."""

from __future__ import annotations

import numpy as np
import pytest

from tests.middle import real, tiny

BOTH = pytest.mark.parametrize("make", [tiny, lambda: real("omgevingsvisie")], ids=["tiny", "shipped"])


def test_jobs_of_a_programme_are_low_central_high() -> None:
    assert tiny().inputs.work.programmes.jobs.T.tolist() == [[300.0, 500.0, 900.0]]
    jobs = real("omgevingsvisie").inputs.work.programmes.jobs
    assert (np.diff(jobs, axis=0) >= 0.0).all()
    assert (jobs[2] > jobs[0]).any()


def test_the_scenario_steers_growth_where_the_region_follows_a_path_of_its_own() -> None:
    work = real("omgevingsvisie", "levers.work.growth_factor=0.5", "levers.demand.employment_factor=1.2").inputs.work
    assert 0 < work.bound.sum() < len(work.bound)
    np.testing.assert_allclose(work.growth_factor, np.where(work.bound, 0.6, 1.2))


@BOTH
def test_growth_is_split_by_sector_location_and_zone(make) -> None:
    axes, work = make().inputs.axes, make().inputs.work
    assert work.split.shape == (len(axes.sectors), len(axes.locations), len(axes.zones))
    assert work.split.min() >= 0.0
    assert work.split.sum(axis=1).max() <= 1.0 + 1e-9
    assert (work.split.sum(axis=1)[:, work.bound] > 0.0).all()


@BOTH
def test_serving_jobs_of_a_new_resident_are_those_of_the_zone_and_at_most_of_its_municipality(make) -> None:
    inputs = make().inputs
    work, people = inputs.work, inputs.people.population
    serving = work.jobs[inputs.axes.sector("serving")]
    own = work.parent == np.arange(len(people))
    for zone in np.flatnonzero(own):
        there = work.municipality == work.municipality[zone]
        municipal = serving[there].sum() / people[there].sum()
        expected = min(serving[zone] / people[zone], municipal) if people[zone] > 0 else municipal
        assert work.local_ratio[zone] == pytest.approx(expected), inputs.axes.zones[zone]
    np.testing.assert_array_equal(work.local_ratio, work.local_ratio[work.parent])
