"""Which assumption decides an outcome: shares of its spread over the worlds, per scenario and headline row.

Of the outcome itself for the first scenario, of the paired difference to the first for the others. Factors are the
uncertain parameters of the worlds and, apart, the luck of procedures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from balanssim.compare import luck as luck_of
from balanssim.compare.shares import basis, shares
from balanssim.compare.table import place_label
from balanssim.texts import Lang

Array = npt.NDArray[np.float64]
Columns = Mapping[str, Array]

#: With fewer worlds no share is told from noise, and none is computed.
FEWEST_WORLDS: Final = 64
BOUNDS: Final = ("low", "central", "high")


def deciding(
    outcomes: Array,
    assumptions: Sequence[Columns],
    luck: Sequence[Columns],
    areas: Sequence[str],
    labels: Mapping[str, tuple[str, str]],
    seed: int,
) -> xr.Dataset:
    """Shares of every outcome of every scenario.

    Parameters
    ----------
    outcomes : (scenario, row, draw) of the first scenario the outcome, of the others the difference to it; NaN
        throughout where there is none, or where it is the same in every world
    assumptions : per scenario the values (draw,) of its uncertain parameters
    luck : per scenario what procedures brought by luck, (draw,), see ``luck.outcomes``
    areas : (row,) the area of which the luck of plans counts
    labels : (nl, en) words of parameters and places
    seed : root seed of the study

    Returns
    -------
    dataset with ``deciding_share`` (scenario, row, factor, bound), ``deciding_stands_out`` (scenario, row, factor), and
    ``deciding_explained`` and ``deciding_floor`` (scenario, row), see ``shares.Shares``; NaN where a scenario does not
    draw a factor, or it is luck of another area. Empty with fewer than ``FEWEST_WORLDS`` worlds, or without anything
    uncertain. A difference has the factors of both scenarios: those of the scenario itself, and what only the first
    draws.
    """
    scenarios, rows, worlds = outcomes.shape
    held = [_both(assumptions, luck, line) for line in range(scenarios)]
    names = sorted(
        {name for columns in held for name in columns}, key=lambda name: (name.startswith(luck_of.LUCK), name)
    )
    if worlds < FEWEST_WORLDS or not names:
        return xr.Dataset()
    share = np.full((scenarios, rows, len(names), len(BOUNDS)), np.nan)
    stands_out = np.zeros((scenarios, rows, len(names)), dtype=bool)
    explained, floor = (np.full((scenarios, rows), np.nan) for _ in range(2))
    for line, columns in enumerate(held):
        for area in dict.fromkeys(areas):
            own = [name for name in names if name in columns and luck_of.concerns(name, area)]
            looked_at = [row for row in range(rows) if areas[row] == area and np.isfinite(outcomes[line, row]).all()]
            if not own or not looked_at:
                continue
            place = [names.index(name) for name in own]
            factors = basis(np.column_stack([columns[name] for name in own]), seed)
            for row in looked_at:
                found = shares(outcomes[line, row], factors)
                share[line, row, place] = np.stack([found.low, found.central, found.high], axis=-1)
                stands_out[line, row, place] = found.stands_out
                explained[line, row], floor[line, row] = found.explained, found.floor
    words = {lang: [_label(name, labels, lang) for name in names] for lang in ("nl", "en")}
    return xr.Dataset(
        {
            "deciding_share": (("scenario", "row", "factor", "bound"), share),
            "deciding_stands_out": (("scenario", "row", "factor"), stands_out),
            "deciding_explained": (("scenario", "row"), explained),
            "deciding_floor": (("scenario", "row"), floor),
        },
        coords={
            "factor": np.array(names, dtype=object),
            "factor_nl": ("factor", np.array(words["nl"], dtype=object)),
            "factor_en": ("factor", np.array(words["en"], dtype=object)),
            "factor_kind": ("factor", np.array([luck_of.kind(name) for name in names], dtype=object)),
            "bound": np.array(BOUNDS, dtype=object),
        },
    )


def _both(assumptions: Sequence[Columns], luck: Sequence[Columns], line: int) -> dict[str, Array]:
    """What varies in a scenario and, for a difference, in the first."""
    lines = (0, line) if line else (0,)
    merged = {
        name: values for one in lines for part in (assumptions, luck) for name, values in _varying(part[one]).items()
    }
    return merged


def _varying(columns: Columns) -> dict[str, Array]:
    return {name: values for name, values in columns.items() if np.ptp(values) > 0}


def _label(name: str, labels: Mapping[str, tuple[str, str]], lang: Lang) -> str:
    return luck_of.label(name, labels, lang) if name.startswith(luck_of.LUCK) else place_label(labels, name, lang)
