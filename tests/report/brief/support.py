"""A decision on the tiny region."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.middle import TINY, tiny_folder

WORDS = {"nl": "Woorden & <zo>.", "en": "Words & <so>."}
DECISION: dict[str, Any] = {
    "question": WORDS, "who": WORDS, "when": WORDS, "scope": WORDS, "if_nothing": WORDS, "if_decided": WORDS,
    "project": "P2_METRO", "open_by": [2029],
    "year": 2030, "own": [WORDS], "unknown": [WORDS], "contact": WORDS, "source": "invented for tests",
    "signals": [
        {"outcome": "commute_load_extra@bridge", "value": 100, "kind": "signaalwaarde",
         "source": "invented for tests"},
    ],
}  # fmt: skip
HOME = {"value": 0.1, "unit": "share", "source": "invented for tests", "status": "assumed"}
STUDY: dict[str, Any] = {
    "schema_version": 1,
    "id": "proef",
    "title": {"nl": "Proef & <zo>", "en": "Test & <so>"},
    "scenarios": ["niets.yaml", "wel.yaml", "anders.yaml"],
    "decision": DECISION,
    "measures": {
        "thuis": {
            "title": {"nl": "Thuiswerken", "en": "Working at home"},
            "set": {"levers.mobility.wfh_extra_share": HOME},
        },
    },
    "outcomes": [
        {"outcome": "homes_added@T1", "threshold": 500, "kind": "ambitie"},
        {"outcome": "commute_load_extra@bridge", "threshold": 100, "kind": "signaalwaarde"},
    ],
    "design": {"method": "factorial", "size": 20},
}  # fmt: skip


def study(folder: Path, **changes: Any) -> Path:
    """Write the tiny region, three options on it and a study with a decision; a change of None takes a key away."""
    if not (folder / "region").exists():
        shutil.copytree(tiny_folder() / "region", folder / "region")
    tree = yaml.safe_load(TINY)
    for name, setting, pace in (("niets", "never", 350), ("wel", "procedures", 350), ("anders", "never", 100)):
        tree |= {"id": name, "title": {"nl": f"{name} & <zo>", "en": f"{name} & <so>"}}
        tree.setdefault("levers", {}).setdefault("infrastructure", {})["P2_METRO"] = {"opening": setting}
        tree["levers"]["housing"]["pace_cap"] = {"T1": pace}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(tree, sort_keys=False))
    content = {key: value for key, value in {**STUDY, **changes}.items() if value is not None}
    path = folder / "proef.yaml"
    path.write_text(json.dumps(content, indent=1))
    return path
