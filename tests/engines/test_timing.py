"""When the fund pays: after the sale, in advance, or by buying the patents; worked by hand, in yuan."""

import pytest

from tests.engines.books import events, loan, replayed, run, scenario

PAYS = "fund pays claim"


def policy_of(timing: str, *, fund: float = 1e6, lag: int = 2, clock=None, top_up: float = 0.0, **scheme):
    """Return a scheme that pays half, `lag` months after default or sale."""
    account = {"fund_size": fund, "top_up": "fixed" if top_up else "none", "top_up_budget": top_up}
    terms = {"compensation_ratio": 0.5, "timing": timing, "claim_lag_months": lag, **scheme}
    return scenario(scheme=terms, fund=account, clock=clock or {})


SOLD_LATE = loan(default=3, proceeds=400, sale_lag_months=6)


def test_after_recovery_pays_on_the_net_loss():
    """Sold in month 9 for 400, assessed two months later: half of 600."""
    policy = policy_of("after_recovery")
    totals = replayed(policy, SOLD_LATE)
    assert events(policy, PAYS, SOLD_LATE) == [(11, "1", 300, "")]
    assert (totals["fund_paid"], totals["bank_loss"], totals["recovered"]) == (300, 300, 400)


def test_advance_pays_half_of_the_principal_and_shares_the_sale():
    """500 two months after default; of 400 from the sale 200 comes back, as it bore half."""
    policy = policy_of("advance")
    totals = replayed(policy, SOLD_LATE)
    assert events(policy, PAYS, SOLD_LATE) == [(5, "1", 500, "")]
    assert (totals["fund_paid"], totals["fund_recovered"], totals["bank_loss"]) == (500, 200, 300)


def test_advance_shares_the_sale_with_every_party():
    """Fund 50 %, guarantor 20 %, bank 30 % of 1,000; of the 400 they get 200, 80 and 120."""
    totals = replayed(policy_of("advance", guarantor_share=0.2), SOLD_LATE)
    assert (totals["guarantor_paid"], totals["others_recovered"]) == (200, 80)
    assert (totals["fund_recovered"], totals["bank_loss"]) == (200, 180)


def test_advance_never_comes_back_more_than_it_paid():
    """A sale above what is owed returns the 500 paid; the surplus is the borrower's."""
    totals = replayed(policy_of("advance"), loan(default=3, proceeds=1500, sale_lag_months=6))
    assert (totals["fund_paid"], totals["fund_recovered"]) == (500, 500)
    assert (totals["bank_loss"], totals["recovered"]) == (0, 1000)


def test_advance_cut_short_shares_by_what_was_really_borne():
    """Only 200 of 500 was paid: the fund gets 400 x 200 / 1,000 = 80 back, the bank bears 800 - 320."""
    totals = replayed(policy_of("advance", fund=200), SOLD_LATE)
    assert (totals["fund_paid"], totals["lapsed"], totals["fund_recovered"]) == (200, 300, 80)
    assert (totals["bank_loss"], totals["balance"]) == (480, 80)


def test_unpaid_rest_of_an_advance_is_trued_up_at_the_sale():
    """200 of 500 paid, 80 back: the fund owes half of the net loss, 300, less 120 borne: 180; it can pay 80."""
    totals = replayed(policy_of("advance", fund=200, shortage="queue"), SOLD_LATE)
    assert (totals["fund_paid"], totals["fund_recovered"], totals["unpaid"]) == (280, 80, 100)
    assert (totals["approved"], totals["bank_loss"], totals["balance"]) == (380, 400, 0)


def test_a_sale_before_the_advance_is_settled_on_the_net_loss():
    """Sold two months after default, advance due after six: paid six months after the sale, half of 600."""
    policy = policy_of("advance", lag=6)
    sold_soon = loan(default=3, proceeds=400, sale_lag_months=2)
    assert events(policy, PAYS, sold_soon) == [(11, "1", 300, "")]


def test_a_replayed_book_runs_off_until_its_last_sale():
    """Outcomes come from the file: a sale five years after the default is settled in its month."""
    policy = policy_of("after_recovery")
    sold_very_late = loan(term=60, default=50, proceeds=400, sale_lag_months=60)
    assert events(policy, PAYS, sold_very_late) == [(112, "1", 300, "")]


@pytest.mark.parametrize(("proceeds", "back"), [(400, 400), (900, 900), (1500, 1000)])
def test_purchase_brings_the_fund_all_proceeds(proceeds, back):
    """Price 600 of 1,000; all proceeds go to the fund, also above the price, up to what is owed."""
    policy = policy_of("purchase", purchase_price_share=0.6)
    totals = replayed(policy, loan(default=3, proceeds=proceeds, sale_lag_months=6))
    assert (totals["fund_paid"], totals["bank_loss"]) == (600, 400)
    assert (totals["fund_recovered"], totals["balance"]) == (back, 1e6 - 600 + back)


def test_purchase_stays_within_the_money():
    """A fund of 250 pays 250; the bank bears 750; the proceeds are the fund's."""
    totals = replayed(policy_of("purchase", fund=250, purchase_price_share=0.6), SOLD_LATE)
    assert (totals["fund_paid"], totals["bank_loss"], totals["fund_recovered"]) == (250, 750, 400)


def test_purchase_stays_within_the_budget():
    """A budget of 100 a year pays 100; 500 is cut and counted."""
    totals = replayed(policy_of("purchase", purchase_price_share=0.6, budget_per_year=100.0), SOLD_LATE)
    assert (totals["fund_paid"], totals["cut_budget"], totals["bank_loss"]) == (100, 500, 900)


def test_patents_that_were_not_bought_are_the_banks():
    """Without money nothing is bought: the bank keeps the 400."""
    totals = replayed(policy_of("purchase", fund=0, purchase_price_share=0.6), SOLD_LATE)
    assert (totals["fund_paid"], totals["fund_recovered"], totals["bank_loss"]) == (0, 0, 600)


def test_the_bank_never_gains_from_a_default():
    """Price still unpaid when the patents are sold: price and proceeds together are not more than is owed."""
    policy = policy_of("purchase", fund=0, purchase_price_share=0.6, shortage="queue", clock={"years": 2}, top_up=600.0)
    totals = replayed(policy, loan(default=3, proceeds=700, sale_lag_months=6))
    assert totals["bank_loss"] >= 0


def test_the_bank_never_gains_from_a_price_that_waited_for_the_budget():
    """The same with a price that waits for the next year's budget."""
    terms = {"budget_per_year": 600.0, "budget_excess": "next_year", "purchase_price_share": 0.6}
    first = loan(default=2, proceeds=0, sale_lag_months=1)
    totals = replayed(
        policy_of("purchase", clock={"years": 2}, **terms), first, loan(default=3, proceeds=700, sale_lag_months=6)
    )
    assert totals["bank_loss"] >= 1000 - 600


def test_the_fund_buys_the_patents_not_the_other_collateral():
    """Per loan of 1,000: patents bought for 300 bring 300; other collateral brings the bank 200 of its 400."""
    policy = scenario(
        grades=({"name": "one", "share": 1.0, "pd_per_year": 0.9},),
        book=(_segment(),),
        loans={"ip_share": 0.6, "other_collateral_recovery": 0.5},
        disposal={"fixed_recovery": 0.5, "lag_months_min": 3, "lag_months_max": 3},
        scheme={"timing": "purchase", "purchase_price_share": 0.5},
    )
    ledger = run(policy, 5)
    defaults = ledger.of("defaults_covered")
    assert defaults.sum() > 0
    assert (ledger.of("fund_paid") == 30_000 * defaults).all()
    assert (ledger.of("fund_recovered") == 30_000 * defaults).all()
    assert (ledger.of("bank_loss") == 50_000 * defaults).all()


def _segment():
    return {"name": "old", "count": 4, "principal": 1000.0, "months_left": 12, "sector": "all", "grade": "one"}
