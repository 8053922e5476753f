"""A comparison as plain, frozen data: terminal, JSON, page and story all print this one.

Numbers are unrounded and in the units of the catalogue; words are in one language.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any, Final

from balanssim.compare.courses import CourseLine, PlanLine
from balanssim.texts import Lang

#: A smaller share of the spread decides nothing, however sure it is.
DECIDES: Final = 0.05
#: Outcomes of which terminal and page say what decides them, for the first place they have among the rows.
DECIDED: Final = ("homes_added", "jobs_all_added", "share_working_outside", "commute_load_extra")


@dataclass(frozen=True)
class Deciding:
    """An uncertain assumption, or luck of procedures, and its share of the spread over the worlds, with its band.

    Of the outcome itself for the first scenario, of the paired difference to the first for the others. ``label`` is
    in words; ``kind`` is ``assumption`` or ``luck``; ``project`` is set where the factor is the opening year of that
    project. ``stands_out``: the share lies above what an assumption without any effect would reach, and is large enough
    to decide.
    """

    factor: str
    label: str
    share: float
    low: float
    high: float
    scenario: str
    stands_out: bool
    project: str = ""
    kind: str = "assumption"

    @property
    def known_not(self) -> bool:
        """Known not to decide: also the upper end of its band is below what decides."""
        return not self.stands_out and self.high < DECIDES


@dataclass(frozen=True)
class Cell:
    """One outcome of one scenario; the difference is to the first scenario, by world, and empty for the first.

    ``higher`` and ``lower``: share of the worlds in which it differs from the first in that direction. ``explained``:
    share of the spread that the deciding assumptions explain together; the rest is interplay, luck and what is too
    small to stand out. ``noise_floor``: the share that an assumption without any effect would still seem to have.
    """

    scenario: str
    median: float
    p10: float
    p90: float
    difference_median: float | None = None
    difference_p10: float | None = None
    difference_p90: float | None = None
    difference_mean: float | None = None
    noise: float | None = None
    indistinguishable: bool | None = None
    higher: float | None = None
    lower: float | None = None
    explained: float | None = None
    noise_floor: float | None = None


@dataclass(frozen=True)
class Outcome:
    """One headline row with a cell per scenario.

    ``deciding``: per scenario in column order, largest share first; ``base``: p10, median and p90 on the base date;
    ``level``: those of the stock of which the outcome is a change (homes, for homes added).
    """

    id: str
    label: str
    variable: str
    place: str
    place_label: str
    unit: str
    year: int
    beneath: bool
    cells: tuple[Cell, ...]
    base: tuple[float, float, float] | None = None
    level: tuple[float, float, float] | None = None
    deciding: tuple[Deciding, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether it was looked at what decides it, in any scenario; that may be nothing."""
        return any(cell.explained is not None for cell in self.cells)

    def decides(self, scenario: str) -> tuple[Deciding, ...]:
        """What decides this outcome in one scenario, largest share first."""
        return tuple(one for one in self.deciding if one.scenario == scenario)


@dataclass(frozen=True)
class GoalCell:
    """``futures``: share of the worlds that met (or crossed) it, empty for kinds that are only reported.

    ``reached``: p10, median and p90 over the worlds of the first 1 January on which that is so, 9999 where not within
    the horizon. ``band``: p10 and p90 of the outcome on the date of the goal.
    """

    scenario: str
    median: float | None
    futures: float | None
    margin: float | None
    indistinguishable: bool | None
    reached: tuple[float, float, float] | None = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class GoalLine:
    """One goal with a cell per scenario; ``counted`` is ``met``, ``crossed`` or empty."""

    id: str
    title: str
    kind: str
    counted: str
    variable: str
    place: str
    unit: str
    year: int
    at_least: float | None
    at_most: float | None
    source: str
    cells: tuple[GoalCell, ...]


@dataclass(frozen=True)
class ProjectCell:
    """Opening of a project; ``setting`` is ``assumed`` (a year set by hand), ``procedures`` or ``never``.

    ``opened``: share of the worlds in which it opens within the horizon; ``on_date``: in which it counts on the
    reference date. ``cost``: low, central, high and
    ``covered_meuro``, in million euro; ``covered``: the share of the central cost. ``added_meuro``: what the scenario
    adds to it, which is no money that is there.
    """

    scenario: str
    median: float
    p10: float
    p90: float
    opened: float
    setting: str
    covered: float | None
    cost: tuple[float, float, float] | None = None
    covered_meuro: float | None = None
    added_meuro: float = 0.0
    on_date: float | None = None


@dataclass(frozen=True)
class ProjectLine:
    """One project that differs between the scenarios."""

    id: str
    label: str
    cells: tuple[ProjectCell, ...]


@dataclass(frozen=True)
class ProjectGap:
    """Million euro not covered of one project."""

    id: str
    label: str
    low: float
    central: float
    high: float


@dataclass(frozen=True)
class Money:
    """Million euro not covered of the projects that open within the horizon in at least half of the worlds.

    ``low`` and ``high`` add the ends of all projects. ``unknown``: projects of which no source gives the cover; they
    are not in the sums.
    """

    scenario: str
    low: float
    central: float
    high: float
    projects: tuple[ProjectGap, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """All that the terminal, the JSON and the page show as tables; numbers unrounded, words in one language.

    ``differing``: dotted keys of the assumptions in which a scenario differs from the first, None where not known.
    ``courses``: projects that open in some scenario; ``plans``: the largest housing plans with procedures ahead;
    ``feedback``: per scenario whether congestion acts on travel times.
    """

    lang: Lang
    sketch: str
    region: str
    year: int
    base_year: int
    horizon_end: int
    draws: int
    dropped: int
    seed: int | None
    scenarios: tuple[tuple[str, str], ...]
    outcomes: tuple[Outcome, ...]
    goals: tuple[GoalLine, ...]
    projects: tuple[ProjectLine, ...]
    notes: tuple[str, ...] = field(default=())
    money: tuple[Money, ...] = ()
    differing: tuple[str, ...] | None = None
    courses: tuple[CourseLine, ...] = ()
    plans: tuple[PlanLine, ...] = ()
    feedback: tuple[bool, ...] = ()

    def titles(self) -> tuple[str, ...]:
        """Titles of the scenarios in column order."""
        return tuple(title for _, title in self.scenarios)

    def acting(self) -> tuple[str, ...]:
        """Titles of the scenarios in which congestion acts on travel times."""
        return tuple(title for title, acts in zip(self.titles(), self.feedback, strict=False) if acts)

    def decided(self) -> tuple[Outcome, ...]:
        """The outcomes of ``DECIDED`` of which it was looked at what decides them."""
        found: dict[str, Outcome] = {}
        for outcome in self.outcomes:
            if outcome.variable in DECIDED and outcome.decided:
                found.setdefault(outcome.variable, outcome)
        return tuple(found.values())

    def to_json(self) -> dict[str, Any]:
        """Plain mappings, lists and numbers; no NaN."""
        plain = asdict(self)
        plain["scenarios"] = [{"id": name, "title": title} for name, title in self.scenarios]
        cleaned: dict[str, Any] = without_nan(plain)
        return cleaned


def without_nan(value: Any) -> Any:
    """Plain values with None for what is no number."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(item) for item in value]
    return value
