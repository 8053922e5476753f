"""The NumPy reference, or its compiled twin: taken here alone, by the parameters of a year."""

from __future__ import annotations

from balanssim.model import evaluation, seeking
from balanssim.model.commuting_base import CommutingStatic
from balanssim.model.commuting_demand import Warm
from balanssim.model.evaluation import Answer, Year
from balanssim.model.network_parts import Floats, Ints


def seek(
    static: CommutingStatic,
    year: Year,
    warm: Warm,
    start: Floats,
    learnt: tuple[Floats, Floats],
    tolerance: Floats,
    limit: int,
) -> tuple[Floats, Floats, Ints, Answer]:
    """`seeking.seek` with the kernel of the parameters of a year."""
    if year.parameters.kernel == "numba":
        from balanssim.model.twin import Compiled

        return Compiled(static, year, warm).seek(start, learnt, tolerance, limit)
    return seeking.seek(static, year, warm, start, learnt, tolerance, limit)


def travel(
    static: CommutingStatic, year: Year, cars: Floats, riders: Floats
) -> tuple[Floats, Floats, dict[str, Floats]]:
    """`evaluation.travel` with the kernel of the parameters of a year."""
    if year.parameters.kernel == "numba":
        from balanssim.model import twin

        return twin.travel(static, year, cars, riders)
    return evaluation.travel(static, year, cars, riders)
