"""What procedures hand to the years: arrays per draw, draw last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ProcedureOutcome:
    """Outcome of all procedures for one block of draws.

    ``completions`` (flow_year, zone, segment, draw) homes; ``location_supply`` (flow_year, zone, location, draw) ha
    or m2; ``programme_jobs`` (flow_year, zone, sector, place, draw) all jobs, the last place not on a work location;
    ``infrastructure_open`` (year, project, draw) bool: opened by 1 July of the year; ``milestone_year`` (project
    index, milestone) -> (draw,) decimal years; ``delays`` (project, cause of dims.DELAYS, draw) years, NaN for a
    project that does not follow procedures; ``congested`` (flow_year, draw) bool: grid congestion.

    ``milestones`` (item id, step) -> (draw,) decimal year in which a step ends, NEVER where it is not reached;
    ``waited`` (item id, cause) -> (draw,) years that an item waited, causes as the walk names them, a desk without its
    place.

    Of housing plans, in homes: ``plan_homes`` (plan, draw); ``delivered`` (flow_year, plan, draw); ``in_procedure`` and
    ``dropped`` (year, plan, draw) on 1 January; ``held`` (flow_year, cause, zone, draw) ready but held back, causes as
    in ``dims.CAUSES``; ``late`` (cause of ``dims.LATE``, plan, draw) home-years behind the pace of the site;
    ``ready`` (plan, draw) decimal year from which a plan can be delivered.

    ``room`` (location plan, draw) and ``starts`` (programme, draw): decimal year of the first room for work, and of
    the start of a programme.
    """

    completions: Array
    location_supply: Array
    programme_jobs: Array
    infrastructure_open: NDArray[np.bool_]
    milestone_year: Mapping[tuple[int, str], Array]
    delays: Array
    congested: NDArray[np.bool_]
    milestones: Mapping[tuple[str, str], Array]
    waited: Mapping[tuple[str, str], Array]
    plan_homes: Array
    delivered: Array
    in_procedure: Array
    dropped: Array
    held: Array
    late: Array
    ready: Array
    room: Array
    starts: Array
