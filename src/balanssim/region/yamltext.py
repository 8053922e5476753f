"""YAML of a region folder: plain values and the place of every key, read as strictly as a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from balanssim import positions
from balanssim.errors import Problem
from balanssim.positions import Node, Path


@dataclass
class YamlText:
    """Plain values of one file (None where it has none), the tree with the place of each key, and what is wrong.

    ``whole``: all values of the file are in the tree.
    """

    file: str
    value: Any = None
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    whole: bool = False

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column (from one) of the key at a path, or of the nearest one above that is there."""
        found = self.root.at(path).key if self.root is not None else None
        return (max(found.line, 1), max(found.column, 1)) if found else (1, 1)

    def problem(self, code: str, path: Path, **params: object) -> Problem:
        """A problem at this path; ``key`` is the path written with dots."""
        return Problem(self.file, *self.place(path), positions.dotted(path), code, params)


def parse(data: bytes, file: str) -> YamlText:
    """Parse the bytes of a file. Never raises on bad text: what is wrong stands in ``problems``."""
    parsed = positions.parse(data, file)
    value = None if parsed.root is None else parsed.root.plain()
    return YamlText(file, value, parsed.root, parsed.problems, parsed.root is not None and parsed.whole)
