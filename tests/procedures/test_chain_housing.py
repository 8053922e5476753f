"""Where plans enter, what they wait for, which part drops out and when they are ready: fixed durations, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from balanssim.distributions import Distribution
from balanssim.inputs import NEVER, Inputs, WorldBlock
from balanssim.procedures import chain_housing, walk
from balanssim.procedures.housing import Ready
from balanssim.templates import Stage, Template
from tests.procedures.test_housing import HARD, ROOM, SOFT, UNKNOWN, plans, setting, world

QUIET = {
    "housing.attrition_hard": 0.0,
    "housing.attrition_soft": 0.0,
    "housing.attrition_unknown": 0.0,
    "procedures.housing_duration_factor": 1.0,
}


def years(value: float) -> Distribution:
    return Distribution("fixed", {"value": value})


def stage(name: str, value: float, **more: object) -> Stage:
    return Stage(name, name, name, years(value), **more)  # type: ignore[arg-type]


#: One year each; the plan two, so that a soft plan has one left in the central run.
HOUSING = Template(
    "housing",
    (
        stage("initiative", 1.0),
        stage("contract", 1.0, drop_out="housing.attrition_unknown"),
        stage("land", 1.0, condition="state_land"),
        stage("plan", 2.0, drop_out="housing.attrition_soft"),
        stage("nitrogen", 1.0, condition="nitrogen"),
        stage("permit", 1.0, waits="release", drop_out="housing.attrition_hard"),
        stage("construction", 1.0),
    ),
    {"unknown": "initiative", "soft": "plan", "hard": "permit", "room": "plan"},
)
ORGANIC = Template("organic", (stage("plot", 0.25), stage("build", 1.0)), dict.fromkeys(HOUSING.entry, "plot"))


def luck(draws: int = 1, **values: float) -> WorldBlock:
    """Worlds on draw labels 0 .. draws - 1, quiet but for what is given."""
    return world(draws, **({name.replace(".", "__"): value for name, value in QUIET.items()} | values))


def case(*rows: Mapping[str, object], levers: Mapping[str, float] | None = None, **housing: object) -> Inputs:
    inputs = setting(plans(*rows), **housing)
    given = replace(inputs.procedures, templates={"housing": HOUSING, "organic": ORGANIC}, **(levers or {}))
    return replace(inputs, procedures=given)


def walked(inputs: Inputs, worlds: WorldBlock | None = None, milestones: object = None) -> Ready:
    worlds = worlds or luck()
    made = chain_housing.chain(inputs, worlds, 0, {}, milestones or {})  # type: ignore[arg-type]
    none = np.zeros((0, worlds.width))
    done = walk.run(walk.Walk(made.items, made.steps, made.start, (), none, none, 2030.0))
    return chain_housing.ready(inputs, made, done, 0)


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ({"status": HARD}, 2024.0),  # being built
        ({"status": HARD, "earliest": 2025}, 2026.0),  # permit and construction
        ({"status": HARD, "earliest": 2028}, 2028.0),  # not before its first year
        ({"status": SOFT}, 2027.0),  # half of the plan, permit, construction
        ({"status": UNKNOWN, "max_pace": 5}, 2030.0),  # everything: six years
        ({"status": ROOM}, 2024.0),  # a pool that stands for many plans
        ({"status": ROOM, "earliest": 2029}, 2029.0),  # begins in 2025
        ({"status": ROOM, "earliest": 2026}, 2028.0),  # cannot begin before the base date
        ({"status": SOFT, "organic": True}, 2025.125),  # its own template; half of its first stage
        ({"status": HARD, "release_year": 2026}, 2026.0),
        ({"status": ROOM, "release_year": NEVER}, NEVER),
        ({"status": SOFT, "release_year": 2026}, 2028.0),  # the permit waits, not the plan
        ({"status": SOFT, "release_year": 2024.5}, 2027.0),  # already released when it gets there
        ({"status": SOFT, "organic": True, "release_year": 2026}, 2027.125),  # no gate of its own: at its entry
    ],
)
def test_where_a_plan_enters_decides_when_it_is_ready(row: dict, at: float) -> None:
    assert walked(case(row)).at[0, 0] == pytest.approx(at)


def test_land_of_the_state_and_nitrogen_take_the_years_of_their_levers_where_they_apply() -> None:
    rows = ({"status": HARD}, {"status": SOFT}, {"status": HARD, "earliest": 2025}, {"status": UNKNOWN})
    soon = {"levers": {"housing_duration_factor": 0.5}, "nitrogen_delay": 1.0, "state_land_delay": 0.75}
    on_land = tuple({**row, "state_land": True} for row in rows)
    assert walked(case(*rows, **soon)).at[:, 0].tolist() == pytest.approx([2024, 2026.5, 2025, 2028])
    # land that is still the State's is ahead of every plan that is not being built
    assert walked(case(*on_land, **soon)).at[:, 0].tolist() == pytest.approx([2024, 2027.25, 2025.75, 2028.75])
    assert walked(case(*on_land)).at.tolist() == walked(case(*rows)).at.tolist()


def test_durations_of_all_plans_move_with_the_factor_of_the_world_and_the_lever() -> None:
    row = {"status": SOFT}
    slow = luck(procedures__housing_duration_factor=1.5)
    assert walked(case(row), slow).at[0, 0] == pytest.approx(2028.5)
    assert walked(case(row, levers={"housing_duration_factor": 0.5}), slow).at[0, 0] == pytest.approx(2026.25)


def test_a_soft_plan_enters_anywhere_in_its_stage_with_equal_chance() -> None:
    at = walked(case({"status": SOFT}), luck(2001)).at[0]
    assert at[0] == pytest.approx(2027.0)
    left = np.sort(at[1:]) - 2026.0
    assert (left >= 0.0).all()
    assert np.abs(left / 2.0 - (np.arange(2000) + 0.5) / 2000).max() < 1.63 / np.sqrt(2000)  # Kolmogorov, 1 percent


@pytest.mark.parametrize("step", ["preferred_decision", "opening"])
def test_a_plan_waits_for_the_milestone_that_releases_it(step: str) -> None:
    row = {"status": ROOM, "earliest": 2027, "release_project": 1, "release_step": step}
    assert walked(case(row), milestones={(1, step): np.array([2024.5])}).at[0, 0] == pytest.approx(2028.0)
    assert walked(case(row), milestones={(1, step): np.array([2026.5])}).at[0, 0] == pytest.approx(2028.5)
    assert walked(case(row), milestones={(1, step): np.array([NEVER])}).at[0, 0] == NEVER
    with pytest.raises(KeyError):
        walked(case(row), milestones={(0, step): np.array([2024.5])})


def test_a_milestone_may_be_a_step_of_the_same_walk() -> None:
    row = {"status": ROOM, "earliest": 2027, "release_project": 1, "release_step": "preferred_decision"}
    inputs, worlds = case(row), luck()
    made = chain_housing.chain(inputs, worlds, 1, {}, {(1, "preferred_decision"): (0, "decided")})
    decided = walk.Step(0, "decided", np.array([3.75]), np.array([True]))
    start, none = np.concatenate([np.full((1, 1), 2024.0), made.start]), np.zeros((0, 1))
    done = walk.run(walk.Walk(("metro", *made.items), ((decided,), *made.steps), start, (), none, none, 2040.0))
    assert chain_housing.ready(inputs, made, done, 1).at[0, 0] == pytest.approx(2029.75)
    assert done.waited[1, "permit", "after"][0] == pytest.approx(1.75)


# ---- drop-outs -----------------------------------------------------------------------------------------------------


def test_a_plan_drops_out_as_a_whole_with_the_chance_of_its_status() -> None:
    rows = [{"status": status, "earliest": 2026} for status in (HARD, SOFT, UNKNOWN, ROOM)]
    chances = {"housing__attrition_hard": 0.1, "housing__attrition_soft": 0.3, "housing__attrition_unknown": 0.5}
    found = walked(case(*rows), luck(4001, **chances))
    share = found.lost / found.homes
    np.testing.assert_allclose(share[:, 0], [0.1, 0.3, 0.5, 0.0])  # the central run loses the expected part of each
    assert set(np.unique(share[:, 1:])) == {0.0, 1.0}
    np.testing.assert_allclose(share[:, 1:].mean(axis=1), [0.1, 0.3, 0.5, 0.0], atol=4 * 0.5 / np.sqrt(4000))
    np.testing.assert_array_equal(found.at[:, 1:] == NEVER, share[:, 1:] == 1.0)
    known = [2025.0, 2025.0, 2026.0]  # at the end of the permit, of what is left of the plan, of the contract
    np.testing.assert_allclose(found.lost_at[:3, 0], known)
    dropped = share[0] == 1.0
    np.testing.assert_allclose(found.lost_at[0, dropped], 2025.0)


def test_a_plan_of_several_sites_loses_them_one_by_one() -> None:
    found = walked(case({"status": SOFT, "sites": 4, "homes": 1000}), luck(2001, housing__attrition_soft=0.25))
    share = (found.lost / found.homes)[0, 1:]
    assert set(np.unique(share)) <= {0.0, 0.25, 0.5, 0.75, 1.0}
    assert share.mean() == pytest.approx(0.25, abs=0.02)
    assert share.var() == pytest.approx(0.25 * 0.75 / 4, rel=0.15)
    part = (share > 0.0) & (share < 1.0)
    assert (found.at[0, 1:][part] < NEVER).all()  # the rest of the plan goes on


def test_luck_of_a_plan_is_its_own_and_does_not_depend_on_the_block() -> None:
    rows = ({"status": SOFT, "sites": 3}, {"status": SOFT, "sites": 3})
    worlds = luck(200, housing__attrition_soft=0.4)
    whole = walked(case(*rows), worlds)
    assert abs(np.corrcoef(whole.at[0, 1:] == NEVER, whole.at[1, 1:] == NEVER)[0, 1]) < 0.3
    cut = slice(64, 128)
    values = {name: value[cut] for name, value in worlds.values.items()}
    part = walked(case(*rows), WorldBlock(values, worlds.labels[cut], worlds.row[cut], worlds.luck[cut]))
    for name, value in vars(part).items():
        np.testing.assert_array_equal(value, getattr(whole, name)[:, cut], err_msg=name)
