"""The figures of one case: a book under one stress and one cover."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import Bounds, bounded_mean
from simulator.analysis.estimating import ratio
from simulator.analysis.intervals import proportion_interval, quantile_interval
from simulator.estimate import Estimate
from simulator.inputs.tape import Tape
from simulator.questions.bank.accounts import Accounts, InDefault
from simulator.questions.bank.book_of_tape import TapeBook
from simulator.questions.bank.class_months import ClassMonths, Standing
from simulator.questions.bank.outcomes import Outcomes
from simulator.questions.bank.tested import BOUNDS, MONTHS, OF_THE_BALANCE
from simulator.rules.capital import capital_held, risk_adjusted_return
from simulator.rules.loan_classes import distance_to_tolerance, least_provisions, missing_provisions
from simulator.scenario.bank_rules import BankRules
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]

TWELVE = 12
OF_COMPENSATION = ("compensation", "waiting_cost")
BAD = 0.95


@dataclass(frozen=True, eq=False)
class Impaired:
    """What is still to come of the loans in default on the tape, in currency."""

    gross: float
    compensated: float

    @property
    def net(self) -> float:
        """Return the bank's loss on them."""
        return self.gross - self.compensated


@dataclass(frozen=True)
class Held:
    """What the bank holds and earns before any loss."""

    provisions: float
    margin: float
    part_of_year: float
    """Balance-weighted part of the next twelve months in which the book earns."""
    tolerance: float | None
    """Tolerated NPL ratio, absolute."""


def exactly(value: float) -> Estimate:
    """Return a figure that is computed, not simulated."""
    return Estimate(value, value, value, "mean")


def standing_of(
    book: TapeBook, tape: Tape, accounts: Accounts, default: InDefault, policy: Scenario
) -> tuple[Standing, Impaired]:
    """Return the book on the day of the tape, and what is still to come of its loans in default.

    These are sold when a default of their kind is, counted from the 90th day past due, but not before the first month;
    what they are compensated is the contract's part of the loss, or what was received if that is more, and nothing
    where the whole claim was refused.
    """
    is_impaired = book.pd >= 1
    late = np.maximum(book.days_past_due - 90, 0) // 30
    sold = np.where(is_impaired, np.maximum(np.round(TWELVE * default.years_to_sale).astype(np.int64) - late, 1), 0)
    wait = policy.scheme.claim_lag_months if default.compensated.any() else 0
    lost = book.balance * default.lost
    of = {key: tape.arrays[key][book.rows] for key in ("claim_filed", "claim_refused", "claim_received")}
    is_refused = (of["claim_refused"] > 0) & (of["claim_refused"] >= of["claim_filed"])
    due = np.where(is_refused, 0.0, lost * default.compensated)
    is_on = bool(default.compensated.any())
    compensated = np.maximum(due, of["claim_received"] / 100) if is_on else due
    compensated = np.where(is_impaired, np.minimum(compensated, lost), 0.0)
    number = np.full(len(book.rows), -1, dtype=np.int64)
    number[book.active] = np.arange(len(book.active))
    standing = Standing(
        balance=book.balance,
        days_past_due=book.days_past_due,
        loss_share=accounts.loss_given_default,
        book_loan=number,
        sold=sold,
        closed=np.where(is_impaired, sold + wait, 0),
        proceeds=np.where(is_impaired, book.balance * default.recovered, 0.0),
        compensated=compensated,
    )
    return standing, Impaired(float(lost[is_impaired].sum()), float(compensated.sum()))


def measures_of_case(
    scenario: Scenario,
    rules: BankRules,
    found: Outcomes,
    months: ClassMonths,
    accounts: Accounts,
    impaired: Impaired,
    held: Held,
) -> dict[str, Estimate]:
    """Return the estimates of a case by key of `tested.MEASURES`."""
    net = found.by_path(found.net)
    figures = {
        "defaulted": found.amount,
        "gross_loss": found.gross,
        "compensation": found.compensated,
        "net_loss": found.net,
        "waiting_cost": found.paid_in_year * scenario.lender.funding_cost,
    }
    whole = float(months.mean[0].sum())
    is_compensated = float(accounts.loss.compensation_yuan.sum()) > 0
    return {
        **{
            key: simulated(
                key,
                found.by_path(values),
                whole if key in OF_THE_BALANCE else math.inf,
                may_be_rare=is_compensated or key not in OF_COMPENSATION,
            )
            for key, values in figures.items()
        },
        "net_loss_95": quantile_interval(net, BAD),
        "net_loss_in_default": exactly(impaired.net),
        **_class_measures(rules, months, held),
        **_account_measures(scenario, found, accounts, held, whole),
    }


def _class_measures(rules: BankRules, months: ClassMonths, held: Held) -> dict[str, Estimate]:
    """Return NPL ratios, write-offs, and the provisions after a year by class and by ratio."""
    ratios, balance = months.npl_ratio, float(months.mean[0].sum())
    tolerated = held.tolerance
    after = months.after_a_year
    general, special = least_provisions(after, rules.provisions)
    left = np.maximum(held.provisions - months.written_off[:, TWELVE], 0)
    npl, whole = months.npl[:, TWELVE], after.sum(axis=1)
    found = {
        "npl_ratio_12": simulated("npl_ratio_12", ratios[:, TWELVE]),
        "npl_ratio_24": simulated("npl_ratio_24", ratios[:, MONTHS]),
        "npl_ratio_peak": simulated("npl_ratio_peak", ratios[:, 1:].max(axis=1)),
        "written_off_12": simulated("written_off_12", months.written_off[:, TWELVE], balance),
        "written_off_24": simulated("written_off_24", months.written_off[:, MONTHS], balance),
        "least_provisions_12": simulated("least_provisions_12", general + special.sum(axis=-1)),
        "coverage_12": ratio(left, npl, BOUNDS["coverage_12"]),
        "loan_provision_ratio_12": ratio(left, whole, BOUNDS["loan_provision_ratio_12"]),
        "provisions_missing_12": simulated(
            "provisions_missing_12", missing_provisions(left, npl, whole, rules.coverage)
        ),
    }
    if tolerated is not None:
        is_above = np.asarray((ratios[:, 1:] > tolerated).any(axis=1))
        npl_ratio = found["npl_ratio_12"]
        ends = np.array([npl_ratio.value, npl_ratio.high, npl_ratio.low])
        value, low, high = distance_to_tolerance(ends, tolerated).tolist()
        found["distance_12"] = Estimate(value, low, high, "mean", npl_ratio.note)
        found["over_tolerance"] = proportion_interval(int(is_above.sum()), len(is_above))
    return found


def simulated(key: str, values: Floats, largest: float = math.inf, *, may_be_rare: bool = True) -> Estimate:
    """Return the mean of a measure over the paths, with an interval inside its bounds.

    Parameters
    ----------
    values
        Shape (paths,).
    largest
        Largest amount of one path.
    """
    bounds = BOUNDS[key]
    if math.isfinite(largest) and largest > 0:
        bounds = Bounds(bounds.lowest, largest)
    return bounded_mean(values, bounds, may_be_rare=may_be_rare)


def _account_measures(
    scenario: Scenario, found: Outcomes, accounts: Accounts, held: Held, whole: float
) -> dict[str, Estimate]:
    """Return allowance, risk-weighted assets, capital and the return on it."""
    ratio_held = scenario.lender.capital_ratio
    loss, weights, net = accounts.loss, accounts.weights, accounts.balance_net
    capital = capital_held(net, weights.in_force, ratio_held)
    losses = simulated("net_loss", first_year(found), whole)
    used = capital * held.part_of_year

    measures = {
        "allowance_integral": float(loss.integral_allowance_yuan.sum()),
        "allowance_separate": float(loss.separate_allowance_yuan.sum()),
        "compensation_asset": float(loss.compensation_yuan.sum()),
        "weighted_assets": float((weights.without_fund * net).sum()),
        "weighted_assets_mitigated": float((weights.with_fund * net).sum()),
        "weighted_assets_internal": float((accounts.internal_weights * net).sum()),
        "capital": capital,
    }
    estimates = {key: exactly(value) for key, value in measures.items()}
    if used > 0:
        value, low, high = (
            risk_adjusted_return(held.margin, lost, used) for lost in (losses.value, losses.high, losses.low)
        )
        estimates["raroc"] = Estimate(value, low, high, "mean")
    return estimates


def first_year(found: Outcomes) -> Floats:
    """Return the net loss of the defaults of twelve months, shape (paths,)."""
    return found.by_path(np.where(found.month <= TWELVE, found.net, 0.0))
