"""Properties of balancing, mode choice and pivot that hold for any matrix."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from balanssim.model import demand

ZONES, DRAWS = 5, 3
positive = st.floats(0.1, 100.0)
matrices = arrays(np.float64, (ZONES, ZONES, DRAWS), elements=positive)
vectors = arrays(np.float64, (ZONES, DRAWS), elements=positive)
minutes = arrays(np.float64, (3, ZONES, ZONES, DRAWS), elements=st.floats(-30.0, 30.0))
shares = arrays(np.float64, (3, ZONES, ZONES), elements=st.floats(0.01, 1.0)).map(lambda x: x / x.sum(axis=0))
BETA = np.array([0.02, 0.05, 0.1])


def balance(prior, rows, columns, **more):
    columns = columns * rows.sum(axis=0) / columns.sum(axis=0)
    return demand.furness(prior, rows, columns, None, None, 1e-11, 5000, **more), columns


@given(matrices, vectors, vectors)
def test_margins_are_met_and_nothing_is_lost(prior, rows, columns):
    got, columns = balance(prior, rows, columns)
    np.testing.assert_allclose(got.flows.sum(axis=1), rows, rtol=1e-9)
    np.testing.assert_allclose(got.flows.sum(axis=0), columns, rtol=1e-9)
    assert (got.flows >= 0).all()
    assert got.error.max() <= 1e-11


@given(matrices, vectors, vectors, st.floats(0.01, 100.0))
def test_only_proportions_of_the_prior_matter_and_margins_scale(prior, rows, columns, factor):
    base, columns = balance(prior, rows, columns)
    scaled = demand.furness(prior * factor, rows, columns, None, None, 1e-11, 5000)
    np.testing.assert_allclose(scaled.flows, base.flows, rtol=1e-7)
    larger = demand.furness(prior, rows * factor, columns * factor, None, None, 1e-11, 5000)
    np.testing.assert_allclose(larger.flows, base.flows * factor, rtol=1e-7)


@given(matrices, vectors)
def test_a_symmetric_problem_has_a_symmetric_solution(prior, rows):
    symmetric = prior + prior.transpose(1, 0, 2)
    got, _ = balance(symmetric, rows, rows)
    np.testing.assert_allclose(got.flows, got.flows.transpose(1, 0, 2), rtol=1e-7)


@given(matrices, vectors, vectors)
def test_the_newton_step_changes_the_way_not_the_solution(prior, rows, columns):
    plain, columns = balance(prior, rows, columns)
    quick, _ = balance(prior, rows, columns, step=demand.balancing_step(prior[:, :, 0]))
    np.testing.assert_allclose(quick.flows, plain.flows, rtol=1e-6)


@given(matrices, vectors, vectors)
def test_a_draw_does_not_depend_on_its_neighbours(prior, rows, columns):
    got, columns = balance(prior, rows, columns)
    for draw in range(DRAWS):
        at = slice(draw, draw + 1)
        alone = demand.furness(prior[:, :, at], rows[:, at], columns[:, at], None, None, 1e-11, 5000)
        np.testing.assert_array_equal(alone.flows[:, :, 0], got.flows[:, :, draw])


@given(shares, minutes)
def test_shares_add_to_one_and_composite_cost_lies_between_the_changes(p0, du):
    p, change = demand.mode_choice(p0, du, BETA)
    np.testing.assert_allclose(p.sum(axis=0), 1.0, rtol=1e-12)
    assert (change >= du.min(axis=0) - 1e-9).all()
    assert (change <= du.max(axis=0) + 1e-9).all()


@given(shares, minutes, st.integers(0, 2), st.floats(0.1, 20.0))
def test_a_dearer_mode_loses_share_and_the_others_gain_in_proportion(p0, du, mode, more):
    before = demand.mode_shares(p0, du, BETA)
    dearer = du.copy()
    dearer[mode] += more
    after = demand.mode_shares(p0, dearer, BETA)
    assert (after[mode] < before[mode]).all()
    others = [k for k in range(3) if k != mode]
    np.testing.assert_allclose(after[others[0]] / after[others[1]], before[others[0]] / before[others[1]], rtol=1e-9)


@given(shares, minutes, st.floats(-20.0, 20.0))
def test_the_same_change_for_all_modes_shifts_no_shares(p0, du, more):
    same = demand.mode_choice(p0, du, BETA)
    moved = demand.mode_choice(p0, du + more, BETA)
    np.testing.assert_allclose(moved[0], same[0], rtol=1e-9)
    np.testing.assert_allclose(moved[1], same[1] + more, atol=1e-9)


@given(matrices, matrices, st.floats(1.5, 6.0))
def test_pivot_returns_the_base_and_rises_with_the_model(base, modelled, limit):
    none = np.full(ZONES, -1)
    observed, synthetic = base[:, :, 0], modelled[:, :, 0]
    now = np.repeat(synthetic[:, :, None], DRAWS, axis=2)
    np.testing.assert_array_equal(demand.pivot(observed, synthetic, now, limit, none, none)[:, :, 0], observed)
    levels = [demand.pivot(observed, synthetic, now * f, limit, none, none) for f in (0.5, 1.0, 2.0, 8.0)]
    for lower, upper in pairwise(levels):
        assert (upper > lower).all()
