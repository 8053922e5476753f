"""The id of a run follows from all that can change numbers, and from nothing else."""

from __future__ import annotations

import json
import re
import stat
from dataclasses import fields, replace
from pathlib import Path

import pytest

from balanssim.errors import RunError
from balanssim.results import record
from balanssim.results.record import Question

SCENARIO = {"schema_version": 1, "id": "x", "levers": {"work": {"business_park_ha": 100, "office_m2": 31000.0}}}


@pytest.fixture
def question() -> Question:
    return Question(
        scenario=json.dumps(SCENARIO),
        region="ab" * 32,
        sampling={"draws": 256, "seed": 1},
        numerics={"furness_tolerance": 1e-10, "furness_iterations": 400},
        profile="standard",
        flow_years=(),
        source="cd" * 32,
    )


def content(question: Question, **others) -> dict:
    return record.record(question, study="s", scenario_files=[("x.yaml", "ef" * 32)], **others)


def test_any_input_changes_the_id(question: Question) -> None:
    changes = {
        "scenario": json.dumps({**SCENARIO, "levers": {"work": {"business_park_ha": 101, "office_m2": 31000}}}),
        "region": "aa" * 32,
        "sampling": {"draws": 256, "seed": 2},
        "numerics": {"furness_tolerance": 1e-9, "furness_iterations": 400},
        "profile": "summary",
        "flow_years": (2030,),
        "source": "dd" * 32,
    }
    assert sorted(changes) == sorted(item.name for item in fields(Question))
    ids = {question.run_id(), *(replace(question, **{name: value}).run_id() for name, value in changes.items())}
    assert len(ids) == 1 + len(changes)


def test_key_order_and_notation_do_not(question: Question) -> None:
    turned = json.dumps(
        {"levers": {"work": {"office_m2": 31000, "business_park_ha": 1e2}}, "id": "x", "schema_version": 1}, indent=4
    )
    other = replace(question, scenario=turned, sampling={"seed": 1.0, "draws": 256}, flow_years=[])
    assert other.run_id() == question.run_id()
    assert replace(question, flow_years=(2030, 2040)).run_id() == replace(question, flow_years=(2040, 2030)).run_id()


def test_order_inside_a_list_does(question: Question) -> None:
    one, two = ({**SCENARIO, "goals": goals} for goals in (["a", "b"], ["b", "a"]))
    assert replace(question, scenario=json.dumps(one)).run_id() != replace(question, scenario=json.dumps(two)).run_id()


def test_language_and_workers_cannot_enter_the_id() -> None:
    names = {item.name for item in fields(Question)}
    assert not names & {"lang", "language", "workers", "scheduler", "results", "out"}


def test_the_id_is_pinned(question: Question) -> None:
    """If this changes, finished runs are no longer found: raise the record version and say so in the changelog."""
    assert question.run_id() == PINNED
    assert question.digest().startswith(PINNED)


PINNED = "060af57607bce156"


def test_numbers_that_are_not_finite_are_refused(question: Question) -> None:
    with pytest.raises(ValueError, match="finite"):
        replace(question, numerics={"furness_tolerance": float("nan")}).run_id()
    with pytest.raises(TypeError, match="set"):
        replace(question, numerics={"x": {1, 2}}).run_id()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/home/jan/mijn map/x.yaml", "x.yaml"),
        ("~/studie/x.yaml", "x.yaml"),
        (r"C:\Users\Jan Jansen\x.yaml", "x.yaml"),
        (r"\\server\deel\x.yaml", "x.yaml"),
        ("region=/home/jan/regio", "region=regio"),
        ("zie /home/jan/x.pdf voor meer", "zie x.pdf voor meer"),
        ("scenarios/x.yaml", "scenarios/x.yaml"),
        ("../x.yaml", "../x.yaml"),
        ("balanssim:referentie", "balanssim:referentie"),
        ("https://opendata.cbs.nl/statline/81955NED", "https://opendata.cbs.nl/statline/81955NED"),
        ("1/year", "1/year"),
        ("/year", "/year"),
        ("woningen/jaar en banen/ha", "woningen/jaar en banen/ha"),
    ],
)
def test_absolute_paths_are_cut(text: str, left: str) -> None:
    assert record.without_paths(text) == left


def test_the_record_tells_nothing_of_the_machine(question: Question, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("USER", "geheim")
    scenario = json.dumps({**SCENARIO, "region": str(tmp_path / "regio")})
    made = content(replace(question, scenario=scenario), overrides=[f"region={tmp_path}/regio", "sampling.seed=2"])
    text = json.dumps(made)
    assert str(tmp_path) not in text
    assert "geheim" not in text
    assert not re.search(r"\d{4}-\d{2}-\d{2}T", text)
    assert made["overrides"] == ["region=regio", "sampling.seed=2"]
    assert made["files"] == [{"name": "x.yaml", "sha256": "ef" * 32}]
    assert set(made["versions"]) == {"python", "balanssim", "numpy", "scipy", "zarr"}
    assert made["kernel"] == "numpy"


def test_run_json_is_written_once(question: Question, tmp_path: Path) -> None:
    folder = record.run_dir(tmp_path, "s", question.run_id())
    record.write(folder, content(question))
    path = folder / "run.json"
    first = path.read_bytes()
    assert not path.stat().st_mode & stat.S_IWUSR
    record.write(folder, content(question, overrides=["sampling.seed=1"]))  # the same question, asked otherwise
    assert path.read_bytes() == first
    with pytest.raises(RunError, match="already holds another run"):
        record.write(folder, content(replace(question, profile="full")))
    assert record.read(folder)["question"]["scenario"]["levers"]["work"]["office_m2"] == 31000


def test_an_altered_or_absent_record_is_refused(question: Question, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"no readable run\.json"):
        record.read(tmp_path)
    made = content(question)
    made["question"]["sampling"]["seed"] = 5
    (tmp_path / "run.json").write_text(json.dumps(made))
    with pytest.raises(RunError, match="was changed"):
        record.read(tmp_path)
    (tmp_path / "run.json").write_text(json.dumps({**content(question), "record_version": 99}))
    with pytest.raises(RunError, match="later version"):
        record.read(tmp_path)


@pytest.mark.parametrize("study", ["", "..", "a/b", "Hoofdletter", "a" * 81, "-x"])
def test_a_study_is_a_plain_folder_name(tmp_path: Path, study: str) -> None:
    with pytest.raises(RunError, match="name of a study"):
        record.run_dir(tmp_path, study, "x")


def test_region_hash_sees_tables_but_not_line_endings(tmp_path: Path) -> None:
    (tmp_path / "network").mkdir()
    (tmp_path / "zones.csv").write_bytes(b"zone\nGM0034\n")
    (tmp_path / "network" / "nodes.csv").write_bytes(b"node\n1\n")
    first = record.folder_hash(tmp_path)
    (tmp_path / "zones.csv").write_bytes(b"zone\r\nGM0034\r\n")
    (tmp_path / "SOURCES.md").write_text("words")
    assert record.folder_hash(tmp_path) == first
    (tmp_path / "network" / "nodes.csv").write_bytes(b"node\n2\n")
    changed = record.folder_hash(tmp_path)
    assert changed != first
    (tmp_path / "network" / "nodes.csv").rename(tmp_path / "network" / "links.csv")
    assert record.folder_hash(tmp_path) not in (first, changed)


def test_source_hash_sees_the_model_but_not_the_words(tmp_path: Path) -> None:
    words = ("texts/__init__.py", "report/html.py", "cli.py", "clinew.py", "results/export.py")
    for name in ("model/jobs.py", "new.py", "model/climate.py", *words):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    chosen = sorted(path.relative_to(tmp_path).as_posix() for path in record.number_sources(tmp_path))
    assert chosen == ["model/climate.py", "model/jobs.py", "new.py"]


def test_the_package_has_a_source_hash() -> None:
    root = Path(record.__file__).parents[1]
    counted = {path.relative_to(root).as_posix() for path in record.number_sources(root)}
    assert {"rng.py", "worlds.py", "distributions.py", "results/store.py", "catalogue.py"} <= counted
    assert not any(name.startswith(("texts/", "report/", "explorer/")) for name in counted)
    assert re.fullmatch("[0-9a-f]{64}", record.source_hash())
