"""Opening years of projects over the worlds, how they were set, and the money that is not there yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from balanssim import funding
from balanssim.compare.differences import STATISTICS, summary_of_years
from balanssim.compare.table import place_label
from balanssim.dims import DRAW, PROJECT

Array = npt.NDArray[np.float64]

#: ``opening_year`` of a project that does not open before the end of the horizon.
NOT_BEFORE_END: Final = 9999
#: The ends of a band that is not one over worlds.
BOUNDS: Final = ("low", "central", "high")


@dataclass(frozen=True)
class Setting:
    """What a scenario says of a project: ``assumed`` (a year by hand), ``procedures`` or ``never``; and its money.

    ``covered``: share of the central cost for which money is in sight; ``cost``: low, central, high and
    ``covered_meuro``: all in million euro at the price level of the sources; None where a source gives nothing.
    ``added_meuro``: what the scenario adds, which is no money that is there.
    """

    setting: str
    covered: float | None = None
    cost: tuple[float, float, float] | None = None
    covered_meuro: float | None = None
    added_meuro: float = 0.0

    @property
    def not_covered(self) -> tuple[float, float, float] | None:
        """Million euro still to be found: low, central, high; None where cost or cover is not known."""
        return funding.gap(self.cost, self.covered_meuro)


def openings(
    datasets: Mapping[str, xr.Dataset],
    worlds: Array,
    settings: Mapping[str, Mapping[str, Setting]],
    labels: Mapping[str, tuple[str, str]],
    year: int,
) -> xr.Dataset:
    """Opening years, settings and money per scenario and project.

    Parameters
    ----------
    datasets : results per scenario with ``opening_year`` (draw, project)
    worlds : labels of the worlds that count
    settings : per scenario and project
    labels : (nl, en) words of projects
    year : reference date 1 January

    Returns
    -------
    dataset with dims scenario, statistic, project, bound: ``opening_year``, ``opened`` (share of the worlds),
    ``opened_on_date`` (idem, in which it counts on the reference date: open by 1 July of its year, decision 0004),
    ``opening_setting``, ``covered``, ``cost``, ``covered_meuro`` and ``added_meuro`` (million euro), and ``money``
    (scenario, bound): million euro not covered of the projects that open within the horizon in half of the worlds
    """
    held = [data for data in datasets.values() if "opening_year" in data]
    projects = [str(name) for name in held[0][PROJECT].values] if len(held) == len(datasets) else []
    shape = (len(datasets), len(projects))
    years = np.full((len(datasets), len(STATISTICS), len(projects)), np.nan)
    opened, on_date, covered, covered_meuro, added = (np.full(shape, np.nan) for _ in range(5))
    cost, gap = (np.full((*shape, len(BOUNDS)), np.nan) for _ in range(2))
    words = np.full(shape, "", dtype=object)
    for line, (name, data) in enumerate(datasets.items()):
        if not projects:
            break
        picked = data["opening_year"].sel({DRAW: worlds.astype(np.int64), PROJECT: projects})
        values = picked.transpose(DRAW, PROJECT).values.astype(np.float64)
        years[line] = summary_of_years(values)
        opened[line] = (values < NOT_BEFORE_END).mean(axis=0)
        on_date[line] = (values <= year + 0.5).mean(axis=0)
        for column, project in enumerate(projects):
            setting = settings.get(name, {}).get(project, Setting(""))
            words[line, column] = setting.setting
            covered[line, column] = _number(setting.covered)
            covered_meuro[line, column] = _number(setting.covered_meuro)
            added[line, column] = setting.added_meuro
            cost[line, column] = setting.cost or np.nan
            gap[line, column] = setting.not_covered or (np.nan,) * len(BOUNDS)
    counted = np.where((opened >= 0.5)[..., None], gap, 0.0)
    return xr.Dataset(
        {
            "opening_year": (("scenario", "statistic", "project"), years),
            "opened": (("scenario", "project"), opened),
            "opened_on_date": (("scenario", "project"), on_date),
            "opening_setting": (("scenario", "project"), words),
            "covered": (("scenario", "project"), covered),
            "covered_meuro": (("scenario", "project"), covered_meuro),
            "added_meuro": (("scenario", "project"), added),
            "cost": (("scenario", "project", "bound"), cost),
            "not_covered": (("scenario", "project", "bound"), gap),
            "money": (("scenario", "bound"), np.nansum(counted, axis=1)),
        },
        coords={
            "bound": _words(BOUNDS),
            "project": _words(projects),
            "project_nl": ("project", _words([place_label(labels, project, "nl") for project in projects])),
            "project_en": ("project", _words([place_label(labels, project, "en") for project in projects])),
            "project_differs": ("project", _differs(years, words)),
        },
    )


def _differs(years: Array, words: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    differs = np.zeros(words.shape[1], dtype=bool)
    for line in range(1, len(words)):
        differs |= (years[line] != years[0]).any(axis=0) | (words[line] != words[0])
    return differs


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _words(values: Sequence[str]) -> npt.NDArray[np.object_]:
    return np.array(values, dtype=object)
