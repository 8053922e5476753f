"""Labels of every dimension of a run, and their words in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.dims import (
    AREA,
    CAUSE,
    CAUSES,
    CORRIDOR,
    DELAY,
    DELAYS,
    DESTINATION,
    FLOW_YEAR,
    LINK,
    LOCATION,
    MAP_YEAR,
    MILESTONE,
    MILESTONES,
    MODE,
    ORIGIN,
    PLAN,
    PROJECT,
    SEGMENT,
    WAIT,
    WAITS,
    YEAR,
)
from balanssim.prepare.commuting import link_labels

if TYPE_CHECKING:
    from balanssim.inputs import Axes
    from balanssim.region.read import Region


def coords(axes: Axes) -> dict[str, Sequence[str | int]]:
    """Labels of every dimension of a store but draws."""
    return {
        YEAR: list(axes.years), FLOW_YEAR: list(axes.flow_years), AREA: axes.areas, SEGMENT: axes.segments,
        LOCATION: axes.locations, CORRIDOR: axes.corridors, PROJECT: axes.projects, MODE: axes.modes,
        ORIGIN: axes.zones, DESTINATION: axes.zones, MAP_YEAR: list(axes.map_years), LINK: axes.links,
        PLAN: axes.plans, CAUSE: CAUSES, WAIT: axes.waits,
        MILESTONE: MILESTONES, DELAY: DELAYS,
    }  # fmt: skip


def names(region: Region) -> dict[str, dict[str, Sequence[str]]]:
    """Words of labels in both languages."""
    zones, links, index = list(region.zones["name"]), link_labels(region), region.index
    desks = {lang: [getattr(one, f"name_{lang}") for one in index.resources.values()] for lang in texts.LANGUAGES}
    return {
        **{
            dim: {lang: _words(dim, ids, lang) for lang in texts.LANGUAGES}
            for dim, ids in (
                (SEGMENT, index.segments),
                (LOCATION, index.locations),
                (MODE, index.modes),
                (CAUSE, CAUSES),
                (MILESTONE, MILESTONES),
                (DELAY, DELAYS),
            )
        },
        AREA: {"nl": region.areas.name_nl, "en": region.areas.name_en},
        CORRIDOR: {lang: list(region.corridors[f"name_{lang}"]) for lang in ("nl", "en")},
        PROJECT: {lang: list(region.infrastructure[f"name_{lang}"]) for lang in ("nl", "en")},
        ORIGIN: {"nl": zones, "en": zones},
        DESTINATION: {"nl": zones, "en": zones},
        LINK: {lang: links[lang] for lang in texts.LANGUAGES},
        PLAN: {lang: list(region.housing_plans["name"]) for lang in texts.LANGUAGES},
        WAIT: {lang: [*_words(WAIT, WAITS, lang), *desks[lang]] for lang in texts.LANGUAGES},
    }


def _words(dim: str, ids: Sequence[str], lang: texts.Lang) -> list[str]:
    """Words of labels that a region may choose itself: the usual ones have words, another is its own word."""
    known = texts.codes("messages", lang)
    return [texts.message(code, lang) if (code := f"label.{dim}.{name}") in known else name for name in ids]
