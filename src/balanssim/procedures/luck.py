"""Good and bad years of single municipalities, and paces that last and differ from what was known: factors on homes.

A limit or a known pace stands for a usual year. What a municipality completes is that times a factor with mean one,
within what is ready; drinking water stays a limit of every year. Factors follow a gamma distribution, skewed as counted
years are. Spreads by size of municipality come from the scenario; zero, the default, draws nothing. Source of the
spreads: calibration/hindcast.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import gammaincinv

from balanssim.inputs import Array, Inputs, WorldBlock
from balanssim.procedures import draws

STREAM = "procedures.luck"
LASTING = "lasting"


def factors(inputs: Inputs, worlds: WorldBlock) -> Array | None:
    """Factor on the homes of each municipality and year, (flow_year, municipality, draw); 1 in the central run.

    None where the scenario has no luck: nothing is drawn.
    """
    housing = inputs.housing
    if not (housing.year_spread.any() or housing.lasting_spread.any()):
        return None
    years = inputs.axes.flow_years
    out = np.ones((len(years), len(housing.year_spread), worlds.width))
    for place, name in enumerate(dict.fromkeys(inputs.procedures.municipality)):
        out[:, place] = _drawn(inputs, worlds, name, LASTING, housing.lasting_spread[place])
        for index, year in enumerate(years):
            out[index, place] *= _drawn(inputs, worlds, name, str(year), housing.year_spread[place])
    return out


def _drawn(inputs: Inputs, worlds: WorldBlock, name: str, when: str, spread: float) -> Array:
    if spread == 0.0:
        return np.ones(worlds.width)
    level = draws.uniform(inputs.procedures.seed, STREAM, name, when, worlds.luck)
    return np.where(worlds.luck == draws.CENTRAL, 1.0, gamma(spread, level))


def gamma(spread: float, level: Array) -> Array:
    """Quantiles (…) of the gamma distribution with mean one and standard deviation `spread`, at `level` in [0, 1)."""
    shape = spread**-2.0
    return np.asarray(gammaincinv(shape, level) / shape)


def shift(out: Array, factor: Array, there: Array, kept: Mapping[str, Array]) -> tuple[Array, dict[str, Array]]:
    """Homes of a good or bad year in place of those of a usual one, (plan, draw).

    Parameters
    ----------
    out : what the limits leave of a usual year, and ``factor`` on it, (plan, draw)
    there : homes that are ready, (plan, draw): more than these cannot be completed
    kept : what each cause held back, cause -> (plan, draw); with ``out`` it adds up to ``there``

    Returns
    -------
    homes, and what each cause holds back of them: a bad year counts as the market, a good one takes off all alike
    """
    moved = np.minimum(out * factor, there)
    total = np.add.reduce(list(kept.values()))
    more = np.divide(np.maximum(moved - out, 0.0), total, out=np.zeros_like(total), where=total > 0.0)
    held = {cause: values * np.maximum(1.0 - more, 0.0) for cause, values in kept.items()}
    held["market"] = held["market"] + np.maximum(out - moved, 0.0)
    return moved, held
