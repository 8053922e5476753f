"""What makes sense in any case, what is lost if it turns out otherwise, and what decides the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.compare.structure import DECIDES
from balanssim.report import discoveries, numbers, policies, sweeps
from balanssim.report.brief.parts import Cell, Section, Table, letter, lettered, word
from balanssim.report.brief.timing import missing, place_name

if TYPE_CHECKING:
    from balanssim.compare.structure import Comparison, Deciding, Outcome
    from balanssim.report.brief.found import Found
    from balanssim.sweep.discover import Discovery
    from balanssim.sweep.regret import Change, Measured, Regret, Regrets
    from balanssim.texts import Lang

#: Assumptions named per outcome and option.
MOST = 4
#: Of the futures in which an option is the best, so that the worst ten of a hundred lose nothing either.
NEARLY_EVERY = 0.9
#: A share with a wider band is not told: it may be anything.
WIDE = 0.5
#: Part of the repeats in which every side of a box must come back.
STANDS = 0.5


def no_regret(found: Found, lang: Lang) -> Section:
    """Measures that are equal or better in nearly all futures of every option, and those that are not, with why."""
    good = [policies.title(one, lang) for one in found.measured if one.no_regret]
    points = []
    if found.measured:
        points = [word("no_regret.some", lang, names="; ".join(good)) if good else word("no_regret.none", lang)]
    rows = tuple(
        (
            (policies.title(one, lang),),
            (texts.message(f"sweep.noregret.{_verdict(one)}", lang),),
            gains(one, found, lang),
            worst(one.worst, found, lang),
        )
        for one in found.measured
    )
    heads = tuple(word(f"no_regret.{name}", lang) for name in ("measure", "verdict", "gains", "worst"))
    tables = (Table(word("no_regret.caption", lang), heads, rows),) if rows else ()
    notes = [word("no_regret.how", lang)] if rows else []
    return Section(
        "no_regret", word("no_regret.title", lang), tuple(points), tables,
        notes=(*notes, *missing(found, ("measured",), lang)),
    )  # fmt: skip


def _verdict(one: Measured) -> str:
    return "yes" if one.no_regret else "no_gain" if all(part.holds for part in one.changes) else "no"


def gains(one: Measured, found: Found, lang: Lang) -> Cell:
    """Outcomes that a measure makes better in nearly all futures, on top of every option."""
    better: dict[tuple[str, str, int], bool] = {}
    for part in one.changes:
        key = (part.outcome, part.place, part.year)
        better[key] = better.get(key, True) and part.gains
    names = [outcome_name(found, *key, lang) for key, everywhere in better.items() if everywhere]
    return tuple(names) or (word("no_regret.nowhere", lang),)


def worst(one: Change, found: Found, lang: Lang) -> Cell:
    """Where a measure does least well: the outcome, the option, in N of 100 futures, and what it changes there."""
    unit = sweeps.rounding(one.outcome)
    change = numbers.difference(one.median, one.low, one.high, unit, lang)
    where = outcome_name(found, one.outcome, one.place, one.year, lang)
    words = {"n": numbers.per_hundred(one.share), "option": letter(found.column(one.scenario)), "change": change}
    shown = "" if unit == "share" else f" {numbers.unit_label(unit, lang)}"
    return (where, word("no_regret.there", lang, unit=shown, **words))


def outcome_name(found: Found, variable: str, place: str, year: int, lang: Lang) -> str:
    """``Banen erbij sinds de begindatum, Almere, 1-1-2051``."""
    when = numbers.date(year, lang) if year else ""
    where = place_name(found, place, lang) if place else ""
    return ", ".join(part for part in (sweeps.label(variable, lang), where, when) if part)


def regret(found: Found, lang: Lang) -> Section:
    """What each option falls short of the best in the same future, per outcome of which is known what is better."""
    titles = found.table(lang).titles()
    rows = tuple(
        ((outcome_name(found, one.outcome, one.place, one.year, lang), _better(one, lang)), *_shortfalls(one, lang))
        for one in found.regrets
    )
    heads = (word("effects.outcome", lang), *lettered(titles))
    points = [words for one in found.regrets if (words := least(one, found, lang))]
    tables = (Table(word("regret.caption", lang), heads, rows),) if rows else ()
    notes = ((word("regret.how", lang),) if rows else ()) + tuple(missing(found, ("regrets",), lang))
    return Section("regret", word("regret.title", lang), tuple(points), tables, notes=notes)


def least(one: Regrets, found: Found, lang: Lang) -> str:
    """The option with the least regret, where it is one: that of which the 90th percentile is the lowest."""
    order = sorted(range(len(one.policies)), key=lambda at: one.policies[at].high)
    best, second = one.policies[order[0]], one.policies[order[1]]
    if best.high >= second.high or nothing_lost(second):
        return ""
    unit = sweeps.rounding(one.outcome)
    words = {
        "outcome": outcome_name(found, one.outcome, one.place, one.year, lang),
        "option": letter(found.column(best.scenario)),
        "amount": _amount(best.high, unit, lang),
        "second": letter(found.column(second.scenario)),
        "other": _amount(second.high, unit, lang),
    }
    return word("regret.least_none" if nothing_lost(best) else "regret.least", lang, **words)


def nothing_lost(one: Regret) -> bool:
    """The best, or not to be told from it, in nearly every future."""
    return one.best >= NEARLY_EVERY


def _amount(value: float, unit: str, lang: Lang) -> str:
    if unit == "share":
        points = texts.message("compare.percentage_points", lang)
        return f"{numbers.value(value, unit, lang, fine=True)} {points}"
    return f"{numbers.value(value, unit, lang, fine=True)} {numbers.unit_label(unit, lang)}"


def _better(one: Regrets, lang: Lang) -> str:
    return texts.message("sweep.regret.more" if one.more else "sweep.regret.less", lang)


def _shortfalls(one: Regrets, lang: Lang) -> list[Cell]:
    unit = sweeps.rounding(one.outcome)
    return [
        (word("regret.nothing", lang, best=numbers.per_hundred(line.best)),)
        if nothing_lost(line)
        else (
            word("regret.cell", lang, high=_amount(line.high, unit, lang)),
            word("regret.mean", lang, mean=_amount(line.mean, unit, lang), best=numbers.per_hundred(line.best)),
        )
        for line in one.policies
    ]


def decides(found: Found, lang: Lang) -> Section:
    """Which assumptions make the spread, and in which circumstances a goal fails or a signal value is crossed."""
    table = found.table(lang)
    rows = tuple(
        ((outcome.label,), *(_factors(outcome, scenario, lang) for scenario, _ in table.scenarios))
        for outcome in table.decided()
    )
    heads = (word("effects.outcome", lang), *lettered(table.titles()))
    points = [decided(outcome, table, lang) for outcome in table.decided()]
    for other, pair in enumerate(found.pairs, 2):
        beside = pair.table(lang)
        points += [decided(outcome, beside, lang, (letter(other), letter(1))) for outcome in beside.decided()]
    boxes = [line for one in found.discoveries for line in circumstances(one, found, lang)]
    tables = [Table(word("decides.caption", lang, a=letter(0)), heads, rows)] if rows else []
    if boxes:
        tables.append(
            Table(
                word("decides.boxes", lang),
                tuple(word(f"decides.{name}", lang) for name in ("threshold", "option", "circumstance")),
                tuple(boxes),
            )
        )
    few = () if rows else (word("decides.few", lang, n=texts.number(table.draws, lang)),)
    if any(one.stands_out and not _told(one) for outcome in table.decided() for one in outcome.deciding):
        few = (word("decides.left_out", lang),)
    how = (word("decides.shares", lang),) if rows else ()
    how = (*how, word("decides.how", lang)) if boxes else how
    notes = (*few, *how, *missing(found, ("discoveries",), lang))
    return Section("decides", word("decides.title", lang), tuple(points), tuple(tables), notes=notes)


def decided(outcome: Outcome, table: Comparison, lang: Lang, names: tuple[str, str] = ("A", "B")) -> str:
    """What decides an outcome of the second option's difference to the first, as far as that can be told.

    Nothing where the difference itself cannot be told from none; that nothing stands out; that the largest share is not
    sharp; else the largest, with those that cannot be told from it. ``names``: letters of the two.
    """
    words = {"outcome": outcome.label, "a": names[0], "b": names[1]}
    if outcome.cells[1].indistinguishable:
        return word("decides.same", lang, **words)
    factors = [one for one in outcome.decides(table.scenarios[1][0]) if one.stands_out]
    if any(not _sharp(one) for one in factors[:1]):
        return word("decides.unclear", lang, **words, n=texts.number(table.draws, lang))
    told = [one for one in factors if _told(one)]
    if not told:
        return word("decides.nothing", lang, **words)
    top = [one for one in told if one.high >= told[0].low][:MOST]
    parts = "; ".join(f"{one.label} ({_share(one.share, one.low, one.high, lang)})" for one in top)
    return word("decides.most", lang, **words, parts=parts)


def _sharp(one: Deciding) -> bool:
    return one.high - one.low <= WIDE


def _told(one: Deciding) -> bool:
    """Stands out, is sharp, and counts at the low end of its band too: in few futures some stand out by luck."""
    return one.stands_out and _sharp(one) and one.low >= DECIDES


def _share(share: float, low: float, high: float, lang: Lang) -> str:
    return numbers.central(share, low, high, "share", lang)


def _factors(outcome: Outcome, scenario: str, lang: Lang) -> Cell:
    column = [cell.scenario for cell in outcome.cells].index(scenario)
    if outcome.cells[column].indistinguishable:
        return (word("effects.cell_same", lang, a=letter(0)),)
    factors = [one for one in outcome.decides(scenario) if _told(one)][:MOST]
    if not factors:
        return (word("decides.none", lang),)
    return tuple(f"{one.label}: {_share(one.share, one.low, one.high, lang)}" for one in factors)


def circumstances(one: Discovery, found: Found, lang: Lang) -> Sequence[tuple[Cell, ...]]:
    """A row for a threshold of an option: in how many futures, and the first box with its coverage and density."""
    where = outcome_name(found, one.outcome, one.place, one.year, lang)
    unit = (
        "" if VARIABLES[one.outcome].unit == "share" else f" ({numbers.unit_label(sweeps.rounding(one.outcome), lang)})"
    )
    head = (f"{where}{unit}", discoveries.case(one, lang))
    option = (letter(found.column(one.scenario)),)
    looked = (discoveries.few(one, lang),) if one.too_few else ()
    if one.too_few and one.furthest is None:
        return [(head, option, looked)]
    if not one.boxes:
        return [(head, option, (*looked, texts.message("sweep.discover.none", lang)))]
    box = one.boxes[0]
    if any(side.repeated is not None and side.repeated < STANDS for side in box.limits):
        return [(head, option, (*looked, word("decides.unstable", lang)))]
    limits = [f"{discoveries.limit(side, lang)}{discoveries.again(side, lang)}" for side in box.limits]
    measured = texts.message("sweep.discover.box", lang, {"number": 1, **discoveries.measures(box)})
    return [(head, option, (*looked, *limits, measured))]
