"""The commuting matrix of the region beside published totals that no part of it was fitted to."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from calibration import pages
from calibration.region import csvtext
from calibration.region.mode_shares import Setting

#: What is measured, the published figure, and where and of when it is.
BOARD = "Amsterdam Economic Board, Economische Verkenningen MRA 2018; persons, 2017"
PUBLISHED = (
    ("MRA: working there, thousand", 1485.0, BOARD),
    ("MRA: living there and working, thousand", 1272.0, BOARD),
    ("MRA: both, thousand", 1053.0, BOARD),
    ("MRA: in, thousand", 432.0, BOARD),
    ("MRA: out, thousand", 219.0, BOARD),
    ("MRA: of those working there, living there too", 1053.0 / 1485.0, BOARD),
    ("MRA: of those living there, working there too", 1053.0 / 1272.0, BOARD),
    ("mean distance, km", 22.6, "CBS 83628NED; the whole country, December 2015"),
    ("in the own municipality", 0.38, "CBS, press release; the whole country, 2015"),
)


def measured(at: Setting, region: Path) -> tuple[float, ...]:
    """The same of the base matrix, employee jobs on 1 January 2024, in the order of `PUBLISHED`.

    Distance is that of the road network over all pairs; municipalities count where the home zone is one, or part of
    one (external zones hold many).
    """
    areas = {row["area"]: row["zones"].split(";") for row in csvtext.read(region / "areas.csv")}
    mra = np.isin(at.zones, areas["mra"])
    here = np.array([role != "external" for role in at.role])
    town = np.array(at.municipality)
    same = (town[:, None] == town[None, :])[here]
    working, living = float(at.jobs[:, mra].sum()), float(at.jobs[mra].sum())
    both = float(at.jobs[np.ix_(mra, mra)].sum())
    thousands = [number / 1000.0 for number in (working, living, both, working - both, living - both)]
    distance = float((at.jobs * at.universe.base_km).sum() / at.jobs.sum())
    return (
        *thousands,
        both / working,
        both / living,
        distance,
        float((at.jobs[here] * same).sum() / at.jobs[here].sum()),
    )


def table(at: Setting, region: Path) -> str:
    """Published and measured side by side."""
    rows = []
    for (name, published, source), ours in zip(PUBLISHED, measured(at, region), strict=True):
        cells = [f"{100 * one:.0f}%" if published < 1.0 else f"{one:,.0f}" for one in (published, ours)]
        if name.endswith("km"):
            cells = [f"{one:.1f}" for one in (published, ours)]
        rows.append([name, *cells, source])
    return pages.table(("", "published", "matrix", "source"), rows)
