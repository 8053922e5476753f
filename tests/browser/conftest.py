"""A Chromium for all tests here, with the network shut, and the pages that it opens, made once for all workers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import making, opened

#: Debian's, Ubuntu's and other names; BALANSSIM_CHROMIUM names any other.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: A sandbox needs rights that a container does not give; the pages are our own. No name is looked up, anywhere: the
#: live page has none, and all others are opened without a network.
ARGUMENTS = (
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-background-networking",
)


def chromium() -> str | None:
    """Path of a Chromium, None where there is none."""
    named = os.environ.get("BALANSSIM_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Without one these tests are skipped, but fail where they were asked for by .ci/run."""
    path = chromium()
    if path is None:
        missing = f"no Chromium found (looked for {', '.join(NAMES)}; BALANSSIM_CHROMIUM may name one)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> making.Pages:
    """The pages under test and what was printed beside them."""
    base = tmp_path_factory.getbasetemp()
    return making.once(base if worker_id == "master" else base.parent)


@pytest.fixture
def visit(browser: Browser, pages: making.Pages) -> Iterator[Callable[..., opened.Opened]]:
    """Open a page by name; at the end nothing may have been asked of a network, nor said on the console."""
    found: list[opened.Opened] = []

    def open_(name: str, *, width: int = 1280, height: int = 900, script: bool = True) -> opened.Opened:
        context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, java_script_enabled=script
        )
        context.set_default_timeout(300_000)  # a shared machine is slow at times
        found.append(opened.Opened(context.new_page()))
        found[-1].go(pages.file(name))
        return found[-1]

    yield open_
    for one in found:
        one.page.context.close()
    for one in found:
        assert one.asked == []
        assert one.said == []


@pytest.fixture
def page(visit: Callable[..., opened.Opened]) -> Page:
    """The comparison of two scenarios in Dutch."""
    return visit("two-nl").page
