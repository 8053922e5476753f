"""A scenario against its region: names, years, goal variables and the bounds of parameters.

Works on the tree with places, so that it also reports where other things are wrong; anything of the wrong type is
passed over here because the schema reports it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from balanssim import releases
from balanssim.catalogue import VARIABLES
from balanssim.dims import AREA, CORRIDOR, FLOW_YEAR, YEAR
from balanssim.errors import Problem
from balanssim.positions import Node, Path, dotted, problem
from balanssim.scenario import projects as project_rules
from balanssim.scenario import shape as shapes
from balanssim.scenario.compose import near_words
from balanssim.scenario.quantities import KINDS, spelled
from balanssim.scenario.schema import FIRST_YEAR, LAST_YEAR
from balanssim.scenario.shape import Shape
from balanssim.templates import shortest

if TYPE_CHECKING:
    from balanssim.region.index import RegionIndex

_MOST_NAMES = 12


def check(tree: Node, index: RegionIndex) -> list[Problem]:
    """All names, years and bounds of a bare tree that do not fit the region."""
    problems: list[Problem] = []
    first, last = _horizon(tree, index, problems)
    names = names_of(index) | dates(first, last)
    _walk(tree, shapes.root(), (), names, (first, last), problems)
    _segment_shares(tree, index, problems)
    _counted_twice(tree, problems)
    for name, desk in _at(tree, ("procedures", "resources")).items():
        given, place = index.resources.get(name), desk.mapping().get("capacity_at")
        if given is not None and given.scope == "region" and place is not None and place.mapping():
            key = f"procedures.resources.{name}.capacity_at"
            problems.append(problem("scenario.one_desk", place.key, key, desk=given.name_nl))
    _rounds(tree, index, problems)
    problems += project_rules.check(_at(tree, ("levers", "infrastructure")), index)
    for name, node in _at(tree, ("uncertainties",)).items():
        if name in index.specs:
            _distribution(name, node, index, problems)
    goals = tree.mapping().get("goals")
    for number, goal in enumerate(goals.value if goals is not None and isinstance(goals.value, list) else []):
        _goal(goal, ("goals", number), names, (first, last), problems)
    return problems


def names_of(index: RegionIndex) -> dict[str, dict[str, str]]:
    """Allowed names by kind, each with the words a reader knows it by."""
    return {
        "areas": {name: area.name_nl for name, area in index.areas.items()},
        "lines": {name: entry.name_nl for name, entry in index.lines.items()},
        "plans": {name: entry.name_nl for name, entry in index.plans.items()},
        "projects": {name: entry.name_nl for name, entry in index.projects.items()},
        "programmes": {name: entry.name_nl for name, entry in index.programmes.items()},
        "corridors": {name: entry.name_nl for name, entry in index.corridors.items()},
        "segments": dict.fromkeys(index.segments, ""),
        "parameters": {name: spec.label_nl for name, spec in index.specs.items()},
        "resources": {name: entry.name_nl for name, entry in index.resources.items()},
        "municipalities": {entry.municipality: "" for entry in index.zones.values()},
        **{
            f"stages.{kind}": {name: one.name_nl for name, one in stages.items()}
            for kind, stages in index.stages.items()
        },
        "variables": {name: variable.label_nl for name, variable in VARIABLES.items()},
    }


def dates(first: int, last: int) -> dict[str, dict[str, str]]:
    """Years of which something may be counted: stocks after the base date, flows from it on."""
    years = [str(year) for year in range(first, last + 1)]
    return {"dates.stock": dict.fromkeys(years[1:], ""), "dates.flow": dict.fromkeys(years[:-1], "")}


def _counted_twice(tree: Node, problems: list[Problem]) -> None:
    """Of one area and year either what came during it is counted, or the stock after it."""
    stock = _at(tree, ("known", "homes"))
    for year, areas in _at(tree, ("known", "net_additions")).items():
        after = str(int(year) + 1) if year.isdecimal() else ""
        for area, node in areas.mapping().items():
            if after in stock and area in stock[after].mapping():
                other = stock[after].mapping()[area].key
                key = f"known.net_additions.{year}.{area}"
                problems.append(problem("scenario.counted_twice", node.key, key, other=f"{other.file}:{other.line}"))


def _at(tree: Node, path: Path) -> dict[str, Node]:
    """Children at an exact path; empty where there is no such mapping."""
    for part in path:
        below = tree.mapping().get(str(part))
        if below is None:
            return {}
        tree = below
    return tree.mapping()


def _horizon(tree: Node, index: RegionIndex, problems: list[Problem]) -> tuple[int, int]:
    """First and last year of the scenario; the region's where they are not usable."""
    low, high = index.horizon
    found = {"start": low, "end": high}
    for name, node in _at(tree, ("horizon",)).items():
        if name in found and _is_year(node.value):
            if low <= node.value <= high:
                found[name] = node.value
            else:
                key = f"horizon.{name}"
                problems.append(
                    problem("scenario.horizon_region", node.place, key, found=node.value, start=low, end=high)
                )
    start = tree.at(("horizon", "start"))
    if found["start"] == start.value and start.value != index.base_year:
        params = {"found": start.value, "base_year": index.base_year}
        problems.append(problem("scenario.horizon_start", start.place, "horizon.start", **params))
    # an impossible order is the schema's to report; the region's years then serve for everything else
    return (found["start"], found["end"]) if found["start"] < found["end"] else (low, high)


def _walk(
    node: Node,
    shape: Shape,
    path: Path,
    names: Mapping[str, Mapping[str, str]],
    years: tuple[int, int],
    problems: list[Problem],
) -> None:
    for name, child in node.mapping().items():
        below = shape.child(name)
        here = (*path, name)
        if shape.kind == "map" and shape.names and name not in names[shape.names]:
            problems.append(unknown_name(shape.names, name, names, child.key, here))
        if below is None:
            continue
        if below.merges:
            _walk(child, below, here, names, years, problems)
        elif below.span:
            _span(child, below.span, here, problems)
        elif below.unit == "year" and path[:1] == ("levers",):
            _year(child, here, names, years, problems)


def _span(node: Node, unit: str, path: Path, problems: list[Problem]) -> None:
    """A duration takes more than no time, in the unit of its place."""
    items = node.mapping() or {"value": node}
    given = items.get("unit")
    if given is not None and isinstance(given.value, str) and spelled(given.value) != unit:
        problems.append(problem("value.unit", given.place, dotted(path), found=given.value, unit=unit))
    numbers = {name: item.plain() for name, item in items.items()}
    kind = str(numbers.get("dist", "fixed"))
    flat = [one for value in numbers.values() for one in (value if isinstance(value, list) else [value])]
    if any(isinstance(one, float) and not math.isfinite(one) for one in flat) or kind not in KINDS:
        return  # the schema's to report
    needed = {"fixed": "value", "discrete": "values"}.get(kind, "low" if kind not in ("normal", "lognormal") else "")
    if needed and not _numeric(numbers.get(needed)):
        return
    least = shortest(kind, numbers)
    if not least > 0 and kind != "lognormal":  # which never takes zero or less
        problems.append(problem("procedures.duration", node.place, dotted(path), found=least))


def _rounds(tree: Node, index: RegionIndex, problems: list[Problem]) -> None:
    """A stage that may be annulled comes again: it has more than one round, by the scenario or by its region."""
    for kind, stages in _at(tree, ("procedures",)).items():
        for name, stage in stages.mapping().items():
            given = stage.mapping()
            own: dict[str, Any] = {part: given[part].value for part in ("annulled", "rounds") if part in given}
            found = {**index.annulment.get(kind, {}).get(name, {"annulled": 0.0, "rounds": 1.0}), **own}
            if own and all(_numeric(value) for value in found.values()) and found["annulled"] and found["rounds"] == 1:
                part = next(iter(own))
                key = f"procedures.{kind}.{name}.{part}"
                problems.append(problem("procedures.one_round", given[part].place, key))


def _numeric(value: Any) -> bool:
    listed = value if isinstance(value, list) and value else [value]
    return all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in listed)


def _year(
    node: Node,
    path: Path,
    names: Mapping[str, Mapping[str, str]],
    years: tuple[int, int],
    problems: list[Problem],
) -> None:
    """A year of a lever lies in the horizon; a decision is one about a known project."""
    value = node.value
    if str(path[-1]).endswith("_years"):
        return  # a number of years
    if _is_year(value) and not years[0] <= value <= years[1]:
        code = "scenario.year_outside_never" if _may_be_never(path) else "scenario.year_outside"
        problems.append(problem(code, node.place, dotted(path), found=value, start=years[0], end=years[1]))
    elif (milestone := releases.split(value)) and milestone[1] not in names["projects"]:
        problems.append(unknown_name("projects", milestone[1], names, node.place, path))


def _is_year(value: Any) -> TypeGuard[int]:
    """A year that could be one; anything else is the schema's to report."""
    return isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR


def _may_be_never(path: Path) -> bool:
    return path[-1] in ("opening", "release") or path[1:3] == ("work", "programmes")


def unknown_name(kind: str, name: str, names: Mapping[str, Mapping[str, str]], place: Any, path: Path) -> Problem:
    """A name the region does not know, with near ones by id and by words."""
    known = names[kind]
    near = near_words(name, list(known))
    words = {text.lower(): one for one, text in known.items() if text}
    near += [words[text] for text in near_words(name.lower(), list(words)) if words[text] not in near]
    if not near:  # 'Almere' for GM0034, 'ijmeer' for P01_IJMEER_METRO
        near = [one for one, text in known.items() if len(name) > 2 and name.lower() in f"{one} {text}".lower()]
    tail = ["..."] if len(known) > _MOST_NAMES else []
    listed = [*list(known)[:_MOST_NAMES], *tail]
    shown = [f"{one} ({known[one]})" if known[one] else one for one in near[:3]]
    code = f"scenario.unknown_{kind.split('.')[0]}" if shown or kind.startswith("dates") else "scenario.unknown_name"
    return problem(code, place, dotted(path), name=name, near=shown, allowed=listed or ["-"])


def _segment_shares(tree: Node, index: RegionIndex, problems: list[Problem]) -> None:
    path = ("levers", "housing", "segment_shares")
    shares = _at(tree, path)
    if not shares:
        return
    values = [node.value for node in shares.values()]
    place = tree.at(path).key
    missing = [name for name in index.segments if name not in shares]
    if missing:
        problems.append(problem("scenario.segments_missing", place, dotted(path), missing=missing))
    elif all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        total = math.fsum(float(value) for value in values if isinstance(value, (int, float)))
        if math.isfinite(total) and abs(total - 1) > 1e-9:
            problems.append(problem("scenario.shares_sum", place, dotted(path), found=total))


def _distribution(name: str, node: Node, index: RegionIndex, problems: list[Problem]) -> None:
    """Unit and physical bounds of a distribution, from the declaration of the parameter."""
    spec = index.specs[name]
    key = f"uncertainties.{name}"
    items = node.mapping() or {"value": node}
    unit = items.get("unit")
    if unit is not None and isinstance(unit.value, str) and spelled(unit.value) != spec.unit:
        problems.append(problem("value.unit", unit.place, key, found=unit.value, unit=spec.unit))
    for field in ("value", "low", "mode", "high", "mean", "median", "values"):
        held = items.get(field)
        if held is None:
            continue
        for one in held.value if isinstance(held.value, list) else [held]:
            value = one.value
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                continue
            if not spec.low <= value <= spec.high:
                problems.append(
                    problem(
                        "value.outside_bounds",
                        one.place,
                        key,
                        found=value,
                        low=spec.low,
                        high=spec.high,
                        unit=spec.unit,
                        field=field,
                    )
                )


def _goal(
    goal: Node, path: Path, names: Mapping[str, Mapping[str, str]], years: tuple[int, int], problems: list[Problem]
) -> None:
    """Variable, area or corridor and year of one goal."""
    items = goal.mapping()
    label = items.get("id")
    key = f"goals.{label.value}" if label is not None and isinstance(label.value, str) else f"goals.{int(path[1]) + 1}"
    variable = items.get("variable")
    if variable is None or not isinstance(variable.value, str):
        return
    if variable.value not in VARIABLES:
        problems.append(unknown_name("variables", variable.value, names, variable.place, (key, "variable")))
        return
    dims = VARIABLES[variable.value].dims
    if dims not in ((YEAR, AREA), (FLOW_YEAR, AREA), (YEAR, CORRIDOR), (YEAR,)):
        problems.append(problem("scenario.goal_dims", variable.place, f"{key}.variable", name=variable.value))
        return
    for field, kind, dim in (("area", "areas", AREA), ("corridor", "corridors", CORRIDOR)):
        node = items.get(field)
        if node is None and dim in dims:
            problems.append(problem(f"scenario.goal_needs_{field}", goal.place, key, name=variable.value))
        elif node is not None and dim not in dims:
            problems.append(problem(f"scenario.goal_no_{field}", node.place, f"{key}.{field}", name=variable.value))
        elif node is not None and isinstance(node.value, str) and node.value not in names[kind]:
            problems.append(unknown_name(kind, node.value, names, node.place, (key, field)))
    year = items.get("year")
    last = years[1] - 1 if FLOW_YEAR in dims else years[1]
    value = year.value if year is not None else None
    if year is not None and _is_year(value) and not years[0] <= value <= last:
        key = f"{key}.year"
        problems.append(problem("scenario.year_outside", year.place, key, found=value, start=years[0], end=last))
