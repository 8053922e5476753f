"""Sobol indices of a sweep as text: which factor makes how much of the spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.parameters import DECLARED
from balanssim.report.listing import columns
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.sweep.answers import Answer
    from balanssim.worlds import Floats

#: A total index that surely lies below this is not shown: the factor makes no difference worth a row.
SMALL: Final = 0.01


def indices(answers: Sequence[Answer], lang: Lang) -> str:
    """A table for each outcome of each policy, and what the columns mean."""
    parts = [part for answer in answers for part in (_head(answer, lang), _table(answer, lang))]
    return "\n".join([*parts, texts.message("sweep.indices.columns", lang)])


def _head(answer: Answer, lang: Lang) -> str:
    variable = VARIABLES[answer.outcome]
    name = variable.label_nl if lang == "nl" else variable.label_en
    levers = "".join(f", {key}={value}" for key, value in answer.levers.items())
    where = " ".join(str(part) for part in (answer.place, answer.year or "") if part)
    return f"{answer.scenario}{levers}: {name}{f' ({where})' if where else ''}"


def _table(answer: Answer, lang: Lang) -> str:
    if answer.found is None:
        return "  " + texts.message("sweep.indices.constant", lang)
    heads = [texts.message(f"sweep.head.{name}", lang) for name in ("factor", "first", "total")]
    rows = [
        [factor(name, lang), _index(first, lang), _index(total, lang)]
        for name, first, total in answer.rows()
        if total[2] >= SMALL
    ]
    small = len(answer.factors) - len(rows)
    words = {"n": small, "limit": SMALL, "used": answer.found.used}
    return "\n".join([columns(heads, rows), texts.message("sweep.indices.rest", lang, words)])


def factor(name: str, lang: Lang) -> str:
    """A factor in words."""
    spec = DECLARED.get(name)
    if spec is None:
        return texts.message("sweep.luck", lang)
    return spec.label_nl if lang == "nl" else spec.label_en


def _index(index: Floats, lang: Lang) -> str:
    """``0.31 [0.28-0.34]``, with words where it cannot be told from zero."""
    estimate, low, high = (texts.number(float(one), lang, 2) for one in index)
    words = f" {texts.message('sweep.indices.zero', lang)}" if index[1] <= 0 else ""
    return f"{estimate} [{low}–{high}]{words}"
