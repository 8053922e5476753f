"""Prior and posterior: weights as theory gives them, an emulator that finds a plane, an overlay that fits the page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

import balanssim as bs
from balanssim.region.read import Region
from calibration import counted, hindcasts, pages, paired_errors, posterior
from calibration.posterior import Observation, exact

PAGE = hindcasts.PAGE.read_text(encoding="utf-8")
NAME = "housing.pace_growth_max"


@pytest.fixture(scope="module")
def region() -> Region:
    return bs.load_region("balanssim:flevoland-mra")


@pytest.fixture(scope="module")
def stock(shared_data) -> counted.Stock:
    return counted.Stock(shared_data(counted.HOMES).parent)


def lines(part: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in pages.part(PAGE, part).splitlines()[2:]]


def test_a_normal_prior_and_a_normal_observation_give_the_normal_posterior() -> None:
    points = {NAME: np.random.default_rng(2).normal(1.0, 2.0, 200_000)}
    held = [Observation("x", 3.0, 0.6, 0.8, exact(lambda at: at[NAME]))]
    found = posterior.updates(points, posterior.weights(posterior.implausibility(held, points)))[NAME]
    assert found.prior == (pytest.approx(1.0, abs=0.02), pytest.approx(2.0, abs=0.02))
    # precision 1/4 + 1/1, and three standard errors cut next to nothing
    assert found.posterior == (pytest.approx(2.6, abs=0.02), pytest.approx(0.8**0.5, abs=0.02))
    assert found.informed


def test_an_observation_that_says_nothing_leaves_the_prior_and_one_out_of_reach_rules_all_out() -> None:
    points = {NAME: np.random.default_rng(2).normal(1.0, 0.1, 20_000)}
    vague = [Observation("x", 3.0, 0.0, 50.0, exact(lambda at: at[NAME]))]
    assert not posterior.updates(points, posterior.weights(posterior.implausibility(vague, points)))[NAME].informed
    wrong = [Observation("x", 30.0, 0.1, 0.1, exact(lambda at: at[NAME]))]
    with pytest.raises(ValueError, match="ruled out"):
        posterior.weights(posterior.implausibility(wrong, points))


def test_the_emulator_finds_a_plane_and_the_luck_around_it() -> None:
    generator = np.random.default_rng(4)
    points = {name: generator.random(600) for name in posterior.PARAMETERS}
    values = 2.0 + 3.0 * points[NAME] - points["housing.attrition_hard"] + generator.normal(0.0, 0.2, 600)
    made, spread = posterior.emulator(points, values)({name: np.full(1, 0.5) for name in posterior.PARAMETERS})
    assert made[0] == pytest.approx(3.0, abs=0.03)
    assert spread == pytest.approx(0.2, rel=0.1)


def test_the_overlay_holds_what_the_page_calls_informed(region: Region) -> None:
    given = yaml.safe_load(posterior.OVERLAY.read_text(encoding="utf-8"))["uncertainties"]
    rows = {row[0].strip("`"): row for row in lines("posterior")}
    assert set(rows) == set(posterior.PARAMETERS)
    assert [name for name, row in rows.items() if row[-1] == "yes"] == list(given)
    for name, entry in given.items():
        before, after = (tuple(map(float, rows[name][first : first + 2])) for first in (1, 3))
        assert (entry["mean"], entry["sd"]) == (pytest.approx(after[0]), pytest.approx(after[1], rel=0.05))
        assert (entry["low"], entry["high"]) == pytest.approx(region.parameters[name].distribution.bounds())
        assert f"prior {before[0]:.3g}" in entry["source"]
        drawn = region.parameters[name].distribution.ppf((np.arange(4000) + 0.5) / 4000)
        assert (drawn.mean(), drawn.std()) == (pytest.approx(before[0], rel=0.01), pytest.approx(before[1], rel=0.02))


def test_the_overlay_lies_over_a_scenario_with_its_papers(tmp_path: Path) -> None:
    text = "schema_version: 1\nid: bij\ntitle: {nl: Bij}\nextends: balanssim:referentie\noverlays: ["
    overlays = "balanssim:overlays/achteraf-bijgesteld, balanssim:overlays/bredere-banden]\n"
    (tmp_path / "bij.yaml").write_text(text + overlays, encoding="utf-8")
    resolved = bs.load_scenario(tmp_path / "bij.yaml")
    changed = resolved.scenario.uncertainties
    assert list(changed) == sorted(yaml.safe_load(posterior.OVERLAY.read_text(encoding="utf-8"))["uncertainties"])
    assert resolved.scenario.luck.housing.year_spread.largest > 0.0


def test_observations_of_the_page_are_counted_ones(stock: counted.Stock) -> None:
    rows = {row[0]: row for row in lines("observations")}
    for what, (value, error, discrepancy) in (
        ("growth of homes built in the country in its two best years", counted.best_growth(stock)),
        ("stock of the MRA in 2024 beside new homes, a share", counted.other_changes(stock)),
    ):
        assert [rows[what][place] for place in (1, 3, 4)] == [f"{one:.3g}" for one in (value, error, discrepancy)]
    assert {row[-1] for row in rows.values()} == {"100%"}  # no point is ruled out, as the page says
    swing = counted.year_beside_pace(stock)
    assert rows["homes of 2024 beside the pace of 2021-2023, rest of the MRA"][4] == f"{swing:.3g}"


@pytest.mark.long  # 1,024 worlds of plans
def test_the_overlay_is_what_the_figures_give(shared_data, region: Region) -> None:
    shared = shared_data(counted.HOMES).parent
    held, at = posterior.observations(shared, region), posterior.prior(region)
    distance = posterior.implausibility(held, at)
    found = posterior.updates(at, posterior.weights(distance))
    assert posterior.overlay(region, found) == posterior.OVERLAY.read_text(encoding="utf-8")
    for name, made in posterior.tables(held, at, distance, found).items():
        assert made == pages.part(PAGE, name)


@pytest.mark.long  # forecasts of three years for all pairs of municipalities
def test_paired_errors_are_what_the_page_says(shared_data) -> None:
    for name, made in paired_errors.parts(shared_data(counted.HOMES).parent).items():
        assert made == pages.part(PAGE, name)


def test_words_about_paired_errors_fit_their_tables() -> None:
    for _, _, nothing, two, one, none, rounding in lines("paired"):
        apart = [float(value.rstrip("%")) for value in (nothing, two, one, none)]
        assert apart == sorted(apart, reverse=True)
        assert apart[-1] <= float(rounding.rstrip("%"))
    for _, any_size, _, large in lines("directions"):
        assert (float(any_size.split("%")[0]) >= 85.0, float(large.split("%")[0]) >= 95.0) == (True, True)
