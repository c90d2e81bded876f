"""What is repaid when."""

import math

from simulator.compiled import rule


@rule
def still_owed(principal: int, term: int, months_paid: int, is_amortising: bool) -> int:
    """Return the principal outstanding after `months_paid` instalments, in fen.

    Equal principal: each instalment is floor(principal / term), the last takes the remainder.
    """
    if not is_amortising:
        return principal
    return principal - months_paid * (principal // term)


@rule
def prepayment_month(lent: int, hazard: float, u: float) -> int:
    """Return the month of early repayment: geometric with the hazard, from one uniform."""
    return lent + 1 + int(min(1e6, math.floor(math.log(u) / math.log1p(-hazard))))
