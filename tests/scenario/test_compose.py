"""Composition: precedence, deep merge, whole replacement, removal, clashes, cycles, references, origin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balanssim.errors import InputError
from balanssim.scenario import load
from balanssim.scenario.load import attempt
from balanssim.scenario.resolved import Origin

Write = Callable[..., Path]

AREA = "levers.work.business_park_ha"


def overlay(text: str) -> str:
    return "schema_version: 1\n" + text


def test_precedence(write: Write) -> None:
    """Schema default < extends < this file < overlays left to right < set < command line."""
    write("levers: {work: {business_park_ha: 1, mixed_m2: 1, office_m2: 1, growth_factor: 1.1}}\n", "ouder.yaml")
    write(overlay("levers: {work: {mixed_m2: 3, office_m2: 3}}\n"), "een.yaml", bare=True)
    write(overlay("override: [levers.work.office_m2]\nlevers: {work: {office_m2: 4}}\n"), "twee.yaml", bare=True)
    path = write(
        "schema_version: 1\nid: proef\ntitle: {nl: x}\nextends: ouder.yaml\noverlays: [een.yaml, ./twee.yaml]\n"
        "set: {levers.grid.reinforcement_year: 2034, levers.work.space_by: 2041}\n"
        "levers: {work: {business_park_ha: 2, mixed_m2: 2, office_m2: 2}}\n",
        bare=True,
    )
    resolved = load(path, overrides=["levers.work.space_by=2042", "levers.work.space_by=2043"])
    work = resolved.scenario.levers.work
    assert (work.business_park_ha, work.mixed_m2, work.office_m2, work.growth_factor) == (2, 3, 4, 1.1)
    assert (resolved.scenario.levers.grid.reinforcement_year, work.space_by) == (2034, 2043)
    assert resolved.scenario.levers.demand.household_factor == 1.0
    origin = resolved.origin
    assert origin["levers.demand.household_factor"] == Origin("schema", 0, 0, "default")
    assert origin["levers.work.growth_factor"] == Origin("ouder.yaml", 5, 65, "extends")
    assert origin[AREA] == Origin("proef.yaml", 7, 17, "scenario")
    assert origin["levers.work.mixed_m2"] == Origin("een.yaml", 2, 17, "overlay")
    assert origin["levers.work.office_m2"] == Origin("twee.yaml", 3, 17, "overlay")
    assert origin["levers.grid.reinforcement_year"] == Origin("proef.yaml", 6, 7, "set")
    assert origin["levers.work.space_by"] == Origin("--set", 0, 0, "command_line")
    assert origin["levers.housing.corporation_share_max"].file == "balanssim:referentie"
    assert [name for name, _ in resolved.files] == [
        "balanssim:referentie", "ouder.yaml", "proef.yaml", "een.yaml", "twee.yaml",
    ]  # fmt: skip
    assert resolved.overrides == ("levers.work.space_by=2042", "levers.work.space_by=2043")


def test_every_leaf_has_an_origin_and_every_number_its_papers(write: Write) -> None:
    resolved = load(
        write("levers: {work: {mixed_m2: {value: 3, unit: m2 bvo, source: s, date: '2025', status: policy}}}")
    )
    papers = resolved.papers["levers.work.mixed_m2"]
    assert (papers.value, papers.unit, papers.source, papers.date, papers.status) == (3, "m2", "s", "2025", "policy")
    assert resolved.papers["levers.demand.household_factor"].unit == "factor"
    assert resolved.papers["levers.grid.reinforcement_year"].unit == "year"
    assert set(resolved.papers) <= set(resolved.origin)


def test_mappings_merge_and_values_are_replaced_whole(write: Write) -> None:
    path = write(
        "levers:\n  housing: {pace_cap: {GM0995: 1}}\n  work: {business_park_ha: 7}\n"
        "uncertainties: {work.basic_growth: {dist: uniform, low: 0, high: 0.01, source: eigen}}\ngoals: []\n"
    )
    parent = load("balanssim:referentie")
    child = load(path)
    assert child.scenario.levers.housing.pace_cap == {**parent.scenario.levers.housing.pace_cap, "GM0995": 1}
    assert child.papers[AREA].source is None
    assert parent.papers[AREA].source is not None
    assert child.scenario.goals == []
    grand = write(
        "schema_version: 1\nid: kleinkind\ntitle: {nl: x}\nextends: proef.yaml\n"
        "uncertainties: {work.basic_growth: {dist: fixed, value: 0.004}}\n",
        "kleinkind.yaml",
        bare=True,
    )
    one = load(grand).scenario.uncertainties["work.basic_growth"]
    assert one.numbers() == {"value": 0.004}
    assert one.source is None


def test_title_and_description_are_not_inherited(write: Write) -> None:
    resolved = load(write(""))
    assert resolved.scenario.description is None
    assert resolved.scenario.title.text("en") == "Proef"
    text = "schema_version: 1\nextends: balanssim:referentie\n"
    found = attempt(write(text, bare=True))[1]
    assert {(item.code, item.key) for item in found} == {
        ("value.missing_key", "id"),
        ("value.missing_key", "title"),
    }


def test_remove(write: Write) -> None:
    resolved = load(write("remove: [levers.housing.pace_cap, goals]\nlevers: {housing: {pace_cap: {GM0034: 5}}}\n"))
    assert resolved.scenario.levers.housing.pace_cap == {"GM0034": 5}
    assert resolved.scenario.goals == []


def test_null_in_a_block_changes_nothing(write: Write) -> None:
    empty = load(write("levers:\n  housing:\n  demand:\nuncertainties:\n"))
    assert empty.numbers_json() == load("balanssim:referentie").numbers_json()


def test_null_for_what_nobody_set(write: Write) -> None:
    assert (
        load(write("levers: {housing: {drinking_water_cap: null}}")).scenario.levers.housing.drinking_water_cap is None
    )


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ("levers: {work: {mixed_m2: 1}}", "levers: {work: {mixed_m2: 2}}", True),
        ("levers: {work: {mixed_m2: 1}}", "levers: {work: {mixed_m2: 1.0}}", False),
        ("levers: {work: {mixed_m2: 1}}", "levers: {work: {mixed_m2: {value: 1, source: x}}}", True),
        ("levers: {work: {mixed_m2: 1}}", "levers: {work: {office_m2: 2}}", False),
        ("levers: {work: {mixed_m2: 1}}", "override: [levers.work]\nlevers: {work: {mixed_m2: 2}}", False),
        ("levers: {work: {mixed_m2: 1}}", "override: [levers.work.office_m2]\nlevers: {work: {mixed_m2: 2}}", True),
        ("levers: {housing: {pace_cap: {GM0034: 1}}}", "remove: [levers.housing.pace_cap]", True),
        ("remove: [levers.housing.pace_cap]", "levers: {housing: {pace_cap: {GM0034: 1}}}", True),
        ("remove: [goals]", "levers: {housing: {pace_cap: {GM0034: 1}}}", False),
        ("goals: []", "goals: []", False),
    ],
)
def test_clash_of_overlays(first: str, second: str, clash: bool, write: Write) -> None:
    write(overlay(first), "een.yaml", bare=True)
    write(overlay(second), "twee.yaml", bare=True)
    found = attempt(write("overlays: [een.yaml, twee.yaml]"))[1]
    assert [item.code for item in found] == (["scenario.clash"] if clash else [])
    if clash:
        assert Path(found[0].file).name == "twee.yaml"
        assert str(found[0].params["other"]).endswith("een.yaml:2")


def test_an_overlay_may_overrule_the_scenario_without_a_word(write: Write) -> None:
    write(overlay("levers: {work: {mixed_m2: 1}}"), "een.yaml", bare=True)
    assert load(write("overlays: [een.yaml]\nlevers: {work: {mixed_m2: 2}}")).scenario.levers.work.mixed_m2 == 1


@pytest.mark.parametrize(
    "key", ["extends: balanssim:referentie", "overlays: [x.yaml]", "set: {levers.work.mixed_m2: 1}"]
)
def test_an_overlay_does_not_compose(key: str, write: Write) -> None:
    write(overlay(key), "een.yaml", bare=True)
    assert [item.code for item in attempt(write("overlays: [een.yaml]"))[1]] == ["scenario.overlay_composes"]


def test_cycles(write: Write) -> None:
    head = "schema_version: 1\nid: {}\ntitle: {{nl: x}}\nextends: {}\n"
    write(head.format("een", "map/twee.yaml"), "een.yaml", bare=True)
    write(head.format("twee", "../een.yaml"), "map/twee.yaml", bare=True)
    path = write(head.format("zelf", "zelf.yaml"), "zelf.yaml", bare=True)
    found = attempt(path.parent / "een.yaml")[1]
    assert [item.code for item in found] == ["scenario.cyclic"]
    assert found[0].params["chain"] == "een.yaml -> twee.yaml -> een.yaml"
    assert [item.code for item in attempt(path)[1]] == ["scenario.cyclic"]
    lay = write("overlays: [proef.yaml]")
    assert [item.code for item in attempt(lay)[1]] == ["scenario.cyclic"]


def test_paths_are_relative_to_the_naming_file(write: Write) -> None:
    write("levers: {work: {mixed_m2: 5}}", "elders/ouder.yaml")
    write("schema_version: 1\nid: k\ntitle: {nl: x}\nextends: ../elders/ouder.yaml", "hier/kind.yaml", bare=True)
    root = write("schema_version: 1\nid: w\ntitle: {nl: x}\nextends: hier/kind.yaml", "wortel.yaml", bare=True)
    resolved = load("wortel.yaml", base_dir=root.parent)
    assert resolved.scenario.levers.work.mixed_m2 == 5
    assert [name for name, _ in resolved.files] == [
        "balanssim:referentie", "elders/ouder.yaml", "hier/kind.yaml", "wortel.yaml",
    ]  # fmt: skip


def test_missing_files(write: Write, tmp_path: Path) -> None:
    found = attempt(tmp_path / "referenti.yaml")[1]
    assert [item.code for item in found] == ["scenario.missing_file"]
    assert "balanssim:referentie" in list(found[0].params["near"])  # type: ignore[call-overload]
    (tmp_path / "map").mkdir()
    assert [item.code for item in attempt(tmp_path / "map")[1]] == ["file.is_folder"]
    for ref in ("balanssim:../referentie", "balanssim:", "balanssim:/etc/x"):
        assert [item.code for item in attempt(ref)[1]] == ["scenario.unknown_shipped"]
    assert attempt("x\0y.yaml")[1][0].code in ("file.name", "scenario.missing_file")
    assert attempt("x" * 5000)[1][0].code in ("file.name", "scenario.missing_file")


def test_set_of_a_distribution_and_of_a_value_with_papers(write: Write) -> None:
    path = write("")
    resolved = load(
        path,
        overrides=[
            "uncertainties.work.basic_growth=0.004",
            "levers.work.mixed_m2={value: 9, source: 'brief', status: policy}",
            "levers.infrastructure.P03_A6_LLS.opening=2037",
            "levers.housing.plans.pampus-rest.release=decision:P01_IJMEER_METRO",
        ],
    )
    one = resolved.scenario.uncertainties["work.basic_growth"]
    assert (one.kind, one.numbers()) == ("fixed", {"value": 0.004})
    assert resolved.papers["levers.work.mixed_m2"].source == "brief"
    assert resolved.scenario.levers.infrastructure["P03_A6_LLS"].opening == 2037
    with pytest.raises(InputError):
        load(path, overrides=["id=anders"])


def test_a_region_folder_of_ones_own(write: Write, tmp_path: Path) -> None:
    import shutil

    from balanssim.region.index import shipped_folder

    shutil.copytree(shipped_folder() / "flevoland-mra", tmp_path / "regio" / "mijn")
    write("region: mijn", "regio/ouder.yaml")
    path = write("schema_version: 1\nid: p\ntitle: {nl: x}\nextends: regio/ouder.yaml", bare=True)
    resolved = load(path)
    assert resolved.region_path.resolve() == (tmp_path / "regio" / "mijn").resolve()
    assert str(tmp_path) not in resolved.canonical_json()
    assert resolved.numbers_json() == load("balanssim:referentie").numbers_json()
