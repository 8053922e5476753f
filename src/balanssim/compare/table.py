"""The headline rows, and the comparison as a plain structure: terminal, JSON and page all print this one.

Rows are chosen by issue, not by region: a region names its headline areas and corridors, and every variable that speaks
of an area is shown for the first of them. Loads are extra vehicles or passengers against the base date; ratios of load
to capacity are not among the rows, because the capacity of some links is disputed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from balanssim import texts
from balanssim.compare.courses import courses, plans
from balanssim.compare.differences import band
from balanssim.compare.structure import (
    Cell,
    Comparison,
    Deciding,
    GoalCell,
    GoalLine,
    Money,
    Outcome,
    ProjectCell,
    ProjectGap,
    ProjectLine,
)
from balanssim.texts import Lang

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "DEFAULT_YEAR",
    "Cell",
    "Comparison",
    "Deciding",
    "GoalCell",
    "GoalLine",
    "Money",
    "Outcome",
    "ProjectCell",
    "ProjectGap",
    "ProjectLine",
    "Row",
    "headline_rows",
    "outcome_label",
    "place_label",
    "tabulate",
]

#: Default reference date: 1 January 2041, the end of 2040.
DEFAULT_YEAR: Final = 2041
#: Headline places of the first region, for data without a region beside it.
AREAS: Final = ("GM0034", "flevoland")
ROADS: Final = ("hollandse-brug", "stichtse-brug", "a6-almere-lelystad")
TRANSIT: Final = ("flevolijn", "ijmeerverbinding")

_FOCUS: Final = (
    "jobs_all_added", "jobs_displaced", "jobs_per_resident_1564", "jobs_per_home", "jobs_per_labour_force",
    "share_working_outside", "share_working_outside_all", "out_commuters",
)  # fmt: skip
_REACH: Final = ("jobs_within_45min_car", "jobs_within_45min_transit")
_ELSEWHERE: Final = ("households_elsewhere", "jobs_elsewhere")
#: Rows printed indented, as a part of or a remark on the row above.
_BENEATH: Final = ("jobs_displaced", "share_working_outside_all")


@dataclass(frozen=True)
class Row:
    """One headline outcome: a variable in an area or corridor."""

    variable: str
    place: str
    mode: str = ""  # of a corridor: road or transit, for its unit

    @property
    def id(self) -> str:
        """Name in datasets and JSON."""
        return f"{self.variable}@{self.place}"

    @property
    def beneath(self) -> bool:
        """Printed indented under the row above."""
        return self.variable in _BENEATH


def headline_rows(
    areas: Sequence[str] = AREAS, roads: Sequence[str] = ROADS, transit: Sequence[str] = TRANSIT
) -> tuple[Row, ...]:
    """The headline rows: homes for every headline area, the rest for the first, loads for every headline corridor."""
    focus = areas[0]
    rows = [Row("homes_added", area) for area in areas]
    rows += [Row(variable, focus) for variable in _FOCUS]
    rows += [Row("commute_load_extra", corridor, "road") for corridor in roads]
    rows += [Row("commute_load_extra", corridor, "transit") for corridor in transit]
    rows += [Row(variable, focus) for variable in (*_REACH, *_ELSEWHERE)]
    return tuple(rows)


def place_label(labels: Mapping[str, tuple[str, str]], place: str, lang: Lang) -> str:
    """The name of an area, corridor or project, or its id."""
    return labels[place][0 if lang == "nl" else 1] if place in labels else place


def outcome_label(variable: str, place: str, lang: Lang, unit: str = "") -> str:
    """A headline row in words; falls back on the catalogue."""
    from balanssim.catalogue import VARIABLES

    code = f"compare.row.{variable}{'_transit' if unit == 'pass/h' else ''}"
    if code in texts.codes("messages", lang):
        return texts.message(code, lang, {"place": place})
    known = VARIABLES[variable]
    return f"{known.label_nl if lang == 'nl' else known.label_en}, {place}"


def tabulate(comparison: xr.Dataset, lang: Lang = "nl") -> Comparison:
    """The plain structure of a dataset made by ``compare``.

    Parameters
    ----------
    comparison : dataset with dims scenario, statistic, row, goal, project
    lang : language of the words

    Returns
    -------
    Comparison
    """
    attrs = comparison.attrs
    names = [str(name) for name in comparison.scenario.values]
    titles = [str(title) for title in comparison[f"title_{lang}"].values]
    return Comparison(
        lang=lang,
        sketch=texts.message("sketch_tool", lang),
        region=str(attrs["region"] if lang == "nl" else attrs.get("region_en", attrs["region"])),
        year=int(attrs["year"]),
        base_year=int(attrs["base_year"]),
        horizon_end=int(attrs["horizon_end"]),
        draws=int(attrs["draws"]),
        dropped=int(attrs["dropped"]),
        seed=None if int(attrs["seed"]) < 0 else int(attrs["seed"]),
        scenarios=tuple(zip(names, titles, strict=True)),
        outcomes=tuple(_outcome(comparison, row, names, lang) for row in range(comparison.sizes["row"])),
        goals=tuple(_goal(comparison, goal, names, lang) for goal in range(comparison.sizes["goal"])),
        projects=tuple(_projects(comparison, names, lang)),
        notes=tuple(_notes(attrs, lang)),
        money=tuple(_money(comparison, names, lang)),
        differing=tuple(json.loads(attrs["differing"])) if "differing" in attrs else None,
        courses=tuple(courses(comparison, names, lang)),
        plans=tuple(plans(comparison, names, lang)),
        feedback=tuple(json.loads(attrs.get("feedback", "[]"))),
    )


def _outcome(comparison: xr.Dataset, row: int, names: Sequence[str], lang: Lang) -> Outcome:
    held = [
        "value",
        "base_value",
        "base_level",
        "difference",
        "difference_mean",
        "higher",
        "lower",
        "noise",
        "indistinguishable",
    ]
    shares = ["deciding_explained", "deciding_floor"] if "deciding_share" in comparison else []
    part = comparison[[*held, *shares]].isel(row=row)
    cells = []
    for position, name in enumerate(names):
        one = part.isel(scenario=position)
        p10, median, p90 = band(one["value"])
        explained = _number(one["deciding_explained"]) if shares else None
        floor = _number(one["deciding_floor"]) if shares else None
        if position == 0:
            cells.append(Cell(name, median, p10, p90, explained=explained, noise_floor=floor))
            continue
        low, middle, high = band(one["difference"])
        cells.append(
            Cell(
                name,
                median,
                p10,
                p90,
                difference_median=middle,
                difference_p10=low,
                difference_p90=high,
                difference_mean=float(one.difference_mean),
                noise=_number(one.noise),
                indistinguishable=bool(one.indistinguishable),
                higher=_number(one.higher),
                lower=_number(one.lower),
                explained=explained,
                noise_floor=floor,
            )
        )
    coords = part.coords
    variable, unit = str(coords["row_variable"].item()), str(coords["row_unit"].item())
    place = str(coords[f"row_place_{lang}"].item())
    return Outcome(
        id=str(coords["row"].item()),
        label=outcome_label(variable, place, lang, unit),
        variable=variable,
        place=str(coords["row_place"].item()),
        place_label=place,
        unit=unit,
        year=int(comparison.attrs["year"]),
        beneath=bool(coords["row_beneath"].item()),
        cells=tuple(cells),
        base=_band(part["base_value"]),
        level=_band(part["base_level"]),
        deciding=tuple(_deciding(comparison, row, names, lang)) if shares else (),
    )


def _deciding(comparison: xr.Dataset, row: int, names: Sequence[str], lang: Lang) -> Iterable[Deciding]:
    """Factors that stand out, and opening years and luck also where they do not; largest share first, then by name."""
    part = comparison[["deciding_share", "deciding_stands_out"]].isel(row=row)
    factors = [str(name) for name in part["factor"].values]
    words = [str(label) for label in part[f"factor_{lang}"].values]
    kinds = [str(kind) for kind in part["factor_kind"].values]
    for position, name in enumerate(names):
        values = part["deciding_share"].isel(scenario=position).transpose("factor", "bound").values
        stands = part["deciding_stands_out"].isel(scenario=position).values
        found = [
            Deciding(
                factor,
                label,
                share=float(share[1]),
                low=float(share[0]),
                high=float(share[2]),
                scenario=name,
                stands_out=bool(out),
                project=_project_of(factor),
                kind=kind,
            )
            for factor, label, kind, share, out in zip(factors, words, kinds, values, stands, strict=True)
            if share[1] == share[1] and (out or kind == "luck" or _project_of(factor))
        ]
        yield from sorted(found, key=lambda one: (-one.share, one.factor))


def _project_of(factor: str) -> str:
    """The project whose opening year holds this luck, or nothing."""
    parts = factor.split(".")
    return parts[2] if parts[:2] == ["luck", "opening_year"] else ""


def _goal(comparison: xr.Dataset, goal: int, names: Sequence[str], lang: Lang) -> GoalLine:
    from balanssim.compare.goals import CROSSED, MET_OR_MISSED

    held = ["goal_futures", "goal_value", "goal_median", "goal_margin", "goal_indistinguishable", "goal_reached"]
    part = comparison[held].isel(goal=goal)
    coords = part.coords
    kind = str(coords["goal_kind"].item())
    cells = []
    for position, name in enumerate(names):
        one = part.isel(scenario=position)
        counted = _number(one.goal_futures)
        told = None if position == 0 or counted is None else bool(one.goal_indistinguishable)
        reached = _band(one["goal_reached"])
        band = _band(one["goal_value"])
        ends = None if band is None else (band[0], band[2])
        cells.append(GoalCell(name, _number(one.goal_median), counted, _number(one.goal_margin), told, reached, ends))
    return GoalLine(
        id=str(coords["goal"].item()),
        title=str(coords[f"goal_title_{lang}"].item()),
        kind=kind,
        counted="met" if kind in MET_OR_MISSED else "crossed" if kind in CROSSED else "",
        variable=str(coords["goal_variable"].item()),
        place=str(coords["goal_place"].item()),
        unit=str(coords["goal_unit"].item()),
        year=int(coords["goal_year"].item()),
        at_least=_number(coords["goal_at_least"]),
        at_most=_number(coords["goal_at_most"]),
        source=str(coords["goal_source"].item()),
        cells=tuple(cells),
    )


def _projects(comparison: xr.Dataset, names: Sequence[str], lang: Lang) -> Iterable[ProjectLine]:
    for position in range(comparison.sizes["project"]):
        held = ["opening_year", "opened", "opened_on_date", "opening_setting", "covered", "cost"]
        held += ["covered_meuro", "added_meuro"]
        part = comparison[held].isel(project=position)
        if not bool(part.coords["project_differs"].item()):
            continue
        cells = []
        for column, name in enumerate(names):
            one = part.isel(scenario=column)
            year = dict(zip(("p10", "median", "p90"), band(one["opening_year"]), strict=True))
            cells.append(
                ProjectCell(
                    name,
                    **year,
                    opened=float(one.opened),
                    setting=str(one.opening_setting.item()),
                    covered=_number(one.covered),
                    cost=_three(one.cost.values),
                    covered_meuro=_number(one.covered_meuro),
                    added_meuro=float(one.added_meuro),
                    on_date=_number(one.opened_on_date),
                )
            )
        label = str(part.coords[f"project_{lang}"].item())
        yield ProjectLine(str(part.coords["project"].item()), label, tuple(cells))


def _money(comparison: xr.Dataset, names: Sequence[str], lang: Lang) -> Iterable[Money]:
    projects = [str(name) for name in comparison["project"].values]
    words = [str(label) for label in comparison[f"project_{lang}"].values]
    for position, name in enumerate(names):
        one = comparison[["opened", "not_covered", "money"]].isel(scenario=position)
        gaps, unknown = [], []
        for column, (project, label) in enumerate(zip(projects, words, strict=True)):
            if not float(one.opened[column]) >= 0.5:
                continue
            gap = _three(one.not_covered.isel(project=column).values)
            if gap is None:
                unknown.append(label)
            elif gap[1] > 0:
                gaps.append(ProjectGap(project, label, *gap))
        low, central, high = (float(amount) for amount in one.money.values)
        yield Money(name, low, central, high, tuple(gaps), tuple(unknown))


def _band(values: xr.DataArray) -> tuple[float, float, float] | None:
    """p10, median and p90 of an array on ``statistic`` alone, or nothing where there is none."""
    return _three(band(values))


def _three(values: Sequence[float]) -> tuple[float, float, float] | None:
    first, second, third = (_number(value) for value in values)
    return None if first is None or second is None or third is None else (first, second, third)


def _notes(attrs: Mapping[Any, Any], lang: Lang) -> Iterable[str]:
    for code, params in json.loads(attrs["notes"]):
        yield texts.message(code, lang, params)


def _number(value: Any) -> float | None:
    number = float(value)
    return number if number == number and abs(number) != float("inf") else None
