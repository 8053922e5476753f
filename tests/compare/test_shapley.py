"""Shapley values: they add up, idle changes get nothing, alike changes get the same; sampled orders agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balanssim.compare import shapley


def game(count: int, seed: int) -> dict[frozenset[int], np.ndarray]:
    random = np.random.default_rng(seed)
    return {made: random.normal(size=3) for made in shapley.sets(count)}


def test_the_glove_game() -> None:
    """Two left gloves and one right: 1/6, 1/6 and 2/3. Source: Shapley and Shubik (1969), a standard example."""

    def worth(made: frozenset[int]) -> np.ndarray:
        return np.array([float(2 in made and bool(made & {0, 1}))])

    np.testing.assert_allclose(shapley.exact(3, worth).values[:, 0], [1 / 6, 1 / 6, 2 / 3], atol=1e-15)


@given(st.integers(1, 6), st.integers(0, 10_000))
def test_parts_add_up_to_the_whole(count, seed) -> None:
    known = game(count, seed)
    whole = known[frozenset(range(count))] - known[frozenset()]
    np.testing.assert_allclose(shapley.exact(count, known.__getitem__).values.sum(axis=0), whole, atol=1e-12)
    orders = shapley.orders(count, 2, np.random.default_rng(seed))
    np.testing.assert_allclose(shapley.sampled(orders, known.__getitem__).values.sum(axis=0), whole, atol=1e-12)


@given(st.integers(2, 5), st.integers(0, 10_000))
def test_an_idle_change_gets_nothing_and_alike_changes_the_same(count, seed) -> None:
    """Change 0 does nothing; changes 1 and 2 count by their number alone."""
    random = np.random.default_rng(seed)
    by_number = random.normal(size=count + 1)

    def worth(made: frozenset[int]) -> np.ndarray:
        return np.array([by_number[len(made - {0})]])

    values = shapley.exact(count, worth).values[:, 0]
    assert values[0] == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(values[1:], values[1], atol=1e-12)


def test_sampled_orders_are_exact_where_changes_do_not_meet() -> None:
    effect = np.arange(1.0, 11.0)

    def worth(made: frozenset[int]) -> np.ndarray:
        return np.array([effect[sorted(made)].sum()])

    found = shapley.sampled(shapley.orders(10, 3, np.random.default_rng(1)), worth)
    np.testing.assert_allclose(found.values[:, 0], effect)
    np.testing.assert_allclose(found.spread, 0.0, atol=1e-12)
    assert found.orders == 6


def test_an_order_and_its_reverse_are_exact_for_pairs_that_meet() -> None:
    """With interplay of two changes at most, one pair of orders gives the Shapley value; two pairs have no spread."""
    random = np.random.default_rng(3)
    meets = np.triu(random.normal(size=(6, 6)))

    def worth(made: frozenset[int]) -> np.ndarray:
        chosen = sorted(made)
        return np.array([meets[np.ix_(chosen, chosen)].sum()])

    found = shapley.sampled(shapley.orders(6, 2, random), worth)
    np.testing.assert_allclose(found.values, shapley.exact(6, worth).values, atol=1e-12)
    np.testing.assert_allclose(found.spread, 0.0, atol=1e-12)


def test_what_is_asked_is_what_is_needed() -> None:
    orders = shapley.orders(9, 3, np.random.default_rng(5))
    asked: list[frozenset[int]] = []

    def worth(made: frozenset[int]) -> np.ndarray:
        asked.append(made)
        return np.zeros(1)

    shapley.sampled(orders, worth)
    assert len(asked) == len(set(asked))
    assert set(asked) == set(shapley.needed(orders))
    with pytest.raises(ValueError, match="two pairs"):
        shapley.sampled(orders[:2], worth)
