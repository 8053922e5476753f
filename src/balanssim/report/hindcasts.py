"""Outcomes of hindcasts as text for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.report import numbers
from balanssim.report.fits import figure
from balanssim.report.listing import columns
from balanssim.report.procedures import WIDTH

if TYPE_CHECKING:
    from balanssim.calibrate.hindcast_commuting import Hindcast as Commuting
    from balanssim.calibrate.hindcast_housing import Hindcast as Housing
    from balanssim.calibrate.scores import Score
    from balanssim.texts import Lang


def commuting(found: Commuting, lang: Lang) -> str:
    """Errors by forecast, skill of the model against each, share within its bands; pairs by size of municipality."""
    words = {"start": str(found.start), "end": str(found.end), "n": found.municipalities}
    return _text(_word(lang, "commuting.title", **words), found.scores, "pairs", "size", notes(found, lang), lang)


def housing(found: Housing, lang: Lang) -> str:
    """The same of homes."""
    words = {"start": str(found.start), "end": str(found.end), "n": found.municipalities}
    title = _word(lang, _of("housing.title", found.municipalities), **words)
    return _text(title, found.scores, "added", "homes", housing_notes(found, lang), lang)


def _text(title: str, scores: Sequence[Score], by_size: str, sizes: str, said: Sequence[str], lang: Lang) -> str:
    """Two tables over all municipalities, one outcome by size too, and what a reader must know."""
    methods = list(scores[0].errors)
    simple = [method for method in methods if method != "model"]
    listed = []
    for score in scores:
        if score.size == "all" or score.outcome == by_size:
            whole = score.size == "all"
            name = f"outcome.{score.outcome}" if whole else f"{sizes}.{score.size}"
            listed.append((f"{'' if whole else '  '}{_word(lang, name)}", score))
    heads = ["", _word(lang, "head.items"), *(_word(lang, f"method.{method}") for method in methods)]
    errors = [
        [name, str(one.items), *(_percent(one.errors[method].relative, lang) for method in methods)]
        for name, one in listed
    ]
    skill_heads = ["", *(_word(lang, f"method.{method}") for method in simple), _word(lang, "head.coverage")]
    skills = [
        [
            name,
            *(_plain(one.skill[method], lang) for method in simple),
            _percent(one.coverage, lang),
        ]
        for name, one in listed
    ]
    lines = [title, "", _word(lang, "errors"), columns(heads, errors), ""]
    lines += [_word(lang, "skill"), columns(skill_heads, skills), ""]
    for note in said:
        lines += textwrap.wrap(note, WIDTH)
    return "\n".join(lines)


def _word(lang: Lang, code: str, **params: object) -> str:
    return texts.message(f"hindcast.{code}", lang, params)


def housing_notes(found: Housing, lang: Lang) -> list[str]:
    """What a reader must know to weigh the errors of homes, one sentence each."""
    country = {method: texts.number(value - found.homes_start, lang) for method, value in found.country.items()}
    counted = texts.number(found.homes_counted - found.homes_start, lang)
    words: dict[str, object] = {"counted": counted, **country}
    said: list[tuple[str, dict[str, object]]] = [("country", words)]
    if found.known_from == found.start:
        said.append(("one_year", {"start": str(found.start)}))
    else:
        own: dict[str, object] = {
            "first": str(found.known_from),
            "start": str(found.start),
            "own": _percent(found.weight, lang),
        }
        said.append(("own_pace", own))
    said.append(("reduced", {}))
    if found.left_out:
        shown = [*found.left_out[:6], *(["..."] if len(found.left_out) > 6 else [])]
        said.append((_of("without", len(found.left_out)), {"n": len(found.left_out), "codes": shown}))
    return [_word(lang, f"note.{code}", **params) for code, params in said]


def _of(code: str, n: int) -> str:
    """Name of the words for n municipalities."""
    return f"{code}_one" if n == 1 else code


def notes(found: Commuting, lang: Lang) -> list[str]:
    """What a reader must know to weigh the errors, one sentence each."""
    said: list[tuple[str, dict[str, object]]] = [("known", {})]
    if found.rounding > 1.0:
        words = {"rounding": texts.number(found.rounding, lang), "moved": _percent(found.moved, lang)}
        said.append(("rounding", {**words, "told": _percent(found.told, lang)}))
    if found.slope is None:
        said.append(("no_costs", {}))
    else:
        said.append(("costs", {"slope": figure(found.slope, lang, 3), "inside": figure(found.inside, lang, 3)}))
    if found.bands_from is None:
        said.append(("no_bands", {}))
    else:
        said.append(("bands", {"first": str(found.bands_from), "start": str(found.start)}))
    if found.left_out:
        shown = [*found.left_out[:6], *(["..."] if len(found.left_out) > 6 else [])]
        jobs = [texts.number(value, lang) for value in found.left_jobs]
        without = {"n": len(found.left_out), "codes": shown, "base": jobs[0], "counted": jobs[1]}
        said.append((_of("left_out", len(found.left_out)), without))
    return [texts.message(f"hindcast.note.{code}", lang, words) for code, words in said]


def _percent(value: float | None, lang: Lang) -> str:
    if value is None:
        return numbers.DASH
    return f"{texts.number(100.0 * value, lang, 1)}{numbers.percent_sign('share', lang)}"


def _plain(value: float | None, lang: Lang) -> str:
    if value is None:
        return numbers.DASH
    shown = texts.number(abs(value), lang, 2)
    return f"{'−' if value < 0 and shown.strip('0.,') else '+'}{shown}"
