"""What figures tell of jobs: the page is that of the figures, and the measure of what is told knows simple answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration import jobs, pages


@pytest.fixture(scope="module")
def places(shared_data) -> list[jobs.Place]:
    shared_data(jobs.RESIDENTS)
    return jobs.read(shared_data(jobs.SECTORS).parent)


def test_the_page_is_that_of_the_figures(shared_data, places) -> None:
    page = jobs.PAGE.read_text(encoding="utf-8")
    for name, made in jobs.parts(shared_data(jobs.SECTORS).parent).items():
        assert pages.part(page, name) == made, name


def test_sectors_are_those_of_the_source_and_add_up(places) -> None:
    almere, province = places[0], places[-1]
    assert (almere.code, almere.jobs[2018][jobs.ALL], almere.jobs[2018]["onderwijs"]) == ("GM0034", 81509.0, 6372.0)
    for place in places:
        sectors = sum(value for name, value in place.jobs[2018].items() if name != jobs.ALL)
        assert sectors == pytest.approx(place.jobs[2018][jobs.ALL], abs=12.0)
    assert sum(one.serving(2018) for one in places[:-1]) == pytest.approx(province.serving(2018), rel=1e-3)


def test_totals_tell_one_direction_and_sectors_tell_three(places) -> None:
    found = {name: jobs.told(jacobian, jobs.SAME) for name, jacobian in jobs.jacobians(places).items()}
    totals, sectors = found["every year, total of Flevoland"], found["every year, both sectors of six municipalities"]
    assert (totals[0], sectors[0]) == (1, 3)
    rate = jobs.NAMES.index("adjust rate")
    assert totals[1][rate] > 0.95 > 0.7 > sectors[1][rate]


def test_what_is_told_is_right_where_the_answer_is_known() -> None:
    # two figures: one of the sum of two parameters, one of nothing; error as large as one spread
    count, left = jobs.told(np.array([[1.0, 1.0], [0.0, 0.0]]), 1.0)
    assert count == 1
    np.testing.assert_allclose(left, np.sqrt(2.0 / 3.0))
    count, left = jobs.told(np.eye(2) * 3.0, 1.0)
    assert count == 2
    np.testing.assert_allclose(left, np.sqrt(0.1))


def test_a_slope_without_scatter_has_no_interval(tmp_path: Path) -> None:
    assert jobs.slope(np.arange(4.0), 2.0 * np.arange(4.0)) == pytest.approx((2.0, 2.0, 2.0), abs=1e-6)
