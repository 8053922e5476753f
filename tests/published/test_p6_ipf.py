"""P6: a published worked example of iterative proportional fitting."""

from __future__ import annotations

import numpy as np

from balanssim.model import demand

SEED = np.array([[8.0, 4, 6, 7], [3, 6, 5, 2], [9, 11, 3, 1]])
ROWS = np.array([20.0, 18, 22])
COLUMNS = np.array([18.0, 16, 12, 14])
FIRST_ROW = [5.57936139, 2.16246694, 3.89187372, 8.36629795]


def test_first_row_of_the_published_solution():
    got = demand.furness(SEED[:, :, None], ROWS[:, None], COLUMNS[:, None], None, None, 1e-13, 1000)
    np.testing.assert_allclose(got.flows[0, :, 0], FIRST_ROW, rtol=1e-8)
    np.testing.assert_allclose(got.flows.sum(axis=1)[:, 0], ROWS, rtol=1e-12)
    np.testing.assert_allclose(got.flows.sum(axis=0)[:, 0], COLUMNS, rtol=1e-12)
