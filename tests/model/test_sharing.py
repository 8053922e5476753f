"""What is made once for draws in one state of the network, and for the years of a block, is what each would get."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.model import routes, sharing
from balanssim.model.congestion import STATES, _network, _sizes, _still
from balanssim.model.network import link_attributes
from tests.model import region_network
from tests.model import test_equilibrium as on_region


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_draws_in_one_state_get_what_each_gets_by_itself(draws: int, seed: int) -> None:
    static = on_region.region.static()
    network = static.universe.network
    rng = np.random.default_rng(seed)
    opened = rng.random((len(network.projects), draws)) < 0.5
    opened[:, draws // 2 :] = opened[:, :1]
    links = link_attributes(network, opened, rng.random((len(network.variants), draws)) < 0.5)
    different, of = sharing.states(links)
    assert different.open_projects.shape[1] == np.unique(of).size
    for name in different.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(different, name)[:, of], getattr(links, name), err_msg=name)
    each = np.arange(draws)
    for made in (_still, _sizes):
        grouped, alone = made(static, different, of), made(static, links, each)
        for mode, values in grouped.items():
            usable = routes.usable(routes.of_mode(static.universe, mode), opened)
            usable = usable if made is _still else usable[routes.of_mode(static.universe, mode).choice]
            np.testing.assert_array_equal(values.by_draw[usable], alone[mode].by_draw[usable])
            np.testing.assert_array_equal(values.columns(each[::2]).by_draw, values.by_draw[:, ::2])


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_a_state_that_is_known_gives_what_it_would_give_anew(draws: int, seed: int) -> None:
    static = on_region.region.static()
    network, rng = static.universe.network, np.random.default_rng(seed)
    opened = rng.random((2, len(network.projects), draws)) < 0.5
    opened[1, :, ::2] = opened[0, :, ::2]
    variant = rng.random((len(network.variants), draws)) < 0.5
    known: dict[bytes, tuple[np.ndarray, ...]] = {}
    for which, service in ((0, 1.0), (1, 1.0), (0, 1.5), (0, 1.0)):
        links = link_attributes(network, opened[which], variant, service=service)
        (still, sizes, clock), anew = _network(static, links, known), _network(static, links, {})
        found, before = ((*one.values(), *two.values(), three) for one, two, three in ((still, sizes, clock), anew))
        for one, other in zip(found, before, strict=True):
            np.testing.assert_array_equal(one.by_draw, other.by_draw)
    assert len(known) <= STATES


def test_a_network_without_projects_has_one_state() -> None:
    network = region_network.universe().network
    links = link_attributes(network, np.zeros((len(network.projects), 3), dtype=bool))
    bare = sharing.LinkState(**{name: getattr(links, name) for name in links.__dataclass_fields__})
    object.__setattr__(bare, "open_projects", np.zeros((0, 3), dtype=bool))
    object.__setattr__(bare, "variant", np.zeros((0, 3), dtype=bool))
    different, of = sharing.states(bare)
    assert different.car_min.shape[1] == 1
    np.testing.assert_array_equal(of, 0)


def test_what_was_made_is_kept_while_it_is_of_the_same() -> None:
    once, array, count = sharing.Once(), np.zeros(3), iter(range(9))

    def make() -> int:
        return next(count)

    asked = [(array, 1.0), (array, 1.0), (array, 2.0), (array, 2), (array.copy(), 2), (array, array), (array, array)]
    assert [once.made("it", of, make) for of in asked] == [0, 0, 1, 1, 2, 3, 3]
    assert once.made("other", (array, array), make) == 4
