"""Tables of one path, by hand."""

import csv
import io

import pytest

from simulator.ledger import TOTALS
from simulator.reporting.paths import path_tables
from tests.analysis.paths import busy_path, known_path
from tests.engines.books import loan


@pytest.fixture(scope="module")
def short():
    """Return a path on which money is short: of a claim of 245 only 100 can be paid."""
    return known_path(loan(default=6, proceeds=300.0), loan(month=2), fund={"fund_size": 100.0})


def test_events_are_counted_and_summed(short):
    """Two loans of 1,000; one defaults, and the fund pays all it has."""
    found = {row.event: (row.number, row.amount, row.fund_change) for row in path_tables.counted(short)}
    assert found == {
        "applied": (2, 200_000, 0),
        "lent with cover": (2, 200_000, 0),
        "overdue": (1, None, 0),
        "repaid": (1, 100_000, 0),
        "default": (1, 100_000, 0),
        "claim assessed": (1, 24_500, 0),
        "fund pays claim": (1, 10_000, -10_000),
    }


def test_totals_by_hand(short):
    """The bank bears 455 and the 145 that lapse; both loans would have been made without the scheme."""
    found = path_tables.totals(short)
    assert {name: fen for name, fen in found.items() if fen} == {
        "lent with cover": 200_000,
        "owed on defaulted loans": 100_000,
        "recovered": 30_000,
        "fund paid": 10_000,
        "bank's loss": 60_000,
        "claims lapsed": 14_500,
    }
    rows = dict(path_tables.totals_table(short).rows)
    assert rows["claims lapsed"] == "145.00"
    assert "claims unpaid at the end" not in rows


def test_months_that_matter(short):
    """The first claim not paid in full is that of June."""
    sentences = path_tables.months_that_matter(short)
    assert sentences == (
        "First claim not paid in full for lack of money: 2026-06.",
        "Breaker tripped: never.",
        "Unpaid claims at the end of the month: never.",
    )


def test_months_with_unpaid_claims_are_a_stretch():
    """In a queue the 145 stay unpaid from June on, to the end of the run."""
    scheme = {"shortage": "queue"}
    late = known_path(loan(default=6, proceeds=300.0), scheme=scheme, fund={"fund_size": 100.0})
    months = len(late.ledger.balances) - 1
    assert f"{months - 5} months (2026-06 to " in path_tables.months_that_matter(late)[2]


def test_stretches_of_true_values():
    """Runs by first and last index."""
    assert path_tables.stretches([True, True, False, True, False]) == [(0, 1), (3, 3)]
    assert path_tables.stretches([]) == []


def test_month_table_adds_up_to_the_totals():
    """Flows by month sum to the path's totals, and the last balance is the path's."""
    events = busy_path("queue", 3)
    rows = list(csv.DictReader(io.StringIO(path_tables.months_csv(events).decode("utf-8-sig"))))
    assert rows[0]["month"] == "2026-01"
    for name in ("lent_covered", "fund_paid", "top_ups"):
        total = int(events.ledger.totals[TOTALS.index(name)])
        assert total > 0
        assert round(sum(100 * float(row[name]) for row in rows)) == total
    assert round(100 * float(rows[-1]["balance"])) == events.total("balance")
