"""Confidence intervals: coverage by enumeration, closed forms, and honest words when paths are too few."""

import math

import numpy as np
import pytest
from scipy import stats

from simulator.analysis import intervals, shortfall
from simulator.errors import NoAnswerError
from simulator.estimate import TOO_FEW


@pytest.mark.parametrize(("trials", "share"), [(10, 0.3), (40, 0.02), (40, 0.5), (200, 0.997), (7, 0.0), (7, 1.0)])
def test_clopper_pearson_covers_at_least_as_stated(trials, share):
    """Summed over every possible number of hits, the interval holds the truth with at least 95 %."""
    hits = np.arange(trials + 1)
    low, high = intervals.clopper_pearson(hits, trials)
    covered = stats.binom.pmf(hits, trials, share)[(low <= share) & (share <= high)].sum()
    assert covered >= 0.95


def test_clopper_pearson_bounds_are_the_exact_tails():
    """At each bound, the outcome or worse has exactly 2.5 %."""
    low, high = intervals.clopper_pearson([3, 17], 40)
    np.testing.assert_allclose(stats.binom.sf([2, 16], 40, low), 0.025, rtol=1e-10)
    np.testing.assert_allclose(stats.binom.cdf([3, 17], 40, high), 0.025, rtol=1e-10)


def test_no_hit_gives_an_upper_bound_and_never_certainty():
    """0 of 10,000: the upper bound is 1 - 0.025^(1/n), near 3.7 / n; all hits mirror it."""
    none = intervals.proportion_interval(0, 10_000)
    assert (none.value, none.low, none.kind) == (0.0, 0.0, "proportion")
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 10_000), rel=1e-9)
    assert none.high * 10_000 == pytest.approx(3.7, abs=0.02)
    every = intervals.proportion_interval(10_000, 10_000)
    assert (every.value, every.high) == (1.0, 1.0)
    assert every.low == pytest.approx(1 - none.high, rel=1e-12)


@pytest.mark.parametrize(("hits", "trials"), [(1, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(hits, trials):
    """A proportion needs trials, and no more hits than trials."""
    with pytest.raises(NoAnswerError, match="at least one trial"):
        intervals.proportion_interval(hits, trials)


@pytest.mark.parametrize(("paths", "has_upper"), [(3687, False), (3688, True)])
def test_high_quantile_needs_enough_paths(paths, has_upper):
    """0.999^n <= 2.5 % first holds at 3,688 paths; below there is no upper bound, and the words say so."""
    found = intervals.quantile_interval(np.arange(paths), 0.999)
    assert math.isfinite(found.high) is has_upper
    assert found.note == ("" if has_upper else "too few paths")
    assert math.isfinite(found.low)


def test_low_quantile_needs_enough_paths_too():
    """The smallest of 100 paths is no lower bound of the 0.1 % quantile."""
    found = intervals.quantile_interval(np.arange(100.0), 0.001)
    assert (found.value, found.low, found.note) == (0.0, -math.inf, "too few paths")


@pytest.mark.parametrize(("paths", "level"), [(100, 0.5), (1000, 0.95), (4000, 0.999), (37, 0.9)])
def test_each_side_of_a_quantile_errs_with_at_most_half(paths, level):
    """P(lower order statistic above the quantile) and P(upper below it) are binomial tails of at most 2.5 %."""
    lower, upper = intervals.quantile_ranks(paths, level)
    at_or_below = stats.binom(paths, level)
    assert lower is not None
    assert at_or_below.cdf(lower - 1) <= 0.025 < at_or_below.cdf(lower)
    if upper is None:
        assert level**paths > 0.025
    else:
        assert at_or_below.sf(upper - 1) <= 0.025 < at_or_below.sf(upper - 2)


def test_quantile_is_an_order_statistic_whatever_the_order():
    """The 95 % quantile of 1..1000 is 950, between 936 and 964."""
    found = intervals.quantile_interval(np.random.default_rng(1).permutation(np.arange(1, 1001)), 0.95)
    assert (found.value, found.low, found.high, found.note) == (950.0, 936.0, 964.0, "")


def test_quantile_rank_is_not_moved_by_binary_fractions():
    """100 x 0.07 is a little above 7 in floats: the rank is 7 all the same."""
    assert intervals.quantile_interval(np.arange(1.0, 101.0), 0.07).value == 7.0


@pytest.mark.parametrize(("paths", "level"), [(0, 0.5), (10, 0.0), (10, 1.0)])
def test_quantile_without_sense_is_refused(paths, level):
    """No path, or a level outside the open unit interval."""
    with pytest.raises(NoAnswerError, match="level above 0 and below 1"):
        intervals.quantile_ranks(paths, level)


def test_mean_interval_by_hand():
    """1, 2, 3, 4, 5: mean 3, standard error sqrt(2.5 / 5), Student's 97.5 % point at 4 degrees 2.776445."""
    found = intervals.mean_interval([1, 2, 3, 4, 5])
    assert found.value == 3.0
    assert found.high - 3.0 == pytest.approx(2.776445 * math.sqrt(0.5), rel=1e-6)
    assert 3.0 - found.low == pytest.approx(found.high - 3.0, rel=1e-12)


def test_mean_interval_keeps_its_digits_far_from_zero():
    """A large common amount changes the mean, not the width."""
    sample = np.array([1.0, 2.0, 4.0, 8.0])
    near, far = intervals.mean_interval(sample), intervals.mean_interval(sample + 2.0**40)
    assert far.high - far.value == pytest.approx(near.high - near.value, rel=1e-3)
    assert far.value == near.value + 2.0**40


def test_one_path_has_a_mean_and_no_bounds():
    """A single path says nothing about its spread."""
    found = intervals.mean_interval([7.0])
    assert (found.value, found.low, found.high, found.note) == (7.0, -math.inf, math.inf, "too few paths")


def test_paired_difference_is_narrower_than_the_parts():
    """Common draws cancel: two policies that differ by exactly 1 have a difference without error."""
    x = np.random.default_rng(2).normal(size=500)
    found = intervals.mean_difference(x + 1, x)
    assert found.value == pytest.approx(1.0, abs=1e-12)
    assert found.high - found.low < 1e-12 < intervals.mean_interval(x).high - intervals.mean_interval(x).low


@pytest.mark.parametrize("constant", [0.0, 0.1, -1e11, 7.0])
def test_constant_samples_have_zero_width(constant):
    """Every estimator gives back the constant, exactly, with no width."""
    sample = np.full(4000, constant)
    ones = np.full(4000, 3.0)
    for found in (
        intervals.mean_interval(sample),
        intervals.quantile_interval(sample, 0.99),
        shortfall.expected_shortfall(sample, 0.99, may_be_rare=False),
    ):
        assert (found.value, found.low, found.high, found.note) == (constant, constant, constant, "")
    ratio = intervals.ratio_interval(sample, ones)
    assert ratio.low == ratio.value == ratio.high == constant / 3.0
    for found in (
        intervals.mean_difference(sample, sample),
        intervals.quantile_difference(sample, sample, 0.99),
        shortfall.expected_shortfall_difference(sample, sample, 0.99),
        intervals.ratio_difference(sample, ones, sample, ones),
    ):
        assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_expected_shortfall_by_hand():
    """1..100 at 95 %: the mean of 96..100; at 94.5 % half of 95 joins: (98 x 5 + 95 / 2) / 5.5."""
    sample = np.random.default_rng(3).permutation(np.arange(1.0, 101.0))
    assert shortfall.expected_shortfall(sample, 0.95).value == pytest.approx(98.0, rel=1e-12)
    expected = (98 * 5 + 95 / 2) / 5.5
    assert shortfall.expected_shortfall(sample, 0.945).value == pytest.approx(expected, rel=1e-12)


def test_expected_shortfall_interval_covers():
    """Exponential losses: ES is the quantile plus 1; over 600 samples the 95 % interval covers within 4 errors."""
    repeats, truth = 600, -math.log(0.05) + 1
    draws = np.random.default_rng(20260101).exponential(size=(repeats, 4000))
    found = [shortfall.expected_shortfall(row, 0.95) for row in draws]
    covered = sum(estimate.low <= truth <= estimate.high for estimate in found) / repeats
    assert abs(covered - 0.95) <= 4 * math.sqrt(0.95 * 0.05 / repeats)


def test_expected_shortfall_says_when_the_tail_is_too_short():
    """1,000 paths hold one path beyond 99.9 %: only the quantile's bound is left."""
    sample = np.arange(1000.0)
    found = shortfall.expected_shortfall(sample, 0.999)
    assert (found.low, found.high, found.note) == (996.0, math.inf, "too few paths")
    assert found.value == pytest.approx(999.0)
    assert math.isfinite(shortfall.expected_shortfall(np.arange(20_000.0), 0.999).high)


def test_tail_differences_use_common_draws():
    """A policy that adds 2 to every path moves quantile and ES by 2, without error."""
    x = np.random.default_rng(4).exponential(size=3001)
    for difference in (intervals.quantile_difference, shortfall.expected_shortfall_difference):
        found = difference(x + 2, x, 0.95)
        assert found.value == pytest.approx(2.0, abs=1e-12)
        assert found.high - found.low < 1e-12
        assert difference(x[:100], x[:100], 0.99).note == "too few paths"


@pytest.mark.parametrize("level", [1.0, 0.0])
def test_a_tail_needs_a_level(level):
    """A level without a tail, or without anything below it, has no expected shortfall."""
    with pytest.raises(NoAnswerError, match="above 0 and below 1"):
        shortfall.expected_shortfall(np.arange(1000.0), level)


def test_differences_in_batches_need_ten():
    """Fewer batches give no interval worth printing."""
    with pytest.raises(NoAnswerError, match="batches at least 10"):
        intervals.quantile_difference(np.arange(1000.0), np.arange(1000.0), 0.95, 9)


def test_shortfall_interval_by_hand():
    """1..1,000 at 99 %: quantile 990, excesses 1..10; on the logarithmic scale with t of 9 degrees, 2.262157."""
    found = shortfall.expected_shortfall(np.arange(1.0, 1001.0), 0.99)
    excess = np.r_[np.zeros(990), np.arange(1.0, 11.0)]
    reach = 2.262157 * excess.std(ddof=1) / math.sqrt(1000) / 0.055
    ends = (990 + 5.5 * math.exp(-reach), 995.5, 990 + 5.5 * math.exp(reach))
    assert (found.low, found.value, found.high) == pytest.approx(ends, rel=1e-6)


def test_a_payout_capped_by_the_fund_has_the_cap_as_its_shortfall():
    """Three per cent of the paths end at the fund's 20 m: quantile, shortfall and both ends are 20 m."""
    found = shortfall.expected_shortfall(np.r_[np.linspace(0, 19, 1940), np.full(60, 20.0)], 0.99)
    assert (found.low, found.value, found.high, found.note) == (20.0, 20.0, 20.0, "")


def test_a_tail_that_no_path_shows_is_not_certain():
    """No payout on 2,000 paths does not prove that there is none; a rule that pays nothing does."""
    found = shortfall.expected_shortfall(np.zeros(2_000), 0.99)
    assert (found.value, found.high, found.note) == (0.0, math.inf, "too few paths")
    assert shortfall.expected_shortfall(np.zeros(2_000), 0.99, may_be_rare=False).high == 0.0


def test_a_rare_difference_has_the_degrees_of_the_paths_that_differ():
    """Five of 1,000 paths differ by 1: t with 4 degrees, 2.776445, where 999 would say 1.962."""
    moved = np.r_[np.ones(5), np.zeros(995)]
    found = intervals.mean_difference(moved, np.zeros(1000))
    error = math.sqrt((5 - 25 / 1000) / 999 / 1000)
    assert found.high == pytest.approx(0.005 + 2.776445 * error, rel=1e-6)
    assert intervals.mean_difference(moved[4:], np.zeros(996)).note == "too few paths"


def test_ratio_interval_by_hand():
    """(1, 2, 3) / (2, 2, 5): ratio 2/3, residuals (-1/9, 2/9, -1/9), standard error 1/9."""
    found = intervals.ratio_interval([1, 2, 3], [2, 2, 5])
    assert found.value == pytest.approx(2 / 3, rel=1e-12)
    assert found.high - found.value == pytest.approx(4.302653 / 9, rel=1e-6)


def test_ratio_interval_covers():
    """Payout per loan over 1,000 samples: the delta method's 95 % interval covers within 4 standard errors."""
    rng, repeats = np.random.default_rng(20260102), 1000
    lent = rng.gamma(4.0, size=(repeats, 300))
    paid = 0.3 * lent + rng.exponential(size=lent.shape)
    found = [intervals.ratio_interval(*pair) for pair in zip(paid, lent, strict=True)]
    covered = sum(estimate.low <= 0.3 + 0.25 <= estimate.high for estimate in found) / repeats
    assert abs(covered - 0.95) <= 4 * math.sqrt(0.95 * 0.05 / repeats)


def test_ratio_difference_against_two_ratios():
    """The difference of ratios, with the spread of the pathwise difference of their residuals."""
    rng = np.random.default_rng(5)
    first, second, third = rng.gamma(3.0, size=(3, 400))
    found = intervals.ratio_difference(first, third, second, third)
    by_one = intervals.ratio_interval(first - second, third)
    assert found.value == pytest.approx(by_one.value, rel=1e-12)
    assert found.high == pytest.approx(by_one.high, rel=1e-10)


def test_ratio_over_nothing_is_bounded_by_nothing():
    """Nothing paid over nothing lent is 0 with no bounds; something over nothing is infinite; never nan."""
    nothing, some = np.zeros(3), np.array([1.0, 2.0, 3.0])
    for numerator, value in ((nothing, 0.0), (some, math.inf), (-some, -math.inf)):
        found = intervals.ratio_interval(numerator, nothing)
        assert (found.value, found.low, found.high) == (value, -math.inf, math.inf)
        assert found.note == "nothing to divide by"
    both = intervals.ratio_difference(some, nothing, some, nothing)
    one = intervals.ratio_difference(some, some, some, nothing)
    assert (both.value, both.note) == (0.0, "nothing to divide by")
    assert (one.value, one.low, one.high) == (-math.inf, -math.inf, math.inf)


def test_ratio_warns_of_a_denominator_near_zero():
    """Where the mean denominator's own interval holds 0, the delta method must not be trusted."""
    found = intervals.ratio_interval([1.0, 2.0, 3.0], [-1.0, 0.5, 1.0])
    assert found.note == "denominator not told apart from zero"
    assert intervals.ratio_difference([1, 2, 3], [-1, 0.5, 1], [1, 2, 3], [4, 5, 6]).note == found.note
    assert intervals.ratio_interval([1.0], [2.0]).note == "too few paths"


@pytest.mark.parametrize("sample", [[], [[1.0, 2.0]], 3.0])
def test_a_sample_is_a_list_of_paths(sample):
    """Empty samples and tables are refused."""
    with pytest.raises(NoAnswerError, match="list of at least one path"):
        intervals.mean_interval(sample)


def test_samples_are_finite_and_of_one_length():
    """A nan is refused rather than passed on; paired samples have the same paths."""
    with pytest.raises(NoAnswerError, match="finite numbers"):
        intervals.mean_interval([1.0, math.nan])
    with pytest.raises(NoAnswerError, match="same number of paths"):
        intervals.mean_difference([1.0, 2.0], [1.0])


def test_quantile_of_clusters_is_that_of_all_values_together():
    """Clusters of 1, 0, 3 and 2 values: the median of 1..6 is the third."""
    found = intervals.clustered_quantile([[6.0], [], [1.0, 5.0, 3.0], [2.0, 4.0]], 0.5)
    assert found.value == 3


def test_quantile_of_clusters_covers_as_often_as_it_says():
    """Exponential waits that share a factor within each of 30 paths: the median lies inside in 95 % (4 errors)."""
    rng = np.random.Generator(np.random.Philox(11))
    hits, runs = 0, 400
    # Ratio of two exponentials: P(x e1 / e2 <= m) = m / (1 + m), median 1.
    for _ in range(runs):
        factor = rng.exponential(size=30)
        samples = [f / rng.exponential(size=12) for f in factor]
        found = intervals.clustered_quantile(samples, 0.5)
        hits += found.low <= 1 <= found.high
    assert abs(hits / runs - 0.95) < 4 * math.sqrt(0.95 * 0.05 / runs) + 0.01


def test_quantile_of_few_clusters_has_no_bound():
    """Beyond the largest value nothing is known; nor from one cluster alone. Equal values leave no doubt."""
    assert intervals.clustered_quantile([[1.0, 2.0], [3.0], [9.0]], 0.9).high == math.inf
    assert intervals.clustered_quantile([[1.0, 2.0, 3.0]], 0.5).note == TOO_FEW
    assert intervals.clustered_quantile([[7.0], [7.0, 7.0]], 0.9).high == 7


def test_quantile_of_no_value_is_refused():
    """There is none."""
    with pytest.raises(NoAnswerError, match="at least one path"):
        intervals.clustered_quantile([[], []], 0.5)
