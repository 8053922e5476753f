"""Errors of forecasts, skill of the model beside simple ones, and how often a band held.

Source: skill scores as in Murphy (1988), Skill scores based on the mean square error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Share of outcomes that a band from the 10th to the 90th percentile should hold.
WITHIN = 0.8


@dataclass(frozen=True)
class Errors:
    """Of one forecast over some items: mean size of the error, root of its mean square, mean error, and the sum of
    sizes over the sum of sizes of what was counted, None where nothing was.
    """

    mae: float
    rmse: float
    bias: float
    relative: float | None


@dataclass(frozen=True)
class Score:
    """One outcome in one class: items, their sum as counted, errors by method, and the skill of the model.

    `skill`: 1 minus its squared error over that of a simple forecast; above 0 it is better. None where that forecast
    makes no error. `coverage`: share of items counted within the 10-90 band of the model, `widening`: see below; None
    without bands.
    """

    outcome: str
    size: str
    items: int
    counted: float
    errors: Mapping[str, Errors]
    skill: Mapping[str, float | None]
    coverage: float | None
    widening: float | None


def score(
    outcome: str,
    size: str,
    made: Mapping[str, Floats],
    counted: Floats,
    band: tuple[Floats, Floats] | None,
    half: float,
) -> Score:
    """Score some items, (item,) each, at least one.

    Parameters
    ----------
    made : forecasts by method, one of them ``model``
    counted : what was counted
    band : low and high edge of the model, or None
    half : half of what numbers are rounded to; so much beside the band is no miss
    """
    errors = {method: values - counted for method, values in made.items()}
    squares = {method: float((error**2).sum()) for method, error in errors.items()}
    whole = float(np.abs(counted).sum())
    return Score(
        outcome, size, int(counted.size), float(counted.sum()),
        {
            method: Errors(
                float(np.abs(error).mean()), math.sqrt(float((error**2).mean())), float(error.mean()),
                float(np.abs(error).sum()) / whole if whole else None,
            )
            for method, error in errors.items()
        },
        {
            method: 1.0 - squares["model"] / squares[method] if squares[method] > 0.0 else None
            for method in made
            if method != "model"
        },
        None if band is None else float(((counted >= band[0] - half) & (counted <= band[1] + half)).mean()),
        None if band is None else widening(counted, band, half),
    )  # fmt: skip


def widening(counted: Floats, band: tuple[Floats, Floats], half: float) -> float | None:
    """Smallest factor on the width of the bands, (item,) each, about their middle, at which 80 percent lie within.

    Above 1 the bands are too narrow, below 1 too wide. None where a fifth of the items has no band at all.
    """
    room, middle = (band[1] - band[0]) / 2.0, (band[0] + band[1]) / 2.0
    miss = np.maximum(np.abs(counted - middle) - half, 0.0)
    with np.errstate(divide="ignore"):
        needed = np.divide(miss, room, out=np.where(miss > 0.0, np.inf, 0.0), where=room > 0.0)
    found = float(np.quantile(needed, WITHIN, method="inverted_cdf"))
    return found if math.isfinite(found) else None
