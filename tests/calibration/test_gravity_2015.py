"""The national matrix of 2015 through the command, as the page has it."""

from __future__ import annotations

import json
import re

import pytest

from balanssim import cli
from calibration import gravity_2015 as page


def test_the_national_matrix_is_fitted_on_distance(shared_data, tmp_path, capsys):
    """342 municipalities; pairs of fewer than ten jobs are together in rows without a distance, and left out."""
    shared = shared_data(page.FLOWS).parent
    flows, costs = page.tables(shared, tmp_path, within=True)
    assert cli.main(["calibrate", "gravity", "--flows", str(flows), "--costs", str(costs), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["origins"], found["destinations"], found["pairs"]) == (342, 342, 342 * 342)
    assert found["left_out"]["labels"] == ["OTHER"]
    assert found["total_flow"] + found["left_out"]["flow"] == 7_688_815  # jobs in the source
    assert found["mean_cost_modelled"] == pytest.approx(found["mean_cost_observed"], rel=1e-10)
    text = page.PAGE.read_text(encoding="utf-8")
    row = re.search(r"^\| exponential \| `beta` \| (\S+) .* \| (\S+) \| (\S+) \| \S+ \| \S+ \|$", text, re.MULTILINE)
    assert row
    assert [float(cell) for cell in row.groups()] == [
        pytest.approx(found["parameters"]["beta"], abs=5e-6),
        pytest.approx(found["srmse"], abs=5e-4),
        pytest.approx(found["common_part_of_commuters"], abs=5e-4),
    ]


def test_distances_are_those_of_the_globe(tmp_path):
    """A degree of latitude is 111.19 km on a sphere of 6371 km; within, a disc."""
    head = "code,name,lat,lon,home_lat,home_lon,work_lat,work_lon,x_rd,y_rd,area_km2_incl_water\n"
    (tmp_path / "c.csv").write_text(head + "A,a,0,0,52,5,52,5,0,0,100\nB,b,0,0,53,5,53,6,0,0,400\n", encoding="utf-8")
    rows = {(a, b): km for a, b, km in page.cost_rows(tmp_path / "c.csv", within=True)}
    assert rows["B", "A"] == pytest.approx(111.19, abs=0.01)
    assert rows["A", "B"] > rows["B", "A"]  # the other way ends at jobs a degree further east
    assert rows["B", "B"] == pytest.approx(2 * rows["A", "A"], abs=2e-4)
    assert len(page.cost_rows(tmp_path / "c.csv", within=False)) == 2
