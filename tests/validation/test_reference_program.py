"""The engine against a second program, written from the equations alone, on seven settings.

Both draw on their own; the engine's fit of the pool and of other income is given to both.
"""

from pathlib import Path

import numpy as np
import pytest

import simulator
from simulator.engines.preparing import calibrated
from tests.validation.reference_program import simulate
from tests.validation.reference_world import Fitted

pytestmark = [pytest.mark.compiled, pytest.mark.slow]

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ERRORS = 4.0
PATHS, SECOND_PATHS, SECOND_SEED = 4_000, 1_500, 20261130
NORMAL_95 = 1.959964
OVERLAYS = {"earlier contract": (SCENARIOS / "options" / "earlier_contract.toml",)}
SETTINGS = {
    "hefei": "",
    "earlier contract": "applications.per_month=8 gate.leverage_multiple=30",
    "liability": """
        gate.leverage_counts=liability breaker.reopens=decision scheme.compensation_ratio=0.5
        loans.renewal_signal=lasting
    """,
    "queue": """
        loans.terms=[{months=6,share=0.3},{months=12,share=0.4},{months=24,share=0.3}] lender.trust=full
        scheme.shortage=queue scheme.compensation_ratio=0.6 fund.fund_size=4000000 applications.per_month=6
        gate.leverage_multiple=none breaker.is_on=false
    """,
    "poor fund": """
        fund.fund_size=2500000 scheme.compensation_ratio=0.6 applications.per_month=8
        gate.leverage_counts=duty breaker.is_on=false
    """,
    "nervous breaker": """
        breaker.on_at_least=0.025 breaker.off_below=0.022 scheme.claim_lag_months=12
        disposal.lag_months_min=0 disposal.lag_months_max=6 applications.per_month=6 lender.trust=full
        gate.leverage_multiple=none
    """,
    "all comers": """
        lender.is_screening=false economy.asset_correlation=0 fund.fund_size=200000000 applications.per_month=8
        gate.leverage_multiple=none breaker.is_on=false lender.trust=full
    """,
}

MEANS = (
    "lent", "covered", "lent_alone", "additional_lending", "additional_credit", "lent_priority", "newly_lent",
    "loans_covered", "defaults_covered", "defaulted_covered", "loss_covered", "recovered", "fund_paid", "bank_loss",
    "unpaid", "p_depleted", "p_depleted_year_3", "months_shut", "refused_breaker", "refused_leverage", "idle_share",
    "p_year_without_claim", "fiscal_cost", "bank_margin", "leverage_peak",
)  # fmt: skip
RATIOS = {"default_rate": ("defaulted_covered", "performing_covered"), "payout_rate": ("fund_paid", "covered")}


def second(total, key):
    """Return a measure of the second program and its standard error; a ratio by the delta method."""
    over, under = RATIOS.get(key, (key, None))
    bottom = np.ones(SECOND_PATHS) if under is None else total[under]
    value = total[over].mean() / bottom.mean()
    return value, (total[over] - value * bottom).std(ddof=1) / bottom.mean() / np.sqrt(SECOND_PATHS)


def compared(name):
    """Return, for each measure, what the engine and the second program say, and the combined standard error."""
    settings = ["clock.years=5", f"run.paths={PATHS}", *SETTINGS[name].split()]
    reading = simulator.read_scenario(SCENARIOS / "hefei.toml", OVERLAYS.get(name, ()), settings)
    scenario = reading.scenario
    own = {"own": {"scheme.compensation_ratio": scenario.scheme.compensation_ratio}}
    estimates = simulator.compare(reading, own).found.estimates
    fitted = calibrated(scenario)[1]
    total = simulate(scenario, Fitted(fitted.pd_scale, fitted.other_income), SECOND_PATHS, SECOND_SEED)
    rows = {}
    for key in (*MEANS, *RATIOS):
        estimate = estimates["own", key]
        value, error = second(total, key)
        rows[key] = (estimate.value, value, np.hypot(error, (estimate.high - estimate.low) / 2 / NORMAL_95))
    return rows


@pytest.mark.parametrize("name", SETTINGS)
def test_a_second_program_finds_the_same_measures(name):
    """Means over paths, ratios of means and proportions agree within four combined standard errors."""
    off = {
        key: (own, other, (other - own) / error) for key, (own, other, error) in compared(name).items() if own != other
    }
    assert {key: row for key, row in off.items() if abs(row[2]) >= ERRORS} == {}
