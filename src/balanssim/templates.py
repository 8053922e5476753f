"""Templates of procedures: the stages a plan or project walks through, and the desks that it shares with others.

Plain data without numpy, read from ``procedures.yaml`` of a region and from a scenario, kept in the inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from balanssim.distributions import Distribution

#: Kinds of items that have a template.
KINDS: Final = ("housing", "organic", "work_location", "road", "rail", "metro", "busway", "special")
#: Keys of ``procedures.yaml`` beside the kinds and the stages.
ENTRY, RESOURCES = "entry", "resources"
#: What a stage may wait for beside its own duration, and what may make it apply to a part of the items only.
WAITS: Final = ("", "meeting", "release", "funding")
CONDITIONS: Final = ("", "state_land", "nitrogen")
#: One desk for the whole region, or one per municipality.
SCOPES: Final = ("region", "municipality")
#: Place of a capacity that holds where no place is named.
ELSEWHERE: Final = "other"
#: Dutch and English words of a stage or desk, and the scope of a desk.
Labels = tuple[str, str, str]


@dataclass(frozen=True)
class Stage:
    """One stage: its duration in years (None: a decision, taken at a moment) and what else it takes.

    ``resource``: id of the desk that handles it, one case at a time per unit of capacity; ``probability`` that it
    happens at all (an appeal); ``annulled``: probability that it ends in annulment, after which ``repair`` is done and
    the stage comes again, at most ``rounds`` times in all; ``drop_out``: uncertain parameter that is the probability of
    ending the item here; ``waits``: what must come before it begins (``WAITS``); ``condition``: it applies only to
    items of which this holds (``CONDITIONS``).
    """

    id: str
    label_nl: str
    label_en: str
    duration: Distribution | None
    resource: str = ""
    probability: float = 1.0
    annulled: float = 0.0
    repair: Distribution | None = None
    rounds: int = 1
    drop_out: str = ""
    waits: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Template:
    """The stages of one kind of item, in order; ``entry``: status of an item -> id of the stage at which it enters."""

    kind: str
    stages: tuple[Stage, ...]
    entry: Mapping[str, str]

    def stage(self, name: str) -> Stage:
        """The stage with this id; raises ``KeyError``."""
        return next((stage for stage in self.stages if stage.id == name), None) or _unknown(name, self.kind)

    def place(self, name: str) -> int:
        """Place of a stage in the order; raises ``KeyError``."""
        return self.stages.index(self.stage(name))


@dataclass(frozen=True)
class Resource:
    """A desk: ``per`` region or municipality, ``capacity`` per place: cases that it handles at the same time.

    ``capacity`` has the key ``region``, or municipalities and ``other`` for those that are not named.
    """

    id: str
    per: str
    capacity: Mapping[str, float]

    def at(self, place: str) -> float:
        """Capacity in a municipality; of the one desk where there is one for the region."""
        if self.per == "region":
            return self.capacity["region"]
        return self.capacity.get(place, self.capacity[ELSEWHERE])


def _unknown(name: str, kind: str) -> Stage:
    raise KeyError(f"template {kind!r} has no stage {name!r}")


def shortest(kind: str, numbers: Mapping[str, object]) -> float:
    """Smallest value that a distribution of this kind can take, from its numbers; minus infinity where none is known.

    A lognormal distribution without ``low`` gives 0, which it never takes.
    """
    if kind == "discrete":
        values = numbers.get("values")
        return min(values) if isinstance(values, (list, tuple)) and values else float("-inf")
    if kind == "lognormal":
        low = numbers.get("low")
        return float(low) if isinstance(low, (int, float)) else 0.0
    least = numbers.get("value" if kind == "fixed" else "low")
    return float(least) if isinstance(least, (int, float)) else float("-inf")


def names(value: Any) -> tuple[dict[str, dict[str, Labels]], dict[str, Labels]]:
    """Names alone: stages by kind, and desks; wrong things are passed over."""
    tree = value if isinstance(value, dict) else {}
    stages = {kind: _labels(tree.get(kind), (ENTRY,)) for kind in KINDS}
    return stages, _labels(tree.get(RESOURCES), ())


def annulment(value: Any) -> dict[str, dict[str, dict[str, float]]]:
    """Probability of annulment and rounds of every stage by kind, without a check; wrong things count as not given."""
    tree = value if isinstance(value, dict) else {}
    usual = {"annulled": 0.0, "rounds": 1.0}
    found: dict[str, dict[str, dict[str, float]]] = {}
    for kind in KINDS:
        stages = tree.get(kind)
        found[kind] = {
            str(name): {key: _number(one.get(key), default) for key, default in usual.items()}
            for name, one in (stages.items() if isinstance(stages, dict) else ())
            if isinstance(one, dict)
        }
    return found


def _number(entry: Any, default: float) -> float:
    value = entry.get("value") if isinstance(entry, dict) else None
    return float(value) if isinstance(value, (int, float)) else default


def _labels(value: Any, leave: Sequence[str]) -> dict[str, Labels]:
    items = value.items() if isinstance(value, dict) else ()
    return {
        str(name): (str(one.get("label_nl", name)), str(one.get("label_en", name)), str(one.get("per", "")))
        for name, one in items
        if name not in leave and isinstance(one, dict)
    }
