"""Sensitivities of commuting, fitted jointly: `python -m calibration.commuting_fit`.

Least squares over the sensitivity of each mode and that of destination choice, at once to

- the matrix: the base deterrence is fitted anew at every step (Hyman's conditions);
- mode shares by distance band and the screenline over the IJmeer: both are met exactly, by a constant per mode and band
  and one for the line, and the fit wants the constants of a mode to be alike over the bands, because then distance and
  cost explain the shares;
- published elasticities (`elasticities.csv`): fuel cost, car time, fare, and how much of an answer is mode choice.

How far constants may differ follows from how far they do (their residual variance). The spread of the parameters is
that of the linearised problem. Writes `region/commuting_fit.csv`, which `region/parameters.py` reads, and
`commuting_fit.md`. Deterministic; needs the compiled region folder only.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from balanssim.model import commuting
from calibration import elasticities, pages
from calibration.region import mode_shares
from calibration.region.mode_shares import Array, Setting

ROOT = Path(__file__).resolve().parents[1]
REGION = ROOT / "src" / "balanssim" / "data" / "regions" / "flevoland-mra"
PAGE = ROOT / "calibration" / "commuting_fit.md"
TABLE = ROOT / "calibration" / "region" / "commuting_fit.csv"
#: What is fitted, in the order of all arrays here, and where the search begins.
FITTED = ("beta", "beta_transit", "beta_bike", "lambda_ratio")
START = (0.03, 0.03, 0.03, 0.6)
TARGETS = ("fuel_car_km", "time_car_km", "fare_transit_km", "short_over_long")
#: Sensitivity of destination choice at which only mode choice is left.
NO_DESTINATIONS = 1e-9
#: Step of numerical derivatives, in logarithms.
DIFFERENCE = 1e-4


@dataclass(frozen=True)
class Point:
    """The region at one set of parameters: `answers` by target, `apart (band x 2,)` constants of transit and bike less
    their mean over the bands, `line` that of the IJmeer; `slope` of the base deterrence per damped minute.
    """

    answers: Array
    apart: Array
    line: float
    slope: float


@dataclass(frozen=True)
class Found:
    """`value`, `spread (4,)`, spread of the natural logarithm, `correlation (4, 4)`; `tau` the spread of constants."""

    value: Array
    spread: Array
    correlation: Array
    tau: float
    point: Point
    rounds: int


def at_point(at: Setting, wanted: Array, p: commuting.CommutingParameters, value: Array) -> Point:
    """Constants and elasticities at `value (4,)`; `wanted (band, mode)` shares, `p` all other parameters, width 1."""
    named = {name: np.full(2, number) for name, number in zip(FITTED, value, strict=True)}
    alone = elasticities.widened(p, **{name: one[:1] for name, one in named.items()})
    made = mode_shares.fit(at, wanted, alone)
    static = elasticities.static_of(at, made.shares, alone)
    both = elasticities.widened(p, **{**named, "lambda_ratio": np.array([value[3], NO_DESTINATIONS])})
    got = elasticities.respond(at, static, both)
    short = float(got["fuel_car_km"][1] / got["fuel_car_km"][0])
    answers = np.array([*(float(got[name][0]) for name in TARGETS[:3]), short])
    free = made.constants[:, 1:]
    return Point(answers, (free - free.mean(axis=0)).ravel(), made.line_constant, static.slope)


def newton(at: Setting, wanted: Array, p: commuting.CommutingParameters, theta: Array) -> tuple[Array, Array, float]:
    """Gauss-Newton step from the logarithms `theta (4,)`: `(move (4,), covariance (4, 4), spread of constants)`."""
    told = elasticities.published()
    middle = np.array([float(told[name].middle or 0.0) for name in TARGETS])
    sd = np.array([float(told[name].sd or 0.0) for name in TARGETS])
    here = at_point(at, wanted, p, np.exp(theta))
    # Constants per mode take two of the ten, and the sensitivities at most three more.
    tau = float(np.sqrt(here.apart @ here.apart / (2 * len(wanted) - 5)))

    def residuals(where: Point) -> Array:
        return np.concatenate([(where.answers - middle) / sd, where.apart / tau])

    now = residuals(here)
    slopes = np.empty((now.size, theta.size))
    for k in range(theta.size):
        step = DIFFERENCE * np.eye(theta.size)[k]
        sides = [residuals(at_point(at, wanted, p, np.exp(theta + way * step))) for way in (1.0, -1.0)]
        slopes[:, k] = (sides[0] - sides[1]) / (2.0 * DIFFERENCE)
    move = np.linalg.lstsq(slopes, -now, rcond=None)[0]
    return np.asarray(move, dtype=np.float64), np.asarray(np.linalg.inv(slopes.T @ slopes), dtype=np.float64), tau


def solve(at: Setting, wanted: Array, p: commuting.CommutingParameters, rounds: int = 60) -> Found:
    """Gauss-Newton in the logarithms of the parameters. Raises `ValueError` where it does not converge."""
    theta = np.log(START)
    for number in range(1, rounds + 1):
        move, covariance, tau = newton(at, wanted, p, theta)
        theta = theta + np.clip(move, -0.5, 0.5)
        if np.abs(move).max() < 1e-6:
            spread = np.sqrt(np.diag(covariance))
            last = at_point(at, wanted, p, np.exp(theta))
            return Found(np.exp(theta), spread, covariance / np.outer(spread, spread), tau, last, number)
    raise ValueError(f"the joint fit does not converge: last step {np.abs(move).max():.1e} after {rounds} rounds")


def table(found: Found) -> str:
    """`commuting_fit.csv`: fitted values, and the spread to draw them with, each by itself.

    The errors of the fit go together (a smaller response of mode with a larger one of destinations), draws do not; so
    each gets its spread with the others given, not the larger one over all values of the others.
    """
    given = found.spread / np.sqrt(np.diag(np.linalg.inv(found.correlation)))
    lines = ["parameter,value,sd"]
    for name, value, spread in zip(FITTED, found.value, given, strict=True):
        lines.append(f"commuting.{name},{value:.3g},{value * spread:.2g}")
    return "\n".join(lines) + "\n"


def parts(found: Found, at: Setting, wanted: Array) -> dict[str, str]:
    """Tables of the page."""
    told = elasticities.published()
    given = found.spread / np.sqrt(np.diag(np.linalg.inv(found.correlation)))
    units = ("per damped minute", "per damped minute", "per damped minute", "-")
    fitted = [
        [f"`commuting.{name}`", f"{value:.3g}", unit, f"{100 * spread:.0f}%", f"{100 * alone:.0f}%"]
        for name, value, unit, spread, alone in zip(FITTED, found.value, units, found.spread, given, strict=True)
    ]
    answers = []
    for name, answer in zip(TARGETS, found.point.answers, strict=True):
        one = told[name]
        inside = "yes" if one.low <= answer <= one.high else "no"
        answers.append([one.what, f"{answer:.2f}", f"{one.middle:g}", f"{one.low:g} to {one.high:g}", inside])
    edges = [0.0, *mode_shares.BANDS_KM]
    apart = found.point.apart.reshape(-1, 2)
    bands = []
    for number, (share, constants) in enumerate(zip(wanted, apart, strict=True)):
        high = edges[number + 1]
        name = f"{edges[number]:g}-{high:g}" if np.isfinite(high) else f"{edges[number]:g} and more"
        bands.append([name, *(f"{100 * one:.1f}%" for one in share), *(f"{one:+.2f}" for one in constants)])
    ratio = found.value[3]
    steep = found.point.slope / (found.value[0] * ratio)
    return {
        "fitted": pages.table(("parameter", "fitted", "unit", "spread", "the others given"), fitted),
        "answers": pages.table(("elasticity", "fitted", "aim", "published", "inside"), answers),
        "bands": pages.table(("road km", "car", "transit", "bike", "constant, transit", "constant, bike"), bands),
        "words": (
            f"Constants differ by {found.tau:.2f} (standard deviation). Destinations answer {ratio:.2f} times as"
            f" much as modes (`lambda_ratio`),\nso mode choice belongs below destination choice, as the model has it."
            f" The constant of the pairs over the IJmeer is {found.point.line:.2f}.\nThe base deterrence is"
            f" {found.point.slope:.4f} per damped minute: {steep:.1f} times what destinations answer. The errors of"
            f" `beta` and\n`lambda_ratio` go together with {found.correlation[0, 3]:.2f}."
        ),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, and write the table and the page."""
    parser = argparse.ArgumentParser(description="Fit the sensitivities of commuting.")
    parser.add_argument("--region", type=Path, default=REGION)
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args(arguments)
    at, share = mode_shares.shipped(options.region)
    wanted = mode_shares.band_shares(at, share)
    found = solve(at, wanted, mode_shares.parameters())
    options.table.write_text(table(found), encoding="utf-8", newline="\n")
    pages.write(PAGE, options.page, parts(found, at, wanted))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
