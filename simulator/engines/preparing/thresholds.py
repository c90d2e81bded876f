"""What the bank accepts in every lane, under every view of its cover."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.preparing.calendar import Size
from simulator.engines.preparing.cells import Cells
from simulator.engines.preparing.classes import most_steps
from simulator.engines.preparing.layout import Layout
from simulator.engines.preparing.screening import Screening, cover_codes, opinions_of, uncovered_codes
from simulator.engines.preparing.shares import UNREDUCED
from simulator.engines.preparing.stress import rate_shifts
from simulator.engines.preparing.tools import bonuses_of
from simulator.rules.lending import view_number
from simulator.rules.shares import exact_share
from simulator.scenario.model import Scenario


def thresholds(
    policies: Sequence[Scenario], layout: Layout, screenings: list[Screening], cells: Cells, size: Size
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Return codes accepted with cover, (views, X, lanes), without it, (rates, groups, years x risks), and the views.

    A view of the cover is a lending rate, a number of steps of the step-down reached and a degree of trust.
    """
    shifts = rate_shifts(policies[0], size.last)[0]
    steps = 1 + most_steps(policies)
    trusts = r.TRUST_STEPS + 1 if any(policy.lender.trust == "money" for policy in policies) else 1
    risks = len(policies[0].sectors) * len(policies[0].grades)
    lanes = len(layout.policy_of)
    count = opinions_of(policies[0]) * cells.count(risks)
    cut = np.zeros((len(shifts) * steps * trusts, count, lanes), dtype=np.int32)
    known: dict[tuple[object, ...], NDArray[np.int64]] = {}
    for lane, i in enumerate(layout.policy_of):
        if i < 0:
            continue
        policy = policies[i]
        screening = screenings[int(np.searchsorted(layout.groups, lane, side="right")) - 1]
        parts = (policy.lender, policy.scheme, policy.gate)
        own = (*(part.model_dump_json() for part in parts), *bonuses_of(policy))
        for rate, shift in enumerate(shifts):
            for step in range(steps):
                # lanes with fewer steps than others stay at their last one
                level = min(step, len(policy.scheme.step_down))
                stepped = UNREDUCED if level == 0 else exact_share(policy.scheme.step_down[level - 1].factor)
                for trust in range(trusts):
                    has_trust = trusts > 1 and policy.lender.trust == "money"
                    trusted = Fraction(trust, trusts - 1) if has_trust else UNREDUCED
                    # the same thresholds come again in lanes that differ in other terms
                    key = (*own, rate, level, trusted)
                    if key not in known:
                        known[key] = cover_codes(policy, screening, cells, stepped * trusted, shift)
                    cut[view_number(rate, step, trust, steps, trusts), :, lane] = known[key]
    without = np.stack(
        [
            np.stack(
                [
                    uncovered_codes(policies[layout.policy_of[g + 1]], screenings[j], shift)
                    for j, g in enumerate(layout.groups[:-1])
                ]
            )
            for shift in shifts
        ]
    )
    return cut, without, np.array([steps, trusts])
