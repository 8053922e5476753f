"""In which assumptions scenarios differ, each value with its unit, source and status, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim.distributions import NEEDED, OPTIONAL
from balanssim.report import numbers
from balanssim.report.page import Assumption, AssumptionCell
from balanssim.scenario.labels import label, value_words
from balanssim.scenario.resolved import leaves
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.scenario.resolved import Resolved

#: Parts of a scenario that say what it is, or how it is computed, not what it assumes.
_NOT_ASSUMED = ("schema_version", "id", "title", "description", "region", "goals", "sampling", "numerics")


def differing(scenarios: Sequence[Resolved]) -> list[str]:
    """Dotted keys of the assumptions in which a scenario differs from the first."""
    held = [_assumed(resolved) for resolved in scenarios]
    keys = dict.fromkeys(key for leaf in held for key in leaf)
    return [key for key in keys if any(leaf.get(key) != held[0].get(key) for leaf in held)]


def _assumed(resolved: Resolved) -> dict[str, Any]:
    return {key: value for key, value in leaves(resolved.tree) if key.split(".")[0] not in _NOT_ASSUMED}


def assumptions(scenarios: Sequence[Resolved], region: Region, lang: Lang) -> Iterator[Assumption]:
    """Every leaf in which a scenario differs from the first, with the papers of each value."""
    held = [_assumed(resolved) for resolved in scenarios]
    keys = dict.fromkeys(key for leaf in held for key in leaf)
    for key in keys:
        cells = tuple(
            _cell(key, leaf.get(key), resolved, region, lang) for leaf, resolved in zip(held, scenarios, strict=True)
        )
        if any(cell.value != cells[0].value for cell in cells):
            yield Assumption(key, label(key, lang, region.index), cells)


def _cell(key: str, value: Any, resolved: Resolved, region: Region, lang: Lang) -> AssumptionCell:
    if value is None:
        return _of_region(key, resolved, region, lang)
    if isinstance(value, Mapping) and "dist" in value:
        return distribution(value, lang)
    papers = resolved.papers.get(key)
    unit, source, status = (getattr(papers, name, None) or "" for name in ("unit", "source", "status"))
    shown = value_words(value, lang, resolved.index) if isinstance(value, str) else texts.show(value, lang)
    if unit == "share" and isinstance(value, (int, float)):
        return AssumptionCell(numbers.exact(float(value), unit, lang), "", source, status)
    number = isinstance(value, (int, float)) and unit not in ("year", "factor", "-")
    return AssumptionCell(shown, numbers.unit_label(unit, lang) if number else "", source, status)


def _of_region(key: str, resolved: Resolved, region: Region, lang: Lang) -> AssumptionCell:
    """What holds where a scenario is silent: the region's distribution or opening."""
    parts = key.split(".")
    if parts[0] == "uncertainties":
        entry = resolved.index.parameters.get(key.removeprefix("uncertainties."))
        return AssumptionCell("") if entry is None else distribution(entry, lang)
    if parts[:2] == ["levers", "infrastructure"] and parts[-1] == "opening":
        for row in region.infrastructure.rows():
            if row["project"] == parts[2]:
                shown = value_words(str(row["default_opening"]), lang, resolved.index)
                return AssumptionCell(shown, "", str(row["source"]), str(row["status"]))
    return AssumptionCell("")


def distribution(entry: Mapping[str, Any], lang: Lang) -> AssumptionCell:
    """A distribution in words: its name, its numbers each with what they are, its unit; shares as percentages."""
    unit, source, status = (str(entry.get(name) or "") for name in ("unit", "source", "status"))
    share = unit == "share"
    parts = []
    for name in (*NEEDED[str(entry["dist"])], *OPTIONAL.get(str(entry["dist"]), ())):
        value = entry.get(name)
        if value is not None:
            whole = share and isinstance(value, (int, float))
            shown = numbers.exact(float(value), unit, lang) if whole else texts.show(value, lang)
            parts.append(f"{texts.message(f'page.dist.{name}', lang)} {shown}")
    kind = texts.message(f"page.dist.{entry['dist']}", lang)
    words = f"{kind}: {', '.join(parts)}"
    return AssumptionCell(words, "" if share or unit == "year" else numbers.unit_label(unit, lang), source, status)
