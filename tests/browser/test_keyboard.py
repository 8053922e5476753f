"""With the keys alone: everything can be reached, is seen when reached, and does what it says."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import making, opened

pytestmark = pytest.mark.browser
Visit = Callable[..., opened.Opened]
#: A status that says something. Waiting by a locator: the page forbids the scripts by which conditions are waited for.
SOMETHING = re.compile(r"\S")

#: Where the focus is: its place in the document, whether it is in sight, and the width of its outline.
_FOCUS = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    return {
        place: [...document.querySelectorAll("*")].indexOf(at), tag: at.tagName, id: at.id, type: at.type || "",
        seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
        outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    };
}"""


def walk(page: Page, most: int = 400) -> list[dict[str, object]]:
    """Every stop of the Tab key, from the top to the end of the page."""
    stops: list[dict[str, object]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUS)
        if at["tag"] == "BODY":
            break
        stops.append(at)
    return stops


def to(page: Page, selector: str) -> None:
    """Tab to an element."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the Tab key never comes at {selector}")


def test_the_order_of_tab_is_the_order_of_the_page(page: Page) -> None:
    stops = walk(page)
    places = [int(str(stop["place"])) for stop in stops]
    assert places == sorted(places)
    assert len(stops) > 20
    assert [stop for stop in stops if not stop["seen"]] == []
    assert [stop for stop in stops if float(str(stop["outline"])) < 2] == []
    reached = {stop["tag"] for stop in stops}
    assert {"A", "BUTTON", "INPUT", "SUMMARY", "DIV"} <= reached


def test_the_first_stop_skips_to_the_answer(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a.skip')")
    assert page.locator("a.skip").evaluate("one => one.getBoundingClientRect().width") > 50
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('section').getAttribute('aria-labelledby')") == "story"


def test_the_year_of_the_map_goes_by_arrow(page: Page) -> None:
    table = "table[data-layer=homes] tbody tr:first-child td:nth-of-type(1)"
    shown, before = page.inner_text("#map-years input:checked + *, .map-date"), page.locator(table).text_content()
    to(page, "#map-years input:checked")
    page.keyboard.press("ArrowRight")
    assert page.input_value("#map-years input:checked") == "2046"
    assert page.inner_text(".map-date") == "1-1-2046" != shown
    assert page.locator(table).text_content() != before


def test_circles_and_lines_go_by_arrow(page: Page) -> None:
    def layers() -> set[str]:
        found: list[str] = page.evaluate(
            """() => [...document.querySelectorAll("svg.map g[data-layer]")]
                .filter(one => getComputedStyle(one).display !== "none").map(one => one.dataset.layer)"""
        )
        return set(found)

    assert layers() == {"homes", "road"}
    to(page, "#circles-homes")
    page.keyboard.press("ArrowRight")
    assert layers() == {"jobs", "road"}
    to(page, "#lines-road")
    page.keyboard.press("ArrowRight")
    assert layers() == {"jobs", "transit"}
    assert page.locator("details.l-transit").is_visible()
    assert not page.locator("details.l-road").is_visible()


def test_a_heading_sorts_by_enter_and_turns_by_space(page: Page) -> None:
    head = "#areas-municipalities th[data-c='2']"
    to(page, f"{head} button")

    def column() -> list[float]:
        return [
            float(raw)
            for raw in page.locator("#areas-municipalities tbody tr:first-child td[data-c='2']").evaluate_all(
                "cells => cells.map(cell => cell.dataset.v)"
            )
        ]

    before = column()
    page.keyboard.press("Enter")
    assert page.get_attribute(head, "aria-sort") == "descending"
    assert column() == sorted(before, reverse=True)
    page.keyboard.press("Space")
    assert page.get_attribute(head, "aria-sort") == "ascending"
    assert column() == sorted(before) != before
    assert page.evaluate("document.activeElement.closest('th').dataset.c") == "2"
    names = "#areas-municipalities th[data-c='0']"
    page.focus(f"{names} button")
    page.keyboard.press("Enter")
    assert page.get_attribute(names, "aria-sort") == "ascending"
    assert page.get_attribute(head, "aria-sort") is None
    words = page.locator("#areas-municipalities th[scope=rowgroup]").all_inner_texts()
    assert words == sorted(words)


def test_columns_of_the_table_are_chosen_by_arrow(page: Page) -> None:
    to(page, "#col-main")
    seen = []
    for _ in range(7):
        seen.append(page.locator("#areas-municipalities thead th.c:visible").count())
        page.keyboard.press("ArrowRight")
    assert seen[0] == 6
    assert seen[-1] == max(seen) == page.locator("#areas-municipalities thead th.c").count()
    assert all(count > 0 for count in seen)


@pytest.mark.parametrize(("name", "decimal"), [("two-nl", ","), ("two-en", ".")])
def test_the_copy_for_a_spreadsheet_holds_the_raw_numbers(visit: Visit, name: str, decimal: str) -> None:
    page = visit(name).page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    to(page, "button[data-table=areas-municipalities]")
    page.keyboard.press("Enter")
    page.locator("[role=status]").nth(1).filter(has_text=SOMETHING).wait_for(state="attached")
    lines = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert len({len(line) for line in lines}) == 1
    assert len(lines) == 1 + page.locator("#areas-municipalities tbody tr").count()
    assert len(lines[0]) == 2 + 3 * page.locator("#areas-municipalities thead th.c:visible").count()
    cells = page.locator("#areas-municipalities tbody td:visible").evaluate_all(
        "cells => cells.map(cell => [cell.dataset.v, cell.dataset.l, cell.dataset.h])"
    )
    copied = [raw.replace(decimal, ".") for line in lines[1:] for raw in line[2:]]
    assert copied == [raw for cell in cells for raw in cell]
    assert any(decimal in raw for line in lines[1:] for raw in line[2:])
    names = page.locator("#areas-municipalities tbody th[scope=rowgroup]").all_inner_texts()
    assert list(dict.fromkeys(line[0] for line in lines[1:])) == names


def test_a_name_is_never_a_formula_in_the_copy(visit: Visit) -> None:
    page = visit("hostile-nl").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#areas-municipalities th[scope=rowgroup]").first.evaluate("one => one.textContent = '=1+1\\t2'")
    page.focus("button[data-table=areas-municipalities]")
    page.keyboard.press("Enter")
    page.locator("[role=status]").filter(has_text=SOMETHING).first.wait_for(state="attached")
    second = page.evaluate("navigator.clipboard.readText()").splitlines()[1].split("\t")
    assert second[0] == "'=1+1 2"


def test_where_copying_is_refused_the_text_lies_ready(visit: Visit) -> None:
    page = visit("two-nl").page
    page.evaluate(
        """() => { navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
                   document.execCommand = () => false; }"""
    )
    page.focus("button[data-table=areas-aggregates]")
    page.keyboard.press("Enter")
    box = page.locator("textarea")
    box.wait_for()
    assert (
        box.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd) === one.value && one.value.length")
        > 500
    )
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert "Ctrl+C" in page.locator("[role=status]").first.inner_text()


def test_evidence_and_contents_lead_to_what_they_name(page: Page) -> None:
    for link in page.locator("nav a, .more a").all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        link.focus()
        page.keyboard.press("Enter")
        top = page.locator(f"[id='{target}']").evaluate("one => one.getBoundingClientRect().top")
        assert -1 <= top < 900, target
        assert page.locator(f"[id='{target}']").is_visible()


def test_pages_in_other_languages_speak_it(visit: Visit) -> None:
    for name in making.NAMES[:3]:
        assert visit(name).page.evaluate("document.documentElement.lang") == name[-2:]
