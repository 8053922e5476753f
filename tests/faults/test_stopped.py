"""Stopped at a random moment of every phase: in words, at once, and the same command completes it."""

from __future__ import annotations

import random
import signal

import pytest

from balanssim.clistop import INTERRUPTED
from tests.faults.command import fault, halves, storm, waits

pytestmark = pytest.mark.faults
PHASES = ("start", "preparation", "store", "block", "receipt", "page")


LATER = [pytest.param(seed, marks=pytest.mark.long) for seed in range(20, 26)]


@pytest.mark.parametrize("seed", [1, 2, *LATER])
def test_ctrl_c_in_every_phase(room, whole, completes, seed):
    """One Ctrl-C in a terminal; in every other phase followed by impatient ones, early and late."""
    rng = random.Random(seed)
    lang = ("en", "nl")[seed % 2]
    phases = PHASES[seed % 2 :: 2] if seed < 20 else PHASES
    for number, (phase, moment) in enumerate(zip(phases, whole.moments(phases, rng), strict=True)):
        hit = room.folder / f"hit-{phase}"
        impatient = (number + seed) % 2 == 0
        command = room.compare(faults=[fault("signal SIGINT group", **moment, hit=str(hit))], lang=lang)
        result = command.run(storm(signal.SIGINT, hit, seed)) if impatient else command.run()
        assert hit.exists(), (moment, result)
        assert (result.code, result.out) == (INTERRUPTED, ""), (moment, result.err)
        assert result.is_clear(), (moment, result.err)
        assert result.told("cli.interrupted", lang), (moment, result.err)
        assert impatient or halves(room.results) == []
    completes(room.compare(lang=lang), room)


@pytest.mark.parametrize("impatient", [pytest.param(False, marks=pytest.mark.long), True])
def test_ctrl_c_reaches_all_workers_and_stops_them_in_silence(room, whole, completes, impatient):
    moment = whole.moment("block", random.Random(3 + impatient))
    hit = room.folder / "hit"
    faults = [fault("signal SIGINT group", **moment, role="worker", hit=str(hit))]
    command = room.compare(workers=2, faults=faults, lang="en")
    result = command.run(storm(signal.SIGINT, hit, 5)) if impatient else command.run()
    assert hit.exists()
    assert result.code == INTERRUPTED, result.err
    assert result.is_clear(), result.err
    assert result.told("cli.interrupted", "en")
    assert impatient or halves(room.results) == []
    completes(room.compare(lang="en"), room)


def test_ctrl_c_while_workers_start(room, completes):
    """They have not begun to listen to anything yet, and a terminal sends it to all of them."""
    hit = room.folder / "hit"
    command = room.run(
        workers=2, faults=[fault("signal SIGINT group", "import", "^numpy$", role="worker", hit=str(hit))]
    )
    result = command.run()
    assert hit.exists()
    assert (result.code, result.is_clear(), result.told("cli.interrupted")) == (INTERRUPTED, True, True), result.err
    completes(room.run(), room)


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.long), 2])
def test_a_request_of_the_system_to_end_is_an_interruption(room, completes, workers):
    role = "main" if workers == 1 else "worker"
    faults = [fault("signal SIGTERM group", "write", r"^results/a/\w+/store\.zarr/draws/homes/c/1", role=role)]
    result = room.run(workers=workers, faults=faults).run()
    assert (result.code, result.is_clear(), result.told("cli.interrupted")) == (INTERRUPTED, True, True), result.err
    completes(room.run(), room)


@pytest.mark.parametrize("seed", [7, *LATER])
def test_killed_with_all_its_processes_in_every_phase(room, whole, completes, seed):
    phases = PHASES[2:] if seed < 20 else PHASES  # before the store nothing has been written
    for moment in whole.moments(phases, random.Random(seed)):
        result = room.compare(faults=[fault("signal SIGKILL group", **moment)]).run()
        assert (result.code, result.strays) == (-signal.SIGKILL, ()), (moment, result.err)
    completes(room.compare(), room)
    assert [path for run in room.runs() for path in halves(run)] == []


def test_killed_alone_its_workers_end_too(room, completes):
    hold = room.folder / "hold"
    waiting = fault(f"hold {hold}", "write", r"^results/a/\w+/blocks/000001\.json", role="worker")
    command = room.run(workers=2, faults=[waiting])

    def kill(process):
        waits(hold)
        process.kill()

    result = command.run(kill)
    assert (result.code, result.strays) == (-signal.SIGKILL, ())
    completes(room.run(), room)


def test_export_stopped_leaves_the_file_that_was_there(finished, whole):
    run = finished.runs("a")[0].relative_to(finished.folder).as_posix()
    for lang, form, name in (("nl", "csv", "SIGINT"), ("en", "xlsx", "SIGINT"), ("nl", "netcdf", "SIGKILL")):
        target = finished.folder / f"homes.{form}"
        target.write_text("of before", encoding="utf-8")
        words = ("results", "export", run, "homes", "--out", target.name, "--format", form)
        moment = fault(f"signal {name} group", "os.rename", rf"homes\.{form}\.\d+\.partial$")
        result = finished.command(*words, faults=[moment], lang=lang).run()
        assert result.code == (INTERRUPTED if name == "SIGINT" else -signal.SIGKILL), result.err
        assert result.is_clear(), result.err
        assert name == "SIGKILL" or result.told("cli.interrupted", lang)
        assert target.read_text(encoding="utf-8") == "of before"
    again = finished.command(*words, lang=lang).run()  # after the kill, which may leave anything behind
    assert again.code == 0, again.err
    assert target.stat().st_size > 1000
