"""Writing without halves: temporary files with one suffix, atomic replacement, one lock per run, clear refusals.

Everything under construction ends in ``.partial``; what has its final name is whole. A resumed run removes the rest.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from balanssim.errors import RunError

PARTIAL: Final = ".partial"
_REFUSED: Final = {
    errno.ENOSPC: "results.disk_full", errno.EDQUOT: "results.disk_full", errno.EFBIG: "results.disk_full",
    errno.EACCES: "results.not_writable", errno.EPERM: "results.not_writable", errno.EROFS: "results.not_writable",
    errno.EEXIST: "results.not_a_folder", errno.ENOTDIR: "results.not_a_folder",
}  # fmt: skip
_FAILED: Final = "results.write_failed"
#: Codes of what the disk may say: no use to go on with another block.
REFUSALS: Final = frozenset({*_REFUSED.values(), _FAILED})


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn a refusal of the file system into a ``RunError`` that says what to do; ``path`` is shown to the user."""
    try:
        yield
    except OSError as error:
        code = _REFUSED.get(error.errno or 0, _FAILED)
        raise RunError(code, path=str(path), reason=error.strerror or type(error).__name__) from error


def write_atomic(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file that is either absent (or as it was) or whole, with the permissions ``mode``, or the usual ones.

    Raises ``RunError`` where the disk refuses.
    """
    with refusals(path):
        replace(path, data, mode)


def replace(path: Path, data: bytes, mode: int | None = None, *, sync: bool = True) -> None:
    """As ``write_atomic``, for whoever words refusals: raises ``OSError``.

    Without ``sync`` a power cut may leave any content: for what is read back before it counts.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL}")
    try:
        with partial.open("wb") as handle:
            handle.write(data)
            if sync:
                handle.flush()
                os.fsync(handle.fileno())
        if mode is not None:
            partial.chmod(mode)
        partial.replace(path)
    except BaseException:
        with suppress(OSError):  # a disk that refused to write may refuse this too
            partial.unlink(missing_ok=True)
        raise


def try_folder(path: Path) -> None:
    """Find out before a long computation whether ``path`` can be written; raises ``RunError`` where it cannot."""
    partial = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL}")
    with refusals(path):
        partial.touch()
        partial.unlink()


def make_folder(path: Path) -> None:
    """Make a folder and those above it; raises ``RunError`` where the disk refuses."""
    with refusals(path):
        path.mkdir(parents=True, exist_ok=True)


def remove_partials(folder: Path) -> list[str]:
    """Remove every file and folder under construction below ``folder``; gives their names, sorted.

    Only for the holder of the run's lock while no worker writes.
    """
    removed = []
    with refusals(folder):
        for path in sorted(folder.rglob(f"*{PARTIAL}")):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()
            else:  # it lay inside a folder removed just now
                continue
            removed.append(path.relative_to(folder).as_posix())
    return removed


@contextmanager
def lock(run_dir: Path) -> Iterator[None]:
    """Hold a run for this process; raises ``RunError`` at once, naming the run, when another process holds it.

    The lock is let go when the process ends, however it ends. Workers of the holder write without it.
    """
    from filelock import FileLock, Timeout

    make_folder(run_dir)
    held = FileLock(run_dir / "run.lock", blocking=False)
    with refusals(run_dir):
        try:
            held.acquire()
        except Timeout as error:  # an OSError too, so it is told apart first
            raise RunError("results.locked", study=run_dir.parent.name, run=run_dir.name) from error
    try:
        yield
    finally:
        held.release()


def dump(value: Any) -> bytes:
    """JSON for people and for comparison: sorted keys, two spaces, UTF-8, no NaN, newline at the end."""
    return (json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def load(path: Path) -> Mapping[str, Any] | None:
    """A JSON mapping, or None where the file is absent or not one."""
    try:
        value = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError, UnicodeDecodeError):
        return None
    return value if isinstance(value, dict) else None
