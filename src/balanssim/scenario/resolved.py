"""A resolved scenario: the checked model, where each leaf came from, its papers and a canonical text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from balanssim.positions import Node, Path, dotted
from balanssim.scenario import shape as shapes
from balanssim.scenario.numerics import Sampling
from balanssim.scenario.quantities import Papers
from balanssim.scenario.schema import Scenario

if TYPE_CHECKING:
    from balanssim.region.index import RegionIndex

#: Layers in order of precedence, weakest first.
LAYERS = ("default", "extends", "scenario", "overlay", "set", "command_line")


@dataclass(frozen=True)
class Origin:
    """Where a leaf was set: file (relative to the scenario's folder), line and column (0: not in a file), layer."""

    file: str
    line: int
    column: int
    layer: str


@dataclass(frozen=True)
class Resolved:
    """A complete scenario, ready to prepare.

    ``tree``: plain nested dict of all values without papers, defaults filled in, keys of free mappings sorted.
    ``origin`` and ``papers`` go by dotted key of the leaf, such as ``levers.work.business_park_ha``; leaves of goals go
    by the goal's id, such as ``goals.banen-almere.at_least``. ``papers`` hold every value that has a unit and every
    distribution. ``files``: name and sha256 of each file, in the order in which they were laid. ``region_path`` is the
    folder of the region; ``index`` its names.
    """

    scenario: Scenario
    tree: Mapping[str, Any]
    origin: Mapping[str, Origin]
    papers: Mapping[str, Papers]
    files: tuple[tuple[str, str], ...]
    overrides: tuple[str, ...]
    index: RegionIndex

    @property
    def id(self) -> str:
        """Id of the scenario."""
        return self.scenario.id

    @property
    def region_path(self) -> FilePath:
        """Folder of the region."""
        return self.index.path

    def canonical_json(self) -> str:
        """Everything, papers and words included, in one text that depends on content alone.

        Independent of the order of keys, of how the content was split over files and of how numbers were written.
        """
        given = {
            key: {name: text for name, text in papers if name != "value" and text is not None}
            for key, papers in self.papers.items()
        }
        return _dumps({"scenario": self._named_region(), "papers": given})

    def numbers_json(self) -> str:
        """Only what can change numbers: no id, titles, goals or papers; scenarios that differ in words are equal."""
        tree = {name: part for name, part in self._named_region().items() if name not in _WORDS}
        for name in ("uncertainties", "procedures"):
            tree[name] = _without_papers(tree[name])
        return _dumps(tree)

    def _named_region(self) -> dict[str, Any]:
        """The tree with the region by its id: a path says where a folder is, not what is in it."""
        return {**self.tree, "region": self.index.id}


def resample(resolved: Resolved, draws: int, seed: int) -> Resolved:
    """The scenario with other sampling; everything else, and so every world in common, stays."""
    sampling = Sampling(draws=draws, seed=seed)
    if sampling == resolved.scenario.sampling:
        return resolved
    scenario = resolved.scenario.model_copy(update={"sampling": sampling})
    return replace(resolved, scenario=scenario, tree={**resolved.tree, "sampling": sampling.model_dump()})


_WORDS = ("id", "title", "description", "goals")
_PAPERS = ("unit", "source", "date", "status", "note")


def tree_of(scenario: Scenario) -> dict[str, Any]:
    """Plain values of a scenario in the order of the schema, keys of free mappings sorted, absent options left out."""
    tree: dict[str, Any] = _ordered(scenario.model_dump(mode="json"), shapes.root())
    return tree


def leaves(tree: Any) -> Iterator[tuple[str, Any]]:
    """Dotted key and value of every leaf of a plain tree, in order; a distribution is one leaf, goals go by id."""
    yield from _walk(tree, shapes.root(), ())
    for goal in tree.get("goals", ()):
        for name, value in goal.items():
            yield f"goals.{goal['id']}.{name}", value


def origins(tree: Mapping[str, Any], merged: Node, names: Mapping[str, str]) -> dict[str, Origin]:
    """Origin of every leaf of ``tree``; leaves that no file set come from the schema. ``names``: file as recorded."""
    found: dict[str, Origin] = {}
    goals = {goal["id"]: number for number, goal in enumerate(tree.get("goals", ()))}
    for key, _ in leaves(tree):
        parts = key.split(".")
        path: Path
        if parts[0] == "goals":
            goal = key.removeprefix("goals.").rpartition(".")[0]
            path = ("goals", goals[goal], parts[-1])
        else:
            path = shapes.split(key)
        node = _exact(merged, path)
        if node is None:
            found[key] = Origin("schema", 0, 0, "default")
        else:
            found[key] = Origin(names.get(node.key.file, node.key.file), node.key.line, node.key.column, node.key.layer)
    return found


def _without_papers(value: Any) -> Any:
    """Distributions by their numbers alone."""
    if not isinstance(value, dict):
        return value
    dropped = _PAPERS if "dist" in value else ()
    return {name: _without_papers(part) for name, part in value.items() if name not in dropped}


def _exact(node: Node, path: Path) -> Node | None:
    for part in path:
        below = node.at((part,))
        if below is node:
            return None
        node = below
    return node


def _walk(tree: Any, shape: shapes.Shape, path: Path) -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        below = shape.child(name) or shapes.LEAF
        if path == () and name == "goals":
            continue
        if below.merges and isinstance(value, dict):
            yield from _walk(value, below, (*path, name))
        else:
            yield dotted((*path, name)), value


def _ordered(value: Any, shape: shapes.Shape | None) -> Any:
    if isinstance(value, dict):
        free = shape is not None and shape.kind == "map"
        names = sorted(value) if free else list(value)
        return {
            name: _ordered(value[name], shape.child(name) if shape is not None else None)
            for name in names
            if value[name] is not None
        }
    if isinstance(value, list):
        return [_ordered(item, None) for item in value]
    return value


def _dumps(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
