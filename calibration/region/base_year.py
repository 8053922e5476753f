"""`base_year.csv`: every variable for every zone, in the order of the variables below and of the zones.

Counts are whole homes and people; jobs have six decimals and equal the margins of `commuting.csv` to the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.region import csvtext, margins, matrix, tables, work
from calibration.region import people as people_module
from calibration.region.people import NEW_HOME_FACTOR, PERSONS_PER_NEW_HOME, People
from calibration.region.tables import ALMERE, Array, Figures

COLUMNS = ("variable", "category", "zone", "value", "low", "high", "unit", "date", "status", "source")
SEGMENTS = ("social_rent", "mid", "high")
BASE, YEAR_2024, PACE = "2024-01-01", "2024-01-01/2024-12-31", "2021-01-01/2023-12-31"
Row = dict[str, str | int | float | None]


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
        return self.columns / 1e6


@lru_cache(maxsize=2)
def base(shared: Path) -> Base:
    """Everything once per run; `commuting` and the report use the same."""
    return Base(shared)


def build(shared: Path) -> dict[str, str]:
    """Text of `base_year.csv`. `shared` is the folder with the figures, or the one that holds it."""
    return {"base_year.csv": csvtext.text(COLUMNS, list(rows(base(shared))))}


def rows(b: Base) -> Iterator[Row]:
    """All rows, variable by variable."""
    yield from _people_rows(b)
    yield from _job_rows(b)
    yield from _home_rows(b)


def _rows(
    b: Base, variable: str, category: str | None, unit: str, values: Sequence[str], *,
    status: Callable[[int], str] | str, source: str, date: str = BASE,
    low: Sequence[str] | None = None, high: Sequence[str] | None = None,
) -> Iterator[Row]:  # fmt: skip
    for i, zone in enumerate(b.figures.zones):
        yield {
            "variable": variable, "category": category, "zone": zone.id, "value": values[i],
            "low": low[i] if low is not None else None, "high": high[i] if high is not None else None,
            "unit": unit, "date": date, "status": status if isinstance(status, str) else status(i), "source": source,
        }  # fmt: skip


def _text(values: Array, digits: int) -> list[str]:
    return [tables.fixed(float(value), digits) for value in values]


def _people_rows(b: Base) -> Iterator[Row]:
    p, zones = b.people, b.figures.zones

    def parts(whole: str, part: str) -> Callable[[int], str]:
        return lambda i: whole if zones[i].whole else part

    def segment_status(i: int) -> str:
        return "estimated"

    for k, segment in enumerate(SEGMENTS):
        low = high = None
        if segment == "social_rent":
            low, high = _text(p.homes_low, 1), _text(p.homes_high, 1)
        yield from _rows(b, "homes", segment, "homes", [str(v) for v in p.homes[:, k]], status=segment_status,
                         source="cbs-81955ned; split: cbs-82900ned, seeds F055 X009, price-rule", low=low, high=high)  # fmt: skip
    yield from _rows(b, "population", None, "persons", [str(v) for v in p.population], status="estimated",
                     source="cbs-37230ned (mean of 2023 and 2025)")  # fmt: skip
    yield from _rows(b, "persons_per_home", None, "persons/home", _text(p.persons_per_home, 9), status="estimated",
                     source="population / homes; Pampus as Poort")  # fmt: skip
    for segment, values in people_module.persons_per_new_home(p, b.figures).items():
        ratio = values / PERSONS_PER_NEW_HOME[1]
        yield from _rows(b, "persons_per_new_home", segment, "persons/home", _text(values, 3), status="assumed",
                         source="seed WON19, scaled to present occupancy and segment", low=_text(ratio * PERSONS_PER_NEW_HOME[0], 3),
                         high=_text(ratio * PERSONS_PER_NEW_HOME[2], 3))  # fmt: skip
    old = p.age_75 / people_module.SHARE_75_OF_65[1]
    middle = np.round(1.0 - p.age_0_14 - p.age_75, 6)
    age = (
        ("0-14", p.age_0_14, None, None),
        ("15-74", middle, middle - old * 0.02, middle + old * 0.02),
        ("75+", p.age_75, old * people_module.SHARE_75_OF_65[0], old * people_module.SHARE_75_OF_65[2]),
    )
    for category, values, low_age, high_age in age:
        yield from _rows(b, "age_share", category, "share", _text(values, 6), status="estimated",
                         source="cbs-85039ned (2021)" if category == "0-14" else "cbs-85039ned (2021); 75+ is 44 percent of 65+ (assumed)",
                         low=None if low_age is None else _text(low_age, 6), high=None if high_age is None else _text(high_age, 6))  # fmt: skip
    yield from _rows(b, "share_15_64", None, "share", _text(p.share_15_64, 6), status="estimated", source="cbs-85039ned (2021)")
    yield from _rows(b, "participation", None, "share", _text(p.participation, 6), status="estimated",
                     source="cbs-85039ned (2020) x national rise to 2023 (cbs-85366ned, cbs-85264ned)")  # fmt: skip
    yield from _rows(b, "labour_force_share", None, "share", _text(p.participation * p.labour_force_share, 6), status="estimated",
                     source="participation / (1 - national unemployment of 2023, cbs-85264ned)")  # fmt: skip
    yield from _rows(b, "employee_share", None, "share", _text(p.employee_share, 6), status="estimated", source="cbs-85039ned (2020)")


def jobs_per_employee(b: Base) -> float:
    """Employee jobs per employee, one national number: total resident jobs / employees, to six decimals."""
    return round(float(b.rows.sum() / 1e6 / (b.people.employed * b.people.employee_share).sum()), 6)


def resident_scale(b: Base) -> Array:
    """(zone,) c of `resident_jobs = population x age_share x participation x employee_share x jobs_per_employee x c`.

    Uses the ratios as written. Pampus has no residents on the base date and takes the c of its parent, so that its later
    residents hold jobs.
    """
    p = b.people
    product = p.population * np.round(p.age_15_74, 6) * p.participation * p.employee_share * jobs_per_employee(b)
    c = np.divide(b.rows / 1e6, product, out=np.zeros(len(product)), where=product > 0)
    for zone, parent in ((tables.PAMPUS, "GM0034-PO"),):
        c[b.figures.ids.index(zone)] = c[b.figures.ids.index(parent)]
    return c


def _job_rows(b: Base) -> Iterator[Row]:
    figures, zones = b.figures, b.figures.zones
    count = len(zones)
    yield from _rows(b, "jobs_per_employee", None, "jobs/person", _text(np.full(count, jobs_per_employee(b)), 6), status="estimated",
                     source="national resident jobs / employees, one number for all zones")  # fmt: skip
    yield from _rows(b, "resident_scale", None, "factor", _text(resident_scale(b), 12), status="estimated",
                     source="closes resident_jobs; what local figures of 2020-2021 leave unexplained")  # fmt: skip
    low, _, high = (value / margins.national(figures)[1] for value in margins.national(figures))
    yield from _rows(b, "resident_jobs", None, "employee jobs", [tables.micro(int(v)) for v in b.rows], status="estimated",
                     source="od-2015, cbs-83628ned, cbs-85481ned, cbs-37230ned",
                     low=_text(b.rows / 1e6 * low, 1), high=_text(b.rows / 1e6 * high, 1))  # fmt: skip
    split = work.job_split(figures, b.people, b.column_jobs)
    parts = np.array([tables.whole_parts(int(b.columns[i]), split[i].ravel()) for i in range(count)])
    almere = figures.where(municipality=ALMERE)
    down = np.where(almere, margins.ALMERE_JOBS[0] / margins.ALMERE_JOBS[1], low)
    up = np.where(almere, margins.ALMERE_JOBS[2] / margins.ALMERE_JOBS[1], high)

    def known(i: int) -> str:
        return "estimated" if zones[i].municipality in tables.FLEVOLAND else "assumed"

    for k, sector in enumerate(work.SECTORS):
        for m, location in enumerate(work.LOCATIONS):
            values = parts[:, k * len(work.LOCATIONS) + m]
            yield from _rows(b, "employee_jobs", f"{sector}/{location}", "employee jobs", [tables.micro(int(v)) for v in values],
                             status=known, source="od-2015, cbs-83628ned, cbs-85481ned; split: flevoland-survey 2018, place-rule",
                             low=_text(values / 1e6 * down, 1), high=_text(values / 1e6 * up, 1))  # fmt: skip
    yield from _rows(b, "jobs_filled_rate", None, "share", ["1.000000"] * count, status="estimated",
                     source="employee_jobs counts jobs held by residents of the Netherlands, so all are filled")  # fmt: skip
    every = work.all_jobs(figures, b.people, b.column_jobs)

    def level(i: int) -> str:
        return "estimated" if every.known[i] or zones[i].subregion else "assumed"

    source_q = "flevoland-survey 2017, seeds X016 F089, published P8 and JOB10; see SOURCES.md"
    yield from _rows(b, "jobs_all_per_employee_job", None, "jobs/employee job", _text(every.q, 6), status=level, source=source_q,
                     low=_text(every.q * every.low_factor, 6), high=_text(every.q * every.high_factor, 6))  # fmt: skip
    yield from _rows(b, "self_employed_jobs", None, "jobs", _text(every.self_employed, 1), status="estimated",
                     source="self-employed residents (cbs-85039ned), counted where they live",
                     low=_text(every.self_employed * every.low_factor, 1), high=_text(every.self_employed * every.high_factor, 1))  # fmt: skip
    free = work.space(figures, b.column_jobs)
    for location, values in free.items():
        digits = 1 if location == "business_park" else 0
        yield from _rows(b, "space", location, "ha" if location == "business_park" else "m2", _text(values, digits), status="assumed",
                         source="seed F099, place-rule" if location == "business_park" else "a third of seeds F100 and F101, place-rule",
                         low=_text(values * 0.5, digits), high=_text(values * 1.5, digits))  # fmt: skip


def _home_rows(b: Base) -> Iterator[Row]:
    p, zones = b.people, b.figures.zones

    def parts(i: int) -> str:
        return "measured" if zones[i].whole else "assumed"

    yield from _rows(b, "recent_pace", None, "homes/year", _text(p.recent_pace, 3), status=parts, date=PACE,
                     source="cbs-81955ned: (homes 2024 - homes 2021) / 3; parts by homes")  # fmt: skip
    yield from _rows(b, "net_additions_2024", None, "homes", [str(v) for v in p.net_2024], status=parts, date=YEAR_2024,
                     source="cbs-81955ned; parts by homes")  # fmt: skip
    yield from _rows(b, "new_built_2024", None, "homes", [str(v) for v in p.new_2024], status=parts, date=YEAR_2024,
                     source="cbs-81955ned; parts by homes")  # fmt: skip
