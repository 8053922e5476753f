"""What homes bring to a bridge, link by link of the chain from home to car, before and after travellers answer.

Homes are added to a region on its base date, jobs and links stay. *Before*: everybody finds a job within both margins
at the travel times of the base date. *After*: routes, modes, destinations and hour answer to the busier roads until
nothing moves (decision 0024). Both are of the same chain, so that their difference is the answer alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from balanssim.compare import shapley
from balanssim.inputs import Inputs, WorldBlock, between
from balanssim.model import commuting, peak, people, supply
from balanssim.prepare.commuting import parameters
from calibration.ensemble import Ensemble

Array = NDArray[np.float64]
BRIDGE = "hollandse-brug"
#: Links of the chain from home to car; each is a ratio of two amounts, and together they make the cars.
LINKS = ("persons", "jobs", "outside", "bridge", "car", "days", "travels", "occupancy", "hour", "counts")
#: What travellers may change, in the order of `answers`.
ANSWERS = ("destination", "mode", "route", "hour")
CORRIDORS = (BRIDGE, "stichtse-brug", "a6-almere-lelystad", "flevolijn", "bus-a6-a1", "bus-stichtse-brug")


@dataclass(frozen=True)
class Case:
    """Homes and jobs that are added: `homes`, `jobs (zone,)`, all jobs."""

    homes: Array
    jobs: Array


@dataclass(frozen=True)
class Block:
    """One block of worlds of a scenario on its base date, with the base of commuting in equilibrium."""

    inputs: Inputs
    worlds: WorldBlock
    base: commuting.CommutingBase

    @property
    def almere(self) -> NDArray[np.bool_]:
        """Zones of Almere, (zone,)."""
        return np.array([zone.startswith("GM0034-") for zone in self.inputs.axes.zones])


def blocks(case: Ensemble) -> Iterator[Block]:
    """Blocks of an ensemble that was made ready with ``numerics.congestion: equilibrium``, one at a time."""
    assert case.inputs.numerics["congestion"] == "equilibrium"
    for worlds in case.blocks:
        p = parameters(worlds.values, case.inputs.numerics, worlds.labels == 0)
        variant = (worlds.values["network.variant"] > 0.5)[None]
        yield Block(case.inputs, worlds, commuting.prepare(case.inputs.commuting, p, variant))


def as_planned(inputs: Inputs, homes: float, zones: NDArray[np.bool_]) -> Array:
    """`homes` over `zones` as the plans of the register lie, central estimate before drop-out, (zone,)."""
    plans = inputs.housing.plans
    weight = np.bincount(plans.zone, plans.homes[1], minlength=len(zones)) * zones
    return np.asarray(homes * weight / weight.sum())


def residents(block: Block, homes: Array) -> tuple[Array, Array]:
    """People in the homes, and employee jobs they hold, both (zone, draw); shares of the base date."""
    source, worlds = block.inputs.people, block.worlds
    new = source.occupancy_new[:, :, None] * (worlds.values["people.occupancy_new"] / source.occupancy_reference)
    shares = block.inputs.housing.segment_shares
    living = homes[:, None] * np.tensordot(shares, new, axes=1)
    none = np.zeros(worlds.width)
    employed = people.employed_persons(living, source.share_15_74, source.participation, none, none, 0)
    held = people.resident_jobs(employed, source.employee_share, source.jobs_per_employee, source.resident_scale)
    return living, held


def solve(block: Block, case: Case, *, answer: bool) -> commuting.CommutingResult:
    """Commuting with the homes and jobs of `case`, before or after travellers `answer`.

    Who comes to live here lived elsewhere in the country, and so for jobs: totals of the nation stay.
    """
    inputs, base = block.inputs, block.base
    width, external = block.worlds.width, inputs.external
    rows = np.repeat(inputs.people.resident_jobs[:, None], width, axis=1) + residents(block, case.homes)[1]
    filled = inputs.work.jobs.sum(axis=0) * inputs.work.filled_rate
    level = block.worlds.values["work.jobs_all_band"]
    per_employee = between(inputs.work.all_per_employee, level)
    columns = filled[:, None] + case.jobs[:, None] / per_employee * inputs.work.filled_rate[:, None]
    whole = np.full(width, inputs.people.resident_jobs.sum())
    rows = people.close_national(rows, inputs.people.resident_jobs, external, whole)
    columns = people.close_national(columns, filled, external, whole)
    p = base.parameters
    asked = replace(base, parameters=replace(p, congestion="equilibrium" if answer else "fixed"))
    return commuting.solve(commuting.YearInputs(asked, rows, columns), base.links)


@dataclass(frozen=True)
class Trips:
    """Commuting by pair (pair, draw): `flows` jobs, `car` share, `bridge` share of the cars that use the bridge, `hour`
    share of the trips that stays in the busiest hour.
    """

    flows: Array
    car: Array
    bridge: Array
    hour: Array


def trips(block: Block, result: commuting.CommutingResult) -> Trips:
    """What the answers of travellers are made of."""
    width, universe = block.worlds.width, block.base.static.universe
    cars, of_pair = result.route_flows["car"], universe.car.pair
    uses = universe.corridor_routes["car"][[universe.corridors.index(BRIDGE)]].toarray()[0]
    pairs = len(block.inputs.axes.zones) ** 2
    whole, over = np.zeros((pairs, width)), np.zeros((pairs, width))
    np.add.at(whole, of_pair, cars)
    np.add.at(over, of_pair, cars * uses[:, None])
    bridge = np.divide(over, whole, out=np.zeros_like(over), where=whole > 0.0)
    minutes = result.car_min.reshape(pairs, width)
    hour = supply.spreading(minutes, block.base.at.car_min, block.base.parameters.peak_spreading)
    return Trips(result.flows.reshape(pairs, width), result.mode_share[0].reshape(pairs, width), bridge, hour)


def per_job(block: Block) -> Array:
    """Cars in the busiest hour per job of a car commuter, counts not yet known, (pair, draw)."""
    p = block.base.parameters
    going = peak.at_work(block.base.static.universe.base_km.ravel(), p.wfh)
    return going * peak.peak_factor(p.days_per_week, p.present, p.peak_share) / p.occupancy


def counts(block: Block) -> Array:
    """Factor by which counts raise modelled cars on the bridge, (draw,)."""
    made: Array = block.base.at.scalar * block.base.kappa[block.base.static.universe.corridors.index(BRIDGE)]
    return made


def links(block: Block, homes: Array, before: commuting.CommutingResult) -> dict[str, Array]:
    """Every link of the chain for the residents of Almere, name -> (draw,); `rest` cars that others bring."""
    p, _inputs, almere = block.base.parameters, block.inputs, block.almere
    living, held = residents(block, homes)
    zones = len(almere)
    inside = np.outer(almere, almere).ravel()
    ours = np.repeat(almere, zones)
    made = trips(block, before)
    more = made.flows - np.repeat(block.base.static.flows.reshape(-1, 1), block.worlds.width, axis=1)
    going = peak.at_work(block.base.static.universe.base_km.ravel(), p.wfh)
    days = p.days_per_week / 5.0 * p.present
    leaving = more * (ours & ~inside)[:, None]
    crossing = leaving * made.bridge
    driving = crossing * made.car
    amounts = [
        np.full(block.worlds.width, homes.sum()), living.sum(axis=0), held.sum(axis=0), leaving.sum(axis=0),
        crossing.sum(axis=0), driving.sum(axis=0), driving.sum(axis=0) * days, (driving * going).sum(axis=0) * days,
    ]  # fmt: skip
    amounts.append(amounts[-1] / p.occupancy)
    amounts.append(amounts[-1] * p.peak_share)
    amounts.append(amounts[-1] * counts(block))
    ratios = {name: after / first for name, first, after in zip(LINKS, amounts, amounts[1:], strict=False)}
    return {**ratios, "rest": extra(block, before, BRIDGE) - amounts[-1]}


def extra(block: Block, result: commuting.CommutingResult, corridor: str) -> Array:
    """Cars or passengers an hour more than on the base date, (draw,)."""
    return np.asarray(result.extra[block.inputs.axes.corridors.index(corridor)])


def answers(block: Block, before: commuting.CommutingResult, after: commuting.CommutingResult) -> dict[str, Array]:
    """The difference between after and before on the bridge, shared out over what travellers change, (draw,) each.

    Exact: the mean over all orders in which the four can change (`compare.shapley`).
    """
    first, last = trips(block, before), trips(block, after)
    at = np.flatnonzero((first.bridge.max(axis=1) > 0.0) | (last.bridge.max(axis=1) > 0.0))
    fixed, factor = per_job(block)[at], counts(block)

    def worth(made: shapley.Made) -> Array:
        flows, car, bridge, hour = (
            getattr(last if number in made else first, name)[at]
            for number, name in enumerate(("flows", "car", "bridge", "hour"))
        )
        return np.asarray((flows * car * bridge * hour * fixed).sum(axis=0) * factor)

    values = shapley.exact(len(ANSWERS), worth).values
    return dict(zip(ANSWERS, values, strict=True))


def minutes_longer(block: Block, result: commuting.CommutingResult) -> Array:
    """Minutes that the journey by car of today's commuters over the bridge gets longer, mean over them, (draw,)."""
    made = trips(block, result)
    weight = block.base.at.cars * made.bridge
    longer = result.car_min.reshape(weight.shape) - block.base.at.car_min
    return np.asarray((weight * longer).sum(axis=0) / weight.sum(axis=0))


def together(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """Blocks put behind each other, name -> (draw,)."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
