"""Designs of a sweep: which points of the unit cube are computed, and with whose luck. Pure functions.

Every factor has streams of its own (``sweep.design``, method, factor), so that adding, removing or reordering factors
never moves the points of the others. In a Sobol design row A of base point j is the ordinary world j, in values and in
luck: docs/decisions/0026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from balanssim import rng, worlds
from balanssim.worlds import Floats, Labels

#: Name of luck where it is a factor; parameters have a dot in their name.
LUCK: Final = "luck"
#: The second sample of a Sobol design takes the dimension of the parameter plus this one: regions have fewer.
SECOND_DIMENSION: Final = 256
#: The second luck of base point j has label j plus this one, beyond any world.
SECOND_LUCK: Final = 1 << 20
#: What a row is, in ``moved``: the first or second sample itself; else the number of the factor that is swapped.
FIRST, SECOND = -1, -2


@dataclass(frozen=True)
class Points:
    """Rows of a design.

    ``factors``: names; ``unit``: (row, factor) float64 in (0, 1), NaN for luck; ``base``: (row,) base point or
    trajectory, from 1; ``moved``: (row,) factor that differs from the row it is compared with, ``FIRST`` or ``SECOND``;
    ``back``: (row,) whether that factor moved from the second sample to the first; ``luck``: (row,) label of the luck.
    """

    factors: tuple[str, ...]
    unit: Floats
    base: Labels
    moved: Labels
    back: NDArray[np.bool_]
    luck: Labels

    def __len__(self) -> int:
        return len(self.base)


def per_base(factors: int, method: str, second_order: bool = False) -> int:
    """Rows for each base point: N (k + 2) and N (2k + 2) of Saltelli (2002), k + 1 of Morris (1991), else 1."""
    if method == "sobol":
        return (2 if second_order else 1) * factors + 2
    return factors + 1 if method == "morris" else 1


def sobol(
    dimensions: Mapping[str, int], size: int, seed: int, *, luck: str = "factor", second_order: bool = False
) -> Points:
    """First sample A, second sample B, and for every factor A with the column of B (and B with that of A).

    Parameters
    ----------
    dimensions : factor -> its own Sobol dimension, below ``SECOND_DIMENSION``
    size : number N of base points; a power of two keeps both samples balanced
    seed : root seed of the study
    luck : ``factor`` (a column beside the parameters) or ``fixed`` (that of the central run in every row)
    second_order : also B with each column of A

    Returns
    -------
    Points of N (k + 2) or N (2k + 2) rows, k factors with luck as the last; base point by base point, so that a
    smaller design is the beginning of a larger one

    Raises
    ------
    ValueError
        a dimension beyond those of first samples

    Source: Saltelli (2002), Computer Physics Communications 145; radial order as in Saltelli et al. (2010), ibid. 181.
    """
    if any(not 0 <= dimension < SECOND_DIMENSION for dimension in dimensions.values()):
        raise ValueError(f"a dimension lies in 0..{SECOND_DIMENSION - 1}")
    names = tuple(dimensions)
    a, b = np.empty((size, len(names))), np.empty((size, len(names)))
    for column, (name, dimension) in enumerate(dimensions.items()):
        a[:, column] = worlds.points(seed, name, dimension, size)
        generator = rng.stream(seed, "sweep.design", "sobol", name)
        b[:, column] = worlds.scrambled(generator, dimension + SECOND_DIMENSION, size)
    base = np.arange(1, size + 1)
    ours, theirs = (base, base + SECOND_LUCK) if luck == "factor" else (np.zeros_like(base), np.zeros_like(base))
    if luck == "factor":
        names = (*names, LUCK)
        a, b = (np.column_stack([sample, np.full(size, np.nan)]) for sample in (a, b))
    rows = [(a, ours, FIRST, False)]
    for start, other, first, second, back in ((a, b, ours, theirs, False), (b, a, theirs, ours, True)):
        if back and not second_order:
            break
        for column, name in enumerate(names):
            unit = start.copy()
            unit[:, column] = other[:, column]
            rows.append((unit, second if name == LUCK else first, column, back))
    rows.append((b, theirs, SECOND, False))
    count = len(rows)
    return Points(
        names,
        np.stack([unit for unit, _, _, _ in rows], axis=1).reshape(size * count, len(names)),
        np.repeat(base, count),
        np.tile(np.array([moved for _, _, moved, _ in rows]), size),
        np.tile(np.array([back for _, _, _, back in rows]), size),
        np.stack([label for _, label, _, _ in rows], axis=1).ravel(),
    )


def morris(names: Sequence[str], size: int, seed: int, *, levels: int = 4, luck: str = "factor") -> Points:
    """Trajectories in which one factor after the other makes one step.

    Values are the middles of ``levels`` equal parts of the unit interval, so that no distribution is asked for its
    ends; a step is half of the levels, up or down. In which order factors move follows from a number of each: a new
    factor never changes the order of the others.

    Parameters
    ----------
    names : factors
    size : number of trajectories
    seed : root seed
    levels : even, at least 2
    luck : ``factor`` (its step takes another label) or ``fixed``

    Returns
    -------
    Points of size (k + 1) rows; ``moved`` is the factor that moved since the row before, ``FIRST`` at the start

    Raises
    ------
    ValueError
        an odd number of levels

    Source: Morris (1991), Technometrics 33; p levels with step p / (2 (p - 1)) there.
    """
    if levels < 2 or levels % 2:
        raise ValueError(f"levels are even and at least 2, found {levels}")
    factors = (*names, LUCK) if luck == "factor" else tuple(names)
    half = levels // 2
    level = np.empty((size, len(factors)))
    up = np.empty((size, len(factors)), dtype=np.bool_)
    turn = np.empty((size, len(factors)))
    for column, name in enumerate(factors):
        drawn = rng.stream(seed, "sweep.design", "morris", name).random((size, 3))
        level[:, column] = np.floor(drawn[:, 0] * half)
        up[:, column] = drawn[:, 1] < 0.5
        turn[:, column] = drawn[:, 2]
    low, high = (level + 0.5) / levels, (level + half + 0.5) / levels
    order = np.argsort(turn, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    step = np.arange(len(factors) + 1)
    after = rank[:, None, :] < step[None, :, None]  # (trajectory, step, factor): whether it has moved
    unit = np.where(after == up[:, None, :], high[:, None, :], low[:, None, :])
    base = np.arange(1, size + 1)
    label = np.zeros((size, len(step)), dtype=np.int64)
    if luck == "factor":
        label = np.where(after[:, :, -1], base[:, None] + SECOND_LUCK, base[:, None])
        unit[:, :, -1] = np.nan
    moved = np.concatenate([np.full((size, 1), FIRST), order], axis=1)
    return Points(
        factors,
        unit.reshape(-1, len(factors)),
        np.repeat(base, len(step)),
        moved.ravel(),
        np.zeros(size * len(step), dtype=np.bool_),
        label.ravel(),
    )


def lhs(names: Sequence[str], size: int, seed: int, *, luck: str = "vary") -> Points:
    """Latin hypercube: each factor has one point in each of ``size`` equal parts, in an order of its own.

    ``luck``: ``vary`` (that of the row's number) or ``fixed``. Source: McKay, Beckman and Conover (1979),
    Technometrics 21.
    """
    unit = np.empty((size, len(names)))
    for column, name in enumerate(names):
        generator = rng.stream(seed, "sweep.design", "lhs", name)
        unit[:, column] = (generator.permutation(size) + generator.random(size)) / size
    return _plain(tuple(names), unit, luck)


def ordinary(dimensions: Mapping[str, int], size: int, seed: int, *, luck: str = "vary") -> Points:
    """The worlds 1..size of an ordinary run, for policies that are crossed with them."""
    unit = np.column_stack([worlds.points(seed, name, number, size) for name, number in dimensions.items()])
    return _plain(tuple(dimensions), unit, luck)


def _plain(names: tuple[str, ...], unit: Floats, luck: str) -> Points:
    base = np.arange(1, len(unit) + 1)
    nothing = np.full(len(unit), FIRST)
    label = base if luck == "vary" else np.zeros_like(base)
    return Points(names, unit, base, nothing, np.zeros(len(unit), dtype=np.bool_), label)
