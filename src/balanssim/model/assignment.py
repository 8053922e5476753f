"""Deterministic user equilibrium: nobody can travel cheaper by another path (Wardrop, 1952).

The flows that minimise Beckmann's objective. Paths are generated where a cheaper one is found; on the paths at hand the
objective is minimised by Newton steps in path flows, projected so that demand is met and no flow is negative.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from balanssim.model.conjugate import solve
from balanssim.model.road_graph import RoadGraph, paths, trees
from balanssim.model.volume_delay import Curves, areas, costs, slopes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Paths are solved to this share of the gap that paths not yet found leave open.
INNER = 0.05
#: Newton steps between two searches for paths.
STEPS = 4
#: How often the flows of a step that are free, not at zero, are solved again.
ROUNDS = 4
#: Conjugate gradients per solution, far from the equilibrium (where a step is cut off anyway) and near it.
FAR, NEAR = 25, 40
#: A step is halved until, at its end, the objective rises no faster than this part of its fall at the start.
BEYOND = 0.3


@dataclass(frozen=True)
class Demand:
    """Trips to assign: `origin (pair,)` rows of the graph's origins, `node (pair,)` path ends, `trips (pair,)`."""

    origin: Ints
    node: Ints
    trips: Floats


@dataclass(frozen=True)
class Equilibrium:
    """Outcome of `equilibrium`: `volume (link,)`, paths in use and what flows on them.

    `path_pair`, `path_flow (path,)`, `path_links` (path, link). `gap` is (cost of all trips - cost if all went by the
    cheapest path at these volumes) / cost of all trips; `converged`: no more than asked.
    """

    volume: Floats
    path_pair: Ints
    path_flow: Floats
    path_links: csr_array
    gap: float
    iterations: int
    converged: bool


def unconnected(graph: RoadGraph, demand: Demand, links: Curves) -> Ints:
    """Pairs with trips and without a path."""
    reached, _ = trees(graph, links.free + links.fixed)
    return np.flatnonzero(~np.isfinite(reached[demand.origin, demand.node]))


def equilibrium(
    graph: RoadGraph,
    demand: Demand,
    links: Curves,
    gap: float,
    iterations: int,
    watch: Callable[[int, float], None] = lambda count, gap: None,
) -> Equilibrium:
    """Volumes at which every used path is a cheapest one, to a relative `gap`.

    Every pair has trips and a path (`unconnected`). One iteration is Newton steps on the paths found so far and a
    search for cheaper ones from all origins; `watch` is told its number and gap. Ends when two in a row are within
    `gap`: the objective is then exact to it, but volumes only to its root, and the last steps are the most effective.
    Source: Beckmann, McGuire and Winsten (1956); gradient projection on paths, Bertsekas and Gafni (1983), Jayakrishnan
    et al. (1994).
    """
    count = links.free.size
    pairs = np.arange(demand.trips.size)
    _, link = trees(graph, costs(links, np.zeros(count)))
    pair, flow = pairs, demand.trips.copy()
    table = paths(graph, link, demand.origin, demand.node, count)
    volume = np.asarray(table.T @ flow)
    found, before, number = np.inf, np.inf, 0
    while True:
        now = costs(links, volume)
        reached, link = trees(graph, now)
        cheapest = reached[demand.origin, demand.node]
        spent = float(volume @ now)
        found, before = max(spent - float(demand.trips @ cheapest), 0.0) / max(spent, 1e-300), found
        watch(number, found)
        if max(found, before) <= gap or number == iterations or not pairs.size:
            break
        number += 1
        held = np.asarray(table @ now)
        best = np.minimum.reduceat(held, np.searchsorted(pair, pairs))
        fresh = np.flatnonzero(cheapest < best * (1.0 - 1e-13))
        keep = (flow > 0.0) | (held <= best[pair])
        new = paths(graph, link, demand.origin[fresh], demand.node[fresh], count)
        pair = np.concatenate([pair[keep], fresh])
        order = np.argsort(pair, kind="stable")
        pair, flow = pair[order], np.concatenate([flow[keep], np.zeros(fresh.size)])[order]
        table = csr_array(vstack([table[keep], new], format="csr")[order])
        flow, volume = settle(table, pair, flow, demand.trips, links, found)
    used = flow > 0.0
    return Equilibrium(volume, pair[used], flow[used], table[used], found, number, found <= gap)


def settle(
    table: csr_array, pair: Ints, flow: Floats, trips: Floats, links: Curves, gap: float
) -> tuple[Floats, Floats]:
    """Minimise Beckmann's objective over the flows of the paths at hand: `(flow (path,), volume (link,))`.

    `table` (path, link), `pair (path,)` sorted, `flow (path,)` meets `trips (pair,)`. `gap` is the relative gap over
    all paths; ends when that over these is a small part of it, or after some steps. In every pair the largest flow
    gives way to the others, so demand is met by itself; a Newton step on the others is bent where a flow would fall
    below zero.
    """
    first = np.searchsorted(pair, np.arange(trips.size))
    count = np.diff(np.append(first, pair.size))
    choice = np.flatnonzero(count[pair] > 1)
    volume = np.asarray(table.T @ flow)
    if not choice.size:
        return flow, volume
    flow = flow.copy()
    for _ in range(STEPS):
        now = costs(links, volume)
        held = np.asarray(table @ now)
        best = np.minimum.reduceat(held, first)
        if float(flow @ (held - best[pair])) <= INNER * min(gap, 1.0) * float(volume @ now):
            break
        base = _largest(flow, held, pair, first)
        gain = held - held[base[pair]]
        moving = choice[(choice != base[pair[choice]]) & ((flow[choice] > 0.0) | (gain[choice] < 0.0))]
        if not moving.size:
            break
        swap = csr_array(table[moving] - table[base[pair[moving]]])
        swap.eliminate_zeros()
        back = csr_array(swap.T)
        slope = slopes(links, volume)
        step = _newton(swap, back, gain[moving], slope, flow[moving], trips[pair[moving]], gap)
        change, moved = _short(links, volume, gain[moving], step, flow, moving, base, pair, back)
        if not change.any():
            break
        change *= _line(links, volume, moved)
        flow[moving] += change
        flow[moving[flow[moving] < 1e-14 * trips[pair[moving]]]] = 0.0
        others = np.bincount(pair[moving], weights=flow[moving], minlength=trips.size)
        rest = np.bincount(pair, weights=flow, minlength=trips.size) - flow[base] - others
        flow[base] = np.maximum(trips - others - rest, 0.0)
        volume = np.asarray(table.T @ flow)
    return flow, volume


def _largest(flow: Floats, held: Floats, pair: Ints, first: Ints) -> Ints:
    """Path with the largest flow of each pair, of equals the cheapest, (pair,)."""
    order = np.lexsort((held, -flow, pair))
    return order[first]


def _newton(
    swap: csr_array, back: csr_array, gain: Floats, slope: Floats, flow: Floats, trips: Floats, gap: float
) -> Floats:
    """Step per path that moves: lowers the second-order expansion over steps that leave no flow below zero.

    Conjugate gradients on the flows that are free, cut off at zero and halved until the expansion falls; flows at zero
    that would rather grow are free again (More and Toraldo, 1991). Starts from a step of each path by itself.
    """
    # Kept short where costs hardly rise with volume: a swap between links of constant time would have no end.
    short = np.abs(gain) / (10.0 * trips)
    diagonal = np.maximum(np.asarray(abs(swap) @ slope) + short, 1e-300)
    exact, most = min(0.03, gap**0.5), FAR if gap > 1e-3 else NEAR

    def bend(x: Floats) -> Floats:
        image: Floats = np.asarray(swap @ (slope * (back @ x))) + short * x
        return image

    step, pull, depth = np.zeros_like(gain), gain, 0.0
    direction = -gain / diagonal
    for turn in range(ROUNDS + 1):
        for _ in range(12):
            trial = np.maximum(step + direction, -flow)
            bent = bend(trial)
            lower = float(gain @ trial + 0.5 * (trial @ bent))
            if lower < depth:
                break
            direction = direction / 3.0
        else:
            break
        step, pull, depth = trial, gain + bent, lower
        free = (step > -flow) | (pull < 0.0)
        if turn < ROUNDS:
            wanted = np.where(free, -pull, 0.0)
            direction = solve(partial(_within, bend, free), wanted, diagonal, exact, most)
    return step


def _within(bend: Callable[[Floats], Floats], free: Bools, x: Floats) -> Floats:
    """`bend(x)` on the paths that are free, zero elsewhere."""
    return np.where(free, bend(x), 0.0)


def _short(
    links: Curves, volume: Floats, gain: Floats, step: Floats, flow: Floats, moving: Ints, base: Ints, pair: Ints,
    back: csr_array,
) -> tuple[Floats, Floats]:  # fmt: skip
    """As much of the step, bent, as does not end where the objective rises steeply; also on links. Zero for no such."""
    for _ in range(30):
        change = _bent(step, flow, moving, base, pair)
        moved = np.asarray(back @ change)
        fall = float(gain @ change)
        if fall < 0.0 and float(moved @ costs(links, np.maximum(volume + moved, 0.0))) <= -BEYOND * fall:
            return change, moved
        step = step / 2.0
    return np.zeros_like(step), np.zeros_like(volume)


def _bent(step: Floats, flow: Floats, moving: Ints, base: Ints, pair: Ints) -> Floats:
    """The step where no flow falls below zero, that of the path that gives way included."""
    change = np.maximum(step, -flow[moving])
    taken = np.bincount(pair[moving], weights=change, minlength=base.size)
    room = flow[base]
    share = np.where(taken > room, room / np.where(taken > room, taken, 1.0), 1.0)
    bent: Floats = change * share[pair[moving]]
    return bent


def _line(links: Curves, volume: Floats, moved: Floats) -> float:
    """Share of the way, at most all of it, where the objective is least: its slope is zero there or still negative."""

    def slope(share: float) -> float:
        return float(moved @ costs(links, np.maximum(volume + share * moved, 0.0)))

    if slope(1.0) <= 0.0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2.0
        if slope(middle) > 0.0:
            high = middle
        else:
            low = middle
    return low if low > 0.0 else high


def objective(links: Curves, volume: Floats) -> float:
    """Beckmann's objective: the areas under all cost curves."""
    return float(areas(links, volume).sum())
