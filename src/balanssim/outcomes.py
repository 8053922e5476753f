"""Outcomes of the catalogue from state and commuting result: zones summed to areas, then shares and ratios."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from balanssim import travelled
from balanssim.dims import (
    AREA,
    CAUSE,
    CAUSES,
    CORRIDOR,
    DELAY,
    DELAYS,
    DESTINATION,
    LINK,
    LOCATION,
    MILESTONE,
    MILESTONES,
    MODE,
    ORIGIN,
    PLAN,
    PROJECT,
    SEGMENT,
    WAIT,
)
from balanssim.inputs import NEVER, Array, Axes
from balanssim.model import housing, indicators, link_loads, load_ratios
from balanssim.model.commuting import CommutingResult
from balanssim.model.housing import Flows
from balanssim.model.state import State
from balanssim.steps import Fixed, employed, resident_jobs, wanted_homes


def length(axes: Axes, dim: str) -> int:
    """Number of labels on a dimension; years are counted by the caller."""
    sizes = {
        AREA: len(axes.areas),
        SEGMENT: len(axes.segments),
        LOCATION: len(axes.locations),
        MODE: len(axes.modes),
        CORRIDOR: len(axes.corridors),
        PROJECT: len(axes.projects),
        LINK: len(axes.links),
        PLAN: len(axes.plans),
        CAUSE: len(CAUSES),
        WAIT: len(axes.waits),
        MILESTONE: len(MILESTONES),
        DELAY: len(DELAYS),
        ORIGIN: len(axes.zones),
        DESTINATION: len(axes.zones),
    }
    return sizes.get(dim, 0)


def flows(change: Flows, fixed: Fixed, year: int) -> dict[str, Array]:
    """Flows of a year by area, (area, draw), and what was held back, (cause, area, draw)."""
    member = fixed.inputs.membership
    held = fixed.procedures.held[year - fixed.inputs.axes.start]
    return {
        "homes_held": np.stack([indicators.total(member, of_cause) for of_cause in held]),
        "homes_completed": indicators.total(member, change.completions.sum(axis=0)),
        "homes_transformed": indicators.total(member, change.transformations.sum(axis=0)),
        "homes_withdrawn": indicators.total(member, change.withdrawals.sum(axis=0)),
    }


def constants(fixed: Fixed) -> dict[str, Array]:
    """Outcomes without a year, by project and by plan.

    A year beyond the horizon reads 9999; a milestone that a project has behind it, or does not pass, has no value.
    """
    procedures, axes = fixed.procedures, fixed.inputs.axes
    status = fixed.inputs.infrastructure.status[:, None, None]
    nothing = np.full(fixed.worlds.width, np.nan)
    dates = np.array(
        [
            [procedures.milestone_year.get((project, name), nothing) for name in MILESTONES]
            for project in range(len(axes.projects))
        ]
    )
    opening = dates[:, MILESTONES.index("opening")]
    behind = (dates <= status) & (np.array(MILESTONES) != "opening")[:, None]
    return {
        "opening_year": np.where(opening > axes.end + 0.5, NEVER, opening),
        "milestone_year": np.where(behind, np.nan, dates),
        "project_delay": procedures.delays,
        "plan_ready_year": np.where(procedures.ready > axes.end, NEVER, procedures.ready),
        "plan_homes": procedures.plan_homes,
        "plan_dropped": procedures.dropped[-1],
        "plan_delivered": procedures.delivered.sum(axis=0),
        "plan_waiting": _waiting(fixed),
    }


def thresholds(state: State, fixed: Fixed) -> dict[str, Array]:
    """Year in which each road first passes a signal value up to the date of ``state``, (link, draw).

    9999 where it does not; no value on transit.
    """
    network = fixed.inputs.commuting.universe.network
    at = link_loads.order(network)
    years = np.where(np.isinf(state.past), NEVER, state.past)
    years[:, len(network.roads.ids) :] = np.nan
    names = (f"link_year_load_ratio_{round(100 * signal)}" for signal in load_ratios.SIGNALS)
    return {name: of_signal[at] for name, of_signal in zip(names, years, strict=True)}


def _waiting(fixed: Fixed) -> Array:
    """Years that each plan waited for each cause, (plan, wait, draw); 0 for a plan outside the procedures."""
    axes, waited = fixed.inputs.axes, fixed.procedures.waited
    words = {"decision": "after", **{name: f"gate:{name}" for name in ("release", "earliest_year")}}
    none = np.zeros(fixed.worlds.width)
    return np.array(
        [[waited.get((plan, words.get(wait, f"queue:{wait}")), none) for wait in axes.waits] for plan in axes.plans]
    ).reshape(len(axes.plans), len(axes.waits), fixed.worlds.width)


def of_year(
    state: State, result: CommutingResult, fixed: Fixed, wanted: Container[str] | None = None
) -> dict[str, Array]:
    """Outcomes of a reference date: name -> array in the dims of the catalogue after year, draw last.

    All of them, or those that are ``wanted`` and others that take hardly any time.
    """
    return {
        **_people_and_homes(state, fixed),
        **_plans(state, fixed),
        **_work(state, fixed),
        **travelled.of_year(state, result, fixed, wanted),
        **_loads(state, result, fixed),
    }


def _people_and_homes(state: State, fixed: Fixed) -> dict[str, Array]:
    member, values = fixed.inputs.membership, fixed.values
    base = fixed.inputs.housing.homes.sum(axis=0)
    stock = state.homes.sum(axis=0)
    homes, wanted = indicators.total(member, stock), wanted_homes(fixed, state.year)
    vacancy, shortage = values["housing.friction_vacancy"], values["housing.base_shortage"]
    wanted = indicators.total(member, wanted)
    segments = indicators.total(member, state.homes)
    return {
        "homes": homes,
        "homes_added": indicators.total(member, stock - base[:, None]),
        "homes_by_segment": segments,
        "social_share": indicators.ratio(segments[0], homes),
        "housing_shortage": housing.shortage(homes, wanted, vacancy),
        "households_elsewhere": housing.elsewhere(
            homes, wanted, indicators.total(member, base[:, None]), vacancy, shortage
        ),
        "population": indicators.total(member, state.population),
        "employed_persons": indicators.total(member, employed(state, fixed, state.year)),
    }


def _plans(state: State, fixed: Fixed) -> dict[str, Array]:
    """Where the homes of plans are on a reference date: in procedure, ready or dropped out."""
    procedures, offset = fixed.procedures, state.year - fixed.inputs.axes.start
    going, dropped = procedures.in_procedure[offset], procedures.dropped[offset]
    ready = procedures.plan_homes - procedures.delivered[:offset].sum(axis=0) - going - dropped
    parts = {"homes_in_procedure": going, "homes_ready": np.maximum(ready, 0.0), "homes_dropped": dropped}
    out = {}
    for name, by_plan in parts.items():
        by_zone = np.zeros((len(fixed.inputs.axes.zones), by_plan.shape[1]))
        np.add.at(by_zone, fixed.inputs.housing.plans.zone, by_plan)
        out[name] = indicators.total(fixed.inputs.membership, by_zone)
    return out


def _all_jobs(state: State, fixed: Fixed) -> Array:
    """All jobs by zone: employee jobs x q + self-employed, who grow with the self-employed residents working here."""
    people, values = fixed.inputs.people, fixed.values
    more = (employed(state, fixed, state.year) - fixed.employed_base) * (1.0 - people.employee_share)[:, None]
    local = fixed.self_employed + more * (1.0 - values["work.self_employed_outside"])
    return indicators.all_jobs(state.jobs.sum(axis=0), fixed.per_employee, np.maximum(local, 0.0))


def _work(state: State, fixed: Fixed) -> dict[str, Array]:
    member, people = fixed.inputs.membership, fixed.inputs.people
    everything = _all_jobs(state, fixed)
    base = indicators.all_jobs(fixed.inputs.work.jobs.sum(axis=0)[:, None], fixed.per_employee, fixed.self_employed)
    jobs, homes = indicators.total(member, everything), indicators.total(member, state.homes.sum(axis=0))
    aged = indicators.total(member, state.population * people.share_15_64[:, None])
    force = indicators.total(member, state.population * (people.share_15_74 * people.labour_force_share)[:, None])
    return {
        "employee_jobs": indicators.total(member, state.jobs.sum(axis=0)),
        "jobs_serving": indicators.total(member, state.jobs[0]),
        "jobs_basic": indicators.total(member, state.jobs[1]),
        "jobs_all": jobs,
        "jobs_all_added": indicators.total(member, everything - base),
        "jobs_displaced": indicators.total(member, state.displaced.sum(axis=0)),
        "jobs_elsewhere": indicators.total(member, state.elsewhere),
        "space_free": indicators.total(member, np.where(fixed.inputs.work.bound[None, :, None], state.space_free, 0.0)),
        "jobs_per_resident_1564": indicators.ratio(jobs, aged),
        "jobs_per_home": indicators.ratio(jobs, homes),
        "jobs_per_labour_force": indicators.ratio(jobs, force),
    }


def _loads(state: State, result: CommutingResult, fixed: Fixed) -> dict[str, Array]:
    offset = state.year - fixed.inputs.axes.start
    return {
        **load_ratios.of_corridors(fixed.inputs.commuting.universe, result.volumes),
        "commute_load": result.link_load,
        "commute_load_extra": result.extra,
        "infrastructure_open": fixed.procedures.infrastructure_open[offset].astype(np.float64),
    }


def on_map(result: CommutingResult, fixed: Fixed) -> dict[str, Array]:
    """What maps show of a reference date: name -> (link, draw)."""
    made = link_loads.of_year(fixed.links, result)
    at = link_loads.order(fixed.inputs.commuting.universe.network)
    full = {name: values[at] for name, values in load_ratios.of_links(result.volumes).items()}
    return {"link_load_extra": made.extra, "link_crowding": made.crowding, **full}


def assert_conserved(state: State, result: CommutingResult, fixed: Fixed) -> None:
    """Raise FloatingPointError where something is negative, missing or not conserved (tolerance 1e-9 relative)."""
    residents = resident_jobs(state, fixed, state.year)
    filled = state.jobs.sum(axis=0) * fixed.inputs.work.filled_rate[:, None] * result.closure
    checks = {
        "homes = base + additions": (state.homes, fixed.inputs.housing.homes[:, :, None] + state.added),
        "commuters leaving = resident jobs": (result.flows.sum(axis=1), residents),
        "commuters arriving = jobs filled": (result.flows.sum(axis=0), filled),
    }
    for law, (left, right) in checks.items():
        if not np.allclose(left, right, rtol=1e-9, atol=1e-6):
            raise FloatingPointError(f"{state.year}: {law} fails by {np.abs(left - right).max():.3g}")
    for name, values in {
        "homes": state.homes,
        "population": state.population,
        "jobs": state.jobs,
        "flows": result.flows,
    }.items():
        if not np.isfinite(values).all() or values.min() < -1e-6:
            raise FloatingPointError(f"{state.year}: {name} is negative or missing")
