"""How much of an error two forecasts share: differences between forecasts of one place, held against counted ones.

Two years forecast from the same base are as two scenarios: one model, one place, one set of parameters, other jobs and
other homes. Their difference is held against the difference that was counted. What changed between the two years
without the model knowing grows with the years between them; two scenarios of one date have none between them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim.calibrate import hindcast_commuting, hindcast_housing, odtables
from calibration import gravity_2015, hindcasts, pages

Floats = NDArray[np.float64]
#: Base year, and pairs of years forecast from it.
BASE, PAIRS = 2008, ((2010, 2011), (2009, 2010), (2009, 2011))
YEARS = (2008, 2009, 2010, 2011)
#: Jobs of residents of a municipality from which it is of a class; in smaller ones rounding is most of what changes.
SIZES = {"10,000 to 50,000": (10_000.0, 50_000.0), "50,000 and more": (50_000.0, np.inf)}
#: Change that the model gives, as a share, from which its direction is held against the counted one.
CHANGES = (0.0, 0.01, 0.03)


@dataclass(frozen=True)
class Pair:
    """Two years of one class: relative errors of one forecast and of the difference, and what rounding of the counts
    gives; changes (municipality,) that the model gave and that were counted, as shares of out-commuting.
    """

    apart: int
    single: float
    paired: float
    rounding: float
    made: Floats
    counted: Floats


def pairs(shared: Path) -> Mapping[str, list[Pair]]:
    """Out-commuting by municipality, by class of size."""
    data = _read(shared)
    counted = dict(zip(data.years, data.jobs, strict=True))
    made = {year: _forecast(data, year) for year in YEARS[1:]}
    found: dict[str, list[Pair]] = {size: [] for size in SIZES}
    for one, other in PAIRS:
        level, residents = np.maximum(_out(counted[other]), 1.0), counted[other].sum(axis=1)
        cells = ((counted[one] > 0.0) | (counted[other] > 0.0)).sum(axis=1)
        for size, (low, high) in SIZES.items():
            some = (residents >= low) & (residents < high)
            changes = [((_out(matrix[other]) - _out(matrix[one])) / level)[some] for matrix in (made, counted)]
            error = ((_out(made[other]) - _out(counted[other])) / level)[some]
            # a number rounded to r is off by r / sqrt(12); two of them in every pair of municipalities
            rounding = (data.rounding * np.sqrt(2.0 * cells / 12.0) / level)[some]
            off, noise = _spread(changes[0] - changes[1]), float(np.sqrt((rounding**2).mean()))
            found[size].append(Pair(other - one, _spread(error), off, noise, *changes))
    return found


def at_no_years(found: list[Pair]) -> float:
    """Error of a difference between forecasts of one date: its square is a line through the years between them."""
    apart = np.array([one.apart for one in found], dtype=np.float64)
    line = np.polyfit(apart, [one.paired**2 for one in found], 1)
    return float(np.sqrt(max(line[1], 0.0)))


def table(found: Mapping[str, list[Pair]]) -> str:
    """Markdown table of errors."""
    rows = []
    for size, own in found.items():
        by = {apart: float(np.mean([one.paired for one in own if one.apart == apart])) for apart in (1, 2)}
        single = float(np.mean([one.single for one in own])) * 2**0.5
        rounding = float(np.mean([one.rounding for one in own]))
        values = (single, by[2], by[1], at_no_years(own), rounding)
        rows.append([size, str(len(own[0].made)), *(f"{value:.1%}" for value in values)])
    head = (
        "jobs of residents",
        "number",
        "nothing shared",
        "two years apart",
        "one year",
        "none, by a line",
        "rounding",
    )
    return pages.table(head, rows)


def directions(found: Mapping[str, list[Pair]]) -> str:
    """Markdown table: how often the direction of a difference was right, by its size as the model gave it."""
    rows = []
    for size, own in found.items():
        made, counted = (np.concatenate([getattr(one, part) for one in own]) for part in ("made", "counted"))
        cells = []
        for least in CHANGES:
            some = (np.abs(made) > least) & (counted != 0.0)
            cells.append(f"{(np.sign(made) == np.sign(counted))[some].mean():.0%} of {some.sum()}")
        rows.append([size, *cells])
    return pages.table(("jobs of residents", *(f"more than {least:.0%}" for least in CHANGES)), rows)


def parts(shared: Path) -> dict[str, str]:
    """Parts of the page of hindcasts."""
    found = pairs(shared)
    return {"paired": table(found), "directions": directions(found)}


def _read(shared: Path) -> odtables.Matrices:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = gravity_2015.cost_rows(shared / gravity_2015.CENTRES, within=True)
        costs = gravity_2015.write_table(folder / "costs.csv", "cost", rows)
        base = folder / "base.csv"
        base.write_text("\n".join(hindcasts.stacked(shared, YEARS[:-1])) + "\n", encoding="utf-8")
        return odtables.read(base, shared / hindcasts.JOBS.format(YEARS[-1]), YEARS[-2], YEARS[-1], costs)


def _forecast(data: odtables.Matrices, year: int) -> Floats:
    base, counted = data.jobs[data.years.index(BASE)], data.jobs[data.years.index(year)]
    margins = counted.sum(axis=1), counted.sum(axis=0)
    made = hindcast_commuting.forecasts(base[None], (BASE,), year, *margins, data.cost)
    return np.asarray(made["model"])


def _out(jobs: Floats) -> Floats:
    return np.asarray(jobs.sum(axis=1) - np.diagonal(jobs))


def _spread(errors: Floats) -> float:
    """Standard deviation of a normal distribution of which four in five errors are as small."""
    return float(np.quantile(np.abs(errors), 0.8)) / hindcast_housing.Z90
