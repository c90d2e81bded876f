"""Which lane is which policy: groups of one bank's terms, classes of one cover."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.engines.preparing.tools import warnings_of
from simulator.scenario.model import Scenario
from simulator.scenario.policy import Lender, Scheme


@dataclass(frozen=True)
class Layout:
    """Order of the lanes, see `kernel.records.lanes` for group, arm and class.

    Attributes
    ----------
    policy_of
        Policy of each lane, -1 for an arm, shape (lanes,).
    lane_of, arm_of
        Lane of each policy and of its arm, shape (policies,).
    groups
        First lane of each group, and the number of lanes, shape (groups + 1,).
    class_lo
        First lane of each class, and the number of lanes, shape (classes + 1,).
    class_policy
        A policy of each class, -1 less a policy of the group for an arm, shape (classes,).
    """

    policy_of: NDArray[np.int64]
    lane_of: NDArray[np.int64]
    arm_of: NDArray[np.int64]
    groups: NDArray[np.int64]
    class_lo: NDArray[np.int64]
    class_policy: NDArray[np.int64]


def lay_out(policies: Sequence[Scenario]) -> Layout:
    """Sort policies into groups of one bank's terms (one no-scheme arm each) and classes of one cover."""
    terms = [policy.lender.model_dump_json() for policy in policies]
    # neighbours in this order differ as little as possible, so that classes are few and windows narrow
    order = sorted(range(len(policies)), key=lambda i: (terms[i], _class_key(policies[i]), i))
    policy_of: list[int] = []
    groups, class_lo, class_policy = [], [], []
    for place, i in enumerate(order):
        before = order[place - 1] if place else -1
        if place == 0 or terms[i] != terms[before]:
            groups.append(len(policy_of))
            class_lo.append(len(policy_of))
            class_policy.append(-1 - i)
            policy_of.append(-1)
        if class_policy[-1] < 0 or _class_key(policies[i]) != _class_key(policies[before]):
            class_lo.append(len(policy_of))
            class_policy.append(i)
        policy_of.append(i)
    lanes = np.array(policy_of)
    lane_of = np.array([int(np.flatnonzero(lanes == i)[0]) for i in range(len(policies))])
    starts = np.array(groups)
    arm_of = starts[np.searchsorted(starts, lane_of, side="right") - 1]
    return Layout(
        lanes,
        lane_of,
        arm_of,
        np.append(starts, len(lanes)),
        np.append(np.array(class_lo), len(lanes)),
        np.array(class_policy),
    )


def _class_key(policy: Scenario) -> tuple[object, ...]:
    """Return what lanes of one class have in common; the settings that are left out are read lane by lane."""
    scheme = policy.scheme
    return (
        *timing_key(scheme),
        policy.lender.monitoring_response,
        warnings_of(policy),
        scheme.compensation_ratio,
        scheme.model_dump_json(exclude={"fee_upfront", "fee_per_year", "shortage", "budget_per_year"}),
    )


def timing_key(scheme: Scheme) -> tuple[object, ...]:
    """Return what decides when and how claims follow a default: classes that agree in it share the nodes of cases."""
    return (scheme.timing, scheme.claim_lag_months, scheme.covers, scheme.recovery_rule)


def lender_of(policies: Sequence[Scenario], layout: Layout, group: int) -> Lender:
    """Return the bank's terms of a group."""
    return policies[layout.policy_of[layout.groups[group] + 1]].lender
