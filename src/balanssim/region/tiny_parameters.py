"""Invented distributions of every declared parameter, for the tiny region of ``balanssim.testing``."""

from __future__ import annotations

import json

from balanssim.parameters import DECLARED

# name -> (low, mode, high); parameters that are not here get the middle third of their bounds
_PARAMETERS = {
    "housing.withdrawal_rate": (0.001, 0.0015, 0.002),
    "housing.transformation_rate": (0.0005, 0.001, 0.0015),
    "housing.friction_vacancy": (0.015, 0.02, 0.025),
    "housing.base_shortage": (0.03, 0.045, 0.06),
    "housing.demand_growth": (0.004, 0.008, 0.012),
    "housing.demand_growth_elsewhere": (0.004, 0.008, 0.012),
    "housing.demand_theta": (0.0, 0.1, 0.2),
    "housing.attrition_hard": (0.0, 0.05, 0.1),
    "housing.attrition_soft": (0.1, 0.3, 0.4),
    "housing.attrition_unknown": (0.2, 0.4, 0.6),
    "housing.pace_growth_max": (0.05, 0.1, 0.2),
    "housing.market_dip_chance": (0.05, 0.1, 0.3),
    "housing.market_dip_depth": (0.1, 0.2, 0.3),
    "procedures.housing_duration_factor": (0.8, 1.0, 1.3),
    "housing.other_pace_factor": (0.8, 1.0, 1.2),
    "housing.plan_band": (-1.0, 0.0, 1.0),
    "housing.surplus_stop": (0.02, 0.03, 0.05),
    "procedures.infrastructure_duration_factor": (0.8, 1.0, 1.3),
    "procedures.restart_pace": (0.2, 1.0, 2.0),
    "procedures.meeting_slips": (0.1, 0.3, 0.5),
    "procedures.meeting_missed": (0.0, 0.05, 0.15),
    "work.programme_band": (-1.0, 0.0, 1.0),
    "grid.connectable_share": (0.5, 0.8, 1.0),
    "grid.basic_growth_factor": (0.4, 0.6, 0.9),
    "grid.slip_years": (0, 1, 4),
    "people.occupancy_new": (1.9, 2.2, 2.5),
    "people.occupancy_drift": (-0.004, -0.002, 0.0),
    "people.ageing_drift": (-0.004, -0.002, 0.0),
    "people.participation_drift": (0.0, 0.001, 0.002),
    "work.serving_ratio_growth": (-0.002, 0.0, 0.002),
    "work.serving_catch_up": (0.0, 0.02, 0.04),
    "work.adjust_rate": (0.1, 0.2, 0.4),
    "work.serving_decay": (0.06, 0.09, 0.12),
    "work.basic_growth": (0.0, 0.006, 0.012),
    "work.basic_growth_elsewhere": (0.0, 0.005, 0.01),
    "work.accessibility_elasticity": (0.0, 0.1, 0.2),
    "work.jobs_per_ha": (30, 50, 75),
    "work.m2_per_job_mixed": (30, 50, 80),
    "work.m2_per_job_office": (15, 20, 30),
    "work.relocate_share": (0.3, 0.5, 0.7),
    "work.jobs_all_band": (-1, 0, 1),
    "national.employment_growth": (0.0, 0.004, 0.008),
    "commuting.beta": (0.03, 0.05, 0.07),
    "commuting.lambda_ratio": (0.3, 0.5, 0.8),
    "commuting.value_of_time": (8, 11, 14),
    "commuting.fuel_cost": (0.1, 0.14, 0.2),
    "commuting.fare_km": (0.12, 0.16, 0.2),
    "commuting.fare_base": (0.9, 1.0, 1.2),
    "commuting.days_per_week": (3.8, 4.0, 4.2),
    "commuting.present": (0.84, 0.87, 0.9),
    "commuting.wfh": (0.12, 0.17, 0.22),
    "commuting.peak_share": (0.2, 0.24, 0.28),
    "commuting.occupancy": (1.06, 1.08, 1.1),
    "work.self_employed_outside": (0.2, 0.35, 0.5),
    "commuting.peak_spreading": (0.0, 0.2, 0.5),
    "commuting.crowding_max": (1.3, 1.6, 1.9),
    "network.other_growth": (0.0, 0.004, 0.009),
    "commuting.beta_transit": (0.03, 0.05, 0.07),
    "commuting.beta_bike": (0.03, 0.05, 0.07),
    "commuting.transit_odds": (0.8, 1.0, 1.2),
    "commuting.car_co2": (120, 150, 180),
    "commuting.car_co2_2040": (0.2, 0.4, 0.6),
}


def text(source: str, status: str) -> str:
    """``parameters.yaml``: every declared parameter."""
    lines = []
    for dimension, (name, spec) in enumerate(DECLARED.items()):
        third = (spec.high - spec.low) / 3
        low, mode, high = _PARAMETERS.get(name, (spec.low + third, spec.low + 1.5 * third, spec.high - third))
        shape: dict[str, object] = {"dist": "triangular", "low": low, "mode": mode, "high": high}
        if spec.unit == "0 or 1":
            shape = {"dist": "discrete", "values": [0, 1], "weights": [3, 1], "expected": "mode"}
        papers = {"unit": spec.unit, "source": source, "status": status, "dimension": dimension}
        # JSON is YAML: quotes keep units such as '1/year' words.
        lines.append(f"{name}: {json.dumps({**shape, **papers})}")
    return "\n".join(lines) + "\n"
