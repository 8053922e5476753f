"""Levers on parking and service as a scenario gives them: the arrays they become, and that they act after the start."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim import engine
from tests.middle import STANDARD, tiny

EQUILIBRIUM = "numerics.congestion=equilibrium"


def test_parking_is_the_factor_on_what_is_paid_and_the_amounts_of_all_areas() -> None:
    case = tiny(
        "levers.mobility.parking_factor=1.5",
        "levers.mobility.parking_extra_eur.T1=2",
        "levers.mobility.parking_extra_eur.study-area=0.5",
    )
    extra = dict(zip(case.inputs.axes.zones, case.inputs.parking_extra.tolist(), strict=True))
    assert extra == {"T1-C": 0.5 * 2.0 + 2.5, "T1-N": 2.5, "T2": 0.5, "T3": 0.0, "EX1": 0.0}
    assert not tiny().inputs.parking_extra.any()


def test_service_is_the_factor_of_all_lines_times_that_of_each() -> None:
    case = tiny("levers.mobility.frequency_factor=0.5", "levers.mobility.line_frequency_factor.SPR=3")
    ids = case.inputs.commuting.universe.network.lines.ids
    expected = [1.5 if "SPR" in name else 0.5 for name in ids]
    np.testing.assert_array_equal(case.inputs.service, expected)
    assert (tiny().inputs.service == 1.0).all()


@pytest.mark.parametrize(
    ("lever", "car"),
    [
        ("parking_factor=3", -1), ("parking_extra_eur.T3=4", -1), ("frequency_factor=2", -1),
        ("frequency_factor=0.5", 1), ("line_frequency_factor.IC=2", -1), ("fuel_cost_factor=1.5", -1),
        ("fare_factor=1.5", 1), ("cycle_time_factor=0.7", -1), ("hub_minutes_saved=5", -1),
    ],
)  # fmt: skip
def test_a_lever_of_a_scenario_moves_car_shares_after_the_base_date(lever: str, car: int) -> None:
    plain, moved = (
        engine.run_block(case.inputs, case.block([0, 1]), STANDARD, stop=2026).outputs["car_share"][
            :, :, case.area("study-area")
        ]
        for case in (tiny(EQUILIBRIUM), tiny(EQUILIBRIUM, f"levers.mobility.{lever}"))
    )
    np.testing.assert_array_equal(moved[:, 0], plain[:, 0])
    assert (car * (moved[:, 1:] - plain[:, 1:]) > 0.0).all()
