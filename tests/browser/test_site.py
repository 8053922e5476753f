"""The built site, opened from disk with the network shut: it asks nothing of others, and its search answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs", reason="needs the extra docs")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def test_a_reader_without_a_network_reads_and_finds(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for path in ("index.html", "reference/scenario.html", "repository/scenarios/index.html", "nl/pagina-lezen.html"):
        page.goto((site / path).as_uri())
    page.click(".md-search__input")
    page.keyboard.type("bezetting drukste uur", delay=30)
    page.wait_for_selector(".md-search-result__item h1", timeout=20_000)
    assert "Begrippen" in page.inner_text(".md-search-result__list")
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))] == []
    assert wrong == []
    page.close()


def test_a_page_says_its_language_and_fits_a_phone(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    for path, lang in (("nl/scenario-maken.html", "nl"), ("howto/make-a-scenario.html", "en"), ("model.html", "en")):
        page.goto((site / path).as_uri())
        assert page.evaluate("document.documentElement.lang") == lang
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.close()
