"""The fund's account: what it earns, is given, may cover, and when it stops."""

from simulator.compiled import rule
from simulator.rules.money import LIMITLESS, part_of

TOP_UP_NONE = 0
TOP_UP_FIXED = 1
TOP_UP_TO_CAPITAL = 2
TOP_UP_BELOW_FLOOR = 3

BASE_NET = 0
BASE_GROSS = 1
BASE_PAID_IN = 2


@rule
def yearly_top_up(kind: int, balance: int, capital: int, budget: int, floor: int) -> int:
    """Return the top-up of a January, in fen, never above the budget."""
    if kind == TOP_UP_FIXED:
        return budget
    if kind == TOP_UP_TO_CAPITAL or (kind == TOP_UP_BELOW_FLOOR and balance < floor):
        return max(0, min(budget, capital - balance))
    return 0


@rule
def cover_room(multiple_ppm: int, base_kind: int, balance: int, unpaid: int, capital: int, exposure: int) -> int:
    """Return how much more principal the leverage limit lets the fund cover, in fen (may be negative).

    Parameters
    ----------
    multiple_ppm
        Leverage multiple in parts per million; negative means no limit.
    base_kind
        BASE_NET, BASE_GROSS or BASE_PAID_IN.
    balance, unpaid, capital, exposure
        The fund's balance, its unpaid claims, its paid-in capital, covered principal outstanding.
    """
    if multiple_ppm < 0:
        return LIMITLESS
    base = capital
    if base_kind == BASE_NET:
        base = max(0, balance - unpaid)
    elif base_kind == BASE_GROSS:
        base = balance
    return part_of(base, multiple_ppm) - exposure
