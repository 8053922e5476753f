"""Indices of sweeps on disk by the designs that bear them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balanssim import cli
from balanssim.results import store
from tests.sweep.support import study

ASKED: dict[str, Any] = {
    "vary": ["housing.demand_growth", "people.occupancy_new"],
    "luck": "fixed",
    "outcomes": ["population@T1", "opening_year@P1_BRIDGE"],
}


def swept(folder: Path, **changes: Any) -> list[str]:
    """Compute a study; the arguments that name it."""
    path = study(folder, **{**ASKED, **changes})
    command = [str(path), "--out", str(folder)]
    assert cli.main(["sweep", *command, "--workers", "1", "--quiet"]) == 0
    return command


@pytest.mark.parametrize(
    ("design", "measure", "used"),
    [({"method": "morris", "size": 10}, "mu_star", 10), ({"method": "lhs", "size": 160}, "pawn", 160)],
)
def test_each_design_has_its_own_indices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], design: dict[str, Any], measure: str, used: int
) -> None:
    command = swept(tmp_path, design=design)
    capsys.readouterr()
    assert cli.main(["sweep", "indices", *command, "--json"]) == 0
    residents, opening = json.loads(capsys.readouterr().out)["answers"]
    assert (residents["used"], residents["method"], opening["constant"]) == (
        used,
        design["method"] if used == 10 else "pawn",
        True,
    )
    first, second = residents["indices"]
    assert first["factor"] == "people.occupancy_new"  # how many live in a new home, not demand
    assert first[measure]["estimate"] > 3 * second[measure]["estimate"]
    assert not first[measure]["zero"]
    assert cli.main(["sweep", "indices", *command, "--lang", "en"]) == 0
    assert "Residents per new home" in capsys.readouterr().out
    assert cli.main(["sweep", "indices", *command, "--method", "sobol", "--lang", "en"]) == 1
    assert "design of method sobol" in capsys.readouterr().err


def test_pawn_of_a_sobol_design_takes_its_two_samples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = swept(tmp_path, design={"method": "sobol", "size": 128}, outcomes=["population@T1"])
    capsys.readouterr()
    assert cli.main(["sweep", "indices", *command, "--method", "pawn", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["answers"]
    assert found["used"] == 256
    assert cli.main(["sweep", "indices", *command, "--method", "morris", "--lang", "en"]) == 1
    assert "design of method morris" in capsys.readouterr().err


def test_a_box_is_found_in_a_sweep_in_the_unit_of_the_parameter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Few live in the place where few live in a new home; the study says which number is too few."""
    design = {"method": "lhs", "size": 200}
    command = swept(tmp_path, design=design, outcomes=["population@T1"])
    capsys.readouterr()
    assert cli.main(["sweep", "discover", *command, "--lang", "en"]) == 1
    assert "no outcome with a threshold" in capsys.readouterr().err
    (run,) = (tmp_path / "sweeps" / "proef").glob("*/runs/tiny/*")
    with store.open_run(run) as dataset:
        population = dataset["population"].sel(area="T1", year=2030).values.astype(float)
    bound = float(np.quantile(population, 0.3))
    outcomes = [
        {"outcome": "population@T1", "threshold": bound, "kind": "ambitie"},
        {"outcome": "population@T1", "threshold": 1},
    ]
    command = swept(tmp_path, design=design, outcomes=outcomes)
    capsys.readouterr()
    assert cli.main(["sweep", "discover", *command, "--json", "--tree"]) == 0
    found, other = json.loads(capsys.readouterr().out)["discoveries"]
    assert found["missed"]
    assert found["share"] == pytest.approx(0.3, abs=0.01)
    (limit,) = found["boxes"][0]["limits"]
    assert (limit["factor"], limit["low"]) == ("people.occupancy_new", None)
    assert 1 < limit["high"] < 4  # residents, not a point of the unit cube
    assert min(found["boxes"][0]["density"], found["boxes"][0]["coverage"], found["density_elsewhere"]) > 0.9
    assert found["leaves"][0]["limits"][0]["high"] == pytest.approx(limit["high"], rel=0.02)
    assert (other["missed"], other["share"]) == (False, 1.0)
    (most,) = other["boxes"][0]["limits"]  # of the quarter that is furthest over it
    assert (most["factor"], most["high"]) == ("people.occupancy_new", None)
    assert other["furthest"] == pytest.approx(np.quantile(population, 0.75), rel=0.01)
    assert cli.main(["sweep", "discover", *command, "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "(ambition) in 30 of 100 futures" in shown
    assert "Residents per new home: at most" in shown
    assert "the quarter with the highest outcome was looked for" in shown
