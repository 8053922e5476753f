"""Names of dimensions and their order: the only place where they are spelled.

Stocks live on ``year`` (reference date 1 January), flows on ``flow_year`` (between that 1 January and the next).
``map_year`` holds a few of the reference dates, for what is only shown on maps.
Inside ``model/`` the draw axis is last; labelled data and stores put it first.
"""

from __future__ import annotations

from typing import Final

DRAW: Final = "draw"
YEAR: Final = "year"
FLOW_YEAR: Final = "flow_year"
ZONE: Final = "zone"
AREA: Final = "area"
SEGMENT: Final = "segment"
SECTOR: Final = "sector"
LOCATION: Final = "location"
MODE: Final = "mode"
ORIGIN: Final = "origin"
DESTINATION: Final = "destination"
CORRIDOR: Final = "corridor"
PROJECT: Final = "project"
LINK: Final = "link"
MAP_YEAR: Final = "map_year"
PLAN: Final = "plan"
CAUSE: Final = "cause"
WAIT: Final = "wait"

#: What holds back homes that are ready, in the order in which it is counted: the pace of a site, the policy on paces,
#: what builders can, a year in which the market asks less, connections to grid and drinking water, and social rent
#: that housing associations cannot build (it comes as mid-priced).
CAUSES: Final = ("site", "pace_cap", "builders", "market", "grid", "water", "corporations")

#: Those that make homes later than at the pace of their own site, which is work, and not in another segment.
LATE: Final = tuple(cause for cause in CAUSES if cause not in ("site", "corporations"))

#: What a housing plan waits for, beside the desks of a region: its release, the milestone of a project that releases
#: it, and the year in which its municipality means to begin.
WAITS: Final = ("release", "decision", "earliest_year")

#: Homes from which a municipality is of a class of size.
HOME_SIZES: Final = {"small": 0.0, "middle": 10_000.0, "large": 25_000.0, "largest": 50_000.0}

MILESTONE: Final = "milestone"
DELAY: Final = "delay"

#: Steps of an infrastructure project that have a date of their own, in order; ``works``: building can begin.
MILESTONES: Final = (
    "route_decision", "release", "funding", "start_decision", "preferred_decision", "project_decision", "works",
    "opening",
)  # fmt: skip
#: What makes a project late: another project, a pause, a year that was chosen, money, the next meeting, the court,
#: repair and further rounds after annulment, nitrogen.
DELAYS: Final = ("requires", "pause", "planned", "funding", "meeting", "court", "annulment", "nitrogen")

#: Reference dates (1 January) of what is shown on a map: two years on, then every five years; 2041 has the goals.
MAP_YEARS: Final = (2026, 2031, 2036, 2041, 2046, 2051)

#: Draws are computed in blocks of this width; the last one is as wide as its draws, padded to a multiple of `PADDED`. A
#: draw never depends on its neighbours, nor on the width of its block.
BLOCK: Final = 64
PADDED: Final = 8
