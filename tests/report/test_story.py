"""The sentences and cautions: rules held against the numbers they are made from."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import xarray as xr

from balanssim.compare import Setting, compare, tabulate
from balanssim.compare.structure import Deciding, Money, ProjectGap
from balanssim.compare.woondeal import Band, Deal, Pace
from balanssim.report import cautions, numbers, story, terminal
from balanssim.report.story import Sentence
from tests import synthetic

TITLES = {"a": ("Referentie", "Reference"), "b": ("Visie", "Vision"), "c": ("Meer", "More"), "d": ("Min", "Less")}
MOVES = {"a": {"openings": {"P01_IJMEER_METRO": 9999}}, "b": {"scale": 1.3}, "c": {"scale": 0.8}, "d": {}}
#: Comparisons by what they are of: most tests look at the same one.
COMPARED: dict[str, xr.Dataset] = {}
AMBITION = {**synthetic.GOALS[0], "id": "w", "variable": "homes_added", "at_least": 42_000, "kind": "ambitie"}


def comparison(names="ab", lang="nl", moves=MOVES, goals=synthetic.GOALS):
    key = repr((names, moves, goals))
    if key not in COMPARED:
        COMPARED[key] = compared(names, moves, goals)
    return tabulate(COMPARED[key], lang)


def compared(names, moves, goals):
    data = {name: synthetic.results(**moves[name]) for name in names}
    settings = {
        "a": {"P01_IJMEER_METRO": Setting("never", 0.0)},
        "b": {"P01_IJMEER_METRO": Setting("assumed", 0.1), "P03_A6_LLS": Setting("procedures", 0.15)},
    }
    titles = {name: TITLES[name] for name in names}
    return compare(data, dict.fromkeys(data, goals), labels=synthetic.LABELS, titles=titles, settings=settings)


def row(of, variable):
    return next(one for one in of.outcomes if one.variable == variable)


def deal(possible=(4150.0, 5000.0)):
    bands = (Band(2894, 2500, 3243), Band(2917, 2486, 3371))
    return Deal("flevoland", 6425.0, "2024-01-01", (), (), Pace(2024, 2030, 4759.71, bands, possible))


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("names", ["a", "ab", "abcd"])
def test_there_are_at_most_five_points_and_each_says_what_it_is_about(names, lang):
    found = story.sentences(comparison(names, lang))
    assert 3 <= len(found) <= 5
    assert all(isinstance(one, Sentence) and one.about for one in found)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("variable", ["homes_added", "jobs_all_added", "share_working_outside"])
def test_every_scenario_has_its_figure_with_its_band(variable, lang):
    of = comparison("abcd", lang)
    outcome = row(of, variable)
    text = next(one.text for one in story.sentences(of) if outcome.id in one.about)
    for cell in outcome.cells:
        assert numbers.central(cell.median, cell.p10, cell.p90, outcome.unit, lang) in text


def test_scenarios_that_say_the_same_are_named_together():
    of = comparison("abc", moves={"a": {}, "b": {}, "c": {"scale": 1.3}})
    text = story.sentences(of)[0].text
    first, _, third = (numbers.central(c.median, c.p10, c.p90, "homes", "nl") for c in row(of, "homes_added").cells)
    assert f"{first} bij A en B, {third} bij C" in text
    assert text.count(first) == 1


def test_the_titles_stand_beside_the_letters_where_there_are_two():
    text = story.sentences(comparison("ab"))[0].text
    assert "bij Referentie (A)" in text
    assert "bij Visie (B)" in text


def test_a_single_scenario_is_not_named():
    assert "bij" not in story.sentences(comparison("a"))[0].text.replace("erbij", "").replace("woningen bij", "")


def test_an_outcome_that_cannot_be_told_from_the_first_is_said_to_be_so():
    of = comparison("ab")
    outcome = row(of, "homes_added")
    cell = replace(outcome.cells[1], indistinguishable=True)
    changed = replace(of, outcomes=(replace(outcome, cells=(outcome.cells[0], cell)), *of.outcomes[1:]))
    assert "(niet te onderscheiden van A)" in story.sentences(changed)[0].text


def test_the_level_on_the_base_date_stands_beside_the_change():
    of = comparison("ab")
    homes = row(of, "homes_added")
    level = replace(homes, level=(80_000.0, 92_353.0, 95_000.0))
    changed = replace(of, outcomes=(level, *of.outcomes[1:]))
    assert "Almere (92.400 [80.000–95.000] woningen op 1-1-2024)" in story.sentences(changed)[0].text
    share = row(of, "share_working_outside")
    assert share.base is not None
    text = next(one.text for one in story.sentences(of) if share.id in one.about)
    assert f"Op 1-1-2024 was dat {story.amount(share.base, 'share', 'nl')}" in text


def test_a_counted_figure_has_no_band_and_an_estimate_has():
    assert story.amount((92_353.0, 92_353.0, 92_353.0), "homes", "nl") == "92.400"
    assert story.amount((80_000.0, 98_000.0, 100_000.0), "jobs", "nl") == "98.000 [80.000–100.000]"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 (vrijwel nooit)"), (0.002, "minder dan 1 (vrijwel nooit)"), (0.5, "50 (ongeveer om het even)"),
     (0.8, "80 (meestal)"), (0.998, "meer dan 99 (vrijwel altijd)")],
)  # fmt: skip
def test_chance_is_n_of_100_with_the_word_of_its_class(share, words):
    of = replace(comparison("a"), draws=256)
    goals = [replace(goal, cells=(replace(goal.cells[0], futures=share),)) for goal in of.goals]
    text = " ".join(one.text for one in story.sentences(replace(of, goals=tuple(goals))))
    assert "Van 100 doorgerekende toekomsten halen er, gegeven deze aannames, zoveel de ambitie" in text
    assert f"‘+55.000 banen 2040’: {words}." in text


def test_fewer_than_a_hundred_futures_are_never_called_a_hundred():
    of = replace(comparison("a"), draws=16)
    for lang, words in (
        ("nl", "Van 16 doorgerekende toekomsten halen er, omgerekend naar 100"),
        ("en", "Of 16 calcul"),
    ):
        text = " ".join(one.text for one in story.sentences(replace(of, lang=lang)))
        assert words in text
        assert "100 doorgerekende" not in text
        assert "100 calculated" not in text


def test_the_ambition_of_the_reference_date_goes_before_another_reading():
    other = {**AMBITION, "id": "w15", "year": 2040, "title": {"nl": "in 15 jaar"}}
    now = {**AMBITION, "year": 2041, "title": {"nl": "tot en met 2040"}}
    text = story.sentences(comparison("a", goals=(other, now)))[0].text
    assert "‘tot en met 2040’" in text
    assert "15 jaar" not in text


def test_no_sentence_speaks_of_a_signal_value_or_of_a_load_ratio():
    ratio = {**synthetic.GOALS[2], "id": "ic", "variable": "load_ratio", "title": {"nl": "I/C brug"}, "at_most": 0.9}
    for lang in ("nl", "en"):
        text = " ".join(one.text for one in story.sentences(comparison("ab", lang, goals=(*synthetic.GOALS, ratio))))
        assert "I/C" not in text
        assert not re.search(r"verhouding|capaciteit|ratio|capacity", text)
        assert "Extra auto's brug" not in text


def test_a_load_is_said_with_its_paired_difference_as_more_or_fewer():
    of = comparison("abc")
    load = row(of, "commute_load_extra")
    text = next(one.text for one in story.sentences(of) if load.id in one.about)
    b, c = load.cells[1:]
    more = numbers.central(b.difference_median, b.difference_p10, b.difference_p90, "veh/h", "nl")
    fewer = numbers.central(-c.difference_median, -c.difference_p90, -c.difference_p10, "veh/h", "nl")
    assert f"bij B {more} meer dan bij A" in text
    assert f"bij C {fewer} minder dan bij A" in text
    assert numbers.MINUS not in text


def test_a_difference_of_either_sign_keeps_its_sign():
    of = comparison("ab")
    load = row(of, "commute_load_extra")
    cell = replace(load.cells[1], difference_median=40.0, difference_p10=-60.0, difference_p90=90.0)
    outcomes = tuple(replace(o, cells=(o.cells[0], cell)) if o is load else o for o in of.outcomes)
    text = " ".join(one.text for one in story.sentences(replace(of, outcomes=outcomes)))
    assert "bij B een verschil met A van +40 [−60 – 90]" in text


def test_an_agreement_has_the_pace_needed_calculated_and_possible():
    of = comparison("ab")
    text = next(one.text for one in story.sentences(of, [deal()]) if "woondeal-2030" in one.about)
    assert "netto 4.760 woningen per jaar van 2024 tot en met 2030" in text
    assert "2.900 [2.500–3.200] bij A, 2.900 [2.500–3.400] bij B" in text
    assert "4.150 bij A, 5.000 bij B" in text


def test_a_pace_that_is_not_bound_is_not_called_possible():
    text = " ".join(one.text for one in story.sentences(comparison("ab"), [deal((4150.0, None))]))
    assert "Nodig" in text
    assert "hoogste bouwtempo" not in text


def test_money_has_both_ends_and_unknown_cover_is_named():
    of = comparison("ab")
    gap = ProjectGap("P01_IJMEER_METRO", "IJmeer", 3500.0, 6000.0, 9000.0)
    money = (Money("a", 0.0, 0.0, 0.0, ()), Money("b", 3529.0, 6290.0, 9498.0, (gap,), ("Busbaan",)))
    text = story.sentences(replace(of, money=money))[-1].text
    assert "0 euro bij Referentie (A), 6,3 miljard euro (laag 3,5, hoog 9,5) bij Visie (B)" in text
    assert "Busbaan" in text
    assert story.money_words(29.0, 290.0, 498.0, "nl") == "290 miljoen euro (laag 29, hoog 500)"
    assert "euro" not in " ".join(one.text for one in story.sentences(replace(of, money=(money[0], money[0]))))


def decided(of, *factors):
    outcomes = (replace(of.outcomes[0], deciding=factors), *of.outcomes[1:])
    return " ".join(one.text for one in story.sentences(replace(of, outcomes=outcomes)))


GRID = Deciding("grid.year", "Netverzwaring", 0.41, 0.35, 0.47, "a", True)
LINK = Deciding("x.opening_year", "Opening IJmeer", 0.01, 0.0, 0.04, "a", False, "P01_IJMEER_METRO")
PERCENT = "\N{NO-BREAK SPACE}%"


def test_what_decides_has_its_share_with_band_and_only_where_it_stands_out():
    of = comparison("a")
    text = decided(of, GRID, LINK)
    assert f"Netverzwaring (41{PERCENT} van de spreiding, tussen 35 en 47)." in text
    assert f"Niet doorslaggevend: Opening IJmeer (1{PERCENT} van de spreiding, tussen 0 en 4)." in text
    assert "Opening IJmeer" not in decided(of, GRID, replace(LINK, high=0.08))  # perhaps
    assert "Netverzwaring" not in decided(of, replace(GRID, stands_out=False))


def test_of_two_scenarios_it_is_also_said_what_decides_their_difference():
    space = replace(GRID, factor="work.space", label="Ruimte", share=0.3, scenario="b")
    text = decided(comparison("ab"), GRID, LINK, space, replace(LINK, scenario="b"))
    assert f"Doorslaggevend voor het verschil tussen de twee: Ruimte (30{PERCENT}" in text
    assert text.count("Opening IJmeer") == 1  # said once


def test_a_project_that_is_equal_in_all_scenarios_is_not_said_not_to_decide():
    other = replace(LINK, label="Opening Zuidasdok", project="P08_ZUIDASDOK")
    text = decided(comparison("ab"), GRID, other, LINK)
    assert "Zuidasdok" not in text
    assert "Niet doorslaggevend: Opening IJmeer" in text


def test_assumptions_of_which_the_order_is_not_known_are_named_together():
    net = replace(GRID, share=0.27, low=0.22, high=0.32)
    near = replace(GRID, factor="pace", label="Tempo", share=0.25, low=0.20, high=0.29)
    far = replace(GRID, factor="water", label="Water", share=0.11, low=0.08, high=0.14)
    text = decided(comparison("a"), net, near, far)
    assert "tussen 22 en 32); Tempo (" in text
    assert "Water" not in text


def test_nothing_is_said_of_what_is_missing():
    of = replace(comparison("ab"), outcomes=(), goals=(), money=())
    assert story.sentences(of) == []
    assert cautions.cautions(replace(of, projects=())) != []


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_link_that_is_not_open_everywhere_on_the_date_is_said_to_be_so(lang):
    of = comparison("ab", lang)
    cell = next(one for one in of.projects if one.id == "P01_IJMEER_METRO").cells[1]
    assert 0 < cell.on_date < cell.opened
    line = next(one for one in cautions.cautions(of) if "2041" in one and numbers.per_hundred(cell.on_date) in one)
    assert re.search(r"(bij|under) B\b", line)
    assert "A" not in re.sub(r"IJmeer\w*", "", line).split(".")[0]


def test_a_link_open_in_every_world_on_the_date_needs_no_caution():
    of = comparison("ab", moves={**MOVES, "b": {"openings": {"P01_IJMEER_METRO": 2030.0, "P03_A6_LLS": 2030.0}}})
    assert not any("Verloop in de tijd" in line and "IJmeer" in line for line in cautions.cautions(of))


def test_a_year_set_by_hand_is_named_with_its_cover():
    line = next(one for one in cautions.cautions(comparison("ab")) if one.startswith("Met de hand gezet"))
    assert "10\N{NO-BREAK SPACE}% gedekt" in line
    assert "A6" not in line  # by procedures


def test_none_of_100_is_explained_only_where_it_occurs():
    of = comparison("a")
    assert any(line.startswith("0 van 100") for line in cautions.cautions(of)) == any(
        numbers.per_hundred(cell.futures) == "0" for goal in of.goals for cell in goal.cells
    )
    some = tuple(replace(goal, cells=(replace(goal.cells[0], futures=0.5),)) for goal in of.goals)
    assert not any(line.startswith("0 van 100") for line in cautions.cautions(replace(of, goals=some)))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_congestion_does_is_said_of_none_of_all_and_of_some(lang):
    """In the terminal and among the cautions, with the names of the scenarios in which it acts."""
    found = comparison("ab", lang)
    said = {}
    for feedback in ((), (False, False), (True, True), (False, True)):
        one = replace(found, feedback=feedback)
        said[feedback] = (cautions.cautions(one), terminal.table(one))
    assert said[()] == said[False, False]
    assert len({tuple(lines) for lines, _ in said.values()}) == 3
    title = TITLES["b"][lang == "en"]
    mixed = [line for line in said[False, True][0] if line not in said[True, True][0]]
    assert [title in line for line in mixed] == [True]
    assert f" {title};" in " ".join(said[False, True][1].split())
