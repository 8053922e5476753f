"""A scenario on a new reference date: a small file that extends the old one and holds what came in as known."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balanssim import scenario, texts
from balanssim.errors import InputError, Problem
from balanssim.monitor.observed import NET, TAKEN, Figure

if TYPE_CHECKING:
    from balanssim.scenario import Resolved

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}\Z")
#: What an earlier rebasing added to the title.
_AGAIN = re.compile(r", (bekend tot 1 januari|known up to 1 January) \d{4}\Z")
_SHIPPED: Final = "balanssim:"
_UNITS: Final = {"homes": "homes", NET: "homes", "population": "persons", "employee_jobs": "employee jobs"}


def taken(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Figures that a scenario can hold; of one area and year the stock goes before what came during the year."""
    stocks = {(one.place, one.year) for one in figures if one.outcome == "homes"}
    return tuple(
        one
        for one in figures
        if one.outcome in TAKEN and not (one.outcome == NET and (one.place, one.year + 1) in stocks)
    )


def refused(target: Path) -> list[Problem]:
    """Why a new scenario cannot be written there; asked before anything is computed."""
    shown = target.as_posix()
    if target.suffix not in (".yaml", ".yml") or not _NAME.match(target.stem):
        return [Problem(shown, 0, 0, "", "scenario.new_name", {"ref": target.name})]
    if target.exists():
        return [Problem(shown, 0, 0, "", "scenario.file_exists", {"ref": shown})]
    return []


def text(resolved: Resolved, ref: str | Path, overrides: Sequence[str], figures: Sequence[Figure], target: Path) -> str:
    """The scenario file, checked as it would be read from ``target``.

    Parameters
    ----------
    resolved, ref, overrides : the scenario that forecast, as it was named, and ``key=value`` laid over it
    figures : what came in

    Raises
    ------
    InputError
        nothing that a scenario can hold, or a parent that holds the same year and area in another way
    """
    kept = taken(figures)
    if not kept:
        raise InputError([Problem(target.as_posix(), 0, 0, "", "monitor.nothing_taken", {"taken": list(TAKEN)})])
    date = max(one.date for one in kept)
    told: dict[str, object] = {"date": date, **{lang: resolved.scenario.title.text(lang) for lang in texts.LANGUAGES}}
    lines = ["schema_version: 1", f"id: {target.stem}"]
    for part in ("title", "description"):
        lines.append(f"{part}:")
        for lang in texts.LANGUAGES:
            name = _AGAIN.sub("", str(told[lang]))
            lines.append(f"  {lang}: {_quoted(texts.message(f'monitor.rebased.{part}', lang, {**told, 'name': name}))}")
    lines.append(f"extends: {_quoted(_parent(ref, target))}")
    pairs = [one.partition("=") for one in overrides]
    lines += ["set:", *(f"  {key.strip()}: {value.strip()}" for key, _, value in pairs)] if pairs else []
    lines += ["known:"]
    for outcome in TAKEN:
        of_it = [one for one in kept if one.outcome == outcome]
        lines += [f"  {outcome}:"] if of_it else []
        for year in sorted({one.year for one in of_it}):
            lines.append(f"    {year}:")
            for one in of_it:
                if one.year == year:
                    day = f"{year}-12-31" if one.flow else f"{year}-01-01"
                    papers = f"source: {_quoted(one.source)}, date: '{day}', status: measured"
                    lines.append(f"      {one.place}: {{value: {one.value:.12g}, unit: {_UNITS[outcome]}, {papers}}}")
    made = "\n".join(lines) + "\n"
    scenario.loads(made, name=target.as_posix(), base_dir=target.parent)
    return made


def _parent(ref: str | Path, target: Path) -> str:
    """How the new file names its parent: ready-made ones by name, files by the way there."""
    if str(ref).startswith(_SHIPPED):
        return str(ref)
    try:
        return Path(os.path.relpath(Path(ref).resolve(), target.parent.resolve())).as_posix()
    except ValueError:  # another drive
        return Path(ref).resolve().as_posix()


def _quoted(words: str) -> str:
    """A text in double quotes, as JSON and YAML both read it."""
    return json.dumps(words, ensure_ascii=False)
