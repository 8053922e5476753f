"""People, jobs, room for work and programmes of a scenario as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from balanssim.inputs import NEVER, Array, Axes, Ints, LocationPlans, People, Programmes, Work
from balanssim.model.commuting import THIN_JOBS
from balanssim.prepare import known as counts
from balanssim.prepare.places import known as known_values
from balanssim.prepare.places import municipality, place

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.scenario.known import Known
    from balanssim.scenario.schema import Levers


def people(axes: Axes, region: Region, use_known: bool, counted: Known | None) -> People:
    """Ratios of the base date and the population of known years."""
    population, homes = region.base("population"), sum(region.base("homes", segment) for segment in axes.segments)
    occupancy_new = np.stack([region.base("persons_per_new_home", segment) for segment in axes.segments])
    bound = np.array(region.zones["space_known"], dtype=np.int64) == 1
    known: dict[int, Array] = {}
    date = f"{region.index.known_until}-01-01"
    if use_known and region.index.known_until > axes.start:
        values = known_values(region, "population", date)
        if np.isfinite(values).any():
            known[region.index.known_until] = values
    return People(
        population=population,
        occupancy=np.divide(population, homes, out=np.zeros_like(population), where=np.asarray(homes) > 0),
        occupancy_new=occupancy_new,
        occupancy_reference=float(occupancy_new[:, bound].mean()),
        share_15_74=region.base("age_share", "15-74"),
        share_15_64=region.base("share_15_64"),
        participation=region.base("participation"),
        labour_force_share=region.base("labour_force_share"),
        employee_share=region.base("employee_share"),
        jobs_per_employee=region.base("jobs_per_employee"),
        resident_scale=region.base("resident_scale"),
        resident_jobs=region.base("resident_jobs"),
        known_population=known,
        counted={} if counted is None else counts.stocks(axes, region, counted.population, np.asarray(homes) > 0),
    )


def work(axes: Axes, levers: Levers, region: Region, counted: Known | None) -> Work:
    """Jobs on the base date, where growth lands, room and programmes."""
    bound = np.array(region.zones["space_known"], dtype=np.int64) == 1
    places = (*axes.locations, "none")
    by_place = np.array(
        [[region.base("employee_jobs", f"{sector}/{place}") for place in places] for sector in axes.sectors]
    )
    zone_ids = tuple(region.zones["zone"])
    of_parent = np.array(
        [zone_ids.index(parent) if parent else number for number, parent in enumerate(region.zones["parent_zone"])]
    )
    # A zone takes over its parent's factors only where it has too few jobs to tell of its own.
    serving = by_place.sum(axis=1)[axes.sector("serving")]
    parent = np.where(serving < THIN_JOBS, of_parent, np.arange(len(of_parent)))
    space = np.stack([region.base("space", location) for location in axes.locations])
    everywhere = np.ones(len(zone_ids), dtype=bool)
    space, plans = _space(axes, levers, region, space)
    return Work(
        jobs=by_place.sum(axis=1),
        filled_rate=region.base("jobs_filled_rate"),
        all_per_employee=np.stack(region.base_band("jobs_all_per_employee_job")),
        self_employed=np.stack(region.base_band("self_employed_jobs")),
        space=space,
        split=np.array([[region.base("growth_split", f"{s}/{p}") for p in axes.locations] for s in axes.sectors]),
        bound=bound,
        parent=parent,
        municipality=municipality(region),
        local_ratio=_local_ratio(axes, region, by_place.sum(axis=1), parent),
        growth_factor=np.where(bound, float(levers.work.growth_factor), 1.0) * float(levers.demand.employment_factor),
        employment_factor=float(levers.demand.employment_factor),
        location_plans=plans,
        programmes=_programmes(axes, levers, region),
        counted={} if counted is None else counts.stocks(axes, region, counted.employee_jobs, everywhere),
    )


def _local_ratio(axes: Axes, region: Region, jobs: Array, parent: Ints) -> Array:
    """Serving jobs that come with a new resident, (zone,): those per resident now, or of the parent without a base.

    Zones with few people and many jobs (a port, an office district) do not bring that many per resident: their
    municipality is the bound.
    """
    serving, people = jobs[axes.sector("serving")], region.base("population")
    of_zone = municipality(region)
    total, residents = np.zeros(of_zone.max() + 1), np.zeros(of_zone.max() + 1)
    np.add.at(total, of_zone, serving)
    np.add.at(residents, of_zone, people)
    municipal = (total / np.maximum(residents, 1.0))[of_zone]
    own = np.divide(serving, people, out=municipal.copy(), where=people > 0)
    return np.asarray(np.minimum(own, municipal)[parent])


def _space(axes: Axes, levers: Levers, region: Region, space: Array) -> tuple[Array, LocationPlans]:
    """Free space on the base date and plans for new space.

    The levers give totals for the municipality of the plans in unit ``share``, what is available now included. A total
    below what is available now scales it down; the rest above it is divided by the shares of the plans.
    """
    totals = {
        "business_park": levers.work.business_park_ha,
        "mixed": levers.work.mixed_m2,
        "office": levers.work.office_m2,
    }
    rows = [row for row in region.location_plans.rows() if not row["now_available"]]
    municipality = dict(zip(region.zones["zone"], region.zones["municipality"], strict=True))
    steered = {municipality[row["zone"]] for row in rows if row["unit"] == "share"}
    in_reach = np.array([municipality[zone] in steered for zone in axes.zones])
    space, new = space.copy(), {}
    for number, location in enumerate(axes.locations):
        now, total = float(space[number, in_reach].sum()), float(totals[location])
        if now > total:
            space[number, in_reach] *= total / now
        new[location] = max(total - now, 0.0)
    size = [row["size"] * new[row["location"]] if row["unit"] == "share" else row["size"] for row in rows]
    last = float(levers.work.space_by)
    plans = LocationPlans(
        ids=tuple(row["plan"] for row in rows),
        zone=place([row["zone"] for row in rows], axes.zones),
        location=place([row["location"] for row in rows], axes.locations),
        size=np.array(size, dtype=np.float64),
        earliest=np.array([row["earliest_year"] for row in rows], dtype=np.float64),
        last=np.array([max(last, row["earliest_year"]) for row in rows], dtype=np.float64),
    )
    return space, plans


def _programmes(axes: Axes, levers: Levers, region: Region) -> Programmes:
    rows = list(region.programmes.rows())
    starts = [levers.work.programmes.get(row["programme"], row["default_start"]) for row in rows]
    return Programmes(
        ids=tuple(row["programme"] for row in rows),
        zone=place([row["zone"] for row in rows], axes.zones),
        sector=place([row["sector"] for row in rows], axes.sectors),
        place=place([row["location"] for row in rows], (*axes.locations, "none")),
        jobs=np.array(
            [
                [row["jobs"] if np.isnan(row[name]) else row[name] for row in rows]
                for name in ("jobs_low", "jobs", "jobs_high")
            ],
            dtype=np.float64,
        ),
        start=np.array(
            [{"never": NEVER, "procedures": np.nan}.get(str(start), start) for start in starts], dtype=float
        ),
        years_to_full=np.array([row["years_to_full"] for row in rows], dtype=np.float64),
    )
