"""Several years of a fund beside a book of constant size: a table worked out by a program of its own."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from simulator.questions.size.needs import chance_of, discounts, smallest_capital, worth
from simulator.scenario.model import Scenario
from tests.engines.books import run, scenario
from tests.engines.one_year import ERRORS

INTEREST = 0.015
LOSS = 0.75
PERSISTENCE = 0.63
RATIOS = (0.35, 0.54, 0.80)
# Chance of running dry: leverage, PD, correlation, years, and the chance at each ratio (given to 0.1 %).
TABLE = (
    (10, 0.02, 0.05, 10, (0.007, 0.151, 0.574)),
    (10, 0.048, 0.10, 5, (0.108, 0.370, 0.665)),
    (20, 0.035, 0.05, 5, (0.314, 0.745, 0.949)),
)
PATHS = 100_000


def default_rates(pd: float, rho: float, years: int, seed: int) -> np.ndarray:
    """Return the defaulted share of each year, shape (paths, years): infinitely fine book, factor AR(1) by year."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((PATHS, years))
    for year in range(1, years):
        z[:, year] = PERSISTENCE * z[:, year - 1] + (1 - PERSISTENCE**2) ** 0.5 * z[:, year]
    return ndtr((ndtri(pd) - rho**0.5 * z) / (1 - rho) ** 0.5)


def chances(monthly_rates: np.ndarray, leverage: int) -> list[float]:
    """Return the chance of running dry at each ratio, from the monthly defaulted shares, shape (paths, months)."""
    discount = discounts(monthly_rates.shape[1], INTEREST)
    losses = monthly_rates * leverage * LOSS
    return [chance_of(smallest_capital(worth(losses * ratio, discount)), 1.0).value for ratio in RATIOS]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}-{row[1]}-{row[3]}")
def test_chance_of_running_dry_over_several_years(row):
    """Fed with P_y / 12 x exposure x loss x ratio a month, the law of the smallest capital gives the table."""
    leverage, pd, rho, years, published = row
    found = chances(np.repeat(default_rates(pd, rho, years, 5) / 12, 12, axis=1), leverage)
    for chance, expected in zip(found, published, strict=True):
        # the table's last digit, and simulation error on our side
        assert abs(chance - expected) < 0.0005 + ERRORS * error_of(expected, PATHS)


def error_of(chance: float, paths: int) -> float:
    """Return the standard error of a share of the paths."""
    return (chance * (1 - chance) / paths) ** 0.5


def constant_book(leverage: int, pd: float, rho: float, years: int, loans: int = 500) -> Scenario:
    """Return a fund of 10 m beside equal loans held at leverage x capital: whoever leaves is replaced that month."""
    capital = 10e6
    principal = leverage * capital / loans
    segment = {"name": "all", "count": loans // 12, "principal": principal, "sector": "all", "grade": "one"}
    return scenario(
        run={"paths": 4_000},
        clock={"years": years, "run_off": False},
        economy={"persistence": PERSISTENCE, "asset_correlation": rho},
        grades=({"name": "one", "share": 1.0, "pd_per_year": pd},),
        book=tuple({**segment, "name": f"due in {m}", "months_left": m} for m in range(1, 13)),
        applications={"per_month": loans / 5, "amount_mean": principal, "amount_sd_log": 0.0},
        loans={"pledge_rate_invention": 1.0, "lot": 1.0, "minimum": 0.0},
        disposal={"fixed_recovery": 1 - LOSS},
        fund={"fund_size": capital, "interest_per_year": INTEREST},
        gate={"leverage_multiple": leverage, "leverage_base": "paid_in", "leverage_exposure": "performing",
              "refused_cover": "not_lent"},
    )  # fmt: skip


@pytest.mark.compiled
@pytest.mark.slow
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}-{row[1]}-{row[3]}")
def test_engine_with_many_equal_loans_comes_close_to_the_table(row):
    """Loan by loan it is within 3 points of the table, and as far from it as the engine's monthly rate explains.

    A book held constant loses 12 (1 - (1 - P)^(1/12)) a year, a little more than P.
    """
    leverage, pd, rho, years, published = row
    base = constant_book(leverage, pd, rho, years)
    ledger = run([with_ratio(base, ratio) for ratio in RATIOS], threads=2)
    exposure = ledger.of("covered_months") / 100 / (12 * years * leverage * base.fund.fund_size)
    assert exposure.min() > 0.99
    found = (ledger.of("first_depleted") > 0).mean(axis=0)
    np.testing.assert_allclose(found, published, atol=0.03)
    monthly = 1 - (1 - default_rates(pd, rho, years, 6)) ** (1 / 12)
    for chance, expected in zip(found, chances(np.repeat(monthly, 12, axis=1), leverage), strict=True):
        assert abs(chance - expected) < ERRORS * error_of(expected, len(exposure))


def with_ratio(policy: Scenario, ratio: float) -> Scenario:
    """Return the policy at another compensation ratio."""
    return policy.model_copy(update={"scheme": policy.scheme.model_copy(update={"compensation_ratio": ratio})})
