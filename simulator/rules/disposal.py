"""Turning pledged patents into money, and money into parts of what is owed."""

import math

from simulator.compiled import rule
from simulator.randomness.normal import normal_inverse
from simulator.rules.money import part_of, portion

MOST_BIDDERS = 700


@rule
def after_legal_cost(gross: int, cost_share_ppm: int, cost_fixed: int) -> int:
    """Return the proceeds after legal cost, in fen; the cost is never above the proceeds."""
    return max(0, gross - part_of(gross, cost_share_ppm) - cost_fixed)


@rule
def bidders(mean: float, u: float) -> int:
    """Return the Poisson quantile of a uniform: how many bidders come.

    A mean above 700 counts as 700 (exp(-mean) would vanish): more bidders hardly move the highest bid.
    """
    mean = min(mean, MOST_BIDDERS)
    probability = math.exp(-mean)
    total = probability
    count = 0
    while u > total and count < 2 * MOST_BIDDERS:
        count += 1
        probability *= mean / count
        total += probability
    return count


@rule
def highest_bid(value: float, bid_mean_log: float, bid_sd_log: float, count: int, u: float) -> float:
    """Return the highest of `count` bids, each value x lognormal, from one uniform; 0 without bidders."""
    if count == 0:
        return 0.0
    best = math.exp(math.log(u) / count)
    best = min(max(best, 1e-16), 1.0 - 1e-16)
    return value * math.exp(bid_mean_log + bid_sd_log * normal_inverse(best))


@rule
def from_other_collateral(rest_owed: int, value: int, share_ppm: int) -> int:
    """Return what other collateral brings, in fen, at most what is owed on the part it secures.

    Parameters
    ----------
    rest_owed
        Owed on the part that patents do not secure.
    value
        Of the collateral; below 0 where it is not known: it is taken as equal to what it secures.
    share_ppm
        Part of the value that a sale brings.
    """
    if value < 0:
        return part_of(rest_owed, share_ppm)
    return min(part_of(value, share_ppm), rest_owed)


@rule
def recoveries_by_part(
    owed: int, covered_owed: int, patents: int, other: int, guarantee: int, is_by_part: bool
) -> tuple[int, int]:
    """Return what is recovered on the covered part and on the rest, in fen.

    By part: patents pay the covered part first, other collateral the rest first, a surplus
    spills to the other part; the controller's guarantee is shared in proportion to what is
    owed. Pro rata: everything is shared in proportion to what is owed.
    Neither part ever gets more than is owed on it.

    Parameters
    ----------
    owed, covered_owed
        All that is owed, and the covered part of it.
    patents, other, guarantee
        Net proceeds of each security.
    is_by_part
        The rule.
    """
    rest_owed = owed - covered_owed
    if owed <= 0:
        return 0, 0
    if is_by_part:
        covered = min(patents, covered_owed)
        rest = min(other, rest_owed)
        spill_to_rest = min(patents - covered, rest_owed - rest)
        spill_to_covered = min(other - rest, covered_owed - covered)
        covered += spill_to_covered
        rest += spill_to_rest
        shared = guarantee
    else:
        covered = 0
        rest = 0
        shared = patents + other + guarantee
    shared = min(shared, owed - covered - rest)
    to_covered = min(portion(shared, covered_owed, owed), covered_owed - covered)
    to_rest = min(shared - to_covered, rest_owed - rest)
    return covered + min(shared - to_rest, covered_owed - covered), rest + to_rest
