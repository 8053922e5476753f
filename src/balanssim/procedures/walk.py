"""The walk: items go through their steps, wait for each other, for dates and for shared desks, one draw at a time.

Knows nothing of homes or roads. What is known before a draw begins is vectorised over draws: consecutive steps that
wait for nothing are one. SimPy has what remains: who comes to a desk when, and when it is free again.

A step begins when the step ``after`` which it comes has ended, ``not_before`` has come, a meeting takes place (where
``at_meeting``) and the desk has served who came earlier: in that order. It ends ``duration`` later. A step that does
not happen in a draw is passed at once, with its waiting and its drop-out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from balanssim.inputs import NEVER
from balanssim.procedures import course

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Node = tuple[int, str]
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Step:
    """One step of an item, arrays (D,).

    ``duration`` years, zero or more; ``happens``; ``resource`` index of the desk, -1 for none; ``not_before`` date
    before which it does not begin (NEVER: never), for the reason ``gate_cause``; ``after`` the step, as (item, name),
    that must have ended; ``at_meeting``: begins at a meeting, which may be the day it is ready; ``drops``: the item
    ends with this step, which then has no date.
    """

    item: int
    name: str
    duration: Array
    happens: Bools
    resource: int = -1
    not_before: Array | None = None
    gate_cause: str = ""
    after: Node | None = None
    at_meeting: bool = False
    drops: Bools | None = None


@dataclass(frozen=True)
class Walk:
    """All items of a block of draws.

    ``steps`` per item in order; ``start`` (item, D) date at which an item begins its first step; ``resources`` names
    of the desks and ``capacity`` (resource,) or (resource, D) cases that each serves at a time, whole or infinite;
    ``meetings`` (meeting, D) dates, NaN where one does not take place; ``horizon``: nothing is followed beyond it.
    """

    items: tuple[str, ...]
    steps: tuple[tuple[Step, ...], ...]
    start: Array
    resources: tuple[str, ...]
    capacity: Array
    meetings: Array
    horizon: float


@dataclass(frozen=True)
class Walked:
    """What came of a walk.

    ``date`` (item, step) -> (D,) end of the step, NEVER where it is not reached by the horizon; of a step that does not
    happen the date at which it is passed. ``waited`` (item, step, cause) -> (D,) years, up to the horizon, cause
    ``gate:<cause>``, ``after``, ``meeting`` or ``queue:<resource>``; a key for each that the step can have.
    ``dropped`` (item, D); ``dropped_date`` (item, D), NEVER where not; ``events`` (D,) events that SimPy handled.
    """

    date: Mapping[Node, Array]
    waited: Mapping[tuple[int, str, str], Array]
    dropped: Bools
    dropped_date: Array
    events: Ints


def run(walk: Walk) -> Walked:
    """Walk all items of all draws.

    Raises ``ValueError`` for shapes that do not fit, a name twice in an item, an unknown desk or step, a negative
    duration, a capacity that is not a whole number of one or more, and for steps that wait for each other in a circle,
    with the path. Desks serve first come, first served; who comes at the same moment in the
    order in which they set out.

    Source: event scheduling with SimPy (Matloff 2008 for the style); FIFO multi-server desks (Erlang).
    """
    check(walk)
    legs = course.legs(walk)
    dropped, events = course.follow(walk, legs)
    date: dict[Node, Array] = {}
    waited: dict[tuple[int, str, str], Array] = {}
    for leg in (leg for legs_of_item in legs for leg in legs_of_item):
        date |= leg.dates(walk.horizon)
        waited |= leg.waits(walk.resources)
    return Walked(date, waited, dropped < NEVER, dropped, events)


def check(walk: Walk) -> None:
    """Raise ``ValueError`` with everything that does not fit."""
    faults = list(_shape_faults(walk))
    for index, steps in enumerate(walk.steps):
        names = [step.name for step in steps]
        faults += [f"{walk.items[index]}: step {name!r} twice" for name in sorted(set(names)) if names.count(name) > 1]
        for step in steps:
            faults += [f"{walk.items[index]}:{step.name}: {fault}" for fault in _step_faults(walk, index, step)]
    if not faults:
        path = cycle(edges(walk))
        if path:
            faults.append("wait for each other in a circle: " + " -> ".join(f"{walk.items[i]}:{n}" for i, n in path))
    if faults:
        raise ValueError("; ".join(faults))


def edges(walk: Walk) -> dict[Node, list[Node]]:
    """What each step waits for: the step before it in its item, and the step of another item."""
    out: dict[Node, list[Node]] = {}
    for index, steps in enumerate(walk.steps):
        for place, step in enumerate(steps):
            before = [(index, steps[place - 1].name)] if place else []
            out[index, step.name] = [*before, *([step.after] if step.after else [])]
    return out


def cycle(graph: Mapping[T, Sequence[T]]) -> list[T]:
    """The first circle in a graph of who waits for whom, its first node again at the end; empty where there is none."""
    done: set[T] = set()
    for root in graph:
        path: dict[T, None] = {}
        stack: list[tuple[T, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop(node)
                done.add(node)
            elif node in path:
                nodes = list(path)
                return [*nodes[nodes.index(node) :], node]
            elif node not in done:
                path[node] = None
                stack.append((node, True))
                stack += [(other, False) for other in reversed(graph.get(node, ()))]
    return []


def _shape_faults(walk: Walk) -> Iterator[str]:
    items, draws = len(walk.items), walk.start.shape[-1]
    if len(set(walk.items)) != items:
        yield "two items of one name"
    if len(walk.steps) != items or walk.start.shape != (items, draws):
        yield f"{items} items, steps of {len(walk.steps)}, starts {walk.start.shape}"
    if walk.capacity.shape not in ((len(walk.resources),), (len(walk.resources), draws)):
        yield f"{len(walk.resources)} desks, capacities {walk.capacity.shape}"
    whole = (walk.capacity >= 1.0) & ((walk.capacity == np.floor(walk.capacity)) | np.isinf(walk.capacity))
    if not whole.all():
        yield "a capacity is a whole number of one or more"
    if walk.meetings.ndim != 2 or walk.meetings.shape[1] != draws:
        yield f"{draws} draws, meetings {walk.meetings.shape}"


def _step_faults(walk: Walk, index: int, step: Step) -> Iterator[str]:
    draws = (walk.start.shape[-1],)
    if step.item != index:
        yield f"stands with item {index}, says {step.item}"
    if not -1 <= step.resource < len(walk.resources):
        yield f"unknown desk {step.resource}"
    arrays = (step.duration, step.happens, step.not_before, step.drops)
    if any(array is not None and array.shape != draws for array in arrays):
        yield f"arrays are {draws}"
    elif not np.all(step.duration >= 0.0):
        yield "a duration is zero or more"
    elif step.not_before is not None and np.isnan(step.not_before).any():
        yield "a date before which it does not begin is a number"
    if step.after is not None:
        item, name = step.after
        if not 0 <= item < len(walk.steps) or all(other.name != name for other in walk.steps[item]):
            yield f"comes after an unknown step {step.after}"
