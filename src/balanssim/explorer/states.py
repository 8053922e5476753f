"""A state of the live page: what was changed on the scenario, how many worlds, which reference date.

What comes from outside is checked here, once; behind it stand only states that a page can make.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balanssim.explorer import levers as known
from balanssim.explorer.levers import Lever

if TYPE_CHECKING:
    from balanssim.scenario import Resolved


class Refused(Exception):
    """A request that cannot be answered: the code of its words, what they name, and the HTTP status."""

    def __init__(self, code: str, status: int = 400, **params: object) -> None:
        super().__init__(code)
        self.code, self.status, self.params = code, status, params


@dataclass(frozen=True)
class State:
    """Levers that differ from the scenario, by id, sorted; equal states are equal questions."""

    changed: tuple[tuple[str, float | str], ...] = ()

    def overrides(self, levers: Sequence[Lever]) -> list[str]:
        """``key=value`` of all that was changed."""
        by_id = {lever.id: lever for lever in levers}
        return [text for name, value in self.changed for text in known.overrides(by_id[name], value)]

    def told(self, levers: Sequence[Lever]) -> str:
        """All that was changed, in one line of a table."""
        return " ".join(self.overrides(levers))


def read(raw: object, levers: Sequence[Lever]) -> State:
    """The state that a request names; raises ``Refused`` for anything that is not a lever or not in its bounds."""
    if not isinstance(raw, Mapping):
        raise Refused("explore.refused.levers")
    by_id = {lever.id: lever for lever in levers}
    changed = {}
    for name, value in raw.items():
        lever = by_id.get(str(name))
        if lever is None:
            raise Refused("explore.refused.lever", name=str(name)[:80], known=list(by_id))
        checked = _value(lever, value)
        if checked != lever.value:
            changed[lever.id] = checked
    return State(tuple(sorted(changed.items())))


def read_draws(raw: object) -> int:
    """A number of worlds that is offered."""
    if isinstance(raw, bool) or raw not in known.DRAWS:
        raise Refused("explore.refused.draws", known=list(known.DRAWS))
    return int(raw)


def read_year(raw: object, resolved: Resolved) -> int:
    """A reference date inside the horizon."""
    horizon = resolved.scenario.horizon
    if not isinstance(raw, int) or isinstance(raw, bool) or not horizon.start <= raw <= horizon.end:
        raise Refused("explore.refused.year", start=horizon.start, end=horizon.end)
    return raw


def _value(lever: Lever, value: Any) -> float | str:
    if lever.choices:
        if not isinstance(value, str) or value not in lever.choices:
            raise Refused("explore.refused.choice", name=lever.id, known=list(lever.choices))
        return value
    assert lever.bounds is not None
    low, high, _ = lever.bounds
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12
    if not number or not math.isfinite(value) or not low <= value <= high or (lever.whole and value != int(value)):
        raise Refused("explore.refused.number", name=lever.id, low=low, high=high)
    return round(float(value), 6)
