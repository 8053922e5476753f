"""Bottlenecks between plan and home in Flevoland: docs/bevindingen/knelpunten.md.

    python -m calibration.findings.knelpunten

walks the plans of ``referentie`` in 1,024 worlds, relieves every bottleneck by a quarter in the same worlds, and writes
tables and sentences into the page. ``statements`` holds what the page says in words against the figures; the page is
not written where one of them fails.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import balanssim as bs
from balanssim.dims import CAUSES
from balanssim.report import numbers
from balanssim.texts import Lang
from calibration import ensemble, pages
from calibration.findings.bottlenecks import LASTS, MUNICIPALITIES, PLACES, STAGES, Found, gather
from calibration.findings.relief import BESIDE, Gain, Relief, gain, reliefs, together

Array = NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "bevindingen" / "knelpunten.md"
DRAWS = 1_024
DEAL, LATER = LASTS
SAME = "niet te onderscheiden"
HELD = {
    "site": "nog niet aan de beurt op de eigen bouwplaats",
    "pace_cap": "tempogrens van de gemeente",
    "builders": "bouwers",
    "market": "slecht jaar, of een overschot",
    "grid": "stroomnet",
    "water": "drinkwater",
}
STAGE = {
    "plan": "omgevingsplan of eerder",
    "appeal": "Raad van State",
    "permit": "vergunning",
    "construction": "in aanbouw",
}


@dataclass(frozen=True)
class Statement:
    """A sentence of the page, and whether it stands."""

    text: str
    stands: bool


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


def gains(found: Found, relief: Relief) -> tuple[Gain, ...]:
    """Homes that a relief brings by the end of each sum."""
    pairs = zip(found.homes["reference"], found.homes[relief.id], strict=True)
    return tuple(gain(base, relieved) for base, relieved in pairs)


def _named() -> list[int]:
    return [CAUSES.index(cause) for cause in HELD]


def count(amount: float, lang: Lang = "nl") -> str:
    """A number of homes, rounded to what it can bear."""
    return numbers.value(amount, "homes", lang)


def whole(amount: float) -> str:
    """A number as it was agreed."""
    return numbers.exact(amount, "homes", "nl")


def spread(values: Array, lang: Lang = "nl") -> str:
    """Mean and band of homes: means add up, medians do not."""
    low, high = (float(x) for x in np.quantile(values, (0.1, 0.9)))
    return numbers.central(float(values.mean()), low, high, "homes", lang)


def _gained(one: Gain) -> str:
    if one.nothing:
        return "0"
    shown = numbers.difference(one.mean, one.low, one.high, "homes", "nl")
    return shown if one.told_apart else f"{shown}, {SAME}"


def futures(reached: NDArray[np.bool_]) -> str:
    """N van 100 toekomsten, with the words that go with it."""
    share = float(reached.mean())
    return f"in {numbers.per_hundred(share)} van 100 toekomsten ({numbers.likelihood(share, 'nl')})"


def _ranked(found: Found, place: int) -> list[Relief]:
    """The reliefs by what they bring by the end of a sum, the largest first; Almere alone is part of another."""
    apart = [one for one in found.chosen if one.id != "almere"]
    return sorted(apart, key=lambda one: -gains(found, one)[place].mean)


def core(found: Found) -> str:
    """The first sentences, each by its own rule."""
    sentences = (_deal(found), _ceiling(found), _reach(found), _largest(found), _all(found), _none(found))
    return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))


def _deal(found: Found) -> str:
    net = found.net["reference"]
    return (
        f"Van 2024 tot en met {DEAL} komen er in Flevoland netto {spread(net)} woningen bij. De Woondeals vragen er in "
        f"die jaren {whole(found.agreed)}; dat wordt gehaald {futures(net >= found.agreed)}."
    )


def _ceiling(found: Found) -> str:
    of = found.reference
    return (
        f"De vastgestelde (harde) plannen tellen {count(of['hard'].mean())} woningen en leveren er na uitval "
        f"{spread(of['hard_delivered'])} op. Dat is het plafond van de eerste jaren: tot en met 2025 leveren andere "
        "plannen niets op."
    )


def _reach(found: Found) -> str:
    left = found.reference["left"]
    return (
        f"Ook als elk plan dat niet uitvalt voor {DEAL + 1} klaar was, waren het er {spread(left)}: minder dan de "
        f"afspraak {futures(left < found.agreed)}."
    )


def _largest(found: Found) -> str:
    words = [
        [f"{one.short} ({_gained(gains(found, one)[place])})" for one in _ranked(found, place)[:2]] for place in (0, 1)
    ]
    return (
        f"Een kwart verruimen brengt tot en met {DEAL} het meest bij {words[0][0]}, daarna bij {words[0][1]}; tot en "
        f"met {LATER} bij {words[1][0]}, daarna bij {words[1][1]}."
    )


def _all(found: Found) -> str:
    everything = gains(found, together(found.chosen))[0]
    apart = sum(gains(found, one)[0].mean for one in _ranked(found, 0))
    gap = float((found.agreed - found.net["reference"]).mean())
    how = "zij versterken elkaar" if everything.mean > apart else "zij zitten elkaar deels in de weg"
    return (
        f"Alles tegelijk brengt {_gained(everything)}, de losse verruimingen opgeteld {count(apart)}: {how}. Van wat "
        f"er aan de afspraak ontbreekt ({count(gap)}) is dat {100 * everything.mean / gap:.0f} procent; zij wordt dan "
        f"gehaald {futures(found.net['all'] >= found.agreed)}."
    )


def _none(found: Found) -> str:
    by = {one.short: gains(found, one)[0] for one in found.chosen}
    nothing = [name for name, one in by.items() if one.nothing]
    noise = [name for name, one in by.items() if name not in nothing and not one.told_apart]
    text = f"Geen enkele woning erbij tot en met {DEAL}: {_listed(nothing)}."
    return f"{text} Van nul {SAME}: {_listed(noise)}." if noise else text


def _listed(words: list[str]) -> str:
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words) or "geen"


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


def relief(found: Found) -> str:
    """Markdown table of what every relief brings, the largest first."""
    ranked = sorted(found.chosen, key=lambda one: -gains(found, one)[0].mean)
    rows = [_relieved(found, one) for one in (*ranked, together(found.chosen), *found.beside)]
    head = ("verruiming", f"woningen erbij t/m {DEAL} [10–90]", f"t/m {LATER} [10–90]", "hefboom")
    return pages.table(head, rows)


def _relieved(found: Found, one: Relief) -> tuple[str, ...]:
    levers = one.shown or ", ".join(f"`{lever}`" for lever in one.levers)
    return (one.name, *(_gained(part) for part in gains(found, one)), levers)


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


def english(found: Found) -> str:
    """The same in a few lines."""
    of, net, largest = found.reference, found.net["reference"], _ranked(found, 0)[0]
    best = gains(found, largest)[0]
    more = numbers.difference(best.mean, best.low, best.high, "homes", "en")
    return (
        f"Scenario `referentie`, {found.case.draws:,} worlds, mean [10–90]. In 2024-{DEAL} Flevoland gains "
        f"{spread(net, 'en')} homes (net); the housing deals still ask {found.agreed:,.0f}, reached in "
        f"{numbers.per_hundred(float((net >= found.agreed).mean()))} of 100 worlds. Hard plans hold "
        f"{count(of['hard'].mean(), 'en')} homes and bring {spread(of['hard_delivered'], 'en')} after drop-out; all "
        f"plans that survive hold {spread(of['left'], 'en')}. Relief by a quarter brings most by {DEAL} at "
        f"`{largest.levers[0]}`: {more} homes in the same worlds. Planners bring none: their desk never has a line, "
        "because the published durations already hold what a lack of planners costs."
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
        "planteams": planners(found),
        "controle": "\n".join(f"- {item.text}" for item in statements(found)),
        "english": english(found),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run, check the statements, write the page; 1 where a statement does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the filled page")
    given = parser.parse_args(arguments)
    case = ensemble.load(given.draws, given.seed)
    found = gather(case, given.results, reliefs(case), BESIDE)
    said = statements(found)
    for item in said:
        print(f"{'ok  ' if item.stands else 'NOT '} {item.text}")
    if not all(item.stands for item in said):
        print("The page says what the figures do not: it is not written.")
        return 1
    print(pages.write(PAGE, given.page, parts(found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
