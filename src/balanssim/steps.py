"""The steps of a year: from state and inputs to bare equations and back. One function per step of ``model.plan``.

Equations live in ``model``; here stands only which array goes where. Nothing here knows about files or labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from balanssim.inputs import Array, Axes, Inputs, Totals, WorldBlock, between, settled
from balanssim.model import commuting as commuting_model
from balanssim.model import housing as housing_model
from balanssim.model import indicators, link_loads, load_ratios
from balanssim.model import jobs as jobs_model
from balanssim.model import network as network_model
from balanssim.model import people as people_model
from balanssim.model.commuting import CommutingBase
from balanssim.model.network_parts import LinkState
from balanssim.model.state import State
from balanssim.prepare.commuting import base_date
from balanssim.procedures import ProcedureOutcome, pace


@dataclass(frozen=True)
class Fixed:
    """What a block of draws needs in every year: inputs, worlds, procedures and base-date values."""

    inputs: Inputs
    worlds: WorldBlock
    procedures: ProcedureOutcome
    occupancy_new: Array  # (segment, zone, draw)
    per_employee: Array  # q (zone, draw)
    self_employed: Array  # (zone, draw) on the base date
    room_per_job: Array  # (location, draw)
    spending_deterrence: Array  # (zone, zone, draw)
    relocation: Array  # (zone, zone, draw)
    serving_ratio: Array  # (draw,)
    sigma: Array  # (zone, draw)
    demand_growth: Array  # (zone, draw)
    employed_base: Array  # (zone, draw)
    commuting: CommutingBase

    @cached_property
    def links(self) -> link_loads.LinkBase:
        """Loads of the base date on every link; made when a map asks for it."""
        return link_loads.prepare(self.commuting)

    @cached_property
    def apart(self) -> tuple[tuple[csr_array, csr_array], ...]:
        """Pairs between municipalities, then those within one: what leaves each zone, and what stays in each area."""
        of_zone = self.inputs.housing.municipality
        same = of_zone[:, None] == of_zone[None, :]
        return tuple(
            (indicators.pairs_of_zones(among), indicators.pairs_inside(self.inputs.membership, among))
            for among in (~same, same)
        )

    @property
    def values(self) -> dict[str, Array]:
        """Values of the uncertain parameters, (draw,) each."""
        return dict(self.worlds.values)


def fixed(
    inputs: Inputs, worlds: WorldBlock, procedures: ProcedureOutcome, commuting: CommutingBase | None = None
) -> Fixed:
    """Compute once per block what all years share; ``commuting``: as ``base_date``, where it is there."""
    values, people, work = worlds.values, inputs.people, inputs.work
    level = values["work.jobs_all_band"]
    occupancy = values["people.occupancy_new"] / people.occupancy_reference
    per_ha, mixed, office = (
        values[f"work.{name}"] for name in ("jobs_per_ha", "m2_per_job_mixed", "m2_per_job_office")
    )
    room = {"business_park": 1.0 / per_ha, "mixed": mixed, "office": office}
    base = base_date(inputs, worlds) if commuting is None else commuting
    deterrence = np.exp(-values["work.serving_decay"] * base.car_min)
    serving = work.jobs[inputs.axes.sector("serving")]
    ratio = np.full(worlds.width, serving.sum() / people.population.sum())
    spending = jobs_model.spending_share(deterrence, np.repeat(serving[:, None], worlds.width, axis=1))
    zero = np.zeros(worlds.width)
    return Fixed(
        inputs=inputs,
        worlds=worlds,
        procedures=procedures,
        occupancy_new=people.occupancy_new[:, :, None] * occupancy,
        per_employee=between(work.all_per_employee, level),
        self_employed=between(work.self_employed, level),
        room_per_job=np.stack([room[location] for location in inputs.axes.locations]),
        spending_deterrence=deterrence,
        relocation=jobs_model.relocation_weight(deterrence, work.jobs.sum(axis=0), work.bound | inputs.external),
        serving_ratio=ratio,
        sigma=jobs_model.base_sigma(serving, people.population, spending, ratio, work.parent),
        demand_growth=pace.demand_growth(inputs, worlds),
        employed_base=people_model.employed_persons(
            np.repeat(people.population[:, None], worlds.width, axis=1),
            people.share_15_74,
            people.participation,
            zero,
            zero,
            0,
        ),
        commuting=base,
    )


def begin(fix: Fixed) -> State:
    """State on the base date, before commuting."""
    inputs, width = fix.inputs, fix.worlds.width

    def spread(values: Array) -> Array:
        return np.repeat(values[..., None], width, axis=-1)

    zeros = np.zeros((len(inputs.axes.zones), width))
    return State(
        year=inputs.axes.start,
        homes=spread(inputs.housing.homes),
        added=spread(np.zeros_like(inputs.housing.homes)),
        occupancy=spread(inputs.people.occupancy),
        population=spread(inputs.people.population),
        jobs=spread(inputs.work.jobs),
        space_free=spread(inputs.work.space),
        displaced=np.zeros((len(inputs.axes.sectors), *zeros.shape)),
        elsewhere=zeros,
        received=np.zeros((len(inputs.axes.sectors), *zeros.shape)),
        labour_access=np.ones_like(zeros),
        labour_access_before=np.ones_like(zeros),
        job_access=np.ones_like(zeros),
        job_access_base=np.ones_like(zeros),
        past=np.full((len(load_ratios.SIGNALS), len(inputs.axes.links), width), np.inf),
        commuting=None,
    )


def housing(state: State, fix: Fixed) -> tuple[State, housing_model.Flows]:
    """Step 1: the stock of the next reference date, and the flows of the year."""
    inputs, values = fix.inputs, fix.values
    completions = fix.procedures.completions[state.year - inputs.axes.start].transpose(1, 0, 2)
    if state.year in inputs.housing.known_net:
        flows = housing_model.known_flows(
            state.homes, completions, inputs.housing.known_net[state.year], values["housing.withdrawal_rate"]
        )
    else:
        flows = housing_model.flows(
            state.homes, completions, values["housing.transformation_rate"], values["housing.withdrawal_rate"]
        )
    if state.year in inputs.housing.counted:
        flows = _counted_flows(state, flows, inputs.housing.counted[state.year], values["housing.withdrawal_rate"])
    homes = housing_model.advance(state.homes, flows)
    return replace(state, homes=homes, added=state.added + (homes - state.homes)), flows


def _counted_flows(
    state: State, flows: housing_model.Flows, totals: Totals, withdrawal_rate: Array
) -> housing_model.Flows:
    """Flows of a year of which areas are counted: what plans delivered stays, the rest closes the balance."""
    stock = state.homes.sum(axis=0)
    net = (flows.completions + flows.transformations - flows.withdrawals).sum(axis=0)
    net = settled(totals, net, stock, stock, before=stock)
    closed = housing_model.known_flows(state.homes, flows.completions, net, withdrawal_rate)
    here = totals.settled[None, :, None]
    return housing_model.Flows(*(np.where(here, new, old) for new, old in zip(closed, flows, strict=True)))


def wanted_homes(fix: Fixed, year: int) -> Array:
    """Households that want a home on 1 January of ``year``, (zone, draw)."""
    values, axes = fix.values, fix.inputs.axes
    base = fix.inputs.housing.homes.sum(axis=0)
    return housing_model.demand(
        base, values["housing.friction_vacancy"], values["housing.base_shortage"], fix.demand_growth, year - axes.start
    )


def people(state: State, fix: Fixed) -> State:
    """Step 2: residents of the next reference date; a known year sets the occupancy of the homes of the base date."""
    inputs, values = fix.inputs, fix.values
    year = state.year + 1
    homes_base = inputs.housing.homes.sum(axis=0)
    occupancy = state.occupancy * (1.0 + values["people.occupancy_drift"])
    pull = (state.job_access / state.job_access_base) ** (acts(fix) * values["housing.demand_theta"])
    occupied = housing_model.occupied_share(
        state.homes.sum(axis=0), wanted_homes(fix, year), values["housing.friction_vacancy"], pull, inputs.study
    )
    if year in inputs.people.known_population:
        known = inputs.people.known_population[year]
        occupancy = people_model.rebase_occupancy(
            homes_base, known, state.added, fix.occupancy_new, occupancy, occupied
        )
    residents = people_model.population(homes_base, occupancy, state.added, fix.occupancy_new, occupied)
    if year in inputs.people.counted:
        totals = inputs.people.counted[year]
        known = np.where(totals.settled[:, None], settled(totals, residents, residents, residents), np.nan)
        occupancy = people_model.rebase_occupancy(
            homes_base, known, state.added, fix.occupancy_new, occupancy, occupied
        )
        residents = people_model.population(homes_base, occupancy, state.added, fix.occupancy_new, occupied)
    return replace(state, occupancy=occupancy, population=residents)


def acts(fix: Fixed) -> float:
    """1 where accessibility of a year acts on jobs and housing demand of the next, 0 where it does not."""
    return float(fix.inputs.numerics["feedback"] == "accessibility")


def employed(state: State, fix: Fixed, year: int) -> Array:
    """Employed residents on 1 January of ``year``, (zone, draw)."""
    source, values = fix.inputs.people, fix.values
    return people_model.employed_persons(
        state.population,
        source.share_15_74,
        source.participation,
        values["people.ageing_drift"],
        values["people.participation_drift"],
        year - fix.inputs.axes.start,
    )


def national_jobs(fix: Fixed, year: int) -> Array:
    """Employee jobs in the country on 1 January of ``year``, (draw,): a scenario input."""
    growth = fix.values["national.employment_growth"] * fix.inputs.work.employment_factor
    return np.asarray(fix.inputs.people.resident_jobs.sum() * (1.0 + growth) ** (year - fix.inputs.axes.start))


def resident_jobs(state: State, fix: Fixed, year: int) -> Array:
    """Employee jobs held by residents, (zone, draw), externals closing the national total."""
    source = fix.inputs.people
    inside = people_model.resident_jobs(
        employed(state, fix, year), source.employee_share, source.jobs_per_employee, source.resident_scale
    )
    return people_model.close_national(inside, source.resident_jobs, fix.inputs.external, national_jobs(fix, year))


def jobs(state: State, fix: Fixed) -> State:
    """Step 3: jobs of the next reference date, limited by space."""
    work, values, axes = fix.inputs.work, fix.values, fix.inputs.axes
    index = state.year - axes.start
    serving = axes.sector("serving")
    grown = np.empty_like(state.jobs)
    grown[serving] = _serving(state, fix)
    grown[axes.sector("basic")] = _basic(state, fix)
    wanted = (grown - state.jobs) * fix.per_employee
    programmes = fix.procedures.programme_jobs[index].transpose(1, 2, 0, 3)
    rows, split = _with_programmes(wanted, work.split, programmes)
    free = state.space_free + fix.procedures.location_supply[index].transpose(1, 0, 2)
    placed = jobs_model.place_growth(rows, split, fix.room_per_job, free, work.bound, work.municipality)
    landed, displaced = _by_sector(placed.landed, axes), _by_sector(placed.displaced, axes)
    moved = jobs_model.relocate(displaced, values["work.relocate_share"], fix.relocation)
    changed = np.maximum(state.jobs + (landed + moved) / fix.per_employee, 0.0)
    if state.year + 1 in work.counted:
        changed = _counted_jobs(changed, work.counted[state.year + 1])
    away = (displaced * values["work.relocate_share"]).sum(axis=0)
    return replace(
        state,
        jobs=_close_jobs(changed, fix, state.year + 1),
        space_free=placed.free,
        displaced=state.displaced + displaced,
        received=state.received + moved / fix.per_employee,
        elsewhere=state.elsewhere + away,
    )


def _counted_jobs(jobs: Array, totals: Totals) -> Array:
    """Employee jobs (sector, zone, draw) that add up to what was counted; sectors keep their part of a zone."""
    before = jobs.sum(axis=0)
    after = np.maximum(settled(totals, before, before, np.ones_like(before)), 0.0)
    even = np.full_like(jobs, 1.0 / len(jobs))
    return np.asarray(np.divide(jobs, before, out=even, where=before > 0.0) * after)


def _serving(state: State, fix: Fixed) -> Array:
    """Serving jobs that the people of this reference date support a year later, (zone, draw)."""
    work, values, axes = fix.inputs.work, fix.values, fix.inputs.axes
    years, sector = state.year - axes.start, axes.sector("serving")
    ratio = fix.serving_ratio * (1.0 + values["work.serving_ratio_growth"]) ** years
    local = work.local_ratio[:, None] * ratio / fix.serving_ratio
    pull = jobs_model.attraction(work.jobs[sector], local, state.population, fix.inputs.people.population)
    # What found no room before is served from elsewhere by now, and is not asked for a second time; jobs that came from
    # elsewhere serve people elsewhere, and are not counted as plenty here.
    served_elsewhere = state.displaced[sector] / fix.per_employee - state.received[sector]
    grown = jobs_model.serving_jobs(
        state.jobs[sector] + served_elsewhere,
        state.population,
        jobs_model.spending_share(fix.spending_deterrence, pull),
        ratio,
        jobs_model.sigma_path(fix.sigma, values["work.serving_catch_up"], years),
        values["work.adjust_rate"],
    )
    return np.asarray(grown - served_elsewhere)


def _basic(state: State, fix: Fixed) -> Array:
    """Basic jobs a year later, before programmes and space, (zone, draw)."""
    work, values, axes = fix.inputs.work, fix.values, fix.inputs.axes
    path = np.where(work.bound[:, None], values["work.basic_growth"], values["work.basic_growth_elsewhere"])
    congested = work.bound[:, None] & fix.procedures.congested[state.year - axes.start] & (path > 0)
    slowed = np.where(congested, values["grid.basic_growth_factor"], 1.0)
    access = np.log(state.labour_access / state.labour_access_before)
    basic = state.jobs[axes.sector("basic")]
    growth = path * slowed * work.growth_factor[:, None]
    elasticity = acts(fix) * values["work.accessibility_elasticity"]
    return jobs_model.basic_jobs(basic, growth, access, elasticity, np.zeros_like(basic))


def _with_programmes(wanted: Array, split: Array, programmes: Array) -> tuple[Array, Array]:
    """Rows of growth (sectors, then programmes by sector and place), (row, zone, draw), and their split."""
    sectors, places = programmes.shape[:2]
    own = np.eye(places)[:, : places - 1]  # each place on its own location, the last one on none
    rows = np.concatenate([wanted, programmes.reshape(sectors * places, *programmes.shape[2:])])
    everywhere = np.repeat(np.tile(own, (sectors, 1))[:, :, None], split.shape[2], axis=2)
    return rows, np.concatenate([split, everywhere])


def _by_sector(rows: Array, axes: Axes) -> Array:
    """Add the rows of programmes to those of their sector, (sector, zone, draw)."""
    sectors = len(axes.sectors)
    return np.asarray(rows[:sectors] + rows[sectors:].reshape(sectors, -1, *rows.shape[1:]).sum(axis=1))


def _close_jobs(employee_jobs: Array, fix: Fixed, year: int) -> Array:
    """Externals hold the national jobs that are not inside, by sector as on the base date, (sector, zone, draw)."""
    work, external = fix.inputs.work, fix.inputs.external
    base = work.jobs.sum(axis=0)
    filled = employee_jobs.sum(axis=0) * work.filled_rate[:, None]
    closed = people_model.close_national(filled, base * work.filled_rate, external, national_jobs(fix, year))
    sector = np.divide(work.jobs, base, out=np.zeros_like(work.jobs), where=base > 0)
    rate = np.where(work.filled_rate > 0, work.filled_rate, 1.0)[:, None]
    return np.where(external[None, :, None], sector[:, :, None] * closed / rate, employee_jobs)


#: Levers on prices and the peak that change nothing.
NEUTRAL = {
    "spread_and_avoid": 0.0,
    "wfh_extra_share": 0.0,
    "cycle_time_factor": 1.0,
    "hub_minutes_saved": 0.0,
    "fuel_cost_factor": 1.0,
    "fare_factor": 1.0,
}


def levers_of(fix: Fixed, year: int) -> Mapping[str, float]:
    """Levers on prices and the peak in a year: on the base date nothing has changed yet."""
    return NEUTRAL if year == fix.inputs.axes.start else fix.inputs.mobility


def links_of(fix: Fixed, year: int) -> LinkState:
    """Roads and lines of a reference date, with the projects that are open then; the same object until one opens."""
    inputs, base = fix.inputs, fix.commuting
    opened = fix.procedures.infrastructure_open[year - inputs.axes.start][inputs.project_order]
    service = inputs.service if year > inputs.axes.start else 1.0
    of = (base.static.universe.network, opened, base.links.variant)
    same = (of[0], opened.tobytes(), of[2], service)
    links: LinkState = base.at.once.made("open", same, lambda: network_model.link_attributes(*of, service=service))
    return links


def commuting(state: State, fix: Fixed) -> tuple[State, commuting_model.CommutingResult]:
    """Step 4: who works where and how they travel, on the network of the year; and what lies within reach next year."""
    inputs = fix.inputs
    base, mobility = fix.commuting, levers_of(fix, state.year)
    begun = state.year > inputs.axes.start
    links = links_of(fix, state.year)
    result = commuting_model.solve(
        commuting_model.YearInputs(
            base=base,
            resident_jobs=resident_jobs(state, fix, state.year),
            jobs_filled=state.jobs.sum(axis=0) * inputs.work.filled_rate[:, None],
            fuel_factor=mobility["fuel_cost_factor"],
            fare_factor=mobility["fare_factor"],
            cycle_time_factor=mobility["cycle_time_factor"],
            hub_minutes=mobility["hub_minutes_saved"],
            parking_extra=inputs.parking_extra if begun else 0.0,
            wfh_extra=mobility["wfh_extra_share"],
            spread_and_avoid=mobility["spread_and_avoid"],
            other_traffic=(1.0 + fix.values["network.other_growth"]) ** (state.year - inputs.axes.start),
        ),
        links,
        state.commuting,
    )
    labour = indicators.labour_accessibility(result.deterrence, result.flows.sum(axis=1))
    reach = indicators.labour_accessibility(result.deterrence.transpose(1, 0, 2), state.jobs.sum(axis=0))
    start = state.commuting is None
    return (
        replace(
            state,
            labour_access=labour,
            labour_access_before=labour if start else state.labour_access,
            job_access=reach,
            job_access_base=reach if start else state.job_access_base,
            past=load_ratios.first_past(state.past, result.volumes, state.year),
            commuting=result.state,
        ),
        result,
    )
