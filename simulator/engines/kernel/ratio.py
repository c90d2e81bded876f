"""The ratio that breaker and step-down read, and the level of the step-down.

Flow tables have one row for each bank and a last row for the scheme, with the flows side by
side (flow f of lane p at f * STRIDE + p); when no policy reads bank by bank there is only the
scheme's row.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.masks import add_where
from simulator.rules.fund import steps_reached


@inner
def book_flow(flows: r.Ints, flow: int, bank: int, low: int, high: int, mask: r.Bytes, amount: int) -> None:
    """Add to a flow of this month, for the bank and the scheme, in the lanes low..high where the case is covered."""
    last = flows.shape[0] - 1
    add_where(flows[last, low:], flow, mask, high - low, amount)
    if last > 0:
        add_where(flows[bank, low:], flow, mask, high - low, amount)


@inner
def ratio_parts(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int) -> tuple[int, int]:
    """Return numerator and denominator of the ratio of one lane, for its scheme or one bank.

    Flows are those of the twelve months before this one (plus, when read claim by claim,
    what this month has booked so far); stocks are as they stand. 0 / 0 until enough loans are made.
    """
    setting = lanes.setting
    sums = scratch.bank_sum
    by_bank = setting[r.BY_BANK, p] > 0
    row = bank if by_bank else sums.shape[0] - 1
    measure = setting[r.MEASURE, p]
    if measure == r.MEASURE_NPL:
        above = scratch.state[r.NPL * r.STRIDE + p]
        below = above + scratch.state[r.PERFORMING * r.STRIDE + p]
        if by_bank:
            above = scratch.bank_stock[1, bank, p]
            below = above + scratch.bank_stock[0, bank, p]
    else:
        flow = r.FLOW_LOSS if measure == r.MEASURE_LOSS else r.FLOW_PAYOUT
        above = sums[row, flow * r.STRIDE + p]
        below = sums[row, r.FLOW_LENT * r.STRIDE + p]
        if setting[r.BY_CLAIM, p]:
            above += scratch.bank_now[row, flow * r.STRIDE + p]
    if scratch.counted[p] < setting[r.MINIMUM_LOANS, p]:
        return 0, 0
    return max(0, above), below


@inner
def level_of(lanes: r.Lanes, p: int, above: int, below: int) -> int:
    """Return how many steps of the step-down the ratio has reached."""
    return steps_reached(above, below, lanes.step_at[p, : lanes.setting[r.STEPS, p]])


@inner
def step_level(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int) -> int:
    """Return the step-down level for a claim assessed now."""
    if lanes.setting[r.STEPS, p] == 0:
        return 0
    if lanes.setting[r.BY_CLAIM, p]:
        above, below = ratio_parts(lanes, scratch, bank, p)
        return level_of(lanes, p, above, below)
    row = bank if lanes.setting[r.BY_BANK, p] else scratch.bank_level.shape[0] - 1
    return scratch.bank_level[row, p]


@inner
def read_levels(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Read the ratio at the start of step 5: its parts for the breaker, and the step-down levels."""
    for row in range(scratch.bank_read.shape[0]):
        _read_row(lanes, scratch, row)
        if lanes.levels[r.STEP_LEVELS] > 1:
            for p in range(lanes.size):
                above, below = scratch.bank_read[row, p], scratch.bank_read[row, r.STRIDE + p]
                scratch.bank_level[row, p] = level_of(lanes, p, above, below)


@inner
def _read_row(lanes: r.Lanes, scratch: r.Scratch, row: int) -> None:
    """Read one row for all lanes, branch-free for flows; lanes that read stocks are read one by one."""
    setting = lanes.setting
    read = scratch.bank_read[row]
    counted = scratch.counted
    last = scratch.bank_sum.shape[0] - 1
    own = scratch.bank_sum[row]
    whole = scratch.bank_sum[last]
    by_bank = setting[r.BY_BANK]
    minimum = setting[r.MINIMUM_LOANS]
    measure = setting[r.MEASURE]
    for p in range(lanes.width):
        loss = own[r.FLOW_LOSS * r.STRIDE + p] if by_bank[p] > 0 else whole[r.FLOW_LOSS * r.STRIDE + p]
        paid = own[r.FLOW_PAYOUT * r.STRIDE + p] if by_bank[p] > 0 else whole[r.FLOW_PAYOUT * r.STRIDE + p]
        lent = own[r.FLOW_LENT * r.STRIDE + p] if by_bank[p] > 0 else whole[r.FLOW_LENT * r.STRIDE + p]
        flow = loss if measure[p] == r.MEASURE_LOSS else paid
        is_early = counted[p] < minimum[p]
        read[p] = 0 if is_early else max(0, flow)
        read[r.STRIDE + p] = 0 if is_early else lent
    if lanes.flags[r.F_NPL]:
        is_bank_row = row < last or last == 0
        for p in range(lanes.size):
            if measure[p] == r.MEASURE_NPL and (is_bank_row or by_bank[p] == 0):
                read[p], read[r.STRIDE + p] = ratio_parts(lanes, scratch, row, p)
