"""Routes per mode and pair, enumerated once per scenario, and what they cost and carry per draw.

Routes come from shortest paths in many states of the network: the base, each project, all projects, without the lines
that a project withdraws, with each named corridor made half as slow again, and where all volumes have grown. Draws
differ only in which routes are open and in the minutes of edges: draws are never grouped by state. Source: model.md
6.3, architecture.md (route universe).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from balanssim.model.graphs import Graph, car_graph, shortest, transit_graph
from balanssim.model.network import (
    LOCAL_TRANSIT_FIXED_MIN,
    LOCAL_TRANSIT_KMH,
    Bools,
    Floats,
    Ints,
    LinkState,
    Network,
    Table,
    link_attributes,
    withdrawn_segments,
)

#: How much slower a corridor is made to find the routes around it.
CORRIDOR_PENALTY = 1.5
#: Volumes relative to the base date at which ways around congestion are looked for, and how long a minute then feels
#: in a vehicle without a seat left.
BUSIER = (1.25,)
CROWDED = 1.3


@dataclass(frozen=True)
class ModeRoutes:
    """Routes of one mode, sorted by pair `o * Z + d`; every pair has a route that is always open.

    `pair (route,)`, `pair_start (pair,)` for `reduceat`, `incidence` (route, edge), `km`, `fixed_min (route,)`,
    `conditional (route,)` the routes that some project opens or closes, `closed_by` (conditional, 2 x project) what
    closes them: projects that are not open, then projects that are, `choice (route,)` those of pairs with more than one
    route, `choice_start` the first of each such pair, `choice_pairs` names the pairs, `gather` (choice pair, choice)
    sums them; `further` the pairs that have a second route with that route, those that have a third, and so on.
    """

    pair: Ints
    pair_start: Ints
    incidence: csr_array
    km: Floats
    fixed_min: Floats
    conditional: Ints
    closed_by: csr_array
    choice: Ints
    choice_start: Ints
    choice_pairs: Ints
    gather: csr_array
    further: tuple[tuple[Ints, Ints], ...]


@dataclass(frozen=True)
class RouteUniverse:
    """All routes of a scenario. `base_km (o, d)` shortest road kilometres on the base network, intrazonal by bicycle.

    `corridors` ids, `corridor_mode` their mode, `corridor_routes` per mode (corridor, route) 1 where a route uses it,
    `corridor_edges` per mode (corridor, edge).
    """

    network: Network
    car: ModeRoutes
    transit: ModeRoutes
    base_km: Floats
    corridors: tuple[str, ...]
    corridor_mode: tuple[str, ...]
    corridor_edges: dict[str, csr_array]
    corridor_routes: dict[str, csr_array]


def enumerate_routes(network: Network, corridors: Table) -> RouteUniverse:
    """Find the routes of every pair for car and transit.

    `corridors`: columns `corridor, mode, links` (links separated by `;`). Raises `ValueError` for unknown links and for
    pairs that have no route on the base network.
    """
    names = tuple(str(name) for name in np.asarray(corridors["corridor"]).tolist())
    modes = tuple(str(mode) for mode in np.asarray(corridors["mode"]).tolist())
    edges = _corridor_edges(network, names, modes, [str(x) for x in np.asarray(corridors["links"]).tolist()])
    zones = len(network.zones)
    car = _mode_routes(network, "car", car_graph(network), edges["car"])
    transit = _mode_routes(network, "transit", transit_graph(network), edges["transit"])
    roads = network.roads
    graph = car_graph(network)
    shortest_km = shortest(graph, roads.length_km, roads.added_by < 0, zones)[1].reshape(zones, zones)
    np.fill_diagonal(shortest_km, network.intrazonal_km)
    return RouteUniverse(
        network,
        car,
        transit,
        shortest_km,
        names,
        modes,
        edges,
        # A route counts once however many links of a corridor it uses.
        {"car": _uses(edges["car"], car), "transit": _uses(edges["transit"], transit)},
    )


def route_minutes(routes: ModeRoutes, edge_min: Floats, open_projects: Bools) -> Floats:
    """Minutes per route (route, draw), infinite where the route is closed.

    `edge_min (edge, draw)`, `open_projects (project, draw)` bool.
    """
    minutes: Floats = routes.incidence @ edge_min
    minutes += routes.fixed_min[:, None]
    if routes.conditional.size:
        at = routes.conditional
        minutes[at] = np.where(_open(routes, open_projects), minutes[at], np.inf)
    return minutes


def usable(routes: ModeRoutes, open_projects: Bools) -> Bools:
    """Which routes are open (route, draw); `open_projects (project, draw)` bool."""
    every = np.ones((routes.pair.size, open_projects.shape[1]), dtype=bool)
    every[routes.conditional] = _open(routes, open_projects)
    return every


def pair_minutes(routes: ModeRoutes, minutes: Floats) -> Floats:
    """Fastest open route of each pair (pair, draw) from `route_minutes`."""
    fastest = minutes[routes.pair_start]
    for pairs, further in routes.further:
        fastest[pairs] = np.minimum(fastest[pairs], minutes[further])
    return fastest


def route_shares(routes: ModeRoutes, minutes: Floats, fastest: Floats, spread_per_min: float, sizes: Floats) -> Floats:
    """Share of each route of its pair (route, draw): logit in minutes, so that loads do not jump between routes.

    `minutes (route, draw)`, `fastest (pair, draw)`, `spread_per_min` logit scale, `sizes (choice route, draw)` the path
    sizes that routes count for. Closed routes get zero.
    """
    shares = np.ones_like(minutes)
    if routes.choice.size:
        pairs = routes.pair[routes.choice]
        weight = np.exp(-spread_per_min * (minutes[routes.choice] - fastest[pairs]))
        weight *= sizes
        total = routes.gather @ weight
        shares[routes.choice] = weight / np.repeat(total, _counts(routes), axis=0)
    return shares


def pair_km(routes: ModeRoutes, shares: Floats) -> Floats:
    """Mean kilometres per pair (pair, draw) over the routes in use."""
    km = np.repeat(routes.km[routes.pair_start][:, None], shares.shape[1], axis=1)
    if routes.choice.size:
        km[routes.choice_pairs] = routes.gather @ (shares[routes.choice] * routes.km[routes.choice, None])
    return km


def corridor_loads(universe: RouteUniverse, route_flows: Mapping[str, Floats]) -> Floats:
    """Cars or passengers an hour on each corridor (corridor, draw); `route_flows` per mode (route, draw).

    A route counts once however many links of a corridor it uses.
    """
    load: Floats = universe.corridor_routes["car"] @ route_flows["car"]
    load += universe.corridor_routes["transit"] @ route_flows["transit"]
    return load


def of_mode(universe: RouteUniverse, mode: str) -> ModeRoutes:
    """Routes of a mode."""
    return universe.car if mode == "car" else universe.transit


def mode_edges(links: LinkState, mode: str) -> Floats:
    """Edge minutes of a mode, (edge, draw)."""
    return links.car_min if mode == "car" else links.transit_min


def _open(routes: ModeRoutes, open_projects: Bools) -> Bools:
    """The same for the conditional routes only."""
    against = np.concatenate([~open_projects, open_projects]).astype(np.float64)
    free: Bools = routes.closed_by @ against == 0.0
    return free


def _counts(routes: ModeRoutes) -> Ints:
    return np.diff(np.append(routes.choice_start, routes.choice.size))


def _strains(network: Network, mode: str) -> list[Floats]:
    """Minutes relative to those at base volumes (edge,) where all volumes have grown."""
    roads, lines = network.roads, network.lines
    made: list[Floats] = []
    for growth in BUSIER:
        if mode == "car":
            ratio = roads.alpha * (roads.volume / roads.capacity) ** roads.beta
            busy = (1.0 + ratio * growth**roads.beta) / (1.0 + ratio)
            zones = len(network.zones)
            made.append(np.where((roads.start < zones) | (roads.end < zones), 1.0, busy))
        else:
            felt = np.where(growth * lines.volume > lines.seats, CROWDED, 1.0)
            made.append(np.concatenate([felt, np.ones(len(lines.ids))]))
    return made


def _states(
    network: Network, corridor_edges: csr_array, strains: list[Floats]
) -> Iterator[tuple[Bools, Bools, Floats]]:
    """Network states to search: (open projects, segments in service, penalty per edge)."""
    projects = len(network.projects)
    nothing = np.zeros(projects, dtype=bool)
    everything = np.ones(projects, dtype=bool)
    served = np.ones(len(network.lines.ids), dtype=bool)
    withdrawn = withdrawn_segments(network)
    for edges in withdrawn.values():
        served[edges] = False
    all_served = np.ones_like(served)
    even = np.ones(corridor_edges.shape[1])
    yield nothing, all_served, even
    if withdrawn:
        yield nothing, served, even
    for project in range(projects):
        one = nothing.copy()
        one[project] = True
        kept = all_served.copy()
        kept[withdrawn.get(project, np.zeros(0, dtype=np.int64))] = False
        yield one, kept, even
    yield everything, served, even
    for corridor in range(corridor_edges.shape[0]):
        used = corridor_edges.indices[corridor_edges.indptr[corridor] : corridor_edges.indptr[corridor + 1]]
        if used.size:
            penalty = even.copy()
            penalty[used] = CORRIDOR_PENALTY
            yield nothing, all_served, penalty
            yield everything, served, penalty
    for strain in strains:
        yield nothing, all_served, strain
        yield everything, served, strain


def _mode_routes(network: Network, mode: str, graph: Graph, corridor_edges: csr_array) -> ModeRoutes:
    zones = len(network.zones)
    segments = len(network.lines.ids)
    added = network.roads.added_by if mode == "car" else np.tile(network.lines.added_by, 2)
    found: list[tuple[Ints, Ints]] = []
    first: Ints | None = None
    for opened, served, penalty in _states(network, corridor_edges, _strains(network, mode)):
        links = link_attributes(network, opened[:, None])
        usable = np.append(opened, True)[added]  # -1: of the base network
        if mode == "transit":
            usable &= np.tile(served, 2)
        arcs, minutes = shortest(graph, mode_edges(links, mode)[:, 0] * penalty, usable, zones)
        if first is None:
            first = arcs
            missing = np.flatnonzero(~np.isfinite(minutes.reshape(zones, zones)) & ~np.eye(zones, dtype=bool))
            if missing.size:
                names = [f"{network.zones[p // zones]}>{network.zones[p % zones]}" for p in missing[:20].tolist()]
                raise ValueError(f"{missing.size} pairs have no {mode} route on the base network: {', '.join(names)}")
            found.append((np.arange(zones * zones), arcs))
            continue
        width = max(arcs.shape[1], first.shape[1])
        differs = np.flatnonzero(np.any(_widen(arcs, width) != _widen(first, width), axis=1) & np.isfinite(minutes))
        found.append((differs, arcs[differs]))
    return _assemble(network, mode, graph, found, added, segments)


def _widen(arcs: Ints, width: int) -> Ints:
    return np.pad(arcs, ((0, 0), (0, width - arcs.shape[1])), constant_values=-1)


def _assemble(
    network: Network, mode: str, graph: Graph, found: list[tuple[Ints, Ints]], added: Ints, segments: int
) -> ModeRoutes:
    """Unique routes sorted by pair; within a pair, in order of first discovery."""
    zones = len(network.zones)
    width = max(arcs.shape[1] for _, arcs in found)
    pair = np.concatenate([pairs for pairs, _ in found])
    arcs = np.concatenate([_widen(part, width) for _, part in found])
    keyed = np.ascontiguousarray(np.column_stack([pair, arcs]).astype(np.int32))
    rows = keyed.view(np.dtype((np.void, keyed.shape[1] * keyed.itemsize))).ravel()
    keep = np.sort(np.unique(rows, return_index=True)[1])
    keep = keep[np.argsort(pair[keep], kind="stable")]
    pair, arcs = pair[keep], arcs[keep]
    row, step = np.nonzero(arcs >= 0)
    used = arcs[row, step]
    fixed: Floats = np.bincount(row, weights=graph.fixed_min[used], minlength=pair.size).astype(np.float64)
    columns, lines = [], []
    for edges in (graph.first, graph.second):
        has = edges[used] >= 0
        columns.append(edges[used][has])
        lines.append(row[has])
    at = (np.concatenate(lines), np.concatenate(columns))
    incidence = csr_array((np.ones(at[0].size), at), shape=(pair.size, added.size))
    incidence.sort_indices()
    base_edges = network.roads.length_km if mode == "car" else np.append(network.lines.km, np.zeros(segments))
    km: Floats = incidence @ base_edges
    inside = pair // zones == pair % zones
    within = pair[inside] % zones
    km[inside] = network.intrazonal_km[within]
    local = LOCAL_TRANSIT_FIXED_MIN + 60.0 * network.intrazonal_km / LOCAL_TRANSIT_KMH
    fixed[inside] = (network.intrazonal_car_min if mode == "car" else local)[within]

    projects = len(network.projects)
    needs = np.zeros((pair.size, projects), dtype=bool)
    blocked = np.zeros((pair.size, projects), dtype=bool)
    by = added[at[1]]
    needs[at[0][by >= 0], by[by >= 0]] = True
    if mode == "transit":
        for project, edges in withdrawn_segments(network).items():
            blocked[at[0][np.isin(at[1], edges)], project] = True
    # One open route per pair whatever happens: guaranteed by the state without withdrawn lines.
    start = np.searchsorted(pair, np.arange(zones * zones))
    always = ~needs.any(axis=1) & ~blocked.any(axis=1)
    bare = np.flatnonzero(np.bincount(pair[always], minlength=zones * zones) == 0)
    if bare.size:
        names = [f"{network.zones[p // zones]}>{network.zones[p % zones]}" for p in bare[:20].tolist()]
        raise ValueError(f"{bare.size} pairs depend on a line that a project withdraws: {', '.join(names)}")
    counts = np.bincount(pair, minlength=zones * zones)
    choice = np.flatnonzero(counts[pair] > 1)
    choice_pairs = np.flatnonzero(counts > 1)
    choice_start = (np.cumsum(counts[choice_pairs]) - counts[choice_pairs]).astype(np.int64)
    gather = csr_array(
        (np.ones(choice.size), np.arange(choice.size), np.append(choice_start, choice.size)),
        shape=(choice_pairs.size, choice.size),
    )
    further = []
    for rank in range(1, int(counts.max())):
        pairs = np.flatnonzero(counts > rank)
        further.append((pairs, start[pairs] + rank))
    conditional = np.flatnonzero(~always)
    closed_by = csr_array(np.concatenate([needs, blocked], axis=1)[conditional].astype(np.float64))
    return ModeRoutes(
        pair, start, incidence, km, fixed, conditional, closed_by, choice, choice_start,
        choice_pairs, gather, tuple(further),
    )  # fmt: skip


def _corridor_edges(
    network: Network, names: tuple[str, ...], modes: tuple[str, ...], links: list[str]
) -> dict[str, csr_array]:
    problems: list[str] = []
    made: dict[str, csr_array] = {}
    for mode, ids, size in (
        ("car", network.roads.ids, len(network.roads.ids)),
        ("transit", network.lines.ids, 2 * len(network.lines.ids)),
    ):
        place = {link: number for number, link in enumerate(ids)}
        rows: list[int] = []
        columns: list[int] = []
        for number, (name, own, text) in enumerate(zip(names, modes, links, strict=True)):
            if own != mode:
                continue
            for link in text.split(";"):
                if link in place:
                    rows.append(number)
                    columns.append(place[link])
                else:
                    problems.append(f"corridors: {name}: unknown {mode} link {link!r}")
        made[mode] = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(names), size))
    unknown = [
        f"corridors: {name}: unknown mode {mode!r}" for name, mode in zip(names, modes, strict=True) if mode not in made
    ]
    if problems or unknown:
        raise ValueError("\n".join(problems + unknown))
    return made


def _uses(corridor_edges: csr_array, routes: ModeRoutes) -> csr_array:
    counts: NDArray[np.float64] = csr_array(corridor_edges @ routes.incidence.T)
    return csr_array(counts.minimum(1.0)) if counts.nnz else csr_array(counts)  # type: ignore[attr-defined]
