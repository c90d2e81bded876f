"""The stated book: what every figure of speed is measured on.

40 new applications a month for ten years, 6 sectors, 8 grades, 4 banks; the bank screens, the fund has a
leverage gate, tiers by loan size, a breaker on the banks' loss, a queue of unpaid claims and a yearly
top-up; six of ten sound borrowers ask to renew; the book runs off to its last claim.
Nothing else is switched on. The figures only have to keep every rule busy: they are not a real scheme's.
"""

from typing import Any

from simulator.scenario.model import Scenario
from simulator.scenario.read import build_scenario

YEARS = 10
APPLICATIONS_PER_MONTH = 40.0
SECTORS = (
    ("artificial intelligence", 0.20, 1.2, 0.25),
    ("biotechnology", 0.15, 1.3, 0.12),
    ("new energy", 0.20, 1.0, 0.15),
    ("semiconductors", 0.15, 1.0, 0.18),
    ("new materials", 0.15, 0.9, 0.13),
    ("machinery", 0.15, 0.8, 0.10),
)
"""Name, share, multiplier of the probability of default, decay of patent value per year."""
GRADES = (
    ("A1", 0.08, 0.0025),
    ("A2", 0.14, 0.0043),
    ("B1", 0.20, 0.0075),
    ("B2", 0.22, 0.013),
    ("C1", 0.17, 0.023),
    ("C2", 0.11, 0.040),
    ("D1", 0.05, 0.069),
    ("D2", 0.03, 0.120),
)
"""Name, share, probability of default per year."""


def _world(years: int, applications_per_month: float) -> dict[str, Any]:
    return {
        "run": {"seed": 20260101, "paths": 1000},
        "clock": {"start": "2026-01", "years": years, "run_off": True},
        "economy": {"step": "monthly", "persistence": 0.95, "asset_correlation": 0.1},
        "sectors": [
            {"name": name, "share": share, "pd_multiplier": pd, "macro_weight": 0.7, "patent_decay_per_year": decay}
            for name, share, pd, decay in SECTORS
        ],
        "grades": [{"name": name, "share": share, "pd_per_year": pd} for name, share, pd in GRADES],
        "banks": [{"name": f"bank {i}", "share": 0.25} for i in range(1, 5)],
        "applications": {
            "per_month": applications_per_month,
            "amount_mean": 5e6,
            "amount_sd_log": 0.8,
            "amount_max": 20e6,
        },
        "loans": {
            "terms": [{"months": 12, "share": 1.0}],
            "pledge_rate_invention": 0.5,
            "minimum": 500_000.0,
            "renewal_probability": 0.6,
            "renewal_signal": "fresh",
        },
        "patents": {
            "base_mean": 12e6,
            "base_sd_log": 0.8,
            "appraisal_error_sd_log": 0.3,
            "volatility": 0.3,
        },
        "disposal": {
            "method": "haircut",
            "sold_share": 0.5,
            "sale_share_mean": 0.4,
            "sale_share_sd": 0.2,
            "lag_months_min": 6,
            "lag_months_max": 18,
        },
    }


def _policy(ratio: float, fund_size: float) -> dict[str, Any]:
    return {
        "lender": {
            "loan_rate": 0.035,
            "funding_cost": 0.019,
            "operating_cost": 0.007,
            "loss_given_default": 0.75,
            "risk_weight": 0.85,
            "capital_ratio": 0.105,
            "equity_spread": 0.04,
            "other_income": 0.004,
            "signal_noise": 0.8,
            "screening_response": 0.5,
            "trust": "full",
        },
        "scheme": {
            "compensation_ratio": ratio,
            "tiers": [{"above": 5e6, "factor": 0.8}, {"above": 10e6, "factor": 0.6}],
            "claim_lag_months": 3,
            "shortage": "queue",
        },
        "fund": {"fund_size": fund_size, "top_up": "to_capital", "top_up_budget": 0.03 * fund_size},
        "gate": {"leverage_multiple": 30.0},
        "breaker": {"is_on": True, "reopens": "ratio", "on_at_least": 0.03, "off_below": 0.02, "minimum_loans": 20},
    }


def stated_book(
    ratio: float = 0.5,
    fund_size: float = 20e6,
    *,
    years: int = YEARS,
    applications_per_month: float = APPLICATIONS_PER_MONTH,
) -> Scenario:
    """Return the stated book under one policy, through the checks of a scenario file.

    Parameters
    ----------
    ratio
        Compensation ratio.
    fund_size
        Capital of the fund, in yuan.
    years, applications_per_month
        Smaller for toy runs; the stated book has the defaults.
    """
    title = {"about": {"title": "Stated book of the benchmarks"}}
    values = {**title, **_world(years, applications_per_month), **_policy(ratio, fund_size)}
    return build_scenario(values, "benchmarks/book.py")


def hundred_policies() -> list[Scenario]:
    """Return the stated book under 100 policies: ratios 0.1 to 1.0 by fund sizes of 5 to 50 million yuan."""
    return [stated_book(tenth / 10, step * 5e6) for tenth in range(1, 11) for step in range(1, 11)]


def applicants_per_path(scenario: Scenario) -> float:
    """Return the mean number of new applications on one path; renewals are not counted."""
    return scenario.applications.per_month * 12 * scenario.clock.years
