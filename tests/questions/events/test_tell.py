"""Tables of one path, by hand."""

import pytest

from simulator.ledger import TOTALS
from simulator.places.plain import plain_columns
from simulator.questions.events import tell
from simulator.saying.speaker import Speaker
from tests.analysis.paths import busy_path, known_path
from tests.engines.books import loan


def _said(language, told):
    return Speaker(language, "CNY").sentence(told)


@pytest.fixture(scope="module")
def short():
    """Return a path on which money is short: of a claim of 245 only 100 can be paid."""
    return known_path(loan(default=6, proceeds=300.0), loan(month=2), fund={"fund_size": 100.0})


def test_events_are_counted_and_summed(short):
    """Two loans of 1,000; one defaults, and the fund pays all it has."""
    found = {row.event: (row.number, row.amount, row.fund_change) for row in tell.counted(short)}
    assert found == {
        "applied": (2, 200_000, 0),
        "lent": (2, 200_000, 0),
        "overdue": (1, None, 0),
        "repaid": (1, 100_000, 0),
        "default": (1, 100_000, 0),
        "claim_assessed": (1, 24_500, 0),
        "fund_pays_claim": (1, 10_000, -10_000),
    }


def test_totals_by_hand(short):
    """The bank bears 455 and the 145 that lapse; both loans would have been made without the scheme."""
    found = tell.totals(short)
    assert {name: fen for name, fen in found.items() if fen} == {
        "lent_with_cover": 200_000,
        "owed": 100_000,
        "recovered": 30_000,
        "fund_paid": 10_000,
        "bank_loss": 60_000,
        "lapsed": 14_500,
    }


def test_months_that_matter(short):
    """The first claim not paid in full is that of June."""
    english, chinese = ([_said(language, told) for told in tell.months_that_matter(short)] for language in ("en", "zh"))
    assert english == [
        "First claim not paid in full for lack of money: 2026-06.",
        "Breaker tripped: never.",
        "Unpaid claims at the end of the month: never.",
    ]
    assert chinese[0] == "首次因资金不足未足额支付补偿：2026-06。"


def test_months_with_unpaid_claims_are_a_stretch():
    """In a queue the 145 stay unpaid from June on, to the end of the run."""
    scheme = {"shortage": "queue"}
    late = known_path(loan(default=6, proceeds=300.0), scheme=scheme, fund={"fund_size": 100.0})
    months = len(late.ledger.balances) - 1
    assert f"{months - 5} months (2026-06 to " in _said("en", tell.months_that_matter(late)[2])


def test_stretches_of_true_values():
    """Runs by first and last index."""
    assert tell.stretches([True, True, False, True, False]) == [(0, 1), (3, 3)]
    assert tell.stretches([]) == []


def test_month_table_adds_up_to_the_totals():
    """Flows by month sum to the path's totals, and the last balance is the path's."""
    events = busy_path("queue", 3)
    months = plain_columns(tell._months_table(events))
    assert months["row"][0] == "2026-01"
    for name in ("lent_covered", "fund_paid", "top_ups"):
        total = int(events.ledger.totals[TOTALS.index(name)])
        assert total > 0
        assert round(sum(100 * amount for amount in months[name])) == total
    assert round(100 * months["balance"][-1]) == events.total("balance")
