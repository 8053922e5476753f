"""Sums over links by way of parts that routes share are the sums over the links themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from balanssim.model import incidence, routes
from balanssim.model.layout import MODES
from tests.model import region_network as region


@given(st.integers(1, 60), st.integers(1, 12), st.floats(0.0, 1.0), st.integers(0, 2**32 - 1))
def test_parts_add_up_to_what_routes_use(count: int, links: int, filled: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    kinds = rng.random((5, links)) < filled  # few kinds of routes, so that there is much to share
    dense = kinds[rng.integers(0, 5, count)].astype(np.float64)
    found = incidence.shared(csr_array(dense))
    minutes, flows = rng.random((links, 3)), rng.random((count, 3))
    np.testing.assert_allclose(found.sums(minutes), dense @ minutes, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(found.loads(flows), dense.T @ flows, rtol=1e-13, atol=1e-15)
    whole = (found.uses @ csr_array(np.concatenate([np.eye(links), found.parts.toarray()]))).toarray()
    np.testing.assert_array_equal(whole, dense)
    assert found.uses.nnz <= dense.sum()


@pytest.mark.parametrize("mode", MODES)
def test_routes_of_the_region_share_most_of_their_links(mode: str) -> None:
    found = region.static().form.moving[mode]
    used = routes.of_mode(region.universe(), mode).incidence[:, : found.made_of.shape[0]].nnz
    assert found.uses.nnz + found.parts.nnz < 0.6 * used


def test_a_route_that_uses_a_link_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        incidence.shared(csr_array(np.array([[2.0, 1.0]])))
