"""Properties of user equilibrium that hold on any network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.model import assignment, road_graph, volume_delay
from tests.assign import support

seeds = st.integers(0, 10_000)
sizes = st.tuples(st.integers(2, 8), st.integers(6, 25))
loads = st.floats(100.0, 20_000.0)
GAP = 1e-9


def solve(seed, size, load, scale=1.0, capacity=1.0, turn=None):
    """A town assigned to `GAP`; also its graph and demand."""
    zones, crossings = size
    nodes, links, trips = support.town(seed, zones, crossings, load, shortest=1.0)
    table, asked = np.array(links, float), np.array(trips)
    tail, head = table[:, :2].astype(int).T - 1
    if turn is not None:
        tail, head = head, tail
        asked = asked[:, [1, 0, 2]]
    origins, row = np.unique(asked[:, 0].astype(int) - 1, return_inverse=True)
    graph = road_graph.road_graph(nodes, zones, tail, head, origins)
    ends = road_graph.arrival(nodes, zones, asked[:, 1].astype(int) - 1)
    demand = assignment.Demand(row, ends, asked[:, 2] * scale)
    curves = volume_delay.curves(
        table[:, 4], table[:, 5], table[:, 2] * scale * capacity, table[:, 6], np.zeros(len(table))
    )
    found = assignment.equilibrium(graph, demand, curves, GAP, 300)
    assert found.converged
    return graph, demand, curves, found


@given(seeds, sizes, loads)
@settings(max_examples=25)
def test_flow_is_conserved_and_never_negative_and_used_paths_cost_the_least(seed, size, load):
    graph, demand, curves, found = solve(seed, size, load)
    assert (found.volume >= 0.0).all()
    assert (found.path_flow > 0.0).all()
    np.testing.assert_allclose(found.path_links.T @ found.path_flow, found.volume, rtol=1e-12, atol=1e-9)
    carried = np.bincount(found.path_pair, weights=found.path_flow, minlength=demand.trips.size)
    np.testing.assert_allclose(carried, demand.trips, rtol=1e-10)
    net = np.bincount(graph.tail, weights=found.volume, minlength=graph.size)
    net -= np.bincount(graph.head, weights=found.volume, minlength=graph.size)
    asked = np.bincount(graph.origins[demand.origin], weights=demand.trips, minlength=graph.size)
    asked -= np.bincount(demand.node, weights=demand.trips, minlength=graph.size)
    np.testing.assert_allclose(net, asked, atol=1e-9 * load)
    # Wardrop: what paths cost above the cheapest, weighted by flow, is within the gap
    costs = volume_delay.costs(curves, found.volume)
    reached, _ = road_graph.trees(graph, costs)
    above = found.path_links @ costs - reached[demand.origin, demand.node][found.path_pair]
    assert above.min() > -1e-9 * costs.sum()
    assert found.path_flow @ above <= 2.0 * GAP * float(found.volume @ costs)
    large = found.path_flow > 0.01 * demand.trips[found.path_pair]
    assert (above[large] <= 1e-4 * reached[demand.origin, demand.node][found.path_pair][large]).all()


@given(seeds, sizes, loads, st.floats(0.001, 1000.0))
@settings(max_examples=10)
def test_only_trips_over_capacity_matter(seed, size, load, scale):
    one, other = solve(seed, size, load)[3], solve(seed, size, load, scale=scale)[3]
    np.testing.assert_allclose(other.volume / scale, one.volume, atol=2e-3 * load)
    curves = solve(seed, size, load)[2]
    first, second = (assignment.objective(curves, volume) for volume in (one.volume, other.volume / scale))
    assert second == pytest.approx(first, rel=1e-8)


@given(seeds, sizes, loads)
@settings(max_examples=10)
def test_everything_turned_round_costs_the_same(seed, size, load):
    """All links and trips reversed: the equilibrium is the same, on the reversed links."""
    _, _, curves, one = solve(seed, size, load)
    _, _, _, other = solve(seed, size, load, turn=True)
    assert assignment.objective(curves, other.volume) == pytest.approx(
        assignment.objective(curves, one.volume), rel=1e-8
    )


@given(seeds, sizes, loads, st.floats(1.05, 3.0))
@settings(max_examples=10)
def test_more_capacity_everywhere_never_makes_the_objective_larger(seed, size, load, more):
    _, _, curves, one = solve(seed, size, load)
    _, _, wider, other = solve(seed, size, load, capacity=more)
    assert assignment.objective(wider, other.volume) <= assignment.objective(curves, one.volume) * (1 + 1e-8)


@given(st.floats(0.5, 20.0))
@settings(max_examples=15)
def test_braess_paradox_comes_and_goes_with_demand(trips):
    """Between certain demands a link makes all journeys longer; far above them nobody uses it.

    t = 10 v on 1-3 and 4-2, 50 + v on 1-4 and 3-2, 10 + v on 3-4.
    """
    tail, head = np.array([0, 0, 2, 2, 3]), np.array([2, 3, 1, 3, 1])
    flat = np.array([0.0, 50.0, 50.0, 10.0, 0.0])
    rise = np.array([10.0, 1.0, 1.0, 1.0, 10.0])
    graph = road_graph.road_graph(4, 0, tail, head, np.array([0]))
    demand = assignment.Demand(np.array([0]), np.array([1]), np.array([trips]))
    links = volume_delay.Curves(flat, rise, np.ones(5), np.ones(5), np.zeros(5))
    found = assignment.equilibrium(graph, demand, links, 1e-12, 100)
    middle = np.clip((80.0 - 9.0 * trips) / 13.0, 0.0, trips)  # by hand: both outer roads share the rest
    assert found.volume[3] == pytest.approx(middle, abs=1e-4)
