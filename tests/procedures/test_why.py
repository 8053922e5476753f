"""Years lost to causes: with the work itself they are all the time that a plan or a work location takes."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.dims import CAUSES
from balanssim.inputs import NEVER
from balanssim.procedures import simulate, walk, why
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


def test_homes_held_by_plan_are_those_held_by_zone() -> None:
    case = real("wonen-eerst")
    found = simulate(case.inputs, case.block(LABELS))
    zones = case.inputs.housing.plans.zone
    for cause in range(len(CAUSES) - 1):
        by_zone = np.zeros(found.held.shape[2:])
        np.add.at(by_zone, zones, found.held_of_plan[cause])
        np.testing.assert_allclose(by_zone, found.held[:, cause].sum(axis=0), rtol=1e-9, atol=1e-6)
    assert found.held_of_plan[CAUSES.index("corporations")].max() == 0.0
    assert (found.held_of_plan.max(axis=(1, 2)) > 0.0).sum() >= 3
