"""A resolved scenario as text: complete YAML, with the origin of each leaf as a comment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from balanssim.positions import Path, dotted
from balanssim.scenario import shape as shapes
from balanssim.scenario.quantities import Papers
from balanssim.scenario.resolved import Origin, Resolved
from balanssim.scenario.shape import Shape

if TYPE_CHECKING:
    from balanssim.texts import Lang

_WORDS = {
    "default": ("standaardwaarde van het schema", "default of the schema"),
    "command_line": ("opdrachtregel", "command line"),
    "head": ("Volledig scenario na samenvoegen van", "Complete scenario after merging"),
}
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def show(resolved: Resolved, origin: bool = False, lang: Lang = "nl") -> str:
    """The complete scenario as one YAML file, which loads to the same numbers.

    With ``origin`` every line of a leaf ends with a comment: file and line, default of the schema, or command line.
    """
    number = 0 if lang == "nl" else 1
    files = ", ".join(name for name, _ in resolved.files)
    lines = [f"# {_WORDS['head'][number]}: {files}"]
    tree = {name: value for name, value in resolved.tree.items() if name != "goals"}
    _block(tree, shapes.root(), (), resolved, number if origin else None, lines)
    goals = resolved.tree.get("goals", [])
    lines.append("goals:" if goals else "goals: []")
    for goal in goals:
        place = resolved.origin[f"goals.{goal['id']}.id"]
        lines.append(f"  - {_flow(goal)}{_comment(place, number) if origin else ''}")
    return "\n".join(lines) + "\n"


def _block(
    tree: Mapping[str, Any], shape: Shape, path: Path, resolved: Resolved, number: int | None, lines: list[str]
) -> None:
    indent = "  " * len(path)
    for name, value in tree.items():
        below = shape.child(name) or shapes.LEAF
        here = (*path, name)
        if below.merges and _hollow(value):
            continue
        if below.merges and isinstance(value, dict):
            lines.append(f"{indent}{_key(name)}:")
            _block(value, below, here, resolved, number, lines)
            continue
        key = dotted(here)
        written = _with_papers(value, resolved.papers.get(key))
        comment = _comment(resolved.origin[key], number) if number is not None and key in resolved.origin else ""
        lines.append(f"{indent}{_key(name)}: {_flow(written)}{comment}")


def _hollow(value: Any) -> bool:
    """Whether a mapping holds no leaf at all: such as procedures of a scenario that changes none."""
    return isinstance(value, dict) and all(_hollow(part) for part in value.values())


def _with_papers(value: Any, papers: Papers | None) -> Any:
    """The value with its papers where it has any beside the unit; a distribution carries its own."""
    if papers is None or isinstance(value, dict):
        return value
    texts = {name: text for name, text in papers if name not in ("value", "unit") and text is not None}
    return {"value": value, "unit": papers.unit, **texts} if texts else value


def _comment(place: Origin, number: int) -> str:
    if place.layer in _WORDS:
        return f"  # {_WORDS[place.layer][number]}"
    suffix = f" ({place.layer})" if place.layer in ("overlay", "set") else ""
    return f"  # {place.file}:{place.line}{suffix}"


def _key(name: str) -> str:
    return name if _PLAIN_KEY.match(name) else json.dumps(name, ensure_ascii=False)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(name)}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str) and _PLAIN_KEY.match(value) and value not in _RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False)


#: Plain words that YAML reads as something else (1.1 or 1.2), so they are quoted.
_RESERVED = frozenset(
    word
    for one in ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
    for word in (one, one.capitalize(), one.upper())
)
