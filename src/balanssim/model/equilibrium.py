"""The fixed point of demand and supply, draw by draw: volumes that lead to themselves.

Sought by Anderson acceleration in the space of volumes; a draw stops when a plain step would change route flows and
commuters by less than its tolerance. Nothing here adds over draws, so no draw depends on its neighbours. Source of the
gaps and of the stop: model.md 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass

from balanssim.model import kernels, memory
from balanssim.model.commuting_base import CommutingStatic
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import Answer, Year
from balanssim.model.memory import Memory
from balanssim.model.network_parts import Floats, Ints
from balanssim.model.seeking import items_of, volumes_of


@dataclass(frozen=True)
class Solved:
    """`at` the volumes of roads that congest and of segments (road, draw), (segment, draw) that travellers answer to,
    and `answer` what they do; `gap_route`, `gap_demand (draw,)`: what answering their own volumes would change of it,
    relative to all route flows and all commuters; `iterations (draw,)` evaluations after the first; `taught` what the
    next year begins with.
    """

    at: tuple[Floats, Floats]
    answer: Answer
    gap_route: Floats
    gap_demand: Floats
    iterations: Ints
    taught: Memory | None


def solve(
    static: CommutingStatic,
    year: Year,
    cars: Floats,
    riders: Floats,
    warm: Warm,
    tolerance: Floats,
    limit: int,
    past: Memory | None = None,
) -> Solved:
    """Find the volumes that lead to themselves, from `cars (road, draw)` and `riders (segment, draw)`.

    `tolerance (draw,)` of both gaps, `limit` of evaluations after the first. A draw whose volumes come back exactly
    stops at once with gaps of zero. The gaps are measured by a plain step, from an answer to what the answer to its
    volumes would be, when they are expected to be small enough; the answer stands, as a plain step may lead away. A
    draw that reaches the limit ends with the gaps of its last step. With a limit of 0 the answer to the given volumes
    stands, whatever volumes it makes, and no gap is measured. `past` is what the year before taught.
    """
    last = items_of(cars, riders)
    start, learnt = memory.begin(last, past), memory.before(len(last), last.shape[1], past)
    final, gaps, used, answer = kernels.seek(static, year, warm, start, learnt, tolerance, limit)
    taught = memory.close(last, final, year.links, learnt, past) if limit else past
    return Solved(volumes_of(final, len(cars)), answer, gaps[0], gaps[1], used, taught)
