"""The annex as an Excel file: every number as a number with its unit, band and source, and the tables of the annex."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.compare.statements import statements
from balanssim.compare.structure import without_nan
from balanssim.dims import AREA, YEAR
from balanssim.report.brief import maps
from balanssim.report.brief.parts import letter, word
from balanssim.report.brief.prices import price
from balanssim.report.brief.timing import place_name, projects
from balanssim.report.map import UNITS
from balanssim.report.together import area_kinds

if TYPE_CHECKING:
    from balanssim.report.brief.found import Found
    from balanssim.report.brief.parts import Brief, Section
    from balanssim.texts import Lang

#: Excel writes the date of making into the file; a fixed one keeps equal briefs equal.
_MADE: Final = datetime(2024, 1, 1)  # noqa: DTZ001
#: An opening year beyond the horizon is no year.
_LAST: Final = 9000.0
Row = Sequence[Any]


def workbook(made: Brief, found: Found) -> bytes:
    """The file."""
    import xlsxwriter

    lang = made.lang
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _MADE, "title": made.title, "comments": made.sketch})
        bold, wrap = (
            book.add_format({"bold": True, "text_wrap": True}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        sheets = [("about", list(_about(made))), *((name, list(rows(found, lang))) for name, rows in _NUMBERS.items())]
        told = [section for section in made.sections if section.id in _TOLD]
        sheets += [(one.id, list(_texts(one))) for one in (*told, *made.annex) if one.id not in _NUMBERS]
        for name, rows in sheets:
            sheet = book.add_worksheet(word(f"book.{name}", lang))
            widths = [max((len(str(cell)) for cell in column), default=0) for column in _columns(rows)]
            for column, width in enumerate(widths):
                sheet.set_column(column, column, min(max(width + 1, 8), 60), wrap)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row, bold if number == 0 else None)
            sheet.freeze_panes(1, 1)
    return buffer.getvalue()


def _columns(rows: Sequence[Row]) -> Iterable[list[Any]]:
    most = max((len(row) for row in rows), default=0)
    return ([row[at] for row in rows if at < len(row)] for at in range(most))


def _about(made: Brief) -> Iterator[Row]:
    yield (made.title, made.date)
    yield (made.sketch,)
    if made.warning:
        yield (made.warning,)
    yield from made.asked
    for option in made.sections[0].tables[0].rows:
        yield (option[0][0], option[2][0])


def _texts(section: Section) -> Iterator[Row]:
    """Tables of a section below each other, their lines with them."""
    if not section.tables:
        yield (section.title,)
        for words in (*section.points, *section.notes):
            yield (words,)
    for table in section.tables:
        yield table.heads
        for row in table.rows:
            yield ["\n".join(line for line in cell if line) for cell in row]
        yield (table.caption,)


def _heads(lang: Lang, *names: str) -> Row:
    return [word(f"book.head.{name}", lang) for name in names]


_BAND: Final = ("median", "p10", "p90")
_DIFFERENCE: Final = ("difference", "difference_p10", "difference_p90", "indistinguishable")


def _outcomes(found: Found, lang: Lang) -> Iterator[Row]:
    yield _heads(lang, "outcome", "id", "date", "unit", "option", "title", *_BAND, *_DIFFERENCE)
    table = found.table(lang)
    for outcome in table.outcomes:
        for at, cell in enumerate(outcome.cells):
            told = "" if cell.indistinguishable is None else word(f"book.{str(cell.indistinguishable).lower()}", lang)
            yield without_nan(
                [outcome.label, outcome.id, outcome.year, outcome.unit, letter(at), table.titles()[at], cell.median,
                 cell.p10, cell.p90, cell.difference_median, cell.difference_p10, cell.difference_p90, told]
            )  # fmt: skip


def _goals(found: Found, lang: Lang) -> Iterator[Row]:
    yield _heads(lang, "goal", "kind", "date", "unit", "least", "most", "option", "futures", *_BAND, "source")
    for goal in found.table(lang).goals:
        for at, cell in enumerate(goal.cells):
            low, high = cell.band or (None, None)
            count = None if cell.futures is None else 100 * cell.futures
            yield without_nan(
                [goal.title, goal.kind, goal.year, goal.unit, goal.at_least, goal.at_most, letter(at), count,
                 cell.median, low, high, goal.source]
            )  # fmt: skip


def _pairs(found: Found, lang: Lang) -> Iterator[Row]:
    """The second option against each further one: the headline rows, and every outcome by area."""
    yield _heads(lang, "outcome", "id", "place", "date", "unit", "pair", *_BAND, "same")
    for number, (pair, apart) in enumerate(zip(found.pairs, found.pair_areas, strict=True), 2):
        table, names = pair.table(lang), word("book.minus", lang, b=letter(1), a=letter(number))
        for outcome in table.outcomes:
            cell = outcome.cells[1]
            same = word(f"book.{str(bool(cell.indistinguishable)).lower()}", lang)
            ends = (cell.difference_median, cell.difference_p10, cell.difference_p90)
            yield without_nan(
                [outcome.label, outcome.id, outcome.place_label, table.year, outcome.unit, names, *ends, same]
            )
        for name, dim, shown in _by_place(found):
            variable, label = VARIABLES[name], _label(name, lang)
            bands = apart[f"{name}_difference"].isel(scenario=1).sel(statistic=list(_BAND)).transpose(dim, "statistic")
            told = apart[f"{name}_indistinguishable"].isel(scenario=1).sel({dim: shown}).values.tolist()
            for place, ends, same in zip(shown, bands.sel({dim: shown}).values.tolist(), told, strict=True):
                words = (label, name, place_name(found, place, lang), table.year, variable.unit, names)
                yield without_nan([*words, *ends, word(f"book.{str(same).lower()}", lang)])


def _label(name: str, lang: Lang) -> str:
    return VARIABLES[name].label_nl if lang == "nl" else VARIABLES[name].label_en


def _by_place(found: Found) -> Iterator[tuple[str, str, list[str]]]:
    """Every outcome of areas or corridors that has differences, with its dim and the places that are shown."""
    kinds = area_kinds(found.region.index)
    for name, variable in VARIABLES.items():
        if f"{name}_difference" not in found.areas:
            continue
        dim = variable.dims[1]
        places = [str(place) for place in found.areas[dim].values]
        yield name, dim, [place for place in kinds if place in places] if dim == AREA else places


def _places(found: Found, lang: Lang) -> Iterator[Row]:
    """Every outcome by area and by corridor, on the reference date."""
    yield _heads(lang, "outcome", "id", "place", "date", "unit", "option", *_BAND, *_DIFFERENCE)
    dataset, year = found.together.dataset, found.table(lang).year
    for name, dim, shown in _by_place(found):
        variable, label, order = VARIABLES[name], _label(name, lang), (dim, "scenario", "statistic")
        band = dataset[name].sel({YEAR: year, dim: shown}).sel(statistic=list(_BAND)).transpose(*order)
        apart = found.areas[f"{name}_difference"].sel({dim: shown}).sel(statistic=list(_BAND)).transpose(*order)
        told = found.areas[f"{name}_indistinguishable"].transpose(dim, "scenario").sel({dim: shown}).values.tolist()
        rows = zip(shown, band.values.tolist(), apart.values.tolist(), told, strict=True)
        for place, options, differences, same in rows:
            for at, ends in enumerate(options):
                row = [label, name, place_name(found, place, lang), year, variable.unit, letter(at), *ends]
                own = [*differences[at], word(f"book.{str(same[at]).lower()}", lang)] if at else []
                yield without_nan([*row, *own])


def _money(found: Found, lang: Lang) -> Iterator[Row]:
    money = ("cost", "cost_low", "cost_high", "price_level", "state", "region", "area", "share", "to_start")
    yield _heads(lang, "project", "id", "option", *money, "per_home", "added", "source")
    sources = {str(row["project"]): str(row["source"]) for row in found.region.infrastructure.rows()}
    for at, resolved in enumerate(found.together.scenarios):
        held = statements(resolved, found.region)
        for name, label in projects(found, lang).items():
            one = held[name]
            low, central, high = one.cost or (None, None, None)
            yield [
                label, name, letter(at), central, low, high, price(one.price_level, lang), one.state, one.region,
                one.area, one.share, one.to_start, one.per_home, one.added, sources[name],
            ]  # fmt: skip


def _openings(found: Found, lang: Lang) -> Iterator[Row]:
    yield _heads(lang, "project", "id", "option", "setting", *_BAND, "opened", "covered")
    names = projects(found, lang)
    for at, one in enumerate(found.rehearsals):
        for waiting in one.projects(lang):
            if waiting.project in names:
                years = [year if year < _LAST else None for year in (waiting.median, waiting.p10, waiting.p90)]
                setting = word(f"book.setting.{waiting.setting}", lang)
                share = waiting.money.share
                yield [waiting.label, waiting.project, letter(at), setting, *years, waiting.opened, share]


def _maps(found: Found, lang: Lang) -> Iterator[Row]:
    """Everything on the maps, with its band on each."""
    yield _heads(lang, "kind", "place", "date", "unit", "map", *_BAND, "crowding")
    made = maps.panels(found, lang)
    for kind, unit in UNITS.items():
        for name, cells in maps.things(made, kind):
            for panel, layer, item in cells:
                if layer is None:
                    continue
                median, low, high = (float(value) for value in layer.values[panel.number, 0, item])
                crowding = None if layer.crowding is None else float(layer.crowding[panel.number, 0, item, 0])
                what = texts.message(f"page.map.{kind}_legend", lang)
                yield without_nan(
                    [what, name, panel.sheet.data.shown, unit, panel.letters(lang), median, low, high, crowding]
                )


#: Sections of the body whose tables no sheet of numbers holds.
_TOLD: Final = ("deals", "procedure", "in_time", "no_regret", "regret", "decides", "followed")
_NUMBERS: Final = {
    "outcomes": _outcomes, "pairs": _pairs, "goals": _goals, "places": _places, "money": _money, "openings": _openings,
    "map_numbers": _maps,
}  # fmt: skip
