"""Rooms to try the wheel in: an environment that knows the wheel and its dependencies, and no checkout.

``BALANSSIM_DIST`` names a folder with a wheel and an sdist, else both are built; ``BALANSSIM_INSTALLED`` names an
environment in which pip installed the wheel with all it asks for (as .ci/run does), else a room is made that borrows
the dependencies of the environment of the tests.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Linux: drop a capability for good (prctl), and the one by which root writes wherever it likes.
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


@dataclass(frozen=True)
class Room:
    """An environment with the wheel."""

    folder: Path

    @property
    def bin(self) -> Path:
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def package(self) -> Path:
        return Path(self.python("import balanssim; print(balanssim.__path__[0])").stdout.strip())

    def python(self, code: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return self._call([str(self.bin / "python"), "-c", code], cwd=cwd or self.folder, check=True)

    def call(self, *arguments: str, cwd: Path, **settings: object) -> subprocess.CompletedProcess[str]:
        """``balanssim`` with arguments; settings ``mortal=True`` (bound by permissions, root too) and ``env``."""
        return self._call([str(self.bin / "balanssim"), *arguments], cwd=cwd, **settings)

    def module(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return self._call([str(self.bin / "python"), "-m", "balanssim", *arguments], cwd=cwd)

    def _call(
        self,
        command: list[str],
        *,
        cwd: Path,
        check: bool = False,
        mortal: bool = False,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        left_out = ("PYTHON", "BALANSSIM", "COV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        return subprocess.run(
            command,
            cwd=cwd,
            env={**kept, **(env or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=check,
            preexec_fn=_bound if mortal else None,
        )


def _bound() -> None:
    """Root is bound by permissions like anybody else."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def build(target: Path) -> Path:
    """The sdist, and the wheel built from it."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(ROOT)]
    subprocess.run(command, capture_output=True, check=True)
    return target


def borrow(wheel: Path, folder: Path) -> Room:
    """A fresh environment with the wheel; other packages come from the environment of the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    room = Room(folder)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", str(room.bin / "python")]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    site = Path(room.python("import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    # a path in a .pth file is searched, but .pth files in it (the editable install of the checkout) are not read
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return room
