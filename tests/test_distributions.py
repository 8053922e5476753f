"""Closed forms against numerical integration and against scipy.stats."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from scipy import integrate, stats

from balanssim.distributions import Distribution, faults

CASES = [
    (Distribution("uniform", {"low": -1, "high": 3}), stats.uniform(-1, 4)),
    (Distribution("triangular", {"low": 0, "mode": 0.006, "high": 0.012}), stats.triang(0.5, 0, 0.012)),
    (Distribution("triangular", {"low": 2, "mode": 2, "high": 5}), stats.triang(0, 2, 3)),
    (Distribution("triangular", {"low": 2, "mode": 5, "high": 5}), stats.triang(1, 2, 3)),
    (Distribution("pert", {"low": 2030, "mode": 2034, "high": 2045}), stats.beta(1 + 16 / 15, 1 + 44 / 15, 2030, 15)),
    (Distribution("normal", {"mean": 5, "sd": 2}), stats.norm(5, 2)),
    (Distribution("normal", {"mean": 5, "sd": 2, "low": 4}), stats.truncnorm(-0.5, np.inf, 5, 2)),
    (Distribution("normal", {"mean": 0, "sd": 1, "low": 4, "high": 6}), stats.truncnorm(4, 6)),
    (Distribution("normal", {"mean": 0, "sd": 1, "low": -6, "high": -4}), stats.truncnorm(-6, -4)),
    (Distribution("lognormal", {"median": 3, "sigma": 0.4}), stats.lognorm(0.4, scale=3)),
]
IDS = [f"{ours.kind}-{i}" for i, (ours, _) in enumerate(CASES)]


@pytest.mark.parametrize(("ours", "theirs"), CASES, ids=IDS)
def test_quantiles_and_mean_equal_scipy_stats(ours: Distribution, theirs: object) -> None:
    u = np.linspace(0.0005, 0.9995, 401)
    np.testing.assert_allclose(ours.ppf(u), theirs.ppf(u), rtol=1e-9)
    np.testing.assert_allclose(ours.expected(), theirs.mean(), rtol=1e-9)


@pytest.mark.parametrize(
    "ours",
    [case for case, _ in CASES] + [Distribution("lognormal", {"median": 3, "sigma": 0.4, "low": 2, "high": 4})],
    ids=[*IDS, "lognormal-cut"],
)
def test_expected_value_is_the_integral_of_the_quantile(ours: Distribution) -> None:
    integral, _ = integrate.quad(lambda u: float(ours.ppf(u)), 0, 1, limit=400)
    np.testing.assert_allclose(ours.expected(), integral, rtol=1e-6)


def test_discrete_sorts_values_and_never_draws_a_zero_weight() -> None:
    ours = Distribution("discrete", {"values": [3, 1, 2, 9], "weights": [2, 1, 1, 0]})
    np.testing.assert_array_equal(ours.ppf([0, 0.24, 0.26, 0.49, 0.51, 1]), [1, 1, 2, 2, 3, 3])
    assert ours.bounds() == (1, 3)
    assert ours.expected() == pytest.approx((3 * 2 + 1 + 2) / 4)


def test_a_structural_switch_takes_its_mode_in_the_central_run() -> None:
    weights = {"values": [0, 1], "weights": [0.7, 0.3]}
    assert Distribution("discrete", weights).expected() == pytest.approx(0.3)
    assert Distribution("discrete", {**weights, "expected": "mode"}).expected() == 0
    assert Distribution("triangular", {"low": 0, "mode": 1, "high": 9, "expected": "mode"}).expected() == 1
    lognormal = Distribution("lognormal", {"median": 3, "sigma": 0.4, "expected": "mode"})
    assert lognormal.expected() == pytest.approx(3 * np.exp(-0.16))
    assert Distribution("normal", {"mean": 1, "sd": 1, "high": 0, "expected": "mode"}).expected() == 0


def test_a_band_of_no_width_is_a_number() -> None:
    for kind in ("triangular", "pert"):
        point = Distribution(kind, {"low": 4, "mode": 4, "high": 4})
        np.testing.assert_array_equal(point.ppf([0, 0.5, 1]), 4)
    assert Distribution("fixed", {"value": 4}).bounds() == (4, 4)


def test_it_is_frozen_equal_by_content_and_travels() -> None:
    params: dict[str, float] = {"low": 0, "high": 1}
    ours = Distribution("uniform", params)
    params["high"] = 2
    assert ours.bounds() == (0, 1)
    with pytest.raises(TypeError):
        ours.params["high"] = 3  # type: ignore[index]
    assert pickle.loads(pickle.dumps(ours)) == ours


@pytest.mark.parametrize(
    ("kind", "params", "codes"),
    [
        ("triangel", {}, ["kind"]),
        ("uniform", {"low": 1}, ["missing"]),
        ("uniform", {"low": 1, "hihg": 2}, ["missing", "unknown"]),
        ("uniform", {"low": "a", "high": float("nan")}, ["number", "number"]),
        ("uniform", {"low": True, "high": 2}, ["number"]),
        ("triangular", {"low": 0.02, "mode": 0.006, "high": 0.001}, ["order", "order"]),
        ("normal", {"mean": 0, "sd": 0}, ["positive"]),
        ("normal", {"mean": 0, "sd": 1, "low": 2, "high": 1}, ["order"]),
        ("normal", {"mean": 0, "sd": 1, "low": 40}, ["tail"]),
        ("lognormal", {"median": -1, "sigma": 0}, ["positive", "positive"]),
        ("lognormal", {"median": 1, "sigma": 1, "low": -1}, ["positive"]),
        ("lognormal", {"median": 1, "sigma": 1, "high": 0}, ["tail"]),
        ("discrete", {"values": [1, 2], "weights": [1]}, ["table"]),
        ("discrete", {"values": [1, 1], "weights": [1, 1]}, ["table"]),
        ("discrete", {"values": [1, 2], "weights": [0, 0]}, ["table"]),
        ("discrete", {"values": [1, 2], "weights": [2, -1]}, ["table"]),
        ("discrete", {"values": 1, "weights": [1]}, ["number"]),
        ("fixed", {"value": 1, "expected": "median"}, ["expected"]),
    ],
)
def test_all_faults_are_found_at_once(kind: str, params: dict, codes: list[str]) -> None:
    found = faults(kind, params)
    assert [fault.code for fault in found] == [f"distribution.{code}" for code in codes]
    with pytest.raises(ValueError, match=f"distribution.{codes[0]}"):
        Distribution(kind, params)


def test_near_matches_are_offered() -> None:
    assert faults("triangel", {})[0].params["near"] == "triangular"
    assert faults("uniform", {"low": 1, "high": 2, "hihg": 2})[0].params["near"] == "high"


def test_shares_outside_zero_to_one_are_refused() -> None:
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            Distribution("uniform", {"low": 0, "high": 1}).ppf(wrong)


@pytest.mark.parametrize("mode", [0, 1e-6, 0.5, 1, 1.99, 2])
def test_the_smallest_shares_still_have_a_value(mode: float) -> None:
    ours = Distribution("pert", {"low": 0, "mode": mode, "high": 2})
    values = ours.ppf(10.0 ** np.arange(-320, 0, 0.5))
    assert np.all((values >= 0) & (values <= 2))
    assert np.all(np.diff(values) >= -1e-12)
