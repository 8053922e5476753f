"""Reading the figures of the sources into one frozen set, and writing numbers in one fixed way.

Nothing here estimates anything: `base_year`, `margins` and `commuting` do, each with its method in its own docstring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.region import csvtext

Array = NDArray[np.float64]

#: Municipalities of Flevoland, in the order in which they are reported.
FLEVOLAND = ("GM0034", "GM0995", "GM0303", "GM0050", "GM0171", "GM0184")
ALMERE, AMSTERDAM, HAARLEMMERMEER, LELYSTAD = "GM0034", "GM0363", "GM0394", "GM0995"
WEESP, PAMPUS = "GM0363-WS", "GM0034-PA"


@dataclass(frozen=True)
class Zone:
    """One zone of the network, as in the source table."""

    id: str
    name: str
    municipality: str
    municipality_name: str
    role: str
    province: str
    subregion: str
    lat: float
    lon: float
    intrazonal_car_min: str
    intrazonal_bike_km: str

    @property
    def whole(self) -> bool:
        """Whether the zone is a whole municipality (or an external), not a part of one."""
        return self.id == self.municipality


@dataclass(frozen=True)
class Figures:
    """All figures that the base year needs. Arrays are in the order of `zones`.

    `key[code][column]` are key figures per municipality (342, borders of 2023-2025); `members[zone]` the
    municipalities of a zone (one, or many for an external; a part of a municipality holds its whole municipality);
    `flows_2015` (zone, zone) employee jobs at the end of 2015; `imputed_2015` the codes of the source;
    `share[quantity][zone]` parts within Almere and Amsterdam; `control[(december, origin, destination)]` published
    employee jobs; `sector[year][code]` all jobs per sector of the provincial survey.
    """

    zones: tuple[Zone, ...]
    key: Mapping[str, Mapping[str, str]]
    members: Mapping[str, tuple[str, ...]]
    flows_2015: Array
    imputed_2015: NDArray[np.int64]
    share: Mapping[str, Mapping[str, float]]
    control: Mapping[tuple[int, str, str], float]
    sector: Mapping[int, Mapping[str, Mapping[str, float]]]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(zone.id for zone in self.zones)

    def number(self, code: str, column: str) -> float:
        """Key figure of a municipality; raises `ValueError` where the source leaves it empty."""
        text = self.key[code][column]
        if text == "":
            raise ValueError(f"kerncijfers_gemeenten.csv: {code} has no {column}")
        return float(text)

    def where(self, **wanted: str) -> NDArray[np.bool_]:
        """(zone,) mask of the zones whose fields equal all of `wanted`."""
        return np.array([all(getattr(zone, k) == v for k, v in wanted.items()) for zone in self.zones])


def data_folder(shared: Path) -> Path:
    """Folder with the figures: `shared` itself, or `data` in it."""
    return shared / "data" if (shared / "data").is_dir() else shared


def read(shared: Path) -> Figures:
    """Read everything; raises `ValueError` where a municipality falls in no zone or in two."""
    folder = data_folder(shared)
    zones = tuple(
        Zone(
            row["zone_id"],
            row["name"],
            row["municipality"],
            row["municipality_name"],
            row["role"],
            row["province"],
            row["subregion"],
            float(row["lat"]),
            float(row["lon"]),
            row["intrazonal_car_min"],
            row["intrazonal_bike_km"],
        )
        for row in csvtext.read(folder / "network" / "zones.csv")
    )
    key = {row["code"]: row for row in csvtext.read(folder / "kerncijfers_gemeenten.csv")}
    place = {zone.id: i for i, zone in enumerate(zones)}
    flows = np.zeros((len(zones), len(zones)))
    imputed = np.zeros((len(zones), len(zones)), dtype=np.int64)
    for row in csvtext.read(folder / "od_commuting_2015_zones.csv"):
        pair = place[row["origin_zone"]], place[row["dest_zone"]]
        flows[pair], imputed[pair] = float(row["jobs"]), int(row["imputed"])
    share: dict[str, dict[str, float]] = {}
    for row in csvtext.read(folder / "subzone_shares.csv"):
        share.setdefault(row["quantity"], {})[row["zone_id"]] = float(row["share"])
    control = {
        (int(row["year_december"]), row["origin_region"], row["dest_region"]): 1000 * float(row["employee_jobs_x1000"])
        for row in csvtext.read(folder / "commuting_control_totals.csv")
    }
    sector: dict[int, dict[str, dict[str, float]]] = {}
    for row in csvtext.read(folder / "flevoland_jobs_by_sector_2017_2018.csv"):
        sector.setdefault(int(row["year_april"]), {}).setdefault(row["code"], {})[row["sector"]] = float(row["jobs"])
    return Figures(zones, key, _members(folder, zones, key), flows, imputed, share, control, sector)


def _members(folder: Path, zones: Sequence[Zone], key: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Municipalities of each zone; those of externals follow from the zone of their wards."""
    zone_of = {zone.municipality: zone.municipality for zone in zones if zone.role != "external"}
    found: dict[str, set[str]] = {}
    for row in csvtext.read(folder / "ward_to_zone_2015.csv"):
        found.setdefault(row["municipality_2023"], set()).add(row["zone_id"])
    for code in sorted(key):
        if code not in zone_of:
            options = sorted(found.get(code, ()))
            if len(options) != 1:
                raise ValueError(f"ward_to_zone_2015.csv: municipality {code} falls in zones {options}")
            zone_of[code] = options[0]
    return {zone.id: tuple(code for code in sorted(key) if zone_of[code] == zone.municipality) for zone in zones}


def april(december: float, next_december: float) -> float:
    """Employee jobs on 1 April, a quarter of the way between two Decembers (the reference date of job surveys)."""
    return december + 0.25 * (next_december - december)


def fixed(value: float, digits: int) -> str:
    """Number with a fixed count of decimals; never '-0'."""
    text = f"{value:.{digits}f}"
    return text[1:] if text.startswith("-") and float(text) == 0 else text


def micro(value: int) -> str:
    """Whole millionths as a decimal number with six decimals, exactly."""
    return f"{value // 1_000_000}.{value % 1_000_000:06d}"


def whole_parts(total: int, weights: Array) -> NDArray[np.int64]:
    """Split a whole number by weights into whole parts that add up to it (largest remainders).

    `weights` (n,) at least zero with a positive sum. A part with weight zero gets zero.
    """
    if total < 0 or weights.sum() <= 0 or (weights < 0).any():
        raise ValueError("whole_parts needs a total of at least zero and weights of at least zero, not all zero")
    exact = total * weights / weights.sum()
    parts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.lexsort((np.arange(len(weights)), -(exact - parts)))
    parts[order[: total - int(parts.sum())]] += 1
    return parts
