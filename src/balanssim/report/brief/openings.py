"""Opening years as a brief may say them: never without their band, how they were set, and the state of their money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim.compare.statements import statements
from balanssim.report import numbers
from balanssim.report.brief.parts import Cell, word

if TYPE_CHECKING:
    from balanssim.compare.lateness import Waiting
    from balanssim.funding import Statement
    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang


def status(found: Found, column: int, project: str, lang: Lang) -> Cell:
    """``2041 [2037–na 2051]``, how it was set and what part of its cost is covered, of a project in an option."""
    end = found.table(lang).horizon_end
    money = covered(statements(found.together.scenarios[column], found.region)[project], lang)
    waiting = next((one for one in found.rehearsals[column].projects(lang) if one.project == project), None)
    if waiting is None:
        return (word("opening.never", lang, year=str(end)), money)
    return (*year(waiting, end, lang), money)


def year(one: Waiting, end: int, lang: Lang) -> Cell:
    """The opening year with its band, and how it was set: a year set by hand has no band, and says so."""
    shown = numbers.opening_band(one.p10, one.median, one.p90, end, lang)
    if one.setting == "assumed":
        return (word("opening.year", lang, year=shown), word("opening.assumed", lang))
    if one.p10 == one.median == one.p90:
        return (shown, word("opening.every", lang))
    return (shown, word("opening.procedures", lang))


def covered(one: Statement, lang: Lang) -> str:
    """``0 % gedekt``."""
    if one.share is None:
        return word("opening.cover_unknown", lang)
    share = numbers.value(one.share, "share", lang) + numbers.percent_sign("share", lang)
    return word("opening.covered", lang, share=share)
