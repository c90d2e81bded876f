"""Intervals that stay inside a bound: by hand, at their ends, and how often they hold the truth of a rare amount."""

import math

import numpy as np
import pytest
from scipy import stats

from simulator.analysis import bounded as b
from simulator.analysis.intervals import clopper_pearson, mean_interval


def rare(hits, paths, amount=1.0):
    """Return a sample in which so many paths have an amount."""
    return np.r_[np.full(hits, amount), np.zeros(paths - hits)]


@pytest.mark.parametrize("hits", [2, 5, 40])
def test_equal_amounts_have_the_interval_of_their_chance(hits):
    """Where every amount is 3 the mean is 3 times a chance, and so is its interval, after Clopper and Pearson."""
    found = b.bounded_mean(rare(hits, 1000, 3.0))
    low, high = clopper_pearson(hits, 1000)
    assert (found.low, found.value, found.high) == pytest.approx((3 * low, 0.003 * hits, 3 * high))


def test_chance_and_amount_are_put_together_by_hand():
    """Amounts 1, 2 and 3 on 3 of 100 paths: mean amount 2, its error 1 / sqrt(3), effective paths 36 / 14."""
    found = b.bounded_mean(np.r_[1.0, 2.0, 3.0, np.zeros(97)])
    half = stats.t.ppf(0.975, 36 / 14 - 1) / math.sqrt(3) / 2
    low, high = (float(end) for end in clopper_pearson(3, 100))
    reach = math.hypot(math.log(0.03 / low), half), math.hypot(math.log(high / 0.03), half)
    ends = 0.06 * math.exp(-reach[0]), 0.06 * math.exp(reach[1])
    assert (found.low, found.high) == pytest.approx(ends, rel=1e-6)


def test_an_amount_on_every_path_has_nearly_students_interval():
    """10,000 amounts of 100 give or take 10: the logarithmic scale bends the ends by less than 1 % of the width."""
    sample = np.random.default_rng(1).normal(100, 10, 10_000)
    found, plain = b.bounded_mean(sample), mean_interval(sample)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=0.01 * (plain.high - plain.low))


def test_nothing_seen_is_bounded_by_the_largest_amount_or_not_at_all():
    """No loss on 1,000 paths of a book of 5 m: at most 5 m x 0.368 %; without a largest amount, too few paths."""
    chance = 1 - 0.025 ** (1 / 1000)
    assert b.bounded_mean(np.zeros(1000), b.Bounds(0.0, 5e6)).high == pytest.approx(5e6 * chance)
    found = b.bounded_mean(np.zeros(1000))
    assert (found.value, found.low, found.high, found.note) == (0.0, 0.0, math.inf, "too few paths")
    assert b.bounded_mean(np.zeros(1000), may_be_rare=False).high == 0.0


def test_one_path_with_an_amount_bounds_nothing_above():
    """A single amount says nothing of how large others are."""
    assert b.bounded_mean(rare(1, 1000, 7.0)).note == "too few paths"
    assert b.bounded_mean(rare(1, 1000, 7.0), b.Bounds(0.0, 70.0)).high == pytest.approx(70 * 0.005559, rel=1e-3)


def test_claims_all_paid_are_not_paid_for_certain():
    """100 % on every path is a rare miss not seen; where the treasury stands behind the fund it is a rule."""
    claims = np.r_[np.full(30, 5.0), np.zeros(970)]
    found = b.bounded_ratio(claims, claims, b.SHARE)
    assert (found.value, found.note) == (1.0, "too few paths")
    sure = b.bounded_ratio(claims, claims, b.SHARE, may_be_rare=False)
    assert (sure.low, sure.value, sure.high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("bounds", [b.AT_LEAST_0, b.SHARE, b.Bounds(0.0, 3.0)])
def test_an_interval_lies_inside_its_bounds(bounds):
    """Shares of all sorts: no end below the lowest or above the highest, and the value between them."""
    rng = np.random.default_rng(5)
    for chance in (0.003, 0.05, 0.5, 0.97, 1.0):
        sample = (rng.random(800) < chance) * rng.beta(0.4, 0.2, 800)
        found = b.bounded_mean(sample, bounds)
        assert bounds.lowest <= found.low <= found.value <= found.high
        assert found.high <= bounds.highest


def test_a_ratio_that_never_moves_has_no_width():
    """Twice as much above as below on every path that has anything: 2 for certain, however many have nothing."""
    below = np.r_[np.arange(1.0, 21.0), np.zeros(80)]
    found = b.bounded_ratio(2 * below, below, b.AT_LEAST_0)
    assert (found.low, found.value, found.high) == pytest.approx((2.0, 2.0, 2.0))


@pytest.mark.parametrize("chance", [0.005, 0.02, 0.1])
def test_a_rare_exponential_amount_is_held_as_often_as_promised(chance):
    """1,000 paths, 500 repetitions: at least 95 % less four standard errors, where Student's interval holds 80."""
    held, plain = 0, 0
    for i in range(500):
        rng = np.random.default_rng([11, i])
        sample = (rng.random(1000) < chance) * rng.exponential(size=1000)
        found, student = b.bounded_mean(sample), mean_interval(sample)
        held += found.low <= chance <= found.high
        plain += student.low <= chance <= student.high
    assert held / 500 >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / 500)
    assert held >= plain
