"""Bayes' law of PD and correlation, where it is known."""

import numpy as np
import pytest
from scipy import stats

from simulator.questions.calibrate.default_counts import DefaultCounts
from simulator.questions.calibrate.default_posterior import LEVELS, posterior_of


def one_year(obligors, defaults):
    """Return counts of one year."""
    return DefaultCounts(np.array([2020]), ("all",), np.array([[float(obligors)]]), np.array([[float(defaults)]]))


@pytest.mark.no_cover
@pytest.mark.parametrize("defaults", [0, 1])
def test_one_obligor_says_nothing_on_correlation(defaults):
    """The PD is beta with halves added, the correlation as before: uniform to 0.24."""
    posterior = posterior_of(one_year(1, defaults))
    exact = stats.beta.ppf(LEVELS, defaults + 0.5, 1.5 - defaults)
    assert posterior.pd_quantiles(LEVELS) == pytest.approx(exact, abs=1e-3)
    assert posterior.correlation_quantiles(LEVELS) == pytest.approx(0.24 * LEVELS, abs=1e-3)


def test_no_default_still_bounds_the_pd():
    """Correlated defaults tell less than independent ones, whose bound is that of the beta law."""
    high = posterior_of(one_year(400, 0)).pd_quantiles(LEVELS)[2]
    assert stats.beta.ppf(0.975, 0.5, 400.5) < high < 0.05


def test_draws_have_the_quantiles():
    """Within four standard errors of a median of 1,000, in probability."""
    posterior = posterior_of(one_year(300, 5))
    pds, correlations = posterior.draws()
    for draws, median in zip(
        (pds, correlations),
        (posterior.pd_quantiles(LEVELS)[0], posterior.correlation_quantiles(LEVELS)[0]),
        strict=True,
    ):
        assert np.mean(draws < median) == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(1000))
