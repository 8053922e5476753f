"""Which projects are open in a year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from balanssim.inputs import Array

#: A project counts in a year if it opened by 1 July of it.
HALF = 0.5


def open_by_year(openings: Array, years: range) -> NDArray[np.bool_]:
    """Open for a year if opened by 1 July of it, (year, project, draw). A whole year means: open during that year."""
    half = np.array(years, dtype=np.float64)[:, None, None] + HALF
    return np.asarray(openings[None] <= half)
