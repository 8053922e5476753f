"""People: residents from homes, employed residents, one currency of work, national closure."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.model import people


def test_new_homes_bring_people_at_their_own_occupancy() -> None:
    residents = people.population(
        np.array([1000.0]),
        np.array([[2.4]]),
        np.array([[[50.0]], [[50.0]]]),
        np.array([[[2.0]], [[2.2]]]),
        np.ones((1, 1)),
    )
    assert residents[0, 0] == pytest.approx(2400 + 100 + 110)


def test_known_population_is_met_exactly_and_gaps_keep_the_old_value() -> None:
    homes, added = np.array([1000.0, 500.0]), np.full((1, 2, 3), 20.0)
    new, old = np.full((1, 2, 3), 2.1), np.full((2, 3), 2.0)
    occupancy = people.rebase_occupancy(homes, np.array([2500.0, np.nan]), added, new, old)
    residents = people.population(homes, occupancy, added, new, np.ones((2, 3)))
    assert residents[0] == pytest.approx(np.full(3, 2500.0))
    assert occupancy[1] == pytest.approx(old[1])


def test_employed_shares_stay_within_the_people() -> None:
    employed = people.employed_persons(
        np.full((1, 2), 1000.0), np.array([0.8]), np.array([0.7]), np.array([0.0, 0.05]), np.array([0.0, 0.05]), 40
    )
    assert employed[0, 0] == pytest.approx(560.0)
    assert employed[0, 1] == pytest.approx(1000.0)


def test_externals_close_the_nation() -> None:
    inside = np.array([[100.0, 300.0], [999.0, 999.0], [999.0, 999.0]])
    external = np.array([False, True, True])
    closed = people.close_national(inside, np.array([0.0, 300.0, 100.0]), external, np.array([1000.0, 1000.0]))
    assert closed.sum(axis=0) == pytest.approx([1000.0, 1000.0])
    assert closed[1] == pytest.approx(3 * closed[2])
