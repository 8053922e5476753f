"""Luck by name: position in a stream = draw label, the central run without chance."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim import rng
from balanssim.distributions import Distribution
from balanssim.procedures import draws

YEARS = Distribution("triangular", {"low": 1.0, "mode": 2.0, "high": 6.0})


def test_the_position_in_the_stream_is_the_label() -> None:
    whole = rng.stream(3, "procedures.duration", "plan-a", "permit").random(50)
    labels = np.array([7, 0, 49, 7, 31])
    np.testing.assert_array_equal(draws.uniform(3, "procedures.duration", "plan-a", "permit", labels), whole[labels])


def test_a_block_over_the_end_of_a_stretch_goes_on_in_the_stream() -> None:
    whole = rng.stream(3, "procedures.event", "plan-a", "appeal").random(3 * draws.STRETCH)
    for first in (0, draws.STRETCH - 40, 2 * draws.STRETCH - 1):
        labels = np.arange(first, first + 64)
        found = draws.uniform(3, "procedures.event", "plan-a", "appeal", labels)
        np.testing.assert_array_equal(found, whole[labels])
        found[:] = 0.0  # what was given away is not what is kept
        again = draws.uniform(3, "procedures.event", "plan-a", "appeal", labels[::-1])
        np.testing.assert_array_equal(again, whole[labels[::-1]])


def test_labels_far_apart_are_the_same_numbers() -> None:
    near = draws.uniform(1, "procedures.event", "a", "b", np.array([90_000, 90_001]))
    far = draws.uniform(1, "procedures.event", "a", "b", np.array([90_001, 0, 90_000]))
    np.testing.assert_array_equal(far[[2, 0]], near)


def test_each_item_stage_stream_and_seed_has_its_own_numbers() -> None:
    labels = np.arange(20)
    sets = [
        draws.uniform(seed, stream, item, stage, labels)
        for seed in (1, 2)
        for stream in ("procedures.duration", "procedures.event")
        for item in ("a", "b")
        for stage in ("x", "y")
    ]
    assert len(np.unique(np.concatenate(sets))) == 16 * 20


def test_the_central_run_takes_means_and_weighs_a_branch_by_its_probability() -> None:
    labels = np.arange(4000)
    years = draws.durations(YEARS, 1, "a", "plan", labels)
    assert years[0] == 3.0
    assert years[1:].min() >= 1.0
    assert years[1:].max() <= 6.0
    assert abs(years[1:].mean() - 3.0) < 0.06
    happens = draws.events(1 / 3, 1, "a", "appeal", labels)
    assert happens[0]
    assert abs(happens[1:].mean() - 1 / 3) < 0.03
    assert not draws.events(0.0, 1, "a", "appeal", labels).any()
    np.testing.assert_array_equal(draws.weights(0.25, labels[:3]), [0.25, 1.0, 1.0])


def test_a_larger_probability_keeps_what_happened_already() -> None:
    labels = np.arange(1, 500)
    few, many = (draws.events(p, 1, "a", "appeal", labels) for p in (0.2, 0.4))
    assert not (few & ~many).any()
    assert (many & ~few).any()


def test_a_negative_label_and_an_unknown_stream_are_refused() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        draws.uniform(1, "procedures.event", "a", "b", np.array([-1]))
    with pytest.raises(ValueError, match="unknown random stream"):
        draws.uniform(1, "procedures.events", "a", "b", np.array([1]))
    assert draws.uniform(1, "procedures.event", "a", "b", np.array([], dtype=np.int64)).shape == (0,)


def test_what_is_kept_does_not_grow_with_the_number_of_draws() -> None:
    """And what was let go comes back as it was."""
    first = draws.uniform(7, "procedures.duration", "kept", "x", np.arange(64))
    for start in range(0, 40 * draws.STRETCH, draws.STRETCH):
        draws.uniform(7, "procedures.duration", "kept", "x", start + np.arange(64))
    assert len(draws._latest(7, "procedures.duration", "kept", "x")) == draws.KEPT
    np.testing.assert_array_equal(draws.uniform(7, "procedures.duration", "kept", "x", np.arange(64)), first)
