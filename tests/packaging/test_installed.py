"""The installed wheel, far from any checkout: the first hour of a user, and the same numbers as the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.wheel, pytest.mark.skipif(os.name == "nt", reason="permissions are those of POSIX")]
#: Without the compiled kernel the equilibrium takes most of the time; one test here computes it.
HELD = ("--set", "numerics.congestion=fixed")
CHECKSUMS = """
import hashlib, json, sys
import balanssim as bs
data = bs.open_results(sys.argv[1])
arrays = {str(name): hashlib.sha256(data[name].values.tobytes()).hexdigest() for name in sorted(data.data_vars)}
print(json.dumps(arrays))
"""


def test_the_first_hour_of_a_user(room, tmp_path, closed):
    """In a folder with a space and an accent, with a package folder that nobody may write."""
    here = tmp_path / "Mijn map é & co"
    here.mkdir()

    def do(*arguments, code=0):
        done = room.call(*arguments, cwd=here, mortal=True)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    assert "balanssim scenario new mijn.yaml" in do()
    do("scenario", "new", "mijn.yaml")
    mine = here / "mijn.yaml"
    before = mine.read_text(encoding="utf-8").splitlines()
    wanted = ("#levers:", "#  work:", "#    business_park_ha:")  # three lines to take the # from
    after = [line[1:] if line.startswith(wanted) else line for line in before]
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 3
    mine.write_text("\n".join(after) + "\n", encoding="utf-8")
    assert "mijn.yaml" in do("scenario", "check", "mijn.yaml")
    assert "business_park_ha" in do("scenario", "diff", "balanssim:referentie", "mijn.yaml")

    compare = ("compare", "balanssim:referentie", "mijn.yaml", "--draws", "64", *HELD)
    found = json.loads(do(*compare, "--json"))
    assert [one["id"] for one in found["scenarios"]] == ["referentie", "mijn"]
    page = here / found["page"]
    assert page.stat().st_size > 50_000
    assert "Woningen Almere" in do(*compare)

    run = found["runs"][1]
    assert run["run"] in do("results", "list")
    assert "Toekomsten: 64" in do("results", "show", run["path"])
    for format, name in (("csv", "woningen.csv"), ("xlsx", "woningen.xlsx"), ("netcdf", "woningen.nc")):
        do("results", "export", run["path"], "homes_added", "--format", format, "--out", name)
        assert (here / name).stat().st_size > 500

    do("region", "new", "./regio")
    do("region", "check", "./regio", code=2)  # empty tables: told what to fill in
    do("region", "check", "balanssim:flevoland-mra")
    assert "homes_added" in do("model", "variables")
    assert [path.name for path in here.glob("balanssim-fout-*")] == []


def test_the_same_numbers_from_the_wheel_and_the_checkout(room, tmp_path):
    """Run id and every array, to the bit, with the one kernel that is in both."""
    asked = "from balanssim.results.record import source_hash; print(source_hash())"
    here = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=tmp_path)
    if here.stdout != room.python(asked).stdout and "CI" not in os.environ:
        pytest.skip("the checkout has changed since the wheel was built")
    command = ["run", "balanssim:omgevingsvisie", "--draws", "16", "--json", "--out"]
    kernel = {"BALANSSIM_KERNEL": "numpy"}
    ours = subprocess.run(
        [sys.executable, "-m", "balanssim", *command, "ours"],
        cwd=tmp_path, env={**os.environ, **kernel}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = room.call(*command, "theirs", cwd=tmp_path, env={"PYTHONDONTWRITEBYTECODE": "1", **kernel})
    assert theirs.returncode == 0, theirs.stderr
    one, other = (json.loads(done.stdout)["runs"][0] for done in (ours, theirs))
    assert one["run"] == other["run"]
    sums = []
    for python, run in ((sys.executable, one), (str(room.bin / "python"), other)):
        command = [python, "-c", CHECKSUMS, run["path"]]
        sums.append(json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout))
    assert len(sums[0]) > 10
    assert sums[0] == sums[1]


def test_from_a_folder_that_may_not_be_written(room, tmp_path):
    closed = tmp_path / "gesloten"
    closed.mkdir()
    closed.chmod(0o555)
    run = ("run", "balanssim:referentie", "--draws", "2", *HELD)
    for arguments in (("scenario", "new", "mijn.yaml"), run):
        done = room.call(*arguments, cwd=closed, mortal=True)
        assert done.returncode == 1, done.stdout
        assert "Kies een andere map" in done.stderr
        assert len(done.stderr.splitlines()) <= 2
    done = room.call(*run, "--out", str(tmp_path / "open"), cwd=closed, mortal=True)
    assert done.returncode == 0, done.stderr
    closed.chmod(0o755)
    assert list(closed.iterdir()) == []


def test_the_module_is_the_command(room, tmp_path):
    for arguments in (("--version",), ("--help",), ("compare",)):
        one, other = room.module(*arguments, cwd=tmp_path), room.call(*arguments, cwd=tmp_path)
        assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)


def test_the_wheel_is_what_is_tried(room, tmp_path):
    where = room.python("import balanssim; print(balanssim.__file__)", cwd=tmp_path).stdout
    assert Path(where.strip()).is_relative_to(room.folder)
    files = room.python("from balanssim.scenario.sources import shipped_folder as f; print(f().name)", cwd=tmp_path)
    assert files.stdout.strip() == "_scenarios"


def test_help_is_there_at_once(room, tmp_path, tell):
    room.call("--help", cwd=tmp_path)  # byte code
    times = []
    for _ in range(5):
        started = time.perf_counter()
        room.call("--help", cwd=tmp_path)
        times.append(time.perf_counter() - started)
    tell(f"{min(times):8.2f} s   balanssim --help")
    assert min(times) < 1.0  # 0.1 s on an idle machine; that nothing heavy is loaded keeps it so
    code = "import sys, balanssim.cli as c; c.main(['--help']); print('numpy' in sys.modules)"
    assert room.python(code, cwd=tmp_path).stdout.rstrip().endswith("False")
