"""Procedures of one scenario, rehearsed: what ``balanssim procedures`` shows, as plain data and as text."""

from __future__ import annotations

import textwrap
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from balanssim import rehearse, texts
from balanssim.compare import deliveries, lateness
from balanssim.compare.statements import statements
from balanssim.compare.structure import without_nan
from balanssim.errors import InputError, Problem
from balanssim.positions import Place
from balanssim.report import arrivals, procedures, rows
from balanssim.report.together import settings
from balanssim.scenario.semantics import names_of, unknown_name

if TYPE_CHECKING:
    from balanssim.compare.deliveries import Delivered
    from balanssim.compare.lateness import Latest, Waiting
    from balanssim.funding import Statement
    from balanssim.region.read import Region
    from balanssim.rehearse import Arrivals, Progress, Rehearsed
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang


@dataclass(frozen=True)
class Rehearsal:
    """A scenario with what its procedures made of it."""

    resolved: Resolved
    region: Region
    found: Rehearsed

    def projects(self, lang: Lang) -> list[Waiting]:
        """Every project that is not set to never."""
        index = self.region.index
        words = {name: _words(entry.name_nl, entry.name_en, lang) for name, entry in index.projects.items()}
        how = {name: one.setting for name, one in settings(self.resolved, self.region).items()}
        money = statements(self.resolved, self.region)
        return lateness.waiting(self.found, self._years(), how, words, money)

    def arrivals(self) -> dict[str, list[Delivered]]:
        """Every housing plan, new work location and programme by itself, in order of the region."""
        years = self._years()
        return {
            name: [deliveries.delivered(found, [row], years) for row in range(len(found.ids))]
            for name, found in self._groups().items()
        }

    def text(self, lang: Lang) -> str:
        """The tables for the terminal: projects, the largest plans with the rest by municipality, work locations."""
        sampling = self.resolved.scenario.sampling
        title, projects = self.resolved.scenario.title.text(lang), self.projects(lang)
        parts = [procedures.shown(projects, title, sampling.draws, self.found.end, lang)]
        words = rows.labels(self.region, lang)

        def cause(one: Delivered) -> str:
            return procedures.cause_of(one, words, lang)

        for name, lines in (
            ("plans", rows.of_plans(self.found.plans, self.region, self._years(), lang)),
            ("work", rows.of_work(self.found.locations, self.found.programmes, self.region, self._years(), lang)),
        ):
            if lines:
                parts += ["", texts.message(f"procedures.{name}.title", lang), ""]
                parts += [*arrivals.shown(lines, self.found.end, cause, lang), ""]
                for line in lines:
                    note = procedures.released_by(line.label, line.found, projects, words, lang)
                    parts += textwrap.wrap(note, procedures.WIDTH, subsequent_indent="  ")
                said = texts.message(f"procedures.{name}.columns", lang, {"end": str(self.found.end)})
                parts += textwrap.wrap(said, procedures.WIDTH)
        return "\n".join(parts)

    def _years(self) -> list[int]:
        """Years of the goals within the horizon."""
        return sorted({goal.year for goal in self.resolved.scenario.goals if goal.year <= self.found.end})

    def _groups(self) -> dict[str, Arrivals]:
        return {"plans": self.found.plans, "work_locations": self.found.locations, "programmes": self.found.programmes}

    def to_json(self, lang: Lang) -> dict[str, Any]:
        """The same as plain values."""
        scenario = self.resolved.scenario
        return {
            "scenario": scenario.id,
            "draws": scenario.sampling.draws,
            "seed": scenario.sampling.seed,
            "horizon_end": self.found.end,
            "projects": [_plain(one) for one in self.projects(lang)],
            **{name: self._items(name, found, lang) for name, found in self.arrivals().items()},
        }

    def _items(self, name: str, found: list[Delivered], lang: Lang) -> list[dict[str, Any]]:
        labels, arrived = rows.labels(self.region, lang), self._groups()[name]
        return [
            {
                "id": one.ids[0],
                "label": labels[one.ids[0]],
                "zone": zone,
                "unit": rows.unit(self.region, one.kind),
                **{key: value for key, value in without_nan(asdict(one)).items() if key != "ids"},
                "by_year": dict(one.by_year),
                "causes": dict(one.causes),
            }
            for one, zone in zip(found, arrived.zone, strict=True)
        ]


@dataclass(frozen=True)
class InTime:
    """The answer to which round is in time, with what it was asked of.

    ``route``: year of the round before those of the answer, that decides on the way to the start decision; 0: none.
    """

    resolved: Resolved
    project: str
    label_nl: str
    label_en: str
    end: int
    answer: Latest
    route: int = 0

    def text(self, lang: Lang) -> str:
        """The answer for the terminal."""
        title, draws = self.resolved.scenario.title.text(lang), self.resolved.scenario.sampling.draws
        label = _words(self.label_nl, self.label_en, lang)
        shown = procedures.latest(self.answer, label, title, draws, self.end, lang)
        return "\n".join([shown, *filter(None, [self.route_words(lang)])])

    def route_words(self, lang: Lang) -> str:
        """That a round decides on the route first; nothing where none does."""
        if not self.route:
            return ""
        words = {"project": _words(self.label_nl, self.label_en, lang), "year": str(self.route)}
        return texts.message("procedures.latest.route", lang, words)

    def to_json(self) -> dict[str, Any]:
        """The same as plain values."""
        sampling = self.resolved.scenario.sampling
        return {
            "scenario": self.resolved.scenario.id,
            "project": self.project,
            "draws": sampling.draws,
            "seed": sampling.seed,
            **asdict(self.answer),
        }


def rehearsal(resolved: Resolved, region: Region, progress: Progress | None = None) -> Rehearsal:
    """Walk everything that goes through procedures, in the worlds of the scenario."""
    return Rehearsal(resolved, region, rehearse.rehearse(resolved, region, progress))


def in_time(
    resolved: Resolved, region: Region, project: str, open_by: int, share: float, progress: Progress | None = None
) -> InTime:
    """By which round the decision on a project must fall to be open by a year in a share of the worlds.

    Raises ``InputError`` for an unknown project, a year outside the horizon, a share above 1, and a project that has
    neither a start decision nor the end of a pause before it.
    """
    index, horizon = region.index, resolved.scenario.horizon
    problems = []
    if project not in index.projects:
        problems.append(unknown_name("projects", project, names_of(index), Place("--project"), ()))
    if not horizon.start <= open_by <= horizon.end:
        params = {"found": open_by, "start": horizon.start, "end": horizon.end}
        problems.append(Problem("--open-by", 0, 0, "", "scenario.year_outside", params))
    if share > 1.0:
        problems.append(Problem("--in", 0, 0, "", "rehearse.share", {"found": round(share * 100)}))
    if problems:
        raise InputError(problems)
    found = rehearse.rounds(resolved, region, project, min(open_by, horizon.end), progress)
    entry = index.projects[project]
    if not found:
        stands = {"project": project, "stage": index.standing[project].entry}
        raise InputError([Problem("--project", 0, 0, "", "rehearse.no_decision", stands)])
    answer = lateness.latest(found, open_by, share)
    row = next(row for row in region.infrastructure.rows() if row["project"] == project)
    starts = index.standing[project].entry in rehearse.BEFORE_START
    route = int(float(str(row["route_decision"] or 0))) if starts else 0
    return InTime(resolved, project, entry.name_nl, entry.name_en, horizon.end, answer, route)


def _words(nl: str, en: str, lang: Lang) -> str:
    return (nl if lang == "nl" else en).split(" (")[0]


def _plain(one: Waiting) -> dict[str, Any]:
    money: Statement = one.money
    return {
        **asdict(one),
        "causes": dict(one.causes),
        "money": {
            **asdict(money),
            "found": money.found,
            "share": money.share,
            "to_start": money.to_start,
            "gap": money.gap,
            "co_financing": money.co_financing,
            "per_home_eur": money.per_home,
        },
    }
