"""Meetings of state and region (BO MIRT): those held, those listed, and one a year after the list.

A meeting still to come may slip to January, as that of 2025 did, or not bring the decisions that were ready for it.
"""

from __future__ import annotations

import numpy as np

from balanssim.inputs import Array, Inputs, WorldBlock
from balanssim.procedures import draws

#: A round of autumn belongs to its year, also where it was held in the first quarter of the next.
INTO_THE_NEXT = 0.25
#: Middle of November, and 8 January: the day on which the round of 2025 was held.
AUTUMN, JANUARY = 0.87, 7.0 / 365.0


def listed(inputs: Inputs) -> tuple[Array, Array]:
    """Year of each round and the date for which it is planned, (round,) each, up to the end of the horizon."""
    dates = inputs.procedures.meetings
    years = np.floor(dates - INTO_THE_NEXT)
    first = years.max() + 1 if len(years) else inputs.axes.start
    later = np.arange(first, inputs.axes.end + 1)
    return np.concatenate([years, later]), np.concatenate([dates, later + AUTUMN])


def planned(inputs: Inputs, year: float) -> float:
    """Date for which the round of a year is planned."""
    years, dates = listed(inputs)
    found = dates[years == year]
    return float(found[0]) if len(found) else year + AUTUMN


def meetings(inputs: Inputs, worlds: WorldBlock) -> Array:
    """Dates of the meetings, (round, draw); NaN where a round brings no decisions.

    The central run has every round, later by what slipping and missing cost in expectation.
    """
    years, dates = listed(inputs)
    slips, missed = (worlds.values[f"procedures.meeting_{name}"] for name in ("slips", "missed"))
    seed, labels = inputs.procedures.seed, worlds.luck
    out = np.repeat(dates[:, None], worlds.width, axis=1)
    for place, (year, date) in enumerate(zip(years, dates, strict=True)):
        if place < len(inputs.procedures.held) and inputs.procedures.held[place]:
            continue
        january = year + 1.0 + JANUARY
        luck = draws.uniform(seed, "procedures.event", "bo-mirt", f"{year:.0f}", labels)
        drawn = np.where(luck < missed, np.nan, np.where(luck < missed + slips, max(january, date), date))
        expected = date + slips * max(january - date, 0.0) + missed
        out[place] = np.where(labels == draws.CENTRAL, expected, drawn)
    return out
