"""Infrastructure projects by themselves: their dates without the plans that share the court with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from balanssim.inputs import Array, Inputs, WorldBlock
from balanssim.procedures import calendar, chain_infrastructure, walk, why
from balanssim.procedures.infrastructure import HALF


@dataclass(frozen=True)
class Dated:
    """``milestone_year`` (project index, step) -> (draw,) decimal years; ``delays`` as in ``why.delays``."""

    milestone_year: Mapping[tuple[int, str], Array]
    delays: Array


def alone(inputs: Inputs, worlds: WorldBlock) -> Dated:
    """Walk the projects of a scenario, for one block of draws. The court has no line: the region does not fill it."""
    chained = chain_infrastructure.chain(inputs, worlds, 0, {})
    horizon = inputs.axes.end + HALF
    walked = walk.run(
        walk.Walk(
            items=chained.items,
            steps=chained.steps,
            start=chained.start,
            resources=(),
            capacity=np.zeros(0),
            meetings=calendar.meetings(inputs, worlds),
            horizon=horizon,
        )
    )
    return Dated(chain_infrastructure.dates(chained, walked, 0), why.delays(inputs, chained, walked, 0, horizon))
