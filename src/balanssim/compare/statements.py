"""Funding statements of the projects of a scenario, from the region's table and the money that the scenario adds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from balanssim.funding import Statement

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.scenario import Resolved


def statements(resolved: Resolved, region: Region) -> dict[str, Statement]:
    """One statement per project, in order of the region's table; homes are those that its plans have there."""
    levers = resolved.scenario.levers.infrastructure
    homes = dict(zip(region.housing_plans["plan"], region.housing_plans["homes"].tolist(), strict=True))
    found = {}
    for row in region.infrastructure.rows():
        lever = levers.get(row["project"])
        low, central, high = (_amount(row[name]) for name in ("cost_low", "cost", "cost_high"))
        cost = None
        if central is not None:
            cost = (central if low is None else low, central, central if high is None else high)
        found[str(row["project"])] = Statement(
            project=str(row["project"]),
            cost=cost,
            price_level=str(row["price_level"]),
            state=_amount(row["covered_state"]),
            region=_amount(row["covered_region"]),
            area=_amount(row["covered_area"]),
            extra=lever.extra_funding_meuro if lever else 0.0,
            housing_mobility=lever.housing_mobility_meuro if lever else 0.0,
            homes=sum(homes[plan] for plan in row["serves"]),
        )
    return found


def _amount(value: Any) -> float | None:
    return None if math.isnan(float(value)) else float(value)
