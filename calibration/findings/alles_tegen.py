"""When everything goes wrong: figures of docs/bevindingen/alles-tegen.md.

    python -m calibration.findings.alles_tegen

runs ``omgevingsvisie`` and ``alles-tegen`` in the same worlds and, in some of them, every mix of the four setbacks that
lead from the one to the other, so that the difference is shared out exactly. ``statements`` holds what the page says in
words against the figures; the page is not written where one of them fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr

from balanssim.report import numbers
from calibration import pages
from calibration.findings import paired
from calibration.findings.common import (
    FOLDER,
    SAME,
    Array,
    Statement,
    account,
    apart,
    checked,
    command,
    deciding,
    futures,
    listed,
    numbered,
    spread,
)
from calibration.findings.paired import Between, Row, held

PAGE = FOLDER / "alles-tegen.md"
VISION, WORST = "omgevingsvisie", "alles-tegen"
YEARS = (2041, 2051)
#: Homes of the ambition (F012).
GOAL = 42_000.0
HEAD = ("Ontwerp-Omgevingsvisie", "alles zit tegen", "verschil, per toekomst")
#: Setback -> beginnings of the keys that make it.
SETBACKS = {
    "geen IJmeerverbinding voor 2051 (in de visie: 2040), en dus geen vervolg van Pampus":
        ("levers.infrastructure.P01_IJMEER_METRO",),
    "half zo veel ruimte en groei voor werk": ("levers.work",),
    "A6 en A27 breder in 2045 en 2042 in plaats van 2036 en 2035":
        ("levers.infrastructure.P03_A6_LLS", "levers.infrastructure.P04_A27_ZWE"),
    "stroomnet verzwaard in 2035 in plaats van 2033, kans op een aansluitstop":
        ("levers.grid", "uncertainties.grid"),
}  # fmt: skip
SHORT = dict(
    zip(SETBACKS, ("de IJmeerverbinding", "de ruimte en groei voor werk", "de wegen", "het stroomnet"), strict=True)
)
#: Worlds in which every mix is run.
MIXED = 64
HOMES, JOBS = "Woningen Almere, erbij", "Banen Almere (alle), erbij"
OUTSIDE, LEAVING = "Werkt buiten Almere (werknemers)", "Uitgaande pendel Almere"
BRIDGE, STICHTSE = "Extra auto's/uur Hollandse Brug", "Extra auto's/uur Stichtse Brug"
RAIL = "Extra reizigers/uur Flevolijn"
CAR, TRANSIT = "Banen binnen 45 min auto, Almere", "Banen binnen 45 min ov, Almere"
ROWS = (
    Row(HOMES, "homes_added", "GM0034", "homes"),
    Row(JOBS, "jobs_all_added", "GM0034", "jobs"),
    Row("Banen niet geplaatst door ruimtegebrek, Almere", "jobs_displaced", "GM0034", "jobs"),
    Row("Banen per inwoner van 15-64, Almere", "jobs_per_resident_1564", "GM0034", "ratio"),
    Row(OUTSIDE, "share_working_outside", "GM0034", "share"),
    Row(LEAVING, "out_commuters", "GM0034", "employee jobs"),
    Row(BRIDGE, "commute_load_extra", "hollandse-brug", "veh/h"),
    Row(STICHTSE, "commute_load_extra", "stichtse-brug", "veh/h"),
    Row("Extra auto's/uur A6 Lelystad–Almere", "commute_load_extra", "a6-almere-lelystad", "veh/h"),
    Row(RAIL, "commute_load_extra", "flevolijn", "pass/h"),
    Row(CAR, "jobs_within_45min_car", "GM0034", "employee jobs"),
    Row(TRANSIT, "jobs_within_45min_transit", "GM0034", "employee jobs"),
    Row("Woningen Flevoland, erbij", "homes_added", "flevoland", "homes"),
    Row("Autokilometers woon-werk Flevoland, per werkdag", "commute_car_km", "flevoland", "1000 km/day"),
)  # fmt: skip
OF = {row.label: row for row in ROWS}
#: Rows whose difference is shared out over the setbacks.
SHARED = (HOMES, JOBS, OUTSIDE, BRIDGE, RAIL, CAR)


@dataclass(frozen=True)
class Found:
    """Both scenarios in the same worlds; ``parts`` (row, year) -> setback -> (draw,) of ``MIXED``, or empty."""

    vision: xr.Dataset
    worst: xr.Dataset
    parts: Mapping[tuple[str, int], Mapping[str, Array]]

    def change(self, label: str, year: int) -> Array:
        """What the setbacks change in a row, (draw,)."""
        return OF[label].of(self.worst, year) - OF[label].of(self.vision, year)

    def told(self, label: str, year: int) -> str:
        """The same in words: how much more or less, or that it cannot be told from nothing."""
        row = OF[label]
        if not apart(row.of(self.vision, year), row.of(self.worst, year), row.near):
            return f"{SAME} van de visie"
        values = self.change(label, year)
        less = float(np.median(values)) < 0.0
        return f"{spread(-values if less else values, row.unit)} {'minder' if less else 'meer'}"


def between(draws: int, seed: int) -> Between:
    """The two scenarios and the setbacks between them."""
    return paired.between(VISION, WORST, SETBACKS, draws, seed)


def share_out(few: Between, out: Path) -> dict[tuple[str, int], dict[str, Array]]:
    """What every setback adds to the difference in a row and year, (draw,): sixteen runs."""
    asked = [(label, year) for year in YEARS for label in SHARED]

    def worth(made: frozenset[str]) -> Array:
        data = few.run(made, out)
        return np.stack([OF[label].of(data, year) for label, year in asked])

    found = paired.share_out(tuple(SETBACKS), worth)
    return {one: {name: values[place] for name, values in found.items()} for place, one in enumerate(asked)}


def statements(found: Found) -> list[Statement]:
    """What the page says in words, held against every world."""
    change, (first, last) = found.change, YEARS
    said = [
        Statement(f"minder woningen in Almere ({year})", held(change(HOMES, year) < 0.0), 0.9) for year in YEARS
    ] + [
        Statement(f"minder banen in Almere ({year})", held(change(JOBS, year) < 0.0), 0.99) for year in YEARS
    ] + [
        Statement(f"een groter deel werkt buiten Almere ({year})", held(change(OUTSIDE, year) > 0.0), 0.85)
        for year in YEARS
    ] + [
        Statement(f"meer auto's over de Hollandse Brug, ook al zijn er minder woningen ({first})",
                  held(change(BRIDGE, first) > 0.0), 0.9),
        Statement(f"minder auto's over de Hollandse Brug, doordat er minder woningen zijn ({last})",
                  held(change(BRIDGE, last) < 0.0), 0.85),
        Statement(f"meer reizigers op de Flevolijn dan met een metro over het IJmeer ({last})",
                  held(change(RAIL, last) > 0.0), 0.9),
    ]  # fmt: skip
    return said


def core(found: Found) -> str:
    """The first sentences, each by its own rule."""
    told, (first, last) = found.told, YEARS
    built = OF[HOMES].of(found.worst, first)
    outside = [spread(OF[OUTSIDE].of(data, last), "share") for data in (found.worst, found.vision)]
    return numbered((
        (
            f"Als alles tegenzit, komen er in Almere tot 1-1-{first} {spread(built, 'homes')} woningen bij, "
            f"{told(HOMES, first)} dan met de visie; de ambitie van 42.000 wordt dan gehaald {futures(built >= GOAL)}. "
            f"Tot 1-1-{last} zijn het er {told(HOMES, last)}."
        ),
        (
            f"Er komen tot 1-1-{first} {told(JOBS, first)} banen bij, tot 1-1-{last} {told(JOBS, last)}. Van de "
            f"werknemers uit Almere werkt op 1-1-{last} {outside[0]} buiten de stad, met de visie {outside[1]}."
        ),
        (
            f"Over de Hollandse Brug rijden er op 1-1-{first} {told(BRIDGE, first)} auto's per uur, op 1-1-{last} "
            f"{told(BRIDGE, last)}: eerst tellen de banen en wegen die er niet zijn, later de woningen."
        ),
        *(_because(found, label, year) for label, year in ((JOBS, first), (BRIDGE, last)) if found.parts),
    ))  # fmt: skip


def _mean(found: Found, label: str, year: int, name: str | None = None) -> float:
    """Mean difference that a setback makes, all of them together where none is named."""
    parts = found.parts[label, year]
    return float(sum(float(values.mean()) for key, values in parts.items() if name in (None, key)))


def _because(found: Found, label: str, year: int) -> str:
    unit = OF[label].unit
    ranked = sorted(found.parts[label, year], key=lambda name: -abs(_mean(found, label, year, name)))
    words = [f"{SHORT[name]} ({numbers.value(_mean(found, label, year, name), unit, 'nl', sign=True)})"
             for name in ranked[:2]]  # fmt: skip
    whole = numbers.value(_mean(found, label, year), unit, "nl", sign=True)
    return (
        f"{label}, 1-1-{year}: van het verschil (gemiddeld {whole}) komt het meeste door {words[0]}, daarna door "
        f"{words[1]}."
    )


def shared_out(found: Found) -> str:
    """Markdown table: what every setback adds to a difference, mean over the worlds, which adds up."""
    rows = []
    for (label, year), parts in found.parts.items():
        row, cells = OF[label], []
        for values in parts.values():
            seen = apart(np.zeros_like(values), values) and abs(float(values.mean())) >= row.near
            cells.append(numbers.margin(float(values.mean()), row.unit, "nl") if seen else "≈ 0")
        rows.append((f"{label}, 1-1-{year}", *cells, numbers.margin(_mean(found, label, year), row.unit, "nl")))
    heads = [SHORT[name].removeprefix("de ").removeprefix("het ") for name in SETBACKS]
    return pages.table(("door:", *heads, "samen"), rows)


def setbacks() -> str:
    """What goes wrong."""
    return "\n".join(f"- {name}" for name in SETBACKS)


def same(found: Found) -> str:
    """Which rows cannot be told apart."""
    lines = []
    for year in YEARS:
        apart_then = set(paired.told_apart(ROWS, found.vision, found.worst, year))
        names = [row.label for row in ROWS if row.label not in apart_then]
        lines.append(f"Niet te onderscheiden op 1-1-{year}: {listed(names, 'niets')}.")
    return " ".join(lines)


def english(found: Found) -> str:
    """The same in a few lines."""
    first, last = YEARS
    homes, jobs, cars = (
        spread(found.change(label, last), OF[label].unit, signed=True, lang="en") for label in (HOMES, JOBS, BRIDGE)
    )
    earlier = spread(found.change(BRIDGE, first), "veh/h", signed=True, lang="en")
    return (
        f"The draft vision of Almere beside a scenario in which the IJmeer crossing, room for work, roads and grid all "
        f"fail or come late, {found.worst.draw.size} worlds, equilibrium, median [10–90] of paired differences. By 1 "
        f"January {last}: {homes} homes and {jobs} jobs in Almere, {cars} cars an hour over the Hollandse Brug "
        f"({earlier} in {first}): first jobs and roads are missing, later homes."
    )


def make(draws: int, seed: int, out: Path) -> tuple[list[Statement], dict[str, str]]:
    """Statements and parts of the page."""
    two = between(draws, seed)
    found = gather(two, out)
    found = replace(found, parts=share_out(between(min(draws, MIXED), seed), out))
    said = statements(found)
    return said, parts(found, said, two)


def gather(two: Between, out: Path) -> Found:
    """Run both."""
    return Found(two.run(frozenset(), out), two.run(frozenset(SETBACKS), out), {})


def parts(found: Found, said: Sequence[Statement], two: Between) -> dict[str, str]:
    """The parts of the page, by name of their place."""
    sampling = two.other.scenario.sampling
    made = {
        "verantwoording": account(sampling.draws, sampling.seed, (VISION, WORST)),
        "kern": core(found),
        "tegenslagen": setbacks(),
        "onderscheid": same(found),
        "waardoor": shared_out(found),
        "doorslag": deciding(paired.factors(two.other), found.change(BRIDGE, YEARS[-1]), sampling.seed),
        "controle": checked(said),
        "english": english(found),
    }
    for year in YEARS:
        made[f"uitkomsten-{year}"] = paired.table(HEAD, found.vision, found.worst, ROWS, year)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the page."""
    return command(arguments, __doc__, PAGE, make)


if __name__ == "__main__":
    raise SystemExit(main())
