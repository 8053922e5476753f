"""Why an item is late: years lost to each cause, from the dates of the walk. Work itself is no delay."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from balanssim.dims import DELAYS
from balanssim.inputs import NEVER, Array, Inputs
from balanssim.procedures.chain_infrastructure import Projects
from balanssim.procedures.walk import Step, Walk, Walked

#: Steps of which all time counts, waiting included -> cause. Later rounds of an appeal and repair are its annulment.
_WHOLE = {"required": "requires", "release": "pause", "appeal": "court", "nitrogen": "nitrogen"}
#: What a step of the walk waits for -> cause.
_WAITS = {"gate:funding": "funding", "gate:planned": "planned", "meeting": "meeting"}
#: The same of homes and work locations; land of the State is released when the State does.
_WHOLE_OF_PLAN = {"appeal": "court", "nitrogen": "nitrogen", "land_release": "state_land"}
_WAITS_OF_PLAN = {"after": "decision", "gate:release": "release", "gate:earliest_year": "earliest_year"}


def delays(inputs: Inputs, projects: Projects, walked: Walked, first: int, horizon: float) -> Array:
    """Years that each project loses to each cause of ``dims.DELAYS`` up to the horizon, (project, cause, draw).

    Work itself is no delay: study, elaboration and building. NaN for a project that does not follow procedures.
    """
    given = inputs.infrastructure
    out = np.zeros((len(projects.items), len(DELAYS), projects.start.shape[1]))
    for place, steps in enumerate(projects.steps):
        item, before = first + place, projects.start[place]
        for step in steps:
            end = np.minimum(walked.date[item, step.name], horizon)
            head, _, turn = step.name.partition(".")
            cause = "annulment" if head == "appeal" and turn else _WHOLE.get(head)
            if cause:
                out[place, DELAYS.index(cause)] += np.maximum(end - before, 0.0)
            else:
                for wait, name in _WAITS.items():
                    out[place, DELAYS.index(name)] += walked.waited.get((item, step.name, wait), 0.0)
            before = end
    out[given.opening <= NEVER] = np.nan
    return out


def losses(walk: Walk, walked: Walked, item: int) -> dict[str, Array]:
    """Years that a housing plan, work location or programme loses to each cause up to the horizon, cause -> (draw,).

    Causes: those of ``dims.WAITS``, the desks at which it stands in line by their id, ``court`` (an appeal, the line
    apart), ``annulment`` (repair and further rounds), ``nitrogen`` and ``state_land``. An item that drops out loses
    nothing after it.
    """
    until = np.minimum(walked.dropped_date[item], walk.horizon)
    before, out = walk.start[item], dict[str, Array]()
    for step in walk.steps[item]:
        end = np.minimum(walked.date[item, step.name], until)
        head, _, turn = step.name.partition(".")
        whole = "annulment" if head == "appeal" and turn else _WHOLE_OF_PLAN.get(head)
        parts = dict(_waits(walk, walked, step))
        if whole:
            parts[whole] = np.maximum(end - before - sum(parts.values()), 0.0)
        for cause, years in parts.items():
            out[cause] = out.get(cause, 0.0) + years
        before = end
    return out


def _waits(walk: Walk, walked: Walked, step: Step) -> Iterator[tuple[str, Array]]:
    """Cause and years of every wait of a step."""
    names = dict(_WAITS_OF_PLAN)
    if step.resource >= 0:
        desk = walk.resources[step.resource]
        names[f"queue:{desk}"] = desk.partition(":")[0]
    for wait, cause in names.items():
        if (step.item, step.name, wait) in walked.waited:
            yield cause, walked.waited[step.item, step.name, wait]
