from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.packaging import rooms


@pytest.fixture(scope="session")
def dist(tmp_path_factory):
    given = os.environ.get("BALANSSIM_DIST")
    return Path(given) if given else rooms.build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def wheel(dist):
    (found,) = dist.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def sdist(dist):
    (found,) = dist.glob("*.tar.gz")
    return found


@pytest.fixture(scope="session")
def room(wheel, tmp_path_factory):
    given = os.environ.get("BALANSSIM_INSTALLED")
    return rooms.Room(Path(given)) if given else rooms.borrow(wheel, tmp_path_factory.mktemp("room") / "env")


def snapshot(folder):
    """Every file with its size and time of change; byte code apart."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture
def closed(room):
    """The package folder, closed for writing; fails the test that leaves a trace in it all the same."""
    before = snapshot(room.package)
    folders = [room.package, *(path for path in room.package.rglob("*") if path.is_dir())]
    modes = {path: path.stat().st_mode for path in folders}
    for path in folders:
        path.chmod(0o555)
    yield room.package
    for path, mode in modes.items():
        path.chmod(mode)
    assert snapshot(room.package) == before


@pytest.fixture
def tell(capsys):
    """Write a line past the capture, to the stream that workers share: sizes and times that the log of CI shows."""

    def write(line):
        with capsys.disabled():
            sys.stderr.write(f"\n{line}")

    return write
