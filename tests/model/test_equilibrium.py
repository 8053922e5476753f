"""The fixed point on the shipped region and on a small one: base at once, gaps, independence, conservation, sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.model import commuting, network, routes, supply
from balanssim.model.graphs import car_graph, shortest, transit_graph
from tests.model import region_network as region
from tests.model.test_network import projects

CENTRAL = 1e-5


def parameters(draws: int, spread: float = 0.3, tolerance: float = 1e-3) -> commuting.CommutingParameters:
    bend = np.linspace(0.0, 1.0, draws) if draws > 1 else np.array([0.5])
    return replace(
        region.parameters(draws, spread),
        congestion="equilibrium", peak_spreading=0.5 * bend, crowding_max=1.3 + 0.6 * bend, gap_tolerance=tolerance,
    )  # fmt: skip


def block(draws: int, spread: float = 0.3, tolerance: float = 1e-3) -> commuting.CommutingBase:
    variant = np.arange(draws)[None, :] % 2 == 0
    return commuting.prepare(region.static(), parameters(draws, spread, tolerance), variant)


def margins(draws: int) -> tuple[np.ndarray, np.ndarray]:
    flows = region.static().flows
    return np.repeat(flows.sum(axis=1)[:, None], draws, 1), np.repeat(flows.sum(axis=0)[:, None], draws, 1)


def links(base: commuting.CommutingBase, switches: np.ndarray) -> network.LinkState:
    return network.link_attributes(region.universe().network, switches, base.links.variant)


def growing(draws: int, years: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(11)
    rows, columns = margins(draws)
    switches = region.opened(draws=draws)
    for year in range(years):
        rows = rows * (1 + 0.04 * rng.random(rows.shape))
        columns = columns * (1 + 0.04 * rng.random(columns.shape))
        if year % 2:
            switches = switches | (rng.random(switches.shape) < 0.1)
        yield rows, columns, switches


def run(base: commuting.CommutingBase, years: int) -> Iterator[tuple[commuting.YearInputs, commuting.CommutingResult]]:
    state = None
    for number, (rows, columns, switches) in enumerate(growing(base.parameters.beta.size, years)):
        year = commuting.YearInputs(base, rows, columns, other_traffic=1.01**number)
        result = commuting.solve(year, links(base, switches), state)
        state = result.state
        yield year, result


@cache
def tight() -> tuple[commuting.CommutingBase, list[tuple[commuting.YearInputs, commuting.CommutingResult]]]:
    base = block(4, tolerance=CENTRAL)
    return base, list(run(base, 3))


def moved(base: commuting.CommutingBase, year: commuting.YearInputs, at: commuting.CommutingResult) -> np.ndarray:
    """Gaps of what a year gave, looked at anew: one more solve from its own volumes, of one plain step."""
    parameters = replace(base.parameters, gap_iterations=1, gap_tolerance=0.0)
    step = commuting.solve(
        replace(year, base=replace(base, parameters=parameters)), at.links, replace(at.state, past=None)
    )
    return np.maximum(step.gap_route, step.gap_demand)


def test_the_base_year_comes_back_at_once_in_every_draw() -> None:
    base = block(5)
    rows, columns = margins(5)
    got = commuting.solve(commuting.YearInputs(base, rows, columns), links(base, region.opened(draws=5)))
    np.testing.assert_array_equal(got.flows, np.repeat(region.static().flows[:, :, None], 5, 2))
    np.testing.assert_allclose(got.mode_share, np.repeat(region.static().p0[..., None], 5, 3), rtol=1e-14)
    np.testing.assert_array_equal(got.extra, 0.0)
    np.testing.assert_array_equal(got.iterations, 0)
    np.testing.assert_array_equal(got.gap_route, 0.0)
    counted = region.universe().network.roads.volume[region.static().form.counts.roads]
    np.testing.assert_array_equal(got.state.cars, np.repeat(counted[:, None], 5, 1))


def test_gaps_are_below_tolerance_also_when_looked_at_anew() -> None:
    base, years = tight()
    for year, got in years:
        assert got.gap_route.max() <= CENTRAL
        assert got.gap_demand.max() <= CENTRAL
        assert got.iterations.min() >= 1
        assert moved(base, year, got).max() <= CENTRAL


def test_a_loose_tolerance_is_as_close_as_it_says() -> None:
    loose = block(4)
    exact = [got.flows for _, got in tight()[1]]
    for (year, got), flows in zip(run(loose, 3), exact, strict=True):
        assert moved(loose, year, got).max() <= 1e-3
        off = np.abs(got.flows - flows).sum(axis=(0, 1)) / flows.sum(axis=(0, 1))
        assert off.max() <= 1e-3


def test_margins_are_met_and_nothing_is_negative() -> None:
    for year, got in tight()[1]:
        np.testing.assert_allclose(got.flows.sum(axis=1), year.resident_jobs, rtol=2e-10)
        np.testing.assert_allclose(got.flows.sum(axis=0), year.jobs_filled * got.closure, rtol=2e-10)
        for values in (got.flows, got.state.cars, got.state.riders, *got.route_flows.values()):
            assert np.isfinite(values).all()
            assert values.min() >= 0.0


def test_what_flows_into_a_junction_flows_out() -> None:
    universe = region.universe()
    roads, zones = universe.network.roads, len(universe.network.zones)
    for _, got in tight()[1]:
        load = universe.car.incidence.T @ got.route_flows["car"]
        into = np.zeros((len(universe.network.nodes), 4))
        out = np.zeros_like(into)
        np.add.at(into, roads.end, load)
        np.add.at(out, roads.start, load)
        np.testing.assert_allclose(into[zones:], out[zones:], rtol=1e-9, atol=1e-6)
        assert out[zones:].max() > 1000.0


def test_draws_do_not_depend_on_their_neighbours() -> None:
    draws = 12
    whole, every = block(draws), parameters(draws)
    for chosen in ([2, 3, 9], [7], [11, 0]):
        part = replace(
            every,
            **{f.name: getattr(every, f.name)[chosen] for f in fields(every) if np.ndim(getattr(every, f.name)) == 1},
        )
        other = commuting.prepare(region.static(), part, whole.links.variant[:, chosen])
        state = other_state = None
        for rows, columns, switches in growing(draws, 3):
            a = commuting.solve(commuting.YearInputs(whole, rows, columns), links(whole, switches), state)
            b = commuting.solve(
                commuting.YearInputs(other, rows[:, chosen], columns[:, chosen]),
                links(other, switches[:, chosen]),
                other_state,
            )
            state, other_state = a.state, b.state
            for name in ("flows", "mode_share", "cost", "link_load", "gap_route", "gap_demand", "iterations"):
                np.testing.assert_array_equal(getattr(a, name)[..., chosen], getattr(b, name), err_msg=name)
            np.testing.assert_array_equal(a.state.cars[:, chosen], b.state.cars)


def test_congestion_takes_back_a_part_of_growth() -> None:
    """More commuters drive longer: fewer of them by car and over the bridges than at the travel times of the base."""
    rows, columns = margins(1)
    almere = [at for at, name in enumerate(region.universe().network.zones) if name.startswith("GM0034")]
    rows[almere] *= 1.3
    columns *= rows.sum() / columns.sum()
    bridge = region.universe().corridors.index("hollandse-brug")
    found = {}
    for mode in ("fixed", "equilibrium"):
        base = commuting.prepare(region.static(), replace(parameters(1), congestion=mode))
        got = commuting.solve(commuting.YearInputs(base, rows, columns), links(base, region.opened()))
        found[mode] = float(got.extra[bridge, 0]), got.car_min - base.car_min
    assert 0.0 < found["equilibrium"][0] < 0.95 * found["fixed"][0]
    np.testing.assert_array_equal(found["fixed"][1], 0.0)
    assert found["equilibrium"][1].max() > 1.0


def test_a_wider_road_gains_less_time_than_it_would_at_the_same_volume() -> None:
    rows, columns = (1.1 * margin for margin in margins(1))
    base = commuting.prepare(region.static(), parameters(1, tolerance=CENTRAL))
    made, form = region.universe().network, region.static().form
    year = commuting.YearInputs(base, rows, columns)
    narrow = commuting.solve(year, links(base, region.opened()))
    wide = commuting.solve(year, links(base, region.opened("P03_A6_LLS")))
    at = np.flatnonzero(np.array(made.roads.ids)[form.counts.roads] == "R_LLS_ABO")

    def minutes(result: commuting.CommutingResult, cars: np.ndarray) -> float:
        return float(supply.congested_minutes(made, result.links, form.counts.roads[at], cars[at])[0, 0])

    before, after = minutes(narrow, narrow.state.cars), minutes(wide, wide.state.cars)
    promised = minutes(wide, narrow.state.cars)
    assert promised < after < before
    assert wide.state.cars[at] > narrow.state.cars[at]


def test_both_lane_counts_of_the_bridge_give_other_travel_times() -> None:
    p = replace(parameters(2, 0.0), peak_spreading=np.full(2, 0.2), crowding_max=np.full(2, 1.6))
    base = commuting.prepare(region.static(), p, np.array([[False, True]]))
    rows, columns = (1.1 * margin for margin in margins(2))
    got = commuting.solve(commuting.YearInputs(base, rows, columns), links(base, region.opened(draws=2)))
    bridge = region.universe().corridors.index("hollandse-brug")
    assert 0.0 < got.extra[bridge, 0] < got.extra[bridge, 1]
    almere, centre = region.zone("GM0034-ST"), region.zone("GM0363-CE")
    longer = (got.car_min - base.car_min)[almere, centre]
    assert 0.0 < longer[1] < longer[0]


def mirror() -> routes.RouteUniverse:
    """Zones A, B and C on a road X - Y - Z and a line with a stop at each: A and C are each other's mirror image."""
    ends = [("A", "X", 2.0, 0), ("B", "Y", 2.0, 0), ("C", "Z", 2.0, 0), ("X", "Y", 6.0, 1500), ("Z", "Y", 6.0, 1500)]
    both = [*ends, *((end, start, minutes, volume) for start, end, minutes, volume in ends)]
    lines = [("S", "T"), ("T", "U"), ("U", "T"), ("T", "S")]
    three = [6.0, 6.0, 6.0]
    tables = {
        "zones": {"zone": ["A", "B", "C"], "intrazonal_car_min": [5.0, 7.0, 5.0], "intrazonal_bike_km": [2.0] * 3},
        "nodes": {"node": [*"ABCXYZSTU"], "lat": [52.0] * 9, "lon": [5.0, 5.1, 5.2] * 3},
        "road_links": {
            "link": [start + end for start, end, *_ in both],
            "from_node": [row[0] for row in both], "to_node": [row[1] for row in both], "length_km": [10.0] * 10,
            "capacity_veh_h": [2000.0] * 10, "free_flow_min": [row[2] for row in both],
            "base_volume_veh_h": [row[3] for row in both], "commuter_share": [0.5] * 10, "bpr_alpha": [0.9] * 10,
            "bpr_beta": [4.0] * 10,
        },
        "transit_links": {
            "link": [start + end for start, end in lines], "from_node": [row[0] for row in lines],
            "to_node": [row[1] for row in lines], "line": ["L"] * 4, "in_vehicle_min": [12.0] * 4,
            "frequency_h": [4.0] * 4, "seats_pass_h": [400.0] * 4, "capacity_pass_h": [800.0] * 4,
            "base_volume_pass_h": [100.0] * 4,
        },
        "transit_access": {"zone": [*"ABC"], "node": [*"STU"], "access_min": three, "egress_min": three},
    }  # fmt: skip
    read = {name: {key: np.array(value) for key, value in table.items()} for name, table in tables.items()}
    middle = {"corridor": np.array(["middle"]), "mode": np.array(["car"]), "links": np.array(["XY"])}
    return routes.enumerate_routes(
        network.compile_network(read, projects(("wider", "change_link", "XY", "capacity_veh_h", "4000"))), middle
    )


def mirrored(jobs: float) -> commuting.CommutingBase:
    """The mirror image with this many jobs in each zone, solved to the eighth digit."""
    flows = jobs * np.array([[0.6, 0.3, 0.1], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])
    p = replace(parameters(1), gap_tolerance=1e-8)
    static = commuting.make_static(
        commuting.transport(mirror(), np.zeros(3), np.zeros(3, dtype=bool)), flows=flows,
        rows=flows.sum(axis=1), columns=flows.sum(axis=0),
        p0=np.stack([np.full((3, 3), part) for part in (0.6, 0.2, 0.2)]), parent=np.full(3, -1),
        study=np.ones(3, dtype=bool), screenline=np.zeros(1, dtype=bool), central=p,
    )  # fmt: skip
    return commuting.prepare(static, p)


def grown(base: commuting.CommutingBase, growth: float) -> commuting.YearInputs:
    rows, columns = (growth * base.static.flows.sum(axis=axis)[:, None] for axis in (1, 0))
    return commuting.YearInputs(base, rows, columns)


@settings(max_examples=20, deadline=None)
@given(st.floats(1_000.0, 20_000.0), st.floats(1.0, 2.0))
def test_a_symmetric_region_has_symmetric_flows(jobs: float, growth: float) -> None:
    base = mirrored(jobs)
    universe = base.static.universe
    got = commuting.solve(grown(base, growth), network.base_state(universe.network))
    np.testing.assert_allclose(got.flows, got.flows[::-1, ::-1], rtol=1e-6)
    roads = np.array(universe.network.roads.ids)[base.static.form.counts.roads]
    cars = dict(zip(roads, got.state.cars[:, 0], strict=True))
    assert set(cars) == {"XY", "YX", "YZ", "ZY"}
    assert cars["XY"] == pytest.approx(cars["ZY"], rel=1e-6)
    assert cars["YX"] == pytest.approx(cars["YZ"], rel=1e-6)
    assert got.gap_route.max() <= 1e-8
    assert (got.car_min >= base.car_min - 1e-9).all()


@settings(max_examples=10, deadline=None)
@given(st.floats(1_000.0, 20_000.0), st.floats(1.0, 2.0))
def test_more_capacity_on_a_road_never_raises_its_own_time(jobs: float, growth: float) -> None:
    """At the same demand it is faster, and the cars that it draws take back only a part."""
    base = mirrored(jobs)
    made, roads = base.static.universe.network, base.static.form.counts.roads
    at = np.flatnonzero(np.array(made.roads.ids)[roads] == "XY")
    narrow, wide = (
        commuting.solve(grown(base, growth), network.link_attributes(made, np.array([[on]]))) for on in (False, True)
    )

    def minutes(on: commuting.CommutingResult, cars: np.ndarray) -> float:
        return float(supply.congested_minutes(made, on.links, roads[at], cars[at])[0, 0])

    before = minutes(narrow, narrow.state.cars)
    assert minutes(wide, narrow.state.cars) < before
    assert minutes(wide, wide.state.cars) < before
    assert wide.state.cars[at] >= narrow.state.cars[at] * (1.0 - 1e-7)


@pytest.mark.parametrize("mode", ["car", "transit"])
def test_the_routes_that_are_there_hold_the_fastest_way(mode: str) -> None:
    """Against Dijkstra on the whole network at congested times, or as full vehicles feel, on one in a hundred pairs of
    each year."""
    universe = region.universe()
    made, zones = universe.network, len(universe.network.zones)
    graph, of_mode = (car_graph if mode == "car" else transit_graph)(made), routes.of_mode(universe, mode)
    rng = np.random.default_rng(5)
    longer = checked = 0
    for year, got in tight()[1]:
        minutes, exists = felt(mode, year, got)
        own = routes.pair_minutes(of_mode, routes.route_minutes(of_mode, minutes, got.links.open_projects))
        for draw in range(4):
            fastest = shortest(graph, minutes[:, draw], exists[:, draw], zones)[1]
            pairs = rng.choice(zones * zones, zones * zones // 100, replace=False)
            pairs = pairs[pairs // zones != pairs % zones]
            assert (own[pairs, draw] >= fastest[pairs] - 1e-6).all()
            longer += int((own[pairs, draw] > 1.01 * fastest[pairs]).sum())
            checked += pairs.size
    assert checked > 500
    assert longer <= 0.005 * checked


def felt(mode: str, year: commuting.YearInputs, got: commuting.CommutingResult) -> tuple[np.ndarray, np.ndarray]:
    """Minutes of edges at the volumes that were found, (edge, draw), and which edges are in service."""
    made, on = region.universe().network, got.links
    table = made.roads if mode == "car" else made.lines
    there = (table.added_by < 0)[:, None] | on.open_projects[np.maximum(table.added_by, 0)]
    if mode == "car":
        roads = region.static().form.counts.roads
        minutes = on.car_min.copy()
        minutes[roads] = supply.congested_minutes(made, on, roads, got.state.cars)
        return minutes, there
    crowded = supply.crowding_factor(
        got.state.riders, on.transit_seats, on.transit_capacity, year.base.parameters.crowding_max
    )
    minutes = on.transit_min.copy()
    minutes[: len(crowded)] *= crowded
    return minutes, np.tile(there & (on.transit_seats > 0.0), (2, 1))
