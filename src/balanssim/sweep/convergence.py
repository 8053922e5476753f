"""Whether a sweep is large enough: its estimates from an eighth, a quarter, half and all of its rows.

A design begins with every smaller one of its kind, so the beginning is what a smaller study would have given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from balanssim.errors import RunError
from balanssim.sweep import answers, reading
from balanssim.sweep.reading import Sweep
from balanssim.sweep.rules import outcome_of
from balanssim.worlds import Floats

PARTS: Final = (8, 4, 2, 1)
#: Factors of which the index is followed.
FOLLOWED: Final = 5
#: Fewer worlds give no band.
FEWEST: Final = 10


@dataclass(frozen=True)
class Step:
    """Estimates from the first ``worlds`` worlds: mean with its 95% half width, 10, 50 and 90 percent of the worlds.

    ``indices``: factor -> estimate of its leading index, where so few worlds bear one.
    """

    worlds: int
    mean: float
    half_width: float
    low: float
    median: float
    high: float
    indices: Mapping[str, float]


@dataclass(frozen=True)
class Convergence:
    """One outcome of one policy, smallest part first; ``method`` of the indices, '' where there are none.

    ``settled``: the last doubling moved the mean less than the half width before it.
    """

    scenario: str
    levers: Mapping[str, Any]
    measure: str
    outcome: str
    place: str
    year: int
    method: str
    steps: tuple[Step, ...]

    @property
    def settled(self) -> bool:
        """Whether more worlds would change little."""
        if len(self.steps) < 2:
            return False
        before, last = self.steps[-2:]
        return abs(last.mean - before.mean) <= before.half_width


def follow(folder: Path, year: int | None = None) -> list[Convergence]:
    """Estimates over the size of every outcome and policy of a sweep; raises ``RunError`` as its analyses do."""
    sweep = reading.read(folder)
    if sweep.method == "morris":
        raise RunError("sweep.not_sample", method=sweep.method)
    method = answers.method_of(sweep, None)
    found = []
    for policy in sweep.policies:
        dataset = sweep.dataset(policy)
        for text in sweep.outcomes:
            values, when = reading.values(dataset, text, year)
            rows = sweep.independent()
            if np.isfinite(values[rows]).sum() < FEWEST:
                raise RunError("sweep.too_few_worlds", n=int(np.isfinite(values[rows]).sum()), least=FEWEST)
            steps = [_step(*_beginning(sweep, values, part), method) for part in PARTS]
            whole = [one for one in steps if one is not None]
            last = whole[-1].indices
            chosen = sorted(last, key=lambda name: -last[name])[:FOLLOWED]
            steps_kept = tuple(
                replace(one, indices={name: one.indices[name] for name in chosen if name in one.indices})
                for one in whole
            )
            variable, place, _ = outcome_of(text)
            found.append(
                Convergence(
                    policy["scenario"], policy["levers"], policy.get("measure", ""), variable, place, when,
                    method if chosen else "", steps_kept,
                )
            )  # fmt: skip
    return found


def _beginning(sweep: Sweep, values: Floats, part: int) -> tuple[Sweep, Floats]:
    """The sweep of a part of the base points."""
    last = int(sweep.base[-1]) // part
    rows = sweep.base <= last
    return replace(sweep, base=sweep.base[rows], moved=sweep.moved[rows], unit=sweep.unit[rows]), values[rows]


def _step(sweep: Sweep, values: Floats, method: str) -> Step | None:
    own = values[sweep.independent()]
    own = own[np.isfinite(own)]
    if len(own) < FEWEST:
        return None
    try:
        indices = answers.leading(sweep, values, method)
    except RunError:  # too few for an index
        indices = {}
    low, median, high = (float(part) for part in np.quantile(own, (0.1, 0.5, 0.9)))
    half = 1.96 * float(own.std(ddof=1)) / np.sqrt(len(own))
    return Step(len(own), float(own.mean()), float(half), low, median, high, indices)
