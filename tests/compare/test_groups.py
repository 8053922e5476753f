"""What a decision maker would call one change."""

from __future__ import annotations

import itertools

import pytest

from balanssim import scenario
from balanssim.compare.groups import grouped
from balanssim.report.explained import changes
from balanssim.scenario.mix import NO_CAUSE, mix


def test_keys_go_together() -> None:
    housing, infrastructure = "levers.housing", "levers.infrastructure.P01"
    found = grouped(
        [
            f"{infrastructure}.opening", f"{housing}.plans.x.homes", f"{infrastructure}.paused_until",
            f"{housing}.corporation_share_max", f"{housing}.segment_shares.mid", "levers.procedures.court_factor",
            "procedures.housing.appeal.probability", f"{housing}.builders_factor", "uncertainties.work.basic_growth",
        ]
    )  # fmt: skip
    assert [(one.id, len(one.keys)) for one in found] == [
        ("levers.infrastructure.P01", 2), ("levers.housing.plans.x", 1), ("levers.housing.segment_shares", 2),
        ("procedures", 2), ("levers.housing", 1), ("uncertainties", 1),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="no group"):
        grouped(["horizon.start"])


def test_every_difference_between_ready_made_scenarios_has_a_group_and_can_be_mixed() -> None:
    """None of the changes gives the first scenario, all of them the other, in all that can change numbers."""
    shipped = [scenario.load(ref) for ref in scenario.shipped()]
    first = shipped[0]
    for a, b in itertools.chain(((first, b) for b in shipped[1:]), itertools.pairwise(shipped)):
        if a.scenario.horizon != b.scenario.horizon:
            continue
        keys = [key for one in changes(a, b) for key in one.keys]
        assert len(keys) == len(set(keys))
        assert not [key for key in keys if key.split(".")[0] in NO_CAUSE]
        assert mix(a, b, ()).numbers_json() == a.numbers_json()
        assert mix(a, b, keys).numbers_json() == b.numbers_json(), (a.id, b.id)
