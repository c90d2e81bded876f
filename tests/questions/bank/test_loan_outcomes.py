"""What becomes of each loan, read from rows, held against the ledger and worked by hand."""

import numpy as np
import pytest

from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.questions.bank.book_of_tape import book_of_tape
from simulator.questions.bank.outcomes import outcomes_of
from tests.questions.bank.bank_books import scenario, tape

LAGS = {"lag_months_min": 6, "lag_months_max": 18}
SCHEMES = {
    "after recovery": {"claim_lag_months": 3, "guarantor_share": 0.2, "insurer_share": 0.1},
    "at once": {},
    "advance": {"timing": "advance", "claim_lag_months": 2, "guarantor_share": 0.2},
    "purchase": {"timing": "purchase", "claim_lag_months": 2, "purchase_price_share": 0.4},
    "queue": {"shortage": "queue", "claim_lag_months": 3},
}


@pytest.mark.parametrize("name", SCHEMES)
def test_losses_read_loan_by_loan_are_those_of_the_ledger(name, tmp_path):
    """Path by path, with the scheme and without, also when the fund runs dry."""
    loans = [{"pd": 0.2, "ip_part": 600_000, "filed_on": "2026-06-30" if i % 3 else ""} for i in range(20)]
    own = scenario(scheme=SCHEMES[name], disposal=LAGS, fund={"fund_size": 5e5}, economy={"asset_correlation": 0.1})
    book = book_of_tape(own, tape(tmp_path, *loans), 30)
    prepared = prepare(book.scenario, [book.scenario], book=book.opening)
    with_scheme, alone = outcomes_of(prepared, [prepared.layout.lane_of[0], prepared.layout.arm_of[0]], 130, threads=2)
    ledger = simulate(prepared, 130, threads=1)
    assert with_scheme.by_path(with_scheme.net) == pytest.approx(ledger.of("bank_loss")[:, 0] / 100)
    assert alone.by_path(alone.net) == pytest.approx(ledger.without_scheme("bank_loss")[:, 0] / 100)
    defaulted = ledger.of("defaulted_covered") + ledger.of("defaulted_uncovered")
    assert with_scheme.by_path(with_scheme.amount) == pytest.approx(defaulted[:, 0] / 100)


def test_months_of_sale_and_payment(tmp_path):
    """Sold after six months and paid three later: closed after nine; 375,000 wait nine months each."""
    own = scenario(scheme={"claim_lag_months": 3}, disposal={"lag_months_min": 6, "lag_months_max": 6})
    book = book_of_tape(own, tape(tmp_path, *({"pd": 0.5} for _ in range(10))), 30)
    prepared = prepare(book.scenario, [book.scenario], book=book.opening)
    covered, alone = outcomes_of(prepared, [prepared.layout.lane_of[0], prepared.layout.arm_of[0]], 20, threads=1)
    assert len(covered.loan) > 50
    assert set(covered.sold - covered.month) == set(alone.sold - alone.month) == {6}
    assert set(covered.closed - covered.month) == {9}
    assert set(alone.closed - alone.month) == {6}
    assert covered.paid_in_year == pytest.approx(np.full(len(covered.loan), 375_000 * 0.75))
    assert alone.paid_in_year == pytest.approx(np.zeros(len(alone.loan)))
