"""What forecasts of known years say of uncertain parameters: prior and posterior, and the overlay that holds them.

    python -m calibration.posterior

Writes ``scenarios/overlays/achteraf-bijgesteld.yaml``. Every observation is held against what the model gives for it at
thousands of points of the prior. An error has three parts: of the observation, of the model for a place and years that
it was not made for (discrepancy), and of the emulator that stands in for the model between its runs. Points of which no
observation is further than three standard errors are not ruled out; among them a point counts by its likelihood.
Source: history matching, Craig et al. (1997); Williamson et al. (2013), History matching for exploring and reducing
climate model parameter space.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

import balanssim as bs
from balanssim.region.read import Region
from balanssim.report import numbers
from calibration import counted, deliveries, first_year, luck, pages, plans_2021

Floats = NDArray[np.float64]
Point = Mapping[str, Floats]
ROOT = Path(__file__).resolve().parents[1]
OVERLAY = ROOT / "scenarios" / "overlays" / "achteraf-bijgesteld.yaml"
#: Parameters of pace, drop-out and lags: those that an observation below depends on.
PARAMETERS = (
    "housing.attrition_hard", "housing.attrition_soft", "procedures.housing_duration_factor",
    "housing.pace_growth_max", "housing.other_pace_factor", "housing.market_dip_chance", "housing.market_dip_depth",
    "housing.withdrawal_rate", "housing.transformation_rate", "grid.connectable_share",
)  # fmt: skip
#: What varies between places and not between worlds is left out of a country's share: neither grid nor policy holds.
FREE = ("known_outcomes=forget", "levers.grid.reinforcement_year=2024", *(
    f"levers.housing.pace_cap.{area}=100000" for area in ("GM0034", "GM0995", "flevoland-other")
))  # fmt: skip
POINTS, DRAWS, SEED = 20_000, 512, 1
#: Standard errors at which a point is ruled out: Pukelsheim (1994), the three sigma rule.
CUT = 3.0
#: A parameter is informed where its mean moves by so much of its standard deviation, or this loses so much.
MOVED, LOST = 0.2, 0.1
#: Years of the register of 2021, and so of the share of plans that comes.
SPAN = 4


@dataclass(frozen=True)
class Observation:
    """What was counted, `value`, with standard errors of the observation and of the model for it; `model` of a point
    gives its value (point,) and the standard error of the emulator.
    """

    what: str
    value: float
    error: float
    discrepancy: float
    model: Callable[[Point], tuple[Floats, float]]


def emulator(points: Point, values: Floats) -> Callable[[Point], tuple[Floats, float]]:
    """A plane through runs of the model, by parameter; its error is the luck that the runs have beside it."""
    names = [name for name in PARAMETERS if np.ptp(points[name]) > 0.0]
    middle = {name: (float(points[name].mean()), float(points[name].std())) for name in names}

    def columns(at: Point) -> Floats:
        size = len(at[names[0]])
        return np.stack([np.ones(size), *((at[name] - m) / s for name, (m, s) in middle.items())], axis=1)

    plane, *_ = np.linalg.lstsq(columns(points), values, rcond=None)
    rest = values - columns(points) @ plane
    spread = float(np.sqrt((rest**2).sum() / (len(values) - len(plane))))
    return lambda at: (columns(at) @ plane, spread)


def exact(of: Callable[[Point], Floats]) -> Callable[[Point], tuple[Floats, float]]:
    """An observation of a parameter itself."""
    return lambda at: (of(at), 0.0)


def shares(found: Sequence[plans_2021.Period], homes: Floats) -> list[tuple[float, float, float]]:
    """Homes that came in four years for every hard and every soft home planned: value, error and discrepancy of each.

    A regression over municipalities, without and with a term for the homes that come anyway, ``homes`` (municipality,)
    at the start; the two differ by what the register does not say. Value: their middle; discrepancy: half of their
    difference.
    """
    hard, soft, added = (np.array([getattr(one, part) for one in found]) for part in ("hard", "soft", "added"))
    fits = [_fit(np.stack(part, axis=1), added) for part in ((hard, soft), (hard, soft, homes))]
    return [
        (
            (fits[0][0][place] + fits[1][0][place]) / 2.0,
            max(fits[0][1][place], fits[1][1][place]),
            abs(fits[0][0][place] - fits[1][0][place]) / 2.0,
        )
        for place in (0, 1)
    ]


def _fit(columns: Floats, values: Floats) -> tuple[Floats, Floats]:
    found, rest, *_ = np.linalg.lstsq(columns, values, rcond=None)
    variance = np.linalg.inv(columns.T @ columns) * rest / (len(values) - columns.shape[1])
    return np.asarray(found, dtype=np.float64), np.sqrt(np.diag(variance))


def observations(shared: Path, region: Region) -> list[Observation]:
    """All that was counted and bears on the parameters."""
    free = deliveries.run("balanssim:referentie", list(FREE), DRAWS, SEED)
    now = deliveries.run("balanssim:referentie", ["known_outcomes=forget"], DRAWS, SEED)
    stock, data, found = counted.Stock(shared), luck.read(shared), plans_2021.read(shared)
    homes, others = stock.homes_2021(), stock.mra & ~stock.flevoland
    hard, soft = shares(found, np.array([homes[one.code] for one in found]))
    six = sum(
        (luck.together(_spread(data, region, area), 1) * float(now.of(area, 2024).mean())) ** 2
        for area in first_year.AREAS[:-1]
    )
    swing = counted.year_beside_pace(stock)
    truth = first_year.known(region, "net_additions", "flevoland", first_year.DATE)
    rest = float(data.last[others].sum() / data.pace[others].sum())
    of_hard, of_soft = (emulator(free.values, free.share(status, SPAN)) for status in ("hard", "soft"))
    pace = exact(lambda at: at["housing.other_pace_factor"])
    growth = exact(lambda at: at["housing.pace_growth_max"])
    beside = exact(lambda at: at["housing.transformation_rate"] - at["housing.withdrawal_rate"])
    flevoland = emulator(now.values, now.of("flevoland", 2024))
    return [
        Observation("homes that came for a hard one planned for 2021-2024, country", *hard, of_hard),
        Observation("the same of soft ones", *soft, of_soft),
        Observation("net homes added in Flevoland in 2024", truth, 0.0, six**0.5, flevoland),
        Observation("homes of 2024 beside the pace of 2021-2023, rest of the MRA", rest, 0.0, swing, pace),
        Observation("growth of homes built in the country in its two best years", *counted.best_growth(stock), growth),
        Observation("stock of the MRA in 2024 beside new homes, a share", *counted.other_changes(stock), beside),
    ]


def _spread(data: luck.Counted, region: Region, area: str) -> luck.Spread:
    members = region.areas.membership[region.areas.ids.index(area)]
    homes = sum(float(members @ region.base("homes", segment)) for segment in region.index.segments)
    ((size, _),) = ((size, some) for size, some in luck.classes(np.array([homes])) if some.any())
    return luck.spreads(data)[size]


def implausibility(held: Sequence[Observation], at: Point) -> Floats:
    """Distance of every point from every observation in standard errors, (observation, point)."""
    rows = []
    for one in held:
        made, spread = one.model(at)
        rows.append(np.abs(one.value - made) / np.sqrt(one.error**2 + one.discrepancy**2 + spread**2))
    return np.stack(rows)


def weights(distance: Floats) -> Floats:
    """Weight of every point, adding to 1: its likelihood, and nothing where an observation rules it out.

    Raises ``ValueError`` where none is left: then the model, or a discrepancy, is wrong.
    """
    left = (distance <= CUT).all(axis=0)
    if not left.any():
        raise ValueError("every point is ruled out")
    made = np.where(left, np.exp(-0.5 * (distance**2).sum(axis=0)), 0.0)
    return np.asarray(made / made.sum())


@dataclass(frozen=True)
class Update:
    """Mean and standard deviation of a parameter before and after."""

    prior: tuple[float, float]
    posterior: tuple[float, float]

    @property
    def informed(self) -> bool:
        """Whether the observations say anything of it."""
        (mean, spread), (after, left) = self.prior, self.posterior
        return abs(after - mean) > MOVED * spread or left < (1.0 - LOST) * spread


def prior(region: Region) -> dict[str, Floats]:
    """Points of the prior, (point,) by parameter."""
    generator = np.random.default_rng(SEED)
    return {name: region.parameters[name].distribution.ppf(generator.random(POINTS)) for name in PARAMETERS}


def updates(at: Point, weight: Floats) -> dict[str, Update]:
    """Every parameter."""
    found = {}
    for name, values in at.items():
        mean = float(weight @ values)
        after = float(np.sqrt(weight @ (values - mean) ** 2))
        found[name] = Update((float(values.mean()), float(values.std())), (mean, after))
    return found


def overlay(region: Region, found: Mapping[str, Update]) -> str:
    """Text of the overlay: parameters that are informed, each with prior and posterior in its papers."""
    lines = [
        "# Made by `python -m calibration.posterior`; how, and what cannot be told: calibration/hindcast.md.",
        "schema_version: 1",
        "uncertainties:",
    ]
    for name, one in found.items():
        if not one.informed:
            continue
        entry = region.parameters[name]
        low, high = entry.distribution.bounds()
        source = entry.source.replace(chr(34), chr(39))
        before = f"{one.prior[0]:.3g} +- {one.prior[1]:.2g}"
        after = f"{one.posterior[0]:.3g} +- {one.posterior[1]:.2g}"
        lines.append(
            f"  {name}: {{dist: normal, mean: {one.posterior[0]:.3g}, sd: {one.posterior[1]:.2g}, low: {low:g}, "
            f'high: {high:g}, unit: {entry.unit}, date: "2024", status: estimated, '
            f'source: "Posterior of the prior {before} ({source}): {after} (calibration/hindcast.md)"}}'
        )
    return "\n".join(lines) + "\n"


def tables(held: Sequence[Observation], at: Point, distance: Floats, found: Mapping[str, Update]) -> dict[str, str]:
    """Parts of the page: observations, and parameters before and after."""
    rows = []
    for one, away in zip(held, distance, strict=True):
        made, spread = one.model(at)
        rows.append(
            [
                one.what,
                *(f"{value:.3g}" for value in (one.value, made.mean(), one.error, one.discrepancy, spread)),
                f"{(away <= CUT).mean():.0%}",
            ]
        )
    told = pages.table(("", "counted", "model, prior", "error", "discrepancy", "emulator", "not ruled out"), rows)
    lines = [
        [f"`{name}`", *(f"{value:.3g}" for value in (*one.prior, *one.posterior)), "yes" if one.informed else "no"]
        for name, one in found.items()
    ]
    head = ("", "prior mean", "spread", "posterior mean", "spread", "informed")
    return {"observations": told, "posterior": pages.table(head, lines)}


def effect(overlay_file: Path, draws: int = 256) -> str:
    """What the overlay does to homes, in words."""
    given = yaml.safe_load(overlay_file.read_text(encoding="utf-8"))["uncertainties"]
    laid = [f"uncertainties.{name}={json.dumps(one)}" for name, one in given.items()]
    made = [deliveries.run("balanssim:referentie", more, draws) for more in ([], laid)]
    told = []
    for years in (7, 17):
        before, after = (one.added[:years, one.areas.index("flevoland")].sum(axis=0) for one in made)
        share = f"{after.mean() / before.mean() - 1.0:+.1%}".replace("-", numbers.MINUS)
        last = made[0].years[years - 1]
        told.append(f"{after.mean():,.0f} instead of {before.mean():,.0f} to the end of {last} ({share})")
    return f"Net homes added in Flevoland in `referentie`, mean of {draws} worlds, with the overlay: {'; '.join(told)}."


def parts(shared: Path, region: Region) -> dict[str, str]:
    """Parts of the page of hindcasts."""
    held, at = observations(shared, region), prior(region)
    distance = implausibility(held, at)
    made = tables(held, at, distance, updates(at, weights(distance)))
    return {**made, "posterior-effect": effect(OVERLAY)}


def written(shared: Path) -> str:
    """The overlay."""
    region = bs.load_region("balanssim:flevoland-mra")
    held, at = observations(shared, region), prior(region)
    return overlay(region, updates(at, weights(implausibility(held, at))))


def main(arguments: list[str] | None = None) -> int:
    """Update, and write the overlay."""
    return pages.overlay_from_figures(OVERLAY, written, arguments, __doc__)


if __name__ == "__main__":
    raise SystemExit(main())
