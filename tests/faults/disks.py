"""Disks that fill up and folders that are shut, made with mounts where the test may mount."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*words: str) -> bool:
    try:
        return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@contextmanager
def small(folder: Path, size: str) -> Iterator[None]:
    """A disk of its own below ``folder``, in memory; the test is skipped where that needs other rights."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _mount("-t", "tmpfs", "-o", f"size={size}", "none", str(folder)):
        pytest.skip("may not mount a disk of its own (tmpfs)")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def resize(folder: Path, size: str) -> None:
    """Another size for that disk."""
    assert _mount("-o", f"remount,size={size}", str(folder))


@contextmanager
def shut(folder: Path) -> Iterator[None]:
    """A folder that nobody may write to, not even the superuser; skipped where that needs other rights."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _mount("--bind", str(folder), str(folder)):
        pytest.skip("may not mount a folder read-only")
    try:
        if not _mount("-o", "remount,ro,bind", str(folder)):
            pytest.skip("may not mount a folder read-only")
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
