"""The fund's account: top-ups and room for cover."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.rules.fund import (
    BASE_GROSS,
    BASE_NET,
    BASE_PAID_IN,
    TOP_UP_BELOW_FLOOR,
    TOP_UP_FIXED,
    TOP_UP_NONE,
    TOP_UP_TO_CAPITAL,
    cover_room,
    yearly_top_up,
)
from simulator.rules.money import LIMITLESS, MILLION

LARGEST = 9 * 10**15

exactly = settings(deadline=None, derandomize=True, max_examples=200)
amounts = st.integers(0, LARGEST)


@pytest.mark.parametrize(
    ("kind", "balance", "top_up"),
    [
        (TOP_UP_NONE, 10, 0),
        (TOP_UP_FIXED, 10, 50),
        (TOP_UP_FIXED, 500, 50),
        (TOP_UP_TO_CAPITAL, 180, 20),
        (TOP_UP_TO_CAPITAL, 100, 50),  # never above the budget
        (TOP_UP_TO_CAPITAL, 230, 0),
        (TOP_UP_BELOW_FLOOR, 79, 50),
        (TOP_UP_BELOW_FLOOR, 80, 0),  # at the floor is not below it
    ],
)
def test_top_up_by_hand(kind, balance, top_up):
    """Capital 200, budget 50 a year, floor 80."""
    assert yearly_top_up(kind, balance, 200, 50, 80) == top_up


def test_a_small_gap_below_the_floor_is_filled_up_to_the_capital_only():
    """Floor 190, balance 180, capital 200: 20 are given, not the budget."""
    assert yearly_top_up(TOP_UP_BELOW_FLOOR, 180, 200, 50, 190) == 20


@exactly
@given(st.sampled_from([TOP_UP_TO_CAPITAL, TOP_UP_BELOW_FLOOR]), amounts, amounts, amounts, amounts)
def test_top_up_is_within_budget_and_never_lifts_above_the_capital(kind, balance, capital, budget, floor):
    """Public money: not negative, not above the year's budget, not above what the fund was founded with."""
    top_up = yearly_top_up(kind, balance, capital, budget, floor)
    assert 0 <= top_up <= budget
    assert top_up == 0 or balance + top_up <= capital


@pytest.mark.parametrize(
    ("base", "room"),
    [(BASE_NET, 10 * (120 - 30) - 500), (BASE_GROSS, 10 * 120 - 500), (BASE_PAID_IN, 10 * 200 - 500)],
)
def test_room_for_cover_by_hand(base, room):
    """Ten times the base less what is outstanding: balance 120, unpaid 30, capital 200, outstanding 500."""
    assert cover_room(10 * MILLION, base, 120, 30, 200, 500) == room


def test_room_may_be_negative_and_a_debt_does_not_count_twice():
    """Claims above the balance leave a base of nothing; what is outstanding is then too much."""
    assert cover_room(10 * MILLION, BASE_NET, 20, 30, 200, 500) == -500


def test_without_a_multiple_there_is_no_limit():
    """Not even when the fund is empty."""
    assert cover_room(-1, BASE_NET, 0, 30, 200, 500) == LIMITLESS


@exactly
@given(st.integers(0, 10**9), amounts, amounts, st.integers(0, LARGEST))
@example(10**9, LARGEST, 0, 0)
def test_room_does_not_overflow(multiple, balance, unpaid, exposure):
    """A thousand times 9e15 fen, in Python's integers."""
    expected = max(0, balance - unpaid) * multiple // MILLION - exposure
    assert cover_room(multiple, BASE_NET, balance, unpaid, 1, exposure) == expected
