"""From commuting jobs to cars and passengers in the morning peak hour, on named corridors.

Equations of model.md 6.3. Working from home acts here, and only here. Functions of distance are assumptions, stated
where they are defined; their parameters are arguments.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Share of jobs whose holder travels to the registered workplace at all, by km (assumed, after the presence factors
#: with which the network tables were compared: 0.85 at 60 km, 0.55 at 100, 0.35 at 150): head offices and temporary
#: agencies register people far from where they work, and long commuters come on fewer days.
BRANCH_KM = (30.0, 60.0, 100.0, 150.0, 300.0)
BRANCH_SHARE = (1.0, 0.85, 0.55, 0.35, 0.20)
#: Working from home rises with distance: `wfh (km / 20)^0.3`, at most 0.6 (assumed; 20 km is the mean Dutch commute).
WFH_KM = 20.0
WFH_EXPONENT = 0.3
WFH_MAX = 0.6


def peak_factor(
    days_per_week: Floats, present: Floats, peak_share: Floats, spread_and_avoid: Floats | float = 0.0
) -> Floats:
    """Trips to work in the busiest hour per job, before working from home and distance, (draw,).

    `days_per_week` worked of five, `present` share not on leave or ill, `peak_share` of the day's trips in the
    busiest hour,
    `spread_and_avoid` share of peak trips that moves to another hour. Source: model.md 6.3.
    """
    factor: Floats = np.asarray(days_per_week / 5.0 * present * peak_share * (1.0 - np.asarray(spread_and_avoid)))
    return factor


def at_work(km: Floats, wfh: Floats, extra: Floats | float = 0.0) -> Floats:
    """Share of jobs travelled to on a working day, `(1 - wfh(km)) x branch(km)`, (pair, draw).

    `km (pair,)`, `wfh (draw,)` national share worked at home, `extra (draw,)` added by policy. Both shares are assumed
    functions of distance, see the constants of this module.
    """
    shape = (np.maximum(km, 1.0) / WFH_KM) ** WFH_EXPONENT
    home = np.minimum(shape[:, None] * wfh + extra, WFH_MAX)
    branch = np.interp(km, (0.0, *BRANCH_KM), (1.0, *BRANCH_SHARE))
    present: Floats = (1.0 - home) * branch[:, None]
    return present


def screenline_scalar(counted: float, load: Floats, lines: Floats) -> Floats:
    """One factor per draw that makes modelled commuter cars on the screenline equal the counted ones.

    `counted` veh/h: commuter share x base volume; `load (corridor, draw)` modelled at base without the factor, `lines
    (corridor,)` 1 for corridors of the screenline. Source: model.md 6.3. 1 where nothing is counted or modelled.
    """
    modelled = (lines[:, None] * load).sum(axis=0)
    usable = (modelled > 0.0) & (counted > 0.0)
    return np.where(usable, counted / np.where(usable, modelled, 1.0), 1.0)


def count_pivot(counted: Floats, modelled: Floats) -> Floats:
    """Factor on changes of the modelled load of a corridor, `clip(counted / modelled, 1/2, 2)`, (corridor, draw).

    `counted`, `modelled` commuter cars an hour on the base date. 1 where nothing is counted or modelled, such as on the
    links of a project. Source: model.md 6.3, volumes pivot on counts.
    """
    usable = (modelled > 0.0) & (counted > 0.0)
    return np.where(usable, np.clip(counted / np.where(usable, modelled, 1.0), 0.5, 2.0), 1.0)
