"""A region folder of any number of zones is complete, passes every check and can be computed as any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balanssim import catalogue, cli, engine, prepare, scenario, testing
from balanssim.region.check import check
from balanssim.region.read import load_region

SCENARIO = """\
schema_version: 1
id: invented
title: {nl: Verzonnen land, en: Invented country}
region: ./region
horizon: {start: 2024, end: 2030}
sampling: {draws: 2}
levers:
  housing: {pace_cap: {Z0: 3000}, segment_shares: {social_rent: 0.4, mid: 0.4, high: 0.2}, corporation_share_max: 0.35}
  work: {business_park_ha: 60, mixed_m2: 90000, office_m2: 20000, space_by: 2028, programmes: {campus: 2026}}
  grid: {reinforcement_year: 2027}
"""


def written(folder: Path, zones: int) -> Path:
    """A scenario on an invented region of so many zones."""
    testing.invented_region(zones, folder / "region", manifest=True)
    (folder / "invented.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder / "invented.yaml"


def computed(path: Path, stop: int) -> tuple[dict[str, np.ndarray], list[str]]:
    """Two worlds until a year, under the engine's own checks; names of the areas."""
    resolved = scenario.load(path)
    region = load_region(resolved.index.path)
    inputs = prepare.prepare(resolved, region)
    worlds = prepare.world_block(prepare.make_worlds(resolved, region), [1, 2], 2)
    made = engine.run_block(inputs, worlds, catalogue.stored("standard"), stop=stop, check=True)
    return made.outputs, list(inputs.axes.areas)


def test_twelve_zones_are_checked_and_computed_as_a_user_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, 12)
    assert check(tmp_path / "region") == []
    assert cli.main(["scenario", "check", str(path), "--lang", "en"]) == 0
    told = [str(path), "--draws", "2", "--year", "2030", "--workers", "1", "--out", str(tmp_path / "out"), "--quiet"]
    assert cli.main(["run", *told, "--lang", "en"]) == 0
    assert "Town Z0" in capsys.readouterr().out
    outputs, areas = computed(path, 2026)
    homes = outputs["homes"][:, :, areas.index("study-area")]
    assert (homes[:, -1] > homes[:, 0]).all()
    assert max(outputs["gap_route"].max(), outputs["gap_demand"].max()) <= 1e-3
    assert np.abs(outputs["commute_load_extra"]).max() > 0.0


def test_the_same_bytes_twice_and_other_towns_for_another_size() -> None:
    from balanssim import invented_region

    assert invented_region.files(9) == invented_region.files(9)
    assert invented_region.files(9)["commuting.csv"] != invented_region.files(10)["commuting.csv"]
    with pytest.raises(ValueError, match="at least 6 zones"):
        invented_region.files(5)


def test_a_region_without_a_zone_outside_is_refused(tmp_path: Path) -> None:
    region = testing.invented_region(6, tmp_path / "region")
    zones = region / "zones.csv"
    zones.write_text(zones.read_text(encoding="utf-8").replace(",external,", ",neighbour,"), encoding="utf-8")
    found = check(region)
    assert [(one.code, one.line) for one in found] == [("region.external_missing", 7)]


@pytest.mark.long
def test_as_many_zones_as_the_netherlands_has_municipalities(tmp_path: Path) -> None:
    path = written(tmp_path, 342)
    assert scenario.check(path) == []
    assert check(tmp_path / "region") == []
    outputs, areas = computed(path, 2026)
    assert len(areas) == 344
    assert max(outputs["gap_route"].max(), outputs["gap_demand"].max()) <= 1e-3
