"""Nothing opens before its decision, its money or its release, whatever a scenario asks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.inputs import NEVER
from balanssim.procedures import calendar, money, simulate
from balanssim.procedures.chain_infrastructure import releases
from tests.middle import quick_tiny

ORDER = ("release", "funding", "start_decision", "preferred_decision", "project_decision", "works", "opening")
years = st.one_of(st.none(), st.integers(2024, 2030))


@settings(max_examples=25, deadline=None)
@given(
    opening=st.sampled_from(["procedures", "procedures", "never", "2026", "2029"]),
    start=years,
    pause=years,
    extra=st.sampled_from([0, 500, 900]),
    fixed=st.sampled_from([0, 300, 650]),
    nitrogen=st.sampled_from([0.0, 0.5, 3.0]),
    seed=st.integers(1, 50),
)
def test_steps_of_every_project_come_in_order(
    opening: str, start: int | None, pause: int | None, extra: int, fixed: int, nitrogen: float, seed: int
) -> None:
    levers = {
        "P1_BRIDGE": {"opening": "procedures", "paused_until": pause},
        "P2_METRO": {
            "opening": opening, "start_decision": start, "paused_until": pause, "extra_funding_meuro": extra,
            "housing_mobility_meuro": fixed,
        },
    }  # fmt: skip
    overrides = [
        f"levers.infrastructure.{project}.{name}={value}"
        for project, values in levers.items()
        for name, value in values.items()
        if value is not None
    ]
    case = quick_tiny(*overrides, f"sampling.seed={seed}", f"levers.procedures.nitrogen_road_years={nitrogen}")
    block = case.block([0, *range(1, 17)])
    outcome = simulate(case.inputs, block)
    seen = money.in_sight(case.inputs.infrastructure, money.costs(case.inputs, block))
    for place, project in enumerate(case.inputs.axes.projects):
        found = [outcome.milestone_year[place, step] for step in ORDER if (place, step) in outcome.milestone_year]
        assert all((before <= after).all() for before, after in pairwise(found)), project
        last = found[-1]
        assert ((last <= case.inputs.axes.end + 0.5) | (last == NEVER)).all()
        if levers[project]["opening"] == "procedures":
            assert (found[0] >= np.where(last < NEVER, releases(case.inputs, block)[place], 0.0)).all()
    metro = case.project("P2_METRO")
    if opening == "procedures":
        at = outcome.milestone_year[metro, "start_decision"]
        assert (at[~seen[metro]] == NEVER).all()
        met = calendar.meetings(case.inputs, block)
        assert all(date == NEVER or (met[:, draw] == date).any() for draw, date in enumerate(at))
        if start is not None:
            assert (at >= calendar.planned(case.inputs, start)).all()
