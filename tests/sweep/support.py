"""Studies on the tiny region."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.middle import TINY, tiny_folder

STUDY: dict[str, Any] = {
    "schema_version": 1,
    "id": "proef",
    "title": {"nl": "Proef", "en": "Test"},
    "scenarios": ["tiny.yaml"],
    "outcomes": ["homes@T1@2030"],
    "design": {"method": "lhs", "size": 8},
}


class _Plain(yaml.SafeDumper):
    """Without references, which a study may not have."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    @classmethod
    def text(cls, tree: Any) -> str:
        return yaml.dump(tree, Dumper=cls, sort_keys=False)


def study(folder: Path, **changes: Any) -> Path:
    """Write the tiny region, a scenario on it and a study; a change of None takes a key away."""
    if not (folder / "region").exists():
        shutil.copytree(tiny_folder() / "region", folder / "region")
    (folder / "tiny.yaml").write_text(TINY)
    tree = {key: value for key, value in {**STUDY, **changes}.items() if value is not None}
    path = folder / "study.yaml"
    (folder / "other.yaml").write_text(TINY.replace("id: tiny", "id: other").replace("T1: 350", "T1: 300"))
    path.write_text(_Plain.text(tree))
    return path
