"""Who bears what part of the covered loss."""

import numpy as np

from simulator.compiled import inlined, rule
from simulator.rules.money import MILLION, part_of, part_of_ratio, portion


@inlined
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


@inlined
def contract_share(
    principal: int,
    ratio_ppm: int,
    above: np.ndarray,
    factor_ppm: np.ndarray,
    is_marginal: bool,
    bonus_ppm: int,
    others_ppm: int,
) -> int:
    """Return the fund's share of a loan before step-down, in ppm: tier, plus bonuses, at most what the others leave.

    Parameters
    ----------
    principal, ratio_ppm, above, factor_ppm, is_marginal
        As in `tier_share`.
    bonus_ppm
        Sum of the bonuses that apply.
    others_ppm
        Sum of the other parties' shares.
    """
    share = tier_share(principal, ratio_ppm, above, factor_ppm, is_marginal) + bonus_ppm
    return max(0, min(share, MILLION - others_ppm))


@inlined
def share_within_stacking(share_ppm: int, public_others_ppm: int, stacking_ppm: int) -> int:
    """Return what the stacking limit leaves of the fund's share, in ppm: what the bank can count on.

    Parameters
    ----------
    share_ppm
        The fund's contract share.
    public_others_ppm
        Shares of the other public parties.
    stacking_ppm
        Largest part of the loss that all public parties together pay; MILLION means no limit.
    """
    if stacking_ppm >= MILLION:
        return share_ppm
    return max(0, min(share_ppm, stacking_ppm - public_others_ppm))


@inlined
def parts_of_others(loss: int, split: np.ndarray) -> tuple[int, int, int, int]:
    """Return what guarantor, reinsurer, insurer and appraiser pay on a loss, each floored to the fen.

    Parameters
    ----------
    loss
        Covered owed less its recoveries, fen.
    split
        Their shares, ppm, shape (4,).
    """
    return part_of(loss, split[0]), part_of(loss, split[1]), part_of(loss, split[2]), part_of(loss, split[3])


@inlined
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


@rule
def permanently_limited(
    claim: int, line_room: int, budget_room: int, excess_waits: bool, cumulative_room: int
) -> tuple[int, int, int, int, int]:
    """Return what the permanent limits leave of a claim and what each of them cuts, in fen.

    Order: the bank's yearly line, the yearly budget (whose excess may wait for the next year's),
    the cumulative cap.

    Parameters
    ----------
    claim
        After refusal and the cap per loan.
    line_room, budget_room, cumulative_room
        What each limit still allows; may be negative; `money.LIMITLESS` where there is no such limit.
    excess_waits
        What exceeds the budget waits instead of going to the bank.

    Returns
    -------
    Approved now, waiting for the next budget, cut by line, by budget, by cumulative cap.
    """
    after_line = within(claim, line_room)
    now = within(after_line, budget_room)
    waits = after_line - now if excess_waits else 0
    kept = within(now + waits, cumulative_room)
    cut_cumulative = now + waits - kept
    approved = min(now, kept)
    cut_budget = 0 if excess_waits else after_line - now
    return approved, kept - approved, claim - after_line, cut_budget, cut_cumulative


@rule
def proceeds_after_advance(
    recovered: int, covered_owed: int, fund_paid: int, others_paid: tuple[int, int, int, int]
) -> tuple[int, int]:
    """Return the parts of later proceeds that go to the fund and to the other parties, in fen; the bank has the rest.

    Each gets the proceeds in proportion to what it bore, floored; the bank takes the remainder up
    to what it bore itself, the fund what is then left over, up to what it paid.

    Parameters
    ----------
    recovered
        Proceeds on the covered part.
    covered_owed
        Covered part of what was owed, all of which somebody bore.
    fund_paid, others_paid
        What the fund and guarantor, reinsurer, insurer and appraiser paid in advance.
    """
    to_fund = portion(recovered, fund_paid, covered_owed)
    to_others = 0
    bank_bore = covered_owed - fund_paid
    for paid in others_paid:
        to_others += portion(recovered, paid, covered_owed)
        bank_bore -= paid
    surplus = max(0, recovered - to_fund - to_others - bank_bore)
    extra = min(surplus, fund_paid - to_fund)
    return to_fund + extra, to_others + surplus - extra


@rule
def still_due_after_sale(
    left: int, fund_paid: int, fund_returned: int, loss: int, covered_owed: int, others_net: int
) -> int:
    """Return what an advance claim may still wait for once the sale has shown the net loss, in fen.

    Parameters
    ----------
    left
        Unpaid part of the approved advance.
    fund_paid, fund_returned
        Paid so far, and returned from the proceeds.
    loss, covered_owed
        Net loss on the covered part, and all that was owed on it.
    others_net
        What the other parties bear after their part of the proceeds.
    """
    whole = min(portion(fund_paid + left, loss, covered_owed), loss - others_net)
    return min(left, max(0, whole - (fund_paid - fund_returned)))
