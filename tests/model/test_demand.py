"""Mode choice, pivot, balancing and the deterrence fit on small cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.model import demand

NONE = np.array([-1, -1, -1])


def test_mode_choice_is_the_base_at_base_costs_and_logit_beyond():
    p0 = np.array([0.6, 0.3, 0.1]).reshape(3, 1, 1)
    du = np.zeros((3, 1, 1, 2))
    du[0, 0, 0, 1] = 10.0
    p, change = demand.mode_choice(p0, du, np.array([0.05, 0.05]))
    np.testing.assert_allclose(p[:, 0, 0, 0], [0.6, 0.3, 0.1], rtol=1e-15)
    assert change[0, 0, 0] == 0.0
    total = 0.6 * np.exp(-0.5) + 0.4
    np.testing.assert_allclose(p[:, 0, 0, 1], [0.6 * np.exp(-0.5) / total, 0.3 / total, 0.1 / total])
    assert change[0, 0, 1] == pytest.approx(-np.log(total) / 0.05)


def test_mode_choice_with_a_sensitivity_per_mode_and_base_shares_per_draw():
    base = np.array([[0.6, 0.2], [0.3, 0.6], [0.1, 0.2]]).reshape(3, 1, 1, 2) * [1.0, 4.0]  # up to a factor
    beta = np.array([[0.05, 0.05], [0.02, 0.02], [0.1, 0.1]])
    still, none = demand.mode_choice(base, np.zeros((3, 1, 1, 2)), beta)
    np.testing.assert_allclose(still[:, 0, 0].T, [[0.6, 0.3, 0.1], [0.2, 0.6, 0.2]])
    np.testing.assert_array_equal(none, 0.0)
    du = np.full((3, 1, 1, 2), 10.0)
    weight = np.array([0.2, 0.6, 0.2]) * np.exp([-0.5, -0.2, -1.0])
    p, change = demand.mode_choice(base, du, beta)
    np.testing.assert_allclose(p[:, 0, 0, 1], weight / weight.sum())
    assert change[0, 0, 1] == pytest.approx(-np.log(weight.sum()) / 0.05)


def test_a_draw_that_fits_is_left_untouched():
    flows = np.random.default_rng(0).random((4, 4, 1)) + 0.1
    got = demand.furness(flows, flows.sum(axis=1), flows.sum(axis=0), None, None, 1e-10, 50)
    np.testing.assert_array_equal(got.flows, flows)
    assert got.iterations.tolist() == [0]


def test_zero_margins_give_zero_flows_and_an_impossible_margin_is_reported():
    prior = np.ones((3, 3, 2))
    rows = np.array([[2.0, 2.0], [0.0, 1.0], [1.0, 0.0]])
    columns = np.array([[3.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    prior[1, :, 1] = 0.0
    got = demand.furness(prior, rows, columns, None, None, 1e-10, 50)
    np.testing.assert_allclose(got.flows[:, :, 0], [[2, 0, 0], [0, 0, 0], [1, 0, 0]])
    assert got.error[0] <= 1e-10
    assert got.error[1] >= 0.5
    assert got.iterations[1] == 50


@pytest.mark.parametrize(("exchange", "growth", "times"), [(0.05, 0.1, 3.0), (0.01, 0.02, 3.0), (1e-3, 0.2, 0.5)])
def test_the_newton_step_finds_the_same_solution_in_fewer_rounds(exchange, growth, times):
    """Two clusters that hardly exchange, the slow case of Furness; the last is so far off that the step does not
    help."""
    rng = np.random.default_rng(2)
    base = rng.random((12, 12)) + 0.1
    base[:6, 6:] *= exchange
    base[6:, :6] *= exchange
    rows = base.sum(axis=1)[:, None] * (1 + growth * rng.random((12, 5)))
    columns = base.sum(axis=0)[:, None] * (1 + growth * rng.random((12, 5)))
    columns *= rows.sum(axis=0) / columns.sum(axis=0)
    prior = np.repeat(base[:, :, None], 5, axis=2)
    plain = demand.furness(prior, rows, columns, None, None, 1e-11, 100000)
    quick = demand.furness(prior, rows, columns, None, None, 1e-11, 100000, demand.balancing_step(base))
    np.testing.assert_allclose(quick.flows, plain.flows, rtol=1e-6)
    assert quick.error.max() <= 1e-11
    assert quick.iterations.max() < plain.iterations.max() / times


def test_pivot_cases_by_hand():
    base = np.array([[10.0, 0.0, 5.0]])
    modelled = np.array([[20.0, 4.0, 1.0]])
    now = np.array([[30.0, 7.0, 8.0]])[:, :, None]
    got = demand.pivot(base, modelled, now, 3.0, np.array([-1]), NONE)[0, :, 0]
    # Ratio 1.5; nothing observed: 7 - 4; ratio 8 above the limit: 5 x 3 + (8 - 3 x 1).
    np.testing.assert_allclose(got, [15.0, 3.0, 20.0])


def test_pivot_is_continuous_at_the_limit_and_exact_at_base():
    base, modelled = np.array([[4.0]]), np.array([[2.0]])
    values = [
        demand.pivot(base, modelled, np.full((1, 1, 1), 2.0 * r), 3.0, np.array([-1]), np.array([-1]))[0, 0, 0]
        for r in (1.0, 3.0 - 1e-9, 3.0 + 1e-9)
    ]
    assert values[0] == 4.0
    assert values[1] == pytest.approx(values[2], rel=1e-8)


def test_a_zone_without_base_takes_the_pattern_of_its_parent():
    base = np.array([[30.0, 10.0, 0.0], [5.0, 55.0, 0.0], [0.0, 0.0, 0.0]])
    modelled = np.array([[20.0, 20.0, 0.0], [10.0, 50.0, 0.0], [0.0, 0.0, 0.0]])
    now = modelled[:, :, None].copy()
    now[2, :2, 0] = [8.0, 8.0]
    child = np.array([-1, -1, 0])
    got = demand.pivot(base, modelled, now, 5.0, child, child)[:, :, 0]
    # Zone 2 inherits from zone 0: observed / modelled 1.5 and 0.5.
    np.testing.assert_allclose(got[2], [12.0, 4.0, 0.0])
    np.testing.assert_allclose(got[:2], base[:2])


def test_deterrence_fit_recovers_what_made_the_matrix():
    rng = np.random.default_rng(3)
    cost = 10 + 60 * rng.random((8, 8))
    np.fill_diagonal(cost, 6.0)
    made = demand.deterrence(cost, 0.05, 0.4) * (rng.random((8, 1)) + 0.5) * (rng.random(8) + 0.5)
    slope, inside = demand.fit_deterrence(made, cost, np.ones((8, 8), dtype=bool))
    assert slope == pytest.approx(0.05, rel=1e-6)
    assert inside == pytest.approx(0.4, rel=1e-6)
