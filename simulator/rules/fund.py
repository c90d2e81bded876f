"""The fund's account: what it earns, is given, may cover, and when it stops."""

import numpy as np

from simulator.compiled import inlined, rule
from simulator.rules.money import LIMITLESS, is_at_least, monthly_part, part_of

TOP_UP_NONE = 0  # nothing is added
TOP_UP_FIXED = 1  # the budget, every January
TOP_UP_TO_CAPITAL = 2  # what the balance lacks to the capital
TOP_UP_BELOW_FLOOR = 3  # the same, but only when the balance is below a floor

REOPENS_WHEN_BELOW = 0  # as soon as the ratio is below the lower threshold
REOPENS_AT_NEW_YEAR = 1  # the same, and in January whatever the ratio
REOPENS_AT_REVIEW = 2  # so many months after it tripped, if the ratio is below the lower threshold then
REOPENS_BY_DECISION = 3  # never within the run

STAYS_SHUT = 0
IF_BELOW = 1
WHATEVER_RATIO = 2

BASE_NET = 0  # the balance less unpaid claims
BASE_GROSS = 1  # the balance
BASE_PAID_IN = 2  # the capital paid in, top-ups included


@rule
def yearly_top_up(kind: int, balance: int, capital: int, budget: int, floor: int) -> int:
    """Return the top-up of a January, in fen, never above the budget."""
    if kind == TOP_UP_FIXED:
        return budget
    if kind == TOP_UP_TO_CAPITAL or (kind == TOP_UP_BELOW_FLOOR and balance < floor):
        return max(0, min(budget, capital - balance))
    return 0


@inlined
def leverage_limit(multiple_ppm: int, base_kind: int, balance: int, unpaid: int, capital: int) -> int:
    """Return the largest covered principal outstanding that the leverage limit allows, in fen.

    Parameters
    ----------
    multiple_ppm
        Leverage multiple in parts per million; negative means no limit.
    base_kind
        BASE_NET, BASE_GROSS or BASE_PAID_IN.
    balance, unpaid, capital
        The fund's balance, its unpaid claims, its paid-in capital.
    """
    if multiple_ppm < 0:
        return LIMITLESS
    base = capital
    if base_kind == BASE_NET:
        base = max(0, balance - unpaid)
    elif base_kind == BASE_GROSS:
        base = balance
    return part_of(base, multiple_ppm)


@rule
def guarantor_pays(wanted: int, left: int) -> int:
    """Return what a guarantor pays of an amount out of the capital it has left, in fen; below 0 it can always pay."""
    return wanted if left < 0 else min(wanted, left)


@rule
def cost_of_tools(principal: int, term: int, per_loan: int, per_lent_ppm: int) -> int:
    """Return what the tools cost for one covered loan, in fen: a fixed sum, and a rate on principal and years."""
    return per_loan + part_of(principal * term // 12, per_lent_ppm)


@rule
def fees_due(newly_covered: int, performing: int, upfront_ppm: int, yearly_ppm: int) -> int:
    """Return a month's fees in fen: upfront on last month's new cover, a twelfth of the yearly on what performs."""
    return part_of(newly_covered, upfront_ppm) + monthly_part(performing, yearly_ppm)


@rule
def running_cost(balance: int, cost_per_year: int) -> int:
    """Return a month's administration in fen: a twelfth of the year's, as far as there is money."""
    return min(balance, cost_per_year // 12)


@inlined
def may_reopen(rule: int, review_months: int, month: int, since: int) -> int:
    """Return what may release a breaker that tripped in month `since`: nothing yet, a low ratio, or the calendar.

    Returns
    -------
    STAYS_SHUT, IF_BELOW or WHATEVER_RATIO.
    """
    if rule == REOPENS_AT_REVIEW:
        return IF_BELOW if month > since and (month - since) % review_months == 0 else STAYS_SHUT
    if rule == REOPENS_BY_DECISION:
        return STAYS_SHUT
    is_new_year = rule == REOPENS_AT_NEW_YEAR and (month - 1) % 12 == 0
    return WHATEVER_RATIO if is_new_year else IF_BELOW


@inlined
def remembers_lending(rule: int) -> bool:
    """Return whether losses stay compared with the lending before a breaker tripped: a ban empties what comes after.

    Rules that release by the ratio alone, or in January, let it empty, and so always release within a year.
    """
    return rule in (REOPENS_AT_REVIEW, REOPENS_BY_DECISION)


@inlined
def breaker_after(was_on: int, above: int, below: int, on_at_ppm: int, off_below_ppm: int, reopening: int) -> int:
    """Return whether the breaker is tripped (1) after reading the ratio above / below; 0 / 0 counts as 0.

    Tripped when the ratio has reached the upper threshold. A tripped one is released as `reopening` says
    (`may_reopen`): when the ratio is below the lower threshold, or whatever it is; else it is as it was.
    """
    if below > 0 and is_at_least(above, below, on_at_ppm):
        return 1
    if was_on == 0 or reopening == WHATEVER_RATIO:
        return 0
    is_below = below <= 0 or not is_at_least(above, below, off_below_ppm)
    return 0 if is_below and reopening == IF_BELOW else was_on


@rule
def steps_reached(above: int, below: int, at_least_ppm: np.ndarray) -> int:
    """Return how many steps of the step-down the ratio above / below has reached.

    Parameters
    ----------
    above, below
        The ratio's parts; over nothing no step is reached.
    at_least_ppm
        Ratios from which the steps hold, ascending, shape (steps,).
    """
    level = 0
    for step in range(len(at_least_ppm)):
        if below > 0 and is_at_least(above, below, at_least_ppm[step]):
            level = step + 1
    return level


@rule
def trust_in_steps(steps: int, money: int, expected_claims: int) -> int:
    """Return the bank's trust in the fund in `steps` steps: money over a year's expected claims, at most 1."""
    if expected_claims <= money:
        return steps
    return int(steps * (money / expected_claims))


@rule
def is_over_tolerance(npl: int, outstanding: int, limit_ppm: int) -> bool:
    """Return whether a bank's NPL ratio exceeds its tolerance; a negative limit means none."""
    return limit_ppm >= 0 and npl > part_of(outstanding, limit_ppm)
