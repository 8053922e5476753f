"""YAML of a region folder with the place of every key, so that a problem can name file, line and column.

Plain scalars follow the core schema of YAML 1.2 (`no` is a word, `1e-3` is a number). A duplicate key is a problem,
never silently the last one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from balanssim.errors import Problem

#: Deeper than any file of a region; an alias that holds itself would never end.
DEPTH = 12

Path = tuple[str | int, ...]


# The C parser is ten times faster; the pure one is the fallback where libyaml is absent.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Loader: Any = type("_Loader", (_Base,), {"yaml_implicit_resolvers": {}})
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    list("-+.0123456789"),
)


@dataclass
class YamlText:
    """Plain values of one file and where each key stands.

    ``places`` maps a path of keys and list positions to (line, column), both from one.
    """

    file: str
    value: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> tuple[int, int]:
        """Place of a path, or of the nearest parent that is there."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def problem(self, code: str, path: Path, **params: object) -> Problem:
        """A problem at this path; ``key`` is the path written with dots."""
        line, column = self.place(path)
        return Problem(self.file, line, column, ".".join(str(part) for part in path), code, params)


def parse(text: str, file: str) -> YamlText:
    """Parse YAML text. Never raises on bad text: what is wrong stands in ``problems`` and ``value`` may be None."""
    result = YamlText(file)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        words = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "?")
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        result.problems.append(Problem(file, line, column, "", "region.yaml_syntax", {"words": words}))
        return result
    if node is not None:
        result.value = _plain(node, (), result)
    return result


def _plain(node: Any, path: Path, result: YamlText) -> Any:
    result.places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if len(path) > DEPTH:
        result.problems.append(result.problem("region.yaml_depth", path[:3], depth=DEPTH))
        return None
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            here = (*path, key)
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in mapping:
                result.problems.append(
                    Problem(
                        result.file, *place, ".".join(str(part) for part in here), "region.yaml_duplicate", {"key": key}
                    )
                )
                continue
            result.places[here] = place
            mapping[key] = _plain(value_node, here, result)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, position), result) for position, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: Any) -> Any:
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() == "true"
    if kind == "int":
        # Python refuses to read more than 4300 digits; such a number is infinite for every purpose here.
        return int(node.value) if len(node.value) < 20 else float(node.value)
    if kind == "float":
        text = node.value.lower()
        return float(text.replace(".inf", "inf").replace(".nan", "nan"))
    return node.value
