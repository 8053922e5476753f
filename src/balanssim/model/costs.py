"""Generalised minutes of a journey to work by car, transit and bicycle, and their damping for long trips.

Equations of model.md 6.2. Working from home does not enter here; it acts once, in `peak`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Order of the mode axis here and in `demand`.
MODES = ("car", "transit", "bike")


def generalised_minutes(
    *,
    car_min: Floats,
    car_km: Floats,
    transit_min: Floats,
    transit_km: Floats,
    bike_km: Floats,
    value_of_time: Floats,
    fuel_cost_km: Floats,
    parking_eur: Floats,
    fare_base: Floats,
    fare_km: Floats,
    bike_kmh: float,
    cycle_time_factor: Floats | float = 1.0,
) -> Floats:
    """Generalised minutes per mode.

    Parameters
    ----------
    car_min, car_km, transit_min, transit_km : (o, d, draw) door to door; transit minutes hold access, wait, transfers
    bike_km : (o, d) distance by bicycle
    value_of_time : (draw,) euro per hour, greater than zero
    fuel_cost_km, fare_base, fare_km : (draw,) euro per km, per boarding, per km
    parking_eur : (d, draw) euro per one-way trip at the destination
    bike_kmh : speed, greater than zero; cycle_time_factor (draw,) multiplies bicycle minutes

    Returns
    -------
    (mode, o, d, draw) in the order of `MODES`. Source: model.md 6.2; money over value of time is the common practice
    of generalised cost (Ortuzar and Willumsen, Modelling Transport).
    """
    per_euro = 60.0 / np.asarray(value_of_time, dtype=np.float64)
    cost = np.empty((len(MODES), *car_min.shape))
    cost[0] = car_min + car_km * (fuel_cost_km * per_euro)
    cost[0] += parking_eur[None, :, :] * per_euro
    cost[1] = transit_min + transit_km * (fare_km * per_euro)
    cost[1] += fare_base * per_euro
    cost[2] = (60.0 / bike_kmh) * bike_km[:, :, None] * cycle_time_factor
    return cost


def damping(km: Floats, threshold_km: float, exponent: float) -> Floats:
    """Factor `(max(km, threshold) / threshold)^-exponent`: 1 up to the threshold, falling beyond. Shape of `km`.

    Keeps long trips from being over-sensitive. Source: model.md 6.1; cost damping as in Daly (2010), RAND Europe.
    """
    factor: Floats = (np.maximum(km, threshold_km) / threshold_km) ** -exponent
    return factor


def damped(g: Floats, km: Floats, threshold_km: float = 30.0, exponent: float = 0.5) -> Floats:
    """Utility cost `u(g) = g x damping`; `g (..., o, d, draw)` minutes, `km (o, d)`. Source: model.md 6.1."""
    return g * damping(km, threshold_km, exponent)[:, :, None]
