"""The brief assembled: every section in its order, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.report import numbers
from balanssim.report.brief import annex, asked, deals, effects, maps, places, robust, sheet, timing
from balanssim.report.brief.found import ENOUGH
from balanssim.report.brief.parts import Brief, word
from balanssim.report.together import context

if TYPE_CHECKING:
    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang


def assemble(found: Found, lang: Lang, date: str = "") -> Brief:
    """The brief of the answers on a decision.

    Parameters
    ----------
    found : all answers
    lang : of every word
    date : day it is of, as 2026-11-01, or nothing; shown, and the date of the PDF
    """
    beside = context(found.together, lang)
    drawn = maps.panels(found, lang)
    study, table = found.loaded.study, found.table(lang)
    shown = numbers.iso_date(date, lang) if date else ""
    sections = (
        asked.options(found, lang), asked.short(found, lang), effects.pairs(found, lang),
        effects.effects(found, lang), effects.goals(found, lang), deals.deals(found, lang),
        timing.money(found, lang), timing.procedure(found, lang), timing.in_time(found, lang),
        robust.no_regret(found, lang), robust.regret(found, lang), robust.decides(found, lang),
        places.per_place(found, lang), maps.maps(found, drawn, lang),
        places.followed(found, lang), asked.unknown(found, lang),
    )  # fmt: skip
    return Brief(
        lang=lang,
        id=study.id,
        title=study.title.text(lang),
        sketch=table.sketch,
        date=shown,
        day=date,
        asked=asked.asked(found, lang),
        sections=tuple(section for section in sections if not section.empty),
        annex=annex.annex(found, beside, drawn, lang, date),
        sheet=sheet.sheet(found, shown or word("undated", lang), lang),
        description=study.description.text(lang) if study.description else "",
        region=table.region,
        warning=warning(found, lang),
    )


def warning(found: Found, lang: Lang) -> str:
    """That it was made from too few futures to decide on; empty where there are enough."""
    if not found.practice:
        return ""
    return word("practice", lang, n=texts.number(found.draws, lang), enough=texts.number(ENOUGH, lang))
