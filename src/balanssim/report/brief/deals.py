"""Net growth beside the path of every housing deal: what it asks and what is calculated, option by option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.report import numbers, pageparts
from balanssim.report.brief.parts import Cell, Section, Table, lettered, word

if TYPE_CHECKING:
    from balanssim.compare.woondeal import Deal
    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang


def deals(found: Found, lang: Lang) -> Section:
    """A table per deal: pace needed, calculated and possible, and the backlog on the phased path."""
    parts = [pageparts.deal(one, found.together.dataset, lang) for one in found.together.deals()]
    if not parts:
        return Section("woondeal", "")
    heads = (_word("what", lang), _word("target", lang), *lettered(found.table(lang).titles()))
    points = []
    for deal, part in zip(found.together.deals(), parts, strict=True):
        published = f"{part['published']}." if part["published"] else ""
        realised = _word("realised", lang, homes=part["realised"])
        said = (f"{part['label']}: {realised}", published, cover_words(found, deal, lang))
        points.append(" ".join(words for words in said if words))
    tables = tuple(Table(str(part["label"]), heads, tuple(_rows(part, lang))) for part in parts)
    notes = (*(_word(name, lang) for name in ("how", "between", "counts")), word("cover.how", lang))
    return Section("woondeal", texts.message("page.woondeal", lang), tuple(points), tables, notes=notes)


def cover(found: Found, deal: Deal) -> tuple[float, float] | None:
    """Registered plans up to the end of a deal over what is still to be added then: firm ones, and all; shares.

    ``room`` is ground without a registered plan, and does not count. None where nothing is left to add. Source: the
    progress report of the housing deals has 49 and 123 percent for Flevoland (F045, F048, F025).
    """
    last = deal.path[-1]
    left = last.target - deal.realised
    zones = found.region.index.areas[deal.area].zones
    plans = [
        (str(row["plan_status"]), float(row["homes"]))
        for row in found.region.housing_plans.rows()
        if row["zone"] in zones and row["plan_status"] != "room" and int(row["earliest_year"]) <= last.year
    ]
    if left <= 0 or not plans:
        return None
    return sum(homes for status, homes in plans if status == "hard") / left, sum(homes for _, homes in plans) / left


def cover_words(found: Found, deal: Deal, lang: Lang) -> str:
    """``Plannen t/m 2030: 49 % hard en 123 % in totaal van de resterende opgave``; nothing where it cannot be told."""
    shares = cover(found, deal)
    if shares is None:
        return ""
    firm, whole = (numbers.value(share, "share", lang) + numbers.percent_sign("share", lang) for share in shares)
    return word("cover.words", lang, year=str(deal.path[-1].year), firm=firm, whole=whole)


def _rows(part: pageparts.Part, lang: Lang) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    pace = part["pace"]
    if pace:
        calculated = _word("calculated", lang, start=pace["start"], end=pace["end"])
        needed = _word("needed", lang, needed=pace["needed"])
        rows.append(((calculated,), (needed,), *((str(cell),) for cell in pace["calculated"])))
        rows.append(((_word("possible", lang),), ("",), *((str(cell),) for cell in pace["possible"])))
    for row in part["rows"]:
        mark = " *" if row["estimated"] else ""
        head = _word("backlog", lang, year=row["year"])
        rows.append(((head,), (f"{row['target']}{mark}",), *((str(cell),) for cell in row["cells"])))
    return rows


def _word(name: str, lang: Lang, **params: object) -> str:
    return texts.message(f"page.woondeal_{name}", lang, params)
