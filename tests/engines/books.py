"""Small scenarios for tests of the engines: everything off, to be switched on one by one."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.engines.replay import prepare_replay, replay
from simulator.inputs.replay import ReplayBook
from simulator.ledger import TOTALS, Ledger
from simulator.scenario.model import Scenario

COUNTS = ("loans_covered", "defaults_covered", "first_depleted", "months_shut", "years_without_claim")
"""Totals that are numbers or months, not money."""

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


MILLION = 1_000_000.0


def loan(
    month: int = 1, principal: float = 1000.0, term: int = 12, default: int = 0, proceeds: float = 0.0, **more: Any
) -> dict[str, Any]:
    """Return one loan of a replayed book, amounts in yuan; `default` 0: repaid, an amount below 0: not said."""
    return {
        "month_lent": month,
        "principal": principal,
        "ip_part": principal,
        "term_months": term,
        "default_month": default,
        "sale_proceeds": proceeds,
        "sale_lag_months": 0,
        "bank": "bank",
        "sector": "all",
        "balance": -0.01,
        "other_proceeds": -0.01,
        "guarantee_proceeds": -0.01,
        **more,
    }


def tape(*loans: dict[str, Any]) -> ReplayBook:
    """Return loans with known outcomes as the reader of replay files would; the first is called 1."""
    banks = tuple(dict.fromkeys(entry["bank"] for entry in loans))
    sectors = tuple(dict.fromkeys(entry["sector"] for entry in loans))

    def column(name: str) -> np.ndarray:
        return np.array([entry[name] for entry in loans], dtype=np.int64)

    def fen(name: str) -> np.ndarray:
        return np.array([round(entry[name] * 100) for entry in loans], dtype=np.int64)

    return ReplayBook(
        loans=tuple(str(i + 1) for i in range(len(loans))),
        month_lent=column("month_lent"),
        principal_fen=fen("principal"),
        ip_part_fen=fen("ip_part"),
        term_months=column("term_months"),
        default_month=column("default_month"),
        sale_proceeds_fen=fen("sale_proceeds"),
        sale_lag_months=column("sale_lag_months"),
        bank=np.array([banks.index(entry["bank"]) for entry in loans]),
        bank_names=banks,
        sector=np.array([sectors.index(entry["sector"]) for entry in loans]),
        sector_names=sectors,
        balance_fen=fen("balance"),
        other_proceeds_fen=fen("other_proceeds"),
        guarantee_proceeds_fen=fen("guarantee_proceeds"),
    )


def run(policies: Scenario | Sequence[Scenario], paths: int | None = None, **how: Any) -> Ledger:
    """Simulate policies of one world; the first one's world counts."""
    several = [policies] if isinstance(policies, Scenario) else list(policies)
    how.setdefault("threads", 1)
    return simulate(prepare(several[0], several), paths or several[0].run.paths, **how)


def replayed(policy: Scenario, *loans: dict[str, Any]) -> dict[str, float]:
    """Return the totals of loans with known outcomes under a policy: yuan, counts as they are."""
    totals = simulate(prepare_replay(policy, tape(*loans)), 1, threads=1).totals[0, 0]
    return {name: int(x) if name in COUNTS else int(x) / 100 for name, x in zip(TOTALS, totals, strict=True)}


def events(policy: Scenario, event: str, *loans: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return (month, loan, amount in yuan, reason) of every row of one event of a replayed book."""
    rows = replay(policy, tape(*loans)).rows
    return [(row["month"], row["loan"], row["amount"], row["reason"]) for row in rows if row["event"] == event]
