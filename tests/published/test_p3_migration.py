"""P3: migration between the regions of Austria (pysal/spint, primer/austria.csv), doubly constrained, exponential."""

from __future__ import annotations

import json

import pytest

from balanssim import cli
from balanssim.calibrate import fit_files
from tests.calibrate import support

BETA, DEVIANCE, SRMSE, MEAN = -0.00791533, 9360.4825, 0.379257, 124.02228
TOTAL, PAIRS = 89_575, 72


@pytest.fixture
def files(shared_data, tmp_path):
    flows, costs = support.austria(shared_data("published/austria_migration.csv"))
    support.write(tmp_path / "flows.csv", "flow", flows)
    support.write(tmp_path / "costs.csv", "cost", costs)
    return [str(tmp_path / "flows.csv"), str(tmp_path / "costs.csv")]


def test_the_published_figures_to_the_digits_they_are_given_in(files, capsys):
    assert cli.main(["calibrate", "gravity", "--flows", files[0], "--costs", files[1], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total_flow"] == TOTAL
    assert found["pairs"] == PAIRS
    assert found["parameters"]["beta"] == pytest.approx(BETA, abs=5e-9)
    assert found["deviance"] == pytest.approx(DEVIANCE, abs=5e-5)
    assert found["srmse"] == pytest.approx(SRMSE, abs=5e-7)
    assert found["mean_cost_observed"] == pytest.approx(MEAN, abs=5e-6)
    assert found["mean_cost_modelled"] == pytest.approx(found["mean_cost_observed"], rel=1e-11)


@pytest.mark.parametrize("deterrence", ["exponential", "power", "tanner"])
def test_a_poisson_glm_of_a_statistics_library_agrees(files, deterrence):
    statsmodels = pytest.importorskip("statsmodels.genmod.generalized_linear_model", reason="needs the extra dev")
    from tests.calibrate.glm import fit_glm

    ours = fit_files(*files, deterrence)
    theirs, robust = fit_glm(statsmodels, ours)
    for n, one in enumerate(ours.parameters):
        assert one.estimate == pytest.approx(theirs.params[n], rel=1e-6)
        assert one.standard_error == pytest.approx(theirs.bse[n], rel=1e-6)
        assert one.standard_error_robust == pytest.approx(robust.bse[n], rel=1e-6)
    assert ours.deviance == pytest.approx(theirs.deviance, rel=1e-6)
    assert ours.log_likelihood == pytest.approx(theirs.llf, rel=1e-6)
    assert ours.dispersion == pytest.approx(theirs.pearson_chi2 / theirs.df_resid, rel=1e-6)
