"""From a resolved scenario and a region to ``Inputs``: complete, aligned arrays, no file left to open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from balanssim import worlds as worlds_module
from balanssim.inputs import (
    NEVER,
    Array,
    Axes,
    Bools,
    Grid,
    Housing,
    HousingPlans,
    Infrastructure,
    Inputs,
    Ints,
    LocationPlans,
    People,
    Programmes,
    Work,
    WorldBlock,
)
from balanssim.prepare_commuting import commuting_static

if TYPE_CHECKING:
    from balanssim.distributions import Distribution
    from balanssim.region.read import Region
    from balanssim.scenario.resolved import Resolved
    from balanssim.scenario.schema import Levers

PLAN_STATUS = ("hard", "soft", "unknown", "room")


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
    """
    scenario, levers = resolved.scenario, resolved.scenario.levers
    axes = axes_of(resolved, region)
    use_known = scenario.known_outcomes == "use"
    roles = np.array(region.zones["role"])
    central = {name: np.array([given.expected()]) for name, given in distributions(resolved, region).items()}
    return Inputs(
        axes=axes,
        membership=sparse.csr_array(region.areas.membership),
        study=roles == "study",
        external=roles == "external",
        housing=_housing(axes, levers, region, use_known),
        people=_people(axes, region, use_known),
        work=_work(axes, levers, region),
        grid=Grid(float(levers.grid.reinforcement_year), levers.grid.freeze == "possible"),
        infrastructure=_infrastructure(axes, levers, region),
        commuting=commuting_static(region, axes, scenario.numerics, central),
        project_order=_place(list(dict.fromkeys(region.projects["project"])), axes.projects),
        mobility={name: float(value) for name, value in levers.mobility.model_dump().items()},
        numerics={name: float(value) for name, value in scenario.numerics.model_dump().items()},
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
        start=horizon.start,
        end=horizon.end,
    )


def _place(names: Sequence[str], labels: Sequence[str]) -> Ints:
    position = {label: index for index, label in enumerate(labels)}
    return np.array([position[name] for name in names], dtype=np.int64)


def _members(region: Region, area: str) -> Bools:
    """Zones of an area, (zone,) bool."""
    return np.asarray(region.areas.membership[region.areas.ids.index(area)] > 0)


def _known(region: Region, variable: str, date: str) -> Array:
    """Known values of a date by zone, (zone,), NaN where none: an area's total in proportion to the base population."""
    population = region.base("population")
    values = np.full(len(population), np.nan)
    sizes = []
    for row in region.known.rows():
        if row["variable"] == variable and row["date"] == date and row["area"] in region.areas.ids:
            sizes.append((int(_members(region, row["area"]).sum()), row["area"], float(row["value"])))
    for _, area, value in sorted(sizes, reverse=True):
        zones = _members(region, area)
        kind = region.areas.kind[region.areas.ids.index(area)]
        if kind in ("municipality", "zone"):
            values[zones] = value * population[zones] / population[zones].sum()
    return values


def _municipality(region: Region) -> Ints:
    """Index of the municipality of each zone, in order of first appearance."""
    return _place(region.zones["municipality"], list(dict.fromkeys(region.zones["municipality"])))


def _housing(axes: Axes, levers: Levers, region: Region, use_known: bool) -> Housing:
    given = levers.housing
    recent, new_built = region.base("recent_pace"), region.base("new_built_2024")
    areas = list(given.pace_cap)
    under_policy = np.array([_members(region, area) for area in areas], dtype=bool).reshape(-1, len(axes.zones))
    of_zone = _municipality(region)
    # Where the scenario sets no cap a municipality keeps its recent pace, over its zones as its plans lie; under a cap
    # on some of its zones the others keep theirs.
    own = of_zone[None, :] == np.arange(of_zone.max() + 1)[:, None]
    own = own & ~under_policy.any(axis=0)
    own = own[own.any(axis=1)]
    zones = np.vstack([under_policy, own])
    pace = np.maximum(recent, 0.0)
    water = "drinking-water-zuidelijk-flevoland"
    known_year = 2024
    observed = use_known and region.index.known_until > known_year >= axes.start
    return Housing(
        homes=np.stack([region.base("homes", segment) for segment in axes.segments]),
        known_net={known_year: region.base("net_additions_2024")} if observed else {},
        known_new={known_year: new_built} if observed else {},
        pace_zones=zones,
        pace_cap=np.concatenate([[float(given.pace_cap[area]) for area in areas], own @ pace]),
        pace_start=zones @ np.maximum(pace, new_built if observed else 0.0),
        pace_is_policy=np.arange(len(zones)) < len(areas),
        grid_zones=_grid_zones(axes, region),
        municipality=of_zone,
        segment_shares=np.array([float(given.segment_shares.get(segment, 0.0)) for segment in axes.segments]),
        corporation_share_max=float(given.corporation_share_max),
        drinking_water_cap=np.inf if given.drinking_water_cap is None else float(given.drinking_water_cap),
        water_zones=_members(region, water) if water in region.areas.ids else np.zeros(len(axes.zones), dtype=bool),
        nitrogen_delay=float(given.nitrogen_delay_years),
        state_land_delay=float(given.rvb_release_delay_years),
        household_factor=float(levers.demand.household_factor),
        plans=_plans(axes, levers, region),
    )


def _grid_zones(axes: Axes, region: Region) -> Bools:
    on_grid = np.zeros(len(axes.zones), dtype=bool)
    plans = region.housing_plans
    congested = region.index.congested_grid
    under = [zone for zone, grid in zip(plans["zone"], plans["grid_area"], strict=True) if grid == congested]
    on_grid[_place(under, axes.zones)] = True
    return on_grid


def _plans(axes: Axes, levers: Levers, region: Region) -> HousingPlans:
    rows = list(region.housing_plans.rows())
    release_year, release_project = np.zeros(len(rows)), np.full(len(rows), -1, dtype=np.int64)
    homes, pace = np.zeros(len(rows)), np.zeros(len(rows))
    for number, row in enumerate(rows):
        change = levers.housing.plans.get(row["plan"])
        release: Any = row["release"] or "open"
        homes[number], pace[number] = row["homes"], row["max_pace"]
        if change is not None:
            release = release if change.release is None else change.release
            homes[number] = homes[number] if change.homes is None else change.homes
            pace[number] = pace[number] if change.max_pace is None else change.max_pace
        word = str(release)
        if word == "never":
            release_year[number] = NEVER
        elif word.startswith("decision:"):
            release_project[number] = axes.projects.index(word.removeprefix("decision:"))
        elif word != "open":
            release_year[number] = float(word)
    table = region.housing_plans
    return HousingPlans(
        ids=tuple(table["plan"]),
        zone=_place(table["zone"], axes.zones),
        status=_place(table["plan_status"], PLAN_STATUS),
        homes=homes,
        earliest=np.array(table["earliest_year"], dtype=np.float64),
        max_pace=pace,
        organic=np.array(table["organic"], dtype=np.int64) == 1,
        state_land=np.array([land == "state" for land in table["land"]]),
        release_year=release_year,
        release_project=release_project,
    )


def _people(axes: Axes, region: Region, use_known: bool) -> People:
    population, homes = region.base("population"), sum(region.base("homes", segment) for segment in axes.segments)
    occupancy_new = np.stack([region.base("persons_per_new_home", segment) for segment in axes.segments])
    bound = np.array(region.zones["space_known"], dtype=np.int64) == 1
    known: dict[int, Array] = {}
    date = f"{region.index.known_until}-01-01"
    if use_known and region.index.known_until > axes.start:
        values = _known(region, "population", date)
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
    )


def _work(axes: Axes, levers: Levers, region: Region) -> Work:
    bound = np.array(region.zones["space_known"], dtype=np.int64) == 1
    places = (*axes.locations, "none")
    by_place = np.array(
        [[region.base("employee_jobs", f"{sector}/{place}") for place in places] for sector in axes.sectors]
    )
    zone_ids = tuple(region.zones["zone"])
    parent = np.array(
        [zone_ids.index(parent) if parent else number for number, parent in enumerate(region.zones["parent_zone"])]
    )
    space = np.stack([region.base("space", location) for location in axes.locations])
    space, plans = _space(axes, levers, region, space)
    return Work(
        jobs=by_place.sum(axis=1),
        filled_rate=region.base("jobs_filled_rate"),
        all_per_employee=np.stack(region.base_band("jobs_all_per_employee_job")),
        self_employed=np.stack(region.base_band("self_employed_jobs")),
        space=space,
        split=np.array(
            [[region.base("growth_split", f"{s}/{p}")[bound].mean() for p in axes.locations] for s in axes.sectors]
        ),
        bound=bound,
        parent=parent,
        municipality=_municipality(region),
        growth_factor=float(levers.work.growth_factor) * float(levers.demand.employment_factor),
        employment_factor=float(levers.demand.employment_factor),
        location_plans=plans,
        programmes=_programmes(axes, levers, region),
    )


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
        zone=_place([row["zone"] for row in rows], axes.zones),
        location=_place([row["location"] for row in rows], axes.locations),
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
        zone=_place([row["zone"] for row in rows], axes.zones),
        sector=_place([row["sector"] for row in rows], axes.sectors),
        place=_place([row["location"] for row in rows], (*axes.locations, "none")),
        jobs=np.array([row["jobs"] for row in rows], dtype=np.float64),
        start=np.array([NEVER if str(start) == "never" else float(start) for start in starts]),
        years_to_full=np.array([row["years_to_full"] for row in rows], dtype=np.float64),
    )


def opening_levers(levers: Levers, region: Region) -> Mapping[str, str]:
    """What the scenario says of each project's opening: ``procedures``, ``never`` or a year, as a word."""
    words = {}
    for row in region.infrastructure.rows():
        given = levers.infrastructure.get(row["project"])
        words[row["project"]] = str(row["default_opening"] if given is None or given.opening is None else given.opening)
    return words


def _infrastructure(axes: Axes, levers: Levers, region: Region) -> Infrastructure:
    words = opening_levers(levers, region)
    special = {"procedures": np.nan, "never": NEVER}
    opening = np.array([special[words[p]] if words[p] in special else float(words[p]) for p in axes.projects])
    return Infrastructure(
        opening=opening,
        decision_lead=np.array(region.infrastructure["decision_lead_years"], dtype=np.float64),
        assumed=np.array([words[project] not in special for project in axes.projects]),
    )
