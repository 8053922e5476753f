"""Signal values: the moment of crossing, homes until then, the latest opening year."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from balanssim.compare.needed import Signal, latest_opening, moment, tipping

YEARS = np.arange(2024, 2032)


def test_moments_worked_out_by_hand() -> None:
    course = np.array(
        [
            [0.0, 100.0, 200.0, 300.0, 300.0, 300.0, 300.0, 300.0],  # passes 250 halfway 2026 and 2027
            [0.0, 250.0, 250.0, 250.0, 250.0, 250.0, 250.0, 250.0],  # the value itself is not past it
            [400.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],  # past it from the start
            [0.0, 400.0, 0.0, 0.0, 400.0, 0.0, 0.0, 0.0],  # the first time counts
        ]
    )
    np.testing.assert_allclose(moment(YEARS, course, Signal(250.0)), [2026.5, inf, 2024.0, 2024.625])
    np.testing.assert_allclose(moment(YEARS, -course, Signal(-250.0, floor=True)), [2026.5, inf, 2024.0, 2024.625])


def test_homes_belong_to_the_moment() -> None:
    course = np.linspace(0.0, 700.0, 8)[None] * np.array([[1.0], [0.5], [0.1]])
    homes = np.tile(np.arange(8) * 1000.0, (3, 1))
    found = tipping(YEARS, course, homes, Signal(150.0))
    assert (found.crossed, found.at_once) == (2 / 3, 0.0)
    assert found.year == (2025.0, 2027.0, 9999.0)
    assert found.homes == (1500.0, 3000.0, inf)
    assert found.homes_end == (7000.0, 7000.0, 7000.0)


def test_past_it_from_the_start() -> None:
    found = tipping(YEARS, np.full((4, 8), 9.0), np.zeros((4, 8)), Signal(5.0))
    assert (found.crossed, found.at_once, found.year, found.homes) == (1.0, 1.0, (2024.0,) * 3, (0.0,) * 3)


@given(
    hnp.arrays(np.float64, (3, 8), elements=st.floats(-1e6, 1e6, allow_subnormal=False)),
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.floats(0.0, 1e5, allow_subnormal=False),
)
def test_a_stricter_signal_value_is_never_crossed_later(course, bound, stricter) -> None:
    first, later = moment(YEARS, course, Signal(bound - stricter)), moment(YEARS, course, Signal(bound))
    assert (first <= later + 1e-9).all()


@given(hnp.arrays(np.float64, (2, 8), elements=st.floats(-1e6, 1e6, allow_subnormal=False)), st.floats(-1e6, 1e6))
def test_a_moment_lies_between_the_dates_that_enclose_it(course, bound) -> None:
    when = moment(YEARS, course, Signal(bound))
    past = Signal(bound).crossed(course)
    for row, one in zip(past, when, strict=True):
        at = int(np.argmax(row))
        assert one == inf if not row.any() else YEARS[max(at - 1, 0)] <= one <= YEARS[at]


@given(st.integers(0, 26), st.floats(0.05, 1.0))
def test_halving_finds_the_last_year_in_time(last, share) -> None:
    years = list(range(2026, 2052))
    calls: list[int | None] = []

    def within(year: int | None) -> float:
        calls.append(year)
        return share if year is not None and year < 2026 + last else share - 0.01

    found = latest_opening("P", years, within, share)
    assert found.latest == (2025 + last if last else None)
    assert not found.unneeded
    assert len(calls) == len(set(calls)) <= 7
    if found.latest is not None:
        tried = {one.year: one.within for one in found.tried}
        after = found.latest + 1 if found.latest < years[-1] else None
        assert tried[found.latest] >= share > tried[after]


def test_a_project_that_is_not_needed_takes_one_run() -> None:
    found = latest_opening("P", [2026, 2027], lambda year: 0.9, 0.5)
    assert (found.latest, found.unneeded, len(found.tried)) == (None, True, 1)


@pytest.mark.parametrize("floor", [True, False])
def test_no_world_is_no_reason_to_fail_silently(floor) -> None:
    with pytest.raises((ValueError, IndexError)):
        tipping(YEARS, np.zeros((0, 8)), np.zeros((0, 8)), Signal(1.0, floor))
