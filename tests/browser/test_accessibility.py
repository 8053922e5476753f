"""WCAG 2.2 AA by axe-core, on screen, on paper and in the colours of a user: no violation of any weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import opened

pytestmark = pytest.mark.browser
Visit = Callable[..., opened.Opened]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: The large pages take seconds each: on screen as they open, and on paper with everything unfolded. What is found on
#: no other page is rare, so the largest and one that is looked at in two ways wait for ``make long``.
CASES = [
    ("two-nl", "screen"), ("two-en", "print"), ("one-nl", "print"),
    ("hostile-nl", "screen"), ("hostile-en", "print"), ("hostile-en", "forced"),
    pytest.param("four-en", "screen", marks=pytest.mark.long), pytest.param("one-nl", "forced", marks=pytest.mark.long),
]  # fmt: skip
MEDIA: dict[str, dict[str, Any]] = {
    "screen": {}, "print": {"media": "print"}, "forced": {"forced_colors": "active"},
}  # fmt: skip


def violations(one: opened.Opened) -> list[str]:
    """What axe-core finds, a line each."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(one.page, options=options).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}), {len(rule['nodes'])} times: {rule['nodes'][0]['html'][:200]}"
        for rule in found
    ]


@pytest.mark.parametrize(("name", "media"), CASES)
def test_no_violation(visit: Visit, name: str, media: str) -> None:
    one = visit(name)
    one.page.emulate_media(**MEDIA[media])
    if media != "screen":
        one.unfold()
    assert violations(one) == []


def test_axe_sees_what_is_wrong(visit: Visit) -> None:
    """A check that finds nothing must be able to find something."""
    one = visit("hostile-nl")
    one.page.evaluate("document.querySelector('svg[role=img]').removeAttribute('aria-label')")
    one.page.evaluate("document.documentElement.removeAttribute('lang')")
    found = " ".join(violations(one))
    assert "svg-img-alt" in found
    assert "html-has-lang" in found


@pytest.mark.parametrize("name", ["two-nl", "four-en"])
def test_tables_are_tables_for_a_screen_reader_on_a_phone_too(visit: Visit, name: str) -> None:
    """Rows shown as cards keep their roles in the tree that the browser gives to assistive technology."""
    one = visit(name, width=360)
    one.unfold()
    session = one.page.context.new_cdp_session(one.page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in tree if not node.get("ignored")]
    seen = one.page.evaluate(
        """() => { const tables = [...document.querySelectorAll("table")].filter(one => one.checkVisibility());
                   return [tables.length, tables.reduce((sum, one) => sum + one.rows.length, 0)]; }"""
    )
    assert [roles.count("table"), roles.count("row")] == seen
    assert roles.count("columnheader") >= seen[0]


@pytest.mark.parametrize("name", ["two-nl", "hostile-en"])
def test_every_drawing_speaks_or_is_silent(visit: Visit, name: str) -> None:
    one = visit(name)
    for drawing in one.page.locator("svg").all():
        if drawing.get_attribute("aria-hidden") != "true":
            assert drawing.get_attribute("role") == "img"
            assert len(drawing.get_attribute("aria-label") or "") > 20
