"""First-order shares of variance from the worlds that are there: no design of their own, no extra runs.

The share of a factor is Var(E[Y | X]) / Var(Y), Sobol's first-order index: the part of the spread that would go, on
average, if the factor were known. E[Y | X] is fitted on the ranks of the factor by a few cosines, as in COSI (Plischke,
Computers & Geosciences 41, 2012): any smooth course counts, also one that rises and falls, and another scale of the
factor changes nothing. Factors that matter are fitted together, so that what one explains is no noise for the next
(first-order high-dimensional model representation: Li, Wang and Rabitz, J. Phys. Chem. A 106, 2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from balanssim import rng
from balanssim.compare.structure import DECIDES

Array = npt.NDArray[np.float64]
Chosen = npt.NDArray[np.bool_]

#: Cosines per factor: enough for a course with four bends, few enough for a hundred worlds.
TERMS: Final = 6
#: Chance that, where no factor has any effect, one of them rises above the noise all the same.
FALSE_ALARM: Final = 0.05
#: Of the band of a share.
BAND: Final = 0.90
SHUFFLES: Final = 200
RESAMPLES: Final = 300
#: A factor is fitted with the others if it explains more than accident does plus so many standard deviations of it:
#: about what the luckiest of sixty factors without effect reaches once in twenty times.
_ENTERS: Final = 4.8
#: Factors are fitted together up to this part of the number of worlds.
_MOST_TERMS: Final = 1 / 3


@dataclass(frozen=True)
class Basis:
    """Factors as columns of mean 0 and mean square 1, and the shuffles and resamples of their worlds.

    ``columns`` (draw, term), those of a factor orthogonal; ``start`` (factor,) first column of each; ``gram``
    (term, term) mean products of the columns; ``shuffles`` (draw, shuffle) positions; ``resamples`` (draw, resample)
    weights minus one.
    """

    columns: Array
    start: npt.NDArray[np.int64]
    gram: Array
    shuffles: npt.NDArray[np.int64]
    resamples: Array

    @property
    def terms(self) -> npt.NDArray[np.int64]:
        """Columns per factor, (factor,)."""
        return np.diff(np.append(self.start, self.columns.shape[1]))

    def of(self, chosen: Chosen) -> Chosen:
        """The columns (term,) of chosen factors (factor,)."""
        return np.repeat(chosen, self.terms)

    def summed(self, terms: Array) -> Array:
        """Columns (term, ...) added by factor, (factor, ...)."""
        return np.asarray(np.add.reduceat(terms, self.start, axis=0))


@dataclass(frozen=True)
class Shares:
    """Shares of one outcome, all (factor,) and between 0 and 1, with the band of each.

    ``floor``: what the luckiest of all factors would seem to explain if none had an effect, exceeded in one of twenty
    cases; ``stands_out``: above it, and large enough to decide (``DECIDES``); ``explained``: the shares that stand out,
    added. In worlds that fill the space evenly what two factors do together may coincide with a third, which shuffles
    do not see: docs/model.md, what decides.
    """

    central: Array
    low: Array
    high: Array
    stands_out: Chosen
    explained: float
    floor: float


def basis(factors: Array, seed: int) -> Basis:
    """Cosines of the ranks of each factor.

    Parameters
    ----------
    factors : (draw, factor) values; equal ones share a rank, so that of a factor with few values all differences
        between them are kept and nothing else
    seed : root seed of the study, of the shuffles and resamples

    Returns
    -------
    Basis

    Raises
    ------
    ValueError
        a factor of one value
    """
    worlds = len(factors)
    parts = [_waves(values) for values in factors.T]
    columns = np.concatenate(parts, axis=1)
    order = np.tile(np.arange(worlds), (SHUFFLES, 1))
    drawn = rng.stream(seed, "compare.deciding", "resample")
    return Basis(
        columns=columns,
        start=np.cumsum([0, *(part.shape[1] for part in parts[:-1])]),
        gram=columns.T @ columns / worlds,
        shuffles=rng.stream(seed, "compare.deciding", "shuffle").permuted(order, axis=1).T,
        resamples=np.asarray(drawn.multinomial(worlds, np.full(worlds, 1 / worlds), RESAMPLES).T - 1.0, np.float64),
    )


def _waves(values: Array) -> Array:
    found, place, count = np.unique(values, return_inverse=True, return_counts=True)
    if len(found) < 2:
        raise ValueError("a factor of one value explains nothing")
    middle = (np.cumsum(count) - count / 2)[place] / len(values)
    waves = np.cos(np.pi * np.arange(1, min(TERMS, len(found) - 1) + 1) * middle[:, None])
    orthogonal, _ = np.linalg.qr(waves - waves.mean(axis=0))
    return np.asarray(orthogonal * np.sqrt(len(values)))


def shares(outcome: Array, held: Basis) -> Shares:
    """Shares of the spread of an outcome.

    Parameters
    ----------
    outcome : (draw,) not all equal
    held : the factors of the same worlds

    Returns
    -------
    Shares, without bias: what a factor without effect explains by accident is taken off, so that its share is zero on
        average. The band is a bootstrap of the fit (multinomial weights on what it leaves); the floor comes from
        shuffles of what the fit leaves (Freedman and Lane 1983; largest of all: Westfall and Young 1993).
    """
    worlds = len(outcome)
    centred = outcome - outcome.mean()
    spread = float(centred @ centred) / (worlds - 1)
    chosen, size = _together(centred, held)
    terms = held.of(chosen)
    columns = held.columns[:, terms]
    left = centred - columns @ size[terms]
    inverse = np.linalg.pinv(held.gram[np.ix_(terms, terms)], hermitian=True) / worlds
    accident = float(left @ left) / (worlds - 1) / worlds
    chance = np.full(len(size), accident)
    chance[terms] = accident * worlds * (worlds - 1) / (worlds - 1 - columns.shape[1]) * np.diag(inverse)
    central = held.summed(size**2 - chance) / spread

    moving = np.sqrt(worlds / (worlds - columns.shape[1])) * left[:, None] * held.resamples
    moved = held.columns.T @ moving / worlds
    moved[terms] = inverse @ (columns.T @ moving)
    spreads = spread + (centred**2 - (centred - left) ** 2) @ held.resamples / worlds
    # A resample adds chance to the chance that is there already, so that it is taken off twice.
    again = held.summed((size[:, None] + moved) ** 2 - 2.0 * chance[:, None]) / spreads
    low, high = np.quantile(again, ((1.0 - BAND) / 2.0, (1.0 + BAND) / 2.0), axis=1)

    shuffled = held.summed((held.columns.T @ left[held.shuffles] / worlds) ** 2 - accident).max(axis=0)
    floor = max(float(np.quantile(shuffled, 1.0 - FALSE_ALARM)) / spread, 0.0)
    low, central, high = (np.clip(ends, 0.0, 1.0) for ends in (low, central, high))
    stands_out = chosen & (central > floor) & (central >= DECIDES)
    return Shares(central, low, high, stands_out, min(float(central[stands_out].sum()), 1.0), floor)


def remainder(outcome: Array, held: Basis) -> Array:
    """What the factors, each by itself, leave of an outcome (draw,), in its unit and with mean zero."""
    centred = outcome - outcome.mean()
    chosen, size = _together(centred, held)
    terms = held.of(chosen)
    return np.asarray(centred - held.columns[:, terms] @ size[terms])


def _together(centred: Array, held: Basis) -> tuple[Chosen, Array]:
    """Factors that explain more than accident, (factor,), each chosen for what the earlier ones leave.

    Also the coefficient of every column (term,): together for the chosen, alone on what they leave for the others.
    """
    worlds = len(centred)
    chosen = np.zeros(len(held.start), dtype=bool)
    products = held.columns.T @ centred / worlds
    size, left = products, float(centred @ centred) / worlds
    while True:
        more = (held.summed(size**2) / max(left / (worlds - 1), 1e-300) - held.terms) / np.sqrt(2.0 * held.terms)
        more[chosen] = -np.inf
        best = int(np.argmax(more))
        if more[best] <= _ENTERS or held.terms[chosen].sum() + held.terms[best] > _MOST_TERMS * worlds:
            return chosen, size
        chosen[best] = True
        terms = held.of(chosen)
        fit = np.linalg.lstsq(held.gram[np.ix_(terms, terms)], products[terms], rcond=None)[0]
        left = max(float(centred @ centred) / worlds - float(fit @ products[terms]), 0.0)
        size = products - held.gram[:, terms] @ fit
        size[terms] = fit
