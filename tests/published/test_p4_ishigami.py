"""P4: the Sobol indices of the Ishigami function, through designs, worlds and indices of our own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from balanssim.distributions import Distribution
from balanssim.sweep import design, indices, tables
from balanssim.sweep.design import Points
from balanssim.sweep.tables import Plan
from balanssim.worlds import Floats

# Ishigami and Homma (1990), a = 7, b = 0.1. Exact values: Saltelli et al., Global Sensitivity Analysis (2008).
FIRST = np.array([0.31390519, 0.44241114, 0.0])
TOTAL = np.array([0.55758886, 0.44241114, 0.24368366])
#: First and third factor together: the rest of the spread.
TOGETHER = 0.24368366
NAMES = {"x.one": 5, "x.two": 41, "x.three": 80}


def ishigami(points: Points) -> Floats:
    """Values of the rows: from the unit cube to worlds, from worlds to the outcome."""
    uniform = Distribution("uniform", {"low": -math.pi, "high": math.pi})
    worlds = tables.worlds_of(Plan(points, 0, "fixed", {}), dict.fromkeys(NAMES, uniform))
    x, y, z = (worlds.values[name][1:] for name in NAMES)
    return np.asarray(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_indices_are_the_exact_ones_and_the_intervals_hold_them(seed: int) -> None:
    points = design.sobol(NAMES, 4096, seed, luck="fixed", second_order=True)
    found = indices.sobol(ishigami(points), points.base, points.moved, 3, seed)
    np.testing.assert_allclose(found.first[:, 0], FIRST, atol=0.02)
    np.testing.assert_allclose(found.total[:, 0], TOTAL, atol=0.01)
    assert found.second is not None
    np.testing.assert_allclose(found.second[[0, 0, 1], [1, 2, 2], 0], [0, TOGETHER, 0], atol=0.03)
    assert found.variance == pytest.approx(7**2 / 8 + 0.1 * math.pi**4 / 5 + 0.01 * math.pi**8 / 18 + 0.5, rel=0.01)
    for given, exact in ((found.first, FIRST), (found.total, TOTAL)):
        assert np.all(given[:, 1] <= exact)
        assert np.all(exact <= given[:, 2])


def test_the_error_falls_with_the_number_of_base_points() -> None:
    errors = []
    for size in (64, 1024):
        off = []
        for seed in range(10):
            points = design.sobol(NAMES, size, seed, luck="fixed")
            found = indices.sobol(ishigami(points), points.base, points.moved, 3, seed)
            off.append(found.total[:, 0] - TOTAL)
        errors.append(float(np.sqrt(np.mean(np.square(off)))))
    assert errors[1] < 0.03
    assert errors[1] < errors[0] / 2


def test_salib_and_scipy_find_the_same_from_our_rows() -> None:
    points = design.sobol(NAMES, 1024, 1, luck="fixed", second_order=True)
    values = ishigami(points)
    ours = indices.sobol(values, points.base, points.moved, 3, 1)
    table = values.reshape(1024, 8)  # A, A with columns of B, B with columns of A, B: the order of SALib's sampler
    salib = pytest.importorskip("SALib.analyze.sobol", reason="needs the extra sensitivity")
    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[-math.pi, math.pi]] * 3}
    theirs = salib.analyze(problem, values, calc_second_order=True, seed=1)
    np.testing.assert_allclose(ours.first[:, 0], theirs["S1"], atol=0.01)
    np.testing.assert_allclose(ours.total[:, 0], theirs["ST"], atol=0.01)
    assert ours.second is not None
    np.testing.assert_allclose(ours.second[[0, 0, 1], [1, 2, 2], 0], theirs["S2"][[0, 0, 1], [1, 2, 2]], atol=0.03)
    width = (ours.total[:, 2] - ours.total[:, 1]) / 2
    np.testing.assert_allclose(width, theirs["ST_conf"], rtol=0.3)
    func = {"f_A": table[None, :, 0], "f_B": table[None, :, -1], "f_AB": table[:, 1:4].T[:, None]}
    found = stats.sobol_indices(func=func, n=1024)
    np.testing.assert_allclose(ours.first[:, 0], found.first_order, atol=0.02)
    np.testing.assert_allclose(ours.total[:, 0], found.total_order, atol=0.02)
