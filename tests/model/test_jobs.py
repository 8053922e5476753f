"""Jobs: serving jobs follow people, basic jobs grow along their path, room limits both."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.model import jobs


def test_base_sigma_keeps_the_base_date_in_balance() -> None:
    serving, population = np.array([500.0, 80.0]), np.array([2000.0, 1500.0])
    deterrence = np.exp(-0.1 * np.array([[5.0, 20.0], [20.0, 5.0]]))[:, :, None]
    ratio = np.array([0.2])
    spending = jobs.spending_share(deterrence, serving[:, None])
    assert spending.sum(axis=1) == pytest.approx(np.ones((2, 1)))
    sigma = jobs.base_sigma(serving, population, spending, ratio, np.array([0, 1]))
    after = jobs.serving_jobs(serving[:, None], population[:, None], spending, ratio, sigma, np.array([0.4]))
    assert after[:, 0] == pytest.approx(serving)


def test_a_zone_without_a_base_takes_its_parents_factor() -> None:
    spending = np.full((2, 2, 1), 0.5)
    sigma = jobs.base_sigma(
        np.array([100.0, 0.0]), np.array([1000.0, 0.0]), spending, np.array([0.2]), np.array([0, 0])
    )
    assert sigma[1, 0] == sigma[0, 0]


def test_catch_up_only_where_jobs_are_few() -> None:
    sigma = jobs.sigma_path(np.array([[0.5], [1.5]]), np.array([0.1]), 1000)
    assert sigma[:, 0] == pytest.approx([1.0, 1.5])


def test_room_limits_growth_and_the_rest_is_displaced() -> None:
    growth = np.array([[[100.0]], [[100.0]]])
    split = np.array([[[0.0], [0.5]], [[1.0], [0.0]]])  # half of the serving growth needs no work location
    room = np.array([[0.1], [50.0]])
    placed = jobs.place_growth(growth, split, room, np.array([[[4.0]], [[2500.0]]]), np.array([True]), np.array([0]))
    assert placed.landed[0, 0, 0] == pytest.approx(100.0)
    assert placed.landed[1, 0, 0] == pytest.approx(40.0)
    assert placed.displaced[1, 0, 0] == pytest.approx(60.0)
    assert placed.free[:, 0, 0] == pytest.approx([0.0, 0.0])


def test_growth_without_room_tries_its_own_municipality_first() -> None:
    growth = np.array([[[100.0], [0.0], [0.0]]])
    free = np.array([[[1.0], [3.0], [50.0]]])
    placed = jobs.place_growth(
        growth, np.ones((1, 1, 3)), np.array([[0.1]]), free, np.array([True, True, True]), np.array([0, 0, 1])
    )
    assert placed.landed[0, :, 0] == pytest.approx([10.0, 30.0, 0.0])
    assert placed.displaced[0, :, 0] == pytest.approx([60.0, 0.0, 0.0])
    assert placed.free[0, :, 0] == pytest.approx([0.0, 0.0, 50.0])


def test_jobs_that_leave_release_their_room() -> None:
    placed = jobs.place_growth(
        np.array([[[-10.0]]]),
        np.ones((1, 1, 1)),
        np.array([[0.1]]),
        np.array([[[2.0]]]),
        np.array([True]),
        np.array([0]),
    )
    assert placed.free[0, 0, 0] == pytest.approx(3.0)
    assert placed.landed[0, 0, 0] == -10.0


def test_displaced_jobs_land_where_room_is_not_counted() -> None:
    deterrence = np.ones((3, 3, 1))
    weight = jobs.relocation_weight(deterrence, np.array([10.0, 30.0, 60.0]), np.array([True, False, False]))
    moved = jobs.relocate(np.array([[[90.0], [0.0], [0.0]]]), np.array([0.5]), weight)
    assert moved[0, :, 0] == pytest.approx([0.0, 15.0, 30.0])


def test_basic_jobs_follow_path_access_and_programme() -> None:
    after = jobs.basic_jobs(
        np.array([[1000.0]]), np.array([[0.02]]), np.array([[0.1]]), np.array([0.1]), np.array([[25.0]])
    )
    assert after[0, 0] == pytest.approx(1000 * 1.03 + 25)
