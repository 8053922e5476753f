"""A state as a scenario file: short, ``extends`` and what was changed, with papers; checked as it would be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balanssim import scenario, texts
from balanssim.explorer.states import Refused

if TYPE_CHECKING:
    from balanssim.explorer.runner import Runner
    from balanssim.explorer.states import State
    from balanssim.texts import Lang

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")
_SHIPPED: Final = "balanssim:"


def text(runner: Runner, state: State, name: str, lang: Lang, page: str = "saved") -> str:
    """The file.

    Parameters
    ----------
    name : id and name of the file, without ``.yaml``
    lang : of the words under ``source``
    page : what it is saved from (``explore.<page>.source``)

    Raises
    ------
    Refused
        a name that a scenario cannot have
    InputError
        levers that cannot go together
    """
    if not _NAME.match(name) or f"{_SHIPPED}{name}" in scenario.shipped():
        raise Refused("explore.refused.name", name=name[:80])
    own = not runner.ref.startswith(_SHIPPED)
    folder = Path(runner.ref).parent if own else Path()
    units = {lever.key: lever.unit for lever in runner.levers}
    lines = ["schema_version: 1", f"id: {name}"]
    for part in ("title", "description"):
        lines.append(f"{part}:")
        for language in texts.LANGUAGES:
            base = runner.base.scenario.title.text(language)
            lines.append(f"  {language}: {_quoted(texts.message(f'explore.{page}.{part}', language, {'base': base}))}")
    # A file beside its parent: the browser chooses the folder, so the way there cannot be known.
    lines.append(f"extends: {_quoted(Path(runner.ref).name if own else runner.ref)}")
    given = [one.partition("=") for one in runner.given]
    set_ = [f"  {key.strip()}: {value.strip()}" for key, _, value in given]
    source = _quoted(texts.message(f"explore.{page}.source", lang))
    for one in state.overrides(runner.levers):
        key, _, value = one.partition("=")
        unit = f", unit: {units[key]}" if units.get(key) else ""
        set_.append(f"  {key}: {{value: {value}{unit}, source: {source}, status: assumed}}")
    lines += ["set:", *set_] if set_ else []
    made = "\n".join(lines) + "\n"
    scenario.loads(made, name=f"{name}.yaml", base_dir=folder)
    return made


def _quoted(words: str) -> str:
    """A text in double quotes, as JSON and YAML both read it."""
    return json.dumps(words, ensure_ascii=False)
