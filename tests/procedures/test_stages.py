"""What a template says of an item, and what desks relief makes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from balanssim.procedures import desks, stages
from balanssim.templates import Resource, Template
from tests.middle import tiny
from tests.procedures.test_chain_housing import HOUSING, stage, years
from tests.procedures.test_housing import world


def test_stages_ahead_begin_at_the_entry_and_leave_out_what_does_not_concern_the_item() -> None:
    def names(status: str, *holds: str) -> list[str]:
        return [one.id for one in stages.ahead(HOUSING, status, holds)]

    assert names("soft", "nitrogen") == ["plan", "nitrogen", "permit", "construction"]
    assert names("soft", "state_land") == ["land", "plan", "permit", "construction"]  # wherever it enters
    assert names("unknown", "state_land")[:3] == ["initiative", "contract", "land"]
    assert [one.id for one in stages.ahead(Template("special", HOUSING.stages[:2], {}), "", ())] == [
        "initiative",
        "contract",
    ]
    with pytest.raises(KeyError):
        names("no such status")


def test_expected_years_weigh_branches_and_rounds() -> None:
    appeal = stage("appeal", 1.0, probability=0.5, annulled=0.4, repair=years(2.0), rounds=3)
    assert stages.expected([stage("plan", 3.0), appeal]) == pytest.approx(3.0 + 0.5 + 0.5 * 0.4 * 3 + 0.5 * 0.16 * 3)
    assert stages.expected([replace(appeal, rounds=1), stage("decision", 1.0)]) == pytest.approx(1.5)
    assert stages.expected([replace(stage("decision", 1.0), duration=None)]) == 0.0


@pytest.mark.parametrize(
    ("took", "capacity", "takes"), [(1.5, 1.0, 1.5), (1.5, 2.0, 1.0), (1.5, 0.5, 2.5), (1.5, 1e9, 0.5), (0.4, 2.0, 0.4)]
)
def test_more_court_shortens_the_backlog_and_not_the_term(took: float, capacity: float, takes: float) -> None:
    appeal = stage("appeal", took, resource="council_of_state")
    assert took * stages.court_factor(appeal, capacity) == pytest.approx(takes)
    assert stages.court_factor(stage("plan", took, resource="planners"), capacity) == 1.0


def made(worlds_wide: int = 1, planners: float = 1.0, **capacity: float) -> desks.Desks:
    inputs = tiny().inputs
    resources = {
        "planners": Resource("planners", "municipality", {"T1": 4.0, "other": 2.0}),
        "council_of_state": Resource("council_of_state", "region", {"region": 3.0, **capacity}),
    }
    given = replace(inputs.procedures, resources=resources, planners_factor=planners)
    return desks.make(replace(inputs, procedures=given), world(worlds_wide))


def test_a_desk_for_each_municipality_or_one_for_the_region() -> None:
    found = made()
    assert dict(zip(found.names, found.capacity[:, 0], strict=True)) == {
        "planners:EX1": 2, "planners:T1": 4, "planners:T2": 2, "planners:T3": 2, "council_of_state": 3,
    }  # fmt: skip
    assert found.index["planners", "T1"] == found.names.index("planners:T1")


def test_relief_that_makes_a_broken_number_is_one_more_in_a_part_of_the_worlds() -> None:
    found = made(4001, planners=1.3)
    at = found.capacity[found.index["planners", "T1"]]
    assert set(at[1:]) == {5.0, 6.0}
    assert at[0] == 5.0  # 5.2, nearest whole
    assert at[1:].mean() == pytest.approx(5.2, abs=4 * 0.4 / np.sqrt(4000))
    more = made(4001, planners=1.5).capacity
    assert (more >= found.capacity).all()
    assert (made(planners=0.1).capacity >= 1.0).all()
    assert np.isinf(made(region=np.inf).capacity[-1]).all()
