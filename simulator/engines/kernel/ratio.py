"""The ratio that breaker and step-down read, and how many steps of the step-down it has reached.

Flow tables have one row for each bank and a last row for the scheme; when no policy reads bank by bank there is only
the scheme's row. A row is a *scope*: what a ratio is about.

Breaker and step-down of a policy read one and the same ratio, `breaker.measure`. `_read_row` reads it for all lanes
once a month, `ratio_parts` for one lane at any moment: a measure that is added must be in both.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.masks import add_where
from simulator.rules.fund import steps_reached


@inner
def add_flow(flows: r.Ints, flow: int, bank: int, low: int, high: int, mask: r.Bytes, amount: int) -> None:
    """Add to a flow of this month, for the bank and the scheme, in the lanes low..high where the case is covered."""
    last = flows.shape[0] - 1
    add_where(flows[last, low:], flow, mask, high - low, amount)
    if last > 0:
        add_where(flows[bank, low:], flow, mask, high - low, amount)


@inner
def ratio_parts(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int) -> tuple[int, int]:
    """Return numerator and denominator of the ratio of one lane, for its scheme or one bank.

    Flows are those of the twelve months before this one (plus, when read claim by claim,
    what this month has brought so far); stocks are as they stand. 0 / 0 until enough loans are made.
    Lending is at least that of the twelve months before the breaker tripped, until a year after its release.
    """
    setting = lanes.setting
    sums = scratch.flow_sum
    by_bank = setting[r.BY_BANK, p] > 0
    row = bank if by_bank else sums.shape[0] - 1
    measure = setting[r.MEASURE, p]
    if measure == r.MEASURE_NPL:
        above = scratch.state[r.NPL + p]
        below = above + scratch.state[r.PERFORMING + p]
        if by_bank:
            above = scratch.stock[r.STOCK_COVERED_NPL, bank, p]
            below = above + scratch.stock[r.STOCK_COVERED_PERFORMING, bank, p]
    else:
        flow = r.FLOW_LOSS if measure == r.MEASURE_LOSS else r.FLOW_PAYOUT
        above = sums[row, flow + p]
        below = max(sums[row, r.FLOW_LENT + p], scratch.lent_before[row, p])
        if setting[r.BY_CLAIM, p]:
            above += scratch.flow_now[row, flow + p]
    if scratch.loans_counted[p] < setting[r.MINIMUM_LOANS, p]:
        return 0, 0
    # recoveries of advances are taken off the losses, and can exceed those of the twelve months
    return max(0, above), below


@inner
def steps_of(lanes: r.Lanes, p: int, above: int, below: int) -> int:
    """Return how many steps of the step-down the ratio has reached."""
    return steps_reached(above, below, lanes.step_at[p, : lanes.setting[r.STEPS, p]])


@inner
def steps_now(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int) -> int:
    """Return how many steps of the step-down hold now: as read this month, or afresh where every claim reads it."""
    if lanes.setting[r.STEPS, p] == 0:
        return 0
    if lanes.setting[r.BY_CLAIM, p]:
        above, below = ratio_parts(lanes, scratch, bank, p)
        return steps_of(lanes, p, above, below)
    row = bank if lanes.setting[r.BY_BANK, p] else scratch.step_reached.shape[0] - 1
    return scratch.step_reached[row, p]


@inner
def read_ratios(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Read the ratio at the start of step 5: its parts for the breaker, and the steps reached for the step-down."""
    for row in range(scratch.ratio_read.shape[0]):
        _read_row(lanes, scratch, row)
        if lanes.levels[r.STEP_LEVELS] > 1:
            for p in range(lanes.size):
                above = scratch.ratio_read[row, r.RATIO_ABOVE + p]
                below = scratch.ratio_read[row, r.RATIO_BELOW + p]
                # any number of thresholds: Lanes.step_at has them, `steps_reached` counts those that are met
                scratch.step_reached[row, p] = steps_of(lanes, p, above, below)


@inner
def _read_row(lanes: r.Lanes, scratch: r.Scratch, row: int) -> None:
    """Read one row for all lanes, branch-free for flows; lanes that read stocks are read one by one."""
    setting = lanes.setting
    read = scratch.ratio_read[row]
    counted = scratch.loans_counted
    last = scratch.flow_sum.shape[0] - 1
    own = scratch.flow_sum[row]
    whole = scratch.flow_sum[last]
    by_bank = setting[r.BY_BANK]
    own_before = scratch.lent_before[row]
    whole_before = scratch.lent_before[last]
    minimum = setting[r.MINIMUM_LOANS]
    measure = setting[r.MEASURE]
    for p in range(lanes.width):
        loss = own[r.FLOW_LOSS + p] if by_bank[p] > 0 else whole[r.FLOW_LOSS + p]
        paid = own[r.FLOW_PAYOUT + p] if by_bank[p] > 0 else whole[r.FLOW_PAYOUT + p]
        lent = own[r.FLOW_LENT + p] if by_bank[p] > 0 else whole[r.FLOW_LENT + p]
        lent = max(lent, own_before[p] if by_bank[p] > 0 else whole_before[p])
        flow = loss if measure[p] == r.MEASURE_LOSS else paid
        is_early = counted[p] < minimum[p]
        read[r.RATIO_ABOVE + p] = 0 if is_early else max(0, flow)
        read[r.RATIO_BELOW + p] = 0 if is_early else lent
    if lanes.flags[r.F_NPL]:
        # the scheme's row of a table by bank is no bank: stocks of banks are not read there
        is_bank_row = row < last or last == 0
        for p in range(lanes.size):
            if measure[p] == r.MEASURE_NPL and (is_bank_row or by_bank[p] == 0):
                read[r.RATIO_ABOVE + p], read[r.RATIO_BELOW + p] = ratio_parts(lanes, scratch, row, p)
