"""The live page in a browser: what is moved is computed, and what is shown is what the program says."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

import balanssim as bs
from balanssim import scenario
from balanssim.explorer import serve
from balanssim.explorer.server import application
from tests.browser.opened import Opened as WidePage
from tests.browser.test_accessibility import TAGS
from tests.explorer import made

pytestmark = pytest.mark.browser
PATIENCE = 120_000


@dataclass
class Served:
    """A server that runs, and the address with its token."""

    port: int
    token: str
    server: uvicorn.Server
    thread: threading.Thread
    listening: Any  # its end closes the socket

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.server.force_exit = True
        self.thread.join(60)
        self.listening.__exit__(None, None, None)


def start(answering: Any, token: str, port: int = 0) -> Served:
    listening = serve.listening(port)
    own = listening.__enter__()
    number = own.getsockname()[1]
    config = uvicorn.Config(
        application(answering, token, number), log_level="error", lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: server.run(sockets=[own]), daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    return Served(number, token, server, thread, listening)


@pytest.fixture(scope="module")
def answering() -> Iterator[Any]:
    with made.runner() as one:
        yield one


@pytest.fixture(scope="module")
def served(answering: Any) -> Iterator[Served]:
    one = start(answering, "first-token")
    yield one
    one.stop()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def context(browser: Browser, said: list[str]) -> Iterator[BrowserContext]:
    """A browser window; at the end nothing may have been said on the console, nor asked elsewhere."""
    one = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    one.set_default_timeout(PATIENCE)
    one.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    one.on("weberror", lambda error: said.append(str(error.error)))
    asked: list[str] = []
    one.on("request", lambda request: asked.append(request.url))
    yield one
    one.close()
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "blob:"))] == []
    assert said == []


def opened(context: BrowserContext, served: Served, state: str = "draws=16&year=2030", lang: str = "nl") -> Page:
    page = context.new_page()
    page.goto(f"{served.url}&lang={lang}#{state}")
    settled(page, lang)
    return page


def settled(page: Page, lang: str = "nl") -> None:
    """Wait for the answer to what the controls say."""
    word = "Bijgewerkt" if lang == "nl" else "Updated"
    expect(page.locator("#status")).to_contain_text(word, timeout=PATIENCE)
    expect(page.locator("#answers")).not_to_have_class("busy", timeout=PATIENCE)


@contextmanager
def new_answer(page: Page, lang: str = "nl") -> Iterator[None]:
    """What is done inside gives a new answer, and it is waited for."""
    page.evaluate("document.documentElement.dataset.shown = ''; document.getElementById('status').textContent = ''")
    yield
    expect(page.locator("html")).to_have_attribute("data-shown", re.compile(".+"), timeout=PATIENCE)
    settled(page, lang)


def shown(page: Page, row: str) -> float:
    return float(page.evaluate("row => JSON.parse(document.documentElement.dataset.shown).outcomes[row]", row))


def move(page: Page, lever: str, value: str) -> None:
    control = page.locator(f"[data-lever='{lever}']")
    if control.evaluate("one => one.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)


def test_a_lever_moved_gives_the_numbers_of_the_api(context: BrowserContext, served: Served, tmp_path: Path) -> None:
    page = opened(context, served)
    before = shown(page, "homes_added@T1")
    with new_answer(page):
        move(page, "housing.pace_cap.T1", "50")
    assert "housing.pace_cap.T1=50" in page.url
    run = bs.simulate(made.tiny_file(), overrides=["levers.housing.pace_cap.T1=50"], draws=16, out=tmp_path, workers=1)
    told = np.median(run["homes_added"].sel(area="T1", year=2030).values.astype(np.float64))
    assert shown(page, "homes_added@T1") == told < before
    words = page.locator("[data-part=goals]").inner_text()
    assert f"{round(told / 10) * 10:,.0f}".replace(",", ".")[:2] in words

    # pinned: two columns, told apart
    with new_answer(page):
        page.click("#pin")
    with new_answer(page):
        page.click("#reset")
    assert page.locator("[data-part=fans] .chart").first.locator("figure").count() == 2
    assert shown(page, "homes_added@T1") == before
    assert "pin=housing" in page.url
    told_of = page.locator("#differs").inner_text()
    assert "50, in het scenario" in told_of
    assert told_of.endswith("gelijk aan het scenario.")
    with new_answer(page):
        page.click("#unpin")
    assert page.locator("[data-part=fans] .chart").first.locator("figure").count() == 1


def test_saved_and_read_again(context: BrowserContext, served: Served) -> None:
    page = opened(context, served, "draws=16&year=2030&work.growth_factor=0.5&infrastructure.P2_METRO=never")
    assert page.locator(".lever.moved").count() == 2
    page.fill("#name", "uit-de-browser")
    with page.expect_download() as download:
        page.click("#save")
    path = made.tiny_file().with_name("uit-de-browser.yaml")
    download.value.save_as(path)
    assert scenario.check(path) == []
    levers = scenario.load(path).scenario.levers
    assert levers.work.growth_factor == 0.5
    assert levers.infrastructure["P2_METRO"].opening == "never"
    with page.expect_download() as download:
        page.click("#data")
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("scenario,changed,draws,outcome,place")
    for kind, begin in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as download:
            page.locator("[data-part=fans] .picture button", has_text=kind).first.click()
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(begin)
        assert len(content) > 3000


def test_language_tabs_and_what_is_no_lever(context: BrowserContext, served: Served) -> None:
    page = opened(context, served, "draws=16&year=2030&work.growth_factor=0.5&nothing=1&demand.household_factor=99")
    expect(page.locator("#problem")).to_contain_text("niet van dit scenario: 2")  # and stays when the answer is there
    other = opened(context, served, lang="en")
    assert shown(other, "jobs_all_added@T1") > shown(page, "jobs_all_added@T1")
    page.click("#other")
    settled(page, "en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "Test"
    assert page.locator("[data-lever='work.growth_factor']").input_value() == "0.5"
    assert "Uitkomsten" not in page.inner_text("main")


def test_by_keyboard_alone(context: BrowserContext, served: Served) -> None:
    page = opened(context, served, "draws=16&year=2030&work.growth_factor=0.5")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answers"
    assert "work.growth_factor=0.5" in page.url  # the state stays, in the address and in the controls
    assert page.locator("[data-lever='work.growth_factor']").input_value() == "0.5"
    page.locator(".skip").focus()
    seen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.dataset.lever ?? document.activeElement.id"))
        if seen[-1] == "mobility.wfh_extra_share":
            break
    assert {"infrastructure.P1_BRIDGE", "housing.pace_cap.T1", "work.growth_factor"} <= set(seen)
    before = shown(page, "commute_load_extra@bridge")
    with new_answer(page):
        page.keyboard.press("End")
    assert shown(page, "commute_load_extra@bridge") < before
    assert page.evaluate("document.activeElement.dataset.lever") == "mobility.wfh_extra_share"
    with new_answer(page):
        page.focus("#pin")
        page.keyboard.press("Enter")
    assert page.locator("#unpin").is_visible()


def test_accessible_and_fits_a_phone(context: BrowserContext, served: Served) -> None:
    page = opened(context, served)
    with new_answer(page):  # what is opened while an answer is on its way does not call it off
        move(page, "work.growth_factor", "1.5")
        page.locator("[data-part=map] summary").first.click()
    page.wait_for_selector("[data-part=map] section", timeout=PATIENCE)
    for part in ("areas", "procedures"):
        page.locator(f"[data-part={part}] summary").first.click()
        page.wait_for_selector(f"[data-part={part}] section", timeout=PATIENCE)
    table = page.locator("#areas-municipalities")
    names = table.locator("tbody th")
    before = names.all_inner_texts()
    table.locator("thead button").first.click()
    assert names.all_inner_texts() == sorted(before) != sorted(before, reverse=True)
    table.locator("thead button").first.click()
    with new_answer(page):
        move(page, "work.growth_factor", "1.4")
    expect(names.first).to_have_text(max(before))  # an answer that comes keeps the order
    assert table.locator("th[aria-sort=descending]").count() == 1
    page.locator("button.copy").first.click()
    told = page.locator("[data-part=areas] [role=status]").first
    expect(told).not_to_be_empty()
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    assert [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert WidePage(page).wider_than(360) == {}


def test_server_stopped_and_started_again(
    context: BrowserContext, served: Served, answering: Any, said: list[str]
) -> None:
    second = start(answering, "second-token")
    page = opened(context, second, "draws=16&year=2030&work.growth_factor=0.5")
    second.stop()
    move(page, "work.growth_factor", "0.6")
    expect(page.locator("#problem")).to_contain_text("balanssim explore", timeout=PATIENCE)
    third = start(answering, "third-token", second.port)
    try:
        move(page, "work.growth_factor", "0.7")
        expect(page.locator("#problem")).to_contain_text("eerdere start", timeout=PATIENCE)
        fragment = page.url.partition("#")[2]
        assert "work.growth_factor=0.7" in fragment
        again = context.new_page()
        again.goto(f"{third.url}#{fragment}")
        settled(again)
        assert again.locator("[data-lever='work.growth_factor']").input_value() == "0.7"
    finally:
        third.stop()
    with suppress(ValueError):  # the browser tells of what failed, and is to
        while True:
            said.remove(next((one for one in said if "Failed to load resource" in one), ""))
