"""What takes minutes: every ready-made scenario under the engine's own checks, and a real run killed and resumed."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from balanssim import catalogue, engine, execute, scenario
from balanssim.results import store
from tests.middle import EQUILIBRIUM, real

pytestmark = pytest.mark.long


@pytest.mark.parametrize("name", scenario.shipped())
def test_every_ready_made_scenario_conserves_in_every_world(name: str) -> None:
    case = real(name.removeprefix("balanssim:"), EQUILIBRIUM)
    for labels in (range(1, 65), range(65, 129)):
        result = engine.run_block(case.inputs, case.block(list(labels)), catalogue.stored("standard"), check=True)
        assert result.outputs["furness_error"].max() <= 1e-9
        for variable, values in result.outputs.items():
            assert catalogue.VARIABLES[variable].gaps or np.isfinite(values).all(), variable


def test_the_equilibrium_is_found_in_999_of_1000_years_of_worlds() -> None:
    case = real("referentie", EQUILIBRIUM)
    found, furthest = [], 0.0
    for labels in (range(1, 65), range(65, 129)):
        made = engine.run_block(case.inputs, case.block(list(labels)), catalogue.stored("standard"), check=True).outputs
        gap = np.maximum(made["gap_route"], made["gap_demand"])
        found.append(gap <= 1e-3)
        furthest = max(furthest, float(gap.max()))
        assert made["furness_error"].max() <= 1e-9
        assert np.isfinite(made["load_ratio"][:, :, case.corridor("hollandse-brug")]).all()
    assert np.mean(found) >= 0.999, furthest


def contents(folder: Path) -> str:
    """SHA-256 over the record and every array of a finished run."""
    total = hashlib.sha256((folder / "run.json").read_bytes())
    for path in sorted(path for path in (folder / store.STORE).rglob("*") if path.is_file()):
        total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def test_killed_at_random_moments_the_real_run_resumes_to_the_same_bytes(tmp_path: Path) -> None:
    resolved = scenario.load("balanssim:referentie", overrides=["sampling.draws=192"])
    wanted = contents(execute.run(resolved, out=tmp_path / "whole", workers=1).path)
    moments = random.Random(20240101)
    program = (
        "import sys; from pathlib import Path; from balanssim import execute, scenario\n"
        "if __name__ == '__main__':\n"
        "    made = scenario.load('balanssim:referentie', overrides=['sampling.draws=192'])\n"
        "    execute.run(made, out=Path(sys.argv[1]), workers=2)\n"
    )
    script = tmp_path / "run_it.py"
    script.write_text(program, encoding="utf-8")
    out = tmp_path / "killed"
    for _ in range(6):
        process = subprocess.Popen([sys.executable, str(script), str(out)], start_new_session=True)
        time.sleep(moments.uniform(0.5, 7.0))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert contents(execute.run(resolved, out=out, workers=2).path) == wanted
