"""A page of levers as one file, opened from disk with the network shut: it moves, compares, saves, tells its limits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

import balanssim as bs
from balanssim import scenario
from balanssim.explorer import offline
from tests.browser.opened import Opened
from tests.browser.test_accessibility import TAGS
from tests.explorer import made

pytestmark = pytest.mark.browser
GROWTH, METRO = "work.growth_factor", "infrastructure.P2_METRO"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three positions of the tiny region."""
    target = tmp_path_factory.mktemp("offline") / "knoppen.html"
    with made.runner() as answering:
        asked = offline.asked(answering, [f"{GROWTH}=0.5,2"], 16, [2030])
        offline.write(target, offline.page(answering, asked, "nl"))
    return target


@pytest.fixture
def visit(browser: Browser, file: Path) -> Iterator[Callable[..., Page]]:
    """Open the file at a state; at the end nothing may have been said, nor asked of anything but the file itself."""
    contexts: list[BrowserContext] = []
    heard: list[str] = []

    def open_(state: str = "", width: int = 1280) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(120_000)
        context.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: heard.append(str(error.error)))
        page = context.new_page()
        page.on("request", lambda one: heard.append(one.url) if not one.url.startswith(("file:", "blob:")) else None)
        page.goto(f"{file.as_uri()}#{state}")
        settled(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert heard == []


def settled(page: Page) -> dict[str, float]:
    """Wait for an answer to what the controls say; its outcomes by row."""
    expect(page.locator("html")).to_have_attribute("data-shown", re.compile(".+"))
    expect(page.locator("#status")).to_contain_text(re.compile("Vooraf|Computed"))
    found: dict[str, float] = json.loads(page.locator("html").get_attribute("data-shown") or "")["outcomes"]
    return found


def move(page: Page, value: str) -> dict[str, float]:
    """Set the lever, and what is shown then."""
    page.evaluate("document.documentElement.dataset.shown = ''; document.getElementById('status').textContent = ''")
    page.locator(f"[data-lever='{GROWTH}']").select_option(value)
    return settled(page)


def test_a_lever_moved_gives_the_numbers_of_the_api(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit()
    before = settled(page)
    after = move(page, "0.5")
    run = bs.simulate(made.tiny_file(), overrides=[f"levers.{GROWTH}=0.5"], draws=16, out=tmp_path, workers=1)
    jobs = np.median(run["jobs_all_added"].sel(area="T1", year=2030).values.astype(np.float64))
    assert after["jobs_all_added@T1"] == jobs < before["jobs_all_added@T1"]
    assert page.locator("[data-part=fans] .chart").first.locator("figure").count() == 1
    assert page.locator(".lever.moved").count() == 1
    assert f"{GROWTH}=0.5" in page.url

    page.click("#pin")
    expect(page.locator("[data-part=fans] .chart").first.locator("figure")).to_have_count(2)
    expect(page.locator("[data-part=story] .key")).to_contain_text("Scenario")
    expect(page.locator("#status")).to_have_text(re.compile("^Vergeleken met het scenario.* 16 toekomsten"))
    page.reload()  # the state stands in the address
    assert settled(page)["jobs_all_added@T1"] == jobs
    assert page.locator("#unpin").is_visible()
    assert page.locator("#pin").is_hidden()

    page.fill("#name", "uit-het-bestand")
    with page.expect_download() as download:
        page.click("#save")
    path = made.tiny_file().with_name("uit-het-bestand.yaml")
    download.value.save_as(path)
    assert scenario.load(path).id == "uit-het-bestand"
    assert scenario.load(path).scenario.levers.work.growth_factor == 0.5
    page.fill("#name", "referentie")
    page.click("#save")
    expect(page.locator("#problem")).to_contain_text("Geen naam voor een scenario")
    for button, begin in (("#data", b"scenario,changed,draws"), ("text=SVG", b"<svg"), ("text=PNG", b"\x89PNG")):
        with page.expect_download() as download:
            page.locator(button).first.click()
        assert Path(download.value.path()).read_bytes().startswith(begin)


def test_any_position_can_be_pinned_and_is_compared_in_a_table(visit: Callable[..., Page]) -> None:
    page = visit(f"{GROWTH}=0.5")
    page.click("#keep")
    expect(page.locator("#status")).to_have_text(re.compile("^Vastgezet"))
    move(page, "2")
    rows = page.locator("#between ~ .wide tbody tr")
    cells = rows.filter(has_text="Banen Testad, erbij").first.locator("td").all_inner_texts()
    assert cells[2].startswith("+")
    assert "[" in cells[2]
    assert cells[0] != cells[1]
    expect(page.locator("#differs")).to_have_text(re.compile(r"^A: .*0,5\. B Nu: .*2\.$"))
    page.reload()
    settled(page)
    assert rows.filter(has_text="Banen Testad, erbij").first.locator("td").all_inner_texts() == cells
    with page.expect_download() as download:
        page.click("#data")
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines.count(lines[0]) == 1
    assert {line.split(",")[1] for line in lines[1:]} == {f"levers.{GROWTH}=0.5", f"levers.{GROWTH}=2"}
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    assert [rule["id"] for rule in Axe().run(page, options=options).response["violations"]] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert Opened(page).wider_than(360) == {}
    assert rows.first.locator("td").last.get_attribute("data-label") == "Verschil, nu met vastgezet"
    page.click("#pin")  # the scenario takes its place
    expect(page.locator("[data-part=fans] .chart").first.locator("figure")).to_have_count(2)
    expect(page.locator("#between")).to_have_count(0)


def test_what_was_not_computed_is_said_and_the_other_language_keeps_the_state(visit: Callable[..., Page]) -> None:
    page = visit(f"{GROWTH}=2&{METRO}=never&draws=100&pin=work.growth_factor%3D0.7")
    assert page.locator(f"[data-lever='{GROWTH}']").input_value() == "2"
    expect(page.locator("#problem")).to_contain_text("niet doorgerekend op deze pagina: 3")
    assert page.locator("#unpin").is_hidden()
    words = page.inner_text("#levers")
    for one in ("Opening van Metro", "volgens procedures", "1-1-2030", "meer toekomsten rekenen"):
        assert one in words
    dutch = settled(page)
    page.click("#other")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert settled(page) == dutch
    expect(page.locator("#problem")).to_be_hidden()
    assert page.title() == "Computed beforehand: Test"
    assert page.locator(f"[data-lever='{GROWTH}']").input_value() == "2"
    assert "knoppen" not in page.inner_text("main").lower()


def test_by_keyboard_accessible_and_fits_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(f"{GROWTH}=0.5")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answers"
    assert f"{GROWTH}=0.5" in page.url
    page.focus(f"[data-lever='{GROWTH}']")
    before = settled(page)["jobs_all_added@T1"]
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "was => JSON.parse(document.documentElement.dataset.shown).outcomes['jobs_all_added@T1'] > was", arg=before
    )
    for part in ("map", "areas", "procedures"):
        page.locator(f"[data-part={part}] summary").first.click()
        page.wait_for_selector(f"[data-part={part}] section")
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    assert [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert Opened(page).wider_than(360) == {}
