"""The shape of a scenario, derived from the models: where mappings merge, units of leaves, what keys refer to."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from balanssim.positions import Path
from balanssim.scenario.quantities import Block, Names, Span, Unit
from balanssim.scenario.schema import Scenario


@dataclass(frozen=True)
class Shape:
    """One position of the schema.

    ``block``: fixed keys (``fields``); ``map``: free keys that are names of ``names`` in the region, all of shape
    ``item``; ``leaf``: replaced whole, may carry papers where ``unit`` is given. ``span``: unit of a leaf that is a
    distribution and carries its own papers.
    """

    kind: Literal["block", "map", "leaf"]
    fields: Mapping[str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    names: str = ""
    unit: str = ""
    span: str = ""

    def child(self, key: str) -> Shape | None:
        """Shape below a key; None where the key is unknown or this is a leaf."""
        return self.item if self.kind == "map" else self.fields.get(key)

    @property
    def merges(self) -> bool:
        """Whether two mappings here are merged (else the later one replaces the earlier one)."""
        return self.kind != "leaf"


LEAF = Shape("leaf")


@cache
def root() -> Shape:
    """Shape of a whole scenario."""
    return _of(Scenario, ())


def split(key: str) -> Path:
    """A dotted key as a path: 'uncertainties.work.basic_growth' -> ('uncertainties', 'work.basic_growth')."""
    parts = key.split(".")
    shape: Shape | None = root()
    for number in range(len(parts)):
        if shape is not None and shape.kind == "map" and shape.names == "parameters":
            return (*parts[:number], ".".join(parts[number:]))
        shape = shape.child(parts[number]) if shape is not None else None
    return tuple(parts)


def at(path: Path) -> tuple[Shape, int]:
    """Shape of the longest known part of a path, and how many parts that is."""
    shape = root()
    for number, part in enumerate(path):
        below = shape.child(str(part))
        if below is None:
            return shape, number
        shape = below
    return shape, len(path)


def distribution(path: Path) -> Path | None:
    """The part of a path that leads to a distribution; None where it leads to none."""
    if path[:1] == ("uncertainties",) and len(path) > 1:
        return path[:2]
    return next(
        (path[:n] for n in range(1, len(path) + 1) if at(path[:n]) == (at(path[:n])[0], n) and at(path[:n])[0].span),
        None,
    )


def _of(annotation: Any, metadata: tuple[Any, ...]) -> Shape:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _of(inner, (*metadata, *more))
    if isinstance(annotation, type) and issubclass(annotation, Block):
        # a goal or a distribution lies inside a list or is told apart by `dist`, so every model met here merges
        fields = {name: _of(info.annotation, tuple(info.metadata)) for name, info in annotation.model_fields.items()}
        return Shape("block", fields)
    span = next((item.unit for item in metadata if isinstance(item, Span)), "")
    if span:
        return Shape("leaf", span=span)
    unit = next((item.name for item in metadata if isinstance(item, Unit)), "")
    if get_origin(annotation) is dict:
        names = next((item.of for item in metadata if isinstance(item, Names)), "")
        return Shape("map", item=_of(get_args(annotation)[1], ()), names=names)
    if get_origin(annotation) in (Union, types.UnionType):
        options = [_of(option, metadata) for option in get_args(annotation) if option is not type(None)]
        if len(options) == 1:
            return options[0]
        unit = unit or next((option.unit for option in options if option.unit), "")
    return Shape("leaf", unit=unit)
