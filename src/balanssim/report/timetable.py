"""The section on procedures: a Gantt chart per scenario, the years behind it, where the time goes, and who is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from balanssim import texts
from balanssim.compare.courses import SHOWN, Course, Date, Lost, PlanCell
from balanssim.report import gantt, numbers, story, svg

if TYPE_CHECKING:
    from balanssim.compare.structure import Comparison
    from balanssim.texts import Lang

#: A project is late where its largest cause of delay takes as many years or more, and it is not open on the date.
LATE_YEARS: Final = 1.0
#: A cause of at least this part of the largest is named with it: which is larger says little.
NEAR: Final = 2 / 3

Part = dict[str, Any]


def anchors(comparison: Comparison) -> dict[str, str]:
    """Where the dates of a project or plan stand on the page, by id."""
    found = {f"course:{line.id}": f"course-{place}" for place, line in enumerate(comparison.courses)}
    return found | {f"plan:{line.id}": f"plan-{place}" for place, line in enumerate(comparison.plans)}


def part(comparison: Comparison) -> Part | None:
    """All that the section shows, None where no project opens in any scenario and no plan is in procedure."""
    if not comparison.courses and not comparison.plans:
        return None
    return {
        "late": late(comparison),
        "charts": [
            {"title": title, "svg": _chart(comparison, column)} for column, title in enumerate(comparison.titles())
        ],
        "keys": [
            {"svg": gantt.key_svg(name), "words": texts.message(f"label.milestone.{name}", comparison.lang)}
            for name in (*SHOWN, *(("ready",) if comparison.plans else ()))
        ],
        "by_hand": gantt.key_svg("opening", by_hand=True),
        "projects": [
            {
                "id": f"course:{line.id}",
                "label": line.label,
                "cells": [_dates(cell, comparison) for cell in line.cells],
            }
            for line in comparison.courses
        ],
        "plans": [
            {"id": f"plan:{line.id}", "label": line.label, "cells": [_plan(cell, comparison) for cell in line.cells]}
            for line in comparison.plans
        ],
        "lost": _lost(comparison),
    }


def late(comparison: Comparison) -> list[str]:
    """A sentence per project that is late: its opening with the band, and what delays it most with the years."""
    lang = comparison.lang
    found = []
    for line in comparison.courses:
        words = [_late(cell, comparison) for cell in line.cells]
        if any(words):
            parts = story.together(comparison, words, between="; ")
            found.append(texts.message("page.procedures.late", lang, {"project": line.label, "parts": parts}))
    return found


def _late(cell: Course, comparison: Comparison) -> str | None:
    opening, lang = cell.opening, comparison.lang
    if cell.setting != "procedures" or opening is None or not cell.lost or cell.lost[0].mean < LATE_YEARS:
        return None
    if opening.median <= comparison.year + 0.5:
        return None
    near = [lost for lost in cell.lost if lost.mean >= NEAR * cell.lost[0].mean][:3]
    causes = [
        texts.message("page.procedures.late_cause", lang, {"cause": lost.label, "years": _amount(lost, lang)})
        for lost in near
    ]
    code = "page.procedures.late_never" if opening.median > comparison.horizon_end else "page.procedures.late_in"
    return texts.message(code, lang, {"opening": _years(opening, comparison), "causes": story.listed(causes, lang)})


def _chart(comparison: Comparison, column: int) -> str:
    bars = []
    for line in comparison.courses:
        values = [_value(cell, comparison) for cell in line.cells]
        cell = line.cells[column]
        by_hand = cell.setting == "assumed"
        marks = tuple(_mark(date, by_hand) for date in cell.dates if not (by_hand and date.id != "opening"))
        strips = max(1 if one.setting == "assumed" else len(one.dates) for one in line.cells)
        bars.append(gantt.Bar(line.label, values[column], marks, gantt.lines(line.label, values), max(strips, 1)))
    for plan in comparison.plans:
        values = [_years(one.ready, comparison) for one in plan.cells]
        mark = _mark(plan.cells[column].ready, False)
        bars.append(gantt.Bar(plan.label, values[column], (mark,), gantt.lines(plan.label, values)))
    words = {
        "scenario": comparison.titles()[column],
        "projects": len(comparison.courses),
        "plans": len(comparison.plans),
    }
    return gantt.gantt_svg(
        bars,
        svg.look(column),
        (comparison.base_year, comparison.horizon_end),
        texts.message("page.procedures.later", comparison.lang),
        texts.message("page.procedures.alt", comparison.lang, words),
    )


def _mark(date: Date, by_hand: bool) -> gantt.Mark:
    return gantt.Mark(date.id, date.p10, date.median, date.p90, by_hand)


def _value(cell: Course, comparison: Comparison) -> str:
    """``2041 [2037–2048]``, ``2040 aangenomen``, or that it does not open in the scenario."""
    if cell.opening is None:
        return texts.message("page.procedures.not_here", comparison.lang)
    years = _years(cell.opening, comparison)
    if cell.setting != "assumed":
        return years
    return f"{years} {texts.message('compare.project.assumed', comparison.lang)}"


def _dates(cell: Course, comparison: Comparison) -> Part:
    """The opening, and below it every milestone before it; those of a year that was set by hand follow from it."""
    before = [date for date in cell.dates if date.id != "opening"]
    lines = [f"{date.label} {_years(date, comparison)}" for date in before]
    if cell.setting == "assumed" and lines:
        lines.append(texts.message("page.procedures.counted_back", comparison.lang))
    return {"main": _value(cell, comparison), "below": lines}


def _plan(cell: PlanCell, comparison: Comparison) -> Part:
    lang = comparison.lang
    words = {
        "homes": story.amount(cell.delivered, "homes", lang),
        "all": numbers.value(cell.homes[1], "homes", lang),
        "end": numbers.date(comparison.horizon_end, lang),
    }
    return {
        "main": _years(cell.ready, comparison),
        "below": [texts.message("page.procedures.delivered", lang, words)],
    }


def _lost(comparison: Comparison) -> list[Part]:
    """Per project and scenario the causes with their years, as bars of one scale."""
    lang = comparison.lang
    every = [lost for line in comparison.courses for cell in line.cells for lost in cell.lost]
    most = max((max(lost.mean, lost.p90) for lost in every), default=1.0)
    found = []
    for place, line in enumerate(comparison.courses):
        if not any(cell.lost for cell in line.cells):
            continue
        columns = []
        for cell in line.cells:
            bars = [
                {
                    "words": texts.message(
                        "page.procedures.lost", lang, {"cause": lost.label, "years": _amount(lost, lang)}
                    ),
                    "bar": svg.share_bar(lost.mean / most, lost.p10 / most, lost.p90 / most),
                }
                for lost in cell.lost
            ]
            total = numbers.value(sum(lost.mean for lost in cell.lost), "year/1", lang)
            columns.append(
                {
                    "bars": bars,
                    "none": _nothing(cell, lang),
                    "total": texts.message("page.procedures.total", lang, {"years": total}) if len(bars) > 1 else "",
                }
            )
        found.append({"id": f"lost-{place}", "label": line.label, "columns": columns})
    return found


def _nothing(cell: Course, lang: Lang) -> str:
    """Why no cause is named."""
    if cell.opening is None:
        return texts.message("page.procedures.not_here", lang)
    code = "page.procedures.not_computed" if cell.setting == "assumed" else "page.procedures.no_delay"
    return texts.message(code, lang)


def _years(date: Date, comparison: Comparison) -> str:
    """``2041 [2037–na 2051]``: an opening as everywhere else, another date as the year in which it falls."""
    years = [date.p10, date.median, date.p90]
    if date.id != "opening":
        years = [float(int(year)) for year in years]
    low, median, high = years
    return numbers.opening_band(low, median, high, comparison.horizon_end, comparison.lang)


def _amount(lost: Lost, lang: Lang) -> str:
    """``6,2 jaar [0,3–12,1]``."""
    years = texts.message("page.procedures.years", lang, {"years": numbers.value(lost.mean, "year/1", lang)})
    return f"{years} {numbers.band(lost.p10, lost.p90, 'year/1', lang)}"
