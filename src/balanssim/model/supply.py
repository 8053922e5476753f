"""What links do with volumes: congested minutes on roads, crowding in vehicles, and volumes that pivot on counts.

Equations of model.md 6.3. Links are roads, then line segments, in the order of the network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balanssim.model.network_parts import Bools, Floats, Ints, LinkState, Network

#: Room for standing passengers where the tables give none, as a part of the seats.
LEAST_STANDING = 0.1


@dataclass(frozen=True)
class RoadCounts:
    """What is counted on road links on the base date, all (edge, 1) unless said otherwise.

    `commuters` and `others` cars an hour; `per_commuter` other cars for each commuter, on a link of a project as on all
    roads together; `roads (road,)` the links that congest; `added (edge,)` bool, links of projects.
    """

    commuters: Floats
    others: Floats
    per_commuter: Floats
    roads: Ints
    added: Bools


def congestible(network: Network, external: Bools) -> Bools:
    """Road links whose minutes follow their volume (edge,): not those at a zone, and not those at a junction that
    serves external zones alone.

    `external (zone,)` bool. A connector stands for many streets, and a zone outside the region for a province: what
    they carry on one link says nothing of its congestion. Source: model.md 6.3.
    """
    roads, zones = network.roads, len(network.zones)
    base = roads.added_by < 0
    serves = np.zeros(len(network.nodes), dtype=bool)
    inside = np.zeros(len(network.nodes), dtype=bool)
    for start, end in ((roads.start, roads.end), (roads.end, roads.start)):
        connector = base & (start < zones) & (end >= zones)
        serves[end[connector]] = True
        inside[end[connector & ~external[np.minimum(start, zones - 1)]]] = True
    outside = serves & ~inside
    free: Bools = (roads.start >= zones) & (roads.end >= zones) & ~outside[roads.start] & ~outside[roads.end]
    return free


def road_counts(network: Network, free: Bools) -> RoadCounts:
    """Counts of the tables; `free (edge,)` bool the `congestible` links."""
    table = network.roads
    commuters = (table.volume * table.commuter_share)[:, None]
    others = table.volume[:, None] - commuters
    share = float(commuters[free].sum() / max(float(table.volume[free].sum()), 1e-300))
    per_commuter = np.where(commuters > 0.0, others / np.where(commuters > 0.0, commuters, 1.0), 0.0)
    per_commuter[table.added_by >= 0] = (1.0 - share) / share if share > 0.0 else 0.0
    return RoadCounts(commuters, others, per_commuter, np.flatnonzero(free), table.added_by >= 0)


def road_volumes(
    counts: RoadCounts,
    volume: Floats,
    kappa: Floats,
    modelled: Floats,
    commuters: Floats,
    base_commuters: Floats,
    growth: Floats,
) -> Floats:
    """All cars an hour on the links that congest (road, draw), not below zero.

    Parameters
    ----------
    volume : (road, draw) counted on the base date; exactly these come back with the commuters of the base date
    kappa, modelled : (road, draw) pivot on counts, and commuter cars modelled on the base date
    commuters, base_commuters : (road, draw) commuter cars of the year, and those of the base date on the network and
        at the travel times of the year
    growth : (draw,) other traffic relative to the base date

    `v = others growth rho + s v0 + kappa (Q - Q0)` with `rho = 1 + kappa (Q base commuters - Q0) / (s v0)`, which is
    their ratio where kappa is not at its bounds: other traffic looks for other roads as commuters do. On a link of a
    project `Q (1 + (1 - s) / s)`, s the mean share of commuters. Source: model.md 6.3.
    """
    at = counts.roads
    others, per_commuter, new = counts.others[at], counts.per_commuter[at], counts.added[at]
    moved = kappa * (base_commuters - modelled)
    moved *= per_commuter
    np.maximum(moved, -others, out=moved)
    total = (others + moved) * (growth - 1.0)
    total += moved
    total += kappa * (commuters - modelled)
    total += volume
    total[new] = commuters[new] * (1.0 + per_commuter[new])
    np.maximum(total, 0.0, out=total)
    return total


def congested_minutes(network: Network, links: LinkState, roads: Ints, volume: Floats) -> Floats:
    """Minutes on the road links `roads` at `volume (road, draw)` cars an hour, (road, draw).

    `free (1 + alpha (v / c)^beta)`. Source: US Bureau of Public Roads (1964).
    """
    table = network.roads
    ratio = volume / links.car_capacity[roads]
    minutes = _power(ratio, table.beta[roads])
    minutes *= table.alpha[roads, None]
    minutes += 1.0
    minutes *= links.car_free[roads]
    return minutes


def crowding_factor(riders: Floats, seats: Floats, capacity: Floats, most: Floats | float) -> Floats:
    """How much longer a minute in the vehicle feels, elementwise: 1 up to the seats, rising to `most` at the capacity
    and on along the same line beyond.

    `riders`, `seats`, `capacity` passengers an hour; 1 where no seat passes. Source of the size: Wardman and Whelan
    (2011), Twenty years of rail crowding valuation studies, Transport Reviews 31.
    """
    room = standing_room(seats, capacity)
    over = np.maximum(riders - seats, 0.0)
    felt = np.divide(over, room, out=np.zeros_like(over), where=seats > 0.0)
    felt *= most - 1.0
    felt += 1.0
    return felt


def standing_room(seats: Floats, capacity: Floats) -> Floats:
    """Places to stand, elementwise."""
    room: Floats = np.maximum(capacity - seats, LEAST_STANDING * seats)
    return room


def spreading(minutes: Floats, base: Floats, eta: Floats | float) -> Floats:
    """Share of trips in the busiest hour relative to the base date, `(minutes / base)^-eta` (pair, draw).

    Longer peak minutes send people to other hours, shorter ones bring them back; money does not, as an hour later costs
    the same. Source: model.md 6.3.
    """
    factor = minutes / base
    np.log(factor, out=factor)
    factor *= -np.asarray(eta)
    np.exp(factor, out=factor)
    return factor


def _power(ratio: Floats, exponent: Floats) -> Floats:
    """`ratio ** exponent` by row, in products where the exponent is a multiple of a half: the same in any block."""
    result = np.empty_like(ratio)
    for value in np.unique(exponent).tolist():
        rows = np.flatnonzero(exponent == value)
        base, whole = ratio[rows], int(value)
        if value not in (whole, whole + 0.5) or whole > 8:
            result[rows] = np.power(base, value)
            continue
        made = np.sqrt(base) if value != whole else np.ones_like(base)
        for _ in range(whole):
            made *= base
        result[rows] = made
    return result
