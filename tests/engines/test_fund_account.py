"""The fund's money: interest, fees, running cost, top-ups; worked by hand, in yuan."""

import pytest

from tests.engines.books import loan, replayed, scenario

SOUND = loan(term=12)


def policy_of(years: int = 1, scheme=None, **fund):
    """Return a fund of 1,000 with a scheme that pays half."""
    return scenario(
        clock={"years": years}, scheme={"compensation_ratio": 0.5, **(scheme or {})}, fund={"fund_size": 1000.0, **fund}
    )


def test_interest_is_floored_each_month():
    """6 % a year on 100.00: 0.50 in January, then a twelfth of 6 % on what has grown, in whole fen."""
    balance = 10_000
    for _ in range(12):
        balance += balance * 6 // 1200
    totals = replayed(policy_of(fund_size=100.0, interest_per_year=0.06), SOUND)
    assert totals["balance"] == balance / 100
    assert totals["interest"] == (balance - 10_000) / 100


def test_interest_is_earned_on_the_opening_balance():
    """In January interest comes before the top-up, as the month's order says: 12 x 10, then 1 % of 1,126."""
    totals = replayed(policy_of(2, interest_per_year=0.12, top_up="fixed", top_up_budget=100_000.0), SOUND)
    balance = 100_000
    for month in range(1, 25):
        balance += balance // 100
        balance += 10_000_000 if month == 13 else 0
    assert totals["balance"] == balance / 100


def test_negative_interest_takes_money():
    """-12 % a year takes 1 % each month and never more than there is."""
    totals = replayed(policy_of(interest_per_year=-0.12), SOUND)
    assert 1000 * 0.99**12 - 0.12 <= totals["balance"] <= 1000 * 0.99**12 + 0.12


def test_fee_on_each_newly_covered_loan():
    """1 % of every loan covered, also of those of the last month."""
    totals = replayed(policy_of(scheme={"fee_upfront": 0.01}), SOUND, loan(month=6), loan(month=12))
    assert (totals["fees_fund"], totals["balance"]) == (30, 1030)


def test_yearly_fee_on_performing_loans():
    """12 % a year on 1,000 for twelve months is 10 a month, 120 in all."""
    totals = replayed(policy_of(2, scheme={"fee_per_year": 0.12}), SOUND)
    assert totals["fees_fund"] == 120


def test_yearly_fee_is_charged_until_the_last_loan_is_repaid():
    """A loan of the last month pays its fee during the run-off too."""
    assert replayed(policy_of(scheme={"fee_per_year": 0.12}), loan(month=12))["fees_fund"] == 120


def test_fees_may_go_to_another_party():
    """The guarantor's fees do not reach the fund."""
    totals = replayed(policy_of(scheme={"fee_upfront": 0.01, "fee_payee": "guarantor"}), SOUND)
    assert (totals["fees_fund"], totals["fees_others"], totals["balance"]) == (0, 10, 1000)


def test_running_cost_is_paid_while_there_is_money():
    """10 a month out of 25: 10, 10, 5, and nothing more."""
    totals = replayed(policy_of(fund_size=25.0, running_cost_per_year=120.0), SOUND)
    assert (totals["running_cost"], totals["balance"]) == (25, 0)


@pytest.mark.parametrize(
    ("kind", "floor", "given"),
    [
        ("none", 0, 0),
        ("fixed", 0, 400),  # 200 in each of two Januaries, never in the first month
        ("to_capital", 0, 300),  # 200, then the 100 still missing
        ("below_floor", 800, 200),  # 700 is below 800; 900 is not
        ("below_floor", 700, 0),  # at the floor is not below it
        ("below_floor", 950, 300),
    ],
)
def test_top_ups(kind, floor, given):
    """A claim of 300 leaves 700 of 1,000; the budget is 200 a year."""
    policy = policy_of(3, top_up=kind, top_up_budget=200.0, top_up_floor=float(floor))
    totals = replayed(policy, loan(default=3, proceeds=400))
    assert (totals["top_ups"], totals["balance"]) == (given, 700 + given)


def test_public_money_is_discounted_to_the_start():
    """1,000 paid in, 110 given after a year at 10 % (worth 100), 1,110 - 300 left after two (worth 669.42)."""
    policy = policy_of(2, top_up="fixed", top_up_budget=110.0, discount_rate_per_year=0.1)
    totals = replayed(policy, loan(default=3, proceeds=400))
    assert totals["public_in_present"] == pytest.approx(1000 + 100 - 810 / 1.21, abs=0.01)


def test_money_drawn_from_the_treasury_is_public_money():
    """Claim 500 in month 7 on a fund of 100: 400 are drawn half a year after the start."""
    policy = policy_of(fund_size=100.0, is_unlimited=True, discount_rate_per_year=0.1)
    totals = replayed(policy, loan(default=7))
    assert (totals["drawn"], totals["balance"]) == (400, 0)
    assert totals["public_in_present"] == pytest.approx(100 + 400 * 1.1**-0.5, abs=0.01)


def test_peak_and_lowest_are_remembered():
    """At most 2,000 outstanding at a month's end; the balance fell to 700."""
    totals = replayed(policy_of(), loan(default=3, proceeds=400), loan(month=2), loan(month=4, term=3))
    assert (totals["peak_covered"], totals["lowest_balance"], totals["largest_outflow"]) == (2000, 700, 300)


def test_years_without_a_claim_are_counted():
    """A claim in the second of three years."""
    totals = replayed(policy_of(3), loan(term=24, default=15))
    assert totals["years_without_claim"] == 2
