"""The joint fit of sensitivities: where it stands, that the region carries it, and what it was held to."""

from __future__ import annotations

import csv
import re

import numpy as np
import pytest

from calibration import commuting_fit, elasticities
from calibration.region import mode_shares, mode_shares_report


@pytest.fixture(scope="module")
def region():
    return mode_shares.shipped(commuting_fit.REGION)


@pytest.fixture(scope="module")
def fitted():
    with commuting_fit.TABLE.open(encoding="utf-8", newline="") as file:
        return {row["parameter"]: (float(row["value"]), float(row["sd"])) for row in csv.DictReader(file)}


def test_what_is_committed_is_where_the_fit_stands_still(region, fitted):
    at, share = region
    theta = np.log([fitted[f"commuting.{name}"][0] for name in commuting_fit.FITTED])
    wanted = mode_shares.band_shares(at, share)
    move, covariance, tau = commuting_fit.newton(at, wanted, mode_shares.parameters(), theta)
    assert np.abs(move).max() < 0.005  # values have three digits
    alone = 1.0 / np.sqrt(np.diag(np.linalg.inv(covariance)))
    assert [sd / value for value, sd in fitted.values()] == pytest.approx(alone.tolist(), rel=0.03)
    page = commuting_fit.PAGE.read_text(encoding="utf-8")
    assert f"Constants differ by {tau:.2f}" in page
    for name, (value, _) in fitted.items():
        assert f"| `{name}` | {value:.3g} |" in page


def test_elsewhere_the_fit_moves_towards_it(region, fitted):
    at, share = region
    wanted = mode_shares.band_shares(at, share)
    theta = np.log([fitted[f"commuting.{name}"][0] for name in commuting_fit.FITTED])
    away = np.array([0.2, -0.2, 0.2, -0.2])
    move = commuting_fit.newton(at, wanted, mode_shares.parameters(), theta + away)[0]
    assert np.linalg.norm(away + move) < 0.4 * np.linalg.norm(away)


def test_base_shares_of_the_region_are_made_with_the_fitted_sensitivities(region):
    at, share = region
    made = mode_shares.fit(at, mode_shares.band_shares(at, share), mode_shares.parameters())
    np.testing.assert_allclose(made.shares, share, atol=3e-6)
    assert made.line_ratio == pytest.approx(mode_shares.counted_ratio(at, 1.08), rel=1e-6)


def test_a_sensitivity_of_nothing_leaves_shares_of_a_band_to_its_constants(region):
    at, share = region
    tiny = {name: np.array([1e-12]) for name in ("beta", "beta_transit", "beta_bike")}
    p = elasticities.widened(mode_shares.parameters(), **tiny)
    made = mode_shares.fit(at, mode_shares.band_shares(at, share), p)
    short = at.universe.base_km < mode_shares.BANDS_KM[0]
    external = np.array([role == "external" for role in at.role])
    short &= ~(external[:, None] & external[None, :])
    assert np.ptp(made.shares[:, short], axis=1).max() < 1e-9


def test_published_ranges_have_papers_and_hold_their_middle():
    told = elasticities.published()
    assert {name for name, one in told.items() if one.sd} == set(commuting_fit.TARGETS)
    for name, one in told.items():
        assert one.low < one.high, name
        assert re.search(r"\(\d{4}\)", one.source) or "TAG" in one.source, name
        assert "." in one.address, name
        if one.middle is not None:
            assert one.low < one.middle < one.high, name


def test_the_page_of_mode_shares_is_what_its_command_makes(shared_data):
    shared = shared_data("od_commuting_mode_2016_estimated.csv").parent.parent
    at, _ = mode_shares.shipped(commuting_fit.REGION)
    found = mode_shares.fit(at, mode_shares.targets(shared, at.zones))
    page = commuting_fit.PAGE.with_name("mode_shares.md").read_text(encoding="utf-8")
    assert mode_shares_report.text(at, found) == page
