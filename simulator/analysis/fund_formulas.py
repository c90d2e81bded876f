"""Formulas of the fund's measures: each gives one number per policy and path, shape (policies, paths)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.path_totals import PathTotals
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]
Formula = Callable[[PathTotals], Floats]


def _fund_size(policy: Scenario) -> float:
    return policy.fund.fund_size


def per_fund(*names: str) -> Formula:
    """Return the formula of a sum of totals per unit of the fund size."""

    def formula(totals: PathTotals) -> Floats:
        size = totals.setting(_fund_size)
        # Policies without a fund are left out by `applies`; the 1 only keeps their rows finite.
        return totals.amount(*names) / np.where(size > 0, size, 1.0)

    return formula


def idle_share(totals: PathTotals) -> Floats:
    """Return the part of the capital that is never used."""
    return np.maximum(per_fund("lowest_balance")(totals), 0.0)


def months_shut(totals: PathTotals) -> Floats:
    """Return the months in which the breaker was tripped, on average over what it counts."""
    return totals.number("months_shut") / totals.shut_rows


def years_without_claim(totals: PathTotals) -> Floats:
    """Return the share of the years without a claim."""
    return totals.number("years_without_claim") / totals.setting(lambda policy: policy.clock.years)


def time_to_depletion(totals: PathTotals) -> Floats:
    """Return the first month with a claim not paid in full; nan where there is none."""
    months = totals.number("first_depleted")
    return np.where(months > 0, months, np.nan)


def is_depleted(last_month: int | None) -> Formula:
    """Return the formula of whether the fund runs dry by the end of a month, None: ever."""

    def formula(totals: PathTotals) -> Floats:
        months = totals.whole("first_depleted")
        is_hit = months > 0 if last_month is None else (months > 0) & (months <= last_month)
        return is_hit.astype(np.float64)

    return formula
