"""Scenario discovery on a finished sweep: under which circumstances a goal fails or a signal value is crossed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from balanssim.sweep.rules import REACHED, outcome_of
from balanssim.worlds import Floats

#: Fewer worlds, or fewer of either sort, hold no box that can be told from accident.
FEWEST: Final = 150
FEWEST_EACH: Final = 20


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
    downward; ``share``: part of the worlds that are cases; ``worlds``: number of them. ``boxes`` of PRIM, with how the
    first does on worlds that were left out (``coverage_elsewhere``, ``density_elsewhere``). ``leaves`` of the tree,
    with its balanced accuracy, where asked.
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

    @property
    def too_few(self) -> bool:
        """Nearly all worlds are alike: no box is looked for."""
        cases = round(self.share * self.worlds)
        return min(cases, self.worlds - cases) < FEWEST_EACH


def crossed(values: Floats, threshold: float, below: bool) -> Chosen:
    """Worlds that are at the threshold or beyond it, (row,)."""
    return np.asarray(values <= threshold if below else values >= threshold)


def discover(loaded: Loaded, out: Path, *, runs: int | None = None, year: int | None = None,
             tree: bool = False, first: bool = False) -> list[Discovery]:  # fmt: skip
    """Boxes of every threshold and policy of a study that was computed.

    Parameters
    ----------
    loaded : a checked study; of its outcomes those with a threshold
    out : folder of results
    runs : as when it was computed
    year : for outcomes without one of their own; the last year by default
    tree : also a classification tree
    first : the first policy alone

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
        dataset = sweep.dataset(policy)
        for one in asked:
            values, when = reading.values(dataset, one.outcome, year)
            there = np.isfinite(values[rows])
            if there.sum() < FEWEST:
                raise RunError("sweep.too_few_worlds", n=int(there.sum()), least=FEWEST)
            missed = (one.kind or "rekenwaarde") in REACHED
            assert one.threshold is not None
            cases = crossed(values[rows][there], one.threshold, one.below) != missed
            variable, place, _ = outcome_of(one.outcome)
            plain = Discovery(
                policy["scenario"], policy["levers"], policy.get("measure", ""), variable, place, when,
                one.threshold, one.kind or "", one.below, missed, float(cases.mean()), len(cases),
            )  # fmt: skip
            keys = (sweep.study, policy["run"], one.outcome, repr(one.threshold))
            found.append(
                plain if plain.too_few else _searched(plain, names, given[rows][there], cases, sweep.seed, keys, tree)
            )
    return found


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
