"""The files of a brief, written into a folder; each whole or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from balanssim.errors import RunError
from balanssim.report.brief import render
from balanssim.report.brief.build import assemble, warning
from balanssim.report.brief.bundle import bundle
from balanssim.report.brief.parts import word
from balanssim.report.brief.pdf import NoPrinter, pdf
from balanssim.report.brief.workbook import workbook
from balanssim.results import files

if TYPE_CHECKING:
    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang


@dataclass(frozen=True)
class Written:
    """What was written; ``without``: why there is no PDF, ``warning``: why not to decide on it; empty if not so."""

    paths: tuple[Path, ...]
    without: str = ""
    warning: str = ""


def write(found: Found, folder: Path, lang: Lang, date: str = "", factsheet: bool = False) -> Written:
    """Write the brief, or the fact sheet alone. Raises ``RunError`` for a day that is none and a disk that refuses."""
    made, without = make(found, lang, date, factsheet)
    files.make_folder(folder)
    for name, data in made.items():
        files.write_atomic(folder / name, data)
    return Written(tuple(folder / name for name in made), without, warning(found, lang))


def make(found: Found, lang: Lang, date: str = "", factsheet: bool = False) -> tuple[dict[str, bytes], str]:
    """Name -> bytes of every file, and why there is no PDF among them."""
    _check(date)
    brief = assemble(found, lang, date)
    name = found.loaded.study.id
    if factsheet:
        return _pages(f"{name}-{word('sheet.file', lang)}", render.sheet(brief), lang, most=1)
    made, without = _pages(name, render.brief(brief), lang)
    made[f"{name}.xlsx"] = workbook(brief, found)
    made[f"{name}.zip"] = bundle(found, made, lang, date)
    return made, without


def _pages(name: str, html: str, lang: Lang, most: int | None = None) -> tuple[dict[str, bytes], str]:
    """The page, and the PDF of it where that can be made."""
    made = {f"{name}.html": html.encode("utf-8")}
    try:
        made[f"{name}.pdf"] = pdf(html, most)
    except NoPrinter as missing:
        return made, missing.why(lang)
    return made, ""


def _check(date: str) -> None:
    try:
        if date and dt.date.fromisoformat(date).isoformat() != date:
            raise ValueError(date)
    except ValueError as error:
        raise RunError("brief.bad_date", found=date) from error
