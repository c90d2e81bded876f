"""Who runs dry together: cases counted by hand, and laws in closed form."""

import math

import numpy as np
import pytest

from simulator.analysis.bounded import SHARE, bounded_mean
from simulator.analysis.intervals import proportion_interval
from simulator.errors import NoAnswerError
from simulator.questions.pool import dry_together

FOUR = np.array([[1, 1, 0, 0], [1, 0, 1, 0]], dtype=bool)


def counted(is_dry, funds_of_city=None):
    """Return months of running dry and what is counted from them, each fund a city unless said."""
    months = np.asarray(is_dry).astype(np.int16)
    return [months], dry_together.counted([months], funds_of_city or [1] * len(months))


def correlation(is_dry):
    """Return the correlation of these funds."""
    return dry_together.correlation(*counted(is_dry))


def others_dry(is_dry):
    """Return the share of the others."""
    return dry_together.others_dry(counted(is_dry)[1])


def test_funds_dry_in_one_calendar_year_are_counted_by_year():
    """January to December are months 1 to 12; the year with most funds counts; never is never."""
    months = np.array([[12, 1, 0, 25], [1, 12, 0, 36], [13, 13, 0, 12]])
    np.testing.assert_array_equal(dry_together.most_in_one_year(months), [2, 2, 0, 2])


def test_chances_of_at_least_so_many():
    """Counts 0, 1, 3, 3 of three funds: 3/4, 2/4, 2/4."""
    found = dry_together.at_least(np.array([0, 1, 3, 3]), 3)
    assert [chance.value for chance in found] == [0.75, 0.5, 0.5]


def test_correlation_is_that_of_two_indicators():
    """All four outcomes once: independent, 0. Three of the joint kind to one of the others: by hand 0.5."""
    assert correlation(FOUR).value == pytest.approx(0.0)
    both_ways = np.array([[1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 1, 0, 0, 0]], dtype=bool)
    # p = 1/2 each, P(both) = 3/8: (3/8 - 1/4) / (1/4)
    assert correlation(both_ways).value == pytest.approx(0.5)


def test_funds_that_run_dry_together_have_correlation_one():
    """The perfectly dependent end."""
    found = correlation(np.tile(np.arange(50) % 7 == 0, (3, 1)))
    assert (found.value, found.low, found.high) == pytest.approx((1.0, 1.0, 1.0))


def test_interval_of_the_correlation_covers_the_truth():
    """200 samples of independent funds: 0 lies outside on 5 % of them, to four standard errors."""
    rng = np.random.default_rng(3)
    samples = [correlation(rng.random((3, 400)) < 0.2) for _ in range(200)]
    missed = sum(not found.low <= 0 <= found.high for found in samples)
    assert abs(missed - 10) <= 4 * (200 * 0.05 * 0.95) ** 0.5


def test_others_that_run_dry_as_well():
    """Counts 2, 1, 1, 0 of two funds: 2 of the 4 dry funds have a dry partner."""
    assert others_dry(FOUR).value == 0.5


def test_what_was_never_seen_is_bounded():
    """No pair on any path: a bound among the paths with a dry fund, and no interval of the correlation."""
    alone = np.array([[1, 0, 0, 0], [0, 1, 0, 0]], dtype=bool)
    found = others_dry(alone)
    assert (found.value, found.low, found.kind) == (0.0, 0.0, "proportion")
    assert found.high == pytest.approx(1 - 0.025**0.5)  # Clopper-Pearson, none of two
    assert math.isinf(correlation(alone).high)
    nobody = dry_together.mean_number(counted(np.zeros((4, 100)))[1])
    assert (nobody.value, nobody.high) == (0.0, pytest.approx(4 * (1 - 0.025**0.01)))


def test_the_order_and_size_of_pieces_change_nothing():
    """Counts and correlation of 400 paths at once and in pieces of 1, 7 and the rest are equal to the last bit."""
    months = (np.random.default_rng(8).random((5, 400)) < 0.3).astype(np.int16) * 20
    pieces = [months[:, :1], months[:, 1:8], months[:, 8:]]
    whole, parts = (dry_together.counted(found, [2, 3]) for found in ([months], pieces))
    for name in ("of_fund", "number", "most_in_year"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    assert whole.of_city == parts.of_city
    assert dry_together.correlation([months], whole) == dry_together.correlation(pieces, parts)


def test_correlation_is_that_of_numpy():
    """The mean off-diagonal covariance by the mean variance of four uneven funds."""
    is_dry = np.random.default_rng(4).random((4, 300)) < np.array([[0.1], [0.2], [0.3], [0.5]])
    covariance = np.cov(is_dry.astype(float), bias=True)
    expected = (covariance.sum() - np.trace(covariance)) / 12 / (np.trace(covariance) / 4)
    assert correlation(is_dry).value == pytest.approx(expected, abs=1e-12)


def test_cities_alike_share_one_chance():
    """A city of its own, and two alike with shares 1/2, 1, 0, 1/2 in turn: mean 1/2, and the interval of a share."""
    _, dry = counted(np.tile([[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 0, 1]], 10), [1, 2])
    alone, alike = dry_together.chances(dry, [1, 2])
    assert (alone.value, alone.kind) == (0.25, "proportion")
    expected = bounded_mean(np.tile([0.5, 1.0, 0.0, 0.5], 10), SHARE)
    assert (alike.value, alike.low, alike.high) == pytest.approx((0.5, expected.low, expected.high))
    average = dry_together.average_chance(dry)
    share = bounded_mean(np.tile([2 / 3, 2 / 3, 0.0, 1 / 3], 10), SHARE)
    assert (average.value, average.low, average.high) == pytest.approx((share.value, share.low, share.high))


@pytest.mark.parametrize(("seen", "filled"), [(0, 0), (1, 1), (3, 1), (9, 3)])
def test_few_dry_funds_are_bounded_as_by_paths_that_they_would_fill(seen, filled):
    """Of three funds on 50 paths, one dry on so many: at most the upper bound of so many whole paths of 50."""
    is_dry = np.zeros((3, 50))
    is_dry[0, :seen] = 1
    (found,) = dry_together.chances(counted(is_dry, [3])[1], [3])
    assert (found.value, found.low) == (pytest.approx(seen / 150), 0.0)
    assert found.high == pytest.approx(proportion_interval(filled, 50).high)


def test_bound_from_few_paths_covers_the_truth():
    """Ten funds that run dry together on 1 % of 200 paths: missed by at most 5 % of 400 samples, to four errors."""
    rng = np.random.default_rng(6)
    missed = 0
    for _ in range(400):
        found = dry_together.average_chance(counted(np.tile(rng.random(200) < 0.01, (10, 1)))[1])
        missed += not found.low <= 0.01 <= found.high
    assert missed <= 20 + 4 * (400 * 0.05 * 0.95) ** 0.5


def test_one_fund_is_refused():
    """Nobody runs dry together with nobody."""
    with pytest.raises(NoAnswerError, match="several funds"):
        correlation(FOUR[:1])


def test_equally_safe_capital_is_the_quantile_of_the_needs():
    """Average chance 20 %, needs 1 to 100: with 80 exactly 20 paths need more."""
    needs = np.random.default_rng(1).permutation(np.arange(1.0, 101.0))
    found = dry_together.equally_safe(needs, np.full(100, 0.2))
    assert found.value == 80.0
    assert found.low < 80 < found.high


def test_equally_safe_capital_is_exact_where_pot_and_funds_run_dry_on_the_same_paths():
    """All funds dry exactly where the pot needs more than 80: pairing makes the interval much narrower."""
    needs = np.arange(1.0, 101.0)
    found = dry_together.equally_safe(needs, (needs > 80).astype(float))
    independent = dry_together.equally_safe(needs, np.random.default_rng(2).permutation(needs > 80).astype(float))
    assert found.value == 80.0
    assert found.high - found.low < (independent.high - independent.low) / 2


def test_equally_safe_capital_has_no_upper_end_where_paths_are_too_few():
    """One of five: no need is so large that the pot is shown to be safer."""
    found = dry_together.equally_safe(np.arange(1.0, 6.0), np.array([0.0, 0, 0, 0, 1]))
    assert math.isinf(found.high)
    assert found.note == "too few paths"


def test_equally_safe_interval_covers_the_true_quantile():
    """Uniform needs and independent funds of chance 10 %: the truth 0.9 is missed about 5 % of the times."""
    rng = np.random.default_rng(5)
    missed = 0
    for _ in range(200):
        found = dry_together.equally_safe(rng.random(500), np.mean(rng.random((4, 500)) < 0.1, axis=0))
        missed += not found.low <= 0.9 <= found.high
    assert missed - 10 <= 4 * (200 * 0.05 * 0.95) ** 0.5
