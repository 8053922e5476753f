"""The other order of choices: by home zone a mode first, a destination within it after.

The model chooses a destination first and a mode for it after (model.md 6.1). Here the same base matrix, base shares and
sensitivities answer in the other order, to see how much hangs on it. Where both answer equally strongly (ratio 1) the
orders are one and the same. Source: incremental nested logit, Ortuzar and Willumsen, Modelling Transport.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from balanssim.model import commuting, network
from balanssim.model.commuting_base import unchanged
from calibration.elasticities import MEASURES, STEP, changed
from calibration.region.mode_shares import Array, Setting


def mode_first(trips: Array, change: Array, beta: Array, ratio: float, columns: Array) -> Array:
    """Trips (mode, o, d) after a change of cost.

    `trips (mode, o, d)` of the base, `change (mode, o, d)` of damped minutes, `beta (mode,)` sensitivity of
    destinations within a mode, `ratio` that of modes over it, at most 1; `columns (d,)` workers wanted. Rows stay those
    of the base. Raises `ValueError` where totals differ or it does not converge.
    """
    rows = trips.sum(axis=(0, 2))
    if not np.isclose(rows.sum(), columns.sum(), rtol=1e-9):
        raise ValueError(f"columns add to {columns.sum():g}, rows to {rows.sum():g}")
    weight = trips * np.exp(-beta[:, None, None] * change)
    before = trips.sum(axis=2)
    pull = np.ones(columns.size)
    for _ in range(2000):
        within = weight * pull
        reach = within.sum(axis=2)
        upper = before * (reach / np.where(before > 0.0, before, 1.0)) ** ratio
        share = upper / np.where(rows > 0.0, upper.sum(axis=0), 1.0)
        made: Array = within * (rows * share / np.where(reach > 0.0, reach, 1.0))[:, :, None]
        arriving = made.sum(axis=(0, 1))
        error = np.abs(arriving / np.where(columns > 0.0, columns, 1.0) - (columns > 0.0)).max()
        if error < 1e-10:
            return made
        pull *= np.where(arriving > 0.0, columns / np.where(arriving > 0.0, arriving, 1.0), 1.0)
    raise ValueError(f"mode first does not converge: largest relative error {error:.1e}")


def respond(
    at: Setting, static: commuting.CommutingStatic, p: commuting.CommutingParameters, ratio: float
) -> dict[str, float]:
    """Elasticities as in `elasticities.respond`, with mode first and congestion held; `p` of width 1."""
    study = np.array([role == "study" for role in at.role])
    base = commuting.prepare(static, p)
    trips = static.flows * static.p0
    beta = np.array([float(p.beta[0] if one is None else one[0]) for one in (p.beta, p.beta_transit, p.beta_bike)])

    def km(links: network.LinkState, fuel: float = 1.0, fare: float = 1.0) -> Array:
        factors = unchanged(1, len(static.flows))
        factors[:2, 0] = fuel, fare
        now = commuting.at_counts(static, p, links, factors)[0]
        change = (now - base.at.cost)[..., 0] * static.damping
        made = mode_first(trips, change, beta, ratio, static.flows.sum(axis=0))
        far: Array = (made * at.universe.base_km)[:, study].sum(axis=(1, 2))
        return far

    before = km(base.links)
    dearer, fares = km(base.links, fuel=STEP), km(base.links, fare=STEP)
    slower, wider = km(changed(at, 1, free_min=STEP)), km(changed(at, 1, capacity=STEP))
    longer = km(changed(at, 1, ride_min=STEP))
    bend = float(np.log(STEP))
    pairs = ((dearer, 0), (slower, 0), (fares, 1), (wider, 0), (dearer, 1), (longer, 1))
    return {
        name: float(np.log(after[mode] / before[mode])) / bend
        for name, (after, mode) in zip(MEASURES, pairs, strict=True)
    }


def model_order(p: commuting.CommutingParameters, ratio: float) -> commuting.CommutingParameters:
    """`p` with destinations answering `ratio` times as much as modes."""
    return replace(p, lambda_ratio=np.full_like(p.beta, ratio))
