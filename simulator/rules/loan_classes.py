"""Five loan classes, the provisions they ask for, how loans move between them, and the ratios read from them.

Amounts are yuan; an array by class has the order of `LoanClass`.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.bank_rules import Classes, Coverage, Provisions

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


def least_provisions(by_class_yuan: Floats, rules: Provisions) -> tuple[Floats, Floats]:
    """Return the smallest general provision, shape (...,), and the smallest special one of each class, shape (..., 5).

    Parameters
    ----------
    by_class_yuan
        Balance in each class, shape (..., 5).
    rules
        Rates by class.
    """
    rates = np.array([0.0, rules.special_mention, rules.substandard, rules.doubtful, rules.loss])
    return np.asarray(rules.general * by_class_yuan.sum(axis=-1)), rates * by_class_yuan


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
    whole = float(performing.sum())
    return float(performing[:, LoanClass.SUBSTANDARD :].sum()) / whole if whole > 0 else np.nan


def npl_ratio(non_performing_yuan: Floats, loans_yuan: Floats) -> Floats:
    """Return non-performing loans per loans, of the shape of both; 0 without loans."""
    none = np.zeros_like(non_performing_yuan)
    return np.asarray(np.divide(non_performing_yuan, loans_yuan, out=none, where=loans_yuan > 0))


def distance_to_tolerance(ratio: Floats, tolerated_ratio: float) -> Floats:
    """Return by how much the non-performing ratio may still rise before it is above what is tolerated.

    Negative when it is above. The tolerated ratio is absolute, as in `lender.npl_tolerance`: for patent-pledge loans
    the ratio of all the bank's loans and three percentage points.
    """
    return np.asarray(tolerated_ratio - ratio)


def missing_provisions(
    provisions_yuan: Floats, non_performing_yuan: Floats, loans_yuan: Floats, rules: Coverage
) -> Floats:
    """Return what provisions lack of the required coverage and loan provision ratio, of the shape of all three.

    max(0, max(coverage x non-performing loans, ratio x loans) - provisions)
    """
    by_coverage = rules.provision_coverage * non_performing_yuan
    by_ratio = rules.loan_provision_ratio * loans_yuan
    return np.asarray(np.maximum(np.maximum(by_coverage, by_ratio) - provisions_yuan, 0.0))
