"""Plans through the whole of procedures, whatever releases them: no home is lost, none comes before its release."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.inputs import NEVER
from balanssim.procedures import simulate
from tests.middle import tiny

LABELS = [0, *range(1, 9)]
MILESTONES = ("funding", "start_decision", "preferred_decision", "project_decision", "opening")
release = st.one_of(
    st.none(),
    st.sampled_from([NEVER, 2025.0, 2026.5, 2028.0]),
    st.tuples(st.integers(0, 1), st.sampled_from(MILESTONES)),
)


@settings(max_examples=40)
@given(
    releases=st.lists(release, min_size=5, max_size=5),
    status=st.lists(st.integers(0, 3), min_size=5, max_size=5),
    earliest=st.lists(st.integers(2020, 2029), min_size=5, max_size=5),
    opening=st.sampled_from([np.nan, NEVER, 2026.0, 2029.25]),
    capacity=st.sampled_from([1.0, 2.0, np.inf]),
)
def test_no_home_is_lost_and_none_comes_before_its_release(
    releases: list, status: list, earliest: list, opening: float, capacity: float
) -> None:
    case = tiny("known_outcomes=forget")
    given_, projects = case.inputs, [one if isinstance(one, tuple) else (-1, "") for one in releases]
    plans = replace(
        given_.housing.plans,
        status=np.array(status),
        earliest=np.array(earliest, dtype=np.float64),
        release_year=np.array([one if isinstance(one, float) else 0.0 for one in releases]),
        release_project=np.array([project for project, _ in projects]),
        release_step=tuple(step for _, step in projects),
    )
    desks = {
        name: replace(desk, capacity=dict.fromkeys(desk.capacity, capacity))
        for name, desk in given_.procedures.resources.items()
    }
    inputs = replace(
        given_,
        housing=replace(given_.housing, plans=plans),
        infrastructure=replace(given_.infrastructure, opening=np.array([np.nan, opening])),
        procedures=replace(given_.procedures, resources=desks),
    )
    made = simulate(inputs, case.block(LABELS))
    done = np.concatenate([np.zeros((1, *made.plan_homes.shape)), made.delivered.cumsum(axis=0)])
    waiting = made.plan_homes - done - made.in_procedure - made.dropped
    assert min(waiting.min(), made.in_procedure.min(), made.dropped.min(), made.delivered.min()) > -1e-6
    years = np.array(inputs.axes.years)[:, None, None]
    assert (np.abs(waiting)[np.broadcast_to(made.ready > years, waiting.shape)] < 1e-6).all()  # ready, and only then
    ends = np.array(inputs.axes.flow_years)[:, None] + 1.0
    for plan, (year, (project, step)) in enumerate(zip(plans.release_year, projects, strict=True)):
        released = made.milestone_year[project, step] if project >= 0 else np.full(len(LABELS), year)
        assert (made.delivered[:, plan][ends <= released] == 0.0).all()
        assert (made.ready[plan] >= released).all()
