"""Luck of municipalities: estimates from counted years, the overlay that holds them, and the words about them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import balanssim as bs
from balanssim.procedures.luck import gamma
from calibration import hindcasts, luck, pages
from tests.middle import HELD

PAGE = hindcasts.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def counted(shared_data) -> luck.Counted:
    return luck.read(shared_data(luck.HOMES).parent)


def lines(part: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in pages.part(PAGE, part).splitlines()[2:]]


def invented(year: float, lasting: float, count: int = 4000) -> luck.Counted:
    """Municipalities of one class that have the luck they are given, and no country that moves."""
    generator = np.random.default_rng(5)
    draw = generator.random((len(luck.YEARS), count))
    stays = gamma(lasting, generator.random(count)) if lasting else np.ones(count)
    new = 100.0 * gamma(year, draw)
    new[luck.TOLD :] *= stays
    homes = np.full(count, 20_000.0)
    return luck.Counted(new, new, homes, new.mean(axis=0), new.mean(axis=0), new[-1], homes)


def test_spreads_that_were_put_in_are_found() -> None:
    """A lasting change that sets in after the known years is partly seen as a swing of single years."""
    years = luck.spreads(invented(0.5, 0.0))["middle"]
    assert years.year == pytest.approx(0.5, abs=0.02)
    assert years.correlation == pytest.approx(-1.0 / 6.0, abs=0.02)
    both = luck.spreads(invented(0.3, 0.4))["middle"]
    assert both.year == pytest.approx(0.34, abs=0.03)
    assert both.lasting == pytest.approx(0.43, abs=0.05)  # with what three years say too little of their own pace


def test_the_overlay_is_what_the_figures_give(counted: luck.Counted) -> None:
    found = luck.spreads(counted)
    assert luck.OVERLAY.read_text(encoding="utf-8") == luck.overlay(found)
    assert luck.table(found) == pages.part(PAGE, "luck")
    assert luck.held(counted, found, bs.load_region("balanssim:flevoland-mra")) == pages.part(PAGE, "luck-held")


@pytest.mark.long  # the region is prepared twice
def test_the_first_year_of_the_page_is_what_worlds_give() -> None:
    """Sixteen worlds, of which the middle lies in the band of the page."""
    region = bs.load_region("balanssim:flevoland-mra")
    made = luck.in_the_model(luck.OVERLAY, region, 16).splitlines()
    shown = pages.part(PAGE, "luck-first-year").splitlines()
    assert made[0] == shown[0]
    for few, many in zip(made[2:], shown[2:], strict=True):
        cells, held = ([cell.strip() for cell in line.strip("|").split("|")] for line in (few, many))
        assert cells[:2] == held[:2]
        for column in (2, 4):
            low, _, high = (float(part.replace(",", "")) for part in held[column].split(" – "))
            assert low < float(cells[column].split(" – ")[1].replace(",", "")) < high, cells[0]


def test_words_of_the_page_fit_its_tables() -> None:
    rows, first = lines("luck-held"), lines("luck-first-year")
    without, both = ([float(row[column].strip(" %")) for row in rows] for column in (3, 5))
    assert (min(without), max(without), min(both), max(both)) == (20, 46, 67, 88)
    assert [a < b for a, b in zip(without, both, strict=True)] == [True] * len(rows)
    first = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in pages.part(PAGE, "luck-first-year").splitlines()[2:]
    ]
    assert [row[5] for row in first] == ["yes"] * 7
    assert sum(row[3] == "yes" for row in first) == 1
    six, wide = (float(first[-1][column].replace(",", "")) for column in (6, 7))
    assert 0.88 < wide / six < 0.93


def test_the_overlay_lies_over_every_ready_made_scenario(tmp_path: Path) -> None:
    text = "schema_version: 1\nid: breder\ntitle: {nl: Breder}\nextends: balanssim:omgevingsvisie\n"
    (tmp_path / "breder.yaml").write_text(text + "overlays: [balanssim:overlays/bredere-banden]\n", encoding="utf-8")
    resolved = bs.load_scenario(tmp_path / "breder.yaml", overrides=HELD)
    given = resolved.scenario.luck.housing
    assert given.year_spread.small > given.year_spread.largest > 0.3
    papers = [resolved.papers[f"luck.housing.{kind}.{size}"] for kind, by in given for size, _ in by]
    assert [one for one in papers if not (one.source and one.status and one.date)] == []
    origin = resolved.origin["luck.housing.year_spread.small"]
    assert (origin.layer, origin.file) == ("overlay", "balanssim:overlays/bredere-banden")
