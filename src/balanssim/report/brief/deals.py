"""Net growth beside the path of every housing deal: what it asks and what is calculated, option by option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.report import pageparts
from balanssim.report.brief.parts import Cell, Section, Table, lettered

if TYPE_CHECKING:
    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang


def deals(found: Found, lang: Lang) -> Section:
    """A table per deal: pace needed, calculated and possible, and the backlog on the phased path."""
    parts = [pageparts.deal(one, found.together.dataset, lang) for one in found.together.deals()]
    if not parts:
        return Section("woondeal", "")
    heads = (_word("what", lang), _word("target", lang), *lettered(found.table(lang).titles()))
    points = [
        f"{part['label']}: {_word('realised', lang, homes=part['realised'])} {part['published']}" for part in parts
    ]
    tables = tuple(Table(str(part["label"]), heads, tuple(_rows(part, lang))) for part in parts)
    notes = tuple(_word(name, lang) for name in ("how", "between", "counts"))
    return Section("woondeal", texts.message("page.woondeal", lang), tuple(points), tables, notes=notes)


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
