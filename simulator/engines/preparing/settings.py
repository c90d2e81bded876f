"""Settings of a lane, and which rules any lane needs."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.preparing.screening import Screening, own_cover_codes
from simulator.engines.preparing.tools import warnings_of
from simulator.engines.preparing.units import fen, ppm
from simulator.rules import fund as rules
from simulator.rules.shares import exact_share, ratio_of
from simulator.scenario.model import Scenario
from simulator.scenario.policy import Scheme

SHORTAGES = {"lapse": r.SHORTAGE_LAPSE, "queue": r.SHORTAGE_QUEUE, "pro_rata": r.SHORTAGE_PRO_RATA}
MEASURES = {"bank_loss_to_lending": r.MEASURE_LOSS, "npl": r.MEASURE_NPL, "payout": r.MEASURE_PAYOUT}
TOP_UPS = {
    "none": rules.TOP_UP_NONE,
    "fixed": rules.TOP_UP_FIXED,
    "to_capital": rules.TOP_UP_TO_CAPITAL,
    "below_floor": rules.TOP_UP_BELOW_FLOOR,
}
REOPENINGS = {
    "ratio": rules.REOPENS_WHEN_BELOW,
    "new_year": rules.REOPENS_AT_NEW_YEAR,
    "review": rules.REOPENS_AT_REVIEW,
    "decision": rules.REOPENS_BY_DECISION,
}
BASES = {"net": rules.BASE_NET, "gross": rules.BASE_GROSS, "paid_in": rules.BASE_PAID_IN}


def settings_of(policy: Scenario, screening: Screening) -> dict[int, int]:
    """Return a policy's rows of Lanes.setting; `screening` is its bank's."""
    scheme, fund, gate, breaker = policy.scheme, policy.fund, policy.gate, policy.breaker
    multiple = multiple_of_principal(policy)
    cap_part, cap_whole = _cumulative_cap(scheme)
    tolerance = policy.lender.npl_tolerance
    return {
        r.SHORTAGE: SHORTAGES[scheme.shortage],
        r.LINE: _optional(scheme.bank_line_per_year),
        r.BUDGET: _optional(scheme.budget_per_year),
        r.EXCESS_WAITS: int(scheme.budget_excess == "next_year"),
        r.CUMULATIVE: cap_part,
        r.CUMULATIVE_WHOLE: cap_whole,
        r.CAPITAL: fen(fund.fund_size),
        r.UNLIMITED: int(fund.is_unlimited),
        r.TOP_UP: TOP_UPS[fund.top_up],
        r.TOP_UP_BUDGET: fen(fund.top_up_budget),
        r.TOP_UP_FLOOR: fen(fund.top_up_floor),
        r.INTEREST: ppm(fund.interest_per_year),
        r.RUNNING_COST: fen(fund.running_cost_per_year),
        r.FEE_UPFRONT: ppm(scheme.fee_upfront),
        r.FEE_YEARLY: ppm(scheme.fee_per_year),
        r.FEE_TO_FUND: int(scheme.fee_payee == "fund"),
        r.MULTIPLE: -1 if multiple is None else ppm(multiple),
        r.BASE: BASES[gate.leverage_base],
        r.PERFORMING_ONLY: int(gate.leverage_exposure == "performing"),
        r.CLOSES_MONTH: int(gate.leverage_refusal == "close_month"),
        r.QUOTA: r.OPEN if gate.quota_per_year is None else fen(gate.quota_per_year),
        r.CLOSED_UNPAID: int(gate.is_closed_while_unpaid),
        r.LENDS_UNCOVERED: int(gate.refused_cover == "lend_uncovered"),
        r.BREAKER: int(breaker.is_on),
        r.MEASURE: MEASURES[breaker.measure],
        r.BY_BANK: int(is_by_bank(policy)),
        r.ON_AT: ppm(breaker.on_at_least),
        r.OFF_BELOW: ppm(breaker.off_below),
        r.MINIMUM_LOANS: breaker.minimum_loans,
        r.NO_PAYMENT: int(breaker.effect == "no_payment"),
        r.BY_CLAIM: int(breaker.reading == "claim"),
        r.REOPENS: REOPENINGS[breaker.reopens],
        r.REVIEW: breaker.review_months,
        r.TOLERANCE: -1 if tolerance is None else ppm(tolerance),
        r.TRUST: int(policy.lender.trust == "money"),
        r.CLAIM_RATE: ppm(claim_rate(policy, screening)),
        r.STEPS: len(policy.scheme.step_down),
        r.HAS_SCHEME: 1,
        r.RESERVE: ppm(gate.priority_reserve),
        r.TOOLS_YEARLY: sum(fen(tool.cost_per_year) for tool in policy.tools),
        r.GUARANTOR_CAPITAL: _optional(scheme.guarantor_capital),
        r.GUARANTOR_MULTIPLE: -1 if scheme.guarantor_multiple is None else ppm(scheme.guarantor_multiple),
        r.GUARANTOR_FIRST: int(scheme.is_guarantor_first),
        r.FEE_TO_GUARANTOR: int(scheme.fee_payee == "guarantor" and scheme.guarantor_capital is not None),
    }


def arm_settings(policy: Scenario) -> dict[int, int]:
    """Return the rows of the arm of a policy's bank: no money, no cover, no limits; the bank lends by itself."""
    tolerance = policy.lender.npl_tolerance
    return {
        r.LINE: -1,
        r.BUDGET: -1,
        r.CUMULATIVE: -1,
        r.MULTIPLE: -1,
        r.QUOTA: r.OPEN,
        r.LENDS_UNCOVERED: 1,
        r.TOLERANCE: -1 if tolerance is None else ppm(tolerance),
        r.GUARANTOR_CAPITAL: -1,
        r.GUARANTOR_MULTIPLE: -1,
    }


def _optional(amount: float | None) -> int:
    return -1 if amount is None else fen(amount)


def _cumulative_cap(scheme: Scheme) -> tuple[int, int]:
    """Return rate x share of the cumulative cap as numerator and denominator, -1 and 1 without a cap."""
    if scheme.cumulative_cap_rate is None:
        return -1, 1
    return ratio_of(exact_share(scheme.cumulative_cap_rate) * exact_share(scheme.compensation_ratio))


def multiple_of_principal(policy: Scenario) -> float | None:
    """Return the largest covered principal per money of the fund, whatever the multiple counts; none: no limit."""
    gate, scheme = policy.gate, policy.scheme
    if gate.leverage_multiple is None or policy.fund.is_unlimited or gate.leverage_counts == "duty":
        return None
    if gate.leverage_counts == "principal":
        return gate.leverage_multiple
    # the fund is liable for its ratio of the covered part: at half the ratio it may cover twice the principal
    liability = scheme.compensation_ratio * (policy.loans.ip_share if scheme.covers == "ip_part" else 1.0)
    return gate.leverage_multiple / liability if liability > 0 else None


def claim_rate(policy: Scenario, screening: Screening) -> float:
    """Return a year's expected claims per unit of covered principal: mean PD x loss x contract ratio, or x price.

    The PD is that of the loans the bank makes under the policy's cover, not of all who apply.
    """
    chance = own_cover_codes(policy, screening).reshape(len(policy.sectors), len(policy.grades))
    made = [sector.share * sector.weights * row for sector, row in zip(screening.applicants, chance, strict=True)]
    defaults = sum(float(loans @ sector.pds) for loans, sector in zip(made, screening.applicants, strict=True))
    mean_pd = defaults / max(sum(float(loans.sum()) for loans in made), 1e-300)
    covered = policy.loans.ip_share if policy.scheme.covers == "ip_part" else 1.0
    if policy.scheme.timing == "purchase":
        return mean_pd * covered * policy.scheme.purchase_price_share
    return mean_pd * policy.lender.loss_given_default * covered * policy.scheme.compensation_ratio


def is_by_bank(policy: Scenario) -> bool:
    """Return whether the policy reads its ratio bank by bank."""
    return policy.breaker.scope == "bank" and (policy.breaker.is_on or bool(policy.scheme.step_down))


def flags_of(policies: Sequence[Scenario], is_replay: bool, views: int) -> NDArray[np.int64]:
    """Return Lanes.flags: what no policy needs, the kernel leaves out for all lanes."""

    def some(tests: Iterable[object]) -> int:
        return int(any(tests))

    flags = np.zeros(r.FLAGS, dtype=np.int64)
    banks = some(is_by_bank(p) for p in policies)
    tolerance = some(p.lender.npl_tolerance is not None for p in policies)
    ratio = some(p.breaker.is_on or p.scheme.step_down for p in policies)
    flags[r.F_BANKS] = banks
    flags[r.F_TOLERANCE] = tolerance
    flags[r.F_STOCKS] = int(tolerance or some(is_by_bank(p) and p.breaker.measure == "npl" for p in policies))
    flags[r.F_QUOTA] = some(p.gate.quota_per_year is not None for p in policies)
    flags[r.F_CLOSES] = some(p.gate.leverage_refusal == "close_month" for p in policies)
    flags[r.F_LIMITS] = some(
        p.scheme.bank_line_per_year is not None
        or p.scheme.budget_per_year is not None
        or p.scheme.cumulative_cap_rate is not None
        or (p.breaker.is_on and p.breaker.effect == "no_payment")
        for p in policies
    )
    flags[r.F_VIEWS] = int(views > 1)
    flags[r.F_BY_CLAIM] = some(p.breaker.reading == "claim" for p in policies)
    flags[r.F_BY_CASE] = some(p.scheme.timing != "after_recovery" for p in policies)
    flags[r.F_INELIGIBLE] = 1
    flags[r.F_REPLAY] = int(is_replay)
    flags[r.F_MONEY] = some(
        p.fund.interest_per_year or p.fund.running_cost_per_year or p.scheme.fee_upfront or p.scheme.fee_per_year
        for p in policies
    )
    flags[r.F_FEES] = some(
        p.fund.running_cost_per_year or p.scheme.fee_upfront or p.scheme.fee_per_year for p in policies
    )
    flags[r.F_NPL] = some(p.breaker.measure == "npl" for p in policies)
    flags[r.F_RATIO] = ratio
    flags[r.F_UNLIMITED] = some(p.fund.is_unlimited for p in policies)
    flags[r.F_PRIORITY] = some(sector.is_priority for sector in policies[0].sectors)
    flags[r.F_TOOLS] = some(p.tools for p in policies)
    flags[r.F_RESERVE] = some(p.gate.priority_reserve > 0 for p in policies)
    flags[r.F_WARNING] = some(np.any(warnings_of(p)) for p in policies)
    flags[r.F_GUARANTOR] = some(p.scheme.guarantor_capital is not None for p in policies)
    flags[r.F_PAYOUT] = some(p.breaker.measure == "payout" for p in policies)
    return flags
