"""Realism of commuting demand: the page in short form, both orders of choice, and outsiders that are spoken of."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from calibration import commuting_fit, elasticities, face_validity, orders, realism
from calibration.region import mode_shares


@pytest.fixture(scope="module")
def region():
    at, share = mode_shares.shipped(commuting_fit.REGION)
    p = mode_shares.parameters()
    return at, p, elasticities.static_of(at, share, p)


def central(page: str) -> list[str]:
    """Name, central figure and verdict of every row of elasticities."""
    row = r"^\| (\w+ kilometres, [\w ]+ \| -?\d\.\d\d) \|.*\| ([\w, ]+|-) \| [\d-]+ \|$"
    return re.findall(row, page, re.MULTILINE)


def test_one_command_fills_the_page_and_the_committed_one_has_the_same_central_run(tmp_path):
    target = tmp_path / "page.md"
    assert realism.main(["--draws", "2", "--page", str(target)]) == 0
    made, committed = target.read_text(encoding="utf-8"), realism.PAGE.read_text(encoding="utf-8")
    assert len(central(made)) == 2 * len(realism.NAMES)
    assert central(made) == central(committed)
    assert "2 worlds, seed 1." in made
    assert "256 worlds, seed 1." in committed
    orders_of = [re.search(r"begin: orders -->(.*?)<!-- end", page, re.DOTALL)[1] for page in (made, committed)]
    assert orders_of[0] == orders_of[1]


def test_what_lies_outside_is_spoken_of():
    page = realism.PAGE.read_text(encoding="utf-8")
    outside = {row.split(" | ")[0] for row, verdict in central(page) if verdict.startswith("outside")}
    assert outside == set(re.findall(r"^- \*\*(.+?)\*\*:", page, re.MULTILINE))


def test_the_matrix_is_near_published_totals_and_adds_up(region):
    at, _, _ = region
    ours = face_validity.measured(at, commuting_fit.REGION)
    told = [published for _, published, _ in face_validity.PUBLISHED]
    assert ours == pytest.approx(told, rel=0.15)
    working, living, both, coming, going = ours[:5]
    assert (working - coming, living - going) == pytest.approx((both, both))
    assert face_validity.table(at, commuting_fit.REGION) in realism.PAGE.read_text(encoding="utf-8")


def test_answers_have_the_signs_and_the_order_of_common_sense(region):
    at, p, static = region
    got = {name: float(value[0]) for name, value in elasticities.respond(at, static, p).items()}
    assert got["time_car_km"] < got["fuel_car_km"] < 0.0 < got["fuel_transit_km"]
    assert got["fare_transit_km"] < 0.0 < got["capacity_car_km"]


def test_congestion_that_answers_takes_part_of_the_effect_away(region):
    at, p, static = region
    held = elasticities.respond(at, static, p)
    after = elasticities.respond(at, static, replace(p, congestion="equilibrium", gap_tolerance=np.array([1e-5])))
    for name in ("fuel_car_km", "time_car_km", "capacity_car_km"):
        assert 0.5 < float(after[name][0] / held[name][0]) < 1.0, name


def test_a_factor_on_sensitivities_brings_fuel_cost_back_to_what_it_was_fitted_to(region):
    at, p, static = region
    aim = float(elasticities.respond(at, static, p)["fuel_car_km"][0])
    busy = replace(p, congestion="equilibrium", gap_tolerance=np.array([1e-6]))
    factor, answers = realism.matched(at, static, busy, aim)
    assert answers["fuel_car_km"] == pytest.approx(aim, rel=0.005)
    assert 1.02 < factor < 1.3
    scale = re.search(r"The factor is (\d\.\d\d)\.", realism.PAGE.read_text(encoding="utf-8"))
    assert scale
    assert float(scale[1]) == pytest.approx(factor, abs=0.01)
    with pytest.raises(ValueError, match=r"no factor gives a fuel elasticity of 1\.000"):  # only a negative one would
        realism.matched(at, static, busy, 1.0)


def test_both_orders_are_one_where_both_choices_answer_alike(region):
    at, p, static = region
    ours = elasticities.respond(at, static, orders.model_order(p, 1.0))
    other = orders.respond(at, static, p, 1.0)
    assert other == pytest.approx({name: float(value[0]) for name, value in ours.items()}, abs=2e-6)
    apart = orders.respond(at, static, p, 0.5)
    assert apart["fuel_transit_km"] < 0.5 * other["fuel_transit_km"]


def test_mode_first_keeps_margins_and_returns_the_base():
    rng = np.random.default_rng(4)
    trips = rng.random((3, 5, 5)) * 100.0
    trips[:, 2] = 0.0  # nobody lives there
    beta, columns = np.array([0.03, 0.02, 0.04]), trips.sum(axis=(0, 1))
    np.testing.assert_allclose(orders.mode_first(trips, np.zeros_like(trips), beta, 0.5, columns), trips, rtol=1e-9)
    change = rng.random((3, 5, 5)) * 20.0
    made = orders.mode_first(trips, change, beta, 0.5, columns)
    np.testing.assert_allclose(made.sum(axis=(0, 2)), trips.sum(axis=(0, 2)), rtol=1e-9)
    np.testing.assert_allclose(made.sum(axis=(0, 1)), columns, rtol=1e-9)
    with pytest.raises(ValueError, match="columns add to"):
        orders.mode_first(trips, change, beta, 0.5, columns * 2.0)
