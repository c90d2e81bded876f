"""What is repaid when."""

import math

from simulator.compiled import rule


@rule
def still_owed(principal: int, term: int, months_paid: int, is_amortising: bool) -> int:
    """Return the principal outstanding after `months_paid` instalments, in fen.

    Equal principal: each instalment is floor(principal / term), the last takes the remainder.
    Bullet: all of it; that it is repaid or renewed at maturity is not decided here.
    """
    if not is_amortising:
        return principal
    if months_paid >= term:
        return 0
    return principal - months_paid * (principal // term)


@rule
def repaid_before_default(instalment: int, left: int, is_month_of_default: bool) -> int:
    """Return what is repaid in one month of a loan that will default, in fen: instalments until the balance is reached.

    What the instalments leave above the balance at default is repaid in the month of default.

    Parameters
    ----------
    instalment
        Of the schedule; 0 for a bullet loan.
    left
        Outstanding less the balance at default.
    is_month_of_default
        No instalment is paid in this month.
    """
    return left if is_month_of_default else min(instalment, left)


@rule
def month_of_event(lent: int, hazard: float, u: float) -> int:
    """Return the month of what comes with a hazard each month (early repayment, overdue): geometric, from one uniform.

    P(later than month lent + k) = (1 - hazard)^k; the month may lie beyond the term.

    Parameters
    ----------
    lent
        Month of lending.
    hazard
        Chance per month, above 0 and below 1.
    u
        Uniform in (0, 1).
    """
    return lent + 1 + int(min(1e6, math.floor(math.log(u) / math.log1p(-hazard))))


@rule
def order_of_loan(lent: int, slot: int, book: int) -> int:
    """Return the number by which a month's defaults, sales and claims are ordered: month lent, opening book, slot.

    Parameters
    ----------
    lent
        Month of lending (0 for the opening book).
    slot
        Number of the applicant, below 2^33.
    book
        1 for a loan of the opening book and its renewals, else 0.
    """
    return (lent << 34) + ((1 - book) << 33) + slot
