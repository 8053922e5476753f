"""Commuting on the shipped region: exact base, conservation, independence of draws, splits, new towns, loads."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import numpy as np
import pytest

from balanssim.model import commuting, network, peak
from tests.model import region_network as region


def margins(draws: int) -> tuple[np.ndarray, np.ndarray]:
    flows = region.static().flows
    return np.repeat(flows.sum(axis=1)[:, None], draws, 1), np.repeat(flows.sum(axis=0)[:, None], draws, 1)


def block(draws: int, spread: float = 0.3) -> commuting.CommutingBase:
    variant = np.arange(draws)[None, :] % 2 == 0
    return commuting.prepare(region.static(), region.parameters(draws, spread), variant)


def links(base: commuting.CommutingBase, switches: np.ndarray) -> network.LinkState:
    return network.link_attributes(region.universe().network, switches, base.links.variant)


def test_base_year_returns_the_base_exactly():
    base = block(4)
    rows, columns = margins(4)
    got = commuting.solve(commuting.YearInputs(base, rows, columns), links(base, region.opened(draws=4)))
    np.testing.assert_array_equal(got.flows, np.repeat(region.static().flows[:, :, None], 4, 2))
    np.testing.assert_allclose(got.mode_share, np.repeat(region.static().p0[..., None], 4, 3), rtol=1e-14)
    np.testing.assert_array_equal(got.extra, 0.0)
    np.testing.assert_array_equal(got.closure, 1.0)
    assert got.iterations.max() == 0


def test_a_mode_with_a_sensitivity_of_its_own_answers_in_proportion_to_it():
    rows, columns = margins(3)
    own = replace(
        region.parameters(3), beta_transit=np.array([0.03, 0.015, 0.0003]), beta_bike=np.array([0.03, 0.05, 0.03])
    )
    base = commuting.prepare(region.static(), own)
    still = links(base, region.opened(draws=3))
    before = commuting.solve(commuting.YearInputs(base, rows, columns), still)
    after = commuting.solve(commuting.YearInputs(base, rows, columns, fare_factor=1.1), still)
    riders = [(got.flows * got.mode_share[1]).sum(axis=(0, 1)) for got in (before, after)]
    lost = 1.0 - riders[1] / riders[0]
    assert lost[0] > 1.5 * lost[1] > 20.0 * lost[2] > 0.0
    same = commuting.prepare(region.static(), region.parameters(3))
    alike = commuting.solve(commuting.YearInputs(same, rows, columns, fare_factor=1.1), still)
    np.testing.assert_array_equal(alike.flows[..., 0], after.flows[..., 0])


def test_odds_of_transit_move_base_shares_and_leave_flows_and_counted_loads_alone():
    rows, columns = margins(2)
    base = commuting.prepare(region.static(), replace(region.parameters(2), transit_odds=np.array([1.0, 1.5])))
    got = commuting.solve(commuting.YearInputs(base, rows, columns), links(base, region.opened(draws=2)))
    np.testing.assert_array_equal(got.flows, np.repeat(region.static().flows[:, :, None], 2, 2))
    odds = got.mode_share[1] / got.mode_share[0]
    np.testing.assert_allclose(odds[..., 1], 1.5 * odds[..., 0], rtol=1e-12)
    rest = region.static().p0[2] / region.static().p0[0]
    np.testing.assert_allclose(got.mode_share[2, ..., 1] / got.mode_share[0, ..., 1], rest, rtol=1e-12)
    np.testing.assert_array_equal(got.extra, 0.0)
    counted = region.static().counted > 0.0
    np.testing.assert_array_equal(got.link_load[counted, 0], got.link_load[counted, 1])


def test_mode_choice_is_made_in_one_place(root):
    """`choice` knows sensitivities per mode and base shares per draw; a call around it would forget them."""
    model = root / "src/balanssim/model"
    around = [
        path.name for path in sorted(model.glob("*.py")) if re.search(r"demand\.mode_\w+\(", path.read_text("utf-8"))
    ]
    assert around == ["commuting_base.py"]


def growing(draws: int, years: int):
    rng = np.random.default_rng(11)
    rows, columns = margins(draws)
    switches = region.opened(draws=draws)
    for year in range(years):
        rows = rows * (1 + 0.02 * rng.random(rows.shape))
        columns = columns * (1 + 0.03 * rng.random(columns.shape))
        if year % 2:
            switches = switches | (rng.random(switches.shape) < 0.1)
        yield rows, columns, switches


def test_both_margins_are_met_and_jobs_conserved():
    base = block(6)
    state = None
    for rows, columns, switches in growing(6, 4):
        got = commuting.solve(commuting.YearInputs(base, rows, columns), links(base, switches), state)
        state = got.state
        np.testing.assert_allclose(got.flows.sum(axis=1), rows, rtol=2e-10)
        np.testing.assert_allclose(got.flows.sum(axis=0), columns * got.closure, rtol=2e-10)
        np.testing.assert_allclose(got.closure, rows.sum(axis=0) / columns.sum(axis=0))
        np.testing.assert_allclose(got.mode_share.sum(axis=0), 1.0, rtol=1e-12)
        assert (got.flows >= 0).all()
        assert np.isfinite(got.flows).all()


def test_draws_do_not_depend_on_their_neighbours():
    """Each draw in a block of 16 equals the same draw computed with two others, over years in which projects open."""
    draws, chosen = 16, np.array([2, 3, 9])
    whole, state = block(draws), None
    every = region.parameters(draws, 0.3)
    part_parameters = replace(
        every, **{f.name: getattr(every, f.name)[chosen] for f in fields(every) if np.ndim(getattr(every, f.name)) == 1}
    )
    part = commuting.prepare(region.static(), part_parameters, whole.links.variant[:, chosen])
    part_state = None
    for rows, columns, switches in growing(draws, 4):
        a = commuting.solve(commuting.YearInputs(whole, rows, columns), links(whole, switches), state)
        b = commuting.solve(
            commuting.YearInputs(part, rows[:, chosen], columns[:, chosen]),
            links(part, switches[:, chosen]),
            part_state,
        )
        state, part_state = a.state, b.state
        for name in ("flows", "mode_share", "cost", "link_load", "closure"):
            np.testing.assert_array_equal(getattr(a, name)[..., chosen], getattr(b, name), err_msg=name)


def test_an_empty_town_that_fills_gets_a_sensible_pattern():
    """Pampus from nothing to 20,000 jobs and 15,000 residents: workers come from near, every margin is met."""
    base = block(2)
    rows, columns = margins(2)
    pampus = region.zone("GM0034-PA")
    rows[pampus], columns[pampus] = 15_000.0, 20_000.0
    got = commuting.solve(commuting.YearInputs(base, rows, columns), links(base, region.opened(draws=2)))
    assert got.margin_error.max() < 1e-9
    arriving = got.flows[:, pampus, 0] / got.flows[:, pampus, 0].sum()
    almere = [k for k, name in enumerate(region.universe().network.zones) if name.startswith("GM0034")]
    assert 0.35 < arriving[almere].sum() < 0.9
    assert 0.03 < arriving[pampus] < 0.6
    leaving = got.flows[pampus, :, 0] / got.flows[pampus, :, 0].sum()
    amsterdam = [k for k, name in enumerate(region.universe().network.zones) if name.startswith("GM0363")]
    assert leaving[amsterdam].sum() > 0.1


def test_the_metro_moves_pampus_from_car_to_transit():
    base = block(2)
    rows, columns = margins(2)
    pampus, ijburg = region.zone("GM0034-PA"), region.zone("GM0363-IJ")
    rows[pampus] += 10_000.0
    rows[:] = rows * columns.sum(axis=0) / rows.sum(axis=0)
    year = commuting.YearInputs(base, rows, columns)
    without = commuting.solve(year, links(base, region.opened(draws=2)))
    metro = commuting.solve(year, links(base, region.opened("P01_IJMEER_METRO", draws=2)))
    assert (metro.mode_share[1, pampus, ijburg] > 1.3 * without.mode_share[1, pampus, ijburg]).all()
    assert (metro.flows[pampus, ijburg] > without.flows[pampus, ijburg]).all()
    new = region.universe().corridors.index("ijmeerverbinding")
    assert (without.link_load[new] == 0).all()
    assert (metro.link_load[new] > 50).all()


def test_dearer_fuel_lowers_car_and_the_elasticity_is_plausible():
    base = commuting.prepare(region.static(), region.parameters(1))
    rows, columns = margins(1)
    year = commuting.YearInputs(base, rows, columns)
    open_now = links(base, region.opened())
    km = region.universe().base_km
    study = region.tables()["zones"]["role"] == "study"

    def car_km(result):
        return float((result.flows[:, :, 0] * result.mode_share[0, :, :, 0] * km)[study].sum())

    before, after = (car_km(commuting.solve(replace(year, fuel_factor=f), open_now)) for f in (1.0, 1.1))
    assert -0.7 < np.log(after / before) / np.log(1.1) < -0.3


def test_the_regional_scalar_meets_the_screenline():
    base = block(3)
    line = region.universe().corridors.index("flevopolder-uit")
    np.testing.assert_allclose(base.link_load[line], region.static().counted_cars)
    assert (base.at.scalar > 0.5).all()
    assert (base.at.scalar < 2.0).all()


def test_levers_on_the_peak_lower_every_load():
    base = block(3)
    rows, columns = margins(3)
    year = commuting.YearInputs(base, rows, columns)
    open_now = links(base, region.opened(draws=3))
    for lever in ({"spread_and_avoid": 0.1}, {"wfh_extra": 0.05}):
        got = commuting.solve(replace(year, **lever), open_now)
        used = base.modelled_load > 0
        assert (got.extra[used] < 0).all()
    tenth = commuting.solve(replace(year, spread_and_avoid=0.1), open_now)
    less = base.link_load - 0.1 * base.kappa * base.modelled_load
    np.testing.assert_allclose(tenth.link_load, np.maximum(less, 0.0))


def test_loads_are_the_counts_on_the_base_date_and_changes_pivot_on_them():
    base = block(2)
    rows, columns = margins(2)
    got = commuting.solve(commuting.YearInputs(base, rows, columns), links(base, region.opened(draws=2)))
    counted = base.static.counted > 0
    np.testing.assert_allclose(got.link_load[counted], base.static.counted[counted, None] * np.ones(2))
    np.testing.assert_allclose(got.extra, 0.0, atol=1e-6)
    assert ((base.kappa >= 0.5) & (base.kappa <= 2.0)).all()
    assert (base.kappa[~counted] == 1.0).all()


def test_jobs_that_are_not_numbers_are_refused():
    base = block(2)
    rows, columns = margins(2)
    rows[0, 0] = np.nan
    with pytest.raises(ValueError, match="resident_jobs"):
        commuting.solve(commuting.YearInputs(base, rows, columns), links(base, region.opened(draws=2)))


def test_travel_to_work_falls_with_distance():
    km = np.array([2.0, 20.0, 60.0, 100.0, 150.0, 300.0])
    share = peak.at_work(km, np.array([0.17]))[:, 0]
    assert (np.diff(share) < 0).all()
    assert share[1] == pytest.approx(0.83)
    factor = peak.peak_factor(np.array([4.0]), np.array([0.87]), np.array([0.25]), 0.0)
    assert factor[0] == pytest.approx(0.8 * 0.87 * 0.25)


def test_hubs_bring_more_people_to_transit_and_nothing_on_the_base_date():
    base = block(2)
    rows, columns = margins(2)
    year, open_now = commuting.YearInputs(base, rows, columns), links(base, region.opened(draws=2))
    plain, hubs = commuting.solve(year, open_now), commuting.solve(replace(year, hub_minutes=4.0), open_now)
    assert (hubs.transit_min <= plain.transit_min).all()
    assert (hubs.mode_share[1] >= plain.mode_share[1]).all()
    assert (hubs.flows * hubs.mode_share[1]).sum() > (plain.flows * plain.mode_share[1]).sum()
