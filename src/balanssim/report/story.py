"""The comparison in at most five points of short sentences made from its numbers (model.md 8).

Rules: no sentence without its figure and band; chance as N of 100 calculated futures with the word of its class;
differences are paired by world; ratios of load to capacity are never said. Scenarios of which the words are the same
are named together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from balanssim import texts
from balanssim.compare.table import Comparison, Deciding, GoalLine, Outcome
from balanssim.compare.woondeal import Deal
from balanssim.report import numbers, svg
from balanssim.texts import Lang


@dataclass(frozen=True)
class Sentence:
    """One point, and the ids of the rows, goals, projects or money that it speaks of."""

    text: str
    about: tuple[str, ...] = ()


def sentences(comparison: Comparison, deals: Sequence[Deal] = ()) -> list[Sentence]:
    """At most five points: homes, jobs, commuting, the agreement, what decides with the money; empty ones are left out.

    Parameters
    ----------
    comparison : from ``compare.tabulate``
    deals : the housing deals, for the pace that an agreement asks
    """
    points = (
        [_added(comparison, "homes_added"), _ambition(comparison, "homes_added")],
        [
            _added(comparison, "jobs_all_added"),
            _ambition(comparison, "jobs_all_added"),
            _state(comparison, "jobs_per_resident_1564"),
        ],
        [_state(comparison, "share_working_outside"), _load(comparison)],
        _agreement(comparison, deals),
        [_deciding(comparison), _money(comparison)],
    )
    found = [[one for one in point if one is not None] for point in points]
    return [
        Sentence(" ".join(one.text for one in point), tuple(id_ for one in point for id_ in one.about))
        for point in found
        if point
    ]


def together(
    comparison: Comparison,
    words: Sequence[str | None],
    join: str = "page.story.under",
    *,
    first: int = 0,
    letters: bool = True,
    between: str = ", ",
) -> str:
    """Words per scenario as one list: each text once, with the scenarios that share it.

    Parameters
    ----------
    words : a text per scenario, None where there is nothing to say
    join : message that puts ``text`` and ``names`` together
    first : column of the first of the words
    letters : name scenarios by their letter alone, else see ``scenario_names``
    between : what stands between two parts

    Returns
    -------
    ``28.600 bij Referentie (A), 32.400 bij Visie (B)``; the bare text where there is one scenario
    """
    lang = comparison.lang
    said = [(column, text) for column, text in enumerate(words, start=first) if text is not None]
    if len(comparison.scenarios) == 1:
        return between.join(text for _, text in said)
    parts = []
    for text in dict.fromkeys(text for _, text in said):
        columns = [column for column, one in said if one == text]
        names = scenario_names(comparison, columns, letters)
        if len(columns) == len(comparison.scenarios):
            names = texts.message("page.story.both" if len(columns) == 2 else "page.story.all", lang)
        parts.append(texts.message(join, lang, {"text": text, "names": names}))
    return between.join(parts)


def scenario_names(comparison: Comparison, columns: Iterable[int], letters: bool = False) -> str:
    """``A, B en D``; with the title, ``Referentie (A)``, where that is asked and there are two scenarios at most."""
    titles, lang = comparison.titles(), comparison.lang
    letters = letters or len(titles) > 2
    names = [
        svg.look(column).letter if letters else f"{titles[column]} ({svg.look(column).letter})" for column in columns
    ]
    return listed(names, lang)


def listed(names: Sequence[str], lang: Lang) -> str:
    """``A, B en D``."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + texts.message("page.story.and", lang) + names[-1]


def amount(band: tuple[float, float, float], unit: str, lang: Lang) -> str:
    """``98.000 [80.000–100.000]`` of (p10, median, p90); a counted figure, equal in every world, without a band."""
    low, central, high = band
    if low == central == high:
        return numbers.value(central, unit, lang) + numbers.percent_sign(unit, lang)
    return numbers.central(central, low, high, unit, lang)


def _first(comparison: Comparison, variable: str, unit: str = "") -> Outcome | None:
    matching = (o for o in comparison.outcomes if o.variable == variable and (not unit or o.unit == unit))
    return next(matching, None)


def _amounts(comparison: Comparison, outcome: Outcome) -> str:
    """The outcome of every scenario; that it cannot be told from the first where the words would differ."""
    lang = comparison.lang
    words = [numbers.central(cell.median, cell.p10, cell.p90, outcome.unit, lang) for cell in outcome.cells]
    same = texts.message("page.story.same", lang)
    said = [
        f"{text} ({same})" if cell.indistinguishable and text != words[0] else text
        for text, cell in zip(words, outcome.cells, strict=True)
    ]
    return together(comparison, said, letters=not outcome.variable.endswith("_added"))


def _added(comparison: Comparison, variable: str) -> Sentence | None:
    outcome = _first(comparison, variable)
    if outcome is None:
        return None
    lang = comparison.lang
    level = "" if outcome.level is None else amount(outcome.level, outcome.unit, lang)
    code = f"page.story.{variable}" if level else f"page.story.{variable}.bare"
    words = {"place": outcome.place_label, "level": level, "parts": _amounts(comparison, outcome)}
    return Sentence(texts.message(code, lang, _when(comparison) | words), (outcome.id,))


def _ambition(comparison: Comparison, variable: str) -> Sentence | None:
    """The ambition on the same outcome in the same place, that of the reference date where there are more."""
    outcome = _first(comparison, variable)
    if outcome is None:
        return None
    goals = [
        goal
        for goal in comparison.goals
        if goal.kind == "ambitie" and goal.variable == variable and goal.place == outcome.place
    ]
    dated = [goal for goal in goals if goal.year == comparison.year]
    return _counted(comparison, (dated or goals)[0]) if goals else None


def _counted(comparison: Comparison, goal: GoalLine) -> Sentence | None:
    """In how many of 100 calculated futures a goal is met."""
    lang = comparison.lang
    words = [None if cell.futures is None else _futures(cell.futures, lang) for cell in goal.cells]
    if not any(words):
        return None
    code = (
        f"page.story.{goal.kind}{'.few' if comparison.draws < 100 else ''}"  # fewer than the hundred that it speaks of
    )
    said = {"goal": goal.title, "parts": together(comparison, words), "draws": comparison.draws}
    return Sentence(texts.message(code, lang, said), (goal.id,))


def _futures(share: float, lang: Lang) -> str:
    shown = numbers.per_hundred(share)
    for sign, code in (("<", "page.story.fewer"), (">", "page.story.more")):
        if shown.startswith(sign):
            shown = texts.message(code, lang, {"n": shown[1:]})
    return texts.message("page.story.futures", lang, {"n": shown, "likelihood": numbers.likelihood(share, lang)})


def _state(comparison: Comparison, variable: str) -> Sentence | None:
    """An outcome on the reference date, beside what it was on the base date."""
    outcome = _first(comparison, variable)
    if outcome is None:
        return None
    lang = comparison.lang
    base = "" if outcome.base is None else amount(outcome.base, outcome.unit, lang)
    code = f"page.story.{variable}" if base else f"page.story.{variable}.bare"
    words = {"place": outcome.place_label, "level": base, "parts": _amounts(comparison, outcome)}
    return Sentence(texts.message(code, lang, _when(comparison) | words), (outcome.id,))


def _load(comparison: Comparison) -> Sentence | None:
    outcome = _first(comparison, "commute_load_extra", "veh/h")
    if outcome is None:
        return None
    lang = comparison.lang
    reference = outcome.cells[0]
    text = numbers.central(reference.median, reference.p10, reference.p90, outcome.unit, lang)
    said = together(comparison, [texts.message("page.story.an_hour", lang, {"amount": text})])
    others = [_against_first(outcome, column, lang) for column in range(1, len(outcome.cells))]
    parts = [said, together(comparison, others, "page.story.against", first=1)] if others else [said]
    words = _when(comparison) | {"parts": ", ".join(parts), "place": outcome.place_label}
    return Sentence(texts.message("page.story.commute_load_extra", lang, words), (outcome.id,))


def _against_first(outcome: Outcome, column: int, lang: Lang) -> str:
    """``200 [130–270] minder``; signed where the band holds both; or that it cannot be told."""
    cell = outcome.cells[column]
    if cell.indistinguishable:
        return texts.message("page.story.same", lang)
    median, low, high = cell.difference_median, cell.difference_p10, cell.difference_p90
    assert median is not None
    assert low is not None
    assert high is not None
    if low < 0 < high or numbers.rounded(median) == 0:
        difference = numbers.difference(median, low, high, outcome.unit, lang)
        return texts.message("page.story.difference", lang, {"amount": difference})
    if median < 0:
        median, low, high = -median, -high, -low
        code = "page.story.less"
    else:
        code = "page.story.greater"
    return texts.message(code, lang, {"amount": numbers.central(median, low, high, outcome.unit, lang)})


def _agreement(comparison: Comparison, deals: Sequence[Deal]) -> list[Sentence | None]:
    """The first agreement, and where it is a housing deal the pace needed, calculated and possible."""
    goal = next((goal for goal in comparison.goals if goal.kind == "afspraak"), None)
    if goal is None:
        return []
    lang = comparison.lang
    found = [_counted(comparison, goal)]
    deal = next((one for one in deals if one.area == goal.place and goal.variable == "homes_added"), None)
    pace = None if deal is None else deal.pace
    if pace is None or pace.end + 1 != goal.year:
        return found
    bands = [numbers.central(one.median, one.p10, one.p90, "homes", lang) for one in pace.calculated]
    words = {
        "needed": texts.number(pace.needed, lang),
        "start": pace.start,
        "end": pace.end,
        "parts": together(comparison, bands),
    }
    found.append(Sentence(texts.message("page.story.pace", lang, words)))
    highest = [None if most is None else texts.number(most, lang) for most in pace.possible]
    if all(highest):
        words = {"parts": together(comparison, highest)}
        found.append(Sentence(texts.message("page.story.possible", lang, words)))
    return found


def _deciding(comparison: Comparison) -> Sentence | None:
    """What decides the first headline outcome of which that is known, and of two scenarios also their difference."""
    (reference, _), *others = comparison.scenarios
    for outcome in comparison.outcomes:
        factors = outcome.decides(reference)
        if not factors or not factors[0].stands_out:
            continue
        texts_ = _decided(comparison, outcome, factors, "page.story.deciding")
        if len(others) == 1 and (factors := outcome.decides(others[0][0])) and factors[0].stands_out:
            texts_ += _decided(comparison, outcome, factors, "page.story.deciding_difference")
        return Sentence(" ".join(dict.fromkeys(texts_)), ("deciding",))
    return None


def _decided(comparison: Comparison, outcome: Outcome, factors: Sequence[Deciding], code: str) -> list[str]:
    """The largest factor, and an opening year of which it is known that it does not decide.

    Factors of which the bands overlap with that of the largest are named with it: their order is not known. Of more
    scenarios only projects that differ between them are said not to decide.
    """
    lang, several = comparison.lang, len(comparison.scenarios) > 1
    differing = {project.id for project in comparison.projects}
    top = [one for one in factors if one.stands_out and one.high >= factors[0].low][:3]
    parts = "; ".join(_share(one, lang) for one in top)
    found = [texts.message(code, lang, {"outcome": outcome.label, "parts": parts})]
    for one in factors:
        if one.project and one.known_not and (one.project in differing or not several):
            return [*found, texts.message("page.story.not_deciding", lang, {"part": _share(one, lang)})]
    return found


def _share(factor: Deciding, lang: Lang) -> str:
    """``netverzwaring (41 % van de spreiding, tussen 35 en 47)``: no square brackets, which hold another band."""
    ends = {"low": numbers.value(factor.low, "share", lang), "high": numbers.value(factor.high, "share", lang)}
    share = numbers.value(factor.share, "share", lang) + numbers.percent_sign("share", lang)
    return texts.message("page.story.share", lang, {"factor": factor.label, "share": share, **ends})


def _money(comparison: Comparison) -> Sentence | None:
    lang = comparison.lang
    if not any(one.central > 0 for one in comparison.money):
        return None
    amounts = [money_words(one.low, one.central, one.high, lang) for one in comparison.money]
    parts = together(comparison, amounts, letters=False)
    text = texts.message("page.story.money", lang, {"parts": parts})
    unknown = list(dict.fromkeys(name for one in comparison.money for name in one.unknown))
    if unknown:
        text += " " + texts.message("page.story.money_unknown", lang, {"names": listed(unknown, lang)})
    return Sentence(text, ("money",))


def money_words(low: float, central: float, high: float, lang: Lang) -> str:
    """Million euro in words: ``6,3 miljard euro (laag 3,5, hoog 9,5)``; nothing where nothing is missing."""
    if high <= 0:
        return texts.message("page.story.no_money", lang)
    milliard = central >= 1000
    shown: Callable[[float], str] = (
        (lambda amount: texts.number(amount / 1000, lang, 1))
        if milliard
        else (lambda amount: numbers.value(amount, "homes", lang))
    )
    code = "page.story.milliard" if milliard else "page.story.million"
    return texts.message(code, lang, {"central": shown(central), "low": shown(low), "high": shown(high)})


def _when(comparison: Comparison) -> dict[str, str]:
    lang = comparison.lang
    return {"date": numbers.date(comparison.year, lang), "base": numbers.date(comparison.base_year, lang)}
