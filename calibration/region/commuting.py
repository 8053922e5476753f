"""`commuting.csv`: employee jobs between all zones on 1 January 2024, with shares of the modes."""

from __future__ import annotations

from pathlib import Path

from calibration.region import csvtext, mode_shares, tables
from calibration.region.base_year import base

COLUMNS = ("origin", "destination", "jobs", "imputed", "share_car", "share_transit", "share_bike")


def build(shared: Path) -> dict[str, str]:
    """Text of `commuting.csv`. `shared` is the folder that holds `data/`; all pairs, in the order of the zones.

    Jobs are the cells of the balanced matrix in whole millionths; shares those fitted in `mode_shares`, the last one
    closing to one after rounding.
    """
    b = base(shared)
    names = b.figures.ids
    shares = mode_shares.shares(shared, names, b.cells / 1e6)
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
