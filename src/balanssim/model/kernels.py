"""Which kernel computes: the NumPy reference, or its compiled twin where numba is there. Chosen here and nowhere else."""

from __future__ import annotations

import os
from importlib import util
from typing import Final, Protocol

from balanssim.model import evaluation
from balanssim.model.commuting_base import CommutingStatic
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import Evaluation, Year
from balanssim.model.network_parts import Bools, Floats, Ints

NUMPY: Final = "numpy"
NUMBA: Final = "numba"


class Evaluator(Protocol):
    """What `equilibrium` asks of a kernel; see `evaluation.Reference`."""

    def evaluate(self, draws: Ints, cars: Floats, riders: Floats, measure: Bools) -> tuple[Floats, Floats]: ...
    def gaps(self, draws: Ints) -> Floats: ...
    def answer(self) -> Evaluation: ...


def evaluator(static: CommutingStatic, year: Year, warm: Warm) -> Evaluator:
    """What computes a year with the kernel of its parameters."""
    if year.parameters.kernel == NUMBA:
        from balanssim.model.twin import Compiled

        return Compiled(static, year, warm)
    return evaluation.Reference(static, year, warm)


def travel(
    static: CommutingStatic, year: Year, cars: Floats, riders: Floats
) -> tuple[Floats, Floats, dict[str, Floats]]:
    """`evaluation.travel` with the kernel of the parameters of a year."""
    if year.parameters.kernel == NUMBA:
        from balanssim.model import twin

        return twin.travel(static, year, cars, riders)
    return evaluation.travel(static, year, cars, riders)
