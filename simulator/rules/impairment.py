"""Expected credit loss of a bank's loans: stages, 12-month and lifetime loss, compensation (IFRS 9, CAS 22)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.bank_rules import Impairment, Outlook

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

TWELVE = 12


@dataclass(frozen=True, eq=False)
class LossTerms:
    """What the expected credit loss of each loan is made of, one row per loan."""

    exposure_yuan: Floats
    """Owed if the loan defaults in that month from now, shape (loans, months); 0 after it is due."""
    pd_per_year: Floats
    """Probability of default within a year as expected now, shape (loans,)."""
    loss_given_default: Floats
    """Loss per unit owed before compensation, as a present value on the day of default, shape (loans,)."""
    compensated_share: Floats
    """Part of that loss which the fund is expected to pay, as a present value too, shape (loans,)."""
    effective_rate_per_year: Floats
    """Effective interest rate, shape (loans,)."""


@dataclass(frozen=True, eq=False)
class ExpectedCreditLoss:
    """Expected credit loss of each loan in yuan, shape (loans,).

    Compensation may be part of the loan's own terms or an asset of its own (IFRS 9 B5.5.55); both are here.
    """

    twelve_month_yuan: Floats
    """From defaults of the next twelve months, before compensation."""
    lifetime_yuan: Floats
    """From defaults until the loan is due, before compensation."""
    separate_allowance_yuan: Floats
    """Loss allowance for the loan's stage where compensation is a separate asset."""
    compensation_yuan: Floats
    """That separate asset: what the fund is expected to pay of the allowance."""

    @property
    def integral_allowance_yuan(self) -> Floats:
        """Return the loss allowance where compensation is integral to the loan."""
        return self.separate_allowance_yuan - self.compensation_yuan


def stages(
    days_past_due: Integers, is_impaired: Truths, pd_at_start: Floats, pd_now: Floats, rules: Impairment
) -> Integers:
    """Return the stage of each loan: 1, 2 or 3, shape (loans,).

    Stage 3: in default by days past due (B5.5.37) or credit-impaired for another reason.
    Stage 2: past due beyond the backstop (5.5.11), or the probability of default has risen to a multiple of what it
    was at the start (5.5.9) and is not low (5.5.10). A loan goes back as soon as no test holds (5.5.7).

    Parameters
    ----------
    days_past_due, is_impaired
        On the day of the report, shape (loans,).
    pd_at_start, pd_now
        Probability of default over the same remaining life, as seen when the loan was made and now, shape (loans,).
        Those of one year will do where defaults are spread evenly (B5.5.13).
    rules
        Backstops and thresholds.
    """
    has_risen = (pd_now >= rules.stage_2_pd_ratio * pd_at_start) & (pd_now > rules.low_risk_pd)
    is_stage_2 = has_risen | (days_past_due > rules.stage_2_days_past_due)
    is_stage_3 = is_impaired | (days_past_due >= rules.stage_3_days_past_due)
    return np.where(is_stage_3, 3, np.where(is_stage_2, 2, 1)).astype(np.int64)


def expected_credit_loss(terms: LossTerms, stage: Integers, rules: Impairment) -> ExpectedCreditLoss:
    """Return the expected credit loss of each loan, averaged over the outlooks.

        sum over months m of  S(m-1) p x LGD x exposure(m) x (1 + r)^(-m/12),   p = 1 - (1 - PD)^(1/12)

    with S the chance to be alive and r the effective rate (5.5.17, B5.5.44). Stage 1 recognises the first twelve
    months, stage 2 all (5.5.3, 5.5.5); in stage 3 the default has happened, so the loss is LGD x exposure(1).
    """
    parts = [(outlook.weight, _loss_under(outlook, terms)) for outlook in rules.outlooks]
    twelve_month = sum((weight * loss[0] for weight, loss in parts), np.zeros(len(stage)))
    lifetime = sum((weight * loss[1] for weight, loss in parts), np.zeros(len(stage)))
    impaired = sum((weight * loss[2] for weight, loss in parts), np.zeros(len(stage)))
    allowance = np.select([stage == 1, stage == 2], [twelve_month, lifetime], impaired)
    return ExpectedCreditLoss(
        twelve_month_yuan=twelve_month,
        lifetime_yuan=np.where(stage == 3, impaired, lifetime),
        separate_allowance_yuan=allowance,
        compensation_yuan=allowance * terms.compensated_share,
    )


def _loss_under(outlook: Outlook, terms: LossTerms) -> tuple[Floats, Floats, Floats]:
    """Return the twelve-month loss, the lifetime loss, and the loss of a loan already in default, shape (loans,)."""
    pd = np.minimum(terms.pd_per_year * outlook.default_factor, 1.0)
    loss_given_default = np.minimum(terms.loss_given_default * outlook.loss_factor, 1.0)
    months = np.arange(1, terms.exposure_yuan.shape[1] + 1)
    alive = (1 - pd[:, None]) ** ((months - 1) / TWELVE) - (1 - pd[:, None]) ** (months / TWELVE)
    discount = (1 + terms.effective_rate_per_year[:, None]) ** (-months / TWELVE)
    by_month = alive * discount * terms.exposure_yuan * loss_given_default[:, None]
    owed = terms.exposure_yuan[:, 0]
    return by_month[:, :TWELVE].sum(axis=1), by_month.sum(axis=1), owed * loss_given_default


def exposure_by_month(outstanding_yuan: Floats, months_left: Integers, is_bullet: bool) -> Floats:
    """Return what is owed at a default in each month from now, shape (loans, longest time left).

    Bullet: all of it until the loan is due. Otherwise principal is repaid in equal parts at the ends of the months.
    A loan that should have been repaid already owes all of it in the first month.
    """
    months_left = np.maximum(months_left, 1)
    months = np.arange(1, int(months_left.max(initial=1)) + 1)
    left = months_left[:, None] - (months - 1)
    part = np.ones(left.shape) if is_bullet else left / months_left[:, None]
    exposure: Floats = np.where(left > 0, outstanding_yuan[:, None] * part, 0.0)
    return exposure


def effective_rate(nominal_per_year: Floats) -> Floats:
    """Return (1 + r/12)^12 - 1, the effective rate of a loan without fees that pays interest monthly."""
    return np.asarray((1 + nominal_per_year / TWELVE) ** TWELVE - 1)


def loss_after_recovery(recovered_share: Floats, years_to_recovery: Floats, rate_per_year: Floats) -> Floats:
    """Return the loss per unit owed on the day of default: 1 - recovered (1 + r)^-years, not below 0 (B5.5.55)."""
    return np.maximum(1 - recovered_share * (1 + rate_per_year) ** -years_to_recovery, 0.0)


def compensated_part(share: Floats, covered_part: Floats, years_to_payment: Floats, rate_per_year: Floats) -> Floats:
    """Return the part of a loss which the fund pays, as a present value on the day of default.

    share x covered part x (1 + r)^-years: a loss made good two years later is not made good in full.

    Parameters
    ----------
    share
        The fund's share of the covered loss, after what it may lack and refuse, shape (loans,).
    covered_part
        Covered part of the loss, shape (loans,).
    years_to_payment
        From default to payment, shape (loans,).
    rate_per_year
        Effective rate, shape (loans,).
    """
    return share * covered_part * (1 + rate_per_year) ** -years_to_payment
