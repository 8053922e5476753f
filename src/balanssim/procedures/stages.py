"""What a template says of an item: the stages ahead of it, how long they take, and what the court's backlog adds."""

from __future__ import annotations

from collections.abc import Sequence

from balanssim.templates import Stage, Template

#: Years that an appeal takes without a backlog: the statutory term (parameters WON11, six months).
COURT_TERM = 0.5
#: Conditions whose stages take the years of a lever, one of their own years for each.
STATE_LAND, NITROGEN = "state_land", "nitrogen"
#: The desk of the Council of State in the templates.
COURT = "council_of_state"


def ahead(template: Template, status: str, holds: Sequence[str]) -> tuple[Stage, ...]:
    """Stages that an item of this status still goes through, those whose condition does not hold left out.

    A template without entries begins at its first stage. Land that is still the State's has to be released, wherever
    the item enters. Raises ``KeyError`` for a status that the template does not know.
    """
    entry = template.place(template.entry[status]) if template.entry else 0
    return tuple(
        stage
        for place, stage in enumerate(template.stages)
        if (place >= entry or stage.condition == STATE_LAND) and (not stage.condition or stage.condition in holds)
    )


def expected(stages: Sequence[Stage]) -> float:
    """Years that stages take together in expectation, branches by their probability; without waiting and levers."""
    total = 0.0
    for stage in stages:
        if stage.condition:
            continue
        reach, once = stage.probability, stage.duration.expected() if stage.duration else 0.0
        total += reach * once
        for _ in range(2, stage.rounds + 1):
            reach *= stage.annulled
            total += reach * (once + (stage.repair.expected() if stage.repair else 0.0))
    return total


def court_factor(stage: Stage, capacity: float) -> float:
    """Factor on the duration of a stage when the court has ``capacity`` times what it has now; 1 of other stages.

    The published durations hold the national backlog. What exceeds the statutory term shortens with capacity, the term
    itself does not.
    """
    usual = stage.duration.expected() if stage.duration else 0.0
    if stage.resource != COURT or usual <= COURT_TERM:
        return 1.0
    return (COURT_TERM + (usual - COURT_TERM) / capacity) / usual
