"""Designs as pure functions: what a row is, and what never moves a row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim import worlds
from balanssim.sweep import design
from balanssim.sweep.design import FIRST, LUCK, SECOND, Points

DIMENSIONS = {"a.x": 3, "b.y": 41, "c.z": 7}


def rows(points: Points, moved: int, back: bool = False) -> np.ndarray:
    return points.unit[(points.moved == moved) & (points.back == back)]


def test_the_first_sample_is_the_worlds_of_an_ordinary_run_and_the_second_is_another() -> None:
    points = design.sobol(DIMENSIONS, 32, seed=5)
    first, second = rows(points, FIRST), rows(points, SECOND)
    for column, (name, dimension) in enumerate(DIMENSIONS.items()):
        np.testing.assert_array_equal(first[:, column], worlds.points(5, name, dimension, 32))
        for sample in (first, second):  # one point in each of 32 equal parts
            assert sorted(np.floor(sample[:, column] * 32)) == list(range(32))
    assert not np.isin(second[:, :3], first[:, :3]).any()
    assert points.luck[points.moved == FIRST].tolist() == list(range(1, 33))


@pytest.mark.parametrize("second_order", [False, True])
def test_a_swapped_row_differs_from_its_sample_in_one_factor_alone(second_order: bool) -> None:
    points = design.sobol(DIMENSIONS, 8, seed=1, second_order=second_order)
    assert points.factors == (*DIMENSIONS, LUCK)
    assert len(points) == 8 * design.per_base(4, "sobol", second_order)
    both = np.column_stack([points.unit[:, :3], points.luck])
    a, b = both[points.moved == FIRST], both[points.moved == SECOND]
    for back, start, other in ((False, a, b), (True, b, a))[: 1 + second_order]:
        for factor in range(4):
            found = both[(points.moved == factor) & (points.back == back)]
            wanted = start.copy()
            wanted[:, factor] = other[:, factor]
            np.testing.assert_array_equal(found, wanted)


def test_luck_that_is_fixed_is_that_of_the_central_run_and_no_factor() -> None:
    for points in (
        design.sobol(DIMENSIONS, 4, 1, luck="fixed"),
        design.morris(tuple(DIMENSIONS), 4, 1, luck="fixed"),
        design.lhs(tuple(DIMENSIONS), 4, 1, luck="fixed"),
    ):
        assert not points.luck.any()
        assert points.factors == tuple(DIMENSIONS)


@given(seed=st.integers(0, 2**32), keep=st.sets(st.sampled_from(sorted(DIMENSIONS)), min_size=1))
@settings(max_examples=15, deadline=None)
def test_other_factors_and_a_larger_size_never_move_a_point(seed: int, keep: set[str]) -> None:
    some = {name: number for name, number in reversed(DIMENSIONS.items()) if name in keep}
    place = [list(DIMENSIONS).index(name) for name in some]
    whole, part = design.sobol(DIMENSIONS, 8, seed), design.sobol(some, 8, seed)
    for moved in (FIRST, SECOND):
        np.testing.assert_array_equal(rows(part, moved)[:, :-1], rows(whole, moved)[:, place])
    larger = design.sobol(DIMENSIONS, 16, seed)
    np.testing.assert_array_equal(larger.unit[: len(whole)], whole.unit)
    np.testing.assert_array_equal(larger.luck[: len(whole)], whole.luck)
    names = tuple(some)
    np.testing.assert_array_equal(
        design.lhs(names, 8, seed).unit, design.lhs(tuple(DIMENSIONS), 8, seed).unit[:, place]
    )
    walks = design.morris(tuple(DIMENSIONS), 8, seed).unit.reshape(8, 5, 4)
    shorter = design.morris(names, 8, seed).unit.reshape(8, len(names) + 2, len(names) + 1)
    np.testing.assert_array_equal(shorter[:, 0, :-1], walks[:, 0, place])


def test_a_latin_hypercube_has_one_point_in_each_part() -> None:
    points = design.lhs(tuple(DIMENSIONS), 10, seed=2)
    for column in points.unit.T:
        assert sorted(np.floor(column * 10)) == list(range(10))
    assert points.luck.tolist() == list(range(1, 11))


@pytest.mark.parametrize("levels", [2, 4, 6])
def test_a_trajectory_moves_every_factor_once_by_half_of_the_levels(levels: int) -> None:
    points = design.morris(tuple(DIMENSIONS), 40, seed=3, levels=levels)
    unit = points.unit.reshape(40, 5, 4)[:, :, :3]
    moved, luck = points.moved.reshape(40, 5), points.luck.reshape(40, 5)
    grid = (np.arange(levels) + 0.5) / levels
    assert set(np.unique(unit)) == set(grid)
    for walk, order, labels in zip(unit, moved, luck, strict=True):
        assert order[0] == FIRST
        assert sorted(order[1:]) == [0, 1, 2, 3]
        for number in range(1, 5):
            step = np.append(walk[number] - walk[number - 1], (labels[number] != labels[number - 1]) * 0.5)
            wanted = [0.5 if factor == order[number] else 0.0 for factor in range(4)]
            np.testing.assert_allclose(np.abs(step), wanted, rtol=0, atol=1e-15)
    assert 20 < np.sum(np.diff(unit[:, [0, -1], 0], axis=1) > 0) + 8 < 36  # up and down
    assert len({tuple(order) for order in moved}) > 10


def test_levels_are_even_and_dimensions_below_those_of_second_samples() -> None:
    with pytest.raises(ValueError, match="even"):
        design.morris(("a.x",), 4, 1, levels=3)
    with pytest.raises(ValueError, match="dimension"):
        design.sobol({"a.x": design.SECOND_DIMENSION}, 4, 1)
