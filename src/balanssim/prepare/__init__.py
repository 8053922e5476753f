"""From a resolved scenario and a region to ``Inputs``: complete, aligned arrays, no file left to open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from balanssim import kernel
from balanssim import worlds as worlds_module
from balanssim.dims import BLOCK, PADDED, WAITS
from balanssim.inputs import Array, Axes, Inputs, WorldBlock
from balanssim.parameters import IN_FEEDBACK
from balanssim.prepare import known
from balanssim.prepare.commuting import link_labels, shared_static
from balanssim.prepare.housing import grid, housing
from balanssim.prepare.mobility import parking_extra, service
from balanssim.prepare.places import place
from balanssim.prepare.procedures import procedures
from balanssim.prepare.projects import infrastructure
from balanssim.prepare.work import people, work

if TYPE_CHECKING:
    from balanssim.distributions import Distribution
    from balanssim.region.read import Region
    from balanssim.scenario.resolved import Resolved


def distributions(resolved: Resolved, region: Region) -> dict[str, Distribution]:
    """The distribution of every parameter: the region's, replaced where the scenario says so."""
    chosen = {name: entry.distribution for name, entry in region.parameters.items()}
    for name, given in resolved.scenario.uncertainties.items():
        chosen[name] = given.to_distribution()
    return chosen


def make_worlds(resolved: Resolved, region: Region) -> worlds_module.Worlds:
    """The worlds of a scenario: draws and seed of its sampling, dimensions of the region."""
    sampling = resolved.scenario.sampling
    dimensions = {name: entry.dimension for name, entry in region.parameters.items()}
    return worlds_module.make(distributions(resolved, region), dimensions, sampling.draws, sampling.seed)


def acting(resolved: Resolved, region: Region) -> dict[str, Array]:
    """Values of the uncertain parameters that act in a scenario, per name (draw,) of labels 1..N; not what is fixed."""
    idle = IN_FEEDBACK if resolved.scenario.numerics.feedback == "none" else frozenset()
    values = {name: column[1:] for name, column in make_worlds(resolved, region).values.items() if name not in idle}
    return {name: column for name, column in values.items() if column.size and np.ptp(column) > 0}


def block_width(count: int) -> int:
    """Width to compute a block of so many worlds with."""
    return min(BLOCK, -(-count // PADDED) * PADDED)


def world_block(worlds: worlds_module.Worlds, labels: Sequence[int], width: int) -> WorldBlock:
    """Worlds of some draw labels, padded to ``width`` by repeating the last one."""
    padded = np.array([*labels, *([labels[-1]] * (width - len(labels)))], dtype=np.int64)
    return WorldBlock(worlds.take(padded), padded, worlds.row[padded], worlds.luck[padded])


def prepare(resolved: Resolved, region: Region) -> Inputs:
    """Complete arrays of one scenario on one region.

    Parameters
    ----------
    resolved : a checked scenario (``scenario.load``)
    region : the checked region it names (``region.load_region``)

    Returns
    -------
    Inputs in the order of the region's tables. Names were checked when the two were loaded.

    Raises
    ------
    InputError
        counted figures that the base date of the region cannot have
    """
    known.check(resolved, region)
    scenario, levers = resolved.scenario, resolved.scenario.levers
    axes = axes_of(resolved, region)
    use_known = scenario.known_outcomes == "use"
    roles = np.array(region.zones["role"])
    central = {name: np.array([given.expected()]) for name, given in distributions(resolved, region).items()}
    static = shared_static(region, axes, scenario.numerics, central)
    return Inputs(
        axes=axes,
        membership=sparse.csr_array(region.areas.membership),
        study=roles == "study",
        external=roles == "external",
        housing=housing(axes, levers, scenario.luck.housing, region, use_known, scenario.known),
        people=people(axes, region, use_known, scenario.known),
        work=work(axes, levers, region, scenario.known),
        grid=grid(axes, levers, region, use_known),
        infrastructure=infrastructure(axes, levers, region),
        procedures=procedures(resolved, region),
        commuting=static,
        project_order=place(list(dict.fromkeys(region.projects["project"])), axes.projects),
        mobility={name: float(value) for name, value in levers.mobility if not isinstance(value, dict)},
        parking_extra=parking_extra(levers.mobility, region),
        service=service(levers.mobility, region, static.universe.network.lines.line),
        numerics={**scenario.numerics.model_dump(), "kernel": kernel.chosen()},
    )


def axes_of(resolved: Resolved, region: Region) -> Axes:
    """Labels of every dimension, in the order of the region's tables."""
    index, horizon = region.index, resolved.scenario.horizon
    return Axes(
        zones=tuple(region.zones["zone"]),
        areas=region.areas.ids,
        segments=index.segments,
        sectors=index.sectors,
        locations=index.locations,
        modes=index.modes,
        corridors=tuple(region.corridors["corridor"]),
        projects=tuple(region.infrastructure["project"]),
        plans=tuple(region.housing_plans["plan"]),
        waits=(*WAITS, *region.procedures.resources),
        links=link_labels(region)["ids"],
        start=horizon.start,
        end=horizon.end,
    )
