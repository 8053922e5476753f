"""Money of infrastructure projects: what is covered, what is lacking, and when a project may start.

Million euro at the price level of the sources. ``None`` is 'not found in a source', which is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Share of the cost that must be in sight for a start decision (parameters MIRT03).
START_SHARE: Final = 0.75
#: Share that regions paid of comparable projects (parameters MIRT20, MIRT21: A27 0.25, metro lines 0.25 to 0.5).
CO_FINANCING: Final = (0.25, 0.5)


@dataclass(frozen=True)
class Statement:
    """The funding statement of one project in one scenario.

    ``cost`` low, central, high; ``state, region, area`` what each covers by the sources; ``extra`` and
    ``housing_mobility`` what the scenario adds, the latter a fixed sum; ``homes`` of the plans that the project serves.
    """

    project: str
    cost: tuple[float, float, float] | None
    price_level: str
    state: float | None
    region: float | None
    area: float | None
    extra: float = 0.0
    housing_mobility: float = 0.0
    homes: float = 0.0

    @property
    def found(self) -> float | None:
        """What state, region and area cover by the sources; None where none of them is named."""
        named = [amount for amount in (self.state, self.region, self.area) if amount is not None]
        return sum(named) if named else None

    @property
    def added(self) -> float:
        """What the scenario adds: an assumption or a choice, no money that is there."""
        return self.extra + self.housing_mobility

    @property
    def share(self) -> float | None:
        """Share of the central estimate that is covered by the sources, at most 1."""
        return None if self.found is None or not self.cost else min(self.found / self.cost[1], 1.0)

    @property
    def to_start(self) -> float | None:
        """What lacks at the central estimate for 75 percent, beside what the sources name."""
        if self.found is None or not self.cost:
            return None
        return max(START_SHARE * self.cost[1] - self.found, 0.0)

    @property
    def gap(self) -> tuple[float, float, float] | None:
        """What lacks of the low, central and high estimate beside what the sources name."""
        return gap(self.cost, self.found)

    @property
    def co_financing(self) -> tuple[float, float] | None:
        """What the region would pay of the central estimate at the shares of comparable projects."""
        return (CO_FINANCING[0] * self.cost[1], CO_FINANCING[1] * self.cost[1]) if self.cost else None

    @property
    def per_home(self) -> float | None:
        """Euro per home of the plans it serves that would bring ``to_start``; None without such plans."""
        return self.to_start * 1e6 / self.homes if self.to_start is not None and self.homes else None


def gap(cost: tuple[float, float, float] | None, covered: float | None) -> tuple[float, float, float] | None:
    """Million euro still to be found: low, central, high; None where cost or cover is not known.

    A project whose central estimate is covered counts as covered: what it costs more is for who pays it.
    """
    if cost is None or covered is None:
        return None
    if covered >= cost[1]:
        return (0.0, 0.0, 0.0)
    low, central, high = (max(amount - covered, 0.0) for amount in cost)
    return (low, central, high)
