"""What draws share within a year, and what years share within a block: made once, spread where it is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from balanssim.model.network_parts import Bools, Floats, Ints, LinkState


@dataclass(frozen=True)
class ByState:
    """An array that differs between draws by the state of the network alone: `values (row, state)`, and the state `of`
    each draw (draw,).
    """

    values: Floats
    of: Ints

    @cached_property
    def by_draw(self) -> Floats:
        """The same with a column for each draw (row, draw)."""
        return self.values[:, self.of]

    def columns(self, draws: Ints | Bools) -> ByState:
        """The same for some draws only."""
        return ByState(self.values, self.of[draws])


def states(links: LinkState) -> tuple[LinkState, Ints]:
    """The different states of a network among draws, and the state of each draw (draw,).

    Two draws are in one state where the same projects are open, and the same variants of facts hold.
    """
    switches = np.concatenate([links.open_projects, links.variant])
    _, first, of = np.unique(switches, axis=1, return_index=True, return_inverse=True)
    return links.columns(first), of.reshape(-1)


class Once:
    """What was made of things that rarely change, kept as long as the same are asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[Any, ...], Any]] = {}

    def made(self, name: str, of: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """`make()`, or what it gave before under this `name` from these things: the same objects, or equal numbers."""
        kept = self._kept.get(name)
        if kept is None or len(kept[0]) != len(of) or not all(map(_same, kept[0], of)):
            kept = self._kept[name] = (of, make())
        return kept[1]


def _same(one: Any, other: Any) -> bool:
    return one is other or (
        isinstance(one, int | float | bytes) and isinstance(other, int | float | bytes) and one == other
    )
