"""Boxes in which a goal fails or a signal value is crossed, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.parameters import DECLARED
from balanssim.report import numbers, sweeps
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.sweep.discover import Discovery, Found, Limit


def discoveries(found: Sequence[Discovery], lang: Lang) -> str:
    """Every threshold of every policy: in how many futures, under which circumstances."""
    parts = [part for one in found for part in _one(one, lang)]
    return "\n".join([*parts, texts.message("sweep.discover.columns", lang)])


def case(one: Discovery, lang: Lang) -> str:
    """``Below 42,000 (ambition) in 97 of 100 futures``."""
    code = ("under" if one.below else "above") if not one.missed else "beyond" if one.below else "below"
    kind = texts.message(f"compare.kind.{one.kind or 'rekenwaarde'}", lang)
    words = {"bound": numbers.exact(one.threshold, VARIABLES[one.outcome].unit, lang), "kind": kind,
             "n": numbers.per_hundred(one.share)}  # fmt: skip
    return texts.message(f"sweep.discover.{code}", lang, words)


def few(one: Discovery, lang: Lang) -> str:
    """What is looked for where nearly all futures are on one side of the threshold."""
    if one.furthest is None:
        return texts.message("sweep.discover.too_few", lang)
    bound = numbers.value(one.furthest, sweeps.rounding(one.outcome), lang)
    words = {"bound": bound + numbers.percent_sign(VARIABLES[one.outcome].unit, lang)}
    return texts.message(f"sweep.discover.{'lowest' if one.low else 'highest'}", lang, words)


def _one(one: Discovery, lang: Lang) -> Iterator[str]:
    yield sweeps.head(one.scenario, one.levers, one.measure, one.outcome, one.place, one.year, lang)
    yield "  " + case(one, lang)
    if one.too_few:
        yield "  " + few(one, lang)
        if one.furthest is None:
            return
    if not one.boxes:
        yield "  " + texts.message("sweep.discover.none", lang)
    for number, box in enumerate(one.boxes, 1):
        yield "  " + texts.message("sweep.discover.box", lang, {"number": number, **measures(box)})
        if number == 1 and one.coverage_elsewhere is not None and one.density_elsewhere is not None:
            words = {"coverage": percent(one.coverage_elsewhere), "density": percent(one.density_elsewhere)}
            yield "    " + texts.message("sweep.discover.elsewhere", lang, words)
        yield from (f"    {limit(side, lang)}{again(side, lang)}" for side in box.limits)
    if one.accuracy is not None:
        words = {"accuracy": texts.number(one.accuracy, lang, 2)}
        yield "  " + texts.message("sweep.discover.tree", lang, words)
        for leaf in one.leaves:
            limits = "; ".join(limit(side, lang) for side in leaf.limits)
            yield "    " + texts.message("sweep.discover.leaf", lang, {"limits": limits, **measures(leaf)})


def measures(box: Found) -> dict[str, str]:
    """Coverage, density and mass in whole percents."""
    return {"coverage": percent(box.coverage), "density": percent(box.density), "mass": percent(box.mass)}


def percent(share: float) -> str:
    """A part in whole percents, without the sign."""
    return f"{100 * share:.0f}"


def limit(side: Limit, lang: Lang) -> str:
    """``Growth of demand at most 1.2% per year``."""
    if DECLARED[side.factor].unit == "0 or 1":
        code = "off" if side.low is None else "on"
        return texts.message(f"sweep.discover.{code}", lang, {"name": sweeps.factor(side.factor, lang)})
    code = "between" if side.low is not None and side.high is not None else "most" if side.low is None else "least"
    times, unit = _unit(DECLARED[side.factor].unit, lang)
    found = [end * times for end in (side.low, side.high) if end is not None]
    ends = [texts.number(float(f"{end:.3g}"), lang, 6, strip=True) for end in found]
    words = {"name": sweeps.factor(side.factor, lang), "unit": unit, "low": ends[0], "high": ends[-1]}
    return texts.message(f"sweep.discover.{code}", lang, words)


def _unit(unit: str, lang: Lang) -> tuple[float, str]:
    """By what a value of a parameter is multiplied as it is shown, and what stands behind it."""
    percent = numbers.percent_sign("share", lang)
    if unit == "share":
        return 100.0, percent
    if unit == "1/year":
        return 100.0, f"{percent} {numbers.unit_label(unit, lang)}"
    return 1.0, "" if unit in ("-", "factor", "year") else f" {numbers.unit_label(unit, lang)}"


def again(side: Limit, lang: Lang) -> str:
    """In how many repeats the same side is limited."""
    if side.repeated is None:
        return ""
    return " " + texts.message("sweep.discover.again", lang, {"n": percent(side.repeated)})
