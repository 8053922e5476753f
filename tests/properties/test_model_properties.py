"""Laws that hold for any numbers: conservation, bounds and monotonicity of homes, people and jobs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from balanssim.model import housing, jobs, people

amount = st.floats(0, 1e6, allow_nan=False)
share = st.floats(0, 1, allow_nan=False)


@given(
    arrays(float, (3, 4, 2), elements=amount),
    arrays(float, (3, 4, 2), elements=amount),
    arrays(float, 4, elements=st.floats(-1e5, 1e5)),
    arrays(float, 2, elements=st.floats(0, 0.02)),
)
def test_known_years_conserve_and_never_go_negative(stock, completions, net, rate) -> None:
    net = np.maximum(net, -stock.sum(axis=0).min(axis=1))  # an observed stock is never negative
    completions = np.minimum(completions, 1e5)
    change = housing.known_flows(stock, completions, net, rate)
    after = housing.advance(stock, change)
    np.testing.assert_allclose(after.sum(axis=0), stock.sum(axis=0) + net[:, None], rtol=1e-9, atol=1e-4)
    assert (change.transformations >= -1e-9).all()
    assert (change.withdrawals >= -1e-9).all()


@given(arrays(float, (2, 3, 2), elements=st.floats(-1e5, 1e5)), arrays(float, (2, 3, 2), elements=amount))
def test_growth_is_landed_or_displaced_and_room_is_never_overdrawn(growth, free) -> None:
    split = np.repeat(np.array([[0.2, 0.5], [0.7, 0.3]])[:, :, None], 3, axis=2)
    room = np.array([[0.02, 0.03], [40.0, 50.0]])
    bound = np.array([True, False, True])
    placed = jobs.place_growth(growth, split, room, free, bound, np.array([0, 0, 0]))
    total = (placed.landed + placed.displaced).sum(axis=1)
    np.testing.assert_allclose(total, growth.sum(axis=1), rtol=1e-9, atol=1e-6)
    assert (placed.displaced >= -1e-6).all()
    assert (placed.free >= 0).all()
    assert (np.abs(placed.displaced[:, 1]) < 1e-6).all()


@given(arrays(float, (2, 1, 1), elements=st.floats(0, 1e4)), st.floats(0, 100), st.floats(0, 100))
def test_more_room_never_places_fewer_jobs(growth, less, more) -> None:
    split, room = np.array([[[0.4]], [[0.9]]]), np.array([[0.02]])
    low, high = sorted((less, more))
    first = jobs.place_growth(growth, split, room, np.full((1, 1, 1), low), np.array([True]), np.array([0]))
    second = jobs.place_growth(growth, split, room, np.full((1, 1, 1), high), np.array([True]), np.array([0]))
    assert (second.landed >= first.landed - 1e-9).all()


@given(arrays(float, (2, 3, 2), elements=amount), arrays(float, 2, elements=share))
def test_relocated_jobs_are_the_share_of_the_displaced(displaced, part) -> None:
    weight = jobs.relocation_weight(np.ones((3, 3, 2)), np.array([5.0, 10.0, 20.0]), np.array([True, False, False]))
    moved = jobs.relocate(displaced, part, weight)
    np.testing.assert_allclose(moved.sum(axis=1), displaced.sum(axis=1) * part, rtol=1e-9, atol=1e-6)


@given(arrays(float, (4, 2), elements=st.floats(0, 1e4)), st.floats(1e5, 1e6))
def test_the_nation_is_neither_created_nor_lost(inside, national) -> None:
    external = np.array([False, False, True, True])
    closed = people.close_national(inside, np.array([1.0, 1.0, 3.0, 7.0]), external, np.full(2, national))
    np.testing.assert_allclose(closed.sum(axis=0), national, rtol=1e-12)
    assert (closed >= 0).all()
