"""The region that comes with the package: stopped and killed at random moments, and completed to the same bytes."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from balanssim.clistop import INTERRUPTED
from tests.faults.command import Command, fault, kept, storm

pytestmark = pytest.mark.faults
WORDS = ("--draws", "2", "--profile", "summary", "--workers", "2")
A, B = "balanssim:referentie", "balanssim:omgevingsvisie"


@pytest.mark.long
def test_stopped_and_killed_in_blocks(tmp_path):
    def command(out, **more):
        return Command(tmp_path, ("run", A, *WORDS, "--out", out), **more)

    assert command("whole").run().code == 0
    hit = tmp_path / "hit"
    place = r"^killed/referentie/\w+/store\.zarr/draws/homes_added/c/"
    stopped = command("killed", faults=[fault("signal SIGINT group", "write", place, role="worker", hit=str(hit))])
    result = stopped.run(storm(signal.SIGINT, hit, 12))
    assert (result.code, result.is_clear(), result.told("cli.interrupted")) == (INTERRUPTED, True, True), result.err
    place = r"^killed/referentie/\w+/blocks/000001\.json"
    faults = [fault("signal SIGKILL group", "os.rename", place, role=role) for role in ("main", "worker")]
    killed = command("killed", faults=faults).run()  # one block left is computed by the main process
    assert (killed.code, killed.strays) == (-signal.SIGKILL, ())
    assert command("killed").run().code == 0
    assert kept(tmp_path / "killed") == kept(tmp_path / "whole")


@pytest.mark.long
def test_stopped_and_killed_by_the_clock(tmp_path):
    """No moment is chosen by us: whatever the program is doing then, between two lines or inside a library."""

    def command(out):
        return Command(tmp_path, ("compare", A, B, "--draws", "130", "--workers", "2", "--out", out), lang="en")

    begun = time.monotonic()
    assert command("whole").run().code == 0
    whole, rng = time.monotonic() - begun, random.Random(13)
    for number in range(16):
        sent = rng.choice([signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
        process = command("killed")
        pause = 0.5 + rng.uniform(0.0, whole / 3)

        def send(running, sent=sent, pause=pause, again=number % 2):
            time.sleep(pause)
            for _ in range(1 + again):
                if running.poll() is None:
                    os.killpg(running.pid, sent)
                    time.sleep(0.05)

        result = process.run(send)
        if result.code == 0:
            continue
        assert result.code == (-sent if sent == signal.SIGKILL else INTERRUPTED), (sent, pause, result)
        assert sent == signal.SIGKILL or (result.is_clear() and result.told("cli.interrupted", "en")), result.err
    assert command("killed").run().code == 0
    assert kept(tmp_path / "killed") == kept(tmp_path / "whole")
