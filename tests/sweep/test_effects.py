"""Elementary effects of functions whose answer is known, beside SALib, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.errors import RunError
from balanssim.sweep import design, effects

NAMES = ("a.x", "b.y", "c.z")


def test_effects_of_a_linear_function_are_its_slopes_with_their_sign_and_without_spread() -> None:
    points = design.morris(NAMES, 20, seed=1, luck="fixed")
    values = 100 + points.unit @ np.array([4.0, -2.0, 0.0])
    found = effects.morris(values, points.unit, points.base, points.moved, 3, 1)
    np.testing.assert_allclose(found.mu, np.array([[2.0], [-1.0], [0.0]]) * np.ones(3), atol=1e-12)
    np.testing.assert_allclose(found.mu_star, np.abs(found.mu), atol=1e-12)
    np.testing.assert_allclose(found.sigma, 0, atol=1e-12)
    assert found.used == 20


def test_effects_that_differ_from_place_to_place_have_a_spread_and_no_sign() -> None:
    points = design.morris(NAMES, 200, seed=4, luck="fixed")
    centred = points.unit - 0.5
    found = effects.morris(centred[:, 0] * centred[:, 1], points.unit, points.base, points.moved, 3, 1)
    # steps of a half, at -3/8, -1/8, 1/8 or 3/8 of the other
    np.testing.assert_allclose(found.mu_star[:2, 0], 0.125, atol=0.02)
    np.testing.assert_allclose(found.sigma[:2, 0], 0.5 * np.sqrt(5) / 8, atol=0.02)
    assert np.all(found.mu[:2, 1] < 0)
    assert np.all(found.mu[:2, 2] > 0)


def test_luck_has_a_size_and_no_direction_of_its_own() -> None:
    points = design.morris(NAMES[:1], 400, seed=5)
    drawn = np.random.default_rng(1).normal(size=1000)
    luck = drawn[np.where(points.luck > design.SECOND_LUCK, points.luck - design.SECOND_LUCK + 500, points.luck)]
    found = effects.morris(luck, points.unit, points.base, points.moved, 2, 1)
    np.testing.assert_allclose(found.mu_star[1, 0], 2 / np.sqrt(np.pi), atol=0.1)  # of a difference of two normals
    assert found.mu[1, 1] < 0 < found.mu[1, 2]
    np.testing.assert_array_equal(found.mu_star[0], 0)


def test_salib_finds_the_same() -> None:
    salib = pytest.importorskip("SALib.analyze.morris", reason="needs the extra sensitivity")
    points = design.morris(NAMES, 50, seed=2, luck="fixed")
    scaled = (points.unit - 0.125) / 0.75  # the middles of four parts, as the four levels of SALib
    x, y, z = (2 * np.pi * scaled - np.pi).T
    values = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    ours = effects.morris(values, points.unit, points.base, points.moved, 3, 1)
    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0, 1]] * 3}
    theirs = salib.analyze(problem, scaled, values, num_levels=4, seed=1)
    delta = 2 / 3  # they divide by the step
    for name in ("mu_star", "mu", "sigma"):
        np.testing.assert_allclose(getattr(ours, name)[:, 0] / delta, np.asarray(theirs[name]), rtol=1e-10, atol=1e-9)
    width = (ours.mu_star[:, 2] - ours.mu_star[:, 1]) / 2 / delta
    np.testing.assert_allclose(width, np.asarray(theirs["mu_star_conf"]), rtol=0.25, atol=1e-9)


def test_trajectories_that_are_not_whole_are_left_out_and_other_orders_refused() -> None:
    points = design.morris(NAMES, 12, seed=1, luck="fixed")
    values = points.unit @ np.array([4.0, -2.0, 0.0])
    values[5] = np.nan
    assert effects.morris(values, points.unit, points.base, points.moved, 3, 1).used == 11
    turned = points.moved.reshape(12, 4)[:, [0, 1, 1, 3]].ravel()
    few = slice(0, 36)
    for part, moved, code in (
        (slice(None), turned, "sweep.not_in_order"),
        (slice(1, None), points.moved, "sweep.not_in_order"),
        (few, points.moved, "sweep.too_few_trajectories"),
    ):
        with pytest.raises(RunError) as caught:
            effects.morris(values[part], points.unit[part], points.base[part], moved[part], 3, 1)
        assert caught.value.code == code
        assert str(caught.value)
