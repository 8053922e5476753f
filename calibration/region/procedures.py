"""`procedures.yaml` of region `flevoland-mra`: stages, their durations and chances, and shared desks, all with papers.

Stage times that contain one another are counted once. Housing: plan (WON08) contains the usual appeal, so the appeal is
taken off; initiative and agreement are what is left of the seven to eight years before building (WON02). Infrastructure:
MIRT12 contains interim rulings and repair, so one round takes the time of a regular case (WON09) and the long tail comes
from rounds (MIRT14, MIRT15). The published totals (WON01, MIRT11, MIRT12, IJM13) are checks, not inputs.
"""
# ruff: noqa: E501 - tables

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Entry = dict[str, Any]


def _years(low: float, mode: float, high: float, source: str, status: str = "estimated", note: str = "") -> Entry:
    made: Entry = {
        "dist": "triangular",
        "low": low,
        "mode": mode,
        "high": high,
        "unit": "year",
        "source": source,
        "status": status,
    }
    return {**made, "note": note} if note else made


def _number(value: float, unit: str, source: str, status: str = "estimated", note: str = "") -> Entry:
    made: Entry = {"value": value, "unit": unit, "source": source, "status": status}
    return {**made, "note": note} if note else made


def _stage(nl: str, en: str, **what: Any) -> Entry:
    return {"label_nl": nl, "label_en": en, **what}


_COURT = "WON09: 10-14-24 months at the Council of State; the national backlog is in it"
#: Permit to delivery, quartiles 16, 23 and 35 months: median 23/12 year, sigma ln(35/16) / (2 x 0.6745).
_BUILDING: Entry = {
    "dist": "lognormal", "median": 1.917, "sigma": 0.58, "low": 0.5, "high": 6.0, "unit": "year",
    "source": "WON03: quartiles 16, 23 and 35 months from permit to delivery (first three quarters of 2025)", "status": "measured",
    "note": "Cut off at half a year and six years: own estimate.",
}  # fmt: skip


def _appeal(probability: Entry, annulled: Entry, repair: Entry, rounds: int) -> Entry:
    return _stage(
        "Beroep bij de Raad van State", "Appeal at the Council of State",
        duration=_years(0.83, 1.17, 2.0, _COURT),
        resource="council_of_state",
        probability=probability,
        annulled=annulled,
        repair=repair,
        rounds=_number(rounds, "times", "Own estimate: a decision that fell as often is not tried again", "assumed"),
    )  # fmt: skip


def _appeal_homes() -> Entry:
    return _appeal(
        _number(0.33, "share", "WON12: one in three new homes delayed by objections or appeal"),
        _number(
            0.25,
            "share",
            "MIRT14: a quarter of the appealed route decisions; no figure for housing plans, taken as equal",
            "assumed",
        ),
        _years(
            0.5,
            0.75,
            1.5,
            "MIRT15: half a year where the court sets a term; a housing plan is smaller than a route decision, high end own estimate",
            "assumed",
        ),
        2,
    )


def _appeal_route() -> Entry:
    return _appeal(
        _number(0.95, "share", "MIRT13: nearly every route decision is appealed"),
        _number(0.25, "share", "MIRT14: 0.1-0.25-0.5, given appeal"),
        _years(0.5, 1.3, 3.0, "MIRT15"),
        3,
    )


def _of_lever(nl: str, en: str, lever: str, condition: str) -> Entry:
    """A stage whose length a lever gives: one year for each year of it."""
    source = f"{lever}: one year for every year of this lever"
    return _stage(
        nl,
        en,
        duration={"dist": "fixed", "value": 1.0, "unit": "year", "source": source, "status": "policy"},
        condition=condition,
    )


_PERMIT = _stage(
    "Omgevingsvergunning",
    "Permit",
    duration=_years(
        0.25,
        0.4,
        1.0,
        "Omgevingswet: eight weeks, with extension fourteen; objections and incomplete files own estimate",
        "assumed",
    ),
    waits="release",
    drop_out="housing.attrition_hard",
)


def _housing() -> Entry:
    return {
        "entry": {"hard": "permit", "soft": "plan", "unknown": "initiative", "room": "plan"},
        "initiative": _stage("Initiatief", "Initiative", duration=_years(
            0.25, 1.0, 3.0, "WON02: 7 to 8 years before building starts, less agreement, plan, appeal and permit; share of this stage own estimate", "assumed")),
        "agreement": _stage("Haalbaarheid en overeenkomst", "Feasibility and agreement", drop_out="housing.attrition_unknown", duration=_years(
            0.5, 1.5, 4.0, "WON02: 7 to 8 years before building starts, less initiative, plan, appeal and permit; share of this stage own estimate", "assumed")),
        "land_release": _of_lever("Gronduitgifte door het Rijk", "Land released by the State", "levers.housing.rvb_release_delay_years", "state_land"),
        "plan": _stage("Omgevingsplan", "Land-use plan", resource="planners", drop_out="housing.attrition_soft", duration=_years(
            1.2, 2.5, 5.3, "WON08: soft to hard 1.5-3-6 years, less the expected time of the appeal in it")),
        "appeal": _appeal_homes(),
        "nitrogen": _of_lever("Stikstof", "Nitrogen", "levers.housing.nitrogen_delay_years", "nitrogen"),
        "permit": _PERMIT,
        "construction": _stage("Bouw tot eerste oplevering", "Construction to first delivery", duration=_BUILDING),
    }  # fmt: skip


def _organic() -> Entry:
    return {
        "entry": {"hard": "permit", "soft": "initiative", "unknown": "initiative", "room": "initiative"},
        "initiative": _stage("Kavel en overeenkomst", "Plot and agreement", drop_out="housing.attrition_soft", duration=_years(
            0.5, 1.5, 4.0, "Own estimate: residents plan plot, road and water together; slower than the rule was meant to be", "assumed")),
        "land_release": _of_lever("Gronduitgifte door het Rijk", "Land released by the State", "levers.housing.rvb_release_delay_years", "state_land"),
        "nitrogen": _of_lever("Stikstof", "Nitrogen", "levers.housing.nitrogen_delay_years", "nitrogen"),
        "permit": _PERMIT,
        "construction": _stage("Bouw tot eerste oplevering", "Construction to first delivery", duration=_BUILDING),
    }  # fmt: skip


def _work_location() -> Entry:
    return {
        "plan": _stage("Omgevingsplan", "Land-use plan", resource="planners", duration=_years(
            0.5, 1.25, 2.5, "JOB11: work space comes 1-3-6 years behind, cut into plan, appeal and site preparation; shares own estimate", "assumed")),
        "appeal": _appeal_homes(),
        "servicing": _stage("Bouwrijp maken en uitgifte", "Site preparation and allocation", duration=_years(
            0.5, 1.0, 2.0, "JOB11: work space comes 1-3-6 years behind, cut into plan, appeal and site preparation; shares own estimate", "assumed")),
    }  # fmt: skip


_ELABORATION = _years(
    2,
    4,
    9,
    "MIRT08",
    note="The high end is the A6, nitrogen (MIRT16) included: the stage nitrogen only adds what a scenario asks.",
)


def _project(realisation: Entry, elaboration: Entry = _ELABORATION) -> Entry:
    """Stages of a project under the MIRT rules: four decisions, three phases (MIRT01, MIRT02)."""
    return {
        "research": _stage("MIRT-onderzoek", "MIRT study", duration=_years(1, 2, 3, "MIRT05")),
        "start_decision": _stage("Startbeslissing", "Start decision", waits="funding"),
        "exploration": _stage("Verkenning", "Exploration", duration=_years(1.5, 2.5, 4, "MIRT07")),
        "preferred_decision": _stage("Voorkeursbeslissing", "Preferred decision", waits="meeting"),
        "elaboration": _stage("Planuitwerking", "Elaboration", duration=elaboration),
        "project_decision": _stage("Projectbeslissing", "Project decision"),
        "appeal": _appeal_route(),
        "realisation": _stage("Realisatie", "Construction", duration=realisation),
    }  # fmt: skip


def _road() -> Entry:
    """A project with a stage before its decision for what nitrogen rules may hold up."""
    out = {}
    for name, stage in _project(_years(1.5, 2.5, 4, "MIRT09")).items():
        if name == "project_decision":
            out["nitrogen"] = _of_lever("Stikstof", "Nitrogen", "levers.procedures.nitrogen_road_years", "nitrogen")
        out[name] = stage
    return out


def _special() -> Entry:
    return {
        "start_decision": _stage("Besluit van het kabinet", "Decision of the government"),
        "elaboration": _stage("Projectbesluit en natuurvergunning", "Project decision and nature permit", duration=_years(
            1, 2.5, 6, "Own estimate beside MIRT08 (2-4-9): ground and buildings are there, the nature permit decides", "assumed")),
        "appeal": _appeal_route(),
        "realisation": _stage("Inrichting en bouw", "Fitting out and construction", duration=_years(
            0.5, 1.5, 4, "Own estimate: from opening what stands there to new barracks", "assumed")),
    }  # fmt: skip


def _resources() -> Entry:
    return {
        "planners": {
            "label_nl": "Planteam van de gemeente", "label_en": "Planning team of the municipality", "per": "municipality",
            "capacity": _number(8, "cases", "Own estimate: as many plans at a time as the smaller municipalities have under way, so that the published times hold", "assumed"),
            "capacity_at": {
                "GM0034": _number(24, "cases", "Own estimate: as many plans at a time as Almere has under way, so that the published times hold", "assumed"),
                "GM0995": _number(12, "cases", "Own estimate: as many plans at a time as Lelystad has under way, so that the published times hold", "assumed"),
            },
        },
        "council_of_state": {
            "label_nl": "Kamer van de Raad van State", "label_en": "Chamber of the Council of State", "per": "region",
            "capacity": _number(24, "cases", "Own estimate: more than the region brings at a time; the backlog of the country is in the published duration (WON09), the desk adds a line only when the region floods it", "assumed"),
        },
    }  # fmt: skip


def entries() -> Entry:
    """The whole file as plain values, in order."""
    rail = _years(
        3, 5, 9, "Own estimate between roads (MIRT09) and a metro with a tunnel or bridge (MIRT10)", "assumed"
    )
    return {
        "housing": _housing(),
        "organic": _organic(),
        "work_location": _work_location(),
        "road": _road(),
        "rail": _project(rail),
        "metro": _project(_years(5, 7, 12, "MIRT10")),
        "busway": _project(
            _years(1, 2, 3.5, "Own estimate: shorter than widening a motorway (MIRT09)", "assumed"),
            _years(
                1, 2, 4, "Own estimate: half of MIRT08 (2-4-9), a land-use plan rather than a route decision", "assumed"
            ),
        ),
        "special": _special(),
        "resources": _resources(),
    }


class _Plain(yaml.SafeDumper):
    """Repeats what is the same in two places: a reader of YAML should not have to follow anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def build(shared: Path) -> dict[str, str]:
    """Text of `procedures.yaml`; durations and numbers on one line each. `shared` is not read: codes name its rows."""
    head = (
        "# Stages of procedures and shared desks, with source and status. Made by calibration/compile_region.py.\n"
        "# Ids such as WON08 or MIRT07 belong to the sources named in sources.csv.\n"
    )
    lines = [head]
    for kind, parts in entries().items():
        lines.append(f"{kind}:\n")
        for name, part in parts.items():
            if name == "entry":
                lines.append(f"  entry: {_flow(part)}\n")
                continue
            lines.append(f"  {name}:\n")
            for key, value in part.items():
                if key == "capacity_at":
                    lines.append(
                        f"    {key}:\n" + "".join(f"      {place}: {_flow(one)}\n" for place, one in value.items())
                    )
                else:
                    lines.append(f"    {key}: {_flow(value)}\n")
    return {"procedures.yaml": "".join(lines)}


def _flow(value: Any) -> str:
    text = yaml.dump(value, Dumper=_Plain, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return str(text).split("\n...")[0].strip()
