"""A small world in which much happens, and policies that each switch on other rules."""

import hashlib
from typing import Any

from simulator.ledger import Ledger
from simulator.scenario.model import Scenario
from tests.engines.books import merged, run, scenario

WORLD: dict[str, Any] = {
    "run": {"seed": 11, "paths": 12},
    "clock": {"years": 3},
    "economy": {"step": "monthly", "persistence": 0.9, "asset_correlation": 0.1},
    "sectors": (
        {
            "name": "chips",
            "share": 0.6,
            "pd_multiplier": 1.2,
            "macro_weight": 0.5,
            "patent_decay_per_year": 0.2,
            "obsolescence_per_year": 0.3,
            "obsolescence_mean_log": -0.4,
            "obsolescence_sd_log": 0.2,
            "is_priority": True,
        },
        {"name": "steel", "share": 0.4, "patent_decay_per_year": 0.05},
    ),
    "grades": (
        {"name": "good", "share": 0.4, "pd_per_year": 0.02},
        {"name": "fair", "share": 0.4, "pd_per_year": 0.08},
        {"name": "poor", "share": 0.2, "pd_per_year": 0.25},
    ),
    "banks": ({"name": "A", "share": 0.7}, {"name": "B", "share": 0.3}),
    "applications": {"per_month": 5.0, "amount_mean": 3e6, "amount_sd_log": 0.8, "first_loan_share": 0.3},
    "loans": {
        "terms": ({"months": 6, "share": 0.4}, {"months": 12, "share": 0.6}),
        "pledge_rate_invention": 0.4,
        "ip_share": 0.7,
        "other_collateral_recovery": 0.3,
        "guarantee_recovery": 0.1,
        "renewal_probability": 0.6,
        "refinancing_default_probability": 0.4,
        "prepayment_per_month": 0.01,
    },
    "patents": {
        "base_mean": 9e6,
        "base_sd_log": 0.6,
        "quality_pd_correlation": 0.3,
        "quality_value_correlation": 0.4,
        "appraisal_bias": 1.1,
        "appraisal_error_sd_log": 0.3,
        "volatility": 0.3,
        "wrong_way_beta": 0.4,
        "challenge_per_year": 0.1,
        "full_invalidation_invention": 0.3,
        "partial_invalidation_invention": 0.3,
        "remaining_life_years_min": 4.0,
    },
    "disposal": {
        "method": "haircut",
        "sold_share": 0.8,
        "sale_share_mean": 0.5,
        "sale_share_sd": 0.2,
        "lag_months_min": 1,
        "lag_months_max": 6,
        "legal_cost_share": 0.05,
    },
    "lender": {
        "is_screening": True,
        "trust": "full",
        "other_income": 0.02,
        "monitoring_response": 0.5,
        "screening_response": 0.5,
    },
    "book": (
        {"name": "old", "count": 7, "principal": 2e6, "months_left": 5, "sector": "chips", "grade": "poor"},
        {
            "name": "bare",
            "count": 3,
            "principal": 1e6,
            "months_left": 9,
            "sector": "steel",
            "grade": "fair",
            "is_covered": False,
        },
    ),
    "scheme": {"compensation_ratio": 0.5},
    "fund": {"fund_size": 10e6},
    "gate": {"leverage_multiple": 8.0},
}

BREAKER = {"is_on": True, "on_at_least": 0.04, "off_below": 0.03}
TIERS = ({"above": 2e6, "factor": 0.7}, {"above": 5e6, "factor": 0.4})
STEPS = ({"at_least": 0.03, "factor": 0.7}, {"at_least": 0.06, "factor": 0.3})

TOOLS = (
    {
        "name": "early warning",
        "sectors": ("chips",),
        "cost_per_year": 2e5,
        "warning_sensitivity": 0.7,
        "warning_exposure_cut": 0.4,
        "warning_false_alarms": 0.3,
    },
    {"name": "subsidies", "cost_per_loan": 5e3, "cost_per_lent": 0.01, "bank_bonus": 0.01},
)
WORLD_TOOLS = (
    {
        "name": "navigation",
        "sectors": ("chips",),
        "application_response": 0.5,
        "default_cut": 0.3,
        "appraisal_error_cut": 0.5,
        "obsolescence_cut": 0.5,
        "invalidation_cut": 0.5,
    },
    {"name": "patent pool", "pool_value_share": 0.2},
)

POLICIES: dict[str, dict[str, Any]] = {
    "plain": {},
    "queue": {
        "scheme": {"shortage": "queue"},
        "fund": {"fund_size": 2e6, "top_up": "to_capital", "top_up_budget": 1e6},
    },
    "pro rata": {"scheme": {"shortage": "pro_rata", "claim_lag_months": 2}, "fund": {"fund_size": 2e6}},
    "breaker": {"breaker": BREAKER},
    "breaker by ratio": {"breaker": {**BREAKER, "reopens": "ratio"}},
    "breaker by decision": {"breaker": {**BREAKER, "reopens": "decision"}},
    "liability": {"gate": {"leverage_counts": "liability", "leverage_multiple": 3.0}},
    "breaker by bank": {"breaker": {**BREAKER, "scope": "bank", "measure": "npl"}},
    "no payment": {"breaker": {**BREAKER, "effect": "no_payment", "measure": "payout"}},
    "steps": {"scheme": {"step_down": STEPS}, "breaker": {"reading": "claim"}},
    "waiting": {"scheme": {"budget_per_year": 0.5e6, "budget_excess": "next_year"}},
    "slow": {"scheme": {"claim_lag_months": 14}},
    "advance": {"scheme": {"timing": "advance", "guarantor_share": 0.2, "claim_lag_months": 1, "shortage": "queue"}},
    "purchase": {"scheme": {"timing": "purchase", "purchase_price_share": 0.5, "claim_lag_months": 1}},
    "tiers": {"scheme": {"tiers": TIERS, "priority_bonus": 0.1, "first_loan_bonus": 0.1}},
    "marginal": {"scheme": {"tiers": TIERS, "tier_rule": "marginal"}},
    "ratios": {
        "scheme": {
            "compensation_ratio": 2 / 3,
            "tiers": ({"above": 2e6, "factor": 5 / 7}, {"above": 5e6, "factor": 1 / 3}),
            "tier_rule": "marginal",
            "step_down": ({"at_least": 0.03, "factor": 1 / 3},),
            "priority_bonus": 1 / 30,
            "guarantor_share": 1 / 6,
            "stacking_limit": 7 / 9,
            "cumulative_cap_rate": 1 / 11,
        }
    },
    "cap": {"scheme": {"cap_per_loan": 0.6e6}},
    "line": {"scheme": {"bank_line_per_year": 1e6, "cumulative_cap_rate": 0.05, "refusal_probability": 0.2}},
    "quota": {"gate": {"quota_per_year": 40e6, "leverage_refusal": "close_month", "refused_cover": "not_lent"}},
    "eligible": {"gate": {"largest_principal": 4e6, "lowest_quality": 0.2, "excluded_grades": ("poor",)}},
    "trust": {"lender": {"trust": "money"}, "fund": {"fund_size": 3e6}},
    "tolerance": {"lender": {"npl_tolerance": 0.03}},
    "tools": {"tools": TOOLS, "gate": {"priority_reserve": 0.3, "leverage_multiple": 4.0}},
    "guarantor": {
        "scheme": {
            "guarantor_share": 0.3,
            "guarantor_capital": 2e6,
            "guarantor_multiple": 15.0,
            "fee_upfront": 0.01,
            "fee_payee": "guarantor",
        }
    },
    "guarantor first": {
        "scheme": {"guarantor_share": 0.2, "guarantor_capital": 3e6, "is_guarantor_first": True},
        "fund": {"fund_size": 2e6},
    },
    "money": {
        "scheme": {"fee_upfront": 0.01, "fee_per_year": 0.005},
        "fund": {"interest_per_year": 0.03, "running_cost_per_year": 1e5},
    },
}


def policy(name: str, **world: Any) -> Scenario:
    """Return the world under one of the policies, with changes to the world."""
    return scenario(**merged(merged(WORLD, POLICIES[name]), world))


def every_policy(**world: Any) -> list[Scenario]:
    """Return the world under all policies, in their order."""
    return [policy(name, **world) for name in POLICIES]


def digest(ledger: Ledger) -> str:
    """Return a hash of every number of a ledger."""
    hashed = hashlib.sha256()
    for table in (ledger.totals, ledger.arms, ledger.months, ledger.balances):
        hashed.update(table.tobytes())
    return hashed.hexdigest()


def small_digest() -> str:
    """Return the hash of a run that is small enough without compiling."""
    few = [policy(name) for name in ("plain", "queue", "steps", "advance", "breaker by bank")]
    return digest(run(few, 2, watched=(0, 1)))
