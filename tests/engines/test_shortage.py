"""What happens to approved claims when the fund's money is short; numbers worked by hand, in yuan."""

import numpy as np
import pytest

from simulator.engines.monte_carlo import simulate
from simulator.engines.replay import prepare_replay
from tests.engines.books import events, loan, replayed, run, scenario, tape
from tests.engines.one_year import one_year

PAYS = "fund pays claim"
LOSSES = (loan(default=3, proceeds=400), loan(default=3, proceeds=400))


def fund_of(size: float, shortage: str = "lapse", **changes):
    """Return a scheme that pays half of each loss from a fund of this size."""
    changes["fund"] = {"fund_size": size, **changes.get("fund", {})}
    changes["scheme"] = {"compensation_ratio": 0.5, "shortage": shortage, **changes.get("scheme", {})}
    return scenario(**changes)


def test_claims_lapse_at_the_balance():
    """Claims 300 + 300 on a fund of 400: the second gets 100, the bank bears 600 + 200."""
    totals = replayed(fund_of(400), *LOSSES)
    assert (totals["fund_paid"], totals["lapsed"], totals["balance"]) == (400, 200, 0)
    assert (totals["bank_loss"], totals["first_depleted"]) == (800, 3)


def test_money_that_just_suffices_is_not_depleted():
    """Depleted means an approved claim is not paid in full: 600 of 600 is full."""
    totals = replayed(fund_of(600), *LOSSES)
    assert (totals["fund_paid"], totals["balance"], totals["first_depleted"], totals["bank_loss"]) == (600, 0, 0, 600)


def test_one_fen_short_is_depleted():
    """599.99 of 600: one fen lapses to the bank."""
    totals = replayed(fund_of(599.99), *LOSSES)
    assert (totals["lapsed"], totals["first_depleted"], totals["bank_loss"]) == (0.01, 3, 600.01)


def test_unpaid_claims_wait_for_the_top_up():
    """400 of 600 in March; January brings 150; 50 is never paid and goes to the bank."""
    policy = fund_of(400, "queue", clock={"years": 2}, fund={"top_up": "fixed", "top_up_budget": 150.0})
    totals = replayed(policy, *LOSSES)
    assert (totals["fund_paid"], totals["unpaid"], totals["bank_loss"]) == (550, 50, 650)
    assert events(policy, PAYS, *LOSSES) == [(3, "1", 300, ""), (3, "2", 100, ""), (13, "2", 150, "")]


def test_older_unpaid_claims_are_paid_first():
    """Unpaid since April (200), then since May (300): 250 a year pays April's, then May's, then a new one."""
    policy = fund_of(100, "queue", clock={"years": 4}, fund={"top_up": "fixed", "top_up_budget": 250.0})
    loans = (
        loan(default=4, proceeds=400),
        loan(month=2, default=5, proceeds=400),
        loan(month=13, default=14, proceeds=800),
    )
    assert events(policy, PAYS, *loans) == [
        (4, "1", 100, ""),
        (13, "1", 200, ""),
        (13, "2", 50, ""),
        (25, "2", 250, ""),
        (37, "3", 100, ""),
    ]


def test_claims_of_a_month_queue_by_month_lent_then_order():
    """Order is month lent, then place in the month, not the order of default or of the file."""
    policy = fund_of(450, "queue")
    late = loan(month=2, default=5, proceeds=400)
    early = loan(month=1, default=4, proceeds=400, sale_lag_months=1)
    assert events(policy, PAYS, late, early, early) == [(5, "2", 300, ""), (5, "3", 150, "")]


def test_pro_rata_splits_what_is_left():
    """Claims 300, 150, 50 share 100 as 60, 30, 10; the rest lapses."""
    policy = fund_of(100, "pro_rata")
    loans = (loan(default=3, proceeds=400), loan(default=3, proceeds=700), loan(default=3, proceeds=900))
    totals = replayed(policy, *loans)
    assert [row[2] for row in events(policy, PAYS, *loans)] == [60, 30, 10]
    assert (totals["lapsed"], totals["bank_loss"], totals["first_depleted"]) == (400, 500 + 400, 3)


def test_pro_rata_floors_each_part():
    """One yuan over three equal claims: 0.33 each, the last fen stays in the fund."""
    totals = replayed(fund_of(1.0, "pro_rata"), *[loan(default=3, proceeds=400)] * 3)
    assert (totals["fund_paid"], totals["balance"], totals["lapsed"]) == (0.99, 0.01, 899.01)


@pytest.mark.parametrize("shortage", ["lapse", "queue", "pro_rata"])
def test_the_treasury_pays_for_an_unlimited_fund(shortage):
    """Fund of 100, claims of 600: the treasury adds 500 at once, nothing is ever unpaid."""
    totals = replayed(fund_of(100, shortage, fund={"is_unlimited": True}), *LOSSES)
    assert (totals["fund_paid"], totals["drawn"], totals["balance"]) == (600, 500, 0)
    assert (totals["lapsed"] + totals["unpaid"], totals["first_depleted"]) == (0, 0)


def test_recoveries_pay_the_queue_in_their_own_month():
    """Step 5 pays unpaid claims first: 500 that come back in June (step 4) pay the claim unpaid since April."""
    policy = fund_of(500, "queue", scheme={"timing": "advance"})
    loans = (
        loan(default=3, proceeds=1000, sale_lag_months=3),
        loan(default=4, proceeds=0, sale_lag_months=5),
    )
    assert events(policy, PAYS, *loans) == [(3, "1", 500, ""), (6, "2", 500, "")]


def test_no_fund_and_no_ratio_leave_all_to_the_bank():
    """Scheme off: the bank bears every loss, whatever the other rules say."""
    for policy in (fund_of(0), fund_of(1e6, scheme={"compensation_ratio": 0.0})):
        totals = replayed(policy, *LOSSES)
        assert (totals["bank_loss"], totals["fund_paid"]) == (1200, 0)


@pytest.mark.parametrize(("shortage", "lacked"), [("lapse", [0, 0, 200, 200, 200]), ("queue", [0, 0, 200, 200, 0])])
def test_what_claims_have_lacked_so_far_is_kept_by_month(shortage, lacked):
    """Fund of 800, two advances of 500 in March: 200 short; what comes back in May pays a queue alone."""
    policy = fund_of(800, shortage, scheme={"timing": "advance"})
    loans = (loan(default=3, proceeds=1000, sale_lag_months=2), loan(default=3, sale_lag_months=2))
    ledger = simulate(prepare_replay(policy, tape(*loans)), 1, threads=1, watched=(0,))
    assert list(ledger.shortfalls[0, 1:6, 0] / 100) == lacked


@pytest.mark.compiled
@pytest.mark.parametrize("shortage", ["lapse", "queue", "pro_rata"])
def test_balance_less_what_claims_lacked_is_capital_less_net_outflow(shortage):
    """Its lowest value is what the engine counts by itself as the largest net outflow; its end, lapsed and unpaid."""
    policy = one_year(
        60, 0.1, 0.3, scheme={"compensation_ratio": 0.5, "shortage": shortage, "timing": "advance"},
        fund={"fund_size": 2_000.0}, disposal={"fixed_recovery": 0.3},
    )  # fmt: skip
    ledger = run(policy, 200, watched=(0,))
    outflow = 200_000 - (ledger.balances - ledger.shortfalls)[:, :, 0]
    np.testing.assert_array_equal(np.max(outflow, axis=1), ledger.of("largest_outflow")[:, 0])
    np.testing.assert_array_equal(ledger.shortfalls[:, -1, 0], (ledger.of("lapsed") + ledger.of("unpaid"))[:, 0])
    assert np.any(ledger.shortfalls > 0)
