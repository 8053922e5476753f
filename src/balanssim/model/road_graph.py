"""A road network as a graph for shortest paths from zones, and the paths as lists of links.

Nodes below the first that may be passed through are split: links leave from the one half and arrive at the other, so
that no path runs through.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class RoadGraph:
    """Links from `tail` to `head (link,)`, nodes of the split graph; a link from a node to itself is left out of paths.

    `origins (origin,)` nodes where paths start. `arcs` links in order of tail and head, `first` the first of those with
    the same ends, `indptr` and `indices` the rows and columns of what is left, `keys` tail and head as one number.
    """

    size: int
    tail: Ints
    head: Ints
    origins: Ints
    arcs: Ints
    first: Ints
    indptr: Ints
    indices: Ints
    keys: Ints


def road_graph(nodes: int, first_thru: int, tail: Ints, head: Ints, origins: Ints) -> RoadGraph:
    """Graph of `nodes` nodes, numbered from zero; nodes below `first_thru` are only start or end of a path.

    `tail`, `head (link,)`, `origins (origin,)` nodes.
    """
    end = np.where(head < first_thru, head + nodes, head)
    arcs = np.flatnonzero(tail != head)
    arcs = arcs[np.lexsort((end[arcs], tail[arcs]))]
    size = nodes + first_thru
    keys = tail[arcs] * size + end[arcs]
    new = np.concatenate([[True], keys[1:] != keys[:-1]]) if arcs.size else np.zeros(0, dtype=bool)
    first = np.flatnonzero(new)
    kept = arcs[first]
    indptr = np.searchsorted(tail[kept], np.arange(size + 1))
    return RoadGraph(size, tail, end, origins, arcs, first, indptr, end[kept], keys[first])


def arrival(nodes: int, first_thru: int, destinations: Ints) -> Ints:
    """Where paths to these nodes end in the split graph."""
    return np.where(destinations < first_thru, destinations + nodes, destinations)


def trees(graph: RoadGraph, costs: Floats) -> tuple[Floats, Ints]:
    """Cost of the cheapest path from every origin to every node, and the link by which it arrives (-1: none).

    `costs (link,)`, not negative. Both (origin, node). Of links with the same ends the cheapest counts, of equals the
    first. Source: Dijkstra (1959).
    """
    if not graph.arcs.size:
        empty = np.full((graph.origins.size, graph.size), np.inf)
        empty[np.arange(graph.origins.size), graph.origins] = 0.0
        return empty, np.full(empty.shape, -1)
    sorted_costs = costs[graph.arcs]
    cheapest = np.minimum.reduceat(sorted_costs, graph.first)
    group = np.repeat(np.arange(graph.first.size), np.diff(np.append(graph.first, graph.arcs.size)))
    at = np.flatnonzero(sorted_costs == cheapest[group])
    chosen = graph.arcs[at[np.searchsorted(group[at], np.arange(graph.first.size))]]
    matrix = csr_array((cheapest, graph.indices, graph.indptr), shape=(graph.size, graph.size))
    reached, before = dijkstra(matrix, indices=graph.origins, return_predecessors=True)
    known = before >= 0
    node = np.broadcast_to(np.arange(graph.size), before.shape)[known]
    link = np.full(before.shape, -1)
    link[known] = chosen[np.searchsorted(graph.keys, before[known].astype(np.int64) * graph.size + node)]
    return reached, link


def paths(graph: RoadGraph, link: Ints, origin: Ints, destination: Ints, links: int) -> csr_array:
    """Paths of the trees as incidence (path, link), ones.

    `link (origin, node)` from ``trees``, `origin (path,)` rows of it, `destination (path,)` nodes of the split graph.
    """
    node, start = destination.copy(), graph.origins[origin]
    rows: list[Ints] = []
    columns: list[Ints] = []
    going = np.flatnonzero(node != start)
    while going.size:
        used = link[origin[going], node[going]]
        rows.append(going)
        columns.append(used)
        node[going] = graph.tail[used]
        going = going[node[going] != start[going]]
    row = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    column = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    order = np.lexsort((column, row))
    indptr = np.searchsorted(row[order], np.arange(origin.size + 1))
    made = csr_array((np.ones(row.size), column[order], indptr), shape=(origin.size, links))
    return made
