"""Walks put together by hand: numbers become arrays of one or more draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from balanssim.inputs import NEVER
from balanssim.procedures.walk import Step, Walk

HORIZON = 2100.0


def step(name: str, duration, draws: int = 1, item: int = 0, **what) -> Step:
    """One step; numbers and lists are spread over the draws."""
    wide = {key: spread(what.pop(key), draws) for key in ("not_before",) if key in what}
    flags = {key: spread(what.pop(key), draws).astype(bool) for key in ("drops",) if key in what}
    happens = spread(what.pop("happens", True), draws).astype(bool)
    return Step(item, name, spread(duration, draws), happens, **wide, **flags, **what)


def spread(value, draws: int) -> np.ndarray:
    return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), (draws,)))


def walk(
    items: dict[str, Sequence[Step]],
    start=2024.0,
    desks: dict[str, float] | None = None,
    meetings: Sequence = (),
    horizon: float = HORIZON,
) -> Walk:
    """A walk of items by name; item numbers are filled in. ``start`` is a number, one per item, or (item, D)."""
    draws = next((len(one.duration) for steps in items.values() for one in steps), 1)
    steps = tuple(
        tuple(Step(**{**vars(one), "item": index}) for one in steps) for index, steps in enumerate(items.values())
    )
    start = np.asarray(start, dtype=np.float64)
    start = start[:, None] if start.ndim == 1 else start
    desks = desks or {}
    dates = np.array([spread(date, draws) for date in meetings]).reshape(len(meetings), draws)
    return Walk(
        items=tuple(items),
        steps=steps,
        start=np.array(np.broadcast_to(start, (len(items), draws))),
        resources=tuple(desks),
        capacity=np.array(list(desks.values()), dtype=np.float64),
        meetings=dates,
        horizon=horizon,
    )


def plain_sum(walk: Walk) -> dict[tuple[int, str], np.ndarray]:
    """Dates without desks: step by step over all draws at once, items in order (they wait only for earlier ones)."""
    out: dict[tuple[int, str], np.ndarray] = {}
    for item, steps in enumerate(walk.steps):
        date = walk.start[item].copy()
        for step in steps:
            ready = date if step.after is None else np.maximum(date, out[step.after])
            if step.not_before is not None:
                ready = np.maximum(ready, step.not_before)
            if step.at_meeting:
                later = np.where(walk.meetings >= ready, walk.meetings, NEVER)
                ready = later.min(axis=0)
            end = ready + step.duration
            out[item, step.name] = np.where(step.happens, end, date)
            dropped = step.happens & (step.drops if step.drops is not None else False)
            late = (out[item, step.name] > walk.horizon) | dropped | (step.happens & (ready > walk.horizon))
            out[item, step.name] = np.where(late, NEVER, out[item, step.name])
            date = out[item, step.name]
    return out


__all__ = ["HORIZON", "NEVER", "plain_sum", "step", "walk"]
