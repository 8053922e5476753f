"""Levers on prices, service and the peak, in equilibrium on the shipped region: what each does, and to what."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from balanssim.model import commuting, network
from tests.model import region_network as region

#: Growth of both margins since the base date: roads and trains are busier than they were.
GROWN = 1.15


@cache
def base() -> commuting.CommutingBase:
    p = replace(
        region.parameters(1), congestion="equilibrium", peak_spreading=0.2, crowding_max=1.6, gap_tolerance=1e-4
    )
    return commuting.prepare(region.static(), p)


@cache
def links(*projects: str, line: str = "", service: float = 1.0) -> network.LinkState:
    made = region.universe().network
    factor: Any = service
    if line:
        factor = np.where([name.startswith(f"T_{line}_") for name in made.lines.ids], service, 1.0)
    return network.link_attributes(made, region.opened(*projects), service=factor)


def solve(on: network.LinkState | None = None, **levers: Any) -> commuting.CommutingResult:
    flows = base().static.flows * GROWN
    year = commuting.YearInputs(base(), flows.sum(axis=1)[:, None], flows.sum(axis=0)[:, None], **levers)
    return commuting.solve(year, links() if on is None else on)


@cache
def plain() -> commuting.CommutingResult:
    return solve()


def commuters(got: commuting.CommutingResult, mode: int, to: str = "") -> float:
    """Commuters of the study area by mode, to zones of a municipality or to all."""
    study = region.tables()["zones"]["role"] == "study"
    there = [not to or name.startswith(to) for name in region.universe().network.zones]
    return float((got.flows * got.mode_share[mode])[study][:, there].sum())


def load(got: commuting.CommutingResult, corridor: str) -> float:
    return float(got.link_load[region.universe().corridors.index(corridor), 0])


CAR, TRANSIT, BIKE = range(3)


@pytest.mark.parametrize(
    ("lever", "car", "transit", "bike"),
    [
        ({"fuel_factor": 1.3}, -1, 1, 1),
        ({"fare_factor": 1.3}, 1, -1, 1),
        ({"cycle_time_factor": 0.8}, -1, -1, 1),
        ({"hub_minutes": 4.0}, -1, 1, -1),
        ({"parking_extra": 3.0}, -1, 1, 1),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_price_or_a_time_moves_people_to_the_other_modes(lever: dict[str, float], car: int, transit: int, bike: int):
    got = solve(**lever)
    for mode, sign in ((CAR, car), (TRANSIT, transit), (BIKE, bike)):
        assert sign * (commuters(got, mode) - commuters(plain(), mode)) > 0, mode
    assert car * (load(got, "hollandse-brug") - load(plain(), "hollandse-brug")) > 0


@pytest.mark.parametrize(
    "lever", [{"spread_and_avoid": 0.05}, {"wfh_extra": 0.05}], ids=lambda value: next(iter(value))
)
def test_fewer_trips_in_the_busiest_hour_empty_roads_and_trains(lever: dict[str, float]):
    got = solve(**lever)
    for corridor in ("hollandse-brug", "flevolijn"):
        assert load(got, corridor) < load(plain(), corridor), corridor
    # and what leaves makes room: people who stay travel faster by car
    assert got.car_min.sum() < plain().car_min.sum()


def test_dearer_parking_somewhere_keeps_cars_from_there_alone():
    extra = np.array([3.0 * name.startswith("GM0363") for name in region.universe().network.zones])
    got = solve(parking_extra=extra)
    assert commuters(got, CAR, "GM0363") < 0.97 * commuters(plain(), CAR, "GM0363")
    assert commuters(got, TRANSIT, "GM0363") > commuters(plain(), TRANSIT, "GM0363")
    assert commuters(got, CAR, "GM0995") == pytest.approx(commuters(plain(), CAR, "GM0995"), rel=0.001)


def test_more_trains_shorten_waits_bring_seats_and_draw_people():
    before, after = links(), links(service=1.5)
    segments = len(after.transit_seats)
    np.testing.assert_allclose(after.transit_seats, 1.5 * before.transit_seats)
    np.testing.assert_allclose(after.transit_capacity, 1.5 * before.transit_capacity)
    np.testing.assert_array_equal(after.transit_min[:segments], before.transit_min[:segments])
    waits = after.transit_min[segments:] - before.transit_min[segments:]
    assert (waits <= 0.0).all()
    assert (waits < 0.0).any()
    got = solve(after)
    assert commuters(got, TRANSIT) > commuters(plain(), TRANSIT)
    assert commuters(got, CAR) < commuters(plain(), CAR)
    full = [result.volumes.riders.sum() / result.volumes.seats.sum() for result in (got, plain())]
    assert full[0] < full[1]
    fewer = solve(links(service=0.5))
    assert commuters(fewer, TRANSIT) < commuters(plain(), TRANSIT)


def test_more_trains_on_one_line_move_riders_to_it():
    got = solve(links(line="IC-FLV-C", service=2.0))
    ours = np.array([name.startswith("T_IC-FLV-C_") for name in region.universe().network.lines.ids])
    assert got.volumes.riders[ours].sum() > plain().volumes.riders[ours].sum()
    assert commuters(got, TRANSIT) > commuters(plain(), TRANSIT)


@pytest.mark.parametrize("project", ["P23_HOV_A6_A1", "P24_PAMPUS_BUSWAY"])
def test_a_bus_lane_brings_riders_and_takes_cars_off_the_road(project: str):
    got = solve(links(project))
    assert commuters(got, TRANSIT) > commuters(plain(), TRANSIT)
    assert commuters(got, CAR) < commuters(plain(), CAR)


@pytest.mark.parametrize("project", sorted({str(name) for name in region.tables()["projects"]["project"]}))
def test_every_project_of_the_table_changes_the_network(project: str):
    """Switched on, a project opens links on which some route runs, or changes links that are there."""
    made, before, after = region.universe(), links(), links(project)
    roads, lines, place = made.network.roads, made.network.lines, region.project(project)
    opened = np.array([(roads.added_by == place).sum(), (lines.added_by == place).sum()])
    names = ("car_min", "car_capacity", "transit_min", "transit_seats")
    changed = [name for name in names if not np.array_equal(getattr(before, name), getattr(after, name))]
    assert opened.any() or changed
    for of_mode, added in ((made.car, roads.added_by), (made.transit, np.tile(lines.added_by, 2))):
        used = np.asarray(of_mode.incidence.sum(axis=0)).ravel() > 0
        assert used[: added.size][added == place].any() == (added == place).any()
