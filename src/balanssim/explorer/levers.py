"""The levers of the live page: which keys of a scenario can be moved, from where to where, in which unit.

A lever is a key of the scenario and nothing else; what it is set to goes through the same checks as ``--set``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from balanssim import texts
from balanssim.scenario import projects as stages
from balanssim.scenario import shape
from balanssim.scenario.labels import label
from balanssim.scenario.resolved import leaves

if TYPE_CHECKING:
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang

#: Projects that the page offers where a region has them; of another region the first few.
PROJECTS: Final = ("P01_IJMEER_METRO", "P03_A6_LLS", "P04_A27_ZWE")
FEW: Final = 3
#: Words in the place of a year of opening; the last is followed by the year of a BO MIRT.
PROCEDURES, NEVER, START = "procedures", "never", "start-"
#: Years that are offered as an assumed opening, and as the BO MIRT of a start decision.
OPENINGS: Final = (2030, 2050)
STARTS: Final = (2026, 2035)
#: Draws of the first picture, and those that may be asked for.
FIRST: Final = 16
DRAWS: Final = (16, 32, 100)
DEFAULT_DRAWS: Final = 100


@dataclass(frozen=True)
class Lever:
    """One lever: ``key`` of the scenario, ``group`` under which it stands, its value in the scenario, and either
    ``bounds`` (low, high, step) of a number or ``choices``, words and years.
    """

    id: str
    key: str
    group: str
    unit: str
    value: float | str
    bounds: tuple[float, float, float] | None = None
    choices: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it takes whole numbers only: years, by the schema."""
        return self.unit == "year"


#: Numbers by key: group, lowest, highest, step; ``{area}`` is the first headline area of the region. Bounds are those
#: of a page and wide on purpose: inside the schema, and not a statement of what is likely.
NUMBERS: Final = (
    ("levers.work.business_park_ha", "work", 0.0, 500.0, 10.0),
    ("levers.work.mixed_m2", "work", 0.0, 2_000_000.0, 50_000.0),
    ("levers.work.growth_factor", "work", 0.0, 2.0, 0.1),
    ("levers.demand.household_factor", "homes", 0.5, 1.5, 0.1),
    ("levers.grid.reinforcement_year", "grid", 2028, 2045, 1),
    ("levers.mobility.wfh_extra_share", "travel", 0.0, 0.2, 0.01),
    ("levers.mobility.spread_and_avoid", "travel", 0.0, 0.3, 0.01),
    ("levers.mobility.frequency_factor", "travel", 0.5, 2.0, 0.1),
    ("levers.mobility.fuel_cost_factor", "travel", 0.5, 2.0, 0.1),
    ("levers.mobility.parking_extra_eur.{area}", "travel", 0.0, 10.0, 0.5),
)
GROUPS: Final = ("links", "homes", "work", "grid", "travel")
#: Homes a year: from nothing to twice the cap of the scenario, in steps of this.
PACE_STEP: Final = 50.0


def offered(resolved: Resolved) -> tuple[Lever, ...]:
    """The levers of a scenario, with its own values; bounds are widened to hold these."""
    held = dict(leaves(resolved.tree))
    found = [_opening(resolved, name, held) for name in _projects(resolved)]
    for key in [one for one in held if one.startswith("levers.housing.pace_cap.")][:FEW]:
        most = max(PACE_STEP, math.ceil(2 * held[key] / PACE_STEP) * PACE_STEP)
        found.append(_number(key, "homes", held[key], (0.0, most, PACE_STEP)))
    for pattern, group, low, high, step in NUMBERS:
        key = pattern.format(area=resolved.index.headline_areas[0])
        value = held.get(key, 0.0)
        if key.endswith("_year"):
            high = min(high, resolved.scenario.horizon.end)
        found.append(_number(key, group, value, (min(low, value), max(high, value), step)))
    return tuple(sorted(found, key=lambda one: GROUPS.index(one.group)))


def words(lever: Lever, resolved: Resolved, lang: Lang) -> str:
    """What it is called, as everywhere a scenario is shown."""
    return label(lever.key, lang, resolved.index)


def choice_words(choice: str, end: int, lang: Lang) -> str:
    """A choice of an opening in words."""
    if choice in (PROCEDURES, NEVER):
        return texts.message(f"explore.choice.{choice}", lang, {"end": end})
    if choice.startswith(START):
        return texts.message("explore.choice.start", lang, {"year": int(choice.removeprefix(START))})
    return texts.message("explore.choice.year", lang, {"year": int(choice)})


def overrides(lever: Lever, value: float | str) -> list[str]:
    """``key=value`` as after ``--set``."""
    if lever.choices and str(value).startswith(START):
        return [f"{lever.key}={PROCEDURES}", f"{_start_key(lever)}={str(value).removeprefix(START)}"]
    return [f"{lever.key}={value if isinstance(value, str) else plain(value)}"]


def plain(value: float) -> str:
    """A number as it stands in a scenario: no exponent, no digits of rounding."""
    return f"{round(value, 6):f}".rstrip("0").rstrip(".")


def _projects(resolved: Resolved) -> Sequence[str]:
    there = resolved.index.projects
    return [name for name in PROJECTS if name in there] or list(there)[:FEW]


def _opening(resolved: Resolved, name: str, held: dict[str, object]) -> Lever:
    """Opening of a project; a start decision can be set where it is still to come."""
    key = f"levers.infrastructure.{name}.opening"
    value = str(held.get(key, PROCEDURES))
    start = held.get(f"levers.infrastructure.{name}.start_decision")
    if value == PROCEDURES and isinstance(start, int):
        value = f"{START}{start}"
    horizon = resolved.scenario.horizon
    years = range(max(OPENINGS[0], horizon.start), min(OPENINGS[1], horizon.end) + 1) or range(
        horizon.start + 1, horizon.end + 1
    )
    # A scenario that sets the start decision keeps one: a file that extends it could not take it away.
    choices = [NEVER] if value.startswith(START) else [PROCEDURES, NEVER]
    if resolved.index.standing[name].entry in stages.BEFORE_START:
        choices += [f"{START}{year}" for year in range(STARTS[0], min(STARTS[1], horizon.end) + 1)]
    choices += [str(year) for year in years]
    if value not in choices:
        choices.append(value)
    return Lever(_short(key), key, "links", "", value, choices=tuple(choices))


def _number(key: str, group: str, value: float, bounds: tuple[float, float, float]) -> Lever:
    """A number with its bounds; steps so small that a browser can stand on the value of the scenario."""
    unit = shape.at(shape.split(key))[0].unit
    low, high, step = bounds
    for part in (1, 2, 5, 10, 100, 1000):
        count = (value - low) / (step / part)
        if abs(count - round(count)) < 1e-6:
            break
    return Lever(_short(key), key, group, unit, float(value), (low, high, step / part))


def _start_key(lever: Lever) -> str:
    return f"{lever.key.rpartition('.')[0]}.start_decision"


def _short(key: str) -> str:
    """The key without what all share, as it stands in an address."""
    return key.removeprefix("levers.").removesuffix(".opening")
