"""What decides each row: of the outcome for the first scenario, of the paired difference for the others; luck apart."""

from __future__ import annotations

import re

import numpy as np
import pytest

from balanssim import catalogue, texts, worlds
from balanssim.compare import Row, luck, tabulate
from balanssim.compare.build import compare as compare_all
from balanssim.compare.deciding import FEWEST_WORLDS
from balanssim.report import pageparts, terminal
from tests import synthetic

DRAWS = 128
ROW = "jobs_all_added@GM0034"
LABELS = {**synthetic.LABELS, "work.growth": ("Groei van banen", "Growth of jobs")}


def compare(sets, **options):
    return compare_all(sets, rows=[Row("homes_added", "GM0034"), Row("jobs_all_added", "GM0034")], **options)


def point(number, draws=DRAWS):
    return worlds.points(1, f"p{number}", number, draws)


def data(jobs):
    """Results in which jobs of the headline row are what is given for labels 1..N, and procedures have no luck."""
    found = synthetic.results(draws=len(jobs))
    found["opening_year"][:] = 9999
    found["homes_dropped"][:] = found["homes_in_procedure"][:] = 500.0
    found["jobs_all_added"].loc[{"year": 2041, "area": "GM0034", "draw": slice(1, None)}] = jobs
    return found


PARAMETERS = {"work.growth": point(0), "grid.slip": point(1), "mobility.cost": point(2)}
FIRST = 20_000 + 9_000 * PARAMETERS["work.growth"] + 3_000 * PARAMETERS["grid.slip"]
OTHER = FIRST + 4_000 * PARAMETERS["mobility.cost"] + 1_500 * PARAMETERS["grid.slip"]


def compared(other=PARAMETERS, first=PARAMETERS, jobs=OTHER):
    sets = {"a": data(FIRST), "b": data(jobs)}
    return compare(sets, labels=LABELS, worlds={"a": first, "b": other})


def row(found, lang="nl"):
    return next(outcome for outcome in tabulate(found, lang).outcomes if outcome.id == ROW)


def test_the_first_is_decided_by_its_own_spread_and_the_others_by_that_of_the_difference():
    outcome = row(compared())
    first, other = outcome.decides("a"), outcome.decides("b")
    assert [one.factor for one in first] == ["work.growth", "grid.slip"]
    assert [one.factor for one in other] == ["mobility.cost", "grid.slip"]
    assert first[0].share == pytest.approx(0.9, abs=0.02)
    assert other[0].share == pytest.approx(16 / 18.25, abs=0.02)
    assert first[0].low < first[0].share < first[0].high
    assert first[0].label == "Groei van banen"
    assert outcome.cells[0].explained == pytest.approx(1.0, abs=0.02)
    assert outcome.cells[0].noise_floor < 0.05


def test_every_factor_is_in_the_dataset_and_what_a_scenario_does_not_draw_is_empty():
    fixed = {name: values for name, values in PARAMETERS.items() if name != "grid.slip"}
    found = compared(first=fixed).sel(row=ROW)
    assert found.deciding_share.sizes == {"scenario": 2, "factor": 3, "bound": 3}
    assert found.deciding_share.sel(scenario="a").isnull().any("bound").values.tolist() == [True, False, False]
    # what only one of two scenarios draws may decide their difference
    assert found.deciding_share.sel(scenario="b").notnull().all()
    assert compared(other=fixed).sel(row=ROW, scenario="b").deciding_share.notnull().all()


def test_a_parameter_of_which_the_distribution_differs_counts_with_the_values_of_the_scenario_itself():
    other = {**PARAMETERS, "work.growth": PARAMETERS["work.growth"][::-1]}
    jobs = FIRST + 5_000 * other["work.growth"]
    top = row(compared(other=other, jobs=jobs)).decides("b")[0]
    assert (top.factor, top.share) == ("work.growth", pytest.approx(1.0, abs=0.02))


def test_nothing_is_said_of_a_difference_that_is_the_same_in_every_world():
    found = compared(jobs=FIRST + 1_000)
    assert np.isnan(found.deciding_share.sel(scenario="b", row=ROW)).all()
    assert row(found).decides("b") == ()
    assert row(found).cells[1].explained is None


def test_too_few_worlds_or_none_uncertain_say_nothing():
    few = FEWEST_WORLDS - 1
    values = {name: column[:few] for name, column in PARAMETERS.items()}
    assert "deciding_share" not in compare({"a": data(FIRST[:few])}, worlds={"a": values})
    assert "deciding_share" not in compare({"a": data(FIRST)}, worlds={"a": {}})
    assert "deciding_share" not in compare({"a": data(FIRST)})


def test_worlds_that_failed_are_left_out_of_the_factors_too():
    broken = data(FIRST)
    broken = broken.where(broken.draw != 5)
    found = compare({"a": broken}, worlds={"a": PARAMETERS})
    assert found.attrs["draws"] == DRAWS - 1
    assert float(found.deciding_share.sel(row=ROW, factor="work.growth", bound="central").item()) == pytest.approx(
        0.9, abs=0.02
    )


def opened(years):
    found = data(FIRST)
    found["opening_year"].loc[{"project": "P01_IJMEER_METRO", "draw": slice(1, None)}] = years
    return found


@pytest.mark.parametrize(("lang", "words"), [("nl", "toeval in procedures"), ("en", "luck of procedures")])
def test_luck_of_an_opening_year_is_a_factor_of_its_own_kind(lang, words):
    chance = np.random.default_rng(2).random(DRAWS)
    years = 2036 + 6 * chance + 4 * PARAMETERS["grid.slip"]
    sets = {"a": opened(9999), "b": opened(years)}
    jobs = FIRST + 8_000 * chance + 1_000 * PARAMETERS["work.growth"]
    sets["b"]["jobs_all_added"].loc[{"year": 2041, "area": "GM0034", "draw": slice(1, None)}] = jobs
    outcome = row(compare(sets, labels=LABELS, worlds={"a": PARAMETERS, "b": PARAMETERS}), lang)
    top = outcome.decides("b")[0]
    assert (top.kind, top.project, top.stands_out) == ("luck", "P01_IJMEER_METRO", True)
    assert top.label.startswith(words)
    assert top.share > 0.85
    assert "luck" not in {one.kind for one in outcome.decides("a")}


def test_an_opening_year_that_follows_from_assumptions_is_no_luck():
    years = np.where(PARAMETERS["grid.slip"] > 0.8, 9999, 2030 + 20 * PARAMETERS["grid.slip"])
    found = compare({"a": opened(years)}, labels=LABELS, worlds={"a": PARAMETERS})
    assert {str(kind) for kind in found.factor_kind.values} == {"assumption"}


def test_an_opening_year_is_shown_also_where_it_does_not_stand_out():
    sets = {"a": opened(2030 + 9 * np.random.default_rng(3).random(DRAWS))}
    outcome = row(compare(sets, labels=LABELS, worlds={"a": PARAMETERS}))
    faint = next(one for one in outcome.decides("a") if one.project)
    assert (faint.project, faint.stands_out) == ("P01_IJMEER_METRO", False)
    assert faint.high < 0.05


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_terminal_says_what_decides_the_first_and_the_difference(lang):
    found = tabulate(compared(), lang)
    head = texts.message("compare.deciding.head", lang)
    lines = terminal.table(found, 160).split("\n")
    at = lines.index(head)
    growth = "Groei van banen" if lang == "nl" else "Growth of jobs"
    homes, first, other, after = lines[at + 1 : at + 5]
    assert homes.endswith(texts.message("compare.deciding.none", lang))  # homes follow none of the three
    assert re.search(rf"{growth} (89|9\d)\s?% \[\d+–\d+\]; grid.slip", first)
    assert re.match(r"    \S.*: mobility.cost 8\d", other)
    assert after == ""


def test_what_does_not_fit_the_screen_goes_on_indented():
    lines = terminal.table(tabulate(compared(), "nl"), 48).split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("  Banen Almere, erbij: "))
    assert lines[at + 1].startswith("    ")
    assert max(len(line) for line in lines[at : at + 4]) <= 48


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_terminal_is_silent_where_it_was_not_looked_at(lang):
    found = compare({"a": data(FIRST), "b": data(OTHER)}, labels=LABELS)
    assert texts.message("compare.deciding.head", lang) not in terminal.table(tabulate(found, lang))


def test_the_page_has_a_bar_with_its_band_for_each_that_stands_out():
    part = next(one for one in pageparts.deciding(tabulate(compared())) if "Banen" in one["label"])
    assert [len(column["bars"]) for column in part["columns"]] == [2, 2]
    assert part["columns"][0]["bars"][0]["label"] == "Groei van banen"
    assert part["columns"][0]["explained"].startswith(("99", "100"))


def with_plans(dropped, waiting):
    """Homes that drop out, or are in procedure for a number of years, in Almere and in Flevoland, by label 1..N."""
    found = data(FIRST)
    for name, values in (("homes_dropped", dropped), ("homes_in_procedure", waiting)):
        for area, homes in values.items():
            found[name].loc[{"area": area, "draw": slice(1, None)}] = homes[:, None]
    return found


def test_luck_of_plans_is_taken_per_area_on_the_reference_date_or_up_to_it():
    chance = np.random.default_rng(4).random((2, DRAWS))
    results = with_plans({"GM0034": 900 * chance[0]}, {"GM0034": 400 * chance[1]})
    results["homes_in_procedure"].loc[{"year": slice(2030, None), "draw": slice(1, None)}] = 0.0
    results["homes_dropped"].loc[{"year": 2042, "draw": slice(1, None)}] = 7.0
    made = luck.outcomes(results, np.arange(1, DRAWS + 1), 2041, ["GM0034", "flevoland", "nowhere"])
    assert set(made) == {"luck.homes_dropped.GM0034", "luck.homes_in_procedure.GM0034"}
    np.testing.assert_allclose(made["luck.homes_dropped.GM0034"], 900 * chance[0], rtol=1e-6)
    np.testing.assert_allclose(made["luck.homes_in_procedure.GM0034"], 6 * 400 * chance[1], rtol=1e-5)  # 2024 to 2029


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_luck_of_plans_decides_homes_of_its_own_area_alone(lang):
    chance = np.array([point(3), point(4), point(5)])
    # what Almere loses is a part of what Flevoland loses
    results = with_plans(
        {"GM0034": 900 * chance[0], "flevoland": 900 * chance[0] + 900 * chance[1]}, {"flevoland": 300 * chance[2]}
    )
    homes = {
        "GM0034": 9_000 - 3_000 * chance[0] + 800 * PARAMETERS["work.growth"],
        "flevoland": 20_000 - 3_000 * (chance[0] + chance[1]) - 4_000 * chance[2],
    }
    for area, values in homes.items():
        results["homes_added"].loc[{"year": 2041, "area": area, "draw": slice(1, None)}] = values
    rows = [Row("homes_added", area) for area in homes]
    found = compare_all({"a": results}, rows=rows, labels=LABELS, worlds={"a": PARAMETERS})
    table = tabulate(found, lang)
    almere, flevoland = ([one for one in row.decides("a") if one.stands_out] for row in table.outcomes)
    assert [one.factor for one in almere] == ["luck.homes_dropped.GM0034", "work.growth"]
    assert {one.factor for one in flevoland} == {"luck.homes_dropped.flevoland", "luck.homes_in_procedure.flevoland"}
    assert almere[0].share == pytest.approx(9 / 9.64, abs=0.05)
    assert {one.kind for one in flevoland} == {"luck"}
    assert all(one.label.startswith("toeval" if lang == "nl" else "luck of procedures: ") for one in flevoland)
    assert almere[0].label.endswith("Almere")
    other = found.sel(row="homes_added@GM0034", scenario="a", factor="luck.homes_dropped.flevoland")
    assert np.isnan(other.deciding_share).all()


def test_drop_outs_that_follow_from_assumptions_are_no_luck():
    results = with_plans({"GM0034": 2_000 * PARAMETERS["grid.slip"]}, {"GM0034": 100 + 50 * PARAMETERS["work.growth"]})
    found = compare({"a": results}, labels=LABELS, worlds={"a": PARAMETERS})
    assert {str(kind) for kind in found.factor_kind.values} == {"assumption"}


def test_what_procedures_make_has_words_and_is_an_outcome():
    for variable in luck.MADE_BY_PROCEDURES:
        assert variable in catalogue.VARIABLES
        for lang in texts.LANGUAGES:
            assert f"deciding.luck.{variable}" in texts.codes("messages", lang)
