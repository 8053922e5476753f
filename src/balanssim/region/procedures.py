"""``procedures.yaml``: templates of procedures and shared desks, every number with its papers.

Top level: one key per kind of item (``templates.KINDS``) and ``resources``. A kind has its stages in order and, for
homes, ``entry`` (status: stage); a number is ``{value, unit, source, status}``, a duration a distribution in years.
Problems of the whole file are collected. Format: docs/developers/interfaces.md, section 2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from balanssim.distributions import Distribution, faults
from balanssim.errors import Problem
from balanssim.positions import Path, shown
from balanssim.region.draft import Draft, near
from balanssim.region.schemas import STATUSES
from balanssim.region.yamltext import YamlText
from balanssim.templates import (
    CONDITIONS,
    ELSEWHERE,
    ENTRY,
    KINDS,
    RESOURCES,
    SCOPES,
    WAITS,
    Resource,
    Stage,
    Template,
    shortest,
)

FILE: Final = "procedures.yaml"
#: Kinds that an infrastructure project can be.
OF_PROJECTS: Final = ("road", "rail", "metro", "busway")
#: Kinds of items with a known list of statuses, each of which needs an entry.
STATUSES_OF: Final = dict.fromkeys(("housing", "organic"), ("hard", "soft", "unknown", "room"))
_WORDS = ("label_nl", "label_en")
_CHOICES = {"waits": WAITS[1:], "condition": CONDITIONS[1:]}
#: Numbers of a stage or desk: key -> (unit, lowest, highest, whole)
NUMBERS: Final[dict[str, tuple[str, float, float, bool]]] = {
    "probability": ("share", 0.0, 1.0, False),
    "annulled": ("share", 0.0, 1.0, False),
    "rounds": ("times", 1.0, 10.0, True),
}
CAPACITY: Final = ("cases", 0.5, 10_000.0)
_STAGE = (*_WORDS, "duration", "resource", *NUMBERS, "repair", "drop_out", *_CHOICES)
_RESOURCE = (*_WORDS, "per", "capacity", "capacity_at")
_PAPERS = ("unit", "source", "date", "status", "note")


@dataclass(frozen=True)
class ProcedurePapers:
    """Where a number of ``procedures.yaml`` comes from; ``value`` as it stands there, without papers."""

    value: Any
    unit: str
    source: str
    status: str
    date: str = ""
    note: str = ""


@dataclass(frozen=True)
class ProcedureTables:
    """Templates by kind, desks by id, and papers by dotted key such as ``housing.appeal.probability``."""

    templates: Mapping[str, Template]
    resources: Mapping[str, Resource]
    papers: Mapping[str, ProcedurePapers]


def read(
    text: YamlText, municipalities: Sequence[str], parameters: Sequence[str], problems: list[Problem]
) -> ProcedureTables:
    """Templates and desks of a file; what is wrong is added to ``problems``."""
    reader = _Reader(text, municipalities, parameters, problems)
    return reader.read()


def check_entries(draft: Draft, tables: ProcedureTables) -> None:
    """The template and the stage at which each project stands exist; appends to ``draft.problems``."""
    file = "pipeline/infrastructure.csv"
    for row, entry in enumerate(draft.tables[file].rows()):
        template = tables.templates.get(entry["template"])
        if entry["template"] not in OF_PROJECTS:
            params = {"value": entry["template"], "near": near(entry["template"], OF_PROJECTS)}
            draft.add(file, row, "template", "procedures.template_unknown", allowed=list(OF_PROJECTS), **params)
            continue
        stages = [stage.id for stage in template.stages] if template is not None else []
        if stages and entry["entry_stage"] not in stages:
            params = {"value": entry["entry_stage"], "near": near(entry["entry_stage"], stages), "allowed": stages}
            draft.add(file, row, "entry_stage", "procedures.stage_unknown", **params)


class _Reader:
    def __init__(
        self, text: YamlText, municipalities: Sequence[str], parameters: Sequence[str], problems: list[Problem]
    ) -> None:
        self.text, self.municipalities, self.parameters, self.problems = text, municipalities, parameters, problems
        self.papers: dict[str, ProcedurePapers] = {}
        self.desks: list[str] = []

    def read(self) -> ProcedureTables:
        tree = self.text.value if isinstance(self.text.value, dict) else {}
        if not tree:
            if not self.text.problems:
                self.wrong("region.yaml_empty", ())
            return ProcedureTables({}, {}, {})
        self.keys((), tree, (*KINDS, RESOURCES), () if not self.text.whole else (*KINDS, RESOURCES))
        desks = self.mapping((RESOURCES,), tree.get(RESOURCES, {}))
        self.desks = list(desks)
        resources = {name: self.resource((RESOURCES, name), name, one) for name, one in desks.items()}
        templates = {kind: self.template(kind, tree[kind]) for kind in KINDS if kind in tree}
        return ProcedureTables(
            {kind: one for kind, one in templates.items() if one is not None},
            {name: one for name, one in resources.items() if one is not None},
            self.papers,
        )

    def wrong(self, code: str, path: Path, **params: object) -> None:
        self.problems.append(self.text.problem(code, path, **params))

    def mapping(self, path: Path, value: Any, wanted: str = "{naam: {...}}") -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.wrong("region.key_mapping", path, value=shown(value), wanted=wanted)
        return {}

    def keys(self, path: Path, found: Mapping[str, Any], allowed: Sequence[str], needed: Sequence[str]) -> None:
        for key in found:
            if key not in allowed:
                params = {"key": key, "near": near(str(key), allowed), "allowed": list(allowed)}
                self.wrong("region.key_unknown", (*path, key), **params)
        for key in needed:
            if key not in found:
                self.wrong("procedures.key_missing", path, key=key, needed=list(needed))

    def template(self, kind: str, value: Any) -> Template | None:
        given = self.mapping((kind,), value)
        stages = {name: one for name, one in given.items() if name != ENTRY}
        if not stages:
            self.wrong("procedures.no_stages", (kind,), kind=kind)
            return None
        entry = self.mapping((kind, ENTRY), given.get(ENTRY, {}), "{status: stage}")
        for status in STATUSES_OF.get(kind, ()):
            if status not in entry:
                self.wrong("procedures.entry_missing", (kind, ENTRY), status=status)
        for status, stage in entry.items():
            if stage not in stages:
                params = {"value": shown(stage), "near": near(str(stage), stages), "allowed": list(stages)}
                self.wrong("procedures.stage_unknown", (kind, ENTRY, status), **params)
        made = [self.stage((kind, name), name, one) for name, one in stages.items()]
        if any(stage is None for stage in made):
            return None
        return Template(
            kind, tuple(stage for stage in made if stage is not None), {k: str(v) for k, v in entry.items()}
        )

    def stage(self, path: Path, name: str, value: Any) -> Stage | None:
        before = len(self.problems)
        given = self.mapping(path, value, "{label_nl, label_en, duration, ...}")
        if len(self.problems) > before:
            return None
        self.keys(path, given, _STAGE, _WORDS)
        numbers = {key: self.number((*path, key), given[key], *NUMBERS[key]) for key in NUMBERS if key in given}
        spans = {
            key: self.duration((*path, key), given[key]) if key in given else None for key in ("duration", "repair")
        }
        desk = given.get("resource", "")
        if desk and desk not in self.desks:
            params = {"value": shown(desk), "near": near(str(desk), self.desks), "allowed": self.desks or ["-"]}
            self.wrong("procedures.resource_unknown", (*path, "resource"), **params)
        drop = given.get("drop_out", "")
        if drop and drop not in self.parameters:
            params = {"value": shown(drop), "near": near(str(drop), self.parameters)}
            self.wrong("region.parameter_unknown", (*path, "drop_out"), **params)
        for key, allowed in _CHOICES.items():
            if key in given and given[key] not in allowed:
                self.wrong("table.choice", (*path, key), value=shown(given[key]), choices=list(allowed))
        if numbers.get("annulled") and not (numbers.get("rounds") or 1.0) > 1.0:
            self.wrong("procedures.one_round", (*path, "annulled"))
        words = [self.words((*path, key), given.get(key, "-")) for key in _WORDS]
        if len(self.problems) > before:
            return None
        return Stage(
            id=name,
            label_nl=words[0],
            label_en=words[1],
            duration=spans["duration"],
            resource=desk,
            probability=_or(numbers.get("probability"), 1.0),
            annulled=_or(numbers.get("annulled"), 0.0),
            repair=spans["repair"],
            rounds=int(_or(numbers.get("rounds"), 1.0)),
            drop_out=drop,
            waits=given.get("waits", ""),
            condition=given.get("condition", ""),
        )

    def resource(self, path: Path, name: str, value: Any) -> Resource | None:
        before = len(self.problems)
        given = self.mapping(path, value, "{per, capacity, ...}")
        if len(self.problems) > before:
            return None
        self.keys(path, given, _RESOURCE, (*_WORDS, "per", "capacity"))
        per = given.get("per", SCOPES[0])
        if per not in SCOPES:
            self.wrong("table.choice", (*path, "per"), value=shown(per), choices=list(SCOPES))
        capacity: dict[str, float] = {}
        unit, low, high = CAPACITY
        everywhere = "region" if per == "region" else ELSEWHERE
        if "capacity" in given:
            capacity[everywhere] = _or(self.number((*path, "capacity"), given["capacity"], unit, low, high, False), 1.0)
        places = self.mapping((*path, "capacity_at"), given.get("capacity_at", {}), "{gemeente: {...}}")
        for place, one in places.items():
            if per == "region" or place not in self.municipalities:
                params = {"value": place, "near": near(str(place), self.municipalities), "per": shown(per)}
                self.wrong("procedures.place_unknown", (*path, "capacity_at", place), **params)
            capacity[place] = _or(self.number((*path, "capacity_at", place), one, unit, low, high, False), 1.0)
        words = [self.words((*path, key), given.get(key, "-")) for key in _WORDS]
        del words
        return Resource(name, per, capacity) if len(self.problems) == before else None

    def words(self, path: Path, value: Any) -> str:
        if isinstance(value, str) and value.strip():
            return value
        self.wrong("region.key_text", path, value=shown(value))
        return ""

    def number(self, path: Path, value: Any, unit: str, low: float, high: float, whole: bool) -> float | None:
        given = self.mapping(path, value, "{value, unit, source, status}")
        if not isinstance(value, dict):
            return None
        self.keys(path, given, ("value", *_PAPERS), ("value", "unit", "source", "status"))
        self.check_papers(path, given, unit)
        found = given.get("value")
        if "value" not in given:
            return None
        if isinstance(found, bool) or not isinstance(found, (int, float)) or not low <= found <= high:
            self.wrong("procedures.number", (*path, "value"), found=shown(found), low=low, high=high, unit=unit)
            return None
        if whole and float(found) != int(found):
            self.wrong("region.key_integer", (*path, "value"), value=shown(found))
            return None
        self.keep(path, found, given)
        return float(found)

    def duration(self, path: Path, value: Any) -> Distribution | None:
        given = self.mapping(path, value, "{dist, ..., unit: year, source, status}")
        if not isinstance(value, dict):
            return None
        before = len(self.problems)
        for key in ("dist", "unit", "source", "status"):
            if key not in given:
                self.wrong("procedures.key_missing", path, key=key, needed=["dist", "unit", "source", "status"])
        self.check_papers(path, given, "year")
        numbers = {key: one for key, one in given.items() if key not in (*_PAPERS, "dist")}
        for fault in faults(str(given["dist"]), numbers) if "dist" in given else ():
            code = "region." + fault.code.replace(".", "_")
            plain = {key: one if _writes(one) else shown(one) for key, one in fault.params.items()}
            self.wrong(code, (*path, fault.parameter), name=path[-1], parameter=fault.parameter, **plain)
        if len(self.problems) > before:
            return None
        least = shortest(str(given["dist"]), numbers)
        if not least > 0.0 and given["dist"] != "lognormal":
            self.wrong("procedures.duration", path, found=least)
            return None
        self.keep(path, {"dist": given["dist"], **numbers}, given)
        return Distribution(str(given["dist"]), numbers)

    def check_papers(self, path: Path, given: Mapping[str, Any], unit: str) -> None:
        if given.get("unit", unit) != unit:
            self.wrong("region.parameter_unit", (*path, "unit"), unit=shown(given["unit"]), wanted=unit)
        if given.get("status", STATUSES[0]) not in STATUSES:
            self.wrong("table.choice", (*path, "status"), value=shown(given["status"]), choices=list(STATUSES))
        for key in ("source", "date", "note"):
            if key in given:
                self.words((*path, key), given[key])

    def keep(self, path: Path, value: Any, given: Mapping[str, Any]) -> None:
        papers = {key: str(given.get(key, "")) for key in _PAPERS}
        self.papers[".".join(str(part) for part in path)] = ProcedurePapers(value=value, **papers)


def _writes(value: object) -> bool:
    """Whether a number or list can be put in words as it is."""
    return isinstance(value, list) or (isinstance(value, (int, float)) and math.isfinite(value))


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
