"""Luck of homes by municipality, from counted years: spreads for the overlay, and whether they hold on later years.

    python -m calibration.luck

Writes ``scenarios/overlays/bredere-banden.yaml``. Spreads are estimated on homes built in 2012 to 2018 (CBS 81955NED)
and held against 2024 and against 2019 to 2024, which were not used. What the whole country did in a year is taken out:
bad years for all are in the parameters ``housing.market_dip_chance`` and ``housing.market_dip_depth``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from balanssim import texts
from balanssim.dims import HOME_SIZES
from balanssim.procedures.luck import gamma
from balanssim.region.read import Region
from balanssim.report import numbers
from calibration import deliveries, first_year, pages

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ROOT = Path(__file__).resolve().parents[1]
OVERLAY = ROOT / "scenarios" / "overlays" / "bredere-banden.yaml"
HOMES, STOCK = "housing_stock_flows_bounds2023.csv", "kerncijfers_gemeenten.csv"
YEARS = tuple(range(2012, 2019))
#: Years that tell a pace: as many as the region has of its own (2021-2023).
TOLD = 3
#: Share of outcomes within a band, and its ends.
WITHIN, LOW, HIGH = 0.8, 0.1, 0.9
#: Spreads that are tried, in steps of what the overlay is written in.
TRIED = np.arange(0.01, 3.0, 0.01)
#: Below so many homes a year a ratio to the pace says nothing.
LEAST = 5.0


@dataclass(frozen=True)
class Counted:
    """Municipalities of 2023: ``new (year, municipality)`` homes built in ``YEARS``, ``net`` the same with all other
    changes, ``homes`` at the start of the last of them; net homes added a year in 2019-2024 ``six``, in 2021-2023
    ``pace`` and in 2024 ``last``, and homes on 1 January 2024 ``homes_2024``, (municipality,) each.
    """

    new: Floats
    net: Floats
    homes: Floats
    six: Floats
    pace: Floats
    last: Floats
    homes_2024: Floats


@dataclass(frozen=True)
class Spread:
    """One class: municipalities, spread of single years and lasting one, correlation of a year with the next."""

    number: int
    year: float
    lasting: float
    correlation: float


def read(shared: Path) -> Counted:
    """The tables. Raises ``KeyError`` where a municipality lacks a year, ``ValueError`` where a stock is missing."""
    rows = {(row["code"], int(row["year"])): row for row in _rows(shared / HOMES)}
    now = {row["code"]: row for row in _rows(shared / STOCK)}
    codes = sorted({code for code, _ in rows})

    def table(name: str, year: int) -> Floats:
        return np.array([float(rows[code, year][name] or 0.0) for code in codes])

    start, end = table("stock_start", 2024), table("stock_end", 2024)
    before = np.array([float(now[code]["dwellings_1jan2021"]) for code in codes])
    return Counted(
        new=np.stack([table("new_built", year) for year in YEARS]),
        net=np.stack([table("stock_end", year) - table("stock_start", year) for year in YEARS]),
        homes=table("stock_start", YEARS[-1]),
        six=(end - table("stock_end", YEARS[-1])) / (2024 - YEARS[-1]),
        pace=(start - before) / TOLD,
        last=end - start,
        homes_2024=start,
    )


def spreads(data: Counted) -> dict[str, Spread]:
    """By size: how homes built swing about the municipality's own mean, and how a pace of three years fails to last.

    Years: standard deviation as a share of the own mean, pooled. Lasting: the smallest spread with which four in five
    paces of the last four years lie in the 10-90 band about the pace of the first three, beside the luck of those four.
    """
    even = data.new / data.new.sum(axis=1, keepdims=True) * data.new.sum() / len(data.new)
    found = {}
    for size, chosen in classes(data.homes):
        x = even[:, chosen & (even.sum(axis=0) > 0.0)]
        if not x.size:
            continue
        swing = x / x.mean(axis=0) - 1.0
        year = float(np.sqrt((swing**2).sum() / (swing.size - swing.shape[1])))
        first, after = x[:TOLD].mean(axis=0), x[TOLD:].mean(axis=0)
        whole = needed(after[first > 0.0] / first[first > 0.0] * first.sum() / after.sum())
        lasting = max((1.0 + whole**2) / (1.0 + year**2 / (len(x) - TOLD)) - 1.0, 0.0) ** 0.5
        correlation = float((swing[1:] * swing[:-1]).mean() / (swing**2).mean())
        found[size] = Spread(x.shape[1], round(year, 2), round(lasting, 2), correlation)
    return found


def needed(ratio: Floats) -> float:
    """Smallest spread of a gamma distribution with mean one of which the 10-90 band holds four in five ratios."""
    for spread in TRIED:
        low, high = gamma(float(spread), np.array([LOW, HIGH]))
        if ((ratio >= low) & (ratio <= high)).mean() >= WITHIN:
            return float(spread)
    return float(TRIED[-1])


def together(spread: Spread, years: int) -> float:
    """Spread of a mean over some years, both kinds of luck together."""
    return float(((1.0 + spread.lasting**2) * (1.0 + spread.year**2 / years) - 1.0) ** 0.5)


def shared_factor(region: Region, years: int) -> Floats:
    """What all municipalities have in common in the model: the 10-90 band of a factor on known paces, (2,).

    Of ``housing.other_pace_factor`` and the market of each year, at their published distributions.
    """
    generator = np.random.default_rng(1)
    entry = {name: one.distribution for name, one in region.parameters.items()}
    level = generator.random((3, 20_000))
    factor = entry["housing.other_pace_factor"].ppf(level[0])
    chance, depth = (
        entry[f"housing.market_dip_{part}"].ppf(level[1 + n]) for n, part in enumerate(("chance", "depth"))
    )
    kept = 1.0 - ((generator.random((years, 20_000)) < chance) * depth).mean(axis=0)
    both = factor * kept
    return np.asarray(np.quantile(both / both.mean(), (LOW, HIGH)))


def held(data: Counted, found: Mapping[str, Spread], region: Region) -> str:
    """Markdown table: share of municipalities within their band in years that were not used."""
    rows = []
    for title, pace, counted, homes, years in (
        ("2024 from 2021-2023", data.pace, data.last, data.homes_2024, 1),
        ("2019-2024 from 2016-2018", data.net[-TOLD:].mean(axis=0), data.six, data.homes, 6),
    ):
        whole = pace.sum() / counted.sum()
        for size, chosen in classes(homes):
            some = chosen & (pace >= LEAST)
            ratio = counted[some] / pace[some] * whole
            one = found[size]
            bands = (
                shared_factor(region, years),
                gamma(one.year / years**0.5, np.array([LOW, HIGH])),
                gamma(together(one, years), np.array([LOW, HIGH])),
            )
            within = [f"{((ratio >= low) & (ratio <= high)).mean():.0%}" for low, high in bands]
            ends = [f"{part.mean():.0%}" for part in (ratio < bands[2][0], ratio > bands[2][1])]
            rows.append([title, size_words(size), str(int(some.sum())), *within, *ends])
    head = ("", "", "number", "without luck", "with good and bad years", "with both", "below both", "above both")
    return pages.table(head, rows)


def table(found: Mapping[str, Spread]) -> str:
    """Markdown table of the spreads."""
    rows = [
        [size_words(size), str(one.number), f"{one.year:.2f}", f"{one.lasting:.2f}", _signed(one.correlation)]
        for size, one in found.items()
    ]  # fmt: skip
    return pages.table(("", "number", "of single years", "lasting", "a year with the next"), rows)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", numbers.MINUS)


def overlay(found: Mapping[str, Spread]) -> str:
    """Text of the overlay."""
    lines = [
        "# Made by `python -m calibration.luck`; how, and whether it holds: calibration/hindcast.md.",
        "schema_version: 1",
        "luck:",
        "  housing:",
    ]
    words = {
        "year": "CBS 81955NED, {n} municipalities: homes built in 2012-2018 about the own mean, country taken out",
        "lasting": "CBS 81955NED, {n} municipalities: homes built in 2015-2018 beside 2012-2014, country taken out",
    }
    for kind, source in words.items():
        lines.append(f"    {kind}_spread:")
        for size, one in found.items():
            lines.append(
                f'      {size}: {{value: {getattr(one, kind):.2f}, unit: share, source: "{source.format(n=one.number)} '
                '(calibration/hindcast.md)", date: "2018", status: estimated}'
            )
    return "\n".join(lines) + "\n"


def in_the_model(overlay_file: Path, region: Region, draws: int) -> str:
    """Markdown table: the first year told to forget 2024, as it is and with the overlay, and what six years bring."""
    forget, laid = ["known_outcomes=forget"], settings(overlay_file)
    plain, wide = (deliveries.run("balanssim:referentie", [*forget, *more], draws) for more in ([], laid))
    names = dict(zip(region.areas.ids, region.areas.name_en, strict=True))
    rows = []
    for area in first_year.AREAS:
        truth = first_year.known(region, "net_additions", area, first_year.DATE)
        cells = [names[area], f"{truth:,.0f}"]
        for made in (plain, wide):
            low, middle, high = np.quantile(made.of(area, 2024), (LOW, 0.5, HIGH))
            cells += [f"{low:,.0f} – {middle:,.0f} – {high:,.0f}", "yes" if low <= truth <= high else "no"]
        cells += [f"{made.added[:6, made.areas.index(area)].sum(axis=0).mean():,.0f}" for made in (plain, wide)]
        rows.append(cells)
    head = ("", "counted 2024", "as it is", "within", "overlay", "within", "six years, mean", "six years, overlay")
    return pages.table(head, rows)


def settings(overlay_file: Path) -> list[str]:
    """The overlay as ``key=value``."""
    kinds = yaml.safe_load(overlay_file.read_text(encoding="utf-8"))["luck"]["housing"]
    return [f"luck.housing.{kind}.{size}={one['value']}" for kind, by in kinds.items() for size, one in by.items()]


def parts(shared: Path, region: Region, draws: int = 256) -> dict[str, str]:
    """Parts of the page of hindcasts."""
    data = read(shared)
    found = spreads(data)
    return {
        "luck": table(found),
        "luck-held": held(data, found, region),
        "luck-first-year": in_the_model(OVERLAY, region, draws),
    }


def classes(homes: Floats) -> Iterator[tuple[str, Bools]]:
    """Classes of size, each with its municipalities."""
    place = np.searchsorted(list(HOME_SIZES.values()), homes, side="right") - 1
    return ((size, place == number) for number, size in enumerate(HOME_SIZES))


def size_words(size: str) -> str:
    """A class in words, as in the tables of hindcasts."""
    return texts.message(f"hindcast.homes.{size}", "en")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(arguments: list[str] | None = None) -> int:
    """Estimate, and write the overlay."""
    return pages.overlay_from_figures(OVERLAY, lambda shared: overlay(spreads(read(shared))), arguments, __doc__)


if __name__ == "__main__":
    raise SystemExit(main())
