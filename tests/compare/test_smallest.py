"""Differences that the tolerance of the equilibrium could have made are not told apart."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim import scenario
from balanssim.catalogue import VARIABLES
from balanssim.compare import compare
from balanssim.compare.smallest import MEASURED_AT, figures, smallest
from balanssim.report.together import solved_to
from balanssim.scenario.numerics import Numerics
from tests import synthetic
from tests.middle import tiny_resolved

LOAD = "commute_load_extra"


def test_every_figure_is_of_an_outcome_that_travel_makes() -> None:
    assert set(figures()) <= set(VARIABLES)
    assert min(figures().values()) > 0.0
    assert {"homes", "homes_added", "completions"} & set(figures()) == set()
    assert smallest("homes_added", MEASURED_AT) == 0.0


def test_it_scales_with_the_tolerance_and_is_nothing_at_fixed_times() -> None:
    assert smallest(LOAD, MEASURED_AT) == figures()[LOAD]
    assert smallest(LOAD, MEASURED_AT / 10.0) == pytest.approx(figures()[LOAD] / 10.0)
    assert Numerics().gap_tolerance == MEASURED_AT
    fixed, solved = tiny_resolved(), tiny_resolved("numerics.congestion=equilibrium", "numerics.gap_tolerance=0.0001")
    assert (solved_to(fixed), solved_to(solved)) == (0.0, 1e-4)


@pytest.mark.parametrize(("times", "same"), [(0.9, True), (1.1, False)])
def test_a_load_is_told_apart_from_that_size_on(times: float, same: bool) -> None:
    """The same shift in every world: no noise at all."""
    first, other = synthetic.results(), synthetic.results()
    other[LOAD] = other[LOAD] + np.float32(times * figures()[LOAD])
    found = compare({"a": first, "b": other}, tolerance=MEASURED_AT).sel(scenario="b")
    row = f"{LOAD}@hollandse-brug"
    assert bool(found.indistinguishable.sel(row=row)) == same
    assert float(found.noise.sel(row=row)) == pytest.approx(figures()[LOAD])
    assert not bool(compare({"a": first, "b": other}).sel(scenario="b").indistinguishable.sel(row=row))


def test_the_map_follows_the_same_rule() -> None:
    first, other = (synthetic.results(links=("R1", "R2")) for _ in range(2))
    other["link_load_extra"] = other["link_load_extra"] + np.float32(0.5 * figures()["link_load_extra"])
    told = [
        compare({"a": first, "b": other}, tolerance=value).link_load_extra_indistinguishable.sel(scenario="b")
        for value in (0.0, MEASURED_AT)
    ]
    assert not told[0].all()
    assert told[1].all()


def test_the_reference_scenario_is_solved_to_what_was_measured() -> None:
    assert solved_to(scenario.load("balanssim:referentie")) == MEASURED_AT
