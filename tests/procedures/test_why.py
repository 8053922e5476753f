"""Years lost to causes: with the work itself they are all the time that a plan or a work location takes."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.inputs import NEVER
from balanssim.procedures import pace, simulate, walk, why
from balanssim.procedures.simulate import assemble
from tests.middle import Case, real, tiny

#: Stages of which all time is a loss; of every other only the waiting.
LOST = ("appeal", "nitrogen", "land_release")
#: A small court and few planners, land of the State that comes late, nitrogen.
HARD = (
    "procedures.resources.council_of_state.capacity=1",
    "procedures.resources.planners.capacity=1",
    "levers.housing.rvb_release_delay_years=1",
    "levers.housing.nitrogen_delay_years=0.5",
)
LABELS = list(range(1, 65))


@pytest.mark.parametrize("case", [lambda: tiny(*HARD), lambda: real("wonen-eerst")], ids=["tiny", "real"])
def test_losses_and_work_are_all_the_time_of_an_item(case) -> None:
    made_of: Case = case()
    made = assemble(made_of.inputs, made_of.block(LABELS))
    walked = walk.run(made.walk)
    seen = set()
    for item in range(made.first_plan, len(made.walk.items)):
        steps = made.walk.steps[item]
        end = walked.date[item, steps[-1].name]
        through = (end < NEVER) & ~walked.dropped[item]
        work = sum(
            np.where(step.happens, step.duration, 0.0) for step in steps if step.name.partition(".")[0] not in LOST
        )
        lost = why.losses(made.walk, walked, item)
        assert all((years >= -1e-9).all() for years in lost.values())
        taken = (end - made.walk.start[item])[through]
        np.testing.assert_allclose((work + sum(lost.values()))[through], taken, atol=1e-6)
        seen |= {cause for cause, years in lost.items() if years.max() > 0.0}
    if made_of.region.index.id == "tiny":
        assert {"planners", "council_of_state", "court", "annulment", "nitrogen", "state_land", "release"} <= seen
    else:
        assert {"court", "annulment", "decision", "earliest_year"} <= seen


def test_what_drops_out_loses_nothing_after_it() -> None:
    case = tiny(*HARD, "uncertainties.housing.attrition_soft=0.6")
    made = assemble(case.inputs, case.block(LABELS))
    walked = walk.run(made.walk)
    gone = False
    for item in range(made.first_plan, made.first_site):
        drop = walked.dropped[item]
        total = sum(why.losses(made.walk, walked, item).values())
        assert (total[drop] <= (walked.dropped_date[item] - made.walk.start[item])[drop] + 1e-9).all()
        gone |= bool(drop.any())
    assert gone


def test_homes_are_late_by_what_they_lag_behind_the_pace_of_their_site() -> None:
    """Added up over the causes it is the area between the course of the site alone and what comes."""
    case = real("wonen-eerst", "known_outcomes=forget")
    found, plans = simulate(case.inputs, case.block(LABELS)), case.inputs.housing.plans
    there = found.plan_homes - found.dropped[-1] - np.where(found.ready < NEVER, 0.0, found.in_procedure[-1])
    own, come, lag = np.zeros_like(there), np.zeros_like(there), np.zeros_like(there)
    for index, year in enumerate(case.inputs.axes.flow_years):
        part = np.clip(year + 1.0 - found.ready, 0.0, 1.0)
        own = np.minimum(own + plans.max_pace[:, None] * part, np.maximum(there, own))
        come = come + found.delivered[index]
        lag += np.maximum(own - come, 0.0)
    np.testing.assert_allclose(found.late.sum(axis=0), lag, rtol=1e-6, atol=0.1)
    assert (found.late.max(axis=(1, 2)) > 0.0).sum() >= 3


def test_falling_behind_worked_out_by_hand() -> None:
    behind = np.array([[[30.0]], [[10.0]]])
    held = np.array([[[20.0]], [[60.0]]])
    further = pace.fall_behind(behind, held, np.array([[100.0]]), np.array([[60.0]]))
    assert further.ravel().tolist() == [40.0, 40.0]  # 40 more, shared as 20 to 60
    again = pace.fall_behind(behind, held, np.array([[0.0]]), np.array([[20.0]]))
    assert again.ravel().tolist() == [15.0, 5.0]  # half is caught up
    assert pace.fall_behind(behind, held * 0, np.array([[0.0]]), np.array([[50.0]])).max() == 0.0


def test_half_the_pace_of_the_policy_makes_homes_late_by_half_the_time_they_take() -> None:
    # 400 homes at 100 a year under a policy of 50: a year later for the first two hundred, and so on
    behind, late, left, meant = np.zeros((1, 1, 1)), 0.0, 400.0, 0.0
    for _ in range(8):
        out, own = min(left, 50.0), min(400.0 - meant, 100.0)
        held = np.array([[[min(left, 100.0) - out]]])
        behind = pace.fall_behind(behind, held, np.array([[own]]), np.array([[out]]))
        left, meant, late = left - out, meant + own, late + behind.item()
    assert (left, behind.item()) == (0.0, 0.0)
    assert late / 400.0 == pytest.approx(2.0)  # on average in year 4.5 instead of 2.5
