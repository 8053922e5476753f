"""Elasticities of commuting in a region: what `commuting.solve` answers to dearer fuel, slower roads, dearer transit
and wider roads.

Arc elasticities for +10% of commuting kilometres of residents of the study area; both margins stay. A car slower by a
tenth and a road wider by a tenth are networks of their own, so congestion is answered as far as `solve` answers it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from balanssim.model import commuting, network
from calibration.region.mode_shares import Array, Setting

#: The change, and the published ranges to hold the answers against.
STEP = 1.1
PUBLISHED = Path(__file__).with_name("elasticities.csv")
SCREENLINE = "flevopolder-uit"
MEASURES = ("fuel_car_km", "time_car_km", "fare_transit_km", "capacity_car_km", "fuel_transit_km", "ride_transit_km")


@dataclass(frozen=True)
class Published:
    """A published range of one elasticity: `low`, `high`, and `middle` with `sd` where the fit uses it (else None)."""

    low: float
    high: float
    middle: float | None
    sd: float | None
    what: str
    source: str
    address: str


def published(path: Path = PUBLISHED) -> dict[str, Published]:
    """Ranges by the name of the measure."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {
        row["measure"]: Published(
            float(row["low"]), float(row["high"]), float(row["middle"]) if row["middle"] else None,
            float(row["sd"]) if row["sd"] else None, row["what"], row["source"], row["address"],
        )
        for row in rows
    }  # fmt: skip


def static_of(at: Setting, shares: Array, p: commuting.CommutingParameters) -> commuting.CommutingStatic:
    """The region as the model has it, with base shares (mode, o, d); `p` of width 1 describes the base."""
    study = np.array([role == "study" for role in at.role])
    return commuting.make_static(
        at.transport, flows=at.jobs, rows=at.jobs.sum(axis=1), columns=at.jobs.sum(axis=0), p0=shares,
        parent=np.full(len(at.jobs), -1), study=study,
        screenline=np.array([name == SCREENLINE for name in at.universe.corridors]), central=p,
    )  # fmt: skip


def respond(at: Setting, static: commuting.CommutingStatic, p: commuting.CommutingParameters) -> dict[str, Array]:
    """Elasticities by measure, (draw,) of the block `p`."""
    base = commuting.prepare(static, p)
    draws = p.beta.size
    rows = np.repeat(static.flows.sum(axis=1)[:, None], draws, axis=1)
    columns = np.repeat(static.flows.sum(axis=0)[:, None], draws, axis=1)
    study = np.array([role == "study" for role in at.role])

    def km(links: network.LinkState, **levers: float) -> tuple[Array, Array]:
        got = commuting.solve(commuting.YearInputs(base, rows, columns, **levers), links)
        far = got.flows[study] * at.universe.base_km[study][:, :, None]
        return (far * got.mode_share[0][study]).sum(axis=(0, 1)), (far * got.mode_share[1][study]).sum(axis=(0, 1))

    still = base.links
    before = km(still)
    dearer, fares = km(still, fuel_factor=STEP), km(still, fare_factor=STEP)
    slower = km(changed(at, draws, free_min=STEP))
    wider = km(changed(at, draws, capacity=STEP))
    longer = km(changed(at, draws, ride_min=STEP))
    bend = np.log(STEP)
    return {
        "fuel_car_km": np.log(dearer[0] / before[0]) / bend,
        "time_car_km": np.log(slower[0] / before[0]) / bend,
        "fare_transit_km": np.log(fares[1] / before[1]) / bend,
        "capacity_car_km": np.log(wider[0] / before[0]) / bend,
        "fuel_transit_km": np.log(dearer[1] / before[1]) / bend,
        "ride_transit_km": np.log(longer[1] / before[1]) / bend,
    }


def changed(at: Setting, draws: int, **factors: float) -> network.LinkState:
    """The base network with fields of all its roads, or `ride_min` of its lines, times a factor."""
    whole = at.universe.network
    riding = factors.pop("ride_min", 1.0)
    roads = replace(whole.roads, **{name: getattr(whole.roads, name) * factor for name, factor in factors.items()})
    lines = replace(whole.lines, ride_min=whole.lines.ride_min * riding)
    return network.base_state(replace(whole, roads=roads, lines=lines), draws)


def widened(p: commuting.CommutingParameters, **values: Array) -> commuting.CommutingParameters:
    """A block in which the named parameters take `values (draw,)` and all others stay as they are in `p` of width 1."""
    draws = len(next(iter(values.values())))
    given: Mapping[str, object] = vars(p)
    wide = {name: np.repeat(value, draws) for name, value in given.items() if isinstance(value, np.ndarray)}
    return replace(p, **{**wide, **values})  # type: ignore[arg-type]
