"""Show, diff, new, labels and the schema for editors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from balanssim import texts
from balanssim.errors import InputError
from balanssim.scenario import check, diff, differences, json_schema, load, loads, new, show
from balanssim.scenario import shape as shapes
from balanssim.scenario.labels import LABELS, SEGMENTS, STATUSES, VALUES, label
from balanssim.scenario.quantities import STATUSES as KNOWN_STATUSES
from balanssim.scenario.resolved import leaves
from balanssim.scenario.shape import Shape
from balanssim.scenario.sources import shipped_folder

Write = Callable[..., Path]


@pytest.mark.parametrize("name", ["referentie", "net-later", "ijmeer-ja-pampus-ja", "wlo-laag"])
@pytest.mark.parametrize("origin", [False, True])
def test_what_is_shown_loads_to_the_same(name: str, origin: bool) -> None:
    resolved = load(f"balanssim:{name}")
    assert loads(show(resolved, origin)).canonical_json() == resolved.canonical_json()


def test_show_with_hostile_words(write: Write) -> None:
    nasty = 'title: {nl: "a: b # c \\" {x} | é \\n no"}\n'
    path = write("schema_version: 1\nid: '1e3'\nextends: balanssim:referentie\n" + nasty, bare=True)
    resolved = load(path)
    again = loads(show(resolved, origin=True))
    assert again.scenario.title == resolved.scenario.title
    assert again.canonical_json() == resolved.canonical_json()


def test_origin_of_each_line() -> None:
    text = show(load("balanssim:alles-tegen", overrides=["levers.work.office_m2=1"]), origin=True, lang="nl")
    lines = (shipped_folder() / "banen-achter.yaml").read_text("utf-8").splitlines()
    line = next(number for number, one in enumerate(lines, start=1) if "business_park_ha" in one)
    assert re.search(rf"business_park_ha: .*# balanssim:banen-achter:{line}$", text, re.MULTILINE)
    assert re.search(r"P05_LELYLIJN:\n +opening: .*# balanssim:referentie:\d+$", text, re.MULTILINE)
    assert re.search(r"office_m2: 1  # opdrachtregel$", text, re.MULTILINE)
    assert re.search(r"fare_factor: 1  # standaardwaarde van het schema$", text, re.MULTILINE)
    values = [line for line in text.splitlines() if re.match(r" *(- |[\w-]+: \S)", line)]
    assert all("  # " in line for line in values)


def test_diff_names_value_unit_source_and_status() -> None:
    a, b = load("balanssim:omgevingsvisie"), load("balanssim:banen-achter")
    dutch, english = diff(a, b, "nl"), diff(a, b, "en")
    assert "Bedrijventerrein Almere  [levers.work.business_park_ha]" in dutch
    assert re.search(r"Banen blijven achter +150 ha +\(bron: Helft van 300 ha \(F098\); status: aangenomen\)", dutch)
    assert re.search(r"Jobs lag behind +750,000 m2", english)
    assert re.search(r"Draft spatial vision 2025 +1,500,000 m2", english)
    assert {item.key for item in differences(a, b)} == {
        "levers.work.business_park_ha",
        "levers.work.mixed_m2",
        "levers.work.office_m2",
        "levers.work.growth_factor",
        "levers.infrastructure.P01_IJMEER_METRO.opening",
        "levers.infrastructure.P01_IJMEER_METRO.extra_funding_meuro",
    }
    assert all(len(line) <= 120 for line in dutch.splitlines())


def test_diff_of_distributions_goals_and_what_one_side_lacks(write: Write) -> None:
    a = load("balanssim:referentie")
    path = write(
        "remove: [goals]\n"
        "uncertainties: {work.basic_growth: {dist: uniform, low: 0, high: 0.01, unit: 1/jaar, source: x}}\n"
        "levers: {work: {programmes: {tech-transitie: 2030}}}\n"
    )
    found = {item.key: item for item in differences(a, load(path))}
    assert found["uncertainties.work.basic_growth"].a.value is None
    assert found["uncertainties.work.basic_growth"].b.source == "x"
    assert found["goals.banen-almere.at_least"].a.value == 55000
    assert found["goals.banen-almere.at_least"].b.value is None
    text = diff(a, load(path), "nl")
    assert "zoals in de regio" in text
    assert "geen doel" in text
    assert "uniform (low 0, high 0,01) 1/jaar" in text or "uniform (low 0, high 0,01)" in text
    assert diff(a, a) == "De scenario's verschillen niet in aannamen.\n"


def test_other_papers_are_no_difference(write: Write) -> None:
    a = load("balanssim:referentie")
    b = load(write("levers: {work: {business_park_ha: {value: 100, source: elders}}}"))
    assert differences(a, b) == []
    one, other = (
        load(write(f"uncertainties: {{commuting.wfh: {{dist: fixed, value: 0.2, source: {source}}}}}"))
        for source in "ab"
    )
    assert differences(one, other) == []
    assert one.numbers_json() == other.numbers_json()
    assert a.numbers_json() == b.numbers_json()
    assert a.canonical_json() != b.canonical_json()


def test_new_passes_check_and_never_overwrites(tmp_path: Path) -> None:
    path = new(tmp_path / "map" / "mijn-scenario.yaml")
    assert check(path) == []
    assert load(path).scenario.title.nl == "Mijn scenario"
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 30
    opened = re.sub(r"^#(levers|uncertainties|  +\S)", r"\1", text, flags=re.MULTILINE)
    assert opened != text
    path.write_text(opened, "utf-8")
    assert check(path) == []
    assert len(differences(load("balanssim:referentie"), load(path))) == 4
    with pytest.raises(InputError, match="exists already"):
        new(path)
    child = new(tmp_path / "kind.yaml", "map/mijn-scenario.yaml")
    assert check(child) == []


@pytest.mark.parametrize("name", ["Met spatie.yaml", "geen-yaml.txt", "é.yaml", ".yaml"])
def test_new_refuses_names_that_cannot_be_an_id(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        new(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_new_on_a_missing_template_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        new(tmp_path / "x.yaml", "balanssim:bestaat-niet")
    assert list(tmp_path.iterdir()) == []


def patterns(shape: Shape, path: tuple[str, ...] = ()) -> Iterator[str]:
    if shape.kind == "leaf":
        yield ".".join(path)
    if shape.item is not None:
        yield from patterns(shape.item, (*path, "*"))
    for name, child in shape.fields.items():
        yield from patterns(child, (*path, name))


def test_every_key_has_words_in_both_languages() -> None:
    naming = ("schema_version", "id", "title", "description", "goals")
    keys = {key for key in patterns(shapes.root()) if key.split(".")[0] not in naming}
    assert keys == set(LABELS) - {"goals.*"}
    assert all(nl and en for table in (LABELS, VALUES, SEGMENTS, STATUSES) for nl, en in table.values())
    assert tuple(STATUSES) == KNOWN_STATUSES


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_labels_of_a_whole_scenario(lang: texts.Lang) -> None:
    resolved = load("balanssim:net-later")
    for key, _ in leaves(resolved.tree):
        if not key.startswith(("schema_version", "id", "title", "description")):
            words = label(key, lang, resolved.index)
            assert words != key
            assert "*" not in words
            assert "{" not in words


def test_codes_used_are_codes_with_words_and_the_other_way_round(root: Path) -> None:
    files = [root / f"src/balanssim/{name}.py" for name in ("positions", "textfiles", "yamlsyntax", "errors")]
    files += [root / "src/balanssim/region/files.py", *sorted((root / "src/balanssim/scenario").glob("*.py"))]
    source = "\n".join(path.read_text("utf-8") for path in files)
    rooms = ("problems", "file", "yaml", "scenario", "value")
    used = set(re.findall(rf'"((?:{"|".join(rooms)})\.[a-z_0-9]+)"', source)) - {"scenario.yaml"}
    kinds = ("areas", "plans", "projects", "programmes", "corridors", "segments", "parameters", "variables")
    kinds += ("stages", "resources", "municipalities", "lines", "dates")
    used |= {f"scenario.unknown_{kind}" for kind in kinds}
    used |= {f"scenario.goal_{what}_{which}" for what in ("needs", "no") for which in ("area", "corridor")}
    for lang in texts.LANGUAGES:
        known = {code for code in texts.codes("problems", lang) if code.split(".")[0] in rooms}
        assert known == used


def test_json_schema_describes_every_key_and_accepts_a_bare_value_and_papers() -> None:
    schema = json_schema()
    json.dumps(schema)
    assert schema["required"] == ["schema_version", "id", "title"]
    assert {"extends", "overlays", "set", "remove", "levers"} <= set(schema["properties"])
    work = schema["$defs"]["Work"]
    assert "required" not in work
    assert [sorted(option) for option in work["properties"]["business_park_ha"]["anyOf"]] == [
        ["minimum", "type"],
        ["additionalProperties", "properties", "required", "type"],
    ]
    assert work["properties"]["business_park_ha"]["anyOf"][1]["properties"]["unit"]["enum"] == ["ha", "hectare"]
    for name, part in schema["$defs"].items():
        for key, field in part["properties"].items():
            assert "description" in field or "const" in field or "$ref" in field, f"{name}.{key}"
