"""Calendar years: flows summed, stocks at the year's end, intervals from blocks of paths."""

import math
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.bounded import AT_LEAST_0
from simulator.analysis.compare import compare
from simulator.analysis.intervals import batch_means
from simulator.analysis.path_totals import Batch, PathTotals
from simulator.analysis.yearly import YEARLY, yearly
from simulator.ledger import MONTH_ROWS
from simulator.rules.calibration import Fitted
from simulator.scenario.read import read_scenario
from simulator.scenario.study import default_study

ROOT = Path(__file__).parents[2]


def made_batch(paid, balance, sizes):
    """Return a batch of one watched policy from its rows by block and month (yuan), the opening first."""
    months = np.zeros((len(sizes), len(paid[0]), len(MONTH_ROWS), 1))
    months[:, :, MONTH_ROWS.index("fund_paid"), 0] = 100 * np.array(paid)
    months[:, :, MONTH_ROWS.index("balance"), 0] = 100 * np.array(balance)
    nothing = np.zeros((0, 0, 0), dtype=np.int64)
    totals = PathTotals((), nothing, nothing, np.zeros(0, dtype=np.int64))
    return Batch(totals, nothing, months, np.array(sizes), Fitted(1.0, 0.0, 0.03), 0.0)


def test_flows_are_summed_and_stocks_are_read_at_the_end_of_the_calendar_year():
    """By hand: twelve months of 1 and one of 4; blocks of 10 paths at 1 and 2 times that; the opening is no month."""
    paid = np.array([9.0, *[1.0] * 12, 4.0])
    balance = np.array([50.0, *range(49, 37, -1), 34.0])
    found = yearly(made_batch([paid, 2 * paid], [balance, balance], [10, 10]), 0)
    assert [estimate.value for estimate in found["fund_paid"]] == [18.0, 6.0]
    assert [estimate.value for estimate in found["balance"]] == [38.0, 34.0]


def test_interval_of_equal_batches_is_that_of_their_mean():
    """Means 1, 2, 3, 4: mean 2.5, standard error sqrt((5/3)/4), Student's 3.1824 at three degrees of freedom."""
    found = batch_means([1.0, 2.0, 3.0, 4.0], [5, 5, 5, 5])
    assert found.value == 2.5
    assert found.high - found.value == pytest.approx(3.182446 * math.sqrt(5 / 12), rel=1e-6)


def test_an_interval_ends_at_what_a_row_is_bounded_by():
    """Two blocks of 0 and 4: Student's interval of their mean, 2, would reach below 0, and no payout does."""
    paid = np.zeros(13)
    found = yearly(made_batch([paid, np.append(paid[:-1], 4.0)], [paid, paid], [10, 10]), 0)["fund_paid"][0]
    half = batch_means([0.0, 4.0], [10, 10]).high - 2
    assert (found.value, found.low, found.high) == (2.0, 0.0, 2 + half)
    assert {name: row.bounds for name, row in YEARLY.items()} == dict.fromkeys(YEARLY, AT_LEAST_0)


def test_a_smaller_batch_weighs_less():
    """Ten paths at 1 and thirty at 3 have the mean 2.5."""
    assert batch_means([1.0, 3.0], [10, 30]).value == 2.5


def test_calendar_years_add_up_to_the_payout_of_the_whole_run():
    """Nothing is paid outside the calendar years, and the fund ends as the last year says."""
    settings = ("run.paths=12", "clock.years=2", "applications.per_month=2")
    reading = read_scenario(ROOT / "scenarios/hefei.toml", settings=settings)
    study = default_study(reading, (0.0, 0.35), (2e7,))
    comparison = compare(study, threads=1)
    years = comparison.yearly[comparison.baseline]
    for row, key in (("fund_paid", "fund_paid"), ("lent_covered", "covered")):
        total = sum(estimate.value for estimate in years[row])
        assert total == pytest.approx(comparison.estimates[comparison.baseline, key].value, rel=1e-12)
    assert total > 0
