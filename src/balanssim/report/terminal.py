"""The comparison on one screen: bands always, differences named, readable without colour and without UTF-8."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from balanssim import texts
from balanssim.compare.table import Comparison, Outcome, ProjectCell
from balanssim.compare.woondeal import Deal
from balanssim.report import numbers
from balanssim.texts import Lang

#: More scenarios than this go to a further table.
COLUMNS: Final = 4
#: How many assumptions are named beside an outcome that they decide.
FACTORS: Final = 3
SAME, UP, DOWN = "≈", "▲", "▼"
_GAP: Final = "  "
#: Labels and cells are wrapped rather than made wider than the screen, but not below these widths.
_LABEL, _NARROWEST = 36, 23
#: Keeps a mark with the band before it when a cell is wrapped.
_KEEP: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Line:
    """One line of a table: a label and a text per column; a heading has no texts; ``papers`` may be wrapped."""

    label: str
    cells: tuple[str, ...] = ()
    papers: bool = False


def table(comparison: Comparison, width: int = 120) -> str:
    """The comparison as text.

    Parameters
    ----------
    comparison : from ``compare.tabulate``
    width : columns of the screen; scenarios that do not fit go to a further table below

    Returns
    -------
    lines joined by newlines, in the language of the comparison
    """
    lang = comparison.lang
    titles = list(comparison.titles())
    lines = _lines(comparison)
    if len(titles) == 2:
        titles.append(texts.message("compare.difference", lang))
        lines = [
            replace(line, cells=(*line.cells, text)) if line.cells else line
            for line, text in _with_differences(comparison)
        ]
    blocks = [_head(comparison), "", *_tables(titles, lines, width)]
    if len(titles) > 2 and len(comparison.scenarios) > 2:
        heading = texts.message("compare.differences_to", lang, {"first": titles[0]})
        blocks += ["", heading, *_tables(titles[1:], _differences(comparison), width)]
    if decided := _deciding(comparison):
        blocks += ["", *decided]
    blocks += ["", *_foot(comparison)]
    lines_ = [line.rstrip() for line in "\n".join(blocks).split("\n")]
    return "\n".join(part for line in lines_ for part in _wrap(line, width))


def _head(comparison: Comparison) -> str:
    params = {
        "region": comparison.region,
        "draws": comparison.draws,
        "date": numbers.date(comparison.year, comparison.lang),
    }
    code = "compare.head" if len(comparison.scenarios) > 1 else "compare.head_one"
    return "\n".join((texts.message(code, comparison.lang, params), comparison.sketch))


def _deciding(comparison: Comparison) -> list[str]:
    """What decides the outcomes, and between two scenarios also their difference; of more the page tells."""
    lang, scenarios = comparison.lang, comparison.scenarios
    lines = []
    for outcome in comparison.decided():
        words = {"outcome": outcome.label, "factors": _factors(outcome, scenarios[0][0], lang)}
        lines.append("  " + texts.message("compare.deciding.outcome", lang, words))
        if len(scenarios) == 2 and outcome.cells[1].explained is not None:
            words = {"factors": _factors(outcome, scenarios[1][0], lang)}
            lines.append("    " + texts.message("compare.deciding.difference", lang, words))
    return [texts.message("compare.deciding.head", lang), *lines] if lines else []


def _factors(outcome: Outcome, scenario: str, lang: Lang) -> str:
    """The largest that stand out, with their shares and bands."""
    named = [one for one in outcome.decides(scenario) if one.stands_out][:FACTORS]
    words = [f"{one.label} {numbers.central(one.share, one.low, one.high, 'share', lang)}" for one in named]
    return "; ".join(words) or texts.message("compare.deciding.none", lang)


def _foot(comparison: Comparison) -> list[str]:
    lang = comparison.lang
    lines = []
    if len(comparison.scenarios) > 1:
        first = {"first": comparison.titles()[0]}
        lines.append(f"{SAME} {texts.message('compare.legend.same', lang, first)}")
        lines.append(f"{UP}{DOWN} {texts.message('compare.legend.differs', lang, first)}")
    return [
        *lines,
        times(comparison, "compare.no_feedback", "compare.feedback", "compare.feedback_mixed"),
        *comparison.notes,
    ]


def times(comparison: Comparison, fixed: str, acting: str, mixed: str) -> str:
    """The message for where congestion acts on travel times: in no scenario, in all, or in some, which are named."""
    found = comparison.acting()
    if len(found) in (0, len(comparison.scenarios)):
        return texts.message(acting if found else fixed, comparison.lang)
    return texts.message(mixed, comparison.lang, {"acting": ", ".join(found)})


def deals(found: Sequence[Deal], comparison: Comparison, labels: Mapping[str, str]) -> list[str]:
    """The housing deals in a few lines: backlog on the phased path, last known year and last year of the deal."""
    lang = comparison.lang
    if not found:
        return []
    lines = [texts.message("compare.woondeal.head", lang)]
    for deal in found:
        parts = []
        for step in dict.fromkeys((deal.path[0], deal.path[-1])):
            bands = [numbers.central(band.median, band.p10, band.p90, "homes", lang) for band in step.backlog]
            same = len(set(bands)) == 1
            words = {"year": step.year, "backlog": bands[0] if same else " · ".join(bands)}
            parts.append(texts.message("compare.woondeal.end", lang, words))
        lines.append(f"  {labels.get(deal.area, deal.area)}: {'; '.join(parts)}")
        lines.append(f"    {published(deal, lang)}")
        if deal.pace is not None:
            bands = [numbers.central(one.median, one.p10, one.p90, "homes", lang) for one in deal.pace.calculated]
            words = {
                "needed": texts.number(deal.pace.needed, lang),
                "start": deal.pace.start,
                "end": deal.pace.end,
                "calculated": bands[0] if len(set(bands)) == 1 else " · ".join(bands),
            }
            lines.append(f"    {texts.message('compare.woondeal.pace', lang, words)}")
    return lines


def published(deal: Deal, lang: Lang) -> str:
    """Published backlogs of a deal with their dates."""
    listed = []
    for entry in deal.published:
        code = "compare.woondeal.provisional" if entry.provisional else "compare.woondeal.published"
        listed.append(texts.message(code, lang, {"backlog": entry.backlog, "date": numbers.iso_date(entry.date, lang)}))
    return f"{texts.message('compare.woondeal.source', lang)} {'; '.join(listed)}"


def mark(outcome: Outcome, column: int) -> str:
    """Against the first scenario: not told apart, higher or lower.

    Nothing for the first itself, nor where the mean differs but the middle world, as written, does not: an arrow
    beside two equal numbers misleads.
    """
    cell = outcome.cells[column]
    if cell.indistinguishable is None:
        return ""
    if cell.indistinguishable:
        return SAME
    if not nonzero(cell.difference_median, outcome.unit):
        return ""
    return UP if (cell.difference_median or 0.0) > 0 else DOWN


def nonzero(amount: float | None, unit: str) -> bool:
    """Whether a difference still shows after rounding."""
    return amount is not None and any(figure in numbers.value(amount, unit, "en", fine=True) for figure in "123456789")


def outcome_text(outcome: Outcome, column: int, lang: Lang) -> str:
    """``18.400 [14.100–23.000] ▲``."""
    cell = outcome.cells[column]
    text = numbers.central(cell.median, cell.p10, cell.p90, outcome.unit, lang)
    shown = mark(outcome, column)
    return f"{text}{_KEEP}{shown}" if shown else text


def difference_text(outcome: Outcome, column: int, lang: Lang) -> str:
    """``+12.600 [8.000–16.000]`` or that it cannot be told."""
    cell = outcome.cells[column]
    if cell.indistinguishable:
        return f"{SAME} {texts.message('compare.indistinguishable', lang)}"
    return numbers.difference(cell.difference_median, cell.difference_p10, cell.difference_p90, outcome.unit, lang)


def outcome_label(outcome: Outcome) -> str:
    """The label, indented where the row is a part of the one above."""
    return f"{'  ' if outcome.beneath else ''}{outcome.label}"


def project_text(cell: ProjectCell, horizon_end: int, lang: Lang) -> str:
    """``2041 [2037–2048] volgens procedures, 15 % gedekt``: never a year without band, status and money."""
    parts = [numbers.opening_band(cell.p10, cell.median, cell.p90, horizon_end, lang)]
    if cell.setting in ("assumed", "procedures"):
        parts.append(texts.message(f"compare.project.{cell.setting}", lang))
    return ", ".join([*parts, covered_text(cell, lang)])


def covered_text(cell: ProjectCell, lang: Lang) -> str:
    """``15 % gedekt``, or that the cover is not known; and what the scenario takes to be added."""
    if cell.covered is None:
        text = texts.message("compare.project.covered_unknown", lang)
    else:
        share = f"{numbers.value(cell.covered, 'share', lang)}{numbers.percent_sign('share', lang)}"
        text = texts.message("compare.project.covered", lang, {"share": share})
    if not cell.added_meuro:
        return text
    return f"{text}, {texts.message('compare.project.added', lang, {'meuro': cell.added_meuro})}"


def _lines(comparison: Comparison) -> list[Line]:
    return [line for line, _ in _with_differences(comparison)]


def _with_differences(comparison: Comparison) -> list[tuple[Line, str]]:
    """Every line of the table, and its text for a column of differences when there are two scenarios."""
    lang = comparison.lang
    columns = range(len(comparison.scenarios))
    lines: list[tuple[Line, str]] = []
    for outcome in comparison.outcomes:
        cells = tuple(outcome_text(outcome, column, lang) for column in columns)
        lines.append((Line(outcome_label(outcome), cells), difference_text(outcome, -1, lang)))
    lines += _goal_lines(comparison)
    if comparison.projects:
        lines.append((Line(texts.message("compare.openings", lang)), ""))
        for project in comparison.projects:
            texts_ = tuple(project_text(cell, comparison.horizon_end, lang) for cell in project.cells)
            lines.append((Line(f"  {project.label}", texts_, papers=True), ""))
    return lines


def _goal_lines(comparison: Comparison) -> list[tuple[Line, str]]:
    lang = comparison.lang
    lines: list[tuple[Line, str]] = []
    for counted in ("met", "crossed", ""):
        goals = [goal for goal in comparison.goals if goal.counted == counted]
        if not goals:
            continue
        lines.append((Line(texts.message(f"compare.goals.{counted or 'reported'}", lang)), ""))
        for goal in goals:
            label = f"  {goal.title} ({texts.message(f'compare.kind.{goal.kind}', lang)})"
            cells = []
            for cell in goal.cells:
                if cell.median is None:
                    cells.append(texts.message("compare.not_computed", lang))
                    continue
                margin = numbers.margin(cell.margin, goal.unit, lang)
                if not counted:
                    median = numbers.value(cell.median, goal.unit, lang) + numbers.percent_sign(goal.unit, lang)
                    cells.append(f"{median} ({margin})")
                    continue
                same = f" {SAME}" if cell.indistinguishable else ""
                cells.append(f"{numbers.per_hundred(cell.futures):>3} ({margin}){same}")
            lines.append((Line(label, tuple(cells)), ""))
    return lines


def _differences(comparison: Comparison) -> list[Line]:
    columns = range(1, len(comparison.scenarios))
    return [
        Line(outcome_label(outcome), tuple(difference_text(outcome, column, comparison.lang) for column in columns))
        for outcome in comparison.outcomes
    ]


def _tables(titles: Sequence[str], lines: Sequence[Line], width: int) -> list[str]:
    """One table, or several below each other where the columns do not fit."""
    label = max((len(line.label) for line in lines if line.cells), default=0)
    natural = [
        max([_longest_word(title), *(len(line.cells[column]) for line in lines if line.cells and not line.papers)])
        for column, title in enumerate(titles)
    ]
    count, label = _fit(natural, label, width)
    room = (width - label) // count - len(_GAP)
    sizes = [min(size, max(room, _NARROWEST)) for size in natural]
    output: list[str] = []
    for start in range(0, len(titles), count):
        stop = min(start + count, len(titles))
        if output:
            output.append("")
        output += _one_table(titles[start:stop], lines, range(start, stop), label, sizes[start:stop])
    return output


def _fit(natural: Sequence[int], label: int, width: int) -> tuple[int, int]:
    """How many columns a table gets, spread evenly over the tables, and how wide the labels are."""
    narrow = min(label, _LABEL)
    for count in range(min(COLUMNS, len(natural)), 0, -1):
        room = (width - narrow) // count - len(_GAP)
        if count == 1 or room >= min(_NARROWEST, max(natural)):
            tables = -(-len(natural) // count)
            count = -(-len(natural) // tables)
            spare = width - sum(sorted(natural)[-count:]) - count * len(_GAP)
            return count, max(narrow, min(label, spare))
    return 1, narrow


def _longest_word(title: str) -> int:
    return max(len(word) for word in [*title.split(), ""])


def _one_table(
    titles: Sequence[str], lines: Sequence[Line], columns: range, label_width: int, widths: Sequence[int]
) -> list[str]:
    output = _wrapped("", titles, label_width, widths)
    for line in lines:
        if line.cells:
            output += _wrapped(line.label, [line.cells[column] for column in columns], label_width, widths)
        else:
            output.append(line.label)
    return output


def _wrapped(label: str, cells: Sequence[str], label_width: int, widths: Sequence[int]) -> list[str]:
    indent = " " * (len(label) - len(label.lstrip()))
    columns = [textwrap.wrap(label, label_width, subsequent_indent=indent + "  ", drop_whitespace=True) or [""]]
    if label and not columns[0][0].startswith(indent):
        columns[0][0] = indent + columns[0][0]
    columns += [_wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    output = []
    for row in range(max(len(column) for column in columns)):
        texts_ = [column[row] if row < len(column) else "" for column in columns]
        sizes = [label_width, *widths]
        output.append(_GAP.join(text.ljust(size) for text, size in zip(texts_, sizes, strict=True)).rstrip())
    return output


def _wrap(text: str, width: int) -> list[str]:
    if len(text) <= width:
        return [text]
    indent = len(text) - len(text.lstrip())
    further = " " * (indent + 2) if indent else ""
    return textwrap.wrap(text, width, subsequent_indent=further, break_long_words=False) or [""]
