"""Procedures of one scenario, rehearsed: what ``balanssim procedures`` shows, as plain data and as text."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from balanssim import rehearse
from balanssim.compare import lateness
from balanssim.compare.statements import statements
from balanssim.errors import InputError, Problem
from balanssim.positions import Place
from balanssim.report import procedures
from balanssim.report.together import settings
from balanssim.scenario.semantics import names_of, unknown_name

if TYPE_CHECKING:
    from balanssim.compare.lateness import Latest, Waiting
    from balanssim.funding import Statement
    from balanssim.region.read import Region
    from balanssim.rehearse import Rehearsed
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
        index, scenario = self.region.index, self.resolved.scenario
        words = {name: _words(entry.name_nl, entry.name_en, lang) for name, entry in index.projects.items()}
        how = {name: one.setting for name, one in settings(self.resolved, self.region).items()}
        years = sorted({goal.year for goal in scenario.goals if goal.year <= self.found.end})
        return lateness.waiting(self.found, years, how, words, statements(self.resolved, self.region))

    def text(self, lang: Lang) -> str:
        """The table for the terminal."""
        sampling = self.resolved.scenario.sampling
        title = self.resolved.scenario.title.text(lang)
        return procedures.shown(self.projects(lang), title, sampling.draws, self.found.end, lang)

    def to_json(self, lang: Lang) -> dict[str, Any]:
        """The same as plain values."""
        scenario = self.resolved.scenario
        return {
            "scenario": scenario.id,
            "draws": scenario.sampling.draws,
            "seed": scenario.sampling.seed,
            "horizon_end": self.found.end,
            "projects": [_plain(one) for one in self.projects(lang)],
        }


@dataclass(frozen=True)
class InTime:
    """The answer to which round is in time, with what it was asked of."""

    resolved: Resolved
    project: str
    label_nl: str
    label_en: str
    end: int
    answer: Latest

    def text(self, lang: Lang) -> str:
        """The answer for the terminal."""
        title, draws = self.resolved.scenario.title.text(lang), self.resolved.scenario.sampling.draws
        return procedures.latest(self.answer, _words(self.label_nl, self.label_en, lang), title, draws, self.end, lang)

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


def rehearsal(resolved: Resolved, region: Region) -> Rehearsal:
    """Walk the projects of a scenario in its worlds."""
    return Rehearsal(resolved, region, rehearse.rehearse(resolved, region))


def in_time(resolved: Resolved, region: Region, project: str, open_by: int, share: float) -> InTime:
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
    found = rehearse.rounds(resolved, region, project, min(open_by, horizon.end))
    entry = index.projects[project]
    if not found:
        stands = {"project": project, "stage": index.standing[project].entry}
        raise InputError([Problem("--project", 0, 0, "", "rehearse.no_decision", stands)])
    answer = lateness.latest(found, open_by, share)
    return InTime(resolved, project, entry.name_nl, entry.name_en, horizon.end, answer)


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
