"""Rows of plans, work locations and programmes for the terminal: the largest plans, and the rest by municipality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.compare.deliveries import delivered, largest
from balanssim.report.arrivals import Line

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.rehearse import Arrivals
    from balanssim.texts import Lang

#: Plans that get a row of their own.
LARGEST = 6


def of_plans(found: Arrivals, region: Region, years: Sequence[int], lang: Lang) -> list[Line]:
    """The largest plans one by one, then the others of each municipality together, in order of the region."""
    names, towns = labels(region, lang), _towns(region, found)
    apart = largest(found, LARGEST)
    out = [Line(names[found.ids[row]], "", delivered(found, [row], years)) for row in apart]
    for town in dict.fromkeys(towns):
        rest = [row for row, of in enumerate(towns) if of == town and row not in apart]
        if len(rest) == 1:
            out.append(Line(names[found.ids[rest[0]]], "", delivered(found, rest, years)))
        elif rest:
            label = texts.message("procedures.plans.rest", lang, {"place": town, "n": len(rest)})
            out.append(Line(label, "", delivered(found, rest, years)))
    return out


def of_work(locations: Arrivals, programmes: Arrivals, region: Region, years: Sequence[int], lang: Lang) -> list[Line]:
    """New work locations of each municipality and kind together, then every programme."""
    names, towns = labels(region, lang), _towns(region, locations)
    groups = dict.fromkeys(zip(towns, locations.kind, strict=True))
    out = []
    for town, kind in groups:
        rows = [row for row, of in enumerate(zip(towns, locations.kind, strict=True)) if of == (town, kind)]
        label = f"{town}, {texts.message(f'label.location.{kind}', lang)}"
        out.append(Line(label, unit(region, kind), delivered(locations, rows, years)))
    for row, programme in enumerate(programmes.ids):
        out.append(Line(names[programme], unit(region, ""), delivered(programmes, [row], years)))
    return out


def labels(region: Region, lang: Lang) -> dict[str, str]:
    """Short names of plans, work locations, programmes, projects and desks, by id."""
    found = dict(zip(region.housing_plans["plan"], region.housing_plans["name"], strict=True))
    found |= dict(zip(region.location_plans["plan"], region.location_plans["name"], strict=True))
    found |= dict(zip(region.programmes["programme"], region.programmes[f"name_{lang}"], strict=True))
    for entries in (region.index.projects, region.index.resources):
        found |= {name: getattr(entry, f"name_{lang}").split(" (")[0] for name, entry in entries.items()}
    return {str(name): str(words) for name, words in found.items()}


def unit(region: Region, kind: str) -> str:
    """Unit of the size of a kind of item."""
    if kind == "homes":
        return "homes"
    if kind not in region.index.locations:
        return "jobs"
    return "ha" if kind == "business_park" else "m2"


def _towns(region: Region, found: Arrivals) -> list[str]:
    """Name of the municipality of every item."""
    of_zone = dict(zip(region.zones["zone"], region.zones["municipality_name"], strict=True))
    return [str(of_zone[zone]) for zone in found.zone]
