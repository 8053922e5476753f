"""Homes of a later year from what was known in an earlier one, held against what was counted.

No plans are known of all municipalities, so the model is in reduced form: a municipality goes on at the pace of its own
known years, drawn to that of the country by as much as its own years say little. That is what a pipeline does that runs
out and is filled again. Errors, skill beside simple forecasts and bands as for commuting. Source of the shrinkage: best
linear prediction with random effects, Robinson (1991), That BLUP is a good thing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balanssim.calibrate.scores import Score, score
from balanssim.calibrate.stocktables import Stocks
from balanssim.dims import HOME_SIZES

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Forecasts, the simple ones first: the pace of the last known year, the mean pace of all known years, every
#: municipality at the pace of the country, and the model.
METHODS = ("persistence", "trend", "growth", "model")
OUTCOMES = ("added", "stock")
#: Standard normal quantile of 0.90.
Z90 = 1.2815515655446004


@dataclass(frozen=True)
class Pace:
    """Yearly growth of the stock: `own (municipality,)` as a share of it, the country's `mean`, and by how much it is
    drawn there: 1 minus `weight (municipality,)`. `spread` of lasting differences between municipalities and `noise` of
    single years, (municipality,) standard deviations as shares; `swing` of the country between years; None with one
    known year.
    """

    own: Floats
    mean: float
    weight: Floats
    spread: Floats | None
    noise: Floats | None
    swing: float | None

    @property
    def expected(self) -> Floats:
        """Share of the stock that a municipality adds in a year, (municipality,)."""
        return self.weight * self.own + (1.0 - self.weight) * self.mean


@dataclass(frozen=True)
class Hindcast:
    """The whole answer; homes of the country at the start, as counted, and by method."""

    start: int
    end: int
    known_from: int
    municipalities: int
    homes_start: float
    homes_counted: float
    country: Mapping[str, float]
    weight: float
    left_out: tuple[str, ...]
    scores: tuple[Score, ...]


def hindcast(data: Stocks) -> Hindcast:
    """Forecast the stock at the end of the last year."""
    years = data.end - data.years[-1]
    found = pace(data)
    added = forecasts(data, found, years)
    band = bands(found, data.start, added["model"], years)
    classes = _classes(data.start)
    counted = {"added": data.counted - data.start, "stock": data.counted}
    scores = []
    for outcome in OUTCOMES:
        level = data.start if outcome == "stock" else np.zeros_like(data.start)
        edges = None if band is None else (band[0] + level, band[1] + level)
        for size, chosen in classes.items():
            if chosen.any():
                made = {method: (level + value)[chosen] for method, value in added.items()}
                inside = None if edges is None else (edges[0][chosen], edges[1][chosen])
                scores.append(score(outcome, size, made, counted[outcome][chosen], inside, 0.5))
    total = float(data.start.sum())
    return Hindcast(
        data.years[-1], data.end, data.years[0], len(data.codes), total, float(data.counted.sum()),
        {method: total + float(value.sum()) for method, value in added.items()}, float(found.weight.mean()),
        data.left_out, tuple(scores),
    )  # fmt: skip


def forecasts(data: Stocks, found: Pace, years: int) -> dict[str, Floats]:
    """Homes added by each forecast, (municipality,), over a number of years after the known ones."""
    total = float(data.start.sum())
    last, mean = float(data.known[-1].sum()), data.known.mean(axis=0)
    return {
        "persistence": data.known[-1] * years,
        "trend": mean * years,
        "growth": data.start * (last / total) * years,
        "model": data.start * found.expected * years,
    }


def pace(data: Stocks) -> Pace:
    """Own pace of each municipality and how much it says, from the known years.

    Of one known year, luck cannot be told from a lasting difference: every municipality gets the pace of the country.
    """
    rate = data.known / data.begin
    own, mean = rate.mean(axis=0), float(data.known.sum() / data.begin.sum() / len(data.known))
    if len(rate) == 1:
        return Pace(own, mean, np.zeros_like(own), None, None, None)
    noise, spread, weight = np.zeros_like(own), np.zeros_like(own), np.zeros_like(own)
    count = len(rate)
    for size, chosen in _classes(data.start).items():
        if size == "all" or not chosen.any():
            continue
        within = _robust((rate[:, chosen] - own[chosen]) * math.sqrt(count / (count - 1))) ** 2
        between = max(_robust(own[chosen] - mean) ** 2 - within / count, 0.0)
        noise[chosen], spread[chosen] = math.sqrt(within), math.sqrt(between)
        weight[chosen] = between / max(between + within / count, 1e-300)
    swing = float((data.known.sum(axis=1) / data.begin.sum()).std(ddof=1))
    return Pace(own, mean, weight, spread, noise, swing)


def _robust(deviations: Floats) -> float:
    """Standard deviation of a normal distribution of which four in five deviations are as small: a few very large
    sites, or a tower that is pulled down, say nothing about the others.
    """
    return float(np.quantile(np.abs(deviations), 0.8)) / Z90


def bands(found: Pace, stock: Floats, added: Floats, years: int) -> tuple[Floats, Floats] | None:
    """10-90 band of homes added, (municipality,): what is not known of the lasting pace of the municipality and of the
    country, which lasts for a cycle, and the luck of single years.

    The first two grow with the years, the last with their root. None where one known year tells none of them.
    """
    if found.spread is None or found.noise is None or found.swing is None:
        return None
    lasting = np.hypot(found.spread * np.sqrt(1.0 - found.weight), found.swing)
    width = Z90 * stock * np.hypot(lasting * years, found.noise * math.sqrt(years))
    return added - width, added + width


def _classes(homes: Floats) -> dict[str, Bools]:
    edges = [*list(HOME_SIZES.values())[1:], np.inf]
    found: dict[str, Bools] = {"all": np.ones(len(homes), dtype=bool)}
    for (size, least), most in zip(HOME_SIZES.items(), edges, strict=True):
        found[size] = (homes >= least) & (homes < most)
    return found
