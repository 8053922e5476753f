"""What scenarios of one region share is made once, and is what each would have made by itself."""

from __future__ import annotations

import gc
import pickle
import weakref

import numpy as np
import pytest

from balanssim import prepare
from balanssim.prepare import commuting, kept
from balanssim.region import read
from tests.middle import leaves, same_bits, tiny_folder, tiny_resolved


def fresh() -> read.Region:
    """The tiny region, read anew and kept by nobody else."""
    read._KEPT.clear()
    region = read.load_region(tiny_folder() / "region")
    read._KEPT.clear()
    return region


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for every time that the static arrays of commuting are made."""
    count: list[object] = []
    make = commuting.commuting_static
    monkeypatch.setattr(commuting, "commuting_static", lambda *given: count.append(given) or make(*given))
    return count


def test_scenarios_that_differ_in_levers_share_the_static_arrays(made: list[object]) -> None:
    region = fresh()
    slow, fast = (prepare.prepare(tiny_resolved(f"levers.housing.pace_cap.T1={cap}"), region) for cap in (20, 350))
    assert len(made) == 1
    assert slow.commuting is fast.commuting
    assert slow.housing.pace_cap[0] != fast.housing.pace_cap[0]
    alone = len(pickle.dumps(slow))
    assert len(pickle.dumps((slow, fast))) < alone + len(pickle.dumps(slow.housing)) + alone // 2


def test_scenarios_with_other_parameters_or_numerics_do_not(made: list[object]) -> None:
    region = fresh()
    texts = ("", "uncertainties.commuting.value_of_time=20", "numerics.furness_tolerance=1e-9")
    shared = [prepare.prepare(tiny_resolved(*filter(None, [text])), region) for text in texts]
    assert len(made) == 3
    for text, inputs in zip(texts, shared, strict=True):
        by_itself = prepare.prepare(tiny_resolved(*filter(None, [text])), fresh())
        assert by_itself.commuting is not inputs.commuting
        found, wanted = ({name: one for name, one in leaves(case.commuting) if isinstance(one, np.ndarray)}
                         for case in (inputs, by_itself))  # fmt: skip
        assert len(found) > 20
        assert same_bits(found, wanted) == []


def test_the_latest_few_are_kept_and_go_with_the_region(made: list[object]) -> None:
    region = fresh()
    for hours in range(kept.MOST + 1):
        kept.once(region, "static", hours, lambda: object())
    first = kept.once(region, "static", 1, lambda: pytest.fail("made again"))
    assert kept.once(region, "static", 0, lambda: "again") == "again"
    gone = weakref.ref(region)
    del region
    gc.collect()
    assert gone() is None
    assert first is not None
