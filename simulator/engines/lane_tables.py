"""The lanes' arrays: settings, classes of cover and the bank's thresholds."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.lanes import (
    PARTIES,
    UNREDUCED,
    Cells,
    Desk,
    Layout,
    _cover_codes,
    _ineligible,
    aligned,
    bonuses_of,
    claim_rate,
    contract_of,
    is_by_bank,
    make_cells,
    share_of_purchase,
    stacking_room,
    uncovered_codes,
    warnings_of,
)
from simulator.engines.world import Size, fen, ppm, rate_shifts
from simulator.rules.calibration import Pool
from simulator.rules.lending import response_to_cover
from simulator.rules.shares import CONSTANT_WHOLE, SHARE_COLUMNS, WHOLE, exact_share, integers_of, ratio_of
from simulator.scenario.model import Scenario
from simulator.scenario.policy import Scheme
from simulator.scenario.tools import tools_in

MAX_TIERS = 8
MAX_STEPS = 8
TOP_UPS = ("none", "fixed", "to_capital", "below_floor")
BASES = ("net", "gross", "paid_in")
SHORTAGES = ("lapse", "queue", "pro_rata")
MEASURES = ("bank_loss_to_lending", "npl", "payout")
TIMINGS = ("after_recovery", "advance", "purchase")


def _optional(amount: float | None) -> int:
    return -1 if amount is None else fen(amount)


def _cumulative_cap(scheme: Scheme) -> tuple[int, int]:
    """Return rate x share of the cumulative cap as numerator and denominator, -1 and 1 without a cap."""
    if scheme.cumulative_cap_rate is None:
        return -1, 1
    return ratio_of(exact_share(scheme.cumulative_cap_rate) * exact_share(scheme.compensation_ratio))


def _settings(policy: Scenario, pools: list[Pool]) -> dict[int, int]:
    scheme, fund, gate, breaker = policy.scheme, policy.fund, policy.gate, policy.breaker
    multiple = gate.leverage_multiple
    cap_part, cap_whole = _cumulative_cap(scheme)
    tolerance = policy.lender.npl_tolerance
    return {
        r.SHORTAGE: SHORTAGES.index(scheme.shortage),
        r.LINE: _optional(scheme.bank_line_per_year),
        r.BUDGET: _optional(scheme.budget_per_year),
        r.EXCESS_WAITS: int(scheme.budget_excess == "next_year"),
        r.CUMULATIVE: cap_part,
        r.CUMULATIVE_WHOLE: cap_whole,
        r.CAPITAL: fen(fund.fund_size),
        r.UNLIMITED: int(fund.is_unlimited),
        r.TOP_UP: TOP_UPS.index(fund.top_up),
        r.TOP_UP_BUDGET: fen(fund.top_up_budget),
        r.TOP_UP_FLOOR: fen(fund.top_up_floor),
        r.INTEREST: ppm(fund.interest_per_year),
        r.RUNNING_COST: fen(fund.running_cost_per_year),
        r.FEE_UPFRONT: ppm(scheme.fee_upfront),
        r.FEE_YEARLY: ppm(scheme.fee_per_year),
        r.FEE_TO_FUND: int(scheme.fee_payee == "fund"),
        r.MULTIPLE: -1 if multiple is None or fund.is_unlimited else ppm(multiple),
        r.BASE: BASES.index(gate.leverage_base),
        r.PERFORMING_ONLY: int(gate.leverage_exposure == "performing"),
        r.CLOSES_MONTH: int(gate.leverage_refusal == "close_month"),
        r.QUOTA: r.OPEN if gate.quota_per_year is None else fen(gate.quota_per_year),
        r.CLOSED_UNPAID: int(gate.is_closed_while_unpaid),
        r.LENDS_UNCOVERED: int(gate.refused_cover == "lend_uncovered"),
        r.BREAKER: int(breaker.is_on),
        r.MEASURE: MEASURES.index(breaker.measure),
        r.BY_BANK: int(is_by_bank(policy)),
        r.ON_AT: ppm(breaker.on_at_least),
        r.OFF_BELOW: ppm(breaker.off_below),
        r.MINIMUM_LOANS: breaker.minimum_loans,
        r.NO_PAYMENT: int(breaker.effect == "no_payment"),
        r.BY_CLAIM: int(breaker.reading == "claim"),
        r.RESETS: int(breaker.resets_at_new_year),
        r.TOLERANCE: -1 if tolerance is None else ppm(tolerance),
        r.TRUST: int(policy.lender.trust == "money"),
        r.CLAIM_RATE: ppm(claim_rate(policy, pools)),
        r.STEPS: len(policy.scheme.step_down),
        r.HAS_SCHEME: 1,
        r.RESERVE: ppm(gate.priority_reserve),
        r.TOOLS_YEARLY: sum(fen(tool.cost_per_year) for tool in policy.tools),
        r.GUARANTOR_CAPITAL: _optional(scheme.guarantor_capital),
        r.GUARANTOR_MULTIPLE: -1 if scheme.guarantor_multiple is None else ppm(scheme.guarantor_multiple),
        r.GUARANTOR_FIRST: int(scheme.is_guarantor_first),
        r.FEE_TO_GUARANTOR: int(scheme.fee_payee == "guarantor" and scheme.guarantor_capital is not None),
    }


def _arm_settings(policy: Scenario) -> dict[int, int]:
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


def _tool_costs(policy: Scenario) -> NDArray[np.int64]:
    """Return the tools' cost of a covered loan in each sector, shape (sectors, r.TOOL_COSTS)."""
    costs = np.zeros((len(policy.sectors), r.TOOL_COSTS), dtype=np.int64)
    for s, sector in enumerate(policy.sectors):
        tools = tools_in(policy.tools, sector.name)
        costs[s, r.PER_LOAN] = sum(fen(tool.cost_per_loan) for tool in tools)
        costs[s, r.PER_LENT] = sum(ppm(tool.cost_per_lent + tool.bank_bonus) for tool in tools)
    return costs


def _flags(policies: Sequence[Scenario], is_replay: bool, levels: int) -> NDArray[np.int64]:
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
    flags[r.F_LEVELS] = int(levels > 1)
    flags[r.F_BY_CLAIM] = some(p.breaker.reading == "claim" for p in policies)
    flags[r.F_POOL] = some(p.scheme.timing != "after_recovery" for p in policies)
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


def _class_tables(policies: Sequence[Scenario], layout: Layout) -> dict[str, NDArray[np.generic]]:
    count = len(layout.class_policy)
    tables: dict[str, NDArray[np.generic]] = {
        "class_timing": np.zeros(count, dtype=np.int64),
        "class_lag": np.zeros(count, dtype=np.int64),
        "class_terms": np.zeros((count, r.TERMS), dtype=np.int64),
        "class_tiers": np.zeros(count, dtype=np.int64),
        "class_tier_above": np.zeros((count, MAX_TIERS), dtype=np.int64),
        "class_shares": np.zeros((count, MAX_STEPS + 1, r.BONUSES, MAX_TIERS + 1, SHARE_COLUMNS), dtype=np.int64),
        "class_room": np.ones(count),
        "class_split": _nothings(count, len(PARTIES)),
        "class_public": np.zeros((count, 2), dtype=np.int64),
        "class_stacking": np.ones((count, 2), dtype=np.int64),
        "class_cap": np.full(count, r.OPEN, dtype=np.int64),
        "class_purchase": _nothings(count),
        "class_refusal": np.zeros(count),
        "class_monitoring": np.zeros(count),
        "class_counted": np.full(count, -1.0),
        "class_warning": np.zeros((count, len(policies[0].sectors), r.WARNINGS)),
    }
    tables["class_shares"][..., WHOLE] = tables["class_shares"][..., CONSTANT_WHOLE] = 1
    kinds: dict[tuple[object, ...], int] = {}
    for k, i in enumerate(layout.class_policy):
        scheme = policies[i if i >= 0 else -1 - i].scheme
        key = (i < 0, scheme.timing, scheme.claim_lag_months, scheme.covers, scheme.recovery_rule)
        tables["class_timing"][k] = kinds.setdefault(key, len(kinds))
        if i < 0:
            tables["class_terms"][k, r.TERM_BY_PART] = 1
            continue
        tables["class_lag"][k] = scheme.claim_lag_months
        tables["class_terms"][k] = (
            int(scheme.covers == "whole_loan"),
            int(scheme.recovery_rule == "by_part"),
            TIMINGS.index(scheme.timing),
        )
        tables["class_tiers"][k] = len(scheme.tiers)
        for t, tier in enumerate(scheme.tiers):
            tables["class_tier_above"][k, t] = fen(tier.above)
        _fill_shares(tables["class_shares"][k], scheme)
        tables["class_room"][k] = float(stacking_room(scheme))
        tables["class_split"][k] = [ratio_of(exact_share(getattr(scheme, party))) for party in PARTIES]
        tables["class_public"][k] = [int(p in scheme.public_parties) for p in ("guarantor", "reinsurer")]
        if "fund" in scheme.public_parties:
            tables["class_stacking"][k] = ratio_of(exact_share(scheme.stacking_limit))
        if scheme.cap_per_loan is not None:
            tables["class_cap"][k] = fen(scheme.cap_per_loan)
        tables["class_purchase"][k] = ratio_of(exact_share(scheme.purchase_price_share))
        if scheme.timing == "purchase":
            tables["class_counted"][k] = share_of_purchase(policies[i])
        tables["class_refusal"][k] = scheme.refusal_probability
        tables["class_monitoring"][k] = policies[i].lender.monitoring_response
        tables["class_warning"][k] = warnings_of(policies[i])
    return tables


def _nothings(*shape: int) -> NDArray[np.int64]:
    """Return shares of zero as numerator 0 and denominator 1, shape (*shape, 2)."""
    table = np.zeros((*shape, 2), dtype=np.int64)
    table[..., r.OF] = 1
    return table


def _fill_shares(table: NDArray[np.generic], scheme: Scheme) -> None:
    """Write a scheme's shares by step, bonus and tier, shape (steps + 1, r.BONUSES, tiers + 1, SHARE_COLUMNS)."""
    contract = contract_of(scheme)
    factors = [UNREDUCED, *(exact_share(step.factor) for step in scheme.step_down)]
    for bonus in range(r.BONUSES):
        for tier in range(len(scheme.tiers) + 1):
            line = contract.line(tier, is_priority=bonus % r.FIRST_LOAN > 0, is_first=bonus >= r.FIRST_LOAN)
            for level, factor in enumerate(factors):
                table[level, bonus, tier] = integers_of(line.times(factor))


def _thresholds(
    policies: Sequence[Scenario], layout: Layout, desks: list[Desk], cells: Cells, size: Size
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Return accepted codes with cover (levels, cells, lanes), without it, and the numbers of levels."""
    shifts = rate_shifts(policies[0], size.last)[0]
    steps = 1 + max(len(policy.scheme.step_down) for policy in policies)
    trusts = r.TRUST_STEPS + 1 if any(policy.lender.trust == "money" for policy in policies) else 1
    classes = len(policies[0].sectors) * len(policies[0].grades)
    lanes = len(layout.policy_of)
    cut = np.zeros((len(shifts) * steps * trusts, cells.count(classes), lanes), dtype=np.int32)
    known: dict[tuple[object, ...], NDArray[np.int64]] = {}
    for lane, i in enumerate(layout.policy_of):
        if i < 0:
            continue
        policy = policies[i]
        desk = desks[int(np.searchsorted(layout.groups, lane, side="right")) - 1]
        parts = (policy.lender, policy.scheme, policy.gate)
        own = (*(part.model_dump_json() for part in parts), *bonuses_of(policy))
        for rate, shift in enumerate(shifts):
            for step in range(steps):
                level = min(step, len(policy.scheme.step_down))
                stepped = UNREDUCED if level == 0 else exact_share(policy.scheme.step_down[level - 1].factor)
                for trust in range(trusts):
                    has_trust = trusts > 1 and policy.lender.trust == "money"
                    trusted = Fraction(trust, trusts - 1) if has_trust else UNREDUCED
                    key = (*own, rate, level, trusted)
                    if key not in known:
                        known[key] = _cover_codes(policy, desk, cells, stepped * trusted, shift)
                    cut[(rate * steps + step) * trusts + trust, :, lane] = known[key]
    without = np.stack(
        [
            np.stack(
                [
                    uncovered_codes(policies[layout.policy_of[g + 1]], desks[j], shift)
                    for j, g in enumerate(layout.groups[:-1])
                ]
            )
            for shift in shifts
        ]
    )
    return cut, without, np.array([len(shifts), steps, trusts])


def build_lanes(
    policies: Sequence[Scenario],
    layout: Layout,
    world: r.World,
    size: Size,
    desks: list[Desk],
    pools: list[Pool],
    is_replay: bool = False,
) -> r.Lanes:
    """Return the arrays of all lanes.

    Parameters
    ----------
    policies
        Scenarios of one world that differ in policy settings only.
    layout, world, size
        From `lay_out`, `build_world` and `calendar`.
    desks
        The bank's desk of each group.
    pools
        Calibrated pools.
    is_replay
        Outcomes are known from a tape.
    """
    cells = make_cells(policies, world)
    cut, without, levels = _thresholds(policies, layout, desks, cells, size)
    lanes = len(layout.policy_of)
    setting = aligned((r.SETTINGS, r.STRIDE))
    step_at = np.zeros((r.STRIDE, MAX_STEPS), dtype=np.int64)
    discount = np.full((size.last + 1, r.STRIDE), 1_000_000, dtype=np.int64)
    classes = len(policies[0].sectors) * len(policies[0].grades)
    tool_cost = np.zeros((len(policies[0].sectors), r.TOOL_COSTS, r.STRIDE), dtype=np.int64)
    ineligible = np.zeros((cells.count(classes), r.STRIDE), dtype=np.int8)
    years = np.maximum(0, np.arange(size.last + 1) - 1) / 12
    years[size.months] = size.months / 12
    for lane, i in enumerate(layout.policy_of):
        policy = policies[i if i >= 0 else layout.policy_of[lane + 1]]
        rows = _settings(policy, pools) if i >= 0 else _arm_settings(policy)
        for row, value in rows.items():
            setting[row, lane] = value
        if i < 0:
            continue
        for s, step in enumerate(policy.scheme.step_down):
            step_at[lane, s] = ppm(step.at_least)
        discount[:, lane] = np.round(1e6 * (1 + policy.fund.discount_rate_per_year) ** -years)
        ineligible[:, lane] = _ineligible(policy, cells)
        tool_cost[:, :, lane] = _tool_costs(policy)
    flags = _flags(policies, is_replay, int(np.prod(levels)))
    flags[r.F_INELIGIBLE] = int(ineligible.any())
    responses = [response_to_cover(policy.lender.monitoring_response, 1.0) for policy in policies]
    width = -(-lanes // r.SIMD_LANES) * r.SIMD_LANES
    return r.Lanes(
        size=lanes,
        width=width,
        groups=np.append(layout.groups[:-1], width),
        class_lo=np.append(layout.class_lo[:-1], width),
        class_at=np.searchsorted(layout.class_lo[:-1], np.arange(width), side="right") - 1,
        largest_response=float(max(1.0, *responses)) if not is_replay else 1.0,
        cut=cut,
        uncovered_cut=without,
        bands=cells.bands,
        quality_codes=cells.quality,
        class_widest=np.maximum.reduceat(cut.max(axis=0), layout.class_lo[:-1], axis=1),
        outside=ineligible.max(axis=1),
        ineligible=ineligible,
        setting=setting,
        step_at=step_at,
        levels=levels,
        discount=discount,
        tool_cost=tool_cost,
        flags=flags,
        **_class_tables(policies, layout),  # type: ignore[arg-type]
    )
