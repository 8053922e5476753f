"""Correlated uncertainties: rank correlations put into the points of a design by a Gaussian copula. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from balanssim.worlds import Floats

#: Pairs of names with their rank correlation (Spearman).
Pairs = Mapping[tuple[str, str], float]
#: Designs whose rows are a sample, so that their factors may move together.
DESIGNS: Final = ("lhs", "factorial")
#: Smallest eigenvalue of a matrix that is taken: below it one factor would follow from the others.
LEAST: Final = 1e-6


def matrix(names: Sequence[str], pairs: Pairs) -> Floats:
    """Correlations of the normal scores, (name, name), that give the rank correlations.

    2 sin(pi r / 6): Pearson (1907), On further methods of determining correlation.
    """
    out = np.eye(len(names))
    place = {name: number for number, name in enumerate(names)}
    for (one, other), rank in pairs.items():
        if one in place and other in place:
            out[place[one], place[other]] = out[place[other], place[one]] = 2 * np.sin(np.pi * rank / 6)
    return out


def smallest(pairs: Pairs) -> float:
    """The smallest eigenvalue of the matrix of all names in the pairs: not positive means that they contradict."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    return float(np.linalg.eigvalsh(matrix(names, pairs)).min()) if names else 1.0


def correlate(unit: Floats, names: Sequence[str], pairs: Pairs, strata: bool) -> Floats:
    """Points of which named columns are correlated; the others stay as they are.

    Parameters
    ----------
    unit : (row, factor) points in (0, 1), independent; NaN for luck
    names : of the factors
    pairs : rank correlations; of two factors without a pair it is 0
    strata : keep the values of every column and change only their order, so that a Latin hypercube stays one

    Returns
    -------
    (row, factor). The first factor of the pairs, in the order of ``names``, keeps its points; without ``strata`` a row
    depends on itself alone, so that a smaller design stays the beginning of a larger one.

    Raises
    ------
    ValueError
        correlations that contradict each other

    Source: normal copula, Nelsen (2006), An introduction to copulas; order of given values: Iman and Conover (1982),
    Communications in Statistics B 11.
    """
    moved = [number for number, name in enumerate(names) if any(name in pair for pair in pairs)]
    if not moved:
        return unit
    wanted = matrix([names[number] for number in moved], pairs)
    if np.linalg.eigvalsh(wanted).min() < LEAST:
        raise ValueError("the correlations contradict each other")
    points = ndtr(ndtri(unit[:, moved]) @ np.linalg.cholesky(wanted).T)
    if strata:
        rank = np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0, kind="stable")
        points = np.take_along_axis(np.sort(unit[:, moved], axis=0), rank, axis=0)
    out = unit.copy()
    out[:, moved] = np.clip(points, np.finfo(float).tiny, 1 - np.finfo(float).eps / 2)
    return out
