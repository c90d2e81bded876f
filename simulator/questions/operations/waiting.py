"""What waiting for compensation costs the bank, what it does to its decisions, and the lags for the monthly engine."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.analysis.bounded import AT_LEAST_0, bounded_ratio
from simulator.engines.caseload import DAYS_PER_MONTH
from simulator.engines.desks import Floats
from simulator.engines.preparing import calibrated
from simulator.engines.preparing.screening import fee_to_bank, lending_terms
from simulator.engines.preparing.shares import effective_share, fund_share
from simulator.engines.preparing.units import fen
from simulator.estimate import Estimate
from simulator.questions.operations.desk_study import DAYS_PER_YEAR, OperationsStudy
from simulator.rules.calibration import largest_pd_of
from simulator.rules.lending import smallest_share
from simulator.scenario.model import Scenario

LONGEST_LAG_MONTHS = 240


@dataclass(frozen=True)
class Lags:
    """Times found, as the monthly engine reads them: whole months."""

    sale_min: int
    sale_max: int
    claim: int | None
    """None when no claim was paid."""
    cases: int
    """Defaults measured."""
    paid: int
    """Claims paid among them."""

    def settings(self) -> dict[str, int]:
        """Return the lags by dotted key."""
        sale = {"disposal.lag_months_min": self.sale_min, "disposal.lag_months_max": self.sale_max}
        return sale if self.claim is None else {**sale, "scheme.claim_lag_months": self.claim}


def lags_found(study: OperationsStudy) -> Lags | None:
    """Return the lags found, None when no loan defaulted.

    The first sale round ends a uniform number of months after default: its mean is the mean found, its half-width
    sqrt(3) times the standard deviation found, so that mean and spread are kept. The claim lag is the mean time from
    the sale (advance, purchase: from default) to payment. All are rounded to whole months.
    """
    first_round, claim = _months_found(study)
    if not len(first_round):
        return None
    mean, half = float(np.mean(first_round)), math.sqrt(3) * float(np.std(first_round))
    low = max(0, round(mean - half))
    high = max(low, round(2 * mean) - low)
    return Lags(
        min(low, LONGEST_LAG_MONTHS),
        min(high, LONGEST_LAG_MONTHS),
        min(round(float(np.mean(claim))), LONGEST_LAG_MONTHS) if len(claim) else None,
        len(first_round),
        len(claim),
    )


def _months_found(study: OperationsStudy) -> tuple[Floats, Floats]:
    """Return months from default to the end of the first round, and to payment (after the sale: from it)."""
    is_after_sale = study.scenario.scheme.timing == "after_recovery"
    rounds, claims = [np.zeros(0)], [np.zeros(0)]
    for replication in study.replications:
        default, settled = replication.cases.defaults.default, replication.settled
        is_measured = (default >= study.warm_up["claims"]) & (default <= study.days[-1])
        rounds.append((settled.first_round - default)[is_measured])
        lag = (settled.paid - (settled.disposed if is_after_sale else default))[is_measured]
        claims.append(lag[~np.isnan(lag)])
    return np.concatenate(rounds) / DAYS_PER_MONTH, np.concatenate(claims) / DAYS_PER_MONTH


@dataclass(frozen=True)
class WaitingCost:
    """Cost of money from default to payment: per paid claim, and per unit of compensation."""

    per_claim: Estimate
    per_compensation: Estimate


def waiting_cost(study: OperationsStudy) -> WaitingCost:
    """Return what the wait costs the bank: funding cost x years from default to payment x compensation."""
    funding = study.scenario.lender.funding_cost
    cost, paid, count = [], [], []
    for replication in study.replications:
        default = replication.cases.defaults.default
        is_paid = (default >= study.warm_up["claims"]) & (default <= study.days[-1])
        is_paid &= ~np.isnan(replication.settled.paid)
        amount = replication.cases.compensation[is_paid]
        years = (replication.settled.paid - default)[is_paid] / DAYS_PER_YEAR
        cost.append(float(funding * np.sum(amount * years)))
        paid.append(float(np.sum(amount)))
        count.append(int(np.sum(is_paid)))
    return WaitingCost(bounded_ratio(cost, count, AT_LEAST_0), bounded_ratio(cost, paid, AT_LEAST_0))


@dataclass(frozen=True)
class BankDecision:
    """What one wait does to the bank's decision."""

    wait_months: float
    """Mean months from default to compensation."""
    largest_pd: float
    """Largest PD at which the bank still lends, at the scheme's own share."""
    break_even_share: float
    """Smallest share at which a loan of the applicants' mean PD pays; at most 0 when it pays without cover."""


def bank_decisions(scenario: Scenario, others: Sequence[Scenario]) -> tuple[BankDecision, ...]:
    """Return the decision under the scenario's own lags, then under those of other scenarios of the same world.

    The applicants' PDs and the bank's other income are fitted once, under the scenario's own lags: only the wait
    changes.
    The loan has mean size and is neither a first loan nor in a priority sector.
    """
    applicants, fitted = calibrated(scenario)
    mean_pd = sum(sector.share * float(sector.weights @ sector.pds) for sector in applicants)
    return tuple(_decision(one, fitted.other_income, mean_pd) for one in (scenario, *others))


def _decision(scenario: Scenario, fitted_income: float, mean_pd: float) -> BankDecision:
    terms = lending_terms(scenario)
    own = scenario.lender.other_income
    income = (fitted_income if own is None else own) - fee_to_bank(scenario)
    principal = fen(scenario.applications.amount_mean)
    contract = fund_share(scenario.scheme, principal, is_priority=False, is_first=False)
    share = effective_share(scenario, terms, principal, contract)
    sale = (scenario.disposal.lag_months_min + scenario.disposal.lag_months_max) / 2
    return BankDecision(
        wait_months=scenario.scheme.claim_lag_months + (sale if scenario.scheme.timing == "after_recovery" else 0.0),
        largest_pd=largest_pd_of(terms, share, income),
        break_even_share=smallest_share(
            terms.margin + income, terms.rate, terms.covered_loss, terms.uncovered_loss, mean_pd, terms.carry
        ),
    )
