"""The page itself: levers with what they are in the scenario, and empty places for what is computed."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from balanssim import texts
from balanssim.compare.table import DEFAULT_YEAR
from balanssim.dims import MAP_YEARS
from balanssim.explorer import fragments, levers
from balanssim.report import numbers, page, selfcontained, svg

if TYPE_CHECKING:
    from balanssim.explorer.levers import Lever
    from balanssim.explorer.runner import Runner
    from balanssim.texts import Lang

#: Parts that are fetched when they are opened.
LAZY: Final = ("map", "areas", "procedures")
#: Columns of the table of areas for which a narrow screen has an order: more than there are outcomes by area.
_COLUMNS: Final = 40
#: Words that the script says.
_SAID: Final = (
    "busy", "done", "stopped", "token", "refused", "unknown", "copied", "copy_by_hand", "pinned_now", "unpinned_now",
    "saved", "svg", "png", "scenario_value", "changed", "changed_none",
)  # fmt: skip
#: What the script fills in itself.
_HOLES: Final = {name: f"{{{name}}}" for name in ("draws", "status", "n", "name", "value")}


def render(runner: Runner, lang: Lang) -> str:
    """The page in one language, as HTML."""
    resolved = runner.base
    end = resolved.scenario.horizon.end
    start = resolved.scenario.horizon.start
    usual = min(DEFAULT_YEAR, end)
    years = sorted({usual, *(year for year in MAP_YEARS if start < year <= end)})
    groups = [
        {
            "name": group,
            "levers": [_lever(one, runner, end, lang) for one in runner.levers if one.group == group],
        }
        for group in levers.GROUPS
    ]
    data = {
        "lang": lang,
        "levers": {one.id: one.value for one in runner.levers},
        "draws": levers.DEFAULT_DRAWS,
        "first": levers.FIRST,
        "year": usual,
        "parts": list(fragments.PARTS),
        "said": {name: texts.message(f"explore.js.{name}", lang, _HOLES) for name in _SAID},
    }
    environment = fragments.environment()
    return str(
        environment.get_template("explore.html.j2").render(
            lang=lang,
            other="en" if lang == "nl" else "nl",
            title=resolved.scenario.title.text(lang),
            region=resolved.index.title.get(lang, resolved.index.id),
            t=lambda code, **params: texts.message(code, lang, params),
            n=numbers,
            groups=groups,
            draws=levers.DRAWS,
            chosen=levers.DEFAULT_DRAWS,
            years=years,
            year=usual,
            parts=[part for part in fragments.PARTS if part not in LAZY],
            lazy=LAZY,
            name=_free_name(resolved.id),
            data=json.dumps(data, ensure_ascii=False),
        )
    )


def style(lang: Lang) -> str:
    """The style of the comparison page, and what the live page adds."""
    looks = [svg.look(column) for column in range(2)]
    return selfcontained.style() + page.scenario_style(looks, _COLUMNS, lang) + file("explore.css")


def file(name: str) -> str:
    """Text of a file beside the templates."""
    return resources.files("balanssim.explorer").joinpath("templates", name).read_text(encoding="utf-8")


def _lever(lever: Lever, runner: Runner, end: int, lang: Lang) -> dict[str, Any]:
    """A lever as its controls need it."""
    shown: dict[str, Any] = {
        "id": lever.id,
        "words": levers.words(lever, runner.base, lang),
        "unit": "" if lever.unit in ("year", "") else numbers.unit_label(lever.unit, lang),
        "kind": lever.unit,
    }
    if lever.bounds is None:
        choices = [(one, levers.choice_words(one, end, lang), one == lever.value) for one in lever.choices]
        starts = [one for one in choices if one[0].startswith(levers.START)]
        plain = [one for one in choices if one[0] in (levers.PROCEDURES, levers.NEVER)]
        years = [one for one in choices if one not in starts and one not in plain]
        return {**shown, "plain": plain, "starts": starts, "years": years}
    low, high, step = (levers.plain(float(value)) for value in lever.bounds)
    return {**shown, "low": low, "high": high, "step": step, "value": levers.plain(float(lever.value))}


def _free_name(base: str) -> str:
    """A first proposal for the name of a scenario file."""
    return f"{base[:50]}-live"
