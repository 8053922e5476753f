"""Money, procedures and time: funding per project, openings and their causes, thresholds, and what is in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.compare.statements import statements
from balanssim.report import needs as need_words
from balanssim.report import numbers, procedures, sweeps, timetable
from balanssim.report.brief.effects import alt_of
from balanssim.report.brief.openings import status
from balanssim.report.brief.parts import Cell, Figure, Section, Table, letter, lettered, word
from balanssim.report.brief.prices import price
from balanssim.scenario.semantics import names_of

if TYPE_CHECKING:
    from balanssim.compare.lateness import Latest
    from balanssim.funding import Statement
    from balanssim.report.brief.found import Found
    from balanssim.report.needs import Needs
    from balanssim.report.rehearsal import InTime
    from balanssim.sweep.years import Years
    from balanssim.texts import Lang


def projects(found: Found, lang: Lang) -> dict[str, str]:
    """Projects that a brief speaks of, with their names: that of the decision, and all that open in an option."""
    opening = {line.id for line in found.table(lang).courses}
    return {
        name: (entry.name_nl if lang == "nl" else entry.name_en).split(" (")[0]
        for name, entry in found.region.index.projects.items()
        if name in opening or name == found.decision.project
    }


def money(found: Found, lang: Lang) -> Section:
    """The funding statement of every project, and what the options take to be there beside it."""
    rows, points = [], []
    held = [statements(resolved, found.region) for resolved in found.together.scenarios]
    for name, label in projects(found, lang).items():
        one = held[0][name]
        rows.append((_project(found, name, label), *_statement(one, lang), _added(held, name, lang)))
        if name == found.decision.project:
            points.append(f"{label}: {procedures.money(one, lang)}")
    heads = ("project", "cost", "covered", "to_start", "region", "per_home", "added")
    tables = (Table(word("money.caption", lang), tuple(word(f"money.{head}", lang) for head in heads), tuple(rows)),)
    return Section("money", word("money.title", lang), tuple(points), tables, notes=(word("money.how", lang),))


def _project(found: Found, name: str, label: str) -> Cell:
    row = next(row for row in found.region.infrastructure.rows() if row["project"] == name)
    return (label, str(row["source"]))


def _statement(one: Statement, lang: Lang) -> list[Cell]:
    none = (word("money.not_found", lang),)
    if one.cost is None:
        return [none] * 5

    def amount(value: float) -> str:
        return texts.number(value, lang)

    low, central, high = one.cost
    cells: list[Cell] = [(f"{amount(central)} [{amount(low)}–{amount(high)}]", price(one.price_level, lang))]
    if one.found is None:
        cells.append(none)
    else:
        share = numbers.value(one.share, "share", lang) + numbers.percent_sign("share", lang)
        paid = [
            texts.message(f"procedures.money.{payer}", lang, {"amount": amount(value)})
            for payer, value in (("state", one.state), ("region", one.region), ("area", one.area))
            if value is not None
        ]
        cells.append((f"{amount(one.found)} ({share})", ", ".join(paid)))
    cells.append(none if one.to_start is None else (amount(one.to_start),))
    least, most = one.co_financing or (0.0, 0.0)
    cells.append((f"{amount(least)}–{amount(most)}",))
    homes = word("money.homes", lang, homes=amount(one.homes))
    cells.append((amount(one.per_home), homes) if one.per_home else ("–",))
    return cells


def _added(held: list[dict[str, Statement]], name: str, lang: Lang) -> Cell:
    parts = [
        word("money.takes", lang, option=letter(column), amount=texts.number(one[name].added, lang))
        for column, one in enumerate(held)
        if one[name].added
    ]
    return tuple(parts) or ("–",)


def procedure(found: Found, lang: Lang) -> Section:
    """Where each project stands, when it opens per option with band and cover, what holds it up, and a Gantt chart."""
    table = found.table(lang)
    part = timetable.part(table)
    rows = []
    for name, label in projects(found, lang).items():
        row = next(row for row in found.region.infrastructure.rows() if row["project"] == name)
        date = numbers.iso_date(str(row["status_date"]), lang) if str(row["status_date"] or "") else ""
        stage = texts.message(f"brief.stage.{row['entry_stage']}", lang)
        openings = [status(found, column, name, lang) for column in range(len(table.scenarios))]
        rows.append(((label,), (str(row["status_text"]), word("procedure.stage", lang, stage=stage), date), *openings))
    heads = (word("money.project", lang), word("procedure.status", lang), *lettered(table.titles()))
    charts = [] if part is None else part["charts"]
    figures = [
        Figure(
            word("procedure.gantt", lang, option=letter(at), title=chart["title"]), chart["svg"], alt_of(chart["svg"])
        )
        for at, chart in enumerate(charts)
    ]
    keys = "; ".join(
        f"{word(f'procedure.shape.{name}', lang)}: {texts.message(f'label.milestone.{name}', lang)}"
        for name in ("start_decision", "preferred_decision", "project_decision", "opening", "ready")
    )
    late = () if part is None else tuple(part["late"])
    return Section(
        "procedure", word("procedure.title", lang), late,
        (Table(word("procedure.caption", lang), heads, tuple(rows)),), tuple(figures),
        (word("procedure.how", lang, keys=keys),),
    )  # fmt: skip


def in_time(found: Found, lang: Lang) -> Section:
    """Threshold years, latest opening year, latest start decision, and the cost of a missed round."""
    points = [sentence for one in found.rounds for sentence in round_words(one, lang)]
    points += [sentence for one in found.needs for sentence in one.sentences(lang)]
    tables = [*_thresholds(found, lang), *(_round_table(one, lang) for one in found.rounds)]
    tables += [_tipping(one, found, lang) for one in found.needs]
    notes = [word("in_time.how", lang)]
    if found.rounds:
        notes.append(texts.message("procedures.latest.money", lang))
        notes += dict.fromkeys(words for one in found.rounds if (words := one.route_words(lang)))
    if any(case.openings for one in found.needs for _, case in one.cases()):
        notes.append(word("in_time.assumed", lang))
        end = numbers.date(found.table(lang).horizon_end, lang)
        notes += [word("in_time.always", lang, date=end), *_without(found, lang)]
    notes += missing(found, ("years", "needs", "rounds"), lang)
    return Section("in_time", word("in_time.title", lang), tuple(points), tuple(tables), notes=tuple(notes))


def round_words(one: InTime, lang: Lang) -> list[str]:
    """By which round, and what missing it costs."""
    label = (one.label_nl if lang == "nl" else one.label_en).split(" (")[0]
    found = one.answer
    said = [procedures.latest_sentence(found, label, lang)]
    missed = missed_sentence(found, label, lang)
    return said + ([missed] if missed else [])


def missed_sentence(found: Latest, label: str, lang: Lang) -> str:
    """What a missed round costs, in the numbers of the table below; nothing where there is no later one."""
    shares = {line.year: line.share for line in found.lines}
    after = min((year for year in shares if found.missed is not None and year > found.missed), default=None)
    if found.missed is None or after is None:
        return ""
    words = {
        "project": label, "year": str(found.open_by), "round": str(found.missed),
        "n": numbers.per_hundred(shares[found.missed]), "m": numbers.per_hundred(shares[after]),
    }  # fmt: skip
    later = "" if found.years is None else word("in_time.later", lang, years=numbers.value(found.years, "year/1", lang))
    return f"{word('in_time.missed', lang, **words)} {later}".strip()


def _without(found: Found, lang: Lang) -> list[str]:
    """Plans of the second option that are not built without a project of which the latest opening is asked."""
    held = found.together.scenarios[1].scenario.levers.housing.plans
    said = []
    for name in dict.fromkeys(name for signal in found.decision.signals for name in signal.projects):
        waiting = [
            str(row["name"]) for row in found.region.housing_plans.rows()
            if str(getattr(held.get(row["plan"]), "release", None) or row["release"] or "").endswith(f":{name}")
        ]  # fmt: skip
        if waiting:
            project = place_name(found, name, lang)
            said.append(word("in_time.without", lang, project=project, plans="; ".join(waiting)))
    return said


def _round_table(one: InTime, lang: Lang) -> Table:
    found = one.answer
    last = next((place for place, line in enumerate(found.lines) if line.share == 0.0), len(found.lines))
    rows = tuple(
        (
            (str(line.year),),
            (numbers.per_hundred(line.share),),
            (numbers.opening_band(line.p10, line.median, line.p90, one.end, lang),),
        )
        for line in found.lines[: last + 1]
    )
    label = (one.label_nl if lang == "nl" else one.label_en).split(" (")[0]
    heads = (
        texts.message("procedures.head.round", lang),
        texts.message("procedures.head.in_time", lang, {"year": str(found.open_by)}),
        texts.message("procedures.head.opening", lang),
    )
    option = one.resolved.scenario.title.text(lang)
    return Table(word("in_time.rounds", lang, project=label, year=str(found.open_by), option=option), heads, rows)


def _thresholds(found: Found, lang: Lang) -> list[Table]:
    if not found.years:
        return []
    by_threshold: dict[tuple[str, str, float, bool], dict[int, Years]] = {}
    for one in found.years:
        key = (one.outcome, one.place, one.threshold, one.below)
        by_threshold.setdefault(key, {})[found.column(one.scenario)] = one
    rows = []
    for lines in by_threshold.values():
        one = lines[0]
        rows.append(((threshold(one, found, lang),), *(_crossing(lines[at], lang) for at in sorted(lines))))
    heads = (word("in_time.threshold", lang), *lettered(found.table(lang).titles()))
    return [Table(word("in_time.thresholds", lang), heads, tuple(rows))]


def threshold(one: Years, found: Found, lang: Lang) -> str:
    """``Banen erbij, Almere: 55.000 of meer (ambitie)``."""
    variable = VARIABLES[one.outcome]
    unit = "" if variable.unit == "share" else f" {numbers.unit_label(sweeps.rounding(one.outcome), lang)}"
    words = {
        "outcome": sweeps.label(one.outcome, lang),
        "place": place_name(found, one.place, lang),
        "bound": numbers.exact(one.threshold, variable.unit, lang),
        "unit": unit,
        "kind": texts.message(f"compare.kind.{one.kind or 'rekenwaarde'}", lang),
    }
    return word("in_time.below" if one.below else "in_time.above", lang, **words)


def place_name(found: Found, place: str, lang: Lang) -> str:
    """An area, corridor or project in words."""
    index = found.region.index
    entry = index.areas.get(place) or index.corridors.get(place) or index.projects.get(place)
    if entry is None:
        return next((kind[place] for kind in names_of(index).values() if place in kind), place)
    return (entry.name_nl if lang == "nl" else entry.name_en).split(" (")[0]


def _crossing(one: Years, lang: Lang) -> Cell:
    end = max(one.by_year)
    low, middle, high = (end + 1.0 if year is None else float(year) for year in one.quantiles)
    shown = numbers.opening_band(low, middle, high, end, lang)
    return (shown, word("in_time.not", lang, n=numbers.per_hundred(one.never), year=str(end)))


def _tipping(one: Needs, found: Found, lang: Lang) -> Table:
    area = place_name(found, one.asked.homes, lang)
    crossed, homes = (texts.message(f"needed.head.{name}", lang, {"area": area}) for name in ("crossed", "homes"))
    heads = (word("in_time.case", lang), crossed, word("in_time.during", lang), homes)
    rows = tuple(tuple((text,) for text in line) for line in need_words.tipping_rows(one, lang))
    unit = "" if one.unit == "share" else f" {numbers.unit_label(one.unit, lang)}"
    words = {
        "outcome": sweeps.label(one.asked.variable, lang), "place": place_name(found, one.asked.place, lang),
        "bound": numbers.exact(one.asked.signal.bound, one.unit, lang), "unit": unit,
        "option": one.resolved.scenario.title.text(lang),
    }  # fmt: skip
    return Table(word("in_time.needs", lang, **words), heads, rows)


def missing(found: Found, names: tuple[str, ...], lang: Lang) -> list[str]:
    """Why a part is not there."""
    held = [found.missing[name] for name in names if name in found.missing]
    return [
        word("missing", lang, why=texts.message(one.code, lang, one.params))
        for one in {repr((one.code, one.params)): one for one in held}.values()
    ]
