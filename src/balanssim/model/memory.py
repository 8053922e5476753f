"""What the equilibrium of a year teaches the next: where volumes go, and how travellers answer to a move of them.

A year begins where the last one ended, moved on along the trend of the years before; its acceleration begins with the
last moves and what they changed. Neither moves the fixed point, only the number of evaluations to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balanssim.model.acceleration import History
from balanssim.model.network_parts import Bools, Floats, Ints, LinkState

#: Moves that are remembered from year to year.
KEPT = 2
#: Weight of the last year in the trend: the end of a year is as exact as its tolerance, no more.
NEWEST = 0.5


@dataclass(frozen=True)
class Memory:
    """`trend (draw, item)` change of the volumes in a year; `moves`, `changes (step, draw,
    item)` the last moves and what they changed, as in `acceleration.History`; `links` of the year.
    """

    trend: Floats
    moves: Floats
    changes: Floats
    links: LinkState


def begin(point: Floats, memory: Memory | None) -> Floats:
    """Volumes to begin a year with (draw, item), from `point` where the last one ended."""
    start: Floats = point if memory is None else np.maximum(point + memory.trend, 0.0)
    return start


def before(draws: int, items: int, memory: Memory | None) -> tuple[Floats, Floats]:
    """Moves and changes (step, draw, item) to begin a year with, zeros where nothing was learnt; to be written in."""
    if memory is None:
        return np.zeros((KEPT, draws, items)), np.zeros((KEPT, draws, items))
    return memory.moves.copy(), memory.changes.copy()


def remember(learnt: tuple[Floats, Floats], draws: Ints, history: History, going: Bools) -> None:
    """Take in the last step of the draws of a history that were `going`; the oldest one is forgotten."""
    at = draws[going]
    for kept, new in zip(learnt, (history.moves, history.changes), strict=True):
        kept[:-1, at] = kept[1:, at]
        kept[-1, at] = new[-1, going]


def close(point: Floats, end: Floats, links: LinkState, learnt: tuple[Floats, Floats], memory: Memory | None) -> Memory:
    """Memory at the `end (draw, item)` of a year that began from `point`.

    What a project or another service of transit moves is no trend: the trend then stays as it was.
    """
    change = end - point
    if memory is None:
        return Memory(change, *learnt, links)
    same = np.ones(len(end), dtype=bool)
    if links is not memory.links:
        for name in ("open_projects", "variant", "transit_min"):
            same &= ~np.any(getattr(links, name) != getattr(memory.links, name), axis=0)
    known = np.any(memory.trend, axis=1)[:, None]
    trend = memory.trend + np.where(known, NEWEST, 1.0) * (change - memory.trend)
    return Memory(np.where(same[:, None], trend, memory.trend), *learnt, links)
