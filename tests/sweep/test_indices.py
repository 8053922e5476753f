"""Indices of functions whose answer is known, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.errors import RunError
from balanssim.sweep import design, indices

NAMES = {"a.x": 3, "b.y": 41, "c.z": 7}


def test_a_linear_function_has_its_variances_as_indices_whatever_its_mean() -> None:
    points = design.sobol(NAMES, 1024, seed=1, luck="fixed")
    values = 1e6 + points.unit @ np.array([2.0, 1.0, 0.0])
    found = indices.sobol(values, points.base, points.moved, 3, 1)
    np.testing.assert_allclose(found.first[:, 0], [0.8, 0.2, 0.0], atol=0.01)
    np.testing.assert_allclose(found.total[:, 0], [0.8, 0.2, 0.0], atol=0.01)
    assert found.second is None
    assert np.all(found.total[2] == 0)


def test_luck_is_a_factor_with_an_index_of_its_own() -> None:
    points = design.sobol(NAMES, 2048, seed=2)
    drawn = np.random.default_rng(5).random(4096)  # a number for each label, as procedures have
    luck = drawn[np.where(points.luck > design.SECOND_LUCK, points.luck - design.SECOND_LUCK + 2047, points.luck - 1)]
    values = points.unit[:, 0] + luck * points.unit[:, 1]
    found = indices.sobol(values, points.base, points.moved, 4, 1)
    # x + l y: 1/12 of x; Var(l/2) = 1/48 of l and of y each; (1/12)^2 of l and y together
    parts = np.array([1 / 12, 1 / 48, 0, 1 / 48])
    whole = parts.sum() + 1 / 144
    np.testing.assert_allclose(found.first[:, 0], parts / whole, atol=0.03)
    np.testing.assert_allclose(found.total[:, 0], (parts + np.array([0, 1, 0, 1]) / 144) / whole, atol=0.03)


def test_base_points_that_are_not_whole_are_left_out() -> None:
    points = design.sobol(NAMES, 256, seed=1, luck="fixed")
    values = points.unit @ np.array([2.0, 1.0, 0.0])
    values[7] = np.nan
    found = indices.sobol(values, points.base, points.moved, 3, 1)
    assert found.used == 255
    np.testing.assert_allclose(found.total[:, 0], [0.8, 0.2, 0.0], atol=0.03)


def test_an_outcome_that_does_not_vary_has_no_indices() -> None:
    points = design.sobol(NAMES, 64, seed=1, luck="fixed")
    found = indices.sobol(np.ones(len(points)), points.base, points.moved, 3, 1)
    assert found.variance == 0
    assert np.isnan(found.first).all()


def test_too_few_points_and_another_order_are_refused() -> None:
    points = design.sobol(NAMES, 64, seed=1, luck="fixed")
    values = points.unit.sum(axis=1)
    turned = points.moved.reshape(64, 5)[:, [0, 2, 1, 3, 4]].ravel()
    small = design.sobol(NAMES, 32, seed=1, luck="fixed")
    for rows, moved, factors, code in (
        (points, turned, 3, "sweep.not_in_order"),
        (points, points.moved, 2, "sweep.not_in_order"),
        (small, small.moved, 3, "sweep.too_few_points"),
    ):
        with pytest.raises(RunError) as caught:
            indices.sobol(values[: len(rows)], rows.base, moved, factors, 1)
        assert caught.value.code == code
        assert str(caught.value)
