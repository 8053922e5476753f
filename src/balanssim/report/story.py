"""The comparison in five plain sentences made from its numbers, worded with bands and as if-then (model.md 8)."""

from __future__ import annotations

from balanssim import texts
from balanssim.compare.table import Comparison, GoalLine, Outcome
from balanssim.report import numbers, terminal
from balanssim.texts import Lang


def sentences(comparison: Comparison) -> list[str]:
    """At most five sentences: homes, jobs, working outside, load, goals; left out where the outcome is missing."""
    lang = comparison.lang
    found = (
        _amounts(comparison, "homes_added"),
        _amounts(comparison, "jobs_all_added"),
        _amounts(comparison, "share_working_outside"),
        _load(comparison),
        _goals(comparison, lang),
    )
    return [sentence for sentence in found if sentence]


def _first(comparison: Comparison, variable: str, unit: str = "") -> Outcome | None:
    matching = (o for o in comparison.outcomes if o.variable == variable and (not unit or o.unit == unit))
    return next(matching, None)


def _amounts(comparison: Comparison, variable: str) -> str:
    outcome = _first(comparison, variable)
    if outcome is None:
        return ""
    lang = comparison.lang
    parts = []
    for title, cell in zip(comparison.titles(), outcome.cells, strict=True):
        amount = numbers.central(cell.median, cell.p10, cell.p90, outcome.unit, lang)
        same = ", " + texts.message("page.story.same", lang) if cell.indistinguishable else ""
        parts.append(texts.message("page.story.part", lang, {"scenario": title, "amount": amount + same}))
    words = _when(comparison) | {"parts": "; ".join(parts), "place": outcome.place_label}
    return texts.message(f"page.story.{variable}", lang, words)


def _load(comparison: Comparison) -> str:
    outcome = _first(comparison, "commute_load_extra", "veh/h")
    if outcome is None:
        return ""
    lang = comparison.lang
    titles = comparison.titles()
    reference = outcome.cells[0]
    parts = [
        texts.message(
            "page.story.part",
            lang,
            {
                "scenario": titles[0],
                "amount": numbers.central(reference.median, reference.p10, reference.p90, outcome.unit, lang),
            },
        )
    ]
    for column in range(1, len(titles)):
        amount = terminal.difference_text(outcome, column, lang).replace(f"{terminal.SAME} ", "")
        words = {"scenario": titles[column], "amount": amount}
        code = "page.story.part" if outcome.cells[column].indistinguishable else "page.story.part_difference"
        parts.append(texts.message(code, lang, words))
    words = _when(comparison) | {"parts": "; ".join(parts), "place": outcome.place_label}
    return texts.message("page.story.commute_load_extra", lang, words)


def _goals(comparison: Comparison, lang: Lang) -> str:
    """The first agreement and the first ambition; the tables below hold all."""
    counted = [goal for goal in comparison.goals if goal.counted == "met"]
    first = {goal.kind: goal for goal in reversed(counted)}
    parts = [text for goal in counted if goal is first[goal.kind] and (text := _goal(comparison, goal, lang))]
    if not parts:
        return ""
    return texts.message("page.story.goals", lang, {"parts": "; ".join(parts)})


def _goal(comparison: Comparison, goal: GoalLine, lang: Lang) -> str:
    shown = []
    words: dict[str, object] = {}
    for title, cell in zip(comparison.titles(), goal.cells, strict=True):
        if cell.futures is None:
            continue
        words = {
            "scenario": title,
            "futures": numbers.per_hundred(cell.futures),
            "likelihood": numbers.likelihood(cell.futures, lang),
        }
        shown.append(texts.message("page.story.goal_part", lang, words))
    if not shown:
        return ""
    counts = {cell.futures for cell in goal.cells}
    if len(goal.cells) > 1 and len(counts) == 1 and None not in counts:
        words["scenario"] = texts.message("page.story.all", lang)
        shown = [texts.message("page.story.goal_part", lang, words)]
    return texts.message("page.story.goal", lang, {"goal": goal.title, "parts": ", ".join(shown)})


def _when(comparison: Comparison) -> dict[str, str]:
    lang = comparison.lang
    return {"date": numbers.date(comparison.year, lang), "base": numbers.date(comparison.base_year, lang)}
