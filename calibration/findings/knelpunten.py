"""Bottlenecks between plan and home in Flevoland: docs/bevindingen/knelpunten.md.

    python -m calibration.findings.knelpunten

walks the plans of ``referentie`` in 1,024 worlds, relieves every bottleneck by a quarter in the same worlds, and writes
tables and sentences into the page. ``statements`` holds what the page says in words against the figures; the page is
not written where one of them fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

import balanssim as bs
from balanssim.dims import CAUSES
from calibration import ensemble, pages
from calibration.findings.bottlenecks import MUNICIPALITIES, PLACES, STAGES, Found, gather
from calibration.findings.common import FOLDER, Statement, command
from calibration.findings.relief import BESIDE, Relief, reliefs, together
from calibration.findings.sentences import DEAL, LATER, core, count, english, gained, gains, spread, whole

PAGE = FOLDER / "knelpunten.md"
DRAWS = 1_024
HELD = {
    "site": "nog niet aan de beurt op de eigen bouwplaats",
    "pace_cap": "tempogrens van de gemeente",
    "builders": "bouwers",
    "market": "slecht jaar, of een overschot",
    "grid": "stroomnet",
}
STAGE = {
    "plan": "omgevingsplan of eerder",
    "appeal": "Raad van State",
    "permit": "vergunning",
    "construction": "bouw tot eerste oplevering",
}


def statements(found: Found) -> list[Statement]:
    """What the page says in words outside its tables."""
    of, waits = found.reference, found.reference["held"]
    told = {relief.id: gains(found, relief)[0].told_apart for relief in found.chosen}
    homes = {name: values.mean(axis=-1) for name, values in found.homes.items()}
    return [
        Statement("elke woning van het register staat op precies een plaats",
                  bool(np.allclose(of["homes"], sum(of[name] for name in PLACES)))),
        Statement("wat klaar is en wacht, wacht op een van de genoemde oorzaken",
                  bool(np.allclose(of["ready"].sum(axis=0), waits[_named()].sum(axis=0), atol=1.0))),
        Statement("de vastgestelde plannen alleen halen de afspraak in geen enkele toekomst",
                  bool((of["hard_left"] < found.agreed).all())),
        Statement("tot en met 2025 leveren alleen vastgestelde plannen op",
                  not bool(of["by_year"][1, : 2026 - found.case.inputs.axes.start].any())),
        Statement("bij de planteams staat in geen enkele toekomst een plan in de rij", not bool(of["queued"].any())),
        Statement("ook op het drukste moment heeft een planteam of de Raad van State plaats over",
                  all(bool((found.desks[name] <= capacity).all()) for name, capacity in capacities(found).items())),
        Statement("een kwart meer planteams en corporaties verandert geen woning",
                  not told["planners"] and not told["corporations"]),
        Statement("de grens aan het aandeel van corporaties knelt niet",
                  bool((of["held_years"][CAUSES.index("corporations")] < 1.0).all())),
        Statement("drinkwater houdt niets vast", not bool(of["held_years"][CAUSES.index("water")].any())),
        Statement("alles tegelijk brengt meer dan elk apart",
                  bool((homes["all"] > max(homes[relief.id][0] for relief in found.chosen))[0])),
    ]  # fmt: skip


def _named() -> list[int]:
    return [CAUSES.index(cause) for cause in HELD]


def by_year(found: Found) -> str:
    """Markdown table of deliveries a year, out of hard plans and out of others."""
    hard, other = found.reference["by_year"]
    first = found.case.inputs.axes.start
    rows = [
        (str(first + place), count(hard[place].mean()), count(other[place].mean()),
         "–" if np.ptp(both) < 1.0 else spread(both))
        for place, both in enumerate(hard + other)
    ]  # fmt: skip
    pace = found.agreed / len(rows)
    rows.append((f"samen (gevraagd {count(pace)} per jaar)", count(hard.sum(axis=0).mean()),
                 count(other.sum(axis=0).mean()), spread((hard + other).sum(axis=0))))  # fmt: skip
    return pages.table(("opgeleverd in", "uit harde plannen", "uit andere plannen", "samen [10–90]"), rows)


def where(found: Found) -> str:
    """Markdown table of the register by municipality at the end of the deals."""
    of, areas = found.reference, found.case.region.areas
    names = dict(zip(areas.ids, areas.name_nl, strict=True))
    rows = []
    for place, name in enumerate([*MUNICIPALITIES, "flevoland"]):
        chosen = slice(None) if name == "flevoland" else slice(place, place + 1)
        parts = {part: of[part][chosen].sum(axis=0) for part in ("homes", *PLACES)}
        rows.append((names[name], count(parts["homes"].mean()), spread(parts["delivered"]),
                     *(count(parts[part].mean()) for part in PLACES[1:])))  # fmt: skip
    head = ("", "in het register", "opgeleverd [10–90]", "uitgevallen", "in procedure", "klaar, maar wacht")
    return pages.table(head, rows)


def why(found: Found) -> str:
    """Markdown table of what the rest waits for, and of the waiting in the years before."""
    of = found.reference
    rows = [(f"in procedure: {STAGE[name]}", spread(of["stage"][place]), "–") for place, name in enumerate(STAGES)]
    for cause, words in HELD.items():
        now, before = (of[name][CAUSES.index(cause)] for name in ("held", "held_years"))
        rows.append((f"klaar: {words}", spread(now), spread(before)))
    head = ("waar de rest op wacht", f"woningen op 1-1-{DEAL + 1} [10–90]", f"woningjaren wachten 2025-{DEAL} [10–90]")
    return pages.table(head, rows)


def _in_order(found: Found) -> tuple[Relief, ...]:
    """The reliefs, the largest first, then all together and what stands beside."""
    ranked = sorted(found.chosen, key=lambda one: -gains(found, one)[0].mean)
    return (*ranked, together(found.chosen), *found.beside)


def relief(found: Found) -> str:
    """Markdown table of what every relief brings."""
    rows = [(one.name, *(gained(part) for part in gains(found, one))) for one in _in_order(found)]
    return pages.table(("", f"woningen erbij t/m {DEAL} [10–90]", f"t/m {LATER} [10–90]"), rows)


def levers(found: Found) -> str:
    """What to set to repeat each."""
    lines = ((one.name, one.shown or ", ".join(f"`{lever}`" for lever in one.levers)) for one in _in_order(found))
    return "\n".join(f"- {name}: {shown}" for name, shown in lines)


def capacities(found: Found) -> dict[str, float]:
    """Cases that every desk handles at a time, by the name of the desk."""
    given = found.case.inputs.procedures.resources
    planners = {f"planners:{name}": given["planners"].at(name) for name in MUNICIPALITIES}
    return {**planners, "council_of_state": given["council_of_state"].at("region")}


def planners(found: Found) -> str:
    """How full the desks are at their busiest moment."""
    areas = found.case.region.areas
    names = {f"planners:{area}": f"planteam {name}" for area, name in zip(areas.ids, areas.name_nl, strict=True)}
    names["council_of_state"] = "Raad van State, zaken uit de regio"
    rows = [
        (names[desk], f"{np.median(found.desks[desk]):.0f}", f"{found.desks[desk].max():.0f}", f"{capacity:.0f}")
        for desk, capacity in capacities(found).items()
    ]
    return pages.table(("", "drukste moment, mediaan", "drukste van alle toekomsten", "tegelijk te behandelen"), rows)


def account(found: Found) -> str:
    """What was run."""
    seed = found.case.scenario.sampling.seed
    return (
        f"{whole(found.case.draws)} toekomsten, startgetal {seed}, balanssim {bs.__version__}; scenario `referentie`. "
        "Overal gemiddelde [10–90]: gemiddelden tellen op, op afronding na."
    )


def parts(found: Found) -> dict[str, str]:
    """The parts of the page, by name of their place."""
    return {
        "verantwoording": account(found),
        "kern": core(found),
        "per-jaar": by_year(found),
        "waar": where(found),
        "waarop": why(found),
        "verruimen": relief(found),
        "hefbomen": levers(found),
        "planteams": planners(found),
        "controle": "\n".join(f"- {item.text}" for item in statements(found)),
        "english": english(found),
    }


def make(draws: int, seed: int, out: Path) -> tuple[list[Statement], dict[str, str]]:
    """Statements and parts of the page."""
    case = ensemble.load(draws, seed)
    found = gather(case, out, reliefs(case), BESIDE)
    return statements(found), parts(found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the page."""
    return command(arguments, __doc__, PAGE, make, DRAWS)


if __name__ == "__main__":
    raise SystemExit(main())
