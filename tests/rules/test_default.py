"""Probability and time of default."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from simulator.rules.default import conditional_pd, default_month, exposure_cut, monthly_from_yearly, weakened_uniform
from simulator.rules.economy import next_factor

ORACLES = json.loads((Path(__file__).parents[1] / "validation/oracles.json").read_text(encoding="utf-8"))
PERSISTENT = ORACLES["K_ar1_cumulative_PD"]["rows"]

quick = settings(max_examples=300)
hazards = st.lists(st.floats(0.0, 0.6), min_size=2, max_size=30)
uniforms = st.floats(1e-9, 1 - 1e-9)


def survival_of(monthly: list[float]) -> np.ndarray:
    """Return S[0..T] = prod(1 - p)."""
    return np.concatenate([[1.0], np.cumprod(1 - np.array(monthly))])


@pytest.mark.parametrize("rho", [0.0, 0.03, 0.12, 0.5])
@pytest.mark.parametrize("pd", [0.0005, 0.02, 0.3])
def test_conditional_pd_averages_to_the_pd(pd, rho):
    """Over a standard normal factor the mean of Phi((c - sqrt(rho) F) / sqrt(1 - rho)) is Phi(c)."""
    grid = np.arange(-9, 9.001, 0.05)
    density = np.exp(-(grid**2) / 2) * 0.05 / math.sqrt(2 * math.pi)
    values = [conditional_pd(float(special.ndtri(pd)), rho, factor) for factor in grid]
    assert density @ values == pytest.approx(pd, rel=1e-10)


def test_conditional_pd_falls_as_the_factor_rises():
    """Bad times are negative."""
    values = [conditional_pd(-2.0, 0.12, factor) for factor in (-3.0, -1.0, 0.0, 1.0, 3.0)]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("yearly", [1e-12, 0.02, 0.5, 0.999])
def test_twelve_constant_months_make_the_year(yearly):
    """1 - (1 - p)^12 = P, without loss of digits at small P."""
    monthly = monthly_from_yearly(yearly)
    assert -math.expm1(12 * math.log1p(-monthly)) == pytest.approx(yearly, rel=1e-13)


def test_monthly_pd_at_the_ends():
    """Nobody, and everybody in the first month."""
    assert monthly_from_yearly(0.0) == 0.0
    assert monthly_from_yearly(1.0) == 1.0


@pytest.mark.parametrize("row", PERSISTENT, ids=lambda row: f"PD {row['pd_annual']}")
def test_monthly_pd_is_the_one_of_the_table(row):
    """PD 2 % a year is 0.1682 % a month, 6 % is 0.5143 %."""
    assert monthly_from_yearly(row["pd_annual"]) == pytest.approx(row["pm"], rel=1e-12)


@pytest.mark.parametrize("row", PERSISTENT, ids=lambda row: f"PD {row['pd_annual']}")
def test_uncalibrated_threshold_gives_the_table_s_cumulative_pds(row):
    """Walked month by month over 1,200 paths of the factor, within four standard errors at 12, 36 and 60 months."""
    rng = np.random.default_rng(120)
    threshold = float(special.ndtri(row["pm"]))
    defaulted = np.empty((1200, 60))
    for path in range(len(defaulted)):
        innovations = rng.standard_normal(60).tolist()
        alive, factor = 1.0, innovations[0]
        for month in range(60):
            factor = next_factor(factor, row["phi"], innovations[month]) if month else factor
            alive *= 1 - conditional_pd(threshold, row["rho"], factor)
            defaulted[path, month] = 1 - alive
    for month in ("12", "36", "60"):
        sample = defaulted[:, int(month) - 1]
        error = sample.std(ddof=1) / math.sqrt(len(sample))
        assert abs(sample.mean() - row["cumPD"][month]) < 4 * error


@quick
@given(hazards, uniforms, st.data())
def test_default_month_is_the_first_month_below_the_level(monthly, u, data):
    """The bisection finds what a walk through the months finds: the first t with u S[lent] > S[t]."""
    survival = survival_of(monthly)
    lent = data.draw(st.integers(0, len(monthly) - 1))
    due = data.draw(st.integers(lent + 1, len(monthly)))
    walked = next((t for t in range(lent + 1, due + 1) if u * survival[lent] > survival[t]), 0)
    assert default_month(u, survival, lent, due) == walked


def test_default_month_by_hand():
    """S = 1, 0.9, 0.9, 0.5: no default up to u = 0.5, month 3 up to 0.9, month 1 above; no loan defaults in month 2."""
    survival = np.array([1.0, 0.9, 0.9, 0.5])
    assert [default_month(u, survival, 0, 3) for u in (0.5, 0.51, 0.9, 0.91)] == [0, 3, 3, 1]
    assert default_month(0.8, survival, 0, 2) == 0


def test_share_of_loans_that_default_is_one_minus_survival():
    """Over the 1,000 midpoints of (0, 1), defaults by month t are 1 - S[t] / S[lent], to one loan."""
    survival = survival_of([0.02, 0.05, 0.0, 0.1, 0.03, 0.2])
    months = np.array([default_month((i + 0.5) / 1000, survival, 2, 6) for i in range(1000)])
    for t in (3, 4, 5, 6):
        assert np.mean((months > 0) & (months <= t)) == pytest.approx(1 - survival[t] / survival[2], abs=1e-3)


@pytest.mark.parametrize("response", [0.5, 1.0, 1.5, 2.0, 3.0])
def test_weakened_monitoring_multiplies_the_hazard(response):
    """With u^(1/m) the chance to survive is S^m: a hazard m times as high, seen over 1,000 midpoints."""
    survival = survival_of([0.05] * 6)
    months = [default_month(weakened_uniform((i + 0.5) / 1000, response), survival, 0, 6) for i in range(1000)]
    assert np.mean(np.array(months) == 0) == pytest.approx(survival[6] ** response, abs=1e-3)


def test_no_response_leaves_the_uniform_to_the_bit():
    """A response of 1 must not disturb the draw, so that policies without response share defaults."""
    drawn = [(i + 0.5) / 1000 for i in range(1000)]
    assert [weakened_uniform(u, 1.0) for u in drawn] == drawn


def test_exposure_cut_by_hand():
    """Seen below the sensitivity of 0.6: 40 % of 1,001 fen, rounded; not seen: nothing; never more than is owed."""
    warning = np.array([0.6, 0.4, 0.0])
    assert (exposure_cut(1001, warning, 0.59), exposure_cut(1001, warning, 0.6)) == (400, 0)
    assert exposure_cut(1001, np.array([1.0, 1.0, 0.0]), 0.999) == 1001
