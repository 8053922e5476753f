"""Accessibility acts on jobs and housing demand of later years, or not, as a scenario says; what decides transit."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim import engine, prepare
from balanssim.compare.deciding import deciding
from balanssim.scenario import loads
from tests.middle import STANDARD, TINY, tiny, tiny_folder

EQUILIBRIUM, NONE = "numerics.congestion=equilibrium", "numerics.feedback=none"
SILENT = ("uncertainties.housing.demand_theta=0", "uncertainties.work.accessibility_elasticity=0")
BRIDGE = "levers.infrastructure.P1_BRIDGE.opening=2025"
SURPLUS = ("levers.demand.household_factor=0", "levers.housing.pace_cap.T1=2000")
LABELS = list(range(6))


def run(*overrides: str, stop: int = 2030) -> dict[str, np.ndarray]:
    case = tiny(EQUILIBRIUM, *overrides)
    return engine.run_block(case.inputs, case.block(LABELS), STANDARD, stop=stop).outputs


def test_without_feedback_is_as_if_nothing_answered_to_access() -> None:
    off, silent = run(NONE, BRIDGE), run(BRIDGE, *SILENT)
    for name, values in off.items():
        np.testing.assert_array_equal(values, silent[name], err_msg=name)


def test_a_project_acts_on_jobs_of_later_years_by_the_feedback_alone() -> None:
    """Of a bridge that opens: with feedback jobs follow from the year after, without it none does."""
    never = BRIDGE.replace("2025", "never")
    on, off = (
        run(*given, BRIDGE)["jobs_basic"].astype(float) - run(*given, never)["jobs_basic"] for given in ((), (NONE,))
    )
    opened = 1  # 1-1-2025; access of that date acts on the jobs a year later
    assert not on[:, : opened + 1].any()
    assert on[:, opened + 1 :].any()
    assert not off.any()


@pytest.mark.parametrize("surplus", [False, True])
def test_people_follow_access_only_where_homes_stand_empty(surplus: bool) -> None:
    given = SURPLUS if surplus else ("levers.demand.household_factor=3",)
    on, off = run(*given), run(NONE, *given)
    assert (on["housing_shortage"][:, -1, tiny().area("study-area")] < 0).any() == surplus
    np.testing.assert_array_equal(on["homes"], off["homes"])
    moved = np.abs(on["population"].astype(float) - off["population"]).max()
    assert (moved > 0.0) == surplus


def test_what_does_not_act_is_no_factor() -> None:
    case = tiny(NONE)
    names = {name.split("=")[0].removeprefix("uncertainties.") for name in SILENT}
    assert names.isdisjoint(prepare.acting(case.resolved, case.region))
    assert names <= set(prepare.acting(tiny().resolved, tiny().region))


def test_a_word_that_is_none_of_the_two_is_refused() -> None:
    with pytest.raises(Exception, match="feedback"):
        loads(TINY, base_dir=tiny_folder(), overrides=("numerics.feedback=jobs",))


def test_the_base_share_of_transit_is_drawn_and_shown_among_what_decides() -> None:
    case, draws = tiny(EQUILIBRIUM), 128
    acting = {name: values[:draws] for name, values in prepare.acting(case.resolved, case.region).items()}
    assert np.ptp(acting["commuting.transit_odds"]) > 0.0
    parts = [list(range(1, 65)), list(range(65, 129))]
    transit = np.concatenate(
        [
            engine.run_block(case.inputs, case.block(part), STANDARD, stop=2025).outputs["transit_share"]
            for part in parts
        ]
    )[:, -1, case.area("T1")]
    found = deciding(transit.astype(float)[None, None], [acting], [{}], ["T1"], {}, seed=1)
    share = found["deciding_share"].sel(scenario=0, row=0, bound="central")
    assert str(share["factor"].values[int(np.nanargmax(share.values))]) == "commuting.transit_odds"
    assert bool(found["deciding_stands_out"].sel(scenario=0, row=0, factor="commuting.transit_odds"))
