# ruff: noqa: E501 - the table of cases reads best at one row a line
"""Bad input: all problems at once, each with its place, in words of both languages, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balanssim import texts
from balanssim.errors import InputError, Problem
from balanssim.scenario import load
from balanssim.scenario.load import attempt

Problems = Callable[..., list[Problem]]
Write = Callable[..., Path]
#: Lines that the fixtures put above a text.
HEAD_LINES = 4

# text below the head, code, line and column in that text, key, words in Dutch, words in English
CASES = [
    ("wrong type", "levers: {work: {mixed_m2: veel}}", "value.not_number", 1, 27, "levers.work.mixed_m2", "'veel' is geen getal", "'veel' is not a number"),
    ("decimal comma", "levers: {work: {mixed_m2: '0,4'}}", "value.not_number", 1, 27, "levers.work.mixed_m2", "met een punt voor decimalen", "a point for decimals"),
    ("truth for a number", "levers: {work: {mixed_m2: true}}", "value.not_number", 1, 27, "levers.work.mixed_m2", "'true' is geen getal", "'true' is not a number"),
    ("fraction for a count", "sampling: {draws: 2.5}", "value.not_integer", 1, 19, "sampling.draws", "geen geheel getal", "not a whole number"),
    ("value for a block", "levers: {housing: 3}", "value.not_mapping", 1, 19, "levers.housing", "sleutels met waarden", "keys with values"),
    ("list for a number", "levers: {work: {mixed_m2: [1]}}", "value.not_number", 1, 27, "levers.work.mixed_m2", "geen getal", "not a number"),
    ("unknown key, near", "levers:\n  infrastructure: {P04_A27_ZWE: {opning: 2035}}", "scenario.unknown_key_near", 2, 34, "levers.infrastructure.P04_A27_ZWE.opning", "onbekende sleutel 'opning' — bedoelde u: opening?", "did you mean: opening?"),
    ("unknown key, far", "levers: {qqq: 1}", "scenario.unknown_key", 1, 10, "levers.qqq", "toegestaan hier: housing, work", "allowed here: housing, work"),
    ("unknown key at the top", "leevrs: {}", "scenario.unknown_key_near", 1, 1, "leevrs", "bedoelde u: levers", "did you mean: levers"),
    ("duplicate key", "sampling: {seed: 1}\nsampling: {seed: 2}", "yaml.duplicate_key", 2, 1, "sampling", "tweede keer (eerst op regel 5)", "second time (first on line 5)"),
    ("duplicate key inside", "sampling: {seed: 1, seed: 2}", "yaml.duplicate_key", 1, 21, "sampling.seed", "tweede keer", "second time"),
    ("missing overlay", "overlays: [balanssim:referntie]", "scenario.unknown_shipped", 1, 12, "overlays", "balanssim:referentie", "balanssim:referentie"),
    ("unit", "levers: {work: {business_park_ha: {value: 1, unit: m2}}}", "value.unit", 1, 52, "levers.work.business_park_ha", "eenheid 'm2'; 'ha'", "unit 'm2'; 'ha'"),
    ("year outside horizon", "levers: {grid: {reinforcement_year: 2060}}", "scenario.year_outside", 1, 37, "levers.grid.reinforcement_year", "een jaar van 2024 tot en met 2051", "a year from 2024 to 2051"),
    ("opening outside horizon", "levers: {infrastructure: {P03_A6_LLS: {opening: 2060}}}", "scenario.year_outside_never", 1, 49, "levers.infrastructure.P03_A6_LLS.opening", "of never", "or never"),
    ("release before the horizon", "levers: {housing: {plans: {pampus-rest: {release: 2020}}}}", "scenario.year_outside_never", 1, 51, "levers.housing.plans.pampus-rest.release", "2020", "2020"),
    ("horizon outside region", "horizon: {end: 2080}", "scenario.horizon_region", 1, 16, "horizon.end", "2080", "2080"),
    ("horizon from another base date", "horizon: {start: 2030}", "scenario.horizon_start", 1, 18, "horizon.start", "peildatum", "base date"),
    ("horizon backwards", "horizon: {end: 2024}", "value.horizon", 1, 10, "horizon", "start voor end", "start before end"),
    ("negative", "levers: {work: {mixed_m2: -1}}", "value.negative", 1, 27, "levers.work.mixed_m2", "-1 is negatief", "-1 is negative"),
    ("share above one", "levers: {housing: {corporation_share_max: 40}}", "value.too_high", 1, 43, "levers.housing.corporation_share_max", "hoogstens 1", "at most 1"),
    ("shares", "levers: {housing: {segment_shares: {high: 0.3}}}", "scenario.shares_sum", 1, 20, "levers.housing.segment_shares", "tellen op tot 1,1", "add to 1.1"),
    ("unknown segment", "levers: {housing: {segment_shares: {mdi: 0}}}", "scenario.unknown_segments", 1, 37, "levers.housing.segment_shares.mdi", "Bedoelde u: mid?", "Did you mean: mid?"),
    ("unknown area by name", "levers: {housing: {pace_cap: {Almere: 1}}}", "scenario.unknown_areas", 1, 31, "levers.housing.pace_cap.Almere", "GM0034 (Almere)", "GM0034 (Almere)"),
    ("unknown area, far", "levers: {housing: {pace_cap: {zzzzzzzz: 1}}}", "scenario.unknown_name", 1, 31, "levers.housing.pace_cap.zzzzzzzz", "onbekende naam", "unknown name"),
    ("unknown plan", "levers: {housing: {plans: {pampus-rst: {homes: 1}}}}", "scenario.unknown_plans", 1, 28, "levers.housing.plans.pampus-rst", "pampus-rest", "pampus-rest"),
    ("unknown project", "levers: {infrastructure: {P03_A6: {opening: never}}}", "scenario.unknown_projects", 1, 27, "levers.infrastructure.P03_A6", "P03_A6_LLS", "P03_A6_LLS"),
    ("decision on unknown project", "levers: {housing: {plans: {pampus-rest: {release: 'decision:IJMEER'}}}}", "scenario.unknown_projects", 1, 51, "levers.housing.plans.pampus-rest.release", "P01_IJMEER_METRO", "P01_IJMEER_METRO"),
    ("unknown programme", "levers: {work: {programmes: {tech: 2028}}}", "scenario.unknown_programmes", 1, 30, "levers.work.programmes.tech", "tech-transitie", "tech-transitie"),
    ("unknown parameter", "uncertainties: {work.basic_growht: 0}", "scenario.unknown_parameters", 1, 17, "uncertainties.work.basic_growht", "work.basic_growth", "work.basic_growth"),
    ("not a number", "levers: {work: {mixed_m2: .nan}}", "value.not_finite", 1, 27, "levers.work.mixed_m2", "geen eindig getal", "not a finite number"),
    ("infinite", "levers: {work: {mixed_m2: .inf}}", "value.not_finite", 1, 27, "levers.work.mixed_m2", "geen eindig getal", "not a finite number"),
    ("a number of a thousand digits", "levers: {work: {mixed_m2: " + "9" * 1000 + "}}", "value.not_finite", 1, 27, "levers.work.mixed_m2", "geen eindig getal", "not a finite number"),
    ("a year of many digits", "levers: {grid: {reinforcement_year: 99999999999999999999999}}", "value.too_high", 1, 37, "levers.grid.reinforcement_year", "hoogstens 2200", "at most 2200"),
    ("too large to be finite", "levers: {work: {mixed_m2: 1e999}}", "value.not_finite", 1, 27, "levers.work.mixed_m2", "geen eindig getal", "not a finite number"),
    ("infinite in a distribution", "uncertainties: {work.basic_growth: {dist: uniform, low: -.inf, high: 0}}", "value.not_finite", 1, 57, "uncertainties.work.basic_growth.low", "geen eindig getal", "not a finite number"),
    ("opening", "levers: {infrastructure: {P03_A6_LLS: {opening: soon}}}", "value.year_or", 1, 49, "levers.infrastructure.P03_A6_LLS.opening", "een jaar, of een van: procedures, never", "a year, or one of: procedures, never"),
    ("word no", "levers: {grid: {freeze: no}}", "value.choice", 1, 25, "levers.grid.freeze", "een van: none, possible", "one of: none, possible"),
    ("papers without value", "levers: {work: {mixed_m2: {source: x}}}", "scenario.missing_key", 1, 17, "levers.work.mixed_m2.value", "'value' ontbreekt", "'value' is missing"),
    ("papers with unknown key", "levers: {work: {mixed_m2: {value: 1, souce: x}}}", "scenario.unknown_key_near", 1, 38, "levers.work.mixed_m2.souce", "bedoelde u: source", "did you mean: source"),
    ("papers with unknown status", "levers: {work: {mixed_m2: {value: 1, status: gok}}}", "value.choice", 1, 46, "levers.work.mixed_m2.status", "measured, estimated, assumed, policy", "measured, estimated, assumed, policy"),
    ("papers with a bare year", "levers: {work: {mixed_m2: {value: 1, date: 2025}}}", "value.not_text", 1, 44, "levers.work.mixed_m2.date", "aanhalingstekens", "quotes"),
    ("papers with no date", "levers: {work: {mixed_m2: {value: 1, date: '1 mei'}}}", "value.date", 1, 44, "levers.work.mixed_m2.date", "is geen datum", "is not a date"),
    ("low above mode", "uncertainties: {work.basic_growth: {dist: triangular, low: 0, mode: 0.02, high: 0.01}}", "value.low_mode_high", 1, 36, "uncertainties.work.basic_growth", "low <= mode <= high", "low <= mode <= high"),
    ("low above high", "uncertainties: {work.basic_growth: {dist: uniform, low: 0.02, high: 0.01}}", "value.low_high", 1, 36, "uncertainties.work.basic_growth", "low < high", "low < high"),
    ("unknown distribution", "uncertainties: {work.basic_growth: {dist: driehoek}}", "value.choice", 1, 36, "uncertainties.work.basic_growth", "triangular", "triangular"),
    ("distribution without dist", "uncertainties: {work.basic_growth: {low: 0}}", "value.no_dist", 1, 17, "uncertainties.work.basic_growth", "zonder dist", "without dist"),
    ("word for a distribution", "uncertainties: {work.basic_growth: hoog}", "value.not_distribution", 1, 36, "uncertainties.work.basic_growth", "geen verdeling", "not a distribution"),
    ("negative spread", "uncertainties: {work.basic_growth: {dist: normal, mean: 0, sd: 0}}", "value.not_positive", 1, 64, "uncertainties.work.basic_growth.sd", "groter dan nul", "above zero"),
    ("unknown key of a distribution", "uncertainties: {work.basic_growth: {dist: normal, mean: 0, sd: 1, lo: 0}}", "scenario.unknown_key_near", 1, 67, "uncertainties.work.basic_growth.lo", "bedoelde u: low", "did you mean: low"),
    ("missing key of a distribution", "uncertainties: {work.basic_growth: {dist: normal, mean: 0}}", "scenario.missing_key", 1, 17, "uncertainties.work.basic_growth.sd", "'sd' ontbreekt", "'sd' is missing"),
    ("weights", "uncertainties: {grid.freeze_2026: {dist: discrete, values: [0, 1], weights: [1]}}", "value.weights", 1, 35, "uncertainties.grid.freeze_2026", "2 waarden en 1 gewichten", "2 values and 1 weights"),
    ("values twice", "uncertainties: {grid.freeze_2026: {dist: discrete, values: [1, 1], weights: [1, 1]}}", "value.discrete", 1, 35, "uncertainties.grid.freeze_2026", "dubbel", "twice"),
    ("beyond physical bounds", "uncertainties: {commuting.wfh: 17}", "value.outside_bounds", 1, 32, "uncertainties.commuting.wfh", "0 tot en met 0,6", "0 to 0.6"),
    ("unit of a distribution", "uncertainties: {work.basic_growth: {dist: fixed, value: 0, unit: '%'}}", "value.unit", 1, 66, "uncertainties.work.basic_growth", "'1/year'", "'1/year'"),
    ("null over a value", "levers: {work: {mixed_m2: null}}", "scenario.null_removes_nothing", 1, 17, "levers.work.mixed_m2", "remove: [levers.work.mixed_m2]", "remove: [levers.work.mixed_m2]"),
    ("remove what is not there", "remove: [levers.demand.household_factor]", "scenario.remove_nothing", 1, 10, "levers.demand.household_factor", "valt niets weg te halen", "nothing to remove"),
    ("remove with a typing error", "remove: [levers.housing.pace_cap.GM034]", "scenario.remove_nothing_near", 1, 10, "levers.housing.pace_cap.GM034", "Bedoelde u: levers.housing.pace_cap.GM0034", "Did you mean: levers.housing.pace_cap.GM0034"),
    ("remove an unknown key", "remove: [levers.wrok]", "scenario.unknown_key_near", 1, 10, "levers.wrok", "work", "work"),
    ("remove what is needed", "remove: [levers.work.mixed_m2]", "scenario.missing_key", None, None, "levers.work.mixed_m2", "'mixed_m2' ontbreekt", "'mixed_m2' is missing"),
    ("remove is a list", "remove: levers.work", "value.not_list", 1, 9, "remove", "geen lijst", "not a list"),
    ("extends is one", "overlays: [[x]]", "value.not_text", 1, 12, "overlays", "geen tekst", "not text"),
    ("set on a block", "set: {levers.work: 3}", "scenario.set_not_leaf", 1, 7, "levers.work", "business_park_ha", "business_park_ha"),
    ("set an unknown key", "set: {levers.work.mixed: 3}", "scenario.unknown_key_near", 1, 7, "levers.work.mixed", "mixed_m2", "mixed_m2"),
    ("override in a scenario", "override: [levers.work.mixed_m2]", "scenario.override_outside", 1, 1, "override", "buiten een overlay", "outside an overlay"),
    ("unknown region", "region: balanssim:flevoland", "region.unknown", 1, 9, "region", "balanssim:flevoland-mra", "balanssim:flevoland-mra"),
    ("missing region folder", "region: ./nergens", "region.no_folder", 1, 9, "region", "nergens", "nergens"),
    ("empty text", "description: {nl: ''}", "value.empty", 1, 19, "description.nl", "leeg", "empty"),
    ("seed out of range", "sampling: {seed: -1}", "value.negative", 1, 18, "sampling.seed", "negatief", "negative"),
    ("loose tolerance", "numerics: {furness_tolerance: 1}", "value.too_high", 1, 31, "numerics.furness_tolerance", "0,001", "0.001"),
    ("no draws", "sampling: {draws: 0}", "value.too_low", 1, 19, "sampling.draws", "1 of meer", "1 or more"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_one_problem_with_place_and_words(case: tuple, problems: Problems) -> None:
    _, text, code, line, column, key, dutch, english = case
    found = [item for item in problems(text) if item.code == code and item.key == key]
    assert len(found) == 1, problems(text)
    if line is not None:
        assert (found[0].file, found[0].line, found[0].column) == ("proef.yaml", line + HEAD_LINES, column)
    assert dutch in texts.problem(found[0], "nl")
    assert english in texts.problem(found[0], "en")


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_mistake_is_not_reported_twice(case: tuple, problems: Problems) -> None:
    assert len(problems(case[1])) == 1


GOAL = "goals:\n  - {{id: g, title: {{nl: x}}, kind: ambitie, source: x, {}}}\n"
GOALS = [
    ("variable: jobs_al, area: GM0034, year: 2041, at_least: 1", "scenario.unknown_variables"),
    ("variable: homes_by_segment, area: GM0034, year: 2041, at_least: 1", "scenario.goal_dims"),
    ("variable: opening_year, year: 2041, at_least: 1", "scenario.goal_dims"),
    ("variable: jobs_all, area: Almere, year: 2041, at_least: 1", "scenario.unknown_areas"),
    ("variable: jobs_all, year: 2041, at_least: 1", "scenario.goal_needs_area"),
    ("variable: commute_load, year: 2041, at_most: 1", "scenario.goal_needs_corridor"),
    ("variable: commute_load, corridor: hollandse, year: 2041, at_most: 1", "scenario.unknown_corridors"),
    ("variable: commute_load, corridor: hollandse-brug, area: GM0034, year: 2041, at_most: 1", "scenario.goal_no_area"),
    ("variable: jobs_all, area: GM0034, corridor: x, year: 2041, at_least: 1", "scenario.goal_no_corridor"),
    ("variable: jobs_all, area: GM0034, year: 2052, at_least: 1", "scenario.year_outside"),
    ("variable: homes_completed, area: GM0034, year: 2051, at_least: 1", "scenario.year_outside"),
    ("variable: jobs_all, area: GM0034, year: 2041", "value.goal_bound"),
    ("variable: jobs_all, area: GM0034, year: 2041, at_least: 1, x: 2", "scenario.unknown_key"),
    ("variable: jobs_all, area: GM0034, year: 2041, at_least: veel", "value.not_number"),
]


@pytest.mark.parametrize(("text", "code"), GOALS)
def test_goals(text: str, code: str, problems: Problems) -> None:
    assert [item.code for item in problems(GOAL.format(text))] == [code]


def test_good_goals(problems: Problems) -> None:
    assert problems(GOAL.format("variable: commute_load, corridor: hollandse-brug, year: 2041, at_most: 9000")) == []
    assert problems(GOAL.format("variable: homes_completed, area: GM0034, year: 2050, at_least: 1")) == []


def test_two_goals_of_one_name(problems: Problems) -> None:
    text = GOAL.format("variable: jobs_all, area: GM0034, year: 2041, at_least: 1")
    text += text.splitlines()[1] + "\n"
    assert [item.code for item in problems(text)] == ["value.goal_twice"]


def test_all_problems_of_all_files_at_once(write: Write, tmp_path: Path) -> None:
    write("levers: {work: {mixed_m2: -1}}\n", "ouder.yaml")
    write("schema_version: 1\nlevers: {wrok: {}}\n", "laag.yaml", bare=True)
    text = "schema_version: 1\nid: P\ntitle: {nl: x}\nextends: ouder.yaml\noverlays: [laag.yaml, weg.yaml]\nsampling: {seed: x}\n"
    write(text, bare=True)
    found = attempt("proef.yaml", base_dir=tmp_path, overrides=["levers.grid.x=1", "geen"])[1]
    assert {(item.file, item.line, item.code) for item in found} == {
        ("ouder.yaml", 5, "value.negative"),
        ("laag.yaml", 2, "scenario.unknown_key_near"),
        ("proef.yaml", 2, "value.name"),
        ("proef.yaml", 5, "scenario.missing_file"),
        ("proef.yaml", 6, "value.not_integer"),
        ("--set", 0, "scenario.unknown_key"),
        ("--set", 0, "scenario.set_syntax"),
    }
    assert found == sorted(found)


def test_a_file_that_cannot_be_read_does_not_make_everything_missing(problems: Problems) -> None:
    text = "schema_version: 1\nid: x\ntitle: {nl: x}\nextends: weg.yaml\nlevers: {work: {mixed_m2: -1}}\n"
    assert {item.code for item in problems(text, bare=True)} == {"scenario.missing_file", "value.negative"}


def test_without_a_parent_every_lever_without_a_neutral_value_is_asked_for(problems: Problems) -> None:
    found = problems("schema_version: 1\nid: x\ntitle: {nl: x}\n", bare=True)
    assert {item.key for item in found} == {"region", "horizon", "levers"}
    assert all("extends: balanssim:referentie" in texts.problem(item, "nl") for item in found)


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_the_error_has_a_closing_count(lang: texts.Lang, write: Write) -> None:
    path = write("levers: {work: {mixed_m2: -1, office_m2: -1}}")
    with pytest.raises(InputError) as caught:
        load(path)
    last = texts.render(caught.value.problems, lang).splitlines()[-1]
    assert last.startswith("2 ")
    assert "Nothing was computed" in str(caught.value)
