"""Outcomes of hindcasts, as plain values and as text for the terminal."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim.report import numbers
from balanssim.report.fits import figure
from balanssim.report.listing import columns
from balanssim.report.procedures import WIDTH

if TYPE_CHECKING:
    from balanssim.calibrate.hindcast_commuting import Hindcast, Score
    from balanssim.texts import Lang


def commuting_json(found: Hindcast) -> dict[str, Any]:
    """Plain values."""
    return asdict(found)


def commuting(found: Hindcast, lang: Lang) -> str:
    """Errors by forecast, skill of the model against each, coverage of its bands; then by size of municipality."""

    def word(code: str, **params: object) -> str:
        return texts.message(f"hindcast.{code}", lang, params)

    methods = found.methods
    simple = [method for method in methods if method != "model"]
    heads = ["", word("head.items"), *(word(f"method.{method}") for method in methods)]
    skill_heads = ["", *(word(f"method.{method}") for method in simple), word("head.coverage")]
    whole = [score for score in found.scores if score.size == "all"]
    sized = [score for score in found.scores if score.outcome == "pairs" and score.size != "all"]

    def name(score: Score) -> str:
        return word(f"outcome.{score.outcome}") if score.size == "all" else f"  {word(f'size.{score.size}')}"

    listed = [row for score in whole for row in ([score, *sized] if score.outcome == "pairs" else [score])]
    errors = [
        [name(score), str(score.items), *(_percent(score.errors[method].relative, lang) for method in methods)]
        for score in listed
    ]
    skills = [
        [
            name(score),
            *(_plain(score.skill[method], lang) for method in simple),
            numbers.DASH if score.coverage is None else _percent(score.coverage, lang),
        ]
        for score in listed
    ]
    lines = [word("commuting.title", start=str(found.start), end=str(found.end), n=found.municipalities), ""]
    lines += [word("errors"), columns(heads, errors), "", word("skill"), columns(skill_heads, skills), ""]
    for note in notes(found, lang):
        lines += textwrap.wrap(note, WIDTH)
    return "\n".join(lines)


def notes(found: Hindcast, lang: Lang) -> list[str]:
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
        said.append(("left_out", {"n": len(found.left_out), "codes": shown, "base": jobs[0], "counted": jobs[1]}))
    return [texts.message(f"hindcast.note.{code}", lang, words) for code, words in said]


def _percent(value: float, lang: Lang) -> str:
    return f"{texts.number(100.0 * value, lang, 1)}{numbers.percent_sign('share', lang)}"


def _plain(value: float | None, lang: Lang) -> str:
    if value is None:
        return numbers.DASH
    shown = texts.number(abs(value), lang, 2)
    return f"{'−' if value < 0 and shown.strip('0.,') else '+'}{shown}"
