"""The schematic map: data in, SVG text out. Zones are circles, links are lines, the projection is equirectangular.

What changes with the year (size, class, words) is given apart as ``frames``: the script of the page only copies it, so
that a map of another year is drawn by the same code as the first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from balanssim import texts
from balanssim.report import numbers, svg
from balanssim.report.mapdata import Kind, Layer
from balanssim.report.maplayout import LINE, RADIUS, WIDTH, Sheet, cut, inside
from balanssim.report.places import Zone

#: Crowding classes: below the first seats are free, above the second there are more passengers than seats.
CLASSES: Final = (0.8, 1.0)
UNITS: Final[Mapping[Kind, str]] = {"homes": "homes", "jobs": "jobs", "road": "veh/h", "transit": "pass/h"}
#: From the lowest to the one on top.
LAYERS: Final[tuple[Kind, ...]] = ("transit", "road", "homes", "jobs")
#: Numbers are written beside lines of at least this share of the largest.
_WORTH: Final = 0.04
_KM_PER_DEGREE: Final = 111.32


@dataclass(frozen=True)
class Frame:
    """What one item looks like on one map in one year: radius or width, class, words, and a short label."""

    size: float
    look: str
    words: str
    label: str = ""


def frame(sheet: Sheet, layer: Layer, map_: int, year: int, item: int) -> Frame:
    """What one item looks like on one map; ``year`` is a position on the axis of years."""
    median, low, high = (float(value) for value in layer.values[map_, year, item])
    lang, unit = sheet.lang, UNITS[layer.kind]
    if math.isnan(median):
        return Frame(0.0, "", texts.message("compare.not_computed", lang))
    relative = min(abs(median) / sheet.scale(map_, layer.kind), 1.0)
    circle = layer.kind in ("homes", "jobs")
    size = RADIUS * math.sqrt(relative) if circle else LINE[layer.kind] * relative
    size = max(round(size, 1), 0.4 if median and not circle else 0.0)
    difference = map_ >= sheet.data.scenarios
    if difference:
        words = numbers.difference(median, low, high, unit, lang)
    else:
        words = numbers.central(median, low, high, unit, lang)
    label = numbers.value(median, unit, lang, sign=True) if relative > _WORTH else ""
    if not layer.told[map_, year, item]:
        same = texts.message("compare.indistinguishable", lang)
        return Frame(min(size, 1.2) if not circle else size, "same", f"{words} ≈ {same}")
    look = "loss" if median < 0 else ""
    if layer.crowding is not None and not difference:
        rate, least, most = (float(value) for value in layer.crowding[map_, year, item])
        if not math.isnan(rate):
            look = f"{look} {crowding_class(rate)}".strip()
            share = numbers.central(rate, least, most, "share", lang)
            words = f"{words}; {texts.message('page.map.crowding', lang, {'share': share})}"
            if rate > CLASSES[1]:
                label = f"{numbers.value(rate, 'share', lang)}{numbers.percent_sign('share', lang)}"
    return Frame(size, look, words, label)


def crowding_class(rate: float) -> str:
    """``free``, ``full`` or ``over``: passengers per seat."""
    return "free" if rate < CLASSES[0] else "full" if rate <= CLASSES[1] else "over"


def frames(sheet: Sheet) -> dict[str, object]:
    """Everything that changes with the year, for the script: per layer, map and year the frames of all items."""
    data = sheet.data
    layers = {}
    for layer in data.layers:
        every = range(len(layer.items))
        layers[layer.kind] = [
            [
                [
                    [one.size, one.look, one.words, one.label]
                    for one in (frame(sheet, layer, map_, year, i) for i in every)
                ]
                for year in range(len(data.years))
            ]
            for map_ in range(data.maps)
        ]
    names = {layer.kind: [thing.name for thing in layer.items] for layer in data.layers}
    return {"years": list(data.years), "shown": data.shown, "names": names, "layers": layers}


def ground(sheet: Sheet) -> str:
    """The background that all maps share: outlines where a file gave them, and the network in grey."""
    box = (-2.0, -2.0, WIDTH + 2.0, sheet.project.height + 2.0)
    parts = []
    if sheet.places.outline is not None:
        parts.append(
            svg.element("path", class_="water", d=f"M0 0H{svg.short(WIDTH)}V{svg.short(sheet.project.height)}H0Z")
        )
        rings = [cut([sheet.project(point) for point in ring], box) for ring in sheet.places.outline.rings]
        parts.append(
            svg.element("path", class_="land", d="".join(svg.path(ring, close=True) for ring in rings if ring))
        )
    pairs = {}
    for link in sheet.places.links:
        start, end = (sheet.project(sheet.places.nodes[node]) for node in (link.from_node, link.to_node))
        if link.kind == "road" and (inside(start, box) or inside(end, box)):
            pairs[min(link.from_node, link.to_node), max(link.from_node, link.to_node)] = (start, end)
    parts.append(svg.element("path", class_="net", d="".join(svg.path(pair) for pair in pairs.values())))
    return "".join(parts)


def draw(sheet: Sheet, map_: int, label: str) -> str:
    """One map of the year shown first, with every layer in it; the page shows one kind of circle and of line at a time.

    Parameters
    ----------
    sheet : from ``sheet``
    map_ : number of the map
    label : what a screen reader says instead of the drawing
    """
    content = svg.element("g", layers(sheet, map_, LAYERS, '<use href="#map-ground"/>'), id=f"map-{map_}")
    return svg.drawing(content, WIDTH, sheet.project.height, label, "map")


def layers(sheet: Sheet, map_: int, kinds: Sequence[Kind], under: str) -> str:
    """What a map of the year shown first holds: some layers, in their order, on what lies ``under`` them."""
    data, project = sheet.data, sheet.project
    year = data.years.index(data.shown)
    parts = [under]
    for kind in kinds:
        layer = data.layer(kind)
        if layer is None:
            continue
        looks = [frame(sheet, layer, map_, year, item) for item in range(len(layer.items))]
        items = [_item(sheet, layer, item, one) for item, one in enumerate(looks)]
        parts.append(f'<g class="l-{kind}" data-map="{map_}" data-layer="{kind}">{"".join(items)}</g>')
        places = sheet.labels.get(kind, {})
        words = [
            svg.text(looks[item].label, x, y, class_="halo num", text_anchor=anchor, data_item=item)
            for item, (x, y, anchor) in places.items()
        ]
        if words:
            parts.append(f'<g class="l-{kind}" data-map="{map_}" data-labels="{kind}">{"".join(words)}</g>')
    names = [svg.text(name, x, y, class_="halo", text_anchor=anchor) for name, x, y, anchor in sheet.towns]
    parts.append(f'<g class="towns">{"".join(names)}</g>')
    bar = 10 / _KM_PER_DEGREE * project.scale
    parts.append(svg.element("path", class_="axis", d=f"M8 {svg.short(project.height - 8)}v-4v4h{svg.short(bar)}v-4"))
    parts.append(svg.text("10 km", 8 + bar + 4, project.height - 6))
    return "".join(parts)


def again(sheet: Sheet, map_: int) -> str:
    """The same map once more, for paper: the style of the page shows the other kind of circles and lines in it."""
    box = f"0 0 {svg.short(WIDTH)} {svg.short(sheet.project.height)}"
    return f'<svg viewBox="{box}" class="map" aria-hidden="true"><use href="#map-{map_}"/></svg>'


def _item(sheet: Sheet, layer: Layer, item: int, one: Frame) -> str:
    thing = layer.items[item]
    title = f"<title>{escape(f'{thing.name}: {one.words}', quote=False)}</title>"
    if isinstance(thing, Zone):
        x, y = sheet.project(thing.at)
        return svg.element("circle", title, cx=x, cy=y, r=one.size, class_=one.look)
    return svg.element("path", title, d=sheet.lines[thing.id], stroke_width=one.size, class_=one.look)


def legends(sheet: Sheet) -> list[dict[str, object]]:
    """What the sizes mean: per kind of layer, for maps of scenarios and of differences, a few round values drawn."""
    found: list[dict[str, object]] = []
    for layer in sheet.data.layers:
        for difference in (False, True) if sheet.data.scenarios > 1 else (False,):
            scale = sheet.scale(sheet.data.scenarios if difference else 0, layer.kind)
            largest = _round_down(scale)
            unit = numbers.unit_label(UNITS[layer.kind], sheet.lang)
            keys = []
            for value in (largest, largest / 4):
                words = f"{texts.number(value, sheet.lang)} {unit}"
                keys.append({"svg": _key(layer.kind, value / scale, ""), "words": words})
            looks: tuple[str, ...] = ("loss", "same") if difference else ("loss",)
            if layer.crowding is not None and not difference:
                looks = ("free", "full", "over", "loss")
            for look in looks:
                code = f"page.map.key.{look}"
                keys.append({"svg": _key(layer.kind, 0.3, look), "words": texts.message(code, sheet.lang)})
            found.append({"kind": layer.kind, "difference": difference, "keys": keys})
    return found


def _round_down(value: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above a value."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return max(power * factor for factor in (1, 2, 5) if power * factor <= value * 1.0001 or factor == 1)


def _key(kind: str, relative: float, look: str) -> str:
    wide = 2 * RADIUS + 4
    if kind in LINE:
        line = svg.element("path", d="M2 10H34", stroke_width=LINE[kind] * relative, class_=look)
        return (
            f'<svg viewBox="0 0 36 20" width="36" height="20" aria-hidden="true"><g class="l-{kind}">{line}</g></svg>'
        )
    radius = RADIUS * math.sqrt(relative)
    size = svg.short(max(2 * radius + 4, 12))
    circle = svg.element("circle", cx=wide / 2, cy=wide / 2, r=radius, class_=look)
    offset = svg.short(wide / 2 - float(size) / 2)
    box = f"{offset} {offset} {size} {size}"
    head = f'<svg viewBox="{box}" width="{size}" height="{size}" aria-hidden="true">'
    return f'{head}<g class="l-{kind}">{circle}</g></svg>'
