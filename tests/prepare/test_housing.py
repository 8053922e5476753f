"""Bands of plans, and what housing deals ask of the congested grid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from balanssim.prepare.housing import grid
from tests.middle import real, tiny


def test_homes_of_a_plan_are_low_central_high_and_the_centre_where_the_region_gives_no_band() -> None:
    plans = tiny().inputs.housing.plans
    assert dict(zip(plans.ids, plans.homes.T.tolist(), strict=True)) == {
        "centrum": [900.0, 1000.0, 1100.0],
        "nieuw-1": [1500.0, 2000.0, 2500.0],
        "nieuw-rest": [3000.0, 3000.0, 3000.0],
        "bijdorp": [800.0, 800.0, 800.0],
        "vrij": [200.0, 200.0, 200.0],
    }


def test_bands_of_the_shipped_plans_are_in_order() -> None:
    homes = real("omgevingsvisie").inputs.housing.plans.homes
    assert (np.diff(homes, axis=0) >= 0.0).all()
    assert (homes[2] > homes[0]).any()


@pytest.mark.parametrize(
    ("name", "zones", "planned", "last"),
    [("zuid", [0, 1], 350.0, 300.0), ("noord", [2], np.inf, 150.0), ("polder", [], np.inf, 0.0)],
)
def test_the_grid_is_asked_what_the_deals_ask_of_its_zones(
    name: str, zones: list[int], planned: float, last: float
) -> None:
    # The deal asks 350 a year of T1, all of whose plans lie on 'zuid'; no deal speaks of 'noord', no plan of 'polder'.
    case = tiny()
    region = replace(case.region, index=replace(case.region.index, congested_grid=name))
    for use_known in (True, False):  # new-built of 2024 equals the recent pace there
        made = grid(case.inputs.axes, case.resolved.scenario.levers, region, use_known)
        assert made.zones.nonzero()[0].tolist() == zones
        assert (made.planned_homes, made.known_homes) == (planned, last)


def test_the_floor_of_the_grid_is_the_known_year_or_where_that_is_forgotten_the_recent_pace() -> None:
    case, forgotten = real("omgevingsvisie"), real("omgevingsvisie", "known_outcomes=forget").inputs.grid
    known = case.inputs.grid
    assert known.known_homes == case.region.base("new_built_2024")[known.zones].sum()
    assert forgotten.known_homes == pytest.approx(case.region.base("recent_pace")[known.zones].sum())
    assert forgotten.known_homes != known.known_homes
    assert forgotten.planned_homes == known.planned_homes


def test_the_grid_of_the_shipped_region_does_not_grow_with_ambition() -> None:
    base = real("omgevingsvisie").inputs.grid
    assert 0.0 < base.known_homes < base.planned_homes < np.inf
    for lever in ("levers.housing.pace_cap.GM0034=4000", "levers.housing.plans.pampus-rest.homes=90000"):
        other = real("omgevingsvisie", lever).inputs.grid
        np.testing.assert_array_equal(other.zones, base.zones)
        assert (other.planned_homes, other.known_homes) == (base.planned_homes, base.known_homes)
