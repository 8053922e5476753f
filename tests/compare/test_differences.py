"""Bands, paired differences and the rule that tells scenarios apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from balanssim.compare.differences import indistinguishable, mean_and_noise, summary, summary_of_years

WORLDS = hnp.arrays(np.float32, st.integers(2, 80), elements=st.floats(-1e6, 1e6, width=32))


def told_apart(first, other):
    return not indistinguishable(*mean_and_noise(np.asarray(first), np.asarray(other))).item()


@given(WORLDS)
def test_identical_scenarios_are_never_told_apart(values):
    assert not told_apart(values, values)


@given(WORLDS, st.sampled_from([-1, 1]))
def test_a_large_constant_shift_is_always_told_apart(values, sign):
    shift = sign * (1.0 + 0.01 * float(np.abs(values).max()))
    assert told_apart(values, values + np.float32(shift))


@given(WORLDS)
def test_the_order_of_worlds_does_not_matter(values):
    other = values * np.float32(1.01) + 3
    backwards = mean_and_noise(values[::-1], other[::-1])
    np.testing.assert_allclose(mean_and_noise(values, other), backwards, rtol=1e-9, atol=1e-9)


@given(WORLDS)
def test_swapping_scenarios_turns_the_sign_and_keeps_the_verdict(values):
    other = values + np.float32(2)
    mean, noise = mean_and_noise(values, other)
    turned, same_noise = mean_and_noise(other, values)
    assert turned == -mean
    assert noise == pytest.approx(same_noise)


def test_rounding_of_the_store_is_no_difference():
    values = np.linspace(1e5, 2e5, 64)
    assert not told_apart(values, values * (1 + 1e-7))


def test_noise_is_two_standard_errors_of_the_paired_difference():
    first = np.array([10.0, 20.0, 30.0, 40.0])
    other = first + np.array([1.0, 2.0, 3.0, 4.0])
    mean, noise = mean_and_noise(first, other)
    assert mean == 2.5
    assert noise == pytest.approx(2 * np.std([1, 2, 3, 4], ddof=1) / 2)


def test_pairing_tells_apart_what_the_spread_of_worlds_would_hide():
    worlds = np.random.default_rng(1).normal(0, 1000, 256)
    assert told_apart(worlds, worlds + 5)
    assert not told_apart(worlds, np.random.default_rng(2).normal(5, 1000, 256))


def test_a_single_world_tells_nothing():
    assert not told_apart([1.0], [1e6])


def test_a_value_that_is_missing_is_not_told_apart():
    assert not told_apart([1.0, np.nan], [5.0, 6.0])


def test_median_and_bands():
    np.testing.assert_allclose(summary(np.arange(101.0)), [10, 25, 50, 75, 90])


def test_years_of_opening_are_never_averaged_with_not_opened():
    years = np.array([2040.0] * 5 + [9999.0] * 5)
    assert set(summary_of_years(years)) <= {2040.0, 9999.0}
