# ruff: noqa: E501 - tables of cases
"""YAML with places: core schema of YAML 1.2, and hostile or broken text."""

from __future__ import annotations

import math
import time

import pytest

from balanssim.scenario import positions
from balanssim.scenario.positions import Place, parse

# YAML 1.2.2, section 10.3.2; most of these are read otherwise by YAML 1.1
SCALARS = [
    ("no", "no"), ("yes", "yes"), ("on", "on"), ("Off", "Off"), ("y", "y"), ("true", True), ("False", False),
    ("012", 12), ("0o14", 12), ("0x1F", 31), ("1:30", "1:30"), ("1e-3", 0.001), ("1E3", 1000.0), (".5", 0.5),
    ("5.", 5.0), ("+3", 3), ("-7", -7), ("2_250", "2_250"), ("1.500.000", "1.500.000"), ("0,4", "0,4"),
    ("2025-06-01", "2025-06-01"), ("~", None), ("null", None), ("", None), ("NULL", None), ("nUll", "nUll"),
    (".inf", math.inf), ("-.Inf", -math.inf), ("=", "="), ("<<", "<<"), ("'012'", "012"), ('"true"', "true"),
    ("|-\n  regel", "regel"), ("12345678901234567890123", 12345678901234567890123), ("9" * 301, 1e301),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_scalars(text: str, value: object) -> None:
    parsed = parse(f"sleutel: {text}\n", "f.yaml")
    assert parsed.problems == []
    assert parsed.root is not None
    found = parsed.root.mapping()["sleutel"].value
    assert found == value
    assert type(found) is type(value)


def test_not_a_number() -> None:
    root = parse("a: .nan", "f").root
    assert root is not None
    value = root.mapping()["a"].value
    assert isinstance(value, float)
    assert math.isnan(value)


def test_places_of_keys_and_values() -> None:
    root = parse("a:\n  b: {c: 1, d: [2, 3]}\n'2030':\n  - x\n", "map/f.yaml", "scenario").root
    assert root is not None
    leaf = root.at(("a", "b", "c"))
    assert leaf.key == Place("map/f.yaml", 2, 7, "scenario")
    assert leaf.place == Place("map/f.yaml", 2, 10, "scenario")
    assert root.at(("a", "b", "d", 1)).place == Place("map/f.yaml", 2, 20, "scenario")
    assert root.at(("2030", 0)).place.line == 4
    assert root.at(("a", "weg")) is root.mapping()["a"]


BROKEN = [
    ("", "yaml.empty", 0), ("   \n# niets\n", "yaml.empty", 0), ("---\n", "yaml.empty", 0), ("null", "yaml.empty", 0),
    ("- a", "yaml.not_mapping", 1), ("tekst", "yaml.not_mapping", 1), ("a: 1\n---\nb: 2", "yaml.documents", 2),
    ("a:\n\tb: 1", "yaml.tab", 2), ("a:\n  b: 1\n\t  c: 2", "yaml.tab", 3), ("a: [1", "yaml.syntax", 2),
    ("a: 1: 2", "yaml.syntax", 1), ("a: 'x", "yaml.syntax", 1), ("a: &x 1", "yaml.alias", 1), ("a: *x", "yaml.alias", 1),
    ("a: 1\na: 2", "yaml.duplicate_key", 2), ("a: !!python/object:os.system x", "yaml.tag", 1), ("a: !x 1", "yaml.tag", 1),
    ("? [a]\n: 1", "yaml.key", 1), ("'': 1", "yaml.key", 1), ("a: 1\n b: 2", "yaml.syntax", 2), ("a: x\0y", "yaml.control_character", 1),
    ("a: 1\nb: \x1b[0m", "yaml.control_character", 2), ("a: }", "yaml.syntax", 1), ("%YAML 9.9\n---\na: 1", "yaml.syntax", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line"), BROKEN)
def test_broken_text_is_a_problem_with_a_place(text: str, code: str, line: int) -> None:
    found = parse(text, "f.yaml").problems
    assert [(item.code, item.line) for item in found] == [(code, line)]


BYTES = [
    ("a: é".encode("latin-1"), "yaml.encoding"), ("a: 1".encode("utf-16"), "yaml.encoding"), (b"\x80\x81", "yaml.encoding"),
    (b"a: 1\n" * 300_000, "yaml.too_large"), (b"a: \x00", "yaml.control_character"), (b"PK\x03\x04", "yaml.control_character"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "code"), BYTES, ids=range(len(BYTES)))
def test_bytes_that_are_no_text(data: bytes, code: str) -> None:
    assert [item.code for item in parse(data, "f.yaml").problems] == [code]


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: 1\n", b"a: 1\r\n", b"%YAML 1.2\n---\na: 1\n...\n"])
def test_marks_of_windows_and_yaml_are_fine(data: bytes) -> None:
    parsed = parse(data, "f.yaml")
    assert parsed.problems == []
    assert parsed.root is not None
    assert parsed.root.plain() == {"a": 1}


def test_bombs_are_refused_quickly() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    start = time.process_time()
    found = parse("\n".join(lines), "f.yaml").problems
    assert {item.code for item in found} == {"yaml.alias"}
    deep = parse("a: " + "[" * 20_000, "f.yaml").problems
    assert deep
    wide = parse("a: " + "{b: " * 400 + "1" + "}" * 400, "f.yaml").problems
    assert [item.code for item in wide] == ["yaml.too_deep"]
    assert time.process_time() - start < 5


def test_value_after_set() -> None:
    place = Place("--set")
    node, problems = positions.parse_value("{value: 3, unit: ha}", place)
    assert problems == []
    assert node is not None
    assert node.plain() == {"value": 3, "unit": "ha"}
    assert all(child.place == place for _, child in node.walk())
    assert positions.parse_value("3\nb: 4", place)[1]
    assert positions.parse_value("[", place)[1]
