"""Loan classes, provisions, migration and ratios, worked by hand."""

import math

import numpy as np
import pytest

from simulator.rules.loan_classes import (
    LoanClass,
    balance_by_class,
    classes,
    distance_to_tolerance,
    least_provisions,
    migration,
    migration_rates,
    missing_provisions,
    npl_ratio,
    performing_migration_rate,
)
from tests.rules.bank_rules import bank_rules

RULES = bank_rules()
BOOK = np.array([900.0, 50.0, 20.0, 20.0, 10.0])
"""1,000 lent, of which 50 special mention and 50 non-performing."""


@pytest.mark.parametrize(
    ("days", "loan_class"),
    [
        (0, LoanClass.NORMAL),
        (1, LoanClass.SPECIAL_MENTION),
        (90, LoanClass.SPECIAL_MENTION),
        (91, LoanClass.SUBSTANDARD),
        (270, LoanClass.SUBSTANDARD),
        (271, LoanClass.DOUBTFUL),
        (360, LoanClass.DOUBTFUL),
        (361, LoanClass.LOSS),
    ],
)
def test_class_by_days_past_due(days, loan_class):
    """More than 0, 90, 270 and 360 days past due."""
    assert classes(np.array([days]), np.array([False]), np.array([0.0]), RULES.classes).tolist() == [loan_class]


def test_class_of_an_impaired_loan_by_what_the_security_leaves():
    """Impaired is substandard; 50 % expected to be lost is doubtful, 90 % loss; days past due may make it worse."""
    days = np.array([0, 0, 0, 0, 361, 0])
    loss = np.array([0.49, 0.5, 0.89, 0.9, 0.1, 0.95])
    impaired = np.array([True, True, True, True, True, False])
    assert classes(days, impaired, loss, RULES.classes).tolist() == [2, 3, 3, 4, 4, 0]


def test_least_provisions_by_class():
    """1 % of 1,000 in general; 2 % of 50, 25 % of 20, 50 % of 20 and all of 10: 1 + 5 + 10 + 10."""
    general, special = least_provisions(BOOK, RULES.provisions)
    assert general == pytest.approx(10.0)
    assert special == pytest.approx([0.0, 1.0, 5.0, 10.0, 10.0])


def test_migration_counts_what_is_left():
    """Of 1,000 normal 200 were repaid, 40 are special mention, 16 substandard: 56 / 800 = 7 % moved down.

    Of 100 special mention 50 are left: 10 normal again, 15 substandard (30 %). Of 30 substandard 20 are left, 5 of
    them doubtful (25 %). The one doubtful loan was written off.
    """
    before = np.array([0, 0, 0, 1, 1, 1, 2, 2, 3])
    after = np.array([0, 1, 2, 0, 1, 2, 2, 3, 4])
    left = np.array([744.0, 40.0, 16.0, 10.0, 25.0, 15.0, 15.0, 5.0, 0.0])
    matrix = migration(before, after, left)
    assert matrix.sum() == left.sum()
    assert migration_rates(matrix)[:3] == pytest.approx([0.07, 0.3, 0.25])
    assert math.isnan(migration_rates(matrix)[3])
    # (16 + 15) of 850 are non-performing now
    assert performing_migration_rate(matrix) == pytest.approx(31 / 850)


def test_npl_ratio_and_its_distance_to_what_is_tolerated():
    """50 of 1,000 and 30 of 500; no loans: 0. One point below a limit of 6 %, half a point above one of 4.5 %."""
    found = npl_ratio(np.array([50.0, 30.0, 0.0]), np.array([1000.0, 500.0, 0.0]))
    assert found == pytest.approx([0.05, 0.06, 0.0])
    assert distance_to_tolerance(found, 0.06) == pytest.approx([0.01, 0.0, 0.06])
    assert distance_to_tolerance(found, 0.045)[0] == pytest.approx(-0.005)


def test_missing_provisions():
    """Coverage 150 % and ratio 2.5 %: of 1,000 loans with 50 bad ones 75 are required, with 10 bad ones 25."""
    rules = bank_rules(coverage={"provision_coverage": 1.5, "loan_provision_ratio": 0.025}).coverage
    npl, loans = np.array([50.0, 10.0, 50.0]), np.full(3, 1000.0)
    assert missing_provisions(np.array([60.0, 10.0, 80.0]), npl, loans, rules) == pytest.approx([15.0, 15.0, 0.0])


def test_balances_are_summed_by_class():
    """Two normal loans and a loss."""
    totals = balance_by_class(np.array([5.0, 7.0, 3.0]), np.array([0, 0, 4]))
    assert totals.tolist() == [12.0, 0.0, 0.0, 0.0, 3.0]
