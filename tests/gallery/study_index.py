"""Broken studies and what must be said of each; as the index of scenarios, and every problem is listed."""

from __future__ import annotations

from tests.gallery.scenario_index import Row

STUDIES: dict[str, tuple[Row, ...]] = {
    "a-scenario.yaml": (
        ("2:1", "value.missing_key", "design", "'design' ontbreekt", "'design' is missing"),
        ("2:1", "value.missing_key", "outcomes", "'outcomes' ontbreekt", "'outcomes' is missing"),
        ("2:1", "value.missing_key", "scenarios", "'scenarios' ontbreekt", "'scenarios' is missing"),
        ("5:1", "scenario.unknown_key", "extends", "onbekende sleutel 'extends'", "unknown key 'extends'"),
    ),
    "all-at-once.yaml": (
        ("2:17", "scenario.schema_version", "schema_version", "schema_version is '2'", "schema_version is '2'"),
        ("6:12", "scenario.unknown_areas", "outcomes.0", "onbekend gebied 'GM0035'", "unknown area 'GM0035'"),
        ("6:37", "scenario.unknown_variables", "outcomes.1", "onbekende uitkomst 'hommes'", "unknown outcome 'hommes'"),
        ("7:31", "sweep.power_of_two", "design.size", "size 100", "size 100"),
        (
            "8:8",
            "scenario.unknown_parameters",
            "vary",
            "onbekende parameter 'work.basic_grow'",
            "unknown parameter 'work.basic_grow'",
        ),
        (
            "9:1",
            "scenario.unknown_key_near",
            "seeds",
            "onbekende sleutel 'seeds' — bedoelde u: seed?",
            "unknown key 'seeds' — did you mean: seed?",
        ),
    ),
    "better-unknown.yaml": (
        ("6:55", "value.choice", "outcomes.0.better", "'meer' kan hier niet", "'meer' does not fit here"),
    ),
    "correlation-of-sobol.yaml": (
        (
            "7:18",
            "sweep.correlated_design",
            "design.method",
            "correlaties bij method sobol",
            "correlations with method sobol",
        ),
    ),
    "correlation-one.yaml": (("8:71", "value.not_below", "correlations.0.rank", "1 is te hoog", "1 is too high"),),
    "correlation-with-itself.yaml": (
        (
            "8:16",
            "sweep.correlation_self",
            "correlations.0",
            "een correlatie tussen work.basic_growth, work.basic_growth",
            "a correlation between work.basic_growth, work.basic_growth",
        ),
    ),
    "empty.yaml": (("1:1", "yaml.empty", "", "het bestand is leeg", "the file is empty"),),
    "kind-unknown.yaml": (
        ("6:71", "value.choice", "outcomes.0.kind", "'ambtie' kan hier niet", "'ambtie' does not fit here"),
    ),
    "lever-list-empty.yaml": (("8:42", "sweep.lever_values", "levers.housing.builders_factor", "[]", "[]"),),
    "lever-outside-bounds.yaml": (
        ("8:50", "value.above_one", "levers.mobility.spread_and_avoid", "1,2 is meer dan 1", "1.2 is more than 1"),
    ),
    "lever-range-empty.yaml": (
        (
            "8:42",
            "sweep.lever_range",
            "levers.housing.builders_factor",
            "low 1, high 1, steps 3",
            "low 1, high 1, steps 3",
        ),
    ),
    "lever-range-turned.yaml": (
        (
            "8:42",
            "sweep.lever_range",
            "levers.housing.builders_factor",
            "low 1,2, high 0,8, steps 3",
            "low 1.2, high 0.8, steps 3",
        ),
    ),
    "lever-twice.yaml": (
        (
            "8:49",
            "sweep.value_twice",
            "levers.grid.reinforcement_year",
            "de waarde 2033 staat er twee keer",
            "the value 2033 is there twice",
        ),
    ),
    "lever-unknown.yaml": (
        (
            "8:42",
            "scenario.unknown_key_near",
            "levers.grid.reinforcment_year",
            "onbekende sleutel 'reinforcment_year' — bedoelde u: reinforcement_year?",
            "unknown key 'reinforcment_year' — did you mean: reinforcement_year?",
        ),
    ),
    "levers-too-many.yaml": (
        (
            "8:1",
            "sweep.too_many_policies",
            "levers",
            "900 beleidskeuzes uit scenario's en knoppen",
            "900 policies from scenarios and levers",
        ),
    ),
    "measure-idle.yaml": (
        (
            "11:11",
            "sweep.measure_idle",
            "measures.niets",
            "maatregel 'niets' verandert niets aan 'referentie', of hetzelfde als een andere maatregel",
            "measure 'niets' changes nothing of 'referentie', or the same as another measure",
        ),
    ),
    "measure-slip.yaml": (
        (
            "11:5",
            "scenario.unknown_key_near",
            "measures.bouwers.circumstanse",
            "onbekende sleutel 'circumstanse' — bedoelde u: circumstance?",
            "unknown key 'circumstanse' — did you mean: circumstance?",
        ),
    ),
    "measure-without-title.yaml": (
        ("9:3", "value.missing_key", "measures.bouwers.title", "'title' ontbreekt", "'title' is missing"),
    ),
    "method-unknown.yaml": (
        ("7:18", "value.choice", "design.method", "'sobel' kan hier niet", "'sobel' does not fit here"),
    ),
    "morris-odd-levels.yaml": (("7:44", "sweep.levels", "design.levels", "5 levels", "5 levels"),),
    "outcome-per-plan.yaml": (
        (
            "6:12",
            "sweep.outcome_dims",
            "outcomes.0",
            "'plan_ready_year' kan in een studie niet gevraagd worden",
            "'plan_ready_year' cannot be asked in a study",
        ),
    ),
    "outcome-place-unknown.yaml": (
        ("6:12", "scenario.unknown_areas", "outcomes.0", "onbekend gebied 'GM0035'", "unknown area 'GM0035'"),
    ),
    "outcome-unknown.yaml": (
        (
            "6:12",
            "scenario.unknown_variables",
            "outcomes.0",
            "onbekende uitkomst 'homes_aded'",
            "unknown outcome 'homes_aded'",
        ),
    ),
    "outcome-without-place.yaml": (
        (
            "6:12",
            "sweep.outcome_needs_place",
            "outcomes.0",
            "'homes_added' zonder plek",
            "'homes_added' without a place",
        ),
    ),
    "outcome-without-scenario.yaml": (
        (
            "5:13",
            "scenario.unknown_shipped",
            "scenarios",
            "er is geen kant-en-klaar scenario 'balanssim:referntie'",
            "there is no ready-made scenario 'balanssim:referntie'",
        ),
        (
            "6:12",
            "scenario.unknown_variables",
            "outcomes.0",
            "onbekende uitkomst 'homes_aded'",
            "unknown outcome 'homes_aded'",
        ),
        (
            "6:36",
            "sweep.outcome_needs_place",
            "outcomes.1",
            "'homes_added' zonder plek",
            "'homes_added' without a place",
        ),
    ),
    "outcome-year-outside.yaml": (
        (
            "6:12",
            "scenario.year_outside",
            "outcomes.0",
            "jaar 2052 valt buiten de horizon",
            "year 2052 is outside the horizon",
        ),
    ),
    "outcomes-none.yaml": (("6:11", "value.empty_list", "outcomes", "de lijst is leeg", "the list is empty"),),
    "scenario-twice.yaml": (
        (
            "5:37",
            "sweep.twice",
            "scenarios",
            "'balanssim:referentie' is een scenario dat er al staat",
            "'balanssim:referentie' is a scenario that is there already",
        ),
    ),
    "scenario-unknown.yaml": (
        (
            "5:37",
            "scenario.unknown_shipped",
            "scenarios",
            "er is geen kant-en-klaar scenario 'balanssim:omgevingsvise'",
            "there is no ready-made scenario 'balanssim:omgevingsvise'",
        ),
    ),
    "set-seed.yaml": (
        (
            "8:7",
            "sweep.own_key",
            "sampling.seed",
            "'sampling.seed' wordt voor scenario's ingesteld",
            "'sampling.seed' is set for scenarios",
        ),
    ),
    "size-missing.yaml": (("7:1", "value.missing_key", "design.size", "'size' ontbreekt", "'size' is missing"),),
    "size-too-large.yaml": (
        ("7:29", "value.too_high", "design.size", "10.000.000 is te hoog", "10,000,000 is too high"),
    ),
    "size-zero.yaml": (("7:29", "value.too_low", "design.size", "0 is te laag", "0 is too low"),),
    "sobol-luck-varies.yaml": (
        ("8:7", "sweep.luck_varies", "luck", "luck: vary bij method sobol", "luck: vary with method sobol"),
    ),
    "sobol-not-a-power.yaml": (("7:31", "sweep.power_of_two", "design.size", "size 1.000", "size 1,000"),),
    "table-missing.yaml": (
        (
            "werelden.csv",
            "input.missing_file",
            "",
            "bestand 'werelden.csv' bestaat niet",
            "file 'werelden.csv' does not exist",
        ),
    ),
    "threshold-as-word.yaml": (
        ("6:58", "value.not_number", "outcomes.0.threshold", "'veel' is geen getal", "'veel' is not a number"),
    ),
    "uncertainty-range-empty.yaml": (
        (
            "8:36",
            "value.low_high",
            "uncertainties.work.basic_growth",
            "low (0,01) is niet kleiner dan high (0,01)",
            "low (0.01) is not below high (0.01)",
        ),
    ),
    "vary-unknown.yaml": (
        (
            "8:8",
            "scenario.unknown_parameters",
            "vary",
            "onbekende parameter 'work.basic_grow'",
            "unknown parameter 'work.basic_grow'",
        ),
    ),
}
