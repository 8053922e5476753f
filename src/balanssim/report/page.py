"""The page: one self-contained HTML file, answer first and evidence under it; no server, no network, no request.

The style and the script are small files beside the templates; they stand inline, and the page's own policy allows only
these two, by their hash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim.compare.structure import DECIDES
from balanssim.compare.table import tabulate
from balanssim.compare.woondeal import Deal
from balanssim.report import areas, cautions, goals, numbers, pageparts, selfcontained, story, svg, timetable
from balanssim.report.places import Places
from balanssim.texts import Lang

if TYPE_CHECKING:
    import xarray as xr


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
class Source:
    """What a code such as F098 stands for: the figure or document, and where it was found."""

    code: str
    title: str
    where: str


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
    """What stands beside the numbers on the page; all texts in the language of the page.

    ``sources``: what the codes in sources stand for; ``directions``: corridors with the direction that is counted.
    ``places``: zones and links for the map, None leaves it out; ``area_kinds``: kind of every area in the table of
    municipalities and aggregates, by id.
    """

    date: str = ""
    command: str = ""
    assumptions: Sequence[Assumption] = ()
    inconsistencies: Sequence[Inconsistency] = ()
    sources: Sequence[Source] = ()
    directions: Sequence[str] = ()
    runs: Sequence[RunRecord] = ()
    unknowns: Sequence[str] = field(default=())
    deals: Sequence[Deal] = ()
    places: Places | None = None
    area_kinds: Mapping[str, str] = field(default_factory=dict)


def render(dataset: xr.Dataset, context: Context, lang: Lang = "nl") -> str:
    """The page as HTML text.

    Parameters
    ----------
    dataset : from ``compare``
    context : assumptions that differ, inconsistencies, run records, places
    lang : language of the page

    Returns
    -------
    one HTML document that refers to nothing outside itself
    """
    comparison = tabulate(dataset, lang)
    columns = areas.columns(dataset, lang)
    anchors = pageparts.anchors(comparison) | timetable.anchors(comparison)
    looks = [svg.look(column) for column in range(len(comparison.scenarios))]
    style, script = (
        selfcontained.style() + scenario_style(looks, len(columns), lang),
        selfcontained.file("tables.js") + selfcontained.file("page.js"),
    )
    environment = selfcontained.environment()
    return str(
        environment.get_template("page.html.j2").render(
            lang=lang,
            c=comparison,
            context=context,
            date=_date(context.date, lang),
            t=lambda code, **params: texts.message(code, lang, params),
            n=numbers,
            looks=looks,
            anchors=anchors,
            style=style,
            script=script,
            policy=selfcontained.policy(style, script),
            sentences=[_sentence(sentence, anchors) for sentence in story.sentences(comparison, context.deals)],
            cautions=cautions.cautions(comparison),
            rows=[pageparts.row(outcome, lang) for outcome in comparison.outcomes],
            goal_tables=goals.goal_tables(comparison),
            projects=pageparts.projects(comparison),
            procedures=timetable.part(comparison),
            money=pageparts.money(comparison),
            deciding=pageparts.deciding(comparison),
            least=round(100 * DECIDES),
            least_years=round(timetable.LATE_YEARS),
            charts=list(pageparts.fans(dataset, comparison)),
            maps=pageparts.maps(dataset, context.places, comparison),
            columns=columns,
            groups=("main", *areas.GROUPS, "all"),
            area_tables=areas.area_tables(dataset, comparison, context.area_kinds, columns),
            deals=[pageparts.deal(deal, dataset, lang) for deal in context.deals],
        )
    )


def _date(text: str, lang: Lang) -> str:
    """A date as it is written in the language; anything else as it was given."""
    return numbers.iso_date(text, lang) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def scenario_style(looks: Sequence[svg.Look], columns: int, lang: Lang) -> str:
    """Colours of the scenarios; on a phone the letter before each value, and values of one column under each other."""
    minus = texts.message("page.map.minus", lang)
    rules = [
        f".k{column}, td.s{column}::before, td.d{column}::before {{ border-color: {look.colour}; }}"
        for column, look in enumerate(looks)
    ]
    if len(looks) > 1:
        narrow = [f'.s{column}::before {{ content: "{look.letter}"; }}' for column, look in enumerate(looks)]
        narrow += [
            f'.d{column}::before {{ content: "{look.letter} {minus} {looks[0].letter}"; }}'
            for column, look in enumerate(looks)
        ]
        narrow += [f'.areas [data-c="{column}"] {{ order: {column}; }}' for column in range(1, columns + 1)]
        rules.append(f"@media screen and (max-width: 40rem) {{ {' '.join(narrow)} }}")
    else:
        rules.append("td.s::before { display: none !important; }")
    return "\n".join(rules) + "\n"


def _sentence(sentence: story.Sentence, anchors: Mapping[str, str]) -> dict[str, Any]:
    """A sentence and where its evidence stands, in the order in which it is named."""
    found = dict.fromkeys(anchors[name] for name in sentence.about if name in anchors)
    return {"text": sentence.text, "links": list(found)}
