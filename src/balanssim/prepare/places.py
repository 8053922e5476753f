"""Names to places on an axis, areas to zones, known values to zones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from balanssim.inputs import Array, Bools, Ints

if TYPE_CHECKING:
    from balanssim.region.read import Region


def place(names: Sequence[str], labels: Sequence[str]) -> Ints:
    """Place of each name on an axis."""
    position = {label: index for index, label in enumerate(labels)}
    return np.array([position[name] for name in names], dtype=np.int64)


def members(region: Region, area: str) -> Bools:
    """Zones of an area, (zone,) bool."""
    return np.asarray(region.areas.membership[region.areas.ids.index(area)] > 0)


def municipality(region: Region) -> Ints:
    """Index of the municipality of each zone, in order of first appearance."""
    return place(region.zones["municipality"], list(dict.fromkeys(region.zones["municipality"])))


def known(region: Region, variable: str, date: str) -> Array:
    """Known values of a date by zone, (zone,), NaN where none.

    A municipality of several zones divides its change since the base date as its homes were added.
    """
    base, added = region.base(variable), region.base("net_additions_2024")
    values = np.full(len(base), np.nan)
    for row in region.known.rows():
        if row["variable"] != variable or row["date"] != date or row["area"] not in region.areas.ids:
            continue
        if region.areas.kind[region.areas.ids.index(row["area"])] not in ("municipality", "zone"):
            continue
        zones = members(region, row["area"])
        share = added[zones] / added[zones].sum() if added[zones].sum() > 0 else base[zones] / base[zones].sum()
        values[zones] = base[zones] + share * (float(row["value"]) - base[zones].sum())
    return values
