"""Homes: accounting of the stock, known years, shortage and vacancy."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.model import housing


def test_a_calculated_year_adds_up() -> None:
    stock = np.array([[[100.0]], [[300.0]]])
    change = housing.flows(stock, np.array([[[10.0]], [[5.0]]]), np.array([0.01]), np.array([0.005]))
    after = housing.advance(stock, change)
    assert after[:, 0, 0] == pytest.approx([100 + 10 + 1 - 0.5, 300 + 5 + 3 - 1.5])


@pytest.mark.parametrize(("new", "net"), [(1552.0, 1692.0), (400.0, 350.0), (208.0, 195.0), (0.0, 0.0), (0.0, -80.0)])
def test_a_known_year_ends_on_the_observed_stock(new: float, net: float) -> None:
    stock = np.full((3, 1, 2), 1000.0)
    completions = np.full((3, 1, 2), new / 3)
    change = housing.known_flows(stock, completions, np.array([net]), np.array([0.0005, 0.002]))
    after = housing.advance(stock, change)
    assert after.sum(axis=0) == pytest.approx(np.full((1, 2), 3000.0 + net))
    assert (change.transformations >= 0).all()
    assert (change.withdrawals >= 0).all()


def test_shortage_on_the_base_date_is_the_one_given() -> None:
    homes = np.array([1000.0, 500.0])
    friction, short = np.array([0.02]), np.array([0.05])
    wanted = housing.demand(homes, friction, short, np.zeros((2, 1)), 0)
    assert housing.shortage(homes[:, None], wanted, friction) == pytest.approx(np.full((2, 1), 0.05))
    assert housing.elsewhere(homes[:, None], wanted, homes[:, None], friction, short) == pytest.approx(np.zeros((2, 1)))


def test_growth_without_homes_is_taken_up_elsewhere() -> None:
    homes = np.array([1000.0])
    friction, short = np.array([0.02]), np.array([0.05])
    wanted = housing.demand(homes, friction, short, np.full((1, 1), 0.01), 10)
    unmet = housing.elsewhere(homes[:, None], wanted, homes[:, None], friction, short)
    assert unmet[0, 0] == pytest.approx(1030.0 * (1.01**10 - 1))


def test_homes_stand_empty_only_where_the_study_area_has_a_surplus() -> None:
    homes = np.array([[1000.0], [1000.0], [1000.0]])
    study = np.array([True, True, False])
    friction, pull = np.array([0.0]), np.ones((3, 1))
    full = housing.occupied_share(homes, np.array([[900.0], [1200.0], [10.0]]), friction, pull, study)
    assert full == pytest.approx(np.ones((3, 1)))
    slack = housing.occupied_share(homes, np.array([[900.0], [900.0], [10.0]]), friction, pull, study)
    assert slack == pytest.approx(np.array([[0.9], [0.9], [1.0]]))


def test_better_reach_fills_homes_first() -> None:
    homes, wanted = np.full((2, 1), 1000.0), np.full((2, 1), 900.0)
    share = housing.occupied_share(homes, wanted, np.zeros(1), np.array([[2.0], [1.0]]), np.array([True, True]))
    assert share[0, 0] > share[1, 0]
    assert (share * homes).sum() == pytest.approx(wanted.sum())
