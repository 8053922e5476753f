"""The compiled kernel gives what the NumPy reference gives, and each draw by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from balanssim.model import commuting, demand
from tests.model import test_equilibrium as on_region

pytest.importorskip("numba", reason="needs the extra fast")

from balanssim.model import compiled_balancing, lanes
from balanssim.model.twin import packed, unpacked

#: Zones, draws not a multiple of the lanes, and years of the comparison on the shipped region.
DRAWS, YEARS = 11, 3


def years(kernel: str, draws: np.ndarray) -> Iterator[commuting.CommutingResult]:
    """Years with growth, projects and every lever, of some of the draws."""
    rng = np.random.default_rng(3)
    every = on_region.parameters(DRAWS)
    odds, beta = 1.0 + rng.random(DRAWS), every.beta * (1.0 + 0.3 * rng.random(DRAWS))
    every = replace(every, transit_odds=odds, beta_transit=beta, gap_tolerance=np.full(DRAWS, 1e-6), kernel=kernel)
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


def test_all_results_are_those_of_the_reference() -> None:
    steps = 0
    for reference, compiled in zip(computed("numpy"), computed("numba"), strict=True):
        others = dict(arrays(compiled))
        for name, values in arrays(reference):
            size = np.abs(values[np.isfinite(values)]).max(initial=0.0)
            # A gap is a difference of flows that nearly agree, and so is an extra load.
            least = 1e-9 if "gap" in name or "error" in name else 1e-12 * size
            np.testing.assert_allclose(others[name], values, rtol=1e-9, atol=least, err_msg=name)
        steps += int(reference.iterations.sum())
    assert steps > DRAWS * YEARS


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
            np.empty((4, zones, lanes.WIDTH)), error[chunk], used[chunk],
        )  # fmt: skip
    met = want.error <= tolerance
    np.testing.assert_array_equal(error.ravel()[:draws] <= tolerance, met)
    np.testing.assert_array_equal(used.ravel()[:draws][met], want.iterations[met])
    a, b = unpacked(left, draws), unpacked(right, draws)
    np.testing.assert_allclose((prior * a[:, None] * b)[:, :, met], want.flows[:, :, met], rtol=1e-9, atol=1e-300)


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
