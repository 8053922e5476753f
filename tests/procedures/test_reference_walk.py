"""The walk of the reference: a sum where desks are unlimited, few events, and what more capacity brings on average."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from balanssim.inputs import NEVER
from balanssim.procedures import ProcedureOutcome, course, simulate, walk
from balanssim.procedures.simulate import assemble
from balanssim.procedures.walk import Walk
from tests.middle import quick, real
from tests.procedures.walks import plain_sum

LABELS = list(range(1, 65))
#: Cases at a time, from a desk that holds up nearly everything to one at which nobody waits.
CAPACITIES = (1, 2, 4, 1000)


@cache
def whole() -> Walk:
    case = real("referentie")
    return assemble(case.inputs, case.block(LABELS)).walk


def test_without_limits_every_date_is_the_sum_of_the_same_durations_in_every_draw() -> None:
    unlimited = replace(whole(), capacity=np.full_like(whole().capacity, np.inf))
    done = walk.run(unlimited)
    expected = plain_sum(unlimited)
    assert done.date.keys() == expected.keys()
    assert not done.events.any()
    for node, dates in expected.items():
        np.testing.assert_allclose(done.date[node], dates, rtol=1e-12, err_msg=f"{whole().items[node[0]]} {node[1]}")
    reached = [date < NEVER for date in expected.values()]
    assert 0.5 < np.mean(reached) < 1.0


def test_simpy_hears_of_visits_to_desks_alone() -> None:
    """A limit on the count: 154 events in a draw were measured where a process per step would take about 870."""
    done = walk.run(whole())
    steps = [step for steps in whole().steps for step in steps]
    visits = np.sum([step.happens for step in steps if step.resource >= 0], axis=0)
    assert (done.events <= 2 * visits).all()  # an arrival and an end of service
    assert 0 < done.events.max() <= 600
    legs = [leg for legs in course.legs(whole()) for leg in legs]
    assert len(legs) < 0.7 * len(steps)  # steps behind each other that wait for nothing are one


@cache
def with_capacity(desk: str, capacity: int) -> ProcedureOutcome:
    case = quick("referentie", f"procedures.resources.{desk}.capacity={capacity}")
    return simulate(case.inputs, case.block(LABELS))


@pytest.mark.parametrize(("desk", "gain"), [("planners", 0.2), ("council_of_state", 0.05)])
def test_more_capacity_never_makes_it_worse_on_average(desk: str, gain: float) -> None:
    """Strictly for what is through its procedures; what is delivered then also depends on who shares the caps.

    Plans that come together share a cap in proportion, and the slowest site finishes last: that may cost a few homes
    in the end, and no more than one in a thousand.
    """
    case = real("referentie")
    years = np.array(case.inputs.axes.years)[:, None, None]
    ours = case.inputs.membership[[case.area("flevoland")]].toarray()[0][case.inputs.housing.plans.zone] > 0
    found = [with_capacity(desk, capacity) for capacity in CAPACITIES]
    through = [np.where(made.ready <= years, made.plan_homes, 0.0)[:, ours].sum(axis=1).mean(axis=1) for made in found]
    homes = [made.delivered[:, ours].sum(axis=1).cumsum(axis=0).mean(axis=1) for made in found]
    for few, many in pairwise(through):
        assert (many >= few - 1e-6).all()
    for few, many in pairwise(homes):
        assert (many >= 0.999 * few).all()
    assert through[-1][10] > (1.0 + gain) * through[0][10]  # the smallest desk does hold up plans
    assert homes[-1][10] > (1.0 + gain / 4) * homes[0][10]
