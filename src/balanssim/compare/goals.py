"""Goals of several scenarios side by side: what is promised, what is hoped for, what is a signal.

Only an ``afspraak`` and an ``ambitie`` are met or missed; a ``signaalwaarde`` is crossed; the other kinds are shown
beside the outcome and nothing more (model.md 8). There is no total score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt

#: Every kind a bound can have, in the order of the tables.
KINDS: Final = ("wettelijk", "afspraak", "ambitie", "signaalwaarde", "vuistregel", "rekenwaarde")
#: Kinds that are met or missed.
MET_OR_MISSED: Final = ("afspraak", "ambitie")
#: Kinds that are crossed.
CROSSED: Final = ("signaalwaarde",)


@dataclass(frozen=True)
class Goal:
    """One bound on one outcome in one place and year; ``place`` is an area, or a corridor for loads."""

    id: str
    title_nl: str
    title_en: str
    kind: str
    variable: str
    place: str
    year: int
    at_least: float | None
    at_most: float | None
    source: str

    @property
    def bound(self) -> float:
        """The bound itself; a lower one goes first where both are given."""
        bound = self.at_least if self.at_least is not None else self.at_most
        if bound is None:
            raise ValueError(f"goal {self.id} has no bound")
        return bound

    @classmethod
    def read(cls, item: Any) -> Goal:
        """A goal from a mapping, or from an object with the fields of a goal in a scenario file."""
        if isinstance(item, cls):
            return item
        raw: Mapping[str, Any] = item if isinstance(item, Mapping) else item.model_dump()
        title = raw.get("title") or raw["id"]
        titles = title if isinstance(title, Mapping) else {"nl": title, "en": title}
        return cls(
            id=str(raw["id"]),
            title_nl=str(titles.get("nl") or raw["id"]),
            title_en=str(titles.get("en") or titles.get("nl") or raw["id"]),
            kind=str(raw["kind"]),
            variable=str(raw["variable"]),
            place=str(raw.get("corridor") or raw.get("area") or ""),
            year=int(_plain(raw["year"])),
            at_least=_bound(raw.get("at_least")),
            at_most=_bound(raw.get("at_most")),
            source=str(raw.get("source") or ""),
        )


@dataclass(frozen=True)
class Clash:
    """A goal that two scenarios define differently; the first definition is the one that counts."""

    goal: str
    first: str
    other: str
    fields: tuple[str, ...]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value["value"]
    return getattr(value, "value", value)


def _bound(value: Any) -> float | None:
    plain = _plain(value) if value is not None else None
    return None if plain is None else float(plain)


def union(goals: Mapping[str, Iterable[Any]]) -> tuple[tuple[Goal, ...], tuple[Clash, ...]]:
    """Goals of all scenarios by id, by kind and in order of appearance, and every clash of definitions.

    Parameters
    ----------
    goals : per scenario, in column order

    Returns
    -------
    goals, clashes : words (title, source) may differ; a different kind, variable, place, year or bound is a clash
    """
    found: dict[str, tuple[str, Goal]] = {}
    clashes: list[Clash] = []
    for scenario, items in goals.items():
        for item in items:
            goal = Goal.read(item)
            if goal.id not in found:
                found[goal.id] = (scenario, goal)
                continue
            owner, first = found[goal.id]
            differing = tuple(
                field.name
                for field in fields(Goal)
                if field.name not in ("title_nl", "title_en", "source")
                and asdict(first)[field.name] != asdict(goal)[field.name]
            )
            if differing:
                clashes.append(Clash(goal.id, owner, scenario, differing))
    rank = {kind: position for position, kind in enumerate(KINDS)}
    ordered = sorted((goal for _, goal in found.values()), key=lambda goal: rank.get(goal.kind, len(rank)))
    return tuple(ordered), tuple(clashes)


def inside(goal: Goal, outcome: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """1 in every world where the outcome respects the bound, else 0.

    Parameters
    ----------
    goal : its ``at_least`` and ``at_most``, both inclusive
    outcome : (draw,) in the unit of the variable

    Returns
    -------
    (draw,) 0 or 1
    """
    held = np.ones(outcome.shape, dtype=bool)
    if goal.at_least is not None:
        held &= outcome >= goal.at_least
    if goal.at_most is not None:
        held &= outcome <= goal.at_most
    return held.astype(np.float64)


def futures(goal: Goal, outcome: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What is counted over the worlds: met for an agreement or ambition, crossed for a signal value.

    Parameters
    ----------
    goal : a kind without a count gives NaN: it is reported beside the outcome, not judged
    outcome : (draw,)

    Returns
    -------
    (draw,) 0, 1 or NaN
    """
    if goal.kind in MET_OR_MISSED:
        return inside(goal, outcome)
    if goal.kind in CROSSED:
        return 1.0 - inside(goal, outcome)
    return np.full(outcome.shape, np.nan)
