"""The annex: assumptions with their papers, sources and where they disagree, fit to the past, how to repeat it."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim._version import __version__
from balanssim.report import numbers
from balanssim.report.assumptions import distribution
from balanssim.report.brief import maps
from balanssim.report.brief.parts import Cell, Section, Table, lettered, word
from balanssim.report.papers import sources
from balanssim.results import record

if TYPE_CHECKING:
    from balanssim.report.brief.found import Found
    from balanssim.report.page import Context
    from balanssim.texts import Lang


def annex(
    found: Found, context: Context, drawn: Sequence[maps.Panel], lang: Lang, day: str = ""
) -> tuple[Section, ...]:
    """All sections of the annex; ``drawn``: the maps of the body."""
    behind = maps.behind(drawn, lang)
    return (
        *([] if behind.empty else [behind]),
        _assumptions(found, context, lang), _uncertain(found, lang), _inconsistencies(context, lang),
        _fit(lang),
        _sources(found, context, lang), _repeat(found, context, lang, day),
    )  # fmt: skip


def _assumptions(found: Found, context: Context, lang: Lang) -> Section:
    """In what the options differ."""
    rows = tuple(
        ((item.label, item.key), *(_assumed(cell, lang) for cell in item.cells)) for item in context.assumptions
    )
    heads = (word("annex.assumption", lang), *lettered(found.table(lang).titles()))
    tables = (Table(word("annex.differ", lang), heads, rows),) if rows else ()
    return Section("assumptions", word("annex.assumptions", lang), tables=tables, notes=(word("annex.papers", lang),))


def _assumed(cell: Any, lang: Lang) -> Cell:
    if not cell.value:
        return (word("annex.silent", lang),)
    status = texts.message(f"page.status.{cell.status}", lang) if cell.status else ""
    below = ", ".join(part for part in (cell.source, status) if part)
    return (f"{cell.value} {cell.unit}".strip(), *([below] if below else []))


def _uncertain(found: Found, lang: Lang) -> Section:
    """Every uncertain parameter with its distribution, unit, source and status, as the region gives them."""
    index, resolved = found.region.index, found.together.scenarios[0]
    rows = []
    for name, entry in index.parameters.items():
        own = resolved.tree.get("uncertainties", {}).get(name)
        cell = distribution(own or entry, lang)
        spec = index.specs[name]
        label = spec.label_nl if lang == "nl" else spec.label_en
        status = texts.message(f"page.status.{cell.status}", lang) if cell.status else ""
        rows.append(((label, name), (f"{cell.value} {cell.unit}".strip(),), (cell.source, status)))
    heads = (word("annex.parameter", lang), word("annex.value", lang), word("source", lang))
    table = Table(
        word("annex.parameters_caption", lang, option=lettered(found.table(lang).titles())[0]), heads, tuple(rows)
    )
    return Section("parameters", word("annex.parameters", lang), tables=(table,))


def _inconsistencies(context: Context, lang: Lang) -> Section:
    rows = tuple(((item.subject,), (item.found,), (item.choice,), (item.source,)) for item in context.inconsistencies)
    heads = tuple(texts.message(f"page.{name}", lang) for name in ("subject", "found", "choice", "source"))
    caption = texts.message("page.inconsistencies", lang, {"n": len(rows)})
    tables = (Table(caption, heads, rows),) if rows else ()
    notes = () if rows else (word("annex.no_inconsistencies", lang),)
    return Section("inconsistencies", word("annex.inconsistencies", lang), tables=tables, notes=notes)


def fit_rows() -> list[dict[str, str]]:
    """Hindcasts of all municipalities together: errors as shares by forecast, and the share within the bands."""
    text = resources.files("balanssim").joinpath("data", "fit.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _fit(lang: Lang) -> Section:
    """How far the model is off on years that it did not know, beside simple forecasts."""
    columns = ("as_then", "trend", "alike", "furness", "model", "within")
    tables = []
    for what in ("housing", "commuting"):
        rows = tuple(
            ((span_words(row["span"], lang), word("fit.number", lang, n=texts.number(float(row["number"]), lang))),
             *((_percent(row[name], lang),) for name in columns))
            for row in fit_rows() if row["what"] == what
        )  # fmt: skip
        heads = (word("fit.span", lang), *(word(f"fit.{name}", lang) for name in columns))
        tables.append(Table(word(f"fit.{what}", lang), heads, rows))
    points = []
    for code, what in (("homes", "housing"), ("flows", "commuting")):
        last = next(row for row in reversed(fit_rows()) if row["what"] == what)
        words = {"span": span_words(last["span"], lang), "model": _percent(last["model"], lang),
                 "then": _percent(last["as_then"], lang), "within": _percent(last["within"], lang)}  # fmt: skip
        points.append(word(f"fit.{code}", lang, **words))
    return Section(
        "fit",
        word("fit.title", lang),
        tuple(points),
        tuple(tables),
        notes=(word("fit.how", lang),),
    )


def span_words(span: str, lang: Lang) -> str:
    """``2012-2018 to 2024`` in the language."""
    known, _, end = span.partition(" to ")
    return word("fit.from_to", lang, known=known.replace("-", "–"), end=end)


def _percent(share: str, lang: Lang) -> str:
    if not share:
        return numbers.DASH
    return f"{texts.number(100 * float(share), lang, 1)}{numbers.percent_sign('share', lang)}"


def _sources(found: Found, context: Context, lang: Lang) -> Section:
    """What the codes stand for, of the whole brief."""
    said = [item.source for item in context.inconsistencies]
    said += [source.code for source in context.sources]
    said += [str(row["source"]) for row in found.region.infrastructure.rows()]
    said += [str(entry.get("source") or "") for entry in found.region.index.parameters.values()]
    said += [found.decision.source, *(signal.source for signal in found.decision.signals)]
    rows = tuple(
        ((one.code,), (one.title,), (one.where or texts.message("page.found_in_documents", lang),))
        for one in sources(said, found.region)
    )
    heads = tuple(texts.message(f"page.{name}", lang) for name in ("code", "figure", "found_at"))
    tables = (Table(word("annex.sources_caption", lang), heads, rows),) if rows else ()
    return Section(
        "sources", word("annex.sources", lang), tables=tables, notes=() if rows else (word("annex.no_codes", lang),)
    )


def command(found: Found, lang: Lang, study: str = "", day: str = "") -> str:
    """What makes this brief again; ``study``: where it stands then."""
    study = study or record.without_paths(found.loaded.source.shown)
    runs = len(found.loaded.policies) * found.draws
    date = ["--date", day] if day else []
    return shlex.join(["balanssim", "brief", study, "--runs", str(runs), *date, "--lang", lang])


def _repeat(found: Found, context: Context, lang: Lang, day: str) -> Section:
    rows = tuple(
        (
            (run.scenario,), (run.run_id,), (texts.number(run.draws, lang),),
            ("" if run.seed is None else str(run.seed),),
            tuple(f"{name} {digest[:12]}" for name, digest in run.files) or ("",),
        )
        for run in context.runs
    )  # fmt: skip
    heads = tuple(texts.message(f"page.{name}", lang) for name in ("scenario", "run", "draws", "seed", "files"))
    source = found.loaded.source
    points = (
        word("annex.repeat_how", lang, version=__version__),
        word("annex.study_file", lang, name=record.without_paths(source.name), digest=source.sha256[:12]),
        word("annex.region", lang, region=found.region.index.id),
    )
    table = Table(word("annex.runs", lang), heads, rows)
    return Section("repeat", word("annex.repeat", lang), points, (table,), command=command(found, lang, day=day))
