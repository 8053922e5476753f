"""The first year as a test: a run that does not know 2024, beside what CBS counted; fills calibration/first_year.md.

    python -m calibration.first_year

The scenario is ``referentie`` with ``known_outcomes=forget``: procedures, paces and people run from the base date as if
nothing later were known. The truth is ``known.csv`` of the region.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

import balanssim as bs
from balanssim import questions
from balanssim.region.read import Region
from balanssim.report import numbers
from calibration import pages

Array = NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "calibration" / "first_year.md"
YEAR = 2025
DATE = "2025-01-01"
#: Variable of ``known.csv`` -> variable of the results.
HELD = {"net_additions": "homes_added", "population": "population"}
AREAS = ("GM0034", "GM0995", "GM0303", "GM0050", "GM0171", "GM0184", "flevoland")
HEAD = ("", "counted", "median", "10-90", "worlds below, of 100", "the truth is")
HELD_COMMUTING = "numerics.congestion=fixed"
DEALS = ("woondeal-mra", "woondeal-zund", "flevoland")


@dataclass(frozen=True)
class Held:
    """One observation beside the worlds: ``below`` is the share of the worlds under the truth."""

    variable: str
    area: str
    name: str
    truth: float
    before: float
    low: float
    median: float
    high: float
    below: float

    @property
    def verdict(self) -> str:
        """Where the truth lies, in words."""
        if self.below in (0.0, 1.0):
            return "outside all worlds"
        return "inside 10-90" if self.low <= self.truth <= self.high else "outside 10-90"


def run(draws: int, seed: int, out: Path) -> xr.Dataset:
    """The reference scenario, told to forget what is known after the base date.

    Commuting at the volumes of the base date: no home or resident follows from it.
    """
    changes = ["known_outcomes=forget", HELD_COMMUTING]
    return bs.simulate("balanssim:referentie", draws=draws, seed=seed, out=out, profile="summary", overrides=changes)


def known(region: Region, variable: str, area: str, date: str) -> float:
    """A row of ``known.csv``. Raises ``KeyError`` where there is none."""
    for row in region.known.rows():
        if (row["variable"], row["area"], row["date"]) == (variable, area, date):
            return float(row["value"])
    raise KeyError((variable, area, date))


def hold(data: xr.Dataset, region: Region) -> list[Held]:
    """Every known outcome of the first year beside its band."""
    names = dict(zip(region.areas.ids, region.areas.name_en, strict=True))
    out = []
    for variable, ours in HELD.items():
        for area in AREAS:
            values = np.asarray(data[ours].sel(year=YEAR, area=area), dtype=np.float64)
            truth = known(region, variable, area, DATE)
            low, median, high = (float(x) for x in np.quantile(values, (0.1, 0.5, 0.9)))
            members = region.areas.membership[region.areas.ids.index(area)]
            before = float(members @ region.base("recent_pace" if ours == "homes_added" else "population"))
            below = float((values < truth).mean())
            out.append(Held(variable, area, names[area], truth, before, low, median, high, below))
    return out


def _count(value: float) -> str:
    return f"{value:,.0f}"


def homes(held: list[Held]) -> str:
    """Markdown table of the homes added during the year."""
    rows = [(*_row(item), _count(item.before)) for item in held if item.variable == "net_additions"]
    return pages.table((*HEAD, "pace of 2021-2023"), rows)


def people(held: list[Held]) -> str:
    """Markdown table of residents; persons added per home added say whether homes can explain them."""
    added = {item.area: item.truth for item in held if item.variable == "net_additions"}
    rows = [
        (*_row(item), _count(item.before), f"{(item.truth - item.before) / added[item.area]:.1f}")
        for item in held
        if item.variable == "population"
    ]
    return pages.table((*HEAD, "on 1 January 2024", "counted persons added per home added"), rows)


def _row(item: Held) -> tuple[str, ...]:
    band = f"{_count(item.low)} to {_count(item.high)}"
    return item.name, _count(item.truth), _count(item.median), band, numbers.per_hundred(item.below), item.verdict


def scores(held: list[Held]) -> str:
    """How many truths lie in the band, and the error beside that of simply going on."""
    lines = []
    for variable, naive in (("net_additions", "the pace of 2021-2023"), ("population", "no change at all")):
        items = [item for item in held if item.variable == variable and item.area != "flevoland"]
        inside = sum(item.verdict == "inside 10-90" for item in items)
        ours = sum(abs(item.median - item.truth) for item in items) / len(items)
        other = sum(abs(item.before - item.truth) for item in items) / len(items)
        lines.append(
            f"- {variable.replace('_', ' ').capitalize()}: {inside} of {len(items)} municipalities inside the 10-90 "
            f"band (a right band holds about 8 of 10). Mean absolute error of the median {_count(ours)}; of {naive} "
            f"{_count(other)}."
        )
    return "\n".join(lines)


def target(region: Region, deal: str, year: int) -> float:
    """Agreed net additions from 1 January 2022 to the end of ``year``."""
    for row in region.woondeal.rows():
        if row["deal"] == deal and int(row["year"]) == year:
            return float(row["cumulative_target"])
    raise KeyError((deal, year))


#: The same scenario with good and bad years of every municipality: what was tried against misses.
TRIED = """\
schema_version: 1
id: first-year
title: {nl: Het eerste jaar, en: The first year}
extends: balanssim:referentie
overlays: [balanssim:overlays/bredere-banden]
"""


def misses(region: Region, held: list[Held], draws: int, seed: int) -> str:
    """Markdown table: of every figure outside its band which assumption it speaks against, and what the overlay does.

    By ``balanssim monitor``: what is apart in the worlds that come near, beyond chance.
    """
    missed = [item for item in held if item.verdict != "inside 10-90"]
    if not missed:
        return "None."
    with tempfile.TemporaryDirectory() as name:
        table, wide = Path(name) / "figures.csv", Path(name) / "first-year.yaml"
        rows = ["outcome,place,year,value,unit,source"]
        for item in missed:
            flow = item.variable == "net_additions"
            year, unit = (YEAR - 1, "homes") if flow else (YEAR, "persons")
            rows.append(f"{item.variable},{item.area},{year},{item.truth:.0f},{unit},CBS")
        table.write_text("\n".join(rows) + "\n", encoding="utf-8")
        wide.write_text(TRIED, encoding="utf-8")
        forgetting = ["known_outcomes=forget", HELD_COMMUTING]
        plain, tried = (
            questions.monitor(ref, table, draws=draws, seed=seed, overrides=forgetting)
            for ref in ("balanssim:referentie", wide)
        )
    lines = []
    for item, one, other in zip(missed, plain.surprises, tried.surprises, strict=True):
        told = "; ".join(_brief(plain.words_of(apart, "en")) for apart in one.apart) or "nothing beyond chance"
        band = f"{_count(other.low)} to {_count(other.high)}"
        word = {"inside": "inside"}.get(other.verdict, "outside")
        lines.append((f"{item.name}, {item.variable.replace('_', ' ')}", told, f"{band}: {word}"))
    return pages.table(("", "in worlds near it (middle value)", "with good and bad years of municipalities"), lines)


def _brief(words: str) -> str:
    """Words of what is apart without what the head of the table says."""
    return words.replace(" in the futures that come near, ", ", others ").replace(" in the others (middle value)", "")


def stocks(data: xr.Dataset, region: Region) -> str:
    """Stock of homes at the end of the year, counted and as the worlds have it."""
    said = []
    for area in ("flevoland", "GM0034"):
        values = np.asarray(data["homes"].sel(year=YEAR, area=area), dtype=np.float64)
        low, median, high = (_count(float(value)) for value in np.quantile(values, (0.1, 0.5, 0.9)))
        name = region.areas.name_en[region.areas.ids.index(area)]
        said.append(
            f"{name} {_count(known(region, 'homes', area, DATE))} counted, {median} ({low} to {high}) in the worlds"
        )
    return f"Stock on 31 December 2024: {'; '.join(said)}."


def woondeal(region: Region) -> str:
    """The phased path of the housing deals beside what was realised."""
    names = dict(zip(region.areas.ids, region.areas.name_en, strict=True))
    rows = []
    for deal in DEALS:
        agreed, agreed_2024 = target(region, deal, 2023), target(region, deal, 2024)
        behind = known(region, "woondeal_backlog", deal, "2024-01-01")
        zones = region.areas.membership[region.areas.ids.index(deal)]
        realised = agreed - behind
        to_2025 = realised + float(zones @ region.base("net_additions_2024"))
        rows.append((names[deal], _count(agreed), _count(realised), _count(behind), _count(agreed_2024),
                     _count(to_2025), _count(agreed_2024 - to_2025)))  # fmt: skip
    head = ("", "agreed 2022-2023", "realised", "behind on 1-1-2024", "agreed 2022-2024", "realised by 1-1-2025 (CBS)",
            "behind on 1-1-2025")  # fmt: skip
    return pages.table(head, rows)


def provisional(region: Region) -> str:
    """The published backlog beside the one of the whole year."""
    published = known(region, "woondeal_backlog", "flevoland", DATE)
    agreed = target(region, "flevoland", 2024)
    behind = known(region, "woondeal_backlog", "flevoland", "2024-01-01")
    added = known(region, "net_additions", "flevoland", DATE)
    return (
        f"The progress report puts the backlog of Flevoland at {_count(published)} ({_count(agreed)} agreed, "
        f"{_count(agreed - published)} realised): provisional, it counts to 1 December 2024. With the whole year of "
        f"CBS ({_count(added)} net) it is {_count(agreed - (target(region, 'flevoland', 2023) - behind + added))} on "
        "1 January 2025."
    )


def parts(data: xr.Dataset, region: Region, held: list[Held]) -> dict[str, str]:
    """The parts of the page, by name of their place."""
    return {
        "run": (
            f"`referentie` with `known_outcomes=forget`; {data.draw.size} worlds, seed {data.attrs['seed']}, balanssim "
            f"{bs.__version__}."
        ),
        "homes": homes(held),
        "stocks": stocks(data, region),
        "people": people(held),
        "scores": scores(held),
        "misses": misses(region, held, data.draw.size, int(data.attrs["seed"])),
        "woondeal": woondeal(region) + "\n\n" + provisional(region),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run, hold against the truth, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the filled page")
    given = parser.parse_args(arguments)
    region = bs.load_region("balanssim:flevoland-mra")
    data = run(given.draws, given.seed, given.results)
    held = hold(data, region)
    for item in held:
        print(f"{item.variable:14} {item.name:16} {item.truth:9,.0f}  {item.median:9,.0f} "
              f"[{item.low:,.0f}, {item.high:,.0f}]  {item.verdict}")  # fmt: skip
    print(pages.write(PAGE, given.page, parts(data, region, held)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
