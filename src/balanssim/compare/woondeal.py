"""The phased path of the housing deals beside what was realised and what is calculated.

The agreed path is the phased one of the deals, never a straight line from 2022. What was realised before the base date
is the target minus the published backlog; later years add the calculated net additions, known years included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr

FIRST_YEAR = 2022


@dataclass(frozen=True)
class Band:
    """Backlog at the end of a year, homes; positive = behind the path."""

    median: float
    p10: float
    p90: float


@dataclass(frozen=True)
class PathYear:
    """One year of a deal: net additions agreed since 1-1-2022 at its end, and the backlog per scenario."""

    year: int
    target: float
    status: str
    backlog: tuple[Band, ...]


@dataclass(frozen=True)
class Published:
    """A backlog as published, with its date; ``provisional`` where the figures behind it were."""

    date: str
    backlog: float
    provisional: bool


@dataclass(frozen=True)
class Pace:
    """Net additions a year until the last year of a deal, from 1 January of ``start`` on.

    ``needed`` to meet it; ``calculated`` and ``possible`` per scenario. ``possible`` is the most that the building
    paces of the scenario allow, demolition not yet taken off; None where they do not bound the whole area.
    """

    start: int
    end: int
    needed: float
    calculated: tuple[Band, ...]
    possible: tuple[float | None, ...]


@dataclass(frozen=True)
class Deal:
    """One deal: its area, homes realised before the base date, published backlogs, the path and the pace it asks."""

    area: str
    realised: float
    realised_until: str
    published: tuple[Published, ...]
    path: tuple[PathYear, ...]
    pace: Pace | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain mapping."""
        return asdict(self)


def deals(
    dataset: xr.Dataset,
    path: Iterable[Mapping[str, Any]],
    known: Iterable[Mapping[str, Any]],
    base_year: int,
    possible: Mapping[str, Sequence[float | None]] | None = None,
) -> list[Deal]:
    """Backlog of every deal for which a backlog on the base date is published.

    Parameters
    ----------
    dataset : from ``compare``: ``homes_added`` (scenario, statistic, year, area), homes since the base date
    path : rows of ``woondeal.csv`` (deal, area, year, cumulative_target, status)
    known : rows of ``known.csv``; variable ``woondeal_backlog`` (area, date, value, status)
    base_year : stocks start on 1 January of this year
    possible : per area and scenario the highest building pace, homes a year, from ``highest_pace``

    Returns
    -------
    deals in the order of the path; years from the last before the base date on, as far as the results go
    """
    published: dict[str, list[Published]] = {}
    for row in known:
        if row["variable"] == "woondeal_backlog":
            entry = Published(str(row["date"]), float(row["value"]), row["status"] != "measured")
            published.setdefault(str(row["area"]), []).append(entry)
    targets: dict[str, dict[int, tuple[float, str]]] = {}
    for row in path:
        found = targets.setdefault(str(row["area"]), {})
        found[int(row["year"])] = (float(row["cumulative_target"]), str(row["status"]))
    base_date = f"{base_year}-01-01"
    added, statistics = dataset["homes_added"], dataset["statistic"].values.tolist()
    ends = [statistics.index(name) for name in ("p90", "median", "p10")]
    values = added.transpose("year", "area", "scenario", "statistic").values[..., ends].tolist()
    held = {
        (year, area): values[at][place]
        for at, year in enumerate(added["year"].values.tolist())
        for place, area in enumerate(added["area"].values.tolist())
    }
    made = []
    for area, years in targets.items():
        at_base = [entry.backlog for entry in published.get(area, []) if entry.date == base_date]
        if not at_base or base_year - 1 not in years:
            continue
        realised = years[base_year - 1][0] - at_base[0]
        later = [year for year in sorted(years) if year >= base_year]
        steps = [_step(held.get((year + 1, area)), year, years[year], realised) for year in later]
        reached = tuple(step for step in steps if step is not None)
        pace = _pace(reached, max(years), realised, base_year, (possible or {}).get(area))
        made.append(Deal(area, realised, base_date, tuple(published[area]), reached, pace))
    return made


def highest_pace(area: Set[str], caps: Iterable[tuple[Set[str], float]]) -> float | None:
    """The most homes a year that caps allow in an area.

    Parameters
    ----------
    area : zones
    caps : (zones, homes a year) of each cap of a scenario

    Returns
    -------
    the sum of the caps within the area; None where they leave a zone free, overlap, or reach beyond it
    """
    inside = [(zones, pace) for zones, pace in caps if zones & area]
    covered = sorted(zone for zones, _ in inside for zone in zones)
    return sum(pace for _, pace in inside) if covered == sorted(area) else None


def _pace(
    steps: Sequence[PathYear], end: int, realised: float, base_year: int, possible: Sequence[float | None] | None
) -> Pace | None:
    if not steps or steps[-1].year != end:
        return None
    last, count = steps[-1], end + 1 - base_year
    needed = last.target - realised
    bands = tuple(
        Band((needed - one.median) / count, (needed - one.p90) / count, (needed - one.p10) / count)
        for one in last.backlog
    )
    return Pace(base_year, end, needed / count, bands, tuple(possible or (None,) * len(bands)))


def _step(
    added: Sequence[Sequence[float]] | None, year: int, target: tuple[float, str], realised: float
) -> PathYear | None:
    """``added``: homes at the end of the year, p90, median and p10 per scenario; more homes is less backlog."""
    if added is None:
        return None
    bands = tuple(Band(*(target[0] - realised - one[at] for at in (1, 0, 2))) for one in added)
    return PathYear(year, target[0], target[1], bands)
