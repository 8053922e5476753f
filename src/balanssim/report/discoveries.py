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
    code = "below" if one.below != one.missed else "above"
    kind = texts.message(f"compare.kind.{one.kind or 'rekenwaarde'}", lang)
    words = {"bound": numbers.exact(one.threshold, VARIABLES[one.outcome].unit, lang), "kind": kind,
             "n": numbers.per_hundred(one.share)}  # fmt: skip
    return texts.message(f"sweep.discover.{code}", lang, words)


def _one(one: Discovery, lang: Lang) -> Iterator[str]:
    yield sweeps.head(one.scenario, one.levers, one.measure, one.outcome, one.place, one.year, lang)
    yield "  " + case(one, lang)
    if one.too_few:
        yield "  " + texts.message("sweep.discover.too_few", lang)
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
    """``Growth of demand at most 0.012 1/year``."""
    code = "between" if side.low is not None and side.high is not None else "most" if side.low is None else "least"
    unit = DECLARED[side.factor].unit
    ends = [texts.number(float(f"{end:.3g}"), lang, 6, strip=True) for end in (side.low, side.high) if end is not None]
    words = {"name": sweeps.factor(side.factor, lang), "unit": unit, "low": ends[0], "high": ends[-1]}
    return texts.message(f"sweep.discover.{code}", lang, words)


def again(side: Limit, lang: Lang) -> str:
    """In how many repeats the same side is limited."""
    if side.repeated is None:
        return ""
    return " " + texts.message("sweep.discover.again", lang, {"n": percent(side.repeated)})
