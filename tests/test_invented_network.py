"""An invented country has a network of its own, and an equilibrium on it with either kernel."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

import balanssim
from balanssim import invented_network
from balanssim.invented import DETOUR, country
from balanssim.model import commuting

ZONES, DRAWS = 25, 3


@pytest.mark.parametrize("kernel", ["numpy", "numba"])
def test_the_base_date_comes_back_and_a_grown_country_finds_its_equilibrium(kernel: str) -> None:
    if kernel == "numba":
        pytest.importorskip("numba", reason="needs the extra fast")
    static = invented_network.static(country(ZONES))
    assert not static.universe.network.projects
    base = commuting.prepare(static, invented_network.parameters(DRAWS, kernel))
    rows, columns = (np.repeat(static.flows.sum(axis=axis)[:, None], DRAWS, axis=1) for axis in (1, 0))
    first = commuting.solve(commuting.YearInputs(base, rows, columns), base.links)
    np.testing.assert_array_equal(first.iterations, 0)
    np.testing.assert_array_equal(first.extra, 0.0)
    grown = commuting.solve(
        commuting.YearInputs(base, 1.1 * rows, 1.1 * columns, other_traffic=1.05), base.links, first.state
    )
    assert grown.iterations.min() > 0
    assert max(grown.gap_route.max(), grown.gap_demand.max()) <= 1e-3
    np.testing.assert_allclose(grown.flows.sum(axis=1), 1.1 * rows, rtol=1e-9)
    assert (grown.volumes.lost.sum(axis=0) > first.volumes.lost.sum(axis=0)).all()


def test_roads_carry_what_commuters_make_and_hold_the_country_together() -> None:
    made = country(ZONES)
    network, projects = invented_network.tables(made)
    assert all(column.size == 0 for column in projects.values())
    roads = network["road_links"]
    between = roads["road_type"] != "connector"
    ends = set(roads["from_node"][between]) | set(roads["to_node"][between])
    assert ends == {f"J{number}" for number in range(ZONES)}
    km, volume, capacity, lanes = (
        roads[name][between].astype(float) for name in ("length_km", "base_volume_veh_h", "capacity_veh_h", "lanes")
    )
    cars = invented_network.travellers(made, 0) / invented_network.parameters(1).occupancy
    driven = (cars * made.km).sum() * invented_network.BEND / DETOUR
    assert driven <= (km * volume).sum() * invented_network.COMMUTERS <= 1.6 * driven  # nobody flies, ways are short
    assert set((capacity / lanes).tolist()) == set(invented_network.PER_LANE)
    assert (volume / capacity).max() <= invented_network.FULL / invented_network.LEAST
    trains = network["transit_links"]
    assert (trains["base_volume_pass_h"].astype(float) <= trains["seats_pass_h"].astype(float)).all()


@pytest.mark.parametrize("zones", [40, 150])
def test_ways_round_are_as_short_as_real_ones_whatever_the_size(zones: int) -> None:
    made = country(zones)
    roads = invented_network.tables(made)[0]["road_links"]
    between = roads["road_type"] != "connector"
    start, end = (np.char.strip(roads[name][between], "J").astype(int) for name in ("from_node", "to_node"))
    km = dijkstra(coo_array((roads["length_km"][between].astype(float), (start, end)), shape=(zones, zones)).tocsr())
    apart = ~np.eye(zones, dtype=bool)
    straight = made.km[apart] / DETOUR
    assert (km[apart] >= straight).all()
    assert 1.15 <= np.median(km[apart] / straight) <= 1.4


def test_roads_are_as_full_as_those_of_the_region_that_is_shipped() -> None:
    invented = invented_network.tables(country(70))[0]["road_links"]
    shipped = Path(balanssim.__file__).parent / "data/regions/flevoland-mra/network/road_links.csv"
    rows = list(csv.DictReader(shipped.read_text(encoding="utf-8").splitlines()))
    full, delay = _how_full(invented)
    wanted, wanted_delay = _how_full({name: np.array([row[name] for row in rows]) for name in rows[0]})
    np.testing.assert_allclose(full, wanted, atol=0.08)
    assert delay == pytest.approx(wanted_delay, abs=0.08)


def _how_full(roads: dict[str, np.ndarray]) -> tuple[np.ndarray, float]:
    """Volume by capacity at four parts of the kilometres driven, and time lost for each hour of free flow."""
    between = roads["road_type"] != "connector"
    volume, capacity, km, minutes, alpha, beta = (
        roads[name][between].astype(float)
        for name in ("base_volume_veh_h", "capacity_veh_h", "length_km", "free_flow_min", "bpr_alpha", "bpr_beta")
    )
    ratio = volume / capacity
    order = np.argsort(ratio)
    driven = np.cumsum((volume * km)[order]) / (volume * km).sum()
    hours = volume * minutes
    lost = float((hours * alpha * ratio**beta).sum() / hours.sum())
    return ratio[order][np.searchsorted(driven, [0.25, 0.5, 0.75, 0.95])], lost
