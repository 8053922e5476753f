"""Composition does not depend on how a scenario was written down."""

from __future__ import annotations

import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from balanssim import texts
from balanssim.errors import InputError, Problem
from balanssim.positions import parse, scalar
from balanssim.region.index import RegionIndex, read_index
from balanssim.scenario import load, loads, show
from balanssim.scenario.resolved import Resolved

numbers = st.floats(0, 1e7, allow_nan=False).map(lambda value: round(value, 4)) | st.integers(0, 10**7)
years = st.integers(2024, 2051)
factors = st.floats(0, 10).map(lambda value: round(value, 6))
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=20)


def quantity(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    papers = st.fixed_dictionaries(
        {"value": value},
        optional={"source": words, "status": st.sampled_from(["measured", "assumed", "policy"]), "note": words},
    )
    return value | papers


#: Leaves that can be set freely, as path -> values.
LEAVES: dict[tuple[str, ...], st.SearchStrategy[Any]] = {
    ("levers", "housing", "pace_cap", "GM0034"): quantity(numbers),
    ("levers", "housing", "pace_cap", "GM0995"): quantity(numbers),
    ("levers", "housing", "pace_cap", "GM0050"): quantity(numbers),
    ("levers", "housing", "pace_cap", "GM0303"): quantity(numbers),
    ("levers", "housing", "plans", "pampus-rest", "release"): quantity(years | st.sampled_from(["open", "never"])),
    ("levers", "housing", "plans", "pampus-fase-1", "homes"): quantity(numbers),
    ("levers", "work", "business_park_ha"): quantity(numbers),
    ("levers", "work", "mixed_m2"): quantity(numbers),
    ("levers", "work", "programmes", "tech-transitie"): quantity(years | st.just("never")),
    ("levers", "demand", "household_factor"): quantity(factors),
    ("levers", "grid", "reinforcement_year"): quantity(years),
    ("levers", "infrastructure", "P03_A6_LLS", "opening"): quantity(years | st.sampled_from(["procedures", "never"])),
    ("levers", "infrastructure", "P04_A27_ZWE", "opening"): quantity(years | st.sampled_from(["procedures", "never"])),
    ("uncertainties", "work.jobs_per_ha"): st.tuples(st.integers(5, 90), st.integers(91, 200)).map(
        lambda two: {"dist": "uniform", "low": two[0], "high": two[1]}
    ),
    ("sampling", "seed"): st.integers(0, 2**40),
}
some_leaves = st.dictionaries(st.sampled_from(sorted(LEAVES)), st.none(), max_size=len(LEAVES)).flatmap(
    lambda keys: st.fixed_dictionaries({key: LEAVES[key] for key in sorted(keys)})
)
INDEX: RegionIndex = read_index("balanssim:flevoland-mra")


def tree(flat: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for path, value in flat.items():
        level = out
        for part in path[:-1]:
            level = level.setdefault(part, {})
        level[path[-1]] = value
    return out


def text(flat: dict[tuple[str, ...], Any], **head: Any) -> str:
    """A file as JSON, which is YAML."""
    own = {"schema_version": 1, "id": "proef", "title": {"nl": "Proef"}, "extends": "balanssim:referentie"}
    return json.dumps({**own, **head, **tree(flat)}, ensure_ascii=False)


def read(content: str, folder: Path | None = None) -> Resolved:
    return loads(content, base_dir=folder, index=INDEX)


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        items = [(key, shuffled(part, chance)) for key, part in value.items()]
        chance.shuffle(items)
        return dict(items)
    return value


@given(some_leaves, st.integers(0, 2**32))
def test_order_of_keys_is_irrelevant(flat: dict[tuple[str, ...], Any], seed: int) -> None:
    one = json.loads(text(flat))
    other = shuffled(one, random.Random(seed))
    a, b = read(json.dumps(one, ensure_ascii=False)), read(json.dumps(other, ensure_ascii=False))
    assert a.canonical_json() == b.canonical_json()
    assert json.dumps(dict(a.tree)) == json.dumps(dict(b.tree))
    assert list(a.papers) == list(b.papers)
    assert show(a) == show(b)


@given(some_leaves, st.integers(0, 2**32))
def test_split_over_files_is_irrelevant(flat: dict[tuple[str, ...], Any], seed: int) -> None:
    """One file, a chain, disjoint overlays in any order and grouping, set and command line give one scenario."""
    with TemporaryDirectory() as folder:
        _split(flat, seed, Path(folder))


def _split(flat: dict[tuple[str, ...], Any], seed: int, folder: Path) -> None:
    chance = random.Random(seed)
    parts: list[dict[tuple[str, ...], Any]] = [{}, {}, {}]
    for path, value in flat.items():
        chance.choice(parts)[path] = value
    whole = read(text(flat)).canonical_json()

    names = []
    for number, part in enumerate(parts):
        name = f"deel{number}.yaml"
        (folder / name).write_text(json.dumps({"schema_version": 1, **tree(part)}, ensure_ascii=False), "utf-8")
        names.append(name)
    chance.shuffle(names)
    assert read(text({}, overlays=names), folder).canonical_json() == whole

    both = {"schema_version": 1, **tree({**parts[1], **parts[2]})}
    (folder / "samen.yaml").write_text(json.dumps(both, ensure_ascii=False), "utf-8")
    assert read(text({}, overlays=["samen.yaml", "deel0.yaml"]), folder).canonical_json() == whole

    (folder / "ouder.yaml").write_text(text(parts[0]), "utf-8")
    (folder / "kind.yaml").write_text(text(parts[1], extends="ouder.yaml"), "utf-8")
    assert read(text(parts[2], extends="kind.yaml"), folder).canonical_json() == whole

    dotted = {".".join(path): value for path, value in flat.items()}
    assert read(text({}, set=dotted)).canonical_json() == whole
    given_ = [f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in dotted.items()]
    assert loads(text({}), overrides=given_, index=INDEX).canonical_json() == whole


@given(some_leaves, some_leaves)
def test_the_child_wins_and_the_rest_is_the_parents(
    below: dict[tuple[str, ...], Any], above: dict[tuple[str, ...], Any]
) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "ouder.yaml").write_text(text(below), "utf-8")
        found = read(text(above, extends="ouder.yaml"), Path(folder))
    assert found.canonical_json() == read(text({**below, **above})).canonical_json()
    for path in above:
        assert found.origin[".".join(path)].layer == "scenario"
    for path in below.keys() - above.keys():
        assert found.origin[".".join(path)].file == "ouder.yaml"


@given(some_leaves)
def test_what_is_shown_loads_to_the_same(flat: dict[tuple[str, ...], Any]) -> None:
    resolved = read(text(flat))
    assert read(show(resolved, origin=True)).canonical_json() == resolved.canonical_json()


@given(some_leaves)
def test_a_bare_number_and_papers_without_words_mean_the_same(flat: dict[tuple[str, ...], Any]) -> None:
    plain = {
        path: value["value"] if isinstance(value, dict) and "value" in value else value for path, value in flat.items()
    }
    dressed = {path: {"value": value} if path[0] == "levers" else value for path, value in plain.items()}
    assert read(text(plain)).canonical_json() == read(text(dressed)).canonical_json()
    assert read(text(plain)).numbers_json() == read(text(flat)).numbers_json()


@given(st.binary(max_size=200) | st.text(max_size=200) | st.text("[]{}:,-&*!|>'\"#%@`? \t\nab1.~", max_size=80))
def test_no_text_makes_the_parser_raise(content: bytes | str) -> None:
    parsed = parse(content, "f.yaml")
    assert (parsed.root is not None) or parsed.problems


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none())
def test_json_scalars_are_read_as_json(value: object) -> None:
    found = scalar(json.dumps(value))
    assert found == value
    assert type(found) is type(value) or isinstance(value, int)


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2100) | st.floats() | st.sampled_from(["", "never", "x", "decision:"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "unit", "dist", "low", "id", "levers", "x", "GM0034"]), inner)
    ),
    max_leaves=6,
)


@given(st.data())
def test_no_value_anywhere_makes_the_loader_raise_anything_but_problems(data: st.DataObject) -> None:
    """A ready-made scenario with one or two parts replaced: a scenario or problems with words, never a traceback."""
    whole = json.loads(json.dumps(dict(load("balanssim:net-later", index=INDEX).tree)))
    for key in ("remove", "extends", "overlays", "set"):
        whole[key] = None
    for _ in range(data.draw(st.integers(1, 2))):
        level, key = whole, data.draw(st.sampled_from(sorted(whole)))
        while isinstance(level[key], (dict, list)) and level[key] and data.draw(st.booleans()):
            level = level[key]
            key = data.draw(st.sampled_from(sorted(level) if isinstance(level, dict) else range(len(level))))
        level[key] = data.draw(anything)
    content = json.dumps(whole).replace("NaN", ".nan").replace("Infinity", ".inf")
    found: tuple[Problem, ...] = ()
    try:
        resolved = loads(content, index=INDEX)
    except InputError as error:
        found = error.problems
    else:
        json.loads(resolved.canonical_json())
    assert all(texts.render(found, lang) for lang in texts.LANGUAGES)


def test_ready_made_scenarios_are_stable_under_reloading() -> None:
    assert load("balanssim:omgevingsvisie").canonical_json() == load("balanssim:omgevingsvisie").canonical_json()
