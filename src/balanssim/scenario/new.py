"""A new scenario file: short, commented in Dutch, and valid as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from balanssim.errors import InputError, Problem
from balanssim.scenario.load import load

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}\Z")
_TEXT = """\
# Een scenario: wat hier niet staat, komt uit de ouder achter extends.
# Controleren: balanssim scenario check {file}      Alles zien: balanssim scenario show --origin {file}
schema_version: 1
id: {id}
title: {{nl: {title}, en: {title}}}
description:
  nl: Zeg in een of twee zinnen waar dit scenario voor is.
  en: Say in a sentence or two what this scenario is for.
extends: {parent}

# Haal # weg bij wat u wilt veranderen. Geef elk getal een bron en een status:
# measured (gemeten), estimated (geschat), assumed (aangenomen) of policy (beleid).
#levers:
#  housing:
#    pace_cap:                  # hoogste aantal opgeleverde woningen per jaar, per gebied
#      GM0034: {{value: 2500, unit: homes/year, source: "...", status: assumed}}
#  work:
#    business_park_ha: {{value: 200, unit: ha, source: "...", status: assumed}}
#  infrastructure:              # procedures (volgt uit besluiten en geld), never (niet voor 2051) of een jaar
#    P03_A6_LLS: {{opening: {{value: 2036, source: "...", status: assumed}}}}
#uncertainties:
#  work.basic_growth: {{dist: triangular, low: 0, mode: 0.006, high: 0.012, source: "...", status: assumed}}
"""


def new(path: str | Path, template: str = "balanssim:referentie") -> Path:
    """Write a new scenario that builds on ``template`` (``balanssim:NAME`` or a path as seen from the new file).

    Raises ``InputError`` where the file exists already, its name cannot be an id, or the template cannot be loaded.
    """
    target = Path(path)
    shown = target.as_posix()
    if target.suffix not in (".yaml", ".yml") or not _NAME.match(target.stem):
        raise InputError([Problem(shown, 0, 0, "", "scenario.new_name", {"ref": target.name})])
    if target.exists():
        raise InputError([Problem(shown, 0, 0, "", "scenario.file_exists", {"ref": shown})])
    load(template, base_dir=target.parent)
    title = target.stem.replace("-", " ").replace("_", " ").capitalize()
    quoted = "'" + template.replace("'", "''") + "'" if re.search(r"[^A-Za-z0-9:/._-]", template) else template
    text = _TEXT.format(file=target.name, id=target.stem, title=f'"{title}"', parent=quoted)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as handle:
        handle.write(text)
    return target
