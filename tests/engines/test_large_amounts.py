"""Amounts up to 10^13 yuan: every share is the exact floor, nothing overflows."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.books import events, loan, replayed, scenario

LARGEST = 1e13
exactly = settings(max_examples=30)
amounts = st.one_of(st.integers(1, 10**15), st.integers(10**15 - 10**6, 10**15)).map(lambda fen: fen / 100)
shares = st.integers(0, 10**6).map(lambda ppm: ppm / 1e6)


def fen(yuan: float) -> int:
    """Return whole fen."""
    return round(yuan * 100)


def part(amount: int, share: float) -> int:
    """Return floor(amount x share), in exact arithmetic, for a share of whole parts per million."""
    return int(amount * Fraction(round(share * 1e6), 10**6))


@exactly
@given(amounts, shares, shares)
def test_every_share_is_the_exact_floor(principal, ratio, other):
    """Fund and guarantor get floors of exact products, the bank the remainder."""
    other = round(min(other, 1 - ratio), 6)
    policy = scenario(scheme={"compensation_ratio": ratio, "guarantor_share": other}, fund={"fund_size": LARGEST})
    totals = replayed(policy, loan(principal=principal, default=3))
    paid, guaranteed = part(fen(principal), ratio), part(fen(principal), other)
    assert (fen(totals["fund_paid"]), fen(totals["guarantor_paid"])) == (paid, guaranteed)
    assert fen(totals["bank_loss"]) == fen(principal) - paid - guaranteed


@exactly
@given(amounts, amounts, shares)
def test_an_advance_is_shared_by_the_exact_floor(principal, proceeds, ratio):
    """Of what comes back the fund gets floor(proceeds x paid / owed)."""
    scheme = {"compensation_ratio": ratio, "timing": "advance"}
    policy = scenario(scheme=scheme, fund={"fund_size": LARGEST})
    totals = replayed(policy, loan(principal=principal, default=3, proceeds=proceeds, sale_lag_months=4))
    paid = part(fen(principal), ratio)
    back = min(fen(principal), fen(proceeds)) * paid // fen(principal)
    assert (fen(totals["fund_paid"]), fen(totals["fund_recovered"])) == (paid, back)


@exactly
@given(st.lists(amounts, min_size=2, max_size=4), st.integers(0, 10**13).map(float))
def test_a_shortage_is_split_by_the_exact_floor(principals, money):
    """Claims that do not all fit get floor(claim x money / claims)."""
    policy = scenario(scheme={"compensation_ratio": 1.0, "shortage": "pro_rata"}, fund={"fund_size": money})
    loans = [loan(principal=principal, default=3) for principal in principals]
    due = sum(fen(principal) for principal in principals)
    paid = [fen(row[2]) for row in events(policy, "fund pays claim", *loans)]
    if due > fen(money):
        wanted = [fen(principal) * fen(money) // due for principal in principals]
        assert paid == [amount for amount in wanted if amount > 0]
    else:
        assert paid == [fen(principal) for principal in principals]


@pytest.mark.parametrize("multiple", [1.0, 10.0, 100.0, 1000.0])
def test_the_largest_fund_covers_the_largest_loan(multiple):
    """A fund of 10^13 at up to the largest leverage the scenario may name still has room."""
    policy = scenario(fund={"fund_size": LARGEST}, gate={"leverage_multiple": multiple})
    assert replayed(policy, loan(principal=LARGEST))["lent_covered"] == LARGEST


def test_many_of_the_largest_loans_are_added_up():
    """Fifty loans of 10^13 are covered for twelve months each."""
    totals = replayed(scenario(fund={"fund_size": LARGEST}), *[loan(principal=LARGEST) for _ in range(50)])
    assert totals["covered_months"] == 12 * 50 * LARGEST
    assert totals["peak_covered"] == 50 * LARGEST


def test_marginal_tiers_of_the_largest_loan():
    """Half of 10^13 at 0.8, half at 0.4: 0.6 of the loss."""
    tiers = ({"above": LARGEST / 2, "factor": 0.5},)
    scheme = {"compensation_ratio": 0.8, "tiers": tiers, "tier_rule": "marginal"}
    policy = scenario(scheme=scheme, fund={"fund_size": LARGEST})
    assert replayed(policy, loan(principal=LARGEST, default=3))["fund_paid"] == 0.6 * LARGEST


def test_interest_on_the_largest_fund():
    """A fund of 10^13 at 12 %: floor(balance / 100) each month, exactly."""
    balance = fen(LARGEST)
    for _ in range(12):
        balance += balance // 100
    totals = replayed(scenario(fund={"fund_size": LARGEST, "interest_per_year": 0.12}), loan(principal=1.0))
    assert totals["interest"] == (balance - fen(LARGEST)) / 100


def test_ratios_of_the_largest_book_are_compared_exactly():
    """One fen in 10^13 yuan below the line does not stop."""
    half = [loan(principal=LARGEST / 2, term=36), loan(principal=LARGEST / 2, term=36, default=2)]
    for proceeds, shut in ((0.0, 1.0), (0.01, 0.0)):
        line = {"is_on": True, "on_at_least": 0.5, "off_below": 0.5}
        policy = scenario(breaker=line, fund={"fund_size": LARGEST}, clock={"years": 4})
        half[1] = {**half[1], "sale_proceeds": proceeds}
        assert replayed(policy, *half, loan(month=3, principal=1.0))["refused_breaker"] == shut
