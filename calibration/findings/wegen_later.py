"""What it costs if A6 and A27 are widened later: figures of docs/bevindingen/wegen-later.md.

    python -m calibration.findings.wegen_later

runs ``wegen-later`` and the ready-made scenario that differs from it in the opening years of the two roads alone, in
the same worlds. ``statements`` holds what the page says in words against the figures; the page is not written where one
of them fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

import balanssim as bs
from balanssim.report import numbers
from balanssim.scenario import differences
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
    listed,
    numbered,
    spread,
)
from calibration.findings.paired import Row, held

PAGE = FOLDER / "wegen-later.md"
ON_TIME, LATER = "ijmeer-ja-pampus-ja", "wegen-later"
ROADS = ("P03_A6_LLS", "P04_A27_ZWE")
#: In between both roads are open in one scenario and not in the other; at the end in both.
BETWEEN, END = 2041, 2051
HEAD = ("op tijd", "later", "verschil, per toekomst")
HB, STICHTSE, A6, HILVERSUM = "hollandse-brug", "stichtse-brug", "a6-almere-lelystad", "a27-eemnes-hilversum"
ROWS = (
    Row("Woningen Flevoland, erbij", "homes_added", "flevoland", "homes"),
    Row("Banen Flevoland (alle), erbij", "jobs_all_added", "flevoland", "jobs"),
    Row("Werkt buiten Almere (werknemers)", "share_working_outside", "GM0034", "share"),
    Row("Werkt buiten Lelystad (werknemers)", "share_working_outside", "GM0995", "share"),
    Row("Extra auto's/uur Stichtse Brug (A27)", "commute_load_extra", STICHTSE, "veh/h"),
    Row("Extra auto's/uur A6 Lelystad–Almere", "commute_load_extra", A6, "veh/h"),
    Row("Extra auto's/uur Hollandse Brug (A6)", "commute_load_extra", HB, "veh/h"),
    Row("Extra auto's/uur A27 Eemnes–Hilversum", "commute_load_extra", HILVERSUM, "veh/h"),
    Row("Extra auto's/uur Nijkerkerbrug", "commute_load_extra", "nijkerkerbrug", "veh/h"),
    Row("Extra reizigers/uur Flevolijn", "commute_load_extra", "flevolijn", "pass/h"),
    Row("Verliesuren Stichtse Brug", "lost_vehicle_hours", STICHTSE, "veh h"),
    Row("Verliesuren A6 Lelystad–Almere", "lost_vehicle_hours", A6, "veh h"),
    Row("Verliesuren A27 Eemnes–Hilversum", "lost_vehicle_hours", HILVERSUM, "veh h"),
    Row("Banen binnen 45 min auto, Almere", "jobs_within_45min_car", "GM0034", "employee jobs"),
    Row("Banen binnen 45 min auto, Lelystad", "jobs_within_45min_car", "GM0995", "employee jobs"),
    Row("Banen binnen 45 min auto, Zeewolde", "jobs_within_45min_car", "GM0050", "employee jobs"),
    Row("Autokilometers woon-werk Flevoland, per werkdag", "commute_car_km", "flevoland", "1000 km/day"),
)  # fmt: skip
OF = {row.label: row for row in ROWS}


@dataclass(frozen=True)
class Found:
    """Both scenarios in the same worlds."""

    on_time: xr.Dataset
    later: xr.Dataset

    def change(self, label: str, year: int = BETWEEN) -> Array:
        """What later roads change in a row, (draw,)."""
        row = OF[label]
        return row.of(self.later, year) - row.of(self.on_time, year)

    @property
    def lost(self) -> Array:
        """Vehicle hours an hour that later roads cost on the two roads together, (draw,)."""
        return self.change("Verliesuren Stichtse Brug") + self.change("Verliesuren A6 Lelystad–Almere")

    def told(self, label: str, year: int = BETWEEN) -> str:
        """The same without its sign, or that it cannot be told from nothing."""
        row = OF[label]
        if not apart(row.of(self.on_time, year), row.of(self.later, year), row.near):
            return SAME
        values = self.change(label, year)
        return spread(values * np.sign(np.median(values)), row.unit)


def gather(draws: int, seed: int, out: Path) -> Found:
    """Run both, with all that the page on the IJmeer crossing keeps of the first, so that they share it."""
    on_time, later = (paired.run(name, draws, seed, out, profile="full") for name in (ON_TIME, LATER))
    return Found(on_time, later)


def settings() -> dict[str, tuple[int, int]]:
    """Opening years by road, on time and later. Raises ``ValueError`` where the scenarios differ in more than these."""
    two = [bs.load_scenario(f"balanssim:{name}") for name in (ON_TIME, LATER)]
    wanted = {f"levers.infrastructure.{road}.opening" for road in ROADS}
    other = {found.key for found in differences(*two)} - wanted
    if other:
        raise ValueError(f"{ON_TIME} and {LATER} differ in more than the roads: {sorted(other)}")
    years = [
        {road: int(str(one.scenario.levers.infrastructure[road].opening)) for road in ROADS} for one in two
    ]  # fmt: skip
    return {road: (years[0][road], years[1][road]) for road in ROADS}


def statements(found: Found) -> list[Statement]:
    """What the page says in words, held against every world."""
    change = found.change
    reach = [change(f"Banen binnen 45 min auto, {name}") for name in ("Almere", "Lelystad", "Zeewolde")]
    return [
        Statement("evenveel woningen, tot op een tiental", held(np.abs(change("Woningen Flevoland, erbij")) < 10.0)),
        Statement("minder dan 200 banen verschil", held(np.abs(change("Banen Flevoland (alle), erbij")) < 200.0), 0.99),
        Statement("minder auto's over de Stichtse Brug en de A6",
                  held((change(OF_ROAD[STICHTSE]) < 0.0) & (change(OF_ROAD[A6]) < 0.0)), 0.99),
        Statement("meer auto's over de Hollandse Brug", held(change(OF_ROAD[HB]) > 0.0), 0.99),
        Statement("op Hollandse Brug en Nijkerkerbrug komt minder bij dan er van de Stichtse Brug afgaat",
                  held(change(OF_ROAD[HB]) + change("Extra auto's/uur Nijkerkerbrug") < -change(OF_ROAD[STICHTSE])),
                  0.99),
        Statement("meer verliesuren op de Stichtse Brug en de A6",
                  held((change("Verliesuren Stichtse Brug") > 0.0) & (change("Verliesuren A6 Lelystad–Almere") > 0.0)),
                  0.99),
        Statement("minder verliesuren op de A27 bij Hilversum",
                  held(change("Verliesuren A27 Eemnes–Hilversum") < 0.0), 0.95),
        Statement("minder banen binnen 45 minuten met de auto", held(np.max(reach, axis=0) < 0.0), 0.95),
        Statement("vanuit Lelystad verdwijnt een groter deel uit bereik dan vanuit Almere",
                  held(_part(found, "Lelystad") > _part(found, "Almere")), 0.95),
        Statement("aan het eind liggen de auto's op elke brug binnen 20 van elkaar (mediaan)",
                  float(all(abs(np.median(change(row.label, END))) < 20.0 for row in ROWS if row.unit == "veh/h"))),
    ]  # fmt: skip


OF_ROAD = {row.place: row.label for row in ROWS if row.variable == "commute_load_extra"}


def _part(found: Found, town: str) -> Array:
    """Share of the jobs within reach that later roads take away, (draw,)."""
    label = f"Banen binnen 45 min auto, {town}"
    return -found.change(label) / OF[label].of(found.on_time, BETWEEN)


def core(found: Found) -> str:
    """The first sentences, each by its own rule."""
    years, told = settings(), found.told
    a6, a27 = years[ROADS[0]], years[ROADS[1]]
    parts = [f"vanuit {town} {numbers.value(float(np.median(_part(found, town))), 'share', 'nl')} procent"
             for town in ("Almere", "Lelystad", "Zeewolde")]  # fmt: skip
    apart_at_end = paired.told_apart(ROWS, found.on_time, found.later, END)
    more = found.lost
    return numbered((
        (
            f"Komen de bredere A6 en A27 in {a6[1]} en {a27[1]} in plaats van {a6[0]} en {a27[0]}, dan verandert er "
            f"aan de woningen op 1-1-{BETWEEN} niets en aan de banen zo goed als niets."
        ),
        (
            f"Over de Stichtse Brug rijden dan {told(OF_ROAD[STICHTSE])} auto's per uur minder en op de A6 "
            f"{told(OF_ROAD[A6])}: een bredere weg trekt verkeer. Over de Hollandse Brug rijden er "
            f"{told(OF_ROAD[HB])} meer, over de Nijkerkerbrug {told(OF_ROAD['nijkerkerbrug'])}."
        ),
        (
            f"Toch kost uitstel tijd: op die twee wegen samen {spread(more, 'veh h')} voertuigverliesuren extra in het "
            f"drukste uur. Bij Hilversum zijn het er {told('Verliesuren A27 Eemnes–Hilversum')} minder: verbreden "
            "verplaatst een deel van de file."
        ),
        f"Binnen 45 minuten met de auto zijn dan minder banen te bereiken: {listed(parts)}.",
        (
            f"Op 1-1-{END} zijn beide wegen hoe dan ook open. "
            + (f"Te onderscheiden is dan nog: {listed(apart_at_end)}." if apart_at_end else
               f"Geen enkele uitkomst is dan nog te onderscheiden: {END - a6[1]} jaar later is er van het uitstel "
               "niets te zien.")
        ),
    ))  # fmt: skip


def money() -> str:
    """What is paid for, of every road: an opening year never goes without it."""
    table = bs.load_region("balanssim:flevoland-mra").infrastructure
    rows = dict(zip(table["project"], range(len(table["project"])), strict=True))
    said = []
    for road, (on_time, later) in settings().items():
        at = rows[road]
        cost = float(table["cost"][at])
        covered = sum(float(table[f"covered_{payer}"][at]) for payer in ("state", "region", "area"))
        said.append(
            f"{table['name_nl'][at]}: {on_time} of {later}, aangenomen; {covered:.0f} van {cost:.0f} mln euro gedekt "
            f"({100 * covered / cost:.0f} procent)"
        )
    return "\n".join(f"- {line}." for line in said)


def english(found: Found) -> str:
    """The same in a few lines."""
    years = settings()
    loads = [spread(-found.change(OF_ROAD[road]), "veh/h", lang="en") for road in (STICHTSE, A6)]
    return (
        f"A6 and A27 widened in {years[ROADS[0]][1]} and {years[ROADS[1]][1]} instead of {years[ROADS[0]][0]} and "
        f"{years[ROADS[1]][0]}, {found.later.draw.size} worlds, equilibrium, median [10–90]. On 1 January {BETWEEN} "
        f"homes and jobs are the same; the Stichtse Brug carries {loads[0]} cars an hour less and the A6 {loads[1]}, "
        f"with more hours lost on both. On 1 January {END} loads are the same."
    )


def make(draws: int, seed: int, out: Path) -> tuple[list[Statement], dict[str, str]]:
    """Statements and parts of the page."""
    found = gather(draws, seed, out)
    said = statements(found)
    sampling = (f"sampling.draws={draws}", f"sampling.seed={seed}")
    resolved = bs.load_scenario(f"balanssim:{LATER}", overrides=[*paired.EQUILIBRIUM, *sampling])
    return said, {
        "verantwoording": account(draws, seed, (ON_TIME, LATER)),
        "kern": core(found),
        "geld": money(),
        "tussen": paired.table(HEAD, found.on_time, found.later, ROWS, BETWEEN),
        "eind": paired.table(HEAD, found.on_time, found.later, [OF[name] for name in (OF_ROAD[STICHTSE], OF_ROAD[A6],
                             OF_ROAD[HB], "Banen binnen 45 min auto, Lelystad")], END),
        "doorslag": deciding(paired.factors(resolved), found.lost, seed),
        "controle": checked(said),
        "english": english(found),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the page."""
    return command(arguments, __doc__, PAGE, make)


if __name__ == "__main__":
    raise SystemExit(main())
