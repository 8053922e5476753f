"""Indicators: sums over areas, shares made of sums, time thresholds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from balanssim.model import indicators

MEMBER = sparse.csr_array(np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 1, 1]]))


def test_inside_area_equals_the_block_of_the_matrix() -> None:
    flows = np.arange(18.0).reshape(3, 3, 2)
    inside = indicators.inside_area(MEMBER, flows)
    assert inside[0] == pytest.approx(flows[0, 0])
    assert inside[3] == pytest.approx(flows[:2, :2].sum(axis=(0, 1)))
    assert inside[4] == pytest.approx(flows.sum(axis=(0, 1)))


def test_shares_of_a_municipality_do_not_average_its_zones() -> None:
    flows = np.zeros((3, 3, 1))
    flows[0] = [[30.0], [60.0], [10.0]]
    flows[1] = [[0.0], [0.0], [10.0]]
    residents = indicators.total(MEMBER, flows.sum(axis=1))
    share = indicators.share_outside(residents, indicators.inside_area(MEMBER, flows))
    assert share[3, 0] == pytest.approx(20 / 110)


def test_all_workers_share_lies_between_employees_and_self_employed() -> None:
    share = indicators.share_outside_all(np.array([[100.0]]), np.array([[40.0]]), np.array([[20.0]]), np.array([0.3]))
    assert share[0, 0] == pytest.approx((60 + 6) / 120)


def test_jobs_within_a_threshold_fade_over_ten_minutes() -> None:
    minutes = np.array([[[40.0], [45.0], [50.0]]] * 3)
    assert indicators.jobs_within(minutes, np.array([[1.0], [2.0], [4.0]]), 45.0)[0, 0] == pytest.approx(2.0)
    closer = indicators.jobs_within(minutes - 1.0, np.array([[1.0], [2.0], [4.0]]), 45.0)
    assert closer[0, 0] == pytest.approx(1.0 + 0.6 * 2.0 + 0.1 * 4.0)


def test_total_keeps_a_leading_axis() -> None:
    values = np.arange(12.0).reshape(2, 3, 2)
    assert indicators.total(MEMBER, values)[1, 4] == pytest.approx(values[1].sum(axis=0))
