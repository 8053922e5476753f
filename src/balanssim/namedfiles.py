"""Files that a user names on the command line, as text; what is wrong goes to a list, with its place."""

from __future__ import annotations

import difflib
from pathlib import Path

from balanssim import textfiles
from balanssim.errors import Problem
from balanssim.positions import fault

#: Three thousand zones have nine million pairs; beyond that it is another file by mistake.
MAX_BYTES = 256 * textfiles.MEGABYTE


def read(ref: str | Path, problems: list[Problem]) -> str | None:
    """The text of the file; None where there is none, or where it is no text."""
    path, shown = Path(ref), Path(ref).as_posix()
    try:
        data = textfiles.read(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        found = textfiles.refusal(error, path, shown)
        if found.code == "file.missing":
            problems.append(Problem(shown, 0, 0, "", "input.missing_file", {"ref": shown, "near": _near(path)}))
        else:
            problems.append(fault(found, shown))
        return None
    if len(data) > MAX_BYTES:
        problems.append(fault(textfiles.too_large(MAX_BYTES), shown))
        return None
    text, wrong = textfiles.decode(data)
    if wrong is not None:
        problems.append(fault(wrong, shown))
    return text


def _near(path: Path) -> list[str]:
    """Files of that folder whose names look like the one asked for."""
    try:
        beside = sorted(other.name for other in path.parent.iterdir() if other.is_file())
    except OSError:
        return []
    return difflib.get_close_matches(path.name, beside, n=3, cutoff=0.6)
