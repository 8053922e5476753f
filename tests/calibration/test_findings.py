"""The findings: what their pages say in words holds in a short run too, and a sentence that does not hold is seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xarray as xr

from calibration import pages
from calibration.findings import ijmeer_2x2 as finding
from calibration.findings import wegen_later

DRAWS = 16
Four = dict[tuple[bool, bool], xr.Dataset]


# real runs in equilibrium; below, tests of the committed pages see each time that words and tables fit
@pytest.mark.long
def test_the_page_on_roads_says_what_a_short_run_says(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    target = tmp_path / "page.md"
    code = wegen_later.main(["--draws", str(DRAWS), "--results", str(tmp_path), "--page", str(target)])
    assert code == 0, capsys.readouterr().out
    text, committed = (path.read_text(encoding="utf-8") for path in (target, wegen_later.PAGE))
    assert f"{DRAWS} toekomsten, startgetal 1" in text
    for name in ("tussen", "eind", "controle", "geld"):
        assert pages.first_column(text, name) == pages.first_column(committed, name), name
    # a sentence that does not hold is seen: the same runs the other way round
    roads = wegen_later.gather(DRAWS, 1, tmp_path)
    swapped = wegen_later.statements(wegen_later.Found(roads.later, roads.on_time))
    stands = {item.text: item.stands for item in swapped}
    assert not stands["minder auto's over de Stichtse Brug en de A6"]
    assert not stands["meer auto's over de Hollandse Brug"]


@pytest.mark.long
def test_the_page_on_the_crossing_says_what_a_short_run_says(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    target = tmp_path / "page.md"
    code = finding.main(["--draws", str(DRAWS), "--results", str(tmp_path), "--page", str(target)])
    assert code == 0, capsys.readouterr().out
    text = target.read_text(encoding="utf-8")
    assert f"{DRAWS} toekomsten, startgetal 1" in text
    for name in ("uitkomsten", "verschillen", "controle"):
        assert pages.first_column(text, name) == pages.first_column(finding.PAGE.read_text(encoding="utf-8"), name), (
            name
        )
    # with the scenarios swapped the crossing would empty the metro and fill the bridge
    four, times = finding.run(DRAWS, 1, tmp_path), finding.minutes()
    assert len(finding.statements(four, times)) > 12
    swapped: Four = {
        (link, pampus): four[not link, pampus].assign(infrastructure_open=four[link, pampus]["infrastructure_open"])
        for link, pampus in four
    }
    stands = {item.text: item.stands for item in finding.statements(swapped, times)}
    assert not stands["meer ov-reizigers over het water (met Pampus, 2051)"]
    assert not stands["minder auto's op de Hollandse Brug (met Pampus, 2051)"]


@pytest.mark.parametrize("page", [finding.PAGE, wegen_later.PAGE])
def test_committed_pages_are_of_many_worlds_in_equilibrium(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    account = pages.part(text, "verantwoording")
    assert account.startswith("256 toekomsten, startgetal 1")
    assert "in evenwicht met files" in account
    assert re.findall(r"<!-- begin: ([\w-]+) -->\s*<!-- end", text) == []


def test_committed_tables_have_the_rows_of_their_command() -> None:
    crossing, roads = (module.PAGE.read_text(encoding="utf-8") for module in (finding, wegen_later))
    dated = [f"{row}, 1-1-{year}" for row in finding.ROWS for year in finding.YEARS]
    assert pages.first_column(crossing, "uitkomsten")[2:] == dated
    assert pages.first_column(crossing, "verschillen")[2:] == dated
    assert pages.first_column(roads, "tussen")[2:] == [row.label for row in wegen_later.ROWS]


def test_roads_are_all_in_which_the_scenarios_of_their_page_differ() -> None:
    assert wegen_later.settings() == {"P03_A6_LLS": (2036, 2045), "P04_A27_ZWE": (2035, 2042)}


def test_a_page_and_its_parts_must_match() -> None:
    text = "a <!-- begin: x --> old <!-- end: x --> b"
    assert pages.fill(text, {"x": "new"}) == "a <!-- begin: x -->\n\nnew\n\n<!-- end: x --> b"
    with pytest.raises(ValueError, match="no place for 'y'; nothing for the place 'x'"):
        pages.fill(text, {"y": "new"})
    with pytest.raises(ValueError, match="has no end"):
        pages.fill("<!-- begin: x -->", {"x": "new"})
