"""What a store holds: variables, dims, coordinates, chunks and size, known in full before anything is computed.

Variables come from the catalogue by profile; coordinates from the region. A block of 64 draws is one chunk along
``draw``, so that blocks are written side by side without meeting.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from balanssim import catalogue
from balanssim.dims import BLOCK, DRAW, YEAR

Group = Literal["central", "draws"]
GROUPS: Final[tuple[Group, ...]] = ("central", "draws")
Label = str | int

#: Version of names, dims, units and dtypes; raised when a reader of older stores could misread a new one.
CONTRACT_VERSION: Final = 1


@dataclass(frozen=True)
class ArraySpec:
    """One stored array of a group; ``chosen`` are the indices along year that are stored, None for all; ``gaps`` where
    NaN is a value.
    """

    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    dtype: str
    attrs: Mapping[str, Any]
    chosen: tuple[int, ...] | None = None
    gaps: bool = False


@dataclass(frozen=True)
class Contract:
    """Everything needed to make a store. Made by ``make``, read back by ``from_json``.

    ``coords``: labels per dim, without draw. ``names``: words of labels, dim -> language -> one per label.
    ``flow_years``: years for which the profile ``full`` keeps flows.
    """

    profile: catalogue.Profile
    draws: int
    coords: Mapping[str, tuple[Label, ...]]
    names: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    flow_years: tuple[int, ...] = ()
    version: int = CONTRACT_VERSION

    def labels(self, group: Group) -> range:
        """Draw labels of a group: central 0, draws 1..N."""
        return range(1) if group == "central" else range(1, 1 + self.draws)

    def blocks(self, group: Group) -> int:
        """Number of blocks of a group."""
        return math.ceil(len(self.labels(group)) / BLOCK)

    def all_blocks(self) -> list[tuple[Group, int]]:
        """Every block of the run, the central one first."""
        return [(group, block) for group in GROUPS for block in range(self.blocks(group))]

    def rows(self, group: Group, block: int) -> slice:
        """Rows along draw that a block owns, the last block cut; raises ``ValueError`` for no such block."""
        if not 0 <= block < self.blocks(group):
            raise ValueError(f"group {group!r} has blocks 0..{self.blocks(group) - 1}, found {block}")
        return slice(block * BLOCK, min((block + 1) * BLOCK, len(self.labels(group))))

    def variables(self) -> tuple[catalogue.Variable, ...]:
        """Variables of the profile in catalogue order; flows only where years were chosen."""
        return tuple(v for v in catalogue.stored(self.profile) if v.profile != "full" or self.flow_years)

    def arrays(self, group: Group) -> tuple[ArraySpec, ...]:
        """The arrays of a group with their draw axis first."""
        return tuple(self._array(variable, len(self.labels(group))) for variable in self.variables())

    def size(self) -> int:
        """Bytes before compression: the central run and all draws."""
        total = 0
        for group in GROUPS:
            for array in self.arrays(group):
                items = math.prod(array.shape)
                if array.chosen is not None:
                    items = items // len(self.coords[YEAR]) * len(array.chosen)
                total += items * int(array.dtype.removeprefix("float")) // 8
        return total

    def to_json(self) -> dict[str, Any]:
        """Plain mapping for the attributes of the store."""
        return {
            "version": self.version,
            "profile": self.profile,
            "draws": self.draws,
            "coords": {dim: list(labels) for dim, labels in self.coords.items()},
            "names": {dim: {lang: list(words) for lang, words in table.items()} for dim, table in self.names.items()},
            "flow_years": list(self.flow_years),
        }

    def _array(self, variable: catalogue.Variable, rows: int) -> ArraySpec:
        lengths = tuple(len(self.coords[dim]) for dim in variable.dims)
        chunks = [max(1, length) for length in lengths]
        chosen = None
        attrs: dict[str, Any] = {
            "units": variable.unit,
            "long_name": variable.label_en,
            "long_name_nl": variable.label_nl,
            "long_name_en": variable.label_en,
            "description": variable.description,
            "source": variable.source,
            "role": variable.role,
        }
        if variable.profile == "full":  # a chunk a year: years that were not chosen take no room
            chunks[variable.dims.index(YEAR)] = 1
            chosen = tuple(self.coords[YEAR].index(year) for year in self.flow_years)
            attrs["stored_years"] = list(self.flow_years)
        return ArraySpec(
            name=variable.name,
            dims=(DRAW, *variable.dims),
            shape=(rows, *lengths),
            chunks=(min(BLOCK, max(1, rows)), *chunks),
            dtype=variable.dtype,
            attrs=attrs,
            chosen=chosen,
            gaps=variable.gaps,
        )


def make(
    profile: catalogue.Profile,
    draws: int,
    coords: Mapping[str, Sequence[Label]],
    names: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    flow_years: Sequence[int] = (),
) -> Contract:
    """The contract of a run.

    Parameters
    ----------
    profile : ``summary``, ``standard`` or ``full``
    draws : number of worlds beside the central run
    coords : labels per dim (``dims.py`` names); every dim of the profile's variables; others are left out
    names : words of labels, dim -> ``nl``, ``en`` -> one per label, for tables and exports
    flow_years : years whose flows the profile ``full`` keeps

    Raises
    ------
    ValueError
        a missing dim, repeated labels, words that do not fit their labels, a flow year outside the horizon; all at once
    """
    if profile not in catalogue.PROFILES:
        raise ValueError(f"unknown profile {profile!r}; known: {', '.join(catalogue.PROFILES)}")
    years = tuple(sorted({int(year) for year in flow_years})) if profile == "full" else ()
    used = tuple(dict.fromkeys(d for v in catalogue.stored(profile) if v.profile != "full" or years for d in v.dims))
    words = {dim: table for dim, table in (names or {}).items() if dim in used}
    faults = [f"no labels for dim {dim!r}" for dim in used if dim not in coords]
    faults += [
        f"repeated labels in {dim!r}" for dim in used if dim in coords and len(set(coords[dim])) < len(coords[dim])
    ]
    faults += [
        f"{len(table[lang])} words in {lang!r} for {len(coords[dim])} labels of {dim!r}"
        for dim, table in words.items()
        if dim in coords
        for lang in table
        if len(table[lang]) != len(coords[dim])
    ]
    faults += [f"flow year {year} is outside the horizon" for year in years if year not in coords.get(YEAR, ())]
    if draws < 0:
        faults.append(f"the number of draws is zero or more, found {draws}")
    if faults:
        raise ValueError("; ".join(faults))
    return Contract(
        profile,
        draws,
        {dim: tuple(_plain(label) for label in coords[dim]) for dim in used},
        {d: {lang: tuple(w) for lang, w in sorted(words[d].items())} for d in used if d in words},
        years,
    )


def from_json(value: Mapping[str, Any]) -> Contract:
    """The contract as a store keeps it."""
    return Contract(
        value["profile"],
        value["draws"],
        {dim: tuple(labels) for dim, labels in value["coords"].items()},
        {dim: {lang: tuple(words) for lang, words in table.items()} for dim, table in value["names"].items()},
        tuple(value["flow_years"]),
        value["version"],
    )


def _plain(label: Label) -> Label:
    """A python int or str from whatever labelled the axis (numpy scalars included)."""
    return str(label) if isinstance(label, str) else int(label)
