"""Policies that differ in one setting: marginal cost and near-ties along the ratio, the smallest fund that will do."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.estimating import difference_of_ratios, ratio
from simulator.analysis.intervals import Estimate, mean_difference
from simulator.scenario.model import Scenario
from simulator.scenario.study import BREAKER_KEY, FUND_KEY, Policy, policy_name

Floats = NDArray[np.float64]

ON_THE_GRID = "smallest of the sizes compared"


@dataclass(frozen=True)
class LentAndCost:
    """What was lent and what it cost the public, of all policies on the same paths, shape (policies, paths) each."""

    lent: Floats
    cost: Floats


def _others(policy: Scenario, *, left_out: str) -> Hashable:
    """Return all that a policy chooses but one setting: equal for policies that differ in it only."""
    scheme = policy.scheme.model_dump_json(exclude={left_out})
    fund = policy.fund.model_dump_json(exclude={left_out})
    return policy.lender, scheme, fund, policy.gate, policy.breaker


def _grouped(policies: Sequence[Policy], left_out: str) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for index, policy in enumerate(policies):
        groups.setdefault(_others(policy.scenario, left_out=left_out), []).append(index)
    return list(groups.values())


def ratio_of(policy: Policy) -> float:
    """Return a policy's compensation ratio."""
    return policy.scenario.scheme.compensation_ratio


def size_of(policy: Policy) -> float:
    """Return a policy's fund size."""
    return policy.scenario.fund.fund_size


def lines_of(policies: Sequence[Policy]) -> list[list[int]]:
    """Return the lines: policies that differ in the ratio only, by rising ratio, two ratios or more."""
    lines = [sorted(line, key=lambda i: ratio_of(policies[i])) for line in _grouped(policies, "compensation_ratio")]
    return [line for line in lines if len({ratio_of(policies[i]) for i in line}) > 1]


def lower_neighbours(policies: Sequence[Policy]) -> dict[int, int]:
    """Return, for each policy that has one, the policy with the next lower ratio and all else equal."""
    found = {}
    for line in lines_of(policies):
        for i in line:
            lower = [j for j in line if ratio_of(policies[j]) < ratio_of(policies[i])]
            if lower:
                found[i] = lower[-1]
    return found


def marginal_costs(
    policies: Sequence[Policy], sums: LentAndCost, baseline: int
) -> tuple[dict[int, Estimate], dict[int, Estimate]]:
    """Return the public cost of one more unit lent, against the next lower ratio, and its difference to the baseline.

    The arm without the scheme is the same along a line, so that lent and additional lending differ alike.
    """
    parts = {
        i: (sums.cost[i] - sums.cost[lower], sums.lent[i] - sums.lent[lower])
        for i, lower in lower_neighbours(policies).items()
    }
    values = {i: ratio(*part) for i, part in parts.items()}
    if baseline not in parts:
        return values, {}
    differences = {i: difference_of_ratios(part, parts[baseline]) for i, part in parts.items() if i != baseline}
    return values, differences


def smallest_funds(
    policies: Sequence[Policy], lent: Floats, baseline: int
) -> tuple[dict[int, Estimate], dict[int, Estimate]]:
    """Return, where fund sizes were compared, the smallest that lends no less than the policy, all else equal.

    No less: the policy's lending is not above it by more than the paired interval. Then its difference to the
    baseline's. Both are points of the grid and have no interval.
    """
    sizes: dict[int, float] = {}
    for group in _grouped(policies, "fund_size"):
        ordered = sorted(group, key=lambda i: size_of(policies[i]))
        if len({size_of(policies[i]) for i in group}) < 2:
            continue
        for i in group:
            enough = next(j for j in ordered if j == i or not _is_above(lent[i], lent[j]))
            sizes[i] = size_of(policies[enough])
    values = {i: _on_the_grid(size) for i, size in sizes.items()}
    if baseline not in sizes:
        return values, {}
    return values, {i: _on_the_grid(size - sizes[baseline]) for i, size in sizes.items() if i != baseline}


def _on_the_grid(size: float) -> Estimate:
    return Estimate(size, size, size, "mean", ON_THE_GRID)


def near_ties(policies: Sequence[Policy], lent: Floats) -> dict[str, tuple[float, float]]:
    """Return, for each line, the ratios around the best one whose lending cannot be told apart from its.

    Every ratio of the line between the two is a near-tie: none lies significantly (95 %, paired) below the best.
    """
    found: dict[str, tuple[float, float]] = {}
    twice = set()
    for line in lines_of(policies):
        means = [float(lent[i].mean()) for i in line]
        best = means.index(max(means))
        low = high = best
        while low > 0 and not _is_above(lent[line[best]], lent[line[low - 1]]):
            low -= 1
        while high < len(line) - 1 and not _is_above(lent[line[best]], lent[line[high + 1]]):
            high += 1
        name = line_name([policies[i] for i in line])
        twice |= {name} & set(found)
        found[name] = (ratio_of(policies[line[low]]), ratio_of(policies[line[high]]))
    # Two lines of one name, as named policies may form, would be taken for each other.
    return {name: ends for name, ends in found.items() if name not in twice}


def line_name(line: Sequence[Policy]) -> str:
    """Return what follows the ratio in the names of a line's policies, or else its fund size and breaker."""
    endings = {policy.name.partition(", ")[2] for policy in line if policy.name.startswith("ratio ")}
    ending = endings.pop() if len(endings) == 1 else ""
    first = line[0].scenario
    return ending or policy_name({FUND_KEY: first.fund.fund_size, BREAKER_KEY: first.breaker.is_on})


def _is_above(first: Floats, second: Floats) -> bool:
    return mean_difference(first, second).low > 0
