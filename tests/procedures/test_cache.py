"""Walks kept by content: never simulated twice, shared where equal, absent where damaged, safe among processes."""

from __future__ import annotations

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from balanssim.procedures import cache
from balanssim.procedures import walk as walking
from balanssim.procedures.walk import Walk, Walked
from tests.procedures.walks import step, walk


def case(years: float = 2.0, probability: float = 1.0) -> Walk:
    """Two plans at one desk, one of which drops out in the second draw and waits for a meeting and the other."""
    items = {
        "plan-a": [
            step("plan", [years, 1.0], 2, resource=0, drops=[False, True]),
            step("permit", 0.5, 2, happens=[probability > 0.5, True], not_before=2026.0, gate_cause="release"),
        ],
        "plan-b": [step("plan", 1.0, 2, resource=0), step("decide", 0.0, 2, at_meeting=True, after=(0, "plan"))],
    }
    return walk(items, desks={"planners": 1}, meetings=[2030.5])


def same(one: Walked, other: Walked) -> None:
    for name in ("date", "waited"):
        left, right = getattr(one, name), getattr(other, name)
        assert list(left) == list(right)
        for key in left:
            np.testing.assert_array_equal(left[key], right[key])
    for name in ("dropped", "dropped_date", "events"):
        left, right = getattr(one, name), getattr(other, name)
        assert left.dtype == right.dtype
        np.testing.assert_array_equal(left, right)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Walk]:
    """Every walk that is really simulated."""
    simulated: list[Walk] = []
    run = walking.run

    def count(walk: Walk) -> Walked:
        simulated.append(walk)
        return run(walk)

    monkeypatch.setattr(walking, "run", count)
    return simulated


def test_the_second_time_nothing_is_simulated_and_nothing_differs(tmp_path: Path, counted: list[Walk]) -> None:
    first = cache.run(case(), tmp_path / "walks")
    second = cache.run(case(), tmp_path / "walks")
    assert len(counted) == 1
    same(first, second)
    same(first, cache.run(case()))
    assert len(counted) == 2  # without a folder nothing is kept


def test_equal_walks_share_a_file_and_others_do_not(tmp_path: Path, counted: list[Walk]) -> None:
    changed = [
        case(years=2.5),
        case(probability=0.0),
        replace(case(), capacity=np.array([2.0])),
        replace(case(), horizon=2050.0),
        replace(case(), start=case().start + 1.0),
        replace(case(), meetings=np.array([[2030.5, np.nan]])),
        replace(case(), items=("plan-a", "plan-c")),
    ]
    renamed = case().steps
    changed.append(replace(case(), steps=(renamed[0][:1], renamed[1])))
    changed.append(replace(case(), steps=(renamed[0], (renamed[1][0], replace(renamed[1][1], after=(0, "permit"))))))
    for one in [case(), *changed, case(), *changed]:
        cache.run(one, tmp_path)
    assert len(counted) == 1 + len(changed)
    assert len(list(tmp_path.iterdir())) == 1 + len(changed)


@pytest.mark.parametrize("damage", ["empty", "cut", "turned", "other", "folder"])
def test_a_damaged_file_is_a_miss_and_is_mended(tmp_path: Path, damage: str, counted: list[Walk]) -> None:
    first = cache.run(case(), tmp_path)
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    if damage == "turned":
        middle = data.index(np.float64(2026.5).tobytes())
        data[middle] ^= 1
        file.write_bytes(data)
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes({"empty": b"", "cut": bytes(data[:-40]), "other": b"PK\x03\x04 no archive"}[damage])
    same(first, cache.run(case(), tmp_path))
    assert len(counted) == 2
    if damage != "folder":
        same(first, cache.run(case(), tmp_path))
        assert len(counted) == 2


def test_a_file_under_the_name_of_another_walk_is_a_miss(tmp_path: Path, counted: list[Walk]) -> None:
    cache.run(case(), tmp_path)
    (file,) = tmp_path.iterdir()
    other = case(years=2.5)
    (tmp_path / f"{cache.key(other)}.npz").write_bytes(file.read_bytes())
    found = cache.run(other, tmp_path)
    assert len(counted) == 2
    same(found, walking.run(other))


def test_fresh_walks_again_and_keeps_what_it_found(tmp_path: Path, counted: list[Walk]) -> None:
    first = cache.run(case(), tmp_path)
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    file.write_bytes(b"of before")
    same(first, cache.run(case(), tmp_path, fresh=True))
    same(first, cache.run(case(), tmp_path, fresh=True))
    assert len(counted) == 3
    assert file.read_bytes() == before


def test_what_a_killed_process_left_half_goes_after_an_hour(tmp_path: Path) -> None:
    old, new = tmp_path / "a.1.partial", tmp_path / "b.2.partial"
    for path, age in ((old, 3700.0), (new, 10.0)):
        path.write_bytes(b"half")
        then = time.time() - age
        os.utime(path, (then, then))
    cache.run(case(), tmp_path)
    assert not old.exists()
    assert new.exists()


def test_a_folder_that_refuses_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "walks").write_text("a file stands here", encoding="utf-8")
    same(cache.run(case(), tmp_path / "walks"), cache.run(case()))


def test_another_version_of_the_walk_is_not_served_what_this_one_made(monkeypatch: pytest.MonkeyPatch) -> None:
    now = cache.key(case())
    monkeypatch.setattr(cache, "_version", lambda: "later")
    assert cache.key(case()) != now


def test_what_was_used_longest_ago_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 4)
    walks = [case(years=1.0 + number) for number in range(5)]
    files = [tmp_path / f"{cache.key(one)}.npz" for one in walks]
    for number, one in enumerate(walks[:4]):
        cache.run(one, tmp_path)
        os.utime(files[number], (number, number))
    cache.run(walks[0], tmp_path)  # used again: now the newest of the four
    cache.run(walks[4], tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([files[0], files[4]])


def in_a_process(folder: Path) -> dict:
    return dict(cache.run(case(), folder).date)


def test_several_processes_may_keep_the_same_walk_at_once(tmp_path: Path) -> None:
    expected = cache.run(case()).date
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        for found in pool.map(in_a_process, [tmp_path] * 6):
            assert found.keys() == expected.keys()
            assert all((found[key] == expected[key]).all() for key in expected)
    assert [file.suffix for file in tmp_path.iterdir()] == [".npz"]
