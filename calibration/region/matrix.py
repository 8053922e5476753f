"""The commuting matrix of the base date: 2015 seed, doubtful pairs damped, empty pairs filled, balanced to the margins.

Balancing is iterative proportional fitting (Deming and Stephan 1940) with a third constraint on one block.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.region import csvtext, tables
from calibration.region.margins import Margins
from calibration.region.tables import Array, Figures
from calibration.region.zones import PARENTS

#: Edges of distance bands in km (straight line); trips within one zone or municipality form a band of their own.
BANDS_KM = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0, 130.0, 170.0, 220.0)
#: Pairs of municipalities at least this far apart are held against the gravity expectation.
LONG_KM = 60.0
#: A long pair may be this many times its expectation, and is left alone below this number of jobs.
MULTIPLE, AT_LEAST = 3.0, 100.0
#: A pair that is empty in the seed gets its expectation, but never more than this (jobs).
FILL_MAX = 0.25
#: Rows and columns of the seed with fewer jobs than this take the pattern of their parent zone.
THIN = 200.0


@dataclass(frozen=True)
class Seed:
    """Seed (zone, zone) and what was done to it.

    `damped` rows (home municipality, work municipality, km, jobs in 2015, expectation, jobs kept); `touched` (zone,
    zone) 1 where a cell is not simply the observed one.
    """

    flows: Array
    damped: tuple[tuple[str, str, float, float, float, float], ...]
    filled: int
    filled_jobs: float
    inherited: tuple[str, ...]
    touched: NDArray[np.int64]


def distance_km(lat1: Array, lon1: Array, lat2: Array, lon2: Array) -> Array:
    """(n, m) great-circle distance in km between n and m points in degrees."""
    a, b = np.radians(lat1)[:, None], np.radians(lat2)[None, :]
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon2[None, :] - lon1[:, None]) / 2) ** 2
    km: Array = 2 * 6371.0 * np.arcsin(np.sqrt(half))
    return km


def expectation(flows: Array, band: NDArray[np.int64], rounds: int = 200) -> Array:
    """Gravity model with a free deterrence per distance band: same rows, columns and band totals as `flows`.

    `flows` (o, d) jobs, `band` (o, d) number of the band. Tri-proportional fitting; no shape of the deterrence is
    assumed.
    """
    model = (flows.sum(axis=1)[:, None] * flows.sum(axis=0)[None, :]) / flows.sum()
    wanted = _band_totals(flows, band, int(band.max()) + 1)
    for _ in range(rounds):
        model = model * _ratio(wanted, _band_totals(model, band, len(wanted)))[band]
        model = model * _ratio(flows.sum(axis=1), model.sum(axis=1))[:, None]
        model = model * _ratio(flows.sum(axis=0), model.sum(axis=0))[None, :]
    expected: Array = model
    return expected


def _band_totals(flows: Array, band: NDArray[np.int64], bands: int) -> Array:
    return np.bincount(band.ravel(), weights=flows.ravel(), minlength=bands).astype(np.float64)


def _ratio(wanted: Array, found: Array) -> Array:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)


def municipal_flows(shared: Path) -> tuple[list[str], Array]:
    """Codes and (o, d) jobs of the 2015 matrix on the borders of 2023; pairs under 10 jobs are not in it."""
    rows = csvtext.read(tables.data_folder(shared) / "od_commuting_2015_bounds2023.csv")
    rows = [row for row in rows if row["dest_code"] != "OTHER"]
    codes = sorted({row["origin_code"] for row in rows} | {row["dest_code"] for row in rows})
    place = {code: i for i, code in enumerate(codes)}
    flows = np.zeros((len(codes), len(codes)))
    for row in rows:
        flows[place[row["origin_code"]], place[row["dest_code"]]] += float(row["jobs"])
    return codes, flows


def long_pairs(shared: Path, figures: Figures) -> list[tuple[str, str, float, float, float, float]]:
    """Long pairs of municipalities with far more jobs than expected: head offices and temp agencies, not daily travel.

    Rows (home, work, km, jobs, expectation, jobs kept = `MULTIPLE` x expectation), the largest cut first.
    """
    codes, flows = municipal_flows(shared)
    place = {r["code"]: r for r in csvtext.read(tables.data_folder(shared) / "municipality_centroids_2023.csv")}

    def column(name: str) -> Array:
        return np.array([float(place[code][name]) for code in codes])

    km = distance_km(column("home_lat"), column("home_lon"), column("work_lat"), column("work_lon"))
    band = np.digitize(km, BANDS_KM) + 1
    np.fill_diagonal(band, 0)
    expected = expectation(flows, band)
    ceiling = np.maximum(MULTIPLE * expected, AT_LEAST)
    found = [
        (codes[o], codes[d], *(float(table[o, d]) for table in (km, flows, expected, ceiling)))
        for o, d in np.argwhere((km >= LONG_KM) & (flows > ceiling))
    ]
    return sorted(found, key=lambda row: (row[5] - row[3], row[0], row[1]))


def zone_expectation(figures: Figures, flows: Array) -> Array:
    """(zone, zone) gravity expectation on straight-line distance; trips within a zone in bands by kind of zone."""
    lat, lon = (np.array([getattr(zone, name) for zone in figures.zones]) for name in ("lat", "lon"))
    band = np.digitize(distance_km(lat, lon, lat, lon), BANDS_KM) + 2
    np.fill_diagonal(band, np.where(figures.where(role="external"), 0, 1))
    return expectation(flows, band)


def build_seed(shared: Path, figures: Figures) -> Seed:
    """Seed of the balancing. Order: damp long pairs, let thin zones inherit, fill what is empty."""
    flows = figures.flows_2015.copy()
    touched = (figures.imputed_2015 > 0).astype(np.int64)
    damped = long_pairs(shared, figures)
    zone_of = {code: zone.municipality for zone in figures.zones for code in figures.members[zone.id]}
    inside = {code: np.flatnonzero(figures.where(municipality=code)) for code in dict.fromkeys(zone_of.values())}
    near = _near_elsewhere(figures)
    moved = np.zeros_like(flows)
    for home, work, _, jobs, _, kept in damped:
        cells = np.ix_(inside[zone_of[home]], inside[zone_of[work]])
        moved[cells] += flows[cells] * (jobs - kept) / flows[cells].sum()
        touched[cells] = 1
    flows -= moved
    # A cut job is still a job outside the home municipality (that share is measured): it goes to nearer places, in
    # proportion to the jobs that people of the same zone hold there.
    nearby = flows * near
    flows += _ratio(moved.sum(axis=1), nearby.sum(axis=1))[:, None] * nearby
    expected = zone_expectation(figures, flows)
    names = figures.ids
    inherited: list[str] = []
    for zone, parent in PARENTS.items():
        z, p = names.index(zone), names.index(parent)
        if 0 < figures.flows_2015[z].sum() < THIN:
            flows[z] = _pattern(flows[p], expected[p], expected[z], z, p)
            touched[z] = 1
            inherited.append(f"{zone} (rows, from {parent})")
        if 0 < figures.flows_2015[:, z].sum() < THIN:
            flows[:, z] = _pattern(flows[:, p], expected[:, p], expected[:, z], z, p)
            touched[:, z] = 1
            inherited.append(f"{zone} (columns, from {parent})")
    alive = (flows.sum(axis=1)[:, None] > 0) & (flows.sum(axis=0)[None, :] > 0)
    empty = alive & (flows <= 0)
    # Far below half a job everywhere: it keeps a pair possible, and never changes a total that anyone reads.
    flows[empty] = np.clip(expected[empty], 1e-4, FILL_MAX)
    touched[empty] = 1
    return Seed(flows, tuple(damped), int(empty.sum()), float(flows[empty].sum()), tuple(inherited), touched)


def _near_elsewhere(figures: Figures) -> NDArray[np.bool_]:
    """(zone, zone) destinations nearer than `LONG_KM` and outside the home municipality.

    An external hides the distances within it, so it counts only for people who live in an external.
    """
    lat, lon = (np.array([getattr(zone, name) for zone in figures.zones]) for name in ("lat", "lon"))
    external = figures.where(role="external")
    same = np.array([[o.municipality == d.municipality for d in figures.zones] for o in figures.zones])
    elsewhere = np.where(external[:, None], True, ~same & ~external[None, :])
    near: NDArray[np.bool_] = (distance_km(lat, lon, lat, lon) < LONG_KM) & elsewhere
    return near


def _pattern(parent: Array, parent_expected: Array, own_expected: Array, zone: int, parent_zone: int) -> Array:
    """The parent's departure from the gravity expectation, applied to the zone's own expectation."""
    factor = _ratio(parent, parent_expected)
    # Seen from the zone, it is itself 'within', and its parent is a neighbour: the two factors change places.
    factor[[zone, parent_zone]] = factor[[parent_zone, zone]]
    return factor * own_expected


def balance(seed: Array, margins: Margins, tolerance: float = 1e-13, rounds: int = 20_000) -> tuple[Array, int, float]:
    """Matrix with the margins and the block total; returns it with the rounds needed and the error of the block.

    `seed` (zone, zone). Stops on the largest relative error of rows and block, columns being exact in each round.
    Raises `ValueError` where it does not get there: the targets then contradict each other or the pattern of zeros.
    """
    if not math.isclose(margins.rows.sum(), margins.columns.sum(), rel_tol=1e-12):
        raise ValueError("rows and columns do not add up to the same total")
    block = np.ix_(margins.block_rows, margins.block_columns)
    flows = seed.copy()
    error = math.inf
    for number in range(1, rounds + 1):
        flows[block] *= margins.block / flows[block].sum()
        flows *= _ratio(margins.rows, flows.sum(axis=1))[:, None]
        flows *= _ratio(margins.columns, flows.sum(axis=0))[None, :]
        alive = margins.rows > 0
        error = float(np.max(np.abs(flows.sum(axis=1)[alive] / margins.rows[alive] - 1)))
        error = max(error, abs(float(flows[block].sum()) / margins.block - 1))
        if error <= tolerance:
            return flows, number, abs(float(flows[block].sum()) / margins.block - 1)
    raise ValueError(f"no balance after {rounds} rounds: largest relative error {error:.3g}")


def whole_micro(flows: Array) -> NDArray[np.int64]:
    """Cells in whole millionths of a job, so that margins of the written table are exact sums."""
    return np.rint(flows * 1_000_000).astype(np.int64)
