"""Indicators of travel and signal values against the arrays they are made of, on the small region in equilibrium."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from balanssim.engine import BlockResult
from balanssim.inputs import NEVER
from balanssim.model import link_loads, load_ratios
from tests.middle import Case, Moment, tiny, watched

#: Ever more homes and other traffic, and a wider bridge in 2028.
GIVEN = (
    "numerics.congestion=equilibrium", "levers.housing.pace_cap.T1=900", "levers.infrastructure.P1_BRIDGE.opening=2028",
    "levers.mobility.cycle_time_factor=0.9", "uncertainties.network.other_growth=0.04",
)  # fmt: skip
DRAWS = 5


@cache
def ran() -> tuple[Case, BlockResult, list[Moment]]:
    case = tiny(*GIVEN)
    with pytest.MonkeyPatch.context() as patch:
        result, seen = watched(case, case.block(list(range(DRAWS))), patch)
    return case, result, seen


@pytest.mark.parametrize(("name", "signal"), [("link_year_load_ratio_80", 0.8), ("link_year_load_ratio_90", 0.9)])
def test_the_year_of_a_signal_value_is_the_first_date_past_it(name: str, signal: float) -> None:
    case, result, seen = ran()
    network = case.inputs.commuting.universe.network
    at = link_loads.order(network)
    ratios = np.stack([load_ratios.of_links(moment.result.volumes)["link_load_ratio"][at] for moment in seen])
    years = result.outputs[name]
    roads = np.array([link in network.roads.ids for link in case.inputs.axes.links])
    assert np.isnan(years[:, ~roads]).all()
    dates = np.array([moment.state.year for moment in seen], dtype=float)
    for link in np.flatnonzero(roads):
        for draw in range(DRAWS):
            past = dates[ratios[:, link, draw] > signal]
            assert years[draw, link] == (past[0] if past.size else NEVER), (case.inputs.axes.links[link], draw)
    found = set(np.unique(years[:, roads]).tolist())
    assert NEVER in found
    assert (2024.0 in found) == (signal == 0.8)  # busy roads are past the lower value at once
    assert bool(found - {NEVER, 2024.0}) == (signal == 0.9)  # and pass the higher one on the way


def test_what_passes_a_higher_value_passed_the_lower_one() -> None:
    _, result, _ = ran()
    low, high = (result.outputs[f"link_year_load_ratio_{value}"] for value in (80, 90))
    assert (np.nan_to_num(low) <= np.nan_to_num(high)).all()


def test_the_travel_time_factor_compares_with_a_hundred_an_hour() -> None:
    case, result, seen = ran()
    roads = case.inputs.commuting.universe.network.roads
    link, bridge = roads.ids.index("R_J_C_J_3"), case.corridor("bridge")
    for number, moment in enumerate(seen):
        lost = moment.result.volumes.lost[link] / moment.result.volumes.cars[link] * 60.0
        minutes = moment.result.links.car_free[link] + lost
        expected = minutes / (roads.length_km[link] / 100.0 * 60.0)
        np.testing.assert_allclose(result.outputs["travel_time_factor"][:, number, bridge], expected, rtol=1e-6)
    assert np.isnan(result.outputs["travel_time_factor"][:, :, case.corridor("rail")]).all()


def test_means_by_mode_are_those_of_the_commuters() -> None:
    case, result, seen = ran()
    moment, at = seen[-1], case.area("T1")
    zones = case.inputs.membership[[at]].toarray()[0] > 0
    km = case.inputs.commuting.universe.base_km
    cycling = km[:, :, None] * np.full(DRAWS, 60.0 / moment.fixed.commuting.parameters.bike_kmh * 0.9)
    for mode, minutes in enumerate((moment.result.car_min, moment.result.transit_min, cycling)):
        people = (moment.result.flows * moment.result.mode_share[mode])[zones]
        for name, values in (("commute_min_by_mode", minutes[zones]), ("commute_km_by_mode", km[zones][:, :, None])):
            expected = (people * values).sum(axis=(0, 1)) / people.sum(axis=(0, 1))
            np.testing.assert_allclose(result.outputs[name][:, -1, mode, at], expected, rtol=1e-6, err_msg=name)


def test_fewer_jobs_lie_within_less_time_and_a_bicycle_reaches_those_nearby() -> None:
    case, result, _ = ran()
    for mode in case.inputs.axes.modes:
        short, long = (result.outputs[f"jobs_within_{minutes}min_{mode}"] for minutes in (30, 45))
        assert (short <= long).all(), mode
    assert (result.outputs["jobs_within_45min_bike"] < result.outputs["jobs_within_45min_car"]).any()


def test_access_by_hansen_is_the_weighted_mean_of_the_zones() -> None:
    case, result, seen = ran()
    moment, at = seen[-1], case.area("T1")
    weights = moment.result.flows.sum(axis=1) * case.inputs.membership[[at]].toarray()[0][:, None]
    expected = (moment.state.job_access * weights).sum(axis=0) / weights.sum(axis=0)
    np.testing.assert_allclose(result.outputs["hansen_accessibility"][:, -1, at], expected, rtol=1e-6)
