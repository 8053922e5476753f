"""A page of levers as one file: every position is computed beforehand, in the words and drawings of the live page.

The file asks nothing of others. Levers that were not chosen stand on it as they are in the scenario; between two levels
nothing is shown. The same question gives the same bytes.
"""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from balanssim import scenario, texts
from balanssim._version import __version__
from balanssim.errors import InputError, Problem
from balanssim.explorer import axes as grid
from balanssim.explorer import fragments, front, levers, packing, pairs, saving
from balanssim.explorer.states import State
from balanssim.report import selfcontained, svg, together
from balanssim.results import files, record

if TYPE_CHECKING:
    from balanssim.explorer.axes import Axis
    from balanssim.explorer.runner import Runner
    from balanssim.texts import Lang

#: Told of each position that is computed: how many are, and how many there will be.
Told = Callable[[int, int], None]
#: Futures of the trial that tells how long it takes.
TRIAL: Final = 8
#: Name under which scenario files are kept; the reader gives the real one.
NAME: Final = "naam"
_SHIPPED: Final = "balanssim:"
#: Headline rows by reference date.
Rows = dict[int, pairs.Headline]


class _Position(NamedTuple):
    """What is kept of a position: texts by name, headline rows by date."""

    texts: dict[str, str]
    rows: Rows


@dataclass(frozen=True)
class Offline:
    """What a file holds: levers that move, futures per position, reference dates, and how it is made again."""

    axes: tuple[Axis, ...]
    draws: int
    years: tuple[int, ...]
    seed: int
    command: str
    version: str = __version__

    @property
    def positions(self) -> tuple[State, ...]:
        """All combinations of levels."""
        return grid.positions(self.axes)

    @property
    def count(self) -> int:
        """How many combinations."""
        return len(self.positions)


def asked(runner: Runner, chosen: Sequence[str], draws: int | None, years: Sequence[int]) -> Offline:
    """What a file is to hold; raises ``InputError`` for levers, dates and positions that cannot be."""
    resolved = runner.base
    horizon = resolved.scenario.horizon
    problems = [
        Problem("--year", 0, 0, str(year), "explore.year", {"year": year, "start": horizon.start, "end": horizon.end})
        for year in years
        if not horizon.start <= year <= horizon.end
    ]
    axes: tuple[Axis, ...] = ()
    try:
        axes = grid.read(chosen, runner.levers)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    count = draws or levers.DEFAULT_DRAWS
    dates = tuple(sorted(set(years))) or (front.usual_year(resolved),)
    made = Offline(axes, count, dates, resolved.scenario.sampling.seed, _command(runner, axes, count, dates))
    for state in made.positions:
        runner.resolved(state, count)  # levers that cannot go together, before an hour of computing
    return made


def check_target(target: Path) -> None:
    """Raise where a file cannot be written: ``InputError`` where one is there, ``RunError`` where the disk refuses."""
    with files.refusals(target):
        exists = target.exists()
    if exists:
        raise InputError([Problem(target.as_posix(), 0, 0, "", "explore.file_exists", {"ref": target.as_posix()})])
    if not target.parent.is_dir():
        raise InputError([Problem(target.as_posix(), 0, 0, "", "explore.no_folder", {"ref": target.parent.as_posix()})])
    files.try_folder(target)


def expected(runner: Runner, made: Offline) -> tuple[float, int]:
    """About how many seconds the file takes and how many characters it will have, from a trial of a few futures.

    Two positions are made of ``TRIAL`` futures: words and drawings are as long as those of all futures. Then some
    futures more, to tell what one takes. The worlds are those of the file, and are kept for it.
    """
    base, other = State(), next(state for state in made.positions if state != State())
    few = replace(made, draws=min(TRIAL, made.draws))
    texts_of = [_position(runner, few, base)]  # has preparations to make: not timed
    began = time.monotonic()
    texts_of.append(_position(runner, few, other))
    shown = time.monotonic() - began
    more = min(2 * few.draws, made.draws) - few.draws
    began = time.monotonic()
    runner.dataset(other, few.draws + more, "", runner.ticket(""))
    world = (time.monotonic() - began) / more if more else 0.0
    alone = sum(len(packing.pack([text])) for text in texts_of[0].texts.values())
    both = sum(len(packing.pack([one.texts[name] for one in texts_of])) for name in texts_of[0].texts)
    began = time.monotonic()
    beside = sum(len(packing.pack(packed)) for packed in _pairs(runner, few, [one.rows for one in texts_of]).values())
    pair, pairs_made = (time.monotonic() - began) / 4, made.count**2
    size = both + (made.count - 2) * (both - alone) + beside * pairs_made // 4
    return made.count * (shown + world * (made.draws - few.draws)) + pair * pairs_made, size


def page(runner: Runner, made: Offline, lang: Lang, told: Told = lambda done, of: None) -> str:
    """The file as HTML, in both languages; it opens in ``lang``. Raises ``InputError``."""
    kept: dict[str, list[str]] = {}
    rows: list[Rows] = []
    for done, state in enumerate(made.positions, 1):
        found = _position(runner, made, state)
        rows.append(found.rows)
        for name, text in found.texts.items():
            kept.setdefault(name, []).append(text)
        told(done, made.count)
    kept |= _pairs(runner, made, rows)
    packs = {name: packing.pack(texts_) for name, texts_ in kept.items()}
    titles = {
        one: texts.message("explore.offline.title", one, {"title": runner.base.scenario.title.text(one)})
        for one in texts.LANGUAGES
    }
    held = {
        "lang": lang,
        "titles": titles,
        "axes": [{"id": axis.lever.id, "levels": axis.texts} for axis in made.axes],
        "rows": {one: pairs.labels(rows[0][made.years[0]], one) for one in texts.LANGUAGES},
        "name": NAME,
        "shipped": [one.removeprefix(_SHIPPED) for one in scenario.shipped()],
    }
    style, script = front.common_style(), front.script("offline")
    styles = {one: front.language_style(one) for one in texts.LANGUAGES}
    template = fragments.environment().get_template("offline.html.j2")
    return str(
        template.render(
            lang=lang,
            order=[lang, *(one for one in texts.LANGUAGES if one != lang)],
            titles=titles,
            needs={one: texts.message("explore.offline.needs", one) for one in texts.LANGUAGES},
            policy=selfcontained.policy(style, script, "data: blob:", *styles.values()),
            style=style,
            styles=styles,
            between={one: _between(made, one) for one in texts.LANGUAGES},
            bodies={one: front.main(runner, one, made) for one in texts.LANGUAGES},
            held=json.dumps(held, ensure_ascii=False).replace("<", "\\u003c"),
            packs=packs,
            script=script,
        )
    )


def _position(runner: Runner, made: Offline, state: State) -> _Position:
    """Texts of a position, by name: parts by what stands beside them, date and language; tables; scenario files."""
    shown: dict[str, str] = {}
    wanted = {"alone": [state], "beside": [State(), state]}
    outcomes: dict[int, Any] = {}
    rows: Rows = {}
    for beside, states in wanted.items():
        scenarios = [runner.resolved(one, made.draws) for one in states]
        datasets = [runner.dataset(one, made.draws, "", runner.ticket("")) for one in states]
        for year in made.years:
            found = fragments.bring(scenarios, datasets, runner.region, year, first="scenario")
            for lang in texts.LANGUAGES:
                parts = fragments.render(found, fragments.PARTS, lang)
                shown |= {f"{part}-{beside}-{year}-{lang}": text for part, text in parts.items()}
                if year == made.years[0]:
                    changed = [one.told(runner.levers) for one in states]
                    shown[f"table-{beside}-{lang}"] = fragments.table(found, lang, changed)
            if beside == "alone":
                rows[year] = pairs.headline(
                    {one: found.table(one).outcomes for one in texts.LANGUAGES}, datasets[0], year
                )
                outcomes[year] = [
                    {"id": one["id"], "cells": [{"median": cell["median"]} for cell in one["cells"]]}
                    for one in found.table("nl").to_json()["outcomes"]
                ]
    shown["outcomes"] = json.dumps(outcomes)
    shown |= {f"scenario-{lang}": saving.text(runner, state, NAME, lang, "offline.saved") for lang in texts.LANGUAGES}
    return _Position(shown, rows)


def _pairs(runner: Runner, made: Offline, rows: Sequence[Rows]) -> dict[str, list[str]]:
    """Of every position its headline rows, and their differences to those of each position."""
    tolerance = together.solved_to(runner.base)
    packed: dict[str, list[str]] = {}
    for year in made.years:
        held = [one[year] for one in rows]
        for lang in texts.LANGUAGES:
            packed[f"cells-{year}-{lang}"] = [pairs.cells(one, lang) for one in held]
            packed[f"pairs-{year}-{lang}"] = [pairs.differences(held, at, tolerance, lang) for at in range(len(held))]
    return packed


def _between(made: Offline, lang: Lang) -> str:
    """The empty table that the script fills with two positions."""
    template = fragments.environment().get_template("between.html.j2")
    return str(
        template.render(t=lambda code, **params: texts.message(code, lang, params), looks=[svg.look(0), svg.look(1)])
    )


def _command(runner: Runner, axes: Sequence[Axis], draws: int, years: Sequence[int]) -> str:
    """The command that makes the file again; folders of the machine are left out."""
    words = ["balanssim", "explore", record.without_paths(runner.ref), "--export", "balanssim.html"]
    words += ["--draws", str(draws)]
    for year in years:
        words += ["--year", str(year)]
    for axis in axes:
        words += ["--lever", f"{axis.lever.id}={','.join(axis.texts)}"]
    for text in runner.given:
        words += ["--set", record.without_paths(text)]
    return shlex.join(words)


def write(target: Path, html: str) -> int:
    """Write the file, whole or not at all; gives its bytes. Raises ``RunError`` where the disk refuses."""
    data = html.encode("utf-8")
    files.write_atomic(target, data)
    return len(data)
