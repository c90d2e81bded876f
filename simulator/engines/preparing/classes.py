"""Classes of cover: what follows from a scheme's terms, once for all lanes that share them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.preparing.layout import Layout, timing_key
from simulator.engines.preparing.shares import UNREDUCED, contract_of, share_of_purchase, stacking_room
from simulator.engines.preparing.tools import warnings_of
from simulator.engines.preparing.units import fen
from simulator.rules.default import WARNINGS
from simulator.rules.shares import CONSTANT_WHOLE, SHARE_COLUMNS, WHOLE, exact_share, integers_of, ratio_of
from simulator.rules.sharing import PARTIES, REINSURER
from simulator.scenario.model import Scenario
from simulator.scenario.policy import Scheme

TIMINGS = {"after_recovery": r.TIMING_AFTER, "advance": r.TIMING_ADVANCE, "purchase": r.TIMING_PURCHASE}


def class_tables(policies: Sequence[Scenario], layout: Layout) -> dict[str, NDArray[np.generic]]:
    """Return the fields class_... of the lanes; an arm covers nothing, and its zeros decide nothing."""
    count = len(layout.class_policy)
    tiers = max(len(policy.scheme.tiers) for policy in policies)
    steps = most_steps(policies)
    tables: dict[str, NDArray[np.generic]] = {
        "class_timing": np.zeros(count, dtype=np.int64),
        "class_lag": np.zeros(count, dtype=np.int64),
        "class_terms": np.zeros((count, r.TERMS), dtype=np.int64),
        "class_tiers": np.zeros(count, dtype=np.int64),
        "class_tier_above": np.zeros((count, tiers), dtype=np.int64),
        "class_shares": np.zeros((count, steps + 1, r.BONUSES, tiers + 1, SHARE_COLUMNS), dtype=np.int64),
        "class_room": np.ones(count),
        "class_split": _nothings(count, len(PARTIES)),
        "class_public": np.zeros((count, 2), dtype=np.int64),
        "class_stacking": np.ones((count, 2), dtype=np.int64),
        "class_cap": np.full(count, r.OPEN, dtype=np.int64),
        "class_purchase": _nothings(count),
        "class_refusal": np.zeros(count),
        "class_monitoring": np.zeros(count),
        "class_counted": np.full(count, -1.0),
        "class_warning": np.zeros((count, len(policies[0].sectors), WARNINGS)),
    }
    tables["class_shares"][..., WHOLE] = tables["class_shares"][..., CONSTANT_WHOLE] = 1
    kinds: dict[tuple[object, ...], int] = {}
    for k, i in enumerate(layout.class_policy):
        scheme = policies[i if i >= 0 else -1 - i].scheme
        key = (i < 0, *timing_key(scheme))
        tables["class_timing"][k] = kinds.setdefault(key, len(kinds))
        if i < 0:
            continue
        tables["class_lag"][k] = scheme.claim_lag_months
        tables["class_terms"][k] = (
            int(scheme.covers == "whole_loan"),
            int(scheme.recovery_rule == "by_part"),
            TIMINGS[scheme.timing],
        )
        tables["class_tiers"][k] = len(scheme.tiers)
        for t, tier in enumerate(scheme.tiers):
            tables["class_tier_above"][k, t] = fen(tier.above)
        _fill_shares(tables["class_shares"][k], scheme)
        tables["class_room"][k] = float(stacking_room(scheme))
        tables["class_split"][k] = [ratio_of(exact_share(getattr(scheme, f"{party}_share"))) for party in PARTIES]
        tables["class_public"][k] = [int(party in scheme.public_parties) for party in PARTIES[: REINSURER + 1]]
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


def most_steps(policies: Sequence[Scenario]) -> int:
    """Return the largest number of steps of any policy's step-down."""
    return max(len(policy.scheme.step_down) for policy in policies)


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
            share = contract.in_tier(tier, is_priority=bonus & r.PRIORITY > 0, is_first=bonus & r.FIRST_LOAN > 0)
            for steps, factor in enumerate(factors):
                table[steps, bonus, tier] = integers_of(share.times(factor))
