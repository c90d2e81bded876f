"""Round rules for hand-worked cases."""

from typing import Any

from simulator.scenario.bank_rules import BankRules

DAY = "2024-01-01"
RULES: dict[str, dict[str, Any]] = {
    "impairment": {
        "stage_2_days_past_due": 30,
        "stage_3_days_past_due": 90,
        "stage_2_pd_ratio": 2.0,
        "low_risk_pd": 0.005,
        "outlooks": ({"name": "only", "weight": 1.0, "default_factor": 1.0, "loss_factor": 1.0},),
    },
    "classes": {
        "special_mention_days_past_due": 0,
        "substandard_days_past_due": 90,
        "doubtful_days_past_due": 270,
        "loss_days_past_due": 360,
        "doubtful_loss_share": 0.5,
        "loss_loss_share": 0.9,
    },
    "provisions": {"general": 0.01, "special_mention": 0.02, "substandard": 0.25, "doubtful": 0.5, "loss": 1.0},
    "coverage": {"provision_coverage": 1.5, "loan_provision_ratio": 0.025},
    "capital": {
        "sme_weight": 0.85,
        "retail_weight": 0.75,
        "retail_largest": 10e6,
        "defaulted_weight": 1.5,
        "provisioned_weight": 1.0,
        "provisioned_share": 0.2,
        "fund_weight": 0.5,
    },
    "internal_ratings": {
        "confidence": 0.999,
        "pd_floor": 0.0003,
        "loss_given_default": 0.45,
        "maturity_years": 2.5,
        "annual_sales": 5e6,
        "sales_low": 5e6,
        "sales_high": 50e6,
    },
}


def bank_rules(**changes: dict[str, Any]) -> BankRules:
    """Return the rules with changes by section, through the checks."""
    return BankRules.model_validate(
        {name: {"in_force_from": DAY, **values, **changes.get(name, {})} for name, values in RULES.items()}
    )
