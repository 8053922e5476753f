"""Invented procedures of the tiny region of ``balanssim.testing``: short chains of every kind, two desks."""

from __future__ import annotations

import json

from balanssim.templates import KINDS

# kind -> stage -> years (low, mode, high); None is a decision
_STAGES: dict[str, dict[str, tuple[float, float, float] | None]] = {
    "housing": {
        "initiative": (0.5, 1, 2), "agreement": (0.5, 1, 2), "land_release": (1, 1, 1), "plan": (0.5, 1, 2),
        "appeal": (0.5, 1, 1.5), "nitrogen": (1, 1, 1), "permit": (0.2, 0.4, 0.8), "construction": (0.5, 1, 2),
    },
    "organic": {"initiative": (0.5, 1, 2), "permit": (0.2, 0.4, 0.8), "construction": (0.5, 1, 2)},
    "work_location": {"plan": (0.5, 1, 2), "appeal": (0.5, 1, 1.5), "servicing": (0.5, 1, 1.5)},
    "special": {
        "start_decision": None, "elaboration": (0.5, 1, 2), "appeal": (0.5, 1, 1.5), "realisation": (0.5, 1, 2),
    },
}  # fmt: skip
_PROJECT: dict[str, tuple[float, float, float] | None] = {
    "research": (0.5, 1, 1.5), "start_decision": None, "exploration": (0.5, 1, 1.5), "preferred_decision": None,
    "elaboration": (0.5, 1, 1.5), "project_decision": None, "appeal": (0.5, 1, 1.5), "realisation": (0.5, 1, 2),
}  # fmt: skip
_MORE: dict[str, dict[str, object]] = {
    "agreement": {"drop_out": "housing.attrition_unknown"},
    "plan": {"resource": "planners", "drop_out": "housing.attrition_soft"},
    "permit": {"waits": "release", "drop_out": "housing.attrition_hard"},
    "start_decision": {"waits": "funding"},
    "preferred_decision": {"waits": "meeting"},
    "land_release": {"condition": "state_land"},
    "nitrogen": {"condition": "nitrogen"},
}
_ENTRIES = {
    "housing": {"hard": "permit", "soft": "plan", "unknown": "initiative", "room": "plan"},
    "organic": {"hard": "permit", "soft": "initiative", "unknown": "initiative", "room": "initiative"},
}


def text(source: str, status: str, municipality: str = "T1") -> str:
    """``procedures.yaml`` of the tiny region; JSON is YAML, one stage a line; ``municipality`` has fewer planners."""
    papers = {"source": source, "status": status}

    def number(value: float, unit: str) -> dict[str, object]:
        return {"value": value, "unit": unit, **papers}

    def stage(kind: str, name: str, years: tuple[float, float, float] | None) -> str:
        made: dict[str, object] = {"label_nl": f"{name} (test)", "label_en": f"{name} (test)"}
        if years:
            low, mode, high = years
            shape = (
                {"dist": "fixed", "value": low}
                if low == high
                else {"dist": "triangular", "low": low, "mode": mode, "high": high}
            )
            made["duration"] = {**shape, "unit": "year", **papers}
        if name == "appeal":
            repair = {"dist": "uniform", "low": 0.25, "high": 0.75, "unit": "year", **papers}
            made |= {
                "resource": "council_of_state",
                "probability": number(0.5, "share"),
                "annulled": number(0.25, "share"),
            }
            made |= {"repair": repair, "rounds": number(2, "times")}
        made |= _MORE.get(name, {}) if kind != "special" else {}
        return f"  {name}: {json.dumps(made)}"

    lines = []
    for kind in KINDS:
        stages = _STAGES.get(kind, _PROJECT)
        lines.append(f"{kind}:")
        if kind in _ENTRIES:
            lines.append(f"  entry: {json.dumps(_ENTRIES[kind])}")
        lines += [stage(kind, name, years) for name, years in stages.items()]
    words = {"label_nl": "test", "label_en": "test"}
    planners = {
        **words,
        "per": "municipality",
        "capacity": number(3, "cases"),
        "capacity_at": {municipality: number(2, "cases")},
    }
    court = {**words, "per": "region", "capacity": number(4, "cases")}
    lines += ["resources:", f"  planners: {json.dumps(planners)}", f"  council_of_state: {json.dumps(court)}"]
    return "\n".join(lines) + "\n"
