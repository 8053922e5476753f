"""Questions of all tabs, one at a time: the newest of a tab wins, and what was computed is kept for a while."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from balanssim import live, scenario
from balanssim.explorer.levers import FIRST, Lever, offered
from balanssim.explorer.pool import CalledOff
from balanssim.explorer.states import Refused, State
from balanssim.scenario.resolved import resample

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.live import Arrays
    from balanssim.region.read import Region
    from balanssim.scenario import Resolved

#: States whose worlds are kept, the latest asked for: some 10 MB each.
KEPT: Final = 12
#: Tabs that are known; the one that was silent longest is forgotten.
TABS: Final = 64


class Worlds(Protocol):
    """What computes worlds: this process or a few others."""

    def worlds(self, overrides: tuple[str, ...], labels: Sequence[int], ticket: int) -> Arrays:
        """Worlds of a state, by variable, draw first."""
        ...

    def ahead(self, overrides: tuple[str, ...], labels: Sequence[int], ticket: int) -> None:
        """Begin worlds that will be asked for next."""
        ...

    def call_off(self, ticket: int) -> None:
        """Give up the run with this ticket."""
        ...

    def close(self) -> None:
        """End what computes."""
        ...


class Runner:
    """One scenario and all that was asked of it."""

    def __init__(self, ref: str, overrides: Sequence[str], region: Region, base: Resolved, worlds: Worlds) -> None:
        self.ref, self.given, self.region, self.base = ref, tuple(overrides), region, base
        self.levers: tuple[Lever, ...] = offered(base)
        self._worlds = worlds
        self._one = threading.Lock()
        self._guard = threading.Lock()
        self._tickets = itertools.count(1)
        self._newest: dict[str, int] = {}
        self._running = 0
        self._kept: dict[State, Arrays] = {}
        self._read: dict[State, Resolved] = {}

    def ticket(self, tab: str) -> int:
        """A place for a question of a tab; the one before it is given up."""
        with self._guard:
            ticket = next(self._tickets)
            before = self._newest.pop(tab, 0)
            self._newest[tab] = ticket
            for old in list(self._newest)[:-TABS]:
                del self._newest[old]
            if before and before == self._running:
                self._worlds.call_off(before)
            return ticket

    def resolved(self, state: State, draws: int) -> Resolved:
        """The scenario of a state. Raises ``InputError``: levers that cannot go together."""
        with self._guard:
            changed = self._read.get(state)
        if changed is None:
            changed = scenario.load(self.ref, overrides=[*self.given, *state.overrides(self.levers)])
            with self._guard:
                self._read[state] = changed
                for old in list(self._read)[:-KEPT]:
                    del self._read[old]
        return resample(changed, draws, self.base.scenario.sampling.seed)

    def dataset(self, state: State, draws: int, tab: str, ticket: int, then: int = 0) -> xr.Dataset:
        """Worlds 1..``draws`` of a state, computed as far as they are not there yet; ``then``: how many are asked next.

        Raises ``Refused`` where a newer question of the same tab has come, and ``InputError``.
        """
        resolved = self.resolved(state, draws)
        with self._one:
            held = self._kept.pop(state, None)
            there = 0 if held is None else len(next(iter(held.values())))
            if there < draws:
                more = self._compute(state, range(there + 1, draws + 1), tab, ticket, held)
                held = more if held is None else live.joined([held, more])
                if then > draws:
                    self._worlds.ahead(self._overrides(state), range(draws + 1, then + 1), ticket)
            assert held is not None
            self._keep(state, held)
        return live.dataset(resolved, self.region, {name: values[:draws] for name, values in held.items()})

    def warm(self) -> None:
        """Have ready what a page asks first. One process compiles, where that was never done; the others read it."""
        ticket = self.ticket("")
        self._worlds.worlds(self.given, [1], ticket)
        self.dataset(State(), FIRST, "", ticket)

    def _compute(self, state: State, labels: range, tab: str, ticket: int, held: Arrays | None) -> Arrays:
        with self._guard:
            stale = self._newest.get(tab) != ticket
            self._running = 0 if stale else ticket
        try:
            if stale:
                raise CalledOff
            return self._worlds.worlds(self._overrides(state), labels, ticket)
        except CalledOff as error:
            if held is not None:
                self._keep(state, held)
            raise Refused("explore.refused.newer", 409) from error
        finally:
            with self._guard:
                self._running = 0

    def _overrides(self, state: State) -> tuple[str, ...]:
        return (*self.given, *state.overrides(self.levers))

    def _keep(self, state: State, arrays: Arrays) -> None:
        self._kept[state] = arrays
        for old in list(self._kept)[:-KEPT]:
            del self._kept[old]

    def close(self) -> None:
        """End what computes."""
        self._worlds.close()
