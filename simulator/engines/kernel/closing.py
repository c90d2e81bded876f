"""Step 8 of the month: it is folded into stocks and totals; and the end of a path."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.refusals import attribute_refusals
from simulator.rules.money import part_of


@inner
def close_month(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Fold the month into stocks and totals.

    Loans of the month enter the stocks only here, so that neither the fees nor the ratio of step 2 to 6 see them early.
    """
    flags = lanes.flags
    counted = scratch.loans_counted
    state = scratch.state
    total = scratch.total
    # what was not attributed loan by loan: the reason is the same all month, or the leverage limit (see `loans`)
    attribute_refusals(lanes, scratch, 0, 0)
    for p in range(lanes.width):
        newly = state[r.NEWLY + p]
        labelled = state[r.LABELLED + p]
        alone = state[r.NEW_ALONE + p]
        loans = state[r.COUNTED + p]
        covered = newly + labelled
        state[r.PERFORMING + p] += covered
        state[r.PERFORMING_ALONE + p] += alone
        state[r.MONTH_LENT + p] = covered
        state[r.COVERED_SUM + p] += covered
        total[r.T_LENT_COVERED + p] += covered
        total[r.T_LENT_UNCOVERED + p] += alone
        total[r.T_LABELLED + p] += labelled
        total[r.T_NEWLY_LENT + p] += newly
        total[r.T_LOANS_COVERED + p] += loans
        counted[p] += loans
        state[r.NEWLY + p] = 0
        state[r.LABELLED + p] = 0
        state[r.NEW_ALONE + p] = 0
        state[r.COUNTED + p] = 0
    for p in range(lanes.width):
        outstanding = state[r.PERFORMING + p] + state[r.NPL + p]
        total[r.T_PEAK_COVERED + p] = max(total[r.T_PEAK_COVERED + p], outstanding)
        cash = state[r.CASH + p]
        total[r.T_LOWEST_BALANCE + p] = min(total[r.T_LOWEST_BALANCE + p], cash)
        # what the fund would have needed to pay all claims: the money that was, and that was not, paid out
        wanted = state[r.NET_OUT + p] + state[r.UNPAID + p] + total[r.T_LAPSED + p]
        total[r.T_LARGEST_OUTFLOW + p] = max(total[r.T_LARGEST_OUTFLOW + p], wanted)
    if flags[r.F_RATIO]:
        _roll_flows(lanes, scratch, month)
    if flags[r.F_UNLIMITED]:
        _discount_drawn(lanes, scratch, min(month, world.months))
    if month % 12 == 0:
        # a year after lending, without claims, is no year in which the fund stood idle
        for p in range(lanes.width):
            if month <= world.months and state[r.YEAR_CLAIMS + p] == 0:
                total[r.T_YEARS_WITHOUT_CLAIM + p] += 1
            state[r.YEAR_CLAIMS + p] = 0


@inner
def _discount_drawn(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Add what the treasury paid this month to the public cost."""
    # once a month and not payment by payment, so that there is one amount to discount and to round down
    drawn = scratch.drawn_now
    for p in range(lanes.size):
        if drawn[p] > 0:
            scratch.total[r.T_PUBLIC_IN_PRESENT + p] += part_of(drawn[p], lanes.discount[month, p])
            drawn[p] = 0


@inner
def _roll_flows(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Move the month's flows into the twelve-month sums."""
    state = scratch.state
    last = scratch.flow_now.shape[0] - 1
    whole = scratch.flow_now[last]
    for p in range(lanes.width):
        whole[r.FLOW_LENT + p] = state[r.MONTH_LENT + p]
    for row in range(last + 1):
        for flow in range(0, r.FLOWS if lanes.flags[r.F_PAYOUT] else r.FLOW_PAYOUT, r.STRIDE):
            now = scratch.flow_now[row, flow:]
            old = scratch.flow_ring[month % 12, row, flow:]
            sums = scratch.flow_sum[row, flow:]
            for p in range(lanes.width):
                sums[p] += now[p] - old[p]
                old[p] = now[p]
                now[p] = 0


@inner
def add_to_months(scratch: r.Scratch, month: int, sums: r.Ints, watched: r.Ints) -> None:
    """Add this month's rows of the watched lanes to the sums over paths, shape (months, rows, watched)."""
    state = scratch.state
    total = scratch.total
    # totals only grow, or shrink by what is handed back: a month's flow is the difference to the month before
    before = scratch.totals_before
    for j in range(len(watched)):
        p = watched[j]
        for stock in range(len(scratch.stock_rows)):
            sums[month, scratch.stock_rows[stock], j] += state[scratch.stock_states[stock] + p]
        for flow in range(len(scratch.flow_totals)):
            now = total[scratch.flow_totals[flow] + p]
            sums[month, scratch.flow_rows[flow], j] += now - before[flow, j]
            before[flow, j] = now


@inner
def finish_path(world: r.World, lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Give what is still unpaid to the bank, and write the final stocks."""
    discount = lanes.discount
    state = scratch.state
    total = scratch.total
    for p in range(lanes.size):
        unpaid = state[r.UNPAID + p] + state[r.WAITING + p]
        cash = state[r.CASH + p]
        total[r.T_UNPAID + p] = unpaid
        total[r.T_BANK_LOSS + p] += unpaid + total[r.T_LAPSED + p]
        total[r.T_BALANCE + p] = cash
        # what is left is worth what it is worth when lending ends: later interest is not counted either
        total[r.T_PUBLIC_IN_PRESENT + p] -= part_of(cash, discount[world.months, p])
        npl = state[r.NPL + p] + state[r.NPL_ALONE + p]
        performing = state[r.PERFORMING + p] + state[r.PERFORMING_ALONE + p]
        total[r.T_UNSETTLED + p] = npl + performing
