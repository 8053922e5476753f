"""The page of an explanation: a waterfall per outcome, the sentences above it and the table behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim.report import numbers, selfcontained, waterfall

if TYPE_CHECKING:
    from balanssim.report.explained import Explained, Explanation, Part
    from balanssim.texts import Lang


def render(found: Explanation, lang: Lang, command: str, date: str) -> str:
    """One HTML document that refers to nothing outside itself.

    Parameters
    ----------
    found : the explanation
    command : the way to repeat it
    date : the day it was made, as 2026-01-31; '' leaves it out
    """
    a, b = (one.scenario.title.text(lang) for one in (found.a, found.b))
    style = selfcontained.style()
    template = selfcontained.environment().get_template("explain.html.j2")
    return str(
        template.render(
            lang=lang,
            t=lambda code, **params: texts.message(code, lang, params),
            title=texts.message("explain.page", lang, {"a": a, "b": b}),
            meta=texts.message("explain.meta", lang, {"n": found.worlds, "seed": found.a.scenario.sampling.seed}),
            date=numbers.iso_date(date, lang) if date else "",
            style=style,
            policy=selfcontained.policy(style),
            outcomes=[_outcome(found, one, lang) for one in found.outcomes],
            command=command,
            told=found.told(lang),
        )
    )


def _outcome(found: Explanation, one: Explained, lang: Lang) -> dict[str, Any]:
    a, b = (item.scenario.title.text(lang) for item in (found.a, found.b))
    percent = numbers.percent_sign(one.unit, lang)
    keys = {group.id: group.keys for group in found.groups}

    def step(words: str, part: Part) -> waterfall.Step:
        mark = "" if part.tells else " ≈"
        return waterfall.Step(words, part.mean, part.p10, part.p90, numbers.margin(part.mean, one.unit, lang) + mark)

    steps = [step(found.words(part.group, lang), part) for part in one.parts]
    whole = step(texts.message("explain.whole_of", lang), one.whole)
    title = found.title(one, lang)
    label = texts.message("explain.alt", lang, {"title": title})
    return {
        "title": title,
        "sentences": found.sentences(one, lang),
        "drawing": waterfall.svg(steps, whole, lambda value: numbers.value(value, one.unit, lang, sign=True), label),
        "first": (a, numbers.value(one.first, one.unit, lang) + percent),
        "other": (b, numbers.value(one.other, one.unit, lang) + percent),
        "rows": [
            {
                "words": words.words,
                "mean": words.shown,
                "band": numbers.band(part.p10, part.p90, one.unit, lang, fine=True),
                "held": keys[part.group],
            }
            for words, part in zip(steps, one.parts, strict=True)
        ],
    }
