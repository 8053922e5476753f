"""Base mode shares of every pair.

A logit on base generalised costs (car, transit, bicycle with walking) gets constants per distance band, iterated
until the mean shares of each band equal their targets (the shares of CBS 2017 by distance class, shifted to this
region with the estimated municipal table of 2016), and one more constant for pairs over the Flevolijn, until
passengers against car occupants over the IJmeer equal the counts. Sensitivities per mode are those of the joint fit
(`calibration.commuting_fit`). Deterministic; no draw. `python -m calibration.region.mode_shares SHARED REGION` writes
`calibration/mode_shares.md`.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim.distributions import Distribution
from balanssim.model import commuting, costs, network, peak, routes
from balanssim.prepare import commuting as prepared
from calibration.region import csvtext
from calibration.region import network as network_tables
from calibration.region import parameters as region_parameters

Array = NDArray[np.float64]

#: Upper edges of the distance bands, road km (CBS 2017 classes; 30 km divides the open one).
BANDS_KM = (5.0, 7.5, 15.0, 30.0, np.inf)
#: Car share of commuting trips per band, CBS 2017 (mobility_parameters.csv): 5-7.5 km 50.7%, 7.5-15 km 65.4%, 15 km
#: and more 80.4%. Below 5 km only 0.1-1 km is published (8.9%): 0.38 for a mean of about 3 km lies between it and the
#: next (assumed). Above 30 km the car loses a little to the train (municipal table 2016: -0.5 points), below it gains.
NATIONAL_CAR = (0.38, 0.507, 0.654, 0.806, 0.802)
#: Share of transit in trips without car, national, from the municipal table 2016 (train and other transit against
#: bicycle, moped and walking): bands as above; the first is trips within a municipality.
TRANSIT_OF_REST = (0.18, 0.19, 0.29, 0.62, 0.93)
#: Within an external zone distances are hidden: CBS 2017 totals, car 60%, bicycle 25% and walking 4% (2016), rest
#: transit.
EXTERNAL_SHARES = (0.60, 0.11, 0.29)
#: Commuters among train and bus passengers in the busiest hour (assumed: half to two thirds; the rest study and other).
COMMUTERS_IN_TRANSIT = 0.55
SCREEN_CAR, SCREEN_TRANSIT = ("hollandse-brug",), ("flevolijn", "bus-a6-a1")

#: Parking at work, euro one way in prices of 2024 (assumed). The parking terms with which the network tables were
#: compared (-1.2 Centrum, -0.6 Zuid, West and Oost, -0.4 Utrecht at 0.035 per minute) are 34, 17 and 11 minutes, at
#: 13 euro/h:
PARKING_EUR = {"GM0363-CE": 7.4, "GM0363-ZU": 3.7, "GM0363-WE": 3.7, "GM0363-OO": 3.7, "GM0344": 2.5}

#: What stands in an entry of `parameters.yaml` beside the distribution.
PAPERS = ("dimension", "dist", "unit", "source", "status", "note")


@dataclass(frozen=True)
class Fit:
    """Outcome: `shares (mode, o, d)`, the targets and constants per band, and the constant of the Flevolijn pairs."""

    shares: Array
    targets: Array
    reached: Array
    band_jobs: Array
    constants: Array
    line_constant: float
    line_ratio: float
    iterations: int


@dataclass(frozen=True)
class Setting:
    """Network, zones and matrix that the fit works on; `jobs (o, d)`, `role (zone,)`."""

    universe: routes.RouteUniverse
    zones: tuple[str, ...]
    municipality: tuple[str, ...]
    role: tuple[str, ...]
    parking_eur: Array
    jobs: Array

    @cached_property
    def transport(self) -> commuting.Transport:
        """Routes as the model arranges them."""
        external = np.array([role == "external" for role in self.role])
        return commuting.transport(self.universe, self.parking_eur, external)


def shares(shared: Path, zones: Sequence[str], jobs: Array) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Fitted base shares (car, transit, bike) of every pair of `zones`; `jobs (o, d)` in that order."""
    made = fit(setting(shared, zones, jobs), targets(shared, zones)).shares
    return {
        (origin, destination): (float(made[0, i, j]), float(made[1, i, j]), float(made[2, i, j]))
        for i, origin in enumerate(zones)
        for j, destination in enumerate(zones)
    }


def setting(shared: Path, zones: Sequence[str], jobs: Array) -> Setting:
    """Compile the network from the shared set as the region folder has it."""
    tables = {
        Path(name).stem: _columns(list(csv.DictReader(io.StringIO(text))))
        for name, text in network_tables.build(shared).items()
    }
    by_zone = {row["zone_id"]: row for row in csvtext.read(shared / "data" / "network" / "zones.csv")}
    missing = [zone for zone in zones if zone not in by_zone]
    if missing:
        raise ValueError(f"zones without a row in the shared network: {', '.join(missing)}")
    return _compiled(tables, [{**by_zone[zone], "zone": zone} for zone in zones], jobs)


def shipped(region: Path) -> tuple[Setting, Array]:
    """Setting of a compiled region folder, and its base shares (mode, o, d)."""
    rows = csvtext.read(region / "commuting.csv")
    zones = csvtext.read(region / "zones.csv")
    size = len(zones)
    jobs = np.array([float(row["jobs"]) for row in rows]).reshape(size, size)
    share = np.array([[float(row[f"share_{mode}"]) for row in rows] for mode in ("car", "transit", "bike")])
    tables = {path.stem: _columns(csvtext.read(path)) for path in sorted((region / "network").glob("*.csv"))}
    return _compiled(tables, zones, jobs), share.reshape(3, size, size)


def _compiled(
    tables: dict[str, dict[str, NDArray[np.str_]]], zones: Sequence[Mapping[str, str]], jobs: Array
) -> Setting:
    kept = ("zone", "intrazonal_car_min", "intrazonal_bike_km")
    tables = {**tables, "zones": _columns([{name: row[name] for name in kept} for row in zones])}
    compiled = network.compile_network(tables, tables["projects"])
    names = tuple(row["zone"] for row in zones)
    return Setting(
        routes.enumerate_routes(compiled, tables["corridors"]),
        names,
        tuple(row["municipality"] for row in zones),
        tuple(row["role"] for row in zones),
        np.array([PARKING_EUR.get(zone, 0.0) for zone in names]),
        np.asarray(jobs, dtype=np.float64),
    )


def band_shares(at: Setting, share: Array) -> Array:
    """Mean shares (band, mode) over pairs that touch the region; `share (mode, o, d)`."""
    external = np.array([role == "external" for role in at.role])
    band = np.searchsorted(BANDS_KM, at.universe.base_km, side="right")
    band[external[:, None] & external[None, :]] = -1
    trips = share * at.jobs
    made = np.array([trips[:, band == number].sum(axis=1) for number in range(len(BANDS_KM))])
    means: Array = made / made.sum(axis=1, keepdims=True)
    return means


def targets(shared: Path, zones: Sequence[str]) -> Array:
    """Target shares per band (band, mode): national shares shifted by the log odds of this region in the table of
    2016."""
    national = np.array(
        [[car, (1 - car) * t, (1 - car) * (1 - t)] for car, t in zip(NATIONAL_CAR, TRANSIT_OF_REST, strict=True)]
    )
    here = {zone.split("-")[0] for zone in zones}
    place = {
        row["code"]: (float(row["lat"]), float(row["lon"]))
        for row in csvtext.read(shared / "data" / "municipality_centroids_2023.csv")
    }
    inside, whole = np.zeros_like(national), np.zeros_like(national)
    for row in csvtext.read(shared / "data" / "od_commuting_mode_2016_estimated.csv"):
        origin, destination = row["origin_code"], row["dest_code"]
        if origin not in place or destination not in place:
            continue
        ends = [np.array(value) for value in (*place[origin], *place[destination])]
        # Road over straight line 1.19 (2015 matrix); within a municipality the first band.
        km = 1.19 * float(network.straight_km(*ends))
        band = int(np.searchsorted(BANDS_KM, km, side="right"))
        modes = np.array(
            [
                float(row["car"]) + float(row["carpool"]),
                float(row["train"]) + float(row["other_pt"]),
                float(row["moped"]) + float(row["bicycle_ebike"]) + float(row["walk"]),
            ]
        )
        whole[band] += modes
        if origin in here and destination in here:
            inside[band] += modes
    shift = np.log(inside / inside[:, :1]) - np.log(whole / whole[:, :1])
    moved = national * np.exp(shift)
    shifted: Array = moved / moved.sum(axis=1, keepdims=True)
    return shifted


def distributions() -> dict[str, Distribution]:
    """Distributions of the region by parameter."""
    return {
        name: Distribution(str(entry["dist"]), {key: value for key, value in entry.items() if key not in PAPERS})
        for name, entry in region_parameters.entries().items()
    }


def parameters() -> commuting.CommutingParameters:
    """Expected values of the region's distributions, as a block of width 1."""
    return prepared.parameters({name: np.array([shape.expected()]) for name, shape in distributions().items()})


def base_costs(at: Setting, p: commuting.CommutingParameters) -> Array:
    """Damped base generalised minutes (mode, o, d)."""
    cost = commuting.at_counts(at.transport, p, network.base_state(at.universe.network))[0][:, :, :, 0]
    return cost * costs.damping(at.universe.base_km, p.damping_km, p.damping_exponent)


def fit(
    at: Setting,
    wanted: Array,
    p: commuting.CommutingParameters | None = None,
    tolerance: float = 1e-9,
    iterations: int = 2000,
) -> Fit:
    """Constants per band and for the Flevolijn pairs; `wanted (band, mode)`, `p` of width 1, those of the region unless
    given. Raises `ValueError` if it does not converge."""
    p = parameters() if p is None else p
    beta = [p.beta if given is None else given for given in (p.beta, p.beta_transit, p.beta_bike)]
    utility = -np.stack(beta)[:, :, None] * base_costs(at, p)
    zones = len(at.zones)
    external = np.array([role == "external" for role in at.role])
    band = np.searchsorted(BANDS_KM, at.universe.base_km, side="right")
    # Region-shifted targets hold for pairs that touch the region; external pairs among themselves keep the same
    # constants.
    counted = ~(external[:, None] & external[None, :])
    ride = np.stack([_use(at, p, "car", SCREEN_CAR), _use(at, p, "transit", SCREEN_TRANSIT)])
    on_line = ride[1] > 0.5
    wanted_ratio = counted_ratio(at, float(p.occupancy[0]))
    present = peak.at_work(at.universe.base_km.ravel(), p.wfh).reshape(zones, zones)
    constants = np.zeros((len(BANDS_KM), 3))
    extra = 0.0
    reached, weights = np.zeros_like(wanted), np.zeros(len(BANDS_KM))
    for step in range(1, iterations + 1):
        v = utility + constants[band].transpose(2, 0, 1)
        v[1] += np.where(on_line, extra, 0.0)
        v -= v.max(axis=0)
        share = np.exp(v)
        share /= share.sum(axis=0)
        for number in range(len(BANDS_KM)):
            weight = np.where(counted & (band == number), at.jobs, 0.0)
            weights[number] = weight.sum()
            reached[number] = (share * weight).sum(axis=(1, 2)) / weight.sum()
        moving = at.jobs * present * share[:2] * ride
        ratio = float(moving[1].sum() / moving[0].sum())
        gap = max(float(np.abs(reached - wanted).max()), abs(ratio / wanted_ratio - 1.0))
        if gap < tolerance:
            share[:, external, external] = np.array(EXTERNAL_SHARES)[:, None]
            return Fit(share, wanted, reached, weights, constants, extra, ratio, step)
        constants += np.log(wanted / reached)
        constants -= constants[:, :1]
        extra += 0.7 * float(np.log(wanted_ratio / ratio))
    raise ValueError(f"mode constants do not converge: largest gap {gap:.2e} after {iterations} rounds")


def counted_ratio(at: Setting, occupancy: float) -> float:
    """Commuters by transit over commuters by car (occupants) across the IJmeer in the busiest hour, from base
    volumes."""
    universe = at.universe
    roads, lines = universe.network.roads, universe.network.lines
    pick = [
        np.array([name in wanted for name in universe.corridors], dtype=np.float64)
        for wanted in (SCREEN_CAR, SCREEN_TRANSIT)
    ]
    cars = float((pick[0] @ universe.corridor_edges["car"]) @ (roads.volume * roads.commuter_share))
    volume = np.append(lines.volume, np.zeros(lines.volume.size))
    passengers = float((pick[1] @ universe.corridor_edges["transit"]) @ volume)
    return COMMUTERS_IN_TRANSIT * passengers / (cars * occupancy)


def _use(at: Setting, p: commuting.CommutingParameters, mode: str, names: tuple[str, ...]) -> Array:
    """Share of the base route choice of each pair that uses any of the named corridors (o, d)."""
    universe = at.universe
    of_mode = routes.of_mode(universe, mode)
    share = commuting.at_counts(at.transport, p, network.base_state(universe.network))[2][mode]
    pick = np.array([name in names for name in universe.corridors], dtype=np.float64)
    uses = np.minimum(pick @ universe.corridor_routes[mode], 1.0)
    size = len(at.zones)
    through = np.bincount(of_mode.pair, weights=share[:, 0] * uses, minlength=size * size)
    return np.asarray(through, dtype=np.float64).reshape(size, size)


def _columns(rows: Sequence[Mapping[str, str]]) -> dict[str, NDArray[np.str_]]:
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def main(arguments: Sequence[str]) -> int:
    """Write `calibration/mode_shares.md` from the shared data and a compiled region folder."""
    from calibration.region import mode_shares_report

    shared, region = Path(arguments[0]), Path(arguments[1])
    rows = csvtext.read(region / "commuting.csv")
    zones = list(dict.fromkeys(row["origin"] for row in rows))
    jobs = np.array([float(row["jobs"]) for row in rows]).reshape(len(zones), len(zones))
    at = setting(shared, zones, jobs)
    found = fit(at, targets(shared, zones))
    text = mode_shares_report.text(at, found)
    (Path(__file__).resolve().parents[1] / "mode_shares.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
