# ruff: noqa: E501 - tables are kept at one row a line
"""`parameters.yaml` of region `flevoland-mra`: a distribution with papers for every declared parameter.

Sources quote the ids of the parameter table of the source set (`WON08`), of its facts (`F021`), or say 'own estimate'; then the status
is `assumed`. A Sobol dimension is a place in `ORDER`: new parameters are added at its end and nothing is ever moved or
removed (`RETIRED` names those that are no more), so that a world keeps its values when the model grows.

Opening years are triangular (earliest, central, late). Where the sources name no late year the last year lies beyond the horizon
(`pipeline_infrastructure.LATE_BEYOND`), so that part of the worlds has no opening before 2051; how large that part is, is an assumption.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from calibration.region import csvtext

Entry = dict[str, int | float | str | list[float]]

# name, low, mode, high, unit, source, status; a note where the reading is not obvious
_TRIANGULAR: tuple[tuple[str, float, float, float, str, str, str, str], ...] = (
    ("housing.withdrawal_rate", 0.002, 0.003, 0.0043, "1/year", "CBS 81955NED 2015-2018: demolition and other withdrawals 0.29% (Flevoland) to 0.43% (MRA) of the stock a year; low value own estimate", "estimated", ""),
    ("housing.transformation_rate", 0.0014, 0.003, 0.0045, "1/year", "CBS 81955NED 2015-2018: other additions 0.14% (Flevoland) to 0.45% (MRA) of the stock a year", "estimated", "In 2024 Flevoland gained 163 homes more than it built new, about 0.1% net."),
    ("housing.friction_vacancy", 0.01, 0.02, 0.03, "share", "Own estimate: 2% is the usual Dutch allowance for moving", "assumed", ""),
    ("housing.base_shortage", 0.03, 0.05, 0.08, "share", "Own estimate: about 5% nationally in 2024, more in and around Amsterdam", "assumed", ""),
    ("housing.demand_growth", 0.008, 0.0135, 0.0168, "1/year", "WON20: 82% more homes in 36 years is 1.68% a year (high); the pace of the whole MRA, IND07, 0.96% (low, 0.6 times WLO02 below it); middle own estimate", "estimated", "Flevoland houses part of the growth of the MRA"),
    ("housing.demand_growth_elsewhere", 0.004, 0.009, 0.012, "1/year", "IND07: 250,000 homes in 20 years on 1.18 million is 0.96% a year; WLO02 0.6-1.2 times", "estimated", ""),
    ("housing.demand_theta", 0.0, 0.05, 0.15, "-", "Own estimate: Dutch evidence is significant but modest", "assumed", "Works only where homes outnumber households."),
    ("housing.attrition_hard", 0.03, 0.08, 0.20, "share", "WON06", "assumed", ""),
    ("housing.attrition_soft", 0.15, 0.30, 0.50, "share", "WON07, around one third (WON05)", "assumed", ""),
    ("housing.attrition_unknown", 0.25, 0.45, 0.70, "share", "Own estimate: more than soft plans (WON07)", "assumed", ""),
    ("housing.pace_growth_max", 0.08, 0.15, 0.25, "1/year", "WON18", "assumed", ""),
    ("housing.other_pace_factor", 0.7, 1.0, 1.25, "factor", "Own estimate; 175,000 homes to 2030 (X008) would ask about 1.25 times the pace of 2021-2023", "assumed", ""),
    ("housing.plan_band", -1.0, 0.0, 1.0, "-", "Bands homes_low to homes_high of pipeline/housing.csv, all plans together", "assumed", ""),
    ("housing.surplus_stop", 0.02, 0.03, 0.05, "share", "Own estimate: builders sell first and build after; friction vacancy is about 2%", "assumed", ""),
    ("housing.market_dip_chance", 0.03, 0.17, 0.31, "share", "CBS 81955NED 2012-2018: homes completed in a province fell by more than a tenth in 12 of 72 years (17%); 1 of 36 in 2016-2018 (low), 11 of 36 in 2013-2015 (high)", "estimated", "Chance in every year by itself; bad years in a row are rarer than in 2013-2015."),
    ("housing.market_dip_depth", 0.11, 0.21, 0.38, "share", "CBS 81955NED 2012-2018: depth of those 12 falls 11% to 51%, median 21%; high value the last but one", "estimated", ""),
    ("procedures.housing_duration_factor", 0.8, 1.0, 1.3, "factor", "Own estimate: all plans of a world share staff, law and market, so that their durations move together", "assumed", ""),
    ("procedures.infrastructure_duration_factor", 0.8, 1.0, 1.3, "factor", "Own estimate: all projects of a world share staff, law and market, so that their durations move together", "assumed", ""),
    ("procedures.restart_pace", 0.0, 1.0, 2.0, "1/year", "MIRT19: 0-1-2 of the 22 paused projects restart a year", "assumed", ""),
    ("procedures.meeting_slips", 0.1, 0.3, 0.5, "share", "Own estimate: the round of 2024 was held in November, that of 2025 in January 2026", "assumed", ""),
    ("procedures.meeting_missed", 0.0, 0.05, 0.15, "share", "Own estimate: a cabinet that resigns, or no agreement; no autumn round without decisions was found", "assumed", ""),
    ("grid.connectable_share", 0.3, 0.75, 1.0, "share", "NET03", "assumed", ""),
    ("grid.basic_growth_factor", 0.3, 0.6, 0.9, "factor", "NET04", "assumed", ""),
    ("grid.slip_years", -1.0, 0.0, 2.0, "year", "NET01: reinforcement 2033, with setbacks 2035; one year earlier own estimate", "estimated", "The older date of 2029 in NET01 has been given up by the grid company."),
    ("people.occupancy_new", 2.0, 2.2, 2.5, "persons/home", "WON19", "estimated", ""),
    ("people.occupancy_drift", -0.003, -0.0014, 0.0005, "1/year", "CBS population and stock 2021-2025: -0.14% a year in Flevoland, the MRA and the country alike; band own estimate", "estimated", ""),
    ("people.ageing_drift", -0.003, -0.0015, 0.0, "1/year", "Own estimate: the share aged 15-74 falls as those over 75 grow in number", "assumed", ""),
    ("people.participation_drift", -0.001, 0.001, 0.003, "1/year", "Own estimate: slower than the rise of 2014-2023", "assumed", ""),
    ("work.serving_ratio_growth", -0.003, 0.0, 0.004, "1/year", "Own estimate: more care, fewer shops", "assumed", ""),
    ("work.serving_catch_up", 0.0, 0.01, 0.03, "1/year", "Own estimate; F146: one job for every added potential worker in twenty years", "assumed", ""),
    ("work.adjust_rate", 0.15, 0.3, 0.6, "1/year", "Own estimate: half of the gap is closed in about two years; JOB11 has room for work 1-6 years behind homes", "assumed", ""),
    ("work.serving_decay", 0.05, 0.1, 0.2, "1/min", "Own estimate: half of spending within 3 to 14 car minutes", "assumed", ""),
    ("work.basic_growth", 0.0, 0.012, 0.024, "1/year", "JOB08-JOB09: all jobs grew 3% a year in the boom of 2015-2023, part-time and self-employed included; with the slower growth of the country (national.employment_growth) own estimate of less than half of that", "assumed", ""),
    ("work.basic_growth_elsewhere", -0.002, 0.004, 0.010, "1/year", "JOB09: the country grew 7.6% in 2019-2023, less than Flevoland; long run own estimate", "assumed", ""),
    ("work.accessibility_elasticity", 0.0, 0.05, 0.15, "-", "Own estimate", "assumed", ""),
    ("work.jobs_per_ha", 30.0, 45.0, 75.0, "jobs/ha", "JOB02; the vision of Almere implies 71.5 (JOB01, D018)", "assumed", ""),
    ("work.m2_per_job_mixed", 30.0, 48.7, 60.0, "m2/job", "JOB04", "estimated", ""),
    ("work.m2_per_job_office", 15.0, 33.8, 35.0, "m2/job", "JOB05", "estimated", ""),
    ("work.programme_band", -1.0, 0.0, 1.0, "-", "Bands jobs_low to jobs_high of pipeline/programmes.csv, all programmes together", "assumed", ""),
    ("work.relocate_share", 0.3, 0.6, 0.9, "share", "Own estimate: most firms look for room within reach of their staff", "assumed", ""),
    ("work.jobs_all_band", -1.0, 0.0, 1.0, "-", "X016: sources differ by definition; every place within the band of the base year is possible, the middle most likely", "assumed", ""),
    ("national.employment_growth", 0.0, 0.003, 0.007, "1/year", "Own estimate: a labour force that hardly grows; JOB09 1.8% a year in 2019-2023 was a boom", "assumed", ""),
    ("commuting.value_of_time", 9.8, 13.0, 15.3, "euro/h", "COM16 (7-9.25-10.95 euro of 2010) x 1.4 for prices of 2024", "estimated", ""),
    ("commuting.fuel_cost", 0.10, 0.13, 0.17, "euro/km", "Own estimate: 6.5 litres per 100 km at about 2 euro; electric cars lower", "assumed", ""),
    ("commuting.fare_km", 0.08, 0.14, 0.19, "euro/km", "Own estimate: full fare about 0.19, less with subscriptions and employers' schemes", "assumed", ""),
    ("commuting.fare_base", 0.8, 1.08, 1.3, "euro", "Own estimate: boarding fare of regional transit in 2024", "assumed", ""),
    ("commuting.days_per_week", 3.6, 4.0, 4.4, "days", "Own estimate: part-time included", "assumed", ""),
    ("commuting.present", 0.84, 0.87, 0.90, "share", "Own estimate: leave and sickness", "assumed", ""),
    ("commuting.wfh", 0.15, 0.17, 0.20, "share", "JOB14", "estimated", ""),
    ("commuting.peak_share", 0.20, 0.28, 0.35, "share", "COM18", "assumed", ""),
    ("commuting.occupancy", 1.06, 1.08, 1.10, "persons/car", "COM09", "estimated", ""),
    ("commuting.car_co2", 110.0, 150.0, 190.0, "g/person-km", "COM19, an expert estimate, well to wheel; 2.74 kg a litre of petrol (co2emissiefactoren.nl, 2020) x 6.5 litres per 100 km / 1.08 persons is 165", "assumed", ""),
    ("commuting.car_co2_2040", 0.15, 0.35, 0.6, "factor", "COM22, an expert estimate: electric cars come in", "assumed", "In equal steps from the base date to 2040, the same after."),
    ("work.self_employed_outside", 0.20, 0.35, 0.50, "share", "Follows from 60% of all workers (COM01, F091) and 64% of employees (CBS 2015) in Almere with 86% employees; band own estimate", "estimated", ""),
    ("commuting.peak_spreading", 0.0, 0.2, 0.5, "-", "Own estimate: from none to half a percent fewer trips in the busiest hour per percent longer travel time; that the peak narrows again with more capacity: Portland State University, Center for Urban Studies (2000), paper DP00-4", "assumed", ""),
    ("commuting.crowding_max", 1.3, 1.6, 1.9, "factor", "Wardman and Whelan (2011), Transport Reviews 31: a minute seated in crowding counts 1.19 times, standing 2.32 times, so 1.6 where a third stands; band own estimate", "estimated", "At the total capacity of a line; 1 up to its seats."),
    ("network.other_growth", 0.0, 0.004, 0.009, "1/year", "KiM, Trendprognose wegverkeer 2022-2027: all road traffic 7.4% more in 2027 than in 2019, 0.9% a year (high); long run own estimate", "estimated", "Traffic that is not commuting."),
)  # fmt: skip

# Fitted jointly (commuting_fit.csv): normal, cut off at two standard deviations. Unit, and a note.
_FITTED: dict[str, tuple[str, str]] = {
    "commuting.beta": ("1/min", ""),
    "commuting.beta_transit": ("1/min", "Follows the fare elasticity most."),
    "commuting.beta_bike": ("1/min", "Follows the shares by distance most."),
    "commuting.lambda_ratio": ("-", "Follows how much of an answer is mode choice most."),
}
FIT = Path(__file__).with_name("commuting_fit.csv")

# Facts that are one thing or the other, and what is not triangular.
_OTHERS: dict[str, Entry] = {
    "commuting.transit_odds": {
        "dist": "normal", "mean": 1.0, "sd": 0.15, "low": 0.7, "high": 1.3, "unit": "factor",
        "source": "Commuters among passengers over the IJmeer 0.50 to 0.67 (0.55 taken); all commuting by transit 0.13 fitted, 0.11 CBS 2017 (calibration/commuting_fit.md)", "status": "estimated",
        "note": "On the odds of transit in the base shares of all pairs; counted loads stay.",
    },
    "grid.freeze_2026": {
        "dist": "discrete", "values": [0.0, 1.0], "weights": [0.5, 0.5], "unit": "0 or 1",
        "source": "NET02: warning of February 2026, chance 0.5 (0-1)", "status": "assumed",
        "note": "Counts only where a scenario says that a freeze is possible; the central run then takes half of it.",
    },
    "network.variant": {
        "dist": "discrete", "values": [0.0, 1.0], "weights": [0.5, 0.5], "expected": "mode", "unit": "0 or 1",
        "source": "HB01: 4 lanes counted, 6 with the reversible carriageway; not settled, so both are equally likely", "status": "assumed",
        "note": "The central run takes 4 lanes.",
    },
}  # fmt: skip

#: Place = Sobol dimension, counted from 1. Only ever append.
ORDER: tuple[str, ...] = (
    "housing.withdrawal_rate", "housing.transformation_rate", "housing.friction_vacancy", "housing.base_shortage",
    "housing.demand_growth", "housing.demand_theta", "housing.attrition_hard", "housing.attrition_soft",
    "housing.attrition_unknown", "housing.soft_delay", "housing.unknown_delay", "housing.pace_growth_max",
    "housing.pace_factor", "housing.other_pace_factor", "grid.connectable_share", "grid.basic_growth_factor",
    "grid.slip_years", "grid.freeze_2026", "people.occupancy_new", "people.occupancy_drift", "people.ageing_drift",
    "people.participation_drift", "work.serving_ratio_growth", "work.serving_catch_up", "work.adjust_rate",
    "work.serving_decay", "work.basic_growth", "work.basic_growth_elsewhere", "work.accessibility_elasticity",
    "work.jobs_per_ha", "work.m2_per_job_mixed", "work.m2_per_job_office", "work.space_delay", "work.relocate_share",
    "work.jobs_all_band", "national.employment_growth", "commuting.beta", "commuting.lambda_ratio",
    "commuting.value_of_time", "commuting.fuel_cost", "commuting.fare_km", "commuting.fare_base",
    "commuting.days_per_week", "commuting.present", "commuting.wfh", "commuting.peak_share", "commuting.occupancy",
    "network.variant", "work.self_employed_outside", "infrastructure.P01_IJMEER_METRO.opening_year",
    "infrastructure.P02_IJMEERWEG.opening_year", "infrastructure.P03_A6_LLS.opening_year",
    "infrastructure.P04_A27_ZWE.opening_year", "infrastructure.P05_LELYLIJN.opening_year",
    "infrastructure.P06_STICHTSE_LIJN.opening_year", "infrastructure.P07_FLEVO_FREQ.opening_year",
    "infrastructure.P08_ZUIDASDOK.opening_year", "infrastructure.P09_NZLIJN_SHL.opening_year",
    "infrastructure.P10_RINGLIJN.opening_year", "infrastructure.P11_A9_BAHO.opening_year",
    "infrastructure.P12_A7A8.opening_year", "infrastructure.P13_HOEVELAKEN.opening_year",
    "infrastructure.P14_ROTTEPOLDER.opening_year", "infrastructure.P15_RING_UTRECHT.opening_year",
    "infrastructure.P16_A8A9.opening_year", "infrastructure.P17_A4_BURGERVEEN.opening_year",
    "infrastructure.P18_N50.opening_year", "infrastructure.P19_HOUTRIBDIJK.opening_year",
    "infrastructure.P20_PHS_GOOI.opening_year", "infrastructure.P21_HOV_GOOI.opening_year",
    "infrastructure.P22_A1A30.opening_year", "infrastructure.P23_HOV_A6_A1.opening_year",
    "infrastructure.P24_PAMPUS_BUSWAY.opening_year", "housing.demand_growth_elsewhere",
    "housing.plan_band", "housing.surplus_stop", "work.programme_band",
    "housing.market_dip_chance", "housing.market_dip_depth", "procedures.housing_duration_factor",
    "procedures.infrastructure_duration_factor", "procedures.restart_pace", "procedures.meeting_slips",
    "procedures.meeting_missed", "commuting.peak_spreading", "commuting.crowding_max", "network.other_growth",
    "commuting.beta_transit", "commuting.beta_bike", "commuting.transit_odds", "commuting.car_co2",
    "commuting.car_co2_2040",
)  # fmt: skip
#: Parameters that are no more; their dimensions stay empty, so that the others do not move.
RETIRED: frozenset[str] = frozenset(
    {"housing.soft_delay", "housing.unknown_delay", "housing.pace_factor", "work.space_delay"}
) | {name for name in ORDER if name.endswith(".opening_year")}


def build(shared: Path) -> dict[str, str]:
    """Text of `parameters.yaml`. Raises `ValueError` where `ORDER` and the entries do not name the same parameters."""
    made = entries()
    head = (
        "# Distributions of the uncertain parameters, with source and status. Made by calibration/compile_region.py.\n"
        "# `dimension` is append-only. Ids such as WON08 or F021 belong to the sources named in sources.csv.\n"
    )
    body = yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=1000, default_flow_style=None)
    return {"parameters.yaml": head + body}


def entries() -> dict[str, Entry]:
    """Entries by parameter name in order of dimension."""
    given: dict[str, Entry] = dict(_OTHERS)
    for row in csvtext.read(FIT):
        name, value, sd = row["parameter"], float(row["value"]), float(row["sd"])
        unit, note = _FITTED[name]
        given[name] = {
            "dist": "normal",
            "mean": value,
            "sd": sd,
            "low": round(value - 2.0 * sd, 6),
            "high": round(value + 2.0 * sd, 6),
            "unit": unit,
            "source": "Joint fit to the matrix, mode shares by distance, counts and elasticities (calibration/commuting_fit.md)",
            "status": "estimated",
        }
        if note:
            given[name]["note"] = note
    for name, low, mode, high, unit, source, status, note in _TRIANGULAR:
        given[name] = {
            "dist": "triangular",
            "low": low,
            "mode": mode,
            "high": high,
            "unit": unit,
            "source": source,
            "status": status,
        }
        if note:
            given[name]["note"] = note
    kept = [name for name in ORDER if name not in RETIRED]
    if sorted(given) != sorted(kept) or len(set(ORDER)) != len(ORDER):
        raise ValueError(f"not both in ORDER and described: {sorted(set(given) ^ set(kept))}")
    return {name: {"dimension": ORDER.index(name) + 1, **given[name]} for name in kept}
