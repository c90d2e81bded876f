"""Who bears what part of the covered loss."""

import numpy as np

from simulator.compiled import rule
from simulator.rules.money import MILLION, part_of, part_of_ratio


@rule
def tier_share(principal: int, ratio_ppm: int, above: np.ndarray, factor_ppm: np.ndarray, is_marginal: bool) -> int:
    """Return the fund's share for a loan's size, in parts per million.

    Whole loan: ratio x factor of the highest tier that lies below the principal.
    Marginal: the average over the slices of the principal.

    Parameters
    ----------
    principal
        Original principal, fen.
    ratio_ppm
        Compensation ratio of the smallest loans.
    above, factor_ppm
        Lower limits (fen, ascending) and factors of the tiers, shape (tiers,).
    is_marginal
        The tier rule.
    """
    if not is_marginal:
        factor = MILLION
        for tier in range(len(above)):
            if principal > above[tier]:
                factor = factor_ppm[tier]
        return part_of(ratio_ppm, factor)
    covered = 0
    floor = 0
    factor = MILLION
    for tier in range(len(above)):
        if principal <= above[tier]:
            break
        covered += part_of(above[tier] - floor, factor)
        floor = above[tier]
        factor = factor_ppm[tier]
    covered += part_of(principal - floor, factor)
    return part_of(ratio_ppm, part_of_ratio(covered, principal))


@rule
def claim_on_fund(loss: int, share_ppm: int, public_others: int, stacking_ppm: int) -> tuple[int, int]:
    """Return the fund's part of a loss after the stacking limit, and what the limit cut, in fen.

    Parameters
    ----------
    loss
        Covered owed less its recoveries.
    share_ppm
        The fund's share after bonuses and step-down.
    public_others
        What the other public parties pay on this loss.
    stacking_ppm
        Largest part of the loss that all public parties together pay; MILLION means no limit.
    """
    wanted = part_of(loss, share_ppm)
    if stacking_ppm >= MILLION:
        return wanted, 0
    room = max(0, part_of(loss, stacking_ppm) - public_others)
    return min(wanted, room), max(0, wanted - room)


@rule
def within(wanted: int, room: int) -> int:
    """Return the part of an amount that fits into a room that may be negative."""
    return max(0, min(wanted, room))
