"""P7: jobs, households and services settle where TRANUS Example C does (tcapelle/pytranus, tests/ExampleC)."""

from __future__ import annotations

import numpy as np

from balanssim.model import jobs

BASIC = 6900.0
LOW_PER_BASIC, LOW_PER_SERVICE = 1.998969, 1.609238
HIGH_PER_BASIC, HIGH_PER_SERVICE = 1.248126, 1.448615
SERVICE_PER_LOW, SERVICE_PER_HIGH = 0.1203459, 0.1532743


def test_serving_equation_settles_on_the_published_services_and_households() -> None:
    """Households are two 'zones' that spend in one service zone; population follows jobs until nothing moves."""
    serving = np.zeros((3, 1))
    spending = np.zeros((3, 3, 1))
    spending[:, 2] = 1.0  # all spending of low- and high-income households lands in the service zone
    for _ in range(200):
        services = serving[2, 0]
        low = LOW_PER_BASIC * BASIC + LOW_PER_SERVICE * services
        high = HIGH_PER_BASIC * BASIC + HIGH_PER_SERVICE * services
        # ratios differ by income: bring them into the people, in units of service jobs
        people = np.array([[low * SERVICE_PER_LOW], [high * SERVICE_PER_HIGH], [0.0]])
        serving = jobs.serving_jobs(serving, people, spending, np.ones(1), np.ones((3, 1)), np.full(1, 0.6))
    services = serving[2, 0]
    assert np.isclose(services, 5099.999, rtol=2e-6)
    assert np.isclose(LOW_PER_BASIC * BASIC + LOW_PER_SERVICE * services, 21999.998, rtol=2e-6)
    assert np.isclose(HIGH_PER_BASIC * BASIC + HIGH_PER_SERVICE * services, 16000.004, rtol=2e-6)
