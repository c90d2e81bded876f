"""The fund's share of one loan, by cover class."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.rules.sharing import share_counted_on, share_of, tier_of


@inner
def fund_share(lanes: r.Lanes, k: int, steps: int, principal: int, is_priority: int, is_first: int) -> tuple[int, int]:
    """Return the fund's share of a loan in cover class k after `steps` of the step-down: numerator and denominator.

    A look-up, not a product: shares are worked out exactly for every number of steps, bonus and tier when the lanes
    are made, so that nothing is rounded before the fen (`rules.shares`).
    """
    tier = tier_of(principal, lanes.class_tier_above[k, : lanes.class_tiers[k]])
    bonus = r.PRIORITY * is_priority + r.FIRST_LOAN * is_first
    return share_of(lanes.class_shares[k, steps, bonus, tier], principal)


@inner
def share_to_count_on(lanes: r.Lanes, k: int, share: tuple[int, int]) -> float:
    """Return the part of the loss that the bank can count on the fund for, to which its monitoring responds.

    The contract share within the stacking limit of cover class k, or what the price of a purchase comes to.
    """
    # -1 where the scheme does not buy patents
    if lanes.class_counted[k] >= 0:
        return lanes.class_counted[k]
    return share_counted_on(share[0], share[1], lanes.class_room[k])
