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
    makes no error. `coverage`: share of items counted within the 10-90 band of the model, None without bands.
    """

    outcome: str
    size: str
    items: int
    counted: float
    errors: Mapping[str, Errors]
    skill: Mapping[str, float | None]
    coverage: float | None


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
    )  # fmt: skip
