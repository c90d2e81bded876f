"""The books balance to the fen, and a book that does not is named."""

import numpy as np
import pytest

from simulator.errors import BalanceError
from simulator.ledger import CUTS, MONTH_ROWS, OTHERS, TOTALS, Ledger, check_balances, imbalances

CAPITAL = 1000
BOOK_BY_HAND = {
    # fund: 1000 + 200 + 50 + 7 + 13 + 40 in; 300 + 10 out; 1000 left
    "top_ups": 200,
    "drawn": 50,
    "interest": 7,
    "fees_fund": 13,
    "fund_recovered": 40,
    "fund_paid": 300,
    "running_cost": 10,
    "balance": 1000,
    # owed 2000, of which 700 came from securities and 65 went back to those who had paid; 120 by others; bank 945
    "owed": 2000,
    "recovered": 700,
    "others_recovered": 25,
    "guarantor_paid": 60,
    "reinsurer_paid": 30,
    "insurer_paid": 20,
    "appraiser_paid": 10,
    "bank_loss": 945,
    # claimed 500, limits cut 100
    "claimed": 500,
    "approved": 400,
    "cut_stacking": 10,
    "cut_cap": 20,
    "cut_line": 5,
    "cut_budget": 15,
    "cut_cumulative": 30,
    "cut_refused": 12,
    "cut_stopped": 8,
    # approved 400, paid 300
    "lapsed": 60,
    "unpaid": 40,
    "lowest_balance": 5,
}


def book(**changes: int) -> np.ndarray:
    """Return the book worked by hand, with changes, as totals of two paths and two lanes; lane 1 of path 1 differs."""
    totals = np.zeros((2, 2, len(TOTALS)), dtype=np.int64)
    for name, amount in BOOK_BY_HAND.items():
        totals[:, :, TOTALS.index(name)] = amount
    for name, amount in changes.items():
        totals[1, 1, TOTALS.index(name)] += amount
    return totals


CAPITALS = np.array([CAPITAL, CAPITAL])


def broken(totals: np.ndarray, is_run_off: bool = True) -> dict[str, int]:
    """Return the accounts that do not balance on path 1 in lane 1; everywhere else they do."""
    found = imbalances(totals, CAPITALS, is_run_off)
    for difference in found.values():
        assert difference.shape == (2, 2)
        assert np.count_nonzero(difference) == np.count_nonzero(difference[1, 1])
    return {account: int(difference[1, 1]) for account, difference in found.items() if difference[1, 1]}


def test_the_book_worked_by_hand_balances():
    """Five accounts, and that all loans are settled."""
    assert broken(book()) == {}
    check_balances(book(), CAPITALS, True, 0)
    accounts = {"fund", "loss", "claims", "payments", "negative balance", "unsettled loans"}
    assert set(imbalances(book(), CAPITALS, True)) == accounts


BREAKS = [
    *[({name: 1}, {"fund": 1}) for name in ("top_ups", "drawn", "interest", "fees_fund")],
    *[({name: 1}, {"fund": -1}) for name in ("running_cost", "balance")],
    *[({name: 1}, {"loss": 1}) for name in ("owed", "others_recovered")],
    *[({name: 1}, {"loss": -1}) for name in ("recovered", "bank_loss", *OTHERS)],
    *[({name: 1}, {"claims": -1}) for name in CUTS],
    *[({name: 1}, {"payments": -1}) for name in ("lapsed", "unpaid")],
    ({"claimed": 1}, {"claims": 1}),
    ({"approved": 1}, {"claims": -1, "payments": 1}),
    ({"fund_paid": 1}, {"fund": -1, "loss": -1, "payments": -1}),
    ({"fund_recovered": 1}, {"fund": 1, "loss": 1}),
    ({"lowest_balance": -8}, {"negative balance": -3}),
    ({"unsettled": 2}, {"unsettled loans": 2}),
]


@pytest.mark.parametrize(("change", "accounts"), BREAKS, ids="-".join)
def test_a_fen_too_many_is_found_in_its_account(change, accounts):
    """One fen more in any column shows in every account that it belongs to, and in no other."""
    assert broken(book(**change)) == accounts


@pytest.mark.parametrize(("change", "accounts"), BREAKS, ids="-".join)
def test_a_broken_account_is_named_with_its_path_and_lane(change, accounts):
    """The message says where to look: paths are counted from the first of the chunk."""
    account, difference = next(iter(accounts.items()))
    message = f"account '{account}' does not balance: path 7, lane 1, difference {difference} fen"
    with pytest.raises(BalanceError, match=message):
        check_balances(book(**change), CAPITALS, True, 6)


def test_books_that_stop_at_the_horizon_may_leave_loans_unsettled():
    """Without run-off open loans are no fault."""
    assert broken(book(unsettled=3), is_run_off=False) == {}


def test_each_lane_has_its_own_capital():
    """A policy with a larger fund starts from a larger account."""
    totals = book(balance=500)
    check_balances(totals[1:, 1:], np.array([CAPITAL + 500]), True, 0)
    with pytest.raises(BalanceError, match=r"account 'fund' .* lane 0, difference 500 fen"):
        check_balances(totals[:1], np.array([CAPITAL + 500, CAPITAL]), True, 0)


def test_the_first_fault_is_named():
    """Two paths are wrong, the second in both lanes: the message names the first path, and there the first lane."""
    totals = book(balance=3)
    totals[0, 1, TOTALS.index("balance")] += 1
    totals[1, 0, TOTALS.index("balance")] += 2
    with pytest.raises(BalanceError, match="account 'fund' does not balance: path 6, lane 1, difference -1 fen"):
        check_balances(totals, CAPITALS, True, 6)


@pytest.mark.parametrize("lanes", [1, 3])
def test_every_path_has_an_account_in_every_lane(lanes):
    """Two paths of one or three lanes: so many differences, all 0."""
    totals = np.repeat(book()[:, :1], lanes, axis=1)
    for difference in imbalances(totals, np.full(lanes, CAPITAL), True).values():
        np.testing.assert_array_equal(difference, np.zeros((2, lanes)))


def test_columns_are_read_by_name():
    """A ledger that keeps three columns gives each, with and without the scheme."""
    columns = ("owed", "bank_loss", "fund_paid")
    totals = np.arange(12, dtype=np.int64).reshape(2, 2, 3)
    nobody = np.zeros((2, 1, 0))
    ledger = Ledger(totals, -totals, columns, np.zeros((1, len(MONTH_ROWS), 2)), nobody, nobody, ())
    np.testing.assert_array_equal(ledger.of("bank_loss"), [[1, 4], [7, 10]])
    np.testing.assert_array_equal(ledger.without_scheme("fund_paid"), [[-2, -5], [-8, -11]])


def test_no_column_or_row_is_named_twice():
    """A second column of the same name would never be read."""
    assert len(set(TOTALS)) == len(TOTALS)
    assert len(set(MONTH_ROWS)) == len(MONTH_ROWS)
    assert set(OTHERS) | set(CUTS) <= set(TOTALS)
