"""What may not be concluded from a comparison: lines that follow from the comparison itself, below its sentences."""

from __future__ import annotations

from collections.abc import Iterator

from balanssim import texts
from balanssim.compare.table import Comparison, ProjectCell, ProjectLine
from balanssim.report import numbers, terminal
from balanssim.report.story import together


def cautions(comparison: Comparison) -> list[str]:
    """Lines in the order of weight: links not open yet, years set by hand, load, congestion, counts, differences."""
    return list(_lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    lang = comparison.lang
    yield from (_not_open(project, comparison) for project in comparison.projects if _opens_later(project))
    assumed = [_assumed(column, comparison) for column in range(len(comparison.scenarios))]
    if any(assumed):
        parts = together(comparison, assumed, "page.caution.assumed_part", between="; ")
        yield texts.message("page.caution.assumed", lang, {"parts": parts})
    if any(outcome.variable == "commute_load_extra" and outcome.unit == "veh/h" for outcome in comparison.outcomes):
        yield texts.message("page.caution.load", lang)
        yield terminal.times(
            comparison, "page.caution.feedback", "page.caution.feedback_acts", "page.caution.feedback_mixed"
        )
    shown = (numbers.per_hundred(cell.futures) for goal in comparison.goals for cell in goal.cells)
    if "0" in shown:
        yield texts.message("page.caution.goal", lang)
    if len(comparison.scenarios) > 1:
        yield texts.message("page.caution.paired", lang)


def _opens(cell: ProjectCell) -> bool:
    return cell.on_date is not None and cell.opened > 0


def _opens_later(project: ProjectLine) -> bool:
    """In some world of some scenario the project opens, but after the reference date."""
    return any(_opens(cell) and cell.on_date is not None and cell.on_date < cell.opened for cell in project.cells)


def _not_open(project: ProjectLine, comparison: Comparison) -> str:
    lang = comparison.lang
    counts = [
        texts.message("page.caution.on_date", lang, {"n": numbers.per_hundred(cell.on_date)}) if _opens(cell) else None
        for cell in project.cells
    ]
    words = {
        "project": project.label,
        "date": numbers.date(comparison.year, lang),
        "parts": together(comparison, counts),
    }
    return texts.message("page.caution.not_open", lang, words)


def _assumed(column: int, comparison: Comparison) -> str | None:
    """Projects of one scenario of which the opening year was set by hand, each with year and cover."""
    lang, end = comparison.lang, comparison.horizon_end
    parts = []
    for project in comparison.projects:
        cell = project.cells[column]
        if cell.setting == "assumed" and cell.opened > 0:
            words = {
                "project": project.label,
                "year": numbers.opening_band(cell.p10, cell.median, cell.p90, end, lang),
                "covered": terminal.covered_text(cell, lang),
            }
            parts.append(texts.message("page.caution.opening", lang, words))
    return ", ".join(parts) or None
