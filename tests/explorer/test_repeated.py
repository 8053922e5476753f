"""What worlds leave for their next run changes no number: every lever in turn, beside a run that knows of none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from balanssim import live, prepare, scenario
from balanssim.explorer import levers
from balanssim.explorer.states import State
from balanssim.repeated import Repeated
from tests import middle
from tests.explorer import made

LABELS = range(1, 5)


def loaded(*overrides: str) -> tuple[Any, Any]:
    resolved = scenario.load(made.tiny_file(), overrides=overrides)
    return resolved, live.prepared(resolved, middle.tiny().region)


def repeated(resolved: Any, labels: Any = LABELS) -> Repeated:
    worlds = prepare.make_worlds(resolved, middle.tiny().region)
    return Repeated(prepare.world_block(worlds, list(labels), len(labels)))


def moves() -> list[list[str]]:
    """A walk over the levers, each to one end and some back again: what was kept is of another state every time."""
    moved: dict[str, list[str]] = {}
    walk = []
    for one in levers.offered(scenario.load(made.tiny_file())):
        value = one.choices[-1] if one.bounds is None else one.bounds[0 if one.value else 1]
        moved[one.id] = levers.overrides(one, value)
        walk.append([text for texts in moved.values() for text in texts])
        if len(walk) % 3 == 0:
            del moved[one.id]
    return [*walk, []]


def test_a_moved_lever_never_shows_a_number_of_before() -> None:
    region, kept = middle.tiny().region, live.Kept()
    for overrides in moves():
        resolved, inputs = loaded(*overrides)
        alone = live.worlds(resolved, region, inputs, LABELS)
        again = live.worlds(resolved, region, inputs, LABELS, kept=kept)
        for name, values in alone.items():
            np.testing.assert_array_equal(again[name], values, err_msg=f"{name} after {overrides}")


@pytest.mark.parametrize(
    ("override", "outcome", "walk"),
    [
        ("levers.mobility.wfh_extra_share=0.1", True, True),
        ("levers.work.growth_factor=0.5", True, True),
        ("levers.housing.pace_cap.T1=50", False, True),
        ("levers.grid.reinforcement_year=2030", False, True),
        ("levers.infrastructure.P2_METRO.opening=never", False, False),
        ("levers.work.business_park_ha=20", False, False),
    ],
)
def test_what_a_lever_does_not_touch_is_kept_and_what_it_touches_is_not(
    override: str, outcome: bool, walk: bool
) -> None:
    resolved, inputs = loaded()
    block = repeated(resolved)
    before, base = block.procedures(inputs), block.commuting(inputs)
    walked = block._kept["walk"]
    _, changed = loaded(override)
    assert (block.procedures(changed) is before) is outcome
    assert (block._kept["walk"] is walked) is walk
    assert block.commuting(changed) is base


def test_other_commuting_or_other_numerics_is_made_again() -> None:
    resolved, inputs = loaded()
    block = repeated(resolved)
    base = block.commuting(inputs)
    assert block.commuting(replace(inputs, numerics={**inputs.numerics, "gap_tolerance": 1e-2})) is not base
    assert block.commuting(inputs) is not base  # the last one alone is kept
    assert block.commuting(replace(inputs, commuting=replace(inputs.commuting))) is not block.commuting(inputs)


def test_other_worlds_under_the_same_labels_begin_anew() -> None:
    kept, region = live.Kept(), middle.tiny().region
    resolved, _ = loaded()
    block = repeated(resolved).worlds
    held = kept.block(block)
    assert kept.block(repeated(resolved).worlds) is held
    other, _ = loaded("sampling.seed=7")
    assert kept.block(repeated(other).worlds) is not held
    name = "commuting.beta"
    values = {**block.values, name: np.nextafter(block.values[name], 2.0)}
    assert not held.same(replace(block, values=values))
    assert not held.same(replace(block, luck=block.luck + 1))
    for start in range(5, 5 + live.BLOCKS):
        kept.block(prepare.world_block(prepare.make_worlds(resolved, region), [start], 1))
    assert kept.block(block) is not held


def test_a_state_is_composed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with made.runner() as answering:
        state = State((("work.growth_factor", 0.7),))
        first = answering.resolved(state, 16)
        monkeypatch.setattr("balanssim.scenario.load", None)
        assert answering.resolved(state, 32).scenario.levers == first.scenario.levers
        assert answering.resolved(state, 32).scenario.sampling.draws == 32
        with pytest.raises(TypeError):
            answering.resolved(State((("work.growth_factor", 0.8),)), 16)
