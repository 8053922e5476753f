"""What a state gives, as parts of a page: drawn and worded by the code of the comparison page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from balanssim import texts
from balanssim.compare.bands import PLACES
from balanssim.compare.build import LEVELS
from balanssim.compare.table import Row
from balanssim.compare.timetable import TIMETABLE
from balanssim.dims import AREA, CORRIDOR
from balanssim.report import (
    areas,
    cautions,
    goals,
    numbers,
    pageparts,
    story,
    svg,
    timetable,
    together,
)
from balanssim.report.papers import directions
from balanssim.report.places import places_of

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.region.read import Region
    from balanssim.report.together import Together
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang

#: Parts of the page, in order; each is one template.
PARTS: Final = ("story", "fans", "goals", "map", "areas", "procedures")
#: Parts that show every outcome of every area, or every link.
EVERYWHERE: Final = ("map", "areas")
#: Outcomes with fan charts: those of the comparison page, and how full roads and trains are.
CHARTED: Final = (*pageparts.CHARTED, "load_ratio", "crowding")


@dataclass(frozen=True)
class _Context:
    """The part of the context of a comparison page that its sections need."""

    directions: Sequence[str]


def bring(
    scenarios: Sequence[Resolved],
    datasets: Sequence[xr.Dataset],
    region: Region,
    year: int,
    parts: Sequence[str] = PARTS,
    first: str = "pinned",
) -> Together:
    """What is shown now, after what was pinned where something was; compared world by world, as far as ``parts`` ask.

    ``first`` is how that is called (``explore.<first>``). Raises ``InputError`` as ``compare``.
    """
    kept, places = _needed(scenarios, datasets[0], region, parts), _places(scenarios, datasets[0], region, parts)
    datasets = [one[kept].sel({dim: held for dim, held in places.items() if dim in one[kept].dims}) for one in datasets]
    names = (first, "now")[-len(scenarios) :]
    named = [_named(one, name) if len(scenarios) > 1 else one for one, name in zip(scenarios, names, strict=True)]
    return together.put_together(named, [], datasets, region, year=year, rows=rows(region))


def _needed(scenarios: Sequence[Resolved], dataset: xr.Dataset, region: Region, parts: Sequence[str]) -> list[str]:
    """Variables that some part shows: with a map or tables all by place, else those behind headline rows and goals;
    those of the timetable only with procedures; and what is not by time and place.
    """
    shown = {row.variable for row in rows(region)} | {goal.variable for one in scenarios for goal in one.scenario.goals}
    shown |= set(LEVELS.values())
    everywhere, procedures = bool(set(EVERYWHERE) & set(parts)), "procedures" in parts
    return [
        str(name)
        for name, one in dataset.data_vars.items()
        if (name in TIMETABLE and procedures)
        or (name not in TIMETABLE and (everywhere or name in shown or not set(PLACES) & set(one.dims)))
    ]


def _places(
    scenarios: Sequence[Resolved], dataset: xr.Dataset, region: Region, parts: Sequence[str]
) -> dict[str, list[str]]:
    """Areas and corridors that some part shows: without map and tables those of headline rows, goals and deals."""
    if set(EVERYWHERE) & set(parts):
        return {}
    shown = {row.place for row in rows(region)} | {at for one in scenarios for at in _of_goals(one)}
    shown |= {str(row["area"]) for row in region.woondeal.rows()}
    return {dim: [place for place in dataset[dim].values.tolist() if place in shown] for dim in (AREA, CORRIDOR)}


def _of_goals(resolved: Resolved) -> set[str | None]:
    return {place for goal in resolved.scenario.goals for place in (goal.area, goal.corridor)}


def rows(region: Region) -> tuple[Row, ...]:
    """Headline rows, and load against capacity where the capacity is settled, and crowding."""
    index = region.index
    settled = dict(zip(region.corridors["corridor"], region.corridors["load_ratio_settled"], strict=True))
    more = []
    for corridor in index.headline_corridors:
        if index.corridors[corridor].mode != "car":
            more.append(Row("crowding", corridor, "transit"))
        elif settled[corridor]:
            more.append(Row("load_ratio", corridor, "road"))
    return (*together.rows_of(index), *more)


def render(found: Together, parts: Sequence[str], lang: Lang) -> dict[str, str]:
    """HTML of the parts that are asked for."""
    comparison, dataset, region = found.table(lang), found.dataset, found.region
    columns = areas.columns(dataset, lang)
    shared: dict[str, Any] = {
        "lang": lang,
        "c": comparison,
        "n": numbers,
        "t": lambda code, **params: texts.message(code, lang, params),
        "looks": [svg.look(column) for column in range(len(comparison.scenarios))],
        "anchors": pageparts.anchors(comparison) | timetable.anchors(comparison),
        "columns": columns,
        "context": _Context(directions([outcome.place for outcome in comparison.outcomes], region, lang)),
    }
    template = environment().get_template("part.html.j2")
    return {part: str(template.render(part=part, **shared, **_of(part, found, columns, lang))) for part in parts}


def _of(part: str, found: Together, columns: Any, lang: Lang) -> Mapping[str, Any]:
    """What one part needs beside what all share."""
    comparison, dataset = found.table(lang), found.dataset
    if part == "story":
        return {"sentences": story.sentences(comparison, found.deals()), "cautions": cautions.cautions(comparison)}
    if part == "fans":
        return {"charts": list(pageparts.fans(dataset, comparison, CHARTED))}
    if part == "goals":
        lines = [pageparts.row(outcome, lang) for outcome in comparison.outcomes]
        return {"goal_tables": goals.goal_tables(comparison), "rows": lines}
    if part == "map":
        return {"maps": pageparts.maps(dataset, places_of(found.region, lang), comparison)}
    if part == "areas":
        kinds = together.area_kinds(found.region.index)
        tables = areas.area_tables(dataset, comparison, kinds, columns)
        return {"groups": ("main", *areas.GROUPS, "all"), "area_tables": tables}
    return {"procedures": timetable.part(comparison), "least_years": round(timetable.LATE_YEARS)}


def table(found: Together, lang: Lang, changed: Sequence[str]) -> str:
    """The headline rows of every year as CSV: p10, median and p90 of what is shown, and of what was pinned.

    ``changed``: per scenario what was changed on it, in words that ``--set`` takes.
    """
    import csv
    import io

    comparison, dataset = found.table(lang), found.dataset
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["scenario", "changed", "draws", "outcome", "place", "unit", "year", "p10", "median", "p90"])
    for column, (_, title) in enumerate(comparison.scenarios):
        for outcome in comparison.outcomes:
            dim = "corridor" if "corridor" in dataset[outcome.variable].dims else "area"
            band = dataset[outcome.variable].isel(scenario=column).sel({dim: outcome.place})
            lines = [band.sel(statistic=name).values.tolist() for name in ("p10", "median", "p90")]
            for year, *values in zip(band["year"].values.tolist(), *lines, strict=True):
                shown = ["" if value != value else f"{value:.9g}" for value in values]  # NaN: there is none
                name = _plain(outcome.label)
                own = [_plain(title), changed[column], comparison.draws]
                writer.writerow([*own, name, outcome.place, outcome.unit, year, *shown])
    return buffer.getvalue()


def _plain(words: str) -> str:
    """Words in a cell of a spreadsheet: a name is never a formula."""
    return f"'{words}" if words[:1] in "=+-@\t\r" else words


def _named(resolved: Resolved, name: str) -> Resolved:
    """The scenario under the name of its place on the page."""
    words = {str(lang): texts.message(f"explore.{name}", lang) for lang in texts.LANGUAGES}
    changed = {"id": name, "title": resolved.scenario.title.model_copy(update=words)}
    return replace(resolved, scenario=resolved.scenario.model_copy(update=changed))


@cache
def environment() -> Any:
    """Own templates, and those of the comparison page."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    loaders = ChoiceLoader([PackageLoader("balanssim.explorer"), PackageLoader("balanssim.report")])
    return Environment(loader=loaders, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
