"""Shared desks: which there are, how many cases each handles at a time, and what relief adds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balanssim.inputs import Array, Inputs, WorldBlock
from balanssim.procedures import draws

#: Desk -> lever that relieves it.
RELIEF = {"planners": "planners_factor", "council_of_state": "court_factor"}


@dataclass(frozen=True)
class Desks:
    """``names`` of the desks, ``index`` (resource, municipality or 'region') -> place, ``capacity`` (desk, draw)."""

    names: tuple[str, ...]
    index: dict[tuple[str, str], int]
    capacity: Array


def make(inputs: Inputs, worlds: WorldBlock) -> Desks:
    """The desks of a block of draws.

    A capacity that relief makes a broken number is its whole part, and one more in as many worlds as the rest says; the
    central run has the nearest whole number. It is never below one.
    """
    given = inputs.procedures
    index: dict[tuple[str, str], int] = {}
    capacity = []
    for resource in given.resources.values():
        places = ["region"] if resource.per == "region" else sorted(set(inputs.procedures.municipality))
        factor = float(getattr(given, RELIEF[resource.id])) if resource.id in RELIEF else 1.0
        for place in places:
            index[resource.id, place] = len(index)
            number = resource.at(place) * factor
            luck = draws.uniform(given.seed, "procedures.event", resource.id, place, worlds.luck)
            luck = np.where(worlds.luck == draws.CENTRAL, 0.5, luck)
            whole = np.floor(number) + (luck < number - np.floor(number)) if np.isfinite(number) else np.inf
            capacity.append(np.maximum(np.broadcast_to(whole, worlds.width), 1.0))
    names = tuple(f"{resource}:{place}" if place != "region" else resource for resource, place in index)
    return Desks(names, index, np.array(capacity).reshape(len(index), worlds.width))
