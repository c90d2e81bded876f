"""How often the intervals hold the truth: samples whose mean, quantile and expected shortfall are known exactly.

A band around 95 % is wider than the noise of 1,000 repetitions (standard error 0.7 points) would need: Student's
interval of a skewed sample and the batches of a tail fall a little short by their nature.
"""

import numpy as np
import pytest
from scipy import special, stats

from simulator.analysis.intervals import (
    mean_difference,
    mean_interval,
    proportion_interval,
    quantile_interval,
    quantile_ranks,
)
from simulator.analysis.rare_events.weighted import weighted_probability, weighted_tail_estimates
from simulator.analysis.shortfall import expected_shortfall
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from tests.engines.books import scenario

pytestmark = pytest.mark.slow

REPETITIONS = 1_000


def coverage(estimates, truth):
    """Return the part of intervals that hold the truth, to be compared with 0.95."""
    return np.mean([estimate.low <= truth <= estimate.high for estimate in estimates])


def rng(repetition):
    """Return the generator of a repetition."""
    return np.random.default_rng([20_260_101, repetition])


def test_means_of_losses():
    """Losses of 500 paths, exponential: the mean 1 is held in 93.5 to 96.5 % of repetitions."""
    held = coverage([mean_interval(rng(i).exponential(size=500)) for i in range(REPETITIONS)], 1.0)
    assert 0.935 <= held <= 0.965


def test_paired_differences():
    """Exponential losses x less 0.8 x^1.1 on common draws: the mean difference is 1 - 0.8 Gamma(2.1)."""

    def pair(i):
        losses = rng(i).exponential(size=500)
        return mean_difference(losses, 0.8 * losses**1.1)

    truth = 1 - 0.8 * float(special.gamma(2.1))
    assert 0.935 <= coverage([pair(i) for i in range(REPETITIONS)], truth) <= 0.965


def test_expected_shortfall_of_many_paths():
    """ES at 99 % of 50,000 normal losses, 2.6652: held in 92.5 to 97.5 % of repetitions."""
    truth = float(stats.norm.pdf(stats.norm.ppf(0.99))) / 0.01
    found = [expected_shortfall(rng(i).standard_normal(50_000), 0.99) for i in range(REPETITIONS)]
    assert 0.925 <= coverage(found, truth) <= 0.975


@pytest.mark.parametrize(("paths", "chance"), [(200, 0.03), (1_000, 0.01), (500, 0.3)])
def test_proportions_cover_as_often_as_the_binomial_law_says(paths, chance):
    """The exact coverage, summed over the binomial law, is at least 95 %; repetitions meet it within 3 errors."""
    hits = np.arange(paths + 1)
    holds = [(e := proportion_interval(int(k), paths)).low <= chance <= e.high for k in hits]
    exact = float(np.sum(stats.binom.pmf(hits, paths, chance)[holds]))
    drawn = rng(0).binomial(paths, chance, size=REPETITIONS)
    held = np.mean([holds[k] for k in drawn])
    assert exact >= 0.95
    assert abs(held - exact) < 3 * np.sqrt(exact * (1 - exact) / REPETITIONS)


@pytest.mark.parametrize(("paths", "level"), [(1_000, 0.9), (5_000, 0.99)])
def test_quantiles_cover_as_often_as_the_ranks_say(paths, level):
    """Order statistics k and l hold the quantile with chance P(k <= B < l), B binomial, whatever the law."""
    low, high = quantile_ranks(paths, level)
    exact = float(stats.binom.cdf(high - 1, paths, level) - stats.binom.cdf(low - 1, paths, level))
    truth = float(stats.lognorm.ppf(level, 1.0))
    found = [quantile_interval(rng(i).lognormal(size=paths), level) for i in range(REPETITIONS)]
    assert exact >= 0.95
    assert abs(coverage(found, truth) - exact) < 3 * np.sqrt(exact * (1 - exact) / REPETITIONS)


def weighted_normals(i, paths):
    """Return normals of which 85 % are moved to 3, and their weights."""
    draws = rng(i)
    x = draws.standard_normal(paths) + np.where(draws.random(paths) < 0.15, 0.0, 3.0)
    return x, 1 / (0.15 + 0.85 * np.exp(3 * x - 4.5))


def test_weighted_chances():
    """P(Z > 3) from 8,000 weighted normals, the fewest the program takes."""
    found = []
    for i in range(REPETITIONS):
        x, weights = weighted_normals(i, 8_000)
        found.append(weighted_probability(x > 3, weights).estimate)
    assert 0.935 <= coverage(found, float(stats.norm.sf(3))) <= 0.965


def test_weighted_tails():
    """VaR and ES at 99.9 % from 20,000 weighted normals in 20 batches."""
    pairs = [weighted_tail_estimates(*weighted_normals(i, 20_000), 0.999) for i in range(REPETITIONS)]
    quantile = float(stats.norm.ppf(0.999))
    shortfall = float(stats.norm.pdf(quantile)) / 0.001
    assert 0.925 <= coverage([pair[0].estimate for pair in pairs], quantile) <= 0.965
    assert 0.925 <= coverage([pair[1].estimate for pair in pairs], shortfall) <= 0.965


def test_defaults_of_a_book_through_the_engine():
    """1,000 runs of 1,000 paths, 50 loans at a PD of 2 %: mean 1 default, P(a default) = 1 - E[(1 - p)^50]."""
    whole = scenario(
        economy={"step": "yearly", "persistence": 0.0, "asset_correlation": 0.05},
        book=({"name": "b", "count": 50, "principal": 1e4, "months_left": 12, "sector": "all", "grade": "one"},),
    )
    paths = 1_000
    ledger = simulate(prepare(whole, [whole]), paths * REPETITIONS, columns=("defaults_covered",))
    defaults = ledger.of("defaults_covered")[:, 0].reshape(REPETITIONS, paths)
    assert 0.935 <= coverage([mean_interval(part) for part in defaults], 1.0) <= 0.965
    factor = np.linspace(-8, 8, 4_001)
    conditional = stats.norm.cdf((stats.norm.ppf(0.02) - np.sqrt(0.05) * factor) / np.sqrt(0.95))
    some = 1 - float(np.trapezoid(stats.norm.pdf(factor) * (1 - conditional) ** 50, factor))
    hits = np.count_nonzero(defaults, axis=1)
    holds = [(e := proportion_interval(int(k), paths)).low <= some <= e.high for k in range(paths + 1)]
    exact = float(np.sum(stats.binom.pmf(np.arange(paths + 1), paths, some)[holds]))
    assert abs(np.mean([holds[k] for k in hits]) - exact) < 3 * np.sqrt(exact * (1 - exact) / REPETITIONS)
