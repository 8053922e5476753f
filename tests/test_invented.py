"""The invented country looks like one: towns by rank, commuters near home, margins that are met."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.invented import country, grown
from balanssim.model import demand


@pytest.mark.parametrize("zones", [2, 30, 120])
def test_commuting_meets_its_margins_and_stays_near_home(zones: int) -> None:
    made = country(zones)
    np.testing.assert_allclose(made.flows.sum(axis=1), made.rows, rtol=1e-11)
    np.testing.assert_allclose(made.flows.sum(axis=0), made.columns, rtol=1e-11)
    assert made.flows.min() > 0.0
    share = made.flows / made.flows.sum()
    anywhere = made.rows[:, None] * made.columns / made.rows.sum() ** 2
    assert 3.0 < (share * made.km).sum() < min(40.0, (anywhere * made.km).sum())
    assert np.trace(share) > np.trace(anywhere)


def test_towns_follow_the_rank_size_rule_and_jobs_are_in_the_large_ones() -> None:
    made = country(200)
    slope = np.polyfit(np.log(np.arange(1, 201)), np.log(made.rows), 1)[0]
    assert slope == pytest.approx(-0.8, abs=1e-9)
    assert made.columns[:20].sum() > made.rows[:20].sum()
    np.testing.assert_array_equal(made.flows, country(200).flows)
    assert not np.array_equal(made.flows, country(200, seed=2).flows)


def test_a_zone_alone_is_no_country() -> None:
    with pytest.raises(ValueError, match="two zones"):
        country(1)


def test_matrices_that_grew_can_be_balanced() -> None:
    made = country(40)
    prior, rows, columns = grown(made, 3)
    got = demand.furness(prior, rows, columns, None, None, 1e-10, 1000, demand.balancing_step(made.flows))
    assert got.error.max() <= 1e-10
    np.testing.assert_allclose(got.flows.sum(axis=1), rows, rtol=2e-10)
    np.testing.assert_allclose(got.flows.sum(axis=0), columns, rtol=2e-10)
