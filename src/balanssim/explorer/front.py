"""The page itself: levers with what they are in the scenario, and empty places for what is computed."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from balanssim import texts
from balanssim.compare.table import DEFAULT_YEAR
from balanssim.dims import MAP_YEARS
from balanssim.explorer import axes, fragments, levers
from balanssim.report import numbers, page, selfcontained, svg

if TYPE_CHECKING:
    from balanssim.explorer.axes import Axis
    from balanssim.explorer.levers import Lever
    from balanssim.explorer.offline import Offline
    from balanssim.explorer.runner import Runner
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang

#: Parts that are fetched when they are opened.
LAZY: Final = ("map", "areas", "procedures")
#: Columns of the table of areas for which a narrow screen has an order: more than there are outcomes by area.
_COLUMNS: Final = 40
#: Words that the script says.
_SAID: Final = (
    "busy", "done", "stopped", "token", "refused", "unknown", "copied", "copy_by_hand", "pinned_now", "unpinned_now",
    "saved", "svg", "png", "scenario_value", "changed", "changed_none", "name", "moved", "unmoved",
    "compared", "kept_now",
)  # fmt: skip
#: What the script fills in itself.
_HOLES: Final = {
    name: f"{{{name}}}" for name in ("draws", "status", "n", "name", "value", "lever", "scenario", "pinned", "now")
}


def render(runner: Runner, lang: Lang) -> str:
    """The page in one language, as HTML."""
    template = fragments.environment().get_template("explore.html.j2")
    title = runner.base.scenario.title.text(lang)
    said = texts.message("explore.title", lang)
    return str(template.render(lang=lang, title=f"{said}: {title}", main=main(runner, lang)))


def years_of(resolved: Resolved) -> list[int]:
    """Reference dates that are offered, that of tables among them."""
    start, end = resolved.scenario.horizon.start, resolved.scenario.horizon.end
    return sorted({usual_year(resolved), *(year for year in MAP_YEARS if start < year <= end)})


def usual_year(resolved: Resolved) -> int:
    """The reference date of tables."""
    return min(DEFAULT_YEAR, resolved.scenario.horizon.end)


def main(runner: Runner, lang: Lang, offline: Offline | None = None) -> str:
    """What stands in the body, in one language; ``offline``: of a file without a server, with the levers that move."""
    resolved = runner.base
    usual, years = usual_year(resolved), years_of(resolved)
    draws, chosen = list(levers.DRAWS), levers.DEFAULT_DRAWS
    if offline is not None:
        years, draws, chosen = list(offline.years), [offline.draws], offline.draws
        usual = usual if usual in years else years[-1]
    moving = {axis.lever.id: axis for axis in offline.axes} if offline else {}
    groups = []
    for group in levers.GROUPS:
        own = [one for one in runner.levers if one.group == group]
        moved = [one for one in own if offline is None or one.id in moving]
        groups.append(
            {
                "name": group,
                "levers": [_lever(one, runner, lang, moving.get(one.id)) for one in moved],
                "fixed": [_fixed(one, runner, lang) for one in own if one not in moved],
            }
        )
    data = {
        "lang": lang,
        "levers": (
            {axis.lever.id: axes.text(axis.lever.value) for axis in offline.axes}
            if offline
            else {one.id: one.value for one in runner.levers}
        ),
        "draws": chosen,
        "first": chosen if offline else levers.FIRST,
        "year": usual,
        "parts": list(fragments.PARTS),
        "offline": offline is not None,
        "said": {name: _said(name, lang, offline is not None) for name in _SAID},
    }
    return str(
        fragments.environment()
        .get_template("main.html.j2")
        .render(
            lang=lang,
            other="en" if lang == "nl" else "nl",
            title=resolved.scenario.title.text(lang),
            region=resolved.index.title.get(lang, resolved.index.id),
            t=lambda code, **params: texts.message(code, lang, params),
            n=numbers,
            groups=groups,
            draws=draws,
            chosen=chosen,
            years=years,
            year=usual,
            parts=[part for part in fragments.PARTS if part not in LAZY],
            lazy=LAZY,
            name=_free_name(resolved.id),
            data=json.dumps(data, ensure_ascii=False),
            offline=offline,
        )
    )


def _said(name: str, lang: Lang, offline: bool) -> str:
    """Words that the script says; an offline page has some of its own."""
    own = f"explore.offline.js.{name}"
    code = own if offline and own in texts.codes("messages", lang) else f"explore.js.{name}"
    return texts.message(code, lang, _HOLES)


def style(lang: Lang) -> str:
    """The style of the comparison page, and what the live page adds."""
    return common_style() + language_style(lang)


def common_style() -> str:
    """What is the same in both languages."""
    return selfcontained.style() + file("explore.css")


def language_style(lang: Lang) -> str:
    """Colours of the columns, and on a phone the words before their values."""
    return page.scenario_style([svg.look(column) for column in range(2)], _COLUMNS, lang)


def script(answering: str) -> str:
    """The script, behind the one that answers: ``server`` or ``offline``."""
    return file(f"{answering}.js") + selfcontained.file("tables.js") + file("explore.js")


def file(name: str) -> str:
    """Text of a file beside the templates."""
    return resources.files("balanssim.explorer").joinpath("templates", name).read_text(encoding="utf-8")


def _lever(lever: Lever, runner: Runner, lang: Lang, axis: Axis | None) -> dict[str, Any]:
    """A lever as its controls need it."""
    end = runner.base.scenario.horizon.end
    shown: dict[str, Any] = {
        "id": lever.id,
        "words": levers.words(lever, runner.base, lang),
        "unit": _unit(lever, lang),
        "kind": lever.unit,
    }
    if axis is not None:
        return {**shown, "levels": [_level(axis, level, end, lang) for level in axis.levels]}
    if lever.bounds is None:
        choices = [(one, levers.choice_words(one, end, lang), one == lever.value) for one in lever.choices]
        starts = [one for one in choices if one[0].startswith(levers.START)]
        plain = [one for one in choices if one[0] in (levers.PROCEDURES, levers.NEVER)]
        years = [one for one in choices if one not in starts and one not in plain]
        return {**shown, "plain": plain, "starts": starts, "years": years}
    low, high, step = (levers.plain(float(value)) for value in lever.bounds)
    return {**shown, "low": low, "high": high, "step": step, "value": levers.plain(float(lever.value))}


def _level(axis: Axis, level: float | str, end: int, lang: Lang) -> tuple[str, str, bool]:
    """A level of an offline page: as the address has it, in words, and whether the scenario has it."""
    words, here = axes.words(axis.lever, level, end, lang), level == axis.lever.value
    if here:
        words = texts.message("explore.offline.here", lang, {"value": words})
    return axes.text(level), words, here


def _fixed(lever: Lever, runner: Runner, lang: Lang) -> dict[str, str]:
    """A lever that an offline page does not move, with what it is."""
    value = axes.words(lever, lever.value, runner.base.scenario.horizon.end, lang)
    return {"words": levers.words(lever, runner.base, lang), "unit": _unit(lever, lang), "value": value}


def _unit(lever: Lever, lang: Lang) -> str:
    return "" if lever.unit in ("year", "factor", "") else numbers.unit_label(lever.unit, lang)


def _free_name(base: str) -> str:
    """A first proposal for the name of a scenario file."""
    return f"{base[:50]}-live"
