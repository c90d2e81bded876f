"""Loan classes month by month: what the tape says, and what defaults change of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.questions.bank.outcomes import Outcomes
from simulator.questions.bank.tested import MONTHS
from simulator.rules.loan_classes import (
    LoanClass,
    classes,
    migration,
    migration_rates,
    npl_ratio,
    performing_migration_rate,
)
from simulator.scenario.bank_rules import Classes

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

CLASSES = len(LoanClass)
DAYS_A_MONTH = 30
DEFAULT_DAYS = 90
WARNING_MONTHS = 2
"""A loan that defaults after 90 days past due was past due at the two month ends before."""


@dataclass(frozen=True, eq=False)
class Standing:
    """The book on the day of the tape; arrays of shape (loans,), amounts in currency."""

    balance: Floats
    days_past_due: Integers
    loss_share: Floats
    """Expected credit loss per balance in default."""
    book_loan: Integers
    """Row in the opening book; -1 for loans in default, which no row has."""
    sold: Integers
    """Month in which the security of a loan in default is sold; 0 for the others."""
    closed: Integers
    """Month in which what is left of it is written off."""
    proceeds: Floats
    """What the sale of its security brings."""
    compensated: Floats
    """What the scheme still pays on it."""


@dataclass(frozen=True, eq=False)
class ClassMonths:
    """Balances by month end; row 0 is the tape. What sound borrowers repay counts as lent again to sound ones."""

    mean: Floats
    """Mean balance by class, shape (MONTHS + 1, 5)."""
    npl: Floats
    """Non-performing, shape (paths, MONTHS + 1)."""
    written_off: Floats
    """So far, shape (paths, MONTHS + 1)."""
    proceeds: Floats
    """Of sales, and compensation, so far, shape (paths, MONTHS + 1)."""
    migration: Floats
    """Mean balance after twelve months by class on the tape and then, shape (5, 5)."""
    migration_by_month: Floats
    """Migration rates of each month, shape (MONTHS, 4)."""
    performing_migration: Floats
    """Part of normal and special-mention loans that turned non-performing in each month, shape (MONTHS,)."""
    after_a_year: Floats
    """Balance by class after twelve months, shape (paths, 5)."""

    @property
    def npl_ratio(self) -> Floats:
        """Return the NPL ratio, shape (paths, MONTHS + 1); 0 where nothing is left."""
        total = self.mean[0].sum() - self.written_off - self.proceeds
        return npl_ratio(self.npl, total)


@dataclass(frozen=True, eq=False)
class _Cases:
    """Simulated defaults, and loans that were in default on the tape, which are so on every path."""

    path: Integers
    loan: Integers
    month: Integers
    amount: Floats
    sold: Integers
    closed: Integers
    proceeds: Floats
    compensated: Floats
    is_simulated: Truths
    classes: Integers
    """Shape (cases, MONTHS + 1)."""
    left: Floats
    """Still owed, before default too, shape (cases, MONTHS + 1)."""


def class_months(standing: Standing, found: Outcomes, rules: Classes) -> ClassMonths:
    """Return balances by class and month end of a book with its simulated defaults.

    A default is the 90th day past due. From then on 30 days are added a month; at the two month ends before, the loan
    is 60 and 30 days past due. Proceeds are taken off the balance when the security is sold, compensation when the
    case is closed, and what is left then is written off. A loan past due on the tape that does not default is sound
    from the first month on.
    """
    own_class = classes(standing.days_past_due, standing.days_past_due >= DEFAULT_DAYS, standing.loss_share, rules)
    cases = _cases(standing, found, own_class, rules)
    weight = np.where(cases.is_simulated, 1 / found.paths, 1.0)
    mean, flows, migration_of_year = _mean_balances(standing, own_class, cases, weight)
    is_npl = np.arange(MONTHS + 1) >= cases.month[:, None]
    money = _so_far(np.minimum(cases.proceeds, cases.amount), cases.sold)
    money += _so_far(np.minimum(cases.compensated, np.maximum(cases.amount - cases.proceeds, 0)), cases.closed)
    written_off = _so_far(np.maximum(cases.amount - cases.proceeds - cases.compensated, 0), cases.closed)
    npl, written_off, money = (
        _by_path(cases, values, found.paths) for values in (cases.left * is_npl, written_off, money)
    )
    in_class = cases.left[:, 12, None] * (cases.classes[:, 12, None] == np.arange(CLASSES))
    after = _by_path(cases, in_class, found.paths)
    after[:, LoanClass.NORMAL] = standing.balance.sum() - (written_off + money)[:, 12] - after[:, 1:].sum(axis=1)
    return ClassMonths(
        mean=mean,
        npl=npl,
        written_off=written_off,
        proceeds=money,
        migration=migration_of_year,
        migration_by_month=np.stack([migration_rates(flow) for flow in flows[1:]]),
        performing_migration=np.array([performing_migration_rate(flow) for flow in flows[1:]]),
        after_a_year=after,
    )


def _cases(standing: Standing, found: Outcomes, own_class: Integers, rules: Classes) -> _Cases:
    active = np.flatnonzero(standing.book_loan >= 0)
    impaired = np.flatnonzero(standing.book_loan < 0)
    none = np.zeros(len(impaired), dtype=np.int64)
    loan = np.concatenate([active[found.loan], impaired])
    month = np.concatenate([found.month, none])
    amount = np.concatenate([found.amount, standing.balance[impaired]])
    sold = np.concatenate([found.sold, standing.sold[impaired]])
    closed = np.concatenate([found.closed, standing.closed[impaired]])
    proceeds = np.concatenate([found.recovered, standing.proceeds[impaired]])
    months = np.arange(MONTHS + 1)
    age = months - month[:, None]
    days = DEFAULT_DAYS + DAYS_A_MONTH * age
    days = np.where(age < -WARNING_MONTHS, 0, np.maximum(days, 0))
    of_tape = standing.days_past_due[loan][:, None] + DAYS_A_MONTH * months
    days = np.where((month == 0)[:, None], of_tape, days)
    found_classes = classes(days, age >= 0, standing.loss_share[loan][:, None], rules)
    found_classes[:, 0] = own_class[loan]
    left = np.where(months >= sold[:, None], np.maximum(amount - proceeds, 0)[:, None], amount[:, None])
    return _Cases(
        path=np.concatenate([found.path, none]),
        loan=loan,
        month=month,
        amount=amount,
        sold=sold,
        closed=closed,
        proceeds=proceeds,
        compensated=np.concatenate([found.compensated, standing.compensated[impaired]]),
        is_simulated=np.arange(len(loan)) < len(found.loan),
        classes=found_classes,
        left=np.where(months >= closed[:, None], 0.0, left),
    )


def _so_far(amounts: Floats, month: Integers) -> Floats:
    """Return amounts from their month on, shape (cases, MONTHS + 1)."""
    return np.where(np.arange(MONTHS + 1) >= month[:, None], amounts[:, None], 0.0)


def _by_path(cases: _Cases, values: Floats, paths: int) -> Floats:
    """Return sums over each path's cases, shape (paths, columns); loans in default on the tape count on every path."""
    total = np.zeros((paths, values.shape[1]))
    np.add.at(total, cases.path[cases.is_simulated], values[cases.is_simulated])
    return np.asarray(total + values[~cases.is_simulated].sum(axis=0))


def _mean_balances(
    standing: Standing, own_class: Integers, cases: _Cases, weight: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return mean balances by class, month by month and from the tape to twelve months later.

    Shapes (MONTHS + 1, 5), (MONTHS + 1, 5, 5) by class a month before and now, and (5, 5).
    """
    mean = np.zeros((MONTHS + 1, CLASSES))
    flows = np.zeros((MONTHS + 1, CLASSES, CLASSES))
    left = weight[:, None] * cases.left
    for month in range(1, MONTHS + 1):
        flows[month] = migration(cases.classes[:, month - 1], cases.classes[:, month], left[:, month])
        mean[month] = np.bincount(cases.classes[:, month], left[:, month], CLASSES)
    year = migration(own_class[cases.loan], cases.classes[:, 12], left[:, 12])
    sound = standing.balance - np.bincount(cases.loan, weight * cases.amount, len(standing.balance))
    by_class = np.bincount(own_class, sound, CLASSES)
    mean[0] = np.bincount(own_class, standing.balance, CLASSES)
    mean[1:, LoanClass.NORMAL] += by_class.sum()
    flows[1, :, LoanClass.NORMAL] += by_class
    flows[2:, LoanClass.NORMAL, LoanClass.NORMAL] += by_class.sum()
    year[:, LoanClass.NORMAL] += by_class
    return mean, flows, year
