"""One comparison told in several ways: what page and terminal must say, made from the JSON alone.

Every number of the JSON that a way of telling shows must stand there rounded by ``report.numbers``; and every number
that stands there must be one of the JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from balanssim import texts
from balanssim.report import numbers
from balanssim.texts import Lang

Found = Mapping[str, Any]
#: Row of the page by its anchor: the text of every cell but the first, spaces as one.
Rows = Mapping[str, Sequence[str]]

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_BAND = re.compile(r"[+−]?\d[\d.,]*(?: ?%)?(?: %-punt| %-points?| percentage points?)? \[[^\]]*\]")


def squeezed(text: str) -> str:
    """Spaces of any kind and number as one plain space."""
    return " ".join(text.split())


def tokens(text: str) -> set[str]:
    """Every number in a text, without its sign."""
    return set(_NUMBER.findall(text))


def outcome_pieces(outcome: Found, column: int, lang: Lang) -> list[str]:
    """Median with band, and from the second scenario on the paired difference or that it cannot be told."""
    cell, unit = outcome["cells"][column], outcome["unit"]
    pieces = [numbers.central(cell["median"], cell["p10"], cell["p90"], unit, lang)]
    if column and cell["indistinguishable"]:
        pieces.append(texts.message("compare.indistinguishable", lang))
    elif column:
        paired = (cell[f"difference_{name}"] for name in ("median", "p10", "p90"))
        pieces.append(numbers.difference(*paired, unit, lang))
    return pieces


def goal_pieces(goal: Found, column: int, lang: Lang, end: int, *, short: bool = False) -> list[str]:
    """N of 100 or the outcome itself, the margin, and the year in which it is reached; the terminal is ``short``."""
    cell, unit = goal["cells"][column], goal["unit"]
    if cell["median"] is None:
        return [texts.message("compare.not_computed", lang)]
    if cell["futures"] is not None:
        pieces = [numbers.per_hundred(cell["futures"])]
    else:
        pieces = [numbers.value(cell["median"], unit, lang) + numbers.percent_sign(unit, lang)]
    amount = cell["margin"] if short else abs(cell["margin"])  # the page says below or above where it is sure
    pieces.append(numbers.value(amount, unit, lang, sign=short, fine=True))
    if cell["band"] is not None and not short:
        pieces.append(numbers.central(cell["median"], *cell["band"], unit, lang))
    if cell["reached"] is not None and goal["counted"] and not short:
        pieces.append(numbers.opening_band(*cell["reached"], end, lang))
    return pieces


def project_pieces(cell: Found, lang: Lang, end: int) -> list[str]:
    """Opening year with its band and the share of the cost that is covered."""
    pieces = [numbers.opening_band(cell["p10"], cell["median"], cell["p90"], end, lang)]
    if cell["covered"] is not None:
        pieces.append(numbers.value(cell["covered"], "share", lang) + numbers.percent_sign("share", lang))
    return pieces


def years_of(date: Found, lang: Lang, end: int) -> str:
    """A milestone with its band: an opening rounded as openings are, another date in the year in which it falls."""
    years = [date[name] if date["id"] == "opening" else float(int(date[name])) for name in ("p10", "median", "p90")]
    return numbers.opening_band(*years, end, lang)


def course_pieces(cell: Found, lang: Lang, end: int) -> list[str]:
    """Every milestone of a project with its band; 'assumed' beside an opening that was set by hand."""
    pieces = [f"{date['label']} {years_of(date, lang, end)}" for date in cell["dates"] if date["id"] != "opening"]
    pieces += [years_of(date, lang, end) for date in cell["dates"] if date["id"] == "opening"]
    if cell["setting"] == "assumed":
        pieces[-1] += f" {texts.message('compare.project.assumed', lang)}"
    return pieces


def plan_pieces(cell: Found, lang: Lang, end: int) -> list[str]:
    """When a plan is ready, and what it delivers of its homes."""
    low, median, high = cell["delivered"]
    homes = numbers.value(cell["homes"][1], "homes", lang)
    one = low == median == high
    come = numbers.value(median, "homes", lang) if one else numbers.central(median, low, high, "homes", lang)
    return [years_of(cell["ready"], lang, end), come, homes]


def lost_pieces(cell: Found, lang: Lang) -> list[str]:
    """Years lost to each cause with their bands, and their sum."""
    pieces = [f"{one['label']}: {_lost(one, lang)}" for one in cell["lost"]]
    total = sum(one["mean"] for one in cell["lost"])
    return [*pieces, numbers.value(total, "year/1", lang)] if len(pieces) > 1 else pieces


def _lost(one: Found, lang: Lang) -> str:
    years = texts.message("page.procedures.years", lang, {"years": numbers.value(one["mean"], "year/1", lang)})
    return f"{years} {numbers.band(one['p10'], one['p90'], 'year/1', lang)}"


def wrong_in_procedures(found: Found, rows: Rows, late: Sequence[str]) -> list[str]:
    """What the section on procedures lacks, or says beside the JSON: its tables, and its sentences on who is late."""
    lang, end = found["lang"], found["horizon_end"]
    wrong = []
    for place, line in enumerate(found["courses"]):
        for column, cell in enumerate(line["cells"]):
            pieces, lost = course_pieces(cell, lang, end), lost_pieces(cell, lang)
            wrong += _wrong(
                f"{line['label']}, {column}", rows[f"course-{place}"][column], pieces, _in(pieces, line, end)
            )
            if f"lost-{place}" in rows:
                wrong += _wrong(f"{line['label']}, {column}", rows[f"lost-{place}"][column], lost, _in(lost, line, end))
    for place, line in enumerate(found["plans"]):
        for column, cell in enumerate(line["cells"]):
            pieces, date = plan_pieces(cell, lang, end), tokens(numbers.date(end, lang))
            wrong += _wrong(
                f"{line['label']}, {column}", rows[f"plan-{place}"][column], pieces, _in(pieces, line, end) | date
            )
    bands = {
        squeezed(years_of(date, lang, end))
        for line in found["courses"]
        for cell in line["cells"]
        for date in cell["dates"]
    }
    bands |= {squeezed(_lost(one, lang)) for line in found["courses"] for cell in line["cells"] for one in cell["lost"]}
    for sentence in map(squeezed, late):
        rest = sentence
        for known_ in sorted((*bands, *(squeezed(line["label"]) for line in found["courses"])), key=len, reverse=True):
            rest = rest.replace(known_, " ")
        wrong += [f"{sorted(tokens(rest))} in {sentence!r}"] if tokens(rest) else []
    return wrong


def _in(pieces: Iterable[str], line: Found, end: int) -> set[str]:
    """Numbers that a cell may hold: those it must, and those of the name."""
    return {one for piece in pieces for one in tokens(piece)} | tokens(line["label"]) | {str(end)}


def known(part: Any, unit: str, lang: Lang) -> set[str]:
    """Tokens of every number in a part of the JSON, as a number of ``unit``, a share, one of 100, a year or euros."""
    said: set[str] = set()
    for amount in _amounts(part):
        words = [numbers.value(amount, one, lang, fine=fine) for one in (unit, "share") for fine in (False, True)]
        words += [numbers.exact(amount, unit, lang), str(round(amount)), texts.number(amount, lang)]
        words += [texts.number(amount / 1000, lang, 1), texts.number(amount, lang, 1)]
        words += [numbers.per_hundred(amount)] if 0 <= amount <= 1 else []
        for word in words:
            said |= tokens(word)
    return said


def _amounts(part: Any) -> Iterator[float]:
    if isinstance(part, Mapping):
        for value in part.values():
            yield from _amounts(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from _amounts(value)
    elif isinstance(part, (int, float)) and not isinstance(part, bool):
        yield float(part)


def wrong_on_page(found: Found, rows: Rows) -> list[str]:
    """What a page lacks, or says beside the JSON: a line each; ``rows`` by anchor as the page makes them."""
    lang, end, columns = found["lang"], found["horizon_end"], range(len(found["scenarios"]))
    wrong: list[str] = []
    for name, parts in (("row", found["outcomes"]), ("goal", found["goals"]), ("project", found["projects"])):
        for position, part in enumerate(parts):
            cells = rows[f"{name}-{position}"]
            for column in columns:
                if name == "row":
                    pieces = outcome_pieces(part, column, lang)
                elif name == "goal":
                    pieces = goal_pieces(part, column, lang, end)
                else:
                    pieces = project_pieces(part["cells"][column], lang, end)
                beside = _gaps(part, part["cells"][column]) if name == "goal" else []
                allowed = known([part["cells"], beside], part.get("unit", "-"), lang) | {"100", str(end)}
                wrong += _wrong(
                    f"{part['label'] if 'label' in part else part['title']}, {column}", cells[column], pieces, allowed
                )
    return wrong


def _gaps(goal: Found, cell: Found) -> list[float]:
    """From the ends of the outcome to the bound."""
    bound = goal["at_least"] if goal["at_least"] is not None else goal["at_most"]
    return [bound - end for end in cell["band"] or ()]


def _wrong(where: str, text: str, pieces: Iterable[str], allowed: set[str]) -> list[str]:
    text = squeezed(text)
    wrong = [f"{where}: {piece!r} is not in {text!r}" for piece in map(squeezed, pieces) if piece not in text]
    strange = tokens(text) - allowed
    return wrong + ([f"{where}: {sorted(strange)} in {text!r} are not in the JSON"] if strange else [])


def wrong_in_terminal(found: Found, text: str) -> list[str]:
    """What the terminal's table lacks: a line each; its cells may not be wrapped."""
    lang, end, columns = found["lang"], found["horizon_end"], range(len(found["scenarios"]))
    lines = [squeezed(line) for line in text.splitlines()]
    wrong: list[str] = []

    def must(label: str, pieces: list[str]) -> None:
        own = " ".join(line for line in lines if line.startswith(squeezed(label)))
        wrong.extend(f"{label}: {piece!r} is not in {own!r}" for piece in map(squeezed, pieces) if piece not in own)

    for column in columns:
        for outcome in found["outcomes"]:
            must(outcome["label"], outcome_pieces(outcome, column, lang))
        for goal in found["goals"]:
            must(goal["title"], goal_pieces(goal, column, lang, end, short=True))
        for project in found["projects"]:
            must(project["label"], project_pieces(project["cells"][column], lang, end))
    return wrong


def wrong_in_sentences(found: Found, sentences: Sequence[str]) -> list[str]:
    """Numbers of the sentences that are not in the JSON; a median with a band must be one of its bands as a whole."""
    lang, end = found["lang"], found["horizon_end"]
    bands = _bands(found)
    single = {"100", "80", "15", "64", str(found["draws"])}  # per 100 futures, 80 in a band; people of 15 to 64; draws
    for part in (*found["outcomes"], *found["goals"]):
        single |= known(part, part["unit"], lang)
    single |= known([found["money"], found["woondeal"]], "homes", lang)
    single |= known([found["projects"], [deal["pace"] for deal in found["woondeal"]], end], "year", lang)
    names = _names(found)
    wrong = []
    for sentence in map(squeezed, sentences):
        rest = sentence
        for name in names:
            rest = rest.replace(name, " ")
        strange = [band for band in _BAND.findall(rest) if band not in bands]
        strange += sorted(tokens(_BAND.sub(" ", rest)) - single)
        wrong += [f"{strange} in {sentence!r}"] if strange else []
    return wrong


def _bands(found: Found) -> set[str]:
    lang, end = found["lang"], found["horizon_end"]
    said = set()
    for outcome in found["outcomes"]:
        unit = outcome["unit"]
        for cell in outcome["cells"]:
            said.add(numbers.central(cell["median"], cell["p10"], cell["p90"], unit, lang))
            if cell["difference_median"] is not None:
                paired = [cell[f"difference_{name}"] for name in ("median", "p10", "p90")]
                said.add(numbers.difference(*paired, unit, lang))
                said.add(numbers.difference(*paired, unit, lang).lstrip("+"))
                # "1.200 [800–1.600] fewer": the same without its sign, ends turned round
                said.add(numbers.central(*(abs(paired[i]) for i in (0, 2, 1)), unit, lang))
        for one in outcome["deciding"]:
            said.add(numbers.central(one["share"], one["low"], one["high"], "share", lang))
        for name in ("base", "level"):
            if outcome[name] is not None:
                low, median, high = outcome[name]
                said.add(numbers.central(median, low, high, unit, lang))
    for goal in found["goals"]:
        for cell in goal["cells"]:
            if cell["band"] is not None:
                said.add(numbers.central(cell["median"], *cell["band"], goal["unit"], lang))
            if cell["reached"] is not None:
                said.add(numbers.opening_band(*cell["reached"], end, lang))
    for project in found["projects"]:
        said |= {numbers.opening_band(cell["p10"], cell["median"], cell["p90"], end, lang) for cell in project["cells"]}
    for deal in found["woondeal"]:
        for band in (deal["pace"] or {}).get("calculated", []):
            said.add(numbers.central(band["median"], band["p10"], band["p90"], "homes", lang))
    return {squeezed(one) for one in said}


def _names(found: Found) -> list[str]:
    """Words with numbers of their own, the longest first: titles, labels, dates."""
    names = [one["title"] for one in (*found["scenarios"], *found["goals"])]
    names += [one["label"] for one in (*found["outcomes"], *found["projects"])]
    names += [one["place_label"] for one in found["outcomes"]]
    names += [one["label"] for outcome in found["outcomes"] for one in outcome["deciding"]]
    names += [numbers.date(found[key], found["lang"]) for key in ("year", "base_year")]
    return sorted({squeezed(name) for name in names if name}, key=len, reverse=True)


class Reader(HTMLParser):
    """Rows with an anchor and the sentences of a page, without a browser."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, list[str]] = {}
        self.sentences: list[str] = []
        self.late: list[str] = []
        self._row: list[str] | None = None
        self._into: list[str] | None = None
        self._list: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self._row = self.rows.setdefault(str(given["id"]), []) if given.get("id") else None
        elif tag == "td" and self._row is not None:
            self._row.append("")
            self._into = self._row
        elif tag == "ul":
            self._list = {"story": self.sentences, "late": self.late}.get(str(given.get("class")))
        elif tag == "li" and self._list is not None:
            self._list.append("")
            self._into = self._list
        elif tag == "li" and self._into is not None:
            self._into[-1] += " "
        elif tag == "span" and given.get("class") == "more":
            self._into = None
        elif tag in ("span", "br") and self._into is not None:
            self._into[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" or (tag == "li" and self._list is not None):
            self._into = None
        elif tag == "ul":
            self._list = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data
