"""Commuting of a later year from that of an earlier one, held against what was counted, beside simple forecasts.

What is known of the later year are the jobs that residents of each municipality hold and the jobs in each: the model is
asked who works where. Errors are told by size of municipality, skill against each simple forecast, and whether bands
made from earlier years hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balanssim.calibrate.odtables import Matrices
from balanssim.calibrate.scores import Score, score
from balanssim.model import demand
from balanssim.model.commuting_base import CommutingParameters

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Forecasts, the simple ones first: the same jobs as before, the line through earlier years, everything grown alike,
#: the matrix scaled to both margins (Furness), and the model.
METHODS = ("persistence", "trend", "growth", "furness", "model")
#: Resident jobs of a municipality in the base year from which it is of a class.
SIZES = {"all": 0.0, "small": 0.0, "middle": 10_000.0, "large": 25_000.0, "largest": 50_000.0}
OUTCOMES = ("pairs", "within", "out_commuters", "in_commuters", "share_within")
#: Modelled jobs of a pair from which its errors are of another class, for bands.
FLOWS = (0.0, 200.0, 1_000.0)
LOW, HIGH = 0.10, 0.90
#: Margins are sought to this relative error, in at most so many turns, and count as met within the last one.
TOLERANCE, TURNS, MET = 1e-9, 2000, 1e-5


@dataclass(frozen=True)
class Hindcast:
    """The whole answer; `moved`, `told` share of pairs and of jobs in them whose change is larger than rounding.

    `slope`, `inside` of the deterrence that was fitted to the base year, None without costs. `left_out` codes that one
    of the years does not have, with `left_jobs` of the base and of the counted year. `bands_from` the year from which
    errors are known, None where there is none before the base.
    """

    start: int
    end: int
    municipalities: int
    pairs: int
    jobs_base: float
    jobs_counted: float
    rounding: float
    moved: float
    told: float
    methods: tuple[str, ...]
    slope: float | None
    inside: float | None
    left_out: tuple[str, ...]
    left_jobs: tuple[float, float]
    bands_from: int | None
    scores: tuple[Score, ...]


def hindcast(data: Matrices) -> Hindcast:
    """Forecast the last year of the matrices from the one before it; earlier years give the trend and the bands."""
    *before, start, end = data.years
    base, counted = data.jobs[-2], data.jobs[-1]
    made = forecasts(data.jobs[:-1], data.years[:-1], end, counted.sum(axis=1), counted.sum(axis=0), data.cost)
    band = None
    if before:
        then = data.jobs[-2]
        told = forecasts(data.jobs[:1], data.years[:1], start, then.sum(axis=1), then.sum(axis=0), data.cost)
        band = bands(told["model"], then, made["model"], math.sqrt((end - start) / (start - before[0])), data.rounding)
    fit = None if data.cost is None else fitted(base, data.cost)
    used = (base > 0.0) | (counted > 0.0)
    change = np.abs(counted - base) > data.rounding
    return Hindcast(
        start, end, len(data.codes), int(used.sum()), float(base.sum()), float(counted.sum()), data.rounding,
        float(change[used].mean()) if used.any() else 0.0,
        float(np.abs(counted - base)[change].sum() / max(np.abs(counted - base).sum(), 1e-300)),
        tuple(method for method in METHODS if method in made),
        None if fit is None else fit[0], None if fit is None else fit[1],
        data.left_out, data.left_jobs,
        before[0] if before else None,
        tuple(_scores(made, counted, base, band)),
    )  # fmt: skip


def forecasts(
    jobs: Floats, years: tuple[int, ...], end: int, rows: Floats, columns: Floats, cost: Floats | None
) -> dict[str, Floats]:
    """Each forecast of `end`, (origin, destination).

    Parameters
    ----------
    jobs : (year, origin, destination) of `years`, the last one the base
    rows, columns : (origin,), (destination,) jobs by residence and by workplace in `end`
    cost : (origin, destination), NaN where none; None: no deterrence
    """
    base = jobs[-1]
    made = {"persistence": base}
    if len(years) > 1:
        slope = (base - jobs[0]) / (years[-1] - years[0])
        made["trend"] = np.maximum(base + slope * (end - years[-1]), 0.0)
    made["growth"] = base * (rows.sum() / base.sum())
    made["furness"] = _balanced(_seeded(base, rows, columns), rows, columns)
    made["model"] = _model(base, rows, columns, cost)
    return made


def fitted(base: Floats, cost: Floats) -> tuple[float, float]:
    """Slope and term within municipalities of the deterrence that fits the base year, over pairs with a cost."""
    return demand.fit_deterrence(base, np.where(np.isnan(cost), 0.0, cost), ~np.isnan(cost))


def _model(base: Floats, rows: Floats, columns: Floats, cost: Floats | None) -> Floats:
    """The pivot of the commuting model at unchanged costs, balanced to both margins. Source: model.md 6.1."""
    priced = np.ones(base.shape, dtype=bool) if cost is None else ~np.isnan(cost)
    if cost is None:
        factor = np.ones(base.shape)
    else:
        slope, inside = fitted(base, cost)
        factor = np.where(priced, demand.deterrence(np.where(priced, cost, 0.0), slope, inside), 0.0)
    before = _balanced(factor, base.sum(axis=1), base.sum(axis=0))
    now = _balanced(factor, rows, columns)
    none = np.full(len(base), -1)
    prior = demand.pivot(base, before, now[:, :, None], CommutingParameters.pivot_limit, none, none)[:, :, 0]
    return _balanced(_seeded(np.where(priced, prior, base), rows, columns), rows, columns)


def _seeded(prior: Floats, rows: Floats, columns: Floats) -> Floats:
    """Rows and columns without any prior get that of independence, so that they can be filled at all."""
    even = np.outer(rows, columns) / max(rows.sum(), 1e-300)
    empty = ((prior.sum(axis=1) == 0.0) & (rows > 0.0))[:, None] | ((prior.sum(axis=0) == 0.0) & (columns > 0.0))[None]
    return np.where(empty, even, prior)


def _balanced(prior: Floats, rows: Floats, columns: Floats) -> Floats:
    """Both margins met. Where pairs without any jobs make that impossible, every pair gets a thousandth of independence
    first.
    """
    scaled = columns * (rows.sum() / columns.sum())
    even = np.outer(rows, scaled) / max(rows.sum(), 1e-300)
    for tried in (prior, prior * (rows.sum() / max(prior.sum(), 1e-300)) + 1e-3 * even):
        # Factors of margins that cannot be met run to infinity; that is seen in the error.
        with np.errstate(over="ignore", invalid="ignore"):
            found = demand.furness(tried[:, :, None], rows[:, None], scaled[:, None], None, None, TOLERANCE, TURNS)
        if found.error[0] <= MET:
            break
    return found.flows[:, :, 0]


def bands(told: Floats, counted: Floats, modelled: Floats, longer: float, rounding: float) -> tuple[Floats, Floats]:
    """10-90 band of each pair from the errors that the same model made over earlier years.

    `told`, `counted` (origin, destination) then; `modelled` now; `longer` factor on the errors for the longer span, as
    of a random walk. Errors go with the root of the flow, by class of its size.
    """
    low, high = np.zeros_like(modelled), np.zeros_like(modelled)
    scale_then, scale_now = (np.sqrt(np.maximum(flow, rounding)) for flow in (told, modelled))
    error = (counted - told) / scale_then
    for number, least in enumerate(FLOWS):
        most = FLOWS[number + 1] if number + 1 < len(FLOWS) else np.inf
        then, now = (told >= least) & (told < most), (modelled >= least) & (modelled < most)
        then &= (told > 0.0) | (counted > 0.0)
        if then.any():
            edges = np.quantile(error[then], (LOW, HIGH)) * longer
            low[now], high[now] = edges[:, None] * scale_now[now]
    return np.maximum(modelled + low, 0.0), modelled + high


def _scores(
    made: Mapping[str, Floats], counted: Floats, base: Floats, band: tuple[Floats, Floats] | None
) -> list[Score]:
    residents = base.sum(axis=1)
    edges = [*list(SIZES.values())[2:], np.inf]
    classes: dict[str, Bools] = {"all": np.ones(len(base), dtype=bool)}
    for number, size in enumerate(list(SIZES)[1:]):
        classes[size] = (residents >= SIZES[size]) & (residents < edges[number])
    found = []
    for outcome in OUTCOMES:
        for size, chosen in classes.items():
            one = _score(outcome, size, chosen, made, counted, base, band)
            if one is not None:
                found.append(one)
    return found


def _score(
    outcome: str,
    size: str,
    chosen: Bools,
    made: Mapping[str, Floats],
    counted: Floats,
    base: Floats,
    band: tuple[Floats, Floats] | None,
) -> Score | None:
    used = ((base > 0.0) | (counted > 0.0)) & ~np.eye(len(base), dtype=bool) & chosen[:, None]

    def items(matrix: Floats) -> Floats:
        inside, rows, columns = np.diagonal(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
        if outcome == "pairs":
            return np.asarray(matrix[used], dtype=np.float64)
        values = {
            "within": inside, "out_commuters": rows - inside, "in_commuters": columns - inside,
            "share_within": inside / np.where(rows > 0.0, rows, 1.0),
        }  # fmt: skip
        return np.asarray(values[outcome][chosen], dtype=np.float64)

    seen = items(counted)
    if not seen.size:
        return None
    edges = None if band is None or outcome != "pairs" else (band[0][used], band[1][used])
    half = 0.5 * float(np.gcd.reduce(counted[counted > 0].astype(np.int64))) if (counted > 0).any() else 0.0
    return score(outcome, size, {method: items(matrix) for method, matrix in made.items()}, seen, edges, half)
