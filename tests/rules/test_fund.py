"""The fund's account: top-ups and room for cover."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.rules.fund import (
    BASE_GROSS,
    BASE_NET,
    BASE_PAID_IN,
    IF_BELOW,
    REOPENS_AT_NEW_YEAR,
    REOPENS_AT_REVIEW,
    REOPENS_BY_DECISION,
    REOPENS_WHEN_BELOW,
    STAYS_SHUT,
    TOP_UP_BELOW_FLOOR,
    TOP_UP_FIXED,
    TOP_UP_NONE,
    TOP_UP_TO_CAPITAL,
    WHATEVER_RATIO,
    breaker_after,
    cost_of_tools,
    fees_due,
    guarantor_pays,
    is_over_tolerance,
    leverage_limit,
    may_reopen,
    remembers_lending,
    running_cost,
    steps_reached,
    trust_in_steps,
    yearly_top_up,
)
from simulator.rules.money import LIMITLESS, MILLION

LARGEST = 9 * 10**15

exactly = settings(max_examples=200)
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
    assert leverage_limit(10 * MILLION, base, 120, 30, 200) - 500 == room


def test_room_may_be_negative_and_a_debt_does_not_count_twice():
    """Claims above the balance leave a base of nothing; what is outstanding is then too much."""
    assert leverage_limit(10 * MILLION, BASE_NET, 20, 30, 200) == 0


def test_without_a_multiple_there_is_no_limit():
    """Not even when the fund is empty."""
    assert leverage_limit(-1, BASE_NET, 0, 30, 200) == LIMITLESS


def test_a_guarantor_pays_what_it_has():
    """Out of 300 it pays 240, or 300 of 500; with capital below 0 it can always pay."""
    assert (guarantor_pays(240, 300), guarantor_pays(500, 300), guarantor_pays(500, -1)) == (240, 300, 500)


def test_cost_of_tools_by_hand():
    """50 fen a loan, and 2 % a year on 1,200 fen for six months: 12."""
    assert cost_of_tools(1200, 6, 50, 20_000) == 50 + 12


@exactly
@given(st.integers(0, 10**9), amounts, amounts)
@example(10**9, LARGEST, 0)
def test_the_limit_does_not_overflow(multiple, balance, unpaid):
    """A thousand times 9e15 fen, in Python's integers."""
    expected = max(0, balance - unpaid) * multiple // MILLION
    assert leverage_limit(multiple, BASE_NET, balance, unpaid, 1) == expected


@pytest.mark.parametrize(
    ("was_on", "above", "reopening", "now"),
    [
        (0, 49, IF_BELOW, 0),
        (0, 50, IF_BELOW, 1),
        (1, 40, IF_BELOW, 1),
        (1, 30, IF_BELOW, 1),
        (1, 29, IF_BELOW, 0),
        (1, 40, WHATEVER_RATIO, 0),
        (1, 50, WHATEVER_RATIO, 1),
        (0, 40, IF_BELOW, 0),
        (1, 29, STAYS_SHUT, 1),
        (0, 29, STAYS_SHUT, 0),
        (0, 50, STAYS_SHUT, 1),
    ],
)
def test_breaker_by_hand(was_on, above, reopening, now):
    """On at 5 %, off below 3 %: between the lines it stays as it was, unless the calendar alone releases it."""
    assert breaker_after(was_on, above, 1000, 50_000, 30_000, reopening) == now


@pytest.mark.parametrize(
    ("rule", "month", "found"),
    [
        (REOPENS_WHEN_BELOW, 13, IF_BELOW),
        (REOPENS_AT_NEW_YEAR, 13, WHATEVER_RATIO),
        (REOPENS_AT_NEW_YEAR, 14, IF_BELOW),
        (REOPENS_AT_REVIEW, 5, STAYS_SHUT),
        (REOPENS_AT_REVIEW, 16, STAYS_SHUT),
        (REOPENS_AT_REVIEW, 17, IF_BELOW),
        (REOPENS_AT_REVIEW, 29, IF_BELOW),
        (REOPENS_BY_DECISION, 240, STAYS_SHUT),
    ],
)
def test_when_a_breaker_of_may_can_be_released(rule, month, found):
    """Tripped in month 5, reviewed every twelve months: in months 17, 29, ...; month 13 is a January."""
    assert may_reopen(rule, 12, month, 5) == found


@pytest.mark.parametrize(
    ("rule", "remembers"),
    [
        (REOPENS_WHEN_BELOW, False),
        (REOPENS_AT_NEW_YEAR, False),
        (REOPENS_AT_REVIEW, True),
        (REOPENS_BY_DECISION, True),
    ],
)
def test_only_a_review_or_a_decision_remembers_the_lending_before(rule, remembers):
    """A ratio that a ban empties releases by itself; somebody who looks back does not forget what was lent."""
    assert remembers_lending(rule) == remembers


def test_a_ratio_over_nothing_releases_the_breaker():
    """0 / 0 counts as 0, and where there is nothing to read even a line of 0 is not on."""
    assert breaker_after(1, 0, 0, 50_000, 30_000, IF_BELOW) == 0
    assert breaker_after(1, 0, 0, 0, 0, IF_BELOW) == 0


def test_steps_by_hand():
    """Steps at 3 % and 5 %; a ratio over nothing reaches none."""
    steps = np.array([30_000, 50_000])
    assert [steps_reached(above, 1000, steps) for above in (29, 30, 49, 50)] == [0, 1, 1, 2]
    assert steps_reached(50, 0, steps) == 0
    assert steps_reached(0, 0, np.array([0])) == 0
    assert steps_reached(1, 1, steps) == 2  # a single fen is a whole


def test_fees_and_running_cost_by_hand():
    """1 % of 500 new and a twelfth of 2.4 % of 1,000; cost stops where the money stops."""
    assert fees_due(500, 1000, 10_000, 24_000) == 5 + 2
    assert running_cost(1000, 2400) == 200
    assert running_cost(150, 2400) == 150


def test_trust_by_hand():
    """Half the money for a year's claims is half the trust; enough and more is full trust."""
    assert trust_in_steps(16, 50, 100) == 8
    assert trust_in_steps(16, 100, 100) == 16
    assert trust_in_steps(16, 300, 100) == 16
    assert trust_in_steps(16, 0, 0) == 16


def test_tolerance_is_exceeded_only_above_it():
    """5 of 100 is at a tolerance of 5 %, not above; without a tolerance nothing is."""
    assert not is_over_tolerance(5, 100, 50_000)
    assert is_over_tolerance(6, 100, 50_000)
    assert not is_over_tolerance(6, 100, -1)
    assert not is_over_tolerance(0, 0, 0)
