"""Shortest paths on the network, zones as leaves: which edges each origin-destination pair uses.

Each zone node is split into an origin (only links out) and a destination (only links in), so that no path runs
through a zone. Transit riders board a line at a stop (wait), stay on board while the line is the same, and change at
a stop.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from balanssim.model.network import TRANSFER_MIN, Bools, Floats, Ints, Network

#: Minutes of getting off: only there because a graph needs positive weights.
_ALIGHT = 1e-6


@dataclass(frozen=True)
class Graph:
    """Directed arcs of one mode. `first`, `second (arc,)` are the network edges an arc stands for, -1 for none;
    `fixed_min (arc,)` minutes that no project changes; origins are nodes 0..Z-1, destinations Z..2Z-1.
    """

    size: int
    start: Ints
    end: Ints
    first: Ints
    second: Ints
    fixed_min: Floats


def car_graph(network: Network) -> Graph:
    """Arcs of the road network: one per road edge."""
    zones, roads = len(network.zones), network.roads
    # Node n >= Z of the network is node n + Z of the graph, so that destinations fit in between.
    start = np.where(roads.start < zones, roads.start, roads.start + zones)
    end = roads.end + zones
    edges = np.arange(len(roads.ids))
    return Graph(zones + len(network.nodes), start, end, edges, np.full(edges.size, -1), np.zeros(edges.size))


def transit_graph(network: Network) -> Graph:
    """Arcs of the transit network: access, board (wait and ride), ride on, get off, change, egress."""
    zones, lines = len(network.zones), network.lines
    segments = len(lines.ids)
    stops = 2 * zones + np.arange(len(network.nodes))  # where riders wait
    left = stops + len(network.nodes)  # where riders have got off
    key_start = lines.line * len(network.nodes) + lines.start
    key_end = lines.line * len(network.nodes) + lines.end
    keys = np.unique(np.concatenate([key_start, key_end]))
    board = left[-1] + 1
    on_start = board + np.searchsorted(keys, key_start)
    on_end = board + np.searchsorted(keys, key_end)
    ride = np.arange(segments)
    none = np.full(segments, -1)
    changes = np.unique(np.concatenate([lines.start, lines.end]))
    parts = [
        (network.access_zone, stops[network.access_node], None, None, network.access_min),
        (stops[lines.start], on_end, ride, ride + segments, np.zeros(segments)),
        (on_start, on_end, ride, none, np.zeros(segments)),
        (on_end, left[lines.end], none, none, np.full(segments, _ALIGHT)),
        (left[changes], stops[changes], None, None, np.full(changes.size, TRANSFER_MIN)),
        (left[network.access_node], zones + network.access_zone, None, None, network.egress_min),
    ]
    columns = [
        np.concatenate([np.full(len(part[0]), -1) if part[k] is None else np.asarray(part[k]) for part in parts])
        for k in range(5)
    ]
    start, end, first, second = (column.astype(np.int64) for column in columns[:4])
    # Getting off happens once per segment that ends at a (line, stop): keep one arc of each pair of nodes.
    pairs = np.stack([start, end, first], axis=1)
    keep = np.sort(np.unique(pairs, axis=0, return_index=True)[1])
    return Graph(
        int(board) + keys.size, start[keep], end[keep], first[keep], second[keep], columns[4][keep].astype(np.float64)
    )


def shortest(graph: Graph, edge_min: Floats, usable: Bools, zones: int) -> tuple[Ints, Floats]:
    """Arcs of the shortest path of every pair, last arc first, padded with -1, and its minutes.

    `edge_min`, `usable (edge,)`. Returns `(pair, step)` and `(pair,)`; pairs within a zone and pairs without a path
    have no arcs and infinite minutes. Where two arcs join the same nodes the faster counts, of equals the first.
    """
    minutes = graph.fixed_min.copy()
    open_arc = np.ones(minutes.size, dtype=bool)
    for edges in (graph.first, graph.second):
        has = edges >= 0
        minutes[has] += edge_min[edges[has]]
        open_arc[has] &= usable[edges[has]]
    arcs = np.flatnonzero(open_arc)
    order = np.lexsort((arcs, minutes[arcs], graph.end[arcs], graph.start[arcs]))
    arcs = arcs[order]
    keys = graph.start[arcs] * graph.size + graph.end[arcs]
    head = np.concatenate([[True], keys[1:] != keys[:-1]])
    arcs, keys = arcs[head], keys[head]
    matrix = csr_array((minutes[arcs], (graph.start[arcs], graph.end[arcs])), shape=(graph.size, graph.size))
    times, before = dijkstra(matrix, indices=np.arange(zones), return_predecessors=True)
    origin = np.repeat(np.arange(zones), zones)
    node = np.tile(np.arange(zones), zones) + zones
    total = times[origin, node]
    alive = np.isfinite(total) & (origin != node - zones)
    total = np.where(alive, total, np.inf)
    steps: list[Ints] = []
    while alive.any():
        previous = np.where(alive, before[origin, node], -1)
        alive = previous >= 0
        key = np.where(alive, previous.astype(np.int64) * graph.size + node, keys[0])
        steps.append(np.where(alive, arcs[np.searchsorted(keys, key)], -1))
        node = np.where(alive, previous, node)
        alive = alive & (node != origin)
    return (np.stack(steps, axis=1) if steps else np.full((zones * zones, 0), -1)), total
