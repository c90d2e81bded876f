"""Policies that differ in one setting: marginal cost and near-ties along the ratio, the smallest fund that will do."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.estimating import mean_estimate, ratio_difference_estimate, ratio_estimate
from simulator.analysis.samples import Held, Sample
from simulator.estimate import ON_THE_GRID, Estimate
from simulator.scenario.model import Scenario
from simulator.scenario.study import BREAKER_KEY, FUND_KEY, Policy, line_of, policy_name

Floats = NDArray[np.float64]


class Lending(Protocol):
    """What was lent under every policy on the same paths, however it is kept."""

    def mean(self, policy: int) -> float:
        """Return the mean over the paths."""

    def apart(self, first: int, second: int) -> Sample:
        """Return what the first policy lends more than the second, which comes after it."""


class CostOfMore(Lending, Protocol):
    """Lending and public cost of every policy on the same paths, however they are kept."""

    def more(self, policy: int, lower: int) -> Sample:
        """Return what a policy costs and lends more than the lower one."""

    def more_of_both(self, pair: tuple[int, int], base: tuple[int, int]) -> Sample:
        """Return what one policy costs and lends more than the lower one, then the same of another pair."""


@dataclass(frozen=True)
class Lent:
    """What was lent, path by path, shape (policies, paths)."""

    rows: Floats

    def mean(self, policy: int) -> float:
        """Return the mean over the paths."""
        return float(self.rows[policy].mean())

    def apart(self, first: int, second: int) -> Sample:
        """Return what the first policy lends more than the second."""
        return Held((self.rows[first] - self.rows[second],))


@dataclass(frozen=True)
class LentAndCost(Lent):
    """What was lent and what it cost the public, path by path."""

    cost: Floats
    """Shape (policies, paths)."""

    def more(self, policy: int, lower: int) -> Sample:
        """Return what a policy costs and lends more than the lower one."""
        return Held(self._parts(policy, lower))

    def more_of_both(self, pair: tuple[int, int], base: tuple[int, int]) -> Sample:
        """Return what one policy costs and lends more than the lower one, then the same of another pair."""
        return Held((*self._parts(*pair), *self._parts(*base)))

    def _parts(self, policy: int, lower: int) -> tuple[Floats, Floats]:
        return self.cost[policy] - self.cost[lower], self.rows[policy] - self.rows[lower]


def _is_above(lent: Lending, first: int, second: int) -> bool:
    """Return whether the first policy lends more than the second beyond the paired 95 % interval."""
    found = mean_estimate(lent.apart(*sorted((first, second))))
    return found.low > 0 if first < second else found.high < 0


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


def groups_of_sizes(policies: Sequence[Policy]) -> list[list[int]]:
    """Return the policies that differ in the fund size only, two sizes or more."""
    groups = _grouped(policies, "fund_size")
    return [group for group in groups if len({size_of(policies[i]) for i in group}) > 1]


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
    policies: Sequence[Policy], sums: CostOfMore, baseline: int
) -> tuple[dict[int, Estimate], dict[int, Estimate]]:
    """Return the public cost of one more unit lent, against the next lower ratio, and its difference to the baseline.

    The arm without the scheme is the same along a line, so that lent and additional lending differ alike.
    """
    lower = lower_neighbours(policies)
    values = {i: ratio_estimate(sums.more(i, neighbour)) for i, neighbour in lower.items()}
    if baseline not in lower:
        return values, {}
    base = (baseline, lower[baseline])
    pairs = [pair for pair in lower.items() if pair != base]
    return values, {pair[0]: ratio_difference_estimate(sums.more_of_both(pair, base)) for pair in pairs}


def smallest_funds(
    policies: Sequence[Policy], lent: Lending, baseline: int
) -> tuple[dict[int, Estimate], dict[int, Estimate]]:
    """Return, where fund sizes were compared, the smallest that lends no less than the policy, all else equal.

    No less: the policy's lending is not above it by more than the paired interval. Then its difference to the
    baseline's. Both are points of the grid and have no interval.
    """
    sizes: dict[int, float] = {}
    for group in groups_of_sizes(policies):
        ordered = sorted(group, key=lambda i: size_of(policies[i]))
        for i in group:
            enough = next(j for j in ordered if j == i or not _is_above(lent, i, j))
            sizes[i] = size_of(policies[enough])
    values = {i: _on_the_grid(size) for i, size in sizes.items()}
    if baseline not in sizes:
        return values, {}
    return values, {i: _on_the_grid(size - sizes[baseline]) for i, size in sizes.items() if i != baseline}


def _on_the_grid(size: float) -> Estimate:
    return Estimate(size, size, size, "mean", ON_THE_GRID)


def near_ties(policies: Sequence[Policy], lent: Lending) -> dict[str, tuple[float, float]]:
    """Return, for each line, the ratios around the best one whose lending cannot be told apart from its.

    Every ratio of the line between the two is a near-tie: none lies significantly (95 %, paired) below the best.
    """
    found: dict[str, tuple[float, float]] = {}
    twice = set()
    for line in lines_of(policies):
        means = [lent.mean(i) for i in line]
        best = means.index(max(means))
        low = high = best
        while low > 0 and not _is_above(lent, line[best], line[low - 1]):
            low -= 1
        while high < len(line) - 1 and not _is_above(lent, line[best], line[high + 1]):
            high += 1
        name = line_name([policies[i] for i in line])
        twice |= {name} & set(found)
        found[name] = (ratio_of(policies[line[low]]), ratio_of(policies[line[high]]))
    # Two lines of one name, as named policies may form, would be taken for each other.
    return {name: ends for name, ends in found.items() if name not in twice}


def line_name(line: Sequence[Policy]) -> str:
    """Return what the names of a line's policies share beside the ratio, or else its fund size and breaker."""
    shared = {line_of(policy.name, policy.settings) for policy in line} - {""}
    first = line[0].scenario
    return (
        shared.pop()
        if len(shared) == 1
        else policy_name({FUND_KEY: first.fund.fund_size, BREAKER_KEY: first.breaker.is_on})
    )
