"""The engine with the monthly step: calibrated cumulative default, and the link of default and recovery."""

import numpy as np
import pytest
from scipy.optimize import brentq
from tests.engines.books import run
from tests.engines.one_year import ERRORS, errors_off, one_year

from simulator import exact

pytestmark = pytest.mark.compiled

COUNT = 500


def fresh_loans(pd: float, rho: float, phi: float, months: int, paths: int) -> np.ndarray:
    """Return the share of fresh loans of this term that default, on each path."""
    book = ({"name": "fresh", "count": COUNT, "principal": 1.0, "months_left": months, "sector": "all", "grade": "one"},)
    policy = one_year(1, pd, rho, economy={"step": "monthly", "persistence": phi}, book=book, clock={"years": 5})
    ledger = run(policy, paths, columns=("defaults_covered",), threads=2)
    return ledger.of("defaults_covered")[:, 0] / COUNT


@pytest.mark.parametrize(("pd", "rho", "phi"), [(0.02, 0.08, 0.95), (0.06, 0.12, 0.97), (0.02, 0.0, 0.5)])
def test_a_fresh_loan_has_its_pd_after_twelve_months(pd, rho, phi):
    """The threshold is calibrated: without that PD 2 % would give 1.984 %."""
    assert errors_off(fresh_loans(pd, rho, phi, 12, 20_000), pd) < ERRORS


@pytest.mark.parametrize("months", [6, 60])
def test_other_terms_follow_the_ar1_law(months):
    """Cumulative PD at 6 and 60 months by quadrature, with the monthly PD that gives 6 % at twelve."""

    def after(monthly: float, at: int) -> float:
        return float(exact.cumulative_pd_ar1(monthly, asset_correlation=0.12, persistence=0.97, months=at)[at - 1])

    monthly = brentq(lambda p: after(p, 12) - 0.06, 0.001, 0.02, xtol=1e-14)
    assert errors_off(fresh_loans(0.06, 0.12, 0.97, months, 20_000), after(monthly, months)) < ERRORS


MARKET = {
    "disposal": {"method": "haircut", "sale_share_mean": 0.5, "sale_share_sd": 0.1},
    "loans": {"pledge_rate_invention": 0.5},
    "scheme": {"compensation_ratio": 0.0},
}


def losses(beta: float, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of defaults and the loss per unit lent, summed, on each path."""
    policy = one_year(
        400,
        0.05,
        0.2,
        economy={"step": "monthly", "persistence": 0.95},
        patents={"volatility": 0.3, "appraisal_error_sd_log": 0.4, "base_sd_log": 0.5, "wrong_way_beta": beta},
        **MARKET,
    )
    ledger = run(policy, paths, columns=("defaults_covered", "loss_covered"), threads=2)
    return ledger.of("defaults_covered")[:, 0], ledger.of("loss_covered")[:, 0] / 1e5


def test_without_beta_recovery_does_not_know_the_economy():
    """Loss less its mean per default is uncorrelated with the number of defaults."""
    defaults, loss = losses(0.0, 10_000)
    rest = loss - loss.sum() / defaults.sum() * defaults
    assert errors_off((defaults - defaults.mean()) * rest, 0.0) < ERRORS


def test_wrong_way_risk_makes_bad_years_worse():
    """With beta 1 losses per default are higher on paths with many defaults, by many standard errors."""
    defaults, loss = losses(1.0, 4000)
    rest = (defaults - defaults.mean()) * (loss - loss.sum() / defaults.sum() * defaults)
    assert rest.mean() / (rest.std() / len(rest) ** 0.5) > ERRORS


def test_wrong_way_risk_raises_the_loss_given_default():
    """Loss given default rises with beta at every size, on common draws."""
    rates = []
    for beta in (0.0, 0.3, 1.0, 1.5):
        defaults, loss = losses(beta, 4000)
        rates.append(loss.sum() / defaults.sum())
    assert np.all(np.diff(rates) > 0.005)
