"""Five loan classes, the provisions they ask for, how loans move between them, and the ratios read from them.

Amounts are yuan; an array by class has the order of `LoanClass`.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.bank_rules import Classes, Provisions

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]


class LoanClass(IntEnum):
    """The five classes, best first; the last three are non-performing."""

    NORMAL = 0
    SPECIAL_MENTION = 1
    SUBSTANDARD = 2
    DOUBTFUL = 3
    LOSS = 4


def classes(days_past_due: Integers, is_impaired: Truths, loss_share: Floats, rules: Classes) -> Integers:
    """Return the class of each loan by the worse of days past due and expected loss, shape (loans,).

    Parameters
    ----------
    days_past_due, is_impaired
        On the day of the report, shape (loans,).
    loss_share
        Expected credit loss per balance after what the security brings, shape (loans,); counts for impaired loans.
    rules
        Limits.
    """
    limits = [
        rules.special_mention_days_past_due,
        rules.substandard_days_past_due,
        rules.doubtful_days_past_due,
        rules.loss_days_past_due,
    ]
    by_days = np.searchsorted(limits, days_past_due, side="left")
    by_loss = LoanClass.SUBSTANDARD + np.searchsorted(
        [rules.doubtful_loss_share, rules.loss_loss_share], loss_share, side="right"
    )
    return np.maximum(by_days, np.where(is_impaired, by_loss, LoanClass.NORMAL)).astype(np.int64)


def balance_by_class(balance_yuan: Floats, loan_class: Integers) -> Floats:
    """Return the balance in each class, shape (5,)."""
    total: Floats = np.bincount(loan_class, balance_yuan, len(LoanClass)).astype(np.float64)
    return total


def least_provisions(by_class_yuan: Floats, rules: Provisions) -> tuple[float, Floats]:
    """Return the smallest general provision, and the smallest special one of each class, shape (5,).

    Parameters
    ----------
    by_class_yuan
        Balance in each class, shape (5,).
    rules
        Rates by class.
    """
    rates = np.array([0.0, rules.special_mention, rules.substandard, rules.doubtful, rules.loss])
    return rules.general * float(by_class_yuan.sum()), rates * by_class_yuan


def migration(before: Integers, after: Integers, balance_after_yuan: Floats) -> Floats:
    """Return what is left at the end of a period of the loans of its start, by class then and now, shape (5, 5).

    Loans repaid, sold or written off in between have left: their balance is 0.

    Parameters
    ----------
    before, after
        Class of each loan at the start and at the end, shape (loans,); new loans are left out.
    balance_after_yuan
        Balance at the end, shape (loans,).
    """
    matrix = np.zeros((len(LoanClass), len(LoanClass)))
    np.add.at(matrix, (before, after), balance_after_yuan)
    return matrix


def migration_rates(matrix_yuan: Floats) -> Floats:
    """Return the part of each of the first four classes that has moved to a worse one, shape (4,).

        moved down / (balance at the start - what has left in between)

    where the denominator is what is left of the class's loans, whatever their class now; nan where nothing is left.
    """
    left = matrix_yuan.sum(axis=1)[:-1]
    moved = np.triu(matrix_yuan, k=1).sum(axis=1)[:-1]
    return np.divide(moved, left, out=np.full(len(left), np.nan), where=left > 0)


def performing_migration_rate(matrix_yuan: Floats) -> float:
    """Return the part of normal and special-mention loans that has turned non-performing; nan where nothing is left."""
    performing = matrix_yuan[: LoanClass.SUBSTANDARD]
    return _ratio(float(performing[:, LoanClass.SUBSTANDARD :].sum()), float(performing.sum()), np.nan)


def npl_ratio(by_class_yuan: Floats) -> float:
    """Return non-performing loans per loans; 0 without loans."""
    return _ratio(_non_performing(by_class_yuan), float(by_class_yuan.sum()), 0.0)


def provision_coverage(provisions_yuan: float, by_class_yuan: Floats) -> float:
    """Return provisions per non-performing loans; infinite without any."""
    return _ratio(provisions_yuan, _non_performing(by_class_yuan), np.inf)


def loan_provision_ratio(provisions_yuan: float, by_class_yuan: Floats) -> float:
    """Return provisions per loans; 0 without loans."""
    return _ratio(provisions_yuan, float(by_class_yuan.sum()), 0.0)


def distance_to_tolerance(by_class_yuan: Floats, tolerated_ratio: float) -> float:
    """Return by how much the non-performing ratio may still rise before it is above what is tolerated.

    Negative when it is above. The tolerated ratio is absolute, as in `lender.npl_tolerance`: for patent-pledge loans
    the ratio of all the bank's loans and three percentage points.
    """
    return tolerated_ratio - npl_ratio(by_class_yuan)


def _non_performing(by_class_yuan: Floats) -> float:
    return float(by_class_yuan[LoanClass.SUBSTANDARD :].sum())


def _ratio(part: float, whole: float, without: float) -> float:
    return part / whole if whole > 0 else without
