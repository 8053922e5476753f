"""Two small scenarios on the tiny region, and what comparing them leaves when nothing goes wrong."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from balanssim import testing
from tests.faults.command import Command, Result, kept
from tests.middle import TINY

SCENARIO = TINY.replace("end: 2030", "end: 2028").replace("draws: 130", "draws: 66")  # central, 64 and 2 futures
#: As a user types it; ``--year`` because the small horizon ends early, the summary because there are many commands.
ASKED = ("--out", "results", "--year", "2028", "--profile", "summary")
COMPARE = ("compare", "a.yaml", "b.yaml", *ASKED)
RUN = ("run", "a.yaml", *ASKED)


@dataclass(frozen=True)
class Room:
    """A folder with scenarios in it, and with results or not."""

    folder: Path

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def command(self, *words: str, **more: Any) -> Command:
        return Command(self.folder, words, **more)

    def compare(self, *more: str, workers: int = 1, **options: Any) -> Command:
        return self.command(*COMPARE, "--workers", str(workers), *more, **options)

    def run(self, *more: str, workers: int = 1, **options: Any) -> Command:
        return self.command(*RUN, "--workers", str(workers), *more, **options)

    def runs(self, name: str = "*") -> list[Path]:
        return sorted(path.parent for path in self.results.glob(f"{name}/*/run.json"))


@dataclass(frozen=True)
class Whole:
    """An undisturbed comparison: its room, how it ended, and every event of its only process in order."""

    room: Room
    result: Result
    events: tuple[tuple[str, str], ...]

    @cached_property
    def kept(self) -> dict[str, bytes]:
        return kept(self.room.results)

    @cached_property
    def first(self) -> dict[tuple[str, str], int]:
        """Number of the first event that a fault would take for this one."""
        named = [(kind, pattern(path)) for kind, path in self.events]
        return {event: i for i, event in reversed(list(enumerate(named)))}

    def phase(self, name: str) -> list[int]:
        """Numbers of the events of a phase: start, preparation, store, block, receipt or page."""
        paths = [path for _, path in self.events]
        prepared = next(i for i, path in enumerate(paths) if path.endswith("a.yaml"))
        stored = next(i for i, path in enumerate(paths) if path.endswith("run.lock"))
        receipts = [i for i, path in enumerate(paths) if re.search(r"blocks/\d{6}\.json\.\d+\.partial$", path)]
        blocks = [i for i, path in enumerate(paths) if re.search(r"store\.zarr/\w+/\w+/c/.*partial$", path)]
        begun = next(i for i, path in enumerate(paths) if path == "balanssim.cli")
        picked: dict[str, Iterable[int]] = {
            "start": range(begun, prepared),
            "preparation": range(prepared, stored),
            "store": range(stored, blocks[0]),
            "block": [i for i in blocks if self.events[i][0] in ("write", "os.rename")],
            "receipt": receipts,
            "page": range(receipts[-1] + 1, len(paths)),
        }
        return list(picked[name])

    def moment(self, phase: str, rng: random.Random) -> dict[str, str]:
        """A random event of a phase, as the ``kind`` and ``path`` of a fault: one that does not occur before."""
        return self.moments([phase], rng)[0]

    def moments(self, phases: Sequence[str], rng: random.Random) -> list[dict[str, str]]:
        """A random event of each phase, each later than the one before: a run that goes on will come to it."""
        found: list[dict[str, str]] = []
        after = -1
        for phase in phases:
            chosen = {i for i in self.phase(phase) if i > after}
            (kind, path), after = rng.choice([item for item in self.first.items() if item[1] in chosen])
            found.append({"kind": kind, "path": path})
        return found


def pattern(path: str) -> str:
    """What matches the same file in another room, by another process."""
    parts = path.split("/")
    last = 4 if "__pycache__" in parts else 2 if "region" in parts else 1
    tail = "/".join(parts[parts.index("results") + 1 :] if "results" in parts else parts[-last:])
    tail = re.sub(r"\.[0-9a-f]{32}\.partial|\.\d+\.partial", ".#.partial", tail)
    return "(^|/)" + re.escape(tail).replace(r"\.\#\.partial", r"\.[0-9a-f]+\.partial") + "$"


def furnish(folder: Path) -> Room:
    """Scenarios and their region in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    testing.tiny_region(folder / "region")
    (folder / "a.yaml").write_text(SCENARIO.replace("id: tiny", "id: a"), encoding="utf-8")
    (folder / "b.yaml").write_text(SCENARIO.replace("id: tiny", "id: b").replace("350", "100"), encoding="utf-8")
    return Room(folder)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    for name in ("first", "again"):
        room = furnish(tmp_path_factory.mktemp(name))
        trace = room.folder / "trace.txt"
        result = room.compare(env={"BALANSSIM_TRACE": str(trace)}).run()
        assert result.code == 0, result.err
        events = [line.split("\t", 1) for line in trace.read_text(encoding="utf-8").splitlines()]
        if not any(kind == "write" and "__pycache__" in path for kind, path in events):
            break  # else it made byte code, which later commands will not
    return Whole(room, result, tuple((kind, path) for kind, path in events))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return furnish(tmp_path / "room")


@pytest.fixture
def finished(whole: Whole, tmp_path: Path) -> Room:
    """A room of its own in which the comparison is there already."""
    shutil.copytree(whole.room.folder, tmp_path / "room")
    return Room(tmp_path / "room")


@pytest.fixture
def completes(whole: Whole) -> Callable[[Command, Room], Result]:
    """The same command without faults ends well, and leaves what an undisturbed one leaves."""

    def check(command: Command, room: Room) -> Result:
        again = replace(command, faults=(), options={}).run()
        assert again.code == 0, again.err
        assert again.is_clear(), again.err
        found = kept(room.results)
        studies = {run.parent.name for run in room.runs()}
        wanted = {name: data for name, data in whole.kept.items() if name.split("/")[0] in studies}
        assert found.keys() == wanted.keys()
        assert [name for name, data in wanted.items() if found[name] != data] == []
        return again

    return check
