"""Homes, people and work participation per zone on 1 January 2024.

One figure per municipality, then per zone: a part of a municipality takes the municipality's ratios and a share of its
counts; an external takes the sum of its municipalities, and ratios weighted by the right counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.region import pipeline_housing, tables
from calibration.region.tables import ALMERE, AMSTERDAM, PAMPUS, Array, Figures

#: Part of people of 65 and over who are 75 or over; assumed (order of magnitude of the Netherlands 2021-2024).
SHARE_75_OF_65 = (0.42, 0.44, 0.46)
#: Employed persons and people of 15-74 in thousands: CBS 85366NED (2023), 85264NED (first quarter of 2023).
EMPLOYED_2023, PEOPLE_15_74_2023, UNEMPLOYED_2023 = 9737.0, 13307.0, 371.0

#: Homes owned by housing corporations and all homes on 1 January 2023, CBS 82900NED.
CORPORATION_HOMES_2023 = {
    "Groningen": (82773, 290562),
    "Fryslân": (81268, 308768),
    "Drenthe": (55285, 227907),
    "Overijssel": (140898, 522916),
    "Flevoland": (46274, 181165),
    "Gelderland": (250617, 940858),
    "Utrecht": (163310, 608195),
    "Noord-Holland": (437156, 1392040),
    "Zuid-Holland": (555007, 1739207),
    "Zeeland": (41483, 190577),
    "Noord-Brabant": (318610, 1178274),
    "Limburg": (140300, 544760),
}
#: Social rent in Almere (F055) and as the municipality's letter has it (X009); Amsterdam assumed near its 2021
#: corporation share.
SOCIAL_ALMERE, SOCIAL_ALMERE_HIGH = 0.24, 0.266
SOCIAL_AMSTERDAM = 0.40
#: Affordable purchase price of 2024 (euro) and spread of sale prices within a municipality (standard deviation of ln
#: price).
AFFORDABLE_EUR, PRICE_SPREAD = 390_000.0, 0.40

#: Persons per new home (WON19, Almere 2.0-2.2-2.5) and its factors by segment; assumed, 40-40-20 averages to about
#: one.
PERSONS_PER_NEW_HOME = (2.0, 2.2, 2.5)
NEW_HOME_FACTOR = {"social_rent": 0.88, "mid": 1.03, "high": 1.18}


@dataclass(frozen=True)
class People:
    """Counts and ratios per zone (arrays in the order of the zones).

    `homes` (zone, segment) and the flows are whole homes; `social_low` and `social_high` the band of social rent in
    homes.
    """

    homes: NDArray[np.int64]
    social_low: Array
    social_high: Array
    population: NDArray[np.int64]
    persons_per_home: Array
    age_0_14: Array
    age_75: Array
    share_15_64: Array
    participation: Array
    employee_share: Array
    labour_force_per_employed: float
    recent_pace: Array
    net_2024: NDArray[np.int64]
    new_2024: NDArray[np.int64]

    @property
    def age_15_74(self) -> Array:
        return 1.0 - self.age_0_14 - self.age_75

    @property
    def employed(self) -> Array:
        """(zone,) employed persons of 15-74 living there."""
        return self.population * self.age_15_74 * self.participation

    @property
    def self_employed(self) -> Array:
        """(zone,) self-employed persons living there."""
        return self.employed * (1.0 - self.employee_share)


def population(figures: Figures, code: str, year: int) -> float:
    """People on 1 January; 2024 as the mean of 2023 and 2025 (no count of 2024 in the sources)."""
    if year == 2024:
        return math.floor((population(figures, code, 2023) + population(figures, code, 2025)) / 2 + 0.5)
    return figures.number(code, f"population_{year}")


def sub_shares(figures: Figures, quantity: str, leave_out: tuple[str, ...] = ()) -> Array:
    """(zone,) share of the zone within its municipality or external: 1 where it is whole.

    Pampus has no homes or residents on the base date: its share (0.01 percent) goes to its parent Poort.
    """
    values = np.array([1.0 if zone.whole else figures.share[quantity][zone.id] for zone in figures.zones])
    if quantity in ("dwellings", "population", "workers"):
        pampus, poort = figures.ids.index(PAMPUS), figures.ids.index("GM0034-PO")
        values[poort] += values[pampus]
        values[pampus] = 0.0
    values[[zone.id in leave_out for zone in figures.zones]] = 0.0
    for code in dict.fromkeys(zone.municipality for zone in figures.zones if not zone.whole):
        inside = figures.where(municipality=code)
        values[inside] /= values[inside].sum()
    return values


def spread(figures: Figures, totals: Mapping[str, int], quantity: str) -> NDArray[np.int64]:
    """(zone,) whole numbers: a total per municipality or external, split over its zones."""
    return _parts(figures, totals, sub_shares(figures, quantity))


def building_shares(figures: Figures) -> Array:
    """(zone,) share of the homes built in a municipality: after the homes of its adopted plans, not its present stock.

    Almere: hard plans of `pipeline/housing.csv`; Amsterdam: the estimate of where its plans lie.
    """
    hard: dict[str, float] = dict(pipeline_housing.AMSTERDAM_SHARES)
    for plan in pipeline_housing.flevoland():
        if plan["plan_status"] == "hard":
            hard[str(plan["zone"])] = hard.get(str(plan["zone"]), 0.0) + float(plan["homes"] or 0)
    values = np.array([1.0 if zone.whole else hard.get(zone.id, 0.0) for zone in figures.zones])
    for code in dict.fromkeys(zone.municipality for zone in figures.zones if not zone.whole):
        inside = figures.where(municipality=code)
        values[inside] /= values[inside].sum()
    return values


def _parts(figures: Figures, totals: Mapping[str, int], shares: Array) -> NDArray[np.int64]:
    """(zone,) whole numbers that add up to the total of each municipality or external."""
    out = np.zeros(len(figures.zones), dtype=np.int64)
    for code in dict.fromkeys(zone.municipality for zone in figures.zones):
        inside = figures.where(municipality=code)
        out[inside] = tables.whole_parts(totals[code], shares[inside])
    return out


def summed(figures: Figures, of: Callable[[str], float]) -> dict[str, float]:
    """Sum over the municipalities of each municipality or external of the zones."""
    return {zone.municipality: sum(of(code) for code in figures.members[zone.id]) for zone in figures.zones}


def build_people(figures: Figures) -> People:
    """All of the above; raises `ValueError` where a count is negative."""

    def count(of: Callable[[str], float], quantity: str) -> NDArray[np.int64]:
        totals = {code: round(value) for code, value in summed(figures, of).items()}
        return spread(figures, totals, quantity)

    def built(of: Callable[[str], float]) -> NDArray[np.int64]:
        totals = {code: round(value) for code, value in summed(figures, of).items()}
        return _parts(figures, totals, building_shares(figures))

    homes = count(lambda code: figures.number(code, "dwellings_1jan2024"), "dwellings")
    people = count(lambda code: population(figures, code, 2024), "population")
    pace = summed(
        figures, lambda c: (figures.number(c, "dwellings_1jan2024") - figures.number(c, "dwellings_1jan2021")) / 3
    )
    shares = sub_shares(figures, "dwellings")
    recent = np.array([max(pace[zone.municipality], 0.0) for zone in figures.zones]) * shares

    def weighted(of: Callable[[str], float], weight: Callable[[str], float]) -> Array:
        top, bottom = summed(figures, lambda c: of(c) * weight(c)), summed(figures, weight)
        return np.array([top[zone.municipality] / bottom[zone.municipality] for zone in figures.zones])

    def people_of(code: str) -> float:
        return population(figures, code, 2024)

    young = weighted(lambda c: figures.number(c, "age_under15_pct_2021") / 100, people_of)
    old = weighted(lambda c: figures.number(c, "age_65plus_pct_2021") / 100, people_of)
    uplift = EMPLOYED_2023 / PEOPLE_15_74_2023 / national_participation_2020(figures)
    part = weighted(lambda c: figures.number(c, "net_labour_participation_pct_2020") / 100, people_of) * uplift
    employees = weighted(lambda c: figures.number(c, "employees_pct_of_working_2020") / 100, people_of)
    per_home = weighted(
        lambda c: people_of(c) / figures.number(c, "dwellings_1jan2024"),
        lambda c: figures.number(c, "dwellings_1jan2024"),
    )
    occupied = homes > 0
    per_home[occupied] = people[occupied] / homes[occupied]
    per_home[~occupied] = per_home[figures.ids.index("GM0034-PO")]
    social_low, social, social_high = social_shares(figures)
    segments = _segments(figures, homes, social)
    return People(
        homes=segments,
        social_low=np.minimum(homes * social_low, segments[:, 0]),
        social_high=np.maximum(homes * social_high, segments[:, 0]),
        population=people,
        persons_per_home=per_home,
        age_0_14=np.round(young, 6),
        age_75=np.round(old * SHARE_75_OF_65[1], 6),
        share_15_64=np.round(1 - young - old, 6),
        participation=np.round(part, 6),
        employee_share=np.round(employees, 6),
        labour_force_per_employed=(EMPLOYED_2023 + UNEMPLOYED_2023) / EMPLOYED_2023,
        recent_pace=recent,
        net_2024=_signed(
            figures, lambda c: figures.number(c, "dwellings_31dec2024") - figures.number(c, "dwellings_1jan2024")
        ),
        new_2024=built(lambda c: figures.number(c, "new_built_2024")),
    )


def _signed(figures: Figures, of: Callable[[str], float]) -> NDArray[np.int64]:
    totals = {code: round(value) for code, value in summed(figures, of).items()}
    sizes = _parts(figures, {code: abs(value) for code, value in totals.items()}, building_shares(figures))
    signs = np.array([1 if totals[zone.municipality] >= 0 else -1 for zone in figures.zones], dtype=np.int64)
    return np.multiply(sizes, signs, dtype=np.int64)


def national_participation_2020(figures: Figures) -> float:
    """Mean over municipalities of net participation in 2020, weighted by people of 1 January 2021."""
    weights = np.array([figures.number(code, "population_2021") for code in figures.key])
    values = np.array([figures.number(code, "net_labour_participation_pct_2020") for code in figures.key])
    return float((weights * values).sum() / weights.sum() / 100)


def social_shares(figures: Figures) -> tuple[Array, Array, Array]:
    """Social rent as a share of homes per zone: low, central, high.

    Almere as given (F055, X009). Elsewhere homes of housing corporations stand for social rent, by province (measured);
    within Flevoland and Noord-Holland what is left after Almere and Amsterdam, the same for all other municipalities.
    Amsterdam and the others have a band of 0.05 to each side (assumed).
    """
    fixed = {ALMERE: SOCIAL_ALMERE, AMSTERDAM: SOCIAL_AMSTERDAM}
    rate: dict[str, float] = {}
    for province, (owned, all_homes) in CORPORATION_HOMES_2023.items():
        codes = [code for code in figures.key if figures.key[code]["province"] == province]
        total = sum(figures.number(code, "dwellings_1jan2024") for code in codes)
        given = sum(figures.number(code, "dwellings_1jan2024") * fixed[code] for code in codes if code in fixed)
        rest = sum(figures.number(code, "dwellings_1jan2024") for code in codes if code not in fixed)
        rate.update({code: fixed.get(code, (owned / all_homes * total - given) / rest) for code in codes})
    central = np.array(
        [
            np.average(
                [rate[c] for c in figures.members[zone.id]],
                weights=[figures.number(c, "dwellings_1jan2024") for c in figures.members[zone.id]],
            )
            for zone in figures.zones
        ]
    )
    almere = figures.where(municipality=ALMERE)
    low = np.where(almere, central, central - 0.05)
    return low, central, np.where(almere, SOCIAL_ALMERE_HIGH, central + 0.05)


def _segments(figures: Figures, homes: NDArray[np.int64], social: Array) -> NDArray[np.int64]:
    """(zone, segment) whole homes. Of homes that are not social rent, `mid` is the part worth less than the
    affordable price.

    Sale prices within a municipality are taken as lognormal around the mean sale price of 2024 (assumed).
    """
    out = np.zeros((len(homes), 3), dtype=np.int64)
    for i, zone in enumerate(figures.zones):
        members = figures.members[zone.id]
        weights = [figures.number(c, "dwellings_1jan2024") for c in members]
        mid = np.average(
            [affordable_part(figures.number(c, "avg_sale_price_2024_eur")) for c in members], weights=weights
        )
        out[i] = tables.whole_parts(
            int(homes[i]), np.array([social[i], (1 - social[i]) * mid, (1 - social[i]) * (1 - mid)])
        )
    return out


def affordable_part(mean_price: float) -> float:
    """Part of homes with a price below `AFFORDABLE_EUR` where prices are lognormal with this mean (euro)."""
    middle = math.log(mean_price) - PRICE_SPREAD**2 / 2
    return 0.5 * (1 + math.erf((math.log(AFFORDABLE_EUR) - middle) / PRICE_SPREAD / math.sqrt(2)))


def persons_per_new_home(people: People, figures: Figures) -> dict[str, Array]:
    """(zone,) per segment: WON19 (for Almere), scaled by the square root of present occupancy against Almere's.

    New homes differ less between places than existing ones do; the square root is an assumption.
    """
    almere = figures.where(municipality=ALMERE)
    level = people.population[almere].sum() / people.homes[almere].sum()
    scale = PERSONS_PER_NEW_HOME[1] * np.sqrt(people.persons_per_home / level)
    return {segment: scale * factor for segment, factor in NEW_HOME_FACTOR.items()}
