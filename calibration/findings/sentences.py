"""Sentences of docs/bevindingen/knelpunten.md, each by its own rule, and the numbers in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from balanssim.dims import CAUSES
from balanssim.report import numbers
from balanssim.texts import Lang
from calibration.findings.bottlenecks import LASTS, MUNICIPALITIES, PLACES, Found
from calibration.findings.relief import Gain, Relief, gain, together

Array = NDArray[np.float64]
DEAL, LATER = LASTS
SAME = "niet te onderscheiden"


def gains(found: Found, relief: Relief) -> tuple[Gain, ...]:
    """Homes that a relief brings by the end of each sum."""
    pairs = zip(found.homes["reference"], found.homes[relief.id], strict=True)
    return tuple(gain(base, relieved) for base, relieved in pairs)


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


def gained(one: Gain) -> str:
    """What a relief brings, and whether that can be told from nothing."""
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
    sentences = (
        _deal(found), _ceiling(found), _reach(found), _rest(found), _largest(found), _all(found), _none(found),
    )  # fmt: skip
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


def _rest(found: Found) -> str:
    of, areas = found.reference, found.case.region.areas
    lacks = (of["homes"] - of["delivered"]).mean(axis=-1)
    most = int(np.argmax(lacks))
    name = areas.name_nl[areas.ids.index(MUNICIPALITIES[most])]
    dropped, procedure, ready = (count(float(of[part].sum(axis=0).mean())) for part in PLACES[1:])
    turn = count(float(of["held"][CAUSES.index("site")].mean()))
    return (
        f"Van het register staan er op 1-1-{DEAL + 1} {count(float(lacks.sum()))} woningen nog niet: {dropped} "
        f"uitgevallen, {procedure} in procedure en {ready} klaar (daarvan {turn} nog niet aan de beurt). De meeste, "
        f"{count(float(lacks[most]))}, horen bij {name}."
    )


def _largest(found: Found) -> str:
    words = [
        [f"{one.short} ({gained(gains(found, one)[place])})" for one in _ranked(found, place)[:2]] for place in (0, 1)
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
        f"Alles tegelijk brengt {gained(everything)}, de losse verruimingen opgeteld {count(apart)}: {how}. Van wat "
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
