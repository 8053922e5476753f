"""Rules of a study beyond its schema: outcomes and parameters of the region, and what a design asks.

Works on the tree with places; what has the wrong type is passed over, because the schema reports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from balanssim.catalogue import VARIABLES
from balanssim.dims import AREA, CORRIDOR, FLOW_YEAR, PROJECT, YEAR
from balanssim.errors import InputError, Problem
from balanssim.parameters import DECLARED
from balanssim.positions import Node, problem
from balanssim.region.index import RegionIndex
from balanssim.scenario.schema import Horizon
from balanssim.scenario.semantics import names_of, unknown_name
from balanssim.sweep import correlated
from balanssim.sweep.schema import METHODS, Outcome

#: Kind of names that a dim takes; outcomes have one of them, and perhaps a year.
_PLACES: Final = {AREA: "areas", CORRIDOR: "corridors", PROJECT: "projects"}
#: Methods that compare rows that differ in one factor alone: luck may not differ by the way.
PAIRED: Final = ("sobol", "morris")
#: Kinds of thresholds that are good to reach; the others are crossed.
REACHED: Final = ("wettelijk", "afspraak", "ambitie")
#: Keys of a design that one method alone knows.
_ONLY: Final = {"second_order": "sobol", "levels": "morris", "table": "table"}
#: Names that do not depend on a region.
_EVERYWHERE: Final = {
    "variables": {name: variable.label_nl for name, variable in VARIABLES.items()},
    "parameters": {name: spec.label_nl for name, spec in DECLARED.items()},
}


def within(year: int, horizon: Horizon) -> None:
    """Raise ``InputError`` for a year that was asked on the command line and that no run of a study has."""
    if not horizon.start <= year <= horizon.end:
        words = {"year": year, "start": horizon.start, "end": horizon.end}
        raise InputError([Problem("--year", 0, 0, "", "compare.year_outside", words)])


def check(tree: Node, index: RegionIndex | None, horizon: Horizon | None, problems: list[Problem]) -> None:
    """Append outcomes and parameters that do not fit the region or the horizon.

    Without them, because no scenario could be read, what holds for every region is checked all the same.
    """
    names = names_of(index) if index is not None else _EVERYWHERE
    for number, node in enumerate(_items(tree, "outcomes")):
        child = node.mapping().get("outcome", node)
        if isinstance(child.value, str):
            _outcome(child, child.value, f"outcomes.{number}", names, horizon, problems)
    decision = tree.mapping().get("decision")
    for number, node in enumerate(_items(decision, "signals") if decision is not None else []):
        outcome = node.mapping().get("outcome")
        if outcome is not None and isinstance(outcome.value, str):
            _signal(outcome, outcome.value, f"decision.signals.{number}.outcome", names, problems)
    seen: set[str] = set()
    for node in _items(tree, "vary"):
        if not isinstance(node.value, str):
            continue
        if node.value not in names["parameters"]:
            problems.append(unknown_name("parameters", node.value, names, node.place, ("vary",)))
        elif node.value in seen:
            problems.append(problem("sweep.vary_twice", node.place, "vary", name=node.value))
        seen.add(node.value)


def better(one: Outcome) -> int:
    """1 where more of an outcome is better, -1 where less is, 0 where the study does not say.

    A goal is good to reach, a signal value is good to stay away from.
    """
    if one.better is not None:
        return 1 if one.better == "more" else -1
    if one.threshold is None or one.kind not in (*REACHED, "signaalwaarde"):
        return 0
    reach = -1 if one.below else 1
    return reach if one.kind in REACHED else -reach


def limit(one: Outcome) -> float:
    """The threshold of an outcome as worlds are held to it; 0 where it has none.

    Of a date a year is that which is written: 2046 is until 1 July of it, as ``procedures latest`` counts.
    """
    half = 0.5
    bound = float(one.threshold or 0.0)
    if one.threshold is None or VARIABLES[outcome_of(one.outcome)[0]].unit != "year":
        return bound
    return bound + half if one.below else bound - half


def check_correlations(tree: Node, index: RegionIndex, problems: list[Problem]) -> None:
    """Append correlations that name what is not there, contradict each other or do not go with the design."""
    names = names_of(index)
    pairs: dict[tuple[str, str], float] = {}
    nodes = _items(tree, "correlations")
    whole = True
    for number, node in enumerate(nodes):
        given, key = node.mapping(), f"correlations.{number}"
        between = given["between"].value if "between" in given else None
        rank = given["rank"].value if "rank" in given else None
        ends = [one.value for one in between if isinstance(one.value, str)] if isinstance(between, list) else []
        if len(ends) != 2 or isinstance(rank, bool) or not isinstance(rank, int | float) or not -1 < rank < 1:
            whole = False
            continue
        for end, at in zip(ends, between if isinstance(between, list) else [], strict=True):
            if end not in names["parameters"]:
                problems.append(unknown_name("parameters", end, names, at.place, (key,)))
        first, second = sorted(ends)
        if first == second or (first, second) in pairs:
            code = "sweep.correlation_self" if first == second else "sweep.correlation_twice"
            problems.append(problem(code, node.place, key, names=[first, second]))
            whole = False
        pairs[first, second] = float(rank)
    if whole and pairs and (least := correlated.smallest(pairs)) < correlated.LEAST:
        problems.append(problem("sweep.correlations", nodes[0].place, "correlations", least=round(least, 3)))
    design = tree.mapping().get("design")
    method = design.mapping().get("method") if design is not None else None
    if nodes and method is not None and method.value in METHODS and method.value not in correlated.DESIGNS:
        code = "sweep.correlated_table" if method.value == "table" else "sweep.correlated_design"
        words = {"method": method.value, "known": list(correlated.DESIGNS)}
        problems.append(problem(code, method.place, "design.method", **words))


def outcome_of(text: str) -> tuple[str, str, int | None]:
    """Variable, place ('' for none) and year (None for all) of ``variable@place@year``; raises ``ValueError``."""
    variable, *rest = text.split("@")
    if len(rest) > 2 or not all(rest) or not variable:
        raise ValueError(text)
    year = int(rest.pop()) if rest and rest[-1].isdecimal() else None
    if len(rest) > 1:
        raise ValueError(text)
    return variable, rest[0] if rest else "", year


def _outcome(
    node: Node,
    text: str,
    key: str,
    names: Mapping[str, Mapping[str, str]],
    horizon: Horizon | None,
    problems: list[Problem],
) -> None:
    try:
        variable, place, year = outcome_of(text)
    except ValueError:
        problems.append(problem("sweep.outcome", node.place, key, found=text))
        return
    known = VARIABLES.get(variable)
    if known is None:
        problems.append(unknown_name("variables", variable, names, node.place, (key,)))
        return
    dims = [dim for dim in known.dims if dim not in (YEAR, FLOW_YEAR)]
    kind = _PLACES.get(dims[0], "") if dims else ""
    if len(dims) > 1 or (dims and not kind):
        problems.append(problem("sweep.outcome_dims", node.place, key, name=variable))
    elif bool(dims) != bool(place):
        code = "sweep.outcome_needs_place" if dims else "sweep.outcome_no_place"
        problems.append(problem(code, node.place, key, name=variable))
    elif dims and kind in names and place not in names[kind]:
        problems.append(unknown_name(kind, place, names, node.place, (key,)))
    if year is not None and len(dims) == len(known.dims):
        problems.append(problem("sweep.outcome_no_year", node.place, key, name=variable))
    elif year is not None and horizon is not None:
        last = horizon.end - 1 if FLOW_YEAR in known.dims else horizon.end
        if not horizon.start <= year <= last:
            words: dict[str, Any] = {"found": year, "start": horizon.start, "end": last}
            problems.append(problem("scenario.year_outside", node.place, key, **words))


def _signal(node: Node, text: str, key: str, names: Mapping[str, Mapping[str, str]], problems: list[Problem]) -> None:
    """As an outcome, by area or corridor and year, without a year of its own: its whole course is looked at."""
    before = len(problems)
    _outcome(node, text, key, names, None, problems)
    if len(problems) > before:
        return
    variable, _, year = outcome_of(text)
    if year is not None or VARIABLES[variable].dims not in ((YEAR, AREA), (YEAR, CORRIDOR)):
        problems.append(problem("sweep.decision_signal", node.place, key, found=text))


def check_design(tree: Node, problems: list[Problem]) -> None:
    """Append what does not fit the method of the design."""
    design = tree.mapping().get("design")
    given = design.mapping() if design is not None else {}
    method = given["method"].value if "method" in given else None
    if design is None or method not in METHODS:
        return
    for name, owner in _ONLY.items():
        if name in given and method != owner:
            problems.append(problem("sweep.design_only", given[name].key, f"design.{name}", name=name, method=owner))
    size = given.get("size")
    if method == "table":
        if "table" not in given:
            problems.append(problem("sweep.no_table", design.key, "design"))
        if size is not None:
            problems.append(problem("sweep.size_of_table", size.key, "design.size"))
        if "vary" in tree.mapping():
            problems.append(problem("sweep.vary_of_table", tree.mapping()["vary"].key, "vary"))
    elif size is None:
        problems.append(problem("value.missing_key", design.key, "design.size", name="size"))
    elif isinstance(size.value, int) and not isinstance(size.value, bool) and size.value > 0:
        if method == "sobol" and size.value & (size.value - 1):
            near = [str(1 << (size.value.bit_length() - 1)), str(1 << size.value.bit_length())]
            problems.append(problem("sweep.power_of_two", size.place, "design.size", found=size.value, near=near))
        elif size.value < 2 and method != "factorial":
            problems.append(problem("sweep.too_small", size.place, "design.size", found=size.value))
    levels = given.get("levels")
    if levels is not None and isinstance(levels.value, int) and levels.value % 2:
        problems.append(problem("sweep.levels", levels.place, "design.levels", found=levels.value))
    luck = tree.mapping().get("luck")
    if luck is not None and luck.value == "vary" and method in PAIRED:
        problems.append(problem("sweep.luck_varies", luck.place, "luck", method=method))
    elif luck is not None and luck.value == "factor" and method not in PAIRED:
        problems.append(problem("sweep.luck_factor", luck.place, "luck", method=method))


def _items(tree: Node, key: str) -> list[Node]:
    node = tree.mapping().get(key)
    return node.value if node is not None and isinstance(node.value, list) else []
