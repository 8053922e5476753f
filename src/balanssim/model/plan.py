"""The order of a year as data: what each step reads and writes. ``balanssim model plan`` prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of a year; ``equations`` names the functions that compute it."""

    name: str
    label_nl: str
    label_en: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    equations: tuple[str, ...]


PLAN: tuple[Step, ...] = (
    Step(
        "housing",
        "Wonen",
        "Housing",
        ("homes", "completions", "known net additions", "labour_access (last year)"),
        ("homes", "added", "housing_shortage", "households_elsewhere"),
        ("housing.flows", "housing.known_flows", "housing.advance", "housing.shortage", "housing.elsewhere"),
    ),
    Step(
        "people",
        "Mensen",
        "People",
        ("added", "occupancy", "occupied share"),
        ("population", "employed_persons", "resident_jobs"),
        ("people.population", "people.employed_persons", "people.resident_jobs", "people.close_national"),
    ),
    Step(
        "jobs",
        "Werk",
        "Jobs",
        ("jobs", "population", "labour_access (last year)", "location_supply", "programme_jobs", "space_free"),
        ("jobs", "space_free", "displaced", "elsewhere"),
        ("jobs.serving_jobs", "jobs.basic_jobs", "jobs.place_growth", "jobs.relocate", "people.close_national"),
    ),
    Step(
        "commuting",
        "Pendel",
        "Commuting",
        ("resident_jobs", "jobs", "infrastructure_open", "commuting state"),
        ("flows", "mode_share", "cost", "corridor load", "labour_access"),
        ("commuting.solve", "demand.furness", "demand.pivot", "costs.generalised_minutes", "routes.corridor_loads"),
    ),
    Step(
        "indicators",
        "Uitkomsten",
        "Indicators",
        ("homes", "population", "jobs", "flows", "cost"),
        ("all outcomes of the catalogue",),
        ("indicators.total", "indicators.inside_area", "indicators.jobs_within", "indicators.all_jobs"),
    ),
)
