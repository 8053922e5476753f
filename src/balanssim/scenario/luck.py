"""Luck of homes by municipality: good and bad years, and a pace that turns out otherwise than known.

Not there unless a scenario asks for it, by an overlay: with spreads of zero no number of a run changes.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from balanssim.scenario.quantities import Block, Unit

Spread = Annotated[float, Field(ge=0, le=3), Unit("share")]


class BySize(Block):
    """Spread of a factor with mean one, as a share of it, by homes of the municipality on the base date."""

    small: Spread = 0.0
    """Municipalities of fewer than 10,000 homes."""
    middle: Spread = 0.0
    """Municipalities of 10,000 to 25,000 homes."""
    large: Spread = 0.0
    """Municipalities of 25,000 to 50,000 homes."""
    largest: Spread = 0.0
    """Municipalities of 50,000 homes and more."""


class HousingLuck(Block):
    """Factors on the homes that a municipality completes in a year, within what is ready and has water."""

    year_spread: BySize = BySize()
    """Good and bad years, each by itself."""
    lasting_spread: BySize = BySize()
    """A pace that lasts and differs from what limits and known years say."""


class Luck(Block):
    """Luck that is drawn per municipality; none by default."""

    housing: HousingLuck = HousingLuck()
    """Homes."""
