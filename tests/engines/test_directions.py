"""Each lever moves results the way theory says, path by path where the draws make that exact."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.ledger import Ledger
from tests.engines.books import loan, merged, replayed, run, scenario

RATIOS = tuple(round(0.1 * i, 1) for i in range(11))
FREE: dict[str, Any] = {
    "clock": {"years": 2},
    "economy": {"step": "monthly", "persistence": 0.9, "asset_correlation": 0.05},
    "grades": tuple({"name": f"{pd}", "share": 0.2, "pd_per_year": pd} for pd in (0.005, 0.015, 0.03, 0.06, 0.12)),
    "applications": {"per_month": 15.0, "amount_mean": 3e6, "amount_sd_log": 0.5},
    "lender": {"is_screening": True, "other_income": 0.004},
    "fund": {"fund_size": 0.0, "is_unlimited": True},
}
"""Unlimited money, no breaker, no limit of any kind, no response of screening or monitoring to cover."""


def free(**changes: Any):
    """Return the free world with changes."""
    return scenario(**merged(FREE, changes))


def sweep(section: str, key: str, values: tuple[Any, ...], paths: int = 5, **changes: Any) -> Ledger:
    """Return the ledger of policies that differ in one key."""
    policies = [free(**merged(changes, {section: {**changes.get(section, {}), key: value}})) for value in values]
    return run(policies, paths, threads=2)


def never_falls(table: np.ndarray) -> bool:
    """Return whether each path's number rises or stays from policy to policy, and rises somewhere."""
    steps = np.diff(table, axis=1)
    return bool((steps >= 0).all() and (steps > 0).any())


def additional(ledger: Ledger) -> np.ndarray:
    """Return lending less what the same bank lends without the scheme, shape (paths, policies), fen."""
    return ledger.of("lent_covered") + ledger.of("lent_uncovered") - ledger.without_scheme("lent_uncovered")


@pytest.mark.parametrize("renewal", [0.0, 0.6])
def test_additional_lending_never_falls_as_the_ratio_rises(renewal):
    """With nothing to run dry or to shut, a higher ratio only adds loans."""
    loans = {"renewal_probability": renewal, "refinancing_default_probability": 0.0}
    ledger = sweep("scheme", "compensation_ratio", RATIOS, loans=loans)
    assert never_falls(additional(ledger))
    assert (additional(ledger)[:, 0] == 0).all()


@pytest.mark.compiled
def test_what_is_added_is_riskier_and_dearer():
    """PD of what is lent, cost per additional yuan and marginal cost all rise with the ratio."""
    ledger = sweep("scheme", "compensation_ratio", (0.2, 0.4, 0.6, 0.8, 1.0), paths=1500)
    pd = ledger.of("defaults_covered").sum(axis=0) / ledger.of("loans_covered").sum(axis=0)
    more, paid = additional(ledger).sum(axis=0), ledger.of("fund_paid").sum(axis=0)
    assert (np.diff(pd) > 0).all()
    assert (np.diff(paid / more) > 0).all()
    assert (np.diff(np.diff(paid) / np.diff(more)) > 0).all()


def test_scheme_off_leaves_all_losses_to_the_bank():
    """Ratio 0 and no fund: the bank bears what is owed less what is recovered, as in the arm without the scheme."""
    ledger = run(free(scheme={"compensation_ratio": 0.0}, fund={"is_unlimited": False}), 5)
    assert ledger.of("owed").sum() > 0
    assert np.array_equal(ledger.of("bank_loss"), ledger.of("owed") - ledger.of("recovered"))
    assert np.array_equal(ledger.of("bank_loss"), ledger.without_scheme("bank_loss"))


def test_unlimited_fund_pays_every_accepted_claim():
    """Whatever is claimed and not refused is paid, from the treasury."""
    ledger = sweep("scheme", "refusal_probability", (0.0, 0.3))
    claimed = ledger.of("claimed") - ledger.of("cut_refused")
    assert np.array_equal(ledger.of("fund_paid"), claimed)
    assert np.array_equal(ledger.of("drawn"), claimed)
    assert (ledger.of("cut_refused")[:, 1] > 0).any()


ALL: dict[str, Any] = {"lender": {"is_screening": False}}
SECTOR = {"name": "all", "share": 1.0, "patent_decay_per_year": 0.0, "is_priority": True}
STORM = {"name": "storm", "start_month": 5, "months": 12}


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("section", "key", "values", "total", "changes"),
    [
        ("scheme", "compensation_ratio", (0.0, 0.3, 0.6, 1.0), "fund_paid", ALL),
        ("scheme", "cap_per_loan", (1e5, 5e5, 1e6, 1e7), "fund_paid", ALL),
        ("scheme", "stacking_limit", (0.2, 0.3, 1.0), "fund_paid", {**ALL, "scheme": {"guarantor_share": 0.1}}),
        ("scheme", "bank_line_per_year", (1e5, 1e6, 1e8), "fund_paid", ALL),
        ("scheme", "budget_per_year", (1e5, 1e6, 1e8), "fund_paid", ALL),
        ("scheme", "cumulative_cap_rate", (0.001, 0.01, 1.0), "fund_paid", ALL),
        ("scheme", "refusal_probability", (1.0, 0.5, 0.0), "fund_paid", ALL),
        ("scheme", "priority_bonus", (0.0, 0.1, 0.6), "fund_paid", {**ALL, "sectors": (SECTOR,)}),
        ("scheme", "fee_upfront", (0.0, 0.01, 0.02), "fees_fund", ALL),
        ("scheme", "covers", ("ip_part", "whole_loan"), "fund_paid", {**ALL, "loans": {"ip_share": 0.6}}),
        ("fund", "fund_size", (0.0, 1e6, 1e7), "fund_paid", {**ALL, "fund": {"is_unlimited": False}}),
        ("fund", "fund_size", (0.0, 1e7, 1e10), "balance", {**ALL, "fund": {"is_unlimited": False}}),
        ("lender", "monitoring_response", (0.0, 1.0, 4.0), "defaults_covered", ALL),
        ("lender", "other_income", (0.0, 0.005, 0.02), "lent_covered", {}),
        ("lender", "loan_rate", (0.03, 0.04, 0.06), "lent_covered", {}),
        ("lender", "operating_cost", (0.02, 0.01, 0.0), "lent_covered", {}),
        ("gate", "largest_principal", (1e6, 3e6, 1e8), "lent_covered", ALL),
        ("gate", "lowest_quality", (0.9, 0.5, 0.0), "lent_covered", ALL),
    ],
)
def test_raising_a_policy_lever_never_lowers_its_result(section, key, values, total, changes):
    """On common draws each path's total rises or stays."""
    assert never_falls(sweep(section, key, values, **changes).of(total))


@pytest.mark.parametrize("multiple", [(1.0, 2.0, 5.0, 50.0)])
def test_raising_the_leverage_never_lowers_cover(multiple):
    """Equal loans, limit on the paid-in capital: more is covered, and less refused."""
    money = {"is_unlimited": False, "fund_size": 30e6}
    changes = merged(ALL, {"fund": money, "gate": {"leverage_base": "paid_in"}, "applications": {"amount_sd_log": 0.0}})
    ledger = sweep("gate", "leverage_multiple", multiple, **changes)
    assert never_falls(ledger.of("lent_covered"))
    assert never_falls(-ledger.of("refused_leverage"))


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ([{"applications": {"per_month": x}} for x in (5.0, 10.0, 15.0)], "lent_covered"),
        ([{"disposal": {"fixed_recovery": x}} for x in (0.9, 0.5, 0.0)], "fund_paid"),
        ([{"disposal": {"legal_cost_share": x}} for x in (0.0, 0.2, 0.9)], "fund_paid"),
        ([{"stress": ({**STORM, "pd_multiplier": x},)} for x in (1.0, 2.0, 5.0)], "defaults_covered"),
        ([{"stress": ({**STORM, "factor_shift": x},)} for x in (0.0, -1.0, -3.0)], "defaults_covered"),
        ([{"loans": {"prepayment_per_month": x}} for x in (0.1, 0.02, 0.0)], "defaults_covered"),
        ([{"sectors": ({**SECTOR, "pd_multiplier": x},)} for x in (0.5, 1.0, 2.0)], "defaults_covered"),
    ],
)
def test_a_worse_world_costs_more(changes, total):
    """Worlds drawn with the same numbers: each path's total rises or stays (banks lend to everybody)."""
    ledgers = [run(free(**merged(ALL, change)), 5).of(total)[:, 0] for change in changes]
    assert never_falls(np.stack(ledgers, axis=1))


def test_refusing_renewals_raises_defaults():
    """Of 200 sound loans whose renewal is refused, half default for lack of money; renewed ones do not."""
    book = ({"name": "old", "count": 200, "principal": 1e6, "months_left": 6, "sector": "all", "grade": "one"},)
    world: dict[str, Any] = {
        "book": book,
        "grades": ({"name": "one", "share": 1.0, "pd_per_year": 0.0},),
        "loans": {"renewal_probability": 1.0, "refinancing_default_probability": 0.5},
    }
    shut = {"leverage_multiple": 0.001, "refused_cover": "not_lent"}
    ledger = run([scenario(**world), scenario(**world, gate=shut)], 10)
    defaults = ledger.of("defaults_covered")
    assert (defaults[:, 0] == 0).all()
    assert abs(defaults[:, 1].sum() - 1000) < 4 * (2000 * 0.25) ** 0.5


def test_trust_limited_by_money_lends_less():
    """A bank that looks at the fund's money lends no more than one that trusts it fully."""
    money = {"is_unlimited": False, "fund_size": 3e5}
    ledger = sweep("lender", "trust", ("money", "full"), fund=money, scheme={"compensation_ratio": 0.9})
    lent = ledger.of("lent_covered").sum(axis=0)
    assert lent[0] < lent[1]


def test_a_lower_tolerance_lends_less():
    """Banks that stop at a lower non-performing ratio lend less."""
    ledger = sweep("lender", "npl_tolerance", (0.01, 0.03, 0.5), disposal={"lag_months_min": 10, "lag_months_max": 10})
    lent = ledger.of("lent_covered").sum(axis=0)
    assert (np.diff(lent) > 0).all()


fates = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 50), st.integers(0, 9), st.integers(0, 40), st.integers(0, 3)),
    min_size=2,
    max_size=6,
)


@settings(max_examples=25)
@given(fates, st.randoms(use_true_random=False))
def test_order_within_a_month_changes_no_total_when_the_gate_is_open(book, shuffle):
    """Ample money, no limit: permuted loans give the same totals."""
    policy = scenario(fund={"fund_size": 1e9}, scheme={"compensation_ratio": 0.37, "guarantor_share": 0.21})
    loans = [
        loan(month=month, principal=100 * size, default=month + at if at else 0, proceeds=sold, sale_lag_months=lag)
        for month, size, at, sold, lag in book
    ]
    permuted = list(loans)
    shuffle.shuffle(permuted)
    assert replayed(policy, *loans) == replayed(policy, *permuted)
