"""PAWN: distances that are known, beside SALib, and what accident gives."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.errors import RunError
from balanssim.sweep import design, pawn

DIMENSIONS = {"a.x": 5, "b.y": 41, "c.z": 80}


def sample(size: int, seed: int = 1) -> np.ndarray:
    return design.ordinary(DIMENSIONS, size, seed, luck="fixed").unit


def test_the_distance_of_a_factor_that_is_the_outcome_itself() -> None:
    given = sample(1000)
    found = pawn.pawn(given[:, 0], given, 1)
    # in part s of ten the outcome lies in it: the distance is max(s, 9 - s) / 10, median 0.7
    assert found.index[0, 0] == pytest.approx(0.7, abs=0.01)
    assert found.index[0, 1] > 10 * found.floor / 2
    assert np.all(found.index[1:, 0] < found.floor)


def test_without_effect_something_is_told_from_zero_once_in_twenty_times() -> None:
    alarms = 0
    for seed in range(15):
        given = np.random.default_rng(seed).random((200, 5))
        found = pawn.pawn(np.random.default_rng(1000 + seed).random(200), given, seed)
        alarms += bool(np.any(found.index[:, 0] > found.floor))
    assert alarms <= 4  # one expected; more than four in one of a thousand cases


def test_a_factor_of_two_values_has_two_parts() -> None:
    given = sample(400)
    given[:, 2] = np.where(given[:, 2] < 0.25, 6.0, 8.0)
    found = pawn.pawn(np.where(given[:, 2] == 6.0, 1.0, 0.0), given, 1)
    np.testing.assert_allclose(found.index[2, 0], 0.5, atol=0.01)  # 0.75 in the one, 0.25 in the other


def test_salib_finds_the_same() -> None:
    salib = pytest.importorskip("SALib.analyze.pawn", reason="needs the extra sensitivity")
    given = sample(2000)
    x, y, z = (2 * np.pi * given - np.pi).T
    values = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    problem = {"num_vars": 3, "names": list(DIMENSIONS), "bounds": [[0, 1]] * 3}
    theirs = salib.analyze(problem, given, values, S=10, seed=1)
    np.testing.assert_allclose(pawn.pawn(values, given, 1).index[:, 0], theirs["median"], atol=0.01)


def test_what_was_not_computed_is_left_out_and_few_worlds_are_refused() -> None:
    given = sample(160)
    values = given[:, 0].copy()
    values[:5] = np.nan
    assert pawn.pawn(values, given, 1).used == 155
    values[:20] = np.nan
    with pytest.raises(RunError) as caught:
        pawn.pawn(values, given, 1)
    assert caught.value.code == "sweep.too_few_worlds"
    assert str(caught.value)
