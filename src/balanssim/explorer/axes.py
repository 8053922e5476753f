"""Which levers an offline page can move, and to where: every combination of levels is a position that is computed.

Between levels nothing is offered, so that nothing has to be guessed.
"""

from __future__ import annotations

import difflib
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from balanssim.errors import InputError, Problem
from balanssim.explorer import levers as known
from balanssim.explorer import states
from balanssim.explorer.levers import NEVER, PROCEDURES, Lever
from balanssim.explorer.states import Refused, State

if TYPE_CHECKING:
    from balanssim.texts import Lang

#: Positions at most: beyond these a file is no longer one to mail, and the computation one for a sweep.
MOST: Final = 128
#: An opening that is offered beside the words, where none was asked for.
OPENING: Final = "2040"
_OPTION: Final = "--lever"


@dataclass(frozen=True)
class Axis:
    """A lever and its levels, that of the scenario among them; in the order of the lever."""

    lever: Lever
    levels: tuple[float | str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Levels as they stand in an address."""
        return tuple(text(one) for one in self.levels)


def text(level: float | str) -> str:
    """A level as it stands in an address and after ``--lever``."""
    return level if isinstance(level, str) else known.plain(level)


def words(lever: Lever, level: float | str, end: int, lang: Lang) -> str:
    """A level in words, without its unit; ``end`` is the last year."""
    from balanssim import texts

    if isinstance(level, str):
        return known.choice_words(level, end, lang)
    if lever.unit == "share":
        return texts.number(100 * level, lang, 1, strip=True) + ("\u00a0%" if lang == "nl" else "%")
    return text(level) if lever.whole else texts.number(level, lang, 2, strip=True)


def read(asked: Sequence[str], offered: Sequence[Lever]) -> tuple[Axis, ...]:
    """The levers that were asked for, as ``NAME`` or ``NAME=LEVEL,LEVEL``, in the order of the page.

    ``NAME`` is a key of the scenario, with or without ``levers.``. Without any the first project, the first pace cap
    and the growth of work move; without levels these are the scenario's and some to its sides. Raises ``InputError``
    for all that is wrong at once.
    """
    found: dict[str, tuple[float | str, ...]] = {}
    problems: list[Problem] = []
    for words_ in asked or _usual(offered):
        name, equals, values = (part.strip() for part in words_.partition("="))
        lever = _named(name, offered)
        if lever is None:
            problems.append(_unknown(name, offered))
        elif lever.id in found:
            problems.append(Problem(_OPTION, 0, 0, name, "explore.lever_twice"))
        else:
            found[lever.id] = _levels(lever, values, problems) if equals else usual(lever)
            if len(found[lever.id]) == 1 and not problems:
                value = {"value": text(lever.value)}
                problems.append(Problem(_OPTION, 0, 0, name, "explore.lever_still", value))
    axes = tuple(Axis(lever, found[lever.id]) for lever in offered if lever.id in found)
    counts = [len(axis.levels) for axis in axes]
    if not problems and math.prod(counts) > MOST:
        sizes = {"n": math.prod(counts), "most": MOST, "counts": " x ".join(map(str, counts))}
        problems.append(Problem(_OPTION, 0, 0, "", "explore.too_many_positions", sizes))
    if problems:
        raise InputError(problems)
    return axes


def positions(axes: Sequence[Axis]) -> tuple[State, ...]:
    """All combinations; the last lever moves first."""
    return tuple(
        states.read({axis.lever.id: level for axis, level in zip(axes, levels, strict=True)}, [a.lever for a in axes])
        for levels in itertools.product(*(axis.levels for axis in axes))
    )


def usual(lever: Lever) -> tuple[float | str, ...]:
    """Levels where none were named: that of the scenario and halfway to both ends, or to the end and the end itself."""
    if lever.bounds is None:
        return _sorted(lever, [lever.value, PROCEDURES, NEVER, OPENING])
    low, high, step = lever.bounds
    here = float(lever.value)
    ways = [(here + end) / 2 for end in (low, high) if end != here]
    rounded = [low + round((way - low) / step) * step for way in ways]
    return _sorted(lever, [here, *rounded, *([low + high - here] if len(ways) == 1 else [])])


def _usual(offered: Sequence[Lever]) -> list[str]:
    groups = ("infrastructure.", "housing.pace_cap.", "work.growth_factor")
    firsts = [next((one.id for one in offered if one.id.startswith(group)), None) for group in groups]
    return [one for one in firsts if one is not None]


def _named(name: str, offered: Sequence[Lever]) -> Lever | None:
    return next((one for one in offered if name in (one.id, one.key, one.key.removeprefix("levers."))), None)


def _unknown(name: str, offered: Sequence[Lever]) -> Problem:
    ids = [one.id for one in offered]
    near = difflib.get_close_matches(name.removeprefix("levers."), ids, n=1, cutoff=0.5)
    params = {"name": name, "known": ids, "near": near[0] if near else ""}
    return Problem(_OPTION, 0, 0, name, "explore.no_lever", params)


def _levels(lever: Lever, values: str, problems: list[Problem]) -> tuple[float | str, ...]:
    """The levels that were named, and that of the scenario; what is none is added to ``problems``."""
    found: list[float | str] = [lever.value]
    for value in filter(None, (one.strip() for one in values.split(","))):
        try:
            level = value if lever.choices else float(value)
            state = states.read({lever.id: level}, [lever])
        except (Refused, ValueError):
            low, high, _ = lever.bounds or (0.0, 0.0, 0.0)
            here = {"value": value, "known": list(lever.choices), "low": low, "high": high}
            code = "explore.lever_choice" if lever.choices else "explore.lever_number"
            problems.append(Problem(_OPTION, 0, 0, lever.id, code, here))
        else:
            found.append(dict(state.changed).get(lever.id, lever.value))
    return _sorted(lever, found)


def _sorted(lever: Lever, levels: Sequence[float | str]) -> tuple[float | str, ...]:
    """Each level once, in the order of the lever."""
    if lever.choices:
        return tuple(one for one in lever.choices if one in levels)
    return tuple(sorted(set(levels)))
