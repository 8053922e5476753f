"""Load a scenario: read, compose, check against schema and region; all problems of all files at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from balanssim.errors import InputError, Problem, summed
from balanssim.positions import Place
from balanssim.scenario import semantics, validate
from balanssim.scenario import shape as shapes
from balanssim.scenario.compose import Composed, compose
from balanssim.scenario.quantities import Papers
from balanssim.scenario.resolved import Resolved, leaves, origins, tree_of
from balanssim.scenario.sources import Source, read

if TYPE_CHECKING:
    from balanssim.region.index import RegionIndex


def load(
    ref: str | Path,
    *,
    overrides: Sequence[str] = (),
    base_dir: Path | None = None,
    index: RegionIndex | None = None,
) -> Resolved:
    """Load and check a scenario.

    Parameters
    ----------
    ref : ``balanssim:NAME`` for a ready-made scenario, or a path
    overrides : ``key=value`` as after ``--set``, laid over everything else, in order
    base_dir : folder that relative paths start from; the working folder where not given
    index : names of the region; read from the folder that the scenario names where not given

    Raises
    ------
    InputError
        with every problem in every file

    """
    resolved, problems = attempt(ref, overrides=overrides, base_dir=base_dir, index=index)
    if resolved is None:
        raise InputError(problems)
    return resolved


def loads(
    text: str,
    *,
    name: str = "scenario.yaml",
    overrides: Sequence[str] = (),
    base_dir: Path | None = None,
    index: RegionIndex | None = None,
) -> Resolved:
    """Load a scenario from a text, as ``load`` does; ``name`` is shown in problems, ``base_dir`` holds its parents."""
    folder = base_dir or Path()
    source = Source(name, name, folder, None, text.encode("utf-8"))
    resolved, problems = _finish(compose(source, overrides), overrides, index)
    if resolved is None:
        raise InputError(problems)
    return resolved


def check(ref: str | Path, *, overrides: Sequence[str] = (), base_dir: Path | None = None) -> list[Problem]:
    """All problems of a scenario, in order of file and line; empty for a scenario that can be run."""
    return attempt(ref, overrides=overrides, base_dir=base_dir)[1]


def attempt(
    ref: str | Path,
    *,
    overrides: Sequence[str] = (),
    base_dir: Path | None = None,
    index: RegionIndex | None = None,
) -> tuple[Resolved | None, list[Problem]]:
    """The scenario, or None and why not."""
    folder = base_dir or Path()
    source = read(str(ref), folder, None, Place(str(ref)))
    if isinstance(source, Problem):
        return None, [source]
    return _finish(compose(source, overrides), overrides, index)


def _finish(
    composed: Composed, overrides: Sequence[str], index: RegionIndex | None
) -> tuple[Resolved | None, list[Problem]]:
    checked = validate.check(composed.tree, composed.complete, composed.removed)
    problems = [*composed.problems, *checked.problems]
    if index is None:
        index = _index(composed, problems)
    if index is not None:
        problems += semantics.check(checked.bare, index)
    if problems or checked.scenario is None or index is None:
        return None, summed(problems)
    tree = tree_of(checked.scenario)
    return (
        Resolved(
            scenario=checked.scenario,
            tree=MappingProxyType(tree),
            origin=MappingProxyType(
                origins(tree, composed.tree, {source.shown: source.name for source in composed.sources})
            ),
            papers=MappingProxyType(_papers(tree, checked.papers)),
            files=tuple((source.name, source.sha256) for source in composed.sources),
            overrides=tuple(overrides),
            index=index,
        ),
        [],
    )


def _papers(tree: Mapping[str, Any], given: Mapping[str, Papers]) -> dict[str, Papers]:
    """Papers by dotted key in order of the schema; a default has its unit and nothing else."""
    found: dict[str, Papers] = {}
    for key, value in leaves(tree):
        unit = shapes.at(shapes.split(key))[0].unit
        if key in given:
            found[key] = given[key]
        elif unit and not key.startswith("goals."):
            found[key] = Papers(value=value, unit=unit)
    return found


def _index(composed: Composed, problems: list[Problem]) -> RegionIndex | None:
    """Names of the region that the scenario names; a problem with the reference is shown where it stands."""
    from balanssim.region.index import read_index

    node = composed.tree.mapping().get("region")
    if node is None or not isinstance(node.value, str) or not node.value:
        return None
    try:
        return read_index(node.value, composed.region_folder)
    except InputError as error:
        place = node.place
        problems += [
            replace(item, file=place.file, line=place.line, column=place.column, key="region")
            if item.file == node.value
            else item
            for item in error.problems
        ]
        return None
