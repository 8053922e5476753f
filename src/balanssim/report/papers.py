"""Where a number on the page comes from: the sources behind its codes, and the direction of a corridor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from balanssim.report.page import Source

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.texts import Lang

#: A code such as F098, WON15 or A6L05 inside a text.
CODE: Final = re.compile(r"\b[A-Z][A-Z0-9]{0,4}\d{2,3}\b")


def sources(said: Iterable[str], region: Region) -> list[Source]:
    """The rows of ``sources.csv`` behind the codes in texts, by code; a code that the region does not know is left out.

    Parameters
    ----------
    said : sources as they stand on the page
    region : its list of sources
    """
    codes = {code for text in said for code in CODE.findall(text)}
    return [
        Source(str(row["key"]), str(row["title"]), "" if row["where"] == "seeds" else str(row["where"]))
        for row in sorted(region.sources.rows(), key=lambda row: str(row["key"]))
        if row["key"] in codes
    ]


def directions(places: Iterable[str], region: Region, lang: Lang) -> list[str]:
    """Full names of the corridors among places: they say which direction is counted."""
    corridors = region.index.corridors
    found = (corridors[place] for place in dict.fromkeys(places) if place in corridors)
    return [entry.name_nl if lang == "nl" else entry.name_en for entry in found]
