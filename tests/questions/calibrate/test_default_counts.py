"""Estimates from default counts: the likelihood against plain quadrature, and planted parameters found again."""

import numpy as np
import pytest
from scipy import special

from simulator.questions.calibrate.default_counts import (
    DefaultCounts,
    correlation_of,
    count_moments,
    critical_deviance,
    deviance,
    fit_counts,
    log_likelihood,
    moments,
    profile_interval,
    with_enough_nodes,
)
from tests.questions.calibrate.planted import coordinates, planted_counts

GRID = np.linspace(-9, 9, 3001)


def counts_from(obligors, defaults):
    """Return counts of shape (years, grades)."""
    obligors, defaults = np.array(obligors, dtype=float), np.array(defaults, dtype=float)
    return DefaultCounts(np.arange(len(obligors)), tuple("ABC"[: obligors.shape[1]]), obligors, defaults)


def density_of_year(pd, correlation, obligors, defaults):
    """Return prod p^d (1 - p)^(n - d) on the grid of the factor."""
    x = (special.ndtri(pd)[:, None] - np.sqrt(correlation) * GRID) / np.sqrt(1 - correlation)
    p = special.ndtr(x)
    return np.prod(p ** defaults[:, None] * (1 - p) ** (obligors - defaults)[:, None], axis=0)


def test_likelihood_is_that_of_plain_quadrature():
    """Two grades, years of independent factors, one year without data."""
    counts = counts_from([[50, 20], [60, 30], [0, 0]], [[1, 2], [4, 0], [0, 0]])
    pd, rho = np.array([0.02, 0.07]), 0.15
    normal = np.exp(-(GRID**2) / 2) / np.sqrt(2 * np.pi) * (GRID[1] - GRID[0])
    expected = sum(
        np.log(density_of_year(pd, rho, counts.obligors[year], counts.defaults[year]) @ normal) for year in range(3)
    )
    assert log_likelihood(counts, coordinates(pd, rho)) == pytest.approx(expected, abs=1e-8)


def test_likelihood_with_memory_is_that_of_a_double_integral():
    """Two years of one autoregressive factor."""
    counts = counts_from([[80], [90]], [[1], [6]])
    pd, rho, phi = np.array([0.03]), 0.2, 0.6
    first, second = (density_of_year(pd, rho, counts.obligors[t], counts.defaults[t]) for t in (0, 1))
    step = GRID[1] - GRID[0]
    normal = np.exp(-(GRID**2) / 2) / np.sqrt(2 * np.pi)
    move = np.exp(-((GRID[None, :] - phi * GRID[:, None]) ** 2) / (2 * (1 - phi**2)))
    move /= np.sqrt(2 * np.pi * (1 - phi**2))
    expected = np.log((first * normal) @ move @ second * step**2)
    assert log_likelihood(counts, coordinates(pd, rho, phi)) == pytest.approx(expected, abs=1e-6)


def test_likelihood_is_binomial_without_correlation():
    """At the lower end of the search, to the error that rho = 1e-6 leaves."""
    counts = counts_from([[100], [200]], [[3], [5]])
    expected = 8 * np.log(0.03) + 292 * np.log(0.97)
    assert log_likelihood(counts, coordinates(0.03, 1e-6)) == pytest.approx(expected, abs=1e-3)


def test_rates_that_swing_less_than_chance_have_no_correlation():
    """The estimate is 0, and the PD the plain rate."""
    fit = fit_counts(counts_from([[1000]] * 6, [[20]] * 6))
    assert fit.asset_correlation == 0
    assert fit.pd_per_year[0] == pytest.approx(0.02, rel=1e-4)
    assert count_moments(counts_from([[1000]] * 6, [[20]] * 6)) == (pytest.approx(0.02), 0.0)


def test_critical_deviances_are_those_of_normal_samples():
    """3.84 for many years; for five the mean's is 5 log(1 + 2.776^2 / 4), t from the table."""
    few, many = counts_from([[10]] * 5, [[1]] * 5), counts_from([[10]] * 4000, [[1]] * 4000)
    assert critical_deviance(few, 0) == pytest.approx(5 * np.log(1 + 2.776**2 / 4), abs=2e-3)
    assert [critical_deviance(many, index) for index in range(3)] == pytest.approx([3.841] * 3, abs=5e-3)


def test_critical_deviance_of_a_variance_is_passed_once_in_twenty():
    """By drawing normal samples of five: the deviance of the true variance."""
    rng = np.random.default_rng(4)
    q = rng.chisquare(4, 200_000)
    limit = critical_deviance(counts_from([[10]] * 5, [[1]] * 5), 1)
    passed = np.mean(q - 5 - 5 * np.log(q / 5) > limit)
    assert passed == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 200_000))


def test_moments_find_the_correlation_of_an_exact_law():
    """Rates at the quantiles of Vasicek's law have its mean and variance."""
    normal = special.ndtri((np.arange(200_000) + 0.5) / 200_000)
    rates = special.ndtr((special.ndtri(0.02) - np.sqrt(0.08) * normal) / np.sqrt(0.92))
    assert moments(rates) == pytest.approx((0.02, 0.08), rel=2e-3)


def test_interval_ends_have_the_critical_deviance():
    """The profile is cut where it says; one end may be that of the search."""
    counts = planted_counts(np.random.default_rng(1), years=12, obligors=400, pd=0.03, correlation=0.1)
    fit = fit_counts(counts)
    low, high = profile_interval(counts, fit, 1)
    assert correlation_of(low) < fit.asset_correlation < correlation_of(high)
    for end in (low, high):
        assert deviance(counts, fit, 1, end) == pytest.approx(critical_deviance(counts, 1), abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("years", "obligors", "pd", "rho"), [(20, 1000, 0.02, 0.08), (25, 300, 0.03, 0.05)])
def test_planted_parameters_are_found(years, obligors, pd, rho):
    """200 histories: bias within a quarter of a standard error, 95 % intervals that cover in 92 to 98 % of them."""
    rng = np.random.default_rng(5)
    truth = coordinates(pd, rho)
    found, is_covered = [], []
    for _ in range(200):
        counts = planted_counts(rng, years=years, obligors=obligors, pd=pd, correlation=rho)
        fit = fit_counts(counts)
        found.append([fit.pd_per_year[0], fit.asset_correlation])
        is_covered.append([deviance(counts, fit, i, truth[i]) <= critical_deviance(counts, i) for i in (0, 1)])
    values = np.array(found)
    bias = (values.mean(axis=0) - [pd, rho]) / values.std(axis=0, ddof=1)
    assert np.all(np.abs(bias) <= 0.25), bias
    assert np.all(np.abs(np.mean(is_covered, axis=0) - 0.95) <= 0.03), np.mean(is_covered, axis=0)


@pytest.mark.slow
def test_planted_persistence_is_found():
    """60 years, 60 histories: covered as stated (four standard errors), and biased downward, as is known."""
    rng = np.random.default_rng(6)
    truth = coordinates(0.03, 0.08, 0.5)
    found, is_covered = [], []
    for _ in range(60):
        counts = planted_counts(rng, years=60, obligors=500, pd=0.03, correlation=0.08, persistence=0.5)
        fit = fit_counts(counts, has_persistence=True)
        found.append(fit.persistence)
        is_covered.append(deviance(counts, fit, 2, truth[2], has_persistence=True) <= critical_deviance(counts, 2))
    assert np.mean(found) == pytest.approx(0.5, abs=0.1)
    assert np.mean(is_covered) > 0.95 - 4 * np.sqrt(0.05 * 0.95 / 60)


def test_grades_share_one_factor():
    """Three planted PDs come back in their order, within four standard errors of the shared swings."""
    counts = planted_counts(np.random.default_rng(2), years=30, obligors=2000, pd=[0.01, 0.03, 0.1], correlation=0.05)
    fit = fit_counts(counts)
    error = np.sqrt(0.05 / 0.95 / 30)
    assert np.abs(special.ndtri(fit.pd_per_year) - special.ndtri([0.01, 0.03, 0.1])).max() < 4 * error
    assert fit.asset_correlation == pytest.approx(0.05, abs=4 * 0.05 * np.sqrt(2 / 30))


def test_a_very_large_book_is_that_of_the_limit():
    """With ten million firms the likelihood is that of normal probits: their mean and variance (divided by T)."""
    rates = np.array([0.02, 0.03, 0.01, 0.015, 0.025])
    fit = fit_counts(counts_from([[10**7]] * 5, [[rate * 10**7] for rate in rates]))
    probits = special.ndtri(rates)
    assert fit.asset_correlation == pytest.approx(probits.var() / (1 + probits.var()), rel=1e-3)
    assert fit.pd_per_year[0] == pytest.approx(special.ndtr(probits.mean() / np.sqrt(1 + probits.var())), rel=1e-3)


def test_nodes_are_added_until_the_likelihood_stands():
    """Years between that say nothing, and a factor that hardly moves: plain quadrature along the chain of years."""
    counts = counts_from([[400], [0], [0], [400], [5], [400]], [[30], [0], [0], [1], [0], [25]])
    pd, rho, phi = np.array([0.03]), 0.2, 0.95
    step, variance = GRID[1] - GRID[0], 1 - phi**2
    move = np.exp(-((GRID[None, :] - phi * GRID[:, None]) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
    density = np.exp(-(GRID**2) / 2) / np.sqrt(2 * np.pi)
    for year in range(6):
        density = (density @ move * step if year else density) * density_of_year(
            pd, rho, counts.obligors[year], counts.defaults[year]
        )
    expected = np.log(density.sum() * step)
    enough = with_enough_nodes(counts, has_persistence=True)
    assert enough.nodes > counts.nodes
    assert abs(log_likelihood(counts, coordinates(pd, rho, phi)) - expected) > 5e-4
    assert log_likelihood(enough, coordinates(pd, rho, phi)) == pytest.approx(expected, abs=1e-4)
