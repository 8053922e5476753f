"""A table of flows and one of costs, long (one row a pair), as pairs that the gravity model can be fitted to.

Labels are any words. A pair with a cost and no row of flows has no flow; a pair without a cost is left out, and so is a
label that only the flows know, unless it looks like one that only the costs know.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim import namedfiles
from balanssim.errors import InputError, Problem, summed
from balanssim.region.tables import Column, Schema, Table, parse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FLOWS = Schema(
    "flows", (Column("origin", "text"), Column("destination", "text"), Column("flow", "float", low=0.0)),
    key=("origin", "destination"), may_be_empty=False,
)  # fmt: skip
COSTS = Schema(
    "costs", (Column("origin", "text"), Column("destination", "text"), Column("cost", "float")),
    key=("origin", "destination"), may_be_empty=False,
)  # fmt: skip
SIDES = ("origin", "destination")


@dataclass(frozen=True)
class FlowTable:
    """Pairs with a cost, sorted by origin and destination.

    `origins`, `destinations` labels, sorted; `origin`, `destination (pair,)` numbers in them; `flow`, `cost (pair,)`.
    `without_row`: pairs with a cost that the table of flows did not name. `left_pairs`, `left_flow`: pairs of the table
    of flows without a cost, and what flows there; `left_labels`: labels that occur in no pair with a cost.
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    origin: Ints
    destination: Ints
    flow: Floats
    cost: Floats
    without_row: int = 0
    left_pairs: int = 0
    left_flow: float = 0.0
    left_labels: tuple[str, ...] = field(default=())


def read(flows: str | Path, costs: str | Path, positive: bool) -> FlowTable:
    """Read both tables; `positive`: a cost must be greater than zero. Raises ``InputError`` with all problems."""
    problems: list[Problem] = []
    found: list[Table | None] = []
    for ref, schema in ((flows, FLOWS), (costs, COSTS)):
        text = namedfiles.read(ref, problems)
        found.append(None if text is None else parse(text, schema, Path(ref).as_posix(), problems))
    flow, cost = found
    if cost is not None and positive:
        problems += [
            cost.problem(row, "cost", "gravity.cost_not_positive", value=value)
            for row, value in enumerate(cost["cost"].tolist())
            if value <= 0.0
        ]
    if flow is None or cost is None:
        raise InputError(summed(problems))
    if flow.whole and cost.whole and len(flow) and len(cost):
        problems += _labels(flow, cost)
        problems += _empty(flow, cost)
    if problems:
        raise InputError(summed(problems))
    return _joined(flow, cost)


def _labels(flow: Table, cost: Table) -> Iterable[Problem]:
    """Labels of one table that the other spells otherwise; tables that share nothing."""
    for side in SIDES:
        ours, theirs = set(flow[side]), set(cost[side])
        strange = sorted(ours - theirs)
        spare = {_plain(label): label for label in sorted(theirs - ours, reverse=True)}
        if not ours & theirs:
            words = {"side": side, "flows": strange[:5], "costs": sorted(theirs)[:5]}
            yield flow.problem(0, side, "gravity.no_label_shared", **words)
            continue
        first = _first(flow[side])
        for label in strange:
            near = spare.get(_plain(label)) or next(
                iter(spare[one] for one in difflib.get_close_matches(_plain(label), spare, n=1, cutoff=0.8)), ""
            )
            if near:
                words = {"value": label, "other": cost.file, "near": near}
                yield flow.problem(first[label], side, "gravity.label_differs", **words)


def _plain(label: str) -> str:
    """A label without what is easily lost between two tables: capitals, spaces, leading zeros."""
    return "".join(label.casefold().split()).lstrip("0")


def _first(labels: Sequence[str]) -> dict[str, int]:
    """First row of each label."""
    return {label: row for row, label in reversed(list(enumerate(labels)))}


def _empty(flow: Table, cost: Table) -> Iterable[Problem]:
    """Origins and destinations with costs and without any flow over pairs that have one."""
    priced = set(zip(cost["origin"], cost["destination"], strict=True))
    rows = zip(flow["origin"], flow["destination"], flow["flow"].tolist(), strict=True)
    counted = [(pair[0], pair[1]) for pair in rows if pair[2] > 0.0 and (pair[0], pair[1]) in priced]
    if not counted and not set(zip(flow["origin"], flow["destination"], strict=True)) & priced:
        yield flow.problem(0, "origin", "gravity.no_pair_shared", other=cost.file)
        return
    for number, side in enumerate(SIDES):
        used = {pair[number] for pair in counted}
        ours = _first(flow[side])
        for label, row in _first(cost[side]).items():
            if label not in used:
                table, place = (flow, ours[label]) if label in ours else (cost, row)
                yield table.problem(place, side, f"gravity.no_flow_{side}", value=label, other=cost.file)


def _joined(flow: Table, cost: Table) -> FlowTable:
    flows = dict(zip(zip(flow["origin"], flow["destination"], strict=True), flow["flow"].tolist(), strict=True))
    priced = list(zip(cost["origin"], cost["destination"], strict=True))
    numbers = [{label: n for n, label in enumerate(sorted(set(cost[side])))} for side in SIDES]
    origin, destination = (np.array([numbers[n][label] for label in cost[side]]) for n, side in enumerate(SIDES))
    order = np.lexsort((destination, origin))
    value = np.array([flows.get(pair, 0.0) for pair in priced])
    known = set(priced)
    left = [pair for pair in flows if pair not in known]
    labels = sorted({pair[n] for pair in left for n in range(2) if pair[n] not in numbers[n]})
    return FlowTable(
        tuple(numbers[0]), tuple(numbers[1]), origin[order], destination[order], value[order], cost["cost"][order],
        without_row=sum(pair not in flows for pair in priced), left_pairs=len(left),
        left_flow=float(sum(flows[pair] for pair in left)), left_labels=tuple(labels),
    )  # fmt: skip
