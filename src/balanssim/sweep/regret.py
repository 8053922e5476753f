"""Regret and no-regret over the policies of a sweep, world by world.

Regret is what a policy falls short of the best one in the same world: 'als we het anders treffen'. A measure is
no-regret where it is equal or better in nearly all worlds, for every outcome, on top of every scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from balanssim.catalogue import VARIABLES
from balanssim.errors import RunError
from balanssim.sweep import reading
from balanssim.sweep.reading import Sweep
from balanssim.sweep.rules import better, outcome_of
from balanssim.sweep.schema import Outcome
from balanssim.worlds import Floats

#: Equal: closer than this part of the size of the outcome,
EQUAL: Final = 0.001
#: or than what a world in equilibrium is near to it (decision 0024), and homes and jobs of scenarios that are equal, by
#: unit.
NEAR: Final = {"veh/h or pass/h": 20.0, "veh h": 2.0, "employee jobs": 2_000.0, "homes": 10.0, "jobs": 10.0}
#: Part of the worlds in which a no-regret measure is equal or better.
NEARLY_ALL: Final = 0.75
FEWEST: Final = 20


@dataclass(frozen=True)
class Regret:
    """What a policy falls short of the best in the same world, in the unit of the outcome: mean, 90th percentile, most.

    ``best``: part of the worlds in which it is the best, or equal to it.
    """

    scenario: str
    levers: Mapping[str, Any]
    measure: str
    mean: float
    high: float
    most: float
    best: float


@dataclass(frozen=True)
class Regrets:
    """The policies that are held against each other on one outcome; ``more``: more is better."""

    outcome: str
    place: str
    year: int
    more: bool
    worlds: int
    policies: tuple[Regret, ...]


@dataclass(frozen=True)
class Change:
    """What a measure changes on top of one scenario, world by world.

    ``share``: part of the worlds in which it is equal or better; ``median``, ``low``, ``high`` (10-90) of the change;
    ``gains``: better in nearly all worlds; ``equal``: the median change counts as none.
    """

    scenario: str
    levers: Mapping[str, Any]
    outcome: str
    place: str
    year: int
    more: bool
    share: float
    median: float
    low: float
    high: float
    gains: bool
    equal: bool

    @property
    def holds(self) -> bool:
        """Equal or better in nearly all worlds."""
        return self.share >= NEARLY_ALL


@dataclass(frozen=True)
class Measured:
    """A measure with its changes, scenario by scenario, outcome by outcome.

    ``circumstance``: nobody takes it to make things better, and it is no-regret in no case.
    """

    measure: str
    title_nl: str
    title_en: str
    worlds: int
    changes: tuple[Change, ...]
    circumstance: bool = False

    @property
    def no_regret(self) -> bool:
        """A measure that is nowhere worse, and somewhere better in nearly all worlds."""
        nowhere_worse = all(one.holds for one in self.changes)
        return not self.circumstance and nowhere_worse and any(one.gains for one in self.changes)

    @property
    def worst(self) -> Change:
        """Where it is equal or better in the fewest worlds."""
        return min(self.changes, key=lambda one: one.share)


def shortfall(values: Floats, more: bool) -> Floats:
    """What each policy falls short of the best in the same world, (policy, world), 0 for the best.

    ``values`` (policy, world); ``more``: more is better. Source: Savage (1951), Journal of the American Statistical
    Association 46.
    """
    signed = values if more else -values
    return np.asarray(signed.max(axis=0) - signed)


def compare(folder: Path, year: int | None = None, plain: bool = False) -> tuple[list[Regrets], list[Measured]]:
    """Regret of the policies of a sweep, and its measures.

    Measures are held against what they stand on: the same scenario with the same levers. Regret compares what stands on
    one scenario where the study has measures, else all policies; ``plain``: all policies without a measure.

    Raises ``RunError``: no sweep there, one policy alone, no outcome of which is known what is better, too few worlds.
    """
    sweep = reading.read(folder)
    asked = [one for one in _outcomes(sweep) if better(one)]
    if len(sweep.policies) < 2:
        raise RunError("sweep.one_policy")
    if not asked:
        raise RunError("sweep.no_better")
    rows = sweep.independent()
    if sweep.method == "morris":
        raise RunError("sweep.not_sample", method=sweep.method)
    found: dict[int, list[Floats]] = {}
    years: list[int] = []
    for number, policy in enumerate(sweep.policies):
        dataset = sweep.dataset(policy)
        made = [reading.values(dataset, one.outcome, year) for one in asked]
        found[number], years = [values[rows] for values, _ in made], [when for _, when in made]
    groups = _groups(sweep)
    compared = [[group[0] for group in groups]] if plain and any(map(_measured, sweep.policies)) else groups
    regrets = []
    for place, one in enumerate(asked):
        regrets += [_regrets(sweep, group, one, years[place], [found[n][place] for n in group]) for group in compared]
    return regrets, _measures(sweep, groups, asked, years, found)


def _outcomes(sweep: Sweep) -> list[Outcome]:
    """The outcomes of the study, each once per direction."""
    kept: dict[tuple[str, int], Outcome] = {}
    for raw in sweep.content["study"]["outcomes"]:
        one = Outcome.model_validate(raw)
        kept.setdefault((one.outcome, better(one)), one)
    return list(kept.values())


def _groups(sweep: Sweep) -> list[list[int]]:
    """Numbers of the policies that are held against each other."""
    policies = sweep.policies
    if not any(map(_measured, policies)):
        return [list(range(len(policies)))]
    groups: dict[str, list[int]] = {}
    for number, one in enumerate(policies):
        groups.setdefault(repr((one["scenario"], one["levers"])), []).append(number)
    return list(groups.values())


def _measured(policy: Mapping[str, Any]) -> bool:
    return bool(policy.get("measure"))


def _whole(values: Sequence[Floats]) -> Floats:
    """Outcomes of policies in the worlds that all of them have, (policy, world)."""
    table = np.stack(values)
    table = table[:, np.isfinite(table).all(axis=0)]
    if table.shape[1] < FEWEST:
        raise RunError("sweep.too_few_worlds", n=table.shape[1], least=FEWEST)
    return table


def _same(values: Floats, variable: str) -> float:
    """Differences up to this one count as none; between dates none does: a thousandth of 2041 is two years."""
    if VARIABLES[variable].unit == "year":
        return 0.0
    return max(EQUAL * float(np.abs(values).mean()), NEAR.get(VARIABLES[variable].unit, 0.0))


def _regrets(sweep: Sweep, group: list[int], one: Outcome, year: int, values: Sequence[Floats]) -> Regrets:
    table = _whole(values)
    more = better(one) > 0
    short = shortfall(table, more)
    variable, place, _ = outcome_of(one.outcome)
    lines = []
    for number, part in zip(group, short, strict=True):
        policy = sweep.policies[number]
        lines.append(
            Regret(
                policy["scenario"], policy["levers"], policy.get("measure", ""), float(part.mean()),
                float(np.quantile(part, 0.9)), float(part.max()), float((part <= _same(table, variable)).mean()),
            )
        )  # fmt: skip
    return Regrets(variable, place, year, more, table.shape[1], tuple(lines))


def _measures(
    sweep: Sweep, groups: list[list[int]], asked: list[Outcome], years: list[int], found: Mapping[int, list[Floats]]
) -> list[Measured]:
    out = []
    titles = sweep.content["study"].get("measures", {})
    for name in dict.fromkeys(str(one["measure"]) for one in sweep.policies if one.get("measure")):
        changes, worlds = [], 0
        for group in groups:
            base = next(n for n in group if not sweep.policies[n].get("measure"))
            own = next(n for n in group if sweep.policies[n].get("measure") == name)
            policy = sweep.policies[base]
            for place, one in enumerate(asked):
                table = _whole([found[base][place], found[own][place]])
                worlds = table.shape[1]
                changes.append(change(policy, one, years[place], table))
        title, befalls = titles[name]["title"], bool(titles[name].get("circumstance"))
        out.append(Measured(name, title["nl"], title["en"], worlds, tuple(changes), befalls))
    return out


def change(policy: Mapping[str, Any], one: Outcome, year: int, table: Floats) -> Change:
    """What the second row of ``table`` (2, world) differs from the first; an outcome without a direction never gains.

    ``policy``: scenario and levers that both rows stand on.
    """
    difference = table[1] - table[0]
    gain = difference * better(one)
    variable, place, _ = outcome_of(one.outcome)
    same = _same(table, variable)
    low, median, high = (float(part) for part in np.quantile(difference, (0.1, 0.5, 0.9)))
    return Change(
        policy["scenario"], policy["levers"], variable, place, year, better(one) > 0, float((gain >= -same).mean()),
        median, low, high, bool((gain > same).mean() >= NEARLY_ALL), abs(median) <= same,
    )  # fmt: skip
