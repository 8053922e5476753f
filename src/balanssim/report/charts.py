"""Fan charts as SVG: one per scenario and outcome, the scales equal within a row, side by side or below each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from balanssim.report.svg import Look, drawing, element, path, short, text, ticks

WIDTH: Final = 300
HEIGHT: Final = 190
_TOP, _RIGHT, _BOTTOM = 12.0, 12.0, 24.0
_CHARACTER: Final = 6.2


@dataclass(frozen=True)
class Fan:
    """Bands of one outcome of one scenario over the years; values in the unit that is shown."""

    years: tuple[int, ...]
    p10: tuple[float, ...]
    p25: tuple[float, ...]
    median: tuple[float, ...]
    p75: tuple[float, ...]
    p90: tuple[float, ...]


@dataclass(frozen=True)
class Mark:
    """A point with words: the reference year of the scenario, or the bound of a goal."""

    year: int
    value: float
    words: str = ""


def domain(fans: Sequence[Fan], bounds: Sequence[float] = ()) -> tuple[float, float]:
    """The common scale of a row of charts: every band and bound, and zero unless all lies far above it."""
    values = [value for fan in fans for value in (*fan.p10, *fan.p90)] + list(bounds)
    finite = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    if low > 0 and low < 0.6 * high:
        low = 0.0
    if high < 0:
        high = 0.0
    margin = 0.05 * ((high - low) or abs(high) or 1.0)
    return (low if low == 0 else low - margin, high if high == 0 else high + margin)


def fan_svg(
    fan: Fan,
    look: Look,
    scale: tuple[float, float],
    number: Callable[[float], str],
    label: str,
    *,
    mark: Mark | None = None,
    bounds: Sequence[Mark] = (),
    first: Fan | None = None,
) -> str:
    """A fan: 10-90 light, 25-75 darker, the median as a line in the dash of the scenario, goals as crosses.

    Parameters
    ----------
    fan : bands of the scenario
    look : its letter, colour and dash
    scale : (low, high) of the value axis
    number : a value of the axis in words
    label : what a screen reader says instead of the drawing
    mark : the reference year, its median written beside it
    bounds : goals on this outcome
    first : bands of the first scenario, whose median is drawn thin and grey to compare with
    """
    low, high = scale
    values = ticks(low, high)
    left = 10.0 + _CHARACTER * max((len(number(value)) for value in values), default=1)
    start, end = fan.years[0], fan.years[-1]

    def x(year: float) -> float:
        return left + (WIDTH - left - _RIGHT) * (year - start) / max(end - start, 1)

    def y(value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - low) / ((high - low) or 1.0)

    parts = []
    for value in values:
        parts.append(element("path", class_="grid", d=f"M{short(left)} {short(y(value))}H{short(WIDTH - _RIGHT)}"))
        parts.append(text(number(value), left - 5, y(value) + 4, text_anchor="end"))
    years = list(range(-(-start // 10) * 10, end + 1, 10))
    for year in years:
        parts.append(element("path", class_="tick", d=f"M{short(x(year))} {short(HEIGHT - _BOTTOM)}v4"))
        at = min(x(year), WIDTH - _CHARACTER * len(str(year)) / 2)  # a last year at the edge stays whole
        parts.append(text(str(year), at, HEIGHT - 7.0, text_anchor="middle"))
    for lower, upper, opacity in ((fan.p10, fan.p90, "0.22"), (fan.p25, fan.p75, "0.38")):
        there = _finite(fan.years, lower, upper)
        outline = [(x(year), y(top)) for year, _, top in there] + [(x(year), y(at)) for year, at, _ in reversed(there)]
        parts.append(element("path", d=path(outline, close=True), fill=look.colour, fill_opacity=opacity))
    if first is not None:
        line = [(x(year), y(value)) for year, value, _ in _finite(first.years, first.median, first.median)]
        parts.append(element("path", class_="first", d=path(line)))
    line = [(x(year), y(value)) for year, value, _ in _finite(fan.years, fan.median, fan.median)]
    parts.append(
        element("path", d=path(line), fill="none", stroke=look.colour, stroke_width="2.2", stroke_dasharray=look.dash)
    )
    for bound in bounds:
        parts.append(_goal(x(bound.year), y(bound.value), bound.words))
    if mark is not None and math.isfinite(mark.value):
        at_x, at_y = x(mark.year), y(mark.value)
        parts.append(element("circle", cx=at_x, cy=at_y, r="3.4", fill=look.colour, stroke="#fff"))
        above = at_y - 7 if at_y - 7 > _TOP + 8 else at_y + 16
        parts.append(text(mark.words, min(at_x, WIDTH - 8.0), above, class_="value halo", text_anchor="end"))
    parts.append(element("path", class_="axis", d=f"M{short(left)} {short(HEIGHT - _BOTTOM)}H{short(WIDTH - _RIGHT)}"))
    return drawing("".join(parts), WIDTH, HEIGHT, label, "chart")


def _goal(x: float, y: float, words: str) -> str:
    cross = element("path", class_="goal", d=f"M{short(x - 4)} {short(y - 4)}l8 8m0-8l-8 8")
    return cross + (text(words, x - 7, y + 4, class_="halo", text_anchor="end") if words else "")


def _finite(years: Sequence[int], one: Sequence[float], other: Sequence[float]) -> list[tuple[int, float, float]]:
    return [(year, a, b) for year, a, b in zip(years, one, other, strict=True) if math.isfinite(a) and math.isfinite(b)]
