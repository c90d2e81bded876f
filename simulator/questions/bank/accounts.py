"""What a bank's books say of a loan tape on its day: loss in default, allowance, risk-weighted assets, margin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

import simulator.engines.kernel.records as r
from simulator.analysis.episodes import with_sections
from simulator.engines.preparing import prepare
from simulator.engines.preparing.applicants import applicants_of
from simulator.engines.preparing.calendar import calendar
from simulator.engines.preparing.world import build_world
from simulator.inputs.tape import Tape
from simulator.questions.bank.book_of_tape import LARGEST_PD, TapeBook, numbered
from simulator.questions.bank.outcomes import Outcomes, outcomes_of
from simulator.rules.capital import CORPORATE, RiskWeights, internal_ratings_weights, standardised_weights
from simulator.rules.impairment import (
    ExpectedCreditLoss,
    LossTerms,
    compensated_part,
    effective_rate,
    expected_credit_loss,
    exposure_by_month,
    loss_after_recovery,
    stages,
)
from simulator.scenario.bank_rules import BankRules
from simulator.scenario.model import Scenario
from simulator.scenario.world import Grade

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FORCED_PD = 0.9
FORCED_PATHS = range(10, 101)
FORCED_DEFAULTS = 200_000
"""About so many defaults are forced, within these numbers of paths."""
TWELVE = 12


@dataclass(frozen=True, eq=False)
class InDefault:
    """What a default of each loan would cost, means over forced defaults, shape (loans,), per unit owed."""

    recovered: Floats
    """What the security brings."""
    years_to_sale: Floats
    lost: Floats
    """Owed with accrued interest, less what is recovered."""
    compensated: Floats
    """Part of the loss that is compensated, fund and all others, while there is money."""
    years_to_payment: Floats


@dataclass(frozen=True, eq=False)
class Accounts:
    """The book under one stress and one cover, arrays of shape (loans,)."""

    pd: Floats
    """Of the next twelve months; 1 in default."""
    stage: Integers
    loss: ExpectedCreditLoss
    weights: RiskWeights
    balance_net: Floats
    """Balance less the allowance of loans in default, in currency."""
    internal_weights: Floats
    loss_given_default: Floats
    """As a present value on the day of default, before compensation."""


def in_default(
    book: TapeBook, world: Scenario, policies: Sequence[Scenario], *, threads: int | None = None
) -> tuple[InDefault, ...]:
    """Return what a default of each loan would cost under each policy, by letting nearly all default within a year.

    The fund's money, budgets, step-down and breaker are left out: it is the contract that counts here. A loan that
    never defaulted has the means of all.

    Parameters
    ----------
    world
        Under its stress; the policies differ from it in policy settings only.
    """
    certain = (Grade(name="forced", share=1.0, pd_per_year=FORCED_PD),)
    forced = [with_sections(policy, {"grades": certain, **_without_limits(policy)}) for policy in policies]
    loans = numbered(book.book)
    loans[:, r.BOOK_RISK] = book.sector
    prepared = prepare(with_sections(world, {"grades": certain}), forced, book=loans)
    lanes = prepared.layout.lane_of.tolist()
    paths = min(max(FORCED_DEFAULTS // len(loans), FORCED_PATHS[0]), FORCED_PATHS[-1])
    return tuple(_means(found, len(loans)) for found in outcomes_of(prepared, lanes, paths, threads=threads))


def _without_limits(policy: Scenario) -> dict[str, object]:
    """Return the sections of a policy whose money never ends."""
    endless = {
        "bank_line_per_year": None,
        "budget_per_year": None,
        "cumulative_cap_rate": None,
        "step_down": (),
        "guarantor_capital": None,
        "guarantor_multiple": None,
        "is_guarantor_first": False,
    }
    return {
        "scheme": policy.scheme.model_copy(update=endless),
        "fund": policy.fund.model_copy(update={"is_unlimited": True, "top_up": "none"}),
        "breaker": policy.breaker.model_copy(update={"is_on": False}),
    }


def _means(found: Outcomes, loans: int) -> InDefault:
    def mean(values: Floats, weights: Floats) -> Floats:
        above, below = (np.bincount(found.loan, column, loans) for column in (values * weights, weights))
        whole = weights.sum()
        usual = float((values * weights).sum() / whole) if whole > 0 else 0.0
        return np.asarray(np.divide(above, below, out=np.full(loans, usual), where=below > 0))

    recovered = found.recovered / found.amount
    compensated = np.divide(found.compensated, found.gross, out=np.zeros(len(found.gross)), where=found.gross > 0)
    waited = np.divide(
        found.paid_in_year, found.compensated, out=np.zeros(len(found.gross)), where=found.compensated > 0
    )
    years = (found.sold - found.month) / TWELVE
    return InDefault(
        recovered=mean(recovered, found.amount),
        years_to_sale=mean(years, found.amount),
        lost=mean(found.gross / found.amount, found.amount),
        compensated=mean(compensated, np.maximum(found.gross, 0)),
        years_to_payment=mean(waited, np.maximum(found.compensated, 0)),
    )


def stressed_pd(book: TapeBook, world: Scenario) -> Floats:
    """Return the PD of the next twelve months under a stress, shape (loans,); 1 only in default.

    The mean multiplier of the twelve months, and the mean shift s of the sector's factor by N(G(PD) - sqrt(rho) s).
    """
    size = calendar(world, 0, None, book.opening)
    arrays = build_world(world, 0, size, applicants_of(world), None, None, book.opening)
    factor = arrays.pd_factor[1 : TWELVE + 1].mean(axis=0)[book.sector]
    shift = arrays.factor_shift[1 : TWELVE + 1].mean(axis=0)[book.sector]
    shifted = ndtr(ndtri(np.clip(book.pd, 0.0, 1.0)) - np.sqrt(world.economy.asset_correlation) * shift)
    return np.asarray(np.where(book.pd >= 1, 1.0, np.minimum(shifted * factor, LARGEST_PD)))


def rates_of(book: TapeBook, tape: Tape) -> Floats:
    """Return the nominal rate of each loan a year, the lender's where the tape has none, shape (loans,)."""
    own = tape.arrays["rate"][book.rows]
    return np.asarray(np.where(np.isnan(own), book.scenario.lender.loan_rate, own))


def accounts_of(book: TapeBook, tape: Tape, pd: Floats, default: InDefault, rules: BankRules) -> Accounts:
    """Return stage, allowance and risk weights of each loan; a PD above that of the tape is a rise since the start."""
    is_impaired = pd >= 1
    rate = effective_rate(rates_of(book, tape))
    loss_given_default = loss_after_recovery(default.recovered, default.years_to_sale, rate)
    ones = np.ones(len(rate))
    compensated = compensated_part(default.compensated, ones, default.years_to_payment, rate)
    terms = LossTerms(
        exposure_yuan=exposure_by_month(book.balance, book.months_left, book.scenario.loans.repayment == "bullet"),
        pd_per_year=pd,
        loss_given_default=loss_given_default,
        compensated_share=compensated,
        effective_rate_per_year=rate,
    )
    stage = stages(book.days_past_due, is_impaired, book.pd, pd, rules.impairment)
    loss = expected_credit_loss(terms, stage, rules.impairment)
    specific = np.where(stage == 3, loss.integral_allowance_yuan, 0.0)
    borrower = tape.arrays["borrower"][book.rows]
    owed = np.bincount(borrower, book.balance)[borrower]
    weights = standardised_weights(owed, is_impaired, specific / book.balance, default.compensated, rules.capital)
    internal = np.where(is_impaired, 0.0, internal_ratings_weights(pd, CORPORATE, rules.internal_ratings))
    return Accounts(pd, stage, loss, weights, book.balance - specific, internal, loss_given_default)


def margin_of_a_year(book: TapeBook, tape: Tape) -> tuple[float, float]:
    """Return income less funding and running cost of twelve months before losses, and the part of a year it takes.

    Loans earn until they fall due; loans in default earn nothing and cost on.
    """
    lender = book.scenario.lender
    is_impaired = book.pd >= 1
    time = np.where(is_impaired, 1.0, np.minimum(book.months_left, TWELVE) / TWELVE)
    rate = np.where(is_impaired, 0.0, rates_of(book, tape) / (1 + lender.vat_rate))
    margin = book.balance * time * (rate - lender.funding_cost - lender.operating_cost)
    return float(margin.sum()), float((book.balance * time).sum() / book.balance.sum())


def without_cover(default: InDefault) -> InDefault:
    """Return the same defaults with nothing compensated."""
    return replace(default, compensated=np.zeros_like(default.compensated))
