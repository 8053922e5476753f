"""Small drawing pieces shared by charts and map: escaped elements, short numbers, looks of scenarios, free labels.

Drawings are written here and not by a charting library: the page forbids inline styles, and a fan is five paths.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """How a scenario is told apart everywhere on the page: a letter, a colour and a dash; never colour alone."""

    letter: str
    colour: str
    dash: str


#: Okabe and Ito (2008), without yellow: told apart by colour-blind readers; the dash and the letter survive grey print.
COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#A6528A", "#2B8CBE", "#B87A00", "#000000")
DASHES: Final = ("", "7 3", "2 2.5", "9 3 2 3", "1 3", "12 3", "5 2 1 2 1 2", "3 5")


def look(column: int) -> Look:
    """The look of a scenario by its column: no two of the first 26 share both colour and dash, none shares a letter."""
    letter = chr(ord("A") + column % 26) + ("" if column < 26 else str(column // 26 + 1))
    return Look(letter, COLOURS[column % len(COLOURS)], DASHES[column % len(DASHES)])


def short(value: float) -> str:
    """A coordinate with one decimal at most: ``12``, ``12.5``; never an exponent."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def element(name: str, content: str | None = None, **attributes: object) -> str:
    """An element as text: attributes escaped (``_`` in a name becomes ``-``), empty ones left out, content trusted."""
    parts = [name]
    for key, value in attributes.items():
        if value is None or value == "":
            continue
        shown = short(value) if isinstance(value, float) else escape(str(value), quote=True)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{shown}"')
    head = " ".join(parts)
    return f"<{head}/>" if content is None else f"<{head}>{content}</{name}>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """A text element; the words are escaped."""
    return element("text", escape(words, quote=False), x=float(x), y=float(y), **attributes)


def drawing(content: str, width: float, height: float, label: str, class_: str) -> str:
    """The SVG element around a drawing, with the words that a screen reader says instead."""
    box = f"0 0 {short(width)} {short(height)}"
    head = f'<svg viewBox="{box}" class="{class_}" role="img" aria-label="{escape(label, quote=True)}">'
    return f"{head}{content}</svg>"


def share_bar(share: float, low: float, high: float) -> str:
    """A bar on a scale from 0 to 1 with its band; the number stands beside it."""
    ends = [100 * min(max(value, 0.0), 1.0) for value in (share, low, high)]
    bar = element("rect", x="0", y="3", width=ends[0], height="8", class_="bar")
    band = element("path", d=f"M{short(ends[1])} 7H{short(ends[2])}", class_="whisker")
    return f'<svg viewBox="0 0 100 14" class="share" aria-hidden="true">{bar}{band}</svg>'


def path(points: Iterable[Point], close: bool = False) -> str:
    """Path data through points."""
    listed = [f"{short(x)} {short(y)}" for x, y in points]
    return f"M{'L'.join(listed)}{'Z' if close else ''}" if listed else ""


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round values within [low, high], about ``count`` of them, steps of 1, 2 or 5 times a power of ten."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [position * step for position in range(first, math.floor(high / step + 1e-9) + 1)]


def width_of(words: str, size: float) -> float:
    """Estimated width of a text: a sans-serif letter is about 0.55 of its height."""
    return len(words) * size * 0.55


def place_label(
    words: str, at: Point, size: float, taken: Sequence[Box], frame: Box, gap: float = 3.0
) -> tuple[float, float, str, Box] | None:
    """The first place around a point where a label overlaps nothing.

    Parameters
    ----------
    words, size : the text and its height
    at : the point it belongs to
    taken : boxes (left, top, right, bottom) that are in use
    frame : the box it must stay in
    gap : distance to the point

    Returns
    -------
    x, y of the text, its anchor and its box; None where there is no free place
    """
    wide, x, y = width_of(words, size), at[0], at[1]
    low = y + gap + size * 0.8
    options = (
        (x + gap, y + size * 0.35, "start"), (x - gap, y + size * 0.35, "end"),
        (x, y - gap, "middle"), (x, low, "middle"),
        (x + gap, y - gap, "start"), (x + gap, low, "start"), (x - gap, y - gap, "end"), (x - gap, low, "end"),
    )  # fmt: skip
    for left, base, anchor in options:
        start = left - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = (start, base - size * 0.85, start + wide, base + size * 0.25)
        inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
        if inside and not any(overlap(box, other) for other in taken):
            return left, base, anchor, box
    return None


def overlap(one: Box, other: Box) -> bool:
    """True where two boxes share ground."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
