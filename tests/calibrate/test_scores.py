"""By how much bands are too narrow: the factor after which four in five outcomes lie within, and no smaller one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balanssim.calibrate.scores import score, widening


@given(st.integers(5, 60), st.floats(0.1, 5.0), st.integers(0, 2**32 - 1))
def test_four_in_five_lie_within_the_wider_band_and_not_within_less(items: int, spread: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    middle, counted = rng.normal(0, 100, items), rng.normal(0, 100 * spread, items)
    width = rng.uniform(1, 50, items)
    factor = widening(counted, (middle - width, middle + width), 0.0)
    assert factor is not None

    def inside(times: float) -> float:
        return float((np.abs(counted - middle) <= width * times).mean())

    assert inside(factor * (1 + 1e-9)) >= 0.8
    assert inside(factor * (1 - 1e-6)) < 0.8


def test_bands_of_the_right_width_need_no_factor() -> None:
    counted, edge = np.random.default_rng(1).normal(size=20_000), np.full(20_000, 1.2816)
    assert widening(counted, (-edge, edge), 0.0) == pytest.approx(1.0, abs=0.02)
    assert widening(3.0 * counted, (-edge, edge), 0.0) == pytest.approx(3.0, abs=0.06)


def test_a_band_without_width_has_no_factor_unless_rounding_explains_the_rest() -> None:
    model = np.zeros(10)
    assert widening(np.full(10, 40.0), (model, model), 50.0) == 0.0
    assert widening(np.full(10, 60.0), (model, model), 50.0) is None
    assert score("pairs", "all", {"model": model}, model + 1.0, None, 0.5).widening is None
