"""What a walk gave, kept by the hash of its content: the same walk is never simulated twice.

Two scenarios, or two points of a sweep, whose plans, durations and dates are equal share one file. A file that is
damaged, or made by another version of the walk, counts as absent. Numbers never depend on what is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zipfile
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import simpy

from balanssim.procedures import course, walk
from balanssim.procedures.walk import Step, Walk, Walked

#: Most files kept; beyond it the half that was used longest ago goes. One of a whole region is half a megabyte.
MOST: Final = 2_000
#: End of the name of a file that is being written, and seconds after which its writer must have been killed.
_HALF: Final = ".partial"
_LONG: Final = 3_600.0
_ARRAYS: Final = ("dropped", "dropped_date", "events")


def run(case: Walk, folder: Path | None = None, *, fresh: bool = False) -> Walked:
    """What ``walk.run`` gives, from ``folder`` where it is there; else, or where ``fresh``, simulated and kept there.

    Raises what ``walk.run`` raises. A folder that cannot be read or written is done without.
    """
    if folder is None:
        return walk.run(case)
    file = folder / f"{key(case)}.npz"
    found = None if fresh else _read(file)
    if found is None:
        found = walk.run(case)
        _write(file, found)
    return found


def key(case: Walk) -> str:
    """sha256 of everything that decides what a walk gives: names, order, flags, arrays, and the code that walks."""
    words = [case.items, case.resources, case.horizon, [[_words(step) for step in steps] for steps in case.steps]]
    digest = hashlib.sha256(_version().encode())
    digest.update(json.dumps(words).encode())
    arrays = [case.start, case.capacity, case.meetings]
    arrays += [getattr(step, name) for steps in case.steps for step in steps for name in _arrays_of(step)]
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _words(step: Step) -> list[object]:
    """What a step is beside its arrays, and which arrays it has."""
    names = _arrays_of(step)
    return [names, *(getattr(step, name) for name in _WORDS)]


#: Fields of a step that are arrays, or nothing.
_OF_STEP: Final = ("duration", "happens", "not_before", "drops")
_WORDS: Final = tuple(field.name for field in fields(Step) if field.name not in _OF_STEP)


def _arrays_of(step: Step) -> list[str]:
    return [name for name in _OF_STEP if getattr(step, name) is not None]


@cache
def _version() -> str:
    """The code that walks, and the version of SimPy: another one may not be served what this one made."""
    texts = [Path(str(module.__file__)).read_bytes() for module in (walk, course)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest() + str(simpy.__version__)


def _write(file: Path, walked: Walked) -> None:
    """Write under another name first: a reader finds the whole file or none. A disk that refuses stops nothing."""
    names = json.dumps([list(walked.date), list(walked.waited)])
    width = len(walked.events)
    arrays = {
        "date": np.array(list(walked.date.values())).reshape(-1, width),
        "waited": np.array(list(walked.waited.values())).reshape(-1, width),
        **{name: getattr(walked, name) for name in _ARRAYS},
    }
    temporary = file.with_name(f"{file.stem}.{os.getpid()}{_HALF}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as handle:
                np.savez(handle, key=np.array(file.stem), names=np.array(names), **arrays)
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
        _prune(file.parent)


def _read(file: Path) -> Walked | None:
    """What a file holds, or None where it is not there or not whole. Members of the file carry checksums."""
    try:
        with file.open("rb") as handle, np.load(handle, allow_pickle=False) as held:
            if str(held["key"]) != file.stem:
                return None  # the file of another walk
            dates, waits = json.loads(str(held["names"]))
            date, waited = held["date"], held["waited"]
            found = Walked(
                {(item, step): row for (item, step), row in zip(dates, date, strict=True)},
                {(item, step, cause): row for (item, step, cause), row in zip(waits, waited, strict=True)},
                *(held[name] for name in _ARRAYS),
            )
        with suppress(OSError):
            os.utime(file)
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile):
        return None
    return found


def _prune(folder: Path) -> None:
    """Drop the half that was used longest ago where there are too many, and what killed processes left unfinished.

    Another process may be doing the same.
    """
    for left in folder.glob(f"*{_HALF}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _LONG:
                left.unlink(missing_ok=True)
    names = list(folder.glob("*.npz"))
    if len(names) <= MOST:
        return
    used = {}
    for name in names:
        with suppress(OSError):
            used[name] = name.stat().st_mtime
    for name in sorted(used, key=lambda name: used[name])[: len(names) - MOST // 2]:
        name.unlink(missing_ok=True)
