"""When work locations and programmes come: fixed durations, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from balanssim.inputs import NEVER, Inputs
from balanssim.procedures import chain_locations, walk
from balanssim.templates import Template
from tests.middle import tiny
from tests.procedures.test_chain_housing import stage
from tests.procedures.test_housing import world
from tests.procedures.test_locations import with_plan, with_programme

TEMPLATES = {
    "work_location": Template(
        "work_location",
        (stage("plan", 2.0), stage("nitrogen", 1.0, condition="nitrogen"), stage("site", 1.0)),
        {},
    ),
    "special": Template("special", (stage("study", 1.0), stage("decision", 1.5)), {}),
}


def when(inputs: Inputs, nitrogen: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Years in which room and programmes come, draw 0."""
    inputs = replace(
        inputs,
        procedures=replace(inputs.procedures, templates=TEMPLATES),
        housing=replace(inputs.housing, nitrogen_delay=nitrogen),
    )
    worlds = world()
    made = chain_locations.chain(inputs, worlds, 0, {})
    none = np.zeros((0, 1))
    done = walk.run(walk.Walk(made.items, made.steps, made.start, (), none, none, 2060.0))
    room, starts = chain_locations.ready(inputs, made, done, 0, 1)
    return room[:, 0], starts[:, 0]


@pytest.mark.parametrize(("earliest", "ready"), [(2030.0, 2033.0), (2024.0, 2027.0), (2020.0, 2027.0)])
def test_a_work_location_has_room_when_the_stages_from_its_first_year_on_are_done(
    earliest: float, ready: float
) -> None:
    inputs = with_plan(10.0, earliest, earliest + 3.0)
    assert when(inputs)[0].tolist() == pytest.approx([ready])
    assert when(inputs, nitrogen=2.0)[0].tolist() == pytest.approx([ready + 2.0])


@pytest.mark.parametrize(("given", "start"), [(2028.0, 2028.0), (NEVER, NEVER), (np.nan, 2026.5)])
def test_a_programme_starts_in_the_year_set_by_hand_or_by_procedures(given: float, start: float) -> None:
    assert when(with_programme(given, 5.0))[1].tolist() == pytest.approx([start])


def test_a_scenario_may_leave_a_programme_to_procedures() -> None:
    start = tiny("levers.work.programmes.campus=procedures").inputs.work.programmes.start
    assert np.isnan(start).tolist() == [True] + [False] * (len(start) - 1)
