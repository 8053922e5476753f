"""What must hold of every table of draws, whatever the parameters."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim import worlds
from balanssim.worlds import Distribution, make

names = st.text("abcdefghij._0123456789", min_size=1, max_size=12)
seeds = st.integers(0, 2**64)
numbers = st.floats(-1e4, 1e4).map(lambda value: round(value, 3))


@st.composite
def distributions(draw: st.DrawFn) -> Distribution:
    kind = draw(st.sampled_from(["fixed", "uniform", "triangular", "pert", "normal", "lognormal", "discrete"]))
    low, mode, high = sorted(draw(st.lists(numbers, min_size=3, max_size=3)))
    spread = draw(st.floats(0.01, 2))
    if kind == "discrete":
        values = draw(st.lists(numbers, min_size=1, max_size=5, unique=True))
        weights = draw(st.lists(st.floats(0.01, 1), min_size=len(values), max_size=len(values)))
        return Distribution(kind, {"values": values, "weights": weights})
    return {
        "fixed": Distribution("fixed", {"value": mode}),
        "uniform": Distribution("uniform", {"low": low, "high": high}),
        "triangular": Distribution("triangular", {"low": low, "mode": mode, "high": high}),
        "pert": Distribution("pert", {"low": low, "mode": mode, "high": high}),
        "normal": Distribution("normal", {"mean": mode, "sd": spread, "low": mode - 2 * spread}),
        "lognormal": Distribution("lognormal", {"median": 1 + abs(mode), "sigma": spread}),
    }[kind]


tables = st.dictionaries(names, distributions(), min_size=1, max_size=5)


def numbered(table: dict[str, Distribution]) -> dict[str, int]:
    return {name: i for i, name in enumerate(sorted(table))}


@given(names, seeds, st.integers(0, 500), st.integers(0, 9))
def test_every_projection_has_one_point_in_each_equal_part(name: str, seed: int, dimension: int, k: int) -> None:
    points = worlds.points(seed, name, dimension, 2**k)
    assert np.all((points > 0) & (points < 1))
    np.testing.assert_array_equal(np.sort(np.floor(points * 2**k)), np.arange(2**k))


@given(tables, seeds, st.integers(0, 70), st.integers(0, 70))
@settings(max_examples=50)
def test_more_draws_append_only(table: dict[str, Distribution], seed: int, few: int, more: int) -> None:
    few, more = sorted((few, more))
    small, large = (make(table, numbered(table), draws, seed) for draws in (few, more))
    for name in table:
        np.testing.assert_array_equal(small.values[name], large.values[name][: few + 1])


@given(tables, seeds, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_order_of_parameters_and_company_do_not_matter(table, seed, random) -> None:
    dimensions = numbered(table)
    whole = make(table, dimensions, 8, seed)
    shuffled = list(table)
    random.shuffle(shuffled)
    turned = make({name: table[name] for name in shuffled}, {name: dimensions[name] for name in shuffled}, 8, seed)
    alone = make({shuffled[0]: table[shuffled[0]]}, dimensions, 8, seed)
    for name in table:
        np.testing.assert_array_equal(whole.values[name], turned.values[name])
    np.testing.assert_array_equal(whole.values[shuffled[0]], alone.values[shuffled[0]])


@given(tables, distributions(), seeds)
@settings(max_examples=50)
def test_worlds_are_common_to_scenarios_that_differ_elsewhere(table, other, seed) -> None:
    """A scenario that replaces one distribution keeps the luck of all the others, and the rank of its own."""
    changed = min(table)
    ours = make(table, numbered(table), 16, seed)
    theirs = make({**table, changed: other}, numbered(table), 16, seed)
    for name in table:
        if name != changed:
            np.testing.assert_array_equal(ours.values[name], theirs.values[name])
    order = np.argsort(worlds.points(seed, changed, numbered(table)[changed], 16))
    assert np.all(np.diff(ours.values[changed][1:][order]) >= 0)
    assert np.all(np.diff(theirs.values[changed][1:][order]) >= 0)


@given(st.lists(seeds, min_size=2, max_size=4, unique=True), names)
def test_different_seeds_differ(several: list[int], name: str) -> None:
    columns = [tuple(worlds.points(seed, name, 0, 16)) for seed in several]
    assert len(set(columns)) == len(columns)


@given(st.lists(names, min_size=2, max_size=4, unique=True), seeds)
def test_different_names_differ_even_on_one_dimension(several: list[str], seed: int) -> None:
    columns = [tuple(worlds.points(seed, name, 0, 16)) for name in several]
    assert len(set(columns)) == len(columns)


@given(distributions(), st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_quantiles_rise_within_bounds(distribution: Distribution, shares: list[float]) -> None:
    shares = sorted(shares)
    values = distribution.ppf(shares)
    low, high = distribution.bounds()
    assert np.all((values >= low) & (values <= high))
    with np.errstate(invalid="ignore"):
        steps = np.diff(values)
    scale = np.max(np.abs(values[np.isfinite(values)]), initial=1.0)
    assert np.all((steps >= -1e-12 * scale) | np.isnan(steps))
    assert low <= distribution.expected() <= high


@given(distributions(), seeds)
@settings(max_examples=50)
def test_the_mean_of_many_worlds_nears_the_central_run(distribution: Distribution, seed: int) -> None:
    column = make({"p": distribution}, {"p": 0}, 4096, seed).values["p"]
    assert abs(column[1:].mean() - column[0]) <= 0.05 * column[1:].std() + 1e-9 * (1 + abs(column[0]))
