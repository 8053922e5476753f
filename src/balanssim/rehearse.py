"""Procedures of a scenario alone, without the years after them: what comes when, why so late, and what if.

The walk is that of a run: all projects, housing plans and work locations together, in the same worlds. Nothing is
stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balanssim.dims import BLOCK, LATE, WAITS
from balanssim.inputs import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balanssim.inputs import Infrastructure, Inputs, WorldBlock
    from balanssim.procedures import ProcedureOutcome
    from balanssim.procedures.simulate import Assembled
    from balanssim.procedures.walk import Walked
    from balanssim.region.read import Region
    from balanssim.scenario.resolved import Resolved

    Progress = Callable[[int, int, str], None]

Array = NDArray[np.float64]

#: Stages in which a start decision is still to come.
BEFORE_START = ("research", "start_decision")
#: Less than this is not left of a plan.
_NOTHING = 0.5


@dataclass(frozen=True)
class Arrivals:
    """Housing plans, work locations or programmes over the worlds: what comes of each, when, and why so late.

    ``ids``, and (item,) ``zone`` ids and ``kind`` ('homes', a location, a sector); (item, world): ``size`` in homes, ha
    or m2 or jobs, ``lost`` the part that drops out and ``arrived`` what has come by the end of the horizon; decimal
    years ``ready`` (through procedures), ``first`` (something has come) and ``done`` (all that did not drop out has),
    NEVER where not within the horizon and NaN where nothing is left; ``delays`` (item, cause, world) years of
    ``causes``, of what makes homes later than at the pace of their own site the mean over
    the homes; ``waits_for`` project that releases it,
    or ''.
    """

    ids: tuple[str, ...]
    zone: tuple[str, ...]
    kind: tuple[str, ...]
    size: Array
    lost: Array
    arrived: Array
    ready: Array
    first: Array
    done: Array
    causes: tuple[str, ...]
    delays: Array
    waits_for: tuple[str, ...]


@dataclass(frozen=True)
class Rehearsed:
    """Outcome over the worlds: ``opening`` (project, world) decimal years, ``delays`` (project, cause, world) years.

    ``projects`` ids; ``end`` last reference date: what opens after 1 July of it has not opened. ``plans`` that a
    municipality has or may make, not the pools that stand for whole regions elsewhere; ``locations`` new room for work;
    ``programmes`` that start in the scenario.
    """

    projects: tuple[str, ...]
    end: int
    opening: Array
    delays: Array
    plans: Arrivals
    locations: Arrivals
    programmes: Arrivals


@dataclass(frozen=True)
class Round:
    """A round of the BO MIRT at which the decision may fall at the earliest, and the openings that follow, (world,)."""

    year: int
    planned: float
    opening: Array


def rehearse(resolved: Resolved, region: Region, progress: Progress | None = None) -> Rehearsed:
    """Walk everything that goes through procedures in all worlds of a scenario, and deliver homes.

    ``progress``: called with blocks of worlds done, blocks in all and the id of the scenario.
    """
    from balanssim.procedures import walk
    from balanssim.procedures.simulate import assemble, outcome

    inputs, blocks = _prepared(resolved, region)
    names = inputs.axes.projects
    parts: list[tuple[Array, Array, list[Arrivals]]] = []
    for block, width in blocks:
        made = assemble(inputs, block)
        walked = walk.run(made.walk)
        found = outcome(inputs, block, made, walked)
        dates = np.stack([found.milestone_year[place, "opening"] for place in range(len(names))])
        groups = (_plans(inputs, made, walked, found), *_work(inputs, block, made, walked, found))
        if progress is not None:
            progress(len(parts) + 1, len(blocks), resolved.id)
        parts.append((dates[:, :width], found.delays[..., :width], [_narrow(group, width) for group in groups]))
    openings, delays, arrivals = zip(*parts, strict=True)
    plans, locations, programmes = (_joined(group) for group in zip(*arrivals, strict=True))
    return Rehearsed(
        names, inputs.axes.end, np.concatenate(openings, -1), np.concatenate(delays, -1), plans, locations, programmes
    )


def rounds(
    resolved: Resolved, region: Region, project: str, last: int, progress: Progress | None = None
) -> list[Round]:
    """Openings of a project when its start decision, or its release from a pause, falls at each coming round.

    Every round that can have it, up to that of the year ``last`` or the first after which it opens in time in no world:
    a later round comes later. Those are the rounds not held yet, after the one that decides on the route to the start
    decision where there is one. The money is taken to be there at the decision.
    An empty list for a project that has neither a start decision nor a release before it. ``progress`` as above, of the
    blocks of all rounds.
    """
    from balanssim.procedures import calendar, walk
    from balanssim.procedures.infrastructure import HALF
    from balanssim.procedures.simulate import assemble

    inputs, blocks = _prepared(resolved, region)
    place = inputs.axes.projects.index(project)
    lever = decision(inputs.infrastructure, place)
    years, dates = calendar.listed(inputs)
    held = np.zeros(len(years), dtype=bool)
    held[: len(inputs.procedures.held)] = inputs.procedures.held
    able = ~held
    if lever == "start_decision":
        able &= ~(years <= inputs.infrastructure.route_decision[place])  # all, where that is nan
    listed = [(int(year), float(date)) for year, date in zip(years[able], dates[able], strict=True)]
    coming = [one for one in listed if one[0] <= last] or listed[:1]
    before = [assemble(inputs, block) for block, _ in blocks] if lever else []
    out: list[Round] = []
    for year, planned in coming if lever else ():
        asked = replace(inputs, infrastructure=_asked(inputs.infrastructure, place, lever, float(year)))
        found = []
        for (block, width), made in zip(blocks, before, strict=True):
            walked = walk.run(assemble(asked, block, made).walk)
            found.append(walked.date[place, "opening"][:width])
            if progress is not None:
                progress(len(out) * len(blocks) + len(found), len(coming) * len(blocks), resolved.id)
        out.append(Round(year, planned, np.concatenate(found)))
        if (out[-1].opening > last + HALF).all():
            break
    return out


def decision(given: Infrastructure, place: int) -> str:
    """Lever of the decision that a project waits for: its start, or the end of its pause; '' where it has neither."""
    if given.entry[place] in BEFORE_START:
        return "start_decision"
    return "paused_until" if not np.isnan(given.restart[0, place]) else ""


def _asked(given: Infrastructure, place: int, lever: str, year: float) -> Infrastructure:
    """One project by procedures, its decision at a round, nothing left to pay; all others as the scenario has them."""
    opening, chosen, cost = given.opening.copy(), getattr(given, lever).copy(), given.cost.copy()
    opening[place], chosen[place], cost[:, place] = np.nan, year, 0.0
    return replace(given, opening=opening, cost=cost, **{lever: chosen})


def _prepared(resolved: Resolved, region: Region) -> tuple[Inputs, list[tuple[WorldBlock, int]]]:
    """Inputs, and the blocks of worlds with the number of worlds in each; the central run is no world."""
    from balanssim import prepare

    inputs, worlds = prepare.prepare(resolved, region), prepare.make_worlds(resolved, region)
    labels = list(range(1, worlds.draws + 1))
    parts = [labels[start : start + BLOCK] for start in range(0, len(labels), BLOCK)]
    return inputs, [(prepare.world_block(worlds, part, prepare.block_width(len(part))), len(part)) for part in parts]


def _plans(inputs: Inputs, made: Assembled, walked: Walked, found: ProcedureOutcome) -> Arrivals:
    """Housing plans; one that is being built, or stands for a region elsewhere, is not in the walk."""
    from balanssim.procedures.chain_housing import stands_for_many
    from balanssim.procedures.why import losses

    axes, plans = inputs.axes, inputs.housing.plans
    chosen = [number for number in range(len(plans.ids)) if not stands_for_many(inputs, number)]
    causes = (*axes.waits, "court", "annulment", "nitrogen", "state_land", *LATE)
    assert causes[: len(WAITS)] == WAITS
    size, lost = found.plan_homes[chosen], found.dropped[-1][chosen]
    come = np.cumsum(found.delivered[:, chosen], axis=0)
    open_, over = size - lost - come, size - lost < _NOTHING
    years = np.array(axes.flow_years, dtype=np.float64)[:, None, None]
    first = np.where(come > _NOTHING, years, NEVER).min(axis=0)
    done = np.where(open_ < _NOTHING, years + 1.0, NEVER).min(axis=0)
    items = dict(zip(made.plans.plan.tolist(), range(made.first_plan, made.first_site), strict=True))
    by_item = {number: losses(made.walk, walked, items[number]) for number in chosen if number in items}
    left = np.maximum(size - lost, 1.0)
    delays = _by_cause([by_item.get(number, {}) for number in chosen], causes, size.shape[1])
    delays[:, len(causes) - len(LATE) :] = np.moveaxis(found.late[:, chosen], 0, 1) / left[:, None]
    released = plans.release_project[chosen]
    return Arrivals(
        ids=tuple(plans.ids[number] for number in chosen),
        zone=tuple(axes.zones[zone] for zone in plans.zone[chosen]),
        kind=("homes",) * len(chosen),
        size=size,
        lost=lost,
        arrived=come[-1],
        ready=np.where(over, np.nan, found.ready[chosen]),
        first=np.where(over, np.nan, first),
        done=np.where(over, np.nan, done),
        causes=causes,
        delays=delays,
        waits_for=tuple("" if project < 0 else axes.projects[project] for project in released),
    )


def _work(
    inputs: Inputs, block: WorldBlock, made: Assembled, walked: Walked, found: ProcedureOutcome
) -> tuple[Arrivals, Arrivals]:
    """New work locations of some size, and programmes that do not stay away; each comes evenly over its years."""
    from balanssim.inputs import between
    from balanssim.procedures.why import losses

    axes, rooms, given = inputs.axes, inputs.work.location_plans, inputs.work.programmes
    causes = (*axes.waits[len(WAITS) :], "court", "annulment", "nitrogen")

    def delays(items: dict[int, int], chosen: Sequence[int]) -> Array:
        by_item = [losses(made.walk, walked, items[number]) if number in items else {} for number in chosen]
        return _by_cause(by_item, causes, block.width)

    at = {number: made.first_site + place for place, number in enumerate(made.sites.location.tolist())}
    after = made.first_site + len(at)
    large = np.flatnonzero(rooms.size > 0.0).tolist()
    size = np.repeat(rooms.size[large, None], block.width, axis=1)
    start, span = found.room[large], (rooms.last + 1.0 - rooms.earliest)[large, None]
    places = [axes.locations[kind] for kind in rooms.location[large]]
    locations = _even(
        axes.end, causes, [rooms.ids[number] for number in large], [axes.zones[zone] for zone in rooms.zone[large]],
        places, size, start, span, delays(at, large),
    )  # fmt: skip
    at = {number: after + place for place, number in enumerate(made.sites.programme.tolist())}
    coming = np.flatnonzero(given.start != NEVER).tolist()
    size = between(given.jobs[:, coming], block.values["work.programme_band"])
    sectors = [axes.sectors[sector] for sector in given.sector[coming]]
    programmes = _even(
        axes.end, causes, [given.ids[number] for number in coming], [axes.zones[zone] for zone in given.zone[coming]],
        sectors, size, found.starts[coming], given.years_to_full[coming, None], delays(at, coming),
    )  # fmt: skip
    return locations, programmes


def _even(
    end: int, causes: tuple[str, ...], ids: list[str], zone: list[str], kind: list[str], size: Array, start: Array,
    span: Array, delays: Array,
) -> Arrivals:  # fmt: skip
    """What comes evenly over ``span`` (item, 1) years from ``start`` (item, world) on, and drops out of nothing."""
    done = start + span
    return Arrivals(
        ids=tuple(ids),
        zone=tuple(zone),
        kind=tuple(kind),
        size=size,
        lost=np.zeros_like(size),
        arrived=size * np.clip((end - start) / span, 0.0, 1.0),
        ready=np.where(start > end, NEVER, start),
        first=np.where(start > end, NEVER, start),
        done=np.where(done > end, NEVER, done),
        causes=causes,
        delays=delays,
        waits_for=("",) * len(ids),
    )


def _by_cause(found: Sequence[dict[str, Array]], causes: tuple[str, ...], width: int) -> Array:
    """(item, cause, world) years, nothing for a cause that an item does not have."""
    none = np.zeros(width)
    rows = [[one.get(cause, none) for cause in causes] for one in found]
    return np.array(rows, dtype=np.float64).reshape(len(found), len(causes), width)


_OVER_WORLDS = ("size", "lost", "arrived", "ready", "first", "done", "delays")


def _narrow(found: Arrivals, width: int) -> Arrivals:
    """The first worlds of a block: the rest is padding."""
    arrays: dict[str, Any] = {name: getattr(found, name)[..., :width] for name in _OVER_WORLDS}
    return replace(found, **arrays)


def _joined(parts: Sequence[Arrivals]) -> Arrivals:
    """Blocks of worlds one after the other."""
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in _OVER_WORLDS
    }
    return replace(parts[0], **arrays)
