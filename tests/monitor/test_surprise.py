"""How surprising a figure is and what is apart near it, where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from balanssim.monitor import surprise

WORLDS = 256


def worlds(seed: int = 0, factors: int = 12) -> dict[str, surprise.Array]:
    random = np.random.default_rng(seed)
    return {f"f{number}": random.uniform(size=WORLDS) for number in range(factors)}


def test_the_distance_is_that_of_kolmogorov_and_smirnov_and_equal_values_count_together() -> None:
    random = np.random.default_rng(3)
    for factor in (random.normal(size=60), random.integers(0, 3, size=60).astype(float)):
        near = np.zeros((4, 60), dtype=bool)
        for row in near:
            row[random.choice(60, 12, replace=False)] = True
        wanted = [stats.ks_2samp(factor[row], factor[~row]).statistic for row in near]
        np.testing.assert_allclose(surprise.distances(factor, near), wanted, atol=1e-12)


def test_the_factor_that_made_a_low_figure_is_named_with_the_side_on_which_it_lies() -> None:
    factors = worlds()
    values = 100.0 * factors["f3"] + np.random.default_rng(1).normal(scale=10.0, size=WORLDS)
    (found,) = surprise.surprises(values[None], [4.0], factors, seed=1)
    assert found.apart[0].factor == "f3"
    assert found.apart[0].near < 0.25 < found.apart[0].rest
    assert found.verdict == "outside"
    assert found.as_low == (values <= 4.0).mean()
    assert found.as_low + found.as_high == pytest.approx(1.0)


def test_where_nothing_has_to_do_with_a_figure_something_is_named_in_one_of_twenty_tables() -> None:
    floor = surprise.chance(worlds(factors=6), WORLDS, 3, seed=1)
    near = np.zeros((3, WORLDS), dtype=bool)
    near[:, : surprise.nearest(WORLDS)] = True
    named = 0
    for seed in range(400):
        tables = np.random.default_rng(1000 + seed).permuted(near, axis=1)
        named += any((surprise.distances(factor, tables) > floor).any() for factor in worlds(seed, 6).values())
    assert 8 <= named <= 36  # of 400 tables 20 are expected; outside this with a chance of 1 in 300


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [(50.0, "inside"), (5.0, "outside"), (110.0, "beyond"), (-20.0, "beyond"), (300.0, "far"), (-120.0, "far")],
)
def test_verdicts(figure: float, verdict: str) -> None:
    values = np.linspace(0.0, 100.0, WORLDS)
    (found,) = surprise.surprises(values[None], [figure], {"f": np.cos(np.arange(WORLDS))}, seed=1)
    assert found.verdict == verdict
    if figure < 0.0 or figure > 100.0:
        assert 0.0 in (found.as_low, found.as_high)
    assert verdict != "far" or found.apart == ()


def test_what_all_worlds_hold_is_known_and_few_worlds_tell_nothing() -> None:
    (found,) = surprise.surprises(np.full((1, WORLDS), 93000.0), [90000.0], worlds(), seed=1)
    assert (found.verdict, found.apart) == ("known", ())
    few = {name: values[: surprise.FEWEST - 1] for name, values in worlds().items()}
    (found,) = surprise.surprises(few["f0"][None], [0.0], few, seed=1)
    assert found.apart == ()
