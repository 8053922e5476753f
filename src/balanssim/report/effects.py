"""``balanssim network effects``: what projects do to travel, as text, plain data and CSV."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balanssim import paired, texts
from balanssim.compare import effects
from balanssim.errors import InputError, Problem
from balanssim.positions import Place
from balanssim.report import numbers
from balanssim.report.listing import columns
from balanssim.report.procedures import WIDTH
from balanssim.report.terminal import SAME, nonzero
from balanssim.scenario.semantics import names_of, unknown_name

if TYPE_CHECKING:
    from balanssim.compare.effects import Effect
    from balanssim.region.index import RegionIndex
    from balanssim.region.read import Region
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang

VARIANT = "network.variant"
#: Rows of one kind in the table of a project, those that change most; and kinds of areas that are shown.
_MOST = {"minutes": 3, "commute_load": 8, "jobs": 4}
_FEW = 3
_AREAS = ("zone", "municipality")
_COLUMNS = (
    "project", "measure", "place", "unit", "without", "with", "difference_p10", "difference_median", "difference_p90",
    "indistinguishable", "difference_base_network", "difference_variant",
)  # fmt: skip


@dataclass(frozen=True)
class Effects:
    """Effects of projects on one date, with the scenario they were asked of; ``open_share`` of the worlds in which it
    has each project by then; ``variant_share`` of the worlds with the variant of the network.
    """

    resolved: Resolved
    year: int
    rows: tuple[Effect, ...]
    open_share: dict[str, float]
    variant_share: float
    study: frozenset[str]

    def of(self, project: str) -> list[Effect]:
        """The effects of one project."""
        return [row for row in self.rows if row.project == project]

    def to_json(self) -> dict[str, Any]:
        """Plain values; what does not exist is null."""
        scenario = self.resolved.scenario
        return {
            "scenario": scenario.id, "draws": scenario.sampling.draws, "seed": scenario.sampling.seed,
            "year": self.year, "congestion": scenario.numerics.congestion,
            "share_of_worlds_with_variant": self.variant_share,
            "projects": [
                {
                    "project": project, "share_of_worlds_open": share,
                    "effects": [dict(zip(_COLUMNS[1:], _cells(row)[1:], strict=True)) for row in self.of(project)],
                }
                for project, share in self.open_share.items()
            ],
        }  # fmt: skip

    def table(self) -> str:
        """Every row as CSV, with a header; an empty cell where the quantity does not exist."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for row in self.rows:
            writer.writerow(["" if cell is None else cell for cell in _cells(row)])
        return buffer.getvalue()

    def text(self, lang: Lang) -> str:
        """One line per project where there are several, the tables of each where one or two were asked for."""
        scenario = self.resolved.scenario
        words: dict[str, object] = {"scenario": scenario.title.text(lang), "n": scenario.sampling.draws}
        words["date"] = numbers.date(self.year, lang)
        lines = [texts.message("effects.title", lang, words)]
        if len(self.open_share) > 2:
            lines += ["", self._summary(lang)]
        else:
            for project, share in self.open_share.items():
                lines += ["", *self._project(project, share, lang)]
        return "\n".join([*lines, "", *self._notes(lang)])

    def _summary(self, lang: Lang) -> str:
        index = self.resolved.index
        corridors, area = index.headline_corridors[:2], index.headline_areas[0]
        wanted: list[tuple[str, tuple[str, ...]]] = [("hours_car", ()), ("hours_transit", ())]
        wanted += [("commute_load", (corridor,)) for corridor in corridors]
        wanted += [(name, (area,)) for name in paired.BY_AREA]
        heads = [texts.message("effects.head.project", lang)]
        for measure, place in wanted:
            where = _place(index, place, lang)
            heads.append(texts.message(f"effects.short.{measure}", lang, {"place": where}))
        rows = []
        for project in self.open_share:
            found = {(row.measure, row.place): row for row in self.of(project)}
            cells = [_brief(found[one], lang) if one in found else numbers.DASH for one in wanted]
            rows.append([project, *cells])
        return columns(heads, rows)

    def _project(self, project: str, share: float, lang: Lang) -> list[str]:
        index = self.resolved.index
        words = {"project": _name(index, project, lang), "n": numbers.per_hundred(share)}
        heads = [texts.message(f"effects.head.{name}", lang) for name in ("measure", "place", "without", "with")]
        heads.append(texts.message("effects.head.difference", lang))
        chosen = self._chosen(project)
        rows = [
            [
                _measure(row, lang), _place(index, row.place, lang),
                numbers.value(row.without, row.unit, lang), numbers.value(row.with_it, row.unit, lang),
                _difference(row, lang),
            ]
            for row in chosen
        ]  # fmt: skip
        lines = [*textwrap.wrap(texts.message("effects.project", lang, words), WIDTH), "", columns(heads, rows)]
        apart = _apart(chosen)
        if apart is not None:
            ends = [numbers.margin(value, apart.unit, lang) for value in apart.by_variant]
            told = {
                "label": self._variant(lang),
                "measure": _measure(apart, lang),
                "place": _place(index, apart.place, lang),
            }
            lines += textwrap.wrap(
                texts.message("effects.apart", lang, {**told, "base": ends[0], "variant": ends[1]}), WIDTH
            )
        return lines

    def _chosen(self, project: str) -> list[Effect]:
        """What changes most, and what all travellers together gain whether it can be told or not."""
        rows = self.of(project)
        made = [row for row in rows if row.measure.startswith("hours")]
        areas = self.resolved.index.areas
        for measure in dict.fromkeys(row.measure for row in rows if not row.measure.startswith("hours")):
            told = [row for row in rows if row.measure == measure and _tells(row)]
            if measure in paired.BY_AREA:
                told = [row for row in told if areas[row.place[0]].kind in _AREAS and row.place[0] in self.study]
            told.sort(key=lambda row: -abs(row.weight or row.median or row.with_it or 0.0))
            made += told[: _MOST.get(measure, _MOST.get(measure.split("_")[0], _FEW))]
        return made

    def _variant(self, lang: Lang) -> str:
        spec = self.resolved.index.specs[VARIANT]
        return spec.label_nl if lang == "nl" else spec.label_en

    def _notes(self, lang: Lang) -> list[str]:
        words = {"label": self._variant(lang), "n": numbers.per_hundred(self.variant_share)}
        codes = ("paired", "hours", "variant", self.resolved.scenario.numerics.congestion)
        notes = [texts.message(f"effects.{code}", lang, words) for code in codes]
        if len(self.open_share) > 2:
            notes.append(texts.message("effects.more", lang))
        return [line for note in notes for line in textwrap.wrap(note, WIDTH)]


def checked(resolved: Resolved, projects: Sequence[str], year: int) -> tuple[str, ...]:
    """The projects asked for, by default all. Raises ``InputError`` for unknown ones and a year that cannot be."""
    index, horizon = resolved.index, resolved.scenario.horizon
    names = names_of(index)
    problems = [
        unknown_name("projects", project, names, Place("--project"), ())
        for project in projects
        if project not in names["projects"]
    ]
    if not horizon.start < year <= horizon.end:
        params = {"found": year, "start": horizon.start + 1, "end": horizon.end}
        problems.append(Problem("--year", 0, 0, "", "scenario.year_outside", params))
    if problems:
        raise InputError(problems)
    return tuple(dict.fromkeys(projects)) or tuple(index.projects)


def answer(
    resolved: Resolved, region: Region, projects: Sequence[str], year: int, progress: paired.Progress | None = None
) -> Effects:
    """Effects of projects whose names and year were ``checked``."""
    found = paired.pairs(resolved, region, projects, year, progress)
    index = resolved.index
    transit = frozenset(name for name, corridor in index.corridors.items() if corridor.mode == "transit")
    inside = set(index.areas[index.study_area].zones)
    study = frozenset(name for name, area in index.areas.items() if inside.issuperset(area.zones))
    return Effects(
        resolved, year, tuple(effects.effects(found, transit)),
        {pair.project: pair.open_share for pair in found.pairs}, float(found.wide.mean()), study,
    )  # fmt: skip


def _tells(row: Effect) -> bool:
    """Whether a row says something: a difference that shows, or what is there with the project alone."""
    if row.median is None:
        return row.without is None and row.with_it is not None
    return not row.same and nonzero(row.median, row.unit)


def _apart(rows: Sequence[Effect]) -> Effect | None:
    """The load on which the variant of the network makes the largest difference to the effect, if it is to be seen."""
    both = [row for row in rows if row.measure == "commute_load" and None not in row.by_variant]
    gap = {id(row): abs((row.by_variant[1] or 0.0) - (row.by_variant[0] or 0.0)) for row in both}
    most = max(both, key=lambda row: gap[id(row)], default=None)
    return most if most is not None and nonzero(gap[id(most)], most.unit) else None


def _measure(row: Effect, lang: Lang) -> str:
    return texts.message(f"effects.measure.{row.measure}{'_transit' if row.unit == 'pass/h' else ''}", lang)


def _place(index: RegionIndex, place: Sequence[str], lang: Lang) -> str:
    return " > ".join(_name(index, one, lang) for one in place) or texts.message("effects.everywhere", lang)


def _name(index: RegionIndex, name: str, lang: Lang) -> str:
    for table in (index.projects, index.corridors, index.areas, index.zones):
        if name in table:
            entry = table[name]
            return (entry.name_nl if lang == "nl" else entry.name_en).split(" (")[0]
    return name


def _difference(row: Effect, lang: Lang) -> str:
    if row.same:
        return f"{SAME} {texts.message('compare.indistinguishable', lang)}"
    return numbers.difference(row.median, row.low, row.high, row.unit, lang)


def _brief(row: Effect, lang: Lang) -> str:
    return SAME if row.same else numbers.difference(row.median, row.low, row.high, row.unit, lang)


def _cells(row: Effect) -> list[Any]:
    """Plain cells in order of ``_COLUMNS``."""
    return [
        row.project, row.measure, ">".join(row.place), row.unit, row.without, row.with_it, row.low, row.median,
        row.high, row.same, *row.by_variant,
    ]  # fmt: skip
