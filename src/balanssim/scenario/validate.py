"""The merged tree against the schema: papers off, units checked, pydantic's findings in our words and places."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from balanssim.errors import Problem
from balanssim.positions import Node, Path, Place, dotted, problem, shown
from balanssim.scenario import shape as shapes
from balanssim.scenario.compose import near_words, refined, unknown_key
from balanssim.scenario.quantities import KINDS, Papers, spelled
from balanssim.scenario.schema import Housing, Levers, Scenario, Work
from balanssim.scenario.shape import Shape


@dataclass
class Checked:
    """Outcome of ``check``: the scenario (None where it cannot be made), papers by dotted key, bare tree, problems."""

    scenario: Scenario | None
    papers: dict[str, Papers]
    bare: Node
    problems: list[Problem] = field(default_factory=list)


def check(tree: Node, complete: bool = True, removed: Mapping[Path, Place] | None = None) -> Checked:
    """Validate a merged tree. With ``complete=False`` missing keys are not reported: a file could not be read.

    ``removed``: keys taken away, and where that was asked for.
    """
    problems: list[Problem] = []
    papers: dict[str, Papers] = {}
    broken: set[Path] = set()
    bare = _strip(tree, shapes.root(), (), papers, problems, broken)
    _strip_distributions(bare, shapes.root(), (), papers)
    scenario: Scenario | None = None
    try:
        scenario = Scenario.model_validate(bare.plain())
    except ValidationError as error:
        for item in error.errors(include_url=False):
            path = _path(item["loc"], tree)
            # the version is looked at in each file by itself
            if path != ("schema_version",) and not any(path[: len(one)] == one for one in broken):
                problems += _problem(item, path, tree, complete, removed or {})
    return Checked(scenario if not problems else None, papers, bare, problems)


def findings(error: ValidationError, tree: Node, allowed: Callable[[Path], list[str]]) -> list[Problem]:
    """What pydantic finds in another file with the rules of a scenario; ``allowed``: keys beside the one at a path."""
    found = []
    for item in error.errors(include_url=False):
        path = _path(item["loc"], tree)
        found += _one(item, path, tree.at(path), allowed(path), tree.at(path[:-1]))
    return found


def _strip(
    node: Node, shape: Shape, path: Path, papers: dict[str, Papers], problems: list[Problem], broken: set[Path]
) -> Node:
    """The tree with bare values; papers are collected by dotted key, wrong ones reported and marked as broken."""
    if shape.merges:
        if not isinstance(node.value, dict):
            return node
        items: dict[str, Node] = {}
        for name, child in node.value.items():
            below = shape.child(name) or shapes.LEAF
            items[name] = _strip(child, below, (*path, name), papers, problems, broken)
        return Node(items, node.place, node.key)
    if not shape.unit:
        return node
    key = dotted(path)
    if not isinstance(node.value, dict):
        papers[key] = Papers(value=node.plain(), unit=shape.unit)
        return node
    found = _papers(node, shape.unit, path, problems)
    if found is None:
        broken.add(path)
        return node
    papers[key] = found
    return Node(node.value["value"].value, node.value["value"].place, node.key)


def _papers(node: Node, unit: str, path: Path, problems: list[Problem]) -> Papers | None:
    """Papers of one value; None with problems where they are wrong."""
    try:
        found = Papers.model_validate({name: child for name, child in node.plain().items() if child is not None})
    except ValidationError as error:
        for item in error.errors(include_url=False):
            below = (*path, *item["loc"])
            where = node.at(tuple(item["loc"]))
            allowed = list(Papers.model_fields)
            problems += _one(item, below, where, allowed, node)
        return None
    if found.unit is not None and spelled(found.unit) != unit:
        problems.append(problem("value.unit", node.at(("unit",)).place, dotted(path), found=found.unit, unit=unit))
        return None
    if isinstance(found.value, (dict, list)):
        problems.append(problem("value.not_number", node.at(("value",)).place, dotted(path), found=shown(found.value)))
        return None
    return found.model_copy(update={"unit": unit})


def _strip_distributions(node: Node, shape: Shape, path: Path, papers: dict[str, Papers]) -> None:
    """Papers of distributions: their value is the distribution itself, without papers."""
    for name, child in node.mapping().items():
        below, here = shape.child(name) or shapes.LEAF, (*path, name)
        if shapes.distribution(here) != here:
            if below.merges:
                _strip_distributions(child, below, here, papers)
            continue
        plain = child.plain()
        given = plain if isinstance(plain, dict) else {"value": plain}
        texts = {key: given[key] for key in ("unit", "source", "date", "status", "note") if given.get(key) is not None}
        numbers = {key: value for key, value in given.items() if key not in texts and value is not None}
        texts = {"unit": below.span, **texts} if below.span else texts
        try:
            papers[dotted(here)] = Papers(value={"dist": "fixed", **numbers}, **texts)
        except ValidationError:
            continue  # reported with the distribution itself


def _path(loc: tuple[int | str, ...], tree: Node) -> Path:
    """The part of pydantic's location that stands in the file: tags of unions are left out."""
    path: list[str | int] = []
    node = tree
    for number, part in enumerate(loc):
        if isinstance(node.value, dict) and str(part) in node.value:
            node = node.value[str(part)]
            path.append(part)
        elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            path.append(part)
        elif part in KINDS and path and shapes.distribution(tuple(path)) == tuple(path):
            continue
        else:
            path += loc[number:]
            break
    return tuple(path)


def _problem(item: Any, path: Path, tree: Node, complete: bool, removed: Mapping[Path, Place]) -> list[Problem]:
    if item["type"] == "missing" and path in removed:
        return [problem("scenario.removed_needed", removed[path], dotted(path), name=dotted(path))]
    if item["type"] == "missing" and not complete:
        return []
    if item["type"] == "value.goal_twice":
        name = item["ctx"]["goal"]
        goals = [tree.at(("goals", number, "id")) for number in range(len(tree.at(("goals",)).plain()))]
        second = [goal for goal in goals if goal.value == name][1]
        return [problem(item["type"], second.place, f"goals.{name}", goal=name)]
    shape, known = shapes.at(tuple(part for part in path if isinstance(part, str)))
    if item["type"] == "extra_forbidden" and path[0] != "goals" and not shapes.distribution(path):
        return [unknown_key(path, shape, known, tree.at(path).key)]
    where = tree.at(path)
    allowed = _allowed(path, tree)
    return _one(item, path, where, allowed, tree.at(path[:1]) if len(path) < 2 else tree.at(path[:-1]))


def _goal_key(path: Path, where: Node, parent: Node) -> str:
    """Goals are told apart by their id where they have one, else by their number from one."""
    if len(path) < 2:
        return dotted(path)
    name = (where if len(path) == 2 else parent).child("id")
    label = name.value if name is not None and isinstance(name.value, str) and len(path) < 4 else int(path[1]) + 1
    return dotted((path[0], str(label), *path[2:]))


def _allowed(path: Path, tree: Node) -> list[str]:
    """Keys allowed beside this one inside a goal or a distribution."""
    from balanssim.scenario import quantities
    from balanssim.scenario.schema import Goal, Words

    if path[0] == "goals":
        return list(Words.model_fields if len(path) > 3 else Goal.model_fields)
    held = shapes.distribution(path)
    if held is not None:
        kind = tree.at((*held, "dist")).value
        model = next((one for one in quantities.MODELS if one.__name__.lower() == kind), None)
        return list(model.model_fields) if model is not None else []
    return []


_TYPES = {
    "float_type": "value.not_number",
    "int_type": "value.not_integer",
    "int_from_float": "value.not_integer",
    "string_type": "value.not_text",
    "model_type": "value.not_mapping",
    "model_attributes_type": "value.not_mapping",
    "dict_type": "value.not_mapping",
    "list_type": "value.not_list",
    "finite_number": "value.not_finite",
    "string_too_short": "value.empty",
    "too_short": "value.empty_list",
}
#: Keys that come with a parent.
_OF_A_PARENT = ("region", "horizon", "levers", *Levers.model_fields, *Housing.model_fields, *Work.model_fields)
_BOUNDS = {
    "greater_than_equal": ("value.too_low", "ge"),
    "greater_than": ("value.too_low_open", "gt"),
    "less_than_equal": ("value.too_high", "le"),
    "less_than": ("value.not_below", "lt"),
}


def _one(item: Any, path: Path, where: Node, allowed: list[str], parent: Node) -> list[Problem]:
    """One finding of pydantic as a problem; ``where`` is the nearest node in the file."""
    kind, context, found = item["type"], item.get("ctx", {}), item.get("input")
    key = dotted(path) if path[0] != "goals" else _goal_key(path, where, parent)
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        near = near_words(name, allowed)
        code = "scenario.unknown_key_near" if near else "scenario.unknown_key"
        return [problem(code, where.key, key, name=name, near=near, allowed=allowed or ["-"])]
    if kind == "missing":
        code = "scenario.missing_key" if name in _OF_A_PARENT else "value.missing_key"
        return [problem(code, where.key, key, name=name)]
    if kind.startswith(("value.", "scenario.")):
        return [problem(kind, where.place, key, **{"found": shown(found), **context})]
    if isinstance(found, float) and not math.isfinite(found):
        return [problem("value.not_finite", where.place, key, found=shown(found))]
    if kind in _BOUNDS:
        code, bound = _BOUNDS[kind]
        if context[bound] == 0:
            code = "value.negative" if kind == "greater_than_equal" else "value.not_positive"
        elif kind == "less_than_equal" and context[bound] == 1:
            code = "value.above_one"
        return [problem(code, where.place, key, found=found, bound=context[bound])]
    if kind in ("model_type", "model_attributes_type") and name in ("title", "description") and isinstance(found, str):
        return [problem("value.not_words", where.place, key, name=name, found=shown(found))]
    if kind in _TYPES and shapes.distribution(path) == path:
        return [problem("value.not_distribution", where.place, key, found=shown(found), words=list(KINDS))]
    if kind in _TYPES:
        return [problem(refined(_TYPES[kind], found), where.place, key, found=shown(found))]
    if kind in ("literal_error", "union_tag_invalid", "union_tag_not_found"):
        words = list(KINDS) if kind.startswith("union") else re.findall(r"'([^']*)'", context["expected"])
        got = found.get("dist") if isinstance(found, dict) else found
        if kind == "union_tag_not_found":
            if not isinstance(found, dict):
                return [problem("value.not_distribution", where.place, key, found=shown(found), words=words)]
            return [problem("value.no_dist", where.key, key, words=words)]
        return [
            problem("value.choice", where.place, key, found=shown(got), words=words, near=near_words(f"{got}", words))
        ]
    if kind == "string_pattern_mismatch":
        code = "value.date" if name == "date" else "value.name"
        return [problem(code, where.place, key, found=shown(found))]
    return [problem("value.other", where.place, key, found=shown(found), words=item["msg"])]
