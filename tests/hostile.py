"""A comparison in which every word from outside tries to be more than a word: mark-up, quotes, length, direction."""

from __future__ import annotations

from dataclasses import replace

import xarray as xr

from balanssim.compare import Setting, compare
from balanssim.region.outline import Outline
from balanssim.report import page
from balanssim.report.places import Link, Places, Zone
from tests import synthetic

LINKS = ("R_A_B", "R_B_A", "T_A_B", "T_B_A")
PLACES = Places(
    (
        Zone("GM0034", "Almere", "Almere", (5.22, 52.37), True),
        Zone("GM0995", "Lelystad", "Lelystad", (5.475, 52.51), True),
        Zone("EX1", "Elders", "Elders", (4.0, 52.0), False),
    ),
    {"A": (5.2, 52.37), "B": (5.47, 52.5)},
    (
        Link("R_A_B", "A6", "road", "A", "B", "", 3000.0),
        Link("R_B_A", "A6", "road", "B", "A", "", 4000.0),
        Link("T_A_B", "Sprinter", "transit", "A", "B", "SPR", 300.0),
        Link("T_B_A", "Sprinter", "transit", "B", "A", "SPR", 400.0),
    ),
)
#: Mark-up, quotes of both kinds, ends of style and comment, words from right to left, and no place to break a line.
_MARKUP = "<script>alert('x')</script>\"'&</style>--> "
_RIGHT_TO_LEFT = "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 "
WORDS = _MARKUP + _RIGHT_TO_LEFT + "heel-lang" * 20 + "Q" * 120


def dataset() -> xr.Dataset:
    """Two invented scenarios whose every title, label and source is hostile."""
    data = {"a": synthetic.results(links=LINKS), "b": synthetic.results(links=LINKS, scale=1.2)}
    labels = dict.fromkeys(synthetic.LABELS, (WORDS, WORDS))
    goals = [{**goal, "title": {"nl": WORDS, "en": WORDS}, "source": WORDS} for goal in synthetic.GOALS]
    settings = {"b": {"P01_IJMEER_METRO": Setting("never", 0.1)}}
    titles = dict.fromkeys(data, (WORDS, WORDS))
    return compare(data, dict.fromkeys(data, goals), labels=labels, titles=titles, settings=settings, region=WORDS)


def context() -> page.Context:
    """What stands beside the numbers, hostile too."""
    outline = Outline(((((5.0, 52.3), (5.3, 52.3), (5.3, 52.5), (5.0, 52.3))),), WORDS)
    cells = (page.AssumptionCell(WORDS, WORDS, WORDS, "assumed"),) * 2
    return page.Context(
        date="2026-01-01",
        command=WORDS,
        assumptions=[page.Assumption(WORDS, WORDS, cells)],
        inconsistencies=[page.Inconsistency(*(WORDS,) * 4)],
        sources=[page.Source(WORDS, WORDS, WORDS)],
        directions=[WORDS],
        runs=[page.RunRecord(WORDS, WORDS, 1, 1, WORDS, ((WORDS, WORDS),))],
        unknowns=[WORDS],
        places=replace(
            PLACES,
            zones=tuple(replace(zone, name=WORDS, town=WORDS) for zone in PLACES.zones),
            links=tuple(replace(link, name=WORDS) for link in PLACES.links),
            outline=outline,
        ),
        area_kinds={"GM0034": "municipality", "GM0995": "municipality", "flevoland": "province"},
    )
