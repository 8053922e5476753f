"""The project as a whole: light start, one version, words in two languages, short modules, no machine named."""

from __future__ import annotations

import importlib
import re
import string
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from benchmarks.registry import discover, measure

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "balanssim"
HEAVY = ("numpy", "scipy", "numba", "pandas", "xarray", "zarr", "h5py", "vl_convert", "simpy")

#: Modules of more than 400 lines, each with the reason why it is not split.
LONG_MODULES: dict[str, str] = {}


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def version() -> str:
    return importlib.import_module("balanssim._version").__version__


def our_texts() -> list[Path]:
    """Text files of the project, as git knows them; every file under the known folders where there is no git."""
    kinds = {
        ".py",
        ".md",
        ".yaml",
        ".yml",
        ".toml",
        ".csv",
        ".json",
        ".cff",
        ".txt",
        ".lock",
        ".j2",
        ".html",
        ".css",
        ".js",
        "",
    }
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        tops = ["src", "tests", "docs", "scenarios", "benchmarks", "calibration"]
        found = [*ROOT.glob("*"), *(path for top in tops for path in (ROOT / top).rglob("*"))]
    return sorted(path for path in found if path.is_file() and path.suffix in kinds)


# ---- start -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "module", ["balanssim", "balanssim.cli", "balanssim.errors", "balanssim.texts", "balanssim.catalogue"]
)
def test_importing_the_front_loads_no_heavy_package(module: str) -> None:
    code = f"import {module}, sys; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_help_answers_fast_relative_to_the_lightest_start_with_click() -> None:
    measured = measure(discover()["cli-help"])
    assert measured.kept, f"--help takes {measured.ratio:.1f} x a Python that imports click"


# ---- one version -------------------------------------------------------------------------------------------------


def test_version_is_the_same_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    publiccode = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert {metadata.version("balanssim"), str(citation["version"]), str(publiccode["softwareVersion"])} == {version()}


def test_changelog_has_the_version() -> None:
    heads = re.findall(r"^## \[?([^\]\s]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert version() in heads


def test_licence_is_the_same_everywhere() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{number}." in licence for number in range(1, 16)), "an article of the licence is missing"
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    publiccode = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert {project()["license"], citation["license"], publiccode["legal"]["license"]} == {"EUPL-1.2"}


# ---- words -------------------------------------------------------------------------------------------------------


def placeholders(words: object) -> set[str]:
    texts = words.values() if isinstance(words, dict) else [words]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(str(text)) if name is not None}


@pytest.mark.parametrize("kind", ["problems", "messages"])
def test_dutch_and_english_words_match(kind: str) -> None:
    nl, en = (
        yaml.safe_load((SOURCE / "texts" / f"{kind}_{lang}.yaml").read_text(encoding="utf-8")) or {}
        for lang in ("nl", "en")
    )
    assert sorted(nl) == sorted(en)
    different = [code for code in nl if placeholders(nl[code]) != placeholders(en[code])]
    assert different == [], "these texts name other placeholders in Dutch than in English"


# ---- shape -------------------------------------------------------------------------------------------------------


def test_modules_are_short() -> None:
    lines = {
        path.relative_to(SOURCE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted(SOURCE.rglob("*.py"))
    }
    assert sorted(name for name, count in lines.items() if count > 400) == sorted(LONG_MODULES)
    assert lines.get("engine.py", 0) <= 300, "the loop over years stays small"


def test_package_data_stays_small() -> None:
    files = (path for path in SOURCE.rglob("*") if path.is_file() and path.suffix != ".py")
    size = sum(path.stat().st_size for path in files if "__pycache__" not in path.parts)  # compiled code is not shipped
    assert size < 10e6


def test_nothing_names_a_machine_or_a_registry() -> None:
    # Jan is made up: he lives in the tests that strip such paths from what a run records.
    path = re.compile(r"(?<![\w./<{:-])/(?:home|root|work|Users)/(?!jan\b)\w|\b[A-Z]:\\Users\\(?!Jan\b)")
    host = re.compile(r"pypi\.org|pythonhosted|npmjs\.|--(?:extra-)?index-url|artifactory|/-/simple", re.IGNORECASE)
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in our_texts()
        if file != Path(__file__).resolve()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if path.search(line) or host.search(line)
    ]
    assert found == []


def test_lock_has_hashes_no_addresses_and_all_that_is_asked_for() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    entries = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    blocks = re.split(r"(?m)^(?=\S)", lock)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.split("\n")[0])
    locked = {re.sub(r"[-_.]+", "-", name).lower() for name in entries}
    wanted = [*project()["dependencies"], *project()["optional-dependencies"]["dev"]]
    missing = [item for item in wanted if re.sub(r"[-_.]+", "-", re.split(r"[<>=\[; ]", item)[0]).lower() not in locked]
    assert missing == [], "run `make lock`"


# ---- pages -------------------------------------------------------------------------------------------------------


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in (path for path in our_texts() if path.suffix == ".md"):
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", text):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")
    assert broken == []


def test_readme_promises_only_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    promised = set(re.findall(r"\bmake ([a-z]+)\b(?=`|\s{2}|$)", pages, re.MULTILINE))
    assert {"compare", "test"} <= promised <= targets


def test_every_ready_made_scenario_is_listed() -> None:
    listed = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
    made = [path.stem for path in sorted((ROOT / "scenarios").glob("*.yaml"))]
    assert [name for name in made if f"`{name}`" not in listed] == []


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]
    assert numbers == sorted(set(numbers))  # numbers are set aside before pages are written, so gaps may stand
    assert numbers[:30] == list(range(30))
