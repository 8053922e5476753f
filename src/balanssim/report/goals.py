"""The tables of goals as plain mappings for their template: counts, outcomes and what is missing, with bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim.compare.goals import KINDS
from balanssim.report import numbers, terminal

if TYPE_CHECKING:
    from balanssim.compare.structure import Comparison, GoalCell, GoalLine
    from balanssim.texts import Lang

Part = dict[str, Any]


def goal_tables(comparison: Comparison) -> list[Part]:
    """One small table per kind: agreements, ambitions and signal values never share one."""
    tables = []
    for kind in KINDS:
        goals = [goal for goal in comparison.goals if goal.kind == kind]
        if goals:
            rows = [_goal_row(goal, comparison) for goal in goals]
            tables.append({"kind": kind, "counted": goals[0].counted, "rows": rows})
    return tables


def _goal_row(goal: GoalLine, comparison: Comparison) -> Part:
    lang = comparison.lang
    bounds = [
        texts.message(f"page.bound.{code}", lang, {"bound": numbers.exact(bound, goal.unit, lang)})
        for code, bound in (("least", goal.at_least), ("most", goal.at_most))
        if bound is not None
    ]
    unit = "" if goal.unit in ("share", "ratio") else numbers.unit_label(goal.unit, lang)
    base = numbers.date(comparison.base_year, lang)
    added = texts.message("page.bound.added", lang, {"base": base}) if goal.variable.endswith("_added") else ""
    bound = " ".join(part for part in (*bounds, unit, added) if part)
    date = numbers.date(goal.year, lang)
    cells = [_goal_cell(cell, goal, comparison) for cell in goal.cells]
    return {"id": goal.id, "title": goal.title, "bound": bound, "date": date, "source": goal.source, "cells": cells}


def _goal_cell(cell: GoalCell, goal: GoalLine, comparison: Comparison) -> Part:
    lang = comparison.lang
    if cell.median is None:
        return {"main": texts.message("compare.not_computed", lang), "below": []}
    below = []
    low, high = cell.band or (None, None)
    outcome = numbers.central(cell.median, low, high, goal.unit, lang)
    if cell.futures is None:
        main = outcome
    else:
        shown = numbers.per_hundred(cell.futures)
        main = texts.message("page.of_hundred", lang, {"futures": shown})
        below += [numbers.likelihood(cell.futures, lang), texts.message("page.outcome_is", lang, {"outcome": outcome})]
        # A count that reads the same needs no sign that it cannot be told from the first.
        if cell.indistinguishable and shown != numbers.per_hundred(goal.cells[0].futures):
            main += f"{numbers.NO_BREAK}{terminal.SAME}"
    below.append(_margin(cell, goal, lang))
    if cell.reached is not None and goal.counted:
        year = numbers.opening_band(*cell.reached, comparison.horizon_end, lang)
        below.append(texts.message(f"page.reached.{goal.counted}", lang, {"year": year}))
    return {"main": main, "below": below}


def _margin(cell: GoalCell, goal: GoalLine, lang: Lang) -> str:
    """How far the outcome lies from the bound, with its band: below it, above it, or signed where the band holds it."""
    bound = goal.at_least if goal.at_least is not None else goal.at_most
    assert cell.median is not None
    assert bound is not None
    median, low, high = (value - bound for value in (cell.median, *(cell.band or (cell.median, cell.median))))
    if low < 0 < high or low == high == 0:
        amount = numbers.difference(median, low, high, goal.unit, lang)
        return texts.message("page.margin", lang, {"margin": amount})
    if median < 0:
        median, low, high = -median, -high, -low
        code = "page.margin.below"
    else:
        code = "page.margin.above"
    points = f" {texts.message('compare.percentage_points', lang)}" if goal.unit == "share" else ""
    amount = numbers.value(median, goal.unit, lang, fine=True) + points
    return texts.message(code, lang, {"margin": f"{amount} {numbers.band(low, high, goal.unit, lang, fine=True)}"})
