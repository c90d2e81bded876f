"""Stress episodes as deterministic paths by month, applied on top of the world."""

import math

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.model import Scenario
from simulator.scenario.world import Sector, Stress


def stress_tables(scenario: Scenario, last: int) -> dict[str, NDArray[np.float64]]:
    """Return the deterministic paths that are applied on top of the world, each by month (and sector)."""
    # one month more than is simulated: a loan of the last month falls due after it
    months, sectors = last + 2, len(scenario.sectors)
    tables = {
        "factor_shift": np.zeros((months, sectors)),
        "pd_factor": np.ones((months, sectors)),
        "value_log": np.zeros((months, sectors)),
        "sale_factor": np.ones((months, sectors)),
        "renewal": np.full(months, scenario.loans.renewal_probability),
        "rate": np.zeros(months),
        "volume": np.ones(months),
    }
    month = np.arange(months)
    for stress in scenario.stress:
        during = (month >= stress.start_month) & (month < stress.start_month + stress.months)
        age = np.maximum(0, month - stress.start_month) / 12
        half = stress.value_half_life_years
        jump = math.log1p(stress.value_jump) * (0.5 ** (age / half) if half else 1.0)
        tables["renewal"] *= np.where(during, stress.renewal_factor, 1)
        tables["rate"] += np.where(during, stress.loan_rate_shift, 0)
        tables["volume"] *= np.where(during, stress.application_factor, 1)
        for s, sector in enumerate(scenario.sectors):
            if _applies(stress, sector):
                tables["factor_shift"][during, s] += stress.factor_shift
                tables["pd_factor"][during, s] *= stress.pd_multiplier
                tables["sale_factor"][during, s] *= stress.sale_factor
                tables["value_log"][:, s] += np.where(month >= stress.start_month, jump, 0)
    return tables


def _applies(stress: Stress, sector: Sector) -> bool:
    return (
        stress.applies_to == "all"
        or (stress.applies_to == "exposed" and sector.is_exposed)
        or (stress.applies_to == "priority" and sector.is_priority)
    )


def rate_shifts(scenario: Scenario, months: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distinct lending-rate shifts and, for each month, which one applies."""
    rates = np.round(stress_tables(scenario, months)["rate"], 12)
    distinct, level = np.unique(rates, return_inverse=True)
    return distinct, level.astype(np.int64)
