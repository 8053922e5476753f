"""What a scenario may ask of an infrastructure project, given its money and the stage in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim.errors import Problem
from balanssim.positions import Node, problem

if TYPE_CHECKING:
    from balanssim.region.index import RegionIndex

#: Stages in which a start decision is still to come.
BEFORE_START = ("research", "start_decision")
_MONEY = ("extra_funding_meuro", "housing_mobility_meuro")


def check(projects: dict[str, Node], index: RegionIndex) -> list[Problem]:
    """Problems of ``levers.infrastructure``: more money than a project costs, a start decision that was taken."""
    found = []
    for name, node in projects.items():
        stands, given = index.standing.get(name), node.mapping()
        if stands is None:
            continue
        key = f"levers.infrastructure.{name}"
        sums = {part: given[part] for part in _MONEY if part in given and _is_number(given[part].value)}
        total = sum(float(one.value) for one in sums.values() if isinstance(one.value, (int, float)))
        if total and stands.covered + total > stands.highest:
            last = list(sums)[-1]
            params = {"found": stands.covered + total, "cost": stands.highest, "covered": stands.covered}
            found.append(problem("scenario.funding_above_cost", sums[last].place, f"{key}.{last}", **params))
        start = given.get("start_decision")
        if start is not None and start.value is not None and stands.entry not in BEFORE_START:
            found.append(problem("scenario.start_taken", start.place, f"{key}.start_decision", stage=stands.entry))
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
