"""What is asked, the options, and the whole in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.report import numbers, story
from balanssim.report.brief.effects import headline, told
from balanssim.report.brief.openings import status
from balanssim.report.brief.parts import Section, Table, letter, lettered, word
from balanssim.report.brief.places import bands_of

if TYPE_CHECKING:
    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang


def asked(found: Found, lang: Lang) -> tuple[tuple[str, str], ...]:
    """The decision in labelled lines."""
    one = found.decision
    lines = [(name, getattr(one, name).text(lang)) for name in ("question", "who", "when", "scope")]
    return tuple((word(f"asked.{name}", lang), words) for name, words in [*lines, ("source", one.source)])


def options(found: Found, lang: Lang) -> Section:
    """Every option with what it is, and how the project of the decision opens in it."""
    table = found.table(lang)
    roles = ("nothing", "decided", *["other"] * len(table.scenarios))
    rows = []
    for column, (resolved, role) in enumerate(zip(found.together.scenarios, roles, strict=False)):
        description = resolved.scenario.description
        rows.append(
            (
                (lettered(table.titles())[column],),
                (word(f"options.{role}", lang),),
                (description.text(lang) if description else "",),
                status(found, column, found.decision.project, lang) if found.decision.project else ("",),
            )
        )
    project = found.region.index.projects.get(found.decision.project or "")
    opening = word(
        "options.opening", lang, project=story_name(project.name_nl, project.name_en, lang) if project else ""
    )
    heads = (*(word(f"options.{name}", lang) for name in ("option", "role", "what")), opening)
    return Section(
        "options", word("options.title", lang), (), (Table(word("options.caption", lang), heads, tuple(rows)),)
    )


def story_name(nl: str, en: str, lang: Lang) -> str:
    """A name without what stands between brackets."""
    return (nl if lang == "nl" else en).split(" (")[0]


def short(found: Found, lang: Lang) -> Section:
    """The first page: what deciding changes, in how many futures, and what the story of the comparison says."""
    table = found.table(lang)
    points = [words for outcome in headline(table) if (words := told(outcome, 1, lang))]
    points += [one.text for one in story.sentences(table, found.together.deals())]
    futures = texts.number(table.draws, lang)
    names = {"a": table.titles()[0], "b": table.titles()[1], "date": numbers.date(table.year, lang), "n": futures}
    beyond = (word("pairs.beyond", lang),) if found.pairs else ()
    return Section(
        "short",
        word("short.title", lang),
        tuple(points),
        notes=(word("short.how", lang, **names), *beyond, *table.notes),
    )


def unknown(found: Found, lang: Lang) -> Section:
    """What is not known of the decision, and what the model does not know."""
    from balanssim.report import cautions
    from balanssim.report.together import context

    own = [one.text(lang) for one in found.decision.unknown]
    model = list(context(found.together, lang).unknowns)
    said = [word("unknown.bands", lang), *cautions.cautions(found.table(lang))]
    if bands_of(found, "load_ratio") is not None:  # the page of a comparison has no ratios, a brief follows them
        counts, load = (texts.message(code, lang) for code in ("page.unknown.capacity", "page.caution.load"))
        model = [word("unknown.counts", lang) if line == counts else line for line in model]
        said = [line for line in said if line != load]
    return Section("unknown", word("unknown.title", lang), (*own, *model), notes=tuple(said))


def letters(found: Found, lang: Lang) -> str:
    """``A Niet besluiten, B Wel besluiten``: what the letters in the sentences stand for."""
    return "; ".join(f"{letter(column)} = {title}" for column, title in enumerate(found.table(lang).titles()))
