"""When a threshold is crossed: the distribution of its first year over the futures of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from balanssim.catalogue import VARIABLES
from balanssim.dims import FLOW_YEAR, YEAR
from balanssim.errors import RunError
from balanssim.sweep import reading
from balanssim.sweep.discover import crossed
from balanssim.sweep.rules import outcome_of
from balanssim.sweep.schema import Outcome
from balanssim.worlds import Floats, Labels

#: Quantiles of the first year that are told.
QUANTILES: Final = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Years:
    """The first year in which an outcome is at its threshold or beyond, over the worlds of a policy.

    ``quantiles``: 10, 50 and 90 percent of the worlds, None after the last year; ``by_year``: part of the worlds that
    has crossed by each year; ``never``: part that does not within the horizon.
    """

    scenario: str
    levers: Mapping[str, Any]
    measure: str
    outcome: str
    place: str
    threshold: float
    kind: str
    below: bool
    worlds: int
    quantiles: tuple[int | None, ...]
    never: float
    by_year: Mapping[int, float]


def first(course: Floats, years: list[int], threshold: float, below: bool) -> Labels:
    """First year at the threshold or beyond, (row,), of courses (row, year); the year after the last one for never."""
    over = crossed(course, threshold, below)
    return np.where(over.any(axis=1), np.array(years)[over.argmax(axis=1)], years[-1] + 1)


def thresholds(folder: Path) -> list[Years]:
    """Years of every threshold and policy of a sweep.

    Raises ``RunError``: no sweep there, no outcome with years and a threshold, a Morris design, no world computed.
    """
    sweep = reading.read(folder)
    if sweep.method == "morris":
        raise RunError("sweep.not_sample", method=sweep.method)
    asked = [Outcome.model_validate(raw) for raw in sweep.content["study"]["outcomes"]]
    asked = [one for one in asked if one.threshold is not None and _along(one)]
    if not asked:
        raise RunError("sweep.no_threshold")
    rows = sweep.independent()
    found = []
    for policy in sweep.policies:
        dataset = sweep.dataset(policy)
        for one in asked:
            course, years = reading.course(dataset, one.outcome)
            course = course[rows][np.isfinite(course[rows]).all(axis=1)]
            if not len(course):
                raise RunError("sweep.not_begun", scenario=policy["scenario"], sweep=folder.name)
            assert one.threshold is not None
            when = first(course, years, one.threshold, one.below)
            ends = [int(year) for year in np.quantile(when, QUANTILES, method="inverted_cdf")]
            variable, place, _ = outcome_of(one.outcome)
            found.append(
                Years(
                    policy["scenario"], policy["levers"], policy.get("measure", ""), variable, place, one.threshold,
                    one.kind or "", one.below, len(when), tuple(year if year <= years[-1] else None for year in ends),
                    float((when > years[-1]).mean()), {year: float((when <= year).mean()) for year in years},
                )
            )  # fmt: skip
    return found


def _along(one: Outcome) -> bool:
    dims = VARIABLES[outcome_of(one.outcome)[0]].dims
    return YEAR in dims or FLOW_YEAR in dims
