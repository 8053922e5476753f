"""`base_year.csv`: every variable for every zone, in the order of the variables below and of the zones.

Counts are whole homes and people; jobs have six decimals and equal the margins of `commuting.csv` to the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.region import csvtext, margins, matrix, mode_shares, tables, work
from calibration.region import people as people_module
from calibration.region.people import PERSONS_PER_NEW_HOME, SHARE_75_OF_65, People
from calibration.region.tables import ALMERE, Array, Figures
from calibration.region.zones import PARENTS

COLUMNS = ("variable", "category", "zone", "value", "low", "high", "unit", "date", "status", "source")
SEGMENTS = ("social_rent", "mid", "high")
BASE, YEAR_2024, PACE = "2024-01-01", "2024-01-01/2024-12-31", "2021-01-01/2023-12-31"
PerZone = Callable[[int], str]


@dataclass(frozen=True)
class Block:
    """One variable and category for all zones; `status` and `source` are one text or one per zone (by its number)."""

    variable: str
    category: str | None
    unit: str
    values: Sequence[str]
    status: str | PerZone
    source: str | PerZone
    low: Sequence[str] | None = None
    high: Sequence[str] | None = None
    date: str = BASE


class Base:
    """The base date as it is written: figures, people, the balanced matrix and its margins in millionths of a job."""

    def __init__(self, shared: Path) -> None:
        self.figures: Figures = tables.read(shared)
        self.people: People = people_module.build_people(self.figures)
        self.margins = margins.build_margins(self.figures)
        self.seed = matrix.build_seed(shared, self.figures)
        self.flows, self.rounds, self.block_error = matrix.balance(self.seed.flows, self.margins)
        self.cells: NDArray[np.int64] = matrix.whole_micro(self.flows)
        self.rows: NDArray[np.int64] = self.cells.sum(axis=1)
        self.columns: NDArray[np.int64] = self.cells.sum(axis=0)

    @property
    def column_jobs(self) -> Array:
        """(zone,) jobs filled, as in the written table."""
        return self.columns / 1e6


@lru_cache(maxsize=2)
def base(shared: Path) -> Base:
    """Everything once per run; `commuting` and the report use the same."""
    return Base(shared)


def build(shared: Path) -> dict[str, str]:
    """Text of `base_year.csv`. `shared` is the folder with the figures, or the one that holds it."""
    b = base(shared)
    rows: list[dict[str, str | int | float | None]] = []
    for block in (*_people(b), *_resident_jobs(b), *_jobs(b), *_all_jobs(b), *_homes(b)):
        for i, zone in enumerate(b.figures.ids):
            rows.append(
                {
                    "variable": block.variable,
                    "category": block.category,
                    "zone": zone,
                    "value": block.values[i],
                    "low": None if block.low is None else block.low[i],
                    "high": None if block.high is None else block.high[i],
                    "unit": block.unit,
                    "date": block.date,
                    "status": block.status if isinstance(block.status, str) else block.status(i),
                    "source": block.source if isinstance(block.source, str) else block.source(i),
                }
            )
    return {"base_year.csv": csvtext.text(COLUMNS, rows)}


def _text(values: Array, digits: int) -> list[str]:
    return [tables.fixed(float(value), digits) for value in values]


def _people(b: Base) -> Iterator[Block]:
    p = b.people
    source = "cbs-81955ned; split: cbs-82900ned, seeds F055 X009, price-rule"
    band = {"social_rent": (_text(p.social_low, 1), _text(p.social_high, 1))}
    for k, segment in enumerate(SEGMENTS):
        low, high = band.get(segment, (None, None))
        yield Block("homes", segment, "homes", [str(v) for v in p.homes[:, k]], "estimated", source, low, high)
    people = [str(v) for v in p.population]
    yield Block("population", None, "persons", people, "estimated", "cbs-37230ned (mean of 2023 and 2025)")
    source = "population / homes; Pampus as Poort"
    yield Block("persons_per_home", None, "persons/home", _text(p.persons_per_home, 9), "estimated", source)
    source = "seed WON19, scaled to present occupancy and segment"
    for segment, values in people_module.persons_per_new_home(p, b.figures).items():
        low, high = (_text(values * end / PERSONS_PER_NEW_HOME[1], 3) for end in PERSONS_PER_NEW_HOME[::2])
        yield Block("persons_per_new_home", segment, "persons/home", _text(values, 3), "assumed", source, low, high)
    yield from _ages(p)
    rise = "cbs-85039ned (2020) x national rise to 2023 (cbs-85366ned, cbs-85264ned)"
    yield Block("participation", None, "share", _text(p.participation, 6), "estimated", rise)
    labour = "participation / (1 - national unemployment of 2023, cbs-85264ned)"
    force = _text(p.participation * p.labour_force_per_employed, 6)
    yield Block("labour_force_share", None, "share", force, "estimated", labour)
    yield Block("employee_share", None, "share", _text(p.employee_share, 6), "estimated", "cbs-85039ned (2020)")


def _ages(p: People) -> Iterator[Block]:
    low75, central75, high75 = SHARE_75_OF_65
    old = p.age_75 / central75
    middle = np.round(p.age_15_74, 6)
    source = "cbs-85039ned (2021); 75+ is 44 percent of 65+ (assumed)"
    yield Block("age_share", "0-14", "share", _text(p.age_0_14, 6), "estimated", "cbs-85039ned (2021)")
    low, high = _text(middle - old * (high75 - central75), 6), _text(middle + old * (central75 - low75), 6)
    yield Block("age_share", "15-74", "share", _text(middle, 6), "estimated", source, low, high)
    low, high = _text(old * low75, 6), _text(old * high75, 6)
    yield Block("age_share", "75+", "share", _text(p.age_75, 6), "estimated", source, low, high)
    yield Block("share_15_64", None, "share", _text(p.share_15_64, 6), "estimated", "cbs-85039ned (2021)")


def jobs_per_employee(b: Base) -> float:
    """Employee jobs per employee, one national number: total resident jobs / employees, to six decimals."""
    return round(float(b.rows.sum() / 1e6 / (b.people.employed * b.people.employee_share).sum()), 6)


def resident_scale(b: Base) -> Array:
    """(zone,) c of `resident_jobs = population x age_share x participation x employee_share x jobs_per_employee x c`.

    Uses the ratios as written. Pampus has no residents on the base date and takes the c of its parent, so that its
    later residents hold jobs.
    """
    p = b.people
    product = p.population * np.round(p.age_15_74, 6) * p.participation * p.employee_share * jobs_per_employee(b)
    c = np.divide(b.rows / 1e6, product, out=np.zeros(len(product)), where=product > 0)
    for i in np.flatnonzero(product == 0):
        c[i] = c[b.figures.ids.index(PARENTS[b.figures.ids[i]])]
    return c


def _resident_jobs(b: Base) -> Iterator[Block]:
    per_employee = [tables.fixed(jobs_per_employee(b), 6)] * len(b.figures.zones)
    source = "national resident jobs / employees, one number for all zones"
    yield Block("jobs_per_employee", None, "jobs/person", per_employee, "estimated", source)
    source = "closes resident_jobs: what the ratios of 2020-2021 leave unexplained"
    yield Block("resident_scale", None, "factor", _text(resident_scale(b), 12), "estimated", source)
    low, high = (_text(b.rows / 1e6 * factor, 1) for factor in _national_band(b))
    source = "od-2015, cbs-83628ned, cbs-85481ned, cbs-37230ned"
    jobs = [tables.micro(int(v)) for v in b.rows]
    yield Block("resident_jobs", None, "employee jobs", jobs, "estimated", source, low, high)


def _national_band(b: Base) -> tuple[float, float]:
    low, central, high = margins.national(b.figures)
    return low / central, high / central


def _jobs(b: Base) -> Iterator[Block]:
    zones = b.figures.zones
    split = work.job_split(b.figures, b.people, b.column_jobs)
    parts = np.array([tables.whole_parts(int(b.columns[i]), split[i].ravel()) for i in range(len(zones))])
    almere = b.figures.where(municipality=ALMERE)
    national, own = _national_band(b), [end / margins.ALMERE_JOBS[1] for end in margins.ALMERE_JOBS[::2]]
    down, up = (np.where(almere, own[k], national[k]) for k in range(2))
    source = "od-2015, cbs-83628ned, cbs-85481ned; split: flevoland-survey 2018, place-rule"

    def status(i: int) -> str:
        return "estimated" if zones[i].municipality in tables.FLEVOLAND else "assumed"

    names = [f"{sector}/{location}" for sector in work.SECTORS for location in work.LOCATIONS]
    for k, name in enumerate(names):
        jobs = [tables.micro(int(v)) for v in parts[:, k]]
        low, high = (_text(parts[:, k] / 1e6 * factor, 6) for factor in (down, up))
        yield Block("employee_jobs", name, "employee jobs", jobs, status, source, low, high)
    source = "employee_jobs counts jobs held by residents of the Netherlands, so all are filled"
    yield Block("jobs_filled_rate", None, "share", ["1.000000"] * len(zones), "estimated", source)


def _all_jobs(b: Base) -> Iterator[Block]:
    zones = b.figures.zones
    every = work.all_jobs(b.figures, b.people, b.column_jobs)

    def status(i: int) -> str:
        return "estimated" if every.known[i] or zones[i].subregion else "assumed"

    source = "flevoland-survey 2017, seeds X016 F089, published P8 and JOB10; see SOURCES.md"
    low, high = (_text(every.q * factor, 6) for factor in (every.low_factor, every.high_factor))
    q = _text(every.q, 6)
    yield Block("jobs_all_per_employee_job", None, "jobs/employee job", q, status, source, low, high)
    source = "self-employed residents (cbs-85039ned), counted where they live"
    low, high = (_text(every.self_employed * factor, 1) for factor in (every.low_factor, every.high_factor))
    own = _text(every.self_employed, 1)
    yield Block("self_employed_jobs", None, "jobs", own, "estimated", source, low, high)
    source = "sites available now in pipeline/locations.csv"
    for location, values in work.space(b.figures).items():
        unit, digits = ("ha", 1) if location == "business_park" else ("m2", 0)
        low, high = (_text(values * factor, digits) for factor in (0.5, 1.5))
        yield Block("space", location, unit, _text(values, digits), "assumed", source, low, high)

    def split_source(i: int) -> str:
        return work.GROWTH_SPLIT_ALMERE if zones[i].municipality == ALMERE else work.GROWTH_SPLIT_ELSEWHERE

    for category, shares in work.growth_split(b.figures, b.people, b.column_jobs).items():
        yield Block("growth_split", category, "share", _text(shares, 6), "estimated", split_source)
    fee = np.array([mode_shares.PARKING_EUR.get(zone.id, 0.0) for zone in zones])
    source = "paid parking at work, one way, prices of 2024: own estimate, as in the fit of mode shares"
    yield Block("parking_eur", None, "euro", _text(fee, 2), "assumed", source)


def _homes(b: Base) -> Iterator[Block]:
    p, zones = b.people, b.figures.zones
    source = "cbs-81955ned; parts by where plans are built (pipeline/housing.csv)"

    def status(i: int) -> str:
        return "measured" if zones[i].whole else "assumed"

    rule = "cbs-81955ned: (homes 2024 - homes 2021) / 3; parts by homes"
    yield Block("recent_pace", None, "homes/year", _text(p.recent_pace, 3), status, rule, date=PACE)
    net = [str(int(v)) for v in p.net_2024]
    yield Block("net_additions_2024", None, "homes", net, status, source, date=YEAR_2024)
    new = [str(v) for v in p.new_2024]
    yield Block("new_built_2024", None, "homes", new, status, source, date=YEAR_2024)
