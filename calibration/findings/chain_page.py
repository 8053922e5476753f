"""Sentences and tables of docs/bevindingen/45000-woningen.md, each by its own rule from the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balanssim.report import numbers
from calibration import ensemble, pages
from calibration.findings.chain import ANSWERS, BRIDGE, CORRIDORS
from calibration.findings.common import Array, account, change, futures, listed, numbered, spread

HOMES = 45_000.0
#: Cars an hour that a lane of a motorway carries (ROA 2017, CAP03).
LANE = 2_100.0
#: The rough chain, in the order of `chain.LINKS`; shares of our own, to know the order of magnitude. 1 is: not in it.
ROUGH = {"persons": 2.2, "jobs": 0.48, "outside": 0.60, "bridge": 0.60, "car": 0.65, "days": 1.0, "travels": 0.83,
         "occupancy": 1 / 1.08, "hour": 0.28, "counts": 1.0}  # fmt: skip
WORDS = {
    "persons": "inwoners per woning",
    "jobs": "banen per inwoner (keten: werkenden)",
    "outside": "daarvan buiten Almere",
    "bridge": "daarvan over de Hollandse Brug",
    "car": "daarvan met de auto",
    "days": "werkt op een gemiddelde werkdag (deeltijd, verlof, ziekte)",
    "travels": "reist die dag naar het werk (niet thuis of elders)",
    "occupancy": "auto's per reiziger",
    "hour": "in het drukste uur",
    "counts": "ijking op de telling van de brug",
}
SHORT = {
    "persons": "het aantal inwoners per woning",
    "jobs": "het aantal banen per inwoner",
    "outside": "het aandeel dat buiten Almere werkt",
    "bridge": "het aandeel over de Hollandse Brug",
    "car": "het aandeel auto",
    "days": "deeltijd, verlof en ziekte",
    "travels": "thuiswerken en werk op een andere plek",
    "occupancy": "het aantal reizigers per auto",
    "hour": "het aandeel in het drukste uur",
    "counts": "de ijking op de telling",
}
ANSWER = {
    "destination": "een andere werkplek",
    "mode": "ov of fiets in plaats van de auto",
    "route": "een andere route",
    "hour": "een ander uur",
}


@dataclass(frozen=True)
class Found:
    """Everything the page is made of, all (draw,): ``links`` of the chain and ``rest``; ``answers``; ``before``,
    ``after`` by corridor; ``variants`` name -> before and after on the bridge; ``longer`` minutes; ``more_lanes`` bool;
    ``factors`` uncertain parameters; ``districts`` homes by zone; ``outside`` share on the base date.
    """

    case: ensemble.Ensemble
    links: Mapping[str, Array]
    answers: Mapping[str, Array]
    before: Mapping[str, Array]
    after: Mapping[str, Array]
    variants: Mapping[str, tuple[Array, Array]]
    longer: Array
    more_lanes: NDArray[np.bool_]
    factors: Mapping[str, Array]
    districts: Mapping[str, float]
    outside: float

    @property
    def rough(self) -> float:
        """Cars an hour of the rough chain."""
        return HOMES * float(np.prod(list(ROUGH.values())))

    @property
    def fewer(self) -> Array:
        """Cars an hour that are gone after travellers have answered."""
        return np.asarray(self.before[BRIDGE] - self.after[BRIDGE])


def middle(values: Array) -> float:
    """Geometric mean: of factors it multiplies exactly."""
    return float(np.exp(np.log(values).mean()))


def effects(found: Found) -> dict[str, float]:
    """What each link adds to the rough chain, cars an hour; with `rest` they add up to the model exactly.

    Logarithmic means, so that no order of links is favoured. Source: Ang (2005), Energy Policy 33, LMDI.
    """
    ratio = {name: middle(found.links[name]) / rough for name, rough in ROUGH.items()}
    reached = found.rough * float(np.prod(list(ratio.values())))
    weight = (reached - found.rough) / np.log(reached / found.rough) if reached != found.rough else reached
    return {**{name: weight * float(np.log(value)) for name, value in ratio.items()},
            "rest": float(found.before[BRIDGE].mean()) - reached}  # fmt: skip


def core(found: Found) -> str:
    """The first sentences, each by its own rule."""
    before, after = found.before[BRIDGE], found.after[BRIDGE]
    by = effects(found)
    up, down = (sorted((name for name in ROUGH if sign * by[name] > 50.0), key=lambda name: -sign * by[name])
                for sign in (1.0, -1.0))  # fmt: skip
    told = [[f"{SHORT[name]} ({numbers.value(by[name], 'veh/h', 'nl', sign=True)})"
             for name in names[:3]] for names in (up, down)]  # fmt: skip
    ranked = sorted(ANSWERS, key=lambda name: float(np.median(found.answers[name])))
    most = [f"{ANSWER[name]} ({spread(found.answers[name], 'veh/h', signed=True)})" for name in ranked[:2]]
    share = 100.0 * float(np.median(found.fewer / before))
    near = abs(float(np.median(before)) / found.rough - 1.0) < 0.1
    return numbered((
        (f"Met 45.000 woningen erbij in Almere, de banen en wegen van nu en zonder nieuwe verbinding rijden er in het "
        f"drukste uur {spread(before, 'veh/h')} auto's meer over de Hollandse Brug richting Amsterdam, zolang niemand "
        "zijn gedrag aanpast."),
        (f"Past iedereen zich aan de drukte aan, dan blijven er {spread(after, 'veh/h')} over: {share:.0f} procent "
        f"minder. De meeste uitwijk is {most[0]}, daarna {most[1]}."),
        f"Dat is meer dan een rijstrook verwerkt (2.100 per uur, ROA 2017) {futures(after > LANE)}.",
        f"De ruwe keten komt op {numbers.value(found.rough, 'veh/h', 'nl')}. "
        + ("Dat ligt dicht bij het model voor aanpassing, maar de schakels verschillen veel: "
           if near else "Het verschil met het model voor aanpassing zit in de schakels: ")
        + f"omhoog door {listed(told[0])}, omlaag door {listed(told[1])}.",
        (f"Komen er ook 55.000 banen bij in Almere, dan zijn het er na aanpassing "
        f"{spread(found.variants['jobs'][1], 'veh/h')}."),
    ))  # fmt: skip


def the_chain(found: Found) -> str:
    """Markdown table of the links beside those of the rough chain."""
    by, rows = effects(found), []
    for name, rough in ROUGH.items():
        values = found.links[name]
        low, high = np.quantile(values, (0.1, 0.9))
        digits = [f"{number:.2f}".replace(".", ",") for number in (rough, middle(values), low, high)]
        rows.append((WORDS[name], "–" if rough == 1.0 else digits[0], f"{digits[1]} [{digits[2]}–{digits[3]}]",
                     numbers.value(by[name], "veh/h", "nl", sign=True)))  # fmt: skip
    rows.append(("anderen dan inwoners van Almere", "–", spread(found.links["rest"], "veh/h"),
                 numbers.value(by["rest"], "veh/h", "nl", sign=True)))  # fmt: skip
    mean = float(found.before[BRIDGE].mean())
    low, high = (float(value) for value in np.quantile(found.before[BRIDGE], (0.1, 0.9)))
    rows.append(("**samen: auto's per uur**", numbers.value(found.rough, "veh/h", "nl"),
                 numbers.central(mean, low, high, "veh/h", "nl"),
                 numbers.value(mean - found.rough, "veh/h", "nl", sign=True)))  # fmt: skip
    return pages.table(("schakel", "ruwe keten", "model [10–90]", "verschil in auto's per uur"), rows)


def what_changes(found: Found) -> str:
    """Markdown table of what travellers do."""
    rows = [(f"{ANSWER[name]}", change(np.zeros_like(found.answers[name]), found.answers[name], "veh/h"))
            for name in sorted(ANSWERS, key=lambda name: float(np.median(found.answers[name])))]  # fmt: skip
    rows.append(("**samen**", spread(-found.fewer, "veh/h", signed=True)))
    return pages.table(("wat reizigers doen", "auto's per uur op de Hollandse Brug"), rows)


def corridors(found: Found) -> str:
    """Markdown table of all corridors."""
    region = found.case.region.corridors
    names = dict(zip(region["corridor"], region["name_nl"], strict=True))
    modes = dict(zip(region["corridor"], region["mode"], strict=True))
    rows = []
    for key in CORRIDORS:
        unit = "veh/h" if modes[key] == "car" else "pass/h"
        word = "auto's" if unit == "veh/h" else "reizigers"
        rows.append((f"{names[key]}, {word}", *(spread(side[key], unit) for side in (found.before, found.after)),
                     change(found.before[key], found.after[key], unit)))  # fmt: skip
    return pages.table(("extra in het drukste uur", "voor aanpassing", "na aanpassing", "verschil"), rows)


def others(found: Found) -> str:
    """Markdown table of the variants."""
    words = {
        "plans": "verdeeld als de plannen van Almere (de berekening hierboven)",
        "pampus": "alle woningen in Pampus",
        "elsewhere": "geen woning in Pampus, verder als de plannen",
        "jobs": "als de plannen, met 55.000 banen erbij in Almere",
    }
    rows = [(words[name], *(spread(values, "veh/h") for values in both)) for name, both in found.variants.items()]
    before, after = found.variants["plans"]
    for lanes, chosen in (("vier", ~found.more_lanes), ("zes", found.more_lanes)):
        rows.append((f"als de plannen, alleen toekomsten met {lanes} stroken op de brug",
                     spread(before[chosen], "veh/h"), spread(after[chosen], "veh/h")))  # fmt: skip
    return pages.table(("extra auto's/uur Hollandse Brug", "voor aanpassing", "na aanpassing"), rows)


def account_of(found: Found) -> str:
    """What was run, and where the homes are."""
    names = dict(zip(found.case.region.areas.ids, found.case.region.areas.name_nl, strict=True))
    where = [f"{names[zone].removeprefix('Almere ')} {numbers.value(count, 'homes', 'nl')}"
             for zone, count in sorted(found.districts.items(), key=lambda item: -item[1])]  # fmt: skip
    seed = found.case.scenario.sampling.seed
    return f"{account(found.case.draws, seed, ('referentie',), ', op 1-1-2024')} Woningen: {listed(where)}."


def longer(found: Found) -> str:
    """How much longer the journey gets."""
    low, mid, high = (f"{value:.1f}".replace(".", ",") for value in np.quantile(found.longer, (0.1, 0.5, 0.9)))
    return (
        f"Wie nu al met de auto over de brug naar het werk gaat, is na aanpassing {mid} [{low}–{high}] minuten langer "
        "onderweg."
    )


def english(found: Found) -> str:
    """The same in a few lines."""
    before, after = (spread(side[BRIDGE], "veh/h", lang="en") for side in (found.before, found.after))
    return (
        f"45,000 homes added to Almere on the base date, jobs and links held, {found.case.draws:,} worlds, median "
        f"[10–90]: {before} more cars over the Hollandse Brug in the busiest hour before anybody answers to the busier "
        f"roads, {after} after (hour, mode, destination and route). A rough chain of shares gives "
        f"{numbers.value(found.rough, 'veh/h', 'en')}; the table sets every link of it beside that of the model."
    )
