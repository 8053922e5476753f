"""The findings: what their pages say in words holds in a short run too, and a sentence that does not hold is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from calibration import pages
from calibration.findings import ijmeer_2x2 as finding

DRAWS = 16
Four = dict[tuple[bool, bool], xr.Dataset]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def four(results: Path) -> Four:
    return finding.run(DRAWS, 1, results)


@pytest.fixture(scope="module")
def times() -> dict[tuple[str, str], tuple[float, float]]:
    return finding.minutes()


def test_what_the_page_says_holds_in_a_short_run(four: Four, times: dict) -> None:
    found = finding.statements(four, times)
    assert len(found) > 12
    assert [item.text for item in found if item.holds < min(item.at_least, 0.9)] == []


def test_a_sentence_that_does_not_hold_is_seen(four: Four, times: dict) -> None:
    # With the scenarios swapped the crossing would empty the metro and fill the bridge.
    swapped = {
        (link, pampus): four[not link, pampus].assign(infrastructure_open=four[link, pampus]["infrastructure_open"])
        for link, pampus in four
    }
    stands = {item.text: item.stands for item in finding.statements(swapped, times)}
    assert not stands["meer ov-reizigers over het water (met Pampus, 2051)"]
    assert not stands["minder auto's op de Hollandse Brug (met Pampus, 2051)"]


def test_one_command_fills_the_page(four: Four, results: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    target = tmp_path / "page.md"
    code = finding.main(["--draws", str(DRAWS), "--results", str(results), "--page", str(target)])
    assert code == 0, capsys.readouterr().out
    text = target.read_text(encoding="utf-8")
    assert f"{DRAWS} toekomsten, startgetal 1" in text
    committed = finding.PAGE.read_text(encoding="utf-8")
    assert "256 toekomsten, startgetal 1" in committed
    # words outside the markers are the same, tables have a row for each row of the finding and year
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        line for line in committed.splitlines() if line.startswith("## ")
    ]
    for row in finding.ROWS:
        assert sum(line.startswith(f"| {row}, 1-1-") for line in text.splitlines()) == 2 * len(finding.YEARS)


def test_a_page_and_its_parts_must_match() -> None:
    text = "a <!-- begin: x --> old <!-- end: x --> b"
    assert pages.fill(text, {"x": "new"}) == "a <!-- begin: x -->\n\nnew\n\n<!-- end: x --> b"
    with pytest.raises(ValueError, match="no place for 'y'; nothing for the place 'x'"):
        pages.fill(text, {"y": "new"})
    with pytest.raises(ValueError, match="has no end"):
        pages.fill("<!-- begin: x -->", {"x": "new"})
