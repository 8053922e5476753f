"""How many worlds are drawn, and how exactly is solved: parts of a scenario that assume nothing about the world."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from balanssim.scenario.quantities import Block


class Sampling(Block):
    """How many worlds are drawn and from which root seed."""

    draws: Annotated[int, Field(ge=1, le=1_000_000)] = 256
    """Number of worlds beside the central run."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Root seed of all random streams."""


class Numerics(Block):
    """Tolerances and limits of the solvers."""

    furness_tolerance: Annotated[float, Field(gt=0, le=1e-3)] = 1e-10
    """Largest relative margin error of the commuting matrix."""
    furness_iterations: Annotated[int, Field(ge=1, le=100_000)] = 400
    """Most balancing iterations."""
    congestion: Literal["fixed", "equilibrium"] = "equilibrium"
    """equilibrium: travel times, crowding and demand follow each other; fixed: travel times at the volumes of the base
    date, changed by projects alone."""
    gap_tolerance: Annotated[float, Field(gt=0, le=1e-2)] = 1e-3
    """Largest gap of the equilibrium in a world: part of route flows, and of commuters, that a further step changes."""
    gap_tolerance_central: Annotated[float, Field(gt=0, le=1e-2)] = 1e-5
    """The same in the central run."""
    gap_iterations: Annotated[int, Field(ge=1, le=10_000)] = 100
    """Most steps to the equilibrium in a year."""
    feedback: Literal["accessibility", "none"] = "accessibility"
    """accessibility: access to labour and jobs of a year acts on jobs, and where homes outnumber households on housing
    demand, of the next; none: it acts on neither."""
