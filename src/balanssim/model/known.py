"""Counted totals of areas: values by zone that add up to them, in every draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


def settle(values: Array, zones: Bools, free: Bools, total: Array, weight: Array, otherwise: Array) -> Array:
    """Values (zone, draw) that add up to the total of each area.

    Parameters
    ----------
    values : (zone, draw)
    zones : (area, zone) zones of each area, smaller areas first
    free : (area, zone) those of them that change: not settled by a smaller area
    total : (area,) or (area, draw)
    weight : (zone, draw) what an area lacks is shared over its free zones in proportion to it
    otherwise : (zone, draw) the same where ``weight`` is zero in all of them; alike where that is zero too

    Counted figures do not say in which zone: the model's own pattern stays.
    """
    out = values.copy()
    for number, total_of in enumerate(total):
        inside, moves = zones[number], free[number]
        lack = total_of - out[inside].sum(axis=0)
        share = weight[moves]
        for second in (otherwise[moves], np.ones_like(share)):
            share = np.where(share.sum(axis=0) > 0.0, share, second)
        out[moves] += lack * share / share.sum(axis=0)
    return out
