"""What reaches the port of the live page from elsewhere, or is no question, gets a clear no in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from balanssim.errors import RunError
from balanssim.explorer import guard, serve
from balanssim.explorer.runner import Runner
from tests.explorer import made


@pytest.fixture(scope="module")
def answering() -> Iterator[Runner]:
    with made.runner() as one:
        yield one


@pytest.fixture
def browser(answering: Runner) -> TestClient:
    return made.client(answering)


def refused(answer: Any, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert told["code"] == f"explore.{code}"
    assert told["nl"] != told["en"]
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"] == guard.POLICY


def test_only_the_names_of_this_machine(browser: TestClient) -> None:
    for host in ("evil.example", "127.0.0.1", f"127.0.0.1:{made.PORT + 1}", f"127.0.0.1.evil.example:{made.PORT}", ""):
        refused(browser.get("/", headers={"host": host}), 421, "refused.host")
    assert browser.get("/", headers={"host": f"localhost:{made.PORT}"}).status_code == 200


def test_no_question_from_another_page(browser: TestClient) -> None:
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{made.PORT}"):
        refused(browser.post("/api/run", json={}, headers={"origin": origin}), 403, "refused.origin")
    form = {"content-type": "application/x-www-form-urlencoded"}
    refused(browser.post("/api/run", content=b"levers=1", headers=form), 415, "refused.kind")


def test_nothing_without_the_token(answering: Runner) -> None:
    for token in ("", "wrong", made.TOKEN[:-1], made.TOKEN + "x"):
        stranger = made.client(answering, token)
        for path in ("/", "/explore.js", "/explore.css", "/nothing"):
            refused(stranger.get(path), 403, "refused.token")
        refused(stranger.post("/api/run", json={}), 403, "refused.token")
        refused(stranger.get("/?token=wrong"), 403, "refused.token")


def test_the_token_becomes_a_cookie_and_leaves_the_address(answering: Runner) -> None:
    newcomer = made.client(answering, "")
    answer = newcomer.get(f"/?token={made.TOKEN}&lang=en")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=en")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    page = newcomer.get(answer.headers["location"])
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    assert made.TOKEN not in page.text


def test_every_answer_shuts_the_browser_to_all_else(browser: TestClient) -> None:
    for answer in (browser.get("/"), browser.get("/explore.js"), browser.get("/nothing")):
        headers = answer.headers
        assert headers["content-security-policy"] == guard.POLICY
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "unsafe" not in guard.POLICY
    assert "http" not in guard.POLICY
    page = browser.get("/").text
    assert "<script>" not in page
    assert "<style" not in page
    assert " style=" not in page


def test_too_large_is_refused_before_it_is_read(browser: TestClient) -> None:
    refused(browser.post("/api/run", content=b" " * (guard.MOST + 1)), 413, "refused.large")

    def endless() -> Iterator[bytes]:
        for _ in range(guard.MOST // 1000 + 2):
            yield b" " * 1000

    kind = {"content-type": "application/json"}
    refused(browser.post("/api/run", content=endless(), headers=kind), 413, "refused.large")
    refused(browser.get("/", params={"lang": "x" * guard.MOST}), 413, "refused.large")


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        ("/nothing", "GET", 404, "refused.path"),
        ("/../../etc/passwd", "GET", 404, "refused.path"),
        ("/explore.js/", "GET", 404, "refused.path"),
        ("/api/run", "GET", 405, "refused.method"),
        ("/", "DELETE", 405, "refused.method"),
    ],
)
def test_what_is_not_there(browser: TestClient, path: str, method: str, status: int, code: str) -> None:
    refused(browser.request(method, path), status, code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b"\xff\xfe", "json"),
        (b"[" * 20_000, "json"),
        (b"[1]", "json"),
        (b'{"levers": [1]}', "levers"),
        (b'{"levers": {"sampling.draws": 1}}', "lever"),
        (b'{"levers": {"\\ud800": 1}}', "lever"),
        (b'{"levers": {"__class__": "x"}}', "lever"),
        (b'{"levers": {"work.growth_factor": NaN}}', "number"),
        (b'{"levers": {"work.growth_factor": 1e999}}', "number"),
        (b'{"levers": {"work.growth_factor": ' + b"9" * 4000 + b"}}", "number"),
        (b'{"levers": {"work.growth_factor": "1"}}', "number"),
        (b'{"levers": {"work.growth_factor": true}}', "number"),
        (b'{"levers": {"work.growth_factor": null}}', "number"),
        (b'{"levers": {"work.growth_factor": 2.1}}', "number"),
        (b'{"levers": {"grid.reinforcement_year": 2030.5}}', "number"),
        (b'{"levers": {"infrastructure.P2_METRO": "2049"}}', "choice"),
        (b'{"levers": {"infrastructure.P2_METRO": "never, goals: []"}}', "choice"),
        (b'{"levers": {"infrastructure.P2_METRO": {"value": 2030}}}', "choice"),
        (b'{"pinned": 3}', "levers"),
        (b'{"draws": 100000}', "draws"),
        (b'{"draws": true}', "draws"),
        (b'{"draws": [16]}', "draws"),
        (b'{"draws": 16, "year": 1812}', "year"),
        (b'{"draws": 16, "year": "2030"}', "year"),
        (b'{"parts": ["../page"]}', "parts"),
        (b'{"parts": "story"}', "parts"),
        (b'{"tab": {}}', "tab"),
    ],
)
def test_what_is_no_question(browser: TestClient, body: bytes, code: str) -> None:
    answer = browser.post("/api/run", content=body, headers={"content-type": "application/json"})
    refused(answer, 400, f"refused.{code}")


@pytest.mark.parametrize("name", ["", "../x", "a b", "A", "x" * 61, "referentie", None, 3, 'x"\r\nset-cookie: a=b'])
def test_what_is_no_name_of_a_file(browser: TestClient, name: object) -> None:
    answer = browser.post("/api/scenario", json={"name": name})
    refused(answer, 400, "refused.name")


def test_a_fault_is_told_here_and_not_there(answering: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    browser = made.client(answering)
    kept, answering._worlds = answering._worlds, None  # type: ignore[assignment]
    try:
        refused(browser.post("/api/run", json={"year": 2030, "levers": {"work.growth_factor": 1.9}}), 500, "failed")
    finally:
        answering._worlds = kept
    assert "AttributeError" in capsys.readouterr().err


def test_what_is_not_installed_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve.util, "find_spec", lambda name: None)
    with pytest.raises(RunError) as refused:
        serve.serve("no-such.yaml", preparing=lambda: None, ready=lambda url: None)
    assert refused.value.code == "explore.needs"
