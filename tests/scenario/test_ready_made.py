"""The ready-made scenarios: all load, hold what their names say, differ only where they should, carry sources."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from balanssim.scenario import differences, load, shipped
from balanssim.scenario.resolved import Resolved

NAMES = (
    "alles-tegen", "banen-achter", "ijmeer-2035", "ijmeer-ja-pampus-ja", "ijmeer-ja-pampus-nee", "ijmeer-nee-pampus-ja",
    "ijmeer-nee-pampus-nee", "net-later", "omgevingsvisie", "referentie", "toezeggingen", "wegen-later", "wlo-hoog",
    "wlo-laag", "wonen-eerst",
)  # fmt: skip
METRO, A6, A27 = "P01_IJMEER_METRO", "P03_A6_LLS", "P04_A27_ZWE"


@cache
def get(name: str) -> Resolved:
    return load(f"balanssim:{name}")


def levers(name: str) -> Any:
    return get(name).scenario.levers


def test_all_are_there() -> None:
    assert shipped() == tuple(f"balanssim:{name}" for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_loads_by_reference_and_by_path(name: str, root: Path) -> None:
    resolved = get(name)
    assert resolved.id == name
    assert load(root / "scenarios" / f"{name}.yaml").canonical_json() == resolved.canonical_json()
    title, description = resolved.scenario.title, resolved.scenario.description
    assert title.nl
    assert title.en
    assert description is not None
    assert description.en


# domain brief, section 5: paces Almere, Lelystad, other Flevoland; ha, m2, m2; IJmeer; A6; A27; grid
BRIEF: dict[str, tuple[Any, ...]] = {
    "referentie": (2250, 900, 1000, 100, 500_000, 31_000, "never", "never", "never", 2033),
    "toezeggingen": (2250, 900, 1000, 100, 500_000, 31_000, "never", 2036, 2035, 2033),
    "omgevingsvisie": (2800, 1300, 900, 300, 1_500_000, 93_000, 2040, 2036, 2035, 2033),
    "ijmeer-ja-pampus-ja": (2800, 1300, 900, 300, 1_500_000, 93_000, "procedures", 2036, 2035, 2033),
    "ijmeer-ja-pampus-nee": (2800, 1300, 900, 300, 1_500_000, 93_000, "procedures", 2036, 2035, 2033),
    "ijmeer-nee-pampus-ja": (2800, 1300, 900, 300, 1_500_000, 93_000, "never", 2036, 2035, 2033),
    "ijmeer-nee-pampus-nee": (2800, 1300, 900, 300, 1_500_000, 93_000, "never", 2036, 2035, 2033),
    "ijmeer-2035": (2800, 1300, 900, 300, 1_500_000, 93_000, 2035, 2036, 2035, 2033),
    "wegen-later": (2800, 1300, 900, 300, 1_500_000, 93_000, "procedures", 2045, 2042, 2033),
    "wonen-eerst": (2800, 1300, 900, 100, 500_000, 31_000, "procedures", 2036, 2035, 2033),
    "banen-achter": (2800, 1300, 900, 150, 750_000, 46_500, "procedures", 2036, 2035, 2033),
    "net-later": (2800, 1300, 900, 300, 1_500_000, 93_000, "procedures", 2036, 2035, 2035),
    "wlo-hoog": (2800, 1300, 900, 300, 1_500_000, 93_000, 2040, 2036, 2035, 2033),
    "wlo-laag": (2800, 1300, 900, 300, 1_500_000, 93_000, 2040, 2036, 2035, 2033),
    "alles-tegen": (2800, 1300, 900, 150, 750_000, 46_500, "never", 2045, 2042, 2035),
}


@pytest.mark.parametrize("name", NAMES)
def test_levers_are_those_of_the_brief(name: str) -> None:
    lever = levers(name)
    pace, work, opening = lever.housing.pace_cap, lever.work, lever.infrastructure
    found = (
        pace["GM0034"], pace["GM0995"], pace["flevoland-other"], work.business_park_ha, work.mixed_m2, work.office_m2,
        opening[METRO].opening, opening[A6].opening, opening[A27].opening, lever.grid.reinforcement_year,
    )  # fmt: skip
    assert found == BRIEF[name]
    assert lever.housing.segment_shares == {"social_rent": 0.4, "mid": 0.4, "high": 0.2}


def test_factors() -> None:
    assert {name: levers(name).work.growth_factor for name in NAMES if levers(name).work.growth_factor != 1} == {
        "banen-achter": 0.5,
        "alles-tegen": 0.5,
    }
    demand = {name: levers(name).demand for name in NAMES}
    assert (demand["wlo-hoog"].household_factor, demand["wlo-hoog"].employment_factor) == (1.2, 1.25)
    assert (demand["wlo-laag"].household_factor, demand["wlo-laag"].employment_factor) == (0.6, 0.5)
    assert {name for name in NAMES if levers(name).grid.freeze == "possible"} == {"net-later", "alles-tegen"}


def test_ijmeer_two_by_two_differs_in_nothing_else() -> None:
    allowed = {
        f"levers.infrastructure.{METRO}.opening",
        f"levers.infrastructure.{METRO}.extra_funding_meuro",
        "levers.housing.plans.pampus-fase-1.release",
        "levers.housing.plans.pampus-rest.release",
    }
    four = [f"ijmeer-{metro}-pampus-{pampus}" for metro in ("ja", "nee") for pampus in ("ja", "nee")]
    for one in four:
        for other in four:
            assert {item.key for item in differences(get(one), get(other))} <= allowed
    plans = {name: {key: plan.release for key, plan in levers(name).housing.plans.items()} for name in four}
    assert (
        plans["ijmeer-ja-pampus-nee"]
        == plans["ijmeer-nee-pampus-nee"]
        == dict.fromkeys(("pampus-fase-1", "pampus-rest"), "never")
    )
    assert plans["ijmeer-ja-pampus-ja"] == {"pampus-fase-1": "open", "pampus-rest": f"decision:{METRO}"}
    assert plans["ijmeer-nee-pampus-ja"] == {"pampus-fase-1": "open", "pampus-rest": 2030}


def test_reference_leaves_out_what_is_not_funded() -> None:
    """Only projects in execution follow procedures, in the scenario or, where it is silent, in the region's table."""
    import csv

    path = get("referentie").region_path / "pipeline" / "infrastructure.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        opening = {row["project"]: row["default_opening"] for row in csv.DictReader(handle)}
    opening |= {name: item.opening for name, item in levers("referentie").infrastructure.items()}
    running = {"P08_ZUIDASDOK", "P11_A9_BAHO", "P20_PHS_GOOI", "P21_HOV_GOOI"}
    assert {name for name, how in opening.items() if how == "procedures"} == running
    assert {how for name, how in opening.items() if name not in running} == {"never"}


@pytest.mark.parametrize("name", NAMES)
def test_every_number_that_differs_from_the_schema_has_source_and_status(name: str) -> None:
    resolved = get(name)
    skip = ("horizon.", "sampling.", "levers.grid.freeze")
    for key, papers in resolved.papers.items():
        if resolved.origin[key].layer != "default" and not (key.startswith(skip) and papers.value != "possible"):
            assert papers.source, key
            assert papers.status, key


@pytest.mark.parametrize("name", NAMES)
def test_a_year_set_by_hand_is_called_assumed(name: str) -> None:
    for key, papers in get(name).papers.items():
        if key.endswith(".opening") and isinstance(papers.value, int):
            assert papers.status == "assumed", key


def test_goals() -> None:
    goals = {goal.id: goal for goal in get("referentie").scenario.goals}
    found = {name: (goal.kind, goal.variable, goal.area, goal.year, goal.at_least) for name, goal in goals.items()}
    assert found == {
        "woondeal-flevoland": ("afspraak", "homes_added", "flevoland", 2031, 33318),
        "woondeal-mra": ("afspraak", "homes_added", "woondeal-mra", 2031, 26805),
        "woondeal-zund": ("afspraak", "homes_added", "woondeal-zund", 2031, 6513),
        "banen-almere": ("ambitie", "jobs_all_added", "GM0034", 2041, 55000),
        "woningen-almere-15-jaar": ("ambitie", "homes_added", "GM0034", 2040, 42000),
        "woningen-almere-2040": ("ambitie", "homes_added", "GM0034", 2041, 42000),
        "sociale-huur-almere": ("ambitie", "social_share", "GM0034", 2041, 0.3),
    }
    assert found["woondeal-mra"][4] + found["woondeal-zund"][4] == found["woondeal-flevoland"][4]  # type: ignore[operator]
    assert all(get(name).scenario.goals == get("referentie").scenario.goals for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_list_names_each(name: str, root: Path) -> None:
    listed = (root / "scenarios" / "README.md").read_text("utf-8")
    row = re.search(rf"^\| `{name}` \| (.+?) \| (.+?) \|$", listed, re.MULTILINE)
    assert row, f"scenarios/README.md does not list {name}"


def test_files_are_short(root: Path) -> None:
    for path in sorted((root / "scenarios").glob("*.yaml")):
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= (120 if path.stem == "referentie" else 40), path.name


def test_check_takes_less_than_a_second_and_no_array_library() -> None:
    code = (
        "import sys, time\n"
        "from balanssim.scenario import check\n"
        "assert check('balanssim:alles-tegen') == []\n"
        "heavy = {'numpy', 'scipy', 'xarray', 'pandas', 'zarr'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "print(time.process_time())\n"
    )
    taken = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(2)
    ]
    assert min(taken) < 1.0, taken
