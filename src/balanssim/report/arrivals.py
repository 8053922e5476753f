"""What procedures make of housing plans and work locations, for the terminal: when, how much, and what delays them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.report import numbers
from balanssim.report.listing import columns
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.compare.deliveries import Band, Delivered


@dataclass(frozen=True)
class Line:
    """A row: a plan, a work location, a programme, or several taken together under one name; ``unit`` of the size."""

    label: str
    unit: str
    found: Delivered


def shown(lines: Sequence[Line], end: int, cause: Callable[[Delivered], str], lang: Lang) -> list[str]:
    """Two tables of the same rows: when, and how much with what delays it most.

    Parameters
    ----------
    lines : rows, none gives nothing
    end : last reference date
    cause : words for the largest cause of delay of a row
    """
    if not lines:
        return []
    years = [year for year, _ in lines[0].found.by_year]
    heads = [_head(name, lang) for name in ("what", "first", "last")]
    heads += [texts.message("procedures.head.by", lang, {"year": str(year)}) for year in years]
    heads += [texts.message("procedures.head.unfinished", lang, {"end": str(end)}), _head("lost", lang)]
    when = [
        [
            line.label,
            _years(line.found.first, end, lang),
            _years(line.found.last, end, lang),
            *(numbers.per_hundred(share) for _, share in line.found.by_year),
            numbers.per_hundred(1.0 - line.found.finished - line.found.dropped),
            f"{numbers.value(line.found.lost, 'share', lang)}{numbers.percent_sign('share', lang)}",
        ]
        for line in lines
    ]
    much = [
        [
            line.label,
            " ".join([numbers.value(line.found.size[1], "homes", lang), *_unit(line, lang)]),
            _amount(line.found.arrived, lang),
            cause(line.found),
        ]
        for line in lines
    ]
    return [
        columns(heads, when),
        "",
        columns([_head(name, lang) for name in ("what", "asked", "arrived", "cause")], much),
    ]


def _head(name: str, lang: Lang) -> str:
    return texts.message(f"procedures.head.{name}", lang)


def _unit(line: Line, lang: Lang) -> list[str]:
    return [numbers.unit_label(line.unit, lang)] if line.unit else []


def _years(band: Band, end: int, lang: Lang) -> str:
    """``2034 [2031–na 2051]``; a dash where nothing is left in any world."""
    low, median, high = band
    return numbers.DASH if median != median else numbers.opening_band(low, median, high, end, lang)


def _amount(band: Band, lang: Lang) -> str:
    low, median, high = band
    if low == median == high:
        return numbers.value(median, "homes", lang)
    return numbers.central(median, low, high, "homes", lang)
