"""``procedures.yaml`` as the region holds it, with its papers, and what a scenario changes of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balanssim import scenario
from balanssim.prepare.procedures import decimal_years, procedures
from balanssim.region.new import new_region
from balanssim.region.read import Region, load_region
from balanssim.templates import KINDS, Resource
from balanssim.testing import tiny_region
from tests.middle import real


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("balanssim:flevoland-mra")


def test_stages_keep_the_order_of_the_file_and_every_number_its_papers(region: Region) -> None:
    tables = region.procedures
    assert tuple(tables.templates) == KINDS
    metro = [stage.id for stage in tables.templates["metro"].stages]
    decisions = ["start_decision", "preferred_decision", "project_decision"]
    assert [name for name in metro if name.endswith("decision")] == decisions
    appeal = tables.templates["housing"].stage("appeal")
    assert (appeal.probability, appeal.annulled, appeal.rounds, appeal.resource) == (0.33, 0.25, 2, "council_of_state")
    papers = tables.papers["housing.appeal.probability"]
    assert (papers.value, papers.unit, papers.status) == (0.33, "share", "estimated")
    assert papers.source.startswith("WON12")
    assert all(entry.source.strip() and entry.status for entry in tables.papers.values())
    assert all(entry.status == "assumed" for entry in tables.papers.values() if entry.source.startswith("Own estimate"))
    spans = [s for one in tables.templates.values() for s in one.stages if s.duration is not None]
    assert all(0.0 <= stage.duration.bounds()[0] < stage.duration.bounds()[1] + 1e-9 < 20.0 for stage in spans)


def test_codes_of_sources_are_listed(region: Region) -> None:
    from calibration.region.sources import CODE

    quoted = {
        code for entry in region.procedures.papers.values() for code in CODE.findall(entry.source) if not code.isdigit()
    }
    assert len(quoted) > 10
    assert quoted <= set(region.sources["key"])


def test_from_initiative_to_delivery_is_about_ten_years(region: Region) -> None:
    # WON01: ten years; a sum of expected times, waiting apart
    stages = [stage for stage in region.procedures.templates["housing"].stages if not stage.condition]
    years = sum(stage.duration.expected() * stage.probability for stage in stages if stage.duration)
    assert 9.0 < years < 11.0


def test_a_scenario_replaces_leaves_and_leaves_the_rest(region: Region) -> None:
    resolved = scenario.loads(
        "schema_version: 1\nid: x\ntitle: {nl: x}\nextends: balanssim:referentie\n"
        "procedures:\n"
        "  housing: {appeal: {probability: {value: 0.2, source: WON12, status: estimated}, duration: 1.5}}\n"
        "  resources: {council_of_state: {capacity: 4}, planners: {capacity_at: {GM0034: 6}}}\n"
    )
    made, plain = procedures(resolved, region), region.procedures
    appeal, before = made.templates["housing"].stage("appeal"), plain.templates["housing"].stage("appeal")
    assert appeal.probability == 0.2
    assert appeal.duration is not None
    assert appeal.duration.expected() == 1.5
    assert (appeal.annulled, appeal.repair, appeal.rounds) == (before.annulled, before.repair, before.rounds)
    assert made.templates["road"] == plain.templates["road"]
    assert made.resources["council_of_state"].at("GM0995") == 4
    planners = made.resources["planners"]
    assert (planners.at("GM0034"), planners.at("GM0995")) == (6, plain.resources["planners"].at("GM0995"))
    assert resolved.papers["procedures.housing.appeal.probability"].source == "WON12"
    assert resolved.papers["procedures.housing.appeal.duration"].unit == "year"
    again = scenario.loads(scenario.show(resolved, origin=True))
    assert again.canonical_json() == resolved.canonical_json()
    assert "WON12" not in resolved.numbers_json()
    assert resolved.numbers_json() != scenario.load("balanssim:referentie").numbers_json()


def test_one_capacity_for_all_places_outweighs_those_of_the_region(region: Region) -> None:
    resolved = scenario.load("balanssim:referentie", overrides=["procedures.resources.planners.capacity=5"])
    assert procedures(resolved, region).resources["planners"] == Resource("planners", "municipality", {"other": 5})


def test_dates_are_decimal_years() -> None:
    found = decimal_years(["2026-01-01", "2024-12-31", "2026-07-02", "2026-11", "2026"])
    np.testing.assert_allclose(found, [2026.0, 2024 + 365 / 366, 2026 + 182 / 365, 2026 + 318 / 365, 2026 + 181 / 365])
    meetings = real("referentie").inputs.procedures.meetings
    assert (np.diff(meetings) > 0.0).all()
    assert 2024.8 < meetings[0] < 2024.9


def test_a_new_region_takes_stages_and_desks_but_no_municipality_of_another(tmp_path: Path) -> None:
    folder = new_region(tmp_path / "mine", tiny_region(tmp_path / "from"))
    text = (folder / "procedures.yaml").read_text(encoding="utf-8")
    assert "capacity_at" not in text
    source = load_region(tmp_path / "from")
    for name, held in ((name, tmp_path / "from" / name) for name in source.files if name != "procedures.yaml"):
        (folder / name).write_bytes(held.read_bytes())
    mine = load_region(folder).procedures
    assert mine.templates == source.procedures.templates
    assert mine.resources["planners"].capacity == {"other": 3.0}
