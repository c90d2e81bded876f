"""The bad paths by their numbers."""

import pytest

from simulator.analysis.columns import held_column
from simulator.analysis.extreme_paths import MEASURES, extreme_paths, worst_percent
from tests.analysis.hand_made import ledger, policy, totals_of


def _paths_of(totals):
    return extreme_paths(lambda key: held_column(MEASURES[key].read(totals, 0)))


def _found(**columns):
    paths = len(next(iter(columns.values())))
    rows = {"lent_covered": [0] * paths, **columns}
    arms = [{"lent_uncovered": [10] * paths}]
    totals = totals_of(ledger([rows], arms), [policy().scenario])
    return {(found.measure, found.percent): (found.value, found.path) for found in _paths_of(totals)}


def test_paths_at_the_percentages_of_a_hundred():
    """Path i pays 100 - i: the 50th worst-to-come is 50, the worst 1 % begin at 99, the worst is 100."""
    found = _found(fund_paid=[100 - i for i in range(100)])
    assert [found["fund_paid", percent] for percent in (50, 90, 99, 100)] == [
        (5_000, 50), (9_000, 10), (9_900, 1), (10_000, 0),
    ]  # fmt: skip


def test_early_depletion_is_worse_and_none_is_best():
    """Month 3 is worse than month 40, and 0 means never."""
    found = _found(first_depleted=[0, 40, 0, 3])
    assert [found["first_depleted", percent] for percent in (50, 90, 100)] == [(0, 0), (3, 3), (3, 3)]


def test_little_additional_lending_is_bad():
    """Lending less that of the no-scheme arm, which lends 10 on each path."""
    found = _found(lent_covered=[30, 5, 20, 40])
    assert [found["additional_lending", percent] for percent in (50, 100)] == [(2_000, 0), (-500, 1)]


def test_the_lowest_number_stands_for_equal_paths():
    """The command to open a path must not depend on the order of equal ones."""
    assert _found(bank_loss=[7, 9, 9, 9])["bank_loss", 100] == (900, 1)


@pytest.mark.parametrize(("paid", "measure"), [([1, 2], "fund_paid"), ([0, 0], "bank_loss")])
def test_worst_percent_is_of_the_fund_or_of_the_bank(paid, measure):
    """Where the fund never pays, the bank's loss says which path is bad."""
    rows = {"fund_paid": paid, "bank_loss": [5, 6]}
    totals = totals_of(ledger([rows]), [policy().scenario])
    assert worst_percent(_paths_of(totals)).measure == measure
