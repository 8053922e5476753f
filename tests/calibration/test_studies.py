"""Pages of studies: made from the sweep alone, the same bytes each time, and what they say is what the sweep holds."""

from __future__ import annotations

import pytest

from balanssim.sweep import load, regret
from calibration.findings import studies, study_tables
from calibration.findings.study_tables import Case
from tests.sweep.support import study
from tests.sweep.test_policies import ASKED


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    path = study(tmp_path_factory.mktemp("studies"), **ASKED)
    return studies.computed(load.load(path), path.parent, workers=1)


@pytest.fixture(scope="module")
def made(case: Case) -> str:
    return studies.page(case)


def test_a_page_has_its_parts_and_is_the_same_each_time(case: Case, made: str) -> None:
    again = Case(case.loaded, case.out, case.sweep)
    assert studies.page(again) == made
    assert made.startswith("# Proef\n")
    for part in ("Kern", "Grenzen", "Wat een maatregel verandert", "Hoe dan ook zinvol", "Onder welke omstandigheden"):
        assert f"\n## {part}\n" in made
    assert studies.mark(case.loaded) in made
    assert "nan" not in made.casefold()


def test_the_sentences_say_what_the_sweep_holds(case: Case, made: str) -> None:
    _, (more, nothing) = regret.compare(case.sweep.folder)
    assert (more.no_regret, nothing.no_regret) == (True, False)
    assert "Hoe dan ook zinvol: Meer woningen." in made
    values, _ = case.values[0]["homes_added@T1"]
    assert values.max() < 600
    assert "gehaald in 0 van 100 toekomsten (vrijwel nooit)" in made


def test_policies_stand_in_columns_where_they_fit_and_else_in_rows() -> None:
    policies = [f"p{number}" for number in range(study_tables.COLUMNS + 1)]
    wide = study_tables.grid(["a", "b"], policies, [["1", "2"]] * len(policies))
    narrow = study_tables.grid(["a", "b"], policies[:-1], [["1", "2"]] * (len(policies) - 1))
    assert wide.splitlines()[0] == "|  | a | b |"
    assert len(wide.splitlines()) == 2 + len(policies)
    assert len(narrow.splitlines()) == 2 + 2


def test_every_study_has_its_page_and_every_page_is_of_the_study_file_of_today() -> None:
    assert sorted(path.stem for path in studies.FOLDER.glob("*.md")) == studies.names()
    for name in studies.names():
        text = (studies.FOLDER / f"{name}.md").read_text(encoding="utf-8")
        assert studies.mark(load.load(f"balanssim:studies/{name}")) in text, f"make it again: {name}"
