"""The table on one screen."""

from __future__ import annotations

from functools import cache

import pytest

from balanssim.compare import Setting, compare, tabulate
from balanssim.report import terminal
from balanssim.texts.plain import plain
from tests import synthetic


@cache
def compared(count):
    moves = [{"openings": {"P01_IJMEER_METRO": 9999}}, {"scale": 1.3}, {}, {"scale": 0.8}, {"scale": 1.1}]
    names = ["referentie", "omgevingsvisie", "banen-achter", "wonen-eerst", "net-later"][:count]
    data = {name: synthetic.results(**move) for name, move in zip(names, moves, strict=False)}
    settings = {"omgevingsvisie": {"P01_IJMEER_METRO": Setting("assumed", 0.1)}}
    titles = {name: (name.replace("-", " ").capitalize(), name) for name in names}
    goals = dict.fromkeys(names, synthetic.GOALS)
    return compare(data, goals, labels=synthetic.LABELS, titles=titles, settings=settings, region="Flevoland-MRA")


@cache
def tabulated(count, lang):
    return tabulate(compared(count), lang)


def table(count=2, lang="nl", width=120):
    return tabulated(count, lang), terminal.table(tabulated(count, lang), width)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_it_fits_the_screen(count, width):
    text = table(count, width=width)[1]
    assert max(len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_number_of_the_structure_is_on_the_screen(lang):
    comparison, text = table(2, lang)
    for outcome in comparison.outcomes:
        for column in (0, 1):
            assert terminal.outcome_text(outcome, column, lang).split(" [")[0] in text
    assert comparison.sketch in text


def test_three_scenarios_stand_side_by_side_and_their_differences_below():
    text = table(3)[1]
    assert text.count("Woningen Almere, erbij") == 2
    assert "Verschil met Referentie" in text
    assert "niet te onderscheiden" in text


def test_two_scenarios_have_a_column_of_differences():
    line = next(line for line in table(2, width=140)[1].splitlines() if line.startswith("Banen Almere, erbij"))
    assert line.count("[") == 3
    assert "▲" in line


def test_more_than_four_scenarios_go_to_more_tables():
    text = table(5, width=200)[1]
    heads = [line for line in text.splitlines() if "Referentie" in line or "Net later" in line]
    assert len([line for line in heads if line.strip().startswith("Referentie")]) == 1
    assert text.count("Woningen Almere, erbij") == 3  # two tables of values, one of differences


def test_an_opening_has_its_status_and_money():
    text = " ".join(table(2)[1].split())
    assert "aangenomen" in text
    assert "10 % gedekt" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "niet voor 2051" in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
def test_it_can_be_printed_anywhere(encoding):
    text = plain(table(3)[1], encoding)
    text.encode(encoding)
    assert "Woningen Almere, erbij" in text
    assert "?" not in text


def test_one_scenario_is_no_comparison():
    text = table(1)[1]
    assert text.startswith("Doorrekening")
    assert "≈" not in text
