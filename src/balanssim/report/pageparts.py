"""Parts of the page as plain mappings for its templates: words and drawings, nothing left to compute."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from balanssim import texts
from balanssim.dims import AREA, CORRIDOR, YEAR
from balanssim.report import charts, map, mapdata, maplayout, numbers, story, svg, terminal
from balanssim.report.places import Link, Zone

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.compare.structure import Comparison, Outcome
    from balanssim.compare.woondeal import Deal, Pace
    from balanssim.report.places import Places
    from balanssim.texts import Lang

#: Outcomes that get a row of fan charts, for every place they have among the headline rows.
CHARTED: Final = (
    "homes_added", "jobs_all_added", "jobs_per_resident_1564", "share_working_outside", "commute_load_extra",
)  # fmt: skip

Part = dict[str, Any]


def anchors(comparison: Comparison) -> dict[str, str]:
    """Where the evidence of a row, goal, project or the money stands on the page, by id."""
    found = {outcome.id: f"row-{position}" for position, outcome in enumerate(comparison.outcomes)}
    found |= {goal.id: f"goal-{position}" for position, goal in enumerate(comparison.goals)}
    found |= {f"project:{project.id}": f"project-{position}" for position, project in enumerate(comparison.projects)}
    return (
        found
        | ({"money": "money"} if comparison.money else {})
        | ({"deciding": "deciding"} if comparison.decided() else {})
    )


def row(outcome: Outcome, lang: Lang) -> Part:
    """One row of the headline table."""
    cells = [
        {
            "text": terminal.outcome_text(outcome, column, lang),
            "difference": "" if column == 0 else terminal.difference_text(outcome, column, lang),
            "how_often": _how_often(outcome, column, lang),
        }
        for column in range(len(outcome.cells))
    ]
    changes = outcome.variable.endswith(("_added", "_extra"))
    now = outcome.level if changes else outcome.base
    unit = "" if outcome.unit == "share" else numbers.unit_label(outcome.unit, lang)  # the sign stands in the cells
    return {
        "id": outcome.id, "label": outcome.label, "beneath": outcome.beneath, "unit": unit, "cells": cells,
        "now": "" if now is None else story.amount(now, outcome.unit, lang),
    }  # fmt: skip


def _how_often(outcome: Outcome, column: int, lang: Lang) -> str:
    """In how many futures it differs, where the middle one does not: a link that is open in some of them only.

    Nothing where nine of ten differences are below what the outcome itself is rounded to.
    """
    cell = outcome.cells[column]
    if cell.indistinguishable is not False or terminal.nonzero(cell.difference_median, outcome.unit):
        return ""
    widest = max(abs(cell.difference_p10 or 0.0), abs(cell.difference_p90 or 0.0))
    if widest < numbers.step(cell.median, outcome.unit):
        return ""
    parts = [
        texts.message(f"page.{word}_in", lang, {"n": numbers.per_hundred(share)})
        for word, share in (("higher", cell.higher), ("lower", cell.lower))
        if share
    ]
    return ", ".join(parts)


def deal(deal: Deal, dataset: xr.Dataset, lang: Lang) -> Part:
    """A deal in words: what was realised and published, and the backlog of each year per scenario."""
    rows = []
    for step in deal.path:
        cells = [numbers.central(band.median, band.p10, band.p90, "homes", lang) for band in step.backlog]
        target = texts.number(step.target, lang)
        rows.append({"year": step.year, "target": target, "estimated": step.status != "policy", "cells": cells})
    published = terminal.published(deal, lang)
    return {
        "label": str(dataset[f"area_{lang}"].sel({AREA: deal.area}).item()),
        "realised": texts.number(deal.realised, lang),
        "published": published[:1].upper() + published[1:],
        "pace": None if deal.pace is None else _pace(deal.pace, lang),
        "rows": rows,
    }


def _pace(pace: Pace, lang: Lang) -> Part:
    """Homes a year: needed, calculated and possible, side by side."""
    possible = [None if most is None else texts.number(most, lang) for most in pace.possible]
    return {
        "start": pace.start,
        "end": pace.end,
        "needed": texts.number(pace.needed, lang),
        "calculated": [numbers.central(one.median, one.p10, one.p90, "homes", lang) for one in pace.calculated],
        "possible": [text or texts.message("page.woondeal_free", lang) for text in possible],
    }


def projects(comparison: Comparison) -> list[Part]:
    """Opening years that differ, each with its band, how it was set and the money in sight."""
    end, lang = comparison.horizon_end, comparison.lang
    return [
        {
            "id": f"project:{project.id}",
            "label": project.label,
            "cells": [terminal.project_text(cell, end, lang) for cell in project.cells],
        }
        for project in comparison.projects
    ]


def money(comparison: Comparison) -> list[Part]:
    """Million euro that is not there yet, in total and per project, per scenario; unknown cover is named."""
    lang = comparison.lang
    if not comparison.money:
        return []
    labels = dict.fromkeys((gap.id, gap.label) for one in comparison.money for gap in one.projects)
    found = []
    for id_, label in labels:
        gaps = [next((gap for gap in one.projects if gap.id == id_), None) for one in comparison.money]
        cells = ["–" if gap is None else _meuro(gap.low, gap.central, gap.high, lang) for gap in gaps]
        found.append({"label": label, "cells": cells, "total": False})
    cells = []
    for one in comparison.money:
        text = _meuro(one.low, one.central, one.high, lang)
        if one.unknown:
            text += "; " + texts.message("page.money_unknown", lang, {"names": list(one.unknown)})
        cells.append(text)
    return [*found, {"label": texts.message("page.money_total", lang), "cells": cells, "total": True}]


def _meuro(low: float, central: float, high: float, lang: Lang) -> str:
    """Rounded like counts: estimates of billions do not bear a million."""
    return numbers.central(central, low, high, "homes", lang)


def deciding(comparison: Comparison) -> list[Part]:
    """Per headline outcome and scenario the assumptions with the largest share of the spread, as bars with bands."""
    lang = comparison.lang
    found = []
    for outcome in comparison.decided():
        columns = []
        for column, (scenario, _) in enumerate(comparison.scenarios):
            factors = [factor for factor in outcome.decides(scenario) if factor.stands_out]
            bars = [
                {
                    "label": factor.label,
                    "share": numbers.central(factor.share, factor.low, factor.high, "share", lang),
                    "bar": svg.share_bar(factor.share, factor.low, factor.high),
                }
                for factor in factors
            ]
            explained = outcome.cells[column].explained
            part = numbers.value(explained, "share", lang) + numbers.percent_sign("share", lang) if bars else ""
            columns.append({"bars": bars, "explained": part})
        found.append({"label": outcome.label, "columns": columns})
    return found


def fans(dataset: xr.Dataset, comparison: Comparison, charted: Sequence[str] = CHARTED) -> Iterator[Part]:
    """Per charted outcome: heading, unit, and per scenario the drawing and the table behind it."""
    lang = comparison.lang
    for outcome in comparison.outcomes:
        if outcome.variable not in charted or outcome.variable not in dataset:
            continue
        factor = 100.0 if outcome.unit == "share" else 1.0
        drawn = _drawn(dataset, outcome, factor)
        bounds = [
            charts.Mark(goal.year, bound * factor)
            for goal in comparison.goals
            if goal.variable == outcome.variable and goal.place == outcome.place
            for bound in (goal.at_least, goal.at_most)
            if bound is not None
        ]
        scale = charts.domain(drawn, [bound.value for bound in bounds])
        unit = numbers.unit_label(outcome.unit, lang)
        digits = axis_digits(scale, outcome.unit)
        panels = []
        for column, (fan, title) in enumerate(zip(drawn, comparison.titles(), strict=True)):
            cell = outcome.cells[column]
            central = numbers.central(cell.median, cell.p10, cell.p90, outcome.unit, lang)
            words = {"label": outcome.label, "scenario": title, "year": outcome.year, "central": central, "unit": unit}
            drawing = charts.fan_svg(
                fan,
                svg.look(column),
                scale,
                partial(_axis, digits=digits, lang=lang),
                texts.message("page.chart_alt", lang, words),
                mark=charts.Mark(outcome.year, cell.median * factor, numbers.value(cell.median, outcome.unit, lang)),
                bounds=bounds,
                first=drawn[0] if column else None,
            )
            panels.append({"title": title, "svg": drawing})
        yield {
            "id": outcome.id, "label": outcome.label, "unit": unit, "panels": panels,
            "table": _fan_table(drawn, outcome, factor, lang),
        }  # fmt: skip


def axis_digits(scale: tuple[float, float], unit: str) -> int:
    """Decimals by which no two values of an axis read the same; a ratio has two at least."""
    values = svg.ticks(*scale)
    said = [{f"{value:.{digits}f}" for value in values} for digits in range(4)]
    return max(2 if unit == "ratio" else 0, next((n for n, one in enumerate(said) if len(one) == len(values)), 3))


def _axis(value: float, digits: int, lang: Lang) -> str:
    sign = numbers.MINUS if value < -1e-9 else ""
    return sign + texts.number(abs(value), lang, digits)


def _drawn(dataset: xr.Dataset, outcome: Outcome, factor: float) -> list[charts.Fan]:
    """The fan of each scenario, its bands times a factor."""
    held = dataset.variables[outcome.variable]
    dim = CORRIDOR if CORRIDOR in held.dims else AREA
    at = dataset.get_index(dim).get_loc(outcome.place)
    values = held.transpose(dim, "scenario", "statistic", YEAR).values[at].astype(np.float64) * factor
    years = tuple(int(year) for year in dataset[YEAR].values)
    names = [str(name) for name in dataset["statistic"].values]
    return [
        charts.Fan(years, **dict(zip(names, (tuple(line) for line in lines), strict=True))) for lines in values.tolist()
    ]


def _fan_table(drawn: Sequence[charts.Fan], outcome: Outcome, factor: float, lang: Lang) -> list[tuple[int, list[str]]]:
    """Every fifth year and the reference year: the numbers behind the drawings."""
    rows = []
    for position, year in enumerate(drawn[0].years):
        if (year - 1) % 5 and year != outcome.year and position:
            continue
        bands = ([line[position] / factor for line in (fan.median, fan.p10, fan.p90)] for fan in drawn)
        rows.append((year, [numbers.central(median, low, high, outcome.unit, lang) for median, low, high in bands]))
    return rows


def maps(dataset: xr.Dataset, places: Places | None, comparison: Comparison) -> Part | None:
    """The maps with what the switches need and the tables behind them; None where nothing can be drawn."""
    data = None if places is None else mapdata.map_data(dataset, places, comparison.year)
    if places is None or data is None:
        return None
    lang = comparison.lang
    sheet = maplayout.sheet(data, places, lang)
    titles = comparison.titles()
    panels = []
    for number in range(data.maps):
        column, difference = data.column(number), number >= data.scenarios
        code = "page.map.alt_difference" if difference else "page.map.alt"
        label = texts.message(code, lang, {"scenario": titles[column], "first": titles[0]})
        drawing = map.draw(sheet, number, label)
        again = map.again(sheet, number)
        panels.append(
            {"column": column, "title": titles[column], "difference": difference, "svg": drawing, "again": again}
        )
    tables = []
    year = data.years.index(data.shown)
    for layer in data.layers:
        rows = [
            {
                "label": thing_name(thing),
                "cells": [map.frame(sheet, layer, number, year, item).words for number in range(data.maps)],
            }
            for item, thing in enumerate(layer.items)
        ]
        tables.append({"kind": layer.kind, "rows": rows})
    ground = map.ground(sheet)
    attribution = places.outline.attribution if places.outline is not None else ""
    return {
        "panels": panels, "tables": tables, "ground": ground, "attribution": attribution,
        "years": data.years, "shown": data.shown, "kinds": [layer.kind for layer in data.layers],
        "frames": json_text(map.frames(sheet)), "legends": map.legends(sheet),
    }  # fmt: skip


def thing_name(thing: object) -> str:
    """A zone or link in words; a line of transit with its name."""
    assert isinstance(thing, Zone | Link)
    return f"{thing.name} ({thing.line})" if isinstance(thing, Link) and thing.line else thing.name


def json_text(value: Mapping[str, object]) -> str:
    """JSON that can stand inside an element: nothing in it can close one."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
