"""What open projects and variants do to the links of the network, per draw, at base-year volumes.

The types are in `network_parts`, reading the tables in `network_tables`; both are found here. Source: model.md 6.3.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from balanssim.model.network_parts import (
    LOCAL_TRANSIT_FIXED_MIN,
    LOCAL_TRANSIT_KMH,
    MAX_WAIT_MIN,
    TRANSFER_MIN,
    Bools,
    Change,
    Floats,
    Ints,
    LinkState,
    Network,
    Table,
)
from balanssim.model.network_tables import compile_network, straight_km

__all__ = [
    "LOCAL_TRANSIT_FIXED_MIN",
    "LOCAL_TRANSIT_KMH",
    "MAX_WAIT_MIN",
    "TRANSFER_MIN",
    "Bools",
    "Change",
    "Floats",
    "Ints",
    "LinkState",
    "Network",
    "Table",
    "base_state",
    "bpr_minutes",
    "compile_network",
    "link_attributes",
    "straight_km",
    "wait_minutes",
    "withdrawn_segments",
]


def bpr_minutes(free_min: Floats, volume: Floats, capacity: Floats, alpha: Floats, beta: Floats) -> Floats:
    """Congested minutes `free_min (1 + alpha (volume / capacity)^beta)`, elementwise.

    Volumes and capacities in veh/h. Source: US Bureau of Public Roads (1964), Traffic Assignment Manual.
    """
    congested: Floats = free_min * (1.0 + alpha * (volume / capacity) ** beta)
    return congested


def wait_minutes(frequency_h: Floats) -> Floats:
    """Half the headway, at most `MAX_WAIT_MIN`; a line without service waits `MAX_WAIT_MIN` (its routes are closed)."""
    with np.errstate(divide="ignore"):
        return np.minimum(30.0 / frequency_h, MAX_WAIT_MIN)


def link_attributes(
    network: Network,
    open_projects: Bools,
    variant: Bools | None = None,
    previous: LinkState | None = None,
    service: Floats | float = 1.0,
) -> LinkState:
    """Edge minutes and capacities per draw at base-year volumes.

    Parameters
    ----------
    open_projects : (project, draw) bool, in the order of `network.projects`
    variant : (variant, draw) or, with one variant, (draw,) bool; none means the base facts everywhere
    previous : the state of the year before, of the same `service`; columns whose switches did not change are taken
        from it
    service : (segment,) factor on vehicles an hour, greater than zero; vehicles keep their size, so that seats and
        places follow

    Base volumes stay, so a wider road is faster and a link of a project runs at free flow.
    """
    opened = np.atleast_2d(np.asarray(open_projects, dtype=bool))
    draws = opened.shape[1]
    shape = (len(network.variants), draws)
    on = np.zeros(shape, dtype=bool) if variant is None else np.asarray(variant, dtype=bool).reshape(shape)
    if opened.shape[0] != len(network.projects):
        raise ValueError(f"open_projects has {opened.shape[0]} rows, the network {len(network.projects)} projects")
    if previous is not None and previous.open_projects.shape == opened.shape:
        moved = np.flatnonzero(np.any(previous.open_projects != opened, 0) | np.any(previous.variant != on, 0))
        if moved.size == 0:
            return previous
        if moved.size < draws:
            part = link_attributes(network, opened[:, moved], on[:, moved], service=service)
            merged = {}
            for name in previous.__dataclass_fields__:
                whole = getattr(previous, name).copy()
                whole[:, moved] = getattr(part, name)
                merged[name] = whole
            return LinkState(**merged)
    roads, lines = network.roads, network.lines
    capacity = _spread(roads.capacity, draws)
    free = _spread(roads.free_min, draws)
    volume = _spread(roads.volume, draws)
    fields = {"capacity": capacity, "free_min": free, "volume": volume}
    touched = _apply(fields, network.road_variants, on) | _apply(fields, network.road_changes, opened)
    car_min = _spread(bpr_minutes(roads.free_min, roads.volume, roads.capacity, roads.alpha, roads.beta), draws)
    at = np.array(sorted(touched), dtype=np.int64)
    car_min[at] = bpr_minutes(free[at], volume[at], capacity[at], roads.alpha[at, None], roads.beta[at, None])

    ride = _spread(lines.ride_min, draws)
    frequency = _spread(lines.frequency, draws)
    seats = _spread(lines.seats, draws)
    places = _spread(lines.capacity, draws)
    fields = {"ride_min": ride, "frequency": frequency, "seats": seats, "capacity": places}
    _apply(fields, network.line_variants, on)
    _apply(fields, network.line_changes, opened)
    for values in (frequency, seats, places):
        values *= np.reshape(service, (-1, 1))
    waits = np.concatenate([ride, wait_minutes(frequency)])
    return LinkState(opened, on, car_min, capacity, free, volume, waits, places, seats)


def base_state(network: Network, draws: int = 1) -> LinkState:
    """The network of the base year: nothing of the project list open, base facts."""
    return link_attributes(network, np.zeros((len(network.projects), draws), dtype=bool))


def withdrawn_segments(network: Network) -> dict[int, Ints]:
    """Segments that a project takes out of service (its frequency becomes 0), by project index."""
    found: dict[int, list[Ints]] = {}
    for change in network.line_changes:
        if change.field == "frequency" and change.value == 0.0:
            found.setdefault(change.switch, []).append(change.edges)
    return {project: np.concatenate(parts) for project, parts in found.items()}


def _apply(fields: dict[str, Floats], changes: Sequence[Change], switches: Bools) -> set[int]:
    touched: set[int] = set()
    for change in changes:
        on = switches[change.switch]
        rows = change.edges[:, None]
        values = fields[change.field]
        if change.field == "frequency":
            # Vehicles keep their size: seats and places follow the frequency.
            now = values[change.edges]
            ratio = np.where(on & (now > 0.0), change.value / np.where(now > 0.0, now, 1.0), 1.0)
            fields["seats"][change.edges] *= ratio
            fields["capacity"][change.edges] *= ratio
        values[rows, np.flatnonzero(on)] = change.value
        touched.update(int(edge) for edge in change.edges)
    return touched


def _spread(values: Floats, draws: int) -> Floats:
    return np.repeat(values[:, None], draws, axis=1)
