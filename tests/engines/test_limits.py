"""Share, stacking, caps, lines and budgets on a claim, one by one; worked by hand, in yuan."""

import pytest

from tests.engines.books import events, loan, replayed, run, scenario

PAYS = "fund pays claim"
LOST_600 = loan(default=3, proceeds=400)


def policy_of(years: int = 1, ratio: float = 0.5, **scheme):
    """Return a scheme with ample money that pays half of each loss."""
    return scenario(clock={"years": years}, scheme={"compensation_ratio": ratio, **scheme}, fund={"fund_size": 1e6})


def test_cap_per_loan():
    """Claim 300, cap 200: 100 is cut and the bank bears 400."""
    totals = replayed(policy_of(cap_per_loan=200.0), LOST_600)
    assert (totals["fund_paid"], totals["cut_cap"], totals["bank_loss"]) == (200, 100, 400)


def test_stacking_limit_cuts_the_fund_first():
    """Guarantor 240 + fund 300, together at most 420: the fund pays 180, the guarantor still 240."""
    totals = replayed(policy_of(guarantor_share=0.4, stacking_limit=0.7), LOST_600)
    assert (totals["guarantor_paid"], totals["fund_paid"], totals["cut_stacking"]) == (240, 180, 120)
    assert totals["bank_loss"] == 180


def test_stacking_counts_named_public_parties_only():
    """A private guarantor leaves the whole limit of 420 to the fund."""
    totals = replayed(
        policy_of(guarantor_share=0.4, stacking_limit=0.7, public_parties=("fund", "reinsurer")), LOST_600
    )
    assert (totals["fund_paid"], totals["cut_stacking"]) == (300, 0)


def test_stacking_comes_before_the_cap():
    """300 is first cut to 180 by stacking, then to 150 by the cap."""
    totals = replayed(policy_of(guarantor_share=0.4, stacking_limit=0.7, cap_per_loan=150.0), LOST_600)
    assert (totals["cut_stacking"], totals["cut_cap"], totals["fund_paid"]) == (120, 30, 150)


def test_every_party_pays_its_share_and_the_bank_the_rest():
    """Of 333.33: fund 50 %, guarantor 20 %, reinsurer 10 %, insurer 5 %, appraiser 5 %, each floored to the fen."""
    shares = {"guarantor_share": 0.2, "reinsurer_share": 0.1, "insurer_share": 0.05, "appraiser_share": 0.05}
    totals = replayed(policy_of(**shares), loan(default=3, proceeds=666.67))
    parties = ("fund_paid", "guarantor_paid", "reinsurer_paid", "insurer_paid", "appraiser_paid", "bank_loss")
    assert [totals[party] for party in parties] == [166.66, 66.66, 33.33, 16.66, 16.66, 33.36]


def test_the_fund_never_takes_more_than_the_others_leave():
    """Ratio 90 % beside a guarantor with 30 %: the fund pays 70 %."""
    totals = replayed(policy_of(ratio=0.9, guarantor_share=0.3), LOST_600)
    assert (totals["guarantor_paid"], totals["fund_paid"], totals["bank_loss"]) == (180, 420, 0)


def test_bank_line_per_year():
    """Claims 300 each on a line of 400: bank A gets 300 + 100, bank B 300; next year A gets 300 again."""
    loans = (
        loan(default=3, proceeds=400, bank="A"),
        loan(default=4, proceeds=400, bank="A"),
        loan(default=5, proceeds=400, bank="B"),
        loan(month=13, default=14, proceeds=400, bank="A"),
    )
    policy = policy_of(2, bank_line_per_year=400.0)
    assert [row[2] for row in events(policy, PAYS, *loans)] == [300, 100, 300, 300]
    assert replayed(policy, *loans)["cut_line"] == 200


def test_budget_per_year_cuts_for_good():
    """Claims 300 + 300 on a budget of 500: 100 goes to the bank, next year starts afresh."""
    loans = (LOST_600, loan(default=4, proceeds=400), loan(month=13, default=14, proceeds=400))
    totals = replayed(policy_of(2, budget_per_year=500.0), *loans)
    assert (totals["fund_paid"], totals["cut_budget"], totals["bank_loss"]) == (800, 100, 1000)


def test_excess_waits_for_the_next_years_budget_in_order():
    """100 waits for January; then 300 and 100 of the second year; its last 200 come in the third."""
    loans = (
        LOST_600,
        loan(default=4, proceeds=400),
        loan(month=13, default=14, proceeds=400),
        loan(month=13, default=14, proceeds=400),
    )
    policy = policy_of(3, budget_per_year=500.0, budget_excess="next_year")
    assert events(policy, PAYS, *loans) == [
        (3, "1", 300, ""),
        (4, "2", 200, ""),
        (13, "2", 100, ""),
        (14, "3", 300, ""),
        (14, "4", 100, ""),
        (25, "4", 200, ""),
    ]
    assert replayed(policy, *loans)["cut_budget"] == 0


def test_what_waits_for_the_budget_uses_up_the_banks_line():
    """Line 400, budget 200: 200 of the first 300 is paid and 100 waits; 100 of the second is left, and waits too."""
    policy = policy_of(2, bank_line_per_year=400.0, budget_per_year=200.0, budget_excess="next_year")
    loans = (LOST_600, loan(default=4, proceeds=400))
    assert [row[:3] for row in events(policy, PAYS, *loans)] == [(3, "1", 200), (13, "1", 100), (13, "2", 100)]
    assert replayed(policy, *loans)["cut_line"] == 200


def test_what_waits_for_the_budget_is_within_the_cumulative_cap():
    """Cap 0.25 x 1,000 = 250, budget 200: 200 now, 50 next January, 50 of the claim of 300 is cut."""
    policy = policy_of(2, cumulative_cap_rate=0.5, budget_per_year=200.0, budget_excess="next_year")
    assert [row[:3] for row in events(policy, PAYS, LOST_600)] == [(3, "1", 200), (13, "1", 50)]
    assert replayed(policy, LOST_600)["cut_cumulative"] == 50


def test_cumulative_cap_follows_covered_lending():
    """Cap rate 0.5 x share 0.5 of 2,000 lent is 500: 300 + 200; 2,000 more reopen it for the next claim only."""
    loans = (LOST_600, loan(default=4, proceeds=400), loan(month=6, principal=2000, default=8, proceeds=800))
    policy = policy_of(cumulative_cap_rate=0.5)
    assert [row[2] for row in events(policy, PAYS, *loans)] == [300, 200, 500]
    assert replayed(policy, *loans)["cut_cumulative"] == 200


def test_recoveries_reopen_the_cumulative_cap_for_later_claims():
    """Cap 500 is used up by one advance; half of the 1,000 sold comes back and pays the next advance."""
    policy = policy_of(timing="advance", cumulative_cap_rate=0.5, claim_lag_months=0)
    loans = (
        loan(default=3, proceeds=1000, sale_lag_months=2),
        loan(default=4, proceeds=0, sale_lag_months=8),
        loan(default=6, proceeds=0, sale_lag_months=8),
        loan(principal=100),
    )
    # cap 0.25 x 3,100 = 775; 500, 275 of 500, then 500 reopened
    assert [row[2] for row in events(policy, PAYS, *loans)] == [500, 275, 500]


def test_limits_cut_in_their_order():
    """Claim 600: cap 500, then line 400, then budget 300, then cumulative cap 250: each cuts 100, 100, 100, 50."""
    policy = policy_of(cap_per_loan=500.0, bank_line_per_year=400.0, budget_per_year=300.0, cumulative_cap_rate=0.25)
    totals = replayed(policy, loan(principal=2000, default=3, proceeds=800))
    cuts = [totals[f"cut_{limit}"] for limit in ("cap", "line", "budget", "cumulative")]
    assert (totals["claimed"], cuts, totals["fund_paid"]) == (600, [100, 100, 100, 50], 250)


@pytest.mark.parametrize(("principal", "paid"), [(500, 240), (500.01, 120), (1000, 240)])
def test_tier_counts_for_the_whole_loan(principal, paid):
    """Ratio 0.8, half of it above 500: a loan of exactly 500 is still small; loss is 60 % of principal."""
    policy = policy_of(ratio=0.8, tiers=({"above": 500.0, "factor": 0.5},))
    assert replayed(policy, loan(principal=principal, default=3, proceeds=round(0.4 * principal, 2)))[
        "fund_paid"
    ] == pytest.approx(paid, abs=0.01)


def test_marginal_tiers_average_over_the_slices():
    """Of 1,000: 500 at 0.8 and 500 at 0.4 make 0.6 of the loss of 600."""
    policy = policy_of(ratio=0.8, tiers=({"above": 500.0, "factor": 0.5},), tier_rule="marginal")
    assert replayed(policy, LOST_600)["fund_paid"] == 360


def test_priority_sectors_get_their_bonus():
    """0.5 for the plain sector, 0.6 for the priority one."""
    sectors = tuple(
        {"name": name, "share": 0.5, "patent_decay_per_year": 0.0, "is_priority": name == "chips"}
        for name in ("plain", "chips")
    )
    policy = scenario(sectors=sectors, scheme={"compensation_ratio": 0.5, "priority_bonus": 0.1})
    loans = [loan(default=3, proceeds=400, sector=name) for name in ("plain", "chips")]
    assert [row[2] for row in events(policy, PAYS, *loans)] == [300, 360]


def test_first_loans_get_their_bonus():
    """Applicants without an earlier loan: 0.35 + 0.15 of every loss."""
    policy = scenario(
        applications={"per_month": 10.0, "first_loan_share": 1.0},
        grades=({"name": "one", "share": 1.0, "pd_per_year": 0.5},),
        scheme={"first_loan_bonus": 0.15},
        fund={"fund_size": 1e9},
    )
    ledger = run(policy, 2)
    assert ledger.of("loss_covered").min() > 0
    assert (2 * ledger.of("fund_paid") == ledger.of("loss_covered")).all()


def test_a_refused_claim_is_counted_and_borne_by_the_bank():
    """With a refusal probability of 1 nothing is approved."""
    totals = replayed(policy_of(refusal_probability=1.0), LOST_600)
    assert (totals["cut_refused"], totals["approved"], totals["bank_loss"]) == (300, 0, 600)


@pytest.mark.parametrize(
    ("proceeds", "terms", "paid", "bank"),
    [
        (500, {}, 50, 450),  # covered 600 gets 500: loss 100; the other 400 is the bank's
        (500, {"recovery_rule": "pro_rata"}, 150, 350),  # covered gets 300, the rest 200
        (500, {"covers": "whole_loan"}, 250, 250),
        (700, {}, 0, 300),  # surplus of 100 spills to the other part
    ],
)
def test_the_fund_shares_the_loss_on_the_covered_part(proceeds, terms, paid, bank):
    """Loan of 1,000, patents secure 600 of it."""
    totals = replayed(policy_of(**terms), loan(ip_part=600, default=3, proceeds=proceeds))
    assert (totals["fund_paid"], totals["bank_loss"]) == (paid, bank)
