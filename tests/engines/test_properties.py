"""Whatever options are combined: money is conserved, the balance is never negative, limits hold, queues keep order.

`simulate` checks after every run that each account of each path balances to the fen; these tests run it on
random scenarios and add what must hold besides.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.ledger import CUTS, OTHERS, TOTALS
from tests.engines.books import COUNTS, events, loan, merged, replayed, run, scenario
from tests.engines.options import BREAKER, STEPS, TIERS, WORLD

quick = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
slow = settings(quick, max_examples=1500)


def some(**keys: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return tables in which each key may be left out; values are a strategy or a list to choose from."""
    chosen = {key: v if isinstance(v, st.SearchStrategy) else st.sampled_from(v) for key, v in keys.items()}
    return st.fixed_dictionaries({}, optional=chosen)


def fitting(scheme: dict[str, Any]) -> dict[str, Any]:
    """Return the scheme without what its guarantor's capital does not go with."""
    limits = ("guarantor_multiple", "is_guarantor_first")
    if "guarantor_capital" not in scheme or scheme.get("timing", "after_recovery") != "after_recovery":
        return {key: value for key, value in scheme.items() if key not in ("guarantor_capital", *limits)}
    if scheme.get("shortage") == "queue":
        return {key: value for key, value in scheme.items() if key != "is_guarantor_first"}
    return scheme


SCHEMES = some(
    compensation_ratio=[0.0, 0.35, 0.5, 0.9, 1.0],
    tiers=[(), TIERS],
    tier_rule=["whole_loan", "marginal"],
    priority_bonus=[0.1, 1.0],
    first_loan_bonus=[0.05],
    guarantor_share=[0.2],
    reinsurer_share=[0.15],
    insurer_share=[0.1],
    appraiser_share=[0.05],
    public_parties=[("fund", "guarantor"), ("fund",), ("guarantor", "reinsurer")],
    stacking_limit=[0.0, 0.5, 0.8],
    cap_per_loan=[0.0, 3e5, 1e6],
    bank_line_per_year=[0.0, 1e6],
    budget_per_year=[0.0, 5e5, 2e6],
    budget_excess=["bank", "next_year"],
    cumulative_cap_rate=[0.0, 0.02, 0.1],
    covers=["ip_part", "whole_loan"],
    timing=["after_recovery", "advance", "purchase"],
    claim_lag_months=[0, 1, 5, 13],
    purchase_price_share=[0.3, 0.7, 1.0],
    recovery_rule=["by_part", "pro_rata"],
    refusal_probability=[0.2, 1.0],
    shortage=["lapse", "queue", "pro_rata"],
    step_down=[(), STEPS],
    fee_upfront=[0.01],
    fee_per_year=[0.02],
    fee_payer=["borrower", "bank"],
    fee_payee=["fund", "guarantor", "insurer"],
    guarantor_capital=[0.0, 4e5, 5e6],
    guarantor_multiple=[2.0, 20.0],
    is_guarantor_first=st.booleans(),
).map(fitting)
EFFECTS = some(
    sectors=[(), ("chips",), ("steel",)],
    cost_per_year=[1e4],
    cost_per_loan=[100.0],
    cost_per_lent=[0.02],
    bank_bonus=[0.01],
    application_response=[-1.0, -0.5, 0.5],
    default_cut=[0.5, 1.0],
    appraisal_error_cut=[0.5, 1.0],
    obsolescence_cut=[1.0],
    invalidation_cut=[0.5],
    pool_value_share=[0.2, 1.0],
    warning_sensitivity=[0.5, 1.0],
    warning_exposure_cut=[0.3, 1.0],
    warning_false_alarms=[0.2, 1.0],
)
TOOLS = st.lists(EFFECTS, max_size=2).map(
    lambda tools: tuple({"name": f"tool {i}", **tool} for i, tool in enumerate(tools))
)
FUNDS = some(
    fund_size=[0.0, 5e5, 3e6, 1e8],
    is_unlimited=st.booleans(),
    top_up=["none", "fixed", "to_capital", "below_floor"],
    top_up_budget=[2e5, 1e7],
    top_up_floor=[1e6],
    interest_per_year=[-0.05, 0.04],
    running_cost_per_year=[2e5],
)
GATES = some(
    leverage_multiple=[None, 0.5, 3.0, 100.0],
    leverage_counts=["principal", "liability", "duty"],
    leverage_base=["net", "gross", "paid_in"],
    leverage_exposure=["performing_and_npl", "performing"],
    leverage_refusal=["skip", "close_month"],
    quota_per_year=[None, 1e7],
    is_closed_while_unpaid=st.booleans(),
    refused_cover=["lend_uncovered", "not_lent"],
    largest_principal=[None, 3e6],
    smallest_principal=[0.0, 1e6],
    lowest_quality=[0.0, 0.3],
    priority_reserve=[0.0, 0.4, 1.0],
)
BREAKERS = some(
    is_on=st.booleans(),
    measure=["bank_loss_to_lending", "npl", "payout"],
    scope=["scheme", "bank"],
    minimum_loans=[0, 20],
    effect=["no_new_cover", "no_payment"],
    reading=["monthly", "claim"],
    reopens=["review", "ratio", "new_year", "decision"],
    review_months=[1, 5, 12],
)
WORLDS = some(
    run=st.integers(0, 50).map(lambda seed: {"seed": seed}),
    clock=[{"years": 2}, {"years": 1}, {"years": 2, "run_off": False}],
    economy=[
        {"step": "yearly"},
        {"step": "yearly", "copula": "t", "degrees_of_freedom": 4},
        {"regimes": tuple({"name": f"{i}", "mean_shift": -float(i), "to": (0.9, 0.1)} for i in range(2))},
    ],
    loans=[
        {"repayment": "equal_principal"},
        {"repayment": "equal_principal", "prepayment_per_month": 0.0},
        {"owed": "principal_and_interest", "ip_share": 1.0},
        {"renewal_probability": 1.0, "refinancing_default_probability": 1.0},
        {"renewal_probability": 1.0, "renewal_signal": "lasting"},
        {"renewal_probability": 1.0, "renewal_signal": "fresh"},
    ],
    disposal=[
        {"method": "fixed", "fixed_recovery": 0.4},
        {"method": "auction", "auction_sold_share": 0.4, "unsold_value_share": 0.3},
    ],
    lender=some(trust=["full", "money"], npl_tolerance=[None, 0.05], is_screening=st.booleans()),
    stress=[
        ({"name": "storm", "start_month": 5, "months": 12, "factor_shift": -1.0, "value_jump": -0.5},),
        ({"name": "rate", "start_month": 3, "months": 6, "loan_rate_shift": 0.01, "renewal_factor": 0.5},),
    ],
)
POLICIES = st.fixed_dictionaries(
    {
        "scheme": SCHEMES,
        "fund": FUNDS,
        "gate": GATES,
        "breaker": BREAKERS.map(lambda b: {**BREAKER, **b}),
        "tools": TOOLS,
    }
)


def must_hold(policy: dict[str, Any], totals: dict[str, float], is_run_off: bool) -> None:
    """Check what holds for every path of every policy; amounts in yuan."""
    cent = 0.02 * (1 + totals["loans_covered"])
    assert all(totals[name] >= 0 for name in TOTALS if name not in ("interest", "public_in_present", "largest_outflow"))
    assert totals["fund_paid"] <= totals["approved"] <= totals["claimed"]
    assert totals["newly_lent"] + totals["labelled"] == pytest.approx(totals["lent_covered"])
    assert totals["months_shut"] <= 24 * 2 and totals["first_depleted"] <= 240
    scheme = policy["scheme"]
    if is_run_off:
        borne = totals["bank_loss"] + totals["fund_paid"] + sum(totals[other] for other in OTHERS)
        back = totals["fund_recovered"] + totals["others_recovered"]
        assert borne - back == pytest.approx(totals["owed"] - totals["recovered"], abs=0.005)
    if scheme.get("timing") == "advance":
        assert totals["fund_recovered"] <= totals["fund_paid"]
    if "cap_per_loan" in scheme:
        assert totals["fund_paid"] <= scheme["cap_per_loan"] * totals["defaults_covered"] + cent
    if policy["fund"].get("is_unlimited"):
        assert totals["unpaid"] == 0 or scheme.get("budget_excess") == "next_year"
        assert totals["lapsed"] == totals["first_depleted"] == 0
    if policy["gate"].get("quota_per_year"):
        assert totals["lent_covered"] <= 2 * policy["gate"]["quota_per_year"]
    if not any(key in scheme for key in ("compensation_ratio", "timing")) and all(totals[cut] == 0 for cut in CUTS):
        assert totals["approved"] == totals["claimed"]


def check_policy(policy: dict[str, Any], world: dict[str, Any]) -> None:
    """Simulate two paths of a random scenario and check each."""
    small = {"applications": {"per_month": 3.0}, "clock": {"years": 2}}
    whole = scenario(**merged(merged(merged(WORLD, small), policy), world))
    ledger = run(whole, 2)
    for path in range(2):
        row = ledger.totals[path, 0]
        totals = {name: int(x) if name in COUNTS else int(x) / 100 for name, x in zip(TOTALS, row, strict=True)}
        must_hold(policy, totals, whole.clock.run_off)


@pytest.mark.compiled
@quick
@given(POLICIES, WORLDS)
def test_random_scenarios_balance_and_keep_their_limits(policy, world):
    """New business, renewals, every rule: a short set on every run."""
    check_policy(policy, world)


@pytest.mark.slow
@slow
@given(POLICIES, WORLDS)
def test_many_random_scenarios_balance_and_keep_their_limits(policy, world):
    """The same with new examples each time."""
    check_policy(policy, world)


LOANS = st.builds(
    lambda month, principal, at, proceeds, lag, bank: loan(
        month=month,
        principal=principal / 100,
        default=month + at if at else 0,
        proceeds=proceeds / 100 if at else 0.0,
        sale_lag_months=lag if at else 0,
        bank=bank,
    ),
    st.integers(1, 20),
    st.integers(1, 10**15) | st.integers(1, 10**6),
    st.integers(0, 12),
    st.integers(0, 10**15) | st.integers(0, 10**6),
    st.integers(0, 6),
    st.sampled_from("AB"),
)
BOOKS = st.lists(LOANS, min_size=1, max_size=8)
WHOLE = st.integers(0, 10**13).map(float) | st.integers(0, 10**4).map(float)


@quick
@given(POLICIES, BOOKS, WHOLE)
def test_replayed_books_balance_up_to_the_largest_amounts(policy, book, money):
    """Amounts from one fen to 10^13 yuan in one book: the accounts balance, nothing overflows."""
    gate = {**policy["gate"], "leverage_multiple": None}
    policy = {**policy, "tools": ()}
    whole = scenario(clock={"years": 2}, **{**policy, "fund": {**policy["fund"], "fund_size": money}, "gate": gate})
    must_hold({**policy, "gate": gate}, replayed(whole, *book), True)


@quick
@given(BOOKS, st.integers(0, 10**6).map(float), st.integers(0, 10**6).map(float))
def test_unpaid_claims_are_paid_in_order(book, money, top_up):
    """Payments follow the order of assessment, and none begins before the one ahead is paid in full."""
    account = {"fund_size": money, "top_up": "fixed", "top_up_budget": top_up}
    policy = scenario(clock={"years": 4}, scheme={"compensation_ratio": 0.5, "shortage": "queue"}, fund=account)
    claims = {row[1]: 0.0 for row in events(policy, "collateral sold", *book)}
    paid = [(row[1], row[2]) for row in events(policy, "fund pays claim", *book)]
    order = list(dict.fromkeys(name for name, _ in paid))
    due = {str(i + 1): max(0.0, entry["principal"] - entry["sale_proceeds"]) for i, entry in enumerate(book)}
    expected = [name for name in claims if round(due[name] * 100) // 2 > 0]
    assert order == expected[: len(order)]
    for name in order[:-1]:
        total = sum(round(amount * 100) for loan_name, amount in paid if loan_name == name)
        assert total == round(due[name] * 100) // 2
