"""A page is one sealed file: it asks nothing of others, says nothing on the console, and reads without its script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import hostile
from tests.browser import making, opened

pytestmark = pytest.mark.browser
Visit = Callable[..., opened.Opened]


@pytest.mark.parametrize("name", making.NAMES)
def test_it_opens_silently_and_is_small_enough_to_mail(
    visit: Visit, pages: making.Pages, name: str, record_property: Callable[[str, object], None]
) -> None:
    one = visit(name)  # requests and messages are checked at the end of every test, by ``visit``
    one.unfold()
    assert pages.file(name).stat().st_size < 5_000_000
    timing = one.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    record_property(f"load of {name}, milliseconds", round(timing))  # told, not held: a clock teaches nothing
    assert one.page.locator("h1").count() == 1
    assert one.page.evaluate("document.fonts.size") == 0


def test_its_policy_refuses_all_that_was_not_written_in_it(visit: Visit) -> None:
    one = visit("two-nl")
    refused = one.page.evaluate(
        """async () => {
            const refused = [];
            document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective));
            const add = (tag, words) => document.body.append(Object.assign(document.createElement(tag), words));
            add("script", {textContent: "window.broken = true"});
            add("style", {textContent: "body { display: none }"});
            add("img", {src: "data:image/gif;base64,R0lGODlhAQABAAAAACw="});
            add("iframe", {src: "data:text/html,x"});
            document.body.setAttribute("style", "color: red");
            try { await fetch("data:text/plain,x"); } catch { /* refused */ }
            await new Promise(done => setTimeout(done, 100));
            return refused;
        }"""
    )
    assert {
        "script-src-elem",
        "style-src-elem",
        "style-src-attr",
        "img-src",
        "frame-src",
        "connect-src",
    } <= set(refused)
    assert one.page.evaluate("window.broken") is None
    assert one.page.locator("main").is_visible()
    one.said.clear()  # the browser tells what it refused


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_hostile_words_stay_words(visit: Visit, lang: str) -> None:
    one = visit(f"hostile-{lang}")
    dialogs: list[str] = []
    one.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    one.unfold()
    for year in one.page.locator("#map-years input").all():
        year.check()
    assert dialogs == []
    assert one.page.locator("script").count() == 2
    assert one.page.locator("style").count() == 1
    assert hostile.WORDS.split(" ", 1)[0] in one.page.inner_text("h1")
    assert one.page.inner_text("pre") == hostile.WORDS


@pytest.mark.parametrize("name", ["two-nl", "four-en"])
def test_without_scripts_it_reads_all_the_same(visit: Visit, name: str) -> None:
    with_script, without = visit(name), visit(name, script=False)
    assert not without.page.locator("button").first.is_visible()
    assert not without.page.locator("#map-years").is_visible()
    assert without.page.locator("#circles-jobs").is_visible()
    for section in without.page.locator("main > section").all():
        name = section.get_attribute("aria-labelledby") or ""
        assert section.locator("h2").is_visible()
        words = with_script.page.locator(f"section[aria-labelledby={name}]").evaluate("one => one.innerText.length")
        assert section.evaluate("one => one.innerText.length") > 0.9 * words
    without.page.check("#circles-jobs")
    assert without.page.locator("svg.map g.l-jobs").first.is_visible()
    assert not without.page.locator("svg.map g.l-homes").first.is_visible()
