"""The page: one self-contained HTML file, answer first and evidence under it; no server, network or script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from balanssim import catalogue, texts
from balanssim.compare.goals import KINDS
from balanssim.compare.table import Comparison, Outcome, tabulate
from balanssim.compare.woondeal import Deal
from balanssim.dims import AREA, CORRIDOR, YEAR
from balanssim.report import charts, numbers, story, terminal
from balanssim.texts import Lang

if TYPE_CHECKING:
    import xarray as xr

#: Outcomes that get a row of fan charts, for every place they have among the headline rows.
CHARTED: Final = (
    "homes_added", "jobs_all_added", "jobs_per_resident_1564", "share_working_outside", "commute_load_extra",
)  # fmt: skip
#: Outcomes shown for every headline area.
BY_AREA: Final = ("homes_added", "jobs_all_added", "jobs_per_resident_1564", "share_working_outside")


@dataclass(frozen=True)
class AssumptionCell:
    """What one scenario assumes, with its papers; an empty value: it does not say."""

    value: str
    unit: str = ""
    source: str = ""
    status: str = ""


@dataclass(frozen=True)
class Assumption:
    """One assumption in which the scenarios differ, with a cell per scenario."""

    key: str
    label: str
    cells: tuple[AssumptionCell, ...]


@dataclass(frozen=True)
class Inconsistency:
    """Two sources that contradict each other, and what was chosen."""

    subject: str
    found: str
    choice: str
    source: str


@dataclass(frozen=True)
class RunRecord:
    """Where a column comes from: the run, its sampling, its files with their sha256."""

    scenario: str
    run_id: str
    draws: int
    seed: int | None
    version: str
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Context:
    """What stands beside the numbers on the page; all texts in the language of the page."""

    date: str = ""
    command: str = ""
    assumptions: Sequence[Assumption] = ()
    inconsistencies: Sequence[Inconsistency] = ()
    runs: Sequence[RunRecord] = ()
    unknowns: Sequence[str] = field(default=())
    deals: Sequence[Deal] = ()


def render(dataset: xr.Dataset, context: Context, lang: Lang = "nl") -> str:
    """The page as HTML text.

    Parameters
    ----------
    dataset : from ``compare``
    context : assumptions that differ, inconsistencies, run records
    lang : language of the page

    Returns
    -------
    one HTML document that refers to nothing outside itself
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    comparison = tabulate(dataset, lang)
    environment = Environment(
        loader=PackageLoader("balanssim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        lang=lang,
        c=comparison,
        context=context,
        t=lambda code, **params: texts.message(code, lang, params),
        n=numbers,
        colours=charts.COLOURS,
        sentences=story.sentences(comparison),
        rows=[_row(outcome, lang) for outcome in comparison.outcomes],
        goal_tables=_goal_tables(comparison),
        projects=_projects(comparison),
        charts=list(_charts(dataset, comparison)),
        area_tables=list(_area_tables(dataset, comparison)),
        deals=[_deal(deal, dataset, lang) for deal in context.deals],
    )


def _row(outcome: Outcome, lang: Lang) -> dict[str, Any]:
    cells = [
        {
            "text": terminal.outcome_text(outcome, column, lang),
            "difference": "" if column == 0 else terminal.difference_text(outcome, column, lang),
        }
        for column in range(len(outcome.cells))
    ]
    label = outcome.label
    return {"label": label, "beneath": outcome.beneath, "unit": numbers.unit_label(outcome.unit, lang), "cells": cells}


def _deal(deal: Deal, dataset: xr.Dataset, lang: Lang) -> dict[str, Any]:
    """A deal in words: what was realised and published, and the backlog of each year per scenario."""
    rows = []
    for step in deal.path:
        cells = [numbers.central(band.median, band.p10, band.p90, "homes", lang) for band in step.backlog]
        target = texts.number(step.target, lang)
        rows.append({"year": step.year, "target": target, "estimated": step.status != "policy", "cells": cells})
    return {
        "label": str(dataset[f"area_{lang}"].sel({AREA: deal.area}).item()),
        "realised": texts.number(deal.realised, lang),
        "published": terminal.published(deal, lang),
        "rows": rows,
    }


def _goal_tables(comparison: Comparison) -> list[dict[str, Any]]:
    """One small table per kind: agreements, ambitions and signal values never share one."""
    lang = comparison.lang
    tables = []
    for kind in KINDS:
        goals = [goal for goal in comparison.goals if goal.kind == kind]
        rows = []
        for goal in goals:
            lower = "" if goal.at_least is None else f"≥ {numbers.exact(goal.at_least, goal.unit, lang)}"
            upper = "" if goal.at_most is None else f"≤ {numbers.exact(goal.at_most, goal.unit, lang)}"
            bound = " ".join(part for part in (lower, upper) if part)
            cells = []
            for cell in goal.cells:
                if cell.median is None:
                    cells.append({"main": texts.message("compare.not_computed", lang), "words": "", "margin": ""})
                    continue
                median = numbers.value(cell.median, goal.unit, lang) + numbers.percent_sign(goal.unit, lang)
                counted = cell.futures is not None
                same = f"{numbers.NO_BREAK}{terminal.SAME}" if cell.indistinguishable else ""
                cells.append(
                    {
                        "main": (numbers.per_hundred(cell.futures) if counted else median) + same,
                        "words": numbers.likelihood(cell.futures, lang) if cell.futures is not None else "",
                        "margin": numbers.margin(cell.margin, goal.unit, lang),
                    }
                )
            unit = "" if goal.unit in ("share", "ratio") else numbers.unit_label(goal.unit, lang)
            date = numbers.date(goal.year, lang)
            rows.append(
                {"title": goal.title, "bound": f"{bound} {unit}".strip(), "date": date, "source": goal.source,
                 "cells": cells}
            )  # fmt: skip
        if rows:
            tables.append({"kind": kind, "counted": goals[0].counted, "rows": rows})
    return tables


def _projects(comparison: Comparison) -> list[dict[str, Any]]:
    end, lang = comparison.horizon_end, comparison.lang
    return [
        {"label": project.label, "cells": [terminal.project_text(cell, end, lang) for cell in project.cells]}
        for project in comparison.projects
    ]


def _charts(dataset: xr.Dataset, comparison: Comparison) -> Any:
    """Per charted outcome: heading, unit, and per scenario the drawing and the table behind it."""
    lang = comparison.lang
    for outcome in comparison.outcomes:
        if outcome.variable not in CHARTED or outcome.variable not in dataset:
            continue
        dim = CORRIDOR if CORRIDOR in dataset[outcome.variable].dims else AREA
        band = dataset[outcome.variable].sel({dim: outcome.place})
        factor = 100.0 if outcome.unit == "share" else 1.0
        fans = [_fan(band.isel(scenario=column), factor) for column in range(len(comparison.scenarios))]
        goals = [g for g in comparison.goals if g.variable == outcome.variable and g.place == outcome.place]
        bounds = [(g.year, b * factor) for g in goals for b in (g.at_least, g.at_most) if b is not None]
        scale = charts.domain(fans, [bound for _, bound in bounds])
        unit = numbers.unit_label(outcome.unit, lang)
        axis_format = ",.2f" if outcome.unit == "ratio" else ",.0f"
        panels = []
        for column, (fan, title) in enumerate(zip(fans, comparison.titles(), strict=True)):
            colour = charts.COLOURS[column % len(charts.COLOURS)]
            cell = outcome.cells[column]
            central = numbers.central(cell.median, cell.p10, cell.p90, outcome.unit, lang)
            words = {"label": outcome.label, "scenario": title, "year": outcome.year, "central": central, "unit": unit}
            spec = charts.fan_spec(fan, colour, scale, axis_format, bounds)
            drawing = charts.svg(spec, lang, texts.message("page.chart_alt", lang, words))
            panels.append({"title": title, "svg": drawing})
        yield {
            "label": outcome.label, "unit": unit, "panels": panels, "goals": bool(bounds),
            "table": _chart_table(fans, outcome, factor, lang),
        }  # fmt: skip


def _area_tables(dataset: xr.Dataset, comparison: Comparison) -> Any:
    """Per outcome a small table of the headline areas: effects by area, no winners and losers."""
    lang, areas = comparison.lang, json.loads(dataset.attrs.get("areas", "[]"))
    for name in BY_AREA:
        if not areas or name not in dataset:
            continue
        unit = catalogue.VARIABLES[name].unit
        label = catalogue.VARIABLES[name].label_nl if lang == "nl" else catalogue.VARIABLES[name].label_en
        rows = []
        for area in areas:
            band = dataset[name].sel({AREA: area, YEAR: comparison.year})
            cells = []
            for column in range(len(comparison.scenarios)):
                one = {key: float(band.isel(scenario=column).sel(statistic=key)) for key in ("median", "p10", "p90")}
                cells.append(numbers.central(one["median"], one["p10"], one["p90"], unit, lang))
            rows.append({"label": str(dataset[f"area_{lang}"].sel({AREA: area}).item()), "cells": cells})
        yield {"label": label, "unit": numbers.unit_label(unit, lang), "rows": rows}


def _fan(band: xr.DataArray, factor: float) -> charts.Fan:
    lines = {
        str(name): tuple(float(v) * factor for v in band.sel(statistic=name).values) for name in band.statistic.values
    }
    return charts.Fan(years=tuple(int(year) for year in np.asarray(band[YEAR].values)), **lines)


def _chart_table(
    fans: Sequence[charts.Fan], outcome: Outcome, factor: float, lang: Lang
) -> list[tuple[int, list[str]]]:
    """Every fifth year and the reference year: the numbers behind the drawings."""
    rows = []
    for position, year in enumerate(fans[0].years):
        if (year - 1) % 5 and year != outcome.year and position:
            continue
        cells = [
            numbers.central(
                fan.median[position] / factor,
                fan.p10[position] / factor,
                fan.p90[position] / factor,
                outcome.unit,
                lang,
            )
            for fan in fans
        ]
        rows.append((year, cells))
    return rows
