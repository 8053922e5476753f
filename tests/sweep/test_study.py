"""Study files: what is wrong is told at its place, all at once; what is right gives policies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from balanssim import texts
from balanssim.errors import InputError
from balanssim.region.read import load_region
from balanssim.rng import STREAMS
from balanssim.scenario.sources import shipped_folder
from balanssim.sweep import load, reading, rules, run, tables
from tests.sweep.support import study

PACE = "levers.housing.pace_cap.T1"

#: A decision that is right, with what it asks of the rest of the study.
SIGNAL = {"outcome": "homes@T1", "value": 1, "kind": "rekenwaarde", "source": "tests"}
WORDS = {"nl": "x", "en": "x"}
DECISION = {
    **dict.fromkeys(("question", "who", "when", "scope", "if_nothing", "if_decided", "contact"), WORDS),
    "project": "P2_METRO", "open_by": [2029], "year": 2030, "own": [WORDS], "signals": [SIGNAL], "source": "tests",
}  # fmt: skip
FAIR = {"scenarios": ["tiny.yaml", "other.yaml"], "design": {"method": "factorial", "size": 2}}

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"outcomes": ["homes"]}, "sweep.outcome_needs_place", "outcomes.0"),
    ({"outcomes": ["hommes@T1"]}, "scenario.unknown_variables", "outcomes.0"),
    ({"outcomes": ["homes@T9"]}, "scenario.unknown_name", "outcomes.0"),
    ({"outcomes": ["homes@T1@2050"]}, "scenario.year_outside", "outcomes.0"),
    ({"outcomes": ["homes@T1@2030@x"]}, "sweep.outcome", "outcomes.0"),
    ({"outcomes": ["opening_year@P1_BRIDGE@2030"]}, "sweep.outcome_no_year", "outcomes.0"),
    ({"outcomes": ["plan_ready_year@T1"]}, "sweep.outcome_dims", "outcomes.0"),
    ({"outcomes": [{"outcome": "homes@T1", "treshold": 1}]}, "scenario.unknown_key_near", "outcomes.0.treshold"),
    ({"outcomes": []}, "value.empty_list", "outcomes"),
    ({"scenarios": ["tinny.yaml"]}, "scenario.missing_file", "scenarios"),
    ({"scenarios": ["tiny.yaml", "tiny.yaml"]}, "sweep.twice", "scenarios"),
    ({"set": {"sampling.draws": 3}}, "sweep.own_key", "sampling.draws"),
    ({"set": {PACE: -1}}, "value.negative", PACE),
    ({"levers": {"levers.work.businesspark_ha": [1]}}, "scenario.unknown_key_near", "levers.work.businesspark_ha"),
    ({"levers": {PACE: [100, -1]}}, "value.negative", PACE),
    ({"levers": {PACE: [100, 100]}}, "sweep.value_twice", PACE),
    ({"levers": {PACE: 100}}, "sweep.lever_values", PACE),
    ({"levers": {PACE: {"low": 2, "high": 1, "steps": 3}}}, "sweep.lever_range", PACE),
    ({"levers": {PACE: {"low": 1, "high": 2, "steps": 501}}}, "sweep.too_many_policies", PACE),
    ({"levers": {"sampling.seed": [1, 2]}}, "sweep.own_key", "sampling.seed"),
    (
        {"uncertainties": {"work.basic_growth": {"dist": "uniform", "low": 0, "high": 9}}},
        "value.outside_bounds",
        "uncertainties.work.basic_growth",
    ),
    ({"vary": ["housing.demand_grow"]}, "scenario.unknown_parameters", "vary"),
    ({"vary": ["housing.demand_growth", "housing.demand_growth"]}, "sweep.vary_twice", "vary"),
    ({"luck": "varied"}, "value.choice", "luck"),
    ({"luck": "factor"}, "sweep.luck_factor", "luck"),
    ({"luck": "vary", "design": {"method": "sobol", "size": 8}}, "sweep.luck_varies", "luck"),
    ({"design": {"method": "sobol", "size": 100}}, "sweep.power_of_two", "design.size"),
    ({"design": {"method": "sobol"}}, "value.missing_key", "design.size"),
    ({"design": {"method": "lhs", "size": 1}}, "sweep.too_small", "design.size"),
    ({"design": {"method": "morris", "size": 4, "levels": 3}}, "sweep.levels", "design.levels"),
    ({"design": {"method": "lhs", "size": 4, "second_order": True}}, "sweep.design_only", "design.second_order"),
    ({"design": {"method": "table"}}, "sweep.no_table", "design"),
    ({"design": {"method": "table", "table": "x.csv", "size": 3}}, "sweep.size_of_table", "design.size"),
    ({"design": {"method": "table", "table": "x.csv"}, "vary": ["work.basic_growth"]}, "sweep.vary_of_table", "vary"),
    ({"decision": {**DECISION, "project": "P9_X"}, **FAIR}, "scenario.unknown_name", "decision.project"),
    ({"decision": {**DECISION, "year": 2040}, **FAIR}, "scenario.year_outside", "decision.year"),
    ({"decision": {**DECISION, "open_by": [2050]}, **FAIR}, "scenario.year_outside", "decision.open_by"),
    ({"decision": {**DECISION, "quesstion": "x"}, **FAIR}, "scenario.unknown_key_near", "decision.quesstion"),
    (
        {"decision": {k: v for k, v in DECISION.items() if k != "project"}, **FAIR},
        "sweep.decision_no_project",
        "decision.open_by",
    ),
    (
        {"decision": {**DECISION, "signals": [{**SIGNAL, "measures": ["x"]}]}, **FAIR},
        "sweep.decision_measure",
        "decision.signals.0.measures",
    ),
    (
        {"decision": {**DECISION, "signals": [{**SIGNAL, "outcome": "homes@T1@2030"}]}, **FAIR},
        "sweep.decision_signal",
        "decision.signals.0.outcome",
    ),
    (
        {"decision": {**DECISION, "signals": [{**SIGNAL, "projects": ["P9_X"]}]}, **FAIR},
        "scenario.unknown_name",
        "decision.signals.0.projects",
    ),
    (
        {"scenarios": ["tiny.yaml"], "decision": DECISION, "design": FAIR["design"]},
        "sweep.decision_options",
        "decision",
    ),
    ({"levers": {PACE: [100, 200]}, "decision": DECISION, **FAIR}, "sweep.decision_levers", "levers"),
    ({"luck": "fixed", "decision": DECISION, **FAIR}, "sweep.decision_worlds", "luck"),
    (
        {"design": {"method": "lhs", "size": 8}, "decision": DECISION, "scenarios": FAIR["scenarios"]},
        "sweep.decision_design",
        "design.method",
    ),
    ({"schema_version": 2}, "scenario.schema_version", "schema_version"),
    ({"seeds": 2}, "scenario.unknown_key_near", "seeds"),
]


@pytest.mark.parametrize(("changes", "code", "key"), WRONG, ids=[f"{code}-{key}" for _, code, key in WRONG])
def test_what_is_wrong_is_told_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], code: str, key: str
) -> None:
    monkeypatch.chdir(study(tmp_path, **changes).parent)
    problems = load.check("study.yaml")
    assert [(one.code, one.key) for one in problems] == [(code, key)]
    (one,) = problems
    assert one.file == "study.yaml"
    name = next((part for part in changes if part == key.split(".")[0]), next(iter(changes)))
    lines = (tmp_path / "study.yaml").read_text().splitlines()
    block = next(number for number, line in enumerate(lines, 1) if line.startswith(f"{name}:"))
    end = next((n for n, line in enumerate(lines, 1) if n > block and re.match(r"\w", line)), len(lines) + 1)
    assert block <= one.line < end
    assert texts.render(problems, "nl")
    assert texts.render(problems, "en")


def test_mistakes_in_every_part_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = study(
        tmp_path, set={PACE: -1}, levers={"levers.work.nothing": [1]}, outcomes=["homes@T9"], vary=["x"],
        design={"method": "sobol", "size": 3}, scenarios=["tiny.yaml", "none.yaml"], desing=1,
    )  # fmt: skip
    monkeypatch.chdir(path.parent)
    found = {one.key for one in load.check("study.yaml")}
    assert found == {PACE, "levers.work.nothing", "outcomes.0", "vary", "design.size", "scenarios", "desing"}


def test_every_combination_of_levers_is_a_policy_of_every_scenario(tmp_path: Path) -> None:
    levers = {PACE: [100, 200], "levers.mobility.spread_and_avoid": {"low": 0, "high": 0.2, "steps": 3}}
    loaded = load.load(study(tmp_path, levers=levers, set={"levers.work.space_by": 2029}))
    assert [tuple(policy.levers.values()) for policy in loaded.policies] == [
        (pace, avoid) for pace in (100, 200) for avoid in (0.0, 0.1, 0.2)
    ]
    for policy in loaded.policies:
        levers_of = policy.resolved.scenario.levers
        assert levers_of.housing.pace_cap["T1"] == policy.levers[PACE]
        assert levers_of.mobility.spread_and_avoid == policy.levers["levers.mobility.spread_and_avoid"]
        assert levers_of.work.space_by == 2029


def test_own_distributions_and_only_what_varies(tmp_path: Path) -> None:
    name, other = "work.basic_growth", "housing.demand_growth"
    given = {name: {"dist": "uniform", "low": 0.01, "high": 0.02}}
    loaded = load.load(study(tmp_path, uncertainties=given, vary=[name], design={"method": "lhs", "size": 50}))
    region = load_region(loaded.index.path)
    plan = tables.plan(loaded, region)
    worlds = tables.worlds_of(plan, _distributions(loaded, region))
    assert plan.points.factors == (name,)
    assert worlds.values[name][1:].min() >= 0.01
    assert worlds.values[name][1:].max() <= 0.02
    assert len(set(worlds.values[name][1:])) == 50
    assert set(worlds.values[other]) == {region.parameters[other].distribution.expected()}


def _distributions(loaded: load.Loaded, region: Any) -> Any:
    from balanssim import prepare

    return prepare.distributions(loaded.policies[0].resolved, region)


def test_a_table_of_your_own_gives_values_and_luck(tmp_path: Path) -> None:
    path = study(tmp_path, design={"method": "table", "table": "worlds.csv"})
    (tmp_path / "worlds.csv").write_text("work.basic_growth,luck\n0.01,3\n0.02,3\n")
    loaded = load.load(path)
    region = load_region(loaded.index.path)
    plan = tables.plan(loaded, region)
    worlds = tables.worlds_of(plan, _distributions(loaded, region))
    assert worlds.values["work.basic_growth"][1:].tolist() == [0.01, 0.02]
    assert worlds.luck.tolist() == [0, 3, 3]
    (tmp_path / "worlds.csv").write_text("work.basic_grow,people.occupancy_new\n0.01,99\n0.02,x\n")
    with pytest.raises(InputError) as caught:
        tables.plan(loaded, region)
    codes = [(one.line, one.code) for one in caught.value.problems]
    assert [line for line, _ in codes] == [1, 2, 3]
    assert codes[0][1] == "scenario.unknown_parameters"
    (tmp_path / "worlds.csv").unlink()
    with pytest.raises(InputError) as caught:
        tables.plan(loaded, region)
    assert [one.code for one in caught.value.problems] == ["input.missing_file"]


def test_the_number_of_runs_gives_the_largest_design_that_fits(tmp_path: Path) -> None:
    vary = ["work.basic_growth", "housing.demand_growth"]
    loaded = load.load(study(tmp_path, vary=vary, levers={PACE: [1, 2]}, design={"method": "sobol", "size": 8}))
    region = load_region(loaded.index.path)
    assert len(tables.plan(loaded, region)) == 8 * 5  # two factors and luck, two samples
    assert tables.plan(loaded, region, 2 * 5 * 70).size == 64
    with pytest.raises(InputError) as caught:
        tables.plan(loaded, region, 19)
    assert [(one.code, one.params["least"]) for one in caught.value.problems] == [("sweep.too_few_runs", 20)]


def test_what_does_not_vary_is_refused(tmp_path: Path) -> None:
    fixed = {"work.basic_growth": 0.01}
    loaded = load.load(study(tmp_path, uncertainties=fixed, vary=["work.basic_growth"]))
    with pytest.raises(InputError) as caught:
        tables.plan(loaded, load_region(loaded.index.path))
    assert [one.code for one in caught.value.problems] == ["sweep.vary_fixed"]


def test_every_word_of_a_problem_is_used_and_has_both_languages(root: Path) -> None:
    code = root / "src/balanssim"
    source = "".join(path.read_text("utf-8") for path in (*(code / "sweep").glob("*.py"), code / "briefing.py"))
    said = set(texts.codes("messages", "nl"))
    used = set(re.findall(r'"(sweep\.[a-z_]+)"', source)) - said - {"sweep.json"} - set(STREAMS)
    for lang in texts.LANGUAGES:
        assert {code for code in texts.codes("problems", lang) if code.startswith("sweep.")} == used


@pytest.mark.parametrize("path", sorted((shipped_folder() / "studies").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_study_that_is_shipped_has_no_mistakes_and_goes_by_its_name(path: Path) -> None:
    loaded = load.load(f"balanssim:studies/{path.stem}")
    assert loaded.study.id == path.stem
    assert loaded.study.description is not None


def test_mistakes_are_told_at_once_where_no_scenario_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds for every region needs none."""
    outcomes = ["hommes@T1", "homes", "opening_year@P1_BRIDGE@2030", "homes@T1@2030@x", "homes@T1@2030"]
    path = study(
        tmp_path, scenarios=["none.yaml"], outcomes=outcomes, vary=["housing.demand_grow", "housing.demand_growth"],
        design={"method": "sobol", "size": 3},
    )  # fmt: skip
    monkeypatch.chdir(path.parent)
    problems = load.check("study.yaml")
    assert [(one.key, one.code) for one in problems if one.key.startswith(("outcomes", "vary"))] == [
        ("outcomes.0", "scenario.unknown_variables"),
        ("outcomes.1", "sweep.outcome_needs_place"),
        ("outcomes.2", "sweep.outcome_no_year"),
        ("outcomes.3", "sweep.outcome"),
        ("vary", "scenario.unknown_parameters"),
    ]
    assert {one.key for one in problems} == {"scenarios", "design.size", "vary", *(f"outcomes.{n}" for n in range(4))}
    assert texts.render(problems, "nl")
    assert texts.render(problems, "en")


def test_studies_with_fixed_times_ask_only_what_times_do_not_change(tmp_path: Path) -> None:
    """Homes and their segments are the same bits with and without an equilibrium of travel times."""
    loaded = [load.load(f"balanssim:studies/{path.stem}") for path in (shipped_folder() / "studies").glob("*.yaml")]
    fixed = [one for one in loaded if one.policies[0].resolved.scenario.numerics.congestion == "fixed"]
    asked = sorted({rules.outcome_of(one.outcome)[0] for each in fixed for one in each.study.outcomes})
    assert asked == ["homes_added", "social_share"]
    kept = []
    for congestion in ("fixed", "equilibrium"):
        outcomes = [f"{name}@T1@2030" for name in [*asked, "commute_car_km"]]
        path = study(tmp_path, outcomes=outcomes, set={"numerics.congestion": congestion})
        made = reading.read(run.run(load.load(path), out=tmp_path, workers=1).path)
        data = made.dataset(made.policies[0])
        kept.append([reading.values(data, text)[0] for text in outcomes])
    same = [bool((one == other).all()) for one, other in zip(*kept, strict=True)]
    assert same == [True, True, False]


@pytest.mark.parametrize("words", [["sweep", "run"], ["--lang", "en", "sweep", "check"], ["brief"]])
def test_what_is_wrong_in_a_study_points_to_the_help_of_its_command(tmp_path: Path, capsys, words: list[str]) -> None:
    from balanssim.cli import main

    asked = study(tmp_path, outcomes=["homes"])
    assert main([*words, str(asked)]) == 2
    command = " ".join(word for word in words if word not in ("--lang", "en"))
    assert f"balanssim {command} --help" in capsys.readouterr().err
