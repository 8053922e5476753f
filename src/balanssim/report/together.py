"""Scenarios, their runs and their region brought together: what a comparison and its page are made of."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim.compare.build import compare
from balanssim.compare.openings import Setting
from balanssim.compare.statements import statements
from balanssim.compare.table import DEFAULT_YEAR, Comparison, Row, headline_rows, tabulate
from balanssim.compare.woondeal import Deal, deals, highest_pace
from balanssim.errors import InputError, Problem
from balanssim.report import terminal
from balanssim.report.assumptions import assumptions, differing
from balanssim.report.page import Context, Inconsistency, RunRecord
from balanssim.report.papers import directions, sources
from balanssim.report.places import places_of
from balanssim.results import record
from balanssim.scenario.luck import Luck
from balanssim.scenario.resolved import resample as resample
from balanssim.texts import Lang

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

    from balanssim.region.index import RegionIndex
    from balanssim.region.outline import Outline
    from balanssim.region.read import Region
    from balanssim.scenario.resolved import Resolved

    Array = npt.NDArray[np.float64]

#: What the model does not know, and the words for it where congestion acts on travel times.
_UNKNOWNS = (
    ("page.unknown.times", "page.unknown.times_equilibrium"),
    ("page.unknown.traffic", "page.unknown.traffic"),
    ("page.unknown.capacity", "page.unknown.capacity"),
    ("page.unknown.commuting", "page.unknown.commuting"),
    ("page.unknown.jobs", "page.unknown.jobs"),
)


@dataclass(frozen=True)
class Run:
    """One column: where its results are, and how many blocks of worlds failed."""

    run_id: str
    path: Path
    failed: int = 0


@dataclass(frozen=True)
class Together:
    """A comparison and all it came from, in column order."""

    dataset: xr.Dataset
    names: tuple[str, ...]
    scenarios: tuple[Resolved, ...]
    runs: tuple[Run, ...]
    region: Region
    _tables: dict[Lang, Comparison] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def id(self) -> str:
        """Short name that follows from the runs and the year."""
        text = "|".join([*(run.run_id for run in self.runs), str(self.dataset.attrs["year"])])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def failed(self) -> int:
        """Blocks that failed, in all runs."""
        return sum(run.failed for run in self.runs)

    def deals(self) -> list[Deal]:
        """The housing deals of the region: phased path, published backlog, calculated backlog."""
        region = self.region
        areas = region.index.areas
        possible = {
            area: [highest_pace(set(areas[area].zones), _caps(resolved)) for resolved in self.scenarios]
            for area in dict.fromkeys(str(row["area"]) for row in region.woondeal.rows())
        }
        return deals(self.dataset, region.woondeal.rows(), region.known.rows(), region.index.base_year, possible)

    def deal_lines(self, lang: Lang) -> list[str]:
        """The housing deals in a few lines for the terminal."""
        areas = self.region.index.areas
        names = {area: entry.name_nl if lang == "nl" else entry.name_en for area, entry in areas.items()}
        return terminal.deals(self.deals(), self.table(lang), names)

    def table(self, lang: Lang) -> Comparison:
        """The plain structure in one language, made once."""
        if lang not in self._tables:
            self._tables[lang] = tabulate(self.dataset, lang)
        return self._tables[lang]


def _caps(resolved: Resolved) -> list[tuple[set[str], float]]:
    caps = resolved.scenario.levers.housing.pace_cap
    return [(set(resolved.index.areas[area].zones), float(cap)) for area, cap in caps.items()]


def put_together(
    scenarios: Sequence[Resolved],
    runs: Sequence[Run],
    datasets: Sequence[xr.Dataset],
    region: Region,
    *,
    year: int = DEFAULT_YEAR,
    notes: Sequence[tuple[str, dict[str, object]]] = (),
    worlds: Sequence[Mapping[str, Array]] = (),
    rows: Sequence[Row] | None = None,
) -> Together:
    """Compare finished runs of one region.

    Parameters
    ----------
    scenarios, runs, datasets : in column order; datasets with draw 1..N and ``seed`` in attrs
    region : the region of all
    year : reference date of the headline rows
    notes : message codes and their words, shown under the table
    worlds : per scenario the uncertain parameters that act in it: name -> (draw,) values of labels 1..N
    rows : headline rows in place of those of the region

    Raises
    ------
    InputError
        see ``compare``
    """
    names = unique([scenario.id for scenario in scenarios])
    titles: dict[str, tuple[str, str]] = {}
    for name, resolved in zip(names, scenarios, strict=True):
        again = name.removeprefix(resolved.id).strip("-")
        title = resolved.scenario.title
        nl, en = (f"{title.text(lang)} ({again})" if again else title.text(lang) for lang in ("nl", "en"))
        titles[name] = (nl, en)
    dataset = compare(
        dict(zip(names, datasets, strict=True)),
        {name: resolved.scenario.goals for name, resolved in zip(names, scenarios, strict=True)},
        year=year,
        rows=rows_of(region.index) if rows is None else rows,
        settings={name: settings(resolved, region) for name, resolved in zip(names, scenarios, strict=True)},
        labels=labels(region.index),
        titles=titles,
        region=region.index.title.get("nl", region.index.id),
        base_year=region.index.base_year,
        worlds=dict(zip(names, worlds, strict=True)) if worlds else None,
        tolerance=max(solved_to(one) for one in scenarios),
    )
    dataset.attrs["region_en"] = region.index.title.get("en", dataset.attrs["region"])
    dataset.attrs["areas"] = json.dumps(list(region.index.headline_areas))
    dataset.attrs["differing"] = json.dumps(differing(scenarios))
    dataset.attrs["feedback"] = json.dumps([one.scenario.numerics.congestion == "equilibrium" for one in scenarios])
    said = [*notes, *unsettled(names, scenarios, datasets), *with_luck(names, scenarios)]
    dataset.attrs["notes"] = json.dumps([*said, *json.loads(dataset.attrs["notes"])])
    return Together(dataset, tuple(names), tuple(scenarios), tuple(runs), region)


def unsettled(
    names: Sequence[str], scenarios: Sequence[Resolved], datasets: Sequence[xr.Dataset]
) -> list[tuple[str, dict[str, object]]]:
    """A note on each scenario with worlds in which the equilibrium was not found in one or more years."""
    notes: list[tuple[str, dict[str, object]]] = []
    for name, resolved, dataset in zip(names, scenarios, datasets, strict=True):
        if {"gap_route", "gap_demand"} <= set(dataset):
            # A gap as it is stored may be rounded up by half a unit of its last place.
            most = resolved.scenario.numerics.gap_tolerance * (1 + 1e-6)
            far = (dataset["gap_route"].values > most) | (dataset["gap_demand"].values > most)
            worlds = int(far.any(axis=1).sum())
            if worlds:
                notes.append(("compare.note.gap", {"n": worlds, "draws": dataset.sizes["draw"], "scenario": name}))
    return notes


def solved_to(resolved: Resolved) -> float:
    """Tolerance to which worlds of a scenario are solved; 0 where travel times do not follow loads."""
    numerics = resolved.scenario.numerics
    return numerics.gap_tolerance if numerics.congestion == "equilibrium" else 0.0


def with_luck(names: Sequence[str], scenarios: Sequence[Resolved]) -> list[tuple[str, dict[str, object]]]:
    """A note on scenarios whose bands hold luck of single municipalities, and which do not where they differ."""
    having = [name for name, one in zip(names, scenarios, strict=True) if one.scenario.luck != Luck()]
    if not having:
        return []
    code = "compare.note.luck" if len(having) == len(names) else "compare.note.luck_mixed"
    return [(code, {"scenarios": having})]


def unique(names: Sequence[str]) -> list[str]:
    """Names made unique by a number behind the repeated ones."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return result


def one_region(scenarios: Sequence[Resolved]) -> None:
    """Raise ``InputError`` for scenarios of another region than the first."""
    first = scenarios[0].index
    problems = [
        Problem(resolved.id, 0, 0, "region", "compare.regions_differ", {"region": resolved.index.id, "first": first.id})
        for resolved in scenarios[1:]
        if resolved.index.path.resolve() != first.path.resolve()
    ]
    if problems:
        raise InputError(problems)


def within_horizon(scenarios: Sequence[Resolved], year: int) -> None:
    """Raise ``InputError`` for scenarios that do not run to ``year``, before anything is computed."""
    problems = []
    for resolved in scenarios:
        horizon = resolved.scenario.horizon
        if not horizon.start <= year <= horizon.end:
            params = {"year": year, "start": horizon.start, "end": horizon.end}
            problems.append(Problem(resolved.id, 0, 0, "year", "compare.year_outside", params))
    if problems:
        raise InputError(problems)


def rows_of(index: RegionIndex) -> tuple[Row, ...]:
    """Headline rows of a region: homes for its first headline area and for provinces, loads for its corridors."""
    areas = index.headline_areas
    shown = [area for area in areas[1:] if index.areas[area].kind == "province"] or list(areas[1:2])
    modes = {corridor: index.corridors[corridor].mode for corridor in index.headline_corridors}
    roads = [corridor for corridor, mode in modes.items() if mode == "car"]
    return headline_rows([areas[0], *shown], roads, [corridor for corridor in modes if corridor not in roads])


def labels(index: RegionIndex) -> dict[str, tuple[str, str]]:
    """Short names of areas, corridors, projects and parameters; what stands between brackets is left to their page."""
    found: dict[str, tuple[str, str]] = {}
    entries: Iterable[Any]
    found |= {name: (_short(spec.label_nl), _short(spec.label_en)) for name, spec in index.specs.items()}
    for entries in (index.corridors.values(), index.projects.values()):
        found |= {entry.id: (_short(entry.name_nl), _short(entry.name_en)) for entry in entries}
    return found | {area: (entry.name_nl, entry.name_en) for area, entry in index.areas.items()}


def _short(name: str) -> str:
    return name.split(" (")[0]


def settings(resolved: Resolved, region: Region) -> dict[str, Setting]:
    """How the opening of each project was set, its cover by the sources and the money that the scenario adds."""
    levers, money = resolved.scenario.levers.infrastructure, statements(resolved, region)
    found = {}
    for project, default in zip(
        region.infrastructure["project"], region.infrastructure["default_opening"], strict=True
    ):
        lever, one = levers.get(project), money[project]
        opening = str(lever.opening if lever and lever.opening is not None else default)
        setting = opening if opening in ("procedures", "never") else "assumed"
        found[project] = Setting(setting, one.share, one.cost, one.found, one.added)
    return found


def context(
    together: Together, lang: Lang, *, command: str = "", date: str = "", outline: Outline | None = None
) -> Context:
    """What stands beside the numbers on the page; ``outline``: the background of the map, instead of the region's."""
    runs = []
    for title, run in zip(together.dataset[f"title_{lang}"].values, together.runs, strict=True):
        written = record.read(run.path)
        sampling = written["question"]["sampling"]
        files = tuple((str(item["name"]), str(item["sha256"])) for item in written["files"])
        version = str(written["versions"].get("balanssim", ""))
        runs.append(RunRecord(str(title), run.run_id, int(sampling["draws"]), int(sampling["seed"]), version, files))
    differ = list(assumptions(together.scenarios, together.region, lang))
    inconsistencies = [
        Inconsistency(
            str(row[f"subject_{lang}"]), str(row[f"found_{lang}"]), str(row[f"choice_{lang}"]), str(row["source"])
        )
        for row in together.region.inconsistencies.rows()
    ]
    found = together.table(lang)
    said = [goal.source for goal in found.goals] + [cell.source for item in differ for cell in item.cells]
    return Context(
        date=date,
        command=command,
        assumptions=differ,
        inconsistencies=inconsistencies,
        sources=sources(said, together.region),
        directions=directions([outcome.place for outcome in found.outcomes], together.region, lang),
        runs=runs,
        unknowns=[texts.message(codes[all(found.feedback)], lang) for codes in _UNKNOWNS],
        deals=together.deals(),
        places=places_of(together.region, lang, outline),
        area_kinds=area_kinds(together.region.index),
    )


def area_kinds(index: RegionIndex) -> dict[str, str]:
    """Kind of the areas in the table of municipalities: those in the study area, each set of zones once.

    A ``group`` is made for a limit (drinking water, a shared pace): nobody governs it, so it is left out.
    """
    study = set(index.areas[index.study_area].zones)
    found: dict[str, str] = {}
    seen: set[tuple[str, ...]] = set()
    for area, entry in index.areas.items():
        zones = tuple(sorted(entry.zones))
        if (
            entry.kind not in ("zone", "group")
            and study.issuperset(zones)
            and (entry.kind == "municipality" or zones not in seen)
        ):
            found[area] = entry.kind
            seen.add(zones)
    return found


def repeat(scenarios: Sequence[str], together: Together, overrides: Sequence[str], lang: Lang) -> str:
    """The command that gives the same numbers; folders of the machine are left out."""
    attrs = together.dataset.attrs
    words = ["balanssim", "compare", *(record.without_paths(scenario) for scenario in scenarios)]
    sampling = together.scenarios[0].scenario.sampling
    words += ["--draws", str(sampling.draws), "--seed", str(sampling.seed), "--year", str(attrs["year"])]
    for text in overrides:
        words += ["--set", record.without_paths(text)]
    return shlex.join([*words, "--lang", lang])
