"""Several files to one tree.

Precedence: schema defaults < one ``extends`` chain < ``overlays`` from left to right < ``set`` < command line. Mappings
merge deeply; lists, distributions and values with papers are replaced whole; a null removes nothing, ``remove`` does.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Literal

from balanssim.errors import Problem
from balanssim.positions import Node, Path, Place, dotted, moved, parse, parse_value, problem, shown
from balanssim.scenario import shape as shapes
from balanssim.scenario.schema import COMPOSITION, OWN, SCHEMA_VERSION
from balanssim.scenario.shape import Shape
from balanssim.scenario.sources import Source, read

_NO_SPACE = re.compile(r"[\w.-]+:\S+\Z")
#: More files than this in one scenario are a mistake; each level of a chain takes room on the stack.
MAX_FILES = 50

Role = Literal["scenario", "extends", "overlay"]


@dataclass
class Composed:
    """The merged tree, the files in the order in which they were laid, and all problems.

    ``complete`` is False where a file could not be read, so that what it may have held is not reported as missing.
    ``removed`` says where each removed key was named; ``region_folder`` is the folder of the file that names the
    region.
    """

    tree: Node
    sources: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True
    region_folder: FilePath | None = None
    removed: dict[Path, Place] = field(default_factory=dict)


@dataclass
class _Composer:
    home: FilePath
    problems: list[Problem] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    folders: dict[str, FilePath] = field(default_factory=dict)
    complete: bool = True
    files: int = 1
    removed: dict[Path, Place] = field(default_factory=dict)


def compose(source: Source, overrides: Sequence[str] = ()) -> Composed:
    """Lay all files that a scenario names over each other, then ``overrides`` (``key=value`` of the command line)."""
    composer = _Composer(source.folder)
    tree = _resolve(composer, source, "scenario", ())
    for number, text in enumerate(overrides, start=1):
        tree = _command_line(composer, tree, text, number)
    region = tree.mapping().get("region")
    folder = composer.folders.get(region.place.file) if region is not None else None
    return Composed(tree, composer.sources, composer.problems, composer.complete, folder, composer.removed)


def _resolve(composer: _Composer, source: Source, role: Role, chain: tuple[str, ...]) -> Node:
    """A file with all it builds on."""
    body, words = _open(composer, source, role)
    tree = _empty(source.shown)
    parent = words.get("extends")
    if parent is not None and isinstance(parent.value, str):
        above = _read(composer, parent.value, source, parent.place, "extends", (*chain, source.identity))
        if above is not None:
            tree = _resolve(composer, above, "extends", (*chain, source.identity))
    composer.sources.append(source)
    tree = Node({key: value for key, value in tree.mapping().items() if key not in OWN}, tree.place, tree.key)
    tree = _remove(composer, tree, _paths(composer, words.get("remove")))
    tree = _merge(composer, tree, body, shapes.root(), ())
    tree = _overlays(composer, tree, source, words.get("overlays"))
    return _set(composer, tree, words.get("set"))


def _open(composer: _Composer, source: Source, role: Role) -> tuple[Node, dict[str, Node]]:
    """The contents of one file and, apart from them, its composition keys."""
    composer.folders[source.shown] = source.folder
    parsed = parse(source.data, source.shown, role)
    composer.problems += parsed.problems
    if parsed.root is None:
        composer.complete = False
        return _empty(source.shown), {}
    composer.complete &= parsed.whole
    items = parsed.root.mapping()
    version = items.get("schema_version")
    if version is None:
        place = replace(parsed.root.place, line=1, column=1)
        composer.problems.append(problem("scenario.schema_version_missing", place, "schema_version", known="1"))
    elif version.value is True or version.value != SCHEMA_VERSION:
        found = str(version.plain())
        composer.problems.append(
            problem("scenario.schema_version", version.place, "schema_version", found=found, known="1")
        )
    words: dict[str, Node] = {}
    for key in COMPOSITION:
        node = items.get(key)
        if node is None or node.value is None:
            continue
        if role == "overlay" and key in ("extends", "overlays", "set"):
            composer.problems.append(problem("scenario.overlay_composes", node.key, key))
        elif role != "overlay" and key == "override":
            composer.problems.append(problem("scenario.override_outside", node.key, key))
        elif _typed(composer, key, node):
            words[key] = node
    body = Node(
        {key: value for key, value in items.items() if key not in COMPOSITION}, parsed.root.place, parsed.root.key
    )
    return body, words


def _typed(composer: _Composer, key: str, node: Node) -> bool:
    """Whether a composition key has the kind of value it needs."""
    if key == "extends":
        wrong = None if isinstance(node.value, str) and node.value else (node, "value.not_text")
    elif key == "set":
        wrong = None if isinstance(node.value, dict) else (node, "value.not_mapping")
    elif not isinstance(node.value, list):
        wrong = (node, "value.not_list")
    else:
        wrong = next(((item, "value.not_text") for item in node.value if not isinstance(item.value, str)), None)
    if wrong is None:
        return True
    found = wrong[0].plain()
    code = "scenario.one_parent" if key == "extends" else refined(wrong[1], found)
    composer.problems.append(problem(code, wrong[0].place, key, found=shown(found)))
    composer.complete = False
    return False


def _read(
    composer: _Composer, ref: str, source: Source, place: Place, key: str, chain: tuple[str, ...]
) -> Source | None:
    composer.files += 1
    if composer.files > MAX_FILES:
        if composer.files == MAX_FILES + 1:
            composer.problems.append(problem("scenario.too_many_files", place, key, most=MAX_FILES))
        composer.complete = False
        return None
    found = read(ref, source, composer.home, place, key)
    if isinstance(found, Source) and found.identity not in chain:
        return found
    if isinstance(found, Source):
        names = [FilePath(item).name for item in (*chain[chain.index(found.identity) :], found.identity)]
        found = problem("scenario.cyclic", place, key, ref=ref, chain=" -> ".join(names))
    composer.problems.append(found)
    composer.complete = False
    return None


def _merge(composer: _Composer, base: Node, over: Node, shape: Shape, path: Path) -> Node:
    """``over`` laid on ``base``; both mappings at a position where mappings merge."""
    out = dict(base.mapping())
    for name, node in over.mapping().items():
        below = shape.child(name) or shapes.LEAF
        held = out.get(name)
        if node.value is None:
            if held is not None and not below.merges:
                key = dotted((*path, name))
                composer.problems.append(problem("scenario.null_removes_nothing", node.key, key, name=key))
        elif below.merges and isinstance(node.value, dict):
            under = held if held is not None and isinstance(held.value, dict) else _empty(node.place.file)
            out[name] = replace(_merge(composer, under, node, below, (*path, name)), key=node.key, place=node.place)
        else:
            out[name] = node
    return Node(out, over.place, over.key)


def _overlays(composer: _Composer, tree: Node, source: Source, refs: Node | None) -> Node:
    """Overlays from left to right; two that set one leaf differently clash unless the later one may override."""
    held: dict[Path, Node] = {}
    above: dict[Path, Node] = {}  # each path above a leaf that was set, with that leaf
    for ref in refs.value if refs is not None and isinstance(refs.value, list) else []:
        overlay = _read(composer, str(ref.value), source, ref.place, "overlays", (source.identity,))
        if overlay is None:
            continue
        body, words = _open(composer, overlay, "overlay")
        body = Node({key: value for key, value in body.mapping().items() if key not in OWN}, body.place, body.key)
        composer.sources.append(overlay)
        allowed = [path for path, _ in _paths(composer, words.get("override"))]
        removals = _paths(composer, words.get("remove"))
        # a removal takes part in clashes as a leaf without a value
        new = {path: Node(None, item.place, item.place) for path, item in removals}
        new.update(_leaves(body, shapes.root(), ()))
        for path, node in new.items():
            if any(path[: len(one)] == one for one in allowed):
                continue
            other = _clash(held, above, path, node)
            if other is not None:
                key = dotted(path)
                composer.problems.append(problem("scenario.clash", node.key, key, name=key, other=other))
        held.update(new)
        above.update({path[:length]: node for path, node in new.items() for length in range(len(path))})
        tree = _remove(composer, tree, removals)
        tree = _merge(composer, tree, body, shapes.root(), ())
    return tree


def _clash(held: Mapping[Path, Node], above: Mapping[Path, Node], path: Path, node: Node) -> str | None:
    """Where an earlier overlay set this leaf, or something above or below it, differently."""
    over = next((held[path[:length]] for length in range(len(path)) if path[:length] in held), None)
    same = held.get(path)
    other = over or above.get(path) or (same if same is not None and same.plain() != node.plain() else None)
    return None if other is None else f"{other.key.file}:{other.key.line}"


def _leaves(node: Node, shape: Shape, path: Path) -> dict[Path, Node]:
    """All leaves a file sets, by path."""
    found: dict[Path, Node] = {}
    for name, child in node.mapping().items():
        below = shape.child(name) or shapes.LEAF
        if below.merges and isinstance(child.value, dict):
            found.update(_leaves(child, below, (*path, name)))
        elif child.value is not None:
            found[(*path, name)] = child
    return found


def _paths(composer: _Composer, node: Node | None) -> list[tuple[Path, Node]]:
    """Dotted keys of ``remove`` or ``override`` as paths; unknown ones are reported and left out."""
    found = []
    for item in node.value if node is not None and isinstance(node.value, list) else []:
        path = shapes.split(str(item.value))
        shape, known = shapes.at(path)
        if known == len(path):
            found.append((path, item))
        else:
            composer.problems.append(unknown_key(path, shape, known, item.place))
    return found


def _remove(composer: _Composer, tree: Node, removals: Sequence[tuple[Path, Node]]) -> Node:
    for path, item in removals:
        cut = _without(tree, path)
        if cut is None:
            beside = list(tree.at(path[:-1]).mapping())
            near = [dotted((*path[:-1], name)) for name in near_words(str(path[-1]), beside)]
            key = dotted(path)
            code = "scenario.remove_nothing_near" if near else "scenario.remove_nothing"
            composer.problems.append(problem(code, item.place, key, name=key, near=near))
        else:
            tree = cut
            composer.removed[path] = item.place
    return tree


def _without(node: Node, path: Path) -> Node | None:
    """The tree without one key; None where there is no such key."""
    items = dict(node.mapping())
    name = str(path[0])
    if name not in items:
        return None
    if len(path) == 1:
        del items[name]
    else:
        below = _without(items[name], path[1:])
        if below is None:
            return None
        items[name] = below
    return Node(items, node.place, node.key)


def _set(composer: _Composer, tree: Node, values: Node | None) -> Node:
    for name, node in (values.mapping() if values is not None else {}).items():
        tree = put(composer.problems, tree, name, replace(node, key=replace(node.key, layer="set")))
    return tree


def _command_line(composer: _Composer, tree: Node, text: str, number: int) -> Node:
    place = Place("--set", 0, 0, "command_line")
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        composer.problems.append(problem("scenario.set_syntax", place, text, text=text))
        return tree
    node, problems = parse_value(value.strip(), place)
    composer.problems += [replace(item, key=name.strip()) for item in problems]
    return tree if node is None else put(composer.problems, tree, name.strip(), node)


def put(problems: list[Problem], tree: Node, name: str, node: Node) -> Node:
    """The tree with one leaf replaced; a key that is unknown or not a leaf is reported and changes nothing."""
    path = shapes.split(name)
    shape, known = shapes.at(path)
    layer = node.key.layer
    if known < len(path):
        problems.append(unknown_key(path, shape, known, node.key))
        return tree
    if shape.merges or path[0] in OWN:
        allowed = list(shape.fields) or [f"{name}.*"]
        problems.append(problem("scenario.set_not_leaf", node.key, name, name=name, allowed=allowed))
        return tree
    if node.value is None:
        problems.append(problem("scenario.null_removes_nothing", node.key, name, name=name))
        return tree
    placed = moved(node, replace(node.place, layer=layer)) if layer == "command_line" else _layered(node, layer)
    for part in reversed(path[1:]):
        placed = Node({str(part): placed}, placed.place, placed.key)
    over = Node({str(path[0]): placed}, placed.place, placed.key)
    return _merge(_Composer(FilePath()), tree, over, shapes.root(), ())


def _layered(node: Node, layer: str) -> Node:
    """The same value, its places marked with a layer."""
    place, key = replace(node.place, layer=layer), replace(node.key, layer=layer)
    if isinstance(node.value, dict):
        return Node({name: _layered(child, layer) for name, child in node.value.items()}, place, key)
    if isinstance(node.value, list):
        return Node([_layered(child, layer) for child in node.value], place, key)
    return Node(node.value, place, key)


def unknown_key(path: Path, shape: Shape, known: int, place: Place) -> Problem:
    """An unknown key with near matches and what is allowed there."""
    name = str(path[known])
    allowed = list(shape.fields) + (list(COMPOSITION) if known == 0 else [])
    near = near_words(name, allowed)
    code = "scenario.unknown_key_near" if near else "scenario.unknown_key"
    return problem(code, place, dotted(path), name=name, near=near, allowed=allowed or ["-"])


def refined(code: str, found: object) -> str:
    """The code for a value of the wrong kind, made more exact by what was found."""
    if found is None:
        return "value.nothing"
    if code == "value.not_mapping" and isinstance(found, list):
        return "value.list_for_mapping"
    if code == "value.not_mapping" and isinstance(found, str) and _NO_SPACE.match(found):
        return "value.colon_space"
    if code == "value.not_list" and isinstance(found, dict):
        return "value.mapping_for_list"
    return "value.not_one_text" if code == "value.not_text" and isinstance(found, (list, dict)) else code


def near_words(name: str, allowed: Sequence[str]) -> list[str]:
    """Allowed words that look like this one, best first."""
    lower = {word.lower(): word for word in reversed(allowed)}
    return [lower[word] for word in difflib.get_close_matches(name.lower(), list(lower), n=3, cutoff=0.6)]


def _empty(file: str) -> Node:
    place = Place(file)
    return Node({}, place, place)
