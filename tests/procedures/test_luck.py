"""Luck of homes by municipality: nothing unless asked for, mean one, by name, and every home accounted for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from balanssim.dims import CAUSES
from balanssim.inputs import Inputs, WorldBlock
from balanssim.prepare import world_block
from balanssim.procedures import luck
from balanssim.procedures.simulate import simulate
from tests.middle import same_bits, tiny
from tests.procedures.test_housing import delivery, plans, setting, world

LABELS = list(range(1, 65))
SIZES = ("small", "middle", "large", "largest")
YEAR = tuple(f"luck.housing.year_spread.{size}=0.6" for size in SIZES)
LASTING = tuple(f"luck.housing.lasting_spread.{size}=0.3" for size in SIZES)


def block(*overrides: str, labels: list[int] = LABELS) -> tuple[Inputs, WorldBlock]:
    case = tiny("known_outcomes=forget", *overrides)
    return case.inputs, world_block(case.worlds, labels, len(labels))


def spread(inputs: Inputs, year: float, lasting: float) -> Inputs:
    count = len(inputs.housing.year_spread)
    return replace(
        inputs,
        housing=replace(inputs.housing, year_spread=np.full(count, year), lasting_spread=np.full(count, lasting)),
    )


def test_none_is_drawn_unless_a_scenario_asks() -> None:
    assert luck.factors(*block()) is None
    plain, asked = simulate(*block()), simulate(*block("luck.housing.year_spread.small=0.5"))
    assert same_bits(plain, asked) == []  # no municipality of the tiny region is as small


@pytest.mark.parametrize("size", [0.1, 0.5, 1.2])
def test_a_factor_has_mean_one_and_the_spread_it_was_given(size: float) -> None:
    level = (np.arange(200_000) + 0.5) / 200_000
    made = luck.gamma(size, level)
    assert made.mean() == pytest.approx(1.0, abs=1e-3)
    assert made.std() == pytest.approx(size, rel=5e-3)
    assert (np.diff(made) > 0.0).all()
    assert made.min() >= 0.0


def test_years_and_municipalities_are_drawn_apart_and_lasting_luck_stays() -> None:
    inputs, worlds = block()
    years = luck.factors(spread(inputs, 0.5, 0.0), worlds)
    lasting = luck.factors(spread(inputs, 0.0, 0.5), worlds)
    both = luck.factors(spread(inputs, 0.5, 0.5), worlds)
    assert years is not None
    assert lasting is not None
    assert both is not None
    assert (lasting == lasting[:1]).all()
    np.testing.assert_allclose(both, years * lasting)
    flat = years.reshape(-1, worlds.width)
    assert np.abs(np.corrcoef(flat) - np.eye(len(flat))).max() < 0.55
    assert np.abs(flat.mean() - 1.0) < 0.05


def test_a_world_has_its_luck_whatever_stands_beside_it() -> None:
    inputs, whole = block(*YEAR, *LASTING)
    _, part = block(*YEAR, *LASTING, labels=[7, 50])
    all_of, some = luck.factors(inputs, whole), luck.factors(inputs, part)
    assert all_of is not None
    assert some is not None
    assert (some == all_of[..., [6, 49]]).all()


def test_the_central_run_has_no_luck() -> None:
    plain, asked = simulate(*block(labels=[0])), simulate(*block(*YEAR, *LASTING, labels=[0]))
    assert (plain.completions == asked.completions).all()


def test_every_home_is_delivered_held_or_left_and_never_more_than_there_is() -> None:
    generator = np.random.default_rng(3)
    out = generator.uniform(0.0, 50.0, (6, 40))
    kept = {cause: generator.uniform(0.0, 30.0, (6, 40)) for cause in ("site", "pace_cap", "market")}
    there = out + sum(kept.values())
    factor = luck.gamma(0.9, generator.random((6, 40)))
    moved, held = luck.shift(out, factor, there, kept)
    np.testing.assert_allclose(moved + sum(held.values()), there)
    np.testing.assert_allclose(moved, np.minimum(out * factor, there))
    assert min(values.min() for values in held.values()) > -1e-9
    bad = factor < 1.0
    np.testing.assert_allclose((held["market"] - kept["market"])[bad], (out - moved)[bad])
    assert (held["site"] <= kept["site"] + 1e-9).all()


def test_homes_of_plans_are_conserved_and_their_bands_wider() -> None:
    plain, asked = simulate(*block()), simulate(*block(*YEAR, *LASTING))
    total = asked.delivered.sum(axis=0)
    assert (total <= asked.plan_homes + 1e-6).all()
    one = [made.completions.sum(axis=(1, 2))[1] for made in (plain, asked)]
    assert one[1].std() > 1.5 * one[0].std()
    np.testing.assert_allclose(asked.completions.sum(axis=(1, 2)), asked.delivered.sum(axis=1))
    held = asked.held[:, CAUSES.index("market")].sum(axis=1)
    assert (held.mean(axis=1) > plain.held[:, CAUSES.index("market")].sum(axis=1).mean(axis=1)).any()


def test_builders_grow_from_usual_years_and_not_from_luck() -> None:
    """From lucky years they would grow again and again: the mean of all worlds would run away."""
    endless = plans({"homes": 1e9})
    start = {"pace_start": np.array([100.0]), "pace_cap": np.array([1e9])}
    inputs = spread(setting(endless, grid_year=2000.0, **start), 0.8, 0.0)
    labels = np.arange(1, 1025)
    worlds = replace(world(1024, housing__pace_growth_max=0.25), labels=labels, row=labels, luck=labels)
    made = delivery(inputs, worlds).completions.sum(axis=(1, 2)).mean(axis=1)
    np.testing.assert_allclose(made, 100.0 * 1.25 ** np.arange(1, len(made) + 1), rtol=0.1)
