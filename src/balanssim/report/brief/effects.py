"""Effects of the options with bands, in sentences, tables and fan charts; agreements, ambitions and signal values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balanssim import texts
from balanssim.compare.structure import DECIDED
from balanssim.report import goals as goal_parts
from balanssim.report import numbers, pageparts
from balanssim.report.brief.parts import Cell, Figure, Section, Table, letter, lettered, word

if TYPE_CHECKING:
    from balanssim.compare.structure import Cell as OneCell
    from balanssim.compare.structure import Comparison, GoalLine, Outcome
    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang

#: A difference of less than this part of what the amounts are rounded to is as good as none: one job of 38,400.
NOTHING: Final = 0.1


def effects(found: Found, lang: Lang) -> Section:
    """Every headline outcome of every option, with its difference to the first."""
    table = found.table(lang)
    names, first = labels(table), headline(table)
    rows = tuple(
        ((names[outcome.id], *_now(outcome, table)), (_unit(outcome, lang),), *_cells(outcome, lang))
        for outcome in table.outcomes
    )
    heads = (word("effects.outcome", lang), word("unit", lang), *lettered(table.titles()))
    caption = word("effects.caption", lang, date=numbers.date(table.year, lang))
    points = [
        words
        for outcome in table.outcomes
        if outcome not in first and (words := told(outcome, 1, lang, label=names[outcome.id]))
    ]
    return Section(
        "effects", word("effects.title", lang, date=numbers.date(table.year, lang)), tuple(points),
        (Table(caption, heads, rows),), tuple(_fans(found, table)),
        (word("effects.how", lang), *_directions(found, lang)),
    )  # fmt: skip


def headline(table: Comparison) -> list[Outcome]:
    """The four outcomes that a brief begins with, each for the first place it has among the rows."""
    found: dict[str, Outcome] = {}
    for outcome in table.outcomes:
        if outcome.variable in DECIDED:
            found.setdefault(outcome.variable, outcome)
    return [found[name] for name in DECIDED if name in found]


def labels(table: Comparison) -> dict[str, str]:
    """Names of outcomes by id; a row that is a remark on the one above has the name of that before it."""
    found: dict[str, str] = {}
    above = ""
    for outcome in table.outcomes:
        found[outcome.id] = f"{above}: {outcome.label}" if outcome.beneath else outcome.label
        above = above if outcome.beneath else outcome.label
    return found


def pairs(found: Found, lang: Lang) -> Section:
    """The second option held against each further one: what the decision does where the rest is the same."""
    points = []
    for number, pair in enumerate(found.pairs, 2):
        table = pair.table(lang)
        said = [told(outcome, 1, lang, names=(letter(number), letter(1))) for outcome in headline(table)]
        points += [words for words in said if words]
    others = ", ".join(letter(number) for number in range(2, 2 + len(found.pairs)))
    titles = lettered(found.table(lang).titles())
    notes = (word("pairs.how", lang, b=titles[1], others="; ".join(titles[2:])),) if points else ()
    return Section("pairs", word("pairs.title", lang, b=letter(1), others=others), tuple(points), notes=notes)


def told(outcome: Outcome, column: int, lang: Lang, label: str = "", names: tuple[str, str] | None = None) -> str:
    """What an option changes in an outcome: told apart from the first or not, more or less, or both in the band.

    Rules, on numbers as they are written: a difference within the noise of the calculation, or nothing, is 'niet te
    onderscheiden'; where both options read the same, or the middle of the difference is nothing, it is given without
    more or less; one whose band holds both signs is said with its sign and that; else more or less, with its band.
    ``names``: letters of the two, where the first is not the first option.
    """
    cell, first = outcome.cells[column], outcome.cells[0]
    amounts = [_middle(one, outcome.unit, lang) for one in (first, cell)]
    unit = "" if outcome.unit in ("share", "ratio") else f" {numbers.unit_label(outcome.unit, lang)}"
    a, b = names or (letter(0), letter(column))
    words = {
        "outcome": label or outcome.label, "first": amounts[0], "amount": amounts[1], "unit": unit, "a": a, "b": b,
    }  # fmt: skip
    median, low, high = cell.difference_median, cell.difference_p10, cell.difference_p90
    if median is None or low is None or high is None or median != median:
        return ""
    least, most = (sign(end, outcome.unit) for end in (low, high))
    if cell.indistinguishable or least == most == 0:
        bands = [numbers.central(one.median, one.p10, one.p90, outcome.unit, lang) for one in (first, cell)]
        return word("effects.same", lang, **{**words, "first": bands[0], "amount": bands[1]})
    if alike(outcome, column, lang):
        words["difference"] = numbers.difference(median, low, high, outcome.unit, lang)
        return word("effects.alike" if amounts[0] == amounts[1] else "effects.little", lang, **words)
    if least < 0 < most:
        return word("effects.both", lang, **words, difference=numbers.difference(median, low, high, outcome.unit, lang))
    points = f" {texts.message('compare.percentage_points', lang)}" if outcome.unit == "share" else ""
    fewer = least < 0
    if fewer:
        median, low, high = -median, -high, -low
    size = f"{numbers.value(median, outcome.unit, lang, fine=True)}{points}"
    difference = f"{size} {numbers.band(low, high, outcome.unit, lang, fine=True)}"
    return word("effects.less" if fewer else "effects.more", lang, **words, difference=difference)


def _middle(cell: OneCell, unit: str, lang: Lang) -> str:
    """The median as it is written, with the sign of a share."""
    return numbers.value(cell.median, unit, lang) + numbers.percent_sign(unit, lang)


def alike(outcome: Outcome, column: int, lang: Lang) -> bool:
    """An option and the first read the same, or the middle of their difference is nothing beside what they round to."""
    first, cell = outcome.cells[0], outcome.cells[column]
    if cell.difference_median is None:
        return False
    least = NOTHING * numbers.step(cell.median, outcome.unit)
    return (
        _middle(first, outcome.unit, lang) == _middle(cell, outcome.unit, lang)
        or abs(cell.difference_median) < least
        or not sign(cell.difference_median, outcome.unit)
    )


def sign(amount: float, unit: str) -> int:
    """Of an amount as it is written: what rounds to zero has none."""
    shown = numbers.value(amount, unit, "en", fine=True)
    return 0 if not shown.strip("-0.,") else -1 if shown.startswith(numbers.MINUS) else 1


def goals(found: Found, lang: Lang) -> Section:
    """Agreements, ambitions and signal values apart, each in N of 100 futures per option."""
    table = found.table(lang)
    tables = []
    for part in goal_parts.goal_tables(table):
        rows = tuple(
            (
                (row["title"], f"{row['bound']}, {texts.message('page.on', lang, {'date': row['date']})}"),
                *((cell["main"], *cell["below"]) for cell in row["cells"]),
                (row["source"],),
            )
            for row in part["rows"]
        )
        heads = (word("goals.goal", lang), *lettered(table.titles()), word("source", lang))
        counted = texts.message(f"page.counted.{part['counted'] or 'reported'}", lang)
        kind = texts.message(f"page.kind.{part['kind']}", lang)
        tables.append(Table(f"{kind}. {counted}", heads, rows))
    points = [words for goal in table.goals if goal.counted == "met" and (words := met(goal, lang))]
    notes = [texts.message("page.goals_how", lang)] if tables else []
    if any("≈" in line for one in tables for row in one.rows for cell in row for line in cell):
        notes.append(word("goals.same", lang, a=letter(0)))
    return Section("goals", word("goals.title", lang), tuple(points), tuple(tables), notes=tuple(notes))


def met(goal: GoalLine, lang: Lang) -> str:
    """In how many of 100 futures each option meets an agreement or ambition; once where all are the same."""
    counts = [None if cell.futures is None else numbers.per_hundred(cell.futures) for cell in goal.cells]
    if any(count is None for count in counts):
        return ""
    words = {"kind": texts.message(f"compare.kind.{goal.kind}", lang), "goal": goal.title}
    if len(set(counts)) == 1:
        return word("goals.all", lang, **words, n=counts[0])
    parts = ", ".join(word("goals.part", lang, n=count, option=letter(at)) for at, count in enumerate(counts))
    return word("goals.met", lang, **words, parts=parts)


def cell_of(outcome: Outcome, column: int, lang: Lang, first: int = 0) -> Cell:
    """Median and band of an option, and its difference in words to the option in column ``first`` of the brief."""
    one = outcome.cells[column]
    main = numbers.central(one.median, one.p10, one.p90, outcome.unit, lang)
    if column == 0 or one.difference_median is None or one.difference_median != one.difference_median:
        return (main,)
    if one.indistinguishable:
        return (main, word("effects.cell_same", lang, a=letter(first)))
    low, high = one.difference_p10, one.difference_p90
    return (main, numbers.difference(one.difference_median, low, high, outcome.unit, lang))


def _cells(outcome: Outcome, lang: Lang) -> list[Cell]:
    return [cell_of(outcome, column, lang) for column in range(len(outcome.cells))]


def _unit(outcome: Outcome, lang: Lang) -> str:
    return "%" if outcome.unit == "share" else numbers.unit_label(outcome.unit, lang)


def _now(outcome: Outcome, table: Comparison) -> Cell:
    now = pageparts.row(outcome, table.lang)["now"]
    base = numbers.date(table.base_year, table.lang)
    return (texts.message("page.now", table.lang, {"base": base, "value": now}),) if now else ()


def _fans(found: Found, table: Comparison) -> list[Figure]:
    shown = {outcome.id for outcome in headline(table)}
    figures = []
    for part in pageparts.fans(found.together.dataset, table):
        if part["id"] not in shown:
            continue
        for column, panel in enumerate(part["panels"]):
            caption = word(
                "effects.fan", table.lang, outcome=part["label"], unit=part["unit"], option=letter(column),
                title=panel["title"],
            )  # fmt: skip
            figures.append(Figure(caption, panel["svg"], alt_of(panel["svg"])))
    return figures


def alt_of(drawing: str) -> str:
    """The words that a drawing of ours carries for who does not see it."""
    import re
    from html import unescape

    found = re.search(r'aria-label="([^"]*)"', drawing)
    assert found is not None
    return unescape(found.group(1))


def _directions(found: Found, lang: Lang) -> list[str]:
    from balanssim.report.papers import directions

    held = directions([outcome.place for outcome in found.table(lang).outcomes], found.region, lang)
    return [texts.message("page.directions", lang, {"corridors": "; ".join(held)})] if held else []
