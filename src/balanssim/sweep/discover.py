"""Scenario discovery on a finished sweep: under which circumstances a goal fails or a signal value is crossed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from balanssim import prepare
from balanssim.errors import RunError
from balanssim.region.read import load_region
from balanssim.sweep import prim, reading, run, tables, trees
from balanssim.sweep.design import LUCK
from balanssim.sweep.load import Loaded
from balanssim.sweep.prim import Box, Chosen
from balanssim.sweep.rules import REACHED, limit, outcome_of
from balanssim.worlds import Floats

#: Fewer worlds, or fewer of either sort, hold no box that can be told from accident.
FEWEST: Final = 150
FEWEST_EACH: Final = 20
#: Where nearly all worlds are on one side of a threshold, the part of them that is furthest on the wrong side.
FURTHEST: Final = 0.25


@dataclass(frozen=True)
class Limit:
    """A side of a box: factor, ends in the unit of the parameter (None: free), part of the repeats that have it too."""

    factor: str
    low: float | None
    high: float | None
    repeated: float | None


@dataclass(frozen=True)
class Found:
    """A box: limits, part of all cases in it, part of its worlds that are cases, part of all worlds in it."""

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float


@dataclass(frozen=True)
class Discovery:
    """One threshold of one policy.

    ``missed``: the cases are worlds that do not reach the threshold, else those that cross it; ``below``: crossed
    downward; ``share``: part of the worlds that are cases; ``worlds``: number of them. Where nearly all of them are
    alike, the worlds looked for are those that are furthest on the wrong side, up to or from ``furthest`` (None where
    the threshold itself tells worlds apart). ``boxes`` of PRIM, with how the first does on worlds that were left out
    (``coverage_elsewhere``, ``density_elsewhere``). ``leaves`` of the tree, with its balanced accuracy, where asked.
    """

    scenario: str
    levers: Mapping[str, Any]
    measure: str
    outcome: str
    place: str
    year: int
    threshold: float
    kind: str
    below: bool
    missed: bool
    share: float
    worlds: int
    boxes: tuple[Found, ...] = ()
    coverage_elsewhere: float | None = None
    density_elsewhere: float | None = None
    leaves: tuple[Found, ...] = ()
    accuracy: float | None = None
    furthest: float | None = None

    @property
    def too_few(self) -> bool:
        """Nearly all worlds are on one side of the threshold: it tells nothing apart."""
        cases = round(self.share * self.worlds)
        return min(cases, self.worlds - cases) < FEWEST_EACH

    @property
    def low(self) -> bool:
        """The wrong side is the low one: a goal is missed below its threshold, a signal value crossed above it."""
        return self.missed != self.below


def furthest(values: Floats, low: bool) -> tuple[float, Chosen]:
    """Where the ``FURTHEST`` part of the worlds begins that has the lowest or highest values, and those worlds, (row,).

    None of them where no value tells that part from the others.
    """
    end = float(np.quantile(values, FURTHEST if low else 1 - FURTHEST, method="lower" if low else "higher"))
    cases = values <= end if low else values >= end
    return end, np.asarray(cases if cases.mean() <= 2 * FURTHEST else np.zeros_like(cases))


def crossed(values: Floats, threshold: float, below: bool) -> Chosen:
    """Worlds that are at the threshold or beyond it, (row,)."""
    return np.asarray(values <= threshold if below else values >= threshold)


def discover(loaded: Loaded, out: Path, *, runs: int | None = None, year: int | None = None,
             tree: bool = False, first: bool = False, unmeasured: bool = False) -> list[Discovery]:  # fmt: skip
    """Boxes of every threshold and policy of a study that was computed.

    Where nearly all futures reach or miss a threshold, boxes of those that are furthest from what is wanted.

    Parameters
    ----------
    loaded : a checked study; of its outcomes those with a threshold
    out : folder of results
    runs : as when it was computed
    year : for outcomes without one of their own; the last year by default
    tree : also a classification tree
    first : the first policy alone
    unmeasured : policies without a measure alone

    Raises
    ------
    RunError
        no threshold in the study, not computed, a Morris design, fewer than ``FEWEST`` worlds, no scikit-learn
    """
    asked = [one for one in loaded.study.outcomes if one.threshold is not None]
    if not asked:
        raise RunError("sweep.no_threshold")
    sweep = reading.read(run.kept(loaded, out, runs))
    if sweep.method == "morris":
        raise RunError("sweep.not_sample", method=sweep.method)
    rows = sweep.independent()
    names = [name for name in sweep.factors if name != LUCK]
    found = []
    policies = sweep.policies[:1] if first else sweep.policies
    for policy, given in zip(policies, _given(loaded, runs, names), strict=False):
        if unmeasured and policy.get("measure"):
            continue
        dataset = sweep.dataset(policy)
        for one in asked:
            values, when = reading.values(dataset, one.outcome, year)
            there = np.isfinite(values[rows])
            if there.sum() < FEWEST:
                raise RunError("sweep.too_few_worlds", n=int(there.sum()), least=FEWEST)
            missed = (one.kind or "rekenwaarde") in REACHED
            assert one.threshold is not None
            cases = crossed(values[rows][there], limit(one), one.below) != missed
            variable, place, _ = outcome_of(one.outcome)
            plain = Discovery(
                policy["scenario"], policy["levers"], policy.get("measure", ""), variable, place, when,
                one.threshold, one.kind or "", one.below, missed, float(cases.mean()), len(cases),
            )  # fmt: skip
            if plain.too_few:
                end, cases = furthest(values[rows][there], plain.low)
                plain = replace(plain, furthest=end if cases.any() else None)
            keys = (sweep.study, *_named(policy), one.outcome, repr(one.threshold))
            idle = plain.too_few and plain.furthest is None
            found.append(plain if idle else _searched(plain, names, given[rows][there], cases, sweep.seed, keys, tree))
    return found


def _named(policy: Mapping[str, Any]) -> tuple[str, ...]:
    """What a policy is called: never its run, whose name changes with the program."""
    return str(policy["scenario"]), json.dumps(policy["levers"], sort_keys=True), str(policy.get("measure") or "")


def _given(loaded: Loaded, runs: int | None, names: list[str]) -> Iterator[Floats]:
    """Values of the factors, (row, factor), policy by policy."""
    region = load_region(loaded.index.path)
    plan = tables.plan(loaded, region, runs)
    for policy in loaded.policies:
        made = tables.worlds_of(plan, prepare.distributions(policy.resolved, region))
        yield np.column_stack([made.values[name][1:] for name in names])


def _searched(
    plain: Discovery, names: list[str], given: Floats, cases: Chosen, seed: int, keys: tuple[str, ...], tree: bool
) -> Discovery:
    boxes = prim.boxes(given, cases)
    again = prim.repeated(given, cases, seed, *keys) if boxes else None
    leaves, accuracy = trees.tree(given, cases) if tree else ([], None)
    return Discovery(
        **{
            **vars(plain),
            "boxes": tuple(
                _found(one, names, again.limits if again and not place else None) for place, one in enumerate(boxes)
            ),
            "coverage_elsewhere": again.coverage if again else None,
            "density_elsewhere": again.density if again else None,
            "leaves": tuple(_found(one, names, None) for one in leaves),
            "accuracy": accuracy,
        }
    )


def _found(one: Box, names: list[str], again: Floats | None) -> Found:
    limits = []
    for place in np.flatnonzero(one.limited.any(axis=1)).tolist():
        ends = [float(end) if np.isfinite(end) else None for end in (one.low[place], one.high[place])]
        often = None if again is None else float(again[place][one.limited[place]].min())
        limits.append(Limit(names[place], ends[0], ends[1], often))
    limits.sort(key=lambda limit: -(limit.repeated or 0.0))
    return Found(tuple(limits), one.coverage, one.density, one.mass)
