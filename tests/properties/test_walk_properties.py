"""Laws of any walk: sums where desks are unlimited, order at a desk, chunks, and nothing before what it waits for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.inputs import NEVER
from balanssim.procedures import draws
from balanssim.procedures.walk import Step, Walk, run
from tests.procedures.walks import plain_sum

HORIZON = 2060.0


@st.composite
def walks(draw: st.DrawFn, after: bool = True, desks: int = 2) -> Walk:
    """A few items with steps of every sort; quarters of a year, so that ties occur and sums are exact."""
    width = draw(st.integers(1, 3))
    count = draw(st.integers(1, 5))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))

    def years(high: float, low: float = 0.0) -> np.ndarray:
        return np.round(4 * generator.uniform(low, high, width)) / 4

    def chance(share: float) -> np.ndarray:
        return generator.random(width) < share

    steps: list[tuple[Step, ...]] = []
    for item in range(count):
        row = []
        for place in range(generator.integers(1, 6)):
            gate = years(2040.0, 2020.0) if generator.random() < 0.2 else None
            other = None
            if after and item and generator.random() < 0.3:
                before = int(generator.integers(item))
                other = before, str(generator.integers(len(steps[before])))
            row.append(
                Step(
                    item=item,
                    name=str(place),
                    duration=years(5.0),
                    happens=chance(0.8),
                    resource=int(generator.integers(-1, desks)),
                    not_before=gate,
                    gate_cause="release",
                    after=other,
                    at_meeting=bool(generator.random() < 0.2),
                    drops=chance(0.3) if generator.random() < 0.2 else None,
                )
            )
        steps.append(tuple(row))
    return Walk(
        items=tuple(f"i{item}" for item in range(count)),
        steps=tuple(steps),
        start=np.stack([years(2026.0, 2024.0) for _ in range(count)]),
        resources=tuple(f"d{desk}" for desk in range(desks)),
        capacity=generator.integers(1, 3, desks).astype(np.float64),
        meetings=np.stack([np.where(chance(0.8), 2024.75 + year, np.nan) for year in range(20)]),
        horizon=HORIZON,
    )


@given(walks())
@settings(max_examples=150)
def test_with_unlimited_desks_a_walk_is_a_sum_of_the_same_durations(case: Walk) -> None:
    case = replace(case, capacity=np.full(len(case.resources), np.inf))
    done = run(case)
    expected = plain_sum(case)
    assert done.date.keys() == expected.keys()
    for node, dates in expected.items():
        np.testing.assert_array_equal(done.date[node], dates, err_msg=str(node))
    assert not done.events.any()
    many = run(replace(case, capacity=np.full(len(case.resources), 1000.0)))
    for node, dates in expected.items():
        np.testing.assert_array_equal(many.date[node], dates, err_msg=str(node))


@given(walks())
@settings(max_examples=100)
def test_nothing_ends_before_what_it_waits_for_and_waiting_fills_the_time(case: Walk) -> None:
    done = run(case)
    for item, steps in enumerate(case.steps):
        date = case.start[item]
        for step in steps:
            end = done.date[item, step.name]
            reached = end < NEVER
            waited = sum((years for key, years in done.waited.items() if key[:2] == (item, step.name)), np.zeros(1))
            assert (np.asarray(waited) >= 0.0).all()
            took = np.where(step.happens, waited + step.duration, 0.0)
            np.testing.assert_allclose(end[reached], (date + took)[reached], rtol=0, atol=1e-9)
            gone = reached & step.happens
            begin = end - step.duration
            if step.not_before is not None:
                assert (begin[gone] >= step.not_before[gone]).all()
            if step.after is not None:
                assert (begin[gone] >= done.date[step.after][gone]).all()
            date = end
        last = done.date[item, steps[-1].name]
        assert not (done.dropped[item] & (last < NEVER)).any()
    np.testing.assert_array_equal(done.dropped, done.dropped_date <= HORIZON)


@given(walks(), st.data())
@settings(max_examples=100)
def test_any_chunking_of_draws_is_the_same(case: Walk, data: st.DataObject) -> None:
    done = run(case)
    draw = data.draw(st.integers(0, case.start.shape[1] - 1))
    keep = slice(draw, draw + 1)

    def cut(step: Step) -> Step:
        wide = ("duration", "happens", "not_before", "drops")
        return replace(step, **{name: getattr(step, name)[keep] for name in wide if getattr(step, name) is not None})

    steps = tuple(tuple(cut(step) for step in row) for row in case.steps)
    alone = run(replace(case, steps=steps, start=case.start[:, keep], meetings=case.meetings[:, keep]))
    for kind in ("date", "waited"):
        whole, part = getattr(done, kind), getattr(alone, kind)
        assert whole.keys() == part.keys()
        for key, values in part.items():
            np.testing.assert_array_equal(values, whole[key][keep])
    np.testing.assert_array_equal(alone.events, done.events[keep])
    np.testing.assert_array_equal(alone.dropped_date, done.dropped_date[:, keep])


@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 2**32), st.integers(2, 12))
@settings(max_examples=100)
def test_at_one_desk_more_capacity_never_delays(capacity: int, more: int, seed: int, count: int) -> None:
    generator = np.random.default_rng(seed)
    width = 2
    always = np.ones(width, dtype=bool)
    years = np.round(8 * generator.exponential(1.0, (3, count, width))) / 8
    steps = tuple(
        (
            Step(item, "before", years[0, item], always),
            Step(item, "desk", years[1, item], always, resource=0),
            Step(item, "after", years[2, item], always),
        )
        for item in range(count)
    )
    case = Walk(
        items=tuple(map(str, range(count))),
        steps=steps,
        start=np.full((count, width), 2024.0),
        resources=("desk",),
        capacity=np.array([float(capacity)]),
        meetings=np.empty((0, width)),
        horizon=1e6,
    )
    few, many = run(case), run(replace(case, capacity=np.array([float(capacity + more)])))
    for node, dates in few.date.items():
        assert (many.date[node] <= dates).all()


@given(st.integers(0, 3), st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_luck_depends_on_the_label_alone(seed: int, labels: list[int]) -> None:
    together = draws.uniform(seed, "procedures.duration", "plan", "permit", np.array(labels))
    for label, number in zip(labels, together, strict=True):
        alone = draws.uniform(seed, "procedures.duration", "plan", "permit", np.array([label]))
        assert alone[0] == number
