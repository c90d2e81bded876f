"""Loans that are renewed while terms stay: chances to pass, defaults and years, against closed forms."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from simulator.rules.renewal import Renewals, TermOfLoans, _passing, defaults_and_years

MARGINS = np.array([[-1.5, 0.3, 1.2], [-1.0, 0.5, 1.6], [-0.8, 0.8, 2.0], [-0.5, 1.0, 2.4]])
PDS = np.array([0.005, 0.02, 0.1])


def one_term(months=12, asks=0.5, loans=3, fails=0.1, opinions=4, is_fresh=False) -> Renewals:
    """Return loans of one length, of which all numbers fall within the months of lending."""
    return Renewals((TermOfLoans(months, 1.0, asks, (1.0,) * loans),), fails, opinions, is_fresh)


@pytest.mark.parametrize("grade", [0, 1, 2])
def test_passing_again_is_the_law_of_sums_of_signals(grade):
    """One signal, two, four: sums of independent normals, by SciPy's multivariate normal."""
    bounds = MARGINS[:, grade] * np.sqrt([1, 2, 3, 4])
    passed = _passing(MARGINS, [0, 1, 3], False)[:, grade]
    first = norm.cdf(bounds[0])
    second = multivariate_normal(cov=[[1, 1], [1, 2]]).cdf(bounds[:2])
    third = multivariate_normal(cov=[[1, 1, 1], [1, 2, 2], [1, 2, 4]]).cdf(bounds[[0, 1, 3]])
    np.testing.assert_allclose(passed, [first, second / first, third / second], rtol=1.5e-3)


def test_who_shows_nothing_new_passes():
    """A bank that keeps its first opinion refuses nobody while terms stay; with a new signal as many as at first."""
    np.testing.assert_array_equal(_passing(MARGINS[:1], [0, 0, 0], False)[1:], 1.0)
    np.testing.assert_array_equal(_passing(MARGINS[:1], [0, 0], True)[1], norm.cdf(MARGINS[0]))


def test_loans_that_nobody_renews_default_at_their_pd():
    """Without renewals the yearly rate of twelve-month loans is the PD, whatever the screening."""
    defaults, years = defaults_and_years(MARGINS, PDS, one_term(asks=0.0))
    np.testing.assert_allclose(defaults / years, PDS, rtol=1e-12)


def test_refused_renewals_default_by_hand():
    """A fresh signal, two loans: of those lent to, PD; of half of the sound, the refused tenth fails."""
    accepted = norm.cdf(MARGINS[0])
    defaults, years = defaults_and_years(MARGINS[:1], PDS, one_term(loans=2, opinions=1, is_fresh=True))
    asking = accepted * (1 - PDS) * 0.5
    by_hand = accepted * PDS + asking * (1 - accepted) * 0.1 + asking * accepted * PDS
    np.testing.assert_allclose(defaults, by_hand, rtol=1e-12)
    np.testing.assert_allclose(years, accepted + asking * accepted, rtol=1e-12)


@pytest.mark.parametrize("months", [6, 24, 36])
def test_the_default_rate_hardly_depends_on_the_term(months):
    """A bank that keeps its opinion: as many defaults a year by six-month loans as by loans of three years."""
    rates = []
    for term in (12, months):
        renewals = one_term(months=term, asks=1.0, loans=72 // term, opinions=1)
        defaults, years = defaults_and_years(MARGINS[:1], PDS, renewals)
        rates.append(defaults / years)
    np.testing.assert_allclose(rates[0][:2], rates[1][:2], rtol=0.1)
