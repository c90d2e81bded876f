"""The engine with the monthly step: calibrated cumulative default, and the link of default and recovery."""

import numpy as np
import pytest
from scipy import special
from scipy.optimize import brentq

from simulator import exact
from tests.engines.books import run
from tests.engines.one_year import ERRORS, errors_off, one_year

pytestmark = pytest.mark.compiled

COUNT = 500


def fresh_loans(pd: float, rho: float, phi: float, months: int, paths: int) -> np.ndarray:
    """Return the share of fresh loans of this term that default, on each path."""
    book = (
        {"name": "fresh", "count": COUNT, "principal": 1.0, "months_left": months, "sector": "all", "grade": "one"},
    )
    policy = one_year(1, pd, rho, economy={"step": "monthly", "persistence": phi}, book=book, clock={"years": 5})
    ledger = run(policy, paths, columns=("defaults_covered",), threads=2)
    return ledger.of("defaults_covered")[:, 0] / COUNT


def cumulative(monthly: float, rho: float, phi: float, months: int) -> float:
    """Return the chance of default within these months, by quadrature, for a monthly PD."""
    return float(exact.cumulative_pd_ar1(monthly, asset_correlation=rho, persistence=phi, months=months)[-1])


@pytest.mark.parametrize(("pd", "rho", "phi"), [(0.02, 0.08, 0.95), (0.06, 0.12, 0.97), (0.02, 0.0, 0.5)])
def test_a_fresh_loan_has_its_pd_after_twelve_months(pd, rho, phi):
    """The threshold is calibrated: without that PD 2 % would give 1.984 %."""
    assert errors_off(fresh_loans(pd, rho, phi, 12, 20_000), pd) < ERRORS


@pytest.mark.parametrize("months", [6, 60])
def test_other_terms_follow_the_ar1_law(months):
    """Cumulative PD at 6 and 60 months by quadrature, with the monthly PD that gives 6 % at twelve."""
    monthly = brentq(lambda p: cumulative(p, 0.12, 0.97, 12) - 0.06, 0.001, 0.02, xtol=1e-14)
    assert errors_off(fresh_loans(0.06, 0.12, 0.97, months, 20_000), cumulative(monthly, 0.12, 0.97, months)) < ERRORS


RHO, PHI, YEARLY = 0.05, 0.95, 0.05
BETAS = (0.0, 0.3, 1.0, 1.5)


def losses(beta: float, paths: int, **patents: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of defaults and the loss per unit lent, summed, on each path; sold at once for 40 %."""
    policy = one_year(
        COUNT,
        YEARLY,
        RHO,
        economy={"step": "monthly", "persistence": PHI},
        patents={"wrong_way_beta": beta, **patents},
        loans={"pledge_rate_invention": 0.5},
        disposal={"method": "haircut", "sale_share_mean": 0.4},
    )
    ledger = run(policy, paths, columns=("defaults_covered", "loss_covered"), threads=2)
    return ledger.of("defaults_covered")[:, 0], ledger.of("loss_covered")[:, 0] / 1e5


def loss_given_default(beta: float, paths: int = 100_000) -> float:
    """Return the loss given default by a second program: factor paths, each loan's chance worked out exactly.

    A loan of 1 has patents of 2 exp(beta (F_t - F_0) - beta^2 (1 - phi^t)), sold for 40 % when it defaults in t.
    """
    monthly = brentq(lambda p: cumulative(p, RHO, PHI, 12) - YEARLY, 0.001, 0.02, xtol=1e-14)
    draws = np.random.default_rng(3).standard_normal((13, paths))
    factor = opening = draws[0]
    alive, lost, defaulted = np.ones(paths), 0.0, 0.0
    for month in range(1, 13):
        factor = PHI * factor + (1 - PHI**2) ** 0.5 * draws[month] if month > 1 else factor
        defaults = alive * special.ndtr((special.ndtri(monthly) - RHO**0.5 * factor) / (1 - RHO) ** 0.5)
        value = 2 * np.exp(beta * (factor - opening) - beta**2 * (1 - PHI**month))
        lost += (defaults * np.maximum(0, 1 - 0.4 * value)).mean()
        defaulted += defaults.mean()
        alive = alive - defaults
    return lost / defaulted


@pytest.mark.parametrize("beta", BETAS)
def test_loss_given_default_with_wrong_way_risk_agrees_with_a_second_program(beta):
    """The factor that makes firms default takes their patents' value too."""
    defaults, loss = losses(beta, 20_000)
    if beta == 0:
        assert loss == pytest.approx(0.2 * defaults)
    else:
        assert errors_off(loss - loss_given_default(beta) * defaults, 0.0) < ERRORS


def test_wrong_way_risk_raises_the_loss_given_default():
    """Loss given default rises with beta at every size, on common draws."""
    rates = []
    for beta in BETAS:
        defaults, loss = losses(beta, 4000, volatility=0.3, appraisal_error_sd_log=0.4, base_sd_log=0.5)
        rates.append(loss.sum() / defaults.sum())
    assert np.all(np.diff(rates) > 0.005)


def test_without_beta_recovery_does_not_know_the_economy():
    """Loss less its mean per default is as high on paths with many defaults as on paths with few."""
    defaults, loss = losses(0.0, 10_000, volatility=0.3, appraisal_error_sd_log=0.4, base_sd_log=0.5)
    excess = np.sign(defaults - np.median(defaults)) * (loss - loss.sum() / defaults.sum() * defaults)
    assert errors_off(excess, 0.0) < ERRORS
