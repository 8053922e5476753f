"""The compiled kernel gives what the NumPy reference gives, and each draw by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from balanssim.model import acceleration, commuting, demand, supply
from tests.model import test_equilibrium as on_region

pytest.importorskip("numba", reason="needs the extra fast")

from balanssim.model import compiled_balancing, compiled_links, compiled_solve, lanes
from balanssim.model.twin import packed, unpacked

#: Zones, draws not a multiple of the lanes, and years of the comparison on the shipped region.
DRAWS, YEARS = 11, 3


def years(kernel: str, draws: np.ndarray, **other: Any) -> Iterator[commuting.CommutingResult]:
    """Years with growth, projects and every lever, of some of the draws."""
    rng = np.random.default_rng(3)
    every = on_region.parameters(DRAWS)
    odds, beta = 1.0 + rng.random(DRAWS), every.beta * (1.0 + 0.3 * rng.random(DRAWS))
    every = replace(every, transit_odds=odds, beta_transit=beta, gap_tolerance=np.full(DRAWS, 1e-6), kernel=kernel)
    every = replace(every, **other)
    columns = {f.name: getattr(every, f.name) for f in fields(every)}
    chosen = {name: value[draws] for name, value in columns.items() if np.ndim(value) == 1}
    variant = np.arange(DRAWS)[None, :] % 2 == 0
    base = commuting.prepare(on_region.region.static(), replace(every, **chosen), variant[:, draws])
    parking = rng.random(len(base.static.flows))
    state = None
    for number, (rows, margins, switches) in enumerate(on_region.growing(DRAWS, YEARS)):
        levers = {
            "fuel_factor": 1.0 + 0.1 * number, "fare_factor": 1.0 - 0.1 * number, "hub_minutes": 1.0 * number,
            "cycle_time_factor": 1.0 - 0.05 * number, "parking_extra": parking * number, "wfh_extra": 0.02 * number,
        }  # fmt: skip
        year = commuting.YearInputs(base, rows[:, draws], margins[:, draws], other_traffic=1.01**number, **levers)
        result = commuting.solve(year, on_region.links(base, switches[:, draws]), state)
        state = result.state
        yield result


@cache
def computed(kernel: str) -> list[commuting.CommutingResult]:
    return list(years(kernel, np.arange(DRAWS)))


def arrays(value: Any, name: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """All arrays in a result, by name."""
    if isinstance(value, np.ndarray):
        yield name, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from arrays(part, f"{name}.{key}")
    elif is_dataclass(value):
        for item in fields(value):
            if item.name in ("past", "answer"):  # one has the draw elsewhere; what they lead to is compared
                continue
            yield from arrays(getattr(value, item.name), f"{name}.{item.name}")
    if isinstance(value, commuting.CommutingResult):
        for read in ("mode_share", "cost", "deterrence", "route_flows"):
            yield from arrays(getattr(value, read), f"{name}.{read}")
        yield f"{name}.share_of", value.share_of(1)


def same(reference: commuting.CommutingResult, compiled: commuting.CommutingResult) -> None:
    others = dict(arrays(compiled))
    for name, values in arrays(reference):
        size = np.abs(values[np.isfinite(values)]).max(initial=0.0)
        # A gap is a difference of flows that nearly agree, and so is an extra load.
        least = 1e-9 if "gap" in name or "error" in name else 1e-12 * size
        np.testing.assert_allclose(others[name], values, rtol=1e-9, atol=least, err_msg=name)


def test_all_results_are_those_of_the_reference() -> None:
    steps = 0
    for reference, compiled in zip(computed("numpy"), computed("numba"), strict=True):
        same(reference, compiled)
        for name in ("moves", "changes", "trend"):
            one, other = (getattr(result.state.past, name) for result in (reference, compiled))
            np.testing.assert_allclose(other, one, rtol=0.0, atol=1e-6 * np.abs(one).max(), err_msg=name)
        steps += int(reference.iterations.sum())
    assert steps > DRAWS * YEARS


@pytest.mark.parametrize("limit", [0, 1, 2, 6])
def test_a_search_that_is_cut_short_ends_as_the_reference_does(limit: int) -> None:
    taken = 0
    for one, other in zip(
        *(years(kernel, np.array([3, 9]), gap_iterations=limit) for kernel in ("numpy", "numba")), strict=True
    ):
        same(one, other)
        taken = max(taken, int(other.iterations.max()))
    assert taken == limit


def test_a_year_can_be_read_after_the_next_one_is_computed() -> None:
    every, one = computed("numba"), years("numba", np.arange(DRAWS))
    first, _second = next(one), next(one)
    np.testing.assert_array_equal(first.mode_share, every[0].mode_share)
    rooms = {id(result.answer._out) for result in (first, _second)}
    del first
    assert id(next(one).answer._out) in rooms, "the room of a year that nothing reads is used again"


def test_a_draw_does_not_depend_on_its_neighbours_or_its_lane() -> None:
    whole = computed("numba")
    for chosen in ([3], [9, 1, 4], list(range(10, -1, -1))):
        for one, other in zip(whole, years("numba", np.array(chosen)), strict=True):
            parts = dict(arrays(other))
            for name, values in arrays(one):
                np.testing.assert_array_equal(parts[name], values[..., chosen], err_msg=name)


def test_the_base_year_comes_back_at_once() -> None:
    base = commuting.prepare(on_region.region.static(), replace(on_region.parameters(5), kernel="numba"))
    rows, columns = on_region.margins(5)
    closed = on_region.region.opened(draws=5)
    got = commuting.solve(commuting.YearInputs(base, rows, columns), on_region.links(base, closed))
    np.testing.assert_array_equal(got.iterations, 0)
    np.testing.assert_array_equal(got.flows, np.repeat(base.static.flows[:, :, None], 5, 2))
    np.testing.assert_array_equal(got.extra, 0.0)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 7), st.integers(1, 13), st.integers(0, 2**32 - 1), st.floats(0.0, 0.6), st.floats(0.0, 0.3),
    st.sampled_from([1e-4, 1e-9]), st.sampled_from([0, 3, 200]),
)  # fmt: skip
@example(3, 2, 0, 0.9, 0.5, 1e-9, 50)
def test_balancing_is_that_of_the_reference(
    zones: int, draws: int, seed: int, empty: float, none: float, tolerance: float, iterations: int
) -> None:
    """With cells that cannot hold a flow, margins that are zero and margins that cannot be met."""
    rng = np.random.default_rng(seed)
    prior = rng.random((zones, zones, draws)) * (rng.random((zones, zones, 1)) >= empty)
    rows, columns = (rng.random((zones, draws)) * (rng.random((zones, 1)) >= none) for _ in range(2))
    columns *= rows.sum(axis=0) / np.where(columns.sum(axis=0) > 0.0, columns.sum(axis=0), 1.0)
    step = demand.balancing_step(prior.mean(axis=2) + 1e-6)
    ones = np.ones((zones, draws))
    with np.errstate(over="ignore", invalid="ignore"):  # factors run away where margins cannot be met
        want = demand.furness(prior, rows, columns, ones, ones, tolerance, iterations, step)
    matrix, row, column, left, right = (packed(values) for values in (prior, rows, columns, ones, ones))
    error, used = np.empty((len(row), lanes.WIDTH)), np.empty((len(row), lanes.WIDTH), dtype=np.int64)
    for chunk in range(len(row)):
        compiled_balancing.balance(
            matrix[chunk], zones, row[chunk], column[chunk], left[chunk], right[chunk], step, tolerance, iterations,
            np.empty((5, zones, lanes.WIDTH)), error[chunk], used[chunk],
        )  # fmt: skip
    met = want.error <= tolerance
    np.testing.assert_array_equal(error.ravel()[:draws] <= tolerance, met)
    np.testing.assert_array_equal(used.ravel()[:draws][met], want.iterations[met])
    a, b = unpacked(left, draws), unpacked(right, draws)
    np.testing.assert_allclose((prior * a[:, None] * b)[:, :, met], want.flows[:, :, met], rtol=1e-9, atol=1e-300)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**32 - 1), st.floats(0.0, 1.0))
@example(3, 2282796, 0.46875)
def test_weights_of_steps_are_those_of_the_reference(steps: int, seed: int, alike: float) -> None:
    """With steps that are alike, of different lengths and of none, from a place in the middle of the ring."""
    rng = np.random.default_rng(seed)
    changes = rng.normal(size=(steps, lanes.WIDTH, 20)) * 10.0 ** rng.integers(-6, 3, (steps, lanes.WIDTH, 1))
    changes[-1] = alike * changes[0] + (1.0 - alike) * changes[-1]
    changes[0, 0] = 0.0
    residual, none = rng.normal(size=(lanes.WIDTH, 20)), np.zeros((lanes.WIDTH, 20))
    want = -acceleration.step(acceleration.History(changes, changes, none, residual), 0.0)
    oldest = seed % steps
    order = (oldest + np.arange(steps)) % steps
    ring, table = np.empty((steps, 20, lanes.WIDTH)), np.zeros((steps, steps, lanes.WIDTH))
    ring[order] = changes.transpose(0, 2, 1)
    for place in range(steps):
        compiled_solve.products(ring, place, steps, table)
    toward = np.vecdot(changes, residual)
    work = np.zeros((steps + 2, steps + 2, lanes.WIDTH))
    weights = compiled_solve.weigh(table, toward, acceleration.RIDGE, order, work)[:steps]
    # By what they make of the steps: where two are the same it does not matter which one is taken. Products are known
    # to 1e-16, and what steps have apart weighs as little as the ridge.
    got = np.einsum("sl,sli->li", weights, changes)
    assert want.shape == got.shape
    np.testing.assert_allclose(got, want, rtol=0.0, atol=1e-16 / acceleration.RIDGE * 20.0 * (1.0 + np.abs(want).max()))


@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.5, 4.0, 2.2, 5.75])
def test_powers_are_those_of_the_reference(exponent: float) -> None:
    volumes = np.concatenate([[0.0, 1.0], np.linspace(0.01, 3.0, 14)])[:, None]
    table = SimpleNamespace(alpha=np.full(16, 0.5), beta=np.full(16, exponent))
    ones, empty, none = np.ones((16, 1)), np.empty((0, lanes.WIDTH)), np.zeros(0, dtype=np.int64)
    links: Any = SimpleNamespace(car_capacity=2.0 * ones, car_free=3.0 * ones)
    network: Any = SimpleNamespace(roads=table)
    want = supply.congested_minutes(network, links, np.arange(16), volumes)
    made, by_road = np.empty((16, lanes.WIDTH)), np.zeros((5, 16))
    by_road[0], by_road[1] = table.alpha, table.beta
    no_parts = (none,) * 12 + (np.zeros(1, dtype=np.int64), none)
    _minutes()(packed(volumes)[0], by_road, packed(2.0 * ones)[0], packed(3.0 * ones)[0], empty, no_parts, made)
    exact = exponent % 0.5 == 0.0
    np.testing.assert_allclose(made[:, :1], want, rtol=0.0 if exact else 1e-14, atol=0.0)


@cache
def _minutes() -> Any:
    import numba

    from balanssim.model.lanes import splat

    @numba.njit(error_model="numpy")
    def run(items, by_road, capacity, free, empty, parts, made):
        compiled_links.minutes_at(
            items, by_road, splat(0.5), capacity, free, empty, empty, empty, parts, parts, made, empty
        )

    return run


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-800.0, 800.0), min_size=lanes.WIDTH, max_size=lanes.WIDTH))
@example([0.0, -np.inf, np.nan, -708.0, 709.0, 1e-300, -1e-17, 0.3465735902799727])
def test_exponential_and_logarithm_are_those_of_numpy(numbers: list[float]) -> None:
    x = np.array([numbers])
    made, back = np.empty_like(x), np.empty_like(x)
    both(x, made, back)
    with np.errstate(all="ignore"):
        want = np.exp(np.minimum(x, 709.0))
        np.testing.assert_allclose(made, np.where(x < -708.0, 0.0, want), rtol=5e-16, atol=0.0)
        np.testing.assert_allclose(back, np.log(made), rtol=5e-16, atol=1e-16)


@cache
def _both() -> Any:
    import numba

    from balanssim.model.lanes import exp, load, log, store

    @numba.njit(error_model="numpy")
    def run(x, made, back):
        store(made, 0, exp(load(x, 0)))
        store(back, 0, log(load(made, 0)))

    return run


def both(x: np.ndarray, made: np.ndarray, back: np.ndarray) -> None:
    _both()(x, made, back)
