"""Walks worked out by hand: one desk for two, meetings, gates, dependencies, annulment and repair, dropping out."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.inputs import NEVER
from balanssim.procedures.walk import cycle, run
from tests.procedures.walks import HORIZON, step, walk

# ---- one item ------------------------------------------------------------------------------------------------------


def test_steps_follow_each_other() -> None:
    done = run(walk({"a": [step("plan", 2.5), step("permit", 0.5), step("build", 1.0)]}))
    assert [done.date[0, name].tolist() for name in ("plan", "permit", "build")] == [[2026.5], [2027.0], [2028.0]]
    assert not done.waited
    assert done.events.tolist() == [0]


def test_a_step_that_does_not_happen_is_passed_at_once_with_all_that_it_waits_for() -> None:
    appeal = step("appeal", 1.0, 2, happens=[True, False], not_before=2030.0, gate_cause="court", drops=[False, True])
    done = run(walk({"a": [step("plan", 2.0, 2), appeal, step("build", 1.0, 2)]}))
    assert done.date[0, "appeal"].tolist() == [2031.0, 2026.0]
    assert done.date[0, "build"].tolist() == [2032.0, 2027.0]
    assert done.waited[0, "appeal", "gate:court"].tolist() == [4.0, 0.0]
    assert not done.dropped.any()


def test_a_gate_holds_until_its_date_and_one_in_the_past_does_not() -> None:
    gate = step("permit", 1.0, 3, not_before=[2020.0, 2027.0, NEVER], gate_cause="release")
    done = run(walk({"a": [step("plan", 2.0, 3), gate, step("build", 1.0, 3)]}))
    assert done.date[0, "permit"].tolist() == [2027.0, 2028.0, NEVER]
    assert done.date[0, "build"].tolist() == [2028.0, 2029.0, NEVER]
    assert done.waited[0, "permit", "gate:release"].tolist() == [0.0, 1.0, HORIZON - 2026.0]


def test_annulled_repaired_and_appealed_again() -> None:
    annulled = [True, False]
    rounds = [
        step("court", 1.25, 2),
        step("repair", 0.75, 2, happens=annulled),
        step("court again", 1.0, 2, happens=annulled),
    ]
    done = run(walk({"a": [step("decision", 1.0, 2), *rounds, step("build", 3.0, 2)]}))
    assert done.date[0, "court again"].tolist() == [2028.0, 2026.25]
    assert done.date[0, "build"].tolist() == [2031.0, 2029.25]


def test_what_drops_out_ends_there_and_leaves_its_desk() -> None:
    items = {
        "a": [step("plan", 2.0, 2, drops=[True, False], resource=0), step("build", 1.0, 2)],
        "b": [step("plan", 1.0, 2, resource=0)],
    }
    done = run(walk(items, desks={"planners": 1}))
    assert done.dropped.tolist() == [[True, False], [False, False]]
    assert done.dropped_date.tolist() == [[2026.0, NEVER], [NEVER, NEVER]]
    assert done.date[0, "plan"].tolist() == [NEVER, 2026.0]
    assert done.date[0, "build"].tolist() == [NEVER, 2027.0]
    assert done.date[1, "plan"].tolist() == [2027.0, 2027.0]


def test_nothing_is_dated_beyond_the_horizon() -> None:
    steps = [step("plan", 2.0), step("build", 1.0), step("open", 0.5), step("gate", 1.0, not_before=2040.0)]
    for horizon, reached in ((2026.0, 1), (2027.0, 2), (2027.4, 2), (2027.5, 3)):
        done = run(walk({"a": steps}, horizon=horizon))
        dates = [done.date[0, one.name][0] for one in steps]
        assert dates == [2026.0, 2027.0, 2027.5][:reached] + [NEVER] * (4 - reached)
        assert done.waited[0, "gate", "gate:"][0] == max(horizon - 2027.5, 0.0)


def test_a_drop_out_beyond_the_horizon_has_not_happened_yet() -> None:
    done = run(walk({"a": [step("plan", 5.0, drops=True)]}, horizon=2028.0))
    assert not done.dropped.any()


# ---- meetings ------------------------------------------------------------------------------------------------------


def test_a_missed_meeting_costs_the_time_to_the_next() -> None:
    # Ready on 1 June, or with the meeting of November left out in the second draw; a meeting on the day itself counts.
    meetings = [2027.0, [2024.875, np.nan], 2025.9]
    items = {"a": [step("explore", 0.5, 2), step("decide", 0.0, 2, at_meeting=True), step("build", 2.0, 2)]}
    done = run(walk(items, meetings=meetings))
    assert done.date[0, "decide"].tolist() == [2024.875, 2025.9]
    assert done.date[0, "build"].tolist() == [2026.875, 2027.9]
    np.testing.assert_allclose(done.waited[0, "decide", "meeting"], [0.375, 1.4])
    on_the_day = run(walk(items, start=2024.375, meetings=meetings))
    assert on_the_day.date[0, "decide"].tolist() == [2024.875, 2025.9]
    late = run(walk(items, start=2027.0, meetings=meetings))
    assert late.date[0, "decide"].tolist() == [NEVER, NEVER]
    assert late.waited[0, "decide", "meeting"].tolist() == [HORIZON - 2027.5] * 2


# ---- desks ---------------------------------------------------------------------------------------------------------


def test_two_items_and_one_desk() -> None:
    items = {
        "a": [step("prepare", 1.0), step("plan", 2.0, resource=0), step("build", 1.0)],
        "b": [step("prepare", 0.5), step("plan", 3.0, resource=0), step("build", 1.0)],
    }
    done = run(walk(items, desks={"planners": 1}))
    assert done.date[1, "plan"][0] == 2027.5
    assert done.date[0, "plan"][0] == 2029.5
    assert done.date[0, "build"][0] == 2030.5
    assert done.waited[0, "plan", "queue:planners"][0] == 2.5
    assert done.waited[1, "plan", "queue:planners"][0] == 0.0
    assert done.events[0] == 4  # two arrivals, two ends of service
    two = run(walk(items, desks={"planners": 2}))
    assert two.date[0, "plan"][0] == 2027.0


def test_who_comes_at_the_same_moment_is_served_in_the_order_of_the_items() -> None:
    items = {name: [step("plan", 1.0, resource=0)] for name in "abcd"}
    done = run(walk(items, desks={"planners": 2}))
    assert [done.date[item, "plan"][0] for item in range(4)] == [2025.0, 2025.0, 2026.0, 2026.0]


def test_a_desk_is_held_only_while_it_serves() -> None:
    # a waits for a meeting before it comes to the desk: b, which comes later, is served in the meantime.
    items = {
        "a": [step("plan", 1.0, resource=0, at_meeting=True)],
        "b": [step("prepare", 0.25), step("plan", 0.5, resource=0)],
    }
    done = run(walk(items, desks={"planners": 1}, meetings=[2026.0]))
    assert done.date[1, "plan"][0] == 2024.75
    assert done.date[0, "plan"][0] == 2027.0


def test_who_still_stands_in_line_at_the_horizon_has_waited_till_then() -> None:
    items = {name: [step("plan", 4.0, resource=0)] for name in "abc"}
    done = run(walk(items, desks={"planners": 1}, horizon=2030.0))
    assert [done.date[item, "plan"][0] for item in range(3)] == [2028.0, NEVER, NEVER]
    assert [done.waited[item, "plan", "queue:planners"][0] for item in range(3)] == [0.0, 4.0, 6.0]


def test_capacity_may_differ_between_draws() -> None:
    case = walk({name: [step("plan", 1.0, 2, resource=0)] for name in "ab"}, desks={"planners": 1})
    wide = run(type(case)(**{**vars(case), "capacity": np.array([[1.0, np.inf]])}))
    assert wide.date[1, "plan"].tolist() == [2026.0, 2025.0]
    assert wide.events.tolist() == [4, 0]


# ---- after another -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("project", "homes"), ("homes", "project")])
def test_a_step_comes_after_that_of_another_item_in_any_order_of_items(order: tuple[str, str]) -> None:
    at = order.index("project")
    steps = {
        "project": [step("explore", 3.0, 3), step("decide", 1.0, 3, drops=[False, False, True]), step("build", 9.0, 3)],
        "homes": [step("plan", [1.0, 5.0, 1.0], 3), step("permit", 1.0, 3, after=(at, "decide"))],
    }
    done = run(walk({name: steps[name] for name in order}))
    homes = 1 - at
    assert done.date[homes, "permit"].tolist() == [2029.0, 2030.0, NEVER]
    assert done.waited[homes, "permit", "after"].tolist() == [3.0, 0.0, HORIZON - 2025.0]
    assert done.date[at, "build"].tolist() == [2037.0, 2037.0, NEVER]


def test_a_step_that_is_passed_lets_go_what_comes_after_it() -> None:
    items = {
        "a": [step("plan", 2.0), step("appeal", 1.0, happens=False, resource=0)],
        "b": [step("build", 1.0, after=(0, "appeal"))],
    }
    assert run(walk(items, desks={"court": 1})).date[1, "build"][0] == 2027.0


def test_a_long_row_of_items_that_come_after_each_other_needs_no_deep_stack() -> None:
    count = 3000
    items = {f"i{k}": [step("go", 0.01, after=(k + 1, "go") if k + 1 < count else None)] for k in range(count)}
    np.testing.assert_allclose(run(walk(items)).date[0, "go"], 2024.0 + 0.01 * count)


def test_a_circle_is_refused_with_its_path() -> None:
    items = {
        "pampus": [step("plan", 1.0), step("permit", 1.0, after=(1, "decide"))],
        "metro": [step("explore", 1.0, after=(2, "study")), step("decide", 1.0)],
        "deal": [step("study", 1.0, after=(0, "permit"))],
    }
    with pytest.raises(ValueError, match=r"circle: pampus:permit -> metro:decide -> metro:explore -> deal:study -> "):
        run(walk(items))
    assert cycle({"a": ["b", "c"], "b": ["c"], "c": []}) == []
    assert cycle({"a": ["b"], "b": ["b"]}) == ["b", "b"]


@pytest.mark.parametrize(
    ("items", "extra", "message"),
    [
        ({"a": [step("x", -1.0)]}, {}, "a:x: a duration is zero or more"),
        ({"a": [step("x", np.nan)]}, {}, "a:x: a duration is zero or more"),
        ({"a": [step("x", 1.0), step("x", 1.0)]}, {}, "a: step 'x' twice"),
        ({"a": [step("x", 1.0, resource=1)]}, {"desks": {"d": 1}}, "a:x: unknown desk 1"),
        ({"a": [step("x", 1.0, after=(0, "y"))]}, {}, r"a:x: comes after an unknown step \(0, 'y'\)"),
        ({"a": [step("x", 1.0, after=(3, "x"))]}, {}, r"a:x: comes after an unknown step \(3, 'x'\)"),
        ({"a": [step("x", 1.0, not_before=np.nan)]}, {}, "a:x: a date before which"),
        ({"a": [step("x", 1.0)]}, {"desks": {"d": 0}}, "a capacity is a whole number of one or more"),
        ({"a": [step("x", 1.0)]}, {"desks": {"d": 1.5}}, "a capacity is a whole number of one or more"),
        ({"a": [step("x", 1.0)], "b": [step("x", 1.0, 2)]}, {}, r"b:x: arrays are \(1,\)"),
    ],
)
def test_what_does_not_fit_is_refused(items: dict, extra: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        run(walk(items, **extra))
