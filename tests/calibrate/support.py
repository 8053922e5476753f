"""Tables for the tests of the gravity model."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from balanssim.calibrate.flowtables import FlowTable


def table(flows, costs) -> FlowTable:
    """A table from two matrices (origin, destination); pairs whose cost is NaN are left out."""
    flows, costs = np.asarray(flows, float), np.asarray(costs, float)
    origin, destination = np.nonzero(~np.isnan(costs))
    names = [tuple(f"{side}{n:03d}" for n in range(size)) for side, size in zip("od", flows.shape, strict=True)]
    return FlowTable(*names, origin, destination, flows[origin, destination], costs[origin, destination])


def write(path: Path, name: str, rows) -> str:
    """A long table as CSV."""
    lines = [f"origin,destination,{name}", *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path.name


def austria(path: Path):
    """Rows of flows and of distances of the published migration table, without moves within a region."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Origin"] != row["Destination"]]
    pairs = [(row["Origin"], row["Destination"]) for row in rows]
    flows = [(*pair, row["Data"]) for pair, row in zip(pairs, rows, strict=True)]
    costs = [(*pair, row["Dij"]) for pair, row in zip(pairs, rows, strict=True)]
    return flows, costs


def random_costs(seed: int, origins: int, destinations: int):
    """Distances between points in a square of 100 km, never less than 1 km."""
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0, 100, (origins, 2)), rng.uniform(0, 100, (destinations, 2))
    return np.maximum(np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1)), 1.0)


def expected(seed: int, costs, beta: float, total: float = 1e5):
    """Flows that follow the model exactly."""
    rng = np.random.default_rng(seed)
    rows, columns = (rng.lognormal(0, 0.7, size) for size in costs.shape)
    made = rows[:, None] * columns * np.exp(beta * costs)
    return made * (total / made.sum())
