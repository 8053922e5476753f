"""Indices of a sweep as text: which factor makes how much of the spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.parameters import DECLARED
from balanssim.report import numbers
from balanssim.report.listing import columns
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.sweep.answers import Answer
    from balanssim.worlds import Floats

#: A Sobol index that surely lies below this is not shown: the factor makes no difference worth a row. An effect of
#: Morris is not shown below this part of the largest one.
SMALL: Final = 0.01
#: In the order in which they are shown; the first decides the order of the rows.
_SHOWN: Final = {"sobol": ("first", "total"), "morris": ("mu_star", "mu", "sigma"), "pawn": ("pawn",)}


def indices(answers: Sequence[Answer], lang: Lang) -> str:
    """A table for each outcome of each policy, and what the columns mean."""
    parts = [part for answer in answers for part in (_head(answer, lang), _table(answer, lang))]
    methods = dict.fromkeys(answer.method for answer in answers)
    return "\n".join([*parts, *(texts.message(f"sweep.indices.columns.{name}", lang) for name in methods)])


def _head(answer: Answer, lang: Lang) -> str:
    return head(answer.scenario, answer.levers, answer.measure, answer.outcome, answer.place, answer.year, lang)


def head(
    scenario: str, levers: Mapping[str, Any], measure: str, variable: str, place: str, year: int, lang: Lang
) -> str:
    """``referentie, a.b=1 + hov-bus: Homes (GM0034 2041)``."""
    return f"{policy(scenario, levers, measure)}: {outcome(variable, place, year, lang)}"


def policy(scenario: str, levers: Mapping[str, Any], measure: str = "") -> str:
    """``referentie, a.b=1 + hov-bus``."""
    whole = ", ".join([scenario, *(f"{key}={value}" for key, value in levers.items())])
    return f"{whole} + {measure}" if measure else whole


def outcome(variable: str, place: str, year: int, lang: Lang) -> str:
    """``Homes (GM0034 2041)``."""
    where = " ".join(str(part) for part in (place, year or "") if part)
    return f"{label(variable, lang)}{f' ({where})' if where else ''}"


def rounding(variable: str) -> str:
    """The unit that a variable is rounded by: the first of ``veh/h or pass/h``."""
    return VARIABLES[variable].unit.partition(" or ")[0]


def label(variable: str, lang: Lang) -> str:
    """A variable in words."""
    known = VARIABLES[variable]
    return known.label_nl if lang == "nl" else known.label_en


def _table(answer: Answer, lang: Lang) -> str:
    if not answer.measures:
        return "  " + texts.message("sweep.indices.constant", lang)
    shown = _SHOWN[answer.method]
    unit = numbers.unit_label(VARIABLES[answer.outcome].unit, lang)
    heads = [texts.message(f"sweep.head.{name}", lang, {"unit": unit}) for name in ("factor", *shown)]
    rows = [
        [factor(answer.factors[one], lang), *(_index(answer, name, one, lang) for name in shown)]
        for one in answer.order
        if _worth(answer, one)
    ]
    words = {"n": len(answer.factors) - len(rows), "limit": SMALL, "used": answer.used}
    return "\n".join([columns(heads, rows), texts.message(f"sweep.indices.rest.{answer.method}", lang, words)])


def _worth(answer: Answer, one: int) -> bool:
    if answer.method == "sobol":
        return bool(answer.measures["total"][one, 2] >= SMALL)
    if answer.method == "morris":
        found = answer.measures["mu_star"]
        return bool(found[one, 2] >= SMALL * found[:, 0].max())
    return not answer.zero["pawn"][one]


def factor(name: str, lang: Lang) -> str:
    """A factor in words."""
    spec = DECLARED.get(name)
    if spec is None:
        return texts.message("sweep.luck", lang)
    return spec.label_nl if lang == "nl" else spec.label_en


def _index(answer: Answer, name: str, one: int, lang: Lang) -> str:
    """``0.31 [0.28-0.34]``, with words where it cannot be told from zero."""
    index = answer.measures[name][one]
    if answer.method == "morris":
        unit = rounding(answer.outcome)
        shown = f"{numbers.value(float(index[0]), unit, lang, fine=True)} {_band(index, unit, lang)}"
    else:
        estimate, low, high = (texts.number(float(part), lang, 2) for part in index)
        shown = f"{estimate} [{low}–{high}]"
    return f"{shown} {texts.message('sweep.indices.zero', lang)}" if answer.zero[name][one] else shown


def _band(index: Floats, unit: str, lang: Lang) -> str:
    return numbers.band(float(index[1]), float(index[2]), unit, lang, fine=True)
