"""The assumptions in which two scenarios differ, grouped by what a decision maker would call one change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Parts of a key -> group; the longest that fits counts. ``*`` makes a group of each name.
GROUPS = (
    "levers.infrastructure.*",
    "levers.housing.plans.*",
    "levers.housing.pace_cap",
    "levers.housing.segment_shares",
    "levers.housing",
    "levers.work",
    "levers.demand",
    "levers.grid",
    "levers.procedures",
    "levers.mobility",
    "procedures",
    "luck",
    "uncertainties",
    "known_outcomes",
    "known",
)
#: Groups that are one change though their keys stand apart.
SAME = {
    "levers.procedures": "procedures",
    "levers.housing.corporation_share_max": "levers.housing.segment_shares",
    "known": "known_outcomes",
}


@dataclass(frozen=True)
class Group:
    """One change: its pattern in ``GROUPS``, the name that stands for ``*`` or '', and its dotted keys."""

    kind: str
    name: str
    keys: tuple[str, ...]

    @property
    def id(self) -> str:
        """``levers.infrastructure.P01_IJMEER_METRO``."""
        return self.kind.replace("*", self.name)


def grouped(keys: Iterable[str]) -> tuple[Group, ...]:
    """Groups in order of first appearance.

    Raises
    ------
    ValueError
        a key that belongs to no group
    """
    found: dict[tuple[str, str], list[str]] = {}
    for key in keys:
        found.setdefault(_group(key), []).append(key)
    return tuple(Group(kind, name, tuple(own)) for (kind, name), own in found.items())


def _group(key: str) -> tuple[str, str]:
    parts = key.split(".")
    for kind in (*SAME, *GROUPS):
        pattern = kind.split(".")
        head = parts[: len(pattern)]
        if len(head) == len(pattern) and all(want in ("*", part) for want, part in zip(pattern, head, strict=True)):
            kind = SAME.get(kind, kind)
            return kind, (head[-1] if pattern[-1] == "*" else "")
    raise ValueError(f"{key}: no group of changes holds this key")
