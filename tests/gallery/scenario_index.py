# ruff: noqa: E501 - an index: one problem, one line
"""Broken scenario files and what must be said of each.

File -> its problems: place (line:column, with the file before it where it is another one; empty where the file as a
whole is meant), code, key, words in Dutch, words in English. Parts of the words are set apart by an ellipsis. A number
at the end is how many problems there are in all, where not all are listed.
"""

from __future__ import annotations

Row = tuple[str, str, str, str, str]

SCENARIOS: dict[str, tuple[Row | int, ...]] = {
    "50-megabytes.yaml": (
        ("", "file.too_large", "", "het bestand is groter dan 1 MB", "the file is larger than 1 MB"),
    ),
    "Mijn scenario één.yaml": (
        ("5:1", "scenario.unknown_key_near", "leevrs", "onbekende sleutel 'leevrs' — bedoelde u: levers?", "unknown key 'leevrs' — did you mean: levers?"),
    ),
    "a-number-of-a-thousand-digits.yaml": (
        ("6:27", "value.not_finite", "levers.work.mixed_m2", "het getal is oneindig of onbepaald (.inf)", "the number is infinite or undefined (.inf)"),
    ),
    "a-year-of-many-digits.yaml": (
        ("6:37", "value.too_high", "levers.grid.reinforcement_year", "99999999999999999999999 is te hoog … hoogstens 2200", "99999999999999999999999 is too high … at most 2200"),
    ),
    "all-at-once.yaml": (
        ("3:5", "value.name", "id", "'Proef' is geen bruikbare naam", "'Proef' is not a usable name"),
        ("6:21", "yaml.duplicate_key", "sampling.seed", "sleutel 'seed' staat hier voor de tweede keer (eerst op regel 6)", "key 'seed' stands here for the second time (first on line 6)"),
        ("8:20", "value.not_number", "levers.work.mixed_m2", "'veel' is geen getal", "'veel' is not a number"),
        ("8:26", "scenario.unknown_key_near", "levers.work.ofice_m2", "onbekende sleutel 'ofice_m2' — bedoelde u: office_m2, mixed_m2?", "unknown key 'ofice_m2' — did you mean: office_m2, mixed_m2?"),
        ("9:30", "scenario.year_outside", "levers.grid.reinforcement_year", "jaar 2060 valt buiten de horizon", "year 2060 is outside the horizon"),
        ("11:22", "value.low_high", "uncertainties.work.basic_growth", "low (0,02) is niet kleiner dan high (0,01)", "low (0.02) is not below high (0.01)"),
    ),
    "ampersand.yaml": (
        ("6:20", "yaml.anchor_name", "", "een waarde kan niet met & of * beginnen", "a value cannot start with & or *"),
    ),
    "anchor-and-alias.yaml": (
        ("7:9", "yaml.alias", "levers.work", "verwijzing of anker 'werk' (& of *)", "reference or anchor 'werk' (& or *)"),
    ),
    "apostrophe.yaml": (
        ("6:27", "yaml.quote_inside", "", "na een gesloten aanhalingsteken staat nog tekst", "text follows a closing quote"),
    ),
    "at-sign.yaml": (
        ("6:19", "yaml.start_character", "", "een waarde kan niet beginnen met '@'", "a value cannot start with '@'"),
    ),
    "barely-negative.yaml": (
        ("6:27", "value.negative", "levers.work.mixed_m2", "-1e-12 is negatief", "-1e-12 is negative"),
    ),
    "beyond-physical-bounds.yaml": (
        ("6:32", "value.outside_bounds", "uncertainties.commuting.wfh", "value (17) ligt buiten wat kan … 0 tot en met 0,6", "value (17) lies outside what is possible … 0 to 0.6"),
    ),
    "bomb.yaml": (
        ("1:1", "scenario.schema_version_missing", "schema_version", "schema_version ontbreekt", "schema_version is missing"),
        ("2:1", "scenario.unknown_key", "a", "onbekende sleutel 'a'", "unknown key 'a'"),
        18,
    ),
    "brace-open.yaml": (
        ("7:9", "yaml.bracket_open", "", "het haakje dat hier begint, loopt vast op regel 7", "the bracket that opens here gets stuck on line 7"),
    ),
    "bracket-open.yaml": (
        ("6:11", "yaml.bracket_open", "", "het haakje dat hier begint, loopt vast op regel 7", "the bracket that opens here gets stuck on line 7"),
    ),
    "bracket-too-many.yaml": (
        ("6:22", "yaml.bracket_extra", "", "hier staat een haakje te veel", "here is one bracket too many"),
    ),
    "brackets.yaml": (
        ("5:31", "yaml.too_deep", "goals.0.0.0...", "meer dan 24 niveaus in elkaar", "more than 24 levels deep"),
        ("5:908", "yaml.value_missing", "", "hier ontbreekt een waarde", "here a value is missing"),
    ),
    "chain.yaml": (
        ("chain/49.yaml:4:10", "scenario.too_many_files", "extends", "dit scenario noemt samen meer dan 50 bestanden", "this scenario names more than 50 files in all"),
    ),
    "colon-in-text.yaml": (
        ("7:13", "yaml.colon_extra", "", "hier staat een dubbele punt te veel, of de regel springt te ver in", "here is one colon too many, or the line is indented too far"),
    ),
    "colon-missing.yaml": (
        ("7:7", "yaml.colon_missing", "", "hier ontbreekt een dubbele punt na een sleutel", "here a colon is missing after a key"),
    ),
    "comma-missing.yaml": (
        ("6:11", "yaml.bracket_open", "", "het haakje dat hier begint, loopt vast op regel 6", "the bracket that opens here gets stuck on line 6"),
    ),
    "control-character.yaml": (
        ("5:25", "file.control_character", "", "hier staat een onzichtbaar teken (U+0007)", "here is an invisible character (U+0007)"),
    ),
    "cut-reversed.yaml": (
        ("7:22", "value.low_high", "uncertainties.work.basic_growth", "low (0,01) is niet kleiner dan high (0)", "low (0.01) is not below high (0)"),
    ),
    "dash-after-key.yaml": (
        ("6:11", "yaml.dash", "", "hier kan geen lijst met streepjes beginnen", "a list with dashes cannot start here"),
    ),
    "date-for-a-year.yaml": (
        ("6:37", "value.not_integer", "levers.grid.reinforcement_year", "'2033-01-01' is geen geheel getal", "'2033-01-01' is not a whole number"),
    ),
    "decimal-comma.yaml": (
        ("6:27", "value.not_number", "levers.work.mixed_m2", "'0,4' is geen getal … met een punt voor decimalen", "'0,4' is not a number … a point for decimals"),
    ),
    "decision-on-unknown-project.yaml": (
        ("6:51", "scenario.unknown_projects", "levers.housing.plans.pampus-rest.release", "onbekend infrastructuurproject 'IJMEER' … P01_IJMEER_METRO", "unknown infrastructure project 'IJMEER' … P01_IJMEER_METRO"),
    ),
    "deep.yaml": (
        ("5:17", "scenario.unknown_key", "levers.work.work", "onbekende sleutel 'work'", "unknown key 'work'"),
        ("5:170", "yaml.too_deep", "levers.work.work.work...", "meer dan 24 niveaus in elkaar", "more than 24 levels deep"),
    ),
    "dist-list.yaml": (
        ("7:22", "value.not_distribution", "uncertainties.work.basic_growth", "'[0, 0.01]' is geen verdeling", "'[0, 0.01]' is not a distribution"),
    ),
    "dist-near.yaml": (
        ("7:22", "value.choice", "uncertainties.work.basic_growth", "'trianglar' kan hier niet", "'trianglar' does not fit here"),
    ),
    "dist-number.yaml": (
        ("7:22", "value.choice", "uncertainties.work.basic_growth", "'3' kan hier niet", "'3' does not fit here"),
    ),
    "distribution-without-dist.yaml": (
        ("6:17", "value.no_dist", "uncertainties.work.basic_growth", "verdeling zonder dist", "distribution without dist"),
    ),
    "duplicate-key-inside.yaml": (
        ("6:21", "yaml.duplicate_key", "sampling.seed", "sleutel 'seed' staat hier voor de tweede keer (eerst op regel 6)", "key 'seed' stands here for the second time (first on line 6)"),
    ),
    "duplicate-key.yaml": (
        ("7:1", "yaml.duplicate_key", "sampling", "sleutel 'sampling' staat hier voor de tweede keer (eerst op regel 6)", "key 'sampling' stands here for the second time (first on line 6)"),
    ),
    "empty-text.yaml": (
        ("6:19", "value.empty", "description.nl", "de tekst is leeg", "the text is empty"),
    ),
    "empty.yaml": (
        ("1:1", "yaml.empty", "", "het bestand is leeg", "the file is empty"),
    ),
    "encoding-and-more.yaml": (
        ("5:19", "file.encoding", "", "hier staat een teken dat geen UTF-8 is (0xC9)", "here is a character that is not UTF-8 (0xC9)"),
        ("6:1", "scenario.unknown_key_near", "leevrs", "onbekende sleutel 'leevrs' — bedoelde u: levers?", "unknown key 'leevrs' — did you mean: levers?"),
    ),
    "encoding-of-windows.yaml": (
        ("5:19", "file.encoding", "", "hier staat een teken dat geen UTF-8 is (0xC9)", "here is a character that is not UTF-8 (0xC9)"),
    ),
    "euro-sign.yaml": (
        ("6:62", "value.not_number", "levers.infrastructure.P04_A27_ZWE.extra_funding_meuro", "'€164' is geen getal", "'€164' is not a number"),
    ),
    "exclamation.yaml": (
        ("6:21", "yaml.tag_form", "", "een waarde kan niet met ! beginnen", "a value cannot start with !"),
    ),
    "extends-broken-parent.yaml": (
        ("6:27", "value.negative", "levers.work.mixed_m2", "-1 is negatief", "-1 is negative"),
        ("parts/broken.yaml:3:5", "yaml.bracket_open", "", "het haakje dat hier begint, loopt vast op regel 4", "the bracket that opens here gets stuck on line 4"),
    ),
    "extends-cycle.yaml": (
        ("parts/cycle.yaml:5:10", "scenario.cyclic", "extends", "'../extends-cycle.yaml' bouwt op zichzelf voort: extends-cycle.yaml -> cycle.yaml -> extends-cycle.yaml", "'../extends-cycle.yaml' builds on itself: extends-cycle.yaml -> cycle.yaml -> extends-cycle.yaml"),
    ),
    "extends-folder.yaml": (
        ("5:10", "file.is_folder", "extends", "'parts' is een map", "'parts' is a folder"),
    ),
    "extends-impossible-name.yaml": (
        ("5:10", "file.name", "extends", "'ouder\\x00.yaml' kan geen bestandsnaam zijn", "'ouder\\x00.yaml' cannot be the name of a file"),
    ),
    "extends-is-one.yaml": (
        ("6:12", "value.not_one_text", "overlays", "[x] is meer dan één tekst", "[x] is more than one text"),
    ),
    "extends-itself.yaml": (
        ("5:10", "scenario.cyclic", "extends", "'extends-itself.yaml' bouwt op zichzelf voort: extends-itself.yaml -> extends-itself.yaml", "'extends-itself.yaml' builds on itself: extends-itself.yaml -> extends-itself.yaml"),
    ),
    "extends-list.yaml": (
        ("5:10", "scenario.one_parent", "extends", "extends noemt [balanssim:referentie, balanssim:wlo-hoog]", "extends names [balanssim:referentie, balanssim:wlo-hoog]"),
    ),
    "extends-missing-file.yaml": (
        ("5:10", "scenario.missing_file", "extends", "bestand 'parts/laag-eenn.yaml' bestaat niet", "file 'parts/laag-eenn.yaml' does not exist"),
    ),
    "folder.yaml": (
        ("", "file.is_folder", "", "'folder.yaml' is een map", "'folder.yaml' is a folder"),
    ),
    "fraction-for-a-count.yaml": (
        ("6:19", "value.not_integer", "sampling.draws", "'2.5' is geen geheel getal", "'2.5' is not a whole number"),
    ),
    "goal-area-too-many.yaml": (
        ("7:111", "scenario.goal_no_area", "goals.g.area", "'commute_load' is er niet per gebied", "'commute_load' is not by area"),
    ),
    "goal-by-project.yaml": (
        ("7:65", "scenario.goal_dims", "goals.g.variable", "'opening_year' kan geen doel zijn", "'opening_year' cannot be a goal"),
    ),
    "goal-by-segment.yaml": (
        ("7:65", "scenario.goal_dims", "goals.g.variable", "'homes_by_segment' kan geen doel zijn", "'homes_by_segment' cannot be a goal"),
    ),
    "goal-corridor-too-many.yaml": (
        ("7:99", "scenario.goal_no_corridor", "goals.g.corridor", "'jobs_all' is er niet per corridor", "'jobs_all' is not by corridor"),
    ),
    "goal-flow-year-outside.yaml": (
        ("7:102", "scenario.year_outside", "goals.g.year", "jaar 2051 valt buiten de horizon", "year 2051 is outside the horizon"),
    ),
    "goal-null.yaml": (
        ("7:4", "value.nothing", "goals.1", "hier staat niets", "nothing stands here"),
    ),
    "goal-reversed.yaml": (
        ("7:5", "value.goal_reversed", "goals.g", "at_least (160.000) is hoger dan at_most (150.000)", "at_least (160,000) is above at_most (150,000)"),
    ),
    "goal-twice.yaml": (
        ("8:10", "value.goal_twice", "goals.g", "er zijn twee doelen 'g'", "there are two goals 'g'"),
    ),
    "goal-unknown-area-far.yaml": (
        ("7:81", "scenario.unknown_areas", "goals.g.area", "onbekend gebied 'Groningen'", "unknown area 'Groningen'"),
    ),
    "goal-unknown-area.yaml": (
        ("7:81", "scenario.unknown_areas", "goals.g.area", "onbekend gebied 'Almere'", "unknown area 'Almere'"),
    ),
    "goal-unknown-corridor.yaml": (
        ("7:89", "scenario.unknown_corridors", "goals.g.corridor", "onbekende corridor 'hollandse'", "unknown corridor 'hollandse'"),
    ),
    "goal-unknown-key.yaml": (
        ("7:114", "scenario.unknown_key", "goals.g.x", "onbekende sleutel 'x'", "unknown key 'x'"),
    ),
    "goal-unknown-kind.yaml": (
        ("7:35", "value.choice", "goals.g.kind", "'wens' kan hier niet", "'wens' does not fit here"),
    ),
    "goal-unknown-variable.yaml": (
        ("7:65", "scenario.unknown_variables", "goals.g.variable", "onbekende uitkomst 'jobs_al'", "unknown outcome 'jobs_al'"),
    ),
    "goal-without-area.yaml": (
        ("7:5", "scenario.goal_needs_area", "goals.g", "doel zonder gebied", "a goal without an area"),
    ),
    "goal-without-bound.yaml": (
        ("7:5", "value.goal_bound", "goals.g", "doel 'g' heeft geen grens", "goal 'g' has no bound"),
    ),
    "goal-without-corridor.yaml": (
        ("7:5", "scenario.goal_needs_corridor", "goals.g", "doel zonder corridor", "a goal without a corridor"),
    ),
    "goal-without-source.yaml": (
        ("7:5", "value.missing_key", "goals.g.source", "'source' ontbreekt", "'source' is missing"),
    ),
    "goal-wrong-type.yaml": (
        ("7:111", "value.not_number", "goals.g.at_least", "'veel' is geen getal", "'veel' is not a number"),
    ),
    "goal-year-outside.yaml": (
        ("7:95", "scenario.year_outside", "goals.g.year", "jaar 2052 valt buiten de horizon", "year 2052 is outside the horizon"),
    ),
    "goal-year-text.yaml": (
        ("7:95", "value.not_integer", "goals.g.year", "'nu' is geen geheel getal", "'nu' is not a whole number"),
    ),
    "goals-as-mapping.yaml": (
        ("6:8", "value.mapping_for_list", "goals", "hier staan sleutels", "here are keys"),
    ),
    "horizon-backwards.yaml": (
        ("6:10", "value.horizon", "horizon", "start 2024 ligt niet voor end 2024 … start voor end", "start 2024 is not before end 2024 … start before end"),
    ),
    "horizon-from-another-base-date.yaml": (
        ("6:18", "scenario.horizon_start", "horizon.start", "begin in 2030 … peildatum", "start in 2030 … base date"),
    ),
    "horizon-outside-region.yaml": (
        ("6:16", "scenario.horizon_region", "horizon.end", "jaar 2080 valt buiten de regio", "year 2080 is outside the region's years"),
    ),
    "id-acts-on-the-screen.yaml": (
        ("3:5", "value.name", "id", "'\\x1b[2J' is geen bruikbare naam", "'\\x1b[2J' is not a usable name"),
    ),
    "id-missing.yaml": (
        ("2:1", "value.missing_key", "id", "'id' ontbreekt", "'id' is missing"),
    ),
    "id-null.yaml": (
        ("2:1", "value.missing_key", "id", "'id' ontbreekt", "'id' is missing"),
    ),
    "id-number.yaml": (
        ("3:5", "value.not_text", "id", "'2025' is geen tekst", "'2025' is not text"),
    ),
    "id-with-capitals.yaml": (
        ("3:5", "value.name", "id", "'Mijn proef' is geen bruikbare naam", "'Mijn proef' is not a usable name"),
    ),
    "indent-uneven.yaml": (
        ("9:3", "yaml.indent", "", "deze regel past niet bij de regels erboven", "this line does not fit the lines above"),
    ),
    "infinite-in-a-distribution.yaml": (
        ("6:57", "value.not_finite", "uncertainties.work.basic_growth.low", "het getal is oneindig of onbepaald (-.inf)", "the number is infinite or undefined (-.inf)"),
    ),
    "infinite.yaml": (
        ("6:27", "value.not_finite", "levers.work.mixed_m2", "het getal is oneindig of onbepaald (.inf)", "the number is infinite or undefined (.inf)"),
    ),
    "key-empty.yaml": (
        ("6:12", "yaml.key", "sampling", "deze sleutel is leeg, of is zelf een lijst", "this key is empty, or is itself a list"),
    ),
    "key-list.yaml": (
        ("6:3", "yaml.key", "", "deze sleutel is leeg, of is zelf een lijst", "this key is empty, or is itself a list"),
    ),
    "line-separator.yaml": (
        ("5:22", "file.control_character", "", "hier staat een onzichtbaar teken (U+2028)", "here is an invisible character (U+2028)"),
    ),
    "link-to-itself.yaml": (
        ("", "file.broken_link", "", "'link-to-itself.yaml' is een koppeling naar een bestand dat er niet is", "'link-to-itself.yaml' is a link to a file that is not there"),
    ),
    "link.yaml": (
        ("", "file.broken_link", "", "'link.yaml' is een koppeling naar een bestand dat er niet is", "'link.yaml' is a link to a file that is not there"),
    ),
    "list-at-top.yaml": (
        ("2:1", "yaml.not_mapping", "", "hier staan geen sleutels met waarden", "here are no keys with values"),
    ),
    "list-for-a-number.yaml": (
        ("6:27", "value.not_number", "levers.work.mixed_m2", "'[1]' is geen getal", "'[1]' is not a number"),
    ),
    "list-for-keys.yaml": (
        ("7:3", "value.list_for_mapping", "levers", "hier staat een lijst", "here is a list"),
    ),
    "loose-tolerance.yaml": (
        ("6:31", "value.too_high", "numerics.furness_tolerance", "1 is te hoog … 0,001", "1 is too high … 0.001"),
    ),
    "low-above-high.yaml": (
        ("6:36", "value.low_high", "uncertainties.work.basic_growth", "low (0,02) is niet kleiner dan high (0,01) … low < high", "low (0.02) is not below high (0.01) … low < high"),
    ),
    "low-above-mode.yaml": (
        ("6:36", "value.low_mode_high", "uncertainties.work.basic_growth", "mode (0,02) ligt niet tussen low (0) en high (0,01) … low <= mode <= high", "mode (0.02) is not between low (0) and high (0.01) … low <= mode <= high"),
    ),
    "low-equals-high.yaml": (
        ("7:22", "value.low_high", "uncertainties.work.basic_growth", "low (0,01) is niet kleiner dan high (0,01)", "low (0.01) is not below high (0.01)"),
    ),
    "many-aliases.yaml": (
        ("", "yaml.too_many", "", "het bestand heeft meer dan 20.000 waarden", "the file has more than 20,000 values"),
        ("1:4", "yaml.alias", "a", "verwijzing of anker 'a' (& of *)", "reference or anchor 'a' (& or *)"),
    ),
    "many-values.yaml": (
        ("", "yaml.too_many", "", "het bestand heeft meer dan 20.000 waarden", "the file has more than 20,000 values"),
    ),
    "median-negative.yaml": (
        ("7:48", "value.not_positive", "uncertainties.work.basic_growth.median", "-0,01 is niet groter dan nul", "-0.01 is not above zero"),
    ),
    "merge-key.yaml": (
        ("7:10", "scenario.unknown_key", "levers.work.<<", "onbekende sleutel '<<'", "unknown key '<<'"),
    ),
    "missing-key-of-a-distribution.yaml": (
        ("6:17", "value.missing_key", "uncertainties.work.basic_growth.sd", "'sd' ontbreekt", "'sd' is missing"),
    ),
    "missing-overlay.yaml": (
        ("6:12", "scenario.unknown_shipped", "overlays", "er is geen kant-en-klaar scenario 'balanssim:referntie' … balanssim:referentie", "there is no ready-made scenario 'balanssim:referntie' … balanssim:referentie"),
    ),
    "missing-region-folder.yaml": (
        ("6:9", "region.no_folder", "region", "map './nergens' bestaat niet", "folder './nergens' does not exist"),
    ),
    "mode-missing.yaml": (
        ("7:3", "value.missing_key", "uncertainties.work.basic_growth.mode", "'mode' ontbreekt", "'mode' is missing"),
    ),
    "mode-nan.yaml": (
        ("7:55", "value.not_finite", "uncertainties.work.basic_growth.mode", "het getal is oneindig of onbepaald (.nan)", "the number is infinite or undefined (.nan)"),
    ),
    "money-above-cost.yaml": (
        ("8:96", "scenario.funding_above_cost", "levers.infrastructure.P01_IJMEER_METRO.housing_mobility_meuro", "9.500 miljoen euro, met de 0 miljoen die al is gedekt … 9.000 miljoen", "9,500 million euro, with the 0 million that is covered already … 9,000 million"),
        ("9:39", "scenario.funding_above_cost", "levers.infrastructure.P03_A6_LLS.extra_funding_meuro", "251 miljoen euro, met de 23 miljoen", "251 million euro, with the 23 million"),
    ),
    "negative-spread.yaml": (
        ("6:64", "value.not_positive", "uncertainties.work.basic_growth.sd", "0 is niet groter dan nul", "0 is not above zero"),
    ),
    "negative.yaml": (
        ("6:27", "value.negative", "levers.work.mixed_m2", "-1 is negatief", "-1 is negative"),
    ),
    "no-draws.yaml": (
        ("6:19", "value.too_low", "sampling.draws", "0 is te laag … 1 of meer", "0 is too low … 1 or more"),
    ),
    "no-parent.yaml": (
        ("2:1", "scenario.missing_key", "horizon", "'horizon' ontbreekt", "'horizon' is missing"),
        ("2:1", "scenario.missing_key", "levers", "'levers' ontbreekt", "'levers' is missing"),
        ("2:1", "scenario.missing_key", "region", "'region' ontbreekt", "'region' is missing"),
    ),
    "no-space-after-colon.yaml": (
        ("8:5", "value.colon_space", "levers.work", "'mixed_m2:500000' is één woord", "'mixed_m2:500000' is one word"),
    ),
    "not-a-number.yaml": (
        ("6:27", "value.not_finite", "levers.work.mixed_m2", "het getal is oneindig of onbepaald (.nan)", "the number is infinite or undefined (.nan)"),
    ),
    "nothing-after-the-colon.yaml": (
        ("8:5", "scenario.null_removes_nothing", "levers.work.mixed_m2", "achter 'levers.work.mixed_m2' staat geen waarde", "there is no value behind 'levers.work.mixed_m2'"),
    ),
    "null-character.yaml": (
        ("6:19", "file.binary", "", "dit is geen tekstbestand: hier staat een nul-teken", "this is no text file: here is a null character"),
    ),
    "null-over-a-value.yaml": (
        ("6:17", "scenario.null_removes_nothing", "levers.work.mixed_m2", "achter 'levers.work.mixed_m2' staat geen waarde … remove: [levers.work.mixed_m2]", "there is no value behind 'levers.work.mixed_m2' … remove: [levers.work.mixed_m2]"),
    ),
    "only-null.yaml": (
        ("1:1", "yaml.empty", "", "het bestand is leeg", "the file is empty"),
    ),
    "opening-outside-horizon.yaml": (
        ("6:49", "scenario.year_outside_never", "levers.infrastructure.P03_A6_LLS.opening", "jaar 2060 valt buiten de horizon … of never", "year 2060 is outside the horizon … or never"),
    ),
    "opening.yaml": (
        ("6:49", "value.year_or", "levers.infrastructure.P03_A6_LLS.opening", "'soon' kan hier niet", "'soon' does not fit here"),
    ),
    "overlay-clash.yaml": (
        ("parts/laag-twee.yaml:3:17", "scenario.clash", "levers.work.mixed_m2", "'levers.work.mixed_m2' wordt ook gezet in parts/laag-een.yaml:3, met een andere waarde", "'levers.work.mixed_m2' is also set in parts/laag-een.yaml:3, to another value"),
    ),
    "overlay-composes.yaml": (
        ("parts/laag-met-ouder.yaml:3:1", "scenario.overlay_composes", "extends", "een overlay bouwt zelf niet op andere bestanden voort", "an overlay does not build on other files itself"),
    ),
    "overlay-cycle.yaml": (
        ("6:12", "scenario.cyclic", "overlays", "'overlay-cycle.yaml' bouwt op zichzelf voort: overlay-cycle.yaml -> overlay-cycle.yaml", "'overlay-cycle.yaml' builds on itself: overlay-cycle.yaml -> overlay-cycle.yaml"),
    ),
    "override-in-a-scenario.yaml": (
        ("6:1", "scenario.override_outside", "override", "override staat hier buiten een overlay", "override stands outside an overlay here"),
    ),
    "papers-with-a-bare-year.yaml": (
        ("6:44", "value.not_text", "levers.work.mixed_m2.date", "'2025' is geen tekst … aanhalingstekens", "'2025' is not text … quotes"),
    ),
    "papers-with-no-date.yaml": (
        ("6:44", "value.date", "levers.work.mixed_m2.date", "'1 mei' is geen datum", "'1 mei' is not a date"),
    ),
    "papers-with-unknown-key.yaml": (
        ("6:38", "scenario.unknown_key_near", "levers.work.mixed_m2.souce", "onbekende sleutel 'souce' — bedoelde u: source?", "unknown key 'souce' — did you mean: source?"),
    ),
    "papers-with-unknown-status.yaml": (
        ("6:46", "value.choice", "levers.work.mixed_m2.status", "'gok' kan hier niet … measured, estimated, assumed, policy", "'gok' does not fit here … measured, estimated, assumed, policy"),
    ),
    "papers-without-value.yaml": (
        ("6:17", "value.missing_key", "levers.work.mixed_m2.value", "'value' ontbreekt", "'value' is missing"),
    ),
    "percent-line.yaml": (
        ("6:2", "yaml.directive", "", "een regel kan niet met % beginnen", "a line cannot start with %"),
    ),
    "percent.yaml": (
        ("6:43", "value.not_number", "levers.housing.corporation_share_max", "'40%' is geen getal", "'40%' is not a number"),
    ),
    "picture.yaml": (
        ("3:1", "file.binary", "", "dit is geen tekstbestand: hier staat een nul-teken", "this is no text file: here is a null character"),
    ),
    "points-for-thousands.yaml": (
        ("6:27", "value.not_number", "levers.work.mixed_m2", "'1.500.000' is geen getal", "'1.500.000' is not a number"),
    ),
    "procedure-annulled-in-one-round.yaml": (
        ("6:41", "procedures.one_round", "procedures.housing.appeal.rounds", "kans op vernietiging bij één ronde … zet annulled op 0", "a probability of annulment with one round … set annulled to 0"),
        ("6:64", "procedures.one_round", "procedures.housing.permit.annulled", "rounds van 2 of meer", "rounds of 2 or more"),
        ("6:97", "procedures.one_round", "procedures.road.appeal.annulled", "rounds van 2 of meer", "rounds of 2 or more"),
    ),
    "procedure-capacity-zero.yaml": (
        ("6:55", "value.too_low", "procedures.resources.council_of_state.capacity", "0,5", "0.5"),
    ),
    "procedure-half-a-round.yaml": (
        ("6:41", "value.not_integer", "procedures.housing.appeal.rounds", "1.5", "1.5"),
    ),
    "procedure-impossible-times.yaml": (
        ("7:26", "value.missing_key", "procedures.housing.initiative.duration.mode", "'mode' ontbreekt", "'mode' is missing"),
        ("7:121", "value.not_finite", "procedures.housing.plan.duration.high", "oneindig", "infinite"),
        ("8:34", "value.tail", "procedures.road.elaboration.duration", "de grenzen laten niets over", "the bounds leave nothing"),
        ("8:111", "value.discrete", "procedures.road.realisation.duration", "alle gewichten nul", "all weights zero"),
        ("9:34", "value.negative_low", "procedures.rail.realisation.duration", "low is -1 … lognormale", "low is -1 … lognormal"),
    ),
    "procedure-many-at-once.yaml": (
        ("7:3", "scenario.unknown_key_near", "procedures.huising", "bedoelde u: housing?", "did you mean: housing?"),
        ("8:30", "procedures.duration", "procedures.housing.plan.duration", "deze fase kan -1 jaar duren", "this stage can take -1 years"),
        ("8:88", "value.negative", "procedures.housing.appeal.probability", "-0,2 is negatief", "-0.2 is negative"),
        ("8:104", "value.above_one", "procedures.housing.appeal.annulled", "1,2 is meer dan 1", "1.2 is more than 1"),
        ("9:35", "value.choice", "procedures.metro.realisation.duration", "Bedoelde u triangular?", "Did you mean triangular?"),
        ("10:36", "value.too_low", "procedures.resources.planners.capacity", "0 is te laag", "0 is too low"),
        ("10:61", "value.too_low", "procedures.resources.planners.capacity_at.GM0034", "0 is te laag", "0 is too low"),
        ("11:88", "scenario.funding_above_cost", "levers.infrastructure.P01_IJMEER_METRO.extra_funding_meuro", "niet meer dan de hoogste raming", "no more than the highest estimate"),
    ),
    "procedure-negative-time.yaml": (
        ("6:46", "procedures.duration", "procedures.metro.realisation.duration", "deze fase kan -2 jaar duren", "this stage can take -2 years"),
    ),
    "procedure-of-no-time.yaml": (
        ("6:43", "procedures.duration", "procedures.housing.permit.duration", "deze fase kan 0 jaar duren … meer dan nul jaar", "this stage can take 0 years … more than zero years"),
    ),
    "procedure-one-desk.yaml": (
        ("6:45", "scenario.one_desk", "procedures.resources.council_of_state.capacity_at", "één loket voor de hele regio", "one desk for the whole region"),
    ),
    "procedure-probability.yaml": (
        ("6:46", "value.above_one", "procedures.housing.appeal.probability", "20 is meer dan 1", "20 is more than 1"),
    ),
    "procedure-time-in-months.yaml": (
        ("6:97", "value.unit", "procedures.housing.appeal.duration", "maanden", "maanden"),
    ),
    "procedure-time-upside-down.yaml": (
        ("6:45", "value.low_mode_high", "procedures.road.exploration.duration", "mode (2) ligt niet tussen low (3) en high (4)", "mode (2) is not between low (3) and high (4)"),
    ),
    "procedure-unknown-desk.yaml": (
        ("6:26", "scenario.unknown_resources", "procedures.resources.planer", "onbekend loket 'planer' … planners", "unknown desk 'planer' … planners"),
    ),
    "procedure-unknown-key-of-a-time.yaml": (
        ("6:67", "scenario.unknown_key_near", "procedures.housing.appeal.duration.valu", "onbekende sleutel 'valu'", "unknown key 'valu'"),
    ),
    "procedure-unknown-key.yaml": (
        ("6:33", "scenario.unknown_key", "procedures.housing.appeal.chance", "onbekende sleutel 'chance' … probability", "unknown key 'chance' … probability"),
    ),
    "procedure-unknown-municipality.yaml": (
        ("6:51", "scenario.unknown_municipalities", "procedures.resources.planners.capacity_at.GM0035", "onbekende gemeente 'GM0035' … GM0034", "unknown municipality 'GM0035' … GM0034"),
    ),
    "procedure-unknown-stage.yaml": (
        ("6:24", "scenario.unknown_stages", "procedures.housing.apeal", "onbekende fase 'apeal' … appeal (Beroep bij de Raad van State)", "unknown stage 'apeal' … appeal"),
    ),
    "procedure-word-for-a-time.yaml": (
        ("6:43", "value.not_distribution", "procedures.housing.appeal.duration", "lang", "lang"),
    ),
    "question-mark.yaml": (
        ("7:3", "yaml.indent", "", "deze regel past niet bij de regels erboven", "this line does not fit the lines above"),
    ),
    "quote-open.yaml": (
        ("6:19", "yaml.quote_open", "", "het aanhalingsteken dat hier begint, wordt niet gesloten", "the quote that opens here is never closed"),
    ),
    "release-before-the-horizon.yaml": (
        ("6:51", "scenario.year_outside_never", "levers.housing.plans.pampus-rest.release", "jaar 2020 valt buiten de horizon", "year 2020 is outside the horizon"),
    ),
    "remove-an-unknown-key.yaml": (
        ("6:10", "scenario.unknown_key_near", "levers.wrok", "onbekende sleutel 'wrok' — bedoelde u: work?", "unknown key 'wrok' — did you mean: work?"),
    ),
    "remove-is-a-list.yaml": (
        ("6:9", "value.not_list", "remove", "'levers.work' is geen lijst", "'levers.work' is not a list"),
    ),
    "remove-what-is-needed.yaml": (
        ("6:10", "scenario.removed_needed", "levers.work.mixed_m2", "'levers.work.mixed_m2' is hier weggehaald, maar is nodig", "'levers.work.mixed_m2' is removed here, but is needed"),
    ),
    "remove-what-is-not-there.yaml": (
        ("6:10", "scenario.remove_nothing", "levers.demand.household_factor", "'levers.demand.household_factor' is er niet, dus er valt niets weg te halen", "'levers.demand.household_factor' is not there, so there is nothing to remove"),
    ),
    "remove-with-a-typing-error.yaml": (
        ("6:10", "scenario.remove_nothing_near", "levers.housing.pace_cap.GM034", "'levers.housing.pace_cap.GM034' is er niet, dus er valt niets weg te halen … Bedoelde u: levers.housing.pace_cap.GM0034", "'levers.housing.pace_cap.GM034' is not there, so there is nothing to remove … Did you mean: levers.housing.pace_cap.GM0034"),
    ),
    "seed-out-of-range.yaml": (
        ("6:18", "value.negative", "sampling.seed", "-1 is negatief", "-1 is negative"),
    ),
    "seed-too-large.yaml": (
        ("6:18", "value.not_below", "sampling.seed", "9223372036854775808 is te hoog", "9223372036854775808 is too high"),
    ),
    "set-an-unknown-key.yaml": (
        ("6:7", "scenario.unknown_key_near", "levers.work.mixed", "onbekende sleutel 'mixed' — bedoelde u: mixed_m2?", "unknown key 'mixed' — did you mean: mixed_m2?"),
    ),
    "set-as-list.yaml": (
        ("6:6", "value.list_for_mapping", "set", "hier staat een lijst", "here is a list"),
    ),
    "set-on-a-block.yaml": (
        ("6:7", "scenario.set_not_leaf", "levers.work", "'levers.work' is geen enkele waarde … business_park_ha", "'levers.work' is not a single value … business_park_ha"),
    ),
    "set-on-names.yaml": (
        ("6:7", "scenario.set_not_leaf", "levers.housing.pace_cap", "Hieronder staan: levers.housing.pace_cap.*", "Below it are: levers.housing.pace_cap.*"),
    ),
    "share-above-one.yaml": (
        ("6:43", "value.above_one", "levers.housing.corporation_share_max", "40 is meer dan 1", "40 is more than 1"),
    ),
    "shares.yaml": (
        ("6:20", "scenario.shares_sum", "levers.housing.segment_shares", "de aandelen tellen op tot 1,1", "the shares add to 1.1"),
    ),
    "sigma-zero.yaml": (
        ("7:61", "value.not_positive", "uncertainties.work.basic_growth.sigma", "0 is niet groter dan nul", "0 is not above zero"),
    ),
    "star-alone.yaml": (
        ("6:20", "yaml.anchor_name", "", "een waarde kan niet met & of * beginnen", "a value cannot start with & or *"),
    ),
    "star.yaml": (
        ("6:30", "yaml.anchor_name", "", "een waarde kan niet met & of * beginnen", "a value cannot start with & or *"),
    ),
    "start-decision-taken.yaml": (
        ("8:55", "scenario.start_taken", "levers.infrastructure.P03_A6_LLS.start_decision", "een startbeslissing die al is genomen; het project staat in fase elaboration", "a start decision that has been taken; the project is in stage elaboration"),
    ),
    "tab-after-spaces.yaml": (
        ("8:3", "yaml.tab", "", "de regel springt in met een tab", "the line is indented with a tab"),
    ),
    "tab.yaml": (
        ("7:1", "yaml.tab", "", "de regel springt in met een tab", "the line is indented with a tab"),
    ),
    "tag.yaml": (
        ("6:19", "yaml.tag", "description.nl", "type-aanduiding tag:yaml.org,2002:python/object/apply:os.system", "type tag tag:yaml.org,2002:python/object/apply:os.system"),
    ),
    "text-after-pipe.yaml": (
        ("7:9", "yaml.block_text", "", "na | of > staat hier nog iets", "something follows | or > here"),
    ),
    "thirty-unknown-keys.yaml": (
        ("8:5", "scenario.unknown_key", "levers.work.plan_1", "onbekende sleutel 'plan_1'", "unknown key 'plan_1'"),
        ("9:5", "scenario.unknown_key", "levers.work.plan_2", "onbekende sleutel 'plan_2'", "unknown key 'plan_2'"),
        ("28:5", "problems.more", "…", "en nog 10 van deze soort in dit bestand", "and 10 more of this kind in this file"),
        21,
    ),
    "time-1-30.yaml": (
        ("6:45", "value.not_number", "levers.housing.rvb_release_delay_years", "'1:30' is geen getal", "'1:30' is not a number"),
    ),
    "title-missing.yaml": (
        ("2:1", "value.missing_key", "title", "'title' ontbreekt", "'title' is missing"),
    ),
    "title-only-english.yaml": (
        ("4:1", "value.missing_key", "title.nl", "'nl' ontbreekt", "'nl' is missing"),
    ),
    "title-text.yaml": (
        ("4:8", "value.not_words", "title", "'Proef' is tekst zonder taal", "'Proef' is text without a language"),
    ),
    "too-large-to-be-finite.yaml": (
        ("6:27", "value.not_finite", "levers.work.mixed_m2", "het getal is oneindig of onbepaald (.inf)", "the number is infinite or undefined (.inf)"),
    ),
    "too-many-draws.yaml": (
        ("6:19", "value.too_high", "sampling.draws", "100.000.000 is te hoog", "100,000,000 is too high"),
    ),
    "truth-for-a-number.yaml": (
        ("6:27", "value.not_number", "levers.work.mixed_m2", "'true' is geen getal", "'true' is not a number"),
    ),
    "twentyone-unknown-keys.yaml": (
        ("8:5", "scenario.unknown_key", "levers.work.plan_1", "onbekende sleutel 'plan_1'", "unknown key 'plan_1'"),
        ("9:5", "scenario.unknown_key", "levers.work.plan_2", "onbekende sleutel 'plan_2'", "unknown key 'plan_2'"),
        ("28:5", "problems.more", "…", "en nog één van deze soort in dit bestand", "and one more of this kind in this file"),
        21,
    ),
    "two-documents.yaml": (
        ("6:1", "yaml.documents", "", "hier begint een tweede document (---)", "a second document (---) starts here"),
    ),
    "underscore-in-a-year.yaml": (
        ("6:27", "value.not_integer", "levers.work.space_by", "'2_040' is geen geheel getal", "'2_040' is not a whole number"),
    ),
    "unit-of-a-distribution.yaml": (
        ("6:66", "value.unit", "uncertainties.work.basic_growth", "eenheid '%' … '1/year'", "unit '%' … '1/year'"),
    ),
    "unit.yaml": (
        ("6:52", "value.unit", "levers.work.business_park_ha", "eenheid 'm2'", "unit 'm2'"),
    ),
    "unknown-area-by-name.yaml": (
        ("6:31", "scenario.unknown_areas", "levers.housing.pace_cap.Almere", "onbekend gebied 'Almere' … GM0034 (Almere)", "unknown area 'Almere' … GM0034 (Almere)"),
    ),
    "unknown-area-far.yaml": (
        ("6:31", "scenario.unknown_name", "levers.housing.pace_cap.zzzzzzzz", "onbekende naam 'zzzzzzzz'", "unknown name 'zzzzzzzz'"),
    ),
    "unknown-distribution.yaml": (
        ("6:36", "value.choice", "uncertainties.work.basic_growth", "'driehoek' kan hier niet … triangular", "'driehoek' does not fit here … triangular"),
    ),
    "unknown-key-at-the-top.yaml": (
        ("6:1", "scenario.unknown_key_near", "leevrs", "onbekende sleutel 'leevrs' — bedoelde u: levers?", "unknown key 'leevrs' — did you mean: levers?"),
    ),
    "unknown-key-far.yaml": (
        ("6:10", "scenario.unknown_key", "levers.qqq", "onbekende sleutel 'qqq'", "unknown key 'qqq'"),
    ),
    "unknown-key-near.yaml": (
        ("7:34", "scenario.unknown_key_near", "levers.infrastructure.P04_A27_ZWE.opning", "onbekende sleutel 'opning' — bedoelde u: opening?", "unknown key 'opning' — did you mean: opening?"),
    ),
    "unknown-key-of-a-distribution.yaml": (
        ("6:67", "scenario.unknown_key_near", "uncertainties.work.basic_growth.lo", "onbekende sleutel 'lo' — bedoelde u: low?", "unknown key 'lo' — did you mean: low?"),
    ),
    "unknown-parameter.yaml": (
        ("6:17", "scenario.unknown_parameters", "uncertainties.work.basic_growht", "onbekende parameter 'work.basic_growht' … work.basic_growth", "unknown parameter 'work.basic_growht' … work.basic_growth"),
    ),
    "unknown-plan.yaml": (
        ("6:28", "scenario.unknown_plans", "levers.housing.plans.pampus-rst", "onbekend woningbouwplan 'pampus-rst' … pampus-rest", "unknown housing plan 'pampus-rst' … pampus-rest"),
    ),
    "unknown-programme.yaml": (
        ("6:30", "scenario.unknown_programmes", "levers.work.programmes.tech", "onbekend programma 'tech' … tech-transitie", "unknown programme 'tech' … tech-transitie"),
    ),
    "unknown-project.yaml": (
        ("6:27", "scenario.unknown_projects", "levers.infrastructure.P03_A6", "onbekend infrastructuurproject 'P03_A6' … P03_A6_LLS", "unknown infrastructure project 'P03_A6' … P03_A6_LLS"),
    ),
    "unknown-region.yaml": (
        ("6:9", "region.unknown", "region", "onbekende regio 'balanssim:flevoland' … balanssim:flevoland-mra", "unknown region 'balanssim:flevoland' … balanssim:flevoland-mra"),
    ),
    "unknown-segment.yaml": (
        ("6:37", "scenario.unknown_segments", "levers.housing.segment_shares.mdi", "onbekend segment 'mdi' … Bedoelde u: mid?", "unknown segment 'mdi' … Did you mean: mid?"),
    ),
    "unknown-transit-line.yaml": (
        ("6:45", "scenario.unknown_lines", "levers.mobility.line_frequency_factor.IC-FLV", "onbekende ov-lijn 'IC-FLV' … IC-FLV-C", "unknown transit line 'IC-FLV' … IC-FLV-C"),
        ("6:75", "value.too_low", "levers.mobility.frequency_factor", "0 is te laag", "0 is too low"),
        ("6:106", "value.negative", "levers.mobility.parking_extra_eur.GM0034", "-1 is negatief", "-1 is negative"),
    ),
    "unreadable.yaml": (
        ("", "file.permission", "", "'unreadable.yaml' mag niet worden gelezen", "'unreadable.yaml' may not be read"),
    ),
    "utf-16.yaml": (
        ("", "file.utf16", "", "het bestand is opgeslagen als UTF-16", "the file was saved as UTF-16"),
    ),
    "value-for-a-block.yaml": (
        ("6:19", "value.not_mapping", "levers.housing", "'3' is één waarde … sleutels met waarden", "'3' is one value … keys with values"),
    ),
    "values-empty.yaml": (
        ("7:46", "value.empty_list", "uncertainties.grid.freeze_2026.values", "de lijst is leeg", "the list is empty"),
        ("7:59", "value.empty_list", "uncertainties.grid.freeze_2026.weights", "de lijst is leeg", "the list is empty"),
    ),
    "values-twice.yaml": (
        ("6:35", "value.discrete", "uncertainties.grid.freeze_2026", "waarden dubbel, of alle gewichten nul", "values twice, or all weights zero"),
    ),
    "version-missing.yaml": (
        ("1:1", "scenario.schema_version_missing", "schema_version", "schema_version ontbreekt", "schema_version is missing"),
    ),
    "version-newer.yaml": (
        ("2:17", "scenario.schema_version", "schema_version", "schema_version is '2'", "schema_version is '2'"),
    ),
    "version-text.yaml": (
        ("2:17", "scenario.schema_version", "schema_version", "schema_version is '1'", "schema_version is '1'"),
    ),
    "very-large.yaml": (
        ("6:37", "value.too_high", "levers.demand.household_factor", "1e+300 is te hoog", "1e+300 is too high"),
    ),
    "weights-negative.yaml": (
        ("7:67", "value.negative", "uncertainties.grid.freeze_2026.weights.1", "-1 is negatief", "-1 is negative"),
    ),
    "weights-zero.yaml": (
        ("7:21", "value.discrete", "uncertainties.grid.freeze_2026", "waarden dubbel, of alle gewichten nul", "values twice, or all weights zero"),
    ),
    "weights.yaml": (
        ("6:35", "value.weights", "uncertainties.grid.freeze_2026", "het aantal waarden is 2, het aantal gewichten 1", "the number of values is 2, of weights 1"),
    ),
    "windows-path.yaml": (
        ("6:15", "yaml.escape", "", "een \\ betekent tussen dubbele aanhalingstekens iets bijzonders, en dit kan niet", "a \\ has a special meaning between double quotes, and not this one"),
    ),
    "word-for-a-distribution.yaml": (
        ("6:36", "value.not_distribution", "uncertainties.work.basic_growth", "'hoog' is geen verdeling", "'hoog' is not a distribution"),
    ),
    "word-no.yaml": (
        ("6:25", "value.choice", "levers.grid.freeze", "'no' kan hier niet", "'no' does not fit here"),
    ),
    "words-only.yaml": (
        ("2:1", "yaml.not_mapping", "", "hier staan geen sleutels met waarden", "here are no keys with values"),
    ),
    "wrong-type.yaml": (
        ("6:27", "value.not_number", "levers.work.mixed_m2", "'veel' is geen getal", "'veel' is not a number"),
    ),
    "year-outside-horizon.yaml": (
        ("6:37", "scenario.year_outside", "levers.grid.reinforcement_year", "jaar 2060 valt buiten de horizon … een jaar van 2024 tot en met 2051", "year 2060 is outside the horizon … a year from 2024 to 2051"),
    ),
    "yes-for-a-word.yaml": (
        ("6:17", "value.choice", "known_outcomes", "'yes' kan hier niet", "'yes' does not fit here"),
    ),
}  # fmt: skip
