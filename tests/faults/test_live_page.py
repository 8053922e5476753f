"""The live page as a command: it answers with processes of its own, ends at once when asked, and leaves nothing."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.explorer import made

pytestmark = pytest.mark.faults


GROWTH = "work.growth_factor"


def _workers(pid: int) -> list[int]:
    """Processes that compute for a server, as Linux tells."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")  # those of each thread that started any
    children = [int(one) for thread in listed for one in thread.read_text().split()]
    return [one for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def test_it_answers_as_one_process_does_and_ends_without_leftovers() -> None:
    command = [sys.executable, "-m", "balanssim", "explore", str(made.tiny_file()), "--no-browser", "--workers", "2"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "BALANSSIM_LANG": "en"}
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        assert server.stdout
        told = ""
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", told)):
            line = server.stdout.readline()
            assert line, server.communicate()[1]
            told += line
        port, token = int(found[1]), found[2]
        answers = [_ask(port, token, 0.8)]
        for child in _workers(server.pid):
            os.kill(child, signal.SIGKILL)  # as a system without memory does
        answers.append(_ask(port, token, 0.9))
        workers = _workers(server.pid)
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=120)
    finally:
        server.kill()
    assert server.returncode == 0
    assert len(workers) == 2
    assert "Traceback" not in said
    assert not any(Path(f"/proc/{one}").exists() and _alive(one) for one in workers)
    with made.runner() as one:
        alone = [made.ask(made.client(one), levers={GROWTH: growth}, parts=[], lang="en") for growth in (0.8, 0.9)]
    assert [one["outcomes"] for one in answers] == [one["outcomes"] for one in alone]
    assert answers[0]["outcomes"] != answers[1]["outcomes"]


def _ask(port: int, token: str, growth: float) -> Any:
    body = json.dumps({"draws": 16, "year": 2030, "parts": [], "levers": {GROWTH: growth}})
    headers = {"cookie": f"balanssim-{port}={token}", "content-type": "application/json"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=300)) as connection:
        connection.request("POST", "/api/run", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status == 200, said
        return json.loads(said)


def _alive(pid: int) -> bool:
    """Whether a process still runs: one that ended may wait for its parent to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_port_that_is_taken_is_said() -> None:
    from balanssim.explorer import serve

    with serve.listening(0) as own:
        command = [sys.executable, "-m", "balanssim", "explore", "--no-browser", "--port", str(own.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
