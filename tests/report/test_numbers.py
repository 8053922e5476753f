"""Numbers as a Dutch and an English reader meet them."""

from __future__ import annotations

import pytest

from balanssim.report import numbers


@pytest.mark.parametrize(
    ("amount", "unit", "nl", "en"),
    [
        (18_432, "homes", "18.400", "18,400"),
        (932, "veh/h", "930", "930"),
        (155_321, "jobs", "155.000", "155,000"),
        (42.4, "homes", "42", "42"),
        (0.634, "share", "63", "63"),
        (0.614, "ratio", "0,61", "0.61"),
        (-1_234, "jobs", "−1.200", "−1,200"),
        (-0.2, "jobs", "0", "0"),
        (float("nan"), "jobs", "–", "–"),
        (None, "jobs", "–", "–"),
        (2041, "year", "2041", "2041"),
        (12.34, "km", "12,3", "12.3"),
    ],
)
def test_values(amount, unit, nl, en):
    assert numbers.value(amount, unit, "nl") == nl
    assert numbers.value(amount, unit, "en") == en


def test_a_central_value_has_its_band():
    assert numbers.central(18_432, 14_100, 23_040, "homes", "nl") == "18.400 [14.100–23.000]"
    assert numbers.central(0.63, 0.6, 0.66, "share", "nl") == "63\N{NO-BREAK SPACE}% [60–66]"
    assert numbers.central(0.63, 0.6, 0.66, "share", "en") == "63% [60–66]"


@pytest.mark.parametrize(
    ("amount", "nl", "en"),
    [(0.04, "0,0", "0.0"), (3.26, "3,3", "3.3"), (9.97, "10", "10"), (1_484.3, "1.484", "1,484")],
)
def test_a_rate_has_a_decimal_below_ten(amount, nl, en):
    assert (numbers.rate(amount, "nl"), numbers.rate(amount, "en")) == (nl, en)


def test_differences_have_a_sign_and_shares_are_points():
    assert numbers.difference(12_600, 8_000, 16_000, "jobs", "nl") == "+12.600 [8.000–16.000]"
    assert numbers.difference(-0.021, -0.03, 0.01, "share", "nl") == "−2,1 %-punt [−3,0 – 1,0]"


@pytest.mark.parametrize(("share", "text"), [(0, "0"), (0.002, "<1"), (0.31, "31"), (0.998, ">99"), (1, "100")])
def test_n_of_100(share, text):
    assert numbers.per_hundred(share) == text


@pytest.mark.parametrize(
    ("share", "words"),
    [(1, "vrijwel altijd"), (0.95, "vrijwel altijd"), (0.94, "meestal"), (0.75, "meestal"),
     (0.6, "vaker wel dan niet"), (0.5, "ongeveer om het even"), (0.44, "vaker niet dan wel"),
     (0.25, "meestal niet"), (0.05, "vrijwel nooit"), (0, "vrijwel nooit")],
)  # fmt: skip
def test_words_for_likelihood_mirror_around_a_half(share, words):
    assert numbers.likelihood(share, "nl") == words


def test_openings_never_stand_without_a_band_unless_all_worlds_agree():
    assert numbers.opening_band(2038, 2041, 2046, 2051, "nl") == "2041 [2038–2046]"
    assert numbers.opening_band(2038, 2041, 9999, 2051, "nl") == "2041 [2038–na 2051]"
    assert numbers.opening_band(9999, 9999, 9999, 2051, "nl") == "niet voor 2051"
    assert numbers.opening_band(2036, 2036, 2036, 2051, "en") == "2036"


def test_a_bound_is_never_rounded():
    assert numbers.exact(33_318, "homes", "nl") == "33.318"
    assert numbers.exact(0.3, "share", "en") == "30%"
    assert numbers.exact(0.79, "ratio", "nl") == "0,79"
