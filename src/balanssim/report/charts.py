"""Fan charts as Vega-Lite specifications and as SVG made without a browser and without a network.

One chart per scenario and outcome, the scales equal within a row, so that a page can put them side by side or, on a
phone, below each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from balanssim.texts import Lang

#: Okabe and Ito (2008), without yellow: told apart by colour-blind readers and, by lightness, in grey print.
COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
WIDTH, HEIGHT = 250, 150
_LOCALE: Final[dict[Lang, Literal["nl-NL", "en-US"]]] = {"nl": "nl-NL", "en": "en-US"}
_FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Fan:
    """Bands of one outcome of one scenario over the years; values in the unit that is shown."""

    years: tuple[int, ...]
    p10: tuple[float, ...]
    p25: tuple[float, ...]
    median: tuple[float, ...]
    p75: tuple[float, ...]
    p90: tuple[float, ...]


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


def fan_spec(
    fan: Fan,
    colour: str,
    scale: tuple[float, float],
    axis_format: str = ",.0f",
    bounds: Sequence[tuple[int, float]] = (),
) -> dict[str, Any]:
    """A Vega-Lite fan chart: 10-90 light, 25-75 darker, the median as a line, goals as crosses.

    Parameters
    ----------
    fan : bands
    colour : of the scenario
    scale : (low, high) of the value axis
    axis_format : d3 format of the value axis
    bounds : (year, bound) of goals on this outcome
    """
    rows = [
        {"year": year, "p10": a, "p25": b, "median": c, "p75": d, "p90": e}
        for year, a, b, c, d, e in zip(fan.years, fan.p10, fan.p25, fan.median, fan.p75, fan.p90, strict=True)
        if math.isfinite(c)
    ]
    x = {
        "field": "year", "type": "quantitative", "title": None,
        "scale": {"domain": [fan.years[0], fan.years[-1]], "nice": False},
        "axis": {"format": "d", "tickCount": 5, "grid": False},
    }  # fmt: skip
    y_axis = {"format": axis_format, "tickCount": 4}
    y_scale = {"domain": list(scale), "nice": False, "zero": False}

    def layer(mark: dict[str, Any], low: str, high: str | None = None) -> dict[str, Any]:
        y = {"field": low, "type": "quantitative", "title": None, "scale": y_scale, "axis": y_axis}
        return {"mark": mark, "encoding": {"x": x, "y": y, **({"y2": {"field": high}} if high else {})}}

    layers = [
        layer({"type": "area", "color": colour, "opacity": 0.2}, "p10", "p90"),
        layer({"type": "area", "color": colour, "opacity": 0.35}, "p25", "p75"),
        layer({"type": "line", "color": colour, "strokeWidth": 2}, "median"),
    ]
    if bounds:
        cross = {"type": "point", "shape": "cross", "filled": True, "color": "#333333", "size": 70}
        goals = [{"year": year, "bound": bound} for year, bound in bounds]
        layers.append({"data": {"values": goals}, **layer(cross, "bound")})
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH, "height": HEIGHT, "padding": 4, "background": "transparent",
        "data": {"values": rows}, "layer": layers,
        "config": {
            "font": _FONT, "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "labelColor": "#333333", "gridColor": "#e3e3e3", "domainColor": "#777777"},
        },
    }  # fmt: skip


def svg(spec: dict[str, Any], lang: Lang, label: str) -> str:
    """The chart as an SVG element to stand inside a page.

    Parameters
    ----------
    spec : Vega-Lite, its data inside
    lang : for the separators on the axes
    label : what a screen reader says instead of the drawing

    Returns
    -------
    ``<svg role="img" ...>`` that scales with its container and refers to nothing outside
    """
    import vl_convert
    from markupsafe import escape

    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[], format_locale=_LOCALE[lang])
    start = drawn.index("<svg")
    end = drawn.index(">", start)
    size = next(part for part in drawn[start:end].split('"') if part.startswith("0 0 "))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" role="img" aria-label="{escape(label)}">'
    body = drawn[end + 1 :]
    for noise in (' role="graphics-symbol"', ' role="graphics-object"'):
        body = body.replace(noise, "")
    return head + body
