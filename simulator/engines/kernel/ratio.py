"""The ratio that breaker and step-down read, and the level of the step-down.

Flow tables have one row for each bank and a last row for the scheme; when no policy reads
bank by bank there is only the scheme's row.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.rules.fund import steps_reached


@inner
def book_flow(flows: r.Ints, flow: int, bank: int, p: int, amount: int) -> None:
    """Add to a flow of this month (0 covered lending, 1 loss, 2 payout) for the bank and the scheme."""
    last = flows.shape[1] - 1
    flows[flow, last, p] += amount
    if last > 0:
        flows[flow, bank, p] += amount


@inner
def ratio_parts(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int) -> tuple[int, int]:
    """Return numerator and denominator of the ratio of one lane, for its scheme or one bank.

    Flows are those of the twelve months before this one (plus, when read claim by claim,
    what this month has booked so far); stocks are as they stand. 0 / 0 until enough loans are made.
    """
    setting = lanes.setting
    sums = scratch.bank_sum
    by_bank = setting[r.BY_BANK, p] > 0
    row = bank if by_bank else sums.shape[1] - 1
    measure = setting[r.MEASURE, p]
    if measure == r.MEASURE_NPL:
        above = scratch.state[r.NPL * r.STRIDE + p]
        below = above + scratch.state[r.PERFORMING * r.STRIDE + p]
        if by_bank:
            above = scratch.bank_stock[1, bank, p]
            below = above + scratch.bank_stock[0, bank, p]
    else:
        flow = 1 if measure == r.MEASURE_LOSS else 2
        above = sums[flow, row, p]
        below = sums[0, row, p]
        if setting[r.BY_CLAIM, p]:
            above += scratch.bank_now[flow, row, p]
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
    for row in range(scratch.bank_read.shape[1]):
        _read_row(lanes, scratch, row)
        if lanes.levels[r.STEP_LEVELS] > 1:
            for p in range(lanes.size):
                above = scratch.bank_read[0, row, p]
                scratch.bank_level[row, p] = level_of(lanes, p, above, scratch.bank_read[1, row, p])


@inner
def _read_row(lanes: r.Lanes, scratch: r.Scratch, row: int) -> None:
    """Read one row for all lanes, branch-free for flows; lanes that read stocks are read one by one."""
    setting = lanes.setting
    sums = scratch.bank_sum
    read = scratch.bank_read
    counted = scratch.counted
    last = sums.shape[1] - 1
    for p in range(lanes.size):
        loss = sums[1, row, p] if setting[r.BY_BANK, p] > 0 else sums[1, last, p]
        paid = sums[2, row, p] if setting[r.BY_BANK, p] > 0 else sums[2, last, p]
        lent = sums[0, row, p] if setting[r.BY_BANK, p] > 0 else sums[0, last, p]
        flow = loss if setting[r.MEASURE, p] == r.MEASURE_LOSS else paid
        is_early = counted[p] < setting[r.MINIMUM_LOANS, p]
        read[0, row, p] = 0 if is_early else max(0, flow)
        read[1, row, p] = 0 if is_early else lent
    if lanes.flags[r.F_NPL]:
        for p in range(lanes.size):
            is_bank_row = row < last or last == 0
            if setting[r.MEASURE, p] == r.MEASURE_NPL and (is_bank_row or setting[r.BY_BANK, p] == 0):
                above, below = ratio_parts(lanes, scratch, row, p)
                read[0, row, p] = above
                read[1, row, p] = below
