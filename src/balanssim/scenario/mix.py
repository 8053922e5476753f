"""A scenario between two others: the values of one, and for some keys those of the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from balanssim.scenario import shape as shapes
from balanssim.scenario.load import loads
from balanssim.scenario.resolved import Resolved

#: Parts of a scenario that name it, that say how it is computed, or that judge it: no cause of a difference.
NO_CAUSE = ("schema_version", "id", "title", "description", "region", "goals", "sampling", "numerics", "horizon")


def mix(a: Resolved, b: Resolved, keys: Iterable[str]) -> Resolved:
    """Scenario ``a`` with the values that ``b`` has for some dotted keys of leaves.

    A key that ``b`` does not have is taken away. Sampling, numerics, horizon, region and goals are those of ``a``.

    Raises
    ------
    InputError
        the two cannot be mixed: a rule between keys of different sides is broken
    """
    tree: dict[str, Any] = deepcopy(dict(a.tree))
    for key in keys:
        path = [str(part) for part in shapes.split(key)]
        _put(tree, path, _at(b.tree, path))
    tree["region"] = str(a.index.path)
    name = f"{a.id} + {b.id}"
    # JSON is YAML: the mix is read and checked as every scenario is.
    return loads(json.dumps(tree), name=name, index=a.index)


def _at(tree: Any, path: list[str]) -> Any:
    for part in path:
        tree = tree.get(part) if hasattr(tree, "get") else None
        if tree is None:
            return None
    return tree


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    if value is None:
        tree.pop(path[-1], None)
    else:
        tree[path[-1]] = value
