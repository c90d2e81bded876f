"""One path opened: the log, and who the borrowers are."""

import math

import numpy as np
import pytest

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import borrower_keys, borrower_of, generation_of
from tests.analysis.paths import POLICIES, busy_path


def test_every_loan_of_the_log_belongs_to_a_borrower():
    """A row without sector, grade and bank could not be read."""
    events = busy_path("plain")
    keys = events.keys[events.column("slot") >= 0]
    assert len(keys) > 300
    assert np.array_equal(events.borrowers.keys[events.borrowers.place(keys)], keys)


def test_opening_book_is_as_the_scenario_says():
    """Seven covered chips loans and three uncovered steel ones, spread over two banks in turn."""
    events = busy_path("plain")
    who, sectors = events.borrowers, [sector.name for sector in events.scenario.sectors]
    assert [sectors[i] for i in who.sector[:10]] == ["chips"] * 7 + ["steel"] * 3
    assert who.is_covered[:10].tolist() == [True] * 7 + [False] * 3
    assert who.term[:10].tolist() == [5] * 7 + [9] * 3
    assert who.bank[:10].tolist() == [0, 1, 0, 1, 0, 1, 0, 0, 1, 0]
    assert not who.is_covered[10:].any()
    assert (who.keys[:10] < 0).all() and (who.keys[10:] > 0).all()


def test_borrowers_have_the_shares_of_the_scenario():
    """0.6 of the applicants make chips and 0.7 go to bank A, within four standard errors."""
    own = [busy_path("plain", path).borrowers for path in range(12)]
    for owner, share in (("sector", 0.6), ("bank", 0.7)):
        values = np.concatenate([getattr(who, owner)[who.keys > 0] for who in own])
        assert abs(np.mean(values == 0) - share) < 4 * math.sqrt(share * (1 - share) / len(values))


def test_numbers_of_loans_are_taken_apart_again():
    """Book loans come first, renewals follow their loan."""
    keys = borrower_keys(np.array([1, 1, 0, 0]), np.array([0, 9, 65_536, 65_540]))
    assert keys.tolist() == sorted(keys.tolist())
    loans = (keys << 10) + np.array([0, 3, 1, 200])
    assert borrower_of(loans).tolist() == keys.tolist()
    assert generation_of(loans).tolist() == [0, 3, 1, 200]


@pytest.mark.parametrize("name", POLICIES)
def test_balance_carries_every_entry_on(name):
    """Opening capital plus all that moved is the balance, at every entry and at every month's end."""
    for path in range(3):
        events = busy_path(name, path)
        account = int(events.scenario.fund.fund_size * 100) + np.cumsum(events.column("fund_change"))
        assert np.array_equal(account, events.column("balance"))
        for month, balance in enumerate(events.ledger.balances[1:].tolist(), 1):
            entries = np.flatnonzero(events.column("month") <= month)
            before = int(events.scenario.fund.fund_size * 100)
            assert balance == (int(account[entries[-1]]) if len(entries) else before)


def test_entries_are_in_the_order_of_time():
    """A log that jumps back could not be read."""
    months = busy_path("advance").column("month")
    assert (np.diff(months) >= 0).all()
    assert r.E_PAYS in busy_path("advance").column("event")
