"""The ratio that breaker and step-down read, and the level of the step-down."""

import simulator.engines.records as r
from simulator.compiled import rule
from simulator.rules.money import is_at_least


@rule
def ratio_parts(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int) -> tuple[int, int]:
    """Return numerator and denominator of the ratio of one lane, for its scheme or one bank.

    Flows are those of the twelve months before this one (plus, when read claim by claim,
    what this month has booked so far); stocks are as they stand.
    """
    setting = lanes.setting
    state = scratch.state
    banks = scratch.bank_now.shape[1]
    if scratch.counted[p] < setting[r.MINIMUM_LOANS, p]:
        return 0, 0
    if setting[r.MEASURE, p] == r.MEASURE_NPL:
        if setting[r.BY_BANK, p]:
            npl = scratch.bank_stock[1, bank, p]
            return npl, npl + scratch.bank_stock[0, bank, p]
        npl = state[r.NPL * r.STRIDE + p]
        return npl, npl + state[r.PERFORMING * r.STRIDE + p]
    flow = 1 if setting[r.MEASURE, p] == r.MEASURE_LOSS else 2
    low = bank if setting[r.BY_BANK, p] else 0
    high = bank + 1 if setting[r.BY_BANK, p] else banks
    above = 0
    below = 0
    for row in range(low, high):
        above += scratch.bank_sum[flow, row, p]
        below += scratch.bank_sum[0, row, p]
        if setting[r.BY_CLAIM, p]:
            above += scratch.bank_now[flow, row, p]
    return max(0, above), below


@rule
def level_of(lanes: r.Lanes, p: int, above: int, below: int) -> int:
    """Return how many steps of the step-down the ratio has reached."""
    level = 0
    for step in range(lanes.setting[r.STEPS, p]):
        if below > 0 and is_at_least(above, below, lanes.step_at[p, step]):
            level = step + 1
    return level


@rule
def step_level(lanes: r.Lanes, scratch: r.Scratch, month: int, bank: int, p: int, is_by_claim: bool) -> int:
    """Return the step-down level for a claim assessed now."""
    if lanes.setting[r.STEPS, p] == 0:
        return 0
    row = bank % scratch.bank_level.shape[0]
    if is_by_claim and lanes.setting[r.BY_CLAIM, p]:
        above, below = ratio_parts(lanes, scratch, bank, p)
        return level_of(lanes, p, above, below)
    return scratch.bank_level[row, p]


@rule
def read_levels(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Read the ratio at the start of step 5: step-down levels, and the parts kept for the breaker."""
    for row in range(scratch.bank_level.shape[0]):
        for p in range(lanes.count):
            above, below = ratio_parts(lanes, scratch, row, p)
            scratch.bank_read[0, row, p] = above
            scratch.bank_read[1, row, p] = below
            scratch.bank_level[row, p] = level_of(lanes, p, above, below)
