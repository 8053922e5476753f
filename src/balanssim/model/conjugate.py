"""Conjugate gradients for the symmetric systems of balancing and assignment, too large or too thin to store."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def solve(
    apply: Callable[[Floats], Floats], wanted: Floats, diagonal: Floats, tolerance: float, iterations: int
) -> Floats:
    """The `x (n,)` for which `apply(x) = wanted`, from zero.

    `apply` is symmetric and not negative; it may be singular as long as `wanted` lies in its range. `diagonal (n,)`,
    greater than zero, evens the scales. Ends when the residual has fallen by `tolerance`, after `iterations`, or along
    a direction without curvature: what is found is then the best of the directions so far. Source: Hestenes and
    Stiefel (1952), with diagonal preconditioning.
    """
    x = np.zeros_like(wanted)
    left = wanted.copy()
    scaled = left / diagonal
    direction = scaled.copy()
    size = float(left @ scaled)
    enough = tolerance * tolerance * size
    for _ in range(iterations):
        if size <= enough:
            break
        image = apply(direction)
        curvature = float(direction @ image)
        if not curvature > 0.0:
            break
        step = size / curvature
        x += step * direction
        left -= step * image
        scaled = left / diagonal
        before, size = size, float(left @ scaled)
        direction = scaled + (size / before) * direction
    return x
