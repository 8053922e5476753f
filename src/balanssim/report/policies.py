"""Policies of a sweep side by side, as text: regret, no-regret, years in which thresholds fall, and convergence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.report import numbers, sweeps
from balanssim.report.listing import columns
from balanssim.report.sweeps import outcome, policy
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.sweep.convergence import Convergence, Step
    from balanssim.sweep.regret import Change, Measured, Regret, Regrets
    from balanssim.sweep.years import Years


def regrets(found: Sequence[Regrets], measured: Sequence[Measured], lang: Lang) -> str:
    """A table for each outcome, the least regret first; then the measures that are no-regret and those that are not."""
    parts = [part for one in found for part in _regrets(one, lang)]
    parts.append(texts.message("sweep.regret.columns", lang))
    if taken := [one for one in measured if not one.circumstance]:
        parts += ["", *_measures(taken, lang), texts.message("sweep.noregret.columns", lang)]
    return "\n".join(parts)


def _regrets(one: Regrets, lang: Lang) -> Iterator[str]:
    unit = sweeps.rounding(one.outcome)
    better = texts.message("sweep.regret.more" if one.more else "sweep.regret.less", lang)
    yield f"{outcome(one.outcome, one.place, one.year, lang)}, {better}"
    heads = [texts.message(f"sweep.head.{name}", lang, {"unit": numbers.unit_label(VARIABLES[one.outcome].unit, lang)})
             for name in ("policy", "regret", "regret_high", "regret_most", "best")]  # fmt: skip
    yield columns(heads, [_line(line, unit, lang) for line in sorted(one.policies, key=lambda line: line.high)])


def _line(line: Regret, unit: str, lang: Lang) -> list[str]:
    shown = [numbers.value(part, unit, lang, fine=True) for part in (line.mean, line.high, line.most)]
    return [policy(line.scenario, line.levers, line.measure), *shown, numbers.per_hundred(line.best)]


def _measures(found: Sequence[Measured], lang: Lang) -> Iterator[str]:
    heads = [texts.message(f"sweep.head.{name}", lang) for name in ("measure", "noregret", "worst")]
    rows = []
    for one in found:
        code = "yes" if one.no_regret else "no_gain" if all(part.holds for part in one.changes) else "no"
        rows.append([title(one, lang), texts.message(f"sweep.noregret.{code}", lang), worst(one.worst, lang)])
    yield columns(heads, rows)


def title(one: Measured, lang: Lang) -> str:
    """Of a measure."""
    return one.title_nl if lang == "nl" else one.title_en


def worst(one: Change, lang: Lang) -> str:
    """``in 62 of 100: Extra cars (hollandse-brug 2041), omgevingsvisie, +40 [10-80]``."""
    unit = sweeps.rounding(one.outcome)
    words = {
        "n": numbers.per_hundred(one.share), "outcome": outcome(one.outcome, one.place, one.year, lang),
        "policy": policy(one.scenario, one.levers),
        "change": numbers.difference(one.median, one.low, one.high, unit, lang),
    }  # fmt: skip
    return texts.message("sweep.noregret.worst", lang, words)


def years(found: Sequence[Years], lang: Lang) -> str:
    """A line for each threshold of each policy."""
    heads = [texts.message(f"sweep.head.{name}", lang) for name in ("policy", "threshold", "year", "not_before")]
    rows = []
    for one in found:
        end = max(one.by_year)
        ends = [end + 1.0 if year is None else float(year) for year in one.quantiles]
        code = "below" if one.below else "above"
        words = {
            "outcome": outcome(one.outcome, one.place, 0, lang),
            "bound": numbers.exact(one.threshold, VARIABLES[one.outcome].unit, lang),
        }
        rows.append(
            [
                policy(one.scenario, one.levers, one.measure), texts.message(f"sweep.years.{code}", lang, words),
                numbers.opening_band(ends[0], ends[1], ends[2], end, lang), numbers.per_hundred(one.never),
            ]
        )  # fmt: skip
    return "\n".join([columns(heads, rows), texts.message("sweep.years.columns", lang)])


def convergence(found: Sequence[Convergence], lang: Lang) -> str:
    """A table for each outcome of each policy: what a smaller study would have given."""
    parts = []
    for one in found:
        parts.append(sweeps.head(one.scenario, one.levers, one.measure, one.outcome, one.place, one.year, lang))
        names = [texts.message(f"sweep.head.{name}", lang) for name in ("worlds", "mean", "median")]
        followed = list(one.steps[-1].indices)
        heads = [*names, *(sweeps.factor(name, lang) for name in followed)]
        parts.append(columns(heads, [_step(step, followed, sweeps.rounding(one.outcome), lang) for step in one.steps]))
        parts.append("  " + texts.message(f"sweep.convergence.{'settled' if one.settled else 'moving'}", lang))
    return "\n".join([*parts, texts.message("sweep.convergence.columns", lang)])


def _step(step: Step, followed: Sequence[str], unit: str, lang: Lang) -> list[str]:
    mean = (
        f"{numbers.value(step.mean, unit, lang, fine=True)} ± {numbers.value(step.half_width, unit, lang, fine=True)}"
    )
    indices = [texts.number(step.indices[name], lang, 2) if name in step.indices else numbers.DASH for name in followed]
    return [str(step.worlds), mean, numbers.central(step.median, step.low, step.high, unit, lang), *indices]
