"""With and without IJmeer crossing, with and without Pampus: figures of docs/bevindingen/ijmeer-2x2.md.

    python -m calibration.findings.ijmeer_2x2

runs the four scenarios in the same uncertain worlds and writes the tables into the page. ``statements`` holds what the
page says in words against the figures; the page is not written where one of them fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

import balanssim as bs
from balanssim import prepare
from balanssim.model import network, routes
from balanssim.report import numbers
from balanssim.texts import Lang
from calibration import pages
from calibration.findings import paired
from calibration.findings.common import FOLDER, Array, Statement, account, change, checked, command, numbered, spread
from calibration.findings.paired import Row

PAGE = FOLDER / "ijmeer-2x2.md"

#: (link, Pampus) -> scenario; the order of the columns.
FOUR = {
    (True, True): "ijmeer-ja-pampus-ja",
    (True, False): "ijmeer-ja-pampus-nee",
    (False, True): "ijmeer-nee-pampus-ja",
    (False, False): "ijmeer-nee-pampus-nee",
}
HEAD = ("met verbinding, met Pampus", "met verbinding, zonder Pampus", "zonder verbinding, met Pampus",
        "zonder verbinding, zonder Pampus")  # fmt: skip
CONTRASTS = {
    "verbinding, met Pampus": ((True, True), (False, True)),
    "verbinding, zonder Pampus": ((True, False), (False, False)),
    "Pampus, met verbinding": ((True, True), (True, False)),
    "Pampus, zonder verbinding": ((False, True), (False, False)),
}
LINK = "P01_IJMEER_METRO"
YEARS = (2041, 2051)
#: Year for which the profile ``full`` keeps flows and in which most worlds have the crossing; year before it opens.
FLOWS, BEFORE = 2051, 2041
#: Worlds with an open crossing below which no band is given.
FEWEST = 20
ROWS = {
    row.label: row
    for row in (
        Row("Woningen Almere, erbij", "homes_added", "GM0034", "homes"),
        Row("waarvan in Pampus", "homes_added", "GM0034-PA", "homes"),
        Row("Banen Almere (alle), erbij", "jobs_all_added", "GM0034", "jobs"),
        Row("Werkt buiten Almere (werknemers)", "share_working_outside", "GM0034", "share"),
        Row("Reizigers/uur IJmeerverbinding", "commute_load", "ijmeerverbinding", "pass/h"),
        Row("Extra reizigers/uur Flevolijn", "commute_load_extra", "flevolijn", "pass/h"),
        Row("Reizigers per zitplaats Flevolijn, drukste uur", "crowding", "flevolijn", "ratio"),
        Row("Extra reizigers/uur bus A6/A1", "commute_load_extra", "bus-a6-a1", "pass/h"),
        Row("Extra auto's/uur Hollandse Brug", "commute_load_extra", "hollandse-brug", "veh/h"),
        Row("Banen binnen 45 min auto, Almere", "jobs_within_45min_car", "GM0034", "employee jobs"),
        Row("Banen binnen 45 min ov, Almere", "jobs_within_45min_transit", "GM0034", "employee jobs"),
        Row("Banen binnen 45 min ov, Pampus", "jobs_within_45min_transit", "GM0034-PA", "employee jobs"),
    )
}
RAIL, BRIDGE = "Extra reizigers/uur Flevolijn", "Extra auto's/uur Hollandse Brug"
REACH, SEATS = "Banen binnen 45 min ov, Almere", "Reizigers per zitplaats Flevolijn, drukste uur"
BUS = "Extra reizigers/uur bus A6/A1"
TRANSIT = ("ijmeerverbinding", "flevolijn", "bus-a6-a1")
#: Pairs of the table of travel times, home zone and work zone.
PAIRS = (
    ("GM0034-PA", "GM0363-IJ"), ("GM0034-PA", "GM0363-ZO"), ("GM0034-PA", "GM0363-ZU"), ("GM0034-PO", "GM0363-IJ"),
    ("GM0034-PO", "GM0363-ZO"), ("GM0034-ST", "GM0363-IJ"), ("GM0034-ST", "GM0363-ZO"), ("GM0034-ST", "GM0363-ZU"),
    ("GM0034-ST", "GM0363-CE"),
)  # fmt: skip
ALMERE = ("GM0034-ST", "GM0034-HA", "GM0034-BU", "GM0034-PO", "GM0034-PA", "GM0034-HO")
AMSTERDAM = tuple(f"GM0363-{zone}" for zone in ("IJ", "ZO", "ZU", "OO", "CE", "WE", "NO", "NW", "WP", "WS"))


def run(draws: int, seed: int, out: Path) -> dict[tuple[bool, bool], xr.Dataset]:
    """The four scenarios in the same worlds, with the flows of some years."""
    return {key: paired.run(name, draws, seed, out, profile="full") for key, name in FOUR.items()}


def of(data: xr.Dataset, row: str, year: int) -> Array:
    """Values of a row of the table, (draw,)."""
    return ROWS[row].of(data, year)


def is_open(data: xr.Dataset, year: int) -> NDArray[np.bool_]:
    """Worlds in which the crossing is open on the reference date, (draw,)."""
    return np.asarray(data["infrastructure_open"].sel(year=year, project=LINK)) > 0.5


def transit(data: xr.Dataset, year: int) -> Array:
    """Passengers an hour over all transit from Almere toward Amsterdam and the Gooi, (draw,)."""
    loads = data["commute_load"].sel(year=year)
    return sum((np.asarray(loads.sel(corridor=name), dtype=np.float64) for name in TRANSIT), np.zeros(loads.draw.size))


def transit_flow(data: xr.Dataset, destination: str) -> Array:
    """Commuters (employee jobs) by transit from Almere to a zone of Amsterdam in ``FLOWS``, (draw,)."""
    flow = data["flow"].sel(year=FLOWS, mode="transit", destination=destination, origin=list(ALMERE))
    return np.asarray(flow.sum("origin"), dtype=np.float64)


def statements(
    four: Mapping[tuple[bool, bool], xr.Dataset], times: Mapping[tuple[str, str], tuple[float, float]]
) -> list[Statement]:
    """What the page says in words, held against every world in which the crossing is open."""
    out = [
        Statement("Pampus en Poort–IJburg in minder dan de helft van de tijd",
                  float(all(2 * times[home, "GM0363-IJ"][1] < times[home, "GM0363-IJ"][0]
                            for home in ("GM0034-PA", "GM0034-PO"))), 1.0),
        Statement("Almere Stad–Zuid en Stad–Centrum minder dan een minuut sneller",
                  float(all(times["GM0034-ST", work][0] - times["GM0034-ST", work][1] < 1.0
                            for work in ("GM0363-ZU", "GM0363-CE"))), 1.0),
    ]  # fmt: skip
    for pampus, word in ((True, "met Pampus"), (False, "zonder Pampus")):
        with_link, without = four[True, pampus], four[False, pampus]
        for year in YEARS:
            opened = is_open(with_link, year)
            if not _enough(opened):
                continue

            def held(test: NDArray[np.bool_], opened: NDArray[np.bool_] = opened) -> float:
                return float(test[opened].mean())

            when = f"{word}, {year}"
            cars, cars_without = (np.asarray(data["commute_load"].sel(year=year, corridor="hollandse-brug"))
                                  for data in (with_link, without))  # fmt: skip
            out += [
                Statement(f"meer ov-reizigers over het water ({when})",
                          held(transit(with_link, year) > transit(without, year)), 0.99),
                Statement(f"minder reizigers op de Flevolijn ({when})",
                          held(of(with_link, RAIL, year)
                               < of(without, RAIL, year)), 0.99),
                Statement(f"minder auto's op de Hollandse Brug ({when})", held(cars < cars_without), 0.99),
                Statement(f"de Hollandse Brug houdt meer dan 95 procent ({when})",
                          held(cars > 0.95 * cars_without), 0.9),
                Statement(f"een minder volle Flevolijn ({when})",
                          held(of(with_link, SEATS, year) < of(without, SEATS, year)), 0.99),
                Statement(f"meer banen binnen 45 minuten ov ({when})",
                          held(of(with_link, REACH, year) > of(without, REACH, year)), 0.99),
            ]  # fmt: skip
    last = YEARS[-1]
    brought = of(four[True, True], BRIDGE, last) - of(four[True, False], BRIDGE, last)
    taken = of(four[False, True], BRIDGE, last) - of(four[True, True], BRIDGE, last)
    homes = "Woningen Almere, erbij"
    same = np.abs(of(four[True, True], homes, BEFORE) - of(four[False, True], homes, BEFORE)) < 50.0
    out.append(Statement(f"evenveel woningen in Almere met en zonder verbinding, tot op 50 ({BEFORE})",
                         float(same.mean()), 0.75))  # fmt: skip
    out.append(Statement(f"Pampus brengt meer auto's dan de verbinding wegneemt ({last})",
                         float((brought > taken).mean()), 0.99))  # fmt: skip
    return out


def _enough(opened: NDArray[np.bool_]) -> bool:
    """Whether there are worlds enough with an open crossing, in a short run half of them, to give a band."""
    return int(opened.sum()) >= min(FEWEST, len(opened) // 2)


def minutes() -> dict[tuple[str, str], tuple[float, float]]:
    """Transit minutes door to door without and with the crossing, network otherwise as on the base date."""
    resolved = bs.load_scenario("balanssim:ijmeer-ja-pampus-ja")
    inputs = prepare.prepare(resolved, bs.load_region(resolved.region_path))
    universe, zones = inputs.commuting.universe, inputs.axes.zones
    built = universe.network
    opened = np.zeros((len(built.projects), 2), dtype=bool)
    opened[list(built.projects).index(LINK), 1] = True
    links = network.link_attributes(built, opened)
    per_route = routes.route_minutes(universe.transit, routes.mode_edges(links, "transit"), links.open_projects)
    fastest = routes.pair_minutes(universe.transit, per_route).reshape(len(zones), len(zones), 2)
    at = {zone: number for number, zone in enumerate(zones)}
    return {
        (home, work): (float(fastest[at[home], at[work], 0]), float(fastest[at[home], at[work], 1]))
        for home, work in PAIRS
    }


def parts(
    four: Mapping[tuple[bool, bool], xr.Dataset],
    times: Mapping[tuple[str, str], tuple[float, float]],
    found: list[Statement],
) -> dict[str, str]:
    """The parts of the page, by name of their place."""
    data = four[True, True]
    return {
        "verantwoording": account(data.draw.size, data.attrs["seed"], tuple(FOUR.values())),
        "kern": _core(four),
        "uitkomsten": _levels(four),
        "verschillen": _differences(four),
        "reistijden": _times(times),
        "stromen": _flows(four),
        "controle": checked(found),
        "english": _english(four),
    }


def _count(values: Array, lang: Lang = "nl") -> str:
    return spread(np.abs(values), "pass/h", lang=lang)


def _open_share(four: Mapping[tuple[bool, bool], xr.Dataset], year: int) -> str:
    return numbers.per_hundred(float(is_open(four[True, True], year).mean()))


def _change(four: Mapping[tuple[bool, bool], xr.Dataset], row: str, pampus: bool, year: int) -> Array:
    """What the crossing changes in a row, over the worlds in which it is open."""
    opened = is_open(four[True, pampus], year)
    return np.asarray((of(four[True, pampus], row, year) - of(four[False, pampus], row, year))[opened])


def _carried(four: Mapping[tuple[bool, bool], xr.Dataset], pampus: bool) -> Array:
    """Passengers an hour on the crossing, over the worlds in which it is open."""
    data = four[True, pampus]
    return np.asarray(of(data, "Reizigers/uur IJmeerverbinding", YEARS[-1])[is_open(data, YEARS[-1])])


def _more_transit(four: Mapping[tuple[bool, bool], xr.Dataset], pampus: bool) -> Array:
    """Passengers an hour that all transit gains, over the worlds in which the crossing is open."""
    gained = transit(four[True, pampus], YEARS[-1]) - transit(four[False, pampus], YEARS[-1])
    return np.asarray(gained[is_open(four[True, pampus], YEARS[-1])])


def _core(four: Mapping[tuple[bool, bool], xr.Dataset]) -> str:
    last = YEARS[-1]
    carried, more, more_without = (
        _count(_carried(four, True)), _count(_more_transit(four, True)), _count(_more_transit(four, False))
    )  # fmt: skip
    moved, bus = (_count(_change(four, row, True, last)) for row in (RAIL, BUS))
    opened = is_open(four[True, True], last)
    seats = [numbers.value(float(np.median(of(four[link, True], SEATS, last)[opened])), "ratio", "nl")
             for link in (False, True)]  # fmt: skip
    fewer, fewer_without = (_count(_change(four, BRIDGE, pampus, last)) for pampus in (True, False))
    districts = _count(of(four[False, True], BRIDGE, last) - of(four[False, False], BRIDGE, last))
    reach = _count(_change(four, REACH, True, last))
    return numbered((
        (
            f"De IJmeerverbinding is op 1-1-2041 open in {_open_share(four, 2041)} van 100 toekomsten, op 1-1-{last} "
            f"in {_open_share(four, last)}. Wat zij doet, staat hieronder voor de toekomsten waarin zij op 1-1-{last} "
            "open is."
        ),
        (
            f"Met Pampus reizen er dan {carried} pendelaars in het drukste uur met de verbinding. Daarvan komen er "
            f"{moved} van de Flevolijn en {bus} van de bus; per saldo reizen er {more} meer mensen in trein, metro of "
            f"bus richting Amsterdam en het Gooi (zonder Pampus {more_without})."
        ),
        (
            f"In de Flevolijn zitten er met Pampus {seats[1]} reizigers op elke zitplaats in plaats van {seats[0]} "
            "(mediaan)."
        ),
        (
            f"Over de Hollandse Brug rijden {fewer} auto's per uur minder dan zonder de verbinding (zonder Pampus "
            f"{fewer_without}): een klein verschil. Pampus zelf brengt daar zonder verbinding {districts} auto's per "
            "uur: meer dan de verbinding wegneemt."
        ),
        f"Binnen 45 minuten ov komen voor een inwoner van Almere {reach} banen meer in bereik (met Pampus).",
    ))  # fmt: skip


def _levels(four: Mapping[tuple[bool, bool], xr.Dataset]) -> str:
    rows = []
    for row, shown in ROWS.items():
        place, unit = shown.place, shown.unit
        for year in YEARS:
            cells = []
            for (link, pampus), data in four.items():
                missing = (place == "GM0034-PA" and not pampus) or (place == "ijmeerverbinding" and not link)
                cells.append("–" if missing else spread(of(data, row, year), unit))
            rows.append((f"{row}, 1-1-{year}", *cells))
    return pages.table(("", *HEAD), rows)


def _differences(four: Mapping[tuple[bool, bool], xr.Dataset]) -> str:
    rows = []
    for row, shown in ROWS.items():
        place, unit = shown.place, shown.unit
        for year in YEARS:
            cells = []
            for (link_a, pampus_a), (link_b, pampus_b) in CONTRASTS.values():
                empty = place == "GM0034-PA" and not (pampus_a and pampus_b)
                empty = empty or (place == "ijmeerverbinding" and not link_a)
                if empty:
                    cells.append("–")
                    continue
                a, b = four[link_a, pampus_a], four[link_b, pampus_b]
                first, other = of(b, row, year), of(a, row, year)
                if link_a != link_b:
                    counted = is_open(a, year) if _enough(is_open(a, year)) else np.zeros_like(is_open(a, year))
                    first, other = first[counted], other[counted]
                cells.append(change(first, other, unit, shown.near) if first.size else "–")
            rows.append((f"{row}, 1-1-{year}", *cells))
    return pages.table(("wat verandert er door:", *CONTRASTS), rows)


def _names() -> dict[str, str]:
    areas = bs.load_region("balanssim:flevoland-mra").areas
    return dict(zip(areas.ids, areas.name_nl, strict=True))


def _times(times: Mapping[tuple[str, str], tuple[float, float]]) -> str:
    names = _names()
    rows = [
        (f"{names[home]} – {names[work]}", f"{before:.0f}", f"{after:.0f}")
        for (home, work), (before, after) in times.items()
    ]
    return pages.table(("ov, deur tot deur, minuten", "zonder verbinding", "met verbinding"), rows)


def _flows(four: Mapping[tuple[bool, bool], xr.Dataset]) -> str:
    names, rows = _names(), []
    for pampus in (True, False):
        opened = is_open(four[True, pampus], FLOWS)
        changes = {
            zone: (transit_flow(four[True, pampus], zone) - transit_flow(four[False, pampus], zone))[opened]
            for zone in AMSTERDAM
        }
        rows.append([spread(changes[zone], "employee jobs", signed=True) if _enough(opened) else "–"
                     for zone in AMSTERDAM])  # fmt: skip
    lines = [(names[zone], rows[0][number], rows[1][number]) for number, zone in enumerate(AMSTERDAM)]
    return pages.table(("ov-pendel van Almere naar", "met Pampus", "zonder Pampus"), lines)


def _english(four: Mapping[tuple[bool, bool], xr.Dataset]) -> str:
    last = YEARS[-1]
    carried, more = _count(_carried(four, True), "en"), _count(_more_transit(four, True), "en")
    moved, fewer = (_count(_change(four, row, True, last), "en") for row in (RAIL, BRIDGE))
    districts = _count(of(four[False, True], BRIDGE, last) - of(four[False, False], BRIDGE, last), "en")
    return (
        f"Four scenarios in equilibrium with congestion and crowding, {four[True, True].draw.size} worlds, median "
        f"[10–90]. On 1 January 2041 the IJmeer crossing is open in {_open_share(four, 2041)} of 100 worlds, on 1 "
        f"January {last} in {_open_share(four, last)}. Where it is open then, it carries {carried} commuters in the "
        f"busiest hour with Pampus; the existing railway loses {moved}, and all transit together gains {more}. The "
        f"Hollandse Brug loses {fewer} cars an hour, whereas Pampus without the crossing adds {districts}."
    )


def make(draws: int, seed: int, out: Path) -> tuple[list[Statement], dict[str, str]]:
    """Statements and parts of the page."""
    four, times = run(draws, seed, out), minutes()
    found = statements(four, times)
    return found, parts(four, times, found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the page."""
    return command(arguments, __doc__, PAGE, make)


if __name__ == "__main__":
    raise SystemExit(main())
