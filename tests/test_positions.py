# ruff: noqa: E501 - tables of cases
"""YAML with places: core schema of YAML 1.2, and hostile or broken text."""

from __future__ import annotations

import math

import pytest

from balanssim import positions
from balanssim.positions import Place, parse

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
    ("", "yaml.empty", 1), ("   \n# niets\n", "yaml.empty", 1), ("---\n", "yaml.empty", 1), ("null", "yaml.empty", 1),
    ("- a", "yaml.not_mapping", 1), ("tekst", "yaml.not_mapping", 1), ("a: 1\n---\nb: 2", "yaml.documents", 2),
    ("a:\n\tb: 1", "yaml.tab", 2), ("a:\n  b: 1\n\t  c: 2", "yaml.tab", 3), ("a: [1", "yaml.bracket_open", 1),
    ("a: 1: 2", "yaml.colon_extra", 1), ("a: 'x", "yaml.quote_open", 1), ("a: &x 1", "yaml.alias", 1), ("a: *x", "yaml.alias", 1),
    ("a: 1\na: 2", "yaml.duplicate_key", 2), ("a: !!python/object:os.system x", "yaml.tag", 1), ("a: !x 1", "yaml.tag", 1),
    ("? [a]\n: 1", "yaml.key", 1), ("'': 1", "yaml.key", 1), ("a: 1\n b: 2", "yaml.colon_extra", 2), ("a: x\x01y", "file.control_character", 1),
    ("a: 1\nb: \x1b[0m", "file.control_character", 2), ("a: }", "yaml.value_missing", 1), ("%YAML 9.9\n---\na: 1", "yaml.directive", 1),
    ("a: 1\n%s:\n  b: 1", "yaml.directive", 2),
    ("a: [1, 2]]", "yaml.bracket_extra", 1), ("a: 'b'c", "yaml.quote_inside", 1), ('a: "\\d"', "yaml.escape", 1), ("a: - b", "yaml.dash", 1),
    ("a: @b", "yaml.start_character", 1), ("a: `b`", "yaml.start_character", 1), ("a: | b", "yaml.block_text", 1), ("a: >0\n b", "yaml.block_text", 1),
    ("a\nb: 1", "yaml.colon_extra", 2), ("a: 1\nb\nc: 2", "yaml.colon_missing", 3), ("a: ? b", "yaml.question", 1), ("a: * b", "yaml.anchor_name", 1), ("a: !<b c", "yaml.tag_form", 1),
    ("a: !b!c d", "yaml.tag_form", 1), ("[a]\nb: 1", "yaml.after_end", 2), ("a: 1\n...\nb", "yaml.after_end", 3),
    ("a:\n  - b\n  c: 1", "yaml.indent", 3), ("a: {b: 1,, c: 2}", "yaml.value_missing", 1), ("a: b\u2028c: d", "file.control_character", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line"), BROKEN)
def test_broken_text_is_a_problem_with_a_place(text: str, code: str, line: int) -> None:
    found = parse(text, "f.yaml").problems
    assert [(item.code, item.line) for item in found] == [(code, line)]


BYTES = [
    ("a: é".encode("latin-1"), "file.encoding"), ("a: 1".encode("utf-16"), "file.utf16"), (b"\x80\x81", "file.encoding"),
    (b"a: 1\n" * 300_000, "file.too_large"), (b"a: \x00", "file.binary"), (b"PK\x03\x04", "file.control_character"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "code"), BYTES, ids=range(len(BYTES)))
def test_bytes_that_are_no_text(data: bytes, code: str) -> None:
    assert parse(data, "f.yaml").problems[0].code == code


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: 1\n", b"a: 1\r\n", b"%YAML 1.2\n---\na: 1\n...\n"])
def test_marks_of_windows_and_yaml_are_fine(data: bytes) -> None:
    parsed = parse(data, "f.yaml")
    assert parsed.problems == []
    assert parsed.root is not None
    assert parsed.root.plain() == {"a": 1}


def test_value_after_set() -> None:
    place = Place("--set")
    node, problems = positions.parse_value("{value: 3, unit: ha}", place)
    assert problems == []
    assert node is not None
    assert node.plain() == {"value": 3, "unit": "ha"}
    assert all(child.place == place for _, child in node.walk())
    assert positions.parse_value("3\nb: 4", place)[1]
    assert positions.parse_value("[", place)[1]
