"""Hindcasts of the country: a short form of the page, and a committed page whose words fit its tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from calibration import hindcasts, pages

PAGE = hindcasts.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shared(shared_data) -> Path:
    return shared_data(hindcasts.HOMES).parent


def lines(part: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in pages.part(PAGE, part).splitlines()[2:]]


def missing(made: str, part: str) -> list[str]:
    """Rows that the committed page does not have."""
    rows = made.splitlines()[2:]
    assert rows
    return [row for row in rows if row not in pages.part(PAGE, part)]


def test_spans_of_homes_are_what_the_page_says(shared: Path) -> None:
    homes = hindcasts.housing(shared)
    assert missing(hindcasts.errors(homes, "added", "homes"), "housing-errors") == []
    assert missing(hindcasts.skill(homes, "added", "homes"), "housing-skill") == []
    assert hindcasts.losses(homes, "added", "homes") == pages.part(PAGE, "housing-losses")
    assert hindcasts.inflations(homes, "added", "homes") == pages.part(PAGE, "housing-width")


@pytest.mark.long
def test_a_span_of_commuting_is_what_the_page_says(shared: Path) -> None:
    jobs = hindcasts.commuting(shared, [(2009, 2010, 2011)])
    assert missing(hindcasts.outcomes(jobs), "commuting-outcomes") == []
    assert missing(hindcasts.errors(jobs, "pairs", "size"), "commuting-errors") == []
    assert missing(hindcasts.skill(jobs, "pairs", "size"), "commuting-skill") == []
    assert missing(hindcasts.crossings(shared, [(2009, 2010, 2011)]), "commuting-width") == []


def test_the_total_of_homes_is_that_of_the_table(shared: Path) -> None:
    with (shared / hindcasts.HOMES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ends = {year: sum(float(row["stock_end"]) for row in rows if row["year"] == year) for year in ("2015", "2024")}
    (found,) = hindcasts.housing(shared, [(2015, 2024)])
    assert found.homes_counted - found.homes_start == pytest.approx(ends["2024"] - ends["2015"])


def test_words_of_the_page_fit_its_tables() -> None:
    skills = {(row[0], row[1]): row for row in lines("housing-skill")}
    assert skills["2012-2015 to 2018", "municipalities of 50,000 and more"][2].startswith("−")  # as then is better
    for span in ("2012 to 2018", "2012-2013 to 2018", "2012-2016 to 2018"):
        assert skills[span, "all"][2] >= "+0.60"
    for span in ("2012-2015 to 2024", "2012-2018 to 2024"):
        assert float(skills[span, "municipalities of 50,000 and more"][-1]) > 1.05
        assert abs(float(skills[span, "all"][-1]) - 1.0) < 0.06
    assert pages.part(PAGE, "commuting-losses") == "Nowhere."
    for span, pairs, missed, once, within in lines("commuting-width"):
        assert float(within.rstrip("%")) > 80.0, span
        assert int(missed.replace(",", "")) > 0.2 * int(pairs.replace(",", "")), span
        assert 0.55 < int(once.replace(",", "")) / int(missed.replace(",", "")) < 0.75, span
    for row in lines("commuting-errors"):
        if "up to 10,000" in row[1]:
            assert float(row[2 + 1].rstrip("%")) < float(row[-1].rstrip("%")), row  # as then beside the model


def test_annex_of_a_brief_says_what_the_page_says() -> None:
    assert hindcasts.FIT.read_text(encoding="utf-8") == hindcasts.fit(PAGE)
    with hindcasts.FIT.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    span = next(row for row in rows if row["what"] == "housing" and row["span"] == "2012-2018 to 2024")
    cells = next(line for line in lines("housing-errors") if line[:2] == ["2012-2018 to 2024", "all"])
    assert [f"{float(span[name]):.1%}" for name in ("as_then", "trend", "alike", "model")] == cells[3:]
    assert {row["what"] for row in rows} == {"housing", "commuting"}
