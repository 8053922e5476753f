"""The brief and the fact sheet in the browser: axe-core finds nothing, nothing is asked of others, a phone shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from balanssim.report.brief import render
from tests.browser.opened import Opened
from tests.browser.test_accessibility import MEDIA, violations
from tests.report.brief.made import brief

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("make", [render.brief, render.sheet])
def test_it_can_be_read_by_anyone(browser: Browser, tmp_path: Path, make, media: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(make(brief()), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    one = Opened(context.new_page())
    one.go(path)
    one.page.emulate_media(**MEDIA[media])
    assert violations(one) == []
    assert [url for url in one.asked if not url.startswith("data:")] == []
    assert one.said == []
    drawings = one.page.evaluate(
        "[...document.images].map(one => [one.complete, one.naturalWidth > 0, one.alt !== ''])"
    )
    assert all(all(found) for found in drawings)
    if media == "screen":
        one.page.set_viewport_size({"width": 360, "height": 800})
        assert one.wider_than(360) == {}
    context.close()
