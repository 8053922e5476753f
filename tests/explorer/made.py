"""The live page on the tiny region, answered in this process, and a client that has the token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from balanssim.explorer import guard, serve
from balanssim.explorer.runner import Runner
from balanssim.explorer.server import application
from tests.middle import TINY, tiny_folder

TOKEN, PORT = "token-of-tests", 8123
BASE = f"http://127.0.0.1:{PORT}"


def tiny_file() -> Path:
    """A scenario file on the tiny region."""
    path = tiny_folder() / "proef.yaml"
    path.write_text(TINY.replace("draws: 130", "draws: 16"), encoding="utf-8")
    return path


@contextmanager
def runner(*overrides: str) -> Iterator[Runner]:
    """A runner without processes."""
    with serve.runner(tiny_file(), overrides, workers=0) as made:
        yield made


def client(answering: Runner, token: str = TOKEN) -> TestClient:
    """A browser that was let in, unless with another token."""
    made = TestClient(
        application(answering, TOKEN, PORT), base_url=BASE, follow_redirects=False, raise_server_exceptions=False
    )
    if token:
        made.cookies.set(guard.cookie_name(PORT), token)
    return made


def ask(browser: TestClient, **question: Any) -> Any:
    """The answer to a question of the page."""
    answer = browser.post("/api/run", json={"draws": 16, "year": 2030, **question})
    assert answer.status_code == 200, answer.text
    return answer.json()
