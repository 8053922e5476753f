"""Uncertain worlds: distributions of parameters and the table of draws that every scenario shares.

Draw label 0 is the central run (expected values); labels 1..N are points of a scrambled Sobol sequence in which each
parameter owns one dimension and a scramble keyed by its name. So N = 64 is the start of N = 256, and adding, removing
or reordering parameters never moves the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balanssim import rng
from balanssim.distributions import Distribution as Distribution

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

#: Bits of a Sobol point. 52 bits plus a half fit a float64 exactly, so that 0 < u < 1 without rounding.
BITS = 52


@dataclass(frozen=True)
class Worlds:
    """The table of draws. Arrays have length ``1 + draws``; the index is the draw label.

    ``values``: per parameter, float64 (1 + draws,), read-only. ``row``: the design row a draw takes its values from;
    ``luck``: the label of the procedure streams a draw takes its luck from. In an ordinary study both equal the label;
    sensitivity designs hold one fixed while the other varies.
    """

    values: Mapping[str, Floats]
    row: Labels
    luck: Labels

    def __reduce__(self) -> tuple[Any, ...]:
        """Workers receive the same table: a read-only mapping does not pickle by itself."""
        return _restore, (dict(self.values), self.row, self.luck)

    @property
    def draws(self) -> int:
        """Number of worlds, the central run not counted."""
        return len(self.row) - 1

    def take(self, labels: Labels) -> dict[str, Floats]:
        """Values of every parameter for these labels: name -> (len(labels),)."""
        return {name: column[labels] for name, column in self.values.items()}


def _restore(values: dict[str, Floats], row: Labels, luck: Labels) -> Worlds:
    return Worlds(MappingProxyType(values), row, luck)


def make(distributions: Mapping[str, Distribution], dimensions: Mapping[str, int], draws: int, seed: int) -> Worlds:
    """Draw the worlds of a study.

    Parameters
    ----------
    distributions : parameter name -> distribution, in any order
    dimensions : parameter name -> number of its own Sobol dimension, from 0, unique
    draws : number of worlds beside the central run; a power of two keeps every projection balanced
    seed : root seed of the study

    Returns
    -------
    Worlds with float64 values of shape (1 + draws,) per parameter

    Raises
    ------
    ValueError
        a parameter without a dimension, two parameters on one dimension, a negative number of draws

    Source: Sobol sequence with the direction numbers of Joe and Kuo (2008), scrambled by a random linear matrix and a
    digital shift (Matousek 1998), as ``scipy.stats.qmc.Sobol`` does, but with one scramble per name.
    """
    _check(distributions, dimensions, draws)
    values: dict[str, Floats] = {}
    for name in sorted(distributions):
        distribution = distributions[name]
        column = np.empty(1 + draws)
        column[0] = distribution.expected()
        column[1:] = distribution.ppf(points(seed, name, dimensions[name], draws))
        column.flags.writeable = False
        values[name] = column
    labels = np.arange(1 + draws, dtype=np.int64)
    labels.flags.writeable = False
    return Worlds(MappingProxyType(values), labels, labels)


def points(seed: int, name: str, dimension: int, draws: int) -> Floats:
    """Scrambled Sobol points of one parameter: (draws,) float64 in (0, 1); point ``i`` belongs to draw label ``i + 1``.

    The first 2**k points hold one point in each of the 2**k equal parts of the unit interval.
    """
    return _from(*_own_scramble(seed, name, dimension), draws)


def scrambled(generator: np.random.Generator, dimension: int, count: int) -> Floats:
    """The first points of a Sobol dimension under a scramble of this generator: (count,) float64 in (0, 1)."""
    return _from(*_scramble(generator, dimension), count)


@lru_cache(maxsize=256)
def _own_scramble(seed: int, name: str, dimension: int) -> tuple[NDArray[np.uint64], np.uint64]:
    """That of a parameter: the same for every number of draws, and most of the time that a table of draws takes."""
    return _scramble(rng.stream(seed, "sobol", name), dimension)


def _from(directions: NDArray[np.uint64], shift: np.uint64, count: int) -> Floats:
    return (sequence(directions, count) ^ shift).astype(np.float64) / 2.0**BITS + 0.5 / 2.0**BITS


def _scramble(generator: np.random.Generator, dimension: int) -> tuple[NDArray[np.uint64], np.uint64]:
    """Scrambled direction numbers (BITS,) and the digital shift."""
    matrix = np.tril(generator.integers(0, 2, (BITS, BITS), dtype=np.uint8), k=-1) + np.eye(BITS, dtype=np.uint8)
    shift = generator.integers(0, 1 << BITS, dtype=np.uint64)
    # columns of direction numbers as bits, most significant first; the scramble multiplies them by the matrix modulo 2
    place = np.arange(BITS - 1, -1, -1, dtype=np.uint64)
    bits = ((direction_numbers(dimension)[None, :] >> place[:, None]) & np.uint64(1)).astype(np.uint8)
    scrambled = (matrix.astype(np.int64) @ bits.astype(np.int64)) & 1
    directions = np.bitwise_or.reduce(scrambled.astype(np.uint64) << place[:, None], axis=0)
    return directions, shift


def sequence(directions: NDArray[np.uint64], count: int) -> NDArray[np.uint64]:
    """The first integers of a Sobol sequence in Gray-code order (Antonov and Saleev 1979): (count,) uint64."""
    index = np.arange(count, dtype=np.uint64)
    gray = index ^ (index >> np.uint64(1))
    out = np.zeros(count, dtype=np.uint64)
    for bit in range(max(count - 1, 0).bit_length()):
        out ^= np.where((gray >> np.uint64(bit)) & np.uint64(1), directions[bit], np.uint64(0))
    return out


def direction_numbers(dimension: int) -> NDArray[np.uint64]:
    """Direction numbers of one Sobol dimension (from 0), scaled to ``BITS`` bits: (BITS,) uint64.

    Raises ``ValueError`` beyond the published table. Source: S. Joe and F.Y. Kuo (2008), file new-joe-kuo-6.21201;
    recurrence of Bratley and Fox (1988).
    """
    initial, polynomials = _joe_kuo()
    if not 0 <= dimension < len(polynomials):
        raise ValueError(f"Sobol dimension {dimension} is outside 0..{len(polynomials) - 1}")
    if dimension == 0:  # the van der Corput sequence
        numbers = [1] * BITS
    else:
        polynomial = int(polynomials[dimension])
        degree = polynomial.bit_length() - 1
        numbers = [int(number) for number in initial[dimension, :degree]]
        for i in range(degree, BITS):
            new = numbers[i - degree] ^ (numbers[i - degree] << degree)
            for k in range(1, degree):
                if (polynomial >> (degree - k)) & 1:
                    new ^= numbers[i - k] << k
            numbers.append(new)
    return np.array([number << (BITS - 1 - i) for i, number in enumerate(numbers)], dtype=np.uint64)


@cache
def _joe_kuo() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Initial numbers and primitive polynomials of the table that scipy ships.

    The file is read by itself because importing ``scipy.stats`` costs more than a whole small run; a test holds the
    points equal to ``scipy.stats.qmc.Sobol``.
    """
    import scipy

    path = Path(scipy.__file__).parent / "stats" / "_sobol_direction_numbers.npz"
    with np.load(path) as table:
        return table["vinit"].astype(np.int64), table["poly"].astype(np.int64)


def _check(distributions: Mapping[str, Distribution], dimensions: Mapping[str, int], draws: int) -> None:
    faults = [f"parameter {name!r} has no Sobol dimension" for name in sorted(distributions) if name not in dimensions]
    owner: dict[int, str] = {}
    for name in sorted(distributions):
        number = dimensions.get(name)
        if number is None:
            continue
        if number in owner:
            faults.append(f"parameters {owner[number]!r} and {name!r} share Sobol dimension {number}")
        owner[number] = name
    if draws < 0:
        faults.append(f"the number of draws is zero or more, found {draws}")
    if faults:
        raise ValueError("; ".join(faults))
