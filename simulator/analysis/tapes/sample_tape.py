"""A made-up loan tape and a made-up history, for lessons and tests; drawn from a scenario's own population.

Every loan is a bullet loan to a made-up firm: sector, grade and bank by the scenario's shares, amount lognormal as the
scenario's applications, default by its grade's PD at a constant rate. What the scenario does not say (dates, branches,
stages of claims, a rate up to one point above the scenario's) is invented below. Nothing in it was observed.
"""

import math
from collections.abc import Sequence
from itertools import accumulate
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulator.inputs.days import DAYS_PER_YEAR, months_later
from simulator.randomness.keyed import keyed_uniforms
from simulator.randomness.streams import SAMPLE
from simulator.scenario.model import Scenario

Uniforms = NDArray[np.float64]
Texts = dict[str, list[str]]

_BORROWERS_PER_LOAN = 0.8
_TAPE_DAYS = 1095
_HISTORY_MONTHS = 60
_BRANCHES = 6
# Words of the block number: whom the draws belong to.
_LOAN, _BORROWER, _HISTORY = 0, 1 << 10, 2 << 10


def sample_tape(scenario: Scenario, loans: int, seed: int, as_of: np.datetime64) -> Texts:
    """Return a made-up loan tape: texts by field, amounts in yuan, each of length `loans`.

    Parameters
    ----------
    as_of
        Day of the tape; the loans were made in the three years before.
    """
    draws = _draws(seed, np.arange(loans), _LOAN, 16)
    owner = (draws[0] * max(1, math.ceil(loans * _BORROWERS_PER_LOAN))).astype(np.int64)
    firms = _draws(seed, owner, _BORROWER, 4)
    rows = [
        _loan(scenario, number, draws[:, number], owner[number], firms[:, number], as_of) for number in range(loans)
    ]
    return {key: [row[key] for row in rows] for key in rows[0]}


def sample_history(scenario: Scenario, loans: int, seed: int) -> list[list[str]]:
    """Return a made-up history with headings, as `replay` reads it: loans of five years with their outcomes."""
    draws = _draws(seed, np.arange(loans), _HISTORY, 12)
    columns = (
        "loan", "month_lent", "principal", "ip_part", "term_months", "default_month", "sale_proceeds",
        "sale_lag_months", "bank", "sector",
    )  # fmt: skip
    return [list(columns), *(_past_loan(scenario, number, draws[:, number]) for number in range(loans))]


def _draws(seed: int, slots: NDArray[np.int64], first_block: int, quantities: int) -> Uniforms:
    """Return uniforms, shape (quantities, slots)."""
    ones = np.ones(len(slots), dtype=np.int64)
    blocks = [
        keyed_uniforms(np.uint64(seed), 0, SAMPLE * ones, slots, (first_block + block) * ones)
        for block in range(math.ceil(quantities / 4))
    ]
    return np.concatenate([block.T for block in blocks])[:quantities]


def _pick(shares: Sequence[float], u: float) -> int:
    """Return the index whose part of the shares holds u."""
    sums = list(accumulate(shares))
    return next((index for index, total in enumerate(sums) if u * sums[-1] < total), len(sums) - 1)


def _principal(scenario: Scenario, u: float) -> int:
    """Return an amount in yuan: lognormal with the mean asked for, in lots, within the limits of a loan."""
    asked, loans = scenario.applications, scenario.loans
    spread = asked.amount_sd_log
    amount = asked.amount_mean * math.exp(spread * NormalDist().inv_cdf(u) - spread * spread / 2)
    amount = min(max(amount, asked.amount_min, loans.minimum, loans.lot), asked.amount_max, loans.maximum)
    return int(amount // loans.lot * loans.lot)


def _defaults_within(pd: float, years: float, u: float) -> bool:
    return bool(u < 1 - (1 - pd) ** years)


def _loan(
    scenario: Scenario, number: int, u: Uniforms, owner: int, firm: Uniforms, as_of: np.datetime64
) -> dict[str, str]:
    """Return one loan by its uniforms (16 of its own) and its borrower's (4)."""
    sector = scenario.sectors[_pick([sector.share for sector in scenario.sectors], firm[0])]
    grade = scenario.grades[_pick([grade.share for grade in scenario.grades], firm[1])]
    bank = scenario.banks[_pick([bank.share for bank in scenario.banks], firm[2])]
    term = scenario.loans.terms[_pick([term.share for term in scenario.loans.terms], u[2])].months
    lent = as_of - np.timedelta64(1 + int(u[1] * _TAPE_DAYS), "D")
    due: np.datetime64 = months_later(lent, term)
    days = int((min(due, as_of) - lent).astype(int))
    is_default = _defaults_within(min(1.0, grade.pd_per_year * sector.pd_multiplier), days / DAYS_PER_YEAR, u[4])
    missed = lent + np.timedelta64(1 + int(u[5] * (days - 1)), "D") if is_default else None
    is_repaid = bool(missed is None and due <= as_of)
    late = _slightly_late(u[6], is_repaid, days) if missed is None else int((as_of - missed).astype(int))
    principal = _principal(scenario, u[3])
    ip_part = int(principal * scenario.loans.ip_share)
    has_filed = u[11] < 0.9
    claim = _claim(scenario, ip_part, missed, as_of, u[8]) if missed is not None and has_filed else {}
    return {
        "loan": f"L{number + 1:06d}",
        "borrower": f"示例企业{owner + 1:05d}",
        "bank": bank.name,
        "branch": f"示例支行{1 + int(firm[3] * _BRANCHES)}",
        "product": "示例专利质押贷款",
        "sector": sector.name,
        "grade": grade.name,
        "pd": f"{round(grade.pd_per_year, 6):.6g}",
        "principal": str(principal),
        "balance": "0" if is_repaid else str(principal),
        "rate": f"{scenario.lender.loan_rate + int(u[9] * 100) / 10_000:.4f}",
        "lent_on": str(lent),
        "due_on": str(due),
        "repayment": "bullet",
        "is_renewal": "yes" if u[12] < scenario.loans.renewal_probability / 2 else "no",
        "filed_on": str(min(lent + np.timedelta64(int(u[13] * 30), "D"), as_of)) if has_filed else "",
        "registration": f"Y{number + 1:07d}",
        "days_past_due": str(late),
        **{key: claim.get(key, "") for key in _CLAIM_KEYS},
        **_security(scenario, principal, ip_part, u),
    }


def _security(scenario: Scenario, principal: int, ip_part: int, u: Uniforms) -> dict[str, str]:
    """Return what secures a loan: the patents' part at the scenario's pledge rate or below, the rest otherwise."""
    is_invention = u[7] < scenario.applications.invention_share
    rate = scenario.loans.pledge_rate_invention if is_invention else scenario.loans.pledge_rate_utility
    years = scenario.patents.remaining_life_years_min, scenario.patents.remaining_life_years_max
    return {
        "security": "combined" if ip_part < principal else "pledge",
        "ip_part": str(ip_part),
        "other_collateral": str(int((principal - ip_part) * (1 + u[10]))),
        "guarantor": "",
        "patents": str(1 + int(6 * u[14] ** 2)),
        "patent_type": "invention" if is_invention else "utility_model",
        "appraised_value": str(int(ip_part / rate * (1 + u[10]) // 10_000 * 10_000)) if rate else "0",
        "patent_life_months": str(int(12 * (years[0] + u[15] * (years[1] - years[0])))),
    }


_CLAIM_KEYS = (
    "claim_filed_on", "claim_filed", "claim_accepted_on", "claim_accepted", "claim_refused_on", "claim_refused",
    "claim_received_on", "claim_received",
)  # fmt: skip


def _claim(scenario: Scenario, ip_part: int, missed: np.datetime64, as_of: np.datetime64, u: float) -> dict[str, str]:
    """Return the stages of a claim that lie before the day of the tape: filed, accepted or refused, received."""
    filed = missed + np.timedelta64(180, "D")
    decided, received = filed + np.timedelta64(40, "D"), filed + np.timedelta64(70, "D")
    amount = str(int(ip_part * scenario.scheme.compensation_ratio))
    stages: dict[str, str] = {}
    if amount == "0" or filed > as_of:
        return stages
    stages |= {"claim_filed_on": str(filed), "claim_filed": amount}
    if decided <= as_of:
        word = "accepted" if u < 0.8 else "refused"
        stages |= {f"claim_{word}_on": str(decided), f"claim_{word}": amount}
    if received <= as_of and u < 0.8:
        stages |= {"claim_received_on": str(received), "claim_received": amount}
    return stages


def _slightly_late(u: float, is_repaid: bool, days: int) -> int:
    """Return the days past due of a sound loan: none for most, below a month for one in fifty."""
    return 0 if is_repaid or u >= 0.02 else min(days, 1 + int(u / 0.02 * 29))


def _past_loan(scenario: Scenario, number: int, u: Uniforms) -> list[str]:
    sector = scenario.sectors[_pick([sector.share for sector in scenario.sectors], u[0])]
    grade = scenario.grades[_pick([grade.share for grade in scenario.grades], u[1])]
    bank = scenario.banks[_pick([bank.share for bank in scenario.banks], u[2])]
    term = scenario.loans.terms[_pick([term.share for term in scenario.loans.terms], u[3])].months
    month = 1 + int(u[4] * _HISTORY_MONTHS)
    principal = _principal(scenario, u[5])
    ip_part = int(principal * scenario.loans.ip_share)
    outcome = ["", "", ""]
    if _defaults_within(min(1.0, grade.pd_per_year * sector.pd_multiplier), term / 12, u[6]):
        sale = scenario.disposal
        proceeds = int(ip_part * min(1.0, 2 * u[7] * sale.sale_share_mean)) if u[8] < sale.sold_share else 0
        lag = sale.lag_months_min + int(u[9] * (sale.lag_months_max - sale.lag_months_min + 1))
        outcome = [str(month + 1 + int(u[10] * term)), str(proceeds), str(lag)]
    return [f"H{number + 1:06d}", str(month), str(principal), str(ip_part), str(term), *outcome, bank.name, sector.name]
