"""Indices of sweeps on disk by the designs that bear them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from balanssim import cli
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
