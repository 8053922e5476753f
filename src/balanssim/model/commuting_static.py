"""What commuting needs once per scenario: the balanced base matrix and the fitted deterrence. Source: model.md 6.1."""

from __future__ import annotations

import numpy as np

from balanssim.model import costs, demand, network
from balanssim.model.commuting_base import THIN_JOBS, CommutingParameters, CommutingStatic, Transport
from balanssim.model.congestion import at_counts
from balanssim.model.network_parts import Bools, Floats, Ints


def make_static(
    at: Transport,
    *,
    flows: Floats,
    rows: Floats,
    columns: Floats,
    p0: Floats,
    parent: Ints,
    study: Bools,
    screenline: Bools,
    central: CommutingParameters,
) -> CommutingStatic:
    """Balance the observed matrix once, fit the base deterrence and index the corridors.

    `flows (o, d)` employee jobs; `rows`, `columns (zone,)` its margins; `parent (zone,)` index of the zone
    whose pattern a thin zone inherits, -1 none; `study (zone,)` bool: the deterrence is fitted on
    pairs with a study zone at either end; `central` parameters of width 1 (expected values): the deterrence describes
    the observed base and is the same in every draw. Shapes of the rest as in `CommutingStatic`.
    Raises `ValueError` where the base matrix cannot meet its margins or p0 does not add to 1.
    """
    if np.abs(p0.sum(axis=0) - 1.0).max() > 1e-6 or (p0 < 0.0).any():
        raise ValueError("p0: base mode shares must be 0 or more and add to 1 for every pair")
    fitted = demand.furness(
        flows[:, :, None], rows[:, None], columns[:, None], None, None,
        0.01 * central.tolerance, 10 * central.iterations,
    )  # fmt: skip
    if fitted.error[0] > 0.1 * central.tolerance:
        raise ValueError(f"base commuting does not fit its margins: largest relative error {fitted.error[0]:.2e}")
    observed = fitted.flows[:, :, 0]
    universe = at.universe
    damping = costs.damping(universe.base_km, central.damping_km, central.damping_exponent)
    cost = at_counts(at, central, network.base_state(universe.network))[0]
    mean_cost = (p0 * cost[:, :, :, 0]).sum(axis=0) * damping
    slope, inside = demand.fit_deterrence(observed, mean_cost, study[:, None] | study[None, :])
    deterrence = demand.deterrence(mean_cost, slope, inside)
    modelled = demand.furness(
        deterrence[:, :, None], rows[:, None], columns[:, None], None, None,
        0.01 * central.synthetic_tolerance, 10 * central.iterations,
    )  # fmt: skip
    lines = screenline & np.array([mode == "car" for mode in universe.corridor_mode])
    roads = universe.network.roads
    on_line = np.minimum(lines.astype(np.float64) @ universe.corridor_edges["car"], 1.0)
    return CommutingStatic(
        **vars(at),
        flows=observed,
        p0=p0,
        child_rows=np.where(rows < THIN_JOBS, parent, -1),
        child_columns=np.where(columns < THIN_JOBS, parent, -1),
        screenline=lines,
        counted_cars=float((on_line * roads.volume * roads.commuter_share).sum()),
        damping=damping,
        deterrence=deterrence,
        slope=slope,
        inside=inside,
        synthetic=modelled.flows[:, :, 0],
        synthetic_a=modelled.a,
        synthetic_b=modelled.b,
        step=demand.balancing_step(observed),
        synthetic_step=demand.balancing_step(modelled.flows[:, :, 0]),
        counted=np.asarray(
            np.minimum(universe.corridor_edges["car"].toarray(), 1.0) @ (roads.volume * roads.commuter_share)
        ),
    )
