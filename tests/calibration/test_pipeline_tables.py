"""Supply side: published totals, funding, deals and meetings, and that the files are what the code makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from calibration.region import csvtext, pipeline, pipeline_housing

ROOT = Path(__file__).resolve().parents[2]
REGION = ROOT / "src" / "balanssim" / "data" / "regions" / "flevoland-mra"
SHARED = ROOT.parent / "shared"
MRA_DEAL = ("GM0034", "GM0995")
ZUND = ("GM0303", "GM0050", "GM0171", "GM0184")
needs_shared = pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="source tables are not beside the repository")
Row = dict[str, str]


def table(name: str) -> list[Row]:
    return csvtext.read(REGION / f"{name}.csv")


def municipality(row: Row) -> str:
    return row["zone"][:6]


def homes(test: Callable[[Row], bool], column: str = "homes") -> float:
    return sum(float(row[column]) for row in table("pipeline/housing") if test(row))


def registered(row: Row) -> bool:
    """Capacity 2024-2030 of Flevoland."""
    return municipality(row) in (*MRA_DEAL, *ZUND) and int(row["earliest_year"]) <= 2030


@needs_shared
def test_files_are_what_the_code_makes() -> None:
    for name, text in pipeline.build(SHARED).items():
        assert (REGION / name).read_text(encoding="utf-8") == text, name


def test_registered_capacity_of_flevoland() -> None:
    assert homes(registered) == 40912
    by_status = [
        homes(lambda r, s=status: registered(r) and r["plan_status"] == s) for status in ("hard", "soft", "unknown")
    ]
    assert by_status == [16249, 24233, 430]


def test_registered_capacity_of_both_deals() -> None:
    assert homes(lambda r: registered(r) and municipality(r) in MRA_DEAL) == 33628
    assert homes(lambda r: registered(r) and municipality(r) in MRA_DEAL and r["plan_status"] == "hard") == 11443
    assert homes(lambda r: registered(r) and municipality(r) in ZUND) == 7284
    assert homes(lambda r: registered(r) and municipality(r) in ZUND and r["plan_status"] == "hard") == 4806


def test_room_in_almere_to_2050() -> None:
    def almere(row: Row) -> bool:
        return municipality(row) == "GM0034"

    assert 60000 <= homes(almere, "homes_low") < homes(almere) < homes(almere, "homes_high") <= 85000


def test_pampus_is_25_to_35_thousand_and_the_rest_waits_for_the_crossing() -> None:
    pampus = [row for row in table("pipeline/housing") if row["zone"] == "GM0034-PA"]
    assert [sum(float(row[c]) for row in pampus) for c in ("homes_low", "homes", "homes_high")] == [25000, 30000, 35000]
    assert {row["plan"]: row["release"] for row in pampus} == {
        "pampus-fase-1": "",
        "pampus-rest": "decision:P01_IJMEER_METRO",
    }
    assert {row["land"] for row in pampus} == {"state"}


def test_oosterwold_lies_between_its_two_ambitions() -> None:
    """What is still to be built stays below 20,000 (F018); it is organic in both municipalities."""
    plans = [row for row in table("pipeline/housing") if row["plan"].startswith("oosterwold")]
    assert {row["organic"] for row in plans} == {"1"}
    assert {municipality(row) for row in plans} == {"GM0034", "GM0050"}
    assert 12000 < sum(float(row["homes"]) for row in plans) < 20000
    assert {row["plan"] for row in table("pipeline/housing") if row["organic"] == "1"} == {row["plan"] for row in plans}


def test_dronten_zuid() -> None:
    def south(row: Row) -> bool:
        return row["plan"].startswith("dronten-zuid")

    assert (homes(south, "homes_low"), homes(south, "homes_high")) == (1500, 2000)


def test_flevoland_to_2050_against_the_hundred_thousand_studied() -> None:
    total = homes(lambda r: municipality(r) in (*MRA_DEAL, *ZUND))
    assert 100000 <= total <= 140000


def test_every_plan_is_sound() -> None:
    rows = table("pipeline/housing")
    assert len({row["plan"] for row in rows}) == len(rows)
    projects = {row["project"] for row in table("pipeline/infrastructure")}
    for row in rows:
        assert 0 < float(row["homes_low"]) <= float(row["homes"]) <= float(row["homes_high"]), row["plan"]
        assert 0 < float(row["max_pace"]) <= float(row["homes"]), row["plan"]
        assert row["plan_status"] in ("hard", "soft", "unknown", "room")
        assert row["status"] in ("estimated", "assumed")
        assert row["source"]
        if row["release"].startswith("decision:"):
            assert row["release"].removeprefix("decision:") in projects


@needs_shared
def test_every_zone_has_a_plan_and_the_mra_can_grow_as_agreed() -> None:
    zones = csvtext.read(SHARED / "data" / "network" / "zones.csv")
    rows = table("pipeline/housing")
    assert {row["zone"] for row in rows} == {zone["zone_id"] for zone in zones}
    mra = {zone["zone_id"] for zone in zones if zone["subregion"]}
    # 250,000 homes to 2040 were agreed from about 2020 (X008); the pools must not be what stops them.
    assert sum(float(row["homes"]) for row in rows if row["zone"] in mra) > 250000
    pace = sum(float(row["max_pace"]) for row in rows if row["zone"] in mra and int(row["earliest_year"]) <= 2030)
    # 175,000 homes to 2030 is 19,000-20,000 a year over nine years; the pools allow more, at most three times.
    assert 19000 < pace < 3 * 19500


def test_amsterdam_shares_add_to_one() -> None:
    assert sum(pipeline_housing.AMSTERDAM_SHARES.values()) == pytest.approx(1.0)


def test_room_for_work_in_almere() -> None:
    def total(location: str, now: str) -> float:
        return sum(
            float(row["size"])
            for row in table("pipeline/locations")
            if municipality(row) == "GM0034" and row["location"] == location and row["now_available"] == now
        )

    assert [total(name, "1") for name in ("business_park", "mixed", "office")] == [100, 500000, 31000]
    assert [total(name, "0") for name in ("business_park", "mixed", "office")] == pytest.approx([1, 1, 1])


def test_units_of_room_for_work() -> None:
    rows = table("pipeline/locations")
    assert len({row["plan"] for row in rows}) == len(rows)
    for row in rows:
        unit = "ha" if row["location"] == "business_park" else "m2"
        shared = municipality(row) == "GM0034" and row["now_available"] == "0"
        assert row["unit"] == ("share" if shared else unit), row["plan"]


def test_programmes_start_only_by_choice() -> None:
    rows = table("pipeline/programmes")
    assert {row["default_start"] for row in rows} == {"never"}
    assert next(row["jobs"] for row in rows if row["programme"] == "tech-transitie") == "7000"
    for row in rows:
        assert float(row["jobs_low"]) <= float(row["jobs"]) <= float(row["jobs_high"])


def test_same_projects_as_the_network() -> None:
    changed = list(dict.fromkeys(row["project"] for row in table("network/projects")))
    assert [row["project"] for row in table("pipeline/infrastructure")] == changed


def test_funding_of_the_headline_projects() -> None:
    rows = {row["project"]: row for row in table("pipeline/infrastructure")}

    def covered(project: str) -> float:
        row = rows[project]
        return sum(float(row[name] or 0) for name in ("covered_state", "covered_region", "covered_area")) / float(
            row["cost"]
        )

    assert covered("P03_A6_LLS") == pytest.approx(23 / 149)
    assert covered("P04_A27_ZWE") == pytest.approx(29 / 193)
    assert covered("P01_IJMEER_METRO") == 0
    for project in ("P03_A6_LLS", "P04_A27_ZWE"):
        assert f"{covered(project):.0%}" == "15%"


def test_only_funded_projects_open_by_default() -> None:
    rows = table("pipeline/infrastructure")
    following = [row["project"][:3] for row in rows if row["default_opening"] == "procedures"]
    assert following == ["P08", "P11", "P20", "P21"]
    for row in rows:
        covered = sum(float(row[name] or 0) for name in ("covered_state", "covered_region", "covered_area"))
        assert (covered >= 0.75 * float(row["cost"])) == (row["default_opening"] == "procedures"), row["project"]
        assert float(row["cost_low"]) <= float(row["cost"]) <= float(row["cost_high"])
        assert int(row["earliest_year"]) <= int(row["central_year"]) <= int(row["late_year"] or 9999)
        date.fromisoformat(row["status_date"])


def test_stage_of_the_headline_projects() -> None:
    rows = {row["project"]: row for row in table("pipeline/infrastructure")}
    metro = rows["P01_IJMEER_METRO"]
    assert (metro["entry_stage"], metro["route_decision"], metro["paused"]) == ("start_decision", "2026", "0")
    assert (rows["P04_A27_ZWE"]["restart_low"], rows["P04_A27_ZWE"]["restart_high"]) == ("1", "1")
    assert rows["P03_A6_LLS"]["release_from"] == "2030"
    assert rows["P02_IJMEERWEG"]["requires"] == "P01_IJMEER_METRO:preferred_decision"


def test_queue_of_paused_projects() -> None:
    """22 are paused, of which the A27 was named as first (MIRT17, MIRT18, F161)."""
    paused = [row for row in table("pipeline/infrastructure") if row["paused"] == "1"]
    assert {row["project"][:3] for row in paused} == {"P03", "P04", "P12", "P13", "P14", "P17", "P22"}
    assert {(row["restart_low"], row["restart_high"]) for row in paused} == {("1", "1"), ("2", "22")}
    assert all("auzeerd" in row["status_text"] for row in paused)
    assert not [row for row in table("pipeline/infrastructure") if row["paused"] == "0" and row["restart_low"]]


def test_own_bands_only_for_projects_under_construction() -> None:
    building = {row["project"][:3] for row in table("pipeline/infrastructure") if row["entry_stage"] == "realisation"}
    assert building == {"P07", "P08", "P11", "P20", "P21"}


def test_woondeal_path() -> None:
    path = {(row["deal"], int(row["year"])): int(row["cumulative_target"]) for row in table("woondeal")}
    assert [path["woondeal-mra", year] for year in (2023, 2030)] == [5800, 31400]
    assert [path["woondeal-zund", year] for year in (2023, 2030)] == [1951, 8343]
    assert [path["flevoland", year] for year in (2023, 2024, 2030)] == [7751, 13456, 39743]
    for year in range(2022, 2031):
        assert path["flevoland", year] == path["woondeal-mra", year] + path["woondeal-zund", year]
    for deal in ("woondeal-mra", "woondeal-zund", "flevoland"):
        targets = [path[deal, year] for year in range(2022, 2031)]
        assert targets == sorted(targets)


def test_published_backlogs_follow_from_the_path() -> None:
    """Net growth 2022-2023 was 6,425 (F021) and 8,824 to 1 December 2024 (F043)."""
    path = {(row["deal"], int(row["year"])): int(row["cumulative_target"]) for row in table("woondeal")}
    assert path["flevoland", 2023] - 6425 == 1326
    assert path["flevoland", 2024] - 8824 == 4632


def test_meetings() -> None:
    rows = table("bomirt")
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert days == sorted(days)
    assert rows[1]["date"] == "2026-01-08"
    assert days[-1].year == 2035
    assert all(day.weekday() == 3 and day.month == 11 and 8 <= day.day <= 14 for day in days[2:])


def test_inconsistencies_are_all_there_in_two_languages() -> None:
    rows = table("inconsistencies")
    assert [row["id"] for row in rows] == [f"X{number:03d}" for number in range(1, 17)]
    for row in rows:
        assert all(row.values())
        assert row["choice_nl"] != row["choice_en"]
