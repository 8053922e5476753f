"""Why an infrastructure project is late: years lost to each cause, from the dates of the walk."""

from __future__ import annotations

import numpy as np

from balanssim.dims import DELAYS
from balanssim.inputs import NEVER, Array, Inputs
from balanssim.procedures.chain_infrastructure import Projects
from balanssim.procedures.walk import Walked

#: Steps of which all time counts, waiting included -> cause. Later rounds of an appeal and repair are its annulment.
_WHOLE = {"required": "requires", "release": "pause", "appeal": "court", "nitrogen": "nitrogen"}
#: What a step of the walk waits for -> cause.
_WAITS = {"gate:funding": "funding", "gate:planned": "planned", "meeting": "meeting"}


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
