"""Luck of procedures as a factor: what an outcome of procedures owes to no assumption.

Durations, appeals and plans that drop out are drawn by named streams beside the parameters. What they bring is seen in
a few outcomes of a run: the opening year of a project, homes of plans that dropped out, and how long homes of plans
were in procedure. What the assumptions explain of such an outcome is taken off; what is left is luck, and how
assumptions work together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.compare.shares import basis, remainder
from balanssim.compare.table import place_label
from balanssim.dims import AREA, DRAW, PROJECT
from balanssim.texts import Lang

Array = npt.NDArray[np.float64]

#: First part of the name of a factor of luck: ``luck.<variable>.<project or area>``.
LUCK: Final = "luck."
#: Variables of the catalogue that procedures make and that may hold luck; each has words ``deciding.luck.<variable>``.
MADE_BY_PROCEDURES: Final = ("opening_year", "homes_dropped", "homes_in_procedure")
#: Of these the sum over reference dates counts, home-years: a plan that is late and still comes leaves no other trace.
ADDED_UP: Final = frozenset({"homes_in_procedure"})
#: An outcome of which the assumptions explain all but this part is no factor of its own.
_LEAST: Final = 0.1


def outcomes(data: xr.Dataset, labels: npt.NDArray[np.int64], year: int, areas: Sequence[str]) -> dict[str, Array]:
    """What procedures made in each world, (draw,), where it differs between worlds.

    Parameters
    ----------
    data : results of a scenario
    labels : labels of the worlds that count
    year : reference date, for outcomes by year: their value on it, or their sum up to it
    areas : headline areas, for outcomes by area

    Returns
    -------
    name -> values; one for each project, or for each area
    """
    found: dict[str, Array] = {}
    for variable in MADE_BY_PROCEDURES:
        if variable not in data:
            continue
        picked = data[variable].sel({DRAW: labels})
        for dim in set(picked.dims) - {DRAW, PROJECT, AREA}:
            until = picked.sel({dim: slice(None, year)})
            picked = until.sum(str(dim)) if variable in ADDED_UP else until.isel({dim: -1})
        dim = AREA if AREA in picked.dims else PROJECT
        for place in areas if dim == AREA else [str(project) for project in picked[PROJECT].values]:
            if place not in picked[dim].values:
                continue
            values = picked.sel({dim: place}).values.astype(np.float64)
            if np.ptp(values) > 0:
                found[f"{LUCK}{variable}.{place}"] = values
    return found


def without_assumptions(made: Mapping[str, Array], assumptions: Mapping[str, Array], seed: int) -> dict[str, Array]:
    """The luck in outcomes of procedures.

    Parameters
    ----------
    made : of ``outcomes``
    assumptions : values (draw,) of the uncertain parameters, each with at least two that differ
    seed : root seed of the study

    Returns
    -------
    name -> (draw,) rank of the outcome minus what the assumptions explain of it; an outcome that follows from
    assumptions is left out
    """
    if not made or not assumptions:
        return dict(made)
    held = basis(np.column_stack(list(assumptions.values())), seed)
    found = {}
    for name, values in made.items():
        _, place, count = np.unique(values, return_inverse=True, return_counts=True)
        rank = (np.cumsum(count) - count / 2)[place]
        left = remainder(rank, held)
        if left.var() > _LEAST * rank.var():
            found[name] = left
    return found


def concerns(name: str, area: str) -> bool:
    """Whether a factor may decide an outcome of an area: luck of plans counts in their own area only."""
    if not name.startswith(LUCK):
        return True
    variable, place = name.removeprefix(LUCK).split(".", 1)
    return place == area or AREA not in VARIABLES[variable].dims


def kind(name: str) -> str:
    """``luck`` or ``assumption``."""
    return "luck" if name.startswith(LUCK) else "assumption"


def label(name: str, labels: Mapping[str, tuple[str, str]], lang: Lang) -> str:
    """``toeval in procedures: opening IJmeerverbinding``."""
    variable, place = name.removeprefix(LUCK).split(".", 1)
    return texts.message(f"deciding.luck.{variable}", lang, {"place": place_label(labels, place, lang)})
