"""Boxes of cases whose box is known, beside the EMA workbench, and where there is none."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from balanssim.errors import RunError
from balanssim.sweep import prim, trees


def made(seed: int = 1, count: int = 1500) -> tuple[np.ndarray, np.ndarray]:
    """Six factors; the cases lie in a box of two of them, one in twenty the other way round."""
    generator = np.random.default_rng(seed)
    given = generator.random((count, 6))
    cases = (given[:, 0] < 0.45) & (given[:, 2] > 0.4)
    return given, cases ^ (generator.random(count) < 0.05)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_known_box_is_found_with_its_limits_and_no_others(seed: int) -> None:
    given, cases = made(seed)
    found = prim.box(given, cases)
    wanted = np.zeros((6, 2), dtype=bool)
    wanted[0, 1] = wanted[2, 0] = True
    np.testing.assert_array_equal(found.limited, wanted)
    assert found.high[0] == pytest.approx(0.45, abs=0.02)
    assert found.low[2] == pytest.approx(0.4, abs=0.02)
    inside = found.holds(given)
    assert found.mass == pytest.approx(inside.mean())
    assert found.density == pytest.approx(cases[inside].mean())
    assert found.coverage == pytest.approx(cases[inside].sum() / cases.sum())
    assert found.density > 0.92
    assert found.coverage > 0.8


def test_limits_come_back_in_repeats_and_the_box_holds_on_worlds_that_were_left_out() -> None:
    given, cases = made(count=600)
    found = prim.repeated(given, cases, 1)
    assert found.limits[0, 1] == found.limits[2, 0] == 1
    found.limits[0, 1] = found.limits[2, 0] = 0
    assert found.limits.max() < 0.3
    assert found.density == pytest.approx(0.93, abs=0.05)
    assert found.coverage == pytest.approx(0.87, abs=0.06)


def test_where_accident_rules_there_is_no_box() -> None:
    generator = np.random.default_rng(3)
    limits = [prim.box(generator.random((400, 8)), generator.random(400) < 0.3).limited.any() for _ in range(10)]
    assert sum(limits) <= 3
    assert prim.boxes(generator.random((400, 2)), np.ones(400, dtype=bool)) == []


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_one_factor_that_decides_is_found_among_sixty_in_few_worlds(seed: int) -> None:
    """Peeling goes by what accident leaves empty first, and comes to the factor that decides too late."""
    generator = np.random.default_rng(seed)
    given = generator.random((256, 62))
    outcome = given[:, 20] + 0.15 * generator.standard_normal(256)
    found = prim.box(given, outcome <= np.quantile(outcome, 0.25))
    assert np.argwhere(found.limited).tolist() == [[20, 1]]
    assert found.high[20] == pytest.approx(0.25, abs=0.12)
    assert found.density > 0.6
    assert found.coverage > 0.6


def test_two_separate_boxes_are_found_one_after_the_other() -> None:
    given = np.random.default_rng(4).random((2000, 4))
    low, high = (given[:, :2] < 0.4).all(axis=1), (given[:, 2:] > 0.7).all(axis=1)
    first, second = prim.boxes(given, low | high)[:2]
    assert min(first.density, second.density) > 0.93
    assert first.coverage == pytest.approx(low.sum() / (low | high).sum(), abs=0.05)
    assert first.coverage + second.coverage > 0.9


def test_a_factor_of_two_values_is_cut_between_them() -> None:
    generator = np.random.default_rng(6)
    given = generator.random((800, 3))
    given[:, 1] = np.where(given[:, 1] < 0.3, 6.0, 8.0)
    found = prim.box(given, (given[:, 1] == 6.0) ^ (generator.random(800) < 0.03))
    assert found.high[1] == 7.0
    assert found.limited.sum() == 1


def test_the_ema_workbench_peels_to_the_same_box() -> None:
    workbench = pytest.importorskip("ema_workbench", reason="needs the extra dev")
    pandas = pytest.importorskip("pandas", reason="needs the extra dev")
    given, cases = made()
    frame = pandas.DataFrame(given, columns=list("abcdef"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it misses for pictures
        from ema_workbench.analysis import prim as theirs

        old = int(workbench.__version__.split(".")[0]) < 3
        settings = {"threshold": 0.8} if old else {}  # 3.0 has no threshold
        box = theirs.Prim(frame, cases, peel_alpha=prim.PEEL, mass_min=prim.LEAST, **settings).find_box()

    path = box.peeling_trajectory
    ours = list(prim.peel(given, cases))
    for mass in (0.6, 0.4, 0.25):
        one = min(ours, key=lambda other: abs(other.mass - mass))
        two = path.iloc[(path["mass"] - one.mass).abs().argmin()]
        assert one.density == pytest.approx(float(two["density"]), abs=0.04)
        assert one.coverage == pytest.approx(float(two["coverage"]), abs=0.06)


def test_the_tree_finds_the_box_too_and_says_how_well() -> None:
    pytest.importorskip("sklearn", reason="needs the extra sensitivity")
    given, cases = made()
    leaves, accuracy = trees.tree(given, cases)
    assert accuracy > 0.9
    assert leaves[0].high[0] == pytest.approx(0.45, abs=0.02)
    assert leaves[0].low[2] == pytest.approx(0.4, abs=0.02)
    noise = np.random.default_rng(2).random((400, 4)), np.random.default_rng(3).random(400) < 0.4
    assert trees.tree(*noise)[1] == pytest.approx(0.5, abs=0.08)


def test_without_scikit_learn_the_tree_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "find_spec", lambda name: None)
    with pytest.raises(RunError) as caught:
        trees.tree(*made(count=50))
    assert "balanssim[sensitivity]" in str(caught.value)
