"""Shares of worlds between processes: what is begun ahead is taken over, given up, and never another's answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from balanssim.explorer import pool
from balanssim.explorer.pool import CHUNK, CalledOff, Pool, shares
from balanssim.explorer.states import State
from tests import middle
from tests.explorer import made

LABELS = range(17, 101)
LIGHT, HEAVY = shares(LABELS, 2)


class Desk:
    """In place of the model: says which worlds were asked, and waits until it may go on or is called off."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], list[int]]] = []
        self.off: list[list[int]] = []
        self.go, self.begun = threading.Event(), threading.Semaphore(0)
        self.go.set()

    def worlds(self, overrides: tuple[str, ...], labels: Sequence[int], off: Callable[[], bool]) -> Any:
        self.asked.append((overrides, list(labels)))
        self.begun.release()
        while not self.go.wait(0.01):
            if off():
                self.off.append(list(labels))
                raise CalledOff
        return {"label": np.array(labels), "state": np.full(len(labels), len(overrides))}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(pool, "_DESK", made, raising=False)
    return made


@pytest.fixture
def shared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """Two threads in the place of two processes."""
    monkeypatch.setattr(Pool, "_begin", lambda self: ThreadPoolExecutor(2))
    one = Pool("", middle.tiny().region, 2)
    monkeypatch.setattr(pool, "_OFF", (one._off, one._off_ahead))
    yield one
    desk.go.set()
    one.close()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("draws", [1, 8, 16, 32, 84, 100])
def test_processes_share_whole_chunks_of_the_kernel(count: int, draws: int) -> None:
    labels = range(17, 17 + draws)
    parts = shares(labels, count)
    assert [label for part in parts for label in part] == list(labels)
    assert len(parts) <= count
    assert all(len(part) % CHUNK == 0 for part in parts[:-1])
    chunks = [-(-len(part) // CHUNK) for part in parts]
    assert max(chunks) - min(chunks) <= 1
    assert chunks[-1] == max(chunks)


def test_a_chunk_is_what_the_kernel_computes_at_a_time() -> None:
    pytest.importorskip("numba", reason="needs the extra fast")
    from balanssim.model.lanes import WIDTH

    assert CHUNK == WIDTH


def test_a_share_that_was_begun_is_taken_over(desk: Desk, shared: Pool) -> None:
    shared.ahead(("a",), LABELS, 1)
    found = shared.worlds(("a",), LABELS, 2)
    np.testing.assert_array_equal(found["label"], LABELS)
    assert sorted(labels for _, labels in desk.asked) == [LIGHT, HEAVY]
    shared.worlds(("a",), LABELS, 3)  # once
    assert len(desk.asked) == 4


@pytest.mark.parametrize(("overrides", "labels"), [(("a", "b"), LABELS), (("a",), range(1, 17))])
def test_what_was_begun_is_given_up_when_other_worlds_are_asked(
    desk: Desk, shared: Pool, overrides: tuple[str, ...], labels: range
) -> None:
    desk.go.clear()
    shared.ahead(("a",), LABELS, 1)
    assert desk.begun.acquire(timeout=60)
    begun = shared._ahead
    assert begun is not None
    asking = threading.Thread(target=lambda: found.append(shared.worlds(overrides, labels, 2)))
    found: list[Any] = []
    asking.start()
    with pytest.raises(CalledOff):
        begun.task.result(60)
    desk.go.set()
    asking.join(60)
    assert desk.off == [HEAVY]
    np.testing.assert_array_equal(found[0]["label"], labels)
    assert set(found[0]["state"]) == {len(overrides)}


def test_a_question_that_took_a_share_over_gives_it_up_with_its_own(desk: Desk, shared: Pool) -> None:
    desk.go.clear()
    shared.ahead(("a",), LABELS, 1)
    refused: list[CalledOff] = []

    def ask() -> None:
        try:
            shared.worlds(("a",), LABELS, 2)
        except CalledOff as error:
            refused.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    assert desk.begun.acquire(timeout=60)
    assert desk.begun.acquire(timeout=60)  # both shares
    shared.call_off(2)
    asking.join(60)
    assert len(refused) == 1
    shared._pool.submit(len, "").result(60)
    desk.go.set()
    assert sorted(desk.off) == [LIGHT, HEAVY]
    # what is begun after it is not given up with it, whatever the ticket
    shared.ahead(("a",), LABELS, 1)
    np.testing.assert_array_equal(shared.worlds(("a",), LABELS, 3)["label"], LABELS)


def test_one_process_begins_nothing_ahead(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pool, "_begin", lambda self: ThreadPoolExecutor(1))
    one = Pool("", middle.tiny().region, 1)
    one.ahead(("a",), LABELS, 1)
    one.close()
    assert desk.asked == []


def test_a_page_tells_what_it_asks_next() -> None:
    with made.runner("levers.work.growth_factor=0.5") as answering:
        begun: list[tuple[tuple[str, ...], list[int]]] = []

        def ahead(overrides: tuple[str, ...], labels: Sequence[int], ticket: int) -> None:
            begun.append((overrides, list(labels)))

        answering._worlds.ahead = ahead  # type: ignore[method-assign]
        browser, levers = made.client(answering), {"housing.pace_cap.T1": 50}
        made.ask(browser, levers=levers, parts=["story"])
        assert begun == []
        made.ask(browser, levers=levers, draws=32, parts=["story"], then=100)
        state = State((("housing.pace_cap.T1", 50.0),))
        assert begun == [(answering._overrides(state), list(range(33, 101)))]
        made.ask(browser, levers=levers, draws=32, parts=["story"], then=100)
        made.ask(browser, pinned=levers, levers={"work.growth_factor": 1.0}, parts=["story"], then=16)
        assert len(begun) == 1
        answer = browser.post("/api/run", json={"levers": levers, "draws": 16, "then": 17})
        assert answer.status_code == 400
