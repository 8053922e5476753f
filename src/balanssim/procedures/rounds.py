"""From a stage of a template to the steps of an item: durations and luck drawn, annulment and repair unrolled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from balanssim.procedures import draws
from balanssim.procedures.walk import Step
from balanssim.templates import Stage

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


def last(stage: Stage) -> str:
    """Name of the last step of a stage: what comes after the stage comes after this step."""
    return stage.id if stage.annulled == 0.0 or stage.rounds == 1 else f"{stage.id}.{stage.rounds}"


def steps(
    stage: Stage,
    item: int,
    name: str,
    seed: int,
    labels: Ints,
    factor: float | Array = 1.0,
    resource: int = -1,
    **begin: Any,
) -> tuple[Step, ...]:
    """Steps of one stage for item number ``item`` called ``name``, for draw labels (D,).

    ``factor`` () or (D,) on durations, a share of the stage that is left to do included; ``resource`` index of the
    desk; ``begin``: what the first step waits for (``not_before, gate_cause, after, at_meeting``). Names: the id of the
    stage, then ``<id>.repair2, <id>.2, ...`` for each further round.

    In the central run a branch is always taken, for its probability times its duration: its dates are expected ones.
    """
    happens = draws.events(stage.probability, seed, name, stage.id, labels)
    weight = draws.weights(stage.probability, labels)
    years = np.zeros(len(labels))
    if stage.duration is not None:
        years = draws.durations(stage.duration, seed, name, stage.id, labels) * factor
    out = [Step(item, stage.id, years * weight, happens, resource, **begin)]
    if stage.annulled == 0.0:
        return tuple(out)
    for turn in range(2, stage.rounds + 1):
        key, mend = f"{stage.id}.{turn}", f"{stage.id}.repair{turn}"
        happens = happens & draws.events(stage.annulled, seed, name, f"{key}.annulled", labels)
        weight = weight * draws.weights(stage.annulled, labels)
        if stage.repair is not None:
            years = draws.durations(stage.repair, seed, name, mend, labels) * factor
            out.append(Step(item, mend, years * weight, happens))
        if stage.duration is not None:
            years = draws.durations(stage.duration, seed, name, key, labels) * factor
        out.append(Step(item, key, years * weight, happens, resource))
    return tuple(out)
