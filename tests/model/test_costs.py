"""Generalised minutes by hand, and damping."""

from __future__ import annotations

import numpy as np

from balanssim.model import costs


def minutes(**changes):
    given = {
        "car_min": np.full((1, 1, 1), 30.0),
        "car_km": np.full((1, 1, 1), 20.0), "transit_min": np.full((1, 1, 1), 40.0),
        "transit_km": np.full((1, 1, 1), 25.0), "bike_km": np.full((1, 1), 20.0), "value_of_time": np.array([12.0]),
        "fuel_cost_km": np.array([0.1]), "parking_eur": np.array([[3.0]]), "fare_base": np.array([1.0]),
        "fare_km": np.array([0.2]), "bike_kmh": 16.0,
    }  # fmt: skip
    return costs.generalised_minutes(**(given | changes))[:, 0, 0, 0]


def test_hand_worked():
    # Twelve euro an hour: five minutes a euro. Car 30 + 5 (2 + 3); transit 40 + 5 (1 + 5); bicycle 75.
    np.testing.assert_allclose(minutes(), [55.0, 70.0, 75.0])


def test_each_price_acts_on_its_own_mode():
    base = minutes()
    for changes, mode in (
        ({"fuel_cost_km": np.array([0.2])}, 0),
        ({"parking_eur": np.array([[4.0]])}, 0),
        ({"fare_km": np.array([0.3])}, 1),
        ({"cycle_time_factor": np.array([1.1])}, 2),
    ):
        assert np.flatnonzero(minutes(**changes) != base).tolist() == [mode]
        assert minutes(**changes)[mode] > base[mode]


def test_damping_starts_at_the_threshold():
    km = np.array([[5.0, 30.0], [120.0, 30.0]])
    got = costs.damped(np.full((3, 2, 2, 2), 10.0), km)
    np.testing.assert_allclose(got[0, :, :, 0], [[10.0, 10.0], [5.0, 10.0]])
