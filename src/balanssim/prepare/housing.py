"""Homes, paces, plans and the grid of a scenario as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from balanssim import releases
from balanssim.dims import HOME_SIZES
from balanssim.inputs import NEVER, Array, Axes, Grid, Housing, HousingPlans, Ints
from balanssim.prepare import known
from balanssim.prepare.places import members, municipality, place

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.scenario.known import Known
    from balanssim.scenario.luck import BySize, HousingLuck
    from balanssim.scenario.schema import Levers

PLAN_STATUS = ("hard", "soft", "unknown", "room")
#: Homes of a site that is built or dropped as one: the order of size of a phase of a district; own estimate.
SITE_HOMES = 250.0


def housing(
    axes: Axes, levers: Levers, luck: HousingLuck, region: Region, use_known: bool, counted: Known | None
) -> Housing:
    """Homes on the base date, known years, paces and plans; a municipality without a policy keeps its recent pace."""
    given = levers.housing
    recent, new_built = region.base("recent_pace"), region.base("new_built_2024")
    areas = list(given.pace_cap)
    under_policy = np.array([members(region, area) for area in areas], dtype=bool).reshape(-1, len(axes.zones))
    of_zone = municipality(region)
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
        counted=known.homes(axes, region, counted),
        pace_zones=zones,
        pace_cap=np.concatenate([[float(given.pace_cap[area]) for area in areas], own @ pace]),
        pace_start=zones @ np.maximum(pace, new_built if observed else 0.0),
        pace_is_policy=np.arange(len(zones)) < len(areas),
        pace_steered=(zones & (np.array(region.zones["space_known"], dtype=np.int64) == 1)).any(axis=1),
        builders_factor=float(given.builders_factor),
        municipality=of_zone,
        segment_shares=np.array([float(given.segment_shares.get(segment, 0.0)) for segment in axes.segments]),
        corporation_share_max=float(given.corporation_share_max),
        drinking_water_cap=np.inf if given.drinking_water_cap is None else float(given.drinking_water_cap),
        water_zones=members(region, water) if water in region.areas.ids else np.zeros(len(axes.zones), dtype=bool),
        nitrogen_delay=float(given.nitrogen_delay_years),
        state_land_delay=float(given.rvb_release_delay_years),
        household_factor=float(levers.demand.household_factor),
        year_spread=_by_size(luck.year_spread, region, of_zone),
        lasting_spread=_by_size(luck.lasting_spread, region, of_zone),
        plans=_plans(axes, levers, region),
    )


def _by_size(spread: BySize, region: Region, of_zone: Ints) -> Array:
    """Spread of each municipality (municipality,), by its homes on the base date."""
    homes = np.bincount(of_zone, weights=sum(region.base("homes", segment) for segment in region.index.segments))
    place = np.searchsorted(list(HOME_SIZES.values()), homes, side="right") - 1
    return np.array([float(getattr(spread, size)) for size in HOME_SIZES])[place]


def _plans(axes: Axes, levers: Levers, region: Region) -> HousingPlans:
    rows = list(region.housing_plans.rows())
    release_year, release_project = np.zeros(len(rows)), np.full(len(rows), -1, dtype=np.int64)
    release_step = [""] * len(rows)
    homes, pace = np.zeros((3, len(rows))), np.zeros(len(rows))
    for number, row in enumerate(rows):
        change = levers.housing.plans.get(row["plan"])
        release: Any = row["release"] or "open"
        band = [row[name] for name in ("homes_low", "homes", "homes_high")]
        homes[:, number], pace[number] = [row["homes"] if np.isnan(v) else v for v in band], row["max_pace"]
        if change is not None:
            release = release if change.release is None else change.release
            homes[:, number] = homes[:, number] if change.homes is None else change.homes
            pace[number] = pace[number] if change.max_pace is None else change.max_pace
        word = str(release)
        if word == "never":
            release_year[number] = NEVER
        elif milestone := releases.split(word):
            release_step[number] = releases.MILESTONES[milestone[0]]
            release_project[number] = axes.projects.index(milestone[1])
        elif word != "open":
            release_year[number] = float(word)
    _move_the_rest(homes, rows, levers)
    table = region.housing_plans
    return HousingPlans(
        ids=tuple(table["plan"]),
        zone=place(table["zone"], axes.zones),
        status=place(table["plan_status"], PLAN_STATUS),
        homes=homes,
        earliest=np.array(table["earliest_year"], dtype=np.float64),
        max_pace=pace,
        organic=np.array(table["organic"], dtype=np.int64) == 1,
        state_land=np.array([land == "state" for land in table["land"]]),
        release_year=release_year,
        release_project=release_project,
        release_step=tuple(release_step),
        sites=np.array([max(round(float(row["homes"]) / SITE_HOMES), 1) for row in rows], dtype=np.int64),
    )


def _move_the_rest(homes: Array, rows: list[dict[str, Any]], levers: Levers) -> None:
    """What a scenario takes from or adds to a first phase goes to or comes from the plan that holds the remainder.

    A remainder whose own homes the scenario sets is left as it is set. ``homes`` (3, plan) is changed in place.
    """
    ids = [row["plan"] for row in rows]
    for number, row in enumerate(rows):
        first, own = row["remainder_of"], levers.housing.plans.get(row["plan"])
        if not first or (own is not None and own.homes is not None):
            continue
        change = levers.housing.plans.get(first)
        if change is not None and change.homes is not None:
            homes[:, number] = np.maximum(homes[:, number] + rows[ids.index(first)]["homes"] - change.homes, 0.0)


def grid(axes: Axes, levers: Levers, region: Region, use_known: bool) -> Grid:
    """The congested grid: its zones, and what the housing deals ask of them a year.

    What is planned is the agreed pace of the deals after the base date, on the zones of the grid in proportion to their
    registered plans; it is the same in every scenario, because a grid does not grow with ambition.
    """
    table, congested = region.housing_plans, region.index.congested_grid
    on_grid = np.zeros(len(axes.zones), dtype=bool)
    on_grid[
        place([z for z, g in zip(table["zone"], table["grid_area"], strict=True) if g == congested], axes.zones)
    ] = True
    planned = 0.0
    registered = np.zeros(len(axes.zones))
    for row in table.rows():
        if row["plan_status"] != "room":
            registered[axes.zones.index(row["zone"])] += row["homes"]
    for area, pace in _agreed_pace(region).items():
        inside = members(region, area)
        total = registered[inside].sum()
        planned += pace * (registered[inside & on_grid].sum() / total if total > 0 else 0.0)
    return Grid(
        reinforcement_year=float(levers.grid.reinforcement_year),
        freeze_possible=levers.grid.freeze == "possible",
        zones=on_grid,
        planned_homes=planned if planned > 0 else np.inf,
        # Told to forget the known year, the floor is what was built on average in the years before it.
        known_homes=float(region.base("new_built_2024" if use_known else "recent_pace")[on_grid].sum()),
        connection_factor=float(levers.grid.connection_factor),
    )


def _agreed_pace(region: Region) -> dict[str, float]:
    """Homes a year that each housing deal still asks after the base date; areas that hold other deals are left out."""
    rows = list(region.woondeal.rows())
    backlog = {
        row["area"]: float(row["value"])
        for row in region.known.rows()
        if row["variable"] == "woondeal_backlog" and row["date"] == f"{region.index.base_year}-01-01"
    }
    areas = list(dict.fromkeys(row["area"] for row in rows))
    zones = {area: members(region, area) for area in areas}
    pace = {}
    for area in areas:
        if any(other != area and not (zones[other] & ~zones[area]).any() for other in areas):
            continue
        targets = {row["year"]: float(row["cumulative_target"]) for row in rows if row["area"] == area}
        last, before = max(targets), region.index.base_year - 1
        if before in targets and last > before:
            pace[area] = (targets[last] - targets[before] + backlog.get(area, 0.0)) / (last - before)
    return pace
