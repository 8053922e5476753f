"""P1: user equilibrium on Sioux Falls (bstabler/TransportationNetworks; 24 zones, 76 links, 360,600 trips)."""

from __future__ import annotations

import csv
import json

import pytest

from balanssim import cli

OBJECTIVE, TRAVEL_TIME = 4_231_335.287107441, 7_480_225.344921118
FLOWS = {
    ("1", "2"): 4494.6576464564, ("1", "3"): 8119.0799480478, ("10", "15"): 23125.7972901026,
    ("10", "16"): 11047.0938812735, ("6", "8"): 12492.9253605627,
}  # fmt: skip


@pytest.fixture
def files(shared_data):
    return [str(shared_data(f"published/SiouxFalls_{name}.tntp")) for name in ("net", "trips")]


def test_the_best_known_solution_with_what_is_asked_by_default(files, tmp_path, capsys):
    out = tmp_path / "flows.csv"
    assert cli.main(["network", "assign", *files, "--out", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["trips"] == 360_600
    assert found["relative_gap"] <= 1e-6
    assert found["objective"] == pytest.approx(OBJECTIVE, rel=1e-6)
    assert found["total_travel_time"] == pytest.approx(TRAVEL_TIME, rel=1e-6)
    with out.open(encoding="utf-8", newline="") as file:
        flows = {(row["from_node"], row["to_node"]): float(row["flow"]) for row in csv.DictReader(file)}
    assert len(flows) == 76
    assert {pair: flows[pair] for pair in FLOWS} == pytest.approx(FLOWS, abs=0.1)


def test_every_digit_of_the_published_flows_at_a_very_small_gap(files, shared_data):
    from balanssim.assign import assign_files

    found = assign_files(*files, gap=1e-13)
    assert found.objective == pytest.approx(OBJECTIVE, rel=1e-12)
    assert found.total_travel_time == pytest.approx(TRAVEL_TIME, rel=1e-9)
    published = {}
    for line in shared_data("published/SiouxFalls_flow.tntp").read_text(encoding="utf-8").splitlines()[1:]:
        words = line.split()
        if len(words) >= 3:
            published[int(words[0]), int(words[1])] = float(words[2])
    ours = dict(
        zip(zip(found.network.tail.tolist(), found.network.head.tolist(), strict=True), found.flow, strict=True)
    )
    assert ours == pytest.approx(published, abs=1e-3)
