"""A disk that is full or shut, and things that lie in the way: told at once, and completed once there is room."""

from __future__ import annotations

import pytest

from tests.faults import disks
from tests.faults.command import fault, halves

pytestmark = pytest.mark.faults
LANGUAGES = ("nl", "en")


def refused(result, code, lang="nl"):
    """The command failed with the words of a code and nothing else."""
    return (result.code, result.out, result.is_clear(), result.told(code, lang)) == (1, "", True, True)


def test_a_disk_that_fills_up(room, whole, completes):
    """First too small for the stores, then for the blocks that two workers write, then large enough."""
    pages = sum(-(-path.stat().st_size // 4096) for path in whole.room.results.rglob("*") if path.is_file())
    with disks.small(room.results, f"{pages}k"):
        for part, workers, lang in ((1, 1, "nl"), (3, 2, "en")):
            disks.resize(room.results, f"{pages * part}k")
            result = room.compare(workers=workers, lang=lang).run()
            assert refused(result, "results.disk_full", lang), result
        assert room.runs(), "the second one came as far as blocks"
        disks.resize(room.results, "64m")
        completes(room.compare(), room)


def test_files_that_may_not_grow_further(room, whole, completes):
    """The portable variant: writing breaks off midway, and what was written so far is not taken for the file."""
    resource = pytest.importorskip("resource", reason="needs limits of POSIX")
    record = whole.room.runs("a")[0] / "run.json"
    (page,) = whole.room.results.glob("vergelijking/*/vergelijking.html")
    for lang, most in (("en", record.stat().st_size - 1), ("nl", page.stat().st_size - 1)):

        def limit(most=most):
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        result = room.compare(lang=lang, options={"preexec_fn": limit}).run()
        assert refused(result, "results.disk_full", lang), result
        assert halves(room.results) == []
        assert list(room.results.glob("*/*/*.html")) == []
        assert lang == "nl" or not room.runs()
    completes(room.compare(), room)


def test_a_refusal_wherever_we_write(room, completes):
    """Lock, record, store, chunk, receipt, page: each refused once, by main process or worker."""
    run = r"results/\w/\w+"
    places = [
        ("write", rf"(^|/){run}/run\.lock$", "main"),
        ("write", rf"^{run}/run\.json", "main"),
        ("os.rename", rf"^{run}/store\.zarr\.partial$", "main"),
        ("write", rf"^{run}/store\.zarr/draws/homes/c/", "worker"),
        ("os.rename", rf"^{run}/blocks/000001\.json", "worker"),
        ("os.rename", r"^results/\w+/\w+/\w+\.html", "main"),
    ]
    for number, (kind, path, role) in enumerate(places):
        lang, word = LANGUAGES[number % 2], ("ENOSPC", "EROFS", "EIO")[number // 2]
        code = {"ENOSPC": "results.disk_full", "EROFS": "results.not_writable", "EIO": "results.write_failed"}[word]
        hit = room.folder / f"hit-{number}"
        faults = [fault(f"errno {word}", kind, path, role=role, hit=str(hit))]
        asked = room.compare if path.endswith("html") else room.run
        result = asked(workers=1 + (role == "worker"), faults=faults, lang=lang).run()
        assert hit.exists(), path
        assert refused(result, code, lang), (path, result)
    completes(room.compare(), room)


def test_a_folder_that_is_shut(room, completes):
    with disks.shut(room.results):
        result = room.compare(lang="en").run()
        assert refused(result, "results.not_writable", "en"), result
    completes(room.run(), room)


@pytest.mark.parametrize("name", ["results", "results/a"])
def test_a_file_where_a_folder_should_be(room, completes, name):
    path = room.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("notes of mine", encoding="utf-8")
    result = room.run().run()
    assert refused(result, "results.not_a_folder"), result
    assert path.read_text(encoding="utf-8") == "notes of mine"
    path.unlink()
    if name == "results":
        completes(room.run(), room)


def test_remains_that_cannot_be_taken_away(room, whole, completes):
    run = room.results / whole.room.runs("a")[0].relative_to(whole.room.results)
    (run / "blocks").mkdir(parents=True)
    (run / "blocks" / "000001.json.99.partial").write_text("{", encoding="utf-8")
    faults = [fault("errno EPERM", "os.remove", r"99\.partial$")]
    result = room.run(faults=faults, lang="en").run()
    assert refused(result, "results.not_writable", "en"), result
    completes(room.run(), room)
    assert halves(run) == []
