"""Smallest capital and top-up of paths worked by hand, and the intervals of their quantiles."""

import math

import numpy as np
import pytest

from simulator.analysis.intervals import clopper_pearson
from simulator.errors import NoAnswerError
from simulator.estimate import TOO_FEW
from simulator.questions.size.needs import (
    allowed,
    chance_of,
    discounts,
    size_for,
    smallest_capital,
    smallest_capital_beside,
    smallest_top_up,
    top_ups_received,
    worth,
)
from tests.engines.one_year import ERRORS


def test_smallest_capital_is_the_worst_cumulative_outflow():
    """30, then 20 back, then 50: after the third month 60 are missing; a path that only earns needs nothing."""
    assert smallest_capital(worth([[30, -20, 50], [-5, -5, 3]])).tolist() == [60, 0]


def test_interest_makes_later_claims_cheaper():
    """12 % a year is 1 % a month: 102.01 in the second month is worth 100, and 101 + 0 + 0 is worth 100."""
    discount = discounts(3, 0.12)
    assert smallest_capital(worth([[0, 102.01, 0], [101, 0, 0]], discount)) == pytest.approx([100, 100])


def test_interest_can_end_before_the_claims():
    """Earning stops after the first month: later months are discounted once."""
    assert discounts(3, 0.12, earning_months=1) == pytest.approx([1 / 1.01] * 3)


def test_balance_is_just_nought_at_the_smallest_capital():
    """The account run forward from the smallest capital touches nought and never falls below it, on every path."""
    rng = np.random.default_rng(1)
    outflows = rng.normal(1.0, 5.0, (200, 48))
    balance = smallest_capital(worth(outflows, discounts(48, 0.03)))
    lowest = balance.copy()
    for month in range(48):
        balance = balance * (1 + 0.03 / 12) - outflows[:, month]
        lowest = np.minimum(lowest, balance)
    assert lowest == pytest.approx(np.zeros(200), abs=1e-9)


def test_top_up_comes_before_the_claims_of_its_month():
    """100 on the first day, 10 a month, top-up in the second and fourth month of four; 130, 60 and 50 are claimed.

    W = 130, 190, 190, 240 and R = 0, 1, 1, 2: a capital of 100 is short before the first top-up; 130 needs
    max(60, 60, 55) = 60; 190 needs 25; 240 needs none.
    """
    worths = worth([[130, 60, 0, 50]])
    received = top_ups_received(np.ones(4), np.array([1, 3]))
    assert received.tolist() == [0, 1, 1, 2]
    found = [smallest_top_up(worths, received, capital)[0] for capital in (100, 130, 190, 240)]
    assert found == [math.inf, 60, 25, 0]


def test_capital_beside_a_top_up_is_the_other_side_of_it():
    """The same path: 60 a top-up needs 130, 25 needs 190, none needs 240; no top-up replaces the first claims."""
    worths = worth([[130, 60, 0, 50]])
    received = top_ups_received(np.ones(4), np.array([1, 3]))
    found = [smallest_capital_beside(worths, received, top_up)[0] for top_up in (1000, 60, 25, 0)]
    assert found == [130, 130, 190, 240]


def test_without_a_later_year_no_top_up_helps():
    """A horizon of one year knows no top-up: it is infinite where the capital is short, else nought."""
    none = top_ups_received(np.ones(2), np.array([], dtype=np.int64))
    assert smallest_top_up(worth([[5, 5], [1, 1]]), none, 4.0).tolist() == [math.inf, 0]


@pytest.mark.parametrize(
    ("chance", "paths", "expected"), [(0.07, 100, 7), (0.29, 100, 29), (0.01, 150, 1), (0.9, 1, 0)]
)
def test_allowed_paths_are_counted_as_written(chance, paths, expected):
    """29 % of 100 is 29, though 0.29 x 100 is a little less; a single path may never fall short."""
    assert allowed(chance, paths) == expected


def test_size_is_the_smallest_that_falls_short_on_few_enough_paths():
    """Needs 1..100 and 5 %: 95 falls short on five paths, 94.99 on six."""
    needs = np.arange(1.0, 101.0)
    assert size_for(needs, 0.05).value == 95
    assert chance_of(needs, 95).value == 0.05
    assert chance_of(needs, 94.99).value == 0.06


def test_interval_of_the_size_is_where_the_chance_cannot_be_told_from_the_wanted_one():
    """Order statistics and Clopper-Pearson bounds are two sides of one test."""
    needs = np.random.default_rng(3).exponential(1.0, 2_000)
    size = size_for(needs, 0.02)
    inside = [chance_of(needs, x) for x in (size.low * 1.0001, size.value, size.high * 0.9999)]
    outside = [chance_of(needs, x) for x in (size.low * 0.97, size.high * 1.03)]
    assert all(chance.low <= 0.02 <= chance.high for chance in inside)
    assert outside[0].low > 0.02 > outside[1].high


def test_interval_of_the_size_covers_as_stated():
    """Exponential needs have the 1 % size log(100); the interval holds it in at least 95 % of 1,000 samples."""
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(1_000):
        size = size_for(rng.exponential(1.0, 1_000), 0.01)
        covered += size.low <= math.log(100) <= size.high
    assert covered > 950 - ERRORS * (1_000 * 0.95 * 0.05) ** 0.5
    assert covered < 1_000


def test_too_few_paths_leave_the_size_open_above():
    """100 paths cannot bound the 1 % size: the smallest number that can is 368."""
    few, enough = size_for(np.arange(367.0), 0.01), size_for(np.arange(368.0), 0.01)
    assert (few.high, few.note) == (math.inf, TOO_FEW)
    assert (enough.high, enough.note) == (367, "")
    # a miss on no path: the bound on the chance is below 1 % from 368 paths on
    assert clopper_pearson(0, 367)[1] > 0.01 >= clopper_pearson(0, 368)[1]


def test_no_size_where_too_many_paths_have_none():
    """Two of ten paths are short whatever the top-up: 10 % cannot be had, 20 % can."""
    needs = np.array([math.inf, math.inf, *range(8)], dtype=np.float64)
    assert size_for(needs, 0.1).value == math.inf
    assert size_for(needs, 0.2).value == 7


@pytest.mark.parametrize("chance", [0.0, 1.0, -0.1, math.nan])
def test_chance_must_lie_between(chance):
    """A chance of nought needs every path, one of 1 none: neither is a quantile."""
    with pytest.raises(NoAnswerError, match="above 0 and below 1"):
        size_for(np.ones(10), chance)
