"""Distributions of the region: complete, within bounds, with papers, and with dimensions that never move."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from balanssim.distributions import Distribution
from balanssim.parameters import DECLARED
from calibration.region import csvtext, parameters

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


def test_every_declared_parameter_has_one(entries: dict[str, dict[str, Any]]) -> None:
    assert sorted(entries) == sorted(DECLARED)


def test_units_and_bounds_are_those_of_the_model(entries: dict[str, dict[str, Any]]) -> None:
    for name, entry in entries.items():
        spec = DECLARED[name]
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
    places = {name: place for place, name in enumerate(parameters.ORDER, start=1) if name not in parameters.RETIRED}
    assert {name: entry["dimension"] for name, entry in entries.items()} == places
    assert set(parameters.RETIRED) <= set(parameters.ORDER)  # the dimension of a parameter that is gone stays empty
    order = [entry["dimension"] for entry in entries.values()]
    assert order == sorted(set(order))
    pinned = {
        "housing.withdrawal_rate": 1,
        "grid.freeze_2026": 18,
        "work.relocate_share": 34,
        "network.variant": 48,
        "work.self_employed_outside": 49,
        "housing.demand_growth_elsewhere": 74,
    }
    assert {name: entries[name]["dimension"] for name in pinned} == pinned


def test_figures_of_the_sources(entries: dict[str, dict[str, Any]]) -> None:
    quoted = {
        "housing.attrition_hard": (0.03, 0.08, 0.2),
        "housing.pace_growth_max": (0.08, 0.15, 0.25),
        "housing.market_dip_chance": (1 / 36, 12 / 72, 11 / 36),
        "grid.connectable_share": (0.3, 0.75, 1.0),
        "work.m2_per_job_office": (15, 33.8, 35),
        "commuting.wfh": (0.15, 0.17, 0.2),
        "procedures.restart_pace": (0, 1, 2),
    }
    found = {name: tuple(entries[name][key] for key in ("low", "mode", "high")) for name in quoted}
    assert {name: tuple(round(value, 2) for value in values) for name, values in quoted.items()} == {
        name: tuple(round(value, 2) for value in values) for name, values in found.items()
    }


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="source tables are not beside the repository")
def test_bad_years_are_those_counted_in_the_provinces() -> None:
    province = {row["code"]: row["province"] for row in csvtext.read(SHARED / "data" / "kerncijfers_gemeenten.csv")}
    built: dict[str, dict[int, float]] = {}
    for row in csvtext.read(SHARED / "data" / "housing_stock_flows_bounds2023.csv"):
        if int(row["year"]) <= 2018 and row["code"] in province:
            of = built.setdefault(province[row["code"]], {})
            of[int(row["year"])] = of.get(int(row["year"]), 0.0) + float(row["new_built"] or 0)
    falls = [(year, 1 - of[year] / of[year - 1]) for of in built.values() for year in range(2013, 2019)]
    deep = sorted(depth for _, depth in falls if depth > 0.1)
    assert (len(falls), len(deep), sum(year > 2015 for year, depth in falls if depth > 0.1)) == (72, 12, 1)
    assert (deep[0], np.median(deep), deep[-2], deep[-1]) == pytest.approx((0.11, 0.21, 0.38, 0.51), abs=0.006)


def test_a_dimension_of_a_parameter_that_is_no_more_stays_empty(entries: dict[str, dict[str, Any]]) -> None:
    used = {entry["dimension"] for entry in entries.values()}
    retired = {parameters.ORDER.index(name) + 1 for name in parameters.RETIRED}
    assert retired >= set(range(50, 74))  # opening years, until procedures made them
    assert used.isdisjoint(retired)
    assert used | retired == set(range(1, len(parameters.ORDER) + 1))


def test_central_run_takes_four_lanes(entries: dict[str, dict[str, Any]]) -> None:
    assert distribution(entries["network.variant"]).expected() == 0.0


def test_self_employed_outside_follows_from_its_two_shares(entries: dict[str, dict[str, Any]]) -> None:
    """60% of all workers and 64% of employees work outside Almere; 86% are employees."""
    implied = (0.60 - 0.86 * (1 - 34722 / 95857)) / 0.14
    assert entries["work.self_employed_outside"]["mode"] == pytest.approx(implied, abs=0.03)
