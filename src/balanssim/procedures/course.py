"""How a walk is followed: steps cut into legs, legs followed draw by draw, desks kept in SimPy.

A leg is a step that waits for something, with the steps behind it that wait for nothing: those are one sum. Dates known
beforehand (gates, meetings) need no event either; SimPy is told only of arrivals at a desk and of the end of service.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import simpy
from numpy.typing import NDArray

from balanssim.inputs import NEVER

if TYPE_CHECKING:
    from balanssim.procedures.walk import Node, Step, Walk

Array = NDArray[np.float64]
Numbers = list[float]
#: An item, its leg, and the date on which it comes there.
Case = tuple[int, int, float]
UNLIMITED = math.inf


@dataclass(eq=False, slots=True)
class Leg:
    """A step that waits and the plain steps behind it; lists have one value per draw.

    ``offset`` (step, D): time from the end of the first step to the end of each; ``end``: end of the first step, NEVER
    until reached; ``waited``: years per cause. ``watched``: other steps come after this one; ``held``: its first step
    waits for something beside a desk.
    """

    steps: tuple[Step, ...]
    offset: Array
    happens: list[bool]
    duration: Numbers
    tail: Numbers
    end: Numbers
    not_before: Numbers | None
    drops: list[bool] | None
    waited: dict[str, Numbers]
    watched: bool
    desk: int
    at_meeting: bool
    held: bool
    after: Leg | None = None

    def dates(self, horizon: float) -> dict[Node, Array]:
        """End of every step of the leg, NEVER beyond the horizon."""
        ends = np.array(self.end) + self.offset
        ends[ends > horizon] = NEVER
        return {(step.item, step.name): date for step, date in zip(self.steps, ends, strict=True)}

    def waits(self, resources: tuple[str, ...]) -> dict[tuple[int, str, str], Array]:
        """Years waited by the first step, per cause."""
        step = self.steps[0]
        desk = resources[self.desk] if self.desk >= 0 else ""
        words = {"gate": f"gate:{step.gate_cause}", "queue": f"queue:{desk}"}
        return {
            (step.item, step.name, words.get(cause, cause)): np.array(years) for cause, years in self.waited.items()
        }


def legs(walk: Walk) -> list[list[Leg]]:
    """Cut the steps of every item into legs."""
    targets = {step.after for steps in walk.steps for step in steps if step.after is not None}
    out = [[_leg(part, targets) for part in _parts(steps, targets)] for steps in walk.steps]
    every = [leg for legs_ in out for leg in legs_]
    of_node = {(leg.steps[0].item, leg.steps[0].name): leg for leg in every}
    for leg in every:
        if leg.steps[0].after is not None:
            leg.after = of_node[leg.steps[0].after]
    return out


def _parts(steps: tuple[Step, ...], targets: set[Node]) -> Iterator[tuple[Step, ...]]:
    part: list[Step] = []
    for step in steps:
        plain = step.resource < 0 and step.not_before is None and step.after is None and not step.at_meeting
        if part and not (plain and step.drops is None and (step.item, step.name) not in targets):
            yield tuple(part)
            part = []
        part.append(step)
    if part:
        yield tuple(part)


def _leg(steps: tuple[Step, ...], targets: set[Node]) -> Leg:
    first, draws = steps[0], len(steps[0].duration)
    offset = np.zeros((len(steps), draws))
    for place, step in enumerate(steps[1:], start=1):
        offset[place] = offset[place - 1] + np.where(step.happens, step.duration, 0.0)
    causes = {
        "after": first.after is not None,
        "gate": first.not_before is not None,
        "meeting": first.at_meeting,
        "queue": first.resource >= 0,
    }
    return Leg(
        steps=steps,
        offset=offset,
        happens=first.happens.tolist(),
        duration=first.duration.tolist(),
        tail=offset[-1].tolist(),
        end=[NEVER] * draws,
        not_before=None if first.not_before is None else first.not_before.tolist(),
        drops=None if first.drops is None else first.drops.tolist(),
        waited={cause: [0.0] * draws for cause, has in causes.items() if has},
        watched=(first.item, first.name) in targets,
        desk=first.resource,
        at_meeting=first.at_meeting,
        held=first.after is not None or first.not_before is not None or first.at_meeting,
    )


class Desk:
    """A desk that serves so many cases at a time, first come, first served."""

    __slots__ = ("free", "line")

    def __init__(self, capacity: float) -> None:
        self.free = capacity
        self.line: deque[Case] = deque()


def follow(walk: Walk, legs_: list[list[Leg]]) -> tuple[Array, NDArray[np.int64]]:
    """Follow all draws and fill the legs: dates of dropping (item, D), NEVER where not, and events (D,)."""
    draws = walk.start.shape[1]
    dropped = np.full(walk.start.shape, NEVER)
    events = np.zeros(draws, dtype=np.int64)
    capacity = walk.capacity if walk.capacity.ndim == 2 else np.repeat(walk.capacity[:, None], draws, axis=1)
    for draw in range(draws):
        meetings = walk.meetings[:, draw]
        one = Draw(
            draw,
            legs_,
            walk.start[:, draw].tolist(),
            capacity[:, draw].tolist(),
            np.sort(meetings[~np.isnan(meetings)]).tolist(),
            walk.horizon,
        )
        one.run()
        events[draw] = one.events
        for item, date in one.dropped.items():
            dropped[item, draw] = date
    return dropped, events


class Draw:
    """One draw: an environment of its own, with its desks."""

    def __init__(
        self,
        draw: int,
        legs_: list[list[Leg]],
        start: Numbers,
        capacity: Numbers,
        meetings: Numbers,
        horizon: float,
    ) -> None:
        self.draw, self.legs, self.start, self.meetings, self.horizon = draw, legs_, start, meetings, horizon
        self.desks = [Desk(size) for size in capacity]
        self.env = simpy.Environment(min(start, default=horizon))
        self.agenda: deque[Case] = deque()
        self.waiting: dict[Leg, list[Case]] = {}
        self.dropped: dict[int, float] = {}
        self.events = 0

    def run(self) -> None:
        """Send every item on its way, let SimPy handle what comes, and close the books at the horizon."""
        for item, date in enumerate(self.start):
            self.go(item, 0, date)
        self.env.run()
        still = [("queue", case) for desk in self.desks for case in desk.line]
        still += [("after", case) for cases in self.waiting.values() for case in cases]
        for cause, (item, place, date) in still:
            self.legs[item][place].waited[cause][self.draw] = self.horizon - date

    def go(self, item: int, place: int, date: float) -> None:
        """Take an item onward, and then those that came after what it has done."""
        self.agenda.append((item, place, date))
        while self.agenda:
            self.advance(*self.agenda.popleft())

    def advance(self, item: int, place: int, date: float) -> None:
        """Take an item from a leg onward, until it comes to a desk, waits for another, drops out or time is up."""
        draw, horizon, course = self.draw, self.horizon, self.legs[item]
        while place < len(course) and date <= horizon:
            leg = course[place]
            if leg.happens[draw]:
                if leg.held:
                    date = self.ready(leg, (item, place, date))
                    if date > horizon:
                        return
                if leg.desk >= 0 and self.desks[leg.desk].free < UNLIMITED:
                    self.plan(date, self.arrive, (item, place, date))
                    return
                date += leg.duration[draw]
            if not self.pass_on(leg, item, date):
                return
            date += leg.tail[draw]
            place += 1

    def ready(self, leg: Leg, case: Case) -> float:
        """When a case can begin the first step of a leg that is held, desk apart; NEVER while it waits for another."""
        date = case[2]
        if leg.after is not None:
            then = leg.after.end[self.draw]
            if then == NEVER:
                self.waiting.setdefault(leg.after, []).append(case)
                return NEVER
            date = self.wait(leg, "after", date, then)
        if leg.not_before is not None:
            date = self.wait(leg, "gate", date, leg.not_before[self.draw])
        if leg.at_meeting and date <= self.horizon:
            place = bisect_left(self.meetings, date)
            date = self.wait(leg, "meeting", date, self.meetings[place] if place < len(self.meetings) else NEVER)
        return date

    def wait(self, leg: Leg, cause: str, date: float, then: float) -> float:
        """Write down a wait, as far as the horizon; the later of both dates."""
        if then > date:
            if date < self.horizon:
                leg.waited[cause][self.draw] = min(then, self.horizon) - date
            return then
        return date

    def pass_on(self, leg: Leg, item: int, end: float) -> bool:
        """Write down the end of a step and wake who waits for it; False for an item that drops out with it."""
        draw = self.draw
        if leg.drops is not None and leg.drops[draw] and leg.happens[draw]:
            if end <= self.horizon:
                self.dropped[item] = end
            return False
        leg.end[draw] = end
        if leg.watched:
            self.agenda += self.waiting.pop(leg, ())
        return True

    def plan(self, date: float, what: Callable[[Case], None], case: Case) -> None:
        """Have SimPy call ``what`` on a date; nothing is planned beyond the horizon."""
        if date <= self.horizon:
            event = self.env.timeout(max(date - self.env.now, 0.0))
            event.callbacks.append(lambda _: what(case))
            self.events += 1

    def arrive(self, case: Case) -> None:
        """A case comes to its desk."""
        desk = self.desks[self.legs[case[0]][case[1]].desk]
        if desk.free >= 1.0:
            desk.free -= 1.0
            self.serve(case, case[2])
        else:
            desk.line.append(case)

    def serve(self, case: Case, date: float) -> None:
        """A case is taken up on a date, at its arrival or later."""
        item, place, arrived = case
        leg = self.legs[item][place]
        leg.waited["queue"][self.draw] = date - arrived
        end = date + leg.duration[self.draw]
        self.plan(end, self.finish, (item, place, end))

    def finish(self, case: Case) -> None:
        """A case leaves its desk: the next one is taken up, and the case goes on."""
        item, place, end = case
        leg = self.legs[item][place]
        desk = self.desks[leg.desk]
        if desk.line:
            following = desk.line.popleft()
            self.serve(following, max(end, following[2]))
        else:
            desk.free += 1.0
        if self.pass_on(leg, item, end):
            self.go(item, place + 1, end + leg.tail[self.draw])
