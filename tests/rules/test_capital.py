"""Risk weights, capital and the return on it."""

import numpy as np
import pytest

from simulator.rules.capital import (
    CORPORATE,
    asset_correlation,
    capital_held,
    internal_ratings_weights,
    risk_adjusted_return,
    standardised_weights,
)
from tests.rules.bank_rules import bank_rules

OWED = np.array([10e6, 10e6 + 0.01, 5e6, 5e6])
DEFAULTED = np.array([False, False, True, True])
PROVISIONED = np.array([0.0, 0.0, 0.19, 0.2])
COMPENSATED = np.array([0.4, 0.4, 0.4, 0.0])


def weights(**capital):
    """Return the weights of four loans: small, just not small, defaulted, defaulted and provisioned."""
    return standardised_weights(OWED, DEFAULTED, PROVISIONED, COMPENSATED, bank_rules(capital=capital).capital)


def test_standardised_weights_by_size_and_default():
    """75 % up to 10 m, 85 % above; 150 % in default, 100 % from a provision of 20 % on."""
    assert weights().without_fund.tolist() == [0.75, 0.85, 1.5, 1.0]


def test_the_smallest_firm_is_retail_too():
    """75 % for one yuan owed as for ten million."""
    found = standardised_weights(np.ones(1), np.zeros(1, dtype=bool), np.zeros(1), np.zeros(1), bank_rules().capital)
    assert found.in_force.tolist() == [0.75]


def test_the_fund_takes_its_weight_for_the_part_it_compensates():
    """Weight 50 % for 40 %: 0.4 x 0.5 + 0.6 x 0.75 = 0.65, 0.71, 1.1; nothing compensated: unchanged."""
    assert weights().with_fund == pytest.approx([0.65, 0.71, 1.1, 1.0])


def test_a_fund_of_higher_weight_than_the_firm_changes_nothing():
    """Substitution never raises a weight."""
    assert weights(fund_weight=2.0).with_fund == pytest.approx(weights().without_fund)


def test_the_fund_counts_only_when_the_rules_say_so():
    """Off by default."""
    assert weights().in_force.tolist() == weights().without_fund.tolist()
    switched = weights(is_fund_mitigation=True)
    assert switched.in_force.tolist() == switched.with_fund.tolist()


def test_capital_is_ratio_times_weighted_balances():
    """10.5 % of (100 x 0.85 + 200 x 0.75) = 24.675."""
    assert capital_held(np.array([100.0, 200.0]), np.array([0.85, 0.75]), 0.105) == pytest.approx(24.675)


def test_return_on_capital():
    """Income 35, costs 19 + 7, expected loss 5, capital 8: 50 %; a loss above the margin makes it negative."""
    assert risk_adjusted_return(35.0 - 26.0, 5.0, 8.0) == pytest.approx(0.5)
    assert risk_adjusted_return(9.0, 13.0, 8.0) == pytest.approx(-0.5)


@pytest.mark.parametrize(("sales", "less"), [(1e6, 0.04), (5e6, 0.04), (27.5e6, 0.02), (50e6, 0.0), (90e6, 0.0)])
def test_small_firms_have_a_smaller_correlation(sales, less):
    """0.04 x (1 - (S - 5) / 45) in m euros, between 5 and 50."""
    pd = np.array([0.01])
    by_sales, large = (
        asset_correlation(pd, CORPORATE, bank_rules(internal_ratings={"annual_sales": s}).internal_ratings)[0]
        for s in (sales, 50e6)
    )
    assert large - by_sales == pytest.approx(less)


def test_a_pd_below_the_floor_counts_as_the_floor():
    """PD 0 has the weight of 0.03 %."""
    rules = bank_rules().internal_ratings
    low, floor = internal_ratings_weights(np.array([0.0, 0.0003]), CORPORATE, rules)
    assert low == floor > 0


def test_longer_loans_need_more_capital():
    """Maturity 5 against 2.5 years: times 1 + 2.5 b, with b = (0.11852 - 0.05478 ln 0.01)^2 = 0.13748."""
    short, long = (
        internal_ratings_weights(
            np.array([0.01]), CORPORATE, bank_rules(internal_ratings={"maturity_years": years}).internal_ratings
        )[0]
        for years in (2.5, 5.0)
    )
    assert long / short == pytest.approx(1 + 2.5 * 0.13748, abs=2e-5)
