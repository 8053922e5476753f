"""The smallest difference between two scenarios that tells anything, by outcome, from a file that calibration made.

Three things can make a difference where there is none: the worlds that happened to be drawn (``differences``), the
rounding of the store (there too), and the tolerance at which a world's equilibrium of congestion and commuting stops,
which is here. Errors that both scenarios share drop out of a paired difference: decision 0034.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "smallest_difference.csv"
COLUMNS: Final = ("variable", "smallest", "unit", "status", "source")
#: Tolerance of the equilibrium at which the figures were measured: the default of a scenario.
MEASURED_AT: Final = 1e-3


@cache
def figures() -> Mapping[str, float]:
    """Smallest difference of one world by variable, in its unit, at the tolerance ``MEASURED_AT``."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["variable"]: float(row["smallest"]) for row in csv.DictReader(file)})


def smallest(variable: str, tolerance: float) -> float:
    """A paired difference up to this size may be nothing but the tolerance of the equilibrium.

    ``tolerance``: the largest one of the scenarios, 0 where travel times do not follow loads. It is taken to scale with
    the tolerance. Zero for an outcome that no equilibrium makes.
    """
    return figures().get(variable, 0.0) * tolerance / MEASURED_AT
