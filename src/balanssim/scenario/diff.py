"""What differs between two scenarios: every leaf with value, unit, source and status on both sides."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balanssim.scenario.labels import label, status_words, unit_words, value_words
from balanssim.scenario.resolved import Origin, Resolved, leaves

if TYPE_CHECKING:
    from balanssim.texts import Lang

_HEADS = {
    "nl": (
        "Wat verschilt",
        "bron",
        "status",
        "zoals in de regio",
        "standaardwaarde, geen bron",
        "geen doel",
        "De scenario's verschillen niet in aannamen.",
    ),
    "en": (
        "What differs",
        "source",
        "status",
        "as in the region",
        "default, no source",
        "no goal",
        "The scenarios do not differ in assumptions.",
    ),
}
#: Keys that name a scenario rather than decide its numbers.
_NAMING = ("id", "title.nl", "title.en", "description.nl", "description.en")

#: Columns of a line of text.
_WIDTH = 118


@dataclass(frozen=True)
class Side:
    """One side of a difference: value (None: not set), its papers and where it was set."""

    value: Any
    unit: str | None = None
    source: str | None = None
    date: str | None = None
    status: str | None = None
    note: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True)
class Difference:
    """One leaf that differs."""

    key: str
    a: Side
    b: Side


def differences(a: Resolved, b: Resolved) -> list[Difference]:
    """All leaves that differ in value, in order of the schema; equal values with other papers do not count.

    Words that name a scenario (id, title, description) are left out.
    """
    left, right = dict(leaves(a.tree)), dict(leaves(b.tree))
    keys = [*left, *(key for key in right if key not in left)]
    return [
        Difference(key, _side(a, key, left.get(key)), _side(b, key, right.get(key)))
        for key in keys
        if key not in _NAMING and _bare(left.get(key)) != _bare(right.get(key))
    ]


def diff(a: Resolved, b: Resolved, lang: Lang = "nl") -> str:
    """The differences as text: per leaf its words and key, then both values with unit, source and status."""
    what, source, status, absent, unsourced, goalless, none = _HEADS[lang]
    found = differences(a, b)
    if not found:
        return none + "\n"
    names = (a.scenario.title.text(lang), b.scenario.title.text(lang))
    width = max(len(name) for name in names)
    lines = [f"{what}: {names[0]} - {names[1]}", ""]
    for one in found:
        words, key = label(one.key, lang, a.index), f"[{one.key}]"
        lines += [f"{words}  {key}"] if len(words) + len(key) + 2 <= _WIDTH else [words, f"  {key}"]
        for name, side in zip(names, (one.a, one.b), strict=True):
            if side.value is None:
                lines.append(f"  {name:<{width}}  {goalless if one.key.startswith('goals.') else absent}")
                continue
            unit = (
                f" {unit_words(side.unit, lang)}"
                if side.unit and _is_number(side.value) and side.unit != "year"
                else ""
            )
            papers = f"{source}: {side.source}" if side.source else unsourced
            papers += f"; {status}: {status_words(side.status, lang)}" if side.status else ""
            text = f"  {name:<{width}}  {_words(side.value, lang, a)}{unit}  ({papers})"
            lines += textwrap.wrap(text, _WIDTH, subsequent_indent=" " * (width + 6))
        lines.append("")
    return "\n".join(lines)


def _side(resolved: Resolved, key: str, value: Any) -> Side:
    if value is None:
        return Side(None)
    papers = resolved.papers.get(key)
    origin = resolved.origin.get(key)
    if papers is not None:
        return Side(_bare(value), papers.unit, papers.source, papers.date, papers.status, papers.note, origin)
    goal = key.split(".")[1] if key.startswith("goals.") else None
    source = next((one.source for one in resolved.scenario.goals if one.id == goal), None)
    return Side(_bare(value), source=source, origin=origin)


def _bare(value: Any) -> Any:
    """A distribution without its papers; anything else as it is."""
    if isinstance(value, dict) and "dist" in value:
        return {key: part for key, part in value.items() if key not in ("unit", "source", "date", "status", "note")}
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _words(value: Any, lang: Lang, resolved: Resolved) -> str:
    from balanssim import texts

    if isinstance(value, dict) and "dist" in value:
        parts = ", ".join(f"{key} {texts.show(part, lang)}" for key, part in value.items() if key != "dist")
        return f"{value['dist']} ({parts})"
    if isinstance(value, str):
        return value_words(value, lang, resolved.index)
    return texts.show(value, lang)
