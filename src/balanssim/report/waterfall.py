"""A difference as a waterfall: what each change adds, one below the other, until the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from balanssim.report.svg import drawing, element, short, text, ticks

WIDTH: Final = 640.0
_ROW, _TOP, _LEFT, _RIGHT = 26.0, 8.0, 230.0, 70.0
_CHARACTER: Final = 6.0
#: Okabe and Ito (2008); the sign stands in words beside each bar too.
UP: Final = "#0072B2"
DOWN: Final = "#D55E00"
WHOLE: Final = "#565656"


@dataclass(frozen=True)
class Step:
    """A bar: its words, what it adds, its band (p10, p90), and the number beside it."""

    words: str
    value: float
    low: float
    high: float
    shown: str


def svg(steps: Sequence[Step], whole: Step, number: Callable[[float], str], label: str) -> str:
    """Bars that each start where the one above ends, the whole at the bottom; bands of 10-90 as thin lines.

    Parameters
    ----------
    steps : in the order in which they are drawn; they add up to ``whole``
    number : a value of the axis in words
    label : what a screen reader says instead of the drawing
    """
    starts = [0.0]
    for step in steps:
        starts.append(starts[-1] + step.value)
    rows = [*zip(steps, starts[:-1], strict=True), (whole, 0.0)]
    ends = [0.0, *starts, *(start + edge for step, start in rows for edge in (step.low, step.high))]
    low, high = min(ends), max(ends)
    height = _TOP + _ROW * len(rows) + 22.0

    def x(value: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (value - low) / ((high - low) or 1.0)

    bottom = height - 22.0
    parts = []
    for value in ticks(low, high):
        parts.append(element("path", class_="grid", d=f"M{short(x(value))} {short(_TOP)}V{short(bottom)}"))
        parts.append(text(number(value), x(value), height - 6.0, text_anchor="middle"))
    parts.append(element("path", class_="axis", d=f"M{short(x(0.0))} {short(_TOP)}V{short(bottom)}"))
    for place, (step, start) in enumerate(rows):
        top = _TOP + _ROW * place + 5.0
        left, right = sorted((x(start), x(start + step.value)))
        colour = WHOLE if step is whole else UP if step.value >= 0 else DOWN
        parts.append(text(_cut(step.words), _LEFT - 8.0, top + 11.0, text_anchor="end"))
        size = max(right - left, 1.0)
        parts.append(element("rect", x=left, y=top, width=size, height=15.0, fill=colour))
        band = f"M{short(x(start + step.low))} {short(top + 7.5)}H{short(x(start + step.high))}"
        parts.append(element("path", class_="whisker", d=band))
        beside = max(right, x(start + step.high)) + 5.0
        parts.append(text(step.shown, beside, top + 11.0, class_="value halo"))
        if step is not whole:
            edge = x(start + step.value)
            parts.append(element("path", class_="tick", d=f"M{short(edge)} {short(top + 15.0)}v{short(_ROW - 15.0)}"))
    return drawing("".join(parts), WIDTH, height, label, "waterfall")


def _cut(words: str) -> str:
    most = int((_LEFT - 8.0) / _CHARACTER)
    return words if len(words) <= most else f"{words[: most - 1]}…"
