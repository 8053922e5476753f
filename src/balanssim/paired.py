"""What a project does to travel, by runs in pairs: the same world on the same date, with the project and without it.

Homes, jobs, people and all other projects of a reference date are those of the scenario; commuting is solved anew, so
that what differs is the project and how commuters answer to it. What a project brings in homes and jobs is no part of
it: that takes two scenarios and ``compare``. Nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from balanssim.dims import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balanssim.inputs import Inputs, WorldBlock
    from balanssim.model.commuting import CommutingBase, CommutingResult
    from balanssim.model.state import State
    from balanssim.region.read import Region
    from balanssim.scenario.resolved import Resolved
    from balanssim.steps import Fixed

    Progress = Callable[[int, int, str], None]

Array = NDArray[np.float64]
#: Modes whose minutes a project changes, in the order of the arrays below.
TRAVEL = ("car", "transit")
#: Outcomes of the catalogue that are kept, by corridor and by area.
BY_CORRIDOR = ("commute_load", "load_ratio", "crowding", "lost_vehicle_hours")
BY_AREA = ("jobs_within_45min_car", "jobs_within_45min_transit")


@dataclass(frozen=True)
class Side:
    """Outcomes with or without a project: ``corridor`` name -> (corridor, world), ``area`` name -> (area, world), and
    ``minutes`` (mode, origin, destination, world) door to door by the clock.
    """

    corridor: dict[str, Array]
    area: dict[str, Array]
    minutes: Array


@dataclass(frozen=True)
class Pair:
    """One project: ``with_it``, ``without``; ``travellers`` (mode, origin, destination, world) commuters in the busiest
    hour without it, zero between two external zones; ``open_share`` of the worlds in which the scenario has it then.
    """

    project: str
    open_share: float
    with_it: Side
    without: Side
    travellers: Array


@dataclass(frozen=True)
class Paired:
    """Pairs of all projects asked for on one date; labels of their axes; ``wide`` (world,) bool the variant of the
    network that is not the base fact, ``tolerance`` to which the equilibrium was solved, 0 where travel times are held.
    """

    year: int
    zones: tuple[str, ...]
    areas: tuple[str, ...]
    corridors: tuple[str, ...]
    wide: NDArray[np.bool_]
    tolerance: float
    pairs: tuple[Pair, ...]


def pairs(
    resolved: Resolved, region: Region, projects: Sequence[str], year: int, progress: Progress | None = None
) -> Paired:
    """Solve commuting of 1 January of ``year`` with and without each project in every world of a scenario.

    Both are solved to the tolerance of the central run, so that small effects are not lost in that of an ensemble.
    ``progress``: called with blocks of worlds and projects done, all of them, and the id of the scenario.
    """
    from balanssim import prepare

    inputs, worlds = prepare.prepare(resolved, region), prepare.make_worlds(resolved, region)
    labels = list(range(1, worlds.draws + 1))
    parts = [labels[start : start + BLOCK] for start in range(0, len(labels), BLOCK)]
    found: list[list[Pair]] = []
    wide = []
    for number, part in enumerate(parts):
        width = min(BLOCK, len(labels))
        block = prepare.world_block(worlds, part, width)

        def told(done: int, of: int, before: int = number) -> None:
            if progress is not None:
                progress(before * of + done, len(parts) * of, resolved.id)

        found.append(_block(inputs, block, projects, year, len(part), told))
        wide.append(block.values["network.variant"][: len(part)] > 0.5)
    counts = np.array([len(part) for part in parts], dtype=np.float64)
    tight = resolved.scenario.numerics.congestion == "equilibrium"
    axes = inputs.axes
    return Paired(
        year, axes.zones, axes.areas, axes.corridors, np.concatenate(wide),
        resolved.scenario.numerics.gap_tolerance_central if tight else 0.0,
        tuple(_joined(group, counts) for group in zip(*found, strict=True)),
    )  # fmt: skip


def _block(
    inputs: Inputs,
    block: WorldBlock,
    projects: Sequence[str],
    year: int,
    width: int,
    told: Callable[[int, int], None],
) -> list[Pair]:
    """All pairs in a block of worlds, cut to the first ``width`` of them."""
    from balanssim import engine, steps
    from balanssim.procedures import simulate

    outcome = simulate(inputs, block)
    total = len(projects) + 1
    state = engine.run_block(inputs, block, (), stop=year, procedures=outcome).state
    told(1, total)
    fixed = steps.fixed(inputs, block, outcome)
    fixed = replace(fixed, commuting=_tight(fixed, float(inputs.numerics["gap_tolerance_central"])))
    offset = year - inputs.axes.start
    made = []
    for done, name in enumerate(projects):
        place = inputs.axes.projects.index(name)
        sides, travellers = [], np.zeros(0)
        for there in (True, False):
            opened = outcome.infrastructure_open.copy()
            opened[offset, place] = there
            given = replace(fixed, procedures=replace(outcome, infrastructure_open=opened))
            after, result = steps.commuting(state, given)
            sides.append(_side(after, result, given, width))
            travellers = _travellers(result, given)[..., :width]
        share = float(outcome.infrastructure_open[offset, place, :width].mean())
        made.append(Pair(name, share, sides[0], sides[1], travellers))
        told(done + 2, total)
    return made


def _tight(fixed: Fixed, tolerance: float) -> CommutingBase:
    """The base date of commuting, with the same tolerance in every world."""
    base = fixed.commuting
    return replace(base, parameters=replace(base.parameters, gap_tolerance=np.full(fixed.worlds.width, tolerance)))


def _travellers(result: CommutingResult, fixed: Fixed) -> Array:
    """Commuters in the busiest hour by mode, without those who only pass through, (mode, origin, destination, world).

    Levers on the peak are taken as neutral: they act on all pairs alike.
    """
    from balanssim.model import peak

    static, p, external = fixed.commuting.static, fixed.commuting.parameters, fixed.inputs.external
    passing = (external[:, None] & external[None, :])[:, :, None]
    going = peak.at_work(static.universe.base_km.ravel(), p.wfh).reshape(result.flows.shape)
    going = going * peak.peak_factor(p.days_per_week, p.present, p.peak_share)
    moving: Array = result.mode_share[: len(TRAVEL)] * np.where(passing, 0.0, result.flows * going)
    return moving


def _side(state: State, result: CommutingResult, fixed: Fixed, width: int) -> Side:
    from balanssim import outcomes

    made = outcomes.of_year(state, result, fixed, (*BY_CORRIDOR, *BY_AREA))
    minutes = np.stack([result.car_min, result.transit_min])[..., :width]
    return Side(
        {name: made[name][:, :width] for name in BY_CORRIDOR},
        {name: made[name][:, :width] for name in BY_AREA},
        minutes,
    )


def _joined(group: Sequence[Pair], counts: Array) -> Pair:
    """One pair of the pairs of all blocks."""

    def side(parts: Sequence[Side]) -> Side:
        return Side(
            {name: np.concatenate([part.corridor[name] for part in parts], axis=-1) for name in BY_CORRIDOR},
            {name: np.concatenate([part.area[name] for part in parts], axis=-1) for name in BY_AREA},
            np.concatenate([part.minutes for part in parts], axis=-1),
        )

    return Pair(
        group[0].project,
        float(np.average([one.open_share for one in group], weights=counts)),
        side([one.with_it for one in group]),
        side([one.without for one in group]),
        np.concatenate([one.travellers for one in group], axis=-1),
    )
