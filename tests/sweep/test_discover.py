"""What is looked for where nearly all futures are alike, and how limits are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balanssim import cli
from balanssim.report import discoveries
from balanssim.sweep import discover, load, run
from balanssim.sweep.discover import Limit
from tests.sweep.support import study


def test_the_furthest_quarter_is_that_with_the_lowest_or_highest_values() -> None:
    values = np.arange(100.0)
    end, cases = discover.furthest(values, low=True)
    assert (end, cases.sum(), values[cases].max()) == (24.0, 25, 24.0)
    end, cases = discover.furthest(values, low=False)
    assert (end, cases.sum(), values[cases].min()) == (75.0, 25, 75.0)


@pytest.mark.parametrize(
    ("missed", "below", "nl", "en"),
    [
        (True, False, "Onder 2041 (", "Below 2041 ("),
        (True, True, "Boven 2041 (", "Above 2041 ("),
        (False, False, "Op of boven 2041 (", "At or above 2041 ("),
        (False, True, "Op of onder 2041 (", "At or below 2041 ("),
    ],
)
def test_on_which_side_of_a_year_the_futures_lie(missed: bool, below: bool, nl: str, en: str) -> None:
    found = discover.Discovery(
        "a", {}, "", "opening_year", "P1_BRIDGE", 0, 2041.0, "rekenwaarde", below, missed, 0.5, 100
    )
    assert discoveries.case(found, "nl").startswith(nl)
    assert discoveries.case(found, "en").startswith(en)


def test_where_most_values_are_equal_no_quarter_stands_out() -> None:
    values = np.concatenate([np.zeros(60), np.ones(40)])
    assert not discover.furthest(values, low=True)[1].any()


@pytest.mark.parametrize(
    ("side", "nl", "en"),
    [
        (Limit("work.basic_growth", None, 0.00378, 1.0), "hoogstens 0,378\u00a0% per jaar", "at most 0.378% per year"),
        (Limit("grid.connectable_share", 0.545, None, 1.0), "ten minste 54,5\u00a0%", "at least 54.5%"),
        (Limit("network.variant", 0.5, None, 1.0), ": wel", ": yes"),
        (Limit("network.variant", None, 0.5, 1.0), ": niet", ": no"),
        (Limit("work.jobs_per_ha", 30.0, 41.5, 1.0), "30 tot 41,5 banen per ha", "30 to 41.5 jobs per ha"),
    ],
)
def test_a_limit_is_told_in_the_unit_of_a_reader(side: Limit, nl: str, en: str) -> None:
    assert discoveries.limit(side, "nl").endswith(nl)
    assert discoveries.limit(side, "en").endswith(en)


def test_repeats_are_named_by_the_policy_not_by_its_run() -> None:
    """The name of a run changes with the program; what a resample gives may not."""
    policy = {"scenario": "a", "levers": {"y": 2, "x": 1}, "measure": None, "run": "0a1b"}
    same = policy | {"levers": {"x": 1, "y": 2}, "run": "2c3d"}
    assert discover._named(policy) == discover._named(same)
    others = (policy | {"scenario": "b"}, policy | {"levers": {"x": 1, "y": 3}}, policy | {"measure": "m"})
    assert len({discover._named(one) for one in (policy, *others)}) == 4


def test_a_goal_that_is_never_met_has_the_box_in_which_it_fails_by_most(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    goal = {"outcome": "homes_added@T1@2030", "threshold": 1e6, "kind": "ambitie"}
    asked = {"vary": ["housing.withdrawal_rate", "people.occupancy_new"], "luck": "fixed"}
    path = study(tmp_path, outcomes=[goal], design={"method": "lhs", "size": 200}, **asked)
    run.run(load.load(path), out=tmp_path, workers=1)
    (found,) = discover.discover(load.load(path), tmp_path)
    assert (found.share, found.too_few, found.low) == (1.0, True, True)
    assert found.furthest is not None
    assert found.boxes
    assert found.boxes[0].density > 0.5
    assert cli.main(["sweep", "discover", str(path), "--out", str(tmp_path), "--lang", "nl"]) == 0
    assert "het kwart met de laagste uitkomst" in capsys.readouterr().out
