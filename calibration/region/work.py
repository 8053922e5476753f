"""Jobs by sector and location, the step from employee jobs to all jobs, and free space for work.

Sectors of the provincial survey of 2018 (all jobs) give *shares* only. Where a table below has no source in the
figures it says so: these are assumptions, marked `assumed` in the tables made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.region import margins, pipeline_work, tables
from calibration.region.people import People, population
from calibration.region.tables import ALMERE, FLEVOLAND, LELYSTAD, Array, Figures

SECTORS = ("serving", "basic")
LOCATIONS = ("business_park", "office", "mixed", "none")

#: Part of each sector that serves the population (assumed): half of trade is retail, a quarter of business services
#: and half of construction and public administration work for people and firms nearby.
SERVING_PART = {
    "landbouw en visserij": 0.0,
    "industrie en nutsbedrijven": 0.05,
    "bouwnijverheid": 0.5,
    "handel": 0.5,
    "horeca": 1.0,
    "vervoer": 0.1,
    "informatie en communicatie": 0.05,
    "zakelijke en financiële diensten": 0.25,
    "openbaar bestuur": 0.5,
    "onderwijs": 1.0,
    "gezondheidszorg": 1.0,
    "overige diensten": 1.0,
}
#: Where jobs of a sector are, before fitting to JOB12: parts of business_park, office, mixed, none (assumed).
#: Schools, care, farms and work at or from home need no work location.
PLACE: dict[str, dict[str, tuple[float, float, float, float]]] = {
    "serving": {
        "industrie en nutsbedrijven": (0.60, 0.00, 0.40, 0.00),
        "bouwnijverheid": (0.35, 0.00, 0.15, 0.50),
        "handel": (0.20, 0.00, 0.70, 0.10),
        "horeca": (0.05, 0.00, 0.75, 0.20),
        "vervoer": (0.40, 0.00, 0.20, 0.40),
        "informatie en communicatie": (0.20, 0.30, 0.30, 0.20),
        "zakelijke en financiële diensten": (0.25, 0.05, 0.50, 0.20),
        "openbaar bestuur": (0.00, 0.50, 0.30, 0.20),
        "onderwijs": (0.00, 0.00, 0.05, 0.95),
        "gezondheidszorg": (0.00, 0.05, 0.10, 0.85),
        "overige diensten": (0.10, 0.00, 0.50, 0.40),
    },
    "basic": {
        "landbouw en visserij": (0.00, 0.00, 0.00, 1.00),
        "industrie en nutsbedrijven": (0.85, 0.00, 0.15, 0.00),
        "bouwnijverheid": (0.45, 0.00, 0.10, 0.45),
        "handel": (0.70, 0.10, 0.15, 0.05),
        "vervoer": (0.65, 0.05, 0.10, 0.20),
        "informatie en communicatie": (0.25, 0.45, 0.20, 0.10),
        "zakelijke en financiële diensten": (0.25, 0.35, 0.30, 0.10),
        "openbaar bestuur": (0.00, 0.70, 0.20, 0.10),
    },
}
#: JOB12: part of all jobs on business parks.
ON_BUSINESS_PARKS = 0.32

#: Outside Flevoland (no sectors in the figures): half of national jobs serve the population (assumed); the part falls
#: where a zone has more jobs per resident than the country, with this power (0.3 gives Almere 0.55 against 0.54 from
#: its sectors).
SERVING_NATIONAL, SERVING_POWER, SERVING_BOUNDS = 0.50, 0.3, (0.25, 0.75)

#: All jobs in Almere: X016 (88,335 in LISA 2019; +4,300 or 4.6 percent in 2023), F089 and the report of March 2024.
ALMERE_ALL_JOBS = (80_000.0, 98_000.0, 100_000.0)
#: Band of the level of all jobs elsewhere (assumed).
ALL_JOBS_BAND = 0.05
#: P8: all jobs in the MRA in 2017; and jobs per resident of 15-64 in the Netherlands in 2019 (LISA, note of JOB10).
MRA_ALL_JOBS_2017, NL_JOBS_PER_15_64 = 1_485_000.0, 0.792


@dataclass(frozen=True)
class AllJobs:
    """`jobs_all = q x employee_jobs + self_employed`, per zone, with a band that moves both at once."""

    q: Array
    self_employed: Array
    low_factor: Array
    high_factor: Array
    known: NDArray[np.bool_]


def place_parts(figures: Figures) -> dict[str, dict[str, Array]]:
    """Sector class -> sector -> (4,) parts by location, fitted so that `ON_BUSINESS_PARKS` of Flevoland's jobs of
    2018 lie there.

    One factor on the odds of the business park, found by bisection, leaves all other odds as assumed.
    """

    def parts(factor: float) -> dict[str, dict[str, Array]]:
        weight = np.array([factor, 1.0, 1.0, 1.0])
        return {
            kind: {name: (v := np.array(row) * weight) / v.sum() for name, row in rows.items()}
            for kind, rows in PLACE.items()
        }

    def on_parks(factor: float) -> float:
        found = parts(factor)
        jobs = figures.sector[2018]["PV24"]
        per_kind = {"serving": SERVING_PART, "basic": {name: 1 - part for name, part in SERVING_PART.items()}}
        top = sum(
            jobs[name] * per_kind[kind][name] * row[0] for kind, rows in found.items() for name, row in rows.items()
        )
        return float(top / jobs["totaal aantal banen"])

    low, high = 0.01, 100.0
    for _ in range(80):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if on_parks(middle) < ON_BUSINESS_PARKS else (low, middle)
    return parts((low * high) ** 0.5)


def split_of(jobs: dict[str, float], place: dict[str, dict[str, Array]]) -> Array:
    """(sector, location) parts of a municipality's jobs, adding up to one, from its jobs per sector of the survey."""
    out = np.zeros((len(SECTORS), len(LOCATIONS)))
    for name, part in SERVING_PART.items():
        for k, weight in enumerate((part, 1 - part)):
            if weight > 0:
                out[k] += jobs[name] * weight * place[SECTORS[k]][name]
    parts: Array = out / out.sum()
    return parts


def job_split(figures: Figures, people: People, columns: Array) -> Array:
    """(zone, sector, location) parts of employee jobs, adding up to one per zone.

    Flevoland: sectors of the municipality (survey of 2018). Elsewhere: an assumed serving part; within it the
    locations of Flevoland as a whole.
    """
    place = place_parts(figures)
    flevoland = split_of(dict(figures.sector[2018]["PV24"]), place)
    inside = flevoland / flevoland.sum(axis=1, keepdims=True)
    national_rate = columns.sum() / people.population.sum()
    out = np.empty((len(columns), len(SECTORS), len(LOCATIONS)))
    for i, zone in enumerate(figures.zones):
        if zone.municipality in FLEVOLAND:
            out[i] = split_of(dict(figures.sector[2018][zone.municipality]), place)
            continue
        rate = columns[i] / max(float(people.population[i]), 1.0)
        serving = float(np.clip(SERVING_NATIONAL * (national_rate / rate) ** SERVING_POWER, *SERVING_BOUNDS))
        out[i] = inside * np.array([serving, 1 - serving])[:, None]
    return out


def all_jobs(figures: Figures, people: People, columns: Array) -> AllJobs:
    """From employee jobs to all jobs (as in LISA and the provincial survey).

    Self-employed are counted where they live. q then closes a known level: Almere 98,000 (band 80,000-100,000); other
    Flevoland municipalities the ratio of the survey of April 2017 to employee jobs of that date; other MRA its total
    of 2017 (P8) less Almere and Lelystad; elsewhere the national rate of 2019. One q per group; ratios between two
    definitions at one date, never growth between two series.
    """
    own = people.self_employed
    q = np.empty(len(columns))
    mra = np.array([zone.subregion != "" for zone in figures.zones])
    q[:] = national_q(figures)
    q[mra] = mra_q(figures)
    almere_zones = figures.where(municipality=ALMERE)
    low, high = np.full(len(q), 1 - ALL_JOBS_BAND), np.full(len(q), 1 + ALL_JOBS_BAND)
    for code in FLEVOLAND:
        inside = figures.where(municipality=code)
        total = columns[inside].sum()
        level = ALMERE_ALL_JOBS[1] if code == ALMERE else margins.survey_ratio(figures, code) * total
        q[inside] = (level - own[inside].sum()) / total
    low[almere_zones], high[almere_zones] = (value / ALMERE_ALL_JOBS[1] for value in ALMERE_ALL_JOBS[::2])
    known = np.array([zone.municipality in FLEVOLAND for zone in figures.zones])
    return AllJobs(q, own, low, high, known)


def self_employed_of(figures: Figures, code: str, year: int) -> float:
    """Self-employed residents of a municipality in an earlier year, at the shares and participation of 2020-2021."""
    young, old = figures.number(code, "age_under15_pct_2021"), figures.number(code, "age_65plus_pct_2021")
    working = population(figures, code, year) * (1 - young / 100 - 0.44 * old / 100)
    rate = figures.number(code, "net_labour_participation_pct_2020") / 100
    return working * rate * (1 - figures.number(code, "employees_pct_of_working_2020") / 100)


def mra_q(figures: Figures) -> float:
    """All-but-self-employed jobs per employee job in the MRA without Almere and Lelystad, 2017."""
    codes = [c for c in figures.key if figures.key[c]["in_mra"] == "1" and c not in (ALMERE, LELYSTAD)]
    survey = sum(figures.sector[2017][c]["totaal aantal banen"] for c in (ALMERE, LELYSTAD))
    level = tables.april(figures.control[2016, margins.NL, margins.NL], figures.control[2017, margins.NL, margins.NL])
    share = sum(figures.number(c, "local_employee_jobs_2015") for c in codes) / float(figures.flows_2015.sum())
    return (MRA_ALL_JOBS_2017 - survey - sum(self_employed_of(figures, c, 2017) for c in codes)) / (share * level)


def national_q(figures: Figures) -> float:
    """The same for the Netherlands, 2019."""
    level = tables.april(figures.control[2018, margins.NL, margins.NL], figures.control[2019, margins.NL, margins.NL])
    adults = sum(
        population(figures, c, 2019)
        * (1 - figures.number(c, "age_under15_pct_2021") / 100 - figures.number(c, "age_65plus_pct_2021") / 100)
        for c in figures.key
    )
    return (NL_JOBS_PER_15_64 * adults - sum(self_employed_of(figures, c, 2019) for c in figures.key)) / level


def space(figures: Figures) -> dict[str, Array]:
    """Location -> (zone,) free hectares or square metres: the sites that are available now in `pipeline/locations.csv`.

    One list of sites, so that the stock here and the sites there cannot differ. Raises `ValueError` for a site in a
    zone that does not exist.
    """
    out = {location: np.zeros(len(figures.zones)) for location in LOCATIONS if location != "none"}
    for site in pipeline_work.locations():
        if site["now_available"] == 1:
            out[str(site["location"])][figures.ids.index(str(site["zone"]))] += float(site["size"])
    return out


#: The vision's shares of 55,000 new jobs in Almere: 39 percent on business parks, 5 percent in offices, 56 percent in
#: mixed areas; 60 percent serving, 40 percent basic (seeds F092-F096). How basic growth divides is an own estimate;
#: serving growth takes what is then left. Schools and care are built with their district and take no work location:
#: education and health are about 40 percent of serving jobs in Almere (survey of 2018), taken out of the mixed areas.
GROWTH_SPLIT_ALMERE = (
    "seeds F092-F096 (39-5-56 and 60-40); split between sectors, and 0.4 of serving growth in schools and care, "
    "own estimate"
)
GROWTH_SPLIT_ELSEWHERE = "as the jobs of the base date are placed (place-rule)"
_BASIC_SPLIT = {"business_park": 0.65, "office": 0.08, "mixed": 0.27}
_GROWTH_SHARE = {"business_park": 0.39, "office": 0.05, "mixed": 0.56}
_SERVING_PART = 0.60
_SCHOOLS_AND_CARE = 0.40


def growth_split(figures: Figures, people: People, columns: Array) -> dict[str, Array]:
    """(zone,) share of a sector's growth on each work location, by `sector/location`; the rest needs none."""
    present = job_split(figures, people, columns)
    almere = figures.where(municipality=ALMERE)
    out = {}
    for k, sector in enumerate(SECTORS):
        total = present[:, k].sum(axis=1)
        for m, place in enumerate(LOCATIONS):
            if place == "none":
                continue
            out[f"{sector}/{place}"] = np.where(almere, _vision(sector, place), present[:, k, m] / total)
    return out


def _vision(sector: str, place: str) -> float:
    if sector == "basic":
        return _BASIC_SPLIT[place]
    serving = (_GROWTH_SHARE[place] - (1.0 - _SERVING_PART) * _BASIC_SPLIT[place]) / _SERVING_PART
    return serving - (_SCHOOLS_AND_CARE if place == "mixed" else 0.0)
