"""``balanssim needed``: a question about a signal value, put to runs of a scenario, and the answer as data and text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from math import isinf
from typing import TYPE_CHECKING, Any

import numpy as np

from balanssim import catalogue, texts
from balanssim.compare import needed
from balanssim.compare.build import unit_of
from balanssim.compare.openings import NOT_BEFORE_END
from balanssim.compare.table import outcome_label
from balanssim.dims import AREA, CORRIDOR, DRAW, YEAR
from balanssim.errors import InputError, Problem
from balanssim.positions import Place
from balanssim.report import numbers
from balanssim.report.listing import columns
from balanssim.report.procedures import WIDTH
from balanssim.scenario.semantics import names_of, unknown_name

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.compare.needed import LatestOpening, Tipping
    from balanssim.region.index import RegionIndex
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang

#: Overrides -> results of the scenario with them.
Run = Callable[[Sequence[str]], "xr.Dataset"]
#: Overrides -> what is wrong with the scenario with them.
Check = Callable[[Sequence[str]], list[Problem]]
HOMES = "homes_added"


@dataclass(frozen=True)
class Asked:
    """What is asked: ``variable`` in ``place``, the signal value, homes counted in ``homes``, dates up to ``until``.

    ``share`` 0..1 of the worlds in which a project has to be in time; ``projects`` ids; ``measures`` ``key=value``.
    An empty ``place`` or ``homes`` is the first headline corridor or area of the region; ``until`` None its horizon.
    """

    variable: str
    signal: needed.Signal
    place: str = ""
    homes: str = ""
    until: int | None = None
    share: float = 0.5
    projects: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One side of the answer: without or with the measures."""

    tipping: Tipping
    openings: tuple[LatestOpening, ...]


@dataclass(frozen=True)
class Needs:
    """The answer, with what it was asked of; ``measured`` None where no measure was given."""

    resolved: Resolved
    asked: Asked
    plain: Case
    measured: Case | None

    @property
    def until(self) -> int:
        """The last reference date looked at."""
        return self.asked.until or self.resolved.scenario.horizon.end

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        corridor = self.resolved.index.corridors.get(self.asked.place)
        return unit_of(self.asked.variable, corridor is not None and corridor.mode == "transit")

    def cases(self) -> list[tuple[str, Case]]:
        """Both sides by the code of their words."""
        return [("without", self.plain), *([("with", self.measured)] if self.measured else [])]

    def to_json(self) -> dict[str, Any]:
        """Plain values; what is not reached is null."""
        scenario, asked = self.resolved.scenario, self.asked
        return {
            "scenario": scenario.id, "draws": scenario.sampling.draws, "seed": scenario.sampling.seed,
            "indicator": asked.variable, "place": asked.place, "unit": self.unit, "signal": asked.signal.bound,
            "crossed_when": "below" if asked.signal.floor else "above", "until": self.until, "homes_in": asked.homes,
            "share": asked.share, "measures": list(asked.measures),
            **{f"{name}_measures": _plain(case) for name, case in self.cases()},
        }  # fmt: skip

    def text(self, lang: Lang) -> str:
        """The answer for the terminal."""
        return "\n".join([*self._head(lang), "", *self._tipping(lang), *self._openings(lang)])

    def _head(self, lang: Lang) -> list[str]:
        index, asked, scenario = self.resolved.index, self.asked, self.resolved.scenario
        words = {
            "outcome": outcome_label(asked.variable, _name(index, asked.place, lang), lang, self.unit),
            "bound": numbers.exact(asked.signal.bound, self.unit, lang),
            "unit": "" if self.unit == "share" else f" {numbers.unit_label(self.unit, lang)}",
            "until": numbers.date(self.until, lang),
        }
        named = {"scenario": scenario.title.text(lang), "n": scenario.sampling.draws}
        side = "below" if asked.signal.floor else "above"
        return [texts.message("needed.title", lang, named), texts.message(f"needed.signal.{side}", lang, words)]

    def _tipping(self, lang: Lang) -> list[str]:
        area = _name(self.resolved.index, self.asked.homes, lang)
        heads = ["", *(texts.message(f"needed.head.{name}", lang, {"area": area}) for name in _HEADS)]
        rows = tipping_rows(self, lang)
        lines = [columns(heads, rows)]
        if self.asked.measures:
            lines += _wrapped(texts.message("needed.measures", lang, {"measures": ", ".join(self.asked.measures)}))
        if self.plain.tipping.at_once:
            words = {"n": numbers.per_hundred(self.plain.tipping.at_once)}
            lines += _wrapped(texts.message("needed.at_once", lang, words))
        return lines

    def sentences(self, lang: Lang) -> list[str]:
        """Of every project the latest opening year, without and with the measures."""
        return [self._sentence(name, found, lang) for name, case in self.cases() for found in case.openings]

    def _openings(self, lang: Lang) -> list[str]:
        lines: list[str] = []
        heads = [texts.message(f"needed.head.{name}", lang) for name in ("opening", "within")]
        for name, case in self.cases():
            for found in case.openings:
                rows = [
                    [_opening(one.year, self.resolved.scenario.horizon.end, lang), numbers.per_hundred(one.within)]
                    for one in found.tried
                ]
                lines += ["", *_wrapped(self._sentence(name, found, lang)), columns(heads, rows)]
        return [*lines, "", *_wrapped(texts.message("needed.assumed", lang))] if lines else []

    def _sentence(self, name: str, found: LatestOpening, lang: Lang) -> str:
        within = {one.year: one.within for one in found.tried}
        years = [one.year for one in found.tried if one.year is not None]
        words: dict[str, object] = {
            "project": _name(self.resolved.index, found.project, lang),
            "case": texts.message(f"needed.case.{name}", lang),
            "n": numbers.per_hundred(within[found.latest or (years[0] if years else None)]),
        }
        if found.unneeded:
            return texts.message("needed.unneeded", lang, words)
        if found.latest is None:
            return texts.message("needed.too_late", lang, {**words, "year": str(years[0])})
        later = min((year for year in years if year > found.latest), default=None)
        words |= {"year": str(found.latest), "later": numbers.per_hundred(within[later])}
        return texts.message("needed.latest", lang, words)


_HEADS = ("crossed", "first", "homes")


def tipping_rows(found: Needs, lang: Lang) -> list[list[str]]:
    """Without and with the measures: N of 100 worlds that cross, the year of crossing, homes until then."""
    rows = []
    for name, case in found.cases():
        one = case.tipping
        low, middle, high = (_homes(value, lang) for value in one.homes)
        after = texts.message("needed.not_reached_at", lang, {"homes": _homes(one.homes_end[1], lang)})
        rows.append(
            [
                texts.message(f"needed.case.{name}", lang),
                numbers.per_hundred(one.crossed),
                numbers.opening_band(*one.year, found.until, lang),
                f"{after if isinf(one.homes[1]) else middle} [{low}{numbers.DASH}{high}]",
            ]
        )
    return rows


def answer(asked: Asked, resolved: Resolved, run: Run, check: Check) -> Needs:
    """Put the question to runs of a scenario.

    Parameters
    ----------
    asked : the question; names are checked, all problems at once
    resolved : the scenario without measures
    run : results of the scenario with some overrides, draw 1..N
    check : problems of the scenario with some overrides

    Raises
    ------
    InputError
    """
    asked = _checked(asked, resolved, check(asked.measures))
    cases = [_case(asked, resolved, run, ())]
    if asked.measures:
        cases.append(_case(asked, resolved, run, asked.measures))
    return Needs(resolved, asked, cases[0], cases[1] if asked.measures else None)


def _case(asked: Asked, resolved: Resolved, run: Run, measures: Sequence[str]) -> Case:
    horizon = resolved.scenario.horizon
    until = asked.until or horizon.end

    def course(overrides: Sequence[str], variable: str, place: str) -> tuple[Any, Any]:
        data = run([*measures, *overrides])
        dim = CORRIDOR if CORRIDOR in data[variable].dims else AREA
        picked = data[variable].sel({dim: place}).sel({YEAR: slice(None, until)}).transpose(DRAW, YEAR)
        values = picked.values.astype(np.float64)
        return data[YEAR].sel({YEAR: slice(None, until)}).values, values[~np.isnan(values).any(axis=1)]

    def within(project: str, year: int | None) -> float:
        opening = "never" if year is None else year
        _, outcome = course([f"levers.infrastructure.{project}.opening={opening}"], asked.variable, asked.place)
        return float((~asked.signal.crossed(outcome)).all(axis=1).mean())

    years, outcome = course([], asked.variable, asked.place)
    found = needed.tipping(years, outcome, course([], HOMES, asked.homes)[1], asked.signal)
    candidates = range(resolved.index.known_until + 1, horizon.end + 1)

    def latest(project: str) -> LatestOpening:
        return needed.latest_opening(project, candidates, lambda year: within(project, year), asked.share)

    return Case(found, tuple(latest(project) for project in asked.projects))


def _checked(asked: Asked, resolved: Resolved, found: Sequence[Problem]) -> Asked:
    """The question with its defaults filled in. Raises ``InputError``, also with what was ``found`` in the measures."""
    index, horizon = resolved.index, resolved.scenario.horizon
    names = names_of(index)
    problems = [replace(one, file="--measure") if one.file == "--set" else one for one in found]
    variable = catalogue.VARIABLES.get(asked.variable)
    place, homes = asked.place, asked.homes or index.headline_areas[0]
    if variable is None:
        problems.append(unknown_name("variables", asked.variable, names, Place("--indicator"), ()))
    elif variable.dims not in ((YEAR, AREA), (YEAR, CORRIDOR)):
        problems.append(Problem("--indicator", 0, 0, "", "needed.dims", {"name": asked.variable}))
    else:
        kind = "areas" if AREA in variable.dims else "corridors"
        place = place or (index.headline_areas if kind == "areas" else index.headline_corridors)[0]
        if place not in names[kind]:
            problems.append(unknown_name(kind, place, names, Place("--place"), ()))
    if homes not in names["areas"]:
        problems.append(unknown_name("areas", homes, names, Place("--homes-in"), ()))
    for project in asked.projects:
        if project not in names["projects"]:
            problems.append(unknown_name("projects", project, names, Place("--project"), ()))
    if asked.until is not None and not horizon.start < asked.until <= horizon.end:
        params = {"found": asked.until, "start": horizon.start + 1, "end": horizon.end}
        problems.append(Problem("--until", 0, 0, "", "scenario.year_outside", params))
    if asked.share > 1.0:
        problems.append(Problem("--in", 0, 0, "", "rehearse.share", {"found": round(asked.share * 100)}))
    if problems:
        raise InputError(problems)
    return replace(asked, place=place, homes=homes)


def _name(index: RegionIndex, name: str, lang: Lang) -> str:
    entry = index.areas.get(name) or index.corridors.get(name) or index.projects[name]
    return (entry.name_nl if lang == "nl" else entry.name_en).split(" (")[0]


def _homes(value: float, lang: Lang) -> str:
    return texts.message("needed.not_reached", lang) if isinf(value) else numbers.value(value, "homes", lang)


def _opening(year: int | None, end: int, lang: Lang) -> str:
    return texts.message("compare.not_before", lang, {"year": end}) if year is None else str(year)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)


def _plain(case: Case) -> dict[str, Any]:
    found = asdict(case.tipping)
    found["year"] = [None if year >= NOT_BEFORE_END else year for year in found["year"]]
    found["homes"] = [None if isinf(value) else value for value in found["homes"]]
    return {**found, "openings": [asdict(one) for one in case.openings]}
