"""What links do with volumes, by hand; path sizes by hand; and the properties that hold for any numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balanssim.model import acceleration, network, pathsize, routes, supply
from tests.model import region_network as region
from tests.model.test_network import NO_CORRIDORS, WIDER, projects, small

positive = st.floats(1.0, 1e4)


def counts(made: network.Network) -> supply.RoadCounts:
    return supply.road_counts(made, supply.congestible(made, np.zeros(len(made.zones), dtype=bool)))


def test_connectors_and_trunks_of_external_zones_do_not_congest() -> None:
    made = region.universe().network
    external = region.tables()["zones"]["role"] == "external"
    free = dict(zip(made.roads.ids, supply.congestible(made, external).tolist(), strict=True))
    assert free["R_ALP_MBG"]
    assert free["R_36_HUI"]
    assert free["P02_IJMEERWEG_J_PAM_J_ZBU"]
    assert not free["R_TIL_VEN"]  # North Brabant to Limburg
    assert not any(free[link] for link in free if link.startswith("C_") or "_GM0034-PA_" in link)
    assert sum(free.values()) > 300


def test_congested_minutes_at_base_volumes_are_those_of_the_base() -> None:
    made = region.universe().network
    links = network.link_attributes(made, region.opened(draws=2), np.array([[True, False]]))
    at = np.arange(len(made.roads.ids))
    found = supply.congested_minutes(made, links, at, links.car_volume)
    np.testing.assert_allclose(found, links.car_min, rtol=1e-13)


def test_volumes_by_hand() -> None:
    made = network.compile_network(small(), projects(WIDER))
    table = counts(made)
    xy = made.roads.ids.index("xy")
    assert [made.roads.ids[at] for at in table.roads] == ["xy", "yx"]
    volume, modelled = made.roads.volume[table.roads, None], np.array([[800.0], [250.0]])
    kappa = np.array([[1.25], [2.0]])
    one = np.ones(1)
    same = supply.road_volumes(table, volume, kappa, modelled, modelled, modelled, one)
    np.testing.assert_array_equal(same, volume)
    # 1,000 others: a tenth of the commuters of the base left, so a tenth of the others; 100 commuters more, pivoted.
    found = supply.road_volumes(table, volume, kappa, modelled, modelled + 100.0, 0.9 * modelled, one)
    assert found[0, 0] == pytest.approx(1000.0 * 0.9 + 1000.0 + 1.25 * 100.0)
    grown = supply.road_volumes(table, volume, kappa, modelled, modelled, modelled, np.array([1.2]))
    assert grown[0, 0] == pytest.approx(2000.0 + 0.2 * 1000.0)
    empty = supply.road_volumes(table, volume, kappa, modelled, 0.0 * modelled, 0.0 * modelled, one)
    np.testing.assert_allclose(empty, 0.0, atol=1e-9)
    assert made.roads.volume[xy] == 2000.0


def test_a_new_road_carries_others_in_the_mean_proportion() -> None:
    added = ("new", "add_link", "X>Y", "length_km,lanes,capacity_veh_h,free_flow_min", "9,1,1500,5")
    made = network.compile_network(small(commuter_share=[0.5, 0.6, 0.5, 0.5, 0.3, 0.5]), projects(added))
    table = counts(made)
    share = (2000 * 0.6 + 1000 * 0.3) / 3000
    none = np.zeros((4, 1))
    found = supply.road_volumes(table, none, none + 1.0, none, none + 100.0, none, np.ones(1))
    assert found[2, 0] == pytest.approx(100.0 / share)


def test_a_minute_feels_longer_between_seats_and_capacity() -> None:
    riders = np.array([0.0, 400.0, 600.0, 800.0, 1000.0, 50.0])
    seats, capacity = np.array([400.0] * 5 + [0.0]), np.array([800.0] * 5 + [0.0])
    felt = supply.crowding_factor(riders, seats, capacity, 1.6)
    np.testing.assert_allclose(felt, [1.0, 1.0, 1.3, 1.6, 1.9, 1.0])


@given(st.lists(positive, min_size=2, max_size=2), st.floats(1.0, 3.0), positive, positive)
def test_more_riders_never_feel_shorter(riders: list[float], most: float, seats: float, standing: float) -> None:
    low, high = sorted(riders)
    size = np.full(2, seats)
    felt = supply.crowding_factor(np.array([low, high]), size, size + standing, most)
    assert 1.0 <= felt[0] <= felt[1]


@given(positive, st.floats(1.0, 3.0), st.integers(0, 10))
def test_a_wider_road_is_never_slower_at_equal_volume(volume: float, wider: float, seed: int) -> None:
    made = region.universe().network
    links = network.base_state(made, 2)
    links.car_capacity[:, 1] *= wider
    at = np.random.default_rng(seed).integers(0, len(made.roads.ids), 20)
    minutes = supply.congested_minutes(made, links, at, np.full((20, 2), volume))
    assert (minutes[:, 1] <= minutes[:, 0]).all()


@given(st.floats(0.5, 2.0), st.floats(0.0, 0.5))
def test_the_peak_spreads_with_longer_minutes_and_only_then(ratio: float, eta: float) -> None:
    base = np.full((3, 1), 20.0)
    factor = supply.spreading(base * ratio, base, np.array([eta]))
    np.testing.assert_allclose(factor, ratio**-eta)
    np.testing.assert_array_equal(supply.spreading(base, base, np.array([eta])), 1.0)


def test_path_sizes_by_hand() -> None:
    """Two ways from X to Y: the trip A to B shares its ends, 2 of 8 and of 9 minutes each; closed it stands alone."""
    added = ("new", "add_link", "X>Y", "length_km,lanes,capacity_veh_h,free_flow_min", "9,1,1500,5")
    made = network.compile_network(small(base_volume_veh_h=[0] * 6), projects(added))
    universe = routes.enumerate_routes(made, NO_CORRIDORS)
    car = universe.car
    overlap = pathsize.overlaps(car, network.base_state(made).car_min[:, 0])
    usable = routes.usable(car, np.array([[True, False]]))[car.choice]
    sizes = pathsize.path_sizes(overlap, usable)
    assert car.choice.size == 4  # both directions
    trunk = np.where(usable[:, 1], 6.0, 5.0)
    np.testing.assert_allclose(sizes[:, 0], (trunk + 4.0 / 2.0) / (trunk + 4.0))
    np.testing.assert_allclose(sizes[usable[:, 1], 1], 1.0)


@given(st.integers(0, 1000), st.integers(2, 4))
def test_acceleration_solves_linear_problems_exactly(seed: int, items: int) -> None:
    """Within a window as long as the problem, and each draw by itself."""
    rng = np.random.default_rng(seed)
    matrix = rng.uniform(-1.0, 1.0, (3, items, items)) / items
    wanted = rng.uniform(1.0, 2.0, (3, items))

    def image(point: np.ndarray) -> np.ndarray:
        return np.matvec(matrix, point) + wanted

    def walk(draws: list[int]) -> np.ndarray:
        at = np.zeros((3, items))
        none = np.empty((0, len(draws), items))
        history = acceleration.History(none, none, at[draws], (image(at) - at)[draws])
        for _ in range(items + 2):
            at[draws] = acceleration.step(history, 1.0)
            history = acceleration.learn(history, at[draws], (image(at) - at)[draws], items)
        return at[draws]

    found = walk([0, 1, 2])
    solution = np.linalg.solve(np.eye(items) - matrix, wanted[:, :, None])[:, :, 0]
    np.testing.assert_allclose(found, solution, rtol=1e-5)
    np.testing.assert_array_equal(walk([2])[0], found[2])
