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
        outcomes=tuple(_outcome(comparison, part, names, lang) for part in _split(comparison, "row")),
        goals=tuple(_goal(part, names, lang) for part in _split(comparison, "goal")),
        projects=tuple(_projects(comparison, names, lang)),
        notes=tuple(_notes(attrs, lang)),
        money=tuple(_money(comparison, names, lang)),
        differing=tuple(json.loads(attrs["differing"])) if "differing" in attrs else None,
        courses=tuple(courses(comparison, names, lang)),
        plans=tuple(plans(comparison, names, lang)),
        feedback=tuple(json.loads(attrs.get("feedback", "[]"))),
    )


def _split(comparison: xr.Dataset, dim: str) -> list[dict[str, Any]]:
    """What stands on each label of a dim, by name: a value, or an array by scenario, then p10, median and p90 or bound.

    Each array is read once: an outcome by its labels takes ten times as long, and a page waits for it.
    """
    statistics = [str(name) for name in comparison["statistic"].values]
    ends = [statistics.index(name) for name in ("p10", "median", "p90")]
    made = {}
    for name, one in comparison.variables.items():
        rest = [other for other in ("scenario", "statistic", "bound") if other in one.dims]
        if {dim, *rest} == set(one.dims) and dim in one.dims:
            values = one.transpose(dim, *rest).values
            made[str(name)] = values[..., ends] if rest[-1:] == ["statistic"] else values
    return [{name: values[at] for name, values in made.items()} for at in range(comparison.sizes[dim])]


def _outcome(comparison: xr.Dataset, part: Mapping[str, Any], names: Sequence[str], lang: Lang) -> Outcome:
    shares = "deciding_explained" in part
    cells = []
    for position, name in enumerate(names):
        p10, median, p90 = part["value"][position].tolist()
        explained = _number(part["deciding_explained"][position]) if shares else None
        floor = _number(part["deciding_floor"][position]) if shares else None
        if position == 0:
            cells.append(Cell(name, median, p10, p90, explained=explained, noise_floor=floor))
            continue
        low, middle, high = part["difference"][position].tolist()
        cells.append(
            Cell(
                name,
                median,
                p10,
                p90,
                difference_median=middle,
                difference_p10=low,
                difference_p90=high,
                difference_mean=float(part["difference_mean"][position]),
                noise=_number(part["noise"][position]),
                indistinguishable=bool(part["indistinguishable"][position]),
                higher=_number(part["higher"][position]),
                lower=_number(part["lower"][position]),
                explained=explained,
                noise_floor=floor,
            )
        )
    variable, unit, place = (str(part[name]) for name in ("row_variable", "row_unit", f"row_place_{lang}"))
    return Outcome(
        id=str(part["row"]),
        label=outcome_label(variable, place, lang, unit),
        variable=variable,
        place=str(part["row_place"]),
        place_label=place,
        unit=unit,
        year=int(comparison.attrs["year"]),
        beneath=bool(part["row_beneath"]),
        cells=tuple(cells),
        base=_three(part["base_value"]),
        level=_three(part["base_level"]),
        deciding=tuple(_deciding(comparison, str(part["row"]), names, lang)) if shares else (),
    )


def _deciding(comparison: xr.Dataset, row: str, names: Sequence[str], lang: Lang) -> Iterable[Deciding]:
    """Factors that stand out, and opening years and luck also where they do not; largest share first, then by name."""
    part = comparison[["deciding_share", "deciding_stands_out"]].sel(row=row)
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


def _goal(part: Mapping[str, Any], names: Sequence[str], lang: Lang) -> GoalLine:
    from balanssim.compare.goals import CROSSED, MET_OR_MISSED

    kind = str(part["goal_kind"])
    cells = []
    for position, name in enumerate(names):
        counted = _number(part["goal_futures"][position])
        told = None if position == 0 or counted is None else bool(part["goal_indistinguishable"][position])
        reached, band = (_three(part[f"goal_{of}"][position]) for of in ("reached", "value"))
        ends = None if band is None else (band[0], band[2])
        median, margin = (_number(part[f"goal_{of}"][position]) for of in ("median", "margin"))
        cells.append(GoalCell(name, median, counted, margin, told, reached, ends))
    return GoalLine(
        id=str(part["goal"]),
        title=str(part[f"goal_title_{lang}"]),
        kind=kind,
        counted="met" if kind in MET_OR_MISSED else "crossed" if kind in CROSSED else "",
        variable=str(part["goal_variable"]),
        place=str(part["goal_place"]),
        unit=str(part["goal_unit"]),
        year=int(part["goal_year"]),
        at_least=_number(part["goal_at_least"]),
        at_most=_number(part["goal_at_most"]),
        source=str(part["goal_source"]),
        cells=tuple(cells),
    )


def _projects(comparison: xr.Dataset, names: Sequence[str], lang: Lang) -> Iterable[ProjectLine]:
    for part in _split(comparison, "project"):
        if not bool(part["project_differs"]):
            continue
        cells = []
        for column, name in enumerate(names):
            year = dict(zip(("p10", "median", "p90"), part["opening_year"][column].tolist(), strict=True))
            cells.append(
                ProjectCell(
                    name,
                    **year,
                    opened=float(part["opened"][column]),
                    setting=str(part["opening_setting"][column]),
                    covered=_number(part["covered"][column]),
                    cost=_three(part["cost"][column]),
                    covered_meuro=_number(part["covered_meuro"][column]),
                    added_meuro=float(part["added_meuro"][column]),
                    on_date=_number(part["opened_on_date"][column]),
                )
            )
        yield ProjectLine(str(part["project"]), str(part[f"project_{lang}"]), tuple(cells))


def _money(comparison: xr.Dataset, names: Sequence[str], lang: Lang) -> Iterable[Money]:
    projects = _split(comparison, "project")
    totals = comparison["money"].transpose("scenario", "bound").values.tolist()
    for position, (name, amounts) in enumerate(zip(names, totals, strict=True)):
        gaps, unknown = [], []
        for part in projects:
            if not float(part["opened"][position]) >= 0.5:
                continue
            gap, label = _three(part["not_covered"][position]), str(part[f"project_{lang}"])
            if gap is None:
                unknown.append(label)
            elif gap[1] > 0:
                gaps.append(ProjectGap(str(part["project"]), label, *gap))
        low, central, high = amounts
        yield Money(name, low, central, high, tuple(gaps), tuple(unknown))


def _three(values: Sequence[float]) -> tuple[float, float, float] | None:
    first, second, third = (_number(value) for value in values)
    return None if first is None or second is None or third is None else (first, second, third)


def _notes(attrs: Mapping[Any, Any], lang: Lang) -> Iterable[str]:
    for code, params in json.loads(attrs["notes"]):
        yield texts.message(code, lang, params)


def _number(value: Any) -> float | None:
    number = float(value)
    return number if number == number and abs(number) != float("inf") else None
