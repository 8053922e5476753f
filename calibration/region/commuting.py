"""`commuting.csv`: employee jobs between all zones on 1 January 2024, with shares of the modes."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from calibration.region import csvtext, tables
from calibration.region.base_year import Base, base
from calibration.region.matrix import distance_km

COLUMNS = ("origin", "destination", "jobs", "imputed", "share_car", "share_transit", "share_bike")
Shares = Mapping[tuple[str, str], tuple[float, float, float]]

#: Until modes are fitted: car, transit, bike by road distance (upper edge, km). Car from CBS 2017 by distance class
#: (mobility_parameters.csv);
#: the rest divided over bike and transit so that the classes with no figure run on smoothly (assumed).
NATIONAL_BANDS = (
    (1.0, (0.089, 0.005, 0.906)), (5.0, (0.38, 0.03, 0.59)), (7.5, (0.507, 0.053, 0.44)), (15.0, (0.654, 0.096, 0.25)),
    (30.0, (0.79, 0.17, 0.04)), (np.inf, (0.80, 0.195, 0.005)),
)  # fmt: skip
#: Road distance / straight line (1.19: 22.6 km of road against 19.0 km straight, 2015).
DETOUR = 1.19


def build(shared: Path) -> dict[str, str]:
    """Text of `commuting.csv`; shares of `mode_shares.shares` where that module is present."""
    b = base(shared)
    shares = mode_shares(shared, b)
    names = b.figures.ids
    rows: list[dict[str, str | int | float | None]] = []
    for i, origin in enumerate(names):
        for j, destination in enumerate(names):
            car, transit = (round(share, 6) for share in shares[origin, destination][:2])
            rows.append(
                {
                    "origin": origin,
                    "destination": destination,
                    "jobs": tables.micro(int(b.cells[i, j])),
                    "imputed": int(b.seed.touched[i, j]),
                    "share_car": tables.fixed(car, 6),
                    "share_transit": tables.fixed(transit, 6),
                    "share_bike": tables.fixed(1.0 - car - transit, 6),
                }
            )
    return {"commuting.csv": csvtext.text(COLUMNS, rows)}


def mode_shares(shared: Path, b: Base) -> Shares:
    """Shares per pair: fitted ones if they exist, else national ones by distance."""
    try:
        module = importlib.import_module("calibration.region.mode_shares")
    except ImportError:
        return national_shares(b)
    found: Shares = module.shares(shared, b.figures.ids, b.cells / 1e6)
    return found


def national_shares(b: Base) -> Shares:
    """Shares by straight-line distance between zones x `DETOUR`; within a zone its mean bicycle distance."""
    zones = b.figures.zones
    lat, lon = (np.array([getattr(zone, name) for zone in zones]) for name in ("lat", "lon"))
    km = distance_km(lat, lon, lat, lon) * DETOUR
    np.fill_diagonal(km, [float(zone.intrazonal_bike_km) for zone in zones])
    return {
        (o.id, d.id): next(values for edge, values in NATIONAL_BANDS if km[i, j] <= edge)
        for i, o in enumerate(zones) for j, d in enumerate(zones)
    }  # fmt: skip
