"""Others at work: a second command on the same study, workers killed by the system, a reader that leaves."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.faults.command import fault, finish, halves, waits

pytestmark = pytest.mark.faults
FULL = Path("/dev/full")


def test_a_second_command_is_refused_and_may_take_over_from_a_killed_one(room, completes):
    hold = room.folder / "hold"
    waiting = fault(f"hold {hold}", "write", r"^results/a/\w+/store\.zarr/draws/homes/c/0", role="worker")
    seen = []

    def meanwhile(first):
        waits(hold)
        seen.append(room.compare(lang="en").run())
        seen.append(room.run().run())
        first.kill()

    first = room.run(workers=2, faults=[waiting]).run(meanwhile)
    assert (first.code, first.strays) == (-signal.SIGKILL, ())
    for result, lang in zip(seen, ("en", "nl"), strict=True):
        told = result.told("results.locked", lang)
        assert (result.code, result.out, result.is_clear(), told) == (1, "", True, True), result
    completes(room.run(), room)


def test_two_commands_started_together(room, completes):
    """One of them computes; the other waits for nobody: it is refused, or finds what the first has finished."""
    pair = [room.run(lang="en").start(), room.run(lang="en").start()]
    results = [finish(process) for process in pair]
    assert 0 in {result.code for result in results}
    for result in results:
        assert result.is_clear(), result.err
        assert result.code == 0 or (result.code == 1 and result.told("results.locked", "en")), result
    completes(room.run(), room)


def test_a_killed_worker_costs_no_block(room, completes):
    hit = room.folder / "hit"
    done = r"^results/a/\w+/blocks/000001\.json"  # written and not yet renamed
    killed = fault("signal SIGKILL self", "os.rename", done, role="worker", hit=str(hit), once=True)
    result = room.run(workers=2, faults=[killed]).run()
    assert hit.exists()
    assert (result.code, result.is_clear()) == (0, True), result.err
    assert [path for run in room.runs() for path in halves(run)] == []
    completes(room.run(), room)


def test_workers_that_are_killed_time_and_again(room, completes):
    killed = fault("signal SIGKILL self", "write", r"^results/a/\w+/blocks/000001\.json", role="worker")
    result = room.run(workers=2, faults=[killed], lang="en").run()
    told = result.told("execute.workers_killed", "en")
    assert (result.code, result.out, result.is_clear(), told) == (1, "", True, True), result
    completes(room.run(), room)


def test_a_reader_that_leaves(room, completes):
    """As with ``head``, of both streams: the run is made, and there is nothing to complain about."""
    for stream, command in (("stderr", room.run()), ("stdout", room.run("--quiet"))):
        reader, writer = os.pipe()
        os.close(reader)
        command.options = {stream: writer}
        try:
            result = command.run()
        finally:
            os.close(writer)
        assert (result.code, result.is_clear()) == (0, True), result
    completes(room.run(), room)


def test_streams_that_are_closed(room, completes):
    for workers, more, closed in ((1, (), (1,)), (2, ("--fresh",), (0, 1, 2))):

        def close(closed=closed):
            for number in closed:
                os.close(number)

        result = room.run(*more, workers=workers, options={"preexec_fn": close}).run()
        assert (result.code, result.out, result.is_clear()) == (0, "", True), result
    completes(room.run(), room)


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_an_answer_that_does_not_fit_on_the_disk(finished):
    with FULL.open("wb") as full:
        result = finished.run(options={"stdout": full}).run()
    assert (result.code, result.is_clear(), result.told("cli.os.full")) == (1, True, True), result
