"""Distributions of the region: complete, within bounds, with papers, and with dimensions that never move."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from balanssim.distributions import Distribution
from balanssim.parameters import DECLARED, opening_year
from calibration.region import csvtext, parameters, pipeline_infrastructure

ROOT = Path(__file__).resolve().parents[2]
REGION = ROOT / "src" / "balanssim" / "data" / "regions" / "flevoland-mra"
SHARED = ROOT.parent / "shared"
PAPERS = ("dimension", "dist", "unit", "source", "status", "note")


@pytest.fixture(scope="module")
def entries() -> dict[str, dict[str, Any]]:
    loaded = yaml.safe_load((REGION / "parameters.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def distribution(entry: dict[str, Any]) -> Distribution:
    return Distribution(entry["dist"], {key: value for key, value in entry.items() if key not in PAPERS})


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="source tables are not beside the repository")
def test_file_is_what_the_code_makes() -> None:
    for name, text in parameters.build(SHARED).items():
        assert (REGION / name).read_text(encoding="utf-8") == text


def test_every_declared_parameter_and_every_project_has_one(entries: dict[str, dict[str, Any]]) -> None:
    projects = [row["project"] for row in csvtext.read(REGION / "pipeline" / "infrastructure.csv")]
    wanted = [*DECLARED, *(f"infrastructure.{project}.opening_year" for project in projects)]
    assert sorted(entries) == sorted(wanted)


def test_units_and_bounds_are_those_of_the_model(entries: dict[str, dict[str, Any]]) -> None:
    for name, entry in entries.items():
        spec = DECLARED.get(name) or opening_year(name.split(".")[1], "", "")
        assert entry["unit"] == spec.unit, name
        low, high = distribution(entry).bounds()
        assert spec.low <= low < high <= spec.high, name


def test_papers(entries: dict[str, dict[str, Any]]) -> None:
    for name, entry in entries.items():
        assert entry["source"].strip(), name
        assert entry["status"] in ("estimated", "assumed"), name
        if entry["source"].startswith("Own estimate"):
            assert entry["status"] == "assumed", name


def test_dimensions_never_move(entries: dict[str, dict[str, Any]]) -> None:
    """The first, the last and some between are pinned: moving one changes every world of every earlier run."""
    assert [entry["dimension"] for entry in entries.values()] == list(range(1, len(entries) + 1))
    pinned = {
        "housing.withdrawal_rate": 1,
        "grid.freeze_2026": 18,
        "work.space_delay": 33,
        "network.variant": 48,
        "work.self_employed_outside": 49,
        "infrastructure.P01_IJMEER_METRO.opening_year": 50,
        "infrastructure.P24_PAMPUS_BUSWAY.opening_year": 73,
    }
    assert {name: entries[name]["dimension"] for name in pinned} == pinned


def test_figures_of_the_sources(entries: dict[str, dict[str, Any]]) -> None:
    quoted = {
        "housing.attrition_hard": (0.03, 0.08, 0.2),
        "housing.pace_growth_max": (0.08, 0.15, 0.25),
        "grid.connectable_share": (0.3, 0.75, 1.0),
        "work.m2_per_job_office": (15, 33.8, 35),
        "commuting.wfh": (0.15, 0.17, 0.2),
        "infrastructure.P01_IJMEER_METRO.opening_year": (2035, 2041, 2050),
        "infrastructure.P03_A6_LLS.opening_year": (2033, 2036, 2045),
        "infrastructure.P04_A27_ZWE.opening_year": (2032, 2035, 2042),
    }
    found = {name: tuple(entries[name][key] for key in ("low", "mode", "high")) for name in quoted}
    assert found == quoted


def test_projects_that_may_never_come_show_it(entries: dict[str, dict[str, Any]]) -> None:
    for project in pipeline_infrastructure.LATE_BEYOND:
        years = distribution(entries[f"infrastructure.{project}.opening_year"]).ppf(np.linspace(0, 1, 2001))
        assert 0.2 < np.mean(years > 2050.5) < 0.9, project
    empty = [row["project"] for row in csvtext.read(REGION / "pipeline" / "infrastructure.csv") if not row["late_year"]]
    assert empty == list(pipeline_infrastructure.LATE_BEYOND)


def test_central_run_takes_four_lanes(entries: dict[str, dict[str, Any]]) -> None:
    assert distribution(entries["network.variant"]).expected() == 0.0


def test_self_employed_outside_follows_from_its_two_shares(entries: dict[str, dict[str, Any]]) -> None:
    """60% of all workers and 64% of employees work outside Almere; 86% are employees."""
    implied = (0.60 - 0.86 * (1 - 34722 / 95857)) / 0.14
    assert entries["work.self_employed_outside"]["mode"] == pytest.approx(implied, abs=0.03)
