"""The maps of a brief, drawn as on the page of a comparison: without the decision, with it, and the difference.

Each map stands by itself in an image, so its ground and its legend are drawn in it, and its words name what is largest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from balanssim import texts
from balanssim.dims import MAP_YEAR, YEAR
from balanssim.report import map as drawn
from balanssim.report import mapdata, maplayout, numbers, svg
from balanssim.report.brief.parts import Cell, Figure, Section, Table, letter, lettered, word
from balanssim.report.pageparts import thing_name
from balanssim.report.places import places_of

if TYPE_CHECKING:
    from balanssim.report.brief.found import Found
    from balanssim.report.mapdata import Kind, Layer
    from balanssim.report.maplayout import Sheet
    from balanssim.report.places import Places
    from balanssim.report.together import Together
    from balanssim.texts import Lang

#: What one map shows: a kind of circle, and a kind of line below it.
THEMES: Final[tuple[tuple[Kind, Kind], ...]] = (("homes", "road"), ("jobs", "transit"))
#: Things named in the words that stand in for a map, and rows of the tables behind the maps.
NAMED: Final = 3
ROWS: Final = 12
_LINE: Final = 16.0


@dataclass(frozen=True)
class Panel:
    """One map: ``number`` on its sheet, and the options that it is of; ``first`` for a difference."""

    sheet: Sheet
    number: int
    column: int
    first: int | None = None

    def letters(self, lang: Lang) -> str:
        """``B``, or ``B min A``."""
        own = letter(self.column)
        return own if self.first is None else f"{own} {texts.message('page.map.minus', lang)} {letter(self.first)}"

    def frame(self, layer: Layer, item: int) -> drawn.Frame:
        """What a thing looks like on this map."""
        return drawn.frame(self.sheet, layer, self.number, 0, item)


def maps(found: Found, made: Sequence[Panel], lang: Lang) -> Section:
    """Maps without and with the decision, and of what it changes: homes and cars, then jobs and passengers."""
    if not made:
        return Section("map", "")
    data = made[0].sheet.data
    date = numbers.date(data.shown, lang)
    titles = lettered(found.table(lang).titles())
    figures = [
        figure(panel, kinds, titles, lang) for theme in THEMES for panel in made if (kinds := _held(data, theme))
    ]
    notes = [word("map.how", lang, base=numbers.date(found.table(lang).base_year, lang))]
    notes += [] if data.layer("road") else [texts.message("page.map.no_links", lang)]
    points = [words for panel in made if panel.first is not None for words in largest(panel, lang)]
    return Section("map", word("map.title", lang, date=date), tuple(points), figures=tuple(figures), notes=tuple(notes))


def behind(made: Sequence[Panel], lang: Lang) -> Section:
    """The largest numbers behind the maps, by kind; all of them are in the workbook."""
    tables = []
    for kind in drawn.UNITS:
        rows = list(rows_of(made, kind, lang))[:ROWS]
        if rows:
            unit = numbers.unit_label(drawn.UNITS[kind], lang)
            what = texts.message(f"page.map.{kind}_legend", lang)
            date = numbers.date(made[0].sheet.data.shown, lang)
            head = texts.message("page.map.zone" if kind in ("homes", "jobs") else "page.map.link", lang)
            heads = (head, *(panel.letters(lang) for panel in made))
            tables.append(Table(word("map.table", lang, what=what, unit=unit, date=date), heads, tuple(rows)))
    notes = (word("map.table_how", lang, n=str(ROWS)),) if tables else ()
    return Section("map_numbers", word("map.numbers", lang), tables=tuple(tables), notes=notes)


def panels(found: Found, lang: Lang) -> list[Panel]:
    """The maps: the first two options, the second minus the first, and minus each further one; none without zones."""
    places = places_of(found.region, lang)
    sheets = [_sheet(one, found.table(lang).year, places, lang) for one in (found.together, *found.pairs)]
    shown = [sheet for sheet in sheets if sheet is not None]
    if len(shown) < len(sheets):
        return []
    scale = {kind: max(sheet.scales[1][kind] for sheet in shown) for kind in shown[0].scales[1]}
    shown = [replace(sheet, scales=(sheet.scales[0], {**sheet.scales[1], **scale})) for sheet in shown]
    main, *pairs = shown
    options = [Panel(main, column, column) for column in range(min(2, main.data.scenarios))]
    options += [Panel(main, main.data.scenarios, 1, 0)]
    return [*options, *(Panel(sheet, sheet.data.scenarios, 1, other) for other, sheet in enumerate(pairs, 2))]


def _sheet(together: Together, year: int, places: Places, lang: Lang) -> Sheet | None:
    data = mapdata.map_data(together.dataset, places, year)
    if data is None:
        return None
    where = {YEAR: [data.shown]} | ({MAP_YEAR: [data.shown]} if MAP_YEAR in together.dataset.dims else {})
    only = mapdata.map_data(together.dataset.sel(where), places, data.shown)
    return None if only is None else maplayout.sheet(only, places, lang)


def _held(data: mapdata.MapData, theme: Sequence[Kind]) -> list[Kind]:
    return [kind for kind in drawn.LAYERS if kind in theme and data.layer(kind) is not None]


def figure(panel: Panel, kinds: Sequence[Kind], titles: Sequence[str], lang: Lang) -> Figure:
    """One map in an image of its own, with its legend, and the words for who does not see it."""
    sheet = panel.sheet
    what = panel.letters(lang) if panel.first is not None else titles[panel.column]
    date = numbers.date(sheet.data.shown, lang)
    shows = word("map.and", lang, a=word(f"map.shows.{kinds[-1]}", lang), b=word(f"map.shows.{kinds[0]}", lang))
    shows = shows if len(kinds) > 1 else word(f"map.shows.{kinds[0]}", lang)
    words = word("map.alt", lang, what=what, date=date, shows=shows, largest=_named(panel, kinds, lang))
    legend, height = _legend(panel, kinds, lang)
    wide, high = maplayout.WIDTH, sheet.project.height
    paper = svg.element("rect", x=0.0, y=high, width=wide, height=height, fill="#fff")  # lines run on beyond the map
    frame = svg.element("rect", x=0.5, y=0.5, width=wide - 1, height=high - 1, fill="none", class_="grid")
    content = drawn.layers(sheet, panel.number, kinds, drawn.ground(sheet)) + paper + frame + legend
    image = svg.drawing(content, maplayout.WIDTH, sheet.project.height + height, words, "map")
    return Figure(word("map.caption", lang, what=what, shows=shows), image, words)


def _legend(panel: Panel, kinds: Sequence[Kind], lang: Lang) -> tuple[str, float]:
    """What sizes and looks mean, below the map, and how high that is."""
    sheet, parts = panel.sheet, []
    y = sheet.project.height + _LINE
    for legend in drawn.legends(sheet):
        if legend["kind"] not in kinds or legend["difference"] != (panel.first is not None):
            continue
        parts.append(svg.text(texts.message(f"page.map.{legend['kind']}_legend", lang) + ":", 4, y))
        y, x = y + 6, 12.0
        keys = legend["keys"]
        assert isinstance(keys, list)
        tall = max(_size(key["svg"])[1] for key in keys)
        for key in keys:
            wide, high = _size(key["svg"])
            if x > 12 and x + wide + 4 + svg.width_of(key["words"], 11) > maplayout.WIDTH:
                x, y = 12.0, y + tall
            mark = key["svg"].replace("<svg ", f'<svg x="{svg.short(x)}" y="{svg.short(y + (tall - high) / 2)}" ', 1)
            parts += [mark, svg.text(key["words"], x + wide + 4, y + tall / 2 + 4)]
            x += wide + svg.width_of(key["words"], 11) + 22
        y += tall + _LINE
    return "".join(parts), y - sheet.project.height - _LINE + 4


def _size(key: str) -> tuple[float, float]:
    wide, high = (key.split(f' {name}="')[1].split('"')[0] for name in ("width", "height"))
    return float(wide), float(high)


def _order(panel: Panel, layer: Layer) -> list[int]:
    """Things on a map, the largest of it first; those that cannot be told from noise, or have no value, left out."""
    values = layer.values[panel.number, 0, :, 0]
    there = [
        item for item in range(len(layer.items)) if layer.told[panel.number, 0, item] and np.isfinite(values[item])
    ]
    return sorted((item for item in there if values[item]), key=lambda item: -abs(values[item]))


def _named(panel: Panel, kinds: Sequence[Kind], lang: Lang) -> str:
    """The largest things of every kind on a map, with their values."""
    said = []
    for kind in reversed(kinds):
        layer = panel.sheet.data.layer(kind)
        assert layer is not None
        unit = numbers.unit_label(drawn.UNITS[kind], lang)
        things = [
            f"{thing_name(layer.items[item])} {panel.frame(layer, item).words}" for item in _order(panel, layer)[:NAMED]
        ]
        none = word("map.none", lang, unit=unit)
        said.append(word("map.named", lang, unit=unit, things="; ".join(things)) if things else none)
    return " ".join(said)


def largest(panel: Panel, lang: Lang) -> Iterator[str]:
    """Of a difference, per kind, where it is largest; or that it can be told from noise nowhere."""
    assert panel.first is not None
    letters = {"b": letter(panel.column), "a": letter(panel.first)}
    for kind in drawn.UNITS:
        layer = panel.sheet.data.layer(kind)
        if layer is None:
            continue
        words = {**letters, "unit": numbers.unit_label(drawn.UNITS[kind], lang)}
        order = _order(panel, layer)
        if not order:
            yield word(f"map.nowhere.{kind}", lang, **words)
            continue
        shown = panel.frame(layer, order[0]).words
        yield word(f"map.largest.{kind}", lang, **words, where=thing_name(layer.items[order[0]]), difference=shown)


def rows_of(made: Sequence[Panel], kind: Kind, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    """A row for every thing of a kind on the maps, with its words on each."""
    for name, cells in things(made, kind):
        yield ((name,), *((panel.frame(layer, item).words if layer is not None else numbers.DASH,)
                          for panel, layer, item in cells))  # fmt: skip


def things(made: Sequence[Panel], kind: Kind) -> Iterator[tuple[str, list[tuple[Panel, Layer | None, int]]]]:
    """Every thing of a kind that is on the first map, and where it stands on each of them; no layer where it is not."""
    base = made[0].sheet.data.layer(kind) if made else None
    for thing in base.items if base is not None else ():
        cells: list[tuple[Panel, Layer | None, int]] = []
        for panel in made:
            layer = panel.sheet.data.layer(kind)
            ids = [one.id for one in layer.items] if layer is not None else []
            there = thing.id in ids
            cells.append((panel, layer if there else None, ids.index(thing.id) if there else -1))
        yield thing_name(thing), cells
