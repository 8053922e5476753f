"""Rank correlations: reached, without changing what each factor does by itself, and refused where they contradict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from balanssim import cli
from balanssim.region.read import load_region
from balanssim.sweep import correlated, design, load, tables
from tests.sweep.support import study

NAMES = ("a.x", "b.y", "c.z", "d.w")
PAIRS = {("a.x", "b.y"): 0.7, ("b.y", "c.z"): -0.4}
ONE, OTHER = "housing.demand_growth", "people.occupancy_new"


@pytest.mark.parametrize("strata", [True, False])
def test_ranks_have_the_correlations_that_were_asked_and_columns_their_own_distribution(strata: bool) -> None:
    points = (
        design.lhs(NAMES, 4000, seed=1, luck="fixed")
        if strata
        else design.ordinary(dict(zip(NAMES, (3, 41, 7, 90), strict=True)), 4000, 1, luck="fixed")
    )
    found = correlated.correlate(points.unit, NAMES, PAIRS, strata)
    wanted = np.array([[1, 0.7, 0, 0], [0.7, 1, -0.4, 0], [0, -0.4, 1, 0], [0, 0, 0, 1]])
    np.testing.assert_allclose(spearmanr(found).statistic, wanted, atol=0.05)
    np.testing.assert_array_equal(found[:, 3], points.unit[:, 3])
    np.testing.assert_allclose(np.sort(found, axis=0), np.tile((np.arange(4000)[:, None] + 0.5) / 4000, 4), atol=0.03)
    if strata:
        np.testing.assert_array_equal(np.sort(found, axis=0), np.sort(points.unit, axis=0))
    else:
        np.testing.assert_array_equal(correlated.correlate(points.unit[:50], NAMES, PAIRS, False), found[:50])


def test_correlations_that_contradict_have_no_matrix() -> None:
    pairs = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.5}
    assert correlated.smallest(pairs) < 0
    assert correlated.smallest(PAIRS) > 0.1
    with pytest.raises(ValueError, match="contradict"):
        correlated.correlate(np.full((3, 3), 0.5), ("a", "b", "c"), pairs, False)


def test_the_worlds_of_a_study_are_correlated(tmp_path: Path) -> None:
    asked = [{"between": [ONE, OTHER], "rank": 0.8}]
    loaded = load.load(study(tmp_path, correlations=asked, design={"method": "lhs", "size": 400}))
    plan = tables.plan(loaded, load_region(loaded.index.path))
    columns = plan.points.unit[:, [plan.points.factors.index(name) for name in (ONE, OTHER)]]
    assert spearmanr(columns).statistic == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize(
    ("pairs", "design", "words"),
    [
        ([{"between": [ONE, OTHER], "rank": 0.8}], {"method": "sobol", "size": 64}, "differ in one factor"),
        ([{"between": [ONE, OTHER], "rank": 0.8}], {"method": "morris", "size": 10}, "differ in one factor"),
        ([{"between": [ONE, ONE], "rank": 0.8}], None, "two different"),
        ([{"between": [ONE, OTHER], "rank": 0.8}, {"between": [OTHER, ONE], "rank": 0.1}], None, "twice"),
        ([{"between": [ONE, "people.ocupancy_new"], "rank": 0.8}], None, "people.occupancy_new"),
        ([{"between": [ONE, OTHER], "rank": 1.2}], None, "less than 1"),
        ([{"between": [ONE], "rank": 0.2}], None, "between"),
        (
            [
                {"between": [ONE, OTHER], "rank": 0.9},
                {"between": [OTHER, "work.basic_growth"], "rank": 0.9},
                {"between": [ONE, "work.basic_growth"], "rank": -0.5},
            ],
            None,
            "contradict",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pairs: list[Any], design: Any, words: str
) -> None:
    path = study(tmp_path, correlations=pairs, **({"design": design} if design else {}))
    assert cli.main(["sweep", "check", str(path), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "study.yaml:" in told


def test_a_parameter_that_does_not_vary_cannot_be_correlated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = study(tmp_path, correlations=[{"between": [ONE, OTHER], "rank": 0.8}], vary=[ONE])
    assert cli.main(["sweep", "check", str(path), "--lang", "en"]) == 2
    assert OTHER in capsys.readouterr().err
