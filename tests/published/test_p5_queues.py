"""Waiting at our desks against queueing theory: M/M/c (Erlang C) and M/D/1 (Pollaczek-Khinchine), within 3 errors.

Figures: standard closed forms. Each draw is one long row of customers after a warm-up; the standard error is that
between the draws.
"""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.procedures.walk import Step, Walk, run

DRAWS, WARM_UP = 16, 400


def waits(rate: float, service: float, desks: int, fixed: bool, customers: int) -> np.ndarray:
    """Years waited (customer, draw) at ``desks`` desks; arrivals at random, service at random or fixed."""
    generator = np.random.default_rng([5, desks, fixed])
    count = customers + WARM_UP
    arrive = np.cumsum(generator.exponential(1.0 / rate, (count, DRAWS)), axis=0)
    years = np.full((count, DRAWS), 1.0 / service) if fixed else generator.exponential(1.0 / service, (count, DRAWS))
    always = np.ones(DRAWS, dtype=bool)
    case = Walk(
        items=tuple(str(number) for number in range(count)),
        steps=tuple((Step(number, "desk", years[number], always, resource=0),) for number in range(count)),
        start=arrive,
        resources=("desk",),
        capacity=np.array([float(desks)]),
        meetings=np.empty((0, DRAWS)),
        horizon=1e9,
    )
    done = run(case)
    return np.array([done.waited[number, "desk", "queue:desk"] for number in range(WARM_UP, count)])


def within(values: np.ndarray, expected: float, sharp: float) -> None:
    """Mean over draws within three standard errors, and those small enough (share ``sharp``) to tell a fault."""
    error = values.std(ddof=1) / np.sqrt(len(values))
    assert abs(values.mean() - expected) < 3.0 * error, (values.mean(), expected, error)
    assert error < sharp * expected, (values.mean(), expected, error)


@pytest.mark.parametrize(
    ("rate", "service", "desks", "mean_wait", "share_waiting", "customers"),
    [(0.8, 1.0, 1, 4.0, 0.8, 4_000), (2.0, 1.0, 3, 4 / 9, 4 / 9, 2_000), (2.0, 1 / 3, 10, 0.0759744, 0.101299, 3_000)],
)
def test_waiting_at_random_service_is_that_of_erlang(
    rate: float, service: float, desks: int, mean_wait: float, share_waiting: float, customers: int
) -> None:
    waited = waits(rate, service, desks, False, customers)
    within(waited.mean(axis=0), mean_wait, 0.1)
    within((waited > 0.0).mean(axis=0), share_waiting, 0.1)


def test_waiting_at_fixed_service_is_half_of_it() -> None:
    waited = waits(0.8, 1.0, 1, True, 2_000)
    within(waited.mean(axis=0), 2.0, 0.1)
    within(0.8 * waited.mean(axis=0), 1.6, 0.1)  # mean queue, by Little's law
