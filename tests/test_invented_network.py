"""An invented country has a network of its own, and an equilibrium on it with either kernel."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim import invented_network
from balanssim.invented import country
from balanssim.model import commuting

ZONES, DRAWS = 25, 3


@pytest.mark.parametrize("kernel", ["numpy", "numba"])
def test_the_base_date_comes_back_and_a_grown_country_finds_its_equilibrium(kernel: str) -> None:
    if kernel == "numba":
        pytest.importorskip("numba", reason="needs the extra fast")
    static = invented_network.static(country(ZONES))
    assert not static.universe.network.projects
    base = commuting.prepare(static, invented_network.parameters(DRAWS, kernel))
    rows, columns = (np.repeat(static.flows.sum(axis=axis)[:, None], DRAWS, axis=1) for axis in (1, 0))
    first = commuting.solve(commuting.YearInputs(base, rows, columns), base.links)
    np.testing.assert_array_equal(first.iterations, 0)
    np.testing.assert_array_equal(first.extra, 0.0)
    grown = commuting.solve(
        commuting.YearInputs(base, 1.1 * rows, 1.1 * columns, other_traffic=1.05), base.links, first.state
    )
    assert grown.iterations.min() > 0
    assert max(grown.gap_route.max(), grown.gap_demand.max()) <= 1e-3
    np.testing.assert_allclose(grown.flows.sum(axis=1), 1.1 * rows, rtol=1e-9)
    assert (grown.volumes.lost.sum(axis=0) > first.volumes.lost.sum(axis=0)).all()


def test_roads_carry_what_commuters_make_and_hold_the_country_together() -> None:
    made = country(ZONES)
    network, projects = invented_network.tables(made)
    assert all(column.size == 0 for column in projects.values())
    roads = network["road_links"]
    between = np.char.startswith(roads["from_node"], "J") & np.char.startswith(roads["to_node"], "J")
    ends = set(roads["from_node"][between]) | set(roads["to_node"][between])
    assert ends == {f"J{number}" for number in range(ZONES)}
    kilometres = (
        roads["length_km"].astype(float) * roads["base_volume_veh_h"].astype(float) * invented_network.COMMUTERS
    )
    apart = made.flows * (1.0 - np.eye(ZONES))
    driven = (apart * made.km).sum() * invented_network.IN_PEAK
    assert driven <= kilometres[between].sum() <= 2.0 * driven  # nobody flies, and ways round are short
