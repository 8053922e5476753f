"""The table of draws: Sobol points, labels, the central run."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import qmc

from balanssim import worlds
from balanssim.worlds import Distribution, make

BAND = Distribution("triangular", {"low": 0, "mode": 1, "high": 3})
FREEZE = Distribution("discrete", {"values": [0, 1], "weights": [0.8, 0.2], "expected": "mode"})


def test_unscrambled_points_equal_scipy() -> None:
    engine = qmc.Sobol(d=200, scramble=False, bits=worlds.BITS)
    theirs = engine.random(512)
    for dimension in range(200):
        ours = worlds.sequence(worlds.direction_numbers(dimension), 512) / 2.0**worlds.BITS
        np.testing.assert_array_equal(ours, theirs[:, dimension])


def test_the_whole_table_of_direction_numbers_can_be_used() -> None:
    assert worlds.direction_numbers(21200).shape == (worlds.BITS,)
    with pytest.raises(ValueError, match=r"outside 0\.\.21200"):
        worlds.direction_numbers(21201)


def test_points_are_pinned() -> None:
    """A change here changes every result ever published."""
    np.testing.assert_allclose(worlds.points(1, "work.basic_growth", 3, 3), PINNED, rtol=1e-15)


PINNED = [0.4065129434540401, 0.7241029734173207, 0.11348701010270112]


def test_central_run_and_labels() -> None:
    table = make({"b": BAND, "f": FREEZE}, {"b": 0, "f": 1}, 128, seed=1)
    assert table.draws == 128
    assert table.values["b"].shape == (129,)
    assert table.values["b"][0] == BAND.expected()
    assert table.values["f"][0] == 0
    assert table.values["f"][1:].sum() in (25, 26)  # one in five of 128 stratified worlds
    np.testing.assert_array_equal(table.row, np.arange(129))
    np.testing.assert_array_equal(table.luck, np.arange(129))
    np.testing.assert_array_equal(table.take(np.array([0, 5]))["b"], table.values["b"][[0, 5]])


def test_the_table_cannot_be_changed() -> None:
    table = make({"b": BAND}, {"b": 0}, 4, seed=1)
    with pytest.raises(ValueError, match="read-only"):
        table.values["b"][0] = 1
    with pytest.raises(TypeError):
        table.values["c"] = table.values["b"]  # type: ignore[index]


def test_no_draws_leaves_the_central_run() -> None:
    assert make({"b": BAND}, {"b": 0}, 0, seed=1).values["b"].tolist() == [BAND.expected()]


def test_all_faults_of_the_table_at_once() -> None:
    with pytest.raises(ValueError, match=r"'c' has no Sobol dimension.*'a' and 'b' share Sobol dimension 2.*-1"):
        make({"a": BAND, "b": BAND, "c": BAND}, {"a": 2, "b": 2}, -1, seed=1)


def test_two_parameters_on_neighbouring_dimensions_are_balanced_together() -> None:
    """Every quarter of the square holds a quarter of the points, as the unscrambled pair does."""
    x, y = worlds.points(1, "x", 0, 256), worlds.points(1, "y", 1, 256)
    counts, _, _ = np.histogram2d(x, y, bins=[16, 16], range=[[0, 1], [0, 1]])
    np.testing.assert_array_equal(counts, 1)


def test_scipy_stats_stays_unloaded() -> None:
    code = (
        "import sys; from balanssim.worlds import Distribution, make;"
        "make({'p': Distribution('pert', {'low': 0, 'mode': 1, 'high': 2})}, {'p': 5}, 64, 1);"
        "print([m for m in ('scipy.stats', 'xarray', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
