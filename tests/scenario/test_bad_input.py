"""Bad input: all problems at once. Single mistakes, each with its words, stand in tests/gallery."""

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
GOAL = "goals:\n  - {{id: g, title: {{nl: x}}, kind: ambitie, source: x, {}}}\n"


def test_good_goals(problems: Problems) -> None:
    assert problems(GOAL.format("variable: commute_load, corridor: hollandse-brug, year: 2041, at_most: 9000")) == []
    assert problems(GOAL.format("variable: homes_completed, area: GM0034, year: 2050, at_least: 1")) == []


def test_all_problems_of_all_files_at_once(write: Write, tmp_path: Path) -> None:
    write("levers: {work: {mixed_m2: -1}}\n", "ouder.yaml")
    write("schema_version: 1\nlevers: {wrok: {}}\n", "laag.yaml", bare=True)
    text = "schema_version: 1\nid: P\ntitle: {nl: x}\nextends: ouder.yaml\n"
    text += "overlays: [laag.yaml, weg.yaml]\nsampling: {seed: x}\n"
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
