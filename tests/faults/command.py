"""The console command in a process of its own, with faults, and what it leaves behind."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from balanssim import texts
from balanssim.results import record, store
from tests.results.support import content

INJECT = Path(__file__).parent / "inject"
#: What no user may see, whatever goes wrong.
UGLY = ("Traceback", "Exception", "Task was destroyed", "Errno", "KeyboardInterrupt", "BrokenProcessPool", '  File "')
#: Seconds after which a process that should end is taken for one that hangs.
PATIENCE = 240.0


def program() -> list[str]:
    """The installed console command of this environment, or its module where there is none."""
    script = Path(sys.executable).with_name("balanssim")
    return [str(script)] if script.exists() else [sys.executable, "-m", "balanssim"]


def fault(do: str, kind: str, path: str, *, role: str = "main", nth: int = 1, **more: Any) -> dict[str, Any]:
    """One fault, see ``inject/sitecustomize.py``."""
    return {"do": do, "kind": kind, "path": path, "role": role, "nth": nth, **more}


@dataclass(frozen=True)
class Result:
    """How a command ended; ``strays`` are processes of it that stayed."""

    code: int
    out: str
    err: str
    strays: tuple[int, ...] = ()

    def told(self, code: str, lang: str = "nl") -> bool:
        """Whether the errors hold the words of a message, whatever is filled in."""
        words = str(texts._table("messages", lang)[code])
        pattern = ".*".join(re.escape(part) for part in re.split(r"\{[^}]*\}", words.split("\n")[0]))
        return re.search(pattern, self.err, re.DOTALL) is not None

    def is_clear(self) -> bool:
        """Nothing but words of ours, and nobody left behind."""
        return not self.strays and not [word for word in UGLY if word in self.err]


def _heard() -> None:
    """Hear Ctrl-C, also where the tests were started in the background, which makes all beneath them deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass
class Command:
    """A command line to be run in a folder, with what surrounds it."""

    folder: Path
    words: Sequence[str]
    faults: Sequence[Mapping[str, Any]] = ()
    lang: str = "nl"
    env: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def start(self) -> subprocess.Popen[bytes]:
        """Start it as the leader of a process group of its own, as a terminal does."""
        around = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(INJECT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
            "BALANSSIM_FAULTS": json.dumps(list(self.faults)),
            "BALANSSIM_LANG": self.lang,
            "BALANSSIM_KERNEL": "numpy",  # what stops is the same; each process is spared the start of the compiled one
            **self.env,
        }
        options = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "start_new_session": True,
            "preexec_fn": _heard,
            **self.options,
        }
        return subprocess.Popen([*program(), *self.words], cwd=self.folder, env=around, **options)

    def run(
        self, meanwhile: Callable[[subprocess.Popen[bytes]], None] = lambda _: None, patience: float = PATIENCE
    ) -> Result:
        """Start it, do something meanwhile, and wait for its end."""
        return finish(self.start(), meanwhile, patience)


def finish(
    process: subprocess.Popen[bytes],
    meanwhile: Callable[[subprocess.Popen[bytes]], None] = lambda _: None,
    patience: float = PATIENCE,
) -> Result:
    """Wait for a command and for all that it started, at most ``patience`` seconds."""
    try:
        meanwhile(process)
        out, err = process.communicate(timeout=patience)
        strays = _strays(process.pid)
    finally:
        for stray in _session(process.pid):  # a failed test leaves nothing running either
            os.kill(stray, signal.SIGKILL)
    return Result(process.returncode, (out or b"").decode(), (err or b"").decode(), strays)


def storm(number: int, hit: Path, seed: int) -> Callable[[subprocess.Popen[bytes]], None]:
    """Once the fault has hit: the same signal again and again at random moments, until the process has ended."""
    moments = random.Random(seed)

    def send(process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + PATIENCE
        while process.poll() is None and not hit.exists() and time.monotonic() < until:
            time.sleep(0.001)
        while process.poll() is None and time.monotonic() < until:
            os.killpg(process.pid, number)
            time.sleep(moments.uniform(0.0, 0.02))

    return send


def waits(file: Path) -> None:
    """Until a file is there."""
    until = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < until, f"{file.name} does not appear"
        time.sleep(0.005)


def _session(leader: int) -> list[int]:
    """Living processes that descend from it, on systems that tell."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = entry.read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(session) == leader and state not in "ZX":
            found.append(int(entry.parent.name))
    return found


def _strays(leader: int) -> tuple[int, ...]:
    until = time.monotonic() + 30.0
    while _session(leader) and time.monotonic() < until:
        time.sleep(0.01)
    return tuple(_session(leader))


def kept(results: Path) -> dict[str, bytes]:
    """All bytes of all runs that must be identical: stores, records, and receipts without their timing."""
    made: dict[str, bytes] = {}
    for run in sorted(path.parent for path in results.glob(f"*/*/{record.RECORD}")):
        name = run.relative_to(results).as_posix()
        made |= {f"{name}/{file}": data for file, data in content(run / store.STORE).items()}
        made[f"{name}/{record.RECORD}"] = (run / record.RECORD).read_bytes()
        for path in sorted((run / store.BLOCKS).iterdir()):
            receipt = json.loads(path.read_bytes())
            receipt.pop("timing", None)
            made[f"{name}/{path.name}"] = json.dumps(receipt, sort_keys=True).encode()
    return made


def halves(results: Path) -> list[Path]:
    """Files and folders that are still under construction."""
    return sorted(results.rglob("*.partial"))
