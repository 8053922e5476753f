"""The fact sheet: one page in plain language, the same for every council."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from balanssim import texts
from balanssim.compare.differences import band
from balanssim.compare.statements import statements
from balanssim.dims import AREA, YEAR
from balanssim.report import numbers
from balanssim.report.brief.effects import alike, cell_of, headline
from balanssim.report.brief.openings import covered
from balanssim.report.brief.parts import Cell, Sheet, Table, letter, word
from balanssim.report.brief.places import apart, municipalities
from balanssim.report.brief.prices import price

if TYPE_CHECKING:
    from balanssim.compare.structure import Outcome
    from balanssim.funding import Statement
    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang

#: Outcomes of the table per municipality, in two options each.
PLACES: Final = ("homes_added", "jobs_all_added", "share_working_outside")
#: The two options of a fact sheet: nothing decided, and decided.
OPTIONS: Final = (0, 1)
#: The option that the second is held against where there are more.
THIRD: Final = 2
#: Words of the field that the sheet explains where the decision uses them.
TERMS: Final = ("mirt", "exploration")
#: Most municipalities on one page.
MOST: Final = 6


def sheet(found: Found, date: str, lang: Lang) -> Sheet:
    """All that stands on the fact sheet."""
    one = found.decision
    taken = {"who": _bare(one.who.text(lang)), "when": _bare(one.when.text(lang))}
    points = (
        (word("sheet.asked", lang),
         (one.question.text(lang), one.scope.text(lang), word("sheet.who", lang, **taken), *_explained(found, lang))),
        (word("sheet.nothing", lang), (one.if_nothing.text(lang),)),
        (word("sheet.decided", lang), (one.if_decided.text(lang), *_project(found, lang))),
        (word("sheet.money", lang), _money(found, lang)),
        (word("sheet.own", lang), tuple(item.text(lang) for item in one.own)),
        (word("sheet.unknown", lang), (word("sheet.bands", lang), *(item.text(lang) for item in one.unknown))),
    )  # fmt: skip
    sources = word("sheet.sources", lang, source=_bare(one.source))
    date_words = numbers.date(found.table(lang).year, lang)
    third = word("sheet.third_is", lang, option=_bare(found.table(lang).titles()[THIRD])) if found.pairs else ""
    foot = (
        word("sheet.reference", lang, date=date_words, made=date, n=texts.number(found.table(lang).draws, lang)),
        sources,
        word("sheet.contact", lang, contact=_bare(one.contact.text(lang))),
    )
    return Sheet(points, _figures(found, lang), _places(found, lang), foot, third)


def _explained(found: Found, lang: Lang) -> tuple[str, ...]:
    """Words of the field in the question that not everyone knows, in plain ones."""
    one = found.decision
    said = " ".join(part.text(lang) for part in (one.question, one.scope, one.who, one.when))
    terms = [name for name in TERMS if re.search(word(f"sheet.term.{name}", lang), said, re.IGNORECASE)]
    return tuple(word(f"sheet.explains.{name}", lang) for name in terms)


def _bare(words: str) -> str:
    """Words that a full stop will follow."""
    return words.removesuffix(".")


def _project(found: Found, lang: Lang) -> tuple[str, ...]:
    """When the project opens if it is decided: year, band, and in how many futures within the horizon."""
    if not found.decision.project:
        return ()
    waiting = next((x for x in found.rehearsals[1].projects(lang) if x.project == found.decision.project), None)
    end = found.table(lang).horizon_end
    money = covered(statements(found.together.scenarios[1], found.region)[found.decision.project], lang)
    if waiting is None:
        return (word("sheet.never", lang, year=str(end)),)
    if waiting.setting == "assumed":
        return (word("sheet.assumed", lang, project=waiting.label, year=str(round(waiting.median)), money=money),)
    words = {
        "project": waiting.label,
        "money": money,
        "year": numbers.opening_band(waiting.p10, waiting.median, waiting.p90, end, lang),
        "n": numbers.per_hundred(waiting.opened), "end": str(end),
    }  # fmt: skip
    return (word("sheet.opens" if waiting.median <= end else "sheet.opens_late", lang, **words),)


def _money(found: Found, lang: Lang) -> tuple[str, ...]:
    if not found.decision.project:
        return (word("sheet.no_project", lang),)
    one = statements(found.together.scenarios[1], found.region)[found.decision.project]
    if one.cost is None:
        return (word("sheet.no_cost", lang),)
    low, central, high = (texts.number(amount, lang) for amount in one.cost)
    at = price(one.price_level, lang)
    needed = word("sheet.to_start", lang, amount=texts.number(one.to_start, lang)) if one.to_start else ""
    said = [word("sheet.cost", lang, low=low, central=central, high=high, price=at)]
    said.append(f"{_found(one, lang)} {needed}".strip())
    if one.added:
        said.append(word("sheet.added", lang, amount=texts.number(one.added, lang)))
    return tuple(said)


def _found(one: Statement, lang: Lang) -> str:
    """What part of the money is there."""
    if one.share is None:
        return word("sheet.money_unknown", lang)
    share = numbers.value(one.share, "share", lang) + numbers.percent_sign("share", lang)
    return word("sheet.money_found", lang, share=share)


def _figures(found: Found, lang: Lang) -> Table:
    """Four figures with their bands, told apart or not; what the decision does beside another option with the rest."""
    table = found.table(lang)
    others = [{outcome.id: outcome for outcome in pair.table(lang).outcomes} for pair in found.pairs[:1]]
    rows = []
    for outcome in headline(table):
        first, second = (cell_of(outcome, column, lang) for column in OPTIONS)
        rows.append(
            (_head(outcome, lang), (first[0],), (second[0],), _difference(outcome, second, lang),
             *(_difference(pair[outcome.id], cell_of(pair[outcome.id], 1, lang, THIRD), lang) for pair in others))
        )  # fmt: skip
    heads = [word("sheet.figure", lang), word("sheet.if_nothing", lang), word("sheet.if_decided", lang)]
    heads += [word("sheet.difference", lang, option=letter(column)) for column in (0, THIRD)[: 1 + len(others)]]
    return Table(word("sheet.figures", lang, date=numbers.date(table.year, lang)), tuple(heads), tuple(rows))


def _difference(outcome: Outcome, cell: Cell, lang: Lang) -> Cell:
    """The difference of a cell in words; of options that read the same, that they are nearly equal."""
    if len(cell) < 2:
        return ("–",)
    if outcome.cells[1].indistinguishable:
        return (word("sheet.no_difference", lang),)
    if alike(outcome, 1, lang):
        return (word("sheet.alike", lang, difference=cell[1]),)
    return (cell[1],)


def _head(outcome: Outcome, lang: Lang) -> Cell:
    return (word(f"sheet.row.{outcome.variable}", lang, place=outcome.place_label),)


def _places(found: Found, lang: Lang) -> Table:
    """Homes, jobs and who works elsewhere per municipality if nothing is decided, and what deciding changes in it."""
    dataset, table = found.together.dataset, found.table(lang)
    held = [name for name in PLACES if name in dataset]
    names = [str(area) for area in dataset[AREA].values]
    rows = []
    for area in municipalities(found)[:MOST]:
        cells: list[Cell] = []
        for variable in held:
            part = dataset[variable].sel({YEAR: table.year}).isel({AREA: names.index(area)})
            low, median, high = band(part.isel(scenario=OPTIONS[0]))
            unit = str(dataset[variable].attrs.get("units", ""))
            shown = "–" if math.isnan(median) else numbers.central(median, low, high, unit, lang)
            second = float(part.isel(scenario=OPTIONS[1]).sel(statistic="median"))
            change = apart(found.areas, variable, area, OPTIONS[1], second, lang) or word("sheet.no_difference", lang)
            cells += [(shown,), (change,)]
        label = str(dataset[f"area_{lang}"].values[names.index(area)])
        rows.append(((label,), *cells))
    heads = [word("sheet.place", lang)]
    heads += [
        word(f"sheet.{code}{variable}", lang, option=letter(column))
        for variable in held for column, code in zip(OPTIONS, ("", "change."), strict=True)
    ]  # fmt: skip
    return Table(word("sheet.places", lang, date=numbers.date(table.year, lang)), tuple(heads), tuple(rows))
