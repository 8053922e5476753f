"""Shares of variance against published indices, known shares and pure noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from balanssim import worlds
from balanssim.compare import shares

SEED = 1


def uniform(draws, factors, seed=SEED):
    """The points that parameters get, (draw, factor)."""
    return np.column_stack([worlds.points(seed, f"p{number}", number, draws) for number in range(factors)])


def of(outcome, factors, seed=SEED):
    return shares.shares(outcome, shares.basis(factors, seed))


def ishigami(points):
    x = np.pi * (2.0 * points - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.mark.parametrize(("draws", "off"), [(256, 0.06), (2048, 0.02)])
def test_ishigami_indices(draws, off):
    # Ishigami and Homma (1990), a = 7, b = 0.1: exact first-order indices
    points = uniform(draws, 3)
    found = of(ishigami(points), points)
    np.testing.assert_allclose(found.central, [0.31390519, 0.44241114, 0.0], atol=off)
    assert found.stands_out.tolist() == [True, True, False]
    assert (found.low <= found.central).all()
    assert (found.central <= found.high).all()


def test_shares_of_a_linear_function_are_squares_of_its_weights():
    weights = np.array([4.0, 2.0, 1.0, 0.0, 0.0])
    points = uniform(256, 5)
    found = of(norm.ppf(points) @ weights, points)
    np.testing.assert_allclose(found.central, weights**2 / (weights @ weights), atol=0.03)
    assert found.stands_out.tolist() == [True, True, False, False, False]  # 1/21 is below what decides
    assert found.explained == pytest.approx(found.central[:2].sum())


def test_the_share_of_a_factor_does_not_depend_on_its_scale():
    points = uniform(256, 3)
    outcome = points @ [3.0, 1.0, 0.5]
    stretched = points.copy()
    stretched[:, 0] = np.exp(5.0 * points[:, 0])
    np.testing.assert_array_equal(of(outcome, points).central, of(outcome, stretched).central)
    np.testing.assert_allclose(of(outcome, points).central, of(-1e6 * outcome + 3.0, points).central, atol=1e-9)


def test_a_factor_of_two_values_counts_with_both():
    points = uniform(256, 3)
    freeze = (points[:, 0] < 0.25).astype(float)
    outcome = 2.0 * freeze + points[:, 1]
    share = 4 * 0.25 * 0.75 / (4 * 0.25 * 0.75 + 1 / 12)
    found = of(outcome, np.column_stack([freeze, points[:, 1:]]))
    assert found.central[0] == pytest.approx(share, abs=0.02)
    assert found.stands_out.tolist() == [True, True, False]
    assert shares.basis(freeze[:, None], SEED).terms.tolist() == [1]


def test_in_pure_noise_something_stands_out_in_one_of_twenty_outcomes():
    factors = shares.basis(uniform(256, 20), SEED)
    generator = np.random.default_rng(7)
    found = [shares.shares(generator.standard_normal(256), factors) for _ in range(100)]
    alarms = sum(one.stands_out.any() for one in found)
    assert 1 <= alarms <= 13  # 5 expected; 999 of 1,000 binomial counts
    assert np.mean([one.central.max() for one in found]) < np.mean([one.floor for one in found])
    assert np.mean([one.explained for one in found]) < 0.02


def test_the_band_holds_the_true_share():
    points = uniform(256, 12)
    clean = points[:, :3] @ np.sqrt([12.0, 4.0, 2.0])
    held, generator = shares.basis(points, SEED), np.random.default_rng(3)
    noise = 1.0
    true = np.zeros(12)
    true[:3] = np.array([1.0, 4 / 12, 2 / 12]) / (18 / 12 + noise)
    inside = []
    for _ in range(60):
        found = shares.shares(clean + generator.standard_normal(256), held)
        inside.append((found.low <= true) & (true <= found.high))
    assert np.mean(inside, axis=0)[:3].min() > 0.8
    assert np.mean(inside) > 0.88


def test_interplay_is_not_taken_for_the_share_of_an_idle_factor_in_random_worlds():
    generator = np.random.default_rng(11)
    for _ in range(10):
        points = generator.random((256, 30))
        found = of(ishigami(points), points)
        assert found.stands_out.tolist() == [True, True] + [False] * 28


def test_a_factor_may_rise_and_fall():
    points = uniform(256, 4)
    found = of((points[:, 2] - 0.5) ** 2, points)
    assert found.central[2] > 0.95
    assert found.stands_out.tolist() == [False, False, True, False]


def test_what_the_factors_leave_is_the_rest():
    points, generator = uniform(256, 4), np.random.default_rng(5)
    noise = generator.standard_normal(256)
    held = shares.basis(points, SEED)
    left = shares.remainder(20.0 * points[:, 0] + noise, held)
    assert np.corrcoef(left, noise)[0, 1] > 0.97
    assert shares.remainder(points[:, 1], held).var() < 0.01 * points[:, 1].var()


def test_the_same_seed_gives_the_same_and_more_factors_move_nothing_much():
    points = uniform(256, 6)
    outcome = ishigami(points)
    first, again = of(outcome, points), of(outcome, points)
    np.testing.assert_array_equal(first.low, again.low)
    np.testing.assert_allclose(of(outcome, points[:, :3]).central, first.central[:3], atol=0.03)


def test_a_factor_of_one_value_is_refused():
    with pytest.raises(ValueError, match="one value"):
        shares.basis(np.ones((64, 1)), SEED)
