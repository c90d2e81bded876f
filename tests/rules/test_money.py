"""Shares of amounts are exact: compared with Python's own integers, which have no limit.

Amounts are handed over as the 64-bit integers of the engine, whose overflow is a warning and thus a failure here,
compiled or not.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.rules.money import MILLION, is_at_least, monthly_part, part_of, portion

LARGEST = 9 * 10**15
"""Fen: ninety thousand billion yuan."""

exactly = settings(max_examples=300)
amounts = st.integers(0, LARGEST)
shares = st.integers(0, MILLION)


@exactly
@given(amounts, shares)
@example(LARGEST, MILLION)
@example(9_200_000_000_001, 999_999)
def test_part_is_the_floored_product(amount, share):
    """floor(amount x share), where a plain product would pass 2^63."""
    assert part_of(np.int64(amount), share) == amount * share // MILLION


@exactly
@given(amounts, st.integers(0, 10**9))
@example(LARGEST, 10**9)
@example(LARGEST - 1, 10**9 - 1)
def test_multiples_up_to_a_thousand_do_not_overflow(amount, multiple):
    """The leverage limit multiplies: a thousand times 9e15 fen still fits."""
    assert part_of(np.int64(amount), multiple) == amount * multiple // MILLION


@exactly
@given(st.integers(0, 2**63 - 1), shares)
def test_shares_of_any_amount_do_not_overflow(amount, share):
    """Up to a share of 1 the whole range of int64 is safe."""
    assert part_of(np.int64(amount), share) == amount * share // MILLION


@exactly
@given(amounts, st.integers(0, 10**9))
@example(LARGEST, 10**9)
def test_monthly_part_is_a_floored_twelfth(amount, rate):
    """floor(amount x rate / 12): interest of one month."""
    assert monthly_part(np.int64(amount), rate) == amount * rate // (12 * MILLION)


@exactly
@given(st.integers(-LARGEST, LARGEST), amounts, st.integers(0, 10 * MILLION))
@example(3, 100, 30_000)
@example(2, 100, 30_000)
@example(LARGEST, LARGEST, MILLION)
@example(LARGEST - 1, LARGEST, MILLION)
@example(10, LARGEST, MILLION)
@example(LARGEST, 10, MILLION)
@example(8 * 10**12, 8 * 10**12, 10 * MILLION)
def test_ratio_is_compared_without_rounding(numerator, denominator, ratio):
    """Compared as fractions, numerator / denominator >= ratio; over nothing the ratio counts as 0."""
    true_ratio = Fraction(numerator, denominator) if denominator else Fraction(0)
    assert is_at_least(np.int64(numerator), np.int64(denominator), ratio) == (true_ratio >= Fraction(ratio, MILLION))


@exactly
@given(amounts, st.integers(1, MILLION))
def test_ratio_counts_as_reached_at_the_line_and_not_a_fen_below(denominator, ratio):
    """On when ratio >= on: the smallest numerator that reaches the line is its ceiling."""
    if denominator == 0:
        return
    line = -(-denominator * ratio // MILLION)
    assert is_at_least(np.int64(line), np.int64(denominator), ratio)
    assert not is_at_least(np.int64(line - 1), np.int64(denominator), ratio)


def test_over_nothing_the_ratio_counts_as_0():
    """0 reaches a line of 0 and every line below it, not one of a millionth, whatever the numerator."""
    assert [is_at_least(5, 0, line) for line in (-1, 0, 1)] == [True, True, False]


@pytest.mark.parametrize(("amount", "share", "part"), [(80_000_001, 500_000, 40_000_000), (1, 999_999, 0)])
def test_part_by_hand(amount, share, part):
    """Half of an odd fen is floored; a share below one of a single fen is nothing."""
    assert part_of(amount, share) == part


@exactly
@given(amounts, amounts, st.integers(1, LARGEST))
@example(LARGEST, LARGEST, LARGEST)
@example(3_000_000_000, 2_999_999_999, 3_000_000_001)
def test_portion_is_the_floored_quotient_of_a_product_that_would_overflow(amount, part, whole):
    """floor(amount x part / whole) for amounts whose product passes 2^63, when the part is not above the whole."""
    part = min(part, whole)
    assert portion(np.int64(amount), np.int64(part), np.int64(whole)) == amount * part // whole


@pytest.mark.parametrize(("part", "whole"), [(0, 10), (-5, 10), (5, 0), (5, -10), (-5, -10)])
def test_portion_of_nothing_or_by_less_than_nothing_is_0(part, whole):
    """Neither a debt nor an empty whole gives anybody a part."""
    assert portion(100, part, whole) == 0
