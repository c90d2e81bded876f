"""Loan classes by month of hand-made defaults, worked by hand."""

import numpy as np
import pytest

from simulator.questions.bank.class_months import Standing, class_months
from simulator.questions.bank.outcomes import Outcomes
from tests.rules.bank_rules import bank_rules

RULES = bank_rules().classes


def outcomes(*defaults, paths=2):
    """Return defaults of (path, loan, month, amount, recovered, sold, compensated, closed)."""
    table = np.array(defaults, dtype=float).reshape(-1, 8)
    whole = table.astype(np.int64)
    return Outcomes(
        paths=paths,
        path=whole[:, 0],
        loan=whole[:, 1],
        month=whole[:, 2],
        amount=table[:, 3],
        gross=table[:, 3] - table[:, 4],
        recovered=table[:, 4],
        sold=whole[:, 5],
        closed=whole[:, 7],
        compensated=table[:, 6],
        paid_in_year=np.zeros(len(table)),
        is_new=np.zeros(len(table), dtype=np.bool_),
        lent=np.zeros(paths),
        lent_covered=np.zeros(paths),
        performing=np.zeros((paths, 0)),
    )


def standing(*loans):
    """Return loans of (balance, days past due, expected loss share, sold, closed, proceeds, compensated)."""
    table = np.array(loans, dtype=float)
    late = table[:, 1] >= 90
    number = np.where(late, -1, np.cumsum(~late) - 1)
    days, sold, closed = (table[:, i].astype(np.int64) for i in (1, 3, 4))
    return Standing(table[:, 0], days, table[:, 2], number, sold, closed, table[:, 5], table[:, 6])


SOUND = (100, 0, 0.4, 0, 0, 0, 0)


def test_a_default_goes_through_the_classes_by_its_days():
    """Default in month 3 on one of two paths: 30 and 60 days before, 270 in month 9, doubtful until closed in 11."""
    found = class_months(standing(SOUND, SOUND), outcomes((0, 0, 3, 100, 40, 9, 30, 11)), RULES)
    half = {0: [200, 0, 0, 0, 0], 1: [150, 50, 0, 0, 0], 2: [150, 50, 0, 0, 0], 3: [150, 0, 50, 0, 0]}
    half |= {8: [150, 0, 50, 0, 0], 9: [150, 0, 30, 0, 0], 10: [150, 0, 0, 30, 0], 11: [150, 0, 0, 0, 0]}
    for month, expected in half.items():
        assert found.mean[month] == pytest.approx(expected), month
    assert found.npl[:, 8].tolist() == [100, 0]
    assert found.npl_ratio[0, [2, 3, 9, 10, 11]] == pytest.approx([0, 0.5, 60 / 160, 60 / 160, 0])
    assert found.written_off[0, [10, 11, 24]].tolist() == [0, 30, 30]
    assert found.proceeds[0, [8, 9, 11]].tolist() == [0, 40, 70]


def test_the_whole_balance_is_somewhere_at_every_month_end():
    """Classes, write-offs and proceeds add up to the tape, with a loan in default on it and instalments repaid."""
    book = standing(SOUND, (50, 100, 0.95, 2, 4, 10, 20), (80, 45, 0.2, 0, 0, 0, 0))
    found = class_months(book, outcomes((0, 0, 3, 70, 40, 9, 30, 11), (1, 1, 1, 80, 0, 5, 90, 30)), RULES)
    whole = found.mean.sum(axis=1) + found.written_off.mean(axis=0) + found.proceeds.mean(axis=0)
    assert whole == pytest.approx(np.full(25, 230.0))
    assert (found.after_a_year.mean(axis=0)) == pytest.approx(found.mean[12])


def test_a_loan_in_default_on_the_tape_is_so_on_every_path():
    """Expected loss 95 %: class loss at once; 10 are recovered in month 2, 20 compensated and 20 written off in 4."""
    found = class_months(standing((50, 100, 0.95, 2, 4, 10, 20)), outcomes(), RULES)
    assert found.mean[0].tolist() == [0, 0, 0, 0, 50]
    assert found.npl[:, :5].tolist() == [[50, 50, 40, 40, 0]] * 2
    assert found.written_off[:, 4].tolist() == [20, 20]
    assert found.proceeds[:, [2, 4]].tolist() == [[10, 30]] * 2


def test_a_loan_past_due_is_sound_again_unless_it_defaults():
    """45 days past due on the tape: special mention then, normal a month later."""
    found = class_months(standing((80, 45, 0.4, 0, 0, 0, 0)), outcomes(), RULES)
    assert found.mean[:2].tolist() == [[0, 80, 0, 0, 0], [80, 0, 0, 0, 0]]


def test_migration_of_a_year_and_of_a_month():
    """Defaults in months 12 and 13 on one path of two: 50 of 200 are substandard after a year, 50 special mention."""
    defaults = outcomes((0, 0, 12, 100, 0, 40, 0, 40), (0, 1, 13, 100, 0, 40, 0, 40))
    found = class_months(standing(SOUND, SOUND), defaults, RULES)
    assert found.migration[0].tolist() == [100, 50, 50, 0, 0]
    assert found.migration_by_month[9, 0] == pytest.approx(50 / 200)
    assert found.migration_by_month[11, :2] == pytest.approx([0, 50 / 100])
