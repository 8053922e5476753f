"""What procedures make of projects, for the terminal: when each opens, why so late, its money, the round in time."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.report import numbers
from balanssim.report.listing import columns
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.compare.deliveries import Delivered
    from balanssim.compare.lateness import Latest, Waiting
    from balanssim.funding import Statement

#: Delays of a project that come before its decisions, and so may hold up what waits for one.
BEFORE_DECISIONS = ("requires", "pause", "planned", "funding", "meeting")
#: Columns of a line of text under the table.
WIDTH = 110


def shown(found: Sequence[Waiting], title: str, worlds: int, end: int, lang: Lang) -> str:
    """One line per project, then its money."""
    years = list(found[0].by_year) if found else []
    heads = [
        texts.message("procedures.head.project", lang),
        texts.message("procedures.head.opening", lang),
        *(texts.message("procedures.head.by", lang, {"year": str(year)}) for year in years),
        texts.message("procedures.head.cause", lang),
    ]
    rows = [
        [
            one.label,
            f"{numbers.opening_band(one.p10, one.median, one.p90, end, lang)}{_assumed(one, lang)}",
            *(numbers.per_hundred(share) for share in one.by_year.values()),
            _cause(one, lang),
        ]
        for one in found
    ]
    lines = [texts.message("procedures.title", lang, {"scenario": title, "n": worlds}), ""]
    lines += [columns(heads, rows), "", texts.message("procedures.columns", lang)]
    late = [one for one in found if one.opened < 1.0]
    lines += [""] if late else []
    lines += [
        texts.message(
            "procedures.unfinished", lang,
            {"project": one.label, "n": numbers.per_hundred(1.0 - one.opened), "end": str(end)},
        )
        for one in late
    ]  # fmt: skip
    lines += ["", texts.message("procedures.money", lang)]
    for one in found:
        lines += textwrap.wrap(
            f"{one.label} ({one.project}): {money(one.money, lang)}",
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )
    return "\n".join(lines)


def money(one: Statement, lang: Lang) -> str:
    """The funding statement in one sentence."""
    if one.cost is None:
        return texts.message("procedures.money.no_cost", lang)
    low, central, high = (texts.number(amount, lang) for amount in one.cost)
    words = {"low": low, "central": central, "high": high}
    parts = [texts.message("procedures.money.cost", lang, words)]
    payers = (("state", one.state), ("region", one.region), ("area", one.area))
    paid = [
        texts.message(f"procedures.money.{payer}", lang, {"amount": texts.number(amount, lang)})
        for payer, amount in payers
        if amount
    ]
    if one.found is None:
        parts.append(texts.message("procedures.money.unknown", lang))
    else:
        share = f"{numbers.value(one.share, 'share', lang)}{numbers.percent_sign('share', lang)}"
        found = texts.message("procedures.money.covered", lang, {"share": share})
        parts.append(f"{found} ({', '.join(paid)})" if paid else found)
    if one.to_start:
        parts.append(texts.message("procedures.money.to_start", lang, {"amount": texts.number(one.to_start, lang)}))
    if one.found is not None and one.gap and one.gap[1]:
        parts.append(texts.message("procedures.money.gap", lang, {"amount": texts.number(one.gap[1], lang)}))
        if one.co_financing:
            least, most = (texts.number(amount, lang) for amount in one.co_financing)
            parts.append(texts.message("procedures.money.co_financing", lang, {"low": least, "high": most}))
    if one.per_home:
        words = {"amount": texts.number(one.per_home, lang), "homes": texts.number(one.homes, lang)}
        parts.append(texts.message("procedures.money.per_home", lang, words))
    if one.extra:
        parts.append(texts.message("procedures.money.extra", lang, {"amount": texts.number(one.extra, lang)}))
    if one.housing_mobility:
        amount = texts.number(one.housing_mobility, lang)
        parts.append(texts.message("procedures.money.housing_mobility", lang, {"amount": amount}))
    return "; ".join(parts) + "."


def latest(found: Latest, label: str, title: str, worlds: int, end: int, lang: Lang) -> str:
    """The answer in a sentence, the rounds beneath it, and what a missed round costs."""
    heads = [
        texts.message("procedures.head.round", lang),
        texts.message("procedures.head.in_time", lang, {"year": str(found.open_by)}),
        texts.message("procedures.head.opening", lang),
    ]
    last = next((place for place, line in enumerate(found.lines) if line.share == 0.0), len(found.lines))
    rows = [
        [
            str(line.year),
            numbers.per_hundred(line.share),
            numbers.opening_band(line.p10, line.median, line.p90, end, lang),
        ]
        for line in found.lines[: last + 1]
    ]
    lines = [
        texts.message("procedures.title", lang, {"scenario": title, "n": worlds}),
        latest_sentence(found, label, lang),
        texts.message("procedures.latest.money", lang),
        "",
        columns(heads, rows),
    ]
    missed = missed_sentence(found, lang)
    return "\n".join([*lines, "", missed] if missed else lines)


def latest_sentence(found: Latest, label: str, lang: Lang) -> str:
    """By which round the decision must fall, or that none is in time."""
    words = {"project": label, "n": numbers.per_hundred(found.share)}
    words |= {"year": str(found.open_by), "round": str(found.latest)}
    best = max(found.lines, key=lambda line: line.share)
    words |= {"best": numbers.per_hundred(best.share), "first": str(best.year)}
    code = "procedures.latest.never" if found.latest is None else "procedures.latest.answer"
    return texts.message(code, lang, words)


def missed_sentence(found: Latest, lang: Lang) -> str:
    """What a missed round costs; nothing where there is no later one."""
    if found.missed is None or found.lost is None:
        return ""
    cost = {"round": str(found.missed), "n": numbers.per_hundred(max(found.lost, 0.0))}
    cost["years"] = numbers.value(found.years, "year/1", lang)
    return texts.message("procedures.latest.missed", lang, cost)


def _assumed(one: Waiting, lang: Lang) -> str:
    return f" {texts.message('compare.project.assumed', lang)}" if one.setting == "assumed" else ""


def _cause(one: Waiting, lang: Lang) -> str:
    """``geld (6,2 jaar)``: the largest cause, in mean years over the worlds."""
    if not one.causes:
        return numbers.DASH
    cause, years = one.causes[0]
    return _took(texts.message(f"label.delay.{cause}", lang), years, lang)


def cause_of(one: Delivered, labels: Mapping[str, str], lang: Lang) -> str:
    """``beroep (0,6 jaar)``: the largest cause of delay of plans or work locations, in mean years over the worlds.

    ``labels``: words of desks and projects by id. Waiting for the year in which it was meant to begin is no delay.
    """
    causes = [(cause, years) for cause, years in one.causes if cause != "earliest_year"]
    if not causes:
        return numbers.DASH
    cause, years = causes[0]
    word = labels.get(cause, cause)
    for kind in ("label.wait", "label.delay", "label.cause", "procedures.cause"):
        if (code := f"{kind}.{cause}") in texts.codes("messages", lang):
            word = texts.message(code, lang)
    if cause == "decision" and one.waits_for:
        word = texts.message("procedures.cause.of_project", lang, {"project": labels[one.waits_for]})
    return _took(word, years, lang)


def released_by(label: str, one: Delivered, projects: Sequence[Waiting], labels: Mapping[str, str], lang: Lang) -> str:
    """A sentence on the project that releases a plan, and what holds up its decisions most; '' for other plans."""
    if not one.waits_for:
        return ""
    words = {"plan": label, "project": labels[one.waits_for]}
    there = next((project for project in projects if project.project == one.waits_for), None)
    if there is None:
        return texts.message("procedures.released.never", lang, words)
    before = [name for name, _ in there.causes if name in BEFORE_DECISIONS]
    if not before:
        return texts.message("procedures.released.by", lang, words)
    words["own"] = texts.message(f"label.delay.{before[0]}", lang)
    return texts.message("procedures.released.mostly", lang, words)


def _took(cause: str, years: float, lang: Lang) -> str:
    return texts.message("procedures.cause", lang, {"cause": cause, "years": numbers.value(years, "year/1", lang)})
