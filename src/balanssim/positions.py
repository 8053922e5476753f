"""YAML text to a tree in which every key and value knows its line and column.

The tree is built from libyaml's events, so that what YAML 1.1 guesses wrong (``no``, ``012``, ``1:30``, ``1e-3``)
follows the core schema of YAML 1.2, and repeated keys, anchors, aliases, tags and further documents are refused where
they stand.
Nothing here raises on bad text: problems are collected. Docs: the how-to page on scenario files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import yaml

from balanssim import textfiles, yamlsyntax
from balanssim.errors import Problem

Scalar: TypeAlias = str | int | float | bool | None
Path: TypeAlias = tuple[str | int, ...]

#: A scenario is text a person wrote; anything larger is another file by mistake.
MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 20_000

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Line ends to YAML 1.1 but not to 1.2 nor to an editor: nobody types them.
_SEPARATOR = re.compile("[\x85\u2028\u2029]")
_INT = re.compile(r"[-+]?[0-9]{1,300}\Z")
_BASED = re.compile(r"0o[0-7]{1,20}\Z|0x[0-9a-fA-F]{1,16}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_INF = re.compile(r"[-+]?\.(inf|Inf|INF)\Z")


@dataclass(frozen=True)
class Place:
    """Where something stands: file as the user wrote it, line and column from one (0 outside a file), layer."""

    file: str
    line: int = 0
    column: int = 0
    layer: str = ""


@dataclass(frozen=True)
class Node:
    """A value with its place: a scalar, ``dict[str, Node]`` or ``list[Node]``; ``key`` is the place of its key."""

    value: Scalar | dict[str, Node] | list[Node]
    place: Place
    key: Place

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {name: child.plain() for name, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def at(self, path: Path) -> Node:
        """The node at a path, or the nearest one above it."""
        node = self
        for part in path:
            below = node.child(part)
            if below is None:
                break
            node = below
        return node

    def child(self, part: str | int) -> Node | None:
        """The node below a key or a list position; None where there is none."""
        if isinstance(self.value, dict) and isinstance(part, str):
            return self.value.get(part)
        if isinstance(self.value, list) and isinstance(part, int) and 0 <= part < len(self.value):
            return self.value[part]
        return None

    def mapping(self) -> dict[str, Node]:
        """Children by key; empty for anything but a mapping."""
        return self.value if isinstance(self.value, dict) else {}

    def walk(self, path: Path = ()) -> Iterator[tuple[Path, Node]]:
        """This node and all below it, parents first."""
        yield path, self
        if isinstance(self.value, dict):
            for name, child in self.value.items():
                yield from child.walk((*path, name))
        elif isinstance(self.value, list):
            for number, child in enumerate(self.value):
                yield from child.walk((*path, number))


def dotted(path: Path) -> str:
    """('goals', 0, 'year') -> 'goals.0.year'."""
    return ".".join(str(part) for part in path)


def shown(value: object) -> str:
    """A found value as one would write it in YAML, cut off where long."""
    text = _flow(value, MAX_DEPTH)
    return text if len(text) <= 60 else text[:57] + "..."


def _flow(value: object, deepest: int) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else (".inf" if value > 0 else "-.inf")
    if isinstance(value, Mapping) and deepest:
        return "{" + ", ".join(f"{key}: {_flow(one, deepest - 1)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)) and deepest:
        return "[" + ", ".join(_flow(one, deepest - 1) for one in value) + "]"
    return str(value)


def problem(code: str, place: Place, key: str = "", **params: object) -> Problem:
    """A problem at a place."""
    return Problem(place.file, place.line, place.column, key, code, params)


def fault(found: textfiles.Fault, file: str, key: str = "") -> Problem:
    """A fault of a text as a problem of a file."""
    return Problem(file, found.line, found.column, key, found.code, found.params)


@dataclass
class Parsed:
    """Outcome of ``parse``: the root mapping (None where there is none), all problems, whether all values are in it."""

    root: Node | None
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True


def parse(data: bytes | str, file: str, layer: str = "") -> Parsed:
    """Parse one YAML document whose root is a mapping.

    ``file`` and ``layer`` are what places show. Never raises on bad text; an unreadable document gives ``root=None``.
    """
    problems: list[Problem] = []
    if len(data) > MAX_BYTES:
        return Parsed(None, [fault(textfiles.too_large(MAX_BYTES), file)])
    text, wrong = textfiles.decode(data) if isinstance(data, bytes) else (data, textfiles.control(data))
    if wrong is not None:
        problems.append(fault(wrong, file))
        if wrong.code != "file.encoding" or text is None:
            return Parsed(None, problems)
    assert text is not None
    separator = _SEPARATOR.search(text)
    if separator:
        at = Place(file, *textfiles.place(text[: separator.start()]))
        problems.append(problem("file.control_character", at, character=f"U+{ord(separator[0]):04X}"))
        return Parsed(None, problems)
    builder = _Builder(file, layer)
    try:
        node = builder.document(yaml.parse(text, Loader=_PARSER))
    except (yaml.YAMLError, RecursionError) as error:
        # text in a wrong encoding may well be no YAML at all: then that is all there is to say
        found = [] if problems else [fault(yamlsyntax.explain(error, text, MAX_DEPTH), file)]
        return Parsed(None, [*problems, *builder.problems, *found])
    except _TooMany:
        return Parsed(None, [*problems, *builder.problems, problem("yaml.too_many", Place(file), most=MAX_NODES)])
    builder.problems = problems + builder.problems
    if node is None or (node.value is None and not builder.problems):
        return Parsed(None, builder.problems or [problem("yaml.empty", Place(file, 1, 1))])
    if not isinstance(node.value, dict):
        builder.problems.append(problem("yaml.not_mapping", node.place))
        return Parsed(None, builder.problems)
    return Parsed(node, builder.problems, builder.whole)


def parse_value(text: str, place: Place) -> tuple[Node | None, list[Problem]]:
    """One value as written after ``--set key=``: a scalar or a flow mapping. All places are ``place``."""
    parsed = parse(f"value: {text}", place.file, place.layer)
    found = parsed.root.mapping().get("value") if parsed.root else None
    problems = [replace(item, line=place.line, column=place.column) for item in parsed.problems]
    if parsed.root is not None and set(parsed.root.mapping()) != {"value"}:
        problems.append(problem("yaml.one_value", place))
    return (None if found is None else moved(found, place)), problems


def moved(node: Node, place: Place) -> Node:
    """The same value with every place replaced."""
    if isinstance(node.value, dict):
        return Node({name: moved(child, place) for name, child in node.value.items()}, place, place)
    if isinstance(node.value, list):
        return Node([moved(child, place) for child in node.value], place, place)
    return Node(node.value, place, place)


def scalar(text: str) -> Scalar:
    """A plain (unquoted) scalar by the core schema of YAML 1.2.2, section 10.3.2."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if _INT.match(text):
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    if _INF.match(text):
        return float("-inf") if text.startswith("-") else float("inf")
    if text in (".nan", ".NaN", ".NAN"):
        return float("nan")
    return text


class _TooMany(Exception):
    """More values than any scenario has."""


class _Builder:
    """Nodes from a stream of events; recursion is bounded by ``MAX_DEPTH``."""

    def __init__(self, file: str, layer: str) -> None:
        self.file = file
        self.layer = layer
        self.problems: list[Problem] = []
        self.anchors: set[str] = set()
        self.count = 0
        self.whole = True

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1, self.layer)

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.problems.append(problem("yaml.documents", self.place(event)))
                    return root
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, events, (), None)
        return root

    def node(self, event: Any, events: Iterator[Any], path: Path, key: Place | None) -> Node | None:
        place = self.place(event)
        at = key or place
        self.count += 1
        if self.count > MAX_NODES:
            raise _TooMany
        if event.anchor is not None and event.anchor not in self.anchors:
            self.anchors.add(event.anchor)
            self.problems.append(problem("yaml.alias", place, dotted(path), name=event.anchor))
        if isinstance(event, yaml.AliasEvent):
            self.whole = False
            return None
        if event.tag is not None:
            self.problems.append(problem("yaml.tag", place, dotted(path), tag=event.tag))
            self.whole = False
            if isinstance(event, yaml.CollectionStartEvent):
                _skip(events)
            return None
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            value: Scalar = scalar(event.value) if plain else event.value
            return Node(value, place, at)
        if len(path) >= MAX_DEPTH:
            self.problems.append(problem("yaml.too_deep", place, dotted(path[:4]) + "...", deepest=MAX_DEPTH))
            self.whole = False
            _skip(events)
            return None
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self.sequence(events, path), place, at)
        return Node(self.mapping(events, path), place, at)

    def sequence(self, events: Iterator[Any], path: Path) -> list[Node]:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            child = self.node(event, events, (*path, len(items)), None)
            if child is not None:
                items.append(child)
        return items

    def mapping(self, events: Iterator[Any], path: Path) -> dict[str, Node]:
        items: dict[str, Node] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            place = self.place(event)
            name = self.name(event, events, path)
            value = self.node(next(events), events, (*path, name or "?"), place)
            if name is None or value is None:
                continue
            if name in items:
                first = items[name].key.line
                self.problems.append(
                    problem("yaml.duplicate_key", place, dotted((*path, name)), name=name, first=f"{first}")
                )
            else:
                items[name] = value
        return items

    def name(self, event: Any, events: Iterator[Any], path: Path) -> str | None:
        """Keys are words: the text as written, also where it looks like a number."""
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None and event.value != "":
            return str(event.value)
        self.problems.append(problem("yaml.key", self.place(event), dotted(path)))
        self.whole = False
        if isinstance(event, yaml.CollectionStartEvent):
            _skip(events)
        return None


def _skip(events: Iterator[Any]) -> None:
    """Pass over the rest of an opened collection."""
    depth = 1
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            if depth == 0:
                return
