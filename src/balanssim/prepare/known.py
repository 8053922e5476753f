"""What a scenario holds as counted, as totals of zones by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from balanssim.errors import InputError, Problem
from balanssim.inputs import Axes, Bools, Totals
from balanssim.prepare.places import members

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.scenario.known import Known
    from balanssim.scenario.resolved import Resolved

ByYear = Mapping[str, Mapping[str, float]]


def homes(axes: Axes, region: Region, known: Known | None) -> dict[int, Totals]:
    """Flow year -> totals of net additions, and of the stock on the 1 January after it."""
    if known is None:
        return {}
    rows: dict[int, list[tuple[str, float, bool]]] = {}
    for given, is_stock in ((known.net_additions, False), (known.homes, True)):
        for year, areas in given.items():
            rows.setdefault(int(year) - is_stock, []).extend((area, value, is_stock) for area, value in areas.items())
    return _made(axes, region, rows, np.ones(len(axes.zones), dtype=bool))


def stocks(axes: Axes, region: Region, given: ByYear, can: Bools) -> dict[int, Totals]:
    """Year -> totals on 1 January; only zones of which ``can`` (Z,) holds can change."""
    rows = {int(year): [(area, value, True) for area, value in areas.items()] for year, areas in given.items()}
    return _made(axes, region, rows, can)


def check(resolved: Resolved, region: Region) -> None:
    """Raise ``InputError`` where more homes are counted to have gone in one year than there were on the base date."""
    known = resolved.scenario.known
    if known is None:
        return
    base = np.sum([region.base("homes", segment) for segment in region.index.segments], axis=0)
    problems = []
    for year, areas in known.net_additions.items():
        for area, value in areas.items():
            there = float(base[members(region, area)].sum())
            if value < -there:
                key = f"known.net_additions.{year}.{area}"
                at = resolved.origin[key]
                words = {"value": value, "homes": round(there)}
                problems.append(Problem(at.file, at.line, at.column, key, "counted.below_none", words))
    if problems:
        raise InputError(problems)


def _made(
    axes: Axes, region: Region, rows: Mapping[int, list[tuple[str, float, bool]]], can: Bools
) -> dict[int, Totals]:
    """Totals per year; an area of which every part is settled already says nothing more and is left out."""
    out = {}
    for year, listed in sorted(rows.items()):
        settled = np.zeros(len(axes.zones), dtype=bool)
        kept = []
        for area, value, is_stock in sorted(listed, key=lambda row: (members(region, row[0]).sum(), row[0])):
            zones = members(region, area)
            free = zones & can & ~settled
            if free.any():
                kept.append((zones, free, value, is_stock))
                settled |= free
        if kept:
            columns = list(zip(*kept, strict=True))
            counted = np.array(columns[2], dtype=np.float64)
            out[year] = Totals(np.array(columns[0]), np.array(columns[1]), counted, np.array(columns[3], dtype=bool))
    return out
