"""Sweeps that are killed, refused by a disk or computed twice at once; and what a worker holds however many runs."""

from __future__ import annotations

import json
import random
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from balanssim import cli
from balanssim.results import files
from balanssim.sweep.run import DESIGN, FOLDER, RECORD
from tests.faults import disks
from tests.faults.command import Result, fault, halves, waits
from tests.faults.conftest import Room, Whole, furnish
from tests.sweep.test_run import kept

pytestmark = pytest.mark.faults
#: Two policies of 70 worlds: six blocks with the central runs.
STUDY = {
    "schema_version": 1,
    "id": "proef",
    "title": {"nl": "Proef", "en": "Test"},
    "scenarios": ["a.yaml"],
    "levers": {"levers.housing.pace_cap.T1": [20, 350]},
    "outcomes": ["homes@T1@2028"],
    "design": {"method": "lhs", "size": 70},
}
SWEEP = ("sweep", "study.yaml", "--out", "results")


def room_in(folder: Path, **changes: object) -> Room:
    room = furnish(folder)
    (folder / "study.yaml").write_text(yaml.safe_dump({**STUDY, **changes}), encoding="utf-8")
    return room


def bytes_of(room: Room) -> dict[str, bytes]:
    """All bytes that must be identical of the only sweep."""
    (record,) = (room.results / FOLDER).glob(f"*/*/{RECORD}")
    return kept(SimpleNamespace(path=record.parent))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Computed by one process without faults, with every event of it."""
    room = room_in(tmp_path_factory.mktemp("swept"))
    trace = room.folder / "trace.txt"
    result = room.command(*SWEEP, "--workers", "1", env={"BALANSSIM_TRACE": str(trace)}).run()
    assert result.code == 0, result.err
    events = [line.split("\t", 1) for line in trace.read_text(encoding="utf-8").splitlines()]
    return Whole(room, result, tuple((kind, path) for kind, path in events))


def moments(swept: Whole, count: int, seed: int) -> list[dict[str, str]]:
    """Random moments at which the sweep writes, each later than the one before: a sweep that goes on comes to it."""
    there = [(at, event) for event, at in swept.first.items() if FOLDER in event[1] and event[0] != "read"]
    chosen = sorted(random.Random(seed).sample(there, count))
    return [{"kind": kind, "path": path} for _, (kind, path) in chosen]


@pytest.mark.parametrize(("count", "seed"), [(3, 1), pytest.param(20, 2, marks=pytest.mark.long)])
def test_killed_at_random_moments_it_ends_the_same(swept: Whole, tmp_path: Path, count: int, seed: int) -> None:
    room = room_in(tmp_path / "room")
    for moment in moments(swept, count, seed):
        hit = room.folder / "hit"
        hit.unlink(missing_ok=True)
        faults = [fault("signal SIGKILL group", **moment, hit=str(hit))]
        result = room.command(*SWEEP, "--workers", "1", faults=faults).run()
        assert hit.exists(), moment
        assert (result.code, result.strays) == (-signal.SIGKILL, ()), (moment, result.err)
    result = room.command(*SWEEP, "--workers", "1").run()
    assert result.code == 0, result.err
    assert bytes_of(room) == bytes_of(swept.room)
    assert halves(room.results / FOLDER) == []


@pytest.mark.parametrize("seed", [3, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 8))])
def test_killed_while_two_workers_write_it_ends_the_same(swept: Whole, tmp_path: Path, seed: int) -> None:
    """The whole group, by a worker, at a random chunk or receipt of the blocks it writes."""
    room = room_in(tmp_path / "room")
    nth = random.Random(seed).randint(1, 60)
    hit = room.folder / "hit"
    faults = [fault("signal SIGKILL group", "write", "/(store|blocks)", role="worker", nth=nth, hit=str(hit))]
    result = room.command(*SWEEP, "--workers", "2", faults=faults).run()
    assert hit.exists()
    assert (result.code, result.strays) == (-signal.SIGKILL, ()), result.err
    result = room.command(*SWEEP, "--workers", "2").run()
    assert result.code == 0, result.err
    assert bytes_of(room) == bytes_of(swept.room)


def test_a_full_disk_and_a_shut_folder_are_told_and_lose_nothing(swept: Whole, tmp_path: Path) -> None:
    room = room_in(tmp_path / "room")
    pages = sum(-(-path.stat().st_size // 4096) for path in swept.room.results.rglob("*") if path.is_file())
    with disks.small(room.results, f"{pages * 2}k"):
        result = room.command(*SWEEP, "--workers", "2", lang="en").run()
        assert (result.code, result.out, result.is_clear()) == (1, "", True), result
        assert result.told("results.disk_full", "en") or result.told("sweep.disk", "en"), result.err
        disks.resize(room.results, "64m")
        assert room.command(*SWEEP, "--workers", "2").run().code == 0
        assert bytes_of(room) == bytes_of(swept.room)
    with disks.shut(room.folder / "closed"):
        result = room.command("sweep", "study.yaml", "--out", "closed", lang="nl").run()
        assert (result.code, result.out, result.is_clear()) == (1, "", True), result
        assert result.told("results.not_writable", "nl"), result.err


def test_two_at_once_and_a_store_of_a_later_version_are_refused(
    swept: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    room = room_in(tmp_path / "room")
    hold = room.folder / "hold"
    first = room.command(*SWEEP, "--workers", "1", faults=[fault(f"hold {hold}", "write", "blocks/")])

    def second(_: object) -> None:
        waits(hold)
        result = room.command(*SWEEP, "--workers", "1", lang="en").run()
        hold.unlink()
        assert (result.code, result.out, result.is_clear()) == (1, "", True), result
        assert result.told("results.locked", "en"), result.err

    assert first.run(second).code == 0
    assert bytes_of(room) == bytes_of(swept.room)
    (record,) = (room.results / FOLDER).glob(f"*/*/{RECORD}")
    record.write_bytes(files.dump({**json.loads(record.read_bytes()), "record_version": 99}))
    before = {path: path.read_bytes() for path in record.parent.rglob("*") if path.is_file()}
    monkeypatch.chdir(room.folder)
    for words in (SWEEP, ("sweep", "export", "study.yaml"), ("sweep", "indices", "study.yaml")):
        code = cli.main(["--lang", "nl", *words])
        result = Result(code, *capsys.readouterr())
        assert (result.code, result.out, result.is_clear()) == (1, "", True), result
        assert result.told("results.newer_contract", "nl"), result.err
    assert before == {path: path.read_bytes() for path in record.parent.rglob("*") if path.is_file()}
    assert (record.parent / DESIGN).exists()


@pytest.mark.parametrize(
    ("many", "scenario"),
    [(1_600, "a.yaml"), pytest.param(20_000, "a.yaml", marks=pytest.mark.long),
     pytest.param(20_000, "balanssim:referentie", marks=pytest.mark.long)],
)  # fmt: skip
def test_what_a_worker_holds_is_the_same_for_few_runs_and_many(tmp_path: Path, many: int, scenario: str) -> None:
    """Peak of a worker in MB, for some runs and for many times as many."""
    peaks = []
    for size in (min(1_000, many // 5), many):
        changes = {"levers": {}, "scenarios": [scenario], "design": {"method": "lhs", "size": size}}
        if scenario != "a.yaml":
            changes["outcomes"] = ["homes@GM0034@2028"]
        room = room_in(tmp_path / str(size), **changes)
        result = room.command(*SWEEP, "--workers", "2", "--json").run(patience=7_200.0)  # 20,000 real runs take long
        assert result.code == 0, result.err
        told = json.loads(result.out)
        assert (told["runs"], told["computed"], told["failed"]) == (size, size, 0)
        peaks.append(told["worker_memory_mb"])
    assert peaks[0] > 50
    assert abs(peaks[1] / peaks[0] - 1) < 0.1, peaks
