"""Gantt charts as SVG: a row per project or plan, its milestones as shapes with their bands, the years below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from balanssim.report.svg import Look, drawing, element, short, text, width_of

WIDTH: Final = 340.0
#: Right of the horizon: room for what comes later.
_LATER: Final = 30.0
_SIZE: Final = 11.0
_LINE: Final = 14.0
#: Names stand in bold: so much wider than other text.
_BOLD: Final = 1.16
#: Height of the strip of one milestone; each has its own, so that bands never lie on each other.
_STRIP: Final = 8.0
_FOOT: Final = 20.0
#: Shapes by milestone, as path data around a point; told apart without colour.
SHAPES: Final = {
    "start_decision": "M{x} {t}L{r} {b}H{l}Z",
    "preferred_decision": "M{x} {t}L{r} {y}L{x} {b}L{l} {y}Z",
    "project_decision": "M{l} {t}H{r}V{b}H{l}Z",
    "opening": "M{l} {y}a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0 -7.6 0Z",
    "ready": "M{l} {t}L{r} {t}L{x} {b}Z",
}


@dataclass(frozen=True)
class Mark:
    """A milestone: decimal years, beyond the horizon where not within it; ``by_hand`` for a year that was set."""

    id: str
    low: float
    median: float
    high: float
    by_hand: bool = False


@dataclass(frozen=True)
class Bar:
    """A row: what it is, its last date in words, and its milestones in order.

    ``lines`` of text and ``strips`` of milestones that it takes: the same in every scenario, so that rows stand level.
    """

    label: str
    value: str
    marks: tuple[Mark, ...]
    lines: int = 1
    strips: int = 1


def lines(label: str, values: Sequence[str]) -> int:
    """Lines of text that a row takes: its name and its last date beside each other, or one below the other."""
    most = max(width_of(_fitted(value), _SIZE) for value in values)
    return 1 if _BOLD * width_of(_fitted(label), _SIZE) + most + 10 <= WIDTH else 2


def gantt_svg(bars: Sequence[Bar], look: Look, years: tuple[int, int], later: str, label: str) -> str:
    """The chart of one scenario.

    Parameters
    ----------
    bars : rows from top to bottom
    look : colour of the scenario
    years : first and last year of the axis
    later : word below what comes after the last year
    label : what a screen reader says instead of the drawing

    Returns
    -------
    one SVG element; a date after the last year stands in a strip of its own at the right
    """
    start, end = years
    right = WIDTH - _LATER

    def x(year: float) -> float:
        if year > end:
            return right + _LATER / 2
        return max(right * (year - start) / max(end - start, 1), 0.0)

    rows, at = [], 0.0
    for bar in bars:
        top = at + _LINE * bar.lines + 2
        rows.append((bar, at, top))
        at = top + _STRIP * bar.strips + 7
    parts = [element("rect", class_="later", x=right, y="0", width=_LATER, height=at)]
    for year in range(-(-start // 5) * 5, end + 1, 5):
        parts.append(element("path", class_="grid", d=f"M{short(x(year))} 0V{short(at)}"))
        if year < end - 1:
            parts.append(text(str(year), max(x(year), 13.0), at + 14, text_anchor="middle"))
    for bar, y, top in rows:
        if y:
            parts.append(element("path", class_="grid", d=f"M0 {short(y)}H{short(WIDTH)}"))
        parts.append(text(_fitted(bar.label), 0.0, y + 12, class_="halo name"))
        parts.append(
            text(_fitted(bar.value), WIDTH, y + 12 + _LINE * (bar.lines - 1), class_="halo", text_anchor="end")
        )
        for place, mark in enumerate(bar.marks):
            parts += _mark(mark, x, top + _STRIP * (place + 0.5), look)
    parts.append(element("path", class_="axis", d=f"M0 {short(at)}H{short(right)}"))
    parts.append(text(later, WIDTH - 1, at + 14, text_anchor="end"))
    return drawing("".join(parts), WIDTH, at + _FOOT, label, "gantt")


def key_svg(milestone: str, by_hand: bool = False) -> str:
    """The shape of a milestone, for the legend."""
    shape = element("path", class_="hand" if by_hand else "mark", d=_shape(milestone, 7.0, 7.0), stroke="currentColor")
    return f'<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">{shape}</svg>'


def _mark(mark: Mark, x: Callable[[float], float], y: float, look: Look) -> list[str]:
    out = []
    low, high = x(mark.low), x(mark.high)
    if high > low:
        line = f"M{short(low)} {short(y)}H{short(high)}"
        out += [element("path", class_=name, d=line, stroke=look.colour) for name in ("band", "thin")]
    shape = _shape(mark.id, x(mark.median), y)
    if mark.by_hand:
        out.append(element("path", class_="hand", d=shape, stroke=look.colour))
    else:
        out.append(element("path", class_="mark", d=shape, fill=look.colour, stroke="#fff"))
    return out


def _shape(milestone: str, x: float, y: float) -> str:
    ends = {"x": x, "y": y, "l": x - 3.8, "r": x + 3.8, "t": y - 3.8, "b": y + 3.8}
    return SHAPES[milestone].format(**{name: short(value) for name, value in ends.items()})


def _fitted(words: str) -> str:
    """Words cut to the width of the drawing; the table behind it has them whole."""
    most = int(WIDTH / (_BOLD * width_of("n", _SIZE)))
    return words if len(words) <= most else words[: most - 1] + "…"
