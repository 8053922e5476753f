"""The shipped region's network and matrix as the model takes them: text tables, read without the engine's readers."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np

from balanssim.model import commuting, network, routes

FOLDER = Path(__file__).resolve().parents[2] / "src" / "balanssim" / "data" / "regions" / "flevoland-mra"


def columns(path: Path) -> dict[str, np.ndarray]:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@cache
def tables() -> dict[str, dict[str, np.ndarray]]:
    names = ("nodes", "road_links", "transit_links", "transit_access", "variants", "projects", "corridors")
    return {"zones": columns(FOLDER / "zones.csv")} | {n: columns(FOLDER / "network" / f"{n}.csv") for n in names}


@cache
def universe() -> routes.RouteUniverse:
    made = network.compile_network(tables(), tables()["projects"])
    return routes.enumerate_routes(made, tables()["corridors"])


def zone(name: str) -> int:
    return universe().network.zones.index(name)


def project(name: str) -> int:
    return universe().network.projects.index(name)


def opened(*names: str, draws: int = 1) -> np.ndarray:
    switches = np.zeros((len(universe().network.projects), draws), dtype=bool)
    switches[[project(name) for name in names]] = True
    return switches


def pair_minutes(mode: str, *names: str) -> np.ndarray:
    """Door-to-door minutes (o, d) with the named projects open."""
    made = universe()
    links = network.link_attributes(made.network, opened(*names))
    of_mode = made.car if mode == "car" else made.transit
    per_route = routes.route_minutes(of_mode, routes.mode_edges(links, mode), links.open_projects)
    size = len(made.network.zones)
    return routes.pair_minutes(of_mode, per_route).reshape(size, size)


def parameters(draws: int, spread: float = 0.0) -> commuting.CommutingParameters:
    """Round values of the right size; with `spread`, another value in every draw."""
    bend = 1.0 + spread * np.linspace(-0.5, 0.5, draws) if draws > 1 else np.ones(1)
    values = {
        "beta": 0.03, "lambda_ratio": 0.6, "value_of_time": 9.25, "fuel_cost_km": 0.11, "fare_base": 0.75,
        "fare_km": 0.12, "days_per_week": 4.0, "present": 0.87, "wfh": 0.17, "peak_share": 0.24, "occupancy": 1.08,
    }  # fmt: skip
    return commuting.CommutingParameters(**{name: value * bend for name, value in values.items()})


@cache
def static() -> commuting.CommutingStatic:
    table = columns(FOLDER / "commuting.csv")
    size = len(universe().network.zones)
    jobs = table["jobs"].astype(float).reshape(size, size)
    shares = np.stack([table[f"share_{mode}"].astype(float).reshape(size, size) for mode in ("car", "transit", "bike")])
    zones = tables()["zones"]
    parents = [zone(parent) if parent else -1 for parent in zones["parent_zone"].tolist()]
    return commuting.make_static(
        commuting.transport(universe(), np.zeros(size), zones["role"] == "external"),
        flows=jobs,
        rows=jobs.sum(axis=1),
        columns=jobs.sum(axis=0),
        p0=shares / shares.sum(axis=0),
        parent=np.array(parents),
        study=zones["role"] == "study",
        screenline=np.array([name == "flevopolder-uit" for name in universe().corridors]),
        central=parameters(1),
    )
