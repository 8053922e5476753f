"""Properties of the fitted gravity model that hold for any table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from balanssim.calibrate import DETERRENCES, fit_tables
from balanssim.errors import InputError
from tests.calibrate import support

shapes = st.tuples(st.integers(2, 6), st.integers(2, 6))
seeds = st.integers(0, 10_000)
betas = st.floats(-0.12, 0.03)
forms = st.sampled_from(sorted(DETERRENCES))


def counted(seed, shape, beta, total=2000.0):
    """Costs and Poisson flows around the model; every margin has flow."""
    costs = support.random_costs(seed, *shape)
    flows = np.random.default_rng(seed).poisson(support.expected(seed, costs, beta, total)).astype(float)
    assume((flows.sum(axis=0) > 0).all() and (flows.sum(axis=1) > 0).all())
    return costs, flows


def fitted(flows, costs, form):
    try:
        return fit_tables(support.table(flows, costs), form)
    except InputError:  # few flows may have no finite or no separate estimate: that is another property
        assume(False)
        raise


@given(seeds, shapes, betas, forms)
@example(0, (2, 2), 0.0, "tanner")  # what is left of both covariates is one and the same, but for rounding
@example(0, (2, 2), 0.020113673150658845, "tanner")
@example(8772, (2, 2), 0.0, "exponential")  # costs say so little that rounding moves the estimate
@example(6509, (2, 2), -0.1189029458193901, "exponential")  # no finite estimate
@settings(max_examples=40)
def test_margins_and_means_are_reproduced(seed, shape, beta, form):
    costs, flows = counted(seed, shape, beta)
    fit = fitted(flows, costs, form)
    made = fit.modelled.reshape(shape)
    np.testing.assert_allclose(made.sum(axis=0), flows.sum(axis=0), rtol=1e-9)
    np.testing.assert_allclose(made.sum(axis=1), flows.sum(axis=1), rtol=1e-9)
    assert (made >= 0).all()
    for one in fit.parameters:
        assert one.modelled == pytest.approx(one.observed, rel=1e-8, abs=1e-8)
    assert fit.deviance <= fit.deviance_without_cost * (1 + 1e-9)
    assert 0.0 <= fit.common_part <= 1.0 + 1e-12


@given(seeds, st.tuples(st.integers(3, 6), st.integers(3, 6)), betas, forms)
@example(0, (3, 3), -0.05, "tanner")  # a quarter of it, when rounding was followed
@example(0, (3, 3), -0.05, "power")
@settings(max_examples=40)
def test_standard_errors_are_those_of_a_regression_with_an_effect_for_every_zone(seed, shape, beta, form):
    costs, flows = counted(seed, shape, beta)
    fit = fitted(flows, costs, form)
    assume((flows > 0).all())
    origin, destination = np.divmod(np.arange(flows.size), shape[1])
    effects = [origin == one for one in range(shape[0])] + [destination == one for one in range(1, shape[1])]
    covariates = {"cost": costs.ravel(), "ln(cost)": np.log(costs.ravel())}
    x = np.stack([covariates[one.covariate] for one in fit.parameters] + effects) * np.sqrt(fit.modelled)
    _, r = np.linalg.qr((x / np.linalg.norm(x, axis=1)[:, None]).T)
    back = np.linalg.inv(r)
    errors = np.linalg.norm(back, axis=1) / np.linalg.norm(x, axis=1)
    told = [one.standard_error for one in fit.parameters]
    np.testing.assert_allclose(told, errors[: len(told)], rtol=1e-6)


@given(seeds, betas)
@example(0, 0.0)
@example(0, 0.020113673150658845)
@settings(max_examples=40)
def test_two_parameters_of_two_by_two_flows_are_refused(seed, beta):
    """Both margins leave one number free."""
    costs, flows = counted(seed, (2, 2), beta)
    assume((flows > 0).all())
    with pytest.raises(InputError) as caught:
        fit_tables(support.table(flows, costs), "tanner")
    assert [one.code for one in caught.value.problems] == ["gravity.not_identified_together"]


@given(seeds, shapes, betas, st.floats(0.01, 100.0), st.floats(0.1, 50.0))
@settings(max_examples=25)
def test_units_of_cost_and_of_flow_do_not_matter(seed, shape, beta, longer, more):
    costs, flows = counted(seed, shape, beta)
    fit = fitted(flows, costs, "exponential")
    other = fit_tables(support.table(flows, costs * longer))
    assert other.parameters[0].estimate * longer == pytest.approx(fit.parameters[0].estimate, rel=1e-7, abs=1e-10)
    assert other.deviance == pytest.approx(fit.deviance, rel=1e-9, abs=1e-9)
    scaled = fit_tables(support.table(flows * more, costs))
    assert scaled.parameters[0].estimate == pytest.approx(fit.parameters[0].estimate, rel=1e-7, abs=1e-10)
    assert scaled.deviance == pytest.approx(fit.deviance * more, rel=1e-8, abs=1e-8)
    assert scaled.srmse == pytest.approx(fit.srmse, rel=1e-8, abs=1e-10)


@given(seeds, shapes, betas, forms)
@settings(max_examples=25)
def test_the_order_of_zones_does_not_matter(seed, shape, beta, form):
    costs, flows = counted(seed, shape, beta)
    fit = fitted(flows, costs, form)
    rng = np.random.default_rng(seed + 1)
    at = np.ix_(rng.permutation(shape[0]), rng.permutation(shape[1]))
    other = fit_tables(support.table(flows[at], costs[at]), form)
    np.testing.assert_allclose(
        [one.estimate for one in other.parameters], [one.estimate for one in fit.parameters], rtol=1e-6, atol=1e-9
    )
    np.testing.assert_allclose(other.modelled.reshape(shape), fit.modelled.reshape(shape)[at], rtol=1e-7, atol=1e-9)


@given(seeds, st.floats(-0.1, -0.005))
@settings(max_examples=20)
def test_a_known_beta_is_found_back(seed, beta):
    """Exactly from flows that follow the model; within five standard errors from Poisson counts around them."""
    costs = support.random_costs(seed, 8, 8)
    mean = support.expected(seed, costs, beta)
    assert fit_tables(support.table(mean, costs)).parameters[0].estimate == pytest.approx(beta, rel=1e-7)
    one = fit_tables(support.table(np.random.default_rng(seed).poisson(mean).astype(float), costs)).parameters[0]
    assert abs(one.estimate - beta) < 5.0 * one.standard_error
