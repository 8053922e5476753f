"""Words by which a housing plan is released: ``decision:P01`` waits for a milestone of an infrastructure project."""

from __future__ import annotations

from typing import Final

#: Word before the colon -> milestone of the project, as procedures name their steps.
MILESTONES: Final = {
    "decision": "preferred_decision",
    "start_decision": "start_decision",
    "project_decision": "project_decision",
    "funding": "funding",
    "opening": "opening",
}


def split(word: object) -> tuple[str, str] | None:
    """``decision:P01`` -> (``decision``, ``P01``); None for anything else, an empty name included."""
    if not isinstance(word, str):
        return None
    kind, colon, project = word.partition(":")
    return (kind, project) if colon and project and kind in MILESTONES else None
