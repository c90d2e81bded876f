"""What is repaid when."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.rules.schedule import month_of_event, order_of_loan, still_owed

exactly = settings(max_examples=200)


@exactly
@given(st.integers(1, 9 * 10**15), st.integers(1, 240))
def test_instalments_sum_to_the_principal(principal, term):
    """All but the last are equal; the last takes the remainder and is the largest, by less than the term in fen."""
    owed = [still_owed(principal, term, paid, True) for paid in range(term + 1)]
    instalments = [before - after for before, after in itertools.pairwise(owed)]
    assert owed[0] == principal
    assert owed[-1] == 0
    assert sum(instalments) == principal
    assert set(instalments[:-1]) <= {principal // term}
    assert 0 <= instalments[-1] - principal // term < term


def test_instalments_by_hand():
    """100.00 over three months: 33.33, 33.33, 33.34."""
    assert [still_owed(10_000, 3, paid, True) for paid in range(5)] == [10_000, 6_667, 3_334, 0, 0]


def test_a_bullet_loan_is_owed_in_full_until_it_falls_due():
    """Interest apart, nothing is repaid before maturity."""
    assert {still_owed(10_000, 12, paid, False) for paid in range(12)} == {10_000}


@pytest.mark.parametrize("hazard", [0.01, 0.1, 0.6])
def test_early_repayment_is_geometric(hazard):
    """Over 2,000 midpoints: later than month lent + k with chance (1 - h)^k, first possible the month after lending."""
    months = np.array([month_of_event(24, hazard, (i + 0.5) / 2000) for i in range(2000)])
    assert months.min() == 25
    for k in (1, 2, 5, 12):
        assert np.mean(months > 24 + k) == pytest.approx((1 - hazard) ** k, abs=5e-4 + 1e-12)


def test_early_repayment_that_never_comes_is_a_far_month():
    """A tiny hazard gives a month beyond every calendar, not an overflow."""
    assert month_of_event(1, 1e-12, math.exp(-700)) == 1_000_002


def test_loans_are_ordered_by_month_then_opening_book_then_slot():
    """The opening book goes first in its month; the largest slot still comes before the next month's first."""
    last = 2**33 - 1
    sequence = [(month, slot, book) for month in range(3) for book in (1, 0) for slot in (0, 1, last)]
    numbers = [order_of_loan(*loan) for loan in sequence]
    assert numbers == sorted(set(numbers))


def test_numbers_of_loans_leave_no_gap():
    """From 0 on, each group's first number follows its predecessor's last: room for 2^33 slots, twice a month."""
    assert [order_of_loan(0, slot, 1) for slot in (0, 1)] == [0, 1]
    assert order_of_loan(0, 0, 0) == order_of_loan(0, 2**33 - 1, 1) + 1
    assert order_of_loan(1, 0, 1) == order_of_loan(0, 2**33 - 1, 0) + 1
