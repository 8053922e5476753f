"""Numbers as a reader meets them: rounded to what they can bear, with the separators of the language.

Counts keep two or three figures, shares are whole percentages, their differences percentage points. The same functions
serve the terminal and the page, so that a number reads the same everywhere.
"""

from __future__ import annotations

import math
from typing import Final

from balanssim import texts
from balanssim.texts import Lang

MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"

#: Counts below the first figure are rounded to the second.
_STEPS: Final = ((100, 1), (1_000, 10), (100_000, 100), (math.inf, 1_000))
COUNTS: Final = ("homes", "jobs", "employee jobs", "households", "persons", "veh/h", "pass/h", "homes/year")


def rounded(value: float) -> float:
    """A count to two or three figures: 18.432 becomes 18.400, 932 becomes 930."""
    step = next(step for limit, step in _STEPS if abs(value) < limit)
    return float(round(value / step) * step)


def step(amount: float, unit: str) -> float:
    """What a number is rounded to as it is written, in ``unit``."""
    if unit in COUNTS:
        return float(next(step for limit, step in _STEPS if abs(amount) < limit))
    return 0.01 if unit in ("share", "ratio") else 0.1 if abs(amount) < 1000 else 1.0


def value(amount: float | None, unit: str, lang: Lang, sign: bool = False, fine: bool = False) -> str:
    """One number without its unit, except the percent sign.

    Parameters
    ----------
    amount : in ``unit`` of the catalogue; None or NaN gives an en dash
    sign : write the plus sign too, for differences
    fine : shares and ratios with a decimal more, for differences
    """
    if amount is None or math.isnan(amount):
        return DASH
    if unit == "share":
        return _signed(amount * 100, 1 if fine else 0, lang, sign)
    if unit in ("year", "-"):
        return str(round(amount))
    if unit == "ratio":
        return _signed(amount, 3 if fine else 2, lang, sign)
    if unit in COUNTS:
        return _signed(rounded(amount), 0, lang, sign)
    return _signed(amount, 1 if abs(amount) < 1000 else 0, lang, sign)


def percent_sign(unit: str, lang: Lang) -> str:
    """What follows the central number of a share."""
    if unit != "share":
        return ""
    return "\N{NO-BREAK SPACE}%" if lang == "nl" else "%"


def rate(amount: float, lang: Lang) -> str:
    """So many a second: whole from 10 on, below it with one decimal."""
    return texts.number(amount, lang, 1 if round(amount, 1) < 10 else 0)


def exact(amount: float, unit: str, lang: Lang) -> str:
    """A bound as it was agreed, not rounded, without its unit except the percent sign."""
    if unit == "year":
        return texts.number(amount, lang, 4, strip=True).replace("." if lang == "nl" else ",", "")
    shown = amount * 100 if unit == "share" else amount
    return texts.number(shown, lang, 4, strip=True) + percent_sign(unit, lang)


def band(low: float | None, high: float | None, unit: str, lang: Lang, fine: bool = False) -> str:
    """``[14.100–23.000]``; spaces around the dash where a minus sign stands in the band."""
    ends = value(low, unit, lang, fine=fine), value(high, unit, lang, fine=fine)
    loose = any(text.startswith(MINUS) for text in ends)
    return f"[{(f' {DASH} ' if loose else DASH).join(ends)}]"


def central(median: float | None, low: float | None, high: float | None, unit: str, lang: Lang) -> str:
    """``18.400 [14.100–23.000]`` or ``63 % [60–66]``."""
    if median is None or math.isnan(median):
        return DASH
    return f"{value(median, unit, lang)}{percent_sign(unit, lang)} {band(low, high, unit, lang)}"


def difference(median: float | None, low: float | None, high: float | None, unit: str, lang: Lang) -> str:
    """``+12.600 [8.000–16.000]``; shares in percentage points."""
    if median is None or math.isnan(median):
        return DASH
    return f"{margin(median, unit, lang)} {band(low, high, unit, lang, fine=True)}"


def margin(amount: float | None, unit: str, lang: Lang) -> str:
    """A signed number with ``%-punt`` behind a share."""
    points = f" {texts.message('compare.percentage_points', lang)}" if unit == "share" else ""
    return f"{value(amount, unit, lang, sign=True, fine=True)}{points}"


def per_hundred(share: float | None) -> str:
    """N of 100 worlds; ``<1`` and ``>99`` where it is not quite none or all."""
    if share is None or math.isnan(share):
        return DASH
    count = round(share * 100)
    if count == 0 and share > 0:
        return "<1"
    if count == 100 and share < 1:
        return ">99"
    return str(count)


def likelihood(share: float, lang: Lang) -> str:
    """The words that go with N of 100 calculated futures (model.md 8)."""
    count = share * 100
    steps = ((95, "95"), (75, "75"), (56, "56"), (45, "45"), (26, "26"), (6, "6"))
    shown = round(count)
    code = next((name for low, name in steps if shown >= low), "0")
    return texts.message(f"compare.likelihood.{code}", lang)


def opening(year: float, horizon_end: int, lang: Lang) -> str:
    """A year of opening, or 'not before' the end of the horizon."""
    if math.isnan(year):
        return DASH
    if year > horizon_end:
        return texts.message("compare.not_before", lang, {"year": horizon_end})
    return str(round(year))


def opening_band(low: float, median: float, high: float, horizon_end: int, lang: Lang) -> str:
    """``2041 [2037–na 2051]``; one word where every world agrees."""
    if low == high == median:
        return opening(median, horizon_end, lang)
    after = texts.message("compare.after", lang, {"year": horizon_end})
    ends = [after if year > horizon_end else str(round(year)) for year in (low, high)]
    return f"{opening(median, horizon_end, lang)} [{DASH.join(ends)}]"


def date(year: int, lang: Lang) -> str:
    """The reference date of a stock: 1-1-2041 or 1 January 2041."""
    return f"1-1-{year}" if lang == "nl" else f"1 January {year}"


def iso_date(text: str, lang: Lang) -> str:
    """A date of a table, 2025-01-01: 1-1-2025 or 1 January 2025."""
    year, month, day = (int(part) for part in text.split("-"))
    if lang == "nl":
        return f"{day}-{month}-{year}"
    names = texts.message("compare.months", lang).split()
    return f"{day} {names[month - 1]} {year}"


def unit_label(unit: str, lang: Lang) -> str:
    """A unit of the catalogue in words; the unit itself where there are none."""
    code = unit_code(unit)
    return texts.message(code, lang) if code in texts.codes("messages", lang) else unit


def unit_code(unit: str) -> str:
    """The code of the words of a unit."""
    return f"compare.unit.{unit.replace(' ', '_').replace('/', '_per_')}"


def _signed(amount: float, digits: int, lang: Lang, sign: bool) -> str:
    text = texts.number(abs(amount), lang, digits)
    if not text.strip("0.,"):
        return text
    return f"{MINUS if amount < 0 else '+' if sign else ''}{text}"
