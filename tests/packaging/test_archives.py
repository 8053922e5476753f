"""What is in the wheel and the sdist."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections import Counter
from email import message_from_bytes

import pytest

from tests.packaging.rooms import ROOT

pytestmark = pytest.mark.wheel
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def members(wheel):
    """Name and unpacked size of everything in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: info.file_size for info in archive.infolist()}


@pytest.fixture(scope="module")
def papers(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_the_wheel_holds_package_scenarios_and_region_and_nothing_else(members):
    tops = {name.split("/")[0] for name in members}
    assert tops == {"balanssim", f"balanssim-{version()}.dist-info"}
    inside = {name.removeprefix("balanssim/") for name in members if name.startswith("balanssim/")}
    shipped = {f"_scenarios/{path.relative_to(ROOT / 'scenarios').as_posix()}" for path in files(ROOT / "scenarios")}
    region = ROOT / "src" / "balanssim" / "data"
    tables = {f"data/{path.relative_to(region).as_posix()}" for path in files(region)}
    assert len(shipped) > 10
    assert len(tables) > 15
    assert shipped | tables | {"py.typed", "report/templates/page.html.j2"} <= inside
    strange = [name for name in inside if "test_" in name or "/tests/" in name or "calibration/" in name]
    assert strange == []
    assert {name.rpartition(".")[2] for name in inside} <= {
        "py", "yaml", "csv", "json", "md", "j2", "css", "js", "svg", "typed",
    }  # fmt: skip


def version():
    found = {}
    exec((ROOT / "src" / "balanssim" / "_version.py").read_text(encoding="utf-8"), found)
    return found["__version__"]


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def test_package_data_stays_below_ten_megabytes(members, wheel, sdist, tell):
    sizes = Counter()
    for name, size in members.items():
        parts = name.split("/")
        sizes["/".join(parts[:2]) if len(parts) > 2 else parts[0]] += size
    for archive in (wheel, sdist):
        tell(f"{archive.stat().st_size / 1e6:8.2f} MB  {archive.name}, packed")
    for name, size in sizes.most_common():
        tell(f"{size / 1e6:8.2f} MB  {name}, unpacked")
    data = sum(size for name, size in members.items() if not name.endswith(".py"))
    assert data < 10e6
    assert wheel.stat().st_size < 3e6


def test_the_papers_of_the_wheel(papers, wheel):
    assert papers["Name"] == "balanssim"
    assert papers["Version"] == version()
    assert papers["License-Expression"] == PROJECT["license"] == "EUPL-1.2"
    assert papers.get_all("License-File") == ["LICENSE"]
    assert sorted(papers.get_all("Classifier")) == sorted(PROJECT["classifiers"])
    assert not any(one.startswith("License ::") for one in PROJECT["classifiers"]), "the licence is an expression"
    assert papers["Requires-Python"] == PROJECT["requires-python"]
    asked = [one for one in papers.get_all("Requires-Dist") if "extra ==" not in one]
    assert len(asked) == len(PROJECT["dependencies"])
    assert papers.get_all("Project-URL", []) == [f"{key}, {url}" for key, url in PROJECT.get("urls", {}).items()]
    assert papers["Description-Content-Type"] == "text/markdown"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (licence,) = (name for name in names if name.endswith(".dist-info/licenses/LICENSE"))
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
        (entry,) = (name for name in names if name.endswith("entry_points.txt"))
        assert "balanssim = balanssim.__main__:main" in archive.read(entry).decode()


def test_the_sdist_holds_all_that_git_knows(sdist):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("no git here to say what belongs to the project")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    known = {name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()}
    assert sorted(known - inside) == []
    assert not any(name.startswith((".git/", "dist/", ".venv")) or name.endswith(".pyc") for name in inside)


def test_what_pip_installs_from_the_sdist_is_what_the_wheel_holds(sdist, wheel, tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-build-isolation", "--no-compile", "--target", str(tmp_path), str(sdist)], check=True)
    installed = {
        path.relative_to(tmp_path).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files(tmp_path / "balanssim")
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if name.startswith("balanssim/")
        }
    assert installed == held


def test_the_sdist_can_be_tested(sdist, tmp_path):
    """Unpacked, without git: every test can be collected, and the first of them run."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    env = {**os.environ, "PYTHONPATH": str(folder / "src")}
    asked = [sys.executable, "-c", "import balanssim; print(balanssim.__file__)"]
    where = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=folder, env=env)
    assert where.stdout.startswith(str(folder))
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    for arguments in (["--collect-only", "-m", ""], ["tests/test_rng.py", "tests/test_catalogue.py"]):
        done = subprocess.run([*pytest_, *arguments], cwd=folder, capture_output=True, text=True, check=False, env=env)
        assert done.returncode == 0, done.stdout[-3000:]
