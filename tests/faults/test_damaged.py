"""Results that were damaged after they were written: never taken for whole, and computed again by the same command."""

from __future__ import annotations

import json
import shutil

import pytest

pytestmark = pytest.mark.faults


def cut(path, share=0.5):
    path.chmod(0o644)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def chunk(run, name, group="draws", number=0):
    (found,) = (path for path in (run / f"store.zarr/{group}/{name}/c/{number}").rglob("*") if path.is_file())
    return found


def test_blocks(finished, completes):
    """A receipt cut short, one of another block, and chunks cut short, empty, filled with zeros and gone."""
    a, b = finished.runs()
    cut(a / "blocks" / "000000.json")
    (a / "blocks" / "000001.json").write_bytes((a / "blocks" / "000002.json").read_bytes())
    cut(chunk(a, "jobs_all", number=1))
    cut(chunk(b, "homes", "central"), 0.0)
    zeros = chunk(b, "population")
    zeros.write_bytes(bytes(zeros.stat().st_size))
    chunk(b, "homes_added", number=1).unlink()
    words = ("results", "export", b.relative_to(finished.folder).as_posix(), "homes", "--out", "homes.csv")
    told = finished.command(*words, lang="en").run()
    assert (told.code, told.is_clear(), told.told("results.damaged", "en")) == (1, True, True), told.err
    assert not (finished.folder / "homes.csv").exists()
    again = completes(finished.compare(), finished)
    assert "6 blokken" in again.err
    assert finished.command(*words).run().code == 0


def test_what_describes_the_store(finished, completes):
    """Labels cut short in one run, the description of the whole store in the other."""
    a, b = finished.runs()
    (names,) = (path for path in (a / "store.zarr/central/area_name_nl/c").rglob("*") if path.is_file())
    cut(names)
    cut(b / "store.zarr" / "zarr.json")
    completes(finished.compare(), finished)


def test_a_record_that_cannot_be_read_and_a_store_that_is_gone(finished, completes):
    a, b = finished.runs()
    cut(a / "run.json")
    shutil.rmtree(b / "store.zarr")
    completes(finished.compare(), finished)


def test_a_record_that_was_changed_is_for_people_to_judge(finished, completes):
    path = finished.runs("a")[0] / "run.json"
    before = path.read_bytes()
    content = json.loads(before)
    content["question"]["sampling"]["seed"] = 99
    path.chmod(0o644)
    path.write_text(json.dumps(content), encoding="utf-8")
    result = finished.run().run()
    assert (result.code, result.is_clear(), result.told("results.altered_record")) == (1, True, True), result
    path.write_bytes(before)
    completes(finished.run(), finished)
