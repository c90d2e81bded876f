"""The one-year portfolio: 2,000 equal loans, PD 2 %, loss given default 0.6, one factor, rho 0.12."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.book import stated_book
from simulator.analysis.intervals import quantile_interval
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.exact import OneFactor, portfolio_loss_law
from simulator.scenario.model import Scenario
from simulator.scenario.read import build_scenario

LOANS = 2000
PD = 0.02
LOSS_GIVEN_DEFAULT = 0.6
ASSET_CORRELATION = 0.12
LEVEL = 0.999
PRINCIPAL = 10_000.0


@dataclass(frozen=True)
class TailLoss:
    """A simulated value at risk beside the exact one, in units of one loan's principal."""

    simulated: float
    exact: float
    standard_error: float

    @property
    def distance(self) -> float:
        """Distance from the exact value in standard errors."""
        return abs(self.simulated - self.exact) / self.standard_error


def one_year_portfolio(loans: int = LOANS) -> Scenario:
    """Return the portfolio as a scenario: a book of equal loans with a year to go, and no new business."""
    stated = stated_book(ratio=0.35).model_dump()
    segment: dict[str, Any] = {"name": "loans", "count": loans, "principal": PRINCIPAL, "months_left": 12}
    values = {
        **{key: stated[key] for key in ("lender", "patents")},
        "about": {"title": "One-year portfolio of the benchmarks"},
        "run": {"seed": 20260101},
        "clock": {"years": 1, "run_off": False},
        "economy": {"step": "yearly", "persistence": 0.0, "asset_correlation": ASSET_CORRELATION},
        "sectors": [{"name": "all", "share": 1.0, "patent_decay_per_year": 0.0}],
        "grades": [{"name": "one", "share": 1.0, "pd_per_year": PD}],
        "banks": [{"name": "bank", "share": 1.0}],
        "applications": {"per_month": 0.0, "amount_mean": PRINCIPAL, "amount_sd_log": 0.0},
        "loans": {"terms": [{"months": 12, "share": 1.0}], "pledge_rate_invention": 1.0},
        "disposal": {"method": "fixed", "fixed_recovery": 1 - LOSS_GIVEN_DEFAULT},
        "book": [{**segment, "sector": "all", "grade": "one"}],
        "scheme": {"compensation_ratio": 0.35},
        "fund": {"fund_size": 1e9},
    }
    return build_scenario(values, "benchmarks/portfolio.py")


def simulated_loss(scenario: Scenario, paths: int, threads: int) -> np.ndarray:
    """Return the loss of each path in units of one loan's principal, shape (paths,): prepare and simulate, no more."""
    ledger = simulate(prepare(scenario, [scenario]), paths, threads=threads, columns=("loss_covered",))
    loss: np.ndarray = ledger.of("loss_covered")[:, 0] / (100 * PRINCIPAL)
    return loss


def compare_tail(loss: np.ndarray, loans: int = LOANS, level: float = LEVEL) -> TailLoss:
    """Return the simulated value at risk beside the exact one.

    The standard error is that of the sample's rank, carried over to the loss by the exact law.

    Parameters
    ----------
    loss
        Loss of each path, shape (paths,).
    loans
        Number of loans.
    level
        Level of the value at risk.
    """
    law = portfolio_loss_law(
        OneFactor(PD, ASSET_CORRELATION), loans, exposure=1.0, loss_given_default=LOSS_GIVEN_DEFAULT
    )
    rank_error = (level * (1 - level) / len(loss)) ** 0.5
    error = (law.quantile(min(level + rank_error, 1 - 1e-9)) - law.quantile(level - rank_error)) / 2
    return TailLoss(quantile_interval(loss, level).value, law.quantile(level), error)
