"""Figures that came in beside what a scenario forecast, as text and as JSON."""

from __future__ import annotations

import math
import textwrap
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.monitor.forecast import HOMES, LUCK, MARKET
from balanssim.monitor.observed import NET, TRAFFIC, Figure
from balanssim.monitor.surprise import FEWEST, Apart, Surprise
from balanssim.report import numbers
from balanssim.report.fits import figure as plain
from balanssim.report.procedures import WIDTH
from balanssim.scenario.labels import unit_words

if TYPE_CHECKING:
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang

#: Counts close enough to be called the same, as a part of their size.
_SAME = 1e-5


@dataclass(frozen=True)
class Monitored:
    """Figures, what the worlds of a scenario say of each, and those that the new scenario takes as data.

    ``rebased``: the text of that scenario, or None where none was asked for; ``written`` the file as it is named.
    """

    resolved: Resolved
    figures: tuple[Figure, ...]
    surprises: tuple[Surprise, ...]
    taken: tuple[Figure, ...]
    rebased: str | None = None
    written: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data: one row a figure, in the order of the file."""
        rows = []
        for figure, surprise in zip(self.figures, self.surprises, strict=True):
            found = {**asdict(figure), **asdict(surprise), "taken": figure in self.taken}
            found["apart"] = [{**asdict(one), **self._factor(one.factor, "en")} for one in surprise.apart]
            rows.append(found)
        return {
            "scenario": self.resolved.id,
            "draws": self.resolved.scenario.sampling.draws,
            "seed": self.resolved.scenario.sampling.seed,
            "figures": rows,
            "known_up_to": max((one.date for one in self.taken), default=None),
            "written": self.written or None,
        }

    def text(self, lang: Lang) -> str:
        """A paragraph for each figure, and how to read them."""
        scenario = self.resolved.scenario
        title = {"name": scenario.title.text(lang), "n": len(self.figures), "worlds": scenario.sampling.draws}
        lines = [_word(lang, "title", **title)]
        for figure, surprise in zip(self.figures, self.surprises, strict=True):
            lines += ["", *self._figure(figure, surprise, lang)]
        if any(one.verdict != "known" for one in self.surprises) and scenario.sampling.draws >= FEWEST:
            lines += ["", *textwrap.wrap(_word(lang, "method"), WIDTH)]
        if self.written:
            date = f"{max(one.date for one in self.taken)}"
            lines += ["", _word(lang, "written", date=date, file=self.written)]
            left = list(dict.fromkeys(outcome_label(one, lang) for one in self.figures if one not in self.taken))
            if left:
                lines += textwrap.wrap(_word(lang, "not_taken", names="; ".join(left)), WIDTH)
        return "\n".join(lines)

    def _figure(self, figure: Figure, surprise: Surprise, lang: Lang) -> list[str]:
        words = {
            "label": outcome_label(figure, lang),
            "place": self._place(figure.place, lang),
            "year": f"{figure.year}",
            "value": numbers.exact(figure.value, figure.unit, lang),
        }
        lines = textwrap.wrap(_word(lang, "flow" if figure.flow else "stock", **words), WIDTH)
        return lines + [f"  {line}" for part in self._told(figure, surprise, lang) for line in part]

    def _told(self, figure: Figure, surprise: Surprise, lang: Lang) -> list[list[str]]:
        worlds = self.resolved.scenario.sampling.draws
        if surprise.verdict == "known":
            same = abs(surprise.median - figure.value) <= _SAME * max(abs(figure.value), 1.0)
            value = numbers.exact(round(surprise.median, 4 if figure.unit == "share" else 0), figure.unit, lang)
            return [_wrapped(_word(lang, "known" if same else "known_other", value=value))]
        band = _band(surprise, figure.unit, lang)
        told = (
            _word(lang, "expected", band=band), how_often(surprise, worlds, lang),
            _word(lang, f"verdict.{surprise.verdict}"),
        )  # fmt: skip
        return [_wrapped("; ".join(told)), *self._against(surprise, worlds, lang)]

    def _against(self, surprise: Surprise, worlds: int, lang: Lang) -> list[list[str]]:
        if surprise.verdict == "inside" and not surprise.apart:
            return []
        if worlds < FEWEST:
            return [_wrapped(_word(lang, "few", worlds=worlds, fewest=FEWEST))]
        if not surprise.apart:
            return [_wrapped(_word(lang, f"nothing.{surprise.verdict}"))]
        out = []
        luck = [one for one in surprise.apart if one.factor.startswith(LUCK)]
        assumed = [one for one in surprise.apart if one not in luck]
        edge = {"beyond": "_edge", "inside": "_inside"}.get(surprise.verdict, "")
        for head, rows in ((f"against{edge}", assumed), (f"luck{edge}", luck)):
            if rows:
                out += [_wrapped(_word(lang, head)), *(_wrapped(f"- {self.words_of(one, lang)}", "  ") for one in rows)]
        return out

    def words_of(self, one: Apart, lang: Lang) -> str:
        """What is apart in the worlds near a figure, in words."""
        factor = self._factor(one.factor, lang)
        near, rest = (plain(value, lang, 3) for value in (one.near, one.rest))
        return _word(lang, "apart", label=factor["label"], near=f"{near} {factor['unit']}".rstrip(" -"), rest=rest)

    def _factor(self, name: str, lang: Lang) -> dict[str, str]:
        """Words and unit of an assumption or of luck."""
        if name.startswith(MARKET):
            return {"label": _word(lang, "market", year=name.removeprefix(MARKET)), "unit": ""}
        if name.startswith(HOMES):
            year, _, place = name.removeprefix(HOMES).partition(".")
            return {"label": _word(lang, "homes", year=year, place=self._place(place, lang)), "unit": ""}
        spec = self.resolved.index.specs[name]
        return {"label": spec.label_nl if lang == "nl" else spec.label_en, "unit": unit_words(spec.unit, lang)}

    def _place(self, place: str, lang: Lang) -> str:
        index = self.resolved.index
        entry = index.areas.get(place) or index.corridors.get(place) or index.zones[place]
        return entry.name_nl if lang == "nl" else entry.name_en


def how_often(surprise: Surprise, worlds: int, lang: Lang) -> str:
    """In how many of 100 worlds it was as extreme, on the side where it is rarer."""
    side, share = ("low", surprise.as_low) if surprise.as_low <= surprise.as_high else ("high", surprise.as_high)
    if share == 0.0:
        return _word(lang, f"never_{side}", worlds=worlds)
    return _word(lang, side, n=numbers.per_hundred(share))


def outcome_label(figure: Figure, lang: Lang) -> str:
    """Words of an outcome."""
    if figure.outcome == NET:
        return _word(lang, "net")
    if figure.outcome == TRAFFIC:
        return _word(lang, "traffic" if figure.unit == "veh/h" else "traffic_transit")
    entry = VARIABLES[figure.outcome]
    return entry.label_nl if lang == "nl" else entry.label_en


def _band(surprise: Surprise, unit: str, lang: Lang) -> str:
    """``1.800 [1.550–1.920]``: as fine as a tenth of the band, so that a figure beside it can be placed."""
    scale = 100.0 if unit == "share" else 1.0
    width = scale * (surprise.high - surprise.low)
    finest = 0 if unit in numbers.COUNTS else -2
    size = max(math.floor(math.log10(width / 10.0)), finest) if width > 0.0 else finest

    def shown(value: float) -> str:
        rounded = round(scale * value, -size) + 0.0  # no minus zero
        return texts.number(rounded, lang, max(-size, 0)).replace("-", numbers.MINUS)

    loose = " " if surprise.low < 0.0 else ""
    ends = f"{loose}{numbers.DASH}{loose}".join(shown(value) for value in (surprise.low, surprise.high))
    return f"{shown(surprise.median)}{numbers.percent_sign(unit, lang)} [{ends}]"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH - 4, subsequent_indent=indent)


def _word(lang: Lang, code: str, **params: object) -> str:
    return texts.message(f"monitor.{code}", lang, params)
