"""The NumPy reference of evaluations, or its compiled twin: taken here alone, by the parameters of a year."""

from __future__ import annotations

from typing import Protocol

from balanssim.model import evaluation
from balanssim.model.commuting_base import CommutingStatic
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import Answer, Year
from balanssim.model.network_parts import Bools, Floats, Ints


class Evaluator(Protocol):
    """What `equilibrium` asks of a kernel; see `evaluation.Reference`. `worth` part of the draws that go on at which
    leaving out the others is worth it.
    """

    @property
    def worth(self) -> float:
        """1 where leaving out costs nothing."""

    def evaluate(self, draws: Ints, cars: Floats, riders: Floats, keep: Bools) -> tuple[Floats, Floats]:
        """Volumes that volumes lead to."""

    def gaps(self, draws: Ints) -> Floats:
        """How far the last answers lie from those that are kept."""

    def answer(self) -> Answer:
        """The answers that are kept."""


def evaluator(static: CommutingStatic, year: Year, warm: Warm) -> Evaluator:
    """What computes a year with the kernel of its parameters."""
    if year.parameters.kernel == "numba":
        from balanssim.model.twin import Compiled

        return Compiled(static, year, warm)
    return evaluation.Reference(static, year, warm)


def travel(
    static: CommutingStatic, year: Year, cars: Floats, riders: Floats
) -> tuple[Floats, Floats, dict[str, Floats]]:
    """`evaluation.travel` with the kernel of the parameters of a year."""
    if year.parameters.kernel == "numba":
        from balanssim.model import twin

        return twin.travel(static, year, cars, riders)
    return evaluation.travel(static, year, cars, riders)
