"""Network states, routes and skims: hand-worked small networks, the shipped region, and the checks of the shared
set."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from balanssim.model import network, routes
from tests.model import region_network as region


def small(**road: list[object]) -> dict[str, dict[str, np.ndarray]]:
    """Zones A and B on junctions X and Y; one train line A's stop to B's."""
    base = {
        "link": ["ax", "xy", "yb", "by", "yx", "xa"],
        "from_node": ["A", "X", "Y", "B", "Y", "X"],
        "to_node": ["X", "Y", "B", "Y", "X", "A"],
        "length_km": [1, 10, 1, 1, 10, 1],
        "capacity_veh_h": [1000, 2000, 1000, 1000, 2000, 1000],
        "free_flow_min": [2, 6, 2, 2, 6, 2],
        "base_volume_veh_h": [0, 2000, 0, 0, 1000, 0],
        "commuter_share": [0.5] * 6,
        "bpr_alpha": [0.9] * 6,
        "bpr_beta": [4.0] * 6,
    }
    base |= road
    made = {
        "zones": {"zone": ["A", "B"], "intrazonal_car_min": [5, 6], "intrazonal_bike_km": [2.0, 3.0]},
        "nodes": {"node": ["A", "B", "X", "Y", "S", "T"], "lat": [52.0] * 6, "lon": [5.0, 5.1, 5.02, 5.08, 5.01, 5.09]},
        "road_links": base,
        "transit_links": {
            "link": ["st", "ts"], "from_node": ["S", "T"], "to_node": ["T", "S"], "line": ["L", "L"],
            "in_vehicle_min": [20, 20], "frequency_h": [4, 4], "seats_pass_h": [400, 400],
            "capacity_pass_h": [800, 800], "base_volume_pass_h": [100, 100],
        },
        "transit_access": {"zone": ["A", "B"], "node": ["S", "T"], "access_min": [6, 7], "egress_min": [8, 9]},
    }  # fmt: skip
    return {name: {key: np.array(value) for key, value in table.items()} for name, table in made.items()}


def projects(*rows: tuple[str, str, str, str, str]) -> dict[str, np.ndarray]:
    names = ("project", "action", "target", "field", "new_value")
    return {name: np.array([row[k] for row in rows]) for k, name in enumerate(names)}


def alone(of_mode: routes.ModeRoutes, draws: int) -> np.ndarray:
    """Path sizes of routes that share nothing."""
    return np.ones((of_mode.choice.size, draws))


NO_CORRIDORS = {"corridor": np.array([], dtype=str), "mode": np.array([], dtype=str), "links": np.array([], dtype=str)}
WIDER = ("wider", "change_link", "xy;yx", "capacity_veh_h", "4000")
BRIDGE = ("bridge", "add_link", "A>Y", "length_km,lanes,capacity_veh_h,free_flow_min", "3,1,1500,4")
FASTER = ("faster", "change_link", "line:L", "frequency_h", "12")
EXTENDED = (
    "extended",
    "add_link",
    "S>T",
    "mode,line,in_vehicle_min,frequency_h,seats_pass_h,capacity_pass_h",
    "metro,M,5,10,1,1",
)


def test_minutes_follow_hand_worked_bpr_and_waits():
    made = network.compile_network(small(), projects(WIDER, BRIDGE, FASTER, EXTENDED))
    universe = routes.enumerate_routes(made, NO_CORRIDORS)
    switches = np.array([[0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]], dtype=bool)
    links = network.link_attributes(made, switches)
    found = {}
    for mode in ("car", "transit"):
        of_mode = universe.car if mode == "car" else universe.transit
        minutes = routes.route_minutes(of_mode, routes.mode_edges(links, mode), switches)
        found[mode] = routes.pair_minutes(of_mode, minutes).reshape(2, 2, 5)
    full = 6 * 1.9
    np.testing.assert_allclose(found["car"][0, 1], [4 + full, 4 + 6 * (1 + 0.9 / 16), 6, 4 + full, 4 + full])
    np.testing.assert_allclose(found["car"][0, 0], 5)
    # access 6, wait 30/4, ride 20, egress 9; 12 an hour waits 2.5; the metro waits 3 and rides 5.
    np.testing.assert_allclose(found["transit"][0, 1], [42.5, 42.5, 42.5, 37.5, 23.0], atol=1e-5)
    np.testing.assert_allclose(links.transit_capacity[0], [800, 800, 800, 2400, 800])
    assert made.roads.ids[-2:] == ("bridge_A_Y", "bridge_Y_A")
    assert made.lines.ids[-2:] == ("extended_M_S_T", "extended_M_T_S")


def test_a_withdrawn_line_closes_its_routes_and_another_way_stays_open():
    tables = small()
    second = {"link": "st2", "from_node": "S", "to_node": "T", "line": "slow", "in_vehicle_min": "40"}
    for name, column in tables["transit_links"].items():
        back = {"link": "ts2", "from_node": "T", "to_node": "S"}
        tables["transit_links"][name] = np.append(column, [second.get(name, "4"), (second | back).get(name, "4")])
    made = network.compile_network(tables, projects(("cut", "change_link", "line:L", "frequency_h", "0")))
    universe = routes.enumerate_routes(made, NO_CORRIDORS)
    switches = np.array([[False, True]])
    links = network.link_attributes(made, switches)
    minutes = routes.route_minutes(universe.transit, links.transit_min, switches)
    pair = routes.pair_minutes(universe.transit, minutes).reshape(2, 2, 2)
    np.testing.assert_allclose(pair[0, 1], [42.5, 62.5], atol=1e-5)
    shares = routes.route_shares(universe.transit, minutes, pair.reshape(4, 2), 0.3, alone(universe.transit, 2))
    closed = ~np.isfinite(minutes)
    assert closed.any()
    assert (shares[closed] == 0).all()


def test_all_unknown_names_are_reported_at_once():
    wrong = projects(
        ("p", "change_link", "nowhere", "capacity_veh_h", "1"),
        ("p", "change_link", "xy", "colour", "1"),
        ("p", "add_link", "A>Q", "length_km,free_flow_min,capacity_veh_h", "1,1,1"),
        ("p", "destroy", "xy", "capacity_veh_h", "1"),
    )
    with pytest.raises(ValueError, match="unknown target 'nowhere'") as caught:
        network.compile_network(small(), wrong)
    for words in ("field 'colour'", "unknown node 'Q'", "unknown action 'destroy'"):
        assert words in str(caught.value)


def test_zones_are_leaves():
    """The only link between X and Y leads over zone B's connectors: no route may use it."""
    tables = small(from_node=["A", "X", "Y", "B", "B", "X"], to_node=["X", "B", "B", "Y", "X", "A"])
    made = network.compile_network(tables, projects(WIDER))
    universe = routes.enumerate_routes(made, NO_CORRIDORS)
    assert (np.diff(universe.car.incidence.indptr) <= 2).all()


def test_every_pair_has_a_route_that_is_always_open():
    for of_mode in (region.universe().car, region.universe().transit):
        always = np.ones(of_mode.pair.size, dtype=bool)
        always[of_mode.conditional] = False
        assert np.bincount(of_mode.pair[always], minlength=of_mode.pair_start.size).min() >= 1
        assert (np.diff(of_mode.pair) >= 0).all()


def test_shares_of_open_routes_add_to_one():
    made = region.universe()
    rng = np.random.default_rng(4)
    switches = rng.random((len(made.network.projects), 8)) < 0.5
    links = network.link_attributes(made.network, switches)
    for mode, of_mode in (("car", made.car), ("transit", made.transit)):
        minutes = routes.route_minutes(of_mode, routes.mode_edges(links, mode), switches)
        pair = routes.pair_minutes(of_mode, minutes)
        assert np.isfinite(pair).all()
        shares = routes.route_shares(of_mode, minutes, pair, 0.3, alone(of_mode, pair.shape[1]))
        np.testing.assert_allclose(np.add.reduceat(shares, of_mode.pair_start, axis=0), 1.0, rtol=1e-12)


def test_draws_do_not_depend_on_their_neighbours():
    made = region.universe()
    switches = np.random.default_rng(5).random((len(made.network.projects), 64)) < 0.5
    whole = network.link_attributes(made.network, switches)
    for chosen in (np.array([7]), np.array([3, 40, 63])):
        part = network.link_attributes(made.network, switches[:, chosen])
        for mode, of_mode in (("car", made.car), ("transit", made.transit)):
            results = []
            for links in (whole, part):
                minutes = routes.route_minutes(of_mode, routes.mode_edges(links, mode), links.open_projects)
                pair = routes.pair_minutes(of_mode, minutes)
                shares = routes.route_shares(of_mode, minutes, pair, 0.3, alone(of_mode, pair.shape[1]))
                results.append((minutes, pair, shares, routes.pair_km(of_mode, shares)))
            for wide, narrow in zip(*results, strict=True):
                np.testing.assert_array_equal(wide[:, chosen], narrow)


def test_updating_a_state_equals_making_it():
    made = region.universe().network
    rng = np.random.default_rng(6)
    first = rng.random((len(made.projects), 16)) < 0.4
    second = first.copy()
    second[:, 3:7] |= rng.random((len(made.projects), 4)) < 0.5
    updated = network.link_attributes(made, second, None, network.link_attributes(made, first))
    fresh = network.link_attributes(made, second)
    for name in fresh.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(updated, name), getattr(fresh, name))


def test_ijmeer_metro_brings_pampus_close_to_ijburg():
    """Network notes: 74 minutes without, 23 with the metro."""
    a, b = region.zone("GM0034-PA"), region.zone("GM0363-IJ")
    assert region.pair_minutes("transit")[a, b] == pytest.approx(74, abs=1)
    assert region.pair_minutes("transit", "P01_IJMEER_METRO")[a, b] == pytest.approx(23, abs=1)


@pytest.mark.parametrize(
    ("project", "origin", "destination"),
    [("P03_A6_LLS", "GM0995", "GM0034-BU"), ("P04_A27_ZWE", "GM0050", "GM0402")],
)
def test_widening_shortens_congested_times(project, origin, destination):
    a, b = region.zone(origin), region.zone(destination)
    before, after = region.pair_minutes("car"), region.pair_minutes("car", project)
    assert after[a, b] < before[a, b] - 0.3
    assert (after <= before + 1e-9).all()


def test_the_six_lane_variant_makes_the_hollandse_brug_faster():
    made = region.universe().network
    links = network.link_attributes(made, region.opened(draws=2), np.array([False, True]))
    edge = made.roads.ids.index("R_ALP_MBG")
    assert links.car_min[edge, 1] < links.car_min[edge, 0]
    np.testing.assert_array_equal(np.flatnonzero(links.car_min[:, 0] != links.car_min[:, 1]), [edge])


def test_skims_against_the_checks_of_the_shared_set(shared_data):
    with shared_data("network/checks.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    made = region.universe()
    zones = made.network.zones
    # Free flow: the same network without traffic.
    from dataclasses import replace

    from balanssim.model import graphs

    roads = replace(made.network.roads, volume=np.zeros_like(made.network.roads.volume))
    times = graphs.shortest(graphs.car_graph(made.network), roads.free_min, roads.added_by < 0, len(zones))[1]
    skims = {
        ("car_free", "base"): times.reshape(len(zones), -1),
        ("car_peak", "base"): region.pair_minutes("car"),
        ("transit", "base"): region.pair_minutes("transit"),
        ("transit", "P01_IJMEER_METRO"): region.pair_minutes("transit", "P01_IJMEER_METRO"),
    }
    within: dict[tuple[str, str], list[bool]] = {}
    same: dict[tuple[str, str], list[bool]] = {}
    for row in rows:
        if row["origin"] not in zones or row["destination"] not in zones:
            continue
        kind = row["mode"], row["scenario"]
        got = skims[kind][zones.index(row["origin"]), zones.index(row["destination"])]
        within.setdefault(kind, []).append(abs(got / float(row["known_minutes"]) - 1) <= 0.15)
        same.setdefault(kind, []).append(abs(got - float(row["model_minutes"])) <= 0.15)
    assert len(within["car_free", "base"]) > 60
    for kind, close in within.items():
        assert np.mean(close) >= 0.8, kind
    for kind, equal in same.items():
        assert np.mean(equal) >= 0.95, kind
