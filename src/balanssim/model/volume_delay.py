"""What a link costs at a volume: the curve of the Bureau of Public Roads, with parts that do not depend on volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """`time = free + climb (v / capacity)^power`, `cost = time + fixed`; all (link,), none negative.

    Where `climb` is 0 time does not depend on volume; `capacity` is then of no account, but greater than zero.
    """

    free: Floats
    climb: Floats
    capacity: Floats
    power: Floats
    fixed: Floats


def curves(free: Floats, b: Floats, capacity: Floats, power: Floats, fixed: Floats) -> Curves:
    """Curves of `time = free (1 + b (v / capacity)^power)`; all (link,).

    A power of 0 is a constant time, free (1 + b), whatever the volume. Source: Bureau of Public Roads (1964); the
    convention for constant times is that of the public TNTP networks.
    """
    flat = (power == 0.0) | (b == 0.0) | (free == 0.0)
    return Curves(
        np.where(power == 0.0, free * (1.0 + b), free), np.where(flat, 0.0, free * b),
        np.where(flat, 1.0, capacity), np.where(flat, 1.0, power), fixed,
    )  # fmt: skip


def times(links: Curves, volume: Floats) -> Floats:
    """Time per link at `volume` (link,)."""
    taken: Floats = links.free + links.climb * (volume / links.capacity) ** links.power
    return taken


def costs(links: Curves, volume: Floats) -> Floats:
    """Generalised cost per link at `volume` (link,)."""
    return times(links, volume) + links.fixed


def slopes(links: Curves, volume: Floats) -> Floats:
    """Rise of the cost per unit of volume at `volume` (link,).

    A power below 1 is steep without end at zero; the slope is then that at a millionth of the capacity.
    """
    ratio = volume / links.capacity
    ratio = np.where(links.power < 1.0, np.maximum(ratio, 1e-6), ratio)
    rise: Floats = links.climb * links.power / links.capacity * ratio ** (links.power - 1.0)
    return rise


def areas(links: Curves, volume: Floats) -> Floats:
    """Area under the cost of each link from zero to `volume` (link,). Source: Beckmann, McGuire and Winsten (1956)."""
    ratio = volume / links.capacity
    over = links.climb * links.capacity / (links.power + 1.0) * ratio ** (links.power + 1.0)
    area: Floats = (links.free + links.fixed) * volume + over
    return area
