"""Cars and passengers in the morning peak hour on every link, around the counts of the base date.

From the same flows on routes as the loads on corridors (`commuting.solve`), so that a corridor of one link has the load
of that link. Order of the link axis: roads, line segments, then the links of projects by project.
Source: model.md, loads in the busiest hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from balanssim.model import commuting, peak
from balanssim.model.network_parts import Bools, Floats, Ints, LinkState, Network


@dataclass(frozen=True)
class LinkBase:
    """Base year of one block of draws: per link and draw the `modelled` load, the pivot `kappa` on counts and the
    `load`, counted where there is a count.

    `carried` per mode (edge, route) 1 where a route uses a road link or rides a segment. Links are in order of the
    network here (roads, then segments).
    """

    commuting: commuting.CommutingBase
    carried: dict[str, csr_array]
    modelled: Floats
    kappa: Floats
    load: Floats


@dataclass(frozen=True)
class LinkLoads:
    """`extra (link, draw)` cars or passengers an hour more than on the base date; `crowding (link, draw)` passengers
    per seat, NaN on roads and where no seat passes.
    """

    extra: Floats
    crowding: Floats


def order(network: Network) -> Ints:
    """Place of each label of the link axis among roads followed by segments: the base first, then project by project.

    Links of projects come in the order of `network.projects`, roads before segments.
    """
    return np.argsort(np.concatenate([network.roads.added_by, network.lines.added_by]), kind="stable")


def prepare(base: commuting.CommutingBase) -> LinkBase:
    """Loads of the base date on the base network, and how the counts scale their changes."""
    static = base.static
    roads, lines = static.universe.network.roads, static.universe.network.lines
    # Waiting stands beside riding as an edge of its own; who waits for a segment also rides it.
    rides = static.universe.transit.incidence[:, : len(lines.ids)]
    carried = {"car": csr_array(static.universe.car.incidence.T), "transit": csr_array(rides.T)}
    modelled = _carried(carried, base.at.route_flows)
    counted = np.concatenate([roads.volume * roads.commuter_share, np.zeros(len(lines.ids))])[:, None]
    return LinkBase(
        base, carried, modelled, peak.count_pivot(counted, modelled), np.where(counted > 0.0, counted, modelled)
    )


def of_year(base: LinkBase, result: commuting.CommutingResult) -> LinkLoads:
    """Loads of one year from its commuting, (link, draw) in `order`.

    A link of a project that is not open has extra 0. Crowding is (base volume + extra, not below zero) / seats of the
    year, and NaN where no seat passes: on roads, on a line that does not run, on a link that is not open.
    """
    now = _carried(base.carried, result.route_flows)
    extra = np.maximum(base.load + base.kappa * (now - base.modelled), 0.0) - base.load
    network = base.commuting.static.universe.network
    at = order(network)
    riders = extra[len(network.roads.ids) :]
    crowding = np.concatenate(
        [np.full_like(extra[: len(network.roads.ids)], np.nan), _crowding(result.links, riders, network)]
    )
    return LinkLoads(extra[at], crowding[at])


def _crowding(links: LinkState, extra: Floats, network: Network) -> Floats:
    """Passengers per seat on segments (segment, draw)."""
    lines = network.lines
    runs: Bools = links.transit_seats > 0.0
    added = np.flatnonzero(lines.added_by >= 0)
    runs[added] &= links.open_projects[lines.added_by[added]]
    riders = np.maximum(lines.volume[:, None] + extra, 0.0)
    return np.divide(riders, links.transit_seats, out=np.full_like(riders, np.nan), where=runs)


def _carried(carried: dict[str, csr_array], route_flows: Mapping[str, Floats]) -> Floats:
    """What routes carry, per road link, then per segment (link, draw)."""
    return np.concatenate([carried[mode] @ route_flows[mode] for mode in ("car", "transit")])
