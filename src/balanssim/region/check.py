"""Everything wrong with a region folder, as a list."""

from __future__ import annotations

from pathlib import Path

from balanssim.errors import Problem


def check(ref: str | Path, relative_to: Path | None = None) -> list[Problem]:
    """All problems of a region, in order of file, line and column; empty when it can be used.

    ``ref``: ``balanssim:flevoland-mra`` or a path, relative to ``relative_to`` where given. Never raises on bad input.
    """
    from balanssim.region.read import examine

    return examine(ref, relative_to)[1]
