"""What the browser shows is what was computed: tables, sentences, and every drawing against the table behind it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests import agreement
from tests.browser import making, opened

pytestmark = pytest.mark.browser
Visit = Callable[..., opened.Opened]

_ROWS = """() => Object.fromEntries([...document.querySelectorAll("tr[id]")].map(row =>
    [row.id, [...row.cells].filter(cell => cell.tagName === "TD").map(cell => cell.innerText)]))"""
_SENTENCES = """() => [...document.querySelectorAll(".story li")].map(line => {
    const copy = line.cloneNode(true);
    copy.querySelectorAll(".more").forEach(link => link.remove());
    return copy.textContent;
})"""


@pytest.mark.parametrize("name", ["two-nl", "four-en"])
def test_tables_and_sentences_say_what_the_json_says(visit: Visit, pages: making.Pages, name: str) -> None:
    found, one = pages.json(name), visit(name)
    one.unfold()
    page = one.page
    assert len(found["outcomes"]) > 10
    assert len(found["goals"]) > 3
    assert agreement.wrong_on_page(found, page.evaluate(_ROWS)) == []
    late = page.locator(".late li").all_text_contents()
    assert len(found["courses"]) > 4
    assert agreement.wrong_in_procedures(found, page.evaluate(_ROWS), late) == []
    sentences = page.evaluate(_SENTENCES)
    assert len(sentences) == 5
    assert agreement.wrong_in_sentences(found, sentences) == []


def test_json_python_and_terminal_say_the_same(pages: making.Pages) -> None:
    found, dataset = pages.json("two-nl"), pages.dataset("two-nl")
    assert agreement.wrong_in_terminal(found, pages.terminal("two-nl")) == []
    for outcome in found["outcomes"]:
        for cell in outcome["cells"]:
            at = {"row": outcome["id"], "scenario": cell["scenario"]}
            for key, variable, statistic in (
                ("median", "value", "median"), ("p10", "value", "p10"), ("p90", "value", "p90"),
                ("difference_median", "difference", "median"), ("difference_p10", "difference", "p10"),
            ):  # fmt: skip
                given = dataset[variable].sel(at).sel(statistic=statistic).item()
                assert cell[key] == given or (cell[key] is None and (math.isnan(given) or given == 0))
    for goal in found["goals"]:
        for cell in goal["cells"]:
            given = dataset["goal_futures"].sel(goal=goal["id"], scenario=cell["scenario"]).item()
            assert cell["futures"] == given or (cell["futures"] is None and math.isnan(given))


#: Of every fan: points of the median, ticks of both axes, and the table behind it.
_FANS = """() => [...document.querySelectorAll("section[aria-labelledby=fans] div.chart")].map(chart => ({
    panels: [...chart.querySelectorAll("svg.chart")].map(svg => ({
        line: svg.querySelector("path[stroke-width='2.2']").getAttribute("d"),
        texts: [...svg.querySelectorAll("text")].map(one =>
            [one.textContent, Number(one.getAttribute("x")), Number(one.getAttribute("y")), one.getAttribute("class")]),
    })),
    table: [...chart.querySelector("table").tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent)),
}))"""


def number(text: str, lang: str) -> float:
    """The first number of a text."""
    found = re.search(r"[+−]?\d[\d.,]*", text)
    assert found, text
    plain = found[0].replace("−", "-").rstrip(".,")
    plain = plain.replace(".", "").replace(",", ".") if lang == "nl" else plain.replace(",", "")
    return float(plain)


def step(shown: float) -> float:
    """What a count of this size is rounded to (``report.numbers``)."""
    return next(step for limit, step in ((100, 1), (1_000, 10), (100_000, 100), (math.inf, 1_000)) if shown < limit)


@pytest.mark.parametrize("name", ["two-nl", "four-en"])
def test_every_fan_draws_the_table_behind_it(visit: Visit, name: str) -> None:
    lang = name[-2:]
    fans = visit(name).page.evaluate(_FANS)
    assert len(fans) > 5
    compared = 0
    for fan in fans:
        for column, panel in enumerate(fan["panels"], start=1):
            at = {float(x): float(y) for x, y in re.findall(r"([\d.]+) ([\d.]+)", panel["line"])}
            years = sorted((float(text), x) for text, x, y, look in panel["texts"] if y == 183 and look is None)
            ticks = sorted(
                (number(text, lang), y - 4) for text, _, y, look in panel["texts"] if y != 183 and look is None
            )
            (one, left), (other, right) = years[0], years[-1]
            (low, bottom), (high, top) = ticks[0], ticks[-1]
            unit = (high - low) / (bottom - top)  # of the outcome per unit of the drawing
            for year, *cells in fan["table"]:
                x = left + (float(year) - one) * (right - left) / (other - one)
                near = min(at, key=lambda drawn: abs(drawn - x))
                if abs(near - x) > 0.3:
                    continue
                shown = number(cells[column - 1], lang)
                rounding = 0.5 if "%" in cells[column - 1] else 0.005 if low % 1 or unit < 0.01 else step(shown) / 2
                drawn = low + (bottom - at[near]) * unit
                assert drawn == pytest.approx(shown, abs=rounding + 0.15 * abs(unit)), (year, cells)
                compared += 1
    assert compared > 40


_MAP = """() => [...document.querySelectorAll("svg.map[role=img]")].map(svg =>
    Object.fromEntries([...svg.querySelectorAll("g[data-layer]")].map(group => [
        group.dataset.layer,
        [...group.children].map(one => [
            one.querySelector("title").textContent,
            Number(one.getAttribute("r") || one.getAttribute("stroke-width")),
            one.getAttribute("class") || "",
        ]),
    ])))"""
_TABLES = """() => Object.fromEntries([...document.querySelectorAll("table[data-layer]")].map(table =>
    [table.dataset.layer, [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent))]))"""


@pytest.mark.parametrize("year", ["2026", "2041", "2051"])
def test_every_map_draws_the_table_behind_it(visit: Visit, year: str) -> None:
    page = visit("two-nl").page
    page.check(f"#map-years input[value='{year}']")
    assert {page.inner_text(date) for date in (".map-date >> nth=0", ".map-date >> nth=1")} == {f"1-1-{year}"}
    maps, tables = page.evaluate(_MAP), page.evaluate(_TABLES)
    assert set(tables) == {"homes", "jobs", "road", "transit"}
    for layer, rows in tables.items():
        for column, drawn in enumerate(one[layer] for one in maps):
            assert len(drawn) == len(rows) > 5
            sizes: list[tuple[float, float]] = []
            for (words, size, look), row in zip(drawn, rows, strict=True):
                assert words.endswith(f": {row[column + 1]}")
                if not row[column + 1].startswith("0 ") and "same" not in look:
                    assert ("loss" in look) == row[column + 1].startswith("−")
                if size > 3 and "same" not in look:
                    sizes.append((abs(number(row[column + 1], "nl")), size**2 if layer in ("homes", "jobs") else size))
            if sizes:  # area of circles and width of lines go up with the value, by one scale for the whole map
                scale = max(drawn for _, drawn in sizes) / max(value for value, _ in sizes)
                for value, size in sizes:
                    assert size == pytest.approx(scale * value, rel=0.08)


def test_what_the_script_holds_is_what_the_page_shows_first(visit: Visit) -> None:
    page = visit("four-en").page
    frames: dict[str, Any] = json.loads(page.locator("#map-frames").text_content() or "")
    at = frames["years"].index(frames["shown"])
    shown = page.evaluate(_TABLES)
    for layer, maps in frames["layers"].items():
        held = [[maps[column][at][item][2] for column in range(len(maps))] for item in range(len(maps[0][at]))]
        assert [row[1:] for row in shown[layer]] == held
