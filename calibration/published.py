"""Published durations of procedures, and how one lies beside the worlds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """A published figure with its band; ``used``: whether a stage of the templates was made with it."""

    name: str
    low: float
    central: float
    high: float
    unit: str
    source: str
    used: str = "no"


#: What the model is held against; ids are rows of ``sources.csv`` of the region.
PUBLISHED = {
    "delivery": Published("Initiative to first delivery", 3, 10, 12, "years", "WON01: Stec and NVM 2018, 128 projects"),
    "building": Published("Initiative to start of building", 2, 7, 8, "years", "WON02: SITE, by Aedes", "in part"),
    "hard": Published("Soft plan to hard plan", 1.5, 3, 6, "years", "WON08: expert estimate", "yes"),
    "appeal": Published("Council of State, one appeal", 10, 14, 24, "months", "WON09: gemeente.nu 2025", "yes"),
    "priority": Published("Council of State, homes with priority", 7, 10, 12, "months", "WON10: haluk.nl 2025"),
    "share": Published("Plans that meet an appeal", 20, 33, 50, "of 100", "WON12: gemeente.nu 2025", "yes"),
    "appealed": Published("Time lost to an appeal", 1, 1.5, 2, "years", "WON13: gemeente.nu 2025"),
    "slip": Published(
        "Registered homes late or lost", 23, 33, 50, "of 100", "WON05: ministry, by stadszaken.nl", "in part"
    ),
    "rule": Published(
        "Register per 100 homes built", 130, 130, 150, "of 100", "WON04: omgevingsweb.nl 2021", "in part"
    ),
    "metro": Published("IJmeer crossing opens", 2035, 2041, 2050, "year", "IJM13: sum of likely durations"),
    "spade": Published("IJmeer crossing, first decision to works", 7, 10, 14, "years", "MIRT11: Elverding, cobouw.nl"),
    "a6": Published("A6 Almere-Lelystad opens", 2033, 2036, 2045, "year", "A6L05: expert estimate"),
    "a27": Published("A27 Zeewolde-Eemnes opens", 2032, 2035, 2042, "year", "A27L04: expert estimate"),
}


@dataclass(frozen=True)
class Held:
    """A published figure beside the worlds, both in its unit."""

    published: Published
    low: float
    median: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the published figure lies in the band of 10 to 90 of 100."""
        return self.low <= self.published.central <= self.high

    @property
    def within(self) -> bool:
        """Whether our median lies in the published band."""
        return self.published.low <= self.median <= self.published.high
