"""The state of one reference date: arrays of a block of draws, draw last. Equations never see the time axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """Everything that year t hands to year t + 1; a run may be split on any reference date by keeping one.

    ``homes, added`` (segment, zone, draw) stock and net additions since the base date; ``occupancy, population``
    (zone, draw); ``jobs`` (sector, zone, draw) employee jobs; ``space_free`` (location, zone, draw) ha or m2;
    ``displaced`` (sector, zone, draw) and ``elsewhere`` (zone, draw) cumulative all jobs without room in their
    municipality, and the part of them that landed in other zones; ``labour_access, labour_access_before`` (zone,
    draw) residents' jobs within reach this year and the year before; ``job_access, job_access_base`` (zone, draw)
    jobs within reach now and on the base date; ``received`` (sector, zone, draw) employee jobs that came from zones
    without room; ``past`` (signal, link, draw) year in which a road first passed each signal value of its
    volume/capacity ratio, infinite where not yet; ``commuting`` the state of the commuting step (warm starts, costs).
    """

    year: int
    homes: Array
    added: Array
    occupancy: Array
    population: Array
    jobs: Array
    space_free: Array
    displaced: Array
    elsewhere: Array
    received: Array
    labour_access: Array
    labour_access_before: Array
    job_access: Array
    job_access_base: Array
    past: Array
    commuting: Any
