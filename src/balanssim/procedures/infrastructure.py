"""Opening years of infrastructure: set by hand, never, or drawn from the band of the sources."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from balanssim.inputs import Array, Inputs, WorldBlock


def opening_years(inputs: Inputs, worlds: WorldBlock) -> Array:
    """Opening year of each project, (project, draw), decimal; 9999 = not before the end of the horizon."""
    years = np.repeat(inputs.infrastructure.opening[:, None], worlds.width, axis=1)
    for index, project in enumerate(inputs.axes.projects):
        if np.isnan(inputs.infrastructure.opening[index]):
            years[index] = worlds.values[f"infrastructure.{project}.opening_year"]
    return years


def open_by_year(openings: Array, years: range) -> NDArray[np.bool_]:
    """Open for a year if opened by 1 July of it, (year, project, draw). A whole year means: open during that year."""
    half = np.array(years, dtype=np.float64)[:, None, None] + 0.5
    return np.asarray(openings[None] <= half)
