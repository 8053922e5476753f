"""On a phone, with large letters, and on paper: nothing is cut off, and the page never scrolls sideways."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from balanssim.report import svg
from tests.browser import making, opened

pytestmark = pytest.mark.browser
Visit = Callable[..., opened.Opened]


@pytest.mark.parametrize("name", making.NAMES)
def test_the_page_does_not_scroll_sideways(visit: Visit, name: str) -> None:
    one = visit(name, width=320, height=800)
    one.unfold()
    for width in (320, 360, 768):
        one.page.set_viewport_size({"width": width, "height": 800})
        assert one.wider_than(width) == {}, width


def test_letters_on_cards_have_the_colour_of_their_scenario(visit: Visit) -> None:
    one = visit("hostile-nl", width=360)
    one.unfold()
    for cell in ("td.s0", "td.s1", "td.d1"):
        found = one.page.evaluate(
            "cell => getComputedStyle(document.querySelector(cell), '::before').borderTopColor", cell
        )
        colour = svg.COLOURS[int(cell[-1])].lstrip("#")
        assert found == f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (0, 2, 4))})", cell


def test_four_charts_on_paper_keep_their_height(visit: Visit) -> None:
    one = visit("four-en", width=688)
    one.page.emulate_media(media="print")
    heights = one.page.locator(".panels.p4 svg.chart").evaluate_all(
        "found => found.map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) >= 4
    assert heights == pytest.approx([36 / 25.4 * 96] * len(heights), abs=1.0)


@pytest.mark.parametrize("name", ["two-nl", "hostile-en"])
def test_text_of_twice_the_size_stays_on_the_page(visit: Visit, name: str) -> None:
    one = visit(name)
    before = one.page.locator("h1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    one.page.context.new_cdp_session(one.page).send("Emulation.setEmulatedMedia", {})
    one.page.evaluate(
        "document.adoptedStyleSheets = [Object.assign(new CSSStyleSheet(), {})];"
        "document.adoptedStyleSheets[0].replaceSync('html { font-size: 200% }')"
    )
    one.unfold()
    after = one.page.locator("h1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert after == pytest.approx(2 * before)
    assert one.wider_than(1280) == {}
    assert cut(one) == []


def cut(one: opened.Opened) -> list[str]:
    """Elements whose text is larger than the box that shows it, and that do not scroll."""
    found: list[str] = one.page.evaluate(
        """() => [...document.querySelectorAll("main *:not(svg *)")].filter(one => {
                const style = getComputedStyle(one);
                return one.checkVisibility() && style.clipPath === "none" && /hidden|clip/.test(style.overflow)
                    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
            }).map(one => one.outerHTML.slice(0, 120))"""
    )
    return found


@pytest.mark.parametrize("name", ["two-nl", "four-en", "one-nl", "hostile-nl"])
def test_on_paper_nothing_is_wider_than_the_sheet(visit: Visit, name: str) -> None:
    sheet = 688  # A4 less its margins, in CSS pixels
    one = visit(name, width=sheet)
    one.page.emulate_media(media="print")
    wide = one.page.evaluate(
        """sheet => [...document.querySelectorAll("main *:not(svg *):not(.out)")].filter(one => one.checkVisibility()
             && one.getBoundingClientRect().right > sheet + 1).map(one => one.outerHTML.slice(0, 120))""",
        sheet,
    )
    assert wide == []
    assert cut(one) == []


@pytest.mark.parametrize(("name", "most"), [("two-nl", 30), ("four-en", 45), ("one-nl", 25)])
def test_the_paper_holds_every_section_and_table(
    visit: Visit, tmp_path: Path, name: str, most: int, record_property: Callable[[str, object], None]
) -> None:
    one = visit(name)
    sheets = pypdf.PdfReader(io.BytesIO(one.page.pdf(format="A4", prefer_css_page_size=True))).pages
    record_property(f"sheets of {name}", len(sheets))
    assert 5 < len(sheets) <= most
    text = bare("".join(sheet.extract_text() for sheet in sheets))
    for words in one.page.locator("h2, h3, main table td").evaluate_all(
        """found => found.filter(one => one.closest("section") && !one.matches(".c:not(.g-main)"))
                .filter(one => !one.matches(".links tr:nth-child(n + 26) *"))
                .map(one => one.textContent)"""
    ):
        assert bare(words) in text, words


def bare(words: str) -> str:
    """Without spaces, and ligatures taken apart: a sheet breaks lines where it likes."""
    return "".join(unicodedata.normalize("NFKC", words).split())
