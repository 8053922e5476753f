"""Complete arrays of one scenario on one region: what the model reads, with no file left to open.

Made by ``prepare``; read by ``procedures``, ``steps`` and ``engine``. Z zones, A areas, S segments, K sectors,
L locations, M modes, P projects, G pace caps, D draws. Everything is float64 unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from balanssim.dims import MAP_YEARS
from balanssim.model.commuting import CommutingStatic
from balanssim.model.known import settle
from balanssim.templates import Resource, Template

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

#: Year that stands for 'not before the end of the horizon' wherever an opening or release year is a number.
NEVER = 9999.0


@dataclass(frozen=True)
class Axes:
    """Labels of every dimension, in the order of the arrays."""

    zones: tuple[str, ...]
    areas: tuple[str, ...]
    segments: tuple[str, ...]
    sectors: tuple[str, ...]
    locations: tuple[str, ...]
    modes: tuple[str, ...]
    corridors: tuple[str, ...]
    projects: tuple[str, ...]
    plans: tuple[str, ...]
    waits: tuple[str, ...]
    links: tuple[str, ...]
    start: int
    end: int

    @property
    def years(self) -> range:
        """Reference dates (stocks): 1 January of start .. end."""
        return range(self.start, self.end + 1)

    def sector(self, name: str) -> int:
        """Place of a sector on its axis."""
        return self.sectors.index(name)

    @property
    def flow_years(self) -> range:
        """Years of flows: start .. end - 1."""
        return range(self.start, self.end)

    @property
    def map_years(self) -> tuple[int, ...]:
        """Reference dates of maps that lie inside the horizon."""
        return tuple(year for year in MAP_YEARS if year in self.years)


@dataclass(frozen=True)
class Totals:
    """Counted totals of areas (K,), smaller areas first.

    ``zones`` (K, Z) of each area, ``free`` (K, Z) those that no smaller area settles, never none; ``value`` (K,);
    ``stock`` (K,) of homes: the stock at the end of the year, not what came during it.
    """

    zones: Bools
    free: Bools
    value: Array
    stock: Bools

    @property
    def settled(self) -> Bools:
        """Zones of which something is counted, (Z,)."""
        return np.asarray(self.free.any(axis=0))


@dataclass(frozen=True)
class HousingPlans:
    """Housing plans, one entry each (plan,).

    ``status`` 0 hard, 1 soft, 2 unknown, 3 room (no plan yet); ``homes`` (3, plan) low, central, high before
    attrition; ``earliest`` first year of delivery; ``max_pace`` homes a year; ``release_year`` earliest year by
    release (0 = open, NEVER = not released); ``release_project`` index of the project whose milestone
    ``release_step`` (a name of ``releases.MILESTONES``) releases the plan, -1 and '' for none; ``sites`` number of
    sites that drop out one by one.
    """

    ids: tuple[str, ...]
    zone: Ints
    status: Ints
    homes: Array
    earliest: Array
    max_pace: Array
    organic: Bools
    state_land: Bools
    release_year: Array
    release_project: Ints
    release_step: tuple[str, ...]
    sites: Ints


@dataclass(frozen=True)
class LocationPlans:
    """New room for work, one entry each: zone, location index, size (ha or m2), first and last year of supply."""

    ids: tuple[str, ...]
    zone: Ints
    location: Ints
    size: Array
    earliest: Array
    last: Array


@dataclass(frozen=True)
class Programmes:
    """Named employers and programmes: zone, sector, place (location index, or the number of locations for none), jobs
    (3, programme) low, central, high of all jobs, start year (NEVER = not, NaN where procedures decide), years until
    full.
    """

    ids: tuple[str, ...]
    zone: Ints
    sector: Ints
    place: Ints
    jobs: Array
    start: Array
    years_to_full: Array


@dataclass(frozen=True)
class Housing:
    """Homes on the base date, paces and plans.

    ``homes`` (S, Z); ``known_net``/``known_new``: flow year -> (Z,) observed; ``counted``: flow year -> totals that the
    scenario knows; ``pace_zones`` (G, Z) zones under each
    of the G caps, which may overlap; ``pace_cap, pace_start`` (G,) homes a year; ``pace_is_policy`` (G,) caps set by
    the scenario; ``pace_steered`` (G,) where the market of the region and ``builders_factor`` act; ``municipality``
    (Z,) index; ``water_zones`` (Z,) zones under ``drinking_water_cap`` (homes a year, inf = none); ``year_spread,
    lasting_spread`` (municipality,) of luck, zero where there is none.
    """

    homes: Array
    known_net: Mapping[int, Array]
    known_new: Mapping[int, Array]
    counted: Mapping[int, Totals]
    pace_zones: Bools
    pace_cap: Array
    pace_start: Array
    pace_is_policy: Bools
    pace_steered: Bools
    builders_factor: float
    municipality: Ints
    segment_shares: Array
    corporation_share_max: float
    drinking_water_cap: float
    water_zones: Bools
    nitrogen_delay: float
    state_land_delay: float
    household_factor: float
    year_spread: Array
    lasting_spread: Array
    plans: HousingPlans


@dataclass(frozen=True)
class Grid:
    """Year in which the reinforcement is planned, and whether a connection freeze in 2026-2027 is possible.

    ``zones`` (Z,) under the congested grid; ``planned_homes`` a year that the housing deals ask of those zones,
    ``known_homes`` completed there in the last known year; ``connection_factor`` on what it connects.
    """

    reinforcement_year: float
    freeze_possible: bool
    zones: Bools
    planned_homes: float
    known_homes: float
    connection_factor: float


@dataclass(frozen=True)
class People:
    """Ratios on the base date, each (Z,), ``occupancy_new`` (S, Z).

    ``known_population``: year -> (Z,), NaN where not observed; ``counted``: year -> totals that the scenario knows.
    """

    population: Array
    occupancy: Array
    occupancy_new: Array
    occupancy_reference: float
    share_15_74: Array
    share_15_64: Array
    participation: Array
    labour_force_share: Array
    employee_share: Array
    jobs_per_employee: Array
    resident_scale: Array
    resident_jobs: Array
    known_population: Mapping[int, Array]
    counted: Mapping[int, Totals]


@dataclass(frozen=True)
class Work:
    """Jobs on the base date and room for work.

    ``jobs`` (K, Z) employee jobs; ``filled_rate`` (Z,); ``all_per_employee, self_employed`` (3, Z) low, central,
    high; ``space`` (L, Z) free on the base date; ``split`` (K, L, Z) where growth lands; ``bound`` (Z,) zones whose
    space is known, which are also those that follow the region's own growth path; ``parent`` (Z,) the zone itself or
    its named parent; ``municipality`` (Z,) index; ``local_ratio`` (Z,) serving jobs
    that come with a new resident of the zone; ``growth_factor`` (Z,) on the growth of basic jobs; ``counted``: year ->
    totals of employee jobs that the scenario knows.
    """

    jobs: Array
    filled_rate: Array
    all_per_employee: Array
    self_employed: Array
    space: Array
    split: Array
    bound: Bools
    parent: Ints
    municipality: Ints
    local_ratio: Array
    growth_factor: Array
    employment_factor: float
    location_plans: LocationPlans
    programmes: Programmes
    counted: Mapping[int, Totals]


@dataclass(frozen=True)
class Infrastructure:
    """Projects (P,), NaN where a table or scenario gives nothing.

    ``opening``: fixed year, NEVER, or NaN where procedures decide; ``assumed``: set by hand; ``decision_lead``: years
    from preferred decision to an opening that is set by hand.

    ``template`` and ``entry`` (id of a stage) with ``status``, the date on which a project stood there, not before the
    base date; ``route_decision`` year of the meeting that comes before a start decision; ``requires`` (project,
    milestone) of another one or None; ``start_decision`` year of the first meeting at which it may fall and
    ``paused_until`` year of the one that releases it, both by the scenario; ``restart`` (2, P) first and last place in
    the queue of paused projects, ``release_from`` year before which the state releases none; ``works`` (3, P) years of
    building where the template's do not fit; ``band`` (3, P) published opening years.

    Million euro: ``cost`` (3, P) low, central, high; ``covered`` (3, P) by state, region and area; ``extra`` and
    ``housing_mobility`` (a fixed sum) by the scenario.
    """

    opening: Array
    assumed: Bools
    decision_lead: Array
    template: tuple[str, ...]
    entry: tuple[str, ...]
    status: Array
    route_decision: Array
    requires: tuple[tuple[int, str] | None, ...]
    start_decision: Array
    paused_until: Array
    restart: Array
    release_from: Array
    works: Array
    band: Array
    cost: Array
    covered: Array
    extra: Array
    housing_mobility: Array


@dataclass(frozen=True)
class Procedures:
    """What items walk through.

    ``seed``: root seed of luck; ``templates`` by kind, ``resources`` (desks) by id; ``municipality`` (Z,) id of the
    municipality of each zone, for desks per municipality; ``meetings`` (meeting,) dates of the BO MIRT, decimal years;
    ``held`` (meeting,) those that have been held. The factors are levers of relief, 1 where it is as now;
    ``nitrogen_road_years`` are lost by every road.
    """

    seed: int
    templates: Mapping[str, Template]
    resources: Mapping[str, Resource]
    municipality: tuple[str, ...]
    meetings: Array
    held: Bools
    planners_factor: float
    court_factor: float
    housing_duration_factor: float
    infrastructure_duration_factor: float
    nitrogen_road_years: float


@dataclass(frozen=True)
class Inputs:
    """Everything the model needs for one scenario.

    ``project_order`` (P of the network,) index into ``axes.projects`` of each project of the network; ``mobility``
    the levers on prices and the peak; `parking_extra` (Z,) euro per one-way trip that parking at work costs more than
    on the base date, `service` (segment,) factor on frequencies.
    """

    axes: Axes
    membership: sparse.csr_array
    study: Bools
    external: Bools
    housing: Housing
    people: People
    work: Work
    grid: Grid
    infrastructure: Infrastructure
    procedures: Procedures
    commuting: CommutingStatic
    project_order: Ints
    mobility: Mapping[str, float]
    parking_extra: Array
    service: Array
    numerics: Mapping[str, float | str]


@dataclass(frozen=True)
class WorldBlock:
    """Worlds of one block of draws: ``values`` name -> (D,); ``labels, row, luck`` (D,) int."""

    values: Mapping[str, Array]
    labels: Ints
    row: Ints
    luck: Ints

    @property
    def width(self) -> int:
        """Number of draws in the block, padding included."""
        return len(self.labels)


def settled(totals: Totals, values: Array, weight: Array, otherwise: Array, before: Array | None = None) -> Array:
    """``model.known.settle`` on (zone, draw); totals of a stock less that of ``before`` (zone, draw) where given."""
    value = np.repeat(totals.value[:, None], values.shape[1], axis=1)
    if before is not None:
        value = value - np.where(totals.stock[:, None], totals.zones.astype(np.float64) @ before, 0.0)
    return settle(values, totals.zones, totals.free, value, weight, otherwise)


def between(band: Array, level: Array) -> Array:
    """Value within a band (3, item) of low, central, high, for levels (draw,) in -1..1: (item, draw)."""
    low, central, high = band[:, :, None]
    return np.asarray(np.where(level < 0, central + level * (central - low), central + level * (high - central)))
