"""Cars and passengers in the morning peak hour on every link, around the counts of the base date.

The same chain as the loads on corridors (`commuting.peak_trips`), over the routes of every pair, so that a corridor of
one link has the load of that link. Order of the link axis: roads, line segments, then the links of projects by project.
Source: model.md, loads in the busiest hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from balanssim.model import commuting, peak, routes
from balanssim.model.network_parts import Bools, Floats, Ints, LinkState, Network

ALL_PAIRS = slice(None)


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
    draws = base.parameters.beta.size
    # Waiting stands beside riding as an edge of its own; who waits for a segment also rides it.
    rides = static.universe.transit.incidence[:, : len(lines.ids)]
    carried = {"car": csr_array(static.universe.car.incidence.T), "transit": csr_array(rides.T)}
    if base.congestion is None:
        flows = np.repeat(static.flows[:, :, None], draws, axis=2)
        modelled = _modelled(base, carried, flows, base.start.mode_share, base.links, 0.0, 0.0)
    else:
        modelled = _carried(carried, base.congestion.route_flows)
    counted = np.concatenate([roads.volume * roads.commuter_share, np.zeros(len(lines.ids))])[:, None]
    return LinkBase(
        base, carried, modelled, peak.count_pivot(counted, modelled), np.where(counted > 0.0, counted, modelled)
    )


def of_year(
    base: LinkBase, result: commuting.CommutingResult, wfh_extra: Floats | float, spread_and_avoid: Floats | float
) -> LinkLoads:
    """Loads of one year from its commuting, (link, draw) in `order`; levers as in `commuting.YearInputs`.

    A link of a project that is not open has extra 0. Crowding is (base volume + extra, not below zero) / seats of the
    year, and NaN where no seat passes: on roads, on a line that does not run, on a link that is not open.
    """
    if result.route_flows is None:
        now = _modelled(
            base.commuting, base.carried, result.flows, result.state.mode_share, result.links, wfh_extra,
            spread_and_avoid,
        )  # fmt: skip
    else:
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


def _modelled(
    base: commuting.CommutingBase,
    carried: dict[str, csr_array],
    flows: Floats,
    mode_share: Floats,
    links: LinkState,
    wfh_extra: Floats | float,
    avoided: Floats | float,
) -> Floats:
    """Peak-hour cars (times the regional scalar) per road link, then passengers per segment (link, draw)."""
    universe, spread = base.static.universe, base.parameters.route_spread
    route_flows = {}
    for mode, of_mode in (("car", universe.car), ("transit", universe.transit)):
        minutes = routes.route_minutes(of_mode, routes.mode_edges(links, mode), links.open_projects)
        share = routes.route_shares(of_mode, minutes, routes.pair_minutes(of_mode, minutes), spread)
        trips = commuting.peak_trips(
            base.static, base.parameters, base.scalar, mode, ALL_PAIRS, flows, mode_share, wfh_extra, avoided
        )
        share *= trips[of_mode.pair]
        route_flows[mode] = share
    return _carried(carried, route_flows)


def _carried(carried: dict[str, csr_array], route_flows: Mapping[str, Floats]) -> Floats:
    """What routes carry, per road link, then per segment (link, draw)."""
    return np.concatenate([carried[mode] @ route_flows[mode] for mode in ("car", "transit")])
