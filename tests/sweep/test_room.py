"""More memory than there is: refused beforehand, with what fits, and nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from balanssim import cli, engine, memory
from balanssim.region.read import load_region
from balanssim.sweep import load, room
from balanssim.sweep import run as sweeps
from tests.sweep.support import study


@pytest.mark.parametrize(
    ("free", "asked", "words"),
    [
        (50.0, {}, {"nl": "Een ontwerp van 20.000 toekomsten", "en": "A design of 20,000 futures"}),
        (room.WORKER_MB * 0.9, {}, {"nl": "Sluit andere programma's", "en": "Close other programs"}),
        (room.WORKER_MB * 3.5, {"--workers": "4"}, {"nl": "--workers 3", "en": "--workers 3"}),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_written(
    free: float, asked: dict[str, str], words: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    size = 20_000 if free == 50.0 else 300
    path = study(tmp_path, design={"method": "lhs", "size": size}, vary=["people.occupancy_new"])
    monkeypatch.setattr(memory, "free_mb", lambda: free)
    monkeypatch.setattr(engine, "run_block", lambda *_, **__: pytest.fail("computed"))
    out = tmp_path / "results"
    for lang, said in words.items():
        options = [part for pair in asked.items() for part in pair]
        assert cli.main(["sweep", str(path), "--out", str(out), *options, "--lang", lang]) == 1
        told = capsys.readouterr()
        assert (said in told.err, told.out, "Traceback" in told.err) == (True, "", False), told.err
    assert not out.exists()


def test_a_sweep_that_is_there_needs_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = study(tmp_path)
    done = sweeps.run(load.load(path), out=tmp_path, workers=1)
    monkeypatch.setattr(memory, "free_mb", lambda: room.WORKER_MB * 0.5)
    again = sweeps.run(load.load(path), out=tmp_path)
    assert (again.path, again.computed) == (done.path, 0)


def test_the_estimate_grows_with_pairs_of_zones() -> None:
    shipped = load_region("balanssim:flevoland-mra")
    assert len(shipped.zones) == 70
    assert 480 < room.worker_mb(shipped) < 700  # 527 was measured


def test_a_container_has_what_is_left_of_its_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: dict[str, Any] = {
        "/proc/meminfo": "MemTotal: 9000000 kB\nMemAvailable:  8000000 kB\n",
        "/sys/fs/cgroup/memory.max": "3000000000\n",
        "/sys/fs/cgroup/memory.current": "2500000000\n",
        "/sys/fs/cgroup/memory.stat": "anon 7\ninactive_file 400000000\n",
    }
    monkeypatch.setattr(memory, "_text", lambda path: told.get(path, ""))
    assert memory.free_mb() == pytest.approx(900)
    told["/sys/fs/cgroup/memory.max"] = "max\n"
    assert memory.free_mb() == pytest.approx(8192)
    told.clear()
    assert memory.free_mb() == float("inf")
