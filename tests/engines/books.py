"""Small scenarios for tests of the engines: everything off, to be switched on one by one."""

from typing import Any

from simulator.scenario.model import Scenario

PLAIN: dict[str, Any] = {
    "about": {"title": "test"},
    "run": {"seed": 7, "paths": 100},
    "clock": {"start": "2026-01", "years": 1},
    "economy": {"step": "yearly", "persistence": 0.0, "asset_correlation": 0.0},
    "sectors": ({"name": "all", "share": 1.0, "patent_decay_per_year": 0.0},),
    "grades": ({"name": "one", "share": 1.0, "pd_per_year": 0.02},),
    "banks": ({"name": "bank", "share": 1.0},),
    "applications": {"per_month": 0.0, "amount_mean": 5e6, "amount_sd_log": 0.0},
    "loans": {"terms": ({"months": 12, "share": 1.0},), "pledge_rate_invention": 1.0},
    "patents": {"base_mean": 1e9, "base_sd_log": 0.0},
    "disposal": {"method": "fixed", "fixed_recovery": 0.25},
    "lender": {
        "is_screening": False,
        "loan_rate": 0.035,
        "funding_cost": 0.019,
        "operating_cost": 0.007,
        "loss_given_default": 0.75,
        "risk_weight": 0.85,
        "capital_ratio": 0.105,
        "equity_spread": 0.04,
        "signal_noise": 0.8,
    },
    "scheme": {"compensation_ratio": 0.35},
    "fund": {"fund_size": 20e6},
}


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return the base with changes laid over it, table by table."""
    out = dict(base)
    for key, value in changes.items():
        out[key] = merged(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
    return out


def scenario(**changes: Any) -> Scenario:
    """Return the plain scenario with changes, through the checks."""
    return Scenario.model_validate(merged(PLAIN, changes))
