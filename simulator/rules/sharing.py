"""Who bears what part of the covered loss."""

import numpy as np

from simulator.compiled import inlined, rule
from simulator.rules.money import LIMITLESS, portion
from simulator.rules.shares import CONSTANT, CONSTANT_WHOLE, MOST, SLOPE, WHOLE

PARTIES = ("guarantor", "reinsurer", "insurer", "appraiser")
"""The parties beside fund and bank, in the order in which their parts stand."""
GUARANTOR, REINSURER, INSURER, APPRAISER = range(len(PARTIES))
"""Where each stands among their parts."""
FINEST = 1 << 53
"""Units of a share that is known in floating point."""


@inlined
def tier_of(principal: int, above: np.ndarray) -> int:
    """Return the number of tiers whose lower limit (fen, ascending, shape (tiers,)) lies below the principal."""
    tier = 0
    for limit in above:
        if principal > limit:
            tier += 1
    return tier


@inlined
def share_of(terms: np.ndarray, principal: int) -> tuple[int, int]:
    """Return the fund's share of a loan as numerator and denominator, both below 2^62.

    share = min(slope + constant / principal, most), exact while denominator x principal stays below 2^60
    (tiers of whole per mille: loans below 11 bn yuan); beyond that in floating point, whose error of 2^-51
    is less than a fen on any loss below 22,000 bn yuan.

    Parameters
    ----------
    terms
        Integers of `rules.shares.integers_of`, shape (shares.SHARE_COLUMNS,).
    principal
        Original principal, fen.
    """
    whole = terms[WHOLE]
    if terms[CONSTANT] == 0:
        return min(terms[SLOPE], terms[MOST]), whole
    if terms[CONSTANT_WHOLE] == whole and float(whole) * principal < LIMITLESS:
        sloped = terms[SLOPE] * principal + terms[CONSTANT]
        return max(0, min(sloped, terms[MOST] * principal)), whole * principal
    share = terms[SLOPE] / whole + terms[CONSTANT] / terms[CONSTANT_WHOLE] / principal
    return int(max(0.0, min(share, terms[MOST] / whole)) * FINEST), FINEST


@inlined
def share_counted_on(part: int, whole: int, room: float) -> float:
    """Return what the bank can count on of the fund's share: what the stacking limit leaves of it.

    Parameters
    ----------
    part, whole
        The fund's contract share.
    room
        Stacking limit less the other public parties' shares; 1 where there is no limit.
    """
    return min(float(part) / float(whole), room)


@inlined
def parts_of_others(loss: int, split: np.ndarray) -> tuple[int, int, int, int]:
    """Return what guarantor, reinsurer, insurer and appraiser pay on a loss, each floored to the fen.

    Parameters
    ----------
    loss
        Covered owed less its recoveries, fen.
    split
        Numerator and denominator of their shares, shape (parties, 2).
    """
    return (
        portion(loss, split[GUARANTOR, 0], split[GUARANTOR, 1]),
        portion(loss, split[REINSURER, 0], split[REINSURER, 1]),
        portion(loss, split[INSURER, 0], split[INSURER, 1]),
        portion(loss, split[APPRAISER, 0], split[APPRAISER, 1]),
    )


@inlined
def claim_on_fund(loss: int, share: tuple[int, int], public_others: int, stacking: tuple[int, int]) -> tuple[int, int]:
    """Return the fund's part of a loss after the stacking limit, and what the limit cut, in fen.

    Parameters
    ----------
    loss
        Covered owed less its recoveries.
    share
        The fund's share after bonuses and step-down: numerator and denominator.
    public_others
        What the other public parties pay on this loss.
    stacking
        Largest part of the loss that all public parties together pay: numerator and denominator; 1 means no limit.
    """
    wanted = portion(loss, share[0], share[1])
    if stacking[0] >= stacking[1]:
        return wanted, 0
    room = max(0, portion(loss, stacking[0], stacking[1]) - public_others)
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
