"""What a scenario holds as counted: in every world, small areas before large ones, refused where it cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from balanssim import engine, prepare, procedures
from balanssim.catalogue import VARIABLES
from balanssim.errors import InputError
from balanssim.inputs import Array
from balanssim.model import known
from tests.middle import Case, tiny

KEPT = ("homes", "population", "employee_jobs", "homes_completed")
COUNTED = {
    "known.homes.2026.T1": 20650.0,
    "known.net_additions.2026.study-area": 300.0,
    "known.net_additions.2026.T2": 40.0,
    "known.population.2027.T1": 50000.0,
    "known.employee_jobs.2026.T1": 15000.0,
}


def outcomes(case: Case, stop: int = 2028) -> dict[tuple[str, str], Array]:
    """Variable and area -> (draw, year)."""
    worlds = prepare.make_worlds(case.resolved, case.region)
    block = prepare.world_block(worlds, list(range(1, worlds.draws + 1)), worlds.draws)
    made = engine.run_block(case.inputs, block, [VARIABLES[name] for name in KEPT], stop=stop, check=True).outputs
    areas = case.inputs.axes.areas
    return {(name, area): made[name][:, :, number].T for name in KEPT for number, area in enumerate(areas)}


@pytest.fixture(scope="module")
def counted() -> dict[tuple[str, str], Array]:
    return outcomes(tiny(*(f"{key}={value}" for key, value in COUNTED.items()), "sampling.draws=6"))


def test_every_world_has_what_was_counted_and_goes_its_own_way_after_it(counted: dict[tuple[str, str], Array]) -> None:
    homes = counted["homes", "T1"]
    np.testing.assert_allclose(homes[2], 20650.0, rtol=1e-6)
    assert np.ptp(homes[4]) > 1.0
    np.testing.assert_allclose(counted["population", "T1"][3], 50000.0, rtol=1e-6)
    np.testing.assert_allclose(counted["employee_jobs", "T1"][2], 15000.0, rtol=1e-6)
    assert np.ptp(counted["employee_jobs", "T1"][3]) > 1.0


def test_the_whole_is_divided_over_what_its_counted_parts_leave(counted: dict[tuple[str, str], Array]) -> None:
    added = {area: np.diff(counted["homes", area], axis=0)[2] for area in ("T1", "T2", "study-area")}
    np.testing.assert_allclose(added["T2"], 40.0, atol=0.01)
    np.testing.assert_allclose(added["study-area"], 300.0, atol=0.02)
    np.testing.assert_allclose(added["T1"], 260.0, atol=0.02)


def test_a_total_of_which_all_parts_are_counted_says_nothing_more() -> None:
    totals = tiny(
        "known.net_additions.2025.T1=100", "known.net_additions.2025.T2=50", "known.net_additions.2025.study-area=999"
    ).inputs.housing.counted[2025]
    assert totals.value.tolist() == [50.0, 100.0]
    assert totals.settled.tolist() == [True, True, True, False, False]


def test_plans_deliver_what_was_built_and_nothing_is_lost_on_the_way() -> None:
    case = tiny("known_outcomes=forget", "known.net_additions.2024.T1=150", "sampling.draws=6")
    worlds = prepare.make_worlds(case.resolved, case.region)
    block = prepare.world_block(worlds, list(range(1, 7)), 6)
    made = procedures.simulate(case.inputs, block)
    other = block.values["housing.transformation_rate"] - block.values["housing.withdrawal_rate"]
    built = made.completions[0][:2].sum(axis=(0, 1))
    np.testing.assert_allclose(built, np.maximum(150.0 - other * 20000.0, 0.0))
    plan = case.inputs.axes.plans.index("centrum")
    assert (made.delivered[0, plan] <= built + 1e-9).all()
    assert (made.delivered[0, plan] > 0).all()
    assert (made.held[0][:, :2] == 0.0).all()
    assert (made.held >= -1e-9).all()
    free = tiny("known_outcomes=forget", "sampling.draws=6").inputs
    same = procedures.simulate(replace(case.inputs, housing=free.housing), block)
    assert np.abs(same.completions[0][:2].sum(axis=(0, 1)) - built).max() > 1.0


def test_counted_goes_before_what_the_region_knows_and_holds_where_that_is_forgotten() -> None:
    for word in ("use", "forget"):
        homes = outcomes(tiny(f"known_outcomes={word}", "known.homes.2025.T1=20111", "sampling.draws=2"), 2025)
        np.testing.assert_allclose(homes["homes", "T1"][1], 20111.0, rtol=1e-6)


def test_a_lack_is_shared_by_weight_then_by_the_other_weight_then_evenly() -> None:
    zones = np.array([[True, True, False]])
    one, none = np.array([[1.0], [3.0], [5.0]]), np.zeros((3, 1))
    total = np.array([[8.0]])
    np.testing.assert_allclose(known.settle(one, zones, zones, total, one, none)[:, 0], [2.0, 6.0, 5.0])
    np.testing.assert_allclose(known.settle(one, zones, zones, total, none, one)[:, 0], [2.0, 6.0, 5.0])
    np.testing.assert_allclose(known.settle(one, zones, zones, total, none, none)[:, 0], [3.0, 5.0, 5.0])


def test_more_homes_cannot_go_than_there_are() -> None:
    tiny("known.net_additions.2025.T1=-100")
    with pytest.raises(InputError) as error:
        tiny("known.net_additions.2025.T1=-20500", "known.net_additions.2026.T2=-12200")
    assert [(one.key, one.code) for one in error.value.problems] == [
        ("known.net_additions.2025.T1", "counted.below_none"),
        ("known.net_additions.2026.T2", "counted.below_none"),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("known.homes.2024.T1=1",), "scenario.unknown_dates"),
        (("known.homes.2099.T1=1",), "scenario.unknown_"),
        (("known.net_additions.2030.T1=1",), "scenario.unknown_dates"),
        (("known.population.2025.T9=1",), "scenario.unknown_"),
        (("known.homes.2026.T1=1", "known.net_additions.2025.T1=1"), "scenario.counted_twice"),
        (("known.homes.2026.T1=-1",), "value."),
        (("known.rain.2026=1",), "scenario.unknown_key"),
    ],
)
def test_what_cannot_be_counted_is_refused(given: tuple[str, ...], code: str) -> None:
    with pytest.raises(InputError) as error:
        tiny(*given)
    assert error.value.problems[0].code.startswith(code)
