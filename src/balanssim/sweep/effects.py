"""Elementary effects of Morris with intervals, from the rows of a Morris design. Bare arrays in, bare arrays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balanssim import rng
from balanssim.errors import RunError
from balanssim.sweep.design import FIRST
from balanssim.sweep.indices import BAND, RESAMPLES
from balanssim.worlds import Floats, Labels

#: Fewer trajectories say nothing: Campolongo et al. (2007) find rankings that hold from ten on.
FEWEST: Final = 10


@dataclass(frozen=True)
class Effects:
    """What one step of each factor does to an outcome, in its unit; (factor, 3): estimate, low and high end.

    ``mu_star``: mean size; ``mu``: mean, with its sign; ``sigma``: standard deviation, large where an effect depends
    on the place or on other factors. ``used``: trajectories. A step is half of the levels of a factor.
    """

    mu_star: Floats
    mu: Floats
    sigma: Floats
    used: int


def morris(
    values: Floats, unit: Floats, base: Labels, moved: Labels, factors: int, seed: int, *keys: str | int
) -> Effects:
    """Elementary effects of one outcome.

    Parameters
    ----------
    values : (row,) outcome, NaN where it was not computed; a trajectory with such a row is left out as a whole
    unit : (row, factor) points; a step up counts as it is, a step down is turned round; luck (NaN) has no direction
    base, moved : (row,) of the design, trajectory by trajectory
    factors : number of factors k
    seed, keys : of the resamples (stream ``sweep.resample``)

    Returns
    -------
    Effects; intervals are percentiles over resampled trajectories

    Raises
    ------
    RunError
        rows that are no Morris design in its order, or fewer than ``FEWEST`` trajectories that are whole

    Source: Morris (1991), Technometrics 33; mu* Campolongo, Cariboni and Saltelli (2007), Environmental Modelling and
    Software 22.
    """
    each = factors + 1
    if len(moved) % each or not len(moved):
        raise RunError("sweep.not_in_order")
    order, points = moved.reshape(-1, each), unit.reshape(-1, each, factors)
    whole = np.sort(order[:, 1:], axis=1) == np.arange(factors)
    if np.any(order[:, 0] != FIRST) or not whole.all() or np.any(np.diff(base.reshape(-1, each), axis=1)):
        raise RunError("sweep.not_in_order")
    changes = np.diff(values.reshape(-1, each), axis=1)
    steps = np.diff(points, axis=1)[np.arange(len(order))[:, None], np.arange(factors), order[:, 1:]]
    effect = np.empty_like(changes)
    np.put_along_axis(effect, order[:, 1:], changes * np.where(steps < 0, -1.0, 1.0), axis=1)
    effect = effect[np.isfinite(effect).all(axis=1)]
    if len(effect) < FEWEST:
        raise RunError("sweep.too_few_trajectories", n=len(effect), least=FEWEST)
    drawn = rng.stream(seed, "sweep.resample", "morris", *keys).integers(0, len(effect), (RESAMPLES, len(effect)))
    found = _measures(effect)
    again = np.stack([_measures(effect[rows]) for rows in drawn])
    ends = np.quantile(again, ((1 - BAND) / 2, (1 + BAND) / 2), axis=0)
    mu_star, mu, sigma = np.stack([found, *ends], axis=-1)
    return Effects(mu_star, mu, sigma, len(effect))


def _measures(effect: Floats) -> Floats:
    """mu*, mu and sigma, (3, factor), of effects (trajectory, factor)."""
    return np.stack([np.abs(effect).mean(axis=0), effect.mean(axis=0), effect.std(axis=0, ddof=1)])
