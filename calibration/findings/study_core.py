"""The first sentences of the page of a study, each by its own rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from balanssim.catalogue import VARIABLES
from balanssim.report import numbers
from balanssim.sweep import discover, regret, rules
from balanssim.sweep.regret import Change
from calibration.findings import study_tables as tables
from calibration.findings.study_tables import Case

#: Changes of a measure that are told: those of which the study says what is better first, the largest before others.
MOST = 2


def core(case: Case, told: Mapping[str, Sequence[str]]) -> str:
    """What the study was made for, in a few lines; ``told``: assumptions that make the spread, outcome by outcome."""
    lines = [*_reached(case), *_changed(case), *_deciding(case, told), *_no_regret(case)]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _reached(case: Case) -> Iterator[str]:
    """In how many futures each threshold is reached or crossed; with measures of the first policy alone."""
    alone = case.loaded.study.measures or len(case.sweep.policies) > tables.COLUMNS
    numbered = range(1 if alone else len(case.sweep.policies))
    for one in case.loaded.study.outcomes:
        if one.threshold is None:
            continue
        alike: dict[str, list[str]] = {}
        for number in numbered:
            share = float(discover.crossed(case.values[number][one.outcome][0], rules.limit(one), one.below).mean())
            words = f"in {numbers.per_hundred(share)} van 100 toekomsten ({numbers.likelihood(share, 'nl')})"
            alike.setdefault(words, []).append(f"*{case.policy(number)}*")
        verb = {"rekenwaarde": ""}.get(one.kind or "", "bereikt of overschreden ")
        verb = "gehaald " if one.kind in rules.REACHED else verb
        parts = [f"{words} bij {_listed(names)}" for words, names in alike.items()]
        yield f"{tables.bound(case, one, case.values[0][one.outcome][1])}: {verb}{'; '.join(parts)}."


def _changed(case: Case) -> Iterator[str]:
    """What each policy changes most of the first one, beside what it changes."""
    asked = {one.outcome for one in case.loaded.study.outcomes if rules.better(one)}
    beside = "" if case.loaded.study.measures else f" ten opzichte van *{case.policy(0)}*"
    for number, changes in tables.changes(case).items():
        seen = [one for one in changes if not one.equal]
        seen.sort(key=lambda one: (case.text(one) not in asked, -_relative(case, one)))
        parts = [f"{_small(case.name(case.text(one), one.year))} {tables.change(one)}" for one in seen[:MOST]]
        yield f"*{case.moved(number)}*{beside}: {'; '.join(parts) or 'verandert niets dat te onderscheiden is'}."


def _relative(case: Case, one: Change) -> float:
    """Size of a change beside what it changes; of a date beside ten years."""
    if VARIABLES[one.outcome].unit == "year":
        return abs(one.median) / 10
    size = float(np.abs(case.values[0][case.text(one)][0]).mean())
    return abs(one.median) / size if size else 0.0


def _deciding(case: Case, told: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for text, words in told.items():
        if words:
            name = _small(case.name(text, case.values[0][text][1]))
            yield f"De meeste spreiding van {name} komt van: {words[0]}."
            return


def _no_regret(case: Case) -> Iterator[str]:
    if case.taken and any(map(rules.better, case.loaded.study.outcomes)):
        _, measured = regret.compare(case.sweep.folder)
        good = [one.title_nl for one in measured if one.no_regret]
        yield f"Hoe dan ook zinvol: {'; '.join(good) or 'geen van de maatregelen'}."


def _listed(names: Sequence[str]) -> str:
    return " en ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _small(text: str) -> str:
    """As it stands within a sentence; a name of letters and capitals stays."""
    return text if text[:2].isupper() else text[0].lower() + text[1:]
