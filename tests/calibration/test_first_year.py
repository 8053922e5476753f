"""The first year beside what was counted: a short run, and a page whose words fit its own tables."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import balanssim as bs
from calibration import first_year

REGION = "balanssim:flevoland-mra"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def page(results: Path) -> str:
    target = results / "page.md"
    assert first_year.main(["--draws", "8", "--results", str(results), "--page", str(target)]) == 0
    return target.read_text(encoding="utf-8")


def test_a_run_that_forgets_has_a_band_where_an_ordinary_run_has_the_truth(page: str, results: Path) -> None:
    region = bs.load_region(REGION)
    forgotten = first_year.run(8, 1, results)["homes_added"].sel(year=2025, area="flevoland")
    knows = bs.simulate(
        "balanssim:referentie", draws=8, out=results, profile="summary", overrides=[first_year.HELD_COMMUTING]
    )
    ordinary = knows["homes_added"].sel(year=2025, area="flevoland")
    assert float(forgotten.std()) > 50.0
    truth = first_year.known(region, "net_additions", "flevoland", first_year.DATE)
    np.testing.assert_allclose(ordinary, truth, rtol=1e-6)


def test_truths_are_those_of_the_sources(page: str) -> None:
    for row, counted in (("Flevoland", "2,774"), ("Almere", "1,692"), ("Flevoland", "456,446"), ("Almere", "229,570")):
        assert f"| {row} | {counted} |" in page


def test_the_housing_deals_are_phased_and_dated(page: str) -> None:
    deals = page[page.index("<!-- begin: woondeal -->") :]
    assert "| 5,800 | 4,595 | 1,205 |" in deals
    assert "| 1,951 | 1,830 | 121 |" in deals
    assert "| 7,751 | 6,425 | 1,326 | 13,456 |" in deals
    assert "4,632" in deals
    assert "1 December 2024" in deals


def test_a_truth_that_is_absent_is_an_error() -> None:
    with pytest.raises(KeyError):
        first_year.known(bs.load_region(REGION), "net_additions", "GM0034", "1999-01-01")


def test_every_miss_of_the_committed_page_is_spoken_of() -> None:
    text = first_year.PAGE.read_text(encoding="utf-8")
    tables, words = text.split("## Outside the band:")
    missed = re.findall(r"^\| (\w+) \|.*\| outside [^|]+\|", tables, re.MULTILINE)
    words = words.split("## What it says")[0]
    assert missed, "no miss at all: the page tells another story"
    assert [name for name in missed if name not in words] == []
    assert "256 worlds, seed 1" in tables
