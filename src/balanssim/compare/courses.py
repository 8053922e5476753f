"""How projects and large housing plans go through their procedures, as plain data: dates, and years lost to causes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from balanssim import texts
from balanssim.compare.differences import band
from balanssim.dims import DELAYS
from balanssim.texts import Lang

if TYPE_CHECKING:
    import xarray as xr

#: Milestones that are shown, in order; what a project has behind it on the base date has no date.
SHOWN: Final = ("start_decision", "preferred_decision", "project_decision", "opening")
#: A smaller mean loses its only figure when it is written.
LEAST_YEARS: Final = 0.05


@dataclass(frozen=True)
class Date:
    """A milestone of a project, or a plan that is ready: decimal years over the worlds, 9999 not within the horizon."""

    id: str
    label: str
    p10: float
    median: float
    p90: float


@dataclass(frozen=True)
class Lost:
    """Years that a project loses to one cause up to the end of the horizon: mean and band over the worlds."""

    cause: str
    label: str
    mean: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Course:
    """One project in one scenario; ``setting`` as of ``ProjectCell``; ``lost`` largest first, none that is nothing."""

    scenario: str
    setting: str
    dates: tuple[Date, ...]
    lost: tuple[Lost, ...]

    @property
    def opening(self) -> Date | None:
        """The last of the dates, None where the project never opens."""
        return next((date for date in self.dates if date.id == "opening"), None)


@dataclass(frozen=True)
class CourseLine:
    """One project that opens in some scenario or world."""

    id: str
    label: str
    cells: tuple[Course, ...]


@dataclass(frozen=True)
class PlanCell:
    """One housing plan in one scenario: p10, median and p90 of the year in which it is ready and of its homes."""

    scenario: str
    ready: Date
    homes: tuple[float, float, float]
    delivered: tuple[float, float, float]


@dataclass(frozen=True)
class PlanLine:
    """One of the largest housing plans with procedures ahead."""

    id: str
    label: str
    cells: tuple[PlanCell, ...]


def courses(comparison: xr.Dataset, names: Sequence[str], lang: Lang) -> Iterable[CourseLine]:
    """Every project that opens in some scenario, in order of the region."""
    if "milestone_year" not in comparison:
        return
    for project in comparison["project"].values:
        part = comparison[["milestone_year", "project_delay", "project_delay_mean", "opening_setting", "opened"]]
        part = part.sel(project=project)
        cells = tuple(_course(part.isel(scenario=column), name, lang) for column, name in enumerate(names))
        if any(cell.dates for cell in cells):
            yield CourseLine(str(project), str(part[f"project_{lang}"].item()), cells)


def _course(one: xr.Dataset, scenario: str, lang: Lang) -> Course:
    setting = str(one["opening_setting"].item())
    if setting == "never" or (not setting and float(one["opened"]) == 0.0):
        return Course(scenario, setting, (), ())
    dates = []
    for name in SHOWN:
        low, median, high = band(one["milestone_year"].sel(milestone=name))
        if median == median:
            dates.append(Date(name, texts.message(f"label.milestone.{name}", lang), low, median, high))
    lost = []
    for cause in DELAYS:
        mean = float(one["project_delay_mean"].sel(delay=cause))
        if mean >= LEAST_YEARS:
            low, _, high = band(one["project_delay"].sel(delay=cause))
            lost.append(Lost(cause, texts.message(f"label.delay.{cause}", lang), mean, low, high))
    return Course(scenario, setting, tuple(dates), tuple(sorted(lost, key=lambda cause: -cause.mean)))


def plans(comparison: xr.Dataset, names: Sequence[str], lang: Lang) -> Iterable[PlanLine]:
    """The largest housing plans with procedures ahead, the largest first."""
    if "plan_ready_year" not in comparison:
        return
    ready = texts.message("label.milestone.ready", lang)
    for plan in comparison["plan"].values:
        part = comparison[["plan_ready_year", "plan_homes", "plan_delivered"]].sel(plan=plan)
        cells = []
        for column, name in enumerate(names):
            one = part.isel(scenario=column)
            low, median, high = band(one["plan_ready_year"])
            homes, delivered = band(one["plan_homes"]), band(one["plan_delivered"])
            cells.append(PlanCell(name, Date("ready", ready, low, median, high), homes, delivered))
        yield PlanLine(str(plan), str(part[f"plan_{lang}"].item()), tuple(cells))
